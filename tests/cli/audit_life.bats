#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What becomes of a finding: incidents, baselines, comments that allow it, policy, and
# comparisons.
bats_require_minimum_version 1.5.0
load audit.bash

setup() {
	audit_setup
	cd tree
}

audit() {
	"$POLICYCTL" audit "$@"
}

# One value of a JSON document on stdin: json EXPRESSION, of d.
json() {
	/usr/bin/python3 -c 'import json, sys; d = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"
}

@test "the same key in several files is one incident" {
	for service in a b c; do
		echo "OPENROUTER_API_KEY=$(router_key one)" > "$service.env"
	done
	echo "key = $(router_key two)" > other.txt
	run -1 audit
	[ "$(grep -c '^error openrouter-api-key' <<< "$output")" = 2 ]
	[ "$(grep -c ' fix: ' <<< "$output")" = 2 ]
	[[ "$output" == *"sk-o... (73 bytes), fingerprint "*", 3 places"* ]]
	[ "${lines[-1]}" = "2 keys in 4 places; 4 files, $(cat ./* | wc -c) bytes" ]
	# The same whoever looks, and however many do.
	[ "$(audit --jobs 1 --format json || true)" = "$(audit --jobs 4 --format json || true)" ]
	# A fingerprint is of the key alone.
	mkdir ../elsewhere
	echo "x: $(router_key one)" > ../elsewhere/x.yml
	one=$(audit --format json ../elsewhere | json 'd["incidents"][0]["fingerprint"]')
	audit --format csv | grep -c "^\"$one\"" | grep -qx 3
}

@test "fingerprints depend on the key that they are made with, and the key is looked after" {
	echo "k: $(router_key one)" > a.yml
	first=$(audit --format json | json 'd["incidents"][0]["fingerprint"]')
	(umask 077 && echo ffffffffffffffffffffffffffffffff > ../other.key)
	[ "$first" != "$(audit --fingerprint-key ../other.key --format json | json 'd["incidents"][0]["fingerprint"]')" ]
	chmod 644 ../other.key
	run -70 --separate-stderr audit --fingerprint-key ../other.key
	[[ "$stderr" == *"others may read or write"*"chmod 600"* ]]
	(umask 077 && echo short > ../short.key)
	run -70 --separate-stderr audit --fingerprint-key ../short.key
	[[ "$stderr" == *"at least 32 characters"* ]]
	run -70 --separate-stderr audit --fingerprint-key ../none.key
	mkfifo -m 600 ../fifo.key
	run -70 --separate-stderr audit --fingerprint-key ../fifo.key
}

@test "a key for fingerprints is made once, for its user alone" {
	[ ! -e /etc/policyctl/audit.key ] || skip "the machine has one"
	rm -r "$HOME/.config"
	run -0 --separate-stderr audit
	[[ "$stderr" == *"with a new key, '$HOME/.config/policyctl/audit.key'"* ]]
	[ "$(stat -c %a "$HOME/.config/policyctl/audit.key")" = 600 ]
	cp "$HOME/.config/policyctl/audit.key" ../kept
	run -0 --separate-stderr audit
	[ -z "$stderr" ]
	cmp "$HOME/.config/policyctl/audit.key" ../kept
	[ "$(ls "$HOME/.config/policyctl")" = audit.key ]
	# Without a home nothing is kept.
	for home in '' "$BATS_TEST_TMPDIR/nowhere"; do
		HOME=$home run -0 --separate-stderr audit
		[[ "$stderr" == *"for this run alone"* ]]
	done
	[ ! -e ../nowhere ]
}

@test "a baseline knows what was found, and nothing else" {
	echo "k: $(router_key one)" > a.yml
	run -0 audit --write-baseline
	[ "$(grep -vc '^#' .policyctl-audit-baseline)" = 1 ]
	grep -qxE 'openrouter-api-key a.yml [0-9a-f]{32}' .policyctl-audit-baseline
	run -0 audit
	[[ "${lines[0]}" == "known openrouter-api-key"* ]]
	[[ "${lines[-1]}" == "0 keys in 0 places, 1 known from .policyctl-audit-baseline; "* ]]
	# From anywhere, and by any name of the tree.
	(cd / && run -0 audit "$BATS_TEST_TMPDIR/tree")
	run -0 audit --baseline .policyctl-audit-baseline a.yml
	# Its lines do not move with the file's.
	cp .policyctl-audit-baseline ../before
	sed -i '1i # a line' a.yml
	run -0 audit
	run -0 audit --write-baseline
	cmp .policyctl-audit-baseline ../before
	# Another key, and the same key elsewhere, are not known.
	echo "k: $(router_key one)" > b.yml
	run -1 audit
	run -1 audit --no-baseline a.yml
}

@test "a line that nothing meets any more is told where it was looked for, and goes" {
	mkdir sub
	echo "k: $(router_key one)" > sub/a.yml
	echo "k: $(router_key two)" > b.yml
	run -0 audit --write-baseline
	[ "${lines[0]}" = ".policyctl-audit-baseline: 2 entries (2 new, 0 removed)" ]
	[[ "$(audit)" != *PC2543* ]]
	rm sub/a.yml b.yml
	run -0 audit
	[ "$(grep -c 'note PC2543: no such key is found any more' <<< "$output")" = 2 ]
	run -0 audit --baseline .policyctl-audit-baseline sub
	[ "$(grep -c PC2543 <<< "$output")" = 1 ]
	run -0 audit --baseline .policyctl-audit-baseline --write-baseline sub
	[ "${lines[0]}" = ".policyctl-audit-baseline: 1 entry (0 new, 1 removed)" ]
	run -0 audit --write-baseline
	[ "$(grep -vc '^#' .policyctl-audit-baseline)" = 0 ]
}

@test "what was not looked for is not forgotten" {
	echo "k: $(router_key one)" > a.yml
	echo "k: $(router_key two)" > b.yml && tar -czf b.tgz b.yml && rm b.yml
	run -0 audit --write-baseline
	[ "${lines[0]}" = ".policyctl-audit-baseline: 2 entries (2 new, 0 removed)" ]
	run -0 audit --no-rule openrouter-api-key --write-baseline
	[ "${lines[0]}" = ".policyctl-audit-baseline: 2 entries (0 new, 0 removed)" ]
	run -0 audit --no-archives --write-baseline
	[ "${lines[0]}" = ".policyctl-audit-baseline: 2 entries (0 new, 0 removed)" ]
	[[ "$(audit --no-archives)" != *PC2543* ]]
}

@test "a repository that no path names is the one here, whatever else is looked at" {
	git init -q .
	git config user.email a@example.com && git config user.name a
	echo "k: $(router_key one)" > a.yml
	git add a.yml
	run -1 audit --staged --home "$HOME"
	[[ "$output" == *"a.yml:1:4"* ]]
	git commit -qm one
	run -1 audit --history --home "$HOME"
	[[ "$output" == *"a.yml:1:4"* ]]
}

@test "a home that is not known or cannot be read is no home without keys" {
	run -70 env -u HOME XDG_CONFIG_HOME="$HOME/.config" "$POLICYCTL" audit --agents
	[[ "$output" == *"HOME is not set"* ]]
	[ "$(id -u)" != 0 ] || skip "root may read everything"
	mkdir shut && chmod 0 shut
	run -70 audit --home shut
	chmod 700 shut
}

@test "of comments in one line that allow keys the first sixteen count" {
	good=$(allow openrouter-api-key a test until "$(in_days 30)")
	other=$(printf 'policyctl:allow some-rule %.0s' {1..15})
	echo "k: $(router_key one) # $other $good" > a.yml
	run -0 audit
	echo "k: $(router_key one) # $other policyctl:allow some-rule $good" > a.yml
	run -1 audit
}

@test "a text in UTF-16 that is too large to be read is told" {
	yes "x: 1" | head -c 3000000 | iconv -t UTF-16 > large.txt
	run -0 audit
	[[ "$output" == *"large.txt: warning PC2520: is UTF-16 and larger than 4 MB"* ]]
}

@test "nothing is fixed where a re-scan could not look" {
	[ "$(id -u)" != 0 ] || skip "root may read everything"
	mkdir shut
	echo "k: $(router_key one)" > shut/a.yml
	audit --format json > ../old.json || true
	chmod 0 shut
	run -70 audit --compare ../old.json
	chmod 700 shut
	[[ "$output" == *PC2520* ]]
}

@test "what history keeps has entries of its own" {
	git init -qb main .
	git config user.name a
	git config user.email a@b
	echo "k: $(router_key one)" > a.yml
	git add -A && git commit -qm one
	git rm -q a.yml && git commit -qm two
	run -1 audit --history
	run -0 audit --history --write-baseline
	grep -qxE 'openrouter-api-key history:a.yml [0-9a-f]{32}' .policyctl-audit-baseline
	run -0 audit --history
	# The tree does not say that it is gone, and is not covered by it.
	run -0 audit
	[[ "$output" != *PC2543* ]]
	echo "k: $(router_key one)" > a.yml
	run -1 audit
	git add a.yml
	run -1 audit --staged
	run -0 audit --write-baseline
	run -0 audit --staged
}

@test "environments of processes may hold keys where policy says so" {
	cat > ../audit.yaml <<-E
	audit:
	  env:
	    - {names: [POLICYCTL_TEST_*], reason: the platform hands it over}
	E
	POLICYCTL_TEST_KEY=$(router_key env) sleep 100 &
	sleeper=$!
	until grep -qa POLICYCTL_TEST_KEY "/proc/$sleeper/environ"; do :; done
	audit --processes --policy ../audit.yaml --format csv > ../out || true
	audit --processes --format csv > ../open || true
	kill "$sleeper"
	grep "process $sleeper " ../out | grep -q '"allowed",.*"POLICYCTL_TEST_KEY",.*"the platform hands it over"'
	grep "process $sleeper " ../open | grep -q '"open",'
}

@test "baselines of two branches merge" {
	git init -qb main .
	git config user.name a
	git config user.email a@b
	run -0 audit --write-baseline
	[ "${lines[1]}" = ".gitattributes: git merges it line by line" ]
	git add -A && git commit -qm base
	for branch in one two; do
		git checkout -qb "$branch" main
		echo "k: $(router_key "$branch")" > "$branch.yml"
		run -0 audit --write-baseline
		git add -A && git commit -qm "$branch"
	done
	git merge -q --no-edit one
	[ "$(grep -c '^openrouter-api-key' .policyctl-audit-baseline)" = 2 ]
	run -0 audit
	cp .policyctl-audit-baseline ../merged
	run -0 audit --write-baseline
	diff <(LC_ALL=C sort ../merged) .policyctl-audit-baseline
}

@test "a conflict in a baseline is said, and resolved by writing it" {
	echo "k: $(router_key one)" > a.yml
	run -0 audit --write-baseline
	entry=$(grep -v '^#' .policyctl-audit-baseline)
	printf '%s\n' '<<<<<<< HEAD' "$entry" ======= '>>>>>>> x' >> .policyctl-audit-baseline
	run -1 audit
	[[ "$output" == *"error PC2544: a conflict that nobody resolved"* ]]
	run -0 audit --write-baseline
	run -0 audit
	[[ "$output" != *PC2544* ]]
}

@test "a baseline or report that was made with another key is refused" {
	echo "k: $(router_key one)" > a.yml
	audit --format json > ../old.json || true
	run -0 audit --write-baseline
	(umask 077 && echo ffffffffffffffffffffffffffffffff > ../other.key)
	run -70 --separate-stderr audit --fingerprint-key ../other.key
	[ -z "$output" ]
	[[ "$stderr" == *"made with another key for fingerprints"* ]]
	run -70 --separate-stderr audit --no-baseline --fingerprint-key ../other.key --compare ../old.json
	[[ "$stderr" == *"made with another key for fingerprints"* ]]
}

# The comments are put together here: they would be taken for what they say.
allow() {
	printf 'policyctl:%s %s' allow "$*"
}

in_days() {
	date -u -d "+$1 days" +%F
}

@test "a comment allows a key in its line, or alone above it" {
	{
		echo "k1: $(router_key one) # $(allow openrouter-api-key a test until "$(in_days 30)")"
		echo "# $(allow openrouter-api-key a test until "$(in_days 30)")"
		echo "k2: $(router_key two)"
	} > a.yml
	echo "<!-- $(allow openrouter-api-key shown in the course until "$(in_days 0)") --> $(router_key three)" > b.html
	run -0 audit
	[ "$(grep -c '^allowed openrouter-api-key' <<< "$output")" = 3 ]
	[[ "$output" == *"(allowed: a test)"* ]]
	[[ "$output" == *"(allowed: shown in the course)"* ]]
	[[ "$output" != *PC254* ]]
	# The line below the next is not meant, and neither is one below a line with a key.
	{
		echo "k1: $(router_key one) # $(allow openrouter-api-key a test until "$(in_days 30)")"
		echo "k2: $(router_key two)"
	} > a.yml
	run -1 audit a.yml
	[ "$(grep -c '^error openrouter-api-key' <<< "$output")" = 1 ]
	# Nor is another rule.
	echo "k1: $(router_key one) # $(allow openai-api-key a test until "$(in_days 30)")" > a.yml
	run -1 audit a.yml
	[[ "$output" != *PC254* ]]
}

@test "a comment that expired, does not say all, or is for too long is a finding" {
	while read -r code words; do
		echo "k: $(router_key one) # $(allow $words)" > a.yml
		run -1 audit
		[[ "${lines[0]}" == "error openrouter-api-key"* ]] || { echo "$words"; false; }
		[ "$(grep -c "a.yml:1:1: error $code: " <<< "$output")" = 1 ] || { echo "$words: $output"; false; }
	done <<-E
	PC2540 openrouter-api-key a test until 2020-01-31
	PC2540 openrouter-api-key a test until $(in_days -1)
	PC2541 openrouter-api-key
	PC2541 openrouter-api-key a test
	PC2541 openrouter-api-key until $(in_days 30)
	PC2541 openrouter-api-key a test until tomorrow
	PC2541 it is a test until $(in_days 30)
	PC2542 openrouter-api-key a test until 2099-12-31
	E
	printf 'audit: {longest-allow: 10d}\n' > ../audit.yaml
	echo "k: $(router_key one) # $(allow openrouter-api-key a test until "$(in_days 30)")" > a.yml
	run -0 audit
	run -1 audit --policy ../audit.yaml
	[[ "$output" == *PC2542* ]]
}

@test "policy says how severe a key is, who owns it, and where it may stand" {
	mkdir tests deploy vendor
	for place in tests deploy vendor; do
		echo "OPENROUTER_API_KEY=$(router_key "$place")" > "$place/x.env"
	done
	cat > ../audit.yaml <<-E
	audit:
	  severity:
	    - {paths: [tests/**], severity: note}
	  leave-out:
	    - {paths: [vendor/], reason: made by others}
	  env:
	    - {names: [OPENROUTER_*], paths: ["deploy/*.env"], reason: a machine without a vault}
	  owners:
	    - {paths: [tests/**], owner: qa@example.com}
	E
	run -0 audit --policy ../audit.yaml
	[[ "$output" == *"note openrouter-api-key"*"owner qa@example.com"* ]]
	[[ "$output" == *"(allowed: a machine without a vault)"* ]]
	[[ "$output" != *vendor* ]]
	run -1 audit --policy ../audit.yaml --fail-on note
	# The same from elsewhere: patterns are from the root of the tree.
	cd /
	run -0 audit --policy "$BATS_TEST_TMPDIR/audit.yaml" "$BATS_TEST_TMPDIR/tree"
	[[ "$output" != *vendor* ]]
	# One that others may write is none.
	chmod 666 "$BATS_TEST_TMPDIR/audit.yaml"
	run -70 audit --policy "$BATS_TEST_TMPDIR/audit.yaml"
	run -70 audit --policy "$BATS_TEST_TMPDIR/none.yaml"
}

@test "policy turns rules off and brings others" {
	echo "k: $(router_key one) zzk_$(printf x | sha256sum | cut -c1-16)" > a.yml
	cat > ../ours.yaml <<-'E'
	rules:
	  - id: our-key
	    provider: Ours
	    about: key
	    group: other
	    severity: error
	    sureness: sure
	    prefixes: [zzk_]
	    pattern: 'zzk_[0-9a-f]{16}'
	    mend: Take it out.
	    match: ["zzk_<hex-lower:16>"]
	    none: ["zzk_<digits:8>"]
	E
	printf 'audit:\n  rules:\n    off: [openrouter-api-key]\n    files: [ours.yaml]\n' > ../audit.yaml
	run -1 audit --policy ../audit.yaml
	[[ "$output" == *"error our-key: Ours key"* ]] || { echo "$output"; false; }
	[[ "$output" != *openrouter* ]]
	printf 'audit: {rules: {off: [no-such-rule]}}\n' > ../audit.yaml
	run -1 audit --policy ../audit.yaml
	[[ "$output" == *"warning PC2546: there is no rule 'no-such-rule'"* ]]
}

@test "verify checks the audit.yaml of a policy repository" {
	echo '{}' > managed-settings.json
	printf 'audit: {leave-out: [{paths: [vendor/], reason: x}]}\n' > audit.yaml
	run -0 "$POLICYCTL" verify .
	[[ "$output" == *"in 2 files" ]]
	while IFS='|' read -r code text; do
		echo "$text" > audit.yaml
		run "$POLICYCTL" verify .
		[[ "$output" == *"audit.yaml:"*" $code: "* ]] || { echo "$text: $output"; false; }
	done <<-'E'
	PC2547|audit: [
	PC2545|audit: {leave-out: [{paths: [" "], reason: x}]}
	PC2546|audit: {rules: {off: [no-such-rule]}}
	PC2101|audit: {rulez: {}}
	PC2103|audit: {leave-out: [{paths: [vendor/]}]}
	PC2102|audit: {leave-out: {paths: x}}
	PC2104|audit: {on-write: forbid}
	PC2103|{}
	E
}

@test "a re-scan is at zero when nothing is open, new or moved" {
	echo "k: $(router_key one)" > a.yml
	echo "k: $(router_key two)" > b.yml
	echo "k: $(router_key three)" > c.yml
	echo "k: $(router_key four)" > d.yml
	audit --format json > ../old.json || true
	run -1 audit --compare ../old.json
	[ "${lines[-1]}" = "0 new, 4 open, 0 moved, 0 accepted, 0 fixed" ]
	sed -i '1i # a line' a.yml
	mv b.yml bb.yml
	rm c.yml
	sed -i "s/\$/ # $(allow openrouter-api-key a test until "$(in_days 30)")/" d.yml
	echo "k: $(router_key five)" > e.yml
	run -1 audit --compare ../old.json
	[ "${lines[-1]}" = "1 new, 1 open, 1 moved, 1 accepted, 1 fixed" ]
	[[ "$output" == *"  was   b.yml:1"* && "$output" == *"  now   bb.yml:1"* ]]
	# Against a report, from elsewhere, and as JSON: the same.
	audit --format json . > ../new.json || true
	cd ..
	run -1 audit --compare old.json new.json
	[ "${lines[-1]}" = "1 new, 1 open, 1 moved, 1 accepted, 1 fixed" ]
	run -1 audit --compare old.json --format json tree
	[ "$(json 'd["summary"]' <<< "$output")" = "{'new': 1, 'open': 1, 'moved': 1, 'accepted': 1, 'fixed': 1}" ]
	rm tree/*.yml
	run -0 audit --compare old.json tree
	[ "${lines[-1]}" = "0 new, 0 open, 0 moved, 0 accepted, 4 fixed" ]
	run -70 audit --compare tree old.json
	echo '{}' > none.json
	run -70 audit --compare none.json tree
	run -64 audit --compare old.json --format sarif tree
}
