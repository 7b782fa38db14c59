#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The policy of models: what may be called, what an operator blocks, and what clients get.
bats_require_minimum_version 1.5.0

setup() {
	dir=$(mktemp -d)
	repo=$dir/repo
	mkdir -p "$repo"
	echo '{}' > "$repo/managed-settings.json"
	cp "$TOP/tests/conformance/models/models.yaml" "$repo/models.yaml"
}

teardown() {
	rm -rf "$dir"
}

policy() {
	echo "models: $1" > "$repo/model-policy.yaml"
}

models() {
	run --separate-stderr "$POLICYCTL" models "$1" "${@:2}" --table "$repo/models.yaml" --at 2026-11-22
}

decide() {
	[ -e "$repo/model-policy.yaml" ] || policy '{}'
	models decide "$@" --policy "$repo/model-policy.yaml" --blocks "$dir/blocks.yaml"
}

build() {
	run --separate-stderr "$POLICYCTL" build --target claude-linux --out "$dir/out" "$@" "$repo"
}

built() {
	/usr/bin/python3 -c 'import json,sys; print(json.dumps(json.load(open(sys.argv[1]))))' \
		"$dir/out/etc/claude-code/managed-settings.json"
}

# ---- one hop

@test "decide exits with 0 for what may be called, and with 1 for what may not" {
	decide claude-opus-5-5
	[ "$status" -eq 0 ]
	[ "$output" = "use: claude-opus-5-5 may be used" ]
	decide claude-sonnet-4-5
	[ "$status" -eq 0 ]
	[ "$output" = "warn: claude-sonnet-4-5 is deprecated, ends on 2026-11-30 ($repo/models.yaml:21:9)" ]
	decide claude-sonnet-4-20250514
	[ "$status" -eq 1 ]
	[ "$output" = "refuse: claude-sonnet-4-20250514 is retired since 2026-06-15 ($repo/models.yaml:30:9)" ]
	policy '{on-retired: redirect}'
	decide claude-sonnet-4-20250514
	[ "$status" -eq 0 ]
	[ "$output" = "redirect: claude-sonnet-4-20250514 is retired; use claude-sonnet-4-6 ($repo/models.yaml:30:9)" ]
}

@test "decide takes a position, a cloud, and what has answered" {
	decide --position flagship
	[ "$status" -eq 0 ]
	[ "$output" = "use: flagship may be used; use claude-opus-5-5" ]
	decide --position flagship --answered claude-sonnet-5
	[ "$status" -eq 0 ]
	[ "$output" = "warn: claude-sonnet-5 was not asked for: it answered for flagship ($repo/models.yaml)" ] ||
		[ "$output" = "warn: claude-sonnet-5 was not asked for: it answered for flagship" ]
	decide claude-opus-5-5 --answered claude-mythos-5-1
	[ "$status" -eq 1 ]
	[[ $output == "refuse: claude-mythos-5-1 was not asked for: it answered for claude-opus-5-5; it is a preview"* ]]
	decide us.anthropic.claude-opus-5-5-v1:0 --via bedrock
	[ "$status" -eq 0 ]
}

@test "decide in JSON" {
	decide claude-sonnet-4-20250514 --format json
	[ "$status" -eq 1 ]
	/usr/bin/python3 -c '
import json, sys
answer = json.loads(sys.argv[1])
assert answer["verdict"] == "refuse" and answer["reason"] == "retired", answer
assert answer["model"] == "claude-sonnet-4-20250514" and answer["use"] is None, answer
assert answer["line"] == 30, answer' "$output"
}

@test "decide needs something to decide about" {
	decide
	[ "$status" -eq 64 ]
}

@test "a policy that is named and not there is no default" {
	models decide claude-opus-5-5 --policy "$dir/none" --blocks "$dir/blocks.yaml"
	[ "$status" -eq 70 ]
	[[ $stderr == *"$dir/none"* ]]
}

@test "names from outside do not break the line" {
	decide "$(printf 'x\n\033[31my')"
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ $output != *$'\033'* ]]
}

# ---- blocks

@test "a block counts at once, and unblock takes it back" {
	models block claude-opus-5-5 --reason 'it leaks' --file "$dir/blocks.yaml"
	[ "$status" -eq 0 ]
	[ "$output" = "blocked: claude-opus-5-5, for good" ]
	decide claude-opus-5-5
	[ "$status" -eq 1 ]
	[[ $output == "refuse: claude-opus-5-5 is blocked: it leaks ($dir/blocks.yaml:"* ]]
	models unblock claude-opus-5-5 --file "$dir/blocks.yaml"
	[ "$status" -eq 0 ]
	decide claude-opus-5-5
	[ "$status" -eq 0 ]
	models unblock claude-opus-5-5 --file "$dir/blocks.yaml"
	[ "$status" -eq 1 ]
}

@test "a position is blocked by who holds it now" {
	models block flagship --reason r --file "$dir/blocks.yaml"
	[ "$status" -eq 0 ]
	[[ $stderr == *"'flagship' is held by 'claude-opus-5-5'"* ]]
	grep -q 'model: "claude-opus-5-5"' "$dir/blocks.yaml"
}

@test "a block may end" {
	models block 'claude-*' --reason r --until 2026-12-01 --file "$dir/blocks.yaml"
	[ "$output" = "blocked: claude-*, until 2026-12-01T00:00:00Z" ]
	decide claude-sonnet-5-5
	[ "$status" -eq 1 ]
	run "$POLICYCTL" models decide claude-sonnet-5-5 --table "$repo/models.yaml" --at 2026-12-01 \
		--policy "$repo/model-policy.yaml" --blocks "$dir/blocks.yaml"
	[ "$status" -eq 0 ]
	models block claude-opus-5 --reason r --until 2026-11-01 --file "$dir/blocks.yaml"
	[ "$status" -eq 64 ]
	models block claude-opus-5 --reason r --until soon --file "$dir/blocks.yaml"
	[ "$status" -eq 64 ]
	models block claude-opus-5 --file "$dir/blocks.yaml"
	[ "$status" -eq 64 ]
}

@test "blocks prints those of operators and of the policy" {
	policy '{block: [{model: claude-opus-5, reason: "by policy", until: 2026-11-01}]}'
	models blocks --file "$dir/blocks.yaml" --policy "$repo/model-policy.yaml"
	[ "$output" = "claude-opus-5, until 2026-11-01T00:00:00Z, which has passed: by policy ($repo/model-policy.yaml:1:18)" ]
	models block nobody --reason 'say "no"' --file "$dir/blocks.yaml"
	[ "$status" -eq 0 ]
	[[ $stderr == *"no model of the table is called 'nobody'"* ]]
	models blocks --file "$dir/blocks.yaml" --policy "$repo/model-policy.yaml" --format json
	/usr/bin/python3 -c '
import json, sys
answer = json.loads(sys.argv[1])
first, second = answer["blocks"]
assert first["model"] == "nobody" and first["reason"] == "say \"no\"" and first["in_force"], answer
assert second["until"] == "2026-11-01T00:00:00Z" and not second["in_force"], answer' "$output"
}

@test "blocks that cannot be read refuse every model, and are not written over" {
	echo 'blocks: [{model: claude-opus-5}]' > "$dir/blocks.yaml"
	decide claude-sonnet-5-5
	[ "$status" -eq 1 ]
	[[ $output == "refuse: claude-sonnet-5-5 is blocked: every model is blocked"*"needs 'reason'"* ]]
	[[ $stderr == *PC2627* ]]
	models blocks --file "$dir/blocks.yaml" --policy "$dir/p"
	[ "$status" -eq 70 ]
	policy '{}'
	models blocks --file "$dir/blocks.yaml" --policy "$repo/model-policy.yaml"
	[ "$status" -eq 1 ]
	[ "$output" = "every model is blocked" ]
	models block claude-opus-5 --reason r --file "$dir/blocks.yaml"
	[ "$status" -eq 70 ]
	[ "$(cat "$dir/blocks.yaml")" = 'blocks: [{model: claude-opus-5}]' ]
}

@test "two who block at the same time both do" {
	for n in 1 2 3 4 5 6; do
		"$POLICYCTL" models block "claude-$n" --reason r --file "$dir/blocks.yaml" 2> "$dir/err.$n" > "$dir/out.$n" &
	done
	wait
	[ "$(grep -c '^  - model:' "$dir/blocks.yaml")" -eq 6 ]
}

@test "only root may change the machine's blocks" {
	[ "$(id -u)" -eq 0 ] && skip "this is root"
	run "$POLICYCTL" models block claude-opus-5 --reason r
	[ "$status" -eq 70 ]
	[[ $output == *"only root may change '/etc/policyctl/model-blocks.yaml'"* ]]
}

# ---- what clients get

@test "positions become names of lines: no version is pinned" {
	policy '{allow: [flagship, current-sonnet], default: current-sonnet, deny: [claude-mythos-5-1]}'
	build
	[ "$status" -eq 0 ]
	/usr/bin/python3 -c '
import json, sys
keys = json.loads(sys.argv[1])
assert keys["availableModels"] == ["sonnet", "opus"], keys
assert keys["enforceAvailableModels"] is True and keys["model"] == "sonnet", keys
assert "claude-mythos-5-1" in keys["deniedModels"], keys
assert "claude-opus-5" not in keys["deniedModels"], keys' "$(built)"
}

@test "a build of the same repository is the same bytes, with fragments and without" {
	policy '{allow: [flagship], min-days-left: 14}'
	for layout in merged fragments; do
		build --layout "$layout"
		[ "$status" -eq 0 ]
		cp -r "$dir/out" "$dir/first"
		rm -r "$dir/out"
		build --layout "$layout"
		diff -r "$dir/out" "$dir/first"
		(cd "$dir/out" && sha256sum --strict --quiet -c SHA256SUMS)
		rm -r "$dir/first"
	done
	[ -e "$dir/out/etc/claude-code/managed-settings.d/~model-policy.json" ]
}

@test "every form of target has the keys" {
	policy '{allow: [flagship]}'
	for target in claude-mobileconfig claude-plist claude-reg; do
		run "$POLICYCTL" build --target "$target" --out "$dir/$target" "$repo"
		[ "$status" -eq 0 ]
		grep -rlaq 'availableModels' "$dir/$target" || grep -rlaqP 'a\x00v\x00a\x00i\x00l\x00a\x00b\x00l\x00e\x00M' "$dir/$target"
	done
}

@test "what a fragment says of these keys counts, and is told" {
	echo '{"availableModels": ["haiku"], "deniedModels": ["claude-opus-5"], "model": "haiku"}' > "$repo/managed-settings.json"
	policy '{allow: [flagship], default: flagship}'
	build
	[ "$status" -eq 0 ]
	[ "$(grep -c 'warning PC2631' <<< "$output")" -eq 2 ]
	/usr/bin/python3 -c '
import json, sys
keys = json.loads(sys.argv[1])
assert keys["availableModels"] == ["haiku"] and keys["model"] == "haiku", keys
assert keys["deniedModels"][0] == "claude-opus-5" and "claude-opus-4-8" in keys["deniedModels"], keys
assert keys["enforceAvailableModels"] is True, keys' "$(built)"
}

@test "what the client cannot hold is told" {
	policy '{allow: [claude-opus-4-8, previous-flagship, "line:sonnet"], default: previous-flagship, min-days-left: 14}'
	run "$POLICYCTL" verify "$repo"
	for code in PC2632 PC2634 PC2636; do
		grep -q " $code: " <<< "$output" || { echo "no $code in $output"; false; }
	done
	policy '{allow: [claude-opus-4-8]}'
	run "$POLICYCTL" verify "$repo"
	[[ $output == *"warning PC2633: "*": claude-opus-4-8"* ]]
	policy '{deny: [claude-opus-5]}'
	run "$POLICYCTL" verify "$repo"
	[[ $output == *"warning PC2635: the client takes 'claude-opus-5' also for claude-opus-5-5, and refuses that too"* ]]
	policy '{deny: ["provider:anthropic"]}'
	build
	[ "$status" -eq 1 ]
	[[ $output == *"error PC2637"* ]]
}

@test "verify reads the policy, and a policy that cannot be read is not built" {
	policy '{allow: [flagship, nobody]}'
	run "$POLICYCTL" verify "$repo"
	[[ $output == *"model-policy.yaml:1:28: warning PC2621: 'nobody' names no model of the table"* ]]
	policy '{allow: [flagship'
	run "$POLICYCTL" verify "$repo"
	[ "$status" -eq 1 ]
	[[ $output == *PC2620* ]]
	build
	[ "$status" -eq 1 ]
	build --force
	[ "$status" -ne 0 ]
}
