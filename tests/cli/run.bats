#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# policyctl run, and job submit --wait: a job until it ends.
bats_require_minimum_version 1.5.0
load jobs.bash

setup() {
	jobs_up
	when '{"do":"submit"}' '{"job":7}'
}

teardown() {
	jobs_down
}

prompt() {
	run --separate-stderr "$POLICYCTL" run "$@" --socket "$dir/sock"
}

@test "an answer is streamed as it comes" {
	when '{"do":"follow"}' '{"job":{"id":7,"state":"queued"}}' '{"piece":"Hel"}' \
		"{\"wait\":\"$dir/seen\"}" '{"piece":"lo\n"}' '{"job":{"id":7,"state":"done","result":"Hello\n"}}'
	"$POLICYCTL" run hi --socket "$dir/sock" > "$dir/out" 3>&- &
	until_true grep -q Hel "$dir/out"
	touch "$dir/seen"
	wait $!
	[ "$(cat "$dir/out")" = Hello ]
	[ "$(head -n 1 "$dir/asked")" = '{"do":"submit","interactive":true,"job":{"prompt":"hi"}}' ]
}

@test "what did not come in pieces is printed at the end" {
	when '{"do":"follow"}' '{"piece":"one "}' '{"job":{"id":7,"state":"done","result":"one two"}}'
	prompt hi
	[ "$status$output$stderr" = "0one two" ]
	prompt hi --whole
	[ "$status$output$stderr" = "0one two" ]
	run --separate-stderr "$POLICYCTL" job submit hi --wait --socket "$dir/sock"
	[ "$status$output$stderr" = "0one twojob 7" ]
}

@test "an answer that begins anew is said to" {
	when '{"do":"follow"}' '{"job":{"id":7,"state":"running"},"attempts":[{"number":1}]}' '{"piece":"one tw"}' \
		'{"job":{"id":7,"state":"running"},"attempts":[{"number":1},{"number":2}]}' '{"piece":"two"}' '{"job":{"id":7,"state":"done","result":"two three"}}'
	prompt hi
	[ "$output" = $'one tw\ntwo three' ]
	[ "$stderr" = "policyctl run: the answer begins anew" ]
	prompt hi --whole
	[ "$output$stderr" = "two three" ]
}

@test "a refusal has its rule and place, and exits 1" {
	when '{"do":"follow"}' '{"job":{"id":7,"state":"refused","failure":"policy_denied","policy_rule":"deny opus","policy_place":"p.yaml:3:1"},"why":"no model that policy lets"}'
	prompt hi
	[ "$status" = 1 ]
	[ -z "$output" ]
	[ "$stderr" = "policyctl run: job 7 refused: no model that policy lets; class policy_denied; rule deny opus at p.yaml:3:1" ]
	prompt hi --format json
	[ "$status" = 1 ]
	[[ "$output" == '{"job": {"id": 7, "state": "refused",'* ]]
}

@test "what the orchestrator does not take exits 1, and nothing is waited for" {
	sed -i 1d "$dir/script"
	when '{"do":"submit"}' '{"error":"you may not hand in jobs","hint":"ask for users"}'
	prompt hi
	[ "$status$stderr" = "1policyctl run: you may not hand in jobs; ask for users" ]
	[ -z "$output" ]
}

@test "an orchestrator that goes away is said to, and the job to be there still" {
	when '{"do":"follow"}' '{"piece":"one"}'
	sed -i '2s/}$/,"close":true}/' "$dir/script"
	prompt hi --patience soon
	[ "$status" = 64 ]
	prompt hi --patience 0s
	[ "$status" = 70 ]
	[ "$output" = one ]
	[ "$stderr" = "policyctl run: the orchestrator has gone away; job 7 is still the orchestrator's: policyctl job show 7" ]
}

@test "the line is taken up again, and what was missed is printed" {
	when '{"do":"follow","job":7}' '{"job":{"id":7,"state":"running"},"attempts":[{"number":1}]}' '{"piece":"four"}' '{"job":{"id":7,"state":"done","result":"one two three four"}}'
	when '{"do":"follow"}' '{"job":{"id":7,"state":"running"},"attempts":[{"number":1}]}' '{"piece":"one "}'
	sed -i '3s/}$/,"close":true}/' "$dir/script"
	prompt hi
	[ "$status$output$stderr" = "0one two three four" ]
	sed -i 's/"one two/"1 2/' "$dir/script"
	prompt hi
	[ "$output" = $'one \n1 2 three four' ]
	[ "$stderr" = "policyctl run: the answer begins anew" ]
	# An attempt that begins while we listen is whole.
	sed -i '2s/{"piece":"four"}/{"job":{"id":7,"state":"running"},"attempts":[{"number":2}]},{"piece":"1 2"}/' "$dir/script"
	prompt hi
	[ "$output" = $'one \n1 2 three four' ]
}

@test "detached, the number is all" {
	prompt hi --detach
	[ "$status$output$stderr" = 07 ]
	prompt hi --detach --format json
	[ "$output" = '{"job": 7}' ]
	! grep -q follow "$dir/asked"
}

# interrupt COMMAND...: Ctrl-C once the first piece is there.  Job control gives the
# command its own handling of the signal back, which a shell takes from what it starts.
interrupt() {
	set -m
	"$POLICYCTL" "$@" --socket "$dir/sock" > "$dir/out" 2> "$dir/err" 3>&- &
	local pid=$!
	set +m
	until_true grep -q '"follow"' "$dir/asked"
	until_true grep -q one "$dir/out"
	kill -INT "$pid"
	status=0
	wait "$pid" || status=$?
}

@test "Ctrl-C cancels the job, and says so" {
	when '{"do":"follow"}' '{"piece":"one"}'
	when '{"do":"cancel","job":7}' '{"ok":true}'
	interrupt run hi
	[ "$status" = 130 ]
	[ "$(cat "$dir/err")" = "policyctl run: job 7 cancelled" ]
	[ "$(asked)" = '{"do":"cancel","job":7,"why":"Ctrl-C"}' ]
}

@test "Ctrl-C while a job is waited for leaves the job" {
	when '{"do":"follow"}' '{"job":{"id":7,"state":"running"}}'
	set -m
	"$POLICYCTL" job submit hi --wait --socket "$dir/sock" > "$dir/out" 2> "$dir/err" 3>&- &
	pid=$!
	set +m
	until_true grep -q '"follow"' "$dir/asked"
	status=0
	until_true test -s "$dir/err"
	until_true grep -q '^SigCgt:.*[2367abef]$' "/proc/$pid/status"
	kill -INT "$pid"
	wait "$pid" || status=$?
	[ "$status" = 130 ]
	[[ "$(cat "$dir/err")" == *"job 7 goes on; policyctl job cancel 7 ends it" ]]
	! grep -q cancel "$dir/asked"
}
