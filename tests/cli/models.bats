#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# policyctl models list, next and show; how verify looks at a table.
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR"
	cat > models.yaml <<- 'END'
		as-of: 2026-10-10
		providers:
		  - {name: p, notice: 60d}
		  - {name: q}
		positions: {flagship: m-3, brain: flagship, old: m-1}
		evidence:
		  page: {url: 'https://p.example/', retrieved: 2026-10-10, last: 2026-10-10}
		models:
		  - {provider: p, id: m-3, line: big, state: current, retires-not-before: 2027-09-22,
		     prices: [{input: 0.10, output: 0.5, cache-read: 0.000001}, {above: 100000, input: 2.5}],
		     context: 1000000, refuses: [top_k], authority: page, evidence: [page]}
		  - {provider: p, id: m-2, aliases: [m, m-latest], line: big, state: legacy,
		     retires-not-before: 2026-11-24, options: [m-3]}
		  - {provider: p, id: m-1, line: big, state: deprecated, announced: 2026-09-30,
		     retires: 2026-11-30, replacement: m-3}
		  - {provider: p, id: m-0, line: big, state: retired, retires: 2026-08-05, replacement: m-1,
		     clouds: [{via: bedrock, retires: 2027-01-08}]}
		  - {provider: q, id: q-1, state: deprecated, retires: 2026-11-01, as-of: 2026-11-05}
		  - {provider: q, id: q-0, state: deprecated, preview: true, retires: to-be-announced}
	END
}

models() {
	"$POLICYCTL" models "$@" --table models.yaml --at 2026-11-22 2> err
}

@test "the table for people: floors are no ends, and what is overdue is said" {
	diff <(models) - <<- 'END'
		MODEL  STATE                DAYS  ENDS                              REPLACEMENT    $/MTOK                           POSITIONS
		m-3    current              304+  not before 2027-09-22             -              0.10/0.50, above 100000: 2.50/?  flagship, brain
		m-2    legacy                60+  not before 2027-01-21, by notice  -              -
		m-1    deprecated              8  2026-11-30                        m-3            -                                old
		m-0    retired                 -  2026-08-05                        m-1, then m-3  -
		q-1    deprecated, overdue   -21  2026-11-01                        -              -
		q-0    preview, deprecated     -  to be announced                   -              -
	END
	diff <(models list) <(models)
	[ "$(cat err)" = "policyctl models list: the table is of 2026-10-10, 43 days ago; 'policyctl models scan' asks what has changed" ]
}

@test "an end that has passed retires by its date; a table of these days says nothing" {
	run -0 --separate-stderr "$POLICYCTL" models list --table models.yaml --at 2026-11-08 --line big
	[ -z "$stderr" ]
	run -0 "$POLICYCTL" models list --table models.yaml --at 2026-12-01 --line big
	[[ "$output" == *"m-1    retired by date    -1  2026-11-30 "* ]]
	[[ "$output" == *"m-2    legacy            60+  not before 2027-01-30, by notice "* ]]
}

@test "rows are chosen by provider, line and how they stand then" {
	ids() { models list "$@" --format json | jq -r '.models[].id' | xargs; }
	[ "$(ids)" = "m-3 m-2 m-1 m-0 q-1 q-0" ]
	[ "$(ids --provider q)" = "q-1 q-0" ]
	[ "$(ids --line big --state retired)" = "m-0" ]
	[ "$(ids --state preview)" = "q-0" ]
	[ -z "$(ids --line small)" ]
	grep -q "^policyctl models list: no row of the table is so$" err
	run -64 "$POLICYCTL" models list --state stale
	[[ "$output" == *"--state must be preview, current, legacy, deprecated, retired or unknown"* ]]
}

@test "what ends next: ends first, floors as such, clouds by their own day" {
	diff <(models next) - <<- 'END'
		ENDS                   DAYS  MODEL          STATE                REPLACEMENT  POSITIONS
		2026-11-01              -21  q-1            deprecated, overdue  -
		2026-11-30                8  m-1            deprecated           m-3          old
		2027-01-08               47  m-0 (bedrock)  deprecated           m-3
		not before 2026-11-24     2  m-2            legacy               -
	END
	[ "$(models next --within 8d --format json | jq -c '[.until, (.next[] | .kind + " " + .model.id)]')" = \
		'["2026-11-30","end q-1","end m-1","floor m-2"]' ]
	run -0 --separate-stderr "$POLICYCTL" models next --within 1d --table models.yaml --at 2026-10-11
	[ "$output" = "Nothing ends within 1d." ]
	run -64 "$POLICYCTL" models next --within soon
	[ "$output" = "policyctl models next: --within must be a duration such as 60d, not 'soon'" ]
}

@test "one model, by position, alias or a cloud's name for it" {
	diff <(models show brain) - <<- 'END'
		m-3 (p, line big)
		  state        current; ends not before 2027-09-22, 304 days left at least
		  retires      not before 2027-09-22
		  positions    flagship, brain
		  $/MTok       input 0.10, output 0.50, cache read 0.000001
		               input 2.50; for requests with more than 100000 tokens in
		  tokens       1000000 in
		  refuses      top_k
		  as of        2026-10-10, by its provider's page
		  evidence     https://p.example/, retrieved 2026-10-10, last seen 2026-10-10
	END
	diff <(models show m-0) - <<- 'END'
		m-0 (p, line big)
		  state        retired; ended 2026-08-05
		  retires      2026-08-05
		  replacement  m-1
		  then         m-3
		  clouds       bedrock: deprecated; ends 2027-01-08, 47 days left
		  as of        2026-10-10, by a third party
	END
	[ "$(models show 'm-latest[1m]' | head -1)" = "m-2 (p, line big)" ]
	[ "$(models show us.anthropic.m-1-v1:0 --format json | jq -r '.via + " " + .model.id')" = "bedrock m-1" ]
}

@test "a model as JSON: prices are integers, an end and a floor are two members" {
	models show m-3 --format json | jq -e '.table == "models.yaml" and .at == "2026-11-22"
		and .price_unit == "micro-dollars a million tokens" and (.model
		| .prices == [
			{above: 0, input: 100000, output: 500000, cache_read: 1, cache_write: null,
			 cache_write_long: null, reasoning: null},
			{above: 100000, input: 2500000, output: null, cache_read: null, cache_write: null,
			 cache_write_long: null, reasoning: null}]
		and .retires == null and .retires_not_before == "2027-09-22" and .end == null
		and .earliest == "2027-09-22" and .days_left == 304 and .positions == ["flagship", "brain"]
		and .evidence[0].url == "https://p.example/")'
	models show q-1 --format json | jq -e '.model | .state == "deprecated" and .overdue
		and (.by_date | not) and .end == "2026-11-01" and .retires == "2026-11-01"'
	models show q-0 --format json | jq -e '.model | .state == "preview" and .preview
		and .recorded_state == "deprecated" and .retires_to_be_announced and .days_left == null'
}

@test "a model that the table does not know" {
	run -70 --separate-stderr models show flagsip
	[ "$(tail -1 err)" = "policyctl models show: the table knows no model 'flagsip'; did you mean 'flagship'?" ]
	run -70 --separate-stderr models show zzzzzzzz
	[ "$(tail -1 err)" = "policyctl models show: the table knows no model 'zzzzzzzz'" ]
	run -64 models show
}

@test "a table that is not there or wrong is no table at all" {
	run -70 "$POLICYCTL" models list --table none.yaml
	[ "$output" = "policyctl: 'none.yaml': No such file or directory" ]
	sed -i 's/m-latest/m-1/' models.yaml
	run -70 --separate-stderr models
	[ -z "$output" ]
	grep -q "^models.yaml:14:23: error PC2601: 'm-1' is the name of a model already, in line 12$" err
	run -64 "$POLICYCTL" models --at soon
	[ "$output" = "policyctl models list: --at must be a date such as 2026-12-31, not 'soon'" ]
}

@test "the table that was built in is that of this repository" {
	diff <("$POLICYCTL" models --at 2026-10-20 --format json | jq 'del(.table)') \
		<("$POLICYCTL" models --at 2026-10-20 --format json --table "$TOP/policies/models.yaml" | jq 'del(.table)')
}

@test "verify reads the table of a repository" {
	mkdir policy
	echo '{}' > policy/managed-settings.json
	cp models.yaml policy/
	run -0 "$POLICYCTL" verify policy
	sed -i 's/retires: 2026-11-30/retires: 2026-09-01/' policy/models.yaml
	run -1 "$POLICYCTL" verify policy
	[[ "$output" == *"policy/models.yaml:15:15: error PC2603: 'm-1' ends before its end was announced"* ]]
	printf 'as-of: 9999-12-31\nmodels: []\n' > policy/models.yaml
	run -0 "$POLICYCTL" verify policy
	[[ "$output" == *"policy/models.yaml: warning PC2615: "* ]]
}
