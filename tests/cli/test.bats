#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# policyctl test: its words, its exit status, what it writes.
bats_require_minimum_version 1.5.0

setup() {
	dir=$(mktemp -d)
	mkdir -p "$dir/repo/tests" "$dir/repo/managed-settings.d"
	echo '{"permissions":{"deny":["Bash(curl:*)","Bash(wget:*)"]}}' > "$dir/repo/managed-settings.json"
	cat > "$dir/repo/tests/net.yaml" <<-'EOF'
		about: Nothing leaves
		calls:
		  - {Bash: curl x, expect: deny, rule: "Bash(curl:*)"}
		  - {Bash: ls, expect: allow, about: Looking is free}
	EOF
}

teardown() {
	rm -rf "$dir"
}

break_a_test() {
	echo 'calls: [{Bash: wget x, expect: ask}]' > "$dir/repo/tests/wget.yaml"
}

@test "tests that pass are one line and exit 0" {
	run "$POLICYCTL" test "$dir/repo"
	[ "$status" -eq 0 ]
	[ "$output" = "2 tests in 1 file: 2 passed, 0 failed" ]
}

@test "a test that fails exits 1" {
	break_a_test
	run "$POLICYCTL" test "$dir/repo"
	[ "$status" -eq 1 ]
	[[ "$output" == *"FAIL $dir/repo/tests/wget.yaml:1:10: Bash: wget x"* ]]
	[[ "$output" == *"got:      deny by Bash(wget:*) at $dir/repo/managed-settings.json:1:40"* ]]
}

@test "without PATH the current directory is the repository" {
	cd "$dir/repo"
	run "$POLICYCTL" test --coverage
	[ "$status" -eq 0 ]
	[[ "$output" == *"untouched: Bash(wget:*) (managed-settings.json:1:40): deny rule"* ]]
}

@test "one file of tests/ is run by itself, against its repository" {
	break_a_test
	run "$POLICYCTL" test "$dir/repo/tests/net.yaml"
	[ "$status" -eq 0 ]
	cd "$dir/repo/tests"
	run "$POLICYCTL" test wget.yaml
	[ "$status" -eq 1 ]
	[[ "$output" == *"1 test in 1 file"* ]]
}

@test "a filter looks at calls, words and files" {
	break_a_test
	for text in curl 'Looking is' net.yaml; do
		run "$POLICYCTL" test --filter "$text" "$dir/repo"
		[ "$status" -eq 0 ]
	done
	run "$POLICYCTL" test --filter wget "$dir/repo"
	[ "$status" -eq 1 ]
}

@test "no tests are a warning, and a failure when they are required" {
	rm -r "$dir/repo/tests"
	run --separate-stderr "$POLICYCTL" test "$dir/repo"
	[ "$status" -eq 0 ]
	[[ "$stderr" == *"no tests; they stand in $dir/repo/tests"* ]]
	run "$POLICYCTL" test --require "$dir/repo"
	[ "$status" -eq 1 ]
	run "$POLICYCTL" test --coverage-floor 1 "$dir/repo"
	[ "$status" -eq 1 ]
}

@test "a filter that leaves nothing is no success when tests are required" {
	run "$POLICYCTL" test --require --filter nothing-like-it "$dir/repo"
	[ "$status" -eq 1 ]
	[[ "$output" == *"no tests of that filter"* ]]
}

@test "coverage below the floor exits 1 and says both" {
	run "$POLICYCTL" test --coverage-floor 50 "$dir/repo"
	[ "$status" -eq 0 ]
	run "$POLICYCTL" test --coverage-floor 51 "$dir/repo"
	[ "$status" -eq 1 ]
	[[ "$output" == *"coverage is 50.0 %, below the floor of 51 %"* ]]
}

@test "a floor that is no percentage is wrong use" {
	for floor in x 101 -1 5% nan; do
		run "$POLICYCTL" test --coverage-floor="$floor" "$dir/repo"
		[ "$status" -eq 64 ]
		[[ "$output" == *"percentage from 0 to 100, not '$floor'"* ]]
	done
}

@test "an unknown format is wrong use" {
	run "$POLICYCTL" test --format sarif "$dir/repo"
	[ "$status" -eq 64 ]
	[[ "$output" == *"text, json, tap or junit, not 'sarif'"* ]]
}

@test "a path that is not there, and one that is no repository, cannot be tested" {
	run "$POLICYCTL" test "$dir/none"
	[ "$status" -eq 70 ]
	mkdir "$dir/empty"
	run "$POLICYCTL" test "$dir/empty"
	[ "$status" -eq 70 ]
	[[ "$output" == *"no managed-settings.json"* ]]
}

@test "junit goes to its file, beside what is printed" {
	break_a_test
	run "$POLICYCTL" test --junit "$dir/out.xml" "$dir/repo"
	[ "$status" -eq 1 ]
	[[ "$output" == *"3 tests in 2 files: 2 passed, 1 failed"* ]]
	/usr/bin/python3 - "$dir/out.xml" <<-'EOF'
		import sys, xml.etree.ElementTree as tree
		cases = tree.parse(sys.argv[1]).getroot().findall(".//testcase")
		failed = [case for case in cases if case.find("failure") is not None]
		assert len(cases) == 3, cases
		assert [case.get("name") for case in failed] == ["Bash: wget x"], failed
		assert "expected: ask" in failed[0].find("failure").text
	EOF
}

@test "a junit file that cannot be written is an error" {
	run "$POLICYCTL" test --junit "$dir/none/out.xml" "$dir/repo"
	[ "$status" -eq 70 ]
	[[ "$output" == *"--junit: '$dir/none/out.xml': No such file"* ]]
}

@test "tap counts every test" {
	break_a_test
	run "$POLICYCTL" test --format tap "$dir/repo"
	[ "$status" -eq 1 ]
	[[ "$output" == *"1..3"* ]]
	[[ "$output" == *"not ok 3"*"wget x"* ]]
}

@test "json has each test with verdict, expectation and place" {
	break_a_test
	run "$POLICYCTL" test --format json "$dir/repo"
	[ "$status" -eq 1 ]
	/usr/bin/python3 -c '
import json, sys
answer = json.load(sys.stdin)
assert (answer["passed"], answer["failed"]) == (2, 1)
bad = [test for test in answer["tests"] if not test["passed"]][0]
assert bad["call"] == "Bash: wget x" and bad["rule"] == "Bash(wget:*)", bad
assert bad["expected"] == "ask" and bad["verdict"] == "deny" and bad["line"] == 1, bad
' <<< "$output"
}

@test "a fault in a test file exits 1, though all other tests pass" {
	echo 'calls: [{Bash: ls, expct: allow}]' > "$dir/repo/tests/x.yaml"
	for format in text json tap junit; do
		run "$POLICYCTL" test --format $format "$dir/repo"
		[ "$status" -eq 1 ]
		[[ "$output" == *"PC1803"* ]]
	done
}

@test "a policy that stops the client fails, with the reason" {
	echo '[]' > "$dir/repo/managed-settings.d/10-x.json"
	run "$POLICYCTL" test "$dir/repo"
	[ "$status" -eq 1 ]
	[[ "$output" == *"the client would refuse to start: $dir/repo/managed-settings.d/10-x.json:1:1: is not a JSON object: array"* ]]
	[[ "$output" == *"none was run"* ]]
}

@test "an unreadable tests/ is an error, an unreadable file a finding" {
	chmod 755 "$dir"
	chmod 000 "$dir/repo/tests/net.yaml"
	run setpriv --reuid=65534 --regid=65534 --clear-groups "$POLICYCTL" test "$dir/repo"
	[ "$status" -eq 1 ]
	[[ "$output" == *"net.yaml: error PC1802: "*"Permission denied"* ]]
	chmod 000 "$dir/repo/tests"
	run setpriv --reuid=65534 --regid=65534 --clear-groups "$POLICYCTL" test "$dir/repo"
	[ "$status" -eq 70 ]
}

@test "verify runs the tests, too" {
	run "$POLICYCTL" verify "$dir/repo"
	[ "$status" -eq 0 ]
	[[ "$output" == *"2 rules, 2 tests, 0 errors"* ]]
	break_a_test
	run "$POLICYCTL" verify "$dir/repo"
	[ "$status" -eq 1 ]
	[[ "$output" == *"wget.yaml:1:10: error PC1801: Bash: wget x: expected ask, got deny by Bash(wget:*)"* ]]
	run "$POLICYCTL" verify --repo "$dir/repo" --home "$dir" --cwd "$dir"
	[ "$status" -eq 1 ]
}

@test "options of verify change nothing about the tests" {
	run "$POLICYCTL" verify --permission-mode bypassPermissions --disallowedTools Bash "$dir/repo"
	[ "$status" -eq 0 ]
	[[ "$output" == *"2 tests, 0 errors"* ]]
}

@test "the shipped policies pass, and every rule of theirs decides a call" {
	run "$POLICYCTL" test --coverage-floor 100 "$TOP/policies"
	[ "$status" -eq 0 ]
}
