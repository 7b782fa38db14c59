#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The client's policyHelper: good settings, the last good ones, or none and a failure.
bats_require_minimum_version 1.5.0

setup() {
	dir=$(mktemp -d)
	mkdir -p "$dir/state" "$dir/repo/managed-settings.d"
	echo '{"permissions":{"deny":["Bash(curl:*)"]},"policyHelper":{"path":"/x"}}' > "$dir/repo/managed-settings.json"
	printf 'env:\n  A: "1"\n' > "$dir/repo/managed-settings.d/10-env.yaml"
	want='{"managedSettings":{"permissions":{"deny":["Bash(curl:*)"]},"env":{"A":"1"}}}'
}

teardown() {
	rm -rf "$dir"
}

helper() {
	"$POLICYCTL" helper --repo "$dir/repo" --state "$dir/state" "$@"
}

@test "the repository's settings are printed in the client's envelope, without a helper in them" {
	run --separate-stderr helper
	[ "$status" -eq 0 ]
	[ "$output" = "$want" ]
	[ -z "$stderr" ]
}

@test "the last good settings stand in for broken ones, faulty ones and none" {
	helper > /dev/null
	for text in '{' '{"permissions":{"deny":["Bash("]}}' '[]'; do
		echo "$text" > "$dir/repo/managed-settings.json"
		run --separate-stderr helper
		[ "$status" -eq 0 ]
		[ "$output" = "$want" ]
		[[ "$stderr" == *managed-settings.json:*"last good policy"* ]]
	done
	rm -r "$dir/repo"
	run --separate-stderr helper
	[ "$status" -eq 0 ]
	[ "$output" = "$want" ]
}

@test "without any good settings nothing is printed and the client must not start" {
	rm -r "$dir/repo"
	run --separate-stderr helper
	[ "$status" -eq 70 ]
	[ -z "$output" ]
	[[ "$stderr" == *"no managed settings"*last-good.json* ]]
}

@test "what others could have kept is not printed" {
	helper > /dev/null
	rm -r "$dir/repo"
	kept=$dir/state/last-good.json
	chmod 666 "$kept"
	run --separate-stderr helper
	[ "$status" -eq 70 ]
	mv "$kept" "$dir/elsewhere"
	chmod 644 "$dir/elsewhere"
	ln -s "$dir/elsewhere" "$kept"
	run --separate-stderr helper
	[ "$status" -eq 70 ]
	rm "$kept"
	echo '{}' > "$kept"
	run --separate-stderr helper
	[ "$status" -eq 70 ]
	[ -z "$output" ]
}

@test "settings that the client would not take are not good" {
	python3 -c 'import json; print(json.dumps({"env": {"B": "x" * (1 << 20)}}))' > "$dir/repo/managed-settings.json"
	run --separate-stderr helper
	[ "$status" -eq 70 ]
	[[ "$stderr" == *1048576* ]]
}

@test "started by its own name it needs no words" {
	ln -s "$POLICYCTL" "$dir/policyctl-helper"
	run --separate-stderr "$dir/policyctl-helper" --repo "$dir/repo" --state "$dir/state"
	[ "$status" -eq 0 ]
	[ "$output" = "$want" ]
}

@test "where a helper makes the policy, the hook must be told what from" {
	event='{"hook_event_name":"PreToolUse","cwd":"/","tool_name":"Bash","tool_input":{"command":"ls"}}'
	run "$POLICYCTL" hook --managed "$dir/repo" --state "$dir/state" <<< "$event"
	[ "$status" -eq 0 ]
}
