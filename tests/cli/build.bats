#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What build writes, and when it does not.
bats_require_minimum_version 1.5.0

setup() {
	dir=$(mktemp -d)
	repo=$dir/repo
	mkdir -p "$repo/managed-settings.d"
	echo '{"env":{"A":"base"},"permissions":{"deny":["Bash(curl:*)"]}}' > "$repo/managed-settings.json"
	printf '# why\nenv:\n  A: late\n  B: "\\u00e9"\nfallbackModel: [x]\n' > "$repo/managed-settings.d/10-a.yaml"
	echo '{"permissions":{"deny":["Bash(wget:*)","Bash(curl:*)"]},"fallbackModel":["y"]}' > "$repo/managed-settings.d/20-b.json"
}

teardown() {
	chmod -R u+rwX "$dir"
	rm -rf "$dir"
}

build() {
	run --separate-stderr "$POLICYCTL" build --target "$1" --out "$dir/out" "${@:2}" "$repo"
}

digest_of() {
	"$POLICYCTL" show --digest --home "$dir/none" --cwd "$dir" "$@" 2> /dev/null
}

# The digest of the machine's tree below out.
digest_built() {
	digest_of --managed "$dir/out/$1"
}

python() {
	/usr/bin/python3 -c "$@"
}

@test "every target's sums hold, and two builds are the same bytes" {
	for target in claude-linux claude-macos claude-windows claude-mobileconfig claude-reg claude-plist; do
		build "$target"
		[ "$status" -eq 0 ]
		(cd "$dir/out" && sha256sum --strict -c SHA256SUMS)
		cp -r "$dir/out" "$dir/first"
		sleep 0.01
		touch "$repo/managed-settings.json"
		(umask 077 && "$POLICYCTL" build --target "$target" --out "$dir/second" "$repo")
		diff -r "$dir/first" "$dir/second"
		rm -r "$dir/first" "$dir/second" "$dir/out"
	done
}

@test "stdout says what was built; the list of sums names every file" {
	build claude-linux
	[ "${lines[-1]}" = "claude-linux in $dir/out: 3 files, digest $(digest_of --repo "$repo")" ]
	diff <(cut -c67- "$dir/out/SHA256SUMS" | sort) <(cd "$dir/out" && find . -type f ! -name SHA256SUMS | cut -c3- | sort)
}

@test "the tree means what the repository means, merged and divided" {
	wanted=$(digest_of --repo "$repo")
	[ -n "$wanted" ]
	for layout in merged fragments; do
		build claude-linux --layout "$layout"
		[ "$(digest_built etc/claude-code)" = "$wanted" ]
		build claude-macos --layout "$layout"
		[ "$(digest_built 'Library/Application Support/ClaudeCode')" = "$wanted" ]
		build claude-windows --layout "$layout"
		[ "$(digest_built 'Program Files/ClaudeCode')" = "$wanted" ]
		grep -q "\"digest\": \"$wanted\"" "$dir/out/manifest.json"
	done
}

@test "JSON fragments are copied byte for byte, YAML becomes JSON" {
	build claude-linux --layout fragments
	tree=$dir/out/etc/claude-code
	cmp "$repo/managed-settings.json" "$tree/managed-settings.json"
	cmp "$repo/managed-settings.d/20-b.json" "$tree/managed-settings.d/20-b.json"
	python 'import json,sys; assert json.load(open(sys.argv[1])) == {"env": {"A": "late", "B": "\u00e9"}, "fallbackModel": ["x"]}' \
		"$tree/managed-settings.d/10-a.json"
}

@test "modes do not depend on the umask, and the manifest says them" {
	(umask 077 && "$POLICYCTL" build --target claude-linux --layout fragments --out "$dir/out" "$repo")
	[ "$(stat -c %a "$dir/out/etc/claude-code/managed-settings.d")" = 755 ]
	[ "$(stat -c %a "$dir/out/etc/claude-code/managed-settings.d/20-b.json")" = 644 ]
	python '
import json, sys
m = json.load(open(sys.argv[1]))
assert [d["place"] for d in m["directories"]] == ["/etc/claude-code", "/etc/claude-code/managed-settings.d"]
assert all(d["mode"] == "0755" and d["owner"] == "root" for d in m["directories"])
assert m["files"][1]["place"] == "/etc/claude-code/managed-settings.d/10-a.json"
assert all(f["mode"] == "0644" for f in m["files"])' "$dir/out/manifest.json"
}

@test "the manifest names places on Windows as Windows does" {
	build claude-windows --layout fragments
	grep -qF '"C:\\Program Files\\ClaudeCode\\managed-settings.d\\10-a.json"' "$dir/out/manifest.json"
}

@test "names that would collide or sort otherwise get numbers" {
	rm "$repo/managed-settings.d/"*
	echo '{"env":{"A":"1"}}' > "$repo/managed-settings.d/a.json"
	echo 'env: {A: "2"}' > "$repo/managed-settings.d/a.yaml"
	build claude-linux --layout fragments
	[ "$status" -eq 0 ]
	[ "$(ls "$dir/out/etc/claude-code/managed-settings.d" | tr '\n' ' ')" = "0001-a.json 0002-a.json " ]
	[ "$(digest_built etc/claude-code)" = "$(digest_of --repo "$repo")" ]
}

@test "names that differ in case alone stay on Linux, and get numbers elsewhere" {
	echo '{}' > "$repo/managed-settings.d/X.json"
	echo '{}' > "$repo/managed-settings.d/x.json"
	build claude-linux --layout fragments
	[ -e "$dir/out/etc/claude-code/managed-settings.d/X.json" ]
	build claude-windows --layout fragments
	[ -e "$dir/out/Program Files/ClaudeCode/managed-settings.d/0003-X.json" ]
	[ -e "$dir/out/Program Files/ClaudeCode/managed-settings.d/0004-x.json" ]
}

@test "names that Windows reserves are not written" {
	echo '{}' > "$repo/managed-settings.d/con.json"
	echo '{}' > "$repo/managed-settings.d/"$'q"\\\n.json'
	build claude-windows --layout fragments
	[ "$status" -eq 0 ]
	[ -e "$dir/out/Program Files/ClaudeCode/managed-settings.d/0003-con.json" ]
	[ -e "$dir/out/Program Files/ClaudeCode/managed-settings.d/0004-q---.json" ]
	(cd "$dir/out" && sha256sum --strict -c SHA256SUMS)
}

@test "a YAML base and a JSON base: the second follows as a drop-in" {
	echo 'env: {A: "yaml"}' > "$repo/managed-settings.yaml"
	build claude-linux --layout fragments
	[ "$status" -eq 0 ]
	[ -e "$dir/out/etc/claude-code/managed-settings.d/0001-managed-settings.json" ]
	[ "$(digest_built etc/claude-code)" = "$(digest_of --repo "$repo")" ]
}

@test "the profile holds the settings as dictionaries, and its identifiers are stable" {
	build claude-mobileconfig --organization 'A & B' --identifier com.example.policy
	[ "$status" -eq 0 ]
	cp "$dir/out/com.anthropic.claudecode.mobileconfig" "$dir/one"
	echo '{"env":{"A":"other"}}' > "$repo/managed-settings.d/30-c.json"
	build claude-mobileconfig --organization 'A & B' --identifier com.example.policy
	python '
import plistlib, sys, uuid
one, two = (plistlib.load(open(p, "rb")) for p in sys.argv[1:])
def settings(profile):
    payload, = profile["PayloadContent"]
    assert payload["PayloadType"] == "com.apple.ManagedClient.preferences"
    forced, = payload["PayloadContent"]["com.anthropic.claudecode"]["Forced"]
    return forced["mcx_preference_settings"]
assert settings(one) == {"env": {"A": "late", "B": "\u00e9"}, "permissions": {"deny": ["Bash(curl:*)", "Bash(wget:*)"]},
                         "fallbackModel": ["y"]}, settings(one)
assert settings(two)["env"]["A"] == "other"
assert one["PayloadOrganization"] == "A & B" and one["PayloadIdentifier"] == "com.example.policy"
assert one["PayloadType"] == "Configuration" and one["PayloadScope"] == "System" and one["PayloadVersion"] == 1
assert one["PayloadIdentifier"] == two["PayloadIdentifier"]
ids = [p["PayloadUUID"] for x in (one, two) for p in (x, x["PayloadContent"][0])]
assert len(set(ids)) == 4 and all(str(uuid.UUID(i)).upper() == i for i in ids)' \
		"$dir/one" "$dir/out/com.anthropic.claudecode.mobileconfig"
}

@test "the plist has real types" {
	echo '{"x":{"i":5,"w":1.0,"e":1e3,"r":0.25,"n":-7,"big":12345678901234567890,"b":true,"f":false,"l":[],"m":{},"t":"<&>\"\r\n\t","é":"😀"}}' \
		> "$repo/managed-settings.d/30-c.json"
	build claude-plist
	python '
import plistlib, sys
x = plistlib.load(open(sys.argv[1], "rb"))["x"]
assert x == {"i": 5, "w": 1, "e": 1000, "r": 0.25, "n": -7, "big": 12345678901234567890.0, "b": True, "f": False, "l": [], "m": {},
             "t": "<&>\"\r\n\t", "\u00e9": "\U0001f600"}, x
assert [type(x[k]) for k in "iwerb"] == [int, int, int, float, bool]' "$dir/out/com.anthropic.claudecode.plist"
}

@test "null is left out of a plist, and said" {
	echo '{"x":{"gone":null,"list":[1,null,2]}}' > "$repo/managed-settings.d/30-c.json"
	build claude-plist
	[ "$status" -eq 0 ]
	[[ "$output" == *"30-c.json:1:14: note PC1901: x.gone: "* ]]
	[[ "$output" == *"PC1901: x.list[1]: "* ]]
	python 'import plistlib,sys; assert plistlib.load(open(sys.argv[1], "rb"))["x"] == {"list": [1, 2]}' "$dir/out/com.anthropic.claudecode.plist"
}

@test "what XML cannot hold is refused with its place, and nothing is written" {
	echo '{"env":{"C":"a\u0007b"}}' > "$repo/managed-settings.d/30-c.json"
	for target in claude-plist claude-mobileconfig; do
		build "$target"
		[ "$status" -eq 1 ]
		[[ "$output" == *"30-c.json:1:13: error PC1902: env.C: "* ]]
		[ ! -e "$dir/out" ]
	done
	build claude-reg
	[ "$status" -eq 0 ]
}

@test "the registry value is the settings as one text" {
	echo '{"x":"a\\b\"c\u0007\ud800😀\u2028"}' > "$repo/managed-settings.d/30-c.json"
	build claude-reg
	python '
import json, sys
data = open(sys.argv[1], "rb").read()
assert data[:2] == b"\xff\xfe"
lines = data[2:].decode("utf-16-le").split("\r\n")
assert lines[0] == "Windows Registry Editor Version 5.00" and lines[1] == ""
assert lines[2] == "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\ClaudeCode]"
name, value = lines[3].split("=", 1)
assert name == "\"Settings\"" and value[0] == value[-1] == "\"" and lines[4:] == ["", ""]
text, at = "", 1
while at < len(value) - 1:
    at += value[at] == "\\"
    text += value[at]
    at += 1
assert text.isascii()
x = json.loads(text)
assert x["env"] == {"A": "late", "B": "\u00e9"} and x["x"] == "a\\b\"c\x07\ud800\U0001f600\u2028", x' "$dir/out/ClaudeCode.reg"
}

@test "errors stop the build unless it is forced" {
	printf '{"permissions":{"deny":["Bash(ls:*)"]}}' > "$repo/managed-settings.d/x.json"
	ln -s loop.json "$repo/managed-settings.d/loop.json"
	build claude-linux
	[ "$status" -eq 1 ]
	[ ! -e "$dir/out" ]
	[[ "$output" == *"PC1202"* ]]
	build claude-linux --force
	[ "$status" -eq 0 ]
	[ -e "$dir/out/SHA256SUMS" ]
}

@test "what verify calls an error stops the build: a failed policy test, too" {
	mkdir "$repo/tests"
	printf 'calls:\n  - Bash: curl x\n    expect: allow\n' > "$repo/tests/a.yaml"
	run "$POLICYCTL" verify "$repo"
	[ "$status" -eq 1 ]
	build claude-linux
	[ "$status" -eq 1 ]
	[[ "$output" == *"PC1801"* ]]
	[ ! -e "$dir/out" ]
}

@test "settings that stop the client are never built" {
	echo '{"env":{},}' > "$repo/managed-settings.d/x.json"
	build claude-linux --force
	[ "$status" -eq 1 ]
	[[ "$output" == *"x.json:1:10"* && "$output" == *"refuse to start"* ]]
	[ ! -e "$dir/out" ]
}

@test "a failed build leaves the earlier one" {
	build claude-linux
	cp -r "$dir/out" "$dir/before"
	echo '[]' > "$repo/managed-settings.d/x.json"
	build claude-linux
	[ "$status" -eq 1 ]
	diff -r "$dir/before" "$dir/out"
	[ "$(ls -A "$dir" | sort | tr '\n' ' ')" = "before out repo " ]
}

@test "an earlier build is replaced whole, whatever its target" {
	build claude-linux --layout fragments
	build claude-windows
	[ "$status" -eq 0 ]
	[ ! -e "$dir/out/etc" ]
	[ "$(ls -A "$dir" | sort | tr '\n' ' ')" = "out repo " ]
	(cd "$dir/out" && sha256sum --strict -c SHA256SUMS)
}

@test "anything else in the directory stays, and is named" {
	build claude-linux
	echo mine > "$dir/out/etc/notes"
	build claude-linux
	[ "$status" -eq 64 ]
	[[ "$stderr" == *"etc/notes"* ]]
	[ "$(cat "$dir/out/etc/notes")" = mine ]
	rm "$dir/out/etc/notes"
	mkdir "$dir/out/empty"
	build claude-linux
	[ "$status" -eq 64 ]
	rmdir "$dir/out/empty"
	build claude-linux
	[ "$status" -eq 0 ]
}

@test "a directory of somebody else, a file or a link in its place" {
	mkdir "$dir/home"
	echo x > "$dir/home/x"
	run "$POLICYCTL" build --target claude-linux --out "$dir/home" "$repo"
	[ "$status" -eq 64 ]
	run "$POLICYCTL" build --target claude-linux --out "$dir/home/x" "$repo"
	[ "$status" -eq 70 ]
	[ "$(cat "$dir/home/x")" = x ]
	mkdir "$dir/real"
	ln -s real "$dir/link"
	run "$POLICYCTL" build --target claude-linux --out "$dir/link" "$repo"
	[ "$status" -eq 0 ]
	[ -L "$dir/link" ]
	[ -e "$dir/real/SHA256SUMS" ]
}

@test "an empty directory and a relative path will do" {
	mkdir "$dir/empty"
	cd "$dir"
	"$POLICYCTL" build --target claude-linux --out empty/ --repo repo
	[ -e empty/SHA256SUMS ]
	cd repo
	"$POLICYCTL" build --target claude-linux --out ../here
	[ -e ../here/SHA256SUMS ]
}

@test "more than the client reads is not built in one piece" {
	for part in 1 2 3; do
		python 'import json,sys; print(json.dumps({"permissions": {"deny": ["Bash(%s%d:*)" % (sys.argv[1] * 90, i) for i in range(8000)]}}))' \
			"$part" > "$repo/managed-settings.d/3$part.json"
	done
	build claude-linux
	[ "$status" -eq 70 ]
	[[ "$stderr" == *"2097152"* ]]
	[ ! -e "$dir/out" ]
	build claude-linux --layout fragments
	[ "$status" -eq 0 ]
}

@test "a repository without settings is not a policy" {
	mkdir "$dir/none"
	run "$POLICYCTL" build --target claude-linux --out "$dir/out" "$dir/none"
	[ "$status" -eq 70 ]
	[ ! -e "$dir/out" ]
	run "$POLICYCTL" build --target claude-linux --out "$dir/out" "$dir/absent"
	[ "$status" -eq 70 ]
}

@test "wrong words" {
	run "$POLICYCTL" build --out "$dir/out" "$repo"
	[ "$status" -eq 64 ]
	[[ "$output" == *"--target is missing"* && "$output" == *claude-reg* ]]
	run "$POLICYCTL" build --target claude --out "$dir/out" "$repo"
	[ "$status" -eq 64 ]
	run "$POLICYCTL" build --target claude-linux "$repo"
	[ "$status" -eq 64 ]
	run "$POLICYCTL" build --target claude-reg --out "$dir/out" --layout merged "$repo"
	[ "$status" -eq 64 ]
	run "$POLICYCTL" build --target claude-linux --out "$dir/out" --layout split "$repo"
	[ "$status" -eq 64 ]
	run "$POLICYCTL" build --target claude-linux --out "$dir/out" --organization X "$repo"
	[ "$status" -eq 64 ]
	run "$POLICYCTL" build --target claude-linux --out "$dir/out" --repo "$repo" "$repo"
	[ "$status" -eq 64 ]
	[ ! -e "$dir/out" ]
}
