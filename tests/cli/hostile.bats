#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Files that nobody writes on purpose, or somebody does: one clear finding each, in every format, and never a crash.
bats_require_minimum_version 1.5.0

setup() {
	dir=$(mktemp -d)
	chmod 755 "$dir"
	repo=$dir/repo
	drop=$repo/managed-settings.d
	mkdir -p "$drop"
	echo '{"env":{"A":"base"}}' > "$repo/managed-settings.json"
}

teardown() {
	chmod -R u+rwX "$dir"
	rm -rf "$dir"
}

python() {
	/usr/bin/python3 - "$@"
}

verify() {
	run --separate-stderr timeout 120 "$POLICYCTL" verify "$@"
}

# one CODE EFFECT TEXT [PATH...]: exactly one finding about the file that was broken, which says this.
one() {
	local code=$1 effect=$2 text=$3
	shift 3
	run --separate-stderr timeout 120 "$POLICYCTL" verify --format json "${@:-$repo}"
	[ "$status" -le 1 ]
	[ -z "$stderr" ]
	echo "$output" > "$dir/found.json"
	python "$code" "$effect" "$text" "$dir/found.json" <<-'PY'
	import json, sys
	code, effect, text, path = sys.argv[1:]
	found = json.load(open(path, encoding="utf-8"))["findings"]
	assert len(found) == 1, found
	assert found[0]["code"] == code and found[0]["effect"] == effect and text in found[0]["message"], found
	PY
}

@test "9 MB, as JSON and as YAML" {
	head -c 9000000 /dev/zero | tr '\0' ' ' > "$drop/x.json"
	one PC1202 ignored 'larger than 2097152 bytes'
	mv "$drop/x.json" "$drop/x.yaml"
	one PC1202 ignored 'larger than 2097152 bytes'
	mv "$drop/x.yaml" "$dir/x.json"
	one PC1202 ignored 'larger than 2097152 bytes' --scope user "$dir/x.json"
}

@test "9 MB on standard input" {
	run --separate-stderr bash -c "head -c 9000000 /dev/zero | '$POLICYCTL' verify -"
	[ "$status" -eq 70 ]
	[[ "$stderr" == *"standard input: larger than 8388608 bytes"* ]]
}

@test "a hundred thousand levels of JSON, whole and cut off" {
	python <<-'PY' > "$drop/x.json"
	print('{"env":' + "[" * 100000 + "]" * 100000 + "}")
	PY
	verify --format json "$repo"
	[[ "$output" == *'"PC1205"'*"nested more than 64 levels deep"* ]]
	[[ "$output" != *'"refused":true'* ]]
	python <<-'PY' > "$drop/x.json"
	print("[" * 100000)
	PY
	one PC1201 refused 'is not a JSON object'
}

@test "a thousand levels of YAML, in brackets and in blocks" {
	python <<-'PY' > "$drop/x.yaml"
	print("[" * 1000 + "]" * 1000)
	PY
	one PC1201 refused 'nested deeper than 512 levels'
	python <<-'PY' > "$drop/x.yaml"
	for i in range(1000): print(" " * i + "a:")
	PY
	one PC1201 refused 'nested deeper than 512 levels'
}

@test "YAML that refers to itself, multiplies itself or merges" {
	echo 'a: &a [*a]' > "$drop/x.yaml"
	one PC1201 refused 'anchors are not read here'
	printf 'a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c]\n' > "$drop/x.yaml"
	one PC1201 refused 'anchors are not read here'
	echo 'a: *b' > "$drop/x.yaml"
	one PC1201 refused "'*b' is an alias, which is not read here"
	echo '<<: {model: opus}' > "$drop/x.yaml"
	one PC1201 refused 'merge keys are not read here'
	echo 'a: !!python/object/apply:os.system [id]' > "$drop/x.yaml"
	one PC1201 refused 'tags are not read here'
	printf -- '---\nmodel: opus\n---\nmodel: sonnet\n' > "$drop/x.yaml"
	one PC1201 refused 'document'
}

@test "bytes that are no text" {
	for name in x.json x.yaml; do
		cp /bin/true "$drop/$name"
		one PC1201 refused 'a program (ELF)'
		head -c 4096 /dev/zero > "$drop/$name"
		one PC1201 refused 'NUL bytes'
		printf '\376\377\0{\0}' > "$drop/$name"
		one PC1201 refused 'UTF-16'
		printf '\037\213\010\0\0\0\0\0' > "$drop/$name"
		one PC1201 refused 'gzip'
		printf '{"env":{"A":"\377\376"' > "$drop/$name"
		one PC1201 refused 'is not a JSON object'
		rm "$drop/$name"
	done
	head -c 20000 /dev/urandom > "$drop/x.json"
	verify "$repo"
	[ "$status" -eq 1 ]
}

@test "a program as a user's settings" {
	one PC1204 ignored 'a program (ELF)' --scope user /bin/true
}

@test "UTF-16 with its mark is read, as the client does" {
	printf '\377\376{\0}\0' > "$drop/x.json"
	verify --format json "$repo"
	[ "$status" -eq 0 ]
}

@test "what is no file: devices, FIFOs, directories, links to them and to nothing" {
	ln -s /dev/zero "$drop/x.json"
	one PC1202 ignored 'not a regular file'
	rm "$drop/x.json"
	mkfifo "$drop/x.json"
	one PC1208 ignored 'it is no file'
	mv "$drop/x.json" "$dir/pipe"
	ln -s "$dir/pipe" "$drop/x.json"
	one PC1202 ignored 'not a regular file'
	rm "$drop/x.json"
	mkdir "$drop/x.json"
	one PC1208 ignored 'it is no file'
	rmdir "$drop/x.json"
	ln -s / "$drop/x.json"
	one PC1202 ignored 'not a regular file'
	ln -sf x.json "$drop/x.json"
	rm "$drop/x.json"
	ln -s x.json "$drop/x.json"
	one PC1202 ignored 'symbolic links'
	ln -sfn /nowhere/x "$drop/x.json"
	one PC1208 ignored 'a link to nothing'
	ln -sfn /etc/passwd/x "$drop/x.json"
	one PC1202 ignored 'Not a directory'
	ln -sfn "/$(printf 'a%.0s' {1..300})" "$drop/x.json"
	one PC1202 ignored 'File name too long'
}

@test "the same as the base file" {
	rm "$repo/managed-settings.json"
	echo '{"model":"opus"}' > "$drop/x.json"
	mkdir "$repo/managed-settings.json"
	one PC1202 ignored 'not a regular file'
	rmdir "$repo/managed-settings.json"
	ln -s managed-settings.json "$repo/managed-settings.json"
	one PC1202 ignored 'symbolic links'
	ln -sfn nowhere "$repo/managed-settings.json"
	one PC1208 ignored 'a link to nothing'
}

@test "the same as a user's file" {
	one PC1202 ignored 'not a regular file' --scope user /dev/zero
	mkfifo "$dir/pipe"
	one PC1202 ignored 'not a regular file' --scope user "$dir/pipe"
	run timeout 120 "$POLICYCTL" verify "$dir/none.json"
	[ "$status" -eq 70 ]
	[[ "$output" == *"none.json"*"No such file"* ]]
}

@test "a drop-in directory that is a file, a loop or far too full" {
	rmdir "$drop"
	ln -s managed-settings.d "$drop"
	one PC1202 ignored 'cannot be read'
	rm "$drop"
	mkdir "$drop"
	(cd "$drop" && seq -f '%05g.json' 5000 | xargs touch)
	verify "$repo"
	[ "$status" -eq 70 ]
	[[ "$stderr" == *"more than 4096 drop-in files"* ]]
}

# Files that only somebody else may read, asked about by nobody.
as_nobody() {
	if [ "$(id -u)" -ne 0 ]; then
		run --separate-stderr "$@"
		return
	fi
	cp "$POLICYCTL" "$dir/policyctl"
	run --separate-stderr setpriv --reuid=65534 --regid=65534 --clear-groups "$dir/policyctl" "${@:2}"
}

@test "files and directories that may not be read" {
	echo '{}' > "$drop/x.json"
	chmod 000 "$drop/x.json"
	as_nobody "$POLICYCTL" verify --format json "$repo"
	[ "$status" -eq 1 ]
	[[ "$output" == *'"code":"PC1202"'*'"effect":"ignored"'*"Permission denied; the client goes on without it"* ]]
	[ "$(grep -c '"code"' <<< "$output")" -eq 1 ]
	chmod 644 "$drop/x.json"
	chmod 000 "$drop"
	as_nobody "$POLICYCTL" verify --format json "$repo"
	[[ "$output" == *'"code":"PC1202"'*"the directory cannot be read"* ]]
	[ "$(grep -c '"code"' <<< "$output")" -eq 1 ]
	# What nobody can read is no reason to allow anything.
	chmod 755 "$drop"
	rm "$drop/x.json"
	chmod 000 "$repo/managed-settings.json"
	as_nobody "$POLICYCTL" check --managed "$repo" --home / --cwd / Bash ls
	[ "$status" -eq 1 ]
}

@test "files that come and go while they are read" {
	(while [ -e "$dir" ]; do
		for i in 1 2 3 4 5 6 7 8; do
			echo '{"model":"opus"}' > "$drop/$i.json"
			ln -sfn /nowhere "$drop/link$i.json"
		done
		rm -f "$drop"/*.json
	done) 2> /dev/null 3>&- &
	loop=$!
	worst=0
	for ((i = 0; i < 200; i++)); do
		status=0
		"$POLICYCTL" verify --format json "$repo" > "$dir/out.$i" 2>> "$dir/talk" || status=$?
		((status > worst)) && worst=$status
	done
	kill "$loop"
	wait "$loop" 2> /dev/null || true
	[ "$worst" -le 1 ]
	[ ! -s "$dir/talk" ]
	python "$dir" <<-'PY'
	import glob, json, sys
	for path in glob.glob(sys.argv[1] + "/out.*"):
	    for finding in json.load(open(path))["findings"]:
	        assert finding["code"] == "PC1208" and ("vanished" in finding["message"] or "link to nothing" in finding["message"]) \
	            or finding["code"].startswith(("PC15", "PC16", "PC17")), finding
	PY
}

@test "names that talk to the terminal, in every format" {
	printf '[]' > "$drop/"$'a\nb\033[31m\r<&>"%0A]]>::error::x.json'
	printf '[]' > "$drop/"$'bad\377utf8.json'
	printf '{"env":{"\\u001b[31m\\u2028":5},"<&>\\"]]>":1,"x\\ud800":2}' > "$drop/c.json"
	for format in text json sarif junit tap github gitlab azure; do
		timeout 120 "$POLICYCTL" verify --format "$format" "$repo" > "$dir/out.$format" || [ $? -eq 1 ]
		[ -z "$(grep $'\033' "$dir/out.$format")" ]
	done
	python "$dir" <<-'PY'
	import json, sys, xml.dom.minidom
	read = lambda f: open(sys.argv[1] + "/out." + f, "rb").read().decode("utf-8")  # every format is UTF-8
	assert len([f for f in json.loads(read("json"))["findings"] if f["code"] == "PC1201"]) == 2
	assert json.loads(read("sarif"))["runs"][0]["results"]
	assert json.loads(read("gitlab"))
	xml.dom.minidom.parseString(read("junit"))
	for format, prefix in (("github", "::"), ("azure", "##vso[")):
	    for line in read(format).split("\n"):
	        assert not line or line.startswith(prefix), (format, line)
	for format in ("text", "tap"):
	    read(format)
	PY
}

@test "a path of 4,000 bytes" {
	deep=$dir
	while [ ${#deep} -lt 3850 ]; do
		deep=$deep/$(printf 'd%.0s' {1..100})
	done
	mkdir -p "$deep/managed-settings.d"
	echo '[]' > "$deep/managed-settings.d/x.json"
	one PC1201 refused 'array' "$deep"
	[[ "$output" == *"$deep/managed-settings.d/x.json"* ]]
}

@test "one line of two megabytes" {
	python <<-'PY' > "$drop/x.json"
	print('{"env":{"A":"' + "é" * 1000000 + '"},}')
	PY
	one PC1201 refused 'trailing comma'
	verify "$repo"
	[ "${#output}" -lt 2000 ]
}

@test "a hundred thousand faults are counted, not all printed" {
	python <<-'PY' > "$drop/x.json"
	import json
	print(json.dumps({"permissions": {"deny": ["bash(%d)" % i for i in range(100000)]}}))
	PY
	verify --format json "$repo"
	[ "$status" -eq 1 ]
	[[ "$output" == *'"dropped":'[1-9]* ]]
}

@test "fifty thousand unknown keys are counted, not all printed" {
	python <<-'PY' > "$drop/x.json"
	import json
	print(json.dumps({"permissions": {"deny%d" % i: 1 for i in range(50000)}}))
	PY
	verify --format json "$repo"
	[ "$status" -eq 1 ]
	[[ "$output" == *'"dropped":'[1-9]* ]]
}

@test "patterns that no index tells apart: where the work ends is said" {
	python <<-'PY' > "$drop/x.json"
	import json
	print(json.dumps({"permissions": {"deny": ["Read(//srv/?%d/*?)" % i for i in range(6000)]}}))
	PY
	verify --format json "$repo"
	[ "$status" -ne 124 ]
	[[ "$output" == *'"PC1608"'*'looking at rules and hooks one by one ended here'* ]]
}

@test "the same rule ten thousand times" {
	python <<-'PY' > "$drop/x.json"
	import json
	print(json.dumps({"permissions": {"deny": ["Read(//etc/**/x*)", "Bash(%s*x)" % ("a" * 100)] * 5000}}))
	PY
	verify --format json "$repo"
	[ "$status" -ne 124 ]
	[[ "$output" == *'"PC1604"'* ]]
}

@test "rules times working directories" {
	python <<-'PY' > "$drop/x.json"
	import json
	print(json.dumps({"permissions": {"deny": ["Read(x%d)" % i for i in range(2000)],
	                                  "additionalDirectories": ["/d%d" % i for i in range(2000)]}}))
	PY
	verify "$repo"
	[ "$status" -eq 70 ]
	[[ "$stderr" == *"counting path rules without an anchor once for each working directory"* ]]
}
