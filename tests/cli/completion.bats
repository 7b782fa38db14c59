#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What shells complete is what the help says, for every command.

commands() {
	"$POLICYCTL" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p'
}

# Each way to call something that has options: commands, or "models list".
forms() {
	local command verbs
	for command in $(commands); do
		verbs=$("$POLICYCTL" "$command" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p')
		if [ -z "$verbs" ]; then
			echo "$command"
		else
			sed "s/^/$command /" <<< "$verbs"
		fi
	done
}

# The form as words: "models list" are two.
options_of() {
	"$POLICYCTL" $1 --help | sed -n 's/^  \(--[A-Za-z-]*\).*/\1/p' | sort
}

# complete WORD...: what bash offers for the last one.
complete_words() {
	COMP_WORDS=(policyctl "$@")
	COMP_CWORD=$#
	COMPREPLY=()
	_policyctl
	printf '%s\n' "${COMPREPLY[@]}" | sort
}

load_bash() {
	source <("$POLICYCTL" completion bash)
}

@test "bash: every command, and every option of each" {
	load_bash
	diff <(complete_words '') <({ commands; printf '%s\n' --help --version; } | sort)
	forms > "$BATS_TEST_TMPDIR/forms"
	while read -r form; do
		diff <(complete_words $form --) <(options_of "$form")
	done < "$BATS_TEST_TMPDIR/forms"
}

@test "bash: verbs, and the first one's options where none is said" {
	load_bash
	diff <(complete_words models '') \
		<("$POLICYCTL" models --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' | sort)
	[ "$(complete_words models ne)" = next ]
	diff <(complete_words models --) <(options_of "models list")
	[ "$(complete_words models --format j)" = json ]
	[ "$(complete_words models list --state r)" = retired ]
	[ -z "$(complete_words models show claude)" ]
}

@test "bash: the words that an option takes, in both spellings" {
	load_bash
	[ "$(complete_words status --format '' | xargs)" = "json text" ]
	[ "$(complete_words status --format j)" = json ]
	[ "$(complete_words status --format = j)" = json ]
	[ "$(complete_words status --format =  | xargs)" = "json text" ]
	[ "$(complete_words completion '' | xargs)" = "bash fish zsh" ]
}

@test "bash: files and directories where the help says so, nothing elsewhere" {
	load_bash
	cd "$BATS_TEST_TMPDIR"
	mkdir there
	touch that
	[ "$(complete_words status --config th | xargs)" = "that there" ]
	[ "$(complete_words status --root th)" = there ]
	[ "$(complete_words verify th | xargs)" = "that there" ]
	[ -z "$(complete_words rollback th)" ]
	[ -z "$(complete_words rollback --reason th)" ]
}

@test "zsh and fish are given every option of every command" {
	"$POLICYCTL" completion zsh > "$BATS_TEST_TMPDIR/zsh"
	"$POLICYCTL" completion fish > "$BATS_TEST_TMPDIR/fish"
	forms > "$BATS_TEST_TMPDIR/forms"
	while read -r form; do
		diff <(options_of "$form") <(sed -n "/^	'$form')/,/;;$/s/^[^']*'\**\(--[A-Za-z-]*\).*/\1/p" \
			"$BATS_TEST_TMPDIR/zsh" | sort)
		diff <(options_of "$form") <(sed -n "s/^.*_at $form' -l \([A-Za-z-]*\) .*/--\1/p" \
			"$BATS_TEST_TMPDIR/fish" | sort)
	done < "$BATS_TEST_TMPDIR/forms"
}

# What fish offers behind these words, the last of which may be half a word.
fish_words() {
	fish --no-config -c "source '$BATS_TEST_TMPDIR/fish'; complete -C 'policyctl $1'" | cut -f1 | sort
}

@test "fish: verbs, and the first one's options where none is said" {
	command -v fish > /dev/null || skip "no fish here"
	"$POLICYCTL" completion fish > "$BATS_TEST_TMPDIR/fish"
	diff <(fish_words 'models ') \
		<("$POLICYCTL" models --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' | sort)
	diff <(fish_words 'models --' | grep -v help) <(options_of "models list" | grep -v help)
	diff <(fish_words 'models show --') <(options_of "models show")
	diff <(fish_words 'check --') <(options_of check)
	[ "$(fish_words 'models --format j')" = json ]
}

@test "each shell that is here takes its script" {
	for shell in bash zsh fish; do
		"$POLICYCTL" completion $shell > "$BATS_TEST_TMPDIR/$shell"
		! command -v $shell > /dev/null || $shell -n "$BATS_TEST_TMPDIR/$shell"
	done
}

@test "a shell that is not known is a wrong word" {
	run "$POLICYCTL" completion tcsh
	[ "$status" -eq 64 ]
	[ "$output" = "policyctl completion: 'tcsh' is not bash, zsh or fish" ]
}
