#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# policyctl job and run against policyd-orch itself, with a script as the backend.
bats_require_minimum_version 1.5.0
load jobs.bash

setup_file() {
	[ -n "${POLICYD_ORCH:-}" ] || return 0
	root=$(mktemp -d)
	export root
	mkdir -p "$root/etc/policyctl" "$root/etc/claude-code"
	echo '{"permissions":{"deny":["Bash(rm *)"]}}' > "$root/etc/claude-code/managed-settings.json"
	cat > "$root/etc/policyctl/models.yaml" <<- 'END'
		as-of: 2026-11-01
		models:
		  - {provider: anthropic, id: claude-sonnet-9, line: sonnet, state: current, prices: {input: 2.00, output: 10.00}}
	END
	# "wait FILE": the rest comes when the file is there.
	cat > "$root/work" <<- 'END'
		#!/bin/sh
		read -r verb rest
		case $verb in
		wait) printf 'one '; until [ -e "$rest" ]; do sleep 0.02; done; echo two ;;
		fail) exit 3 ;;
		*) echo "$verb $rest, done" ;;
		esac
	END
	chmod 755 "$root/work"
	cat > "$root/etc/policyctl/orchestrator.yaml" <<- END
		orchestrator:
		  backends:
		    - {name: script, kind: command, provider: anthropic, argv: [$root/work]}
		  chains:
		    - {name: worker, steps: [{backend: script, model: claude-sonnet-9}]}
		    - {name: wrong, steps: [{backend: script, model: claude-nobody-1}, {backend: script, model: claude-sonnet-9}]}
		    - {name: refused, steps: [{backend: script, model: claude-nobody-1}]}
		  types:
		    - {name: ask, tier: worker, interactive: true, max-attempts: 2}
		    - {name: batch, tier: worker}
	END
	orch_up
}

# The third descriptor tells bats that a test goes on, which this does not.
orch_up() {
	"$POLICYD_ORCH" --root "$root" < /dev/null 2> "$root/journal" 3>&- &
	echo $! > "$root/pid"
	for _ in $(seq 3000); do
		! grep -q "^policyd-orch: serves '" "$root/journal" || return 0
		sleep 0.02
	done
	cat "$root/journal"
	return 1
}

teardown_file() {
	[ -n "${root:-}" ] || return 0
	kill "$(cat "$root/pid")" || true
	rm -rf "$root"
}

# Nobody may have waited for it yet.
orch_gone() {
	! kill -0 "$(cat "$root/pid")" 2> /dev/null || grep -q '^State:.*Z' "/proc/$(cat "$root/pid")/status"
}

setup() {
	[ -n "${root:-}" ] || skip "policyd-orch is not made here"
	dir=$BATS_TEST_TMPDIR
	sock=$root/run/policyd-orch/jobs.sock
	: > "$dir/server"
}

ctl() {
	run --separate-stderr "$POLICYCTL" "$@" --socket "$sock"
}

is() {
	[ "$status" = "$1" ] || { echo "$status: $output $stderr"; false; }
}

# of NUMBER EXPRESSION: of what show says of a job.
of() {
	"$POLICYCTL" job show "$1" --format json --socket "$sock" |
		/usr/bin/python3 -c 'import json,sys; a=json.load(sys.stdin); print(eval(sys.argv[1]))' "$2"
}

# stands NUMBER STATES: it is in one of them, with commas.
stands() {
	[[ ",$2," == *",$(of "$1" 'a["job"]["state"]'),"* ]]
}

@test "run prints the answer, and none of it is lost" {
	for n in 1 2 3 4 5; do
		ctl run "say $n"
		is 0
		[ "$output" = "say $n, done" ]
		[ -z "$stderr" ]
	done
	ctl run 'say é' --format json
	is 0
	/usr/bin/python3 -c 'import json,sys; j=json.loads(sys.argv[1])["job"]; assert (j["state"], j["result"], j["type"], bool(j["is_operator"])) == ("done", "say é, done\n", "ask", True), j' "$output"
}

@test "an answer comes as it is made" {
	"$POLICYCTL" run "wait $dir/go" --socket "$sock" > "$dir/out" 3>&- &
	until_true grep -q one "$dir/out"
	touch "$dir/go"
	wait $!
	[ "$(cat "$dir/out")" = 'one two' ]
}

@test "a refusal exits 1, with rule and reason; a chain goes on" {
	ctl run hello --chain refused
	is 1
	[[ "$stderr" == *"refused"*"claude-nobody-1 is not in the table"*"rule models: unknown"* ]]
	[ -z "$output" ]
	ctl run hello --tools 'Read,Bash(rm *)'
	is 1
	[[ "$stderr" == *"rule Bash(rm *) at $root/etc/claude-code/managed-settings.json:1:25"* ]]
	ctl run hello --chain wrong --detach
	is 0
	id=$output
	until_true stands "$id" done
	ctl job show "$id"
	[[ "$output" == *"1 claude-nobody-1, backend script"*"deny, by models: unknown"*"; then script, claude-sonnet-9"*"2 claude-sonnet-9"*"allow"* ]]
	ctl run 'fail it'
	is 1
	[[ "$stderr" == *" dead: worker_lost"* ]]
}

@test "Ctrl-C cancels what runs" {
	set -m
	"$POLICYCTL" run "wait $dir/never" --socket "$sock" > "$dir/out" 2> "$dir/err" 3>&- &
	pid=$!
	set +m
	until_true grep -q one "$dir/out"
	kill -INT "$pid"
	status=0
	wait "$pid" || status=$?
	is 130
	[[ "$(cat "$dir/err")" =~ job\ ([0-9]+)\ cancelled ]]
	id=${BASH_REMATCH[1]}
	stands "$id" cancelled
	[[ "$(of "$id" 'a["events"]')" == *"Ctrl-C"* ]]
}

@test "submit, list, show, and each wish" {
	ctl job submit 'say it' --type batch --project site --priority 5 --in 2h --unique once --budget 1.25 --max-attempts 3
	is 0
	id=$output
	ctl job submit 'say it' --type batch --unique once
	is 0
	[ "$output" = "$id" ]
	[[ "$stderr" == *"of this key is under way" ]]
	[ "$(of "$id" 'a["job"]["state"], a["job"]["budget_picodollars"], a["job"]["priority"]')" = "('snoozed', 1250000000000, 5)" ]
	ctl job list --state open --project site
	[[ "${lines[1]}" == *"$id  snoozed  batch  site "*" say it" ]]
	for wish in hold:paused unhold:queued,running,done; do
		ctl job "${wish%:*}" "$id" --why 'a test'
		is 0
		stands "$id" "${wish#*:}"
	done
	until_true stands "$id" done
	ctl job submit 'say it' --type batch --in 2h
	id=$output
	for wish in hold:paused cancel:cancelled retry:queued,running,done; do
		ctl job "${wish%:*}" "$id" --why 'a test'
		is 0
		stands "$id" "${wish#*:}"
	done
	ctl job show "$id"
	is 0
	[[ "$output" == *"what happened"*"a test"* ]]
	ctl job cancel 999999
	is 1
	[[ "$stderr" == *"999999"* ]]
	ctl job submit x --type nothing
	is 1
	[[ "$stderr" == *"batch"* ]]
}

@test "a pause keeps jobs, and the board says so" {
	ctl job pause type batch
	is 0
	ctl job submit 'say it' --type batch
	id=$output
	stands "$id" queued
	ctl job show "$id"
	[[ "$output" == *"why "*"batch"* ]]
	"$POLICYCTL" job watch --socket "$sock" > "$dir/out" 3>&- &
	pid=$!
	until_true grep -q 'paused: type batch' "$dir/out"
	ctl job resume type batch
	is 0
	until_true grep -q 'resumed: type batch' "$dir/out"
	kill "$pid"
	wait "$pid"
	ctl job submit "say it" --after "$id" --type batch --wait
	is 0
	[ "$output" = "say it, done" ]
}

@test "stats have the jobs that ran" {
	ctl job submit 'say it' --type batch --project counted --wait
	is 0
	ctl job stats --project counted --last 1d
	is 0
	grep -Eq '(^|[^0-9])1([^0-9]|$)' <<< "$output"
	for by in all day project type model key backend failure; do
		ctl job stats --project counted --by $by --format json
		is 0
		/usr/bin/python3 -c 'import json,sys; a=json.loads(sys.argv[1]); assert a["summary"]["all"]["jobs"] == a["summary"]["all"]["done"] == 1, a' "$output"
		ctl job stats --project counted --by $by
		is 0
	done
	ctl job stats --by project
	[[ "$output" == *counted* ]]
}

@test "schedules" {
	ctl job schedule pulse 'say it' --type batch --cron @daily
	is 0
	[[ "$output" == "next: 20"*"T00:00:00Z" ]]
	ctl job schedules
	[[ "$output" == *"pulse  @daily  20"*"say it" ]]
	ctl job unschedule pulse
	is 0
	ctl job schedules
	[ "$stderr" = "no schedules" ]
}

@test "logs are what the worker's directory has" {
	ctl run 'say it' --format json
	id=$(/usr/bin/python3 -c 'import json,sys; print(json.loads(sys.argv[1])["job"]["id"])' "$output")
	ctl job logs "$id"
	is 0
	[[ "$output" == "==> progress.md <=="* ]]
}

@test "an answer outlives its orchestrator" {
	"$POLICYCTL" run "wait $dir/go" --socket "$sock" > "$dir/out" 2> "$dir/err" 3>&- &
	running=$!
	until_true grep -q one "$dir/out"
	kill -KILL "$(cat "$root/pid")"
	until_true orch_gone
	touch "$dir/go"
	orch_up
	wait $running || { cat "$dir/out" "$dir/err" "$root/journal"; false; }
	[[ "$(cat "$dir/out")" == *"one two" ]]
}

@test "a screen finds the orchestrator again that was started anew" {
	need_terminals
	steps='[{"see":"jobs of"},{"touch":"DIR/seen"},{"see":"has gone away"},{"touch":"DIR/gone"},{"unseen":"has gone away"},{"type":"q"}]'
	TERM=xterm /usr/bin/python3 "$TOP/tests/harness/terminal.py" 24 80 "${steps//DIR/$dir}" \
		"$POLICYCTL" job watch --socket "$sock" > "$dir/out" 2>&1 3>&- &
	watching=$!
	until_true test -e "$dir/seen"
	kill "$(cat "$root/pid")"
	until_true test -e "$dir/gone"
	until_true orch_gone
	orch_up
	wait $watching || { cat "$dir/out" "$root/journal"; false; }
	[[ "$(cat "$dir/out")" == *$'exit 0\nterminal as before\nscreen given back'* ]]
}
