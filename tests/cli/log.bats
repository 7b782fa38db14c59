#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The record as people read it: rows, filters, following, and the chain.
bats_require_minimum_version 1.5.0
load machine.bash

setup() {
	dir=$(mktemp -d)
	state=$dir/state
	spool=$dir/spool/$(id -u)
	mkdir -p "$state/record" "$spool"
}

teardown() {
	[ -z "${follower:-}" ] || kill "$follower" 2> /dev/null || true
	rm -rf "$dir"
}

# decision N TIME VERDICT TOOL RULE [SESSION]: a line as the hook writes it.
decision() {
	printf '{"id":"00000000-0000-7000-8000-%012d","time":"%s","agent":"claude","session":"%s","event":"PreToolUse","tool":"%s","verdict":"%s","by":"rule","rule":"%s","source":"x.json:1:1","us":40,"cwd":"/w"}\n' \
		"$1" "$2" "${6:-s-1}" "$4" "$3" "$5" >> "$spool/decisions.jsonl"
}

import() {
	printf '{"spool": "%s"}\n' "$dir/spool" | "$PARTS/record_seed" "$state/record/policyd.db"
}

seed() {
	"$PARTS/record_seed" "$state/record/policyd.db"
}

log() {
	"$POLICYCTL" log --state "$state" "$@"
}

three() {
	decision 1 2026-11-01T10:00:00.000Z deny Bash 'Bash(curl:*)'
	decision 2 2026-11-02T10:00:00.000Z none Read ''
	decision 3 2026-11-03T10:00:00.000Z ask Bash 'Bash(git push:*)' s-2
	import
}

others() {
	seed <<-'END'
	{"table": "generation", "number": 1, "at": 1793620800000, "commit_id": "1111111111111111111111111111111111111111", "digest": "aaaa", "signer": "ann@example.com", "changes": 2}
	{"table": "drift", "at": 1793707200000, "path": "managed-settings.d/zz-policyd.json", "kind": "changed", "change": "drift", "mended": 1, "generation": 1, "diff": "-a\n+b\n"}
	{"table": "sync", "at": 1793793600000, "last": 1793793700000, "times": 3, "remote": "https://git.example.com/p.git", "commit_id": "2222222222222222222222222222222222222222", "outcome": "refused", "reason": "nobody signed it"}
	{"table": "finding", "at": 1793793600001, "commit_id": "2222", "code": "PC1201", "severity": "error", "file": "a.json", "line": 3, "col": 4, "text": "is no object"}
	END
}

@test "rows of all kinds stand in the order of time" {
	three
	others
	run -0 log
	[ "${#lines[@]}" -ge 7 ]
	kinds=$(log --format json | python3 -c 'import json, sys; print(*[json.loads(l)["row"] for l in sys.stdin])')
	[ "$kinds" = "decision decision generation decision drift sync finding" ] || { echo "$kinds"; false; }
	times=$(log --format json | python3 -c 'import json, sys; print(*[json.loads(l)["at"] for l in sys.stdin])')
	[ "$times" = "$(tr ' ' '\n' <<< "$times" | sort -n | tr '\n' ' ' | sed 's/ $//')" ]
}

@test "a line says what happened" {
	three
	others
	output=$(log | tr -s ' \n' ' ')
	[[ "$output" == *"2026-11-01T10:00:00Z decision deny Bash by rule Bash(curl:*) (user $(id -u), session s-1)"* ]]
	[[ "$output" == *"1 put in force: commit 111111111111 signed by ann@example.com"* ]]
	[[ "$output" == *"changed: managed-settings.d/zz-policyd.json, mended, generation 1"* ]]
	[[ "$output" == *"refused commit 222222222222: nobody signed it (3 times, last "* ]]
	[[ "$output" == *"error PC1201 a.json:3:4: is no object"* ]]
}

@test "what monitored fragments would have said is told, and chosen by" {
	three
	printf '{"id":"w","time":"2026-11-04T10:00:00.000Z","session":"s-9","tool":"Bash","verdict":"none","would":"deny","would_rule":"Bash(wget:*)","would_source":"50-try.json"}\n' >> "$spool/decisions.jsonl"
	import
	output=$(log --would deny | tr -s ' \n' ' ')
	[[ "$output" == *"none Bash, would be deny by monitored rule Bash(wget:*) (50-try.json) (user $(id -u), session s-9)"* ]]
	[ "$(log --would deny --format json | wc -l)" -eq 1 ]
	[ "$(log --would ask --format json | wc -l)" -eq 0 ]
	run -0 log --verify
}

@test "filters choose rows" {
	three
	others
	[ "$(log --verdict deny | wc -l)" -eq 1 ]
	[ "$(log --tool Bash --format json | wc -l)" -eq 2 ]
	[ "$(log --session s-2 --format json | wc -l)" -eq 1 ]
	[ "$(log --rule 'Bash(curl:*)' --format json | wc -l)" -eq 1 ]
	[ "$(log --tool Bash --verdict none --format json | wc -l)" -eq 0 ]
	[ "$(log --kind drift --format json | wc -l)" -eq 1 ]
	[ "$(log --since 2026-11-02 --kind decision --format json | wc -l)" -eq 2 ]
	[ "$(log --since 2026-11-02T12:00:00Z --kind decision --format json | wc -l)" -eq 1 ]
	[ "$(log --until 2026-11-02 --kind decision --format json | wc -l)" -eq 1 ]
}

@test "a duration counts back from now" {
	decision 1 "$(date -u -d '-3 hours' +%FT%T.000Z)" deny Bash a
	decision 2 "$(date -u -d '-10 minutes' +%FT%T.000Z)" deny Bash b
	import
	[ "$(log --since 1h --format json | wc -l)" -eq 1 ]
	[ "$(log --since 1d --format json | wc -l)" -eq 2 ]
	[ "$(log --until 1h --format json | wc -l)" -eq 1 ]
}

@test "a limit takes the newest, over all kinds" {
	three
	others
	for n in 1 2 3 4 5 6 7; do
		[ "$(log --limit $n --format json)" = "$(log --limit 0 --format json | tail -n $n)" ]
	done
	[ "$(log --limit 0 --format json | wc -l)" -eq 7 ]
}

@test "lines are of at most 100 columns, however long the words" {
	long=$(printf 'x%.0s' $(seq 300))
	decision 1 2026-11-01T10:00:00.000Z deny Bash "Bash($long)"
	decision 2 2026-11-01T10:00:00.000Z deny Bash "Bash(a b c d e f g h i j k l m n o p q r s t u v w x y z and so on and on and on ööö)"
	import
	[ "$(log | wc -L)" -le 100 ]
	log | tr -d ' \n' | grep -qF "$long"
}

@test "control characters reach no terminal" {
	decision 1 2026-11-01T10:00:00.000Z deny Bash 'Bash(\u001b]0;x\u0007\u009b31m\u202e\u200b)'
	import
	for format in text json; do
		log --format "$format" > "$dir/out"
		LC_ALL=C run ! grep -qP '[\x00-\x08\x0b-\x1f\x7f]' "$dir/out"
		run ! grep -qP '\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]' "$dir/out"
	done
	log --format json | python3 -c 'import json, sys; assert json.loads(sys.stdin.read())["rule"] == "Bash(\x1b]0;x\x07\x9b31m\u202e\u200b)"'
}

@test "the chain holds, and its head can be noted down" {
	three
	run -0 log --verify
	[[ "$output" == "3 rows hold; head "* ]]
	head=${output##* }
	[ "${#head}" -eq 64 ]
	decision 4 2026-11-04T10:00:00.000Z deny Bash x
	import
	run -0 log --verify --head "$head"
	run -0 log --verify --format json
	[ "$(python3 -c 'import json, sys; a = json.loads(sys.argv[1]); print(a["holds"], a["rows"], a["broken"])' "$output")" = "True 4 None" ]
}

@test "a row that was changed, taken out or cut off shows" {
	three
	head=$(log --verify)
	head=${head##* }
	cp "$state/record/policyd.db" "$dir/whole.db"
	sql() { python3 -c 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()' "$state/record/policyd.db" "$1"; }
	sql "UPDATE decision SET line = replace(line, 'curl', 'wget') WHERE seq = 1"
	run -1 log --verify
	[[ "$output" == "row 1 is broken: its hash is not that of its line"* ]]
	cp "$dir/whole.db" "$state/record/policyd.db"
	sql "UPDATE decision SET verdict = 'none' WHERE seq = 1"
	run -1 log --verify --format json
	[[ "$output" == *'"holds":false,"rows":0,"broken":1,'* ]]
	cp "$dir/whole.db" "$state/record/policyd.db"
	sql "DELETE FROM decision WHERE seq = 2"
	run -1 log --verify
	[[ "$output" == "row 2 is broken: the row is not there; the 1 row before it hold"* ]]
	cp "$dir/whole.db" "$state/record/policyd.db"
	sql "DELETE FROM decision WHERE seq = 3"
	run -0 log --verify
	run -1 log --verify --head "$head"
	[[ "$output" == *"no row has the hash that was noted down"* ]]
}

@test "following prints what is recorded meanwhile, once" {
	three
	"$POLICYCTL" log --state "$state" --follow --format json > "$dir/out" 3>&- &
	follower=$!
	wait_for has_lines 3 "$dir/out"
	decision 4 2026-11-04T10:00:00.000Z deny Write w
	import
	wait_for grep -q Write "$dir/out"
	sleep 1.2 # what is printed twice would be by then
	[ "$(wc -l < "$dir/out")" -eq 4 ]
	[ "$(grep -c Write "$dir/out")" -eq 1 ]
}

@test "no record, a damaged one, and wrong words" {
	run -70 log
	[[ "$output" == *"the record '$state/record/policyd.db'"* ]]
	printf 'this is no database, but it is longer than a header of one would be, which is 100 bytes. ............' > "$state/record/policyd.db"
	run -70 log
	[[ "$output" == *"the record"* ]]
	for words in "--since yesterday" "--until 5" "--limit x" "--head abc" "--follow --verify" "--follow --until 1h" \
		"--verdict deny --kind drift" "--kind other" "operand"; do
		run -64 log $words
	done
}

@test "the reader changes nothing and needs no right to write" {
	three
	before=$(sha256sum "$state/record/policyd.db")
	log > /dev/null
	log --verify > /dev/null
	[ "$before" = "$(sha256sum "$state/record/policyd.db")" ]
	[ "$(id -u)" -ne 0 ] || chown 12345:12345 "$state/record" "$state/record/policyd.db"*
	log > /dev/null
	# What sqlite leaves beside it has to be policyd's, or policyd could not go on.
	[ "$(stat -c %u "$state"/record/* | sort -u | wc -l)" -eq 1 ]
}

@test "a reader who stops reading ends it" {
	three
	{ timeout 60 "$POLICYCTL" log --state "$state" --follow 3>&-; echo $? > "$dir/status"; } | head -n 1
	[ "$(cat "$dir/status")" != 124 ]
	log --limit 1 > /dev/null
}
