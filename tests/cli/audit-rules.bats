#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The built-in rules as people see them.
bats_require_minimum_version 1.5.0

@test "docs/audit.md lists the providers that the rules have" {
	"$POLICYCTL" audit --list-rules --format json | "$TOP/tests/cli/rules-table" > "$BATS_TEST_TMPDIR/is"
	sed -n '/^| group/,/^$/p' "$TOP/docs/audit.md" | grep '^|' > "$BATS_TEST_TMPDIR/says"
	diff "$BATS_TEST_TMPDIR/says" "$BATS_TEST_TMPDIR/is" ||
		{ echo "write into docs/audit.md what tests/cli/rules-table makes of the list of rules"; false; }
}
