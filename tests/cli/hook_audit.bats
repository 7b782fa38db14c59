#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A key in what an agent writes or runs: on-write of the machine's audit.yaml.
bats_require_minimum_version 1.5.0

setup() {
	dir=$(mktemp -d)
	mkdir -p "$dir/etc" "$dir/home" "$dir/proj"
	echo '{"permissions": {"deny": ["Bash(curl:*)"]}}' > "$dir/etc/managed-settings.json"
	export HOME=$dir/home
	unset CLAUDE_PROJECT_DIR XDG_STATE_HOME
	# Put together here, so that none stands in this file.
	key=sk-or-v1-$(printf '%s' policyctl-hook | sha256sum | cut -c1-64)
}

teardown() {
	rm -rf "$dir"
}

wants() {
	printf 'audit:\n  on-write: %s\n' "$1" > "$dir/audit.yaml"
}

# answer TOOL INPUT [OPTION...]
answer() {
	local tool=$1 input=$2
	shift 2
	printf '{"session_id":"s","hook_event_name":"PreToolUse","cwd":"%s","permission_mode":"default","tool_name":"%s","tool_input":%s}' \
		"$dir/proj" "$tool" "$input" |
		"$POLICYCTL" hook --managed "$dir/etc" --state "$dir/state" --audit "$dir/audit.yaml" "$@"
}

writes() {
	answer Write "{\"file_path\":\"$dir/proj/a.env\",\"content\":\"A=1\\nOPENROUTER_API_KEY=$key\\n\"}" "$@"
}

decision() {
	python3 -c 'import json, sys; print(json.loads(sys.argv[1])["hookSpecificOutput"]["permissionDecision"])' "$1"
}

@test "a key that is written is denied or asked about, as the policy says" {
	wants deny
	run --separate-stderr writes
	[ "$status" -eq 2 ]
	[ "$(decision "$output")" = deny ]
	[[ "$output" == *"OpenRouter"*"openrouter-api-key"* ]]
	wants ask
	run --separate-stderr writes
	[ "$status" -eq 0 ]
	[ "$(decision "$output")" = ask ]
}

@test "nothing of the key is in the answer or in the log" {
	wants deny
	run --separate-stderr writes
	[[ "$output$stderr" != *"${key:0:14}"* ]]
	! grep -r "${key:0:14}" "$dir/state"
	grep -q '"by":"audit"' "$dir/state/decisions.jsonl"
}

@test "a key in a command, and one deep in the input of another tool" {
	wants deny
	run answer Bash "{\"command\":\"export OPENROUTER_API_KEY=$key\"}"
	[ "$status" -eq 2 ]
	run answer mcp__notes__add "{\"note\":{\"lines\":[\"x\",\"$key\"]}}"
	[ "$status" -eq 2 ]
}

@test "a name and its value in two members are read together" {
	wants deny
	run answer mcp__env__set "{\"variables\":{\"DB_PASSWORD\":\"Kq7-vT2z%Lw9x\"}}"
	[ "$status" -eq 0 ]
	[ "$(decision "$output")" = ask ]
}

@test "what an edit takes away is no reason" {
	wants deny
	run answer Edit "{\"file_path\":\"$dir/proj/a\",\"old_string\":\"$key\",\"new_string\":\"from the vault\"}"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	run answer Edit "{\"file_path\":\"$dir/proj/a\",\"old_string\":\"x\",\"new_string\":\"$key\"}"
	[ "$status" -eq 2 ]
}

@test "off, no file, and calls without a key" {
	run writes
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	wants off
	run writes
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	wants deny
	run answer Bash '{"command":"ls"}'
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "a policy that cannot be read denies keys, and nothing else" {
	for text in 'audit: [' 'on-write: off' $'audit:\n  on-write: maybe' \
		$'audit:\n  on-write: [ask]' $'audit:\n  on-write: true' ; do
		printf '%s\n' "$text" > "$dir/audit.yaml"
		run writes
		[ "$status" -eq 2 ]
		run answer Bash '{"command":"ls"}'
		[ "$status" -eq 0 ]
		[ -z "$output" ]
	done
}

@test "rules that are off, and rules of one's own" {
	printf 'audit:\n  on-write: deny\n  rules:\n    off: [openrouter-api-key, generic-assignment]\n' > "$dir/audit.yaml"
	run writes
	[ "$status" -eq 0 ]
	cat > "$dir/own.yaml" <<-'END'
	rules:
	  - id: acme-key
	    provider: Acme
	    about: key
	    group: other
	    prefixes: [acme_key_]
	    pattern: 'acme_key_[0-9a-f]{24}'
	    match: ['acme_key_<hex:24>']
	    mend: Revoke it.
	END
	printf 'audit:\n  on-write: deny\n  rules:\n    files: [own.yaml]\n' > "$dir/audit.yaml"
	run answer Bash "{\"command\":\"echo acme_key_${key:10:24}\"}"
	[ "$status" -eq 2 ]
	[[ "$output" == *acme-key* ]]
}

@test "a denied call stays denied for the reason it was; agents that cannot ask deny" {
	wants ask
	run answer Bash "{\"command\":\"curl -H $key x\"}"
	[ "$status" -eq 2 ]
	[[ "$output" == *"deny rule Bash(curl:*)"* ]]
}
