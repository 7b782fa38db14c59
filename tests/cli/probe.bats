#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Deny rules put to a client and a hook that are not what they should be: each way in which
# a rule can be without effect is seen, and nothing is believed that nobody showed. The real
# client is asked in tests/integration/probe.
bats_require_minimum_version 1.5.0
load machine.bash

setup() {
	machine_up
	export TMPDIR=$dir/tmp
	mkdir -m 1777 "$TMPDIR"
	client=$root/usr/local/bin/claude
	cp "$TOP/tests/harness/fake_client" "$client"
	play '{"said": [["curl", "Permission to use Bash with command curl has been denied."]]}'
	policy '{"permissions": {"deny": ["Bash(curl:*)"]}}'
}

teardown() {
	[ -z "$(ls -A "$TMPDIR")" ] # whatever happened, nothing is left
	machine_down
}

play() {
	echo "$1" > "$(dirname "$client")/plays.json"
}

policy() {
	echo "$1" > "$managed/managed-settings.json"
}

# A hook that says this to every call.
hook_says() {
	hook
	printf '#!/bin/sh\n%s\n' "$1" > "$root/usr/bin/policyctl-hook"
}

probe() {
	"$POLICYCTL" probe "${here[@]}" "$@"
}

# Without the folds.
flat() {
	tr -s ' \n' ' ' <<< "$output"
}

# fates: of each rule its effect, and what the client and the hook made of it.
fates() {
	of "$output" '"; ".join("%s %s %s %s" % (r["rule"], r["effect"], r["clients"][0]["fate"] if r["clients"] else "-", (r["hook"] or {}).get("fate", "-")) for r in a["rules"])'
}

@test "words that are wrong" {
	for words in "--rules 0" "--rules x" "--rules 5000" "--rules 3 --all" "--timeout x" "--hook-only --client /x" "--user nobody-of-that-name" operand; do
		run -64 probe $words
		[[ "$output" == "policyctl probe: "* ]] || { echo "$words: $output"; false; }
	done
}

@test "a rule that holds" {
	run -0 probe
	[[ "${lines[0]}" == "client      $client 2.1.301"* ]]
	[[ "${lines[1]}" == "hook        not in the managed settings" ]]
	[[ "$(flat)" == *"effective Bash(curl:*) at $managed/managed-settings.json:1:"* ]]
	[[ "${lines[-1]}" == "1 of 1 deny rule tried: 1 effective, 0 without effect, 0 not known" ]]
	run -0 probe --format json
	[ "$(fates)" = "Bash(curl:*) effective denied -" ]
	[ "$(of "$output" 'a["effective"], a["rules"][0]["line"], a["clients"][0]["version"]')" = "(1, 1, '2.1.301')" ]
}

@test "a rule that the client lets through, or asks about" {
	play '{}'
	run -1 probe
	[[ "$(flat)" == *"no effect Bash(curl:*) at "*"tried: Bash: curl"*"nothing stopped it: policyctl-probe: nothing is run here"* ]]
	play '{"said": [["curl", "Claude requested permissions, but you haven'"'"'t granted it yet."]]}'
	run -1 probe --format json
	[ "$(fates)" = "Bash(curl:*) none asked -" ]
	# Words that nobody knows are no denial.
	play '{"said": [["curl", "We would rather not."]]}'
	run -1 probe --format json
	[ "$(fates)" = "Bash(curl:*) none through -" ]
}

@test "the words of a denial, of every kind" {
	policy '{"permissions": {"deny": ["Bash(curl:*)", "Read(.env)", "Edit(./x)", "WebFetch(domain:a.example)", "Agent(Explore)", "Skill(loop)", "WebSearch", "NotebookEdit"]}}'
	play '{"said": [["curl", "PreToolUse:Bash hook error: no"], [".env", "File is in a directory that is denied by your permission settings."],
		["\"Edit\"", "<tool_use_error>File is covered by a Read deny rule in your permission settings and cannot be edited.</tool_use_error>"],
		["a.example", "WebFetch denied access to domain:a.example."], ["Explore", "Agent type has been denied by permission rule X"],
		["loop", "Skill execution blocked by permission rules"], ["WebSearch", "<tool_use_error>Error: No such tool available: WebSearch"],
		["NotebookEdit", "<tool_use_error>InputValidationError: no"]]}'
	run probe --format json
	[ "$(fates | sed 's/WebFetch[^;]*; //')" = "Bash(curl:*) effective hook -; Read(.env) effective denied -; Edit(./x) effective denied -; Agent(Explore) effective denied -; Skill(loop) effective denied -; WebSearch effective absent -; NotebookEdit none unclear -" ]
	[ "$status" -eq 1 ]
	# A tool that is missing proves nothing about its calls.
	policy '{"permissions": {"deny": ["Bash(curl:*)"]}}'
	play '{"said": [["curl", "<tool_use_error>Error: No such tool available: Bash"]]}'
	run -70 probe --format json
	[ "$(fates)" = "Bash(curl:*) unknown absent -" ]
}

@test "no command is tried on a client that runs commands by another shell" {
	play '{"shell": "own"}'
	run -70 probe --format json
	[ "$(fates)" = "Bash(curl:*) unknown held -" ]
	[[ "$output" == *"runs commands by another shell than it was given"* ]]
	play '{"shell": "none"}'
	run -70 probe
	[[ "$(flat)" == *"it refuses harmless calls, too: Claude requested"* ]]
	[[ "$(flat)" == *"the client runs no command at all"* ]]
}

@test "a client that fails, hangs, or does not come" {
	play '{"end": 3}'
	run -70 probe
	[[ "$(flat)" == *"it ended with status 3: it is not my day"*"not known"* ]]
	play '{"hang": true}'
	run -70 probe --timeout 1s
	[[ "$(flat)" == *"it did not end in time"* ]]
	printf '#!/bin/sh\necho "2.1.9 (Claude Code)"\n' > "$client"
	run -70 probe
	[[ "$(flat)" == *"it did not come to the stand-in for its model"* ]]
	policy '{"permissions": {"deny": ["Bash(curl:*)"]}, "env": {"ANTHROPIC_BASE_URL": "https://gateway.example"}}'
	run -70 probe
	[[ "$(flat)" == *"the policy's own env sends it to 'https://gateway.example'"* ]]
	run -70 probe --client "$dir/nothing"
	[[ "$output" == *"No such file"* ]]
}

@test "odd requests, and calls that are cancelled" {
	policy '{"permissions": {"deny": ["Bash(curl:*)", "Bash(wget:*)", "Read(.env)"]}}'
	play '{"odd": true, "cancel": true, "said": [["curl", "Permission to use X has been denied"], ["wget", "Permission to use X has been denied"], [".env", "denied by your permission settings"]]}'
	run -0 probe --format json
	[ "$(fates)" = "Bash(curl:*) effective denied -; Bash(wget:*) effective denied -; Read(.env) effective denied -" ]
}

@test "files that no client reads" {
	mkdir "$managed/managed-settings.d"
	echo '{"permissions": {"deny": ["Bash(wget:*)", "Bash(curl:*)"]}}' > "$managed/managed-settings.d/.20-team.json"
	printf 'permissions:\n  deny:\n    - Read(.env)\n' > "$managed/managed-settings.d/30-team.yaml"
	echo '{"permissions": {"deny": ["Bash(nc:*)"]}}' > "$managed/settings.json"
	echo '{"permissions": {"deny": ["Bash(ncat:*)"]}}' > "$managed/managed-settings.d/.policyctl-0123456789abcdef.json"
	run -1 probe
	flat=$(flat)
	[[ "$flat" == *" no effect Bash(wget:*) at $managed/managed-settings.d/.20-team.json:1:"* ]]
	[[ "$flat" == *" no effect Read(.env) at $managed/managed-settings.d/30-team.yaml:3:"* ]]
	[[ "$flat" == *" no effect Bash(nc:*) at $managed/settings.json:1:"* ]]
	[[ "$flat" == *" effective Bash(curl:*) at $managed/managed-settings.json:1:"* ]]
	[[ "$flat" == *"4 of 4 deny rules tried: 1 effective, 3 without effect, 0 not known"* ]]
}

@test "a policy that should be in force" {
	mkdir "$dir/policy"
	printf 'permissions:\n  deny: ["Bash(wget:*)"]\n' > "$dir/policy/10-a.yaml"
	run -1 probe --policy "$dir/policy/10-a.yaml"
	[[ "$(flat)" == *"no effect Bash(wget:*) at $dir/policy/10-a.yaml:2:"* ]]
	run -70 probe --policy "$dir/nothing"
	# What policyd put in force counts, whoever removed it.
	rm "$managed/managed-settings.json"
	policyd_up
	put "$dir/two.json" "$two"
	policyd_down
	run -1 probe
	[[ "$output" == *"no effect   Bash(wget:*)"* ]]
	rm "$managed"/managed-settings.d/zz-policyd.json
	run probe
	if [ "$(id -u)" -eq 0 ]; then
		[ "$status" -eq 1 ]
		[[ "$(flat)" == *"no effect Bash(wget:*) at $managed/managed-settings.d/zz-policyd.json:1:"* ]]
	fi
}

@test "the hook: denying, silent, asking, failing, gone" {
	hook_says 'echo "the policy forbids it" >&2; exit 2'
	run -0 probe --hook-only --format json
	[ "$(fates)" = "Bash(curl:*) effective - hook" ]
	hook_says 'echo "{\"hookSpecificOutput\":{\"permissionDecision\":\"deny\",\"permissionDecisionReason\":\"no\"}}"'
	run -0 probe --hook-only --format json
	[ "$(fates)" = "Bash(curl:*) effective - hook" ]
	# The client denies it, the hook does not: a hook that is there has to.
	hook_says 'cat > "$HOME/event"; grep -q "\"tool_name\":\"Bash\"" "$HOME/event" && exit 0; exit 2'
	run -1 probe --format json
	[ "$(fates)" = "Bash(curl:*) none denied through" ]
	hook_says 'echo "{\"hookSpecificOutput\":{\"permissionDecision\":\"ask\"}}"'
	run -1 probe
	[[ "$(flat)" == *"hook: not denied, somebody would be asked"* ]]
	hook_says 'echo broken >&2; exit 7'
	run -70 probe
	[[ "$(flat)" == *"hook: failed: broken"* ]]
	hook_says 'kill -9 $$'
	run -70 probe --hook-only
	[[ "$(flat)" == *"hook: failed: it ended with signal 9"* ]]
	rm "$root/usr/bin/policyctl-hook"
	run -1 probe
	[[ "$(flat)" == *"no effect hook /usr/bin/policyctl-hook at $managed/managed-settings.d/00-hook.json:1:"*": is not there"* ]]
	mv "$managed"/managed-settings.d/{,.}00-hook.json
	run -1 probe
	[[ "$(flat)" == *"/.00-hook.json:1:"*": no client reads the file that names it"* ]]
	rm "$managed"/managed-settings.d/.00-hook.json
	run -70 probe --hook-only
	[ "$output" = "policyctl probe: managed settings name no hook" ]
}

@test "rules of MCP servers" {
	policy '{"permissions": {"deny": ["mcp__jira__delete", "mcp__wiki", "Bash(curl:*)"]}}'
	run -0 probe --format json # the client takes no servers, so nobody could be asked
	[ "$(fates)" = "mcp__jira__delete untried held -; mcp__wiki untried held -; Bash(curl:*) effective denied -" ]
	play '{"servers": true, "said": [["curl", "Permission to use X has been denied"], ["mcp__wiki", "No such tool available"]]}'
	run -1 probe --format json
	[ "$(fates)" = "mcp__jira__delete none through -; mcp__wiki effective absent -; Bash(curl:*) effective denied -" ]
	policy '{"disableSideloadFlags": true, "permissions": {"deny": ["mcp__wiki", "Bash(curl:*)"]}}'
	run -0 probe --format json
	[ "$(fates)" = "mcp__wiki untried held -; Bash(curl:*) effective denied -" ]
}

@test "rules that cannot be tried, and those that clients drop" {
	policy "{\"permissions\": {\"deny\": [\"Bash(curl:*)\", \"Bash(curl *)\", \"Read(//)\", \"NoSuchTool\"]}}"
	run probe
	[[ "${lines[-1]}" == "3 of the others cannot be tried; --all says why" ]]
	run -0 probe --all
	flat=$(flat)
	[[ "$flat" == *"Bash(curl:*) denies the same calls"*"no call was found"*"no client has a tool of that name"* ]]
	policy '{"permissions": {"deny": ["Bash(curl:*)", "Write(./x)"]}}'
	run -1 probe
	[[ "$(flat)" == *"no effect Write(./x) at "*"clients keep the rule and never look at it"* ]]
}

@test "a sample has rules of every file and kind" {
	mkdir "$managed/managed-settings.d"
	python3 -c '
import json, sys
rules = ["Bash(p%d:*)" % i for i in range(50)] + ["Read(./r%d)" % i for i in range(50)]
for name in "ab":
    json.dump({"permissions": {"deny": [r.replace("(", "(" + name if r[0] == "B" else "(./" + name) for r in rules]}}, open(sys.argv[1] + "/" + name + ".json", "w"))' "$managed/managed-settings.d"
	policy '{}'
	play '{"said": [["policyctl-probe-control", "ran"], ["a", "Permission to use X has been denied"]]}'
	hook_says 'exit 2'
	run -0 probe --hook-only --rules 8 --format json
	[ "$(of "$output" 'a["deny_rules"], len(a["rules"]), sorted(set(r["file"][-6:] + r["rule"][0] for r in a["rules"])), len(set(r["rule"] for r in a["rules"]))')" = "(200, 8, ['a.jsonB', 'a.jsonR', 'b.jsonB', 'b.jsonR'], 8)" ] || [ "$(of "$output" 'len(a["rules"])')" -eq 8 ]
	first=$(fates)
	run -0 probe --hook-only --rules 8 --format json
	[ "$(fates)" = "$first" ]
	run -0 probe --hook-only --rules 20
	[[ "$output" == *"20 of 200 deny rules tried"* ]]
}

@test "nothing to prove, and nobody to prove it on" {
	rm "$client"
	run -70 probe
	[[ "$output" == "policyctl probe: there is neither a client nor a hook" ]]
	policy '{}'
	run -70 probe
	[[ "$output" == "policyctl probe: there is no deny rule that should be in force" ]]
}

@test "who runs the client" {
	[ "$(id -u)" -eq 0 ] || skip "only root can become others"
	play '{"write": "who"}'
	touch "$(dirname "$client")/who"
	chmod 666 "$(dirname "$client")/who"
	run -1 probe
	[[ "$output" == *"2.1.301, as nobody"* ]]
	[[ "$(cat "$(dirname "$client")/who")" == "65534 $TMPDIR/policyctl-probe-"*/home\ *"/work" ]]
	mkdir -p "$root/home/ann/.local/bin"
	cp "$client" "$(dirname "$client")/plays.json" "$root/home/ann/.local/bin"
	rm "$client"
	: > "$root/home/ann/.local/bin/who"
	chmod 666 "$root/home/ann/.local/bin/who"
	run -1 probe
	[[ "$output" == *"2.1.301, as ann"* ]]
	[[ "$(cat "$root/home/ann/.local/bin/who")" == "12345 "* ]]
}

@test "whoever ends it leaves nothing" {
	play '{"hang": true}'
	"$POLICYCTL" probe "${here[@]}" --client "$client" > "$dir/out" 2>&1 3>&- &
	probe=$!
	wait_for eval '[ -n "$(ls "$TMPDIR"/*/work 2> /dev/null)" ]'
	kill -TERM "$probe"
	code=0
	wait "$probe" || code=$?
	[ "$code" -eq 143 ]
	[[ "$(cat "$dir/out")" == *"interrupted"* ]]
	[ -z "$(ls -A "$TMPDIR")" ]
}
