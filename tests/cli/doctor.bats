#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Each usual fault, planted: it is found, and the command that is named mends it.
bats_require_minimum_version 1.5.0
load machine.bash

setup() {
	machine_up
}

teardown() {
	[ -z "${server:-}" ] || kill "$server" 2> /dev/null || true
	machine_down
}

doctor() {
	"$POLICYCTL" doctor "${here[@]}" "$@"
}

# fault ID [TEXT]: this check finds it.
fault() {
	run -1 doctor --check "$1" --format json
	[ "$(of "$output" 'a["checks"][0]["health"]')" = fault ] || { echo "$output"; false; }
	[[ "$output" == *"${2:-}"* ]] || { echo "$output"; false; }
}

fine() {
	run -0 doctor --check "$1" --format json
	[ "$(of "$output" 'a["checks"][0]["health"]')" = "${2:-ok}" ] || { echo "$output"; false; }
}

# The command that the last answer names, as somebody would paste it.
mend() {
	PATH=$(dirname "$POLICYCTL"):$PATH bash -c "$(of "$output" 'a["checks"][0]["mend"]')"
}

is_root() {
	[ "$(id -u)" -eq 0 ] || skip "only root can plant this"
}

@test "a machine without faults has none" {
	policyd_up
	put "$dir/one.json" "$one"
	hook
	client /usr/local/bin/claude 2.1.300
	run -0 doctor
	[[ "$output" != *"fault  "* ]]
	[[ "${lines[-1]}" == "0 faults, "* ]]
	[ "$(wc -L <<< "$output")" -le 100 ]
	run -0 doctor --format json
	[ "$(of "$output" 'a["faults"]')" -eq 0 ]
	[ "$(of "$output" 'len(a["checks"])')" -ge 20 ]
}

@test "every check is in the manual page, and can be asked for alone" {
	for check in $(doctor --list | cut -d ' ' -f 1); do
		grep -qE "^\|  (.*, )?$check(,.*)?\$" "$MAN/policyctl-doctor.1.scd" || { echo "$check"; false; }
		run doctor --no-network --check "$check" --format json
		[ "$(of "$output" '[c["id"] for c in a["checks"]]')" = "['$check']" ]
	done
	run -64 doctor --check nothing
	[[ "$output" == *"there is no check 'nothing'"* ]]
}

@test "place: a name that looks right" {
	fine place
	echo '{"model":"opus"}' > "$managed/settings.json"
	fault place "no client reads '$managed/settings.json'"
	mend
	fine place
	[ -e "$managed/managed-settings.json" ]
	rm -r "$managed"
	fault place "so this machine has no policy"
}

@test "owner, mode, readable, links" {
	hook
	file=$managed/managed-settings.d/00-hook.json
	for check in owner mode readable links; do fine $check; done
	chmod 666 "$file"
	fault mode "others than its owner may write '$file'"
	mend
	fine mode
	chmod 777 "$root/etc"
	fault mode "$root/etc"
	mend
	chmod 600 "$file"
	fault readable "users cannot read '$file'"
	mend
	fine readable
	chmod 700 "$managed"
	fault readable "$managed"
	mend
	fine readable
	mv "$managed" "$root/etc/elsewhere"
	ln -s elsewhere "$managed"
	fault links "'$managed' is a link"
	mend
	fine links
	[ -d "$managed" ] && [ -e "$file" ]
}

@test "owner: somebody else's file" {
	is_root
	hook
	chown 12345 "$managed/managed-settings.d/00-hook.json"
	fault owner "belongs to user 12345"
	mend
	fine owner
}

@test "json: a fragment that clients cannot read" {
	hook
	for text in '{' '[]' '{"a":1}}' '{"a":1,}'; do
		echo "$text" > "$managed/managed-settings.d/10 it's.json"
		fault json "is no JSON object"
		mend
		fine json
		rm "$managed/managed-settings.d/10 it's.json.broken"
	done
	: > "$managed/managed-settings.d/20.json"
	fine json
}

@test "source: server-managed settings stand above the files" {
	is_root
	fine source
	echo '{"model":"opus"}' > "$root/home/ann/.claude/remote-settings.json"
	fault source "of ann: server-managed settings"
}

@test "client: too old, or one that does not answer" {
	fine client skipped
	echo '{"managedMcpServers":{}}' > "$managed/managed-settings.json"
	client /usr/local/bin/claude 2.1.200
	fault client "(2.1.200) ignores what the policy uses: managedMcpServers"
	client /usr/local/bin/claude 2.1.290
	fine client
	printf '#!/bin/sh\nexit 3\n' > "$root/usr/local/bin/claude"
	fault client "does not say its version"
}

@test "hook: missing, its program, and what happens when it fails" {
	fault hook "no managed PreToolUse hook"
	mend
	fine hook
	fine hook-failure
	rm "$managed"/managed-settings.d/*
	hook ''
	fault hook-failure "calls run when it cannot"
	hook
	fine hook-program
	chmod 700 "$root/usr/bin/policyctl-hook"
	fault hook-program "cannot be executed by everybody"
	mend
	fine hook-program
	chmod 777 "$root/usr/bin/policyctl-hook"
	fault hook-program "can be replaced by others"
	mend
	fine hook-program
	rm "$root/usr/bin/policyctl-hook"
	fault hook-program "is not there"
}

@test "clock: behind the newest signature" {
	policyd_up
	put "$dir/one.json" "$one" 1790000000
	fine clock
	put "$dir/two.json" "$two" 4102444800
	fault clock "but the policy was signed at 2100-01-01T00:00:00Z"
}

@test "dns and connect: no name, nobody there, no TLS, nobody's certificate" {
	config=$root/etc/policyd/policyd.yaml
	sed -i 's|^remote:.*|remote: https://no-such-host.invalid/p.git|' "$config"
	fault dns "'no-such-host.invalid' has no address"
	fine connect skipped
	run -0 doctor --no-network --check dns --check connect
	sed -i 's|^remote:.*|remote: ssh://git@127.0.0.1:1/p.git|' "$config"
	fine dns
	fault connect "'127.0.0.1' cannot be reached: port 1: Connection refused"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
		-addext subjectAltName=DNS:localhost -keyout "$dir/tls.key" -out "$dir/tls.crt" 2> /dev/null
	python3 -c '
import socket, ssl, sys
c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
c.load_cert_chain(sys.argv[1], sys.argv[2])
s = socket.create_server(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
while True:
    p, _ = s.accept()
    try: c.wrap_socket(p, server_side=True).close()
    except OSError: pass' "$dir/tls.crt" "$dir/tls.key" > "$dir/port" 3>&- &
	server=$!
	wait_for [ -s "$dir/port" ]
	sed -i "s|^remote:.*|remote: https://localhost:$(cat "$dir/port")/p.git|" "$config"
	fault connect "'localhost' is reached, but not trusted: self-signed certificate"
	echo "ca-file: $dir/tls.crt" >> "$config"
	fine connect
	sed -i "s|localhost|127.0.0.1|" "$config"
	fault connect "not trusted: IP address mismatch"
	sed -i 's|^remote:.*|remote: /nowhere/p.git|' "$config"
	fine dns skipped
	fault connect "is no directory"
}

@test "hub: no name, nobody there; its token: none, for everybody" {
	config=$root/etc/policyd/policyd.yaml
	fine hub skipped
	fine hub-token skipped
	echo 'hub: https://no-such-host.invalid/report' >> "$config"
	fault hub "'no-such-host.invalid' has no address"
	sed -i 's|^hub:.*|hub: https://127.0.0.1:1/report|' "$config"
	fault hub "'127.0.0.1' cannot be reached: port 1: Connection refused"
	run -0 doctor --no-network --check hub
	fault hub-token "hub-token-file does not name"
	echo "hub-token-file: $dir/token" >> "$config"
	fault hub-token "there is no token: '$dir/token' is no file"
	echo a-word-of-eight > "$dir/token"
	chmod 644 "$dir/token"
	fault hub-token "others may use or replace the token"
	is_root
	mend
	fine hub-token
}

@test "alerts: what policyd found still stands" {
	fine alerts skipped
	policyd_up
	put "$dir/one.json" "$one"
	fine alerts
	file=$managed/managed-settings.d/zz-policyd.json
	for i in 1 2 3 4 5 6; do
		echo "$i" >> "$file"
		wait_for cmp -s "$file" "$dir/one.json"
	done
	wait_for eval '! doctor --check alerts > /dev/null'
	fault alerts "zz-policyd.json: "
	[[ "$output" == *"policyctl explain 'PC220"* ]]
}

@test "audit: scheduled without what fingerprints are made with" {
	fine audit skipped
	mkdir -p "$root/etc/policyctl"
	echo "audit: {schedule: 12h}" > "$root/etc/policyctl/audit.yaml"
	chmod go-w "$root/etc/policyctl/audit.yaml"
	fault audit "audits are scheduled and cannot run: "
	(umask 077 && head -c 33 /dev/urandom | base64 > "$root/etc/policyctl/audit.key")
	fine audit
	echo "audit: {on-write: ask}" > "$root/etc/policyctl/audit.yaml"
	fine audit skipped
}

@test "models: scheduled scans that there were none of, a table of long ago" {
	fine models-scan skipped
	fine models-table skipped
	mkdir -p "$root/etc/policyctl"
	echo "models: {schedule: 12h}" > "$root/etc/policyctl/model-policy.yaml"
	printf 'as-of: 2020-01-01\nmodels: []\n' > "$root/etc/policyctl/models.yaml"
	chmod go-w "$root"/etc/policyctl/*.yaml
	fault models-scan "there was none yet"
	fault models-table "days ago"
}

@test "landlock: a kernel that cannot" {
	run doctor --check landlock --format json
	[[ "$(of "$output" 'a["checks"][0]["health"]')" == @(ok|fault) ]]
	# A filter stands in for such a kernel: the question itself is refused.
	"$PARTS/no_landlock" "$POLICYCTL" doctor "${here[@]}" --check landlock > "$dir/out" || [ $? -eq 1 ]
	grep -q "this kernel has no Landlock" "$dir/out"
	grep -q "mend: .*lsm=landlock" "$dir/out"
}

@test "signers: none, faulty, open to others, expired" {
	file=$root/etc/policyd/allowed_signers
	key=$(cut -d ' ' -f 1,2 "$dir/key.pub")
	fine signers
	fine signer
	echo "ann@example.com valid-before=\"20200101\" $key" > "$file"
	fine signers
	fault signer "lists nobody who may sign now: 1 line, 1 expired"
	echo "ann@example.com $key" >> "$file"
	run -0 doctor --check signer
	[[ "$output" == *"1 of 2 signers have expired"* ]]
	echo "bob@example.com ssh-ed25519 AAAA" >> "$file"
	fault signers "line 3: "
	echo "ann@example.com $key" > "$file"
	chmod 666 "$file"
	fault signers "others than root may write"
	mend
	fine signers
	echo "revoked-signers: /etc/policyd/revoked" >> "$root/etc/policyd/policyd.yaml"
	fault signers "revoked-signers cannot be read, so nothing new is put in force: "
	echo "$key" > "$root/etc/policyd/revoked"
	fine signers
	chmod 666 "$root/etc/policyd/revoked"
	fault signers "others than root may write"
	mend
	fine signers
	echo "bob" > "$root/etc/policyd/revoked"
	fault signers "line 1 is no public key"
	sed -i '/^revoked/d' "$root/etc/policyd/policyd.yaml"
	: > "$file"
	fault signer "lists nobody who may sign now: 0 lines"
	rm "$file"
	fault signers "nobody may publish"
}

@test "config: missing, wrong, open to others" {
	config=$root/etc/policyd/policyd.yaml
	fine config
	chmod 666 "$config"
	fault config "others may write"
	mend
	fine config
	echo "intervall: 5m" >> "$config"
	run -1 doctor --check config
	[[ "$output" == *"error PC2101: policyd.yaml has no key 'intervall'"* ]]
	rm "$config"
	fault config "No such file"
}

@test "state, spool, disk, record" {
	policyd_up
	put "$dir/one.json" "$one"
	for check in state spool disk record; do fine $check; done
	chmod 755 "$dir/state/apply"
	fault state "'$dir/state/apply' is open to others"
	mend
	fine state
	chmod 2755 "$spool"
	fault spool "hooks of users cannot write"
	mend
	fine spool
	rmdir "$spool"
	fault spool "there is no directory"
	mend
	fine spool
	policyd_down
	printf 'no database at all, and longer than the header of one would be, which is a hundred bytes............' > "$dir/state/record/policyd.db"
	rm -f "$dir"/state/record/policyd.db-*
	fault record "the record"
}

@test "disk: full" {
	is_root
	mkdir "$dir/small"
	mount -t tmpfs -o size=1m tmpfs "$dir/small" 2> /dev/null || skip "nothing can be mounted here"
	here=(--root "$root" --state "$dir/small" --socket "$dir/run/policyd.sock")
	run doctor --check disk --format json
	umount "$dir/small"
	[ "$status" -eq 1 ]
	[[ "$output" == *"there is no room for '$dir/small'"* ]]
}

@test "record: a chain that does not hold" {
	mkdir "$spool/$(id -u)"
	printf '{"id":"00000000-0000-7000-8000-000000000001","time":"2026-11-01T10:00:00.000Z","verdict":"deny","tool":"Bash","rule":"Bash(curl:*)"}\n' > "$spool/$(id -u)/decisions.jsonl"
	echo "{\"spool\": \"$spool\"}" | "$PARTS/record_seed" "$dir/state/record/policyd.db"
	fine record
	python3 -c 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("UPDATE decision SET rule = \"\""); c.commit()' "$dir/state/record/policyd.db"
	fault record "the chain of decisions is broken at row 1"
}

@test "running, socket, in-force, expiry, publication" {
	fault running "policyd is not running"
	fine socket skipped
	policyd_up
	for check in running socket; do fine $check; done
	fault in-force "no policy has been put in force"
	put "$dir/one.json" "$one" 1790000000 1999999999
	for check in in-force expiry publication; do fine $check; done
	put "$dir/two.json" "$two" 1700000000 1700000001
	fault expiry "the policy expired at 2023-11-14T22:13:21Z"
	tell synced "$root/srv/policy.git" "$two" refused nobody signed it
	fault publication "refused: nobody signed it"
	policyd_down
	rm "$managed/managed-settings.d/zz-policyd.json"
	fault in-force "is not what was put in force"
	rm -f "$dir/run/policyd.sock"
	python3 -c 'import socket, sys, time; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(1); time.sleep(600)' "$dir/run/policyd.sock" 3>&- &
	server=$!
	wait_for [ -S "$dir/run/policyd.sock" ]
	fine running
	fault socket "no answer in time"
}
