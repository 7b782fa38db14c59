#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# policyctl models export: the table for programs of others.
bats_require_minimum_version 1.5.0

setup() {
	table="$BATS_TEST_TMPDIR/models.yaml"
	cat > "$table" <<-END
		as-of: 2026-10-10
		providers:
		  - name: maker
		    notice: 60d
		    docs: https://maker.example/ends
		  - name: other
		models:
		  - {id: m-1, provider: maker, state: retired, announced: 2026-06-05, retires: 2026-08-05, replacement: m-2}
		  - {id: m-2, provider: maker, state: current, retires-not-before: 2027-09-22, prices: {input: 0.1, output: 0.5}}
		  - {id: m-3, provider: maker, state: deprecated}
		  - {id: o-1, provider: other, state: current}
	END
}

export_it() {
	"$POLICYCTL" models export --table "$table" --at 2026-10-11 "$@"
}

@test "a document of one provider, a line for each model" {
	run --separate-stderr export_it --provider maker
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = '{"spec":"model-eol/0.1","publisher":"maker","generated":"2026-10-10T00:00:00Z","source":"https://maker.example/ends","policy":{"min_notice_days":60,"source":"https://maker.example/ends"},' ]
	[ "${lines[2]}" = '{"id":"m-1","announced":"2026-06-05","shutdown":"2026-08-05","date_precision":"exact","replacement":"m-2"},' ]
	[ "${lines[3]}" = '{"id":"m-2","shutdown":"2027-09-22","date_precision":"tentative"}' ]
	[ "${#lines[@]}" -eq 5 ]
	[ "${stderr_lines[-1]}" = "policyctl models export: 'm-3' is left out: it is deprecated, and the form has no word for that without a day" ]
}

@test "the same table is the same bytes, whatever the day" {
	diff <(export_it --provider maker 2> /dev/null) \
		<("$POLICYCTL" models export --table "$table" --at 2027-01-01 --provider maker 2> /dev/null)
}

@test "the document is JSON, also of a provider that says nothing" {
	export_it --provider other | /usr/bin/python3 -c '
import json, sys
feed = json.load(sys.stdin)
assert feed == {"spec": "model-eol/0.1", "publisher": "other", "generated": "2026-10-10T00:00:00Z",
		"models": [{"id": "o-1"}]}'
}

@test "a document has one publisher" {
	run export_it
	[ "$status" -eq 64 ]
	[ "${lines[-1]}" = "policyctl models export: a document of model-eol is of one provider: --provider maker, other" ]
	run export_it --provider nobody
	[ "$status" -eq 64 ]
	[ "${lines[-1]}" = "policyctl models export: the table has no provider 'nobody'; it has maker, other" ]
}

@test "json has all that the table has" {
	export_it --format json | /usr/bin/python3 -c '
import json, sys
table = json.load(sys.stdin)
assert [model["id"] for model in table["models"]] == ["m-1", "m-2", "m-3", "o-1"]
assert table["models"][1]["prices"][0]["input"] == 100000'
	export_it --format json --provider other | /usr/bin/python3 -c '
import json, sys
assert [model["id"] for model in json.load(sys.stdin)["models"]] == ["o-1"]'
}

@test "wrong words" {
	run -64 export_it --format xml --provider maker
	run -64 export_it operand
	run -70 "$POLICYCTL" models export --table /nowhere.yaml
}

@test "a full disk is no success" {
	[ -e /dev/full ] || skip "no /dev/full"
	run -70 bash -c '"$POLICYCTL" models export --provider anthropic 2> /dev/null > /dev/full'
}
