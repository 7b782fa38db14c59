#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Wrong use says what to do.
bats_require_minimum_version 1.5.0

setup() {
	dir=$(mktemp -d)
	mkdir -p "$dir/etc/managed-settings.d" "$dir/home" "$dir/proj"
	echo '{"permissions":{"deny":["Bash(curl:*)"]}}' > "$dir/etc/managed-settings.json"
	where=(--managed "$dir/etc" --home "$dir/home" --cwd "$dir/proj")
}

teardown() {
	rm -rf "$dir"
}

@test "no command prints the overview and exits 64" {
	run "$POLICYCTL"
	[ "$status" -eq 64 ]
	[[ "$output" == *"usage: policyctl COMMAND"* ]]
}

@test "a mistyped command gets a suggestion" {
	run "$POLICYCTL" chekc
	[ "$status" -eq 64 ]
	[[ "$output" == *"unknown command 'chekc'; did you mean 'check'?"* ]]
}

@test "a mistyped option gets a suggestion" {
	run "$POLICYCTL" check --mangaed x Bash ls
	[ "$status" -eq 64 ]
	[[ "$output" == *"unknown option '--mangaed'; did you mean '--managed'?"* ]]
}

@test "an option without its value says which value" {
	run "$POLICYCTL" show --home
	[ "$status" -eq 64 ]
	[[ "$output" == *"'--home' needs a value: --home DIR"* ]]
}

@test "a flag with a value is refused" {
	run "$POLICYCTL" check --batch=yes
	[ "$status" -eq 64 ]
}

@test "an unknown format is named" {
	run "$POLICYCTL" show --format xml
	[ "$status" -eq 64 ]
	[[ "$output" == *"text, json or yaml, not 'xml'"* ]]
}

@test "a managed directory that is not there is said to be, and counts as empty" {
	run "$POLICYCTL" check --managed "$dir/nowhere" --home "$dir/home" --cwd "$dir/proj" Bash 'curl a'
	[ "$status" -eq 1 ]
	[[ "$output" == *"--managed: '$dir/nowhere' is not there; it counts as empty"* ]]
	[[ "$output" == *"ask (by default)"* ]]
}

@test "a repository that is not there is no policy to decide by" {
	run "$POLICYCTL" check --repo "$dir/nowhere" Bash ls
	[ "$status" -eq 70 ]
	[[ "$output" == *"--repo: '$dir/nowhere': No such file"* ]]
}

@test "a --settings file that is not there is named" {
	run "$POLICYCTL" check "${where[@]}" --settings "$dir/none.json" Bash ls
	[ "$status" -eq 70 ]
	[[ "$output" == *"none.json"* ]]
}

@test "a denied call exits 1 and names rule and place" {
	run "$POLICYCTL" check "${where[@]}" Bash 'curl http://x.example'
	[ "$status" -eq 1 ]
	[[ "${lines[0]}" == "deny (by rule)" ]]
	[[ "$output" == *"Bash(curl:*)"* ]]
	[[ "$output" == *"$dir/etc/managed-settings.json:1:25"* ]]
}

@test "an allowed call exits 0" {
	run "$POLICYCTL" check "${where[@]}" --allowedTools 'Bash(make:*)' Bash 'make all'
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == "allow (by rule)" ]]
}

@test "a bad line fails alone, the batch goes on, in order" {
	run --separate-stderr "$POLICYCTL" check "${where[@]}" --batch <<-'EOF'
		{"tool":"Bash","input":{"command":"curl a"}}
		{"tool":"Bash","input":
		{"input":{}}
		[1]
		{"tool":"Bash","input":{"command":"ls"}}
	EOF
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 5 ]
	[[ "${lines[0]}" == '{"verdict":"deny","by":"rule","rule":"Bash(curl:*)",'* ]]
	[[ "${lines[1]}" == *'"line":2'*'"error"'* ]]
	[[ "${lines[2]}" == *"'tool' is missing"* ]]
	[[ "${lines[3]}" == *"a request is an object"* ]]
	[[ "${lines[4]}" == *'"verdict":"allow","by":"read-only"'* ]]
}

@test "a broken drop-in denies everything, by refused, and says which file and why" {
	echo '{"permissions":{"deny":["Bash(wget:*)"],}}' > "$dir/etc/managed-settings.d/20-x.json"
	run "$POLICYCTL" check "${where[@]}" Bash ls
	[ "$status" -eq 1 ]
	[[ "$output" == *"deny (by refused)"* ]]
	[[ "$output" == *"$dir/etc/managed-settings.d/20-x.json:1:40"* ]]
	[[ "$output" == *"trailing comma"* ]]
}

@test "explain shows the commands, the rules and what would change the verdict" {
	run "$POLICYCTL" check "${where[@]}" --explain Bash 'cd sub && curl a'
	[ "$status" -eq 1 ]
	[[ "$output" == *"curl a"* ]]
	[[ "$output" == *"without Bash(curl:*): ask"* ]]
}

@test "an unreadable managed file is an error, not an empty policy" {
	chmod 700 "$dir"; chmod 600 "$dir/etc/managed-settings.json"
	chmod 755 "$dir" "$dir/etc" "$dir/home" "$dir/proj"
	run setpriv --reuid=65534 --regid=65534 --clear-groups "$POLICYCTL" check "${where[@]}" Bash ls
	[ "$status" -ne 0 ]
	[[ "$output" == *"managed-settings.json"* ]]
}

@test "explain says of each rule whether it matches" {
	echo '{"permissions":{"deny":["Read(./.env)","Read(./x/**)"]}}' > "$dir/etc/managed-settings.json"
	run "$POLICYCTL" check "${where[@]}" --explain Read .env
	[ "$status" -eq 1 ]
	[[ "$output" == *"Read(./.env) ($dir/etc/managed-settings.json:1:25): deny rule, matches"* ]]
	[[ "$output" == *"Read(./x/**) ($dir/etc/managed-settings.json:1:40): deny rule, does not match"* ]]
	[[ "$output" == *"without Read(./.env): allow, by default"* ]]
}

@test "with json the explanation goes to standard error" {
	run --separate-stderr "$POLICYCTL" check "${where[@]}" --explain --format json Bash 'curl a'
	[ "${#lines[@]}" -eq 1 ]
	[[ "$stderr" == *"what would change it:"* ]]
}

@test "nothing of a path that is not there looks like a report" {
	run --separate-stderr "$POLICYCTL" verify --format json "$dir/nowhere"
	[ "$status" -eq 70 ]
	[ -z "$output" ]
	[[ "$stderr" == *"'$dir/nowhere': No such file"* ]]
}

@test "a directory without a policy is said to be, whoever asks" {
	for command in verify test fmt 'build --target claude-linux --out x'; do
		run --separate-stderr "$POLICYCTL" $command "$dir/proj"
		[ "$status" -eq 70 ]
		[ -z "$output" ]
		[[ "$stderr" == *"'$dir/proj' has no managed-settings.json"* ]]
	done
}

@test "a file is no repository" {
	for command in 'build --target claude-linux --out x' 'check Bash ls --repo'; do
		run "$POLICYCTL" $command "$dir/etc/managed-settings.json"
		[ "$status" -eq 70 ]
		[[ "$output" == *"managed-settings.json': Not a directory"* ]]
	done
	run "$POLICYCTL" test "$dir/etc/managed-settings.json"
	[ "$status" -eq 70 ]
	[[ "$output" == *"is no repository, and no file of the tests/ of one"* ]]
}

@test "operands that nobody asked for are too many" {
	run "$POLICYCTL" schema x
	[ "$status" -eq 64 ]
	[[ "$output" == *"policyctl schema: too many operands; usage: policyctl schema [OPTION...]"* ]]
	run "$POLICYCTL" diff
	[ "$status" -eq 64 ]
	[[ "$output" == *"policyctl diff: an operand is missing; usage: "* ]]
}

@test "an answer that cannot be written is none" {
	for command in schema 'explain --all' --help "verify $dir/etc" "fmt $dir/etc" "show --managed $dir/etc"; do
		echo '{"permissions":{"deny":["Bash(curl:*)"]}}' > "$dir/etc/managed-settings.json"
		run bash -c '"$@" > /dev/full' - "$POLICYCTL" $command
		[ "$status" -eq 70 ]
		[[ "$output" == *"policyctl: writing the answer: No space left on device" ]]
	done
}

@test "a batch ends with its reader, quietly" {
	run --separate-stderr bash -c 'set -o pipefail
		yes "{\"tool\":\"Bash\",\"input\":{\"command\":\"ls\"}}" | "$@" | head -n 1' \
		- "$POLICYCTL" check "${where[@]}" --batch
	[ "${#lines[@]}" -eq 1 ]
	[ "$status" -ne 0 ]
	[ -z "$stderr" ]
}

@test "a line of a batch may have any size, a call may not" {
	{
		head -c 17000000 /dev/zero | tr '\0' x
		printf '\n{"tool":"Bash","input":{"command":"ls"}}'
	} > "$dir/calls"
	run --separate-stderr "$POLICYCTL" check "${where[@]}" --batch < "$dir/calls"
	[ "$status" -eq 1 ]
	[[ "${lines[0]}" == *'"line":1'*"a call is at most 16777216 bytes"* ]]
	[[ "${lines[1]}" == '{"verdict":"allow"'* ]]
}

@test "a word with one dash is an option that nobody knows, unless -- says otherwise" {
	run "$POLICYCTL" verify -fix
	[ "$status" -eq 64 ]
	[[ "$output" == *"unknown option '-fix'; did you mean '--fix'?"* ]]
	run "$POLICYCTL" check "${where[@]}" -- Bash -x
	[ "$status" -eq 1 ]
	[[ "${lines[0]}" == "ask (by "* ]]
}

@test "a client version that is none is said to be" {
	run "$POLICYCTL" verify --client-version newest "$dir/etc"
	[ "$status" -eq 64 ]
	[[ "$output" == *"'newest' is no client version such as 2.1.259"* ]]
}
