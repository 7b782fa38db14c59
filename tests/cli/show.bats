#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What show and verify say of settings files.
bats_require_minimum_version 1.5.0

setup() {
	dir=$(mktemp -d)
	mkdir -p "$dir/etc/managed-settings.d" "$dir/home/.claude" "$dir/proj"
	echo '{"env":{"A":"base"},"permissions":{"deny":["Bash(curl:*)"]}}' > "$dir/etc/managed-settings.json"
	echo '{"env":{"A":"late","B":"é"}}' > "$dir/etc/managed-settings.d/10-x.json"
	echo '{"env":{"A":"user"},"permissions":{"allow":["Bash(ls:*)"]}}' > "$dir/home/.claude/settings.json"
	where=(--managed "$dir/etc" --home "$dir/home" --cwd "$dir/proj")
}

teardown() {
	rm -rf "$dir"
}

@test "show prints the values in force" {
	run "$POLICYCTL" show "${where[@]}" env
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = 'env.A = "late"' ]
	[ "${lines[1]}" = 'env.B = "é"' ]
	[ "${#lines[@]}" -eq 2 ]
}

@test "origin names the winner's place and every value that it beat" {
	run "$POLICYCTL" show "${where[@]}" --origin env.A
	[ "$status" -eq 0 ]
	[[ "${lines[1]}" == *"managed  $dir/etc/managed-settings.d/10-x.json:1:13" ]]
	[[ "$output" == *'beats "base"  managed  '"$dir/etc/managed-settings.json:1:13"* ]]
	[[ "$output" == *'beats "user"  user  '"$dir/home/.claude/settings.json:1:13"* ]]
}

@test "json and yaml hold the same settings" {
	"$POLICYCTL" show "${where[@]}" --format json > "$dir/a.json"
	"$POLICYCTL" show "${where[@]}" --format yaml > "$dir/b.yaml"
	mkdir "$dir/again"
	cp "$dir/b.yaml" "$dir/again/managed-settings.yaml"
	"$POLICYCTL" show --repo "$dir/again" --home "$dir/none" --cwd "$dir/proj" --format json > "$dir/c.json"
	diff "$dir/a.json" "$dir/c.json"
}

@test "the digest is the SHA-256 of the managed settings with sorted keys" {
	expected=$(printf '%s' '{"env":{"A":"late","B":"é"},"permissions":{"deny":["Bash(curl:*)"]}}' | sha256sum)
	run "$POLICYCTL" show "${where[@]}" --digest
	[ "$status" -eq 0 ]
	[ "$output" = "${expected%% *}" ]
}

@test "a key that nobody sets is an exit status, not an empty answer" {
	run "$POLICYCTL" show "${where[@]}" env.NONE
	[ "$status" -eq 1 ]
	[[ "$output" == *"'env.NONE' is not set"* ]]
}

@test "settings that stop the client are not shown as if they were in force" {
	echo '[]' > "$dir/etc/managed-settings.d/20-y.json"
	run "$POLICYCTL" show "${where[@]}"
	[ "$status" -eq 1 ]
	[[ "$output" == *"the client refuses to start: $dir/etc/managed-settings.d/20-y.json"* ]]
}

@test "verify shows the line, what the client does, and a count" {
	printf '{\n  "permissions": {"deny": ["Bash(ls", "Bash(wget:*)"]}\n}\n' > "$dir/etc/managed-settings.json"
	run "$POLICYCTL" verify "${where[@]}"
	[[ "$output" == *"managed-settings.json:2:28: "*"Bash(ls"* ]]
	[[ "$output" == *' 2 |   "permissions": {"deny": ["Bash(ls"'* ]]
	[[ "$output" == *$'\n   |                            ^\n'* ]]
	[[ "${lines[-1]}" == *"rule"*"error"*"warning"* ]]
}

# The notes say what no client can hold of a policy of models.
@test "the shipped policies have no finding" {
	run "$POLICYCTL" verify --home "$dir/none" --cwd "$dir/proj" "$TOP/policies"
	[ "$status" -eq 0 ]
	[[ "${lines[-1]}" == *"0 errors, 0 warnings, 2 notes in 12 files" ]]
	[ "$(grep -cvE 'model-policy.yaml: note PC263[26]: ' <<< "$output")" -eq 1 ]
}
