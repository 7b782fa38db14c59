#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Other programs read what verify writes.
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR"
	mkdir -p 'repo/managed-settings.d'
	printf '{\n  "permissions": {"deny": ["Bash(<&\\"%%#é", "WebFetch(domain: x)"]},\n  "model": "a", "model": "b"\n}\n' > repo/managed-settings.json
	printf '{"env": {"A": 1}}' > 'repo/managed-settings.d/10-a b,%#:;].json'
	printf '[]' > 'repo/managed-settings.d/20-none.json'
	printf '{}' > 'repo/managed-settings.d/30-fine.json'
}

verify() {
	"$POLICYCTL" verify --format "$@" repo || [ $? -eq 1 ]
}

python() {
	/usr/bin/python3 -c "$@"
}

@test "json is one document with a null where nothing applies" {
	verify json > out
	python '
import json
report = json.load(open("out"))
assert set(report) == {"findings", "summary"}
names = ["code", "severity", "file", "line", "column", "key", "rule", "effect", "message", "fix"]
assert len(report["findings"]) >= 5
for finding in report["findings"]:
    assert list(finding) == names, finding
    assert finding["severity"] in ("error", "warning", "note")
    assert finding["effect"] in ("accepted", "ignored", "restrictive", "emptied", "warned", "refused")
    assert "" not in finding.values()
    assert (finding["line"] is None) == (finding["column"] is None)
twice = [f for f in report["findings"] if f["code"] == "PC1101"]
assert [(f["file"], f["line"], f["column"], f["key"]) for f in twice] == [
    ("repo/managed-settings.json", 3, 17, "model")]
assert report["summary"]["files"] == 4 and report["summary"]["refused"] is True
'
}

@test "every format has every finding" {
	verify json > out.json
	for format in text sarif junit tap github gitlab azure; do
		verify "$format" > out
		python '
import json, sys
for finding in json.load(open("out.json"))["findings"]:
    assert finding["code"] in open("out").read(), (sys.argv[1], finding)
' "$format"
	done
}

@test "sarif keeps to its schema, and places are those of json" {
	verify sarif > out
	verify json > out.json
	python '
import json, sys, urllib.parse, jsonschema
log = json.load(open("out"))
schema = json.load(open(sys.argv[1]))
jsonschema.Draft4Validator(schema).validate(log)
run = log["runs"][0]
rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
assert len(rules) == len(set(rules))
seen = []
for result in run["results"]:
    assert result["ruleId"] in rules
    place = result["locations"][0]["physicalLocation"]
    region = place.get("region", {"startLine": None, "startColumn": None})
    seen.append((result["ruleId"], urllib.parse.unquote(place["artifactLocation"]["uri"]),
                 region["startLine"], region["startColumn"], result["level"]))
    assert not set(" ,#;]") & set(place["artifactLocation"]["uri"])
findings = json.load(open("out.json"))["findings"]
assert seen == [(f["code"], f["file"], f["line"], f["column"], f["severity"]) for f in findings]
' "$TOP/tests/fixtures/sarif-2.1.0-rtm.5.json"
}

@test "sarif without any finding keeps to its schema, too" {
	"$POLICYCTL" verify --format sarif "$TOP/policies" > out
	python '
import json, sys, jsonschema
jsonschema.Draft4Validator(json.load(open(sys.argv[1]))).validate(json.load(open("out")))
' "$TOP/tests/fixtures/sarif-2.1.0-rtm.5.json"
}

@test "junit is well-formed and counts what it holds" {
	verify junit > out
	python '
import xml.etree.ElementTree as tree
root = tree.parse("out").getroot()
assert root.tag == "testsuites"
for suite in [root] + root.findall("testsuite"):
    assert int(suite.get("tests")) == len(list(suite.iter("testcase")))
    assert int(suite.get("failures")) == len(list(suite.iter("failure")))
suites = {suite.get("name"): suite for suite in root}
odd = suites["repo/managed-settings.d/10-a b,%#:;].json"]
assert odd.get("failures") == "0" and odd.get("tests") == "1"
assert [c.get("name") for c in suites["repo/managed-settings.d/30-fine.json"]] == ["no findings"]
text = "".join(root.itertext())
assert "<&" in text and "é" in text
'
}

@test "prove reads tap, and fails where verify does" {
	run -1 "$POLICYCTL" verify --format tap repo
	verify tap > out.tap
	run prove out.tap
	[ "$status" -ne 0 ]
	[[ "$output" == *"Failed 3/8 subtests"* ]]
	"$POLICYCTL" verify --format tap "$TOP/policies" > fine.tap
	run -0 prove fine.tap
	[[ "$output" == *"All tests successful"* ]]
}

@test "gitlab's report has what its widget needs" {
	verify gitlab > out
	python '
import json
report = json.load(open("out"))
prints = [finding["fingerprint"] for finding in report]
assert len(prints) == len(set(prints)) >= 5
for finding in report:
    assert finding["severity"] in ("info", "minor", "major", "critical", "blocker")
    assert finding["location"]["path"].startswith("repo/")
    assert finding["location"]["lines"]["begin"] >= 1
    assert finding["description"] and finding["check_name"].startswith("PC")
'
}

@test "github and azure: one command a line, and nothing else" {
	verify json > out.json
	n=$(python 'import json; print(len(json.load(open("out.json"))["findings"]))')
	verify github > out
	[ "$(grep -cE '^::(error|warning|notice) (file=[^,:]+,)?(line=[0-9]+,col=[0-9]+,)?title=PC[12][0-9]{3}::.+' out)" -eq "$n" ]
	[ "$(wc -l < out)" -eq "$n" ]
	verify azure > out
	[ "$(grep -cE '^##vso\[task\.logissue type=(error|warning);(sourcepath=[^];]+;)?(linenumber=[0-9]+;columnnumber=[0-9]+;)?code=PC[12][0-9]{3};\].+' out)" -eq "$n" ]
	[ "$(wc -l < out)" -eq "$n" ]
}

@test "colour is for a terminal, unless NO_COLOR says otherwise" {
	verify text > out
	run ! grep -q $'\033' out
	run env TERM=xterm script -qec "$POLICYCTL verify repo" /dev/null
	[[ "$output" == *$'\033[31merror'* ]]
	run env TERM=xterm NO_COLOR=1 script -qec "$POLICYCTL verify repo" /dev/null
	[[ "$output" != *$'\033['* ]]
}
