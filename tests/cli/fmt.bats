#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# fmt and verify --fix on files: what is replaced, what stays, and diffs that tools take.
bats_require_minimum_version 1.5.0

setup() {
	dir=$(mktemp -d)
	mkdir -p "$dir/managed-settings.d"
	cd "$dir"
}

teardown() {
	rm -rf "$dir"
}

@test "without a path it is the repository here" {
	echo '{"a":1}' > managed-settings.json
	printf 'b:   1\n' > managed-settings.d/10-b.yml
	run "$POLICYCTL" fmt
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = ./managed-settings.json ]
	[ "${lines[1]}" = ./managed-settings.d/10-b.yml ]
	[ "$(cat managed-settings.d/10-b.yml)" = 'b: 1' ]
	run "$POLICYCTL" fmt
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "a directory of drop-ins is taken for what it is" {
	printf 'b:   1\n' > managed-settings.d/10-b.yaml
	run "$POLICYCTL" fmt managed-settings.d/
	[ "$output" = managed-settings.d/10-b.yaml ]
}

@test "mode and links stay, and nothing is left behind" {
	echo '{"a":1}' > real.json
	chmod 640 real.json
	ln -s ../real.json managed-settings.d/10-link.json
	"$POLICYCTL" fmt managed-settings.d
	[ -L managed-settings.d/10-link.json ]
	[ "$(stat -c %a real.json)" = 640 ]
	[ "$(wc -l < real.json)" -eq 3 ]
	[ "$(ls -A managed-settings.d)" = 10-link.json ]
}

@test "a file that is in form is not touched" {
	printf '{\n  "a": 1\n}\n' > a.json
	before=$(stat -c '%i %y' a.json)
	"$POLICYCTL" fmt a.json
	[ "$(stat -c '%i %y' a.json)" = "$before" ]
}

@test "a file that is not there is an error, the next one is done" {
	echo '[1]' > b.json
	run "$POLICYCTL" fmt none.json b.json
	[ "$status" -eq 70 ]
	[[ "$output" == *"'none.json': No such file"* ]]
	[ "$(wc -l < b.json)" -eq 3 ]
}

@test "standard input that begins with a bracket is JSON, and a mistake in it is one" {
	run "$POLICYCTL" fmt - <<< '{"a": 1,}'
	[ "$status" -eq 70 ]
	[[ "$output" == *"-:1:8: trailing comma"* ]]
	[ "$("$POLICYCTL" fmt - <<< 'a:   [1,2]')" = 'a: [1, 2]' ]
}

@test "patch and git take the diff" {
	mkdir -p 'policy d'
	printf '# one\r\npermissions:\r\n    deny: [ a,b ]\r\n' > 'policy d/x.yaml'
	printf '{"a": [1, 2],\n"b": 1}' > y.json
	for i in $(seq 40); do echo "- a$i"; [ $((i % 9)) -eq 0 ] && echo "-   b$i"; done > z.yaml
	run --separate-stderr "$POLICYCTL" fmt --diff 'policy d/x.yaml' y.json z.yaml
	[ "$status" -eq 0 ]
	cp -r . ../"${dir##*/}.git"
	printf '%s\n' "$output" > ../"${dir##*/}.diff"
	patch -s --binary -p1 < ../"${dir##*/}.diff"
	(cd ../"${dir##*/}.git" && git init -q . && git apply ../"${dir##*/}.diff")
	"$POLICYCTL" fmt --check 'policy d/x.yaml' y.json z.yaml
	for file in 'policy d/x.yaml' y.json z.yaml; do cmp "$file" ../"${dir##*/}.git/$file"; done
	rm -rf ../"${dir##*/}.git" ../"${dir##*/}.diff"
}

@test "the shipped policies are in form" {
	run "$POLICYCTL" fmt --check "$TOP/policies"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "the diff of standard input, and its exit status" {
	run "$POLICYCTL" fmt --check --diff - <<< 'a:   1'
	[ "$status" -eq 1 ]
	[ "$output" = $'--- a/-\n+++ b/-\n@@ -1,1 +1,1 @@\n-a:   1\n+a: 1' ]
	run "$POLICYCTL" fmt --diff - <<< 'a:   1'
	[ "$status" -eq 0 ]
	run "$POLICYCTL" fmt --check - <<< 'a: 1'
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

# A repository with something to mend in both languages.
to_be_mended() {
	printf '{\n  "permissions": {\n    "deny": ["Read(//etc/**)",\n      "Write(//etc/**)"]\n  },\n  "env": {"A": 1}\n}' \
		> managed-settings.json
	printf '# who\npermissions:\n  deny:\n  - Write(~/.ssh/**)   # keys\n  # more\n  - "Bash(curl:*)"\n' \
		> managed-settings.d/10-a.yaml
}

@test "what --fix mends is no finding any more, and nothing else changed" {
	to_be_mended
	run --separate-stderr "$POLICYCTL" verify --fix .
	[[ "$stderr" == *"managed-settings.json: mended "*"PC1402"* ]]
	[[ "$output" != *PC1402* ]]
	[[ "$output" != *PC1314* ]]
	[ "$(cat managed-settings.d/10-a.yaml)" = "$(printf '# who\npermissions:\n  deny:\n  - Edit(~/.ssh/**)   # keys\n  # more\n  - "Bash(curl:*)"\n')" ]
	grep -q '"env": {"A": "1"}' managed-settings.json
	run --separate-stderr "$POLICYCTL" verify --fix .
	[ -z "$stderr" ]
}

@test "--dry-run changes nothing, and its diff makes what --fix makes" {
	to_be_mended
	cp -r . ../"${dir##*/}.fixed"
	cp -r . ../"${dir##*/}.git"
	sum=$(cat managed-settings.json managed-settings.d/* | sha256sum)
	"$POLICYCTL" verify --dry-run . > ../"${dir##*/}.diff" || [ $? -eq 1 ]
	[ "$sum" = "$(cat managed-settings.json managed-settings.d/* | sha256sum)" ]
	patch -s -p1 < ../"${dir##*/}.diff"
	(cd ../"${dir##*/}.git" && git init -q . && git apply ../"${dir##*/}.diff" && rm -rf .git)
	(cd ../"${dir##*/}.fixed" && "$POLICYCTL" verify --fix . || [ $? -eq 1 ])
	diff -r . ../"${dir##*/}.fixed"
	diff -r . ../"${dir##*/}.git"
	rm -rf ../"${dir##*/}.fixed" ../"${dir##*/}.git" ../"${dir##*/}.diff"
}

@test "a file that cannot be written is said to be, and stays" {
	to_be_mended
	[ "$(id -u)" -ne 0 ] || skip "root writes everywhere"
	chmod 555 managed-settings.d
	run "$POLICYCTL" verify --fix .
	chmod 755 managed-settings.d
	[ "$status" -eq 70 ]
	grep -q 'Write(~/.ssh' managed-settings.d/10-a.yaml
}

@test "--fix needs a path to mend" {
	for words in --fix --dry-run "--fix -" "--fix --repo ."; do
		run "$POLICYCTL" verify $words < /dev/null
		[ "$status" -eq 64 ]
		[[ "$output" == *"need a PATH"* ]]
	done
}
