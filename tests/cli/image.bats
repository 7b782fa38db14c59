#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The compiled policy that the hook keeps: when it is used, when it is made anew, and when
# nobody trusts it.  What is denied stays denied throughout.
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR"
	umask 022
	mkdir -p etc/managed-settings.d home proj
	export HOME=$PWD/home CLAUDE_PROJECT_DIR=$PWD/proj
	HOOK=${POLICYCTL_HOOK:-$(dirname "$POLICYCTL")/policyctl-hook}
	rules etc/managed-settings.json 'Bash(curl *)'
	state=$PWD/state
	settle
}

rules() {
	echo "{\"permissions\":{\"deny\":[\"$2\"]}}" > "$1"
}

# A file that changed a moment ago may change again without a trace: none is kept then.
settle() {
	sleep 0.05
}

call() {
	printf '{"session_id":"s","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"%s"},"cwd":"%s","permission_mode":"default"}' \
		"$1" "${2:-$PWD/proj}" | "${HOOK[@]}" --managed "$PWD/etc" --state "$state"
}

denied() {
	run --separate-stderr -2 call "$@"
}

passes() {
	run --separate-stderr -0 call "$@"
	[ -z "$output" ]
}

images() {
	ls "$state/compiled" | grep -c 'image$' || true
}

image() {
	ls -d "$state"/compiled/*.image
}

# What tells one file from the file that replaced it.
identity() {
	stat -c '%i %z' "$(image)"
}

need_root() {
	[ "$(id -u)" = 0 ] || skip "needs root"
}

another_can() {
	setpriv --reuid 12345 --clear-groups test -x "$HOOK" || skip "another user cannot start the hook where it lies"
}

@test "the first call keeps a compiled policy, the next ones use it" {
	denied 'curl x'
	[ "$(images)" = 1 ]
	[ "$(stat -c %a "$(image)")" = 600 ]
	was=$(identity)
	denied 'curl x'
	passes 'wget x'
	[ "$(identity)" = "$was" ]
	[ -z "$stderr" ]
}

@test "it is what decides: its owner is trusted with it" {
	denied 'curl x'
	sed -i 's/Bash(curl/Only(here/g' "$(image)"
	denied 'curl x'
	[[ "$stderr" == *"Only(here"* ]]
}

@test "an edited file, an added and a removed drop-in count at once" {
	denied 'curl x'
	settle
	rules etc/managed-settings.json 'Bash(wget *)'
	denied 'wget x'
	passes 'curl x'
	settle
	denied 'wget x'
	rules etc/managed-settings.d/10-more.json 'Bash(curl *)'
	denied 'curl x'
	settle
	denied 'curl x'
	rm etc/managed-settings.d/10-more.json
	passes 'curl x'
}

@test "an edit of the same size with the old date counts" {
	denied 'curl x'
	settle
	touch -r etc/managed-settings.json date
	rules etc/managed-settings.json 'Bash(wget *)'
	touch -r date etc/managed-settings.json
	denied 'wget x'
	passes 'curl x'
}

@test "an edit within the clock's tick counts" {
	for i in 1 2 3 4 5; do
		rules etc/managed-settings.json 'Bash(wget *)'
		denied 'wget x'
		rules etc/managed-settings.json 'Bash(curl *)'
		denied 'curl x'
	done
}

@test "settings of the user and of the project count when they appear" {
	passes 'wget x'
	mkdir -p home/.claude proj/.claude
	rules home/.claude/settings.json 'Bash(wget *)'
	denied 'wget x'
	settle
	denied 'wget x'
	rules proj/.claude/settings.local.json 'Bash(ftp *)'
	denied 'ftp x'
}

@test "a repository that appears above the directory counts" {
	mkdir -p proj/sub
	passes 'wget x' "$PWD/proj/sub"
	mkdir -p proj/.git proj/.claude
	rules proj/.claude/settings.local.json 'Bash(wget *)'
	CLAUDE_PROJECT_DIR=$PWD/proj/sub denied 'wget x' "$PWD/proj/sub"
}

@test "a changed mode of a managed file counts" {
	denied 'curl x'
	was=$(identity)
	settle
	chmod 640 etc/managed-settings.json
	settle
	denied 'curl x'
	[ "$(identity)" != "$was" ]
}

@test "directories and permission modes have their own, so many and no more" {
	for i in $(seq 70); do
		mkdir "proj/$i"
		denied 'curl x' "$PWD/proj/$i"
	done
	[ "$(images)" = 64 ]
}

@test "another program's image is replaced" {
	denied 'curl x'
	was=$(identity)
	# The build id stands at the header's 17th byte.
	printf 'other' | dd of="$(image)" bs=1 seek=16 conv=notrunc status=none
	denied 'curl x'
	[ "$(identity)" != "$was" ]
	passes 'wget x'
}

@test "a truncated, an empty and a garbled image are replaced" {
	for size in 0 7 100 4096 20000; do
		denied 'curl x'
		truncate -s "$size" "$(image)"
		denied 'curl x'
		passes 'wget x'
		[ "$(stat -c %s "$(image)")" -gt 20000 ]
	done
	head -c 40000 /dev/zero | tr '\0' 'p' > "$(image)"
	denied 'curl x'
	passes 'wget x'
}

@test "an image that others may write is not used, and said so" {
	denied 'curl x'
	was=$(identity)
	sed -i 's/curl/wget/g' "$(image)"
	chmod 622 "$(image)"
	denied 'curl x'
	[[ "$stderr" == *"is not used: it may be written by others"* ]]
	passes 'wget x'
	[ -z "$stderr" ]
	[ "$(stat -c %a "$(image)")" = 600 ]
}

@test "an image with another name is not used" {
	denied 'curl x'
	ln "$(image)" other
	denied 'curl x'
	[[ "$stderr" == *"another name"* ]]
	denied 'curl x'
	[[ "$stderr" != *"another name"* ]]
}

@test "an image of another user is not used" {
	need_root
	denied 'curl x'
	sed -i 's/curl/wget/g' "$(image)"
	chown 12345 "$(image)"
	denied 'curl x'
	[[ "$stderr" == *"a user who may not write the policy"* ]]
	passes 'wget x'
	[ "$(stat -c %u "$(image)")" = 0 ]
}

@test "who may not write the policy may not compile it for himself" {
	need_root
	another_can
	# Where another user gets to: the directories above ours are for us alone.
	top=$(mktemp -d)
	chmod 755 "$top"
	cp -r etc home proj "$top"
	cd "$top"
	mkdir mine
	chown 12345 mine
	state=$PWD/mine HOOK=(setpriv --reuid 12345 --clear-groups "$HOOK")
	settle
	denied 'curl x'
	[[ "$stderr" == *"deny rule Bash(curl"* ]]
	[ ! -e mine/compiled ]
	# His own policy is another matter.
	chown -R 12345 etc
	settle
	denied 'curl x'
	[ "$(images)" = 1 ]
	rm -r "$top"
}

# ---- the policy that root compiled for everybody ---------------------------------

# A machine where another user gets to, in $top; calls are his.
other_user() {
	need_root
	another_can
	top=$(mktemp -d)
	chmod 755 "$top"
	cp -r etc home proj "$top"
	cd "$top"
	export HOME=$PWD/home CLAUDE_PROJECT_DIR=$PWD/proj
	mkdir mine
	chown -R 12345 mine home proj
	root_hook=("$HOOK" --managed "$PWD/etc" --shared "$PWD/shared")
	state=$PWD/mine HOOK=(setpriv --reuid 12345 --clear-groups "$HOOK" --shared "$PWD/shared")
}

from() {
	tail -n 1 mine/decisions.jsonl | grep -o '"from":"[a-z]*"' | cut -d'"' -f4
}

@test "a user under root's policy decides by what root compiled" {
	other_user
	denied 'curl x'
	[ "$(from)" = files ]
	"${root_hook[@]}" --compile
	[ "$(stat -c '%a %u' shared shared/machine shared/machine/*.image | tr '\n' ' ')" = '755 0 755 0 644 0 ' ]
	denied 'curl x'
	[ "$(from)" = shared ]
	[[ "$output" == *"$PWD/etc/managed-settings.json:1:25"* ]]
	passes 'wget x'
	[ "$(from)" = shared ]
	[ ! -e mine/compiled ]
	rm -r "$top"
}

@test "places, and the user's own files, count all the same" {
	other_user
	cat > etc/managed-settings.json <<-'END'
	{"permissions": {"deny": ["Read(./.env)", "Read(~/token)", "Edit(/only/**)", "Bash(curl *)"]}}
	END
	"${root_hook[@]}" --compile
	mkdir -p proj/sub home/.claude
	for command in 'cat .env' "cat $PWD/home/token" 'touch only/x' "cat $PWD/proj/.env"; do
		denied "$command"
		[ "$(from)" = shared ]
	done
	passes "cat $PWD/etc/.env"
	denied 'cat .env' "$PWD/proj/sub"
	denied 'cat ../.env' "$PWD/proj/sub"
	[ "$(from)" = shared ]
	rules home/.claude/settings.json 'Bash(wget *)'
	denied 'wget x'
	denied 'cat .env'
	[ "$(from)" = shared ]
	echo '{"model": "opus"}' > home/.claude/settings.json
	passes 'wget x'
	denied 'cat .env'
	rm -r "$top"
}

@test "what root compiled and then changed is not used until root compiles again" {
	other_user
	"${root_hook[@]}" --compile
	settle
	rules etc/managed-settings.json 'Bash(wget *)'
	denied 'wget x'
	[ "$(from)" = files ]
	passes 'curl x'
	"${root_hook[@]}" --compile
	denied 'wget x'
	[ "$(from)" = shared ]
	rm -r "$top"
}

@test "an image of somebody else's, or one that others may write, is never used" {
	other_user
	"${root_hook[@]}" --compile
	for spoil in 'chown 12345 shared/machine/*.image' 'chmod o+w shared/machine/*.image' 'chown 12345 shared/machine' \
		'chmod o+w shared' 'chown 12345 shared' 'ln shared/machine/*.image other' 'mv shared real; ln -s real shared'; do
		sed -i 's/Bash(curl/Bash(wget/g' shared/machine/*.image
		bash -c "$spoil"
		denied 'curl x'
		[ "$(from)" = files ]
		passes 'wget x'
		rm -rf shared real other
		"${root_hook[@]}" --compile
		denied 'curl x'
		[ "$(from)" = shared ]
	done
	rm -r "$top"
}

@test "only who may write the policy compiles it for others, and nothing that is kept from them" {
	other_user
	run --separate-stderr -2 "${HOOK[@]}" --managed "$PWD/etc" --compile
	[[ "$stderr" == *"only who may write the policy"* ]]
	[ ! -e shared ]
	chmod 600 etc/managed-settings.json
	run --separate-stderr -2 "${root_hook[@]}" --compile
	[[ "$stderr" == *"managed-settings.json' is not for everybody to read"* ]]
	[ -z "$(ls shared/machine)" ]
	rm -r "$top"
}

@test "a state directory that others may write, or that is a link, holds nothing" {
	mkdir "$state" elsewhere
	chmod 777 "$state"
	denied 'curl x'
	[[ "$stderr" == *"holds no compiled policies: others than its owner"* ]]
	[ ! -e "$state/compiled" ]
	rmdir elsewhere
	rm -rf "$state"
	mkdir elsewhere
	ln -s elsewhere "$state"
	denied 'curl x'
	[ ! -e elsewhere/compiled ]
	rm "$state"
	mkdir "$state"
	ln -s ../elsewhere "$state/compiled"
	denied 'curl x'
	[ -z "$(ls elsewhere)" ]
}

@test "a link in the image's place is not followed" {
	denied 'curl x'
	name=$(image)
	cp "$name" copy
	sed -i 's/curl/wget/g' copy
	ln -sf "$PWD/copy" "$name"
	denied 'curl x'
	passes 'wget x'
	[ ! -L "$name" ]
}

@test "a directory in the image's place is in nobody's way" {
	denied 'curl x'
	name=$(image)
	rm "$name"
	mkdir "$name"
	denied 'curl x'
	passes 'wget x'
}

@test "a state directory that cannot be written is in nobody's way" {
	[ "$(id -u)" != 0 ] || skip "root writes everywhere"
	mkdir -m 555 "$state"
	denied 'curl x'
	passes 'wget x'
}

@test "many hooks at once decide alike and leave one image" {
	for i in $(seq 20); do
		(call 'curl x' > /dev/null 2>&1 || echo $? > "$i.rc") &
	done
	wait
	[ "$(cat -- *.rc | sort -u)" = 2 ]
	[ "$(images)" = 1 ]
	[ -z "$(find "$state/compiled" -name '.policyctl-*')" ]
}

@test "what a killed writer left behind goes" {
	denied 'curl x'
	touch -d '1 hour ago' "$state/compiled/.policyctl-0123456789abcdef"
	settle
	rules etc/managed-settings.json 'Bash(wget *)'
	settle
	denied 'wget x'
	[ ! -e "$state/compiled/.policyctl-0123456789abcdef" ]
}
