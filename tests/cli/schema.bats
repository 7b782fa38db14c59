#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The table of settings keys, as it is written for others.
bats_require_minimum_version 1.5.0

@test "the schema is one JSON document that names its draft" {
	"$POLICYCTL" schema | /usr/bin/python3 -c '
import json, sys
schema = json.load(sys.stdin)
assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
assert schema["properties"]["permissions"]["properties"]["deny"]
assert schema["properties"]["allowManagedHooksOnly"]["x-set-by"] == "managed"
assert schema["properties"]["includeCoAuthoredBy"]["deprecated"] is True'
}

@test "docs/settings.md is what --reference writes" {
	diff <("$POLICYCTL" schema --reference) "$TOP/docs/settings.md"
}

@test "schema takes no operand" {
	run "$POLICYCTL" schema x
	[ "$status" -eq 64 ]
}

@test "a full disk is no success" {
	[ -e /dev/full ] || skip "no /dev/full"
	run -70 bash -c '"$POLICYCTL" schema > /dev/full'
}
