#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# policyctl models check: a tree with planted names, each with its verdict and nothing
# else; replacing them; what is left alone.
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR"
}

check() {
	"$POLICYCTL" models check --table models.yaml --at 2026-11-22 "$@"
}

plant() {
	/usr/bin/python3 "$TOP/tests/cli/models_tree.py" . > expected
}

# "file:line:col code" of each finding of a report in JSON.
places() {
	/usr/bin/python3 -c '
import json, sys
for finding in json.load(sys.stdin)["findings"]:
    print("%s:%s:%s %s" % (finding["file"].removeprefix("tree/"), finding["line"], finding["column"], finding["code"]))
' | sort
}

@test "each planted name has its verdict, and nothing else is told" {
	plant
	[ "$(wc -l < expected)" -ge 40 ]
	run -1 --separate-stderr check --format json tree
	diff <(sort expected) <(echo "$output" | places)
	run -1 --separate-stderr check --format json --jobs 1 tree
	diff <(sort expected) <(echo "$output" | places)
}

@test "a file that is named is looked at though .gitignore leaves it out" {
	plant
	run -1 --separate-stderr check tree/out/x.py
	[[ "${lines[0]}" == "tree/out/x.py:1:6: error PC2640: 'claude-opus-4-1' is retired since 2026-08-05: requests for it fail" ]]
	run -1 --separate-stderr check --no-gitignore tree/out
	[[ "${lines[-1]}" == "1 name of models in 1 file: 1 error, 0 warnings, 0 notes" ]]
}

@test "an end within --fail-in is an error, and the exit status says so" {
	plant
	echo "claude-sonnet-4-5" > a.txt
	run -0 --separate-stderr check a.txt
	[[ "${lines[0]}" == "a.txt:1:1: warning PC2641: 'claude-sonnet-4-5' is deprecated: it ends on 2026-11-30, in 8 days" ]]
	[[ "$output" == *" fix: write 'claude-sonnet-5-5'"* ]]
	run -0 --separate-stderr check --fail-in 7d a.txt
	run -1 --separate-stderr check --fail-in 60d a.txt
	[[ "${lines[0]}" == "a.txt:1:1: error PC2641:"* ]]
	run -1 --separate-stderr check --fail-on warning a.txt
	run -64 check --fail-in soon a.txt
}

@test "who sells it counts: Bedrock serves it for longer" {
	plant
	echo "claude-opus-4-1" > a.txt
	run -1 --separate-stderr check a.txt
	run -0 --separate-stderr check --via bedrock a.txt
	[[ "${lines[0]}" == *"warning PC2641: 'claude-opus-4-1' is deprecated: it ends on 2027-01-08, in 47 days" ]]
}

@test "--fix replaces what is certain, keeps every other byte, and reports what is left" {
	plant
	printf '\xef\xbb\xbfa = "claude-sonnet-4-5"\r\nb = "us.anthropic.claude-opus-4-1-20250805-v1:0"\nc = "claude-sonet-4-5" # claude-opus-4-1[1m]' > a.txt
	chmod 640 a.txt
	cp a.txt before.txt
	run -1 --separate-stderr check --dry-run a.txt
	[[ "$output" == *'-a = "claude-sonnet-4-5"'* ]] && [[ "$output" == *'+a = "claude-sonnet-5-5"'* ]]
	cmp a.txt before.txt
	run -1 --separate-stderr check --fix a.txt
	[[ "$stderr" == *"a.txt: replaced 2 names"* ]]
	printf '\xef\xbb\xbfa = "claude-sonnet-5-5"\r\nb = "us.anthropic.claude-opus-4-1-20250805-v1:0"\nc = "claude-sonet-4-5" # claude-opus-5-5[1m]' | cmp - a.txt
	[ "$(stat -c %a a.txt)" = 640 ]
	[[ "$output" == *"PC2646: 'claude-sonet-4-5'"* ]] && [[ "$output" != *"PC2640"* ]]
}

@test "--fix leaves alone what is more than another name, allowed, or a link" {
	plant
	echo 'create(model="claude-opus-4-1", temperature=0.3)' > more.py
	echo 'm = "claude-opus-4-1" # policyctl: model-ok a test' > ok.py
	echo 'm = "claude-opus-4-1"' > real.py
	ln -s real.py link.py
	cp real.py before.py
	cp more.py before_more.py
	run -1 --separate-stderr check --fix more.py
	cmp more.py before_more.py
	[[ "$output" == *"more.py:1:33: warning PC2647: 'temperature' is refused by claude-opus-5-5"* ]]
	run -0 --separate-stderr check --fix ok.py
	run -70 --separate-stderr check --fix link.py
	[[ "$stderr" == *"it is a link"* ]]
	cmp real.py before.py
	[ -L link.py ]
}

@test "rows of a queue in sqlite are told once, without a line" {
	plant
	/usr/bin/python3 -c '
import sqlite3
db = sqlite3.connect("jobs.db")
db.execute("create table job(id integer, body text)")
for i in range(50):
    db.execute("insert into job values(?, ?)", (i, "{\"model\": \"claude-opus-4-1\"}"))
db.commit()
'
	run -1 --separate-stderr check jobs.db
	[[ "${lines[0]}" == "jobs.db: error PC2640: 'claude-opus-4-1' is retired"* ]]
	[[ "${lines[-1]}" == *": 1 error, 0 warnings, 0 notes" ]]
	cp jobs.db before.db
	run -1 --separate-stderr check --fix jobs.db
	cmp jobs.db before.db
}

@test "a text that is larger than a window is looked through once" {
	plant
	/usr/bin/python3 -c '
line = "{\"job\": 1, \"body\": \"" + "x" * 980 + "\"}\n"
named = "{\"job\": 2, \"model\": \"claude-opus-4-1\"}\n"
with open("queue.jsonl", "w") as file:
    for i in range(9):
        file.write(line * 1040)
        file.write(named)
'
	run -1 --separate-stderr check --format json queue.jsonl
	[ "$(echo "$output" | places | wc -l)" -eq 9 ]
	echo "$output" | places | grep -qx 'queue.jsonl:1041:22 PC2640'
	echo "$output" | places | grep -qx 'queue.jsonl:9369:22 PC2640'
}

@test "UTF-16 of Windows is read, and not rewritten" {
	plant
	printf '{"m": "claude-opus-4-1"}' | iconv -f UTF-8 -t UTF-16 > w.json
	cp w.json before.json
	run -1 --separate-stderr check --fix w.json
	[[ "${lines[0]}" == "w.json:1:8: error PC2640"* ]]
	cmp w.json before.json
}

@test "--all tells also what is as it should be; formats are what they claim" {
	plant
	echo '{"model": "opus", "x": "claude-opus-5-5"}' > settings.local.json
	run -0 --separate-stderr check settings.local.json
	[ "${#lines[@]}" -eq 1 ]
	run -0 --separate-stderr check --all settings.local.json
	[[ "$output" == *"note PC2648: 'opus' is a word of the client's"* ]]
	[[ "$output" == *"note PC2648: 'claude-opus-5-5' is current: it is served until 2027-09-22 at least"* ]]
	check --format sarif tree > out.sarif || true
	/usr/bin/python3 -c 'import json; assert json.load(open("out.sarif"))["version"] == "2.1.0"'
	check --format junit tree > out.xml || true
	/usr/bin/python3 -c 'import xml.etree.ElementTree as t; assert len(list(t.parse("out.xml").iter("failure"))) > 10'
}

@test "verify says the same of settings" {
	mkdir -p repo/managed-settings.d
	echo '{"availableModels": ["opus", "claude-opus-4-1"]}' > repo/managed-settings.d/10-a.json
	echo '{"model": "opuss"}' > repo/managed-settings.json
	printf 'as-of: 2026-10-10\nproviders: [{name: anthropic}]\nmodels:\n- {provider: anthropic, id: claude-opus-4-1, state: retired, retires: 2026-08-05}\n' > repo/models.yaml
	run -1 "$POLICYCTL" verify repo
	[[ "$output" == *"repo/managed-settings.d/10-a.json:1:30: error PC2640: 'claude-opus-4-1' is retired since 2026-08-05"* ]]
	[[ "$output" == *"repo/managed-settings.json:1:11: error PC2646: 'opuss' is no model: it looks like 'opus'"* ]]
}
