#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# policyctl models history: what it prints of a ledger, and what it says without one.
# What is in a ledger: tests/unit/rollcall, tests/integration/rollcall.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	ledger="$BATS_TEST_TMPDIR/models.db"
	# Nobody listens there: a scan that read nothing is an entry, too.
	# Nobody traces a process in a sandbox, as the search for leaks would.
	export ASAN_OPTIONS=detect_leaks=0
	offline="openrouter=http://127.0.0.1:1/models"
	cat >table.yaml <<-'END'
		as-of: 2026-10-10
		providers: [{name: p}]
		models: [{provider: p, id: m-1, state: current, aliases: [m]}]
	END
}

history() {
	run --separate-stderr "$POLICYCTL" models history --ledger "$ledger" --table table.yaml \
		--at 2026-10-10 "$@"
}

scan() {
	run "$POLICYCTL" models scan --ledger "$ledger" --table table.yaml \
		--source "$offline" --at "$1"
	[ "$status" -eq 70 ]
}

@test "models history: without a ledger it says how to begin one" {
	history
	[ "$status" -eq 70 ]
	[[ "$stderr" == *"No such file"*"policyctl models scan"* ]]
}

@test "models history: one line for each scan, also when nothing was read" {
	scan 2026-11-01
	scan 2026-11-02
	history
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "2026-11-01T00:00:00Z  Nothing was checked. Not checked: openrouter (offline)." ]
	[ "${#lines[@]}" -eq 2 ]
	history --limit 1
	[ "${#lines[@]}" -eq 1 ]
	[[ "$output" == 2026-11-02* ]]
	history --since 2026-11-02
	[ "${#lines[@]}" -eq 1 ]
	history --format json
	[[ "$output" == '{"scans":[{"number":1,"at":"2026-11-01T00:00:00Z","read":0,"unread":1,"events":0,"sentence":"Nothing'* ]]
	history --events
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	history m --format json
	[ "$output" = '{"events":[]}' ]
}

@test "models history: wrong words" {
	history --limit many
	[ "$status" -eq 64 ]
	history --limit -1
	[ "$status" -eq 64 ]
	history --since yesterday
	[ "$status" -eq 64 ]
	history one two
	[ "$status" -eq 64 ]
}

@test "models history: what is no ledger is left alone" {
	printf 'this is something else, and long enough to be looked at as a whole header of a file\n%.0s' 1 2 >"$ledger"
	cp "$ledger" before
	history
	[ "$status" -eq 70 ]
	[[ "$stderr" == *"ledger of models"* ]]
	cmp "$ledger" before
}
