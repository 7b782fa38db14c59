#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Keys in what git keeps and in what it is about to keep, and the hook that looks.
bats_require_minimum_version 1.5.0

setup() {
	dir=$BATS_TEST_TMPDIR
	export HOME=$dir/home GIT_CONFIG_NOSYSTEM=1 TZ=UTC
	export GIT_AUTHOR_NAME=ann GIT_AUTHOR_EMAIL=ann@example.com
	export GIT_COMMITTER_NAME=ann GIT_COMMITTER_EMAIL=ann@example.com
	mkdir "$HOME"
	git init -q -b main "$dir/repo"
	cd "$dir/repo"
}

# No key stands in a file of ours: they are put together here, each seed another one.
key() {
	printf 'sk-or-v1-%s' "$(printf %s "$1" | sha256sum | cut -c1-64)"
}

commit() {
	git add -A
	GIT_AUTHOR_DATE="@$1 +0000" GIT_COMMITTER_DATE="@$1 +0000" git commit -qm x
}

# "PATH:LINE COMMIT-DATE" of each place, in the order of the report.
places() {
	"$POLICYCTL" audit --format json --fail-on error "$@" > "$dir/out.json" 2> "$dir/err" || [ $? -eq 1 ]
	grep -o '"source":.*' "$dir/out.json" |
		sed -E 's/.*"path":"([^"]*)","line":([0-9]+).*"commit":"?([^",]*)"?,"date":"?([^",]*)"?.*/\1:\2 \4/'
}

@test "a key that was removed is found with the commit that it came with" {
	echo one > a; commit 1000000000
	echo "key: $(key 1)" > conf.yaml; commit 1100000000
	added=$(git rev-parse HEAD)
	echo "more: 1" >> conf.yaml; commit 1200000000
	git mv conf.yaml other.yaml; commit 1300000000
	git rm -q other.yaml; commit 1400000000
	run places --history
	[ "$output" = "conf.yaml:1 2004-11-09
other.yaml:1 2011-03-13" ]
	grep -qF "$added" "$dir/out.json"
	[ "$(grep -c '"gone":true' "$dir/out.json")" -eq 2 ]
	! grep -rqF "$(key 1)" "$dir/out.json" "$HOME"
	# What is checked out holds none, and packing changes nothing.
	run "$POLICYCTL" audit
	[ "$status" -eq 0 ]
	git gc -q
	run places --history "$dir/repo"
	[ "$output" = "$dir/repo/conf.yaml:1 2004-11-09
$dir/repo/other.yaml:1 2011-03-13" ]
}

@test "tags, stashes, merges and what nothing refers to are history, too" {
	echo one > a; commit 1000000000
	git checkout -q --detach; echo "$(key 1)" > tagged; commit 1100000000; git tag only
	git checkout -q main; git checkout -qb side; echo "$(key 2)" > side; commit 1200000000
	git checkout -q main; echo two > a; commit 1300000000
	git merge -q --no-edit side; git branch -qD side
	echo "$(key 3)" > stashed; git add .
	GIT_AUTHOR_DATE='@1400000000 +0000' GIT_COMMITTER_DATE='@1400000000 +0000' git stash -q
	lost=$(printf 'a\0b %s\n' "$(key 4)" | git hash-object -w --stdin)
	run places --history
	[ "$(sort <<< "$output")" = "$(printf '%s\n' "blob $lost:1 null" 'side:1 2008-01-10' 'stashed:1 2014-05-13' 'tagged:1 2004-11-09' | sort)" ]
	# A linked work tree has the same history.
	git worktree add -q ../linked
	cd ../linked
	run places --history
	[ "$(wc -l <<< "$output")" -eq 4 ]
}

@test "shallow clones and repositories that are none are told" {
	echo one > a; commit 1000000000
	echo two > a; commit 1100000000
	git clone -q --depth 1 "file://$PWD" ../shallow
	run "$POLICYCTL" audit --history ../shallow
	[[ "$output" == *PC2536* ]]
	run "$POLICYCTL" audit --history "$HOME"
	[ "$status" -eq 70 ]
	[[ "$output" == *"there is no git repository at or above"* ]]
	run "$POLICYCTL" audit --staged "$HOME"
	[ "$status" -eq 70 ]
}

@test "staged: the index counts, not the work tree, before the first commit too" {
	echo "key: $(key 1)" > a.yaml
	run "$POLICYCTL" audit --staged
	[ "$status" -eq 0 ]
	git add -N a.yaml
	run "$POLICYCTL" audit --staged
	[ "$status" -eq 0 ]
	git add a.yaml; echo clean > a.yaml
	run places --staged
	[[ "$output" == "a.yaml:1 "* ]]
	git add a.yaml; echo "key: $(key 1)" > a.yaml
	run "$POLICYCTL" audit --staged
	[ "$status" -eq 0 ]
}

@test "staged: a key in a line that was there does not hold up a commit" {
	{ seq 1 20; echo "key: $(key 1)"; seq 21 40; } > a.yaml; commit 1000000000
	sed -i 's/^5$/five/' a.yaml; git add a.yaml
	run "$POLICYCTL" audit --staged
	[ "$status" -eq 0 ]
	git mv a.yaml b.yaml
	run "$POLICYCTL" audit --staged
	[ "$status" -eq 0 ]
	echo "other: $(key 2)" >> b.yaml; git add b.yaml
	run places --staged
	[[ "$output" == "b.yaml:42 "* ]]
	run places --history
	[[ "$output" == *"a.yaml:21 "* ]]
	grep -q '"gone":false' "$dir/out.json"
	# The same line with another key is a line of the commit.
	git reset -q --hard
	sed -i "s/$(key 1)/$(key 3)/" a.yaml; git add a.yaml
	run places --staged
	[[ "$output" == "a.yaml:21 "* ]]
}

@test "staged: submodules and links are no trouble" {
	git init -q sub; git -C sub commit -q --allow-empty -m x
	git -c advice.addEmbeddedRepo=false add sub; ln -s /nowhere link; git add link
	run "$POLICYCTL" audit --staged
	[ "$status" -eq 0 ]
}

@test "the hook keeps keys out of commits, and goes again" {
	run "$POLICYCTL" audit --install-hook
	[ "$status" -eq 0 ]
	[[ "$output" == *"/hooks/pre-commit looks at what is staged before each commit" ]]
	[ "$(stat -c %a .git/hooks/pre-commit)" = 755 ]
	cp .git/hooks/pre-commit "$dir/first"
	run "$POLICYCTL" audit --install-hook
	[ "$status" -eq 0 ]
	[[ "$output" == *"is there already" ]]
	cmp .git/hooks/pre-commit "$dir/first"

	echo clean > a; git add a; git commit -qm clean
	echo "$(key 1)" > b; git add b
	run git commit -qm key
	[ "$status" -ne 0 ]
	[[ "$output" == *"b:1:"* && "$output" != *"$(key 1)"* ]]
	# Only what this commit takes: git hands over an index of its own.
	echo more >> a
	git commit -qm partly a
	# From a linked work tree, which has an index of its own.
	git worktree add -q ../linked; cd ../linked
	echo "$(key 2)" > c; git add c
	run git commit -qm key
	[ "$status" -ne 0 ]
	[[ "$output" == *"c:1:"* && "$output" != *"b:1:"* ]]
	cd ../repo

	run "$POLICYCTL" audit --remove-hook
	[ "$status" -eq 0 ]
	[ ! -e .git/hooks/pre-commit ]
	run "$POLICYCTL" audit --remove-hook
	[ "$status" -eq 0 ]
	git commit -qm key
}

@test "a hook that is there is called first, and put back" {
	printf '#!/bin/sh\necho ran >> "%s/ran"\ntest ! -e "%s/no"\n' "$dir" "$dir" > .git/hooks/pre-commit
	chmod +x .git/hooks/pre-commit; cp .git/hooks/pre-commit "$dir/theirs"
	"$POLICYCTL" audit --install-hook
	echo clean > a; git add a; git commit -qm clean
	[ "$(cat "$dir/ran")" = ran ]
	touch "$dir/no"; echo more >> a; git add a
	run git commit -qm no
	[ "$status" -ne 0 ]
	"$POLICYCTL" audit --install-hook
	"$POLICYCTL" audit --remove-hook
	cmp .git/hooks/pre-commit "$dir/theirs"
	[ ! -e .git/hooks/pre-commit.before-policyctl ]
}

@test "core.hooksPath is followed, and managers of hooks are left alone" {
	git config core.hooksPath tools/hooks
	"$POLICYCTL" audit --install-hook
	[ -x tools/hooks/pre-commit ]
	[[ "$("$POLICYCTL" audit --remove-hook)" == *"is removed" ]]
	git config core.hooksPath "~/hooks"
	run "$POLICYCTL" audit --install-hook
	[[ "${lines[1]}" == "core.hooksPath names that directory"* ]]
	[ -x "$HOME/hooks/pre-commit" ]
	git config core.hooksPath .husky/_
	run "$POLICYCTL" audit --install-hook
	[ "$status" -eq 1 ]
	[[ "$output" == *"husky keeps the hooks"*"policyctl audit --staged" ]]
	[ ! -e .husky ]
	git config --unset core.hooksPath
	printf '#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n' > .git/hooks/pre-commit
	run "$POLICYCTL" audit --install-hook
	[ "$status" -eq 1 ]
	[[ "$output" == *".pre-commit-config.yaml"*"policyctl audit --staged"* ]]
	grep -q generated .git/hooks/pre-commit
}

@test "words that do not go together are wrong" {
	for words in '--install-hook --remove-hook' '--install-hook a b'; do
		run "$POLICYCTL" audit $words
		[ "$status" -eq 64 ]
	done
}

@test "what policy leaves out is left out of history and of commits" {
	printf 'audit:\n  leave-out: [{paths: ["tests/**"], reason: made up}]\n' > "$dir/policy.yaml"
	mkdir tests; echo "$(key 1)" > tests/a; echo "$(key 2)" > b; git add .
	run places --policy "$dir/policy.yaml" --staged
	[[ "$output" == "b:1 "* && "$output" != *tests* ]]
	commit 1000000000
	run places --policy "$dir/policy.yaml" --history
	[ "$output" = "b:1 2001-09-09" ]
	run places --policy "$dir/policy.yaml" --history "$PWD"
	[ "$output" = "$PWD/b:1 2001-09-09" ]
}

@test "a clean commit is made without a word, and what the baseline knows is known" {
	"$POLICYCTL" audit --install-hook
	echo clean > a; git add a
	run git commit -qm clean
	[ "$status" -eq 0 ]
	[ -z "$output" ] || [[ "$output" == *"fingerprints are made with a new key"* ]]
	echo more >> a; git add a
	run git commit -qm more
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	echo "$(key 1)" > b
	"$POLICYCTL" audit --write-baseline
	git add b
	run git commit -qm known
	[ "$status" -eq 0 ]
	# What history has is known by itself: it stays when the file is mended.
	run "$POLICYCTL" audit --history
	[ "$status" -eq 1 ]
	"$POLICYCTL" audit --history --write-baseline
	"$POLICYCTL" audit --history
}
