#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What shells complete is what the help says, for every command.

commands() {
	"$POLICYCTL" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p'
}

options_of() {
	"$POLICYCTL" "$1" --help | sed -n 's/^  \(--[A-Za-z-]*\).*/\1/p' | sort
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
	for command in $(commands); do
		diff <(complete_words "$command" --) <(options_of "$command")
	done
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
	for command in $(commands); do
		diff <(options_of "$command") <(sed -n "/^	$command)/,/;;$/s/^[^']*'\**\(--[A-Za-z-]*\).*/\1/p" \
			"$BATS_TEST_TMPDIR/zsh" | sort)
		diff <(options_of "$command") <(sed -n "s/^.*_from $command' -l \([A-Za-z-]*\) .*/--\1/p" \
			"$BATS_TEST_TMPDIR/fish" | sort)
	done
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
