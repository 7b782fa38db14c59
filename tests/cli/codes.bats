#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Every finding code is explained, documented and shown by two case files.
bats_require_minimum_version 1.5.0

used_codes() {
	grep -rhoE '"PC[12][0-9]{3}"' "$TOP/src" --include='*.c' --exclude='codes_*' | tr -d '"' | sort -u
}

known_codes() {
	"$POLICYCTL" explain --all | sed -n 's/^\(PC[12][0-9]*\): .*/\1/p' | sort -u
}

# What a case file expects: the lines below its @expect sections.
expected() {
	awk '/^@/ { inside = /^@expect/ } inside' "$1"
}

@test "every code of the sources has an entry, and every entry is used" {
	[ -n "$(used_codes)" ]
	diff <(used_codes) <(known_codes)
}

@test "every entry says everything" {
	for code in $(known_codes); do
		"$POLICYCTL" explain "$code" > "$BATS_TEST_TMPDIR/entry"
		for part in '^(error|warning|note); (the client|policyctl|policyd|the audit|jobs) ' '^What to do: .' '^Raises it:' '^Does not:'; do
			grep -qE "$part" "$BATS_TEST_TMPDIR/entry" || { echo "$code: no '$part'"; false; }
		done
		# Behind the line of the severity, what then happens.
		sed -n 5p "$BATS_TEST_TMPDIR/entry" | grep -qE '^[^ ].* ' || { echo "$code: what happens?"; false; }
		! sed -n 5p "$BATS_TEST_TMPDIR/entry" | grep -qE '^(What to do|Raises it|Does not):' || { echo "$code: what happens?"; false; }
	done
}

# What policyd sees on a machine (PC22, PC24) no text shows: tests/integration/drift and
# spool do. What audits say (PC25) is no finding of verify: tests/cli/audit*.bats have it.
# What is said of models (PC26) tests/unit/models and tests/cli/models*.bats have.
@test "every code has a case that raises it and one that does not" {
	for code in $(known_codes | grep -v '^PC2[24567]'); do
		cases="$TOP/tests/cases/findings"
		expected "$cases/$code.case" | grep -qF " $code: " || { echo "$code.case does not raise it"; false; }
		[ -n "$(expected "$cases/$code-not.case")" ] || { echo "$code-not.case expects nothing"; false; }
		! expected "$cases/$code-not.case" | grep -qF "$code" || { echo "$code-not.case raises it"; false; }
	done
}

@test "docs/codes.md is what explain writes" {
	diff "$TOP/docs/codes.md" <("$POLICYCTL" explain --all --format markdown) ||
		{ echo "run: policyctl explain --all --format markdown > docs/codes.md"; false; }
}

@test "policyctl-findings(7) is what explain writes" {
	diff "$MAN/policyctl-findings.7.scd" <("$POLICYCTL" explain --all --format man) ||
		{ echo "run: policyctl explain --all --format man > docs/man/policyctl-findings.7.scd"; false; }
}

@test "a code is explained, in any case of its letters" {
	run "$POLICYCTL" explain pc1101
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == "PC1101: A key stands twice"* ]]
	[[ "$output" == *"error; the client ignores it"* ]]
}

@test "an unknown code, no code and an unknown format are wrong words" {
	run "$POLICYCTL" explain PC0000
	[ "$status" -eq 64 ]
	[[ "$output" == *"'PC0000' is no finding code"* ]]
	run "$POLICYCTL" explain
	[ "$status" -eq 64 ]
	run "$POLICYCTL" explain --all --format xml
	[ "$status" -eq 64 ]
	[[ "$output" == *"text, markdown or man, not 'xml'"* ]]
	run "$POLICYCTL" explain --all PC1101
	[ "$status" -eq 64 ]
}
