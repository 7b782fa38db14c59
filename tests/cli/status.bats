#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Is this machine on the policy, and why not; and the way back to an earlier one.
bats_require_minimum_version 1.5.0
load machine.bash

setup() {
	machine_up
}

teardown() {
	[ -z "${hung:-}${mute:-}" ] || kill ${hung:-} ${mute:-} 2> /dev/null || true
	machine_down
}

status() {
	"$POLICYCTL" status "${here[@]}" "$@"
}

rollback() {
	"$POLICYCTL" rollback "${here[@]}" "$@"
}

# because ID: the answer names this reason and no other.
because() {
	run -1 status --format json
	[ "$(of "$output" '" ".join(r["id"] for r in a["reasons"])')" = "$1" ] || { echo "$output"; false; }
}

@test "a policy that was put in force and read back is verified" {
	policyd_up
	put "$dir/one.json" "$one" 1790000000 1999999999
	tell synced "$root/srv/policy.git" "$one" new
	run -0 status
	[[ "${lines[0]}" == "compliant   yes" ]]
	[[ "${lines[1]}" == "state       verified" ]]
	[[ "$output" == *"generation 1, commit $one"* ]]
	[[ "$output" == *"digest      $(sha256sum < "$dir/one.json" | cut -d ' ' -f 1)"* ]]
	[[ "$output" == *"signer      ann@example.com"* ]]
	[[ "$output" == *"expires     2033-05-18T03:33:19Z (in "* ]]
	[[ "$output" == *"last sync   new, "* ]]
	[ "$(wc -L <<< "$output")" -le 100 ]
	run -0 status --format json
	[ "$(of "$output" 'a["compliant"], a["state"], a["read_back"]["same"], a["policy"]["generation"], a["day"]["generations"]')" = "(True, 'verified', True, 1, 1)" ]
}

@test "nothing put in force yet" {
	policyd_up
	because no-policy
	[ "$(of "$output" 'a["state"]')" = none ]
	tell synced "$root/srv/policy.git" "$one" new
	because no-policy
	[ "$(of "$output" 'a["state"]')" = pending ]
}

@test "a publication that waits, and one that was refused" {
	policyd_up
	put "$dir/one.json" "$one"
	tell synced "$root/srv/policy.git" "$two" new
	run -0 status --format json
	[ "$(of "$output" 'a["state"], a["pending"]["commit"], a["in_force"]')" = "('pending', '$two', True)" ]
	run -0 status
	[[ "$output" == *"pending     commit $two, "* ]]
	tell synced "$root/srv/policy.git" "$two" refused nobody signed it
	run -0 status --format json
	[ "$(of "$output" 'a["state"], a["look"]["reason"], a["policy"]["commit"] == "1" * 40')" = "('failed', 'nobody signed it', True)" ]
	[ "$(of "$output" 'a["pending"]["commit"] == "2" * 40, a["pending"]["why"]')" = "(True, 'nobody signed it')" ]
	run -0 status
	[[ "$output" == *"refused     commit $two, "*": nobody signed it"* ]]
	tell synced "$root/srv/policy.git" "$two" same
	run -0 status --format json
	[ "$(of "$output" 'a["state"]')" = failed ]
	tell synced "$root/srv/policy.git" 3333333333333333333333333333333333333333 new
	run -0 status --format json
	[ "$(of "$output" 'a["state"]')" = pending ]
	# Another part of policyd tells what it waits for, without a remote.
	tell "synced  3333333333333333333333333333333333333333 waiting the ring 'all' is not due"
	run -0 status --format json
	[ "$(of "$output" 'a["state"], a["pending"]["why"]')" = "('pending', \"the ring 'all' is not due\")" ]
}

@test "policyd that is gone is a reason, and what is seen without it is said" {
	policyd_up
	put "$dir/one.json" "$one"
	policyd_down
	because silent
	[ "$(of "$output" 'a["state"], a["policy"]["signer"], a["read_back"]["same"]')" = "('verified', 'ann@example.com', True)" ]
	run -1 status
	[[ "$output" == *"policyd     does not answer"* ]]
}

@test "policyd that hangs is not waited for" {
	python3 -c '
import socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
s.listen(4)
time.sleep(600)' "$dir/run/policyd.sock" 3>&- &
	hung=$!
	wait_for [ -S "$dir/run/policyd.sock" ]
	run -1 timeout 120 "$POLICYCTL" status "${here[@]}"
	kill "$hung"
	[[ "$output" == *"policyd does not answer: no answer in time"* ]]
}

@test "what lies there is read back, not believed" {
	policyd_up
	put "$dir/one.json" "$one"
	policyd_down
	echo '{}' > "$managed/managed-settings.d/zz-policyd.json"
	run -1 status --format json
	[ "$(of "$output" '[r["id"] for r in a["reasons"]], a["state"]')" = "(['silent', 'read-back'], 'verifying')" ]
	rm "$managed/managed-settings.d/zz-policyd.json"
	run -1 status
	[[ "$(tr -s ' \n' ' ' <<< "$output")" == *"is not what was put in force: "*"No such file"* ]]
}

@test "drift that was mended is told and is no reason" {
	policyd_up
	put "$dir/one.json" "$one"
	echo ' ' >> "$managed/managed-settings.d/zz-policyd.json"
	wait_for eval 'status | grep -q "^drift *1 in"'
	run -0 status
	[[ "$output" == *"drift       1 in the last day, 0 of them not mended"* ]]
	run -0 "$POLICYCTL" log --state "$dir/state" --kind drift
	output=$(tr -s " \n" " " <<< "$output") # lines are folded
	[[ "$output" == *"changed: managed-settings.d/zz-policyd.json by "*", mended, generation 1"* ]]
}

@test "what policyd found, and still stands" {
	policyd_up
	put "$dir/one.json" "$one"
	file=$managed/managed-settings.d/zz-policyd.json
	right=$(sha256sum < "$file")
	for i in 1 2 3 4 5 6; do
		echo "$i" >> "$file"
		for _ in $(seq 100); do [ "$(sha256sum < "$file")" = "$right" ] && break; sleep 0.05; done
	done
	for _ in $(seq 100); do
		run status --format json
		[ "$status" -eq 1 ] && break
		sleep 0.05
	done
	[[ "$(of "$output" 'a["reasons"][0]["id"]')" =~ ^(tampering|other-manager)$ ]]
	[ "$(of "$output" 'a["findings"][0]["severity"], a["in_force"]')" = "('error', True)" ]
	run -1 status
	[[ "$(tr -s ' \n' ' ' <<< "$output")" == *"because "*"zz-policyd.json: "* ]]
}

@test "a policy past its expiry" {
	policyd_up
	put "$dir/one.json" "$one" 1700000000 1700000001
	because expired
	run -1 status
	[[ "$output" == *"the policy expired "*" days ago, at 2023-11-14T22:13:21Z"* ]]
}

@test "server-managed settings make the files dead, unless they are merged" {
	[ "$(id -u)" -eq 0 ] || skip "root alone looks into all homes"
	policyd_up
	put "$dir/one.json" "$one"
	echo '{"managedSourcesBehavior":"first-wins"}' > "$root/home/ann/.claude/remote-settings.json"
	run -0 status
	echo '{"model":"opus"}' > "$root/home/ann/.claude/remote-settings.json"
	because higher-source
	[ "$(of "$output" 'a["in_force"], a["read_back"]["same"]')" = "(False, True)" ]
	[ "$(of "$output" 'a["reasons"][0]["text"]')" = "the files do not count for ann: server-managed settings come first ($root/home/ann/.claude/remote-settings.json)" ]
	echo '{"model":"opus","managedSourcesBehavior":"merge"}' > "$root/home/ann/.claude/remote-settings.json"
	run -0 status --format json
	[ "$(of "$output" 'a["higher_sources"][0]["files_are_dead"]')" = False ]
}

@test "a policyHelper, and settings of Windows that WSL reads" {
	policyd_up
	put "$dir/one.json" "$one"
	mkdir -p "$root/mnt/c/Program Files/ClaudeCode"
	echo '{"wslInheritsWindowsSettings":true}' > "$root/mnt/c/Program Files/ClaudeCode/managed-settings.json"
	because higher-source
	echo '{}' > "$root/mnt/c/Program Files/ClaudeCode/managed-settings.json"
	echo '{"policyHelper":{"path":"/opt/helper"}}' > "$managed/managed-settings.d/10-x.json"
	because higher-source
	[[ "$output" == *"a policyHelper, whose answer is all that counts comes first (/opt/helper)"* ]]
}

@test "a broken fragment of somebody else keeps clients from starting" {
	policyd_up
	put "$dir/one.json" "$one"
	echo '{' > "$managed/managed-settings.d/10-x.json"
	because refused
}

@test "clients are found and asked, and those that know less are named" {
	policyd_up
	echo '{"requiredMinimumVersion":"2.1.270","managedMcpServers":{},"permissions":{"deny":["Bash(curl:*)"]}}' > "$dir/new.json"
	put "$dir/new.json" "$one"
	client /usr/local/bin/claude 2.1.290
	run -0 status --format json
	[ "$(of "$output" '[(c["version"], c["ignores"], c["does_not_start"]) for c in a["clients"]]')" = "[('2.1.290', None, None)]" ]
	client /usr/local/bin/claude 2.1.250
	because old-client
	[[ "$output" == *"ignores what the policy uses: managedMcpServers"* ]]
	[ "$(of "$output" 'a["clients"][0]["does_not_start"]')" = "is older than 2.1.270" ]
}

@test "a client that hangs, says nothing or lies with much text costs a moment" {
	policyd_up
	put "$dir/one.json" "$one"
	mkdir -p "$root/usr/bin" "$root/opt/homebrew/bin"
	printf '#!/bin/sh\nsleep 100\n' > "$root/usr/local/bin/claude"
	printf '#!/bin/sh\nexec yes\n' > "$root/usr/bin/claude"
	printf '#!/bin/sh\nprintf "\\033]0;x\\007 1"\n' > "$root/opt/homebrew/bin/claude"
	chmod 755 "$root"/usr/local/bin/claude "$root"/usr/bin/claude "$root"/opt/homebrew/bin/claude
	run -0 timeout 60 "$POLICYCTL" status "${here[@]}"
	[[ "$output" == *"did not end in time"* ]]
	[[ "$output" == *"does not say its version"* ]]
	[[ "$output" != *$'\033'* ]]
	run -0 status --no-clients
	[[ "$output" != *"client "* ]]
}

@test "root runs no client as root, and one in a home as its user" {
	[ "$(id -u)" -eq 0 ] || skip "only root can become somebody else"
	policyd_up
	put "$dir/one.json" "$one"
	for place in /usr/local/bin/claude /home/ann/.local/bin/claude; do
		mkdir -p "$(dirname "$root$place")"
		printf '#!/bin/sh\necho "2.1.$(id -u) (Claude Code)"\n' > "$root$place"
		chmod 755 "$root$place"
	done
	run -0 status --format json
	[ "$(of "$output" '[(c["version"], c["user"]) for c in a["clients"]]')" = "[('2.1.65534', None), ('2.1.12345', 'ann')]" ]
}

@test "the hook is named, runs, and fails closed" {
	policyd_up
	put "$dir/one.json" "$one"
	hook
	run -0 status --format json
	[ "$(of "$output" '[a["hook"][k] for k in ("named", "fault", "fails_closed", "for_all_calls")]')" = "[True, None, True, True]" ]
	chmod 700 "$root/usr/bin/policyctl-hook"
	because hook
	rm "$root/usr/bin/policyctl-hook"
	because hook
	hook ''
	run -0 status
	[[ "$output" == *"hook        /usr/bin/policyctl-hook; calls run when it fails"* ]]
}

@test "a rollback puts the policy before back in force, and is recorded" {
	policyd_up
	put "$dir/one.json" "$one"
	put "$dir/two.json" "$two"
	run -0 rollback --reason 'two is wrong'
	[ "$output" = "generation 3 is in force: $one, digest $(sha256sum < "$dir/one.json" | cut -d ' ' -f 1)" ]
	cmp "$dir/one.json" "$managed/managed-settings.d/zz-policyd.json"
	run -0 status --format json
	[ "$(of "$output" 'a["policy"]["generation"], a["policy"]["signer"], a["read_back"]["same"]')" = "(3, 'ann@example.com', True)" ]
	run -0 "$POLICYCTL" log --state "$dir/state" --kind sync
	[[ "$output" == *"rollback asked for: two is wrong"* ]]
	run -0 rollback 2 --reason 'it was right'
	cmp "$dir/two.json" "$managed/managed-settings.d/zz-policyd.json"
}

@test "a rollback that cannot be says why, and changes nothing" {
	policyd_up
	put "$dir/one.json" "$one"
	run -1 rollback 9 --reason x
	[[ "$output" == *"policyd refused: generation 9 is not kept"* ]]
	run -1 rollback --reason x
	[[ "$output" == *"policyd refused: no earlier generation is kept"* ]]
	cmp "$dir/one.json" "$managed/managed-settings.d/zz-policyd.json"
	for words in "" "0 --reason x" "two --reason x" "1 2 --reason x" "--reason x --timeout soon"; do
		run -64 rollback $words
	done
	run -64 rollback --reason "   "
	run -64 rollback --reason "$(printf 'x%.0s' $(seq 5000))"
}

@test "only root may want a rollback" {
	[ "$(id -u)" -eq 0 ] || skip "nobody else is there"
	policyd_up
	put "$dir/one.json" "$one"
	put "$dir/two.json" "$two"
	cp "$POLICYCTL" "$dir/policyctl"
	run -70 setpriv --reuid 12345 --regid 12345 --clear-groups "$dir/policyctl" rollback "${here[@]}" --reason x
	[[ "$output" == *"only root may want that"* ]]
	cmp "$dir/two.json" "$managed/managed-settings.d/zz-policyd.json"
}

@test "a rollback without policyd, or with one that never acts" {
	run -70 rollback --reason x
	[[ "$output" == *"policyd's socket"* ]]
	python3 -c '
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
s.listen(4)
while True:
    c, _ = s.accept()
    c.recv(4096)
    c.sendall(b"{\"generation\":{\"number\":1}}\n")
    c.close()' "$dir/run/policyd.sock" 3>&- &
	mute=$!
	wait_for [ -S "$dir/run/policyd.sock" ]
	run -70 rollback --reason x --timeout 1s
	kill "$mute"
	[[ "$output" == *"has not said what came of it"* ]]
}
