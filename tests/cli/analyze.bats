#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# policyctl analyze: words, answers, and the calls that prove them.
bats_require_minimum_version 1.5.0

setup() {
	dir=$(mktemp -d)
	mkdir -p "$dir/repo" "$dir/proj"
	where=(--home "$dir/home" --cwd "$dir/proj")
}

teardown() {
	rm -rf "$dir"
}

analyze() {
	run "$POLICYCTL" analyze "${where[@]}" "$@"
}

@test "one rule is too few, three are too many" {
	analyze 'Bash(ls)'
	[ "$status" -eq 64 ]
	[[ "$output" == *"one more rule is needed"* ]]
	analyze 'Bash(a)' 'Bash(b)' 'Bash(c)'
	[ "$status" -eq 64 ]
}

@test "wrong values are refused with what there is" {
	analyze --as never 'Bash(a)' 'Bash(b)'
	[ "$status" -eq 64 ]
	[[ "$output" == *"--as must be deny, ask or allow, not 'never'"* ]]
	analyze --format xml 'Bash(a)' 'Bash(b)'
	[ "$status" -eq 64 ]
	[[ "$output" == *"--format must be text or json, not 'xml'"* ]]
	analyze --repo "$dir/none"
	[ "$status" -eq 70 ]
}

@test "the relation comes with the shortest calls that prove it" {
	analyze 'Bash(git push:*)' 'Bash(git *)'
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == "within: "* ]]
	[ "${lines[1]}" = "  both         Bash: git push" ]
	[ "${lines[2]}" = "  second only  Bash: git" ]
	[ "${#lines[@]}" -eq 3 ]
}

@test "a rule may name its list, and --as names it for both" {
	analyze 'Bash(rm:*)' 'Bash(sudo rm:*)'
	[[ "${lines[0]}" == "covers: "* ]]
	analyze --as allow 'Bash(rm:*)' 'Bash(sudo rm:*)'
	[[ "${lines[0]}" == "disjoint: "* ]]
	analyze 'allow:Read(a)' 'deny:Read(a)'
	[[ "${lines[0]}" == "within: "* ]]
	[[ "$output" == *"second only  Edit: a"* ]]
}

@test "every call that is printed is decided by the rules that it is said to be of" {
	for pair in 'Bash(a*b)|Bash(*ab*)' 'Read(src/**)|Read(**/*.c)' 'WebFetch(domain:*b.x.y)|WebFetch(domain:a*.x.y)'; do
		"$POLICYCTL" analyze "${where[@]}" --format json "${pair%|*}" "${pair#*|}" > "$dir/answer"
		python3 - "$dir/answer" "$POLICYCTL" "$dir" <<-'PY'
			import json, subprocess, sys
			answer, (program, top) = json.load(open(sys.argv[1])), sys.argv[2:]
			assert answer["relation"] == "overlaps", answer
			for call, of in (("both", ("first", "second")), ("firstOnly", ("first",)), ("secondOnly", ("second",))):
			    for side in ("first", "second"):
			        rule, said = answer[side]["rule"], answer[call]
			        managed = top + "/managed"
			        subprocess.run(["mkdir", "-p", managed], check=True)
			        json.dump({"permissions": {"deny": [rule]}}, open(managed + "/managed-settings.json", "w"))
			        out = subprocess.run([program, "check", "--managed", managed, "--home", top + "/home", "--cwd",
			            top + "/proj", "--format", "json", "--", said["tool"], json.dumps(said["input"])],
			            capture_output=True, text=True).stdout
			        assert (json.loads(out)["rule"] == rule) == (side in of), (call, side, out)
		PY
	done
}

@test "what matches nothing and what is not analysed is unknown, and says why" {
	analyze 'Write(a)' 'Edit(a)'
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == "unknown: "* ]]
	[[ "$output" == *"matches nothing"* ]]
	analyze 'Read(!a)' 'Read(a)'
	[[ "${lines[0]}" == "unknown: "* ]]
}

@test "without rules, all of a repository are compared" {
	echo 'permissions: {deny: ["Bash(rm:*)", "Bash(rm *)"], allow: ["Bash(ls)"]}' > "$dir/repo/managed-settings.yaml"
	analyze --repo "$dir/repo"
	[ "$status" -eq 0 ]
	[[ "$output" == *"managed-settings.yaml:1:"*": note PC1606: deny rule \"Bash(rm *)\""* ]]
	[ "$(grep -c PC1 <<< "$output")" -eq 1 ]
	analyze --repo "$dir/repo" --format json
	[ "$(python3 -c 'import json, sys; print([f["code"] for f in json.load(sys.stdin)["findings"]])' <<< "$output")" = "['PC1606']" ]
}
