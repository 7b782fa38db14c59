#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# policyctl diff over real git repositories.
bats_require_minimum_version 1.5.0

setup() {
	dir=$(mktemp -d)
	export HOME="$dir/home" TMPDIR="$dir/tmp" GIT_CONFIG_NOSYSTEM=1
	mkdir -p "$HOME" "$TMPDIR" "$dir/repo/managed-settings.d"
	git config --global user.name nobody
	git config --global user.email nobody@example.com
	git config --global init.defaultBranch main
	cd "$dir/repo"
	git init -q
	echo '{"permissions":{"deny":["Bash(curl:*)","Bash(wget:*)"]}}' > managed-settings.d/10-a.json
	commit one
	git tag v1
	echo '{"permissions":{"deny":["Bash(curl:*)"]}}' > managed-settings.d/10-a.json
	commit two
}

teardown() {
	# Whatever a test did, no copy is left behind.
	left=$(ls -A "$dir/tmp")
	rm -rf "$dir"
	[ -z "$left" ]
}

commit() {
	git add -A
	git commit -q -m "$1"
}

# The change from one to two, seen between two names for them.
sees_the_change() {
	run --separate-stderr "$POLICYCTL" diff --fail-on widen "$@"
	[ "$status" -eq 1 ]
	[[ "$output" == *"was by deny Bash(wget:*)"* ]]
	[[ "$output" == *"Bash: wget any"* ]]
	[[ "$output" == *"0 added, 1 removed"* ]]
}

@test "revisions of every kind" {
	sees_the_change HEAD~1 HEAD
	sees_the_change v1 main
	sees_the_change "$(git rev-parse v1)" "$(git rev-parse --short HEAD)"
	sees_the_change 'HEAD^{/one}' HEAD
	sees_the_change v1^{tree} HEAD: 
	git tag -a -m note v1-note v1
	sees_the_change v1-note HEAD
	git clone -q . ../clone
	cd ../clone
	git checkout -q v1
	sees_the_change HEAD origin/main
}

@test "places name the revision as git show takes it" {
	run "$POLICYCTL" diff v1 HEAD
	[[ "$output" == *"v1:managed-settings.d/10-a.json:1:40"* ]]
	git show v1:managed-settings.d/10-a.json | cut -c40- | grep -q '^"Bash(wget:\*)"'
}

@test "a revision alone is compared with the work tree, changes that are not committed included" {
	run "$POLICYCTL" diff --fail-on any HEAD
	[ "$status" -eq 0 ]
	echo '{"permissions":{"deny":[]}}' > managed-settings.d/10-a.json
	run "$POLICYCTL" diff --fail-on widen HEAD
	[ "$status" -eq 1 ]
	[[ "$output" == *"was by deny Bash(curl:*)  HEAD:managed-settings.d/10-a.json:1:25"* ]]
	echo '{"permissions":{"deny":["Bash(curl:*)"],"ask":["Bash(make)"]}}' > managed-settings.d/10-a.json
	run "$POLICYCTL" diff HEAD
	[[ "$output" == *"now by ask Bash(make)  managed-settings.d/10-a.json:1:48"* ]]
}

@test "a directory of the repository, from its root and from within" {
	mkdir policies
	git mv managed-settings.d policies
	commit three
	echo '{"permissions":{"deny":["Bash(curl:*)","Bash(nc:*)"]}}' > policies/managed-settings.d/10-a.json
	run "$POLICYCTL" diff HEAD:policies
	[[ "$output" == *"now by deny Bash(nc:*)  policies/managed-settings.d/10-a.json:1:40"* ]]
	sees_the_change v1: HEAD:policies
	cd policies
	run "$POLICYCTL" diff HEAD
	[[ "$output" == *"now by deny Bash(nc:*)  managed-settings.d/10-a.json:1:40"* ]]
	run "$POLICYCTL" diff HEAD:./ .
	[[ "$output" == *"now by deny Bash(nc:*)  managed-settings.d/10-a.json:1:40"* ]]
	run "$POLICYCTL" diff --git .. HEAD:policies
	[[ "$output" == *"now by deny Bash(nc:*)  ../policies/managed-settings.d/10-a.json:1:40"* ]]
	# The directory was not there then: everything is new, and that is said.
	run "$POLICYCTL" diff v1 HEAD
	[ "$status" -eq 0 ]
	[[ "$output" == *"there are no policy files in 'v1'"* ]]
	[[ "$output" == *"1 added, 0 removed"* ]]
	cd ..
	run "$POLICYCTL" diff HEAD
	[ "$status" -eq 70 ]
	[[ "$output" == *"neither 'HEAD' nor 'work tree' has a managed-settings.json"* ]]
}

@test "one file of a revision" {
	sees_the_change v1:managed-settings.d/10-a.json managed-settings.d/10-a.json
	sees_the_change v1:managed-settings.d/10-a.json
	[[ "$output" == *"was by deny Bash(wget:*)  v1:managed-settings.d/10-a.json:1:40"* ]]
}

@test "a path counts before a revision, and each can be named for certain" {
	mkdir v1
	echo '{"permissions":{"deny":["Bash(nc:*)"]}}' > v1/managed-settings.json
	run --separate-stderr "$POLICYCTL" diff v1 HEAD
	[[ "$output" == *"was by deny Bash(nc:*)  v1/managed-settings.json:1:25"* ]]
	[[ "$stderr" == *"'v1' is a path here and a revision, too; the path counts (rev:v1 is the revision)"* ]]
	sees_the_change rev:v1 HEAD
	run --separate-stderr "$POLICYCTL" diff ./v1 HEAD
	[[ "$output" == *"was by deny Bash(nc:*)  v1/managed-settings.json:1:25"* ]]
	[ -z "$stderr" ]
}

@test "bare repositories, packed ones, work trees and detached heads" {
	git worktree add -q ../linked v1
	(cd ../linked && sees_the_change HEAD main)
	git gc -q --aggressive --prune=now
	sees_the_change v1 HEAD
	git clone -q --bare . ../bare.git
	sees_the_change --git ../bare.git v1 main
	cd ../bare.git
	sees_the_change v1 main
	run "$POLICYCTL" diff v1
	[ "$status" -eq 64 ]
	[[ "$output" == *"no work tree"* ]]
}

@test "a name that is no revision, and what was meant" {
	run "$POLICYCTL" diff mian
	[ "$status" -eq 70 ]
	[[ "$output" == *"'mian' is no revision of this repository; did you mean 'main'?"* ]]
	run "$POLICYCTL" diff mian~2 HEAD
	[[ "$output" == *"did you mean 'main'?"* ]]
	run "$POLICYCTL" diff HEAD~9
	[[ "$output" == *"'HEAD~9' is no revision of this repository"* ]]
	run "$POLICYCTL" diff HEAD:polices
	[ "$status" -eq 70 ]
	[[ "$output" == *"there is no 'polices' in 'HEAD'"* ]]
	run "$POLICYCTL" diff HEAD:managed-setings.d
	[[ "$output" == *"did you mean 'managed-settings.d'?"* ]]
	run "$POLICYCTL" diff HEAD:../x
	[ "$status" -eq 64 ]
	[[ "$output" == *"leads out of the repository"* ]]
	run "$POLICYCTL" diff :x HEAD
	[ "$status" -eq 64 ]
	git branch topic
	git clone -q . ../clone
	cd ../clone
	run "$POLICYCTL" diff topic HEAD
	[[ "$output" == *"did you mean 'origin/topic'?"* ]]
}

@test "no repository, none that is ours, none with a commit, a shallow one" {
	cd "$dir"
	run "$POLICYCTL" diff HEAD
	[ "$status" -eq 70 ]
	[[ "$output" == *"'HEAD' is not there, and no revision: there is no git repository at or above '.'"* ]]
	git init -q empty
	run "$POLICYCTL" diff --git empty HEAD
	[ "$status" -eq 70 ]
	[[ "$output" == *"which has no commit yet"* ]]
	git clone -q --depth 1 "file://$dir/repo" shallow
	run "$POLICYCTL" diff --git shallow HEAD~1
	[ "$status" -eq 70 ]
	[[ "$output" == *"shallow clone; fetch the rest of it: git fetch --unshallow origin"* ]]
}

@test "a repository of another user is read only when git trusts it" {
	[ "$(id -u)" -eq 0 ] || skip "needs root to give a repository away"
	chown -R 12345 "$dir/repo"
	run "$POLICYCTL" diff v1 HEAD
	[ "$status" -eq 70 ]
	[[ "$output" == *"the git repository at '$dir/repo' belongs to another user"*"git config --global --add safe.directory $dir/repo"* ]]
	git config --global --add safe.directory "$dir/repo"
	sees_the_change v1 HEAD
}

@test "links are followed inside the revision and not out of it" {
	mkdir shared
	echo '{"permissions":{"deny":["Bash(nc:*)"]}}' > shared/b.json
	ln -s ../shared/b.json managed-settings.d/20-b.json
	ln -s nowhere.json managed-settings.d/30-c.json
	commit three
	run "$POLICYCTL" diff HEAD~1 HEAD
	[[ "$output" == *"now by deny Bash(nc:*)  HEAD:managed-settings.d/20-b.json:1:25"* ]]
	git mv managed-settings.d real.d
	ln -s real.d managed-settings.d
	commit four
	run "$POLICYCTL" diff --fail-on any HEAD~1 HEAD
	[ "$status" -eq 0 ]
	[[ "$output" == *"deny"* || "$output" == *"of "*" calls"* ]]
	ln -s /etc/hostname real.d/40-d.json
	commit five
	run "$POLICYCTL" diff HEAD~1 HEAD
	[ "$status" -eq 70 ]
	[[ "$output" == *"'HEAD': 'managed-settings.d/40-d.json' is a link to '/etc/hostname', which the revision does not hold"* ]]
	git rm -q real.d/40-d.json
	ln -s ../../outside.json real.d/50-e.json
	commit six
	run "$POLICYCTL" diff v1 HEAD
	[ "$status" -eq 70 ]
	git rm -q real.d/50-e.json
	ln -s 61-g.json real.d/60-f.json
	ln -s 60-f.json real.d/61-g.json
	commit seven
	run "$POLICYCTL" diff v1 HEAD
	[ "$status" -eq 70 ]
}

@test "a blob too large for any client is refused as the file would be" {
	head -c 20000000 /dev/zero > managed-settings.d/90-z.json
	commit three
	run "$POLICYCTL" diff HEAD~1 HEAD
	[ "$status" -eq 0 ]
	run "$POLICYCTL" diff HEAD~1 HEAD:managed-settings.d/90-z.json
	[ "$status" -eq 70 ]
	[[ "$output" == *"HEAD:managed-settings.d/90-z.json"*"larger than"* ]]
	git rm -q managed-settings.d/10-a.json
	commit four
	run "$POLICYCTL" diff HEAD~1 HEAD
	[[ "$output" == *"refused: with HEAD the client does not start: HEAD:managed-settings.d/90-z.json"*"larger than"* ]]
}

@test "more than any policy holds is a clear error" {
	for i in $(seq 9); do
		head -c 8000000 /dev/urandom > "managed-settings.d/9$i.json"
	done
	commit three
	run "$POLICYCTL" diff HEAD~1 HEAD
	[ "$status" -eq 70 ]
	[[ "$output" == *"'HEAD': its policy files are larger than 67108864 bytes together"* ]]
}

@test "submodules and names that no file can have" {
	git -c protocol.file.allow=always submodule add -q "$dir/repo" managed-settings.d/sub
	commit three
	sees_the_change v1 HEAD
	blob=$(echo '{}' | git hash-object -w --stdin)
	bad=$(printf '100644 ..\0' | cat - <(printf '%s' "$blob" | xxd -r -p) | git hash-object -w -t tree --literally --stdin)
	tree=$(printf '040000 tree %s\tmanaged-settings.d\n' "$bad" | git mktree)
	run "$POLICYCTL" diff v1 "$tree"
	[ "$status" -eq 70 ]
	[[ "$output" == *"holds the name '..', which no file can have"* ]]
}

@test "tests of a revision are asked, at their places" {
	mkdir tests
	printf 'calls:\n  - Bash: wget example.com\n    expect: ask\n' > tests/a.yaml
	commit three
	run "$POLICYCTL" diff v1 HEAD
	[[ "$output" == *"Bash: wget example.com  (HEAD:tests/a.yaml:2:5)"* ]]
	run "$POLICYCTL" diff HEAD v1
	[[ "$output" == *"Bash: wget example.com  (HEAD:tests/a.yaml:2:5)"* ]]
	printf 'calls:\n  - Bash: [\n' > tests/a.yaml
	run --separate-stderr "$POLICYCTL" diff v1
	[ "$status" -eq 0 ]
	[[ "$stderr" == *"some policy tests cannot be read"* ]]
}

@test "no configuration of the repository is run" {
	touch "$dir/ran"
	rm "$dir/ran"
	git config core.fsmonitor "touch $dir/ran"
	git config core.hooksPath "$dir/hooks"
	git config filter.x.smudge "touch $dir/ran"
	echo '* filter=x' > .gitattributes
	commit three
	rm -f "$dir/ran"
	sees_the_change v1 HEAD
	run "$POLICYCTL" diff HEAD
	[ ! -e "$dir/ran" ]
}

@test "words that are wrong" {
	run "$POLICYCTL" diff
	[ "$status" -eq 64 ]
	run "$POLICYCTL" diff a b c
	[ "$status" -eq 64 ]
	run "$POLICYCTL" diff --format xml v1
	[ "$status" -eq 64 ]
	[[ "$output" == *"--format must be text, markdown or json, not 'xml'"* ]]
	run "$POLICYCTL" diff --fail-on wide v1
	[ "$status" -eq 64 ]
	[[ "$output" == *"--fail-on must be widen, any or never, not 'wide'"* ]]
}

@test "a reader that goes leaves no copy behind" {
	run bash -c '"$@" | true' - "$POLICYCTL" diff --verbose v1 HEAD
	[ "$status" -eq 0 ]
}

@test "what may not be read is no side to compare with" {
	chmod 755 "$dir" "$dir/repo" "$dir/repo/managed-settings.d"
	chmod 600 managed-settings.d/10-a.json
	cp "$POLICYCTL" "$dir/policyctl"
	mkdir "$dir/other"
	echo '{"permissions":{"deny":["Bash(x)"]}}' > "$dir/other/managed-settings.json"
	chmod -R a+rX "$dir/other"
	run setpriv --reuid=65534 --regid=65534 --clear-groups "$dir/policyctl" diff "$dir/other" .
	[ "$status" -eq 70 ]
	[[ "$output" == *"10-a.json: Permission denied"* ]]
}
