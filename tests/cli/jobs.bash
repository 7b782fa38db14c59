# SPDX-License-Identifier: Apache-2.0
# The orchestrator's socket, played from a script (tests/harness/fake_orch.py).

jobs_up() {
	dir=$(mktemp -d)
	mkfifo "$dir/alive"
	: > "$dir/script"
	: > "$dir/asked"
	# It ends when nobody holds the other end of this pipe any more.
	/usr/bin/python3 "$TOP/tests/harness/fake_orch.py" "$dir/sock" "$dir/script" "$dir/asked" \
		< "$dir/alive" 3>&- > "$dir/server" 2>&1 &
	server=$!
	exec 7> "$dir/alive"
	until_true test -S "$dir/sock"
}

jobs_down() {
	exec 7>&-
	wait "$server" || true
	rm -rf "$dir"
}

# Not everybody may make terminals everywhere.
need_terminals() {
	/usr/bin/python3 -c 'import os; os.openpty()' 2> /dev/null || skip "no terminal can be made here"
}

until_true() {
	for _ in $(seq 3000); do
		! "$@" || return 0
		sleep 0.02
	done
	echo "it did not come about: $*"
	cat "$dir/server"
	return 1
}

# when QUESTION ANSWER...: JSON all of them.
when() {
	local IFS=,
	echo "{\"when\":$1,\"say\":[${*:2}]}" >> "$dir/script"
}

# The last question that was asked.
asked() {
	tail -n 1 "$dir/asked"
}

job() {
	run --separate-stderr "$POLICYCTL" job "$1" "${@:2}" --socket "$dir/sock"
}
