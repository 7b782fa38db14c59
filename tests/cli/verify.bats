#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What verify looks at, and what it exits with.
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR"
	mkdir -p repo/managed-settings.d home/.claude proj/.claude
	export HOME=$PWD/home
	echo '{"permissions":{"deny":["WebSearch"]}}' > repo/managed-settings.json
	echo 'env: {A: "1"}' > repo/managed-settings.d/10-a.yaml
	echo '{"env":{"A":1}}' > note.json
	echo '{"nonsense":1}' > warning.json
	echo '[1]' > error.json
}

# The scope in which a file was read: what it says of a key for managed files alone.
scope_of() {
	run "$POLICYCTL" verify --format json "$@"
	[[ "$output" == *'"PC1313"'* ]] && echo other || echo managed
}

@test "a repository's drop-ins count, YAML too" {
	run -0 "$POLICYCTL" verify repo
	[ "$output" = "1 rule, 0 errors, 0 warnings in 2 files" ]
}

@test "each file is looked at by itself, whatever its name" {
	run -1 "$POLICYCTL" verify note.json error.json repo
	[[ "$output" == *"error.json:1:1: error PC1201"* ]]
	[[ "$output" == *"note.json:1:13: note PC1314"* ]]
	[ "${lines[-1]}" = "1 rule, 1 error, 0 warnings, 1 note in 4 files" ]
}

@test "fail-on chooses what counts" {
	run -0 "$POLICYCTL" verify note.json warning.json
	run -0 "$POLICYCTL" verify --fail-on warning note.json
	run -1 "$POLICYCTL" verify --fail-on warning warning.json
	run -1 "$POLICYCTL" verify --fail-on note note.json
	run -1 "$POLICYCTL" verify error.json
}

@test "quiet shows what counts and no total" {
	run -1 "$POLICYCTL" verify --quiet note.json warning.json error.json
	[[ "${lines[0]}" == *"error PC1201"* ]]
	[[ "$output" != *"warning.json"* && "$output" != *"note.json"* && "$output" != *" rules"* ]]
	run -0 "$POLICYCTL" verify --quiet note.json
	[ -z "$output" ]
}

@test "a file's place says its scope" {
	for file in managed.json proj/.claude/settings.json proj/.claude/settings.local.json home/.claude/settings.json; do
		echo '{"allowManagedHooksOnly":true}' > "$file"
	done
	[ "$(scope_of managed.json)" = managed ]
	[ "$(scope_of proj/.claude/settings.json)" = other ]
	[ "$(scope_of proj/.claude/settings.local.json)" = other ]
	[ "$(scope_of home/.claude/settings.json)" = other ]
	cd proj/.claude
	[ "$(scope_of settings.json)" = other ]
	[ "$(scope_of --scope managed settings.json)" = managed ]
	[ "$(scope_of --scope user ../../managed.json)" = other ]
}

@test "standard input is a managed file, unless its name says otherwise" {
	run -1 "$POLICYCTL" verify - < error.json
	[[ "${lines[0]}" == "-:1:1: error PC1201"* ]]
	[[ "${lines[1]}" == " 1 | [1]" ]]
	echo 'nonsense: 1' > x.yaml
	run -0 "$POLICYCTL" verify --stdin-name x.yaml - < x.yaml
	[[ "${lines[0]}" == "x.yaml:1:1: warning PC1309"* ]]
	echo '{"allowManagedHooksOnly":true}' > managed.json
	run -0 "$POLICYCTL" verify --stdin-name .claude/settings.json - < managed.json
	[[ "$output" == *".claude/settings.json:1:2: "*" PC1313"* ]]
}

@test "nothing of this machine counts beside a named path" {
	echo '[]' > home/.claude/settings.json
	echo '[]' > home/.claude.json
	echo '[]' > proj/.claude/settings.json
	cd proj
	for path in ../repo ../repo/managed-settings.json; do
		run -0 "$POLICYCTL" verify "$path"
		[[ "$output" == "1 rule, 0 errors, 0 warnings in "* ]]
	done
	run -1 "$POLICYCTL" verify --managed ../repo
	[[ "$output" == *"proj/.claude/settings.json:1:1"* ]]
}

@test "a path that is not there is an error, and the others are looked at" {
	run -70 --separate-stderr "$POLICYCTL" verify none.json error.json
	[[ "$stderr" == "policyctl: 'none.json': No such file"* ]]
	[[ "$output" == *"error.json:1:1: error PC1201"* ]]
}

@test "a directory without any managed settings is no clean one" {
	mkdir -p empty empty2/managed-settings.d
	for dir in empty empty2 proj; do
		run -70 --separate-stderr "$POLICYCTL" verify "$dir"
		[[ "$stderr" == *"'$dir' has no managed-settings.json"* ]]
	done
}

@test "a file that cannot be read is one finding" {
	cp error.json closed.json
	chmod 000 closed.json
	run setpriv --reuid=65534 --regid=65534 --clear-groups "$POLICYCTL" verify --format json "$PWD/closed.json"
	[ "$(grep -c '"code":' <<< "$output")" -eq 1 ]
	[[ "$output" == *'"code":"PC1202"'* ]]
	ln -s loop.json loop.json
	run -1 "$POLICYCTL" verify loop.json
	[ "$(grep -c ' PC1202: ' <<< "$output")" -eq 1 ]
	mkfifo pipe.json
	run -1 timeout 5 "$POLICYCTL" verify pipe.json
	[ "$(grep -c ' PC1202: ' <<< "$output")" -eq 1 ]
}

@test "a directory that cannot be listed is an error" {
	closed=$(mktemp -d)
	cp repo/managed-settings.json "$closed"
	run setpriv --reuid=65534 --regid=65534 --clear-groups "$POLICYCTL" verify "$closed"
	rm -r "$closed"
	[ "$status" -eq 70 ]
	[[ "$output" == *"'$closed': Permission denied"* ]]
}

@test "what keeps every client from starting is a finding" {
	echo '{"allowedProviders":[]}' > closed.json
	run -1 "$POLICYCTL" verify closed.json
	[[ "$output" == *"closed.json:1:2"*": error PC1315"*"the client refuses to start"* ]]
	[[ "$output" == *"the client would refuse to start with these settings"* ]]
}

@test "wrong words say what is right" {
	run -64 "$POLICYCTL" verify --format xml repo
	[[ "$output" == *"--format must be text, json, sarif, junit, tap, github, gitlab or azure, not 'xml'"* ]]
	run -64 "$POLICYCTL" verify --fail-on never repo
	[[ "$output" == *"--fail-on must be error, warning or note, not 'never'"* ]]
	run -64 "$POLICYCTL" verify --scope mine repo
	[[ "$output" == *"--scope must be managed, user, project or local, not 'mine'"* ]]
	run -64 "$POLICYCTL" verify --managed repo repo
	[[ "$output" == *"PATH and --managed or --repo exclude each other"* ]]
}

@test "without a path, a policy repository verifies itself" {
	mkdir -p here/managed-settings.d empty
	echo '{"cleanupPeriodDays": "x"}' > here/managed-settings.d/10-a.json
	cd here
	run "$POLICYCTL" verify
	[ "$status" -eq 1 ]
	[[ "$output" == *"managed-settings.d/10-a.json:1:23: error PC1301: "* ]]
}

@test "nothing to look at is said" {
	mkdir empty
	cd empty
	HOME=$PWD run "$POLICYCTL" verify --managed .
	[ "$status" -eq 0 ]
	[[ "$output" == *"there are no settings files here"* ]]
}

@test "what is counted is counted once, however many rounds of fixes it takes" {
	mkdir -p counted/tests
	echo '{"permissions":{"deny":["Bash(curl:*)","bash(wget:*)","Bash(curl:*)"]}}' > counted/managed-settings.json
	printf 'calls:\n- Bash: curl x\n  expect: deny\n' > counted/tests/a.yaml
	run --separate-stderr "$POLICYCTL" verify --fix counted
	[[ "$stderr" == *"mended"* ]]
	[[ "${lines[-1]}" == *" rule"*", 1 test, "*"in 2 files" ]]
}
