#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The hook in the protocols of other agents: their events, their tools, their answers.
bats_require_minimum_version 1.5.0

setup() {
	dir=$(mktemp -d)
	mkdir -p "$dir/etc" "$dir/home" "$dir/proj/sub"
	cat > "$dir/etc/managed-settings.json" <<-'END'
	{"permissions": {
	  "deny": ["Bash(curl:*)", "Read(./.env)", "Edit(/etc/**)", "Edit(./locked/**)", "WebFetch(domain:evil.example)", "mcp__jira"],
	  "ask": ["Bash(git push:*)"]}}
	END
	export HOME=$dir/home
	unset CLAUDE_PROJECT_DIR GEMINI_PROJECT_DIR
	log=$dir/state/decisions.jsonl
}

teardown() {
	rm -rf "$dir"
}

# hook AGENT < EVENT
hook() {
	"$POLICYCTL" hook --agent "$1" --managed "$dir/etc" --state "$dir/state"
}

# Each agent's event for a call: AGENT TOOL INPUT
event() {
	case $1 in
	codex)
		printf '{"session_id":"s-1","turn_id":"t","transcript_path":null,"cwd":"%s","hook_event_name":"PreToolUse","model":"m","permission_mode":"default","tool_name":"%s","tool_input":%s,"tool_use_id":"u"}' "$dir/proj" "$2" "$3" ;;
	gemini)
		printf '{"session_id":"s-1","transcript_path":"/t","cwd":"%s","hook_event_name":"BeforeTool","timestamp":"2026-01-01T00:00:00Z","tool_name":"%s","tool_input":%s}' "$dir/proj" "$2" "$3" ;;
	copilot)
		printf '{"sessionId":"s-1","timestamp":1704614600000,"cwd":"%s","toolName":"%s","toolArgs":%s}' "$dir/proj" "$2" "$(python3 -c 'import json, sys; print(json.dumps(sys.argv[1]))' "$3")" ;;
	copilot-snake)
		printf '{"hook_event_name":"PreToolUse","session_id":"s-1","timestamp":"2026-01-01T00:00:00Z","cwd":"%s","tool_name":"%s","tool_input":%s}' "$dir/proj" "$2" "$3" ;;
	esac
}

call() {
	run --separate-stderr hook "${1%-snake}" <<< "$(event "$@")"
}

# The reason as the agent reads it.
reason() {
	python3 -c 'import json, sys
out = json.loads(sys.argv[2])
agent = sys.argv[1].split("-")[0]
if agent == "codex":
    out = out["hookSpecificOutput"]
    assert out["hookEventName"] == "PreToolUse"
if agent == "gemini":
    assert out["decision"] == "deny"
    print(out["reason"])
else:
    assert out["permissionDecision"] == "deny"
    print(out["permissionDecisionReason"])' "$1" "$output"
}

denied() {
	call "$@"
	[ "$status" -eq "$([ "${1%-snake}" = copilot ] && echo 0 || echo 2)" ]
	[[ "$stderr" == policyctl:* ]]
	[ "policyctl: $(reason "$1")" = "$stderr" ]
}

passes() {
	call "$@"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ -z "$stderr" ]
}

@test "a denied program is denied however it is spelled, with rule and place" {
	for row in codex:Bash gemini:run_shell_command copilot:bash copilot-snake:bash; do
		for command in 'curl x' "bash -c 'curl x'" 'echo curl x | sh'; do
			denied "${row%:*}" "${row#*:}" "{\"command\":\"$command\"}"
			[[ "$stderr" == *"deny rule Bash(curl:*)"*"; $dir/etc/managed-settings.json:2:12" ]]
		done
		passes "${row%:*}" "${row#*:}" '{"command":"ls -l"}'
	done
}

@test "who cannot be asked by a hook is denied what is to be asked about" {
	for row in codex:Bash gemini:run_shell_command copilot:bash; do
		denied "${row%:*}" "${row#*:}" '{"command":"git push"}'
		[[ "$stderr" == *"Bash(git push:*)"*"cannot ask"* ]]
	done
}

@test "files are those of the rules, whatever the tools call them" {
	denied gemini read_file '{"file_path":".env"}'
	denied gemini read_file "{\"absolute_path\":\"$dir/proj/.env\"}"
	denied gemini write_file '{"file_path":"locked/x","content":"y"}'
	denied gemini replace "{\"file_path\":\"$dir/proj/locked/x\",\"old_string\":\"a\",\"new_string\":\"b\"}"
	denied copilot view '{"path":".env"}'
	denied copilot edit "{\"path\":\"$dir/proj/locked/x\"}"
	denied copilot create '{"path":"locked/x","file_text":"y"}'
	denied copilot-snake view "{\"path\":\"$dir/proj/.env\"}"
	for name in read_file write_file replace; do
		passes gemini $name '{"file_path":"plain"}'
	done
	for name in view edit create; do
		passes copilot $name '{"path":"plain"}'
	done
}

@test "every file of a patch counts" {
	for header in 'Add File: ' 'Update File: ' 'Delete File: ' 'Update File: a\n*** Move to: '; do
		denied codex apply_patch "{\"command\":\"*** Begin Patch\n*** Update File: plain\n@@\n-a\n+b\n*** ${header}locked/x\n+c\n*** End Patch\"}"
		[[ "$stderr" == *"Edit(./locked/**)"* ]]
	done
	denied codex Bash '{"command":"apply_patch <<X\n*** Begin Patch\n*** Add File: locked/x\n+a\n*** End Patch\nX"}'
	passes codex Bash '{"command":"apply_patch <<X\n*** Begin Patch\n*** Add File: x\n+a\n*** End Patch\nX"}'
	passes codex apply_patch '{"command":"*** Begin Patch\n*** Update File: plain\n+*** Update File: locked/x\n*** End Patch"}'
	call codex apply_patch '{"command":"*** Begin Patch\n*** End Patch"}'
	[ "$status" -eq 2 ]
	[[ "$stderr" == *"names no file"* ]]
}

@test "one call does so many things and no more" {
	files() {
		for i in $(seq "$1"); do printf '*** Add File: f%d\\n+x\\n' "$i"; done
	}
	passes codex apply_patch "{\"command\":\"$(files 255)\"}"
	call codex apply_patch "{\"command\":\"$(files 256)\"}"
	[ "$status" -eq 2 ]
	[[ "$stderr" == *"more than 256 things"* ]]
}

@test "hosts, in prompts too" {
	denied copilot web_fetch '{"url":"https://evil.example/x"}'
	passes copilot web_fetch '{"url":"https://good.example/x"}'
	denied gemini web_fetch '{"prompt":"sum up https://good.example and (HTTPS://evil.example/a?b), please"}'
	passes gemini web_fetch '{"prompt":"sum up https://good.example/evil.example"}'
	denied gemini web_fetch '{"prompt":"sum up the page"}'
	[[ "$stderr" == *"not written out"* ]]
}

@test "what a pattern reads is denied while some rule forbids reading, and free else" {
	denied gemini read_many_files '{"include":["a","*.e*"]}'
	denied gemini read_many_files '{"include":["a",".env"]}'
	passes gemini read_many_files '{"include":["a","b/c"]}'
	echo '{"permissions":{"deny":["Bash(curl:*)"]}}' > "$dir/etc/managed-settings.json"
	passes gemini read_many_files '{"include":["*"]}'
	passes gemini web_fetch '{"prompt":"sum up the page"}'
}

@test "a directory of its own for a command is where its names are" {
	denied gemini run_shell_command '{"command":"cat .env","dir_path":"."}'
	denied gemini run_shell_command '{"command":"cat ../.env","dir_path":"sub"}'
	denied gemini list_directory '{"dir_path":"sub/../.env"}'
}

@test "tools of servers keep their names" {
	denied codex mcp__jira__create '{"a":1}'
	denied gemini mcp__jira__create '{"a":1}'
	passes codex mcp__wiki__read '{"a":1}'
	passes gemini mcp__wiki__read '{}'
	passes copilot glob '{"pattern":"*"}'
}

@test "a session is told which policy is in force, where the agent can be told" {
	for agent in codex gemini; do
		run --separate-stderr hook $agent <<< "{\"session_id\":\"s\",\"hook_event_name\":\"SessionStart\",\"source\":\"startup\",\"cwd\":\"$dir/proj\"}"
		[ "$status" -eq 0 ]
		[[ "$output" == '{"hookSpecificOutput":{"hookEventName":"SessionStart","additionalContext":"policyctl '*'"}}' ]]
	done
}

@test "events that are no calls pass, in the words of their agent" {
	run --separate-stderr hook codex <<< '{"hook_event_name":"PostToolUse","cwd":"/"}'
	[ "$status" -eq 0 ] && [ -z "$output" ]
	run --separate-stderr hook gemini <<< '{"hook_event_name":"PreToolUse","cwd":"/"}'
	[ "$status" -eq 0 ] && [ -z "$output" ]
	run --separate-stderr hook copilot <<< '{"hook_event_name":"PostToolUse","cwd":"/"}'
	[ "$status" -eq 0 ] && [ -z "$output" ]
}

@test "what is not understood is denied in the agent's words" {
	for agent in codex gemini; do
		for input in '"x"' '[]' 'null' '{"command":7}'; do
			tool=$([ $agent = gemini ] && echo run_shell_command || echo apply_patch)
			call $agent $tool "$input"
			[ "$status" -eq 2 ]
			[[ "$stderr" == *"not understood"* ]]
		done
		run --separate-stderr hook $agent <<< '{"x"'
		[ "$status" -eq 2 ]
	done
	for input in '' '7' '[]' '"x"' '{"command":7}' '{"command":"a","command":"b"}' '{'; do
		denied copilot bash "$input"
		[[ "$stderr" == *"not understood"* ]]
	done
	for text in '{"x"' '{}' '{"cwd":"/"}' '{"cwd":"/","toolName":"bash"}' '{"cwd":"x","toolName":"bash","toolArgs":"{}"}' \
		'{"cwd":"/","toolName":"bash","toolArgs":"{}","toolResult":{}}'; do
		run --separate-stderr hook copilot <<< "$text"
		[ "$status" -eq 0 ]
		[[ "$output" == '{"permissionDecision":"deny","permissionDecisionReason":"'*'"}' ]]
	done
}

@test "no policy denies, in each protocol" {
	rm "$dir/etc/managed-settings.json"
	denied gemini read_file '{"file_path":"a"}'
	denied codex Bash '{"command":"ls"}'
	denied copilot bash '{"command":"ls"}'
}

@test "the log names the agent and its tool, and not what the call held" {
	denied copilot bash '{"command":"curl s3cr3t"}'
	denied gemini run_shell_command '{"command":"curl -H s3cr3t x"}'
	grep -q '"agent":"copilot","session":"s-1","event":"preToolUse","tool":"bash","verdict":"deny"' "$log"
	grep -q '"agent":"gemini","session":"s-1","event":"BeforeTool","tool":"run_shell_command","verdict":"deny".*"programs":\["curl"\]' "$log"
	! grep s3cr3t "$log"
}

@test "only Claude Code's hook is installed from here" {
	for words in '--install --agent codex' '--uninstall --agent gemini' '--install --uninstall'; do
		run "$POLICYCTL" hook $words --managed "$dir/etc"
		[ "$status" -eq 2 ]
		[ ! -e "$dir/etc/managed-settings.d" ]
	done
}
