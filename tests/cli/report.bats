#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What the hub is told about a machine, as people see it. Sending is
# tests/integration/report's.
bats_require_minimum_version 1.5.0
load machine.bash

setup() {
	machine_up
}

teardown() {
	machine_down
}

report() {
	"$POLICYCTL" report "${here[@]}" "$@"
}

@test "either --show or --send has to say what to do" {
	run -64 report
	[[ "$output" == *"either --show or --send"* ]]
	run -64 report --show --send
}

@test "what would be sent, from policyd" {
	policyd_up
	put "$dir/one.json" "$one"
	run -0 --separate-stderr report --show --format json
	[ "${#lines[@]}" = 1 ]
	[ "$(of "$output" 'a["schema"], a["seq"], a["policy"]["commit"]')" = "(1, 1, '$one')" ]
	[[ "$stderr" == *"policyd.yaml names no hub"* ]]
	[[ "$stderr" != *"does not answer"* ]]
	# Showing counts for nothing, and the machine stays the same one.
	id=$(of "$output" 'a["machine"]["id"]')
	run -0 --separate-stderr report --show --format json
	[ "$(of "$output" 'a["seq"], a["machine"]["id"]')" = "(1, '$id')" ]
}

@test "without policyd, from the record and the machine" {
	policyd_up
	put "$dir/one.json" "$one"
	policyd_down
	run -0 --separate-stderr report --show
	[[ "$stderr" == *"policyd does not answer, this is what is seen without it"* ]]
	[ "${#lines[@]}" -gt 20 ]
	[ "$(of "$output" 'a["policy"]["commit"], a["in_force"]')" = "('$one', True)" ]
	[ "$(of "$output" 'a["survey"]["document"]["path"]')" = /etc/claude-code/managed-settings.d/zz-policyd.json ]
}

@test "a machine of which nothing is known" {
	run -0 --separate-stderr report --show --format json
	[[ "$stderr" == *"there is no record to read"* ]]
	[[ "$stderr" == *"no report was made before"* ]]
	[ "$(of "$output" 'a["in_force"], [r["id"] for r in a["reasons"]["items"]]')" = "(False, ['no-policy'])" ]
}

@test "a report cannot take over a terminal" {
	mkdir -p "$root/opt/claude/bin"
	printf '#!/bin/sh\nprintf "\\033[31mred\\n"\n' > "$root/usr/local/bin/claude"
	chmod 755 "$root/usr/local/bin/claude"
	printf 'PRETTY_NAME="\033[31mOS"\n' > "$root/etc/os-release"
	run -0 --separate-stderr report --show
	[[ "$output" != *$'\033'* ]]
	[ "$(of "$output" 'a["machine"]["os_version"]')" = $'\033[31mOS' ]
}

@test "sending wants a hub, and policyd" {
	run -70 report --send
	policyd_up
	run -70 report --send
	[[ "$output" == *"names no hub"* ]]
}
