#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Reports of audits keep to their formats, and say the same in all of them.
bats_require_minimum_version 1.5.0
load audit.bash

python() {
	/usr/bin/python3 -c "$@"
}

# Two keys in three places, one of them known, with names that no format may stumble on.
setup() {
	audit_setup
	cd tree
	echo "OPENROUTER_API_KEY=$(router_key one)" > '=cmd, "x" #1.env'
	echo "OPENROUTER_API_KEY=$(router_key one)" > known.env
	"$POLICYCTL" audit --write-baseline known.env > /dev/null
	mkdir 'a <b>&c'
	printf '\n\nkey: %s\n' "$(router_key two)" > $'a <b>&c/d\te.yml'
	chmod 600 ./*.env
	mkfifo pipe # a note
}

audit() {
	"$POLICYCTL" audit --format "$1" "${@:2}" > "out.$1" && return 0
	[ $? = 1 ]
}

@test "json has every place, and each format has those of json" {
	audit json
	for format in sarif junit csv gitlab; do
		audit "$format"
	done
	python '
import csv, json, sys, urllib.parse, xml.etree.ElementTree as tree
report = json.load(open("out.json"))
places = sorted((p["path"], p["line"], i["fingerprint"], p["state"]) for i in report["incidents"] for p in i["places"])
assert [p[0] for p in places] == ["=cmd, \"x\" #1.env", "a <b>&c/d\te.yml", "known.env"], places
assert [p[1] for p in places] == [1, 3, 1]
assert [p[3] for p in places] == ["open", "open", "known"]
assert report["summary"] == {"files": 4, "bytes": report["summary"]["bytes"], "open": 2, "known": 0, "allowed": 0, "places": 3, "dropped": 0}, report["summary"]
run = json.load(open("out.sarif"))["runs"][0]
sarif = []
for result in run["results"]:
    place = result["locations"][0]["physicalLocation"]
    assert not set(" <>#\"\t") & set(place["artifactLocation"]["uri"])
    state = "known" if result.get("suppressions") else "open"
    sarif.append((urllib.parse.unquote(place["artifactLocation"]["uri"]), place["region"]["startLine"],
                  result["partialFingerprints"]["policyctlKey/v1"], state))
assert sorted(sarif) == places, sarif
rows = list(csv.DictReader(open("out.csv", newline="")))
# No field begins as a formula does; control characters are not passed on.
assert not [v for row in rows for v in row.values() if v[:1] in "=+-@\t\r" and v], rows
assert len(open("out.csv", "rb").read().split(b"\r\n")) == 5
clean = {"=cmd, \"x\" #1.env": "\x27=cmd, \"x\" #1.env", "a <b>&c/d\te.yml": "a <b>&c/d\ufffde.yml"}
assert sorted((r["path"], int(r["line"]), r["fingerprint"], r["state"]) for r in rows) == sorted(
    (clean.get(p[0], p[0]),) + p[1:] for p in places), rows
gitlab = [(v["location"]["file"], v["location"]["start_line"]) for v in json.load(open("out.gitlab"))["vulnerabilities"]]
assert sorted(gitlab) == [p[:2] for p in places if p[3] == "open"], gitlab
cases = tree.parse("out.junit").getroot().iter("testcase")
assert sum(1 for c in cases if c.find("failure") is not None) == 2
'
}

@test "sarif and gitlab keep to their schemas, with and without findings" {
	for format in sarif gitlab; do
		audit "$format"
		cp "out.$format" "some.$format"
		mkdir -p ../empty
		"$POLICYCTL" audit --format "$format" ../empty > "none.$format"
	done
	python '
import json, sys, jsonschema
sarif, gitlab = (json.load(open(name)) for name in sys.argv[1:])
for name in ("some", "none"):
    jsonschema.Draft4Validator(sarif).validate(json.load(open(name + ".sarif")))
    jsonschema.Draft7Validator(gitlab).validate(json.load(open(name + ".gitlab")))
log = json.load(open("some.sarif"))["runs"][0]
assert log["invocations"][0]["toolExecutionNotifications"][0]["descriptor"]["id"] == "PC2522"
assert len(json.load(open("some.gitlab"))["vulnerabilities"]) == 2
assert len({v["id"] for v in json.load(open("some.gitlab"))["vulnerabilities"]}) == 2
' "$TOP/tests/fixtures/sarif-2.1.0-rtm.5.json" "$TOP/tests/fixtures/gitlab-secret-detection.json"
}

@test "what a finding is recognized by does not depend on its line" {
	for format in sarif gitlab; do
		audit "$format" --no-baseline
	done
	python '
import json
print(sorted(r["partialFingerprints"]["policyctlPlace/v1"] for r in json.load(open("out.sarif"))["runs"][0]["results"]))
print(sorted(v["id"] for v in json.load(open("out.gitlab"))["vulnerabilities"]))' > ../before
	sed -i '1i # a line' ./*.env
	for format in sarif gitlab; do
		audit "$format" --no-baseline
	done
	python '
import json
print(sorted(r["partialFingerprints"]["policyctlPlace/v1"] for r in json.load(open("out.sarif"))["runs"][0]["results"]))
print(sorted(v["id"] for v in json.load(open("out.gitlab"))["vulnerabilities"]))' | diff ../before -
}

@test "a terminal gets no commands from names of files" {
	mkdir ../evil
	echo "OPENROUTER_API_KEY=$(router_key one)" > ../evil/$'\e[2J\u202ex.env'
	run -1 "$POLICYCTL" audit ../evil
	[[ "$output" != *$'\e'* && "$output" != *$'\u202e'* ]]
}

@test "the exit status is that of the worst finding that counts" {
	run -1 "$POLICYCTL" audit --quiet
	[ "$(grep -c '^error' <<< "$output")" = 2 ]
	[[ "$output" != *PC2522* ]]
	run -0 "$POLICYCTL" audit --quiet known.env --baseline .policyctl-audit-baseline
	[ -z "$output" ]
	run -70 "$POLICYCTL" audit ../nothing-here
	run -64 "$POLICYCTL" audit --format xml
	run -64 "$POLICYCTL" audit --jobs 0
	run -64 "$POLICYCTL" audit --no-rule no-such-rule
	run -64 "$POLICYCTL" audit --no-baseline --write-baseline
	run -0 "$POLICYCTL" audit --no-rule openrouter-api-key known.env
}

@test "progress is told on stderr, and only there" {
	run --separate-stderr -1 "$POLICYCTL" audit --progress always
	[[ "$stderr" == *$'\r\e[K'* ]]
	[[ "$output" != *$'\r'* ]]
	run --separate-stderr -1 "$POLICYCTL" audit --progress never
	[ -z "$stderr" ]
	run --separate-stderr -1 "$POLICYCTL" audit
	[ -z "$stderr" ]
}

@test "the rules can be listed and checked" {
	run -0 "$POLICYCTL" audit --list-rules
	[[ "$output" == *$'\nopenrouter-api-key '* ]]
	[ "$("$POLICYCTL" audit --list-rules | wc -l)" = "$("$POLICYCTL" audit --list-rules --format json |
		python 'import json, sys; print(len(json.load(sys.stdin)["rules"]))')" ]
	printf 'rules:\n- id: x\n' > ../bad.yaml
	run -1 "$POLICYCTL" audit --check-rules ../bad.yaml
	[[ "$output" == "../bad.yaml:2:3: error PC2103: "* ]]
	run -70 "$POLICYCTL" audit --rules ../bad.yaml
	run -70 "$POLICYCTL" audit --check-rules ../none.yaml
}
