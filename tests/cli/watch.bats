#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# policyctl job watch: a screen on a terminal, lines elsewhere.
bats_require_minimum_version 1.5.0
load jobs.bash

setup() {
	jobs_up
	one='{"now":1700000000000,"name":"ann","is_operator":true,"slots":20,"operator_slots":1,"running_count":2,"waiting_count":5,"interactive_count":1,"tokens_5min":120000,"tokens_most":2000000,"list_price_today_picodollars":4200000000000,"cash_today_picodollars":120000000000,"states":{"queued":5,"running":2},"ended_today":{"done":40,"failed":1},"running":[{"id":7,"state":"running","type":"coding","model_used":"m-1","backend":"claude","started":1699999990000,"what":"Mend\u001b[2J it"},{"id":8,"state":"running","type":"triage","model":"m-2","backend":"or","started":1699999998000,"what":"Sort"}],"next":[{"id":9,"state":"queued","type":"coding","tier":"brain","submitted":1699999000000,"what":"Later"}],"windows":[{"scope":"key_model","provider":"anthropic","key":"own","model":"m-1","since":1,"until":1700000600000,"is_for_good":false,"why":"rate_limited","said":"rate_limit_error"}],"pauses":[{"what":"type","name":"pulse"}],"alerts":1}'
	two=$(/usr/bin/python3 -c 'import json,sys; b=json.loads(sys.argv[1]); b["running"].pop(0); b["windows"]=[]; b["pauses"]=[]; b["running"][0]["backend"]="local"; b["now"]+=1000; print(json.dumps(b))' "$one")
}

teardown() {
	jobs_down
}

# terminal ROWS COLUMNS STEPS
terminal() {
	need_terminals
	run --separate-stderr env TERM=xterm "${@:4}" /usr/bin/python3 "$TOP/tests/harness/terminal.py" "$1" "$2" "$3" \
		"$POLICYCTL" job watch --socket "$dir/sock"
	[ "$status" = 0 ] || { echo "$output$stderr"; false; }
}

@test "the board is a screen, and the terminal is given back" {
	when '{"do":"watch"}' "{\"board\":$one}"
	terminal 24 120 '[{"see":"Later"},{"type":"q"}]'
	[[ "${lines[0]}" == "jobs of everybody  2023-11-14T22:13:"* ]]
	[ "${lines[1]}" = "slots    2 of 20 taken, 1 for operators; 5 wait, 1 of them interactive; tokens in 5 min: 120 k of 2.0 M" ]
	[ "${lines[3]}" = "today    40 done, 1 failed; spent \$0.12, list price \$4.20" ]
	[[ "$output" == *"paused   type pulse"* ]]
	[[ "$output" == *"alerts   1 failure that nobody knows"* ]]
	[[ "$output" == *"BLOCKED"*"provider anthropic, key own, model m-1 until 2023-11-14T22:23:20Z (in "*" min): rate_limited, rate_limit_error"* ]]
	[[ "$output" =~ RUNNING.*id.*" 7  coding  -        m-1    claude   ".*BLOCKED.*NEXT.*brain.*Later ]]
	[[ "$output" == *$'exit 0\nterminal as before\nscreen given back\nhostile []\ncoloured True' ]]
}

@test "it is drawn anew with each board and each size" {
	when '{"do":"watch"}' "{\"board\":$one}" "{\"wait\":\"$dir/go\"}" "{\"board\":$two}"
	terminal 24 90 '[{"see":"claude"},{"touch":"'"$dir"'/go"},{"see":"local"},{"unseen":"claude"},{"unseen":"BLOCKED"},{"size":[9,30]},{"unseen":"alerts   1 failure that nobody knows; see"},{"type":"q"}]' NO_COLOR=1
	[[ "$output" == *$'hostile []\ncoloured False' ]]
	[ "${lines[1]}" = "slots    2 of 20 taken, 1 for " ]
	[ "$(sed '/^exit/,$d' <<< "$output" | wc -l)" -le 9 ]
	[[ "$output" == *"RUNNING"* ]]
}

@test "what has no room is counted" {
	many=$(/usr/bin/python3 -c 'import json,sys; b=json.loads(sys.argv[1]); j=b["running"][1]; b["running"]=[dict(j,id=i) for i in range(100,160)]; print(json.dumps(b))' "$one")
	when '{"do":"watch"}' "{\"board\":$many}"
	terminal 20 80 '[{"see":"... and "},{"signal":"SIGINT"}]'
	[ "$(sed '/^exit/,$d' <<< "$output" | wc -l)" -le 20 ]
	[[ "$output" == *"BLOCKED"*"NEXT"*"Later"* ]]
	[[ "$output" == *$'exit 0\nterminal as before\nscreen given back'* ]]
}

@test "a screen waits for an orchestrator that has gone away" {
	when '{"do":"watch"}' "{\"board\":$one}" "{\"wait\":\"$dir/go\"}"
	sed -i '1s/}$/,"close":true}/' "$dir/script"
	terminal 24 80 '[{"see":"Later"},{"touch":"'"$dir"'/go"},{"see":"has gone away"},{"signal":"SIGTERM"}]'
	[[ "$output" == *$'terminal as before\nscreen given back'* ]]
}

@test "without a terminal each change is a line" {
	when '{"do":"watch"}' "{\"board\":$one}" "{\"board\":$two}"
	sed -i '1s/}$/,"close":true}/' "$dir/script"
	when '{"do":"list","before":8,"limit":1}' '{"jobs":[{"id":7,"state":"done","ran":3200,"cash_picodollars":31200000000}]}'
	run --separate-stderr "$POLICYCTL" job watch --socket "$dir/sock"
	[ "$status" = 70 ]
	[ "$stderr" = "policyctl job watch: the orchestrator has gone away" ]
	sed 's/^  *//' > "$dir/want" <<- 'END'
		2023-11-14T22:13:20Z slots    2 of 20 taken, 1 for operators; 5 wait, 1 of them interactive; tokens in 5 min: 120 k of 2.0 M
		2023-11-14T22:13:20Z jobs     5 queued
		2023-11-14T22:13:20Z today    40 done, 1 failed; spent $0.12, list price $4.20
		2023-11-14T22:13:20Z job 7 runs, claude, m-1: Mend�[2J it
		2023-11-14T22:13:20Z job 8 runs, or, m-2: Sort
		2023-11-14T22:13:20Z blocked: provider anthropic, key own, model m-1 until 2023-11-14T22:23:20Z: rate_limited, rate_limit_error
		2023-11-14T22:13:20Z paused: type pulse
		2023-11-14T22:13:20Z alerts   1 failure that nobody knows; see the service's log
		2023-11-14T22:13:21Z job 7 done, 3.2 s, $0.0312
		2023-11-14T22:13:21Z job 8 runs, local, m-2: Sort
		2023-11-14T22:13:21Z open again: provider anthropic, key own, model m-1
		2023-11-14T22:13:21Z resumed: type pulse
	END
	diff "$dir/want" <(echo "$output")
}

@test "a board of nonsense is one" {
	min=-9223372036854775808 max=9223372036854775807
	when '{"do":"watch"}' "{\"board\":{\"now\":$max,\"running\":[1,{\"id\":$max,\"started\":$min,\"state\":\"running\"}],\"windows\":[{},{\"until\":$min}],\"pauses\":3,\"states\":[],\"alerts\":$min,\"tokens_5min\":$min}}" \
		'{"board":[]}'
	sed -i '1s/}$/,"close":true}/' "$dir/script"
	when '{"do":"list"}' '{"jobs":[{"id":0,"ran":-9223372036854775808}]}'
	run --separate-stderr "$POLICYCTL" job watch --socket "$dir/sock"
	[ "$status" = 70 ]
	[ "$stderr" = "policyctl job watch: the orchestrator has gone away" ] || { echo "$output $stderr"; false; }
	terminal 12 40 '[{"see":"has gone away"},{"type":"q"}]'
	[[ "$output" == *$'exit 0\nterminal as before'* ]]
}

@test "json is an object on a line for each board" {
	when '{"do":"watch"}' '{"board":{"now":1}}' '{"board":{"now":2}}'
	sed -i '1s/}$/,"close":true}/' "$dir/script"
	run --separate-stderr "$POLICYCTL" job watch --socket "$dir/sock" --format json
	[ "$output" = $'{"board": {"now": 1}}\n{"board": {"now": 2}}' ]
}
