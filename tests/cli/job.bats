#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# policyctl job, against a socket that says what a test wants it to say.
bats_require_minimum_version 1.5.0
load jobs.bash

setup() {
	jobs_up
}

teardown() {
	jobs_down
}

# fails STATUS WORDS: the last command, with these words on stderr.
fails() {
	[ "$status" = "$1" ] || { echo "$status: $output $stderr"; false; }
	[[ "$stderr" == *"$2"* ]] || { echo "$stderr"; false; }
}

# ---- submit ---------------------------------------------------------------

@test "submit says all that was ordered, and prints the number" {
	when '{"do":"submit"}' '{"job":7}'
	echo '{"type":"object"}' > "$dir/schema.json"
	echo '{"a": 1}' > "$dir/inputs.json"
	echo 'Be short.' > "$dir/system"
	job submit 'mend "it"' --system "$dir/system" --inputs "$dir/inputs.json" --also-failed --type coding --project site --queue fast --priority -2 --tier brain --chain c --model m \
		--position p --effort high --data-class public --cwd /srv --tools Read,Glob --unique k --max-attempts 3 \
		--budget 0.50 --operator --schema "$dir/schema.json" --after 1,2 --after '#3' --not-before 2033-05-18T03:33:20Z
	[ "$output" = 7 ]
	[ "$(asked)" = '{"do":"submit","job":{"type":"coding","project":"site","queue":"fast","tier":"brain","chain":"c","model":"m","position":"p","effort":"high","data_class":"public","cwd":"/srv","tools":"Read,Glob","unique":"k","priority":-2,"not_before":2000000000000,"max_attempts":3,"budget_picodollars":500000000000,"is_operator":true,"system_prompt":"Be short.\n","inputs":"{\"a\": 1}\n","schema":"{\"type\":\"object\"}\n","prompt":"mend \"it\""},"also_failed":true,"after":[1,2,3]}' ]
}

@test "the prompt is an operand, standard input or a file, and one of them" {
	when '{"do":"submit"}' '{"job":7}'
	echo 'from a file' > "$dir/prompt"
	job submit --file "$dir/prompt"
	[[ "$(asked)" == *'"prompt":"from a file\n"'* ]]
	run "$POLICYCTL" job submit - --socket "$dir/sock" <<< 'from a pipe'
	[[ "$(asked)" == *'"prompt":"from a pipe\n"'* ]]
	job submit x --file "$dir/prompt"
	fails 64 'the prompt is an operand, or --file'
	job submit
	fails 64 'what is to be done?'
	job submit '  '
	fails 64 'the prompt is empty'
	job submit $'caf\xe9'
	fails 64 'byte 4 of the prompt is not UTF-8'
	job submit --file "$dir/nothing"
	fails 70 nothing
	[ "$(wc -l < "$dir/asked")" = 2 ]
	head -c 4200000 /dev/zero | tr '\0' x > "$dir/long"
	job submit --file "$dir/long"
	fails 64 'more than the orchestrator takes at once (4 MB)'
	truncate -s 4190000 "$dir/long"
	job submit --file "$dir/long"
	[ "$output" = 7 ]
}

@test "wrong words are said before anybody is asked" {
	for words in '--priority high' '--budget free' '--budget 0' '--in tomorrow' '--in 2033-01-01' '--deadline soon' \
		'--not-before 2h' '--max-attempts 0' '--after x' '--after 1,,2' '--after 0'; do
		job submit x $words
		fails 64 "not '"
	done
	job submit x --in 1h --not-before 2033-01-01
	fails 64 'one of them is enough'
	job submit x --also-failed
	fails 64 'jobs of --after'
	job list --state sleeping
	fails 64 "not 'sleeping'"
	job list --limit 0
	fails 64 'a number above 0'
	job show seven
	fails 64 "the job must be its number, not 'seven'"
	job pause colour
	fails 64 'all, queue, type, project or key'
	job pause type
	fails 64 'which one?'
	job pause all coding
	fails 64 "'all' has no name"
	job snooze 7
	fails 64 --until
	job review 7
	fails 64 '--pass or --fail'
	job lift
	fails 64 '--key, --provider'
	job schedule pulse x
	fails 64 '--cron has to say when'
	[ ! -s "$dir/asked" ]
}

@test "times are said from now on" {
	when '{"do":"submit"}' '{"job":7}'
	job submit x --in 1h --deadline 2h
	/usr/bin/python3 -c 'import json,sys,time; j=json.loads(sys.argv[1])["job"]; now=time.time()*1000
assert 0 <= now+3600000-j["not_before"] < 600000 and j["deadline"]-j["not_before"] < 3700000, j' "$(asked)"
}

# ---- list and show -----------------------------------------------------------

@test "list is a table, and says that there is more" {
	when '{"do":"list"}' '{"jobs":[{"id":12,"state":"running","type":"coding","project":"site","model":"m","model_used":"m-2","submitted":1000,"cash_picodollars":31200000000,"what":"Mend\n  it"},{"id":9,"state":"done","submitted":1000,"cash_picodollars":1}],"more":true}'
	job list --state queued,review --state dead --type t --project p --owner o --key k --backend b --model m --limit 2 --before 20
	[ "$(asked)" = '{"do":"list","type":"t","project":"p","owner":"o","key":"k","backend":"b","model":"m","states":["queued","review","dead"],"before":20,"limit":2}' ]
	[[ "${lines[0]}" == "id  state    type    project  model "* ]]
	[[ "${lines[1]}" == "12  running  coding  site     m-2 "*" days    \$0.0312  Mend it" ]]
	[[ "${lines[2]}" == " 9  done     -       -        - "*" days  \$0.000001" ]]
	[ "$stderr" = "there are more: --before 9" ]
	job list --state open
	[[ "$(asked)" == *'["waiting","queued","snoozed","paused","running","review"]'* ]]
	job list --state ended --since 2001-09-09T01:46:40Z --until 2033-05-18T03:33:20Z
	[[ "$(asked)" == *'["done","failed","refused","cancelled","dead"],"since":1000000000000,"until":2000000000000}' ]]
}

@test "no jobs are said to be none" {
	when '{"do":"list"}' '{"jobs":[]}'
	job list
	[ "$status" = 0 ]
	[ -z "$output" ]
	[ "$stderr" = "no jobs" ]
}

@test "show says why a job is where it is, and each hop" {
	when '{"do":"show","job":7}' '{"job":{"id":7,"state":"refused","owner":"ann","what":"Mend it","policy_rule":"deny opus","policy_place":"p.yaml:3:1","submitted":1000000000000,"cash_picodollars":31200000000,"list_price_picodollars":41200000000,"result":"one\n two","prompt":"Mend it,\nplease."},"why":"policy refuses each way","attempts":[{"number":1,"backend":"claude","model":"m","key":"own","started":1000000001000,"ended":1000000002500,"verdict":"allow","rule":"r1","place":"p.yaml:1:2","failure":"rate_limited","http":429,"said":"rate_limit_error","reset_at":1000000062000,"cash_picodollars":3},{"number":2,"backend":"openai","model":"g","started":1000000003000,"ended":1000000004000,"failure":"policy_denied"}],"events":[{"at":1000000001000,"what":"lease lost","by":"sweep","text":"worker 12 is gone"}]}'
	job show '#7'
	[ "$status" = 0 ]
	[[ "$output" == *"why         policy refuses each way"* ]]
	[[ "$output" == *"policy      rule deny opus, at p.yaml:3:1"* ]]
	[[ "$output" == *"cost        cash \$0.0312, list price \$0.0412"* ]]
	[[ "$output" == *"  1 m, backend claude, key own, 2001-09-09T01:46:41Z, 1.5 s"* ]]
	[[ "$output" == *"    allow, by r1, at p.yaml:1:2"* ]]
	[[ "$output" == *"    rate_limited, HTTP 429, rate_limit_error, until 2001-09-09T01:47:42Z; then openai, g"* ]]
	[[ "$output" == *"  2 g, backend openai, 2001-09-09T01:46:43Z, 1.0 s"* ]]
	[[ "$output" == *"    policy_denied; then refused"* ]]
	[[ "$output" == *"    2001-09-09T01:46:41Z, lease lost, by sweep, worker 12 is gone"* ]]
	[[ "$output" == *$'\nresult\n    one\n     two' ]]
	job show 7 --prompt
	[[ "$output" == *$'\nprompt\n    Mend it,\n    please.' ]]
}

@test "json is the answer as it is, also of a refusal" {
	when '{"do":"show","job":7}' '{"job":{"id":7,"state":"done"},"new":[1.5,null]}'
	when '{"do":"show"}' '{"error":"there is no job 9","hint":"policyctl job list"}'
	job show 7 --format json
	[ "$output" = '{"job": {"id": 7, "state": "done"}, "new": [1.5, null]}' ]
	job show 9 --format json
	[ "$output" = '{"error": "there is no job 9", "hint": "policyctl job list"}' ]
	fails 1 'policyctl job show: there is no job 9; policyctl job list'
}

@test "foreign text does not lead a terminal" {
	when '{"do":"list"}' '{"jobs":[{"id":1,"state":"done","what":"a\u001b[2Jb\u009bc\u202ed"}]}'
	when '{"do":"show"}' '{"job":{"id":1,"state":"failed","error":"\u001b]0;x\u0007","result":"\u001b[31m\nred"},"why":"\u001b[0m"}'
	when '{"do":"cancel"}' '{"error":"\u001b[31mno"}'
	for words in list 'list --format json' 'show 1' 'show 1 --format json' 'cancel 1' 'cancel 1 --format json'; do
		job $words
		run ! grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2\x9b|\xe2\x80\xae' <<< "$output$stderr"
	done
}

# ---- wishes -------------------------------------------------------------------

@test "each wish is one question, and all jobs that are named are asked about" {
	when '{"do":"cancel","job":8}' '{"error":"job 8 is done"}'
	for what in cancel retry hold unhold snooze review pause resume unschedule; do
		when "{\"do\":\"$what\"}" '{"ok":true}'
	done
	job cancel 7 8 9 --why 'no need'
	fails 1 'policyctl job cancel: job 8 is done'
	[ "$(grep -c '"why":"no need"' "$dir/asked")" = 3 ]
	job retry 7
	[ "$status$(asked)" = '0{"do":"retry","job":7}' ]
	job snooze 7 --until 2033-05-18T03:33:20Z
	[ "$status$(asked)" = '0{"do":"snooze","job":7,"until":2000000000000}' ]
	job hold 7
	[ "$status$(asked)" = '0{"do":"hold","job":7}' ]
	job unhold 7
	[ "$status$(asked)" = '0{"do":"unhold","job":7}' ]
	job review 7 --fail --why 'it is wrong'
	[ "$status$(asked)" = '0{"do":"review","job":7,"passes":false,"why":"it is wrong"}' ]
	job pause
	[ "$status$(asked)" = '0{"do":"pause","what":"all"}' ]
	job resume type coding
	[ "$status$(asked)" = '0{"do":"resume","what":"type","name":"coding"}' ]
	job unschedule pulse
	[ "$status$(asked)" = '0{"do":"unschedule","name":"pulse"}' ]
	[ -z "$output$stderr" ]
	when '{"do":"lift"}' '{"lifted":2}'
	job lift --key own --model m
	[ "$(asked)$output" = '{"do":"lift","key":"own","model":"m"}2 windows ended' ]
	job hold 7 --format json
	[ "$output" = '{"ok": true}' ]
}

@test "schedules are made and listed" {
	when '{"do":"schedule"}' '{"name":"pulse","next":2000000000000}'
	when '{"do":"schedules"}' '{"schedules":[{"name":"pulse","cron":"@hourly","next":2000000000000,"owner":"ann","type":"t","project":null,"what":"look"}]}'
	job schedule pulse 'look around' --cron '*/30 * * * *' --type pulse
	[ "$status$(asked)" = '0{"do":"schedule","name":"pulse","cron":"*/30 * * * *","job":{"type":"pulse","prompt":"look around"}}' ]
	[ "$output" = "next: 2033-05-18T03:33:20Z" ]
	job schedule pulse x --cron @daily --in 2h
	fails 64 'for one job'
	job schedules
	[[ "${lines[1]}" == "pulse  @hourly  2033-05-18T03:33:20Z  ann    t     -        look" ]]
}

@test "stats are asked for a period" {
	when '{"do":"stats"}' '{"by":"day","since":0,"until":0,"summary":{"all":{"name":"all","jobs":6442,"done":6051,"failed":258}},"totals":[]}'
	job stats --by day --since 2001-09-09T01:46:40Z --until 2033-05-18T03:33:20Z --project p --type t --owner o
	[ "$status" = 0 ]
	[ "$(asked)" = '{"do":"stats","by":"day","project":"p","type":"t","owner":"o","since":1000000000000,"until":2000000000000}' ]
	[[ "$output" == *6,442* ]]
	job stats --last 46d
	/usr/bin/python3 -c 'import json,sys,time; q=json.loads(sys.argv[1]); assert 0 <= time.time()*1000-46*86400000-q["since"] < 600000 and "until" not in q, q' "$(asked)"
	job stats --last 46d --since 1d
	fails 64 'without --since'
	job stats --last soon
	fails 64 "not 'soon'"
	job stats --format json
	[[ "$output" == '{"by": "day",'* ]]
	when '{"do":"list"}' '{}'
	sed -i '1s/"summary"/"nothing"/' "$dir/script"
	job stats
	fails 70 'not with totals'
}

@test "a job that is there already is said to be" {
	when '{"do":"submit"}' '{"job":7,"state":"running","is_new":false}'
	job submit x --unique k
	[ "$status$output$stderr" = "07job 7 of this key is under way" ]
}

# ---- who answers ----------------------------------------------------------------

@test "nobody there is said, and what to do" {
	run --separate-stderr "$POLICYCTL" job list --socket "$dir/nobody"
	fails 70 "the orchestrator is not running (nobody answers at '$dir/nobody'); start it with: systemctl start policyd-orch"
	/usr/bin/python3 -c 'import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$dir/dead"
	run --separate-stderr "$POLICYCTL" job cancel 1 2 --socket "$dir/dead"
	fails 70 'is not running'
	[ "$(wc -l <<< "$stderr")" = 1 ]
}

@test "the socket is the configuration's where no option names it" {
	when '{"do":"list"}' '{"jobs":[]}'
	printf 'orchestrator:\n  socket: %s\n  backends: nonsense\n' "$dir/sock" > "$dir/orchestrator.yaml"
	run --separate-stderr "$POLICYCTL" job --config "$dir/orchestrator.yaml"
	[ "$status$stderr" = "0no jobs" ]
	run --separate-stderr "$POLICYCTL" job --config "$dir/nothing.yaml"
	[ "$status" = 70 ]
}

@test "an answer that is none is said to be" {
	when '{"do":"show","job":1}' '"[1]\n"'
	when '{"do":"show","job":2}' '"{\n"'
	when '{"do":"show","job":3}' '"{}"'
	when '{"do":"show","job":4}' '{}'
	sed -i '3s/}$/,"close":true}/' "$dir/script"
	job show 1
	fails 70 'no object'
	job show 2
	fails 70 "the orchestrator's answer"
	job show 3
	fails 70 'without an answer'
	job show 4
	fails 70 'says nothing of the job'
	job show 5
	fails 70 'without an answer'
	when '{"do":"list"}' '{"jobs":[3,"x",null,{"id":"7","state":[],"cash_picodollars":"1","submitted":1e99},{"submitted":-9223372036854775808,"cash_picodollars":-9223372036854775808,"id":-9223372036854775808},{"submitted":9223372036854775807,"cash_picodollars":9223372036854775807}]}'
	job list
	[ "$status" = 0 ]
	[ "$(wc -l <<< "$output")" = 7 ]
	when '{"do":"show"}' '{"job":{"id":6,"submitted":-9223372036854775808,"not_before":9223372036854775807,"waited":-9223372036854775808},"attempts":[1,{"started":-9223372036854775808,"ended":9223372036854775807}],"events":[[]],"why":3}'
	job show 6
	[ "$status" = 0 ] || { echo "$output $stderr"; false; }
	job submit x
	fails 70 'without an answer'
}
