#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The hook as the client uses it: an event on stdin, an answer, an exit status of 0 or 2.
bats_require_minimum_version 1.5.0

setup() {
	dir=$(mktemp -d)
	mkdir -p "$dir/etc/managed-settings.d" "$dir/home" "$dir/proj/sub"
	cat > "$dir/etc/managed-settings.json" <<-'END'
	{"permissions": {
	  "deny": ["Bash(curl:*)", "Read(./.env)", "WebSearch"],
	  "ask": ["Bash(git push:*)"],
	  "allow": ["Bash(ls:*)"]},
	 "x-policyctl": {"reasons": {"Bash(curl:*)": "Downloads go through the mirror"}}}
	END
	export HOME=$dir/home
	unset CLAUDE_PROJECT_DIR XDG_STATE_HOME
	log=$dir/state/decisions.jsonl
}

teardown() {
	rm -rf "$dir"
}

hook() {
	"$POLICYCTL" hook --managed "$dir/etc" --state "$dir/state" "$@"
}

# event TOOL INPUT [MEMBER...]
event() {
	local tool=$1 input=$2
	shift 2
	printf '{"session_id":"s-1","hook_event_name":"PreToolUse","cwd":"%s","permission_mode":"default","tool_name":"%s","tool_input":%s%s}' \
		"$dir/proj" "$tool" "$input" "$*"
}

bash_event() {
	event Bash "{\"command\":\"$1\"}"
}

answer() {
	hook <<< "$(bash_event "$1")"
}

# Blocked without a word that the client would take for something else.
is_blocked() {
	[ "$status" -eq 2 ]
	[[ "$stderr" == policyctl:* ]]
}

member() {
	python3 -c 'import json, sys; print(json.loads(sys.argv[1])["hookSpecificOutput"][sys.argv[2]])' "$1" "$2"
}

@test "a denied call is blocked with the author's reason, the rule and its place" {
	run --separate-stderr answer 'curl x'
	is_blocked
	[ "$(member "$output" hookEventName)" = PreToolUse ]
	[ "$(member "$output" permissionDecision)" = deny ]
	want="Downloads go through the mirror; deny rule Bash(curl:*); $dir/etc/managed-settings.json:2:12"
	[ "$(member "$output" permissionDecisionReason)" = "$want" ]
	[ "$stderr" = "policyctl: $want" ]
}

@test "a call to be asked about is asked about, and not blocked" {
	run --separate-stderr answer 'git push'
	[ "$status" -eq 0 ]
	[ "$(member "$output" permissionDecision)" = ask ]
	[ -z "$stderr" ]
}

@test "what no deny or ask rule speaks of is left to the client, also what it would ask" {
	for command in 'ls' 'touch x' 'make' 'rm -r sub'; do
		run --separate-stderr answer "$command"
		[ "$status" -eq 0 ]
		[ -z "$output" ]
		[ -z "$stderr" ]
	done
}

@test "a denied program stays denied however it is spelled, and the reason says where" {
	for command in "bash -c 'curl x'" 'busybox curl x' 'echo curl x | sh' "\$'curl' x"; do
		text=$(python3 -c 'import json, sys; print(json.dumps({"command": sys.argv[1]}))' "$command")
		run --separate-stderr hook <<< "$(event Bash "$text")"
		is_blocked
		reason=$(member "$output" permissionDecisionReason)
		[[ "$reason" == *"Downloads go through the mirror"*"; $dir/etc/managed-settings.json:2:12" ]]
		[[ "$reason" == *"deny rule Bash(curl:*)"* ]]
		[ "$(grep -o 'Downloads' <<< "$reason" | wc -l)" -eq 1 ]
	done
}

@test "what a deny rule could hide in is asked about, whatever the client itself would do" {
	run --separate-stderr hook <<< "$(event Bash '{"command":"$X y"}')"
	[ "$status" -eq 0 ]
	[ "$(member "$output" permissionDecision)" = ask ]
	echo '{"x-policyctl":{"strict":{"unknown":"deny"}}}' > "$dir/etc/managed-settings.d/10-strict.json"
	run --separate-stderr hook <<< "$(event Bash '{"command":"$X y"}')"
	is_blocked
}

@test "files and whole tools are blocked, too" {
	run --separate-stderr hook <<< "$(event Read "{\"file_path\":\"$dir/proj/.env\"}")"
	is_blocked
	run --separate-stderr hook <<< "$(event WebSearch '{"query":"x"}')"
	is_blocked
}

@test "rules hold in every permission mode, known or not" {
	for mode in default plan acceptEdits auto dontAsk bypassPermissions fromTheFuture; do
		text=$(bash_event 'curl x')
		run --separate-stderr hook <<< "${text/\"default\"/\"$mode\"}"
		is_blocked
	done
}

@test "project settings are those of where the client was started, paths those of now" {
	mkdir "$dir/proj/.claude"
	echo '{"permissions":{"deny":["Bash(id:*)"]}}' > "$dir/proj/.claude/settings.json"
	export CLAUDE_PROJECT_DIR=$dir/proj
	text=$(bash_event 'id')
	run --separate-stderr hook <<< "${text/"$dir/proj"/"$dir/proj/sub"}"
	is_blocked
	for name in .env ../.env; do
		text=$(bash_event "cat $name")
		run --separate-stderr hook <<< "${text/"$dir/proj"/"$dir/proj/sub"}"
		is_blocked
	done
}

@test "an event that is broken is blocked" {
	good=$(bash_event ls)
	for text in '' ' ' '{' '[]' 'null' '"x"' "$good}" "$good$good" "${good%\}}" "${good/\"ls\"/\"\\xff\"}" \
		"${good/\"ls\"/$'"\xff"'}" "${good/\"Bash\"/7}" "${good/\"tool_name\"/\"tool\"}" "${good/\"tool_input\"/\"input\"}" \
		"${good/\{\"command\":\"ls\"\}/\"ls\"}" "${good/\"cwd\"/\"pwd\"}" "${good/"$dir"/relative}" \
		"${good/\"hook_event_name\"/\"event\"}" "${good/\"session_id\":\"s-1\"/\"tool_name\":\"Read\"}"; do
		run --separate-stderr hook <<< "$text"
		is_blocked
	done
}

@test "input that is too large is blocked at once" {
	run --separate-stderr timeout 20 bash -c "yes x | '$POLICYCTL' hook --managed '$dir/etc' --state '$dir/state'"
	is_blocked
	[[ "$stderr" == *larger* ]]
}

@test "nesting without end is blocked" {
	text=$(bash_event ls)
	run --separate-stderr hook <<< "${text/\"ls\"/$(printf '%0100000d' 0 | tr 0 '[')}"
	is_blocked
}

@test "no policy, a broken one and one that cannot be read block" {
	rm "$dir/etc/managed-settings.json"
	run --separate-stderr answer ls
	is_blocked
	[[ "$stderr" == *"no managed settings"* ]]
	rm -r "$dir/etc"
	run --separate-stderr answer ls
	is_blocked
	mkdir "$dir/etc"
	echo '{"permissions":' > "$dir/etc/managed-settings.json"
	run --separate-stderr answer ls
	is_blocked
	[[ "$stderr" == *"no valid policy"*"managed-settings.json:"* ]]
	rm "$dir/etc/managed-settings.json"
	mkdir "$dir/etc/managed-settings.json"
	run --separate-stderr answer ls
	is_blocked
}

@test "wrong words block" {
	for words in --no-such-option 'an operand' '--agent other' '--time-limit' '--time-limit 0' '--time-limit nan' '--time-limit x' \
		'--print'; do
		for program in "$POLICYCTL hook" "$POLICYCTL-hook"; do
			run --separate-stderr $program $words <<< "$(bash_event ls)"
			[ "$status" -eq 2 ]
			[ -n "$stderr" ]
		done
	done
}

@test "a hook that is not beside policyctl blocks, wherever else one lies" {
	mkdir "$dir/alone"
	cp "$POLICYCTL" "$dir/alone/policyctl"
	PATH=$(dirname "$POLICYCTL"):$PATH run --separate-stderr "$dir/alone/policyctl" hook --managed "$dir/etc" <<< "$(bash_event ls)"
	[ "$status" -eq 2 ]
	[[ "$stderr" == *"$dir/alone/policyctl-hook"* ]]
}

@test "an answer that cannot be written blocks; no opinion needs no answer" {
	for command in 'curl x' 'git push'; do
		for to in '>&-' '> /dev/full'; do
			run bash -c "'$POLICYCTL' hook --managed '$dir/etc' --state '$dir/state' $to <<< '$(bash_event "$command")'"
			[ "$status" -eq 2 ]
		done
	done
	run bash -c "'$POLICYCTL' hook --managed '$dir/etc' --state '$dir/state' >&- <<< '$(bash_event ls)'"
	[ "$status" -eq 0 ]
}

@test "closed standard streams never become somebody's file" {
	for closed in '<&-' '2>&-' '<&- >&- 2>&-'; do
		run bash -c "'$POLICYCTL-hook' --managed '$dir/etc' --state '$dir/state' $closed < <(echo '$(bash_event 'curl x')') $closed"
		[ "$status" -eq 2 ]
	done
	[ ! -e "$log" ] || ! grep -v '^{.*}$' "$log"
}

@test "a client that never ends its event meets the time limit" {
	run --separate-stderr timeout 20 bash -c "sleep 5 | '$POLICYCTL' hook --managed '$dir/etc' --state '$dir/state' --time-limit 0.2"
	is_blocked
	[[ "$stderr" == *"time limit"* ]]
}

# It waits for its event: a shell that has not become it yet does so, too, but is no hook.
is_waiting() {
	[ "$(readlink "/proc/$1/exe")" = "$(realpath "$POLICYCTL-hook")" ] && grep -q '^State:.S' "/proc/$1/status"
}

# Signals that the hook was told of while it waited for its event.
@test "every signal that can be caught blocks, ignored and held back ones too" {
	mkfifo "$dir/in"
	for signal in SEGV BUS ILL FPE ABRT SYS TRAP TERM INT HUP QUIT USR1 USR2 XCPU ALRM; do
		(trap '' "$signal" && exec "$POLICYCTL-hook" --managed "$dir/etc" --state "$dir/state" < "$dir/in" 2> "$dir/err") &
		exec 9> "$dir/in"
		for _ in $(seq 1200); do is_waiting $! && break; sleep 0.05; done
		kill "-$signal" $!
		status=0
		wait $! || status=$?
		exec 9>&-
		[ "$status" -eq 2 ]
		grep -q '^policyctl: .*blocked' "$dir/err"
	done
}

@test "running out of memory or stack blocks" {
	[ -z "$(nm -D "$POLICYCTL-hook" 2>/dev/null | grep -m1 __asan)" ] || skip "sanitizers need the memory themselves"
	run --separate-stderr bash -c "ulimit -v 20000; yes ' ' | head -c 15000000 | '$POLICYCTL-hook' --managed '$dir/etc' --state '$dir/state'"
	[ "$status" -eq 2 ]
	{ printf '{"hook_event_name":"PreToolUse","cwd":"/","tool_name":"Bash","tool_input":{"command":"'
	  printf '$(%.0s' {1..190}; printf ')%.0s' {1..190}; printf '"}}'; } > "$dir/deep"
	run --separate-stderr bash -c "ulimit -s 32; '$POLICYCTL-hook' --managed '$dir/etc' --state '$dir/state' < '$dir/deep'"
	[ "$status" -eq 2 ] || [ "$status" -eq 0 ]
}

@test "a session is told which policy is in force" {
	run --separate-stderr hook <<< "{\"hook_event_name\":\"SessionStart\",\"source\":\"startup\",\"cwd\":\"$dir/proj\"}"
	[ "$status" -eq 0 ]
	digest=$("$POLICYCTL" show --digest --managed "$dir/etc" | grep -o '[0-9a-f]\{64\}')
	[[ "$(member "$output" additionalContext)" == *"sha256:$digest: 3 deny rules, 1 ask rule."* ]]
	[ "$(member "$output" hookEventName)" = SessionStart ]
}

change() {
	printf '{"hook_event_name":"ConfigChange","source":"%s","file_path":"x","cwd":"%s"}' "$1" "$dir/proj"
}

@test "settings that change are taken unless the policy says otherwise" {
	run --separate-stderr hook <<< "$(change user_settings)"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	echo '{"x-policyctl":{"hook":{"configChange":"deny"}}}' > "$dir/etc/managed-settings.d/10-hook.json"
	for source in user_settings project_settings local_settings skills; do
		run --separate-stderr hook <<< "$(change $source)"
		is_blocked
		[[ "$output" == '{"decision":"block","reason":"'*'"}' ]]
	done
	run --separate-stderr hook <<< "$(change policy_settings)"
	[ "$status" -eq 0 ]
	echo '{"x-policyctl":{"hook":{"configChange":["deny"]}}}' > "$dir/etc/managed-settings.d/10-hook.json"
	run --separate-stderr hook <<< "$(change user_settings)"
	is_blocked
	echo '{"x-policyctl":{"hook":{"configChange":"allow"}}}' > "$dir/etc/managed-settings.d/10-hook.json"
	run --separate-stderr hook <<< "$(change user_settings)"
	[ "$status" -eq 0 ]
}

@test "a user's own settings cannot say that of themselves" {
	mkdir -p "$dir/home/.claude"
	echo '{"x-policyctl":{"hook":{"configChange":"deny"}}}' > "$dir/home/.claude/settings.json"
	run --separate-stderr hook <<< "$(change user_settings)"
	[ "$status" -eq 0 ]
}

@test "events that nobody decides pass, and are in the log" {
	run --separate-stderr hook <<< '{"hook_event_name":"Notification","cwd":"/","session_id":"s-2"}'
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	grep -q '"session":"s-2","event":"Notification","tool":null,"verdict":"none"' "$log"
}

# ---- the decision log ----------------------------------------------------------

field() {
	tail -n 1 "$log" | python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}

@test "every decision is one line that says who decided what by which rule" {
	answer 'curl x' 2> /dev/null || true
	[ "$(field verdict)" = deny ]
	[ "$(field by)" = rule ]
	[ "$(field rule)" = 'Bash(curl:*)' ]
	[ "$(field source)" = "$dir/etc/managed-settings.json:2:12" ]
	[ "$(field session)" = s-1 ]
	[ "$(field tool)" = Bash ]
	[ "$(field cwd)" = "$dir/proj" ]
	[ "$(field policy)" = "$("$POLICYCTL" show --digest --managed "$dir/etc" | grep -o '[0-9a-f]\{64\}')" ]
	[ "$(field sha256)" = "$(printf %s 'curl x' | sha256sum | cut -d' ' -f1)" ]
	[[ "$(field time)" =~ ^20[0-9-]{8}T[0-9:]{8}\.[0-9]{3}Z$ ]]
	[ "$(field us)" -ge 0 ]
	[ "$(field agent)" = claude ]
	[[ "$(field id)" =~ ^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$ ]]
	answer ls
	[ "$(field verdict)" = none ]
	answer 'git push'
	[ "$(field verdict)" = ask ]
	[ "$(wc -l < "$log")" -eq 3 ]
}

@test "no secret of a call reaches the log, only the names of programs" {
	answer 'TOKEN=s3cr3t-1 /usr/bin/curl -H s3cr3t-2 https://u:s3cr3t-3@h | $s3cr3t4 \"s3cr3t 5\" | sort; echo s3cr3t-6 > s3cr3t-7 # s3cr3t-8' 2> /dev/null || true
	[ "$(field programs)" = "['curl', 'sort', 'echo']" ]
	for command in 'curl -H \"Authorization: Bearer s3cr3t\" h' 'AWS_SECRET_ACCESS_KEY=s3cr3t aws s3 ls' 'git clone https://user:s3cr3t@host/x' \
		'mysql -ps3cr3t' 'export TOKEN=s3cr3t' 's3cr3t=\"' 'echo s3cr3t | docker login --password-stdin'; do
		answer "$command" 2> /dev/null || true
	done
	hook <<< "$(event Write '{"file_path":"/x/s3cr3t","content":"s3cr3t"}')"
	hook <<< '{"hook_event_name":"PreToolUse" s3cr3t' 2> /dev/null || true
	hook <<< "$(event WebFetch '{"url":"https://s3cr3t","prompt":"s3cr3t"}')"
	[ "$(wc -l < "$log")" -eq 11 ]
	! grep s3cr3t "$log"
}

@test "of a line whose quotes do not end no word is taken for a program" {
	answer "curl -H 'Bearer; s3cr3t" 2> /dev/null || true
	[ "$(field programs)" = "[]" ]
}

@test "what is blocked for want of a policy is in the log with its reason" {
	rm "$dir/etc/managed-settings.json"
	answer ls 2> /dev/null || true
	[ "$(field by)" = policy ]
	[[ "$(field reason)" == *"no managed settings"* ]]
}

@test "the log is its owner's alone" {
	answer ls
	[ "$(stat -c %a "$log")" = 600 ]
	[ "$(stat -c %a "$dir/state")" = 700 ]
}

# What is in the log's place, and a word of what is said of it.
refuses_log() {
	run --separate-stderr answer ls
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[[ "$stderr" == *"not in the log"*"$1"* ]]
	[ "$(grep -c 'not in the log' <<< "$stderr")" -eq 1 ]
	run --separate-stderr answer 'curl x'
	[ "$status" -eq 2 ]
}

@test "a log that cannot be written changes no verdict" {
	mkdir "$dir/state" "$dir/other"
	ln -s "$dir/other/file" "$log"
	refuses_log decisions.jsonl
	[ ! -e "$dir/other/file" ]
	rm "$log"
	mkdir "$log"
	refuses_log decisions.jsonl
	rmdir "$log"
	mkfifo "$log"
	refuses_log decisions.jsonl
	rm "$log"
	touch "$dir/other/file"
	ln "$dir/other/file" "$log"
	refuses_log alone
	rm "$log"
	chmod 777 "$dir/state"
	refuses_log alone
	rm -r "$dir/state"
	ln -s "$dir/other" "$dir/state"
	refuses_log "$dir/state"
	rm "$dir/state"
	touch "$dir/state"
	refuses_log "$dir/state"
}

@test "a full log is put aside, and no more than four old ones are kept" {
	mkdir -m 700 "$dir/state"
	for i in 1 2 3 4 5 6; do
		head -c 8388600 /dev/zero > "$log"
		chmod 600 "$log"
		answer ls
		[ "$(wc -l < "$log")" -eq 1 ]
	done
	[ "$(ls "$dir/state" | grep decisions | tr '\n' ' ')" = "decisions.jsonl decisions.jsonl.1 decisions.jsonl.2 decisions.jsonl.3 decisions.jsonl.4 " ]
}

@test "200 hooks at once leave 200 whole lines, each once, also while the log rotates" {
	mkdir -m 700 "$dir/state"
	head -c 8384000 /dev/zero | tr '\0' '\n' > "$log"
	chmod 600 "$log"
	text=$(bash_event ls)
	for i in $(seq 200); do
		"$POLICYCTL-hook" --managed "$dir/etc" --state "$dir/state" <<< "${text/s-1/s-$i}" &
	done
	wait
	[ -s "$log.1" ]
	cat "$dir/state"/decisions.jsonl* | grep -v '^$' > "$dir/all"
	python3 - "$dir/all" <<-'END'
	import json, sys
	lines = [json.loads(line) for line in open(sys.argv[1])]
	assert len(lines) == len({line["id"] for line in lines}) == 200, len(lines)
	assert {line["session"] for line in lines} == {"s-%d" % n for n in range(1, 201)}
	END
}

@test "a line that the disk had no room for costs itself alone" {
	answer ls
	size=$(stat -c %s "$log")
	truncate -s 4096 "$log"
	printf '\n' >> "$log"
	truncate -s -$((4097 - size)) "$log"
	# The limit is in KiB: pad up to shortly below one.
	head -c $((2048 - 40 - size - 1)) /dev/zero | tr '\0' ' ' >> "$log"
	echo >> "$log"
	run --separate-stderr bash -c "ulimit -f 2; '$POLICYCTL-hook' --managed '$dir/etc' --state '$dir/state' <<< '$(bash_event 'curl x')'"
	[ "$status" -eq 2 ]
	[[ "$stderr" == *"not in the log"* ]]
	[ "$(stat -c %s "$log")" -eq 2048 ]
	answer ls
	answer ls
	[ "$(tail -n 2 "$log" | grep -c '^{.*}$')" -eq 2 ]
}

@test "a log on a full disk changes no verdict" {
	[ "$(id -u)" -eq 0 ] && unshare -m true 2> /dev/null || skip "needs root and a mount of its own"
	mkdir "$dir/state"
	unshare -m bash -c "mount -t tmpfs -o size=8k,mode=700 tmpfs '$dir/state' && head -c 20000 /dev/zero > '$dir/state/filler'
		'$POLICYCTL-hook' --managed '$dir/etc' --state '$dir/state' <<< '$(bash_event 'curl x')' > '$dir/out' 2> '$dir/err'
		echo \$? > '$dir/status'"
	[ "$(cat "$dir/status")" -eq 2 ]
	grep -q '"permissionDecision":"deny"' "$dir/out"
	grep -q 'not in the log: .*No space' "$dir/err"
}

handed_in() {
	"$POLICYCTL" hook --managed "$dir/etc" --state "$dir/state" --spool "$dir/spool" <<< "$(bash_event "$1")"
}

@test "where there is a spool, decisions go there, for the user and policyd alone" {
	mkdir -m 3733 "$dir/spool"
	umask 077
	handed_in ls
	own=$dir/spool/$(id -u)
	[ "$(stat -c %a "$own")" = 2770 ]
	[ "$(stat -c '%a %g' "$own/decisions.jsonl")" = "640 $(stat -c %g "$dir/spool")" ]
	[ ! -e "$dir/state/decisions.jsonl" ]
	handed_in ls
	[ "$(wc -l < "$own/decisions.jsonl")" -eq 2 ]
}

@test "a spool that cannot be written leaves the log where it was" {
	handed_in ls
	[ "$(wc -l < "$log")" -eq 1 ]
	own=$dir/spool/$(id -u)
	mkdir -p -m 0777 "$dir/elsewhere" "$dir/spool"
	for what in 'mkdir -m 0777' 'ln -s ../elsewhere' 'touch'; do
		$what "$own"
		rm -f "$log"
		run --separate-stderr handed_in 'curl x'
		[ "$status" -eq 2 ]
		[[ "$stderr" == *"policyd does not get the decision"* ]]
		[ "$(wc -l < "$log")" -eq 1 ]
		[ -z "$(ls "$dir/elsewhere")" ]
		rm -rf "$own"
	done
}

@test "a full log in the spool rotates; one that is removed is made anew" {
	mkdir -m 3733 "$dir/spool"
	handed_in ls
	own=$dir/spool/$(id -u)
	truncate -s 8M "$own/decisions.jsonl"
	handed_in ls
	[ "$(wc -l < "$own/decisions.jsonl")" -eq 1 ]
	[ -e "$own/decisions.jsonl.1" ]
	# policyd removes it while a hook waits for the lock
	exec 8< "$own/decisions.jsonl"
	flock 8
	handed_in ls 8<&- &
	sleep 0.1
	rm "$own/decisions.jsonl"
	exec 8<&-
	wait $!
	[ "$(wc -l < "$own/decisions.jsonl")" -eq 1 ]
}

@test "without --state a user's log is where programs keep their state" {
	[ "$(id -u)" -ne 0 ] || skip "root's log is the machine's"
	"$POLICYCTL" hook --managed "$dir/etc" --spool "$dir/none" <<< "$(bash_event ls)"
	[ -s "$dir/home/.local/state/policyctl/decisions.jsonl" ]
	XDG_STATE_HOME=$dir/xdg "$POLICYCTL" hook --managed "$dir/etc" --spool "$dir/none" <<< "$(bash_event ls)"
	[ -s "$dir/xdg/policyctl/decisions.jsonl" ]
}

# ---- deploying ------------------------------------------------------------------

@test "the fragment names the program itself and blocks when it fails" {
	"$POLICYCTL" hook --install --print --state "$dir/state" --time-limit 7 > "$dir/fragment.json"
	python3 - "$dir/fragment.json" "$(realpath "$(dirname "$POLICYCTL")")/policyctl-hook" "$dir/state" <<-'END'
	import json, sys
	hooks = json.load(open(sys.argv[1]))["hooks"]
	assert sorted(hooks) == ["ConfigChange", "PreToolUse", "SessionStart"]
	assert hooks["PreToolUse"][0]["matcher"] == "*"
	for event in hooks.values():
	    handler, = event[0]["hooks"]
	    assert handler == {"type": "command", "command": sys.argv[2], "timeout": 12, "onFailure": "block",
	                       "args": ["--agent", "claude", "--state", sys.argv[3], "--time-limit", "7"]}, handler
	END
	"$POLICYCTL" fmt --check "$dir/fragment.json"
}

@test "installing writes the fragment once, and verify has nothing against it" {
	rm -r "$dir/etc/managed-settings.d"
	run "$POLICYCTL" hook --install --managed "$dir/etc"
	[ "$status" -eq 0 ]
	file=$dir/etc/managed-settings.d/00-policyctl-hook.json
	[ "$output" = "$file: installed" ]
	[ "$(stat -c %a "$file")" = 644 ]
	before=$(stat -c %i "$file")
	run "$POLICYCTL" hook --install --managed "$dir/etc"
	[ "$status" -eq 0 ]
	[ "$output" = "$file: is installed already" ]
	[ "$(stat -c %i "$file")" = "$before" ]
	echo '{}' > "$file"
	run "$POLICYCTL" hook --install --managed "$dir/etc"
	[ "$output" = "$file: installed" ]
	"$POLICYCTL" hook --install --print | diff - "$file"
	run "$POLICYCTL" verify --fail-on note "$file"
	[ "$status" -eq 0 ]
}

@test "uninstalling removes what installing wrote, once, and nothing else" {
	file=$dir/etc/managed-settings.d/00-policyctl-hook.json
	for words in '' '--time-limit 9' "--state $dir/state --time-limit 2" "--state relative"; do
		"$POLICYCTL" hook --install --managed "$dir/etc" $words
		run "$POLICYCTL" hook --uninstall --print --managed "$dir/etc"
		[ "$status" -eq 0 ]
		[ "$output" = "$file" ]
		[ -e "$file" ]
		run "$POLICYCTL" hook --uninstall --managed "$dir/etc"
		[ "$status" -eq 0 ]
		[ "$output" = "$file: removed" ]
		[ ! -e "$file" ]
	done
	run "$POLICYCTL" hook --uninstall --managed "$dir/etc"
	[ "$status" -eq 0 ]
	[ "$output" = "$file: is not installed" ]
	run "$POLICYCTL" hook --uninstall --print --managed "$dir/etc"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ -e "$dir/etc/managed-settings.json" ]
}

@test "a fragment that somebody changed is not removed" {
	file=$dir/etc/managed-settings.d/00-policyctl-hook.json
	"$POLICYCTL" hook --install --managed "$dir/etc"
	for change in 's/"\*"/"Bash"/' 's/block/allow/' 's/policyctl-hook"/other"/' 's/^{/{"env": {"A": "b"},/' 's/}$//'; do
		sed "$change" "$file" > "$dir/changed"
		cp "$dir/changed" "$file"
		run --separate-stderr "$POLICYCTL" hook --uninstall --managed "$dir/etc"
		[ "$status" -eq 70 ]
		[[ "$stderr" == *"and stays"* ]]
		cmp "$dir/changed" "$file"
		"$POLICYCTL" hook --install --managed "$dir/etc"
	done
}

@test "the fragment that is written can be started as it says" {
	"$POLICYCTL" hook --install --print --state "$dir/state" > "$dir/fragment.json"
	mapfile -t words < <(python3 -c 'import json, sys
h = json.load(open(sys.argv[1]))["hooks"]["PreToolUse"][0]["hooks"][0]
print("\n".join([h["command"]] + h["args"]))' "$dir/fragment.json")
	run --separate-stderr "${words[@]}" --managed "$dir/etc" <<< "$(bash_event 'curl x')"
	is_blocked
	[ "$(member "$output" permissionDecision)" = deny ]
}

# decided FROM STEP TO: the verdicts, one a line, on lines with so many commands before the
# one that looks through the files that were written.
decided() {
	local n files
	files=$(seq -f 'a >f%g;' -s ' ' 200)
	for n in $(seq "$@"); do
		printf '{"tool":"Bash","input":{"command":"echo \\"x:\\n  curl x\\" >justfile; %s %sjust x"}}\n' \
			"$files" "$(seq -f 'v=%g;' -s ' ' "$n")"
	done | "$POLICYCTL" check --batch --profile strict --managed "$dir/etc" --cwd "$dir/proj" |
		grep -o '"verdict":"[a-z]*"'
}

@test "wherever the work on a long line ends, what is not looked at is asked about" {
	echo '{"permissions":{"allow":["Bash"],"deny":["Bash(curl:*)"]}}' > "$dir/etc/managed-settings.json"
	[[ "$(decided 1 1 1)" == *deny* ]]
	denied=$(decided 100 100 8000 | grep -c deny)
	run decided $((100 * denied)) 1 $((100 * denied + 100))
	[ "${#lines[@]}" -eq 101 ]
	[[ "$output" == *deny*ask* ]]
	[[ "$output" != *allow* ]]
}
