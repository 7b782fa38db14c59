# SPDX-License-Identifier: Apache-2.0
# A machine under a directory, with the roles of policyd that keep its record and put
# policies in force: for the tests of status, rollback and doctor.

machine_up() {
	dir=$(mktemp -d)
	chmod 755 "$dir" # clients are run by nobody
	root=$dir/root
	mkdir -p "$root"/etc/{claude-code,policyd} "$root"/usr/local/bin "$root"/srv/policy.git \
		"$root"/home/ann/.claude "$dir"/state/{record,apply} "$dir/run" "$root/var/spool/policyctl"
	spool=$root/var/spool/policyctl
	chmod 3733 "$spool"
	chmod 0700 "$dir/state/apply"
	printf 'ann:x:%s:%s::/home/ann:/bin/sh\n' 12345 12345 > "$root/etc/passwd"
	ssh-keygen -q -t ed25519 -N '' -f "$dir/key"
	echo "ann@example.com $(cut -d ' ' -f 1,2 "$dir/key.pub")" > "$root/etc/policyd/allowed_signers"
	cat > "$root/etc/policyd/policyd.yaml" <<-END
	remote: $root/srv/policy.git
	state: $dir/state
	run: $dir/run
	sync-user: $(id -un)
	serve-user: $(id -un)
	END
	echo '{"permissions":{"deny":["Bash(curl:*)"]}}' > "$dir/one.json"
	echo '{"permissions":{"deny":["Bash(wget:*)"]}}' > "$dir/two.json"
	managed=$root/etc/claude-code
	here=(--root "$root" --state "$dir/state" --socket "$dir/run/policyd.sock")
	one=1111111111111111111111111111111111111111
	two=2222222222222222222222222222222222222222
}

machine_down() {
	policyd_down
	rm -rf "$dir"
}

# wait_for COMMAND...: until it succeeds; a minute is for machines that do much else.
wait_for() {
	local n
	for n in $(seq 1200); do "$@" && return; sleep 0.05; done
	echo "waited in vain for: $*"
	return 1
}

is_up_or_gone() {
	[ -S "$dir/run/policyd.sock" ] || ! kill -0 "$stand" 2> /dev/null
}

policyd_up() {
	mkfifo "$dir/to"
	"$PARTS/policyd_stand" "$root/etc/policyd/policyd.yaml" "$root" < "$dir/to" > "$dir/said" 2> "$dir/talk" 3>&- &
	stand=$!
	exec 7> "$dir/to"
	wait_for is_up_or_gone
	[ -S "$dir/run/policyd.sock" ] || { cat "$dir/talk"; return 1; }
}

policyd_down() {
	[ -n "${stand:-}" ] || return 0
	exec 7>&-
	wait "$stand"
	stand=
	rm -f "$dir/to"
}

# has_lines N FILE: at least so many.
has_lines() {
	[ "$(wc -l < "$2")" -ge "$1" ]
}

# Says it to policyd's roles and waits for the answer, which comes when it is recorded.
tell() {
	local before
	before=$(wc -l < "$dir/said")
	echo "$*" >&7
	wait_for has_lines $((before + 1)) "$dir/said" && tail -n 1 "$dir/said"
}

# put FILE COMMIT [SIGNED-AT [EXPIRES]]
put() {
	tell put "$1" "$2" ann@example.com "${3:-1790000000}" "${4:-0}"
}

# client PLACE VERSION: a stand-in that says so.
client() {
	mkdir -p "$(dirname "$root$1")"
	printf '#!/bin/sh\n[ "$1" = --version ] && echo "%s (Claude Code)"\n' "$2" > "$root$1"
	chmod 755 "$root$1"
}

# hook [MEMBERS]: a drop-in that names a hook's program, which is there.
hook() {
	mkdir -p "$root/usr/bin" "$managed/managed-settings.d"
	printf '#!/bin/sh\n' > "$root/usr/bin/policyctl-hook"
	chmod 755 "$root/usr/bin/policyctl-hook"
	printf '{"hooks":{"PreToolUse":[{"matcher":"*","hooks":[{"type":"command","command":"/usr/bin/policyctl-hook","args":["--agent","claude"]%s}]}]}}\n' \
		"${1-,\"onFailure\":\"block\"}" > "$managed/managed-settings.d/00-hook.json"
}

# of JSON EXPRESSION: a is the answer.
of() {
	python3 -c 'import json, sys; a = json.loads(sys.argv[1]); print(eval(sys.argv[2]))' "$1" "$2"
}
