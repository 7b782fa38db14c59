#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Help text, manual pages and behaviour say the same.

commands() {
	"$POLICYCTL" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p'
}

# Each way to call a command: it alone, or it with each of its verbs.
forms() {
	local verbs
	verbs=$("$POLICYCTL" "$1" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p')
	if [ -z "$verbs" ]; then
		echo "$1"
	else
		sed "s/^/$1 /" <<< "$verbs"
	fi
}

# A long option has its words on the next line.
help_of() {
	forms "$1" | while read -r -a form; do
		"$POLICYCTL" "${form[@]}" --help | sed -z 's/\n \{9,\}/ /g'
	done
}

options_of_help() {
	help_of "$1" | sed -n 's/^  \(--[A-Za-z-]*\).*/\1/p' | sort -u
}

options_of_page() {
	sed -n '/^# OPTIONS/,/^# EXIT/s/^\*\(--[A-Za-z-]*\)\*.*/\1/p' "$MAN/policyctl-$1.1.scd" | sort -u
}

@test "every command of the overview has a manual page" {
	[ -n "$(commands)" ]
	for command in $(commands); do
		[ -e "$MAN/policyctl-$command.1.scd" ]
		grep -q "^\*$command\*$" "$MAN/policyctl.1.scd"
	done
}

@test "every option stands in the help and in the manual page" {
	for command in $(commands); do
		diff <(options_of_help "$command") <(options_of_page "$command")
	done
}

@test "the manual page says of an option what the help says" {
	for command in $(commands); do
		help_of "$command" | sed -n 's/^  --[A-Za-z-]* *[][A-Za-z|=]*  *\([A-Z].*\)/\1/p' |
			while read -r brief; do
				tr '\n\t' '  ' < "$MAN/policyctl-$command.1.scd" | tr -s ' ' |
					grep -qF "${brief%.}" || { echo "$command: $brief"; false; }
			done
	done
}

# Some of them write where they are started.
@test "every option of the help is taken by the program" {
	cd "$BATS_TEST_TMPDIR"
	export HOME="$PWD"
	for command in $(commands); do
		forms "$command" > forms
		while read -r -a form <&3; do
			# Nobody is asked, and the machine's ledger stays as it is.
			harmless=()
			[ "${form[*]}" != "models scan" ] || harmless=(--list-sources)
			for option in $("$POLICYCTL" "${form[@]}" --help |
				sed -n 's/^  \(--[A-Za-z-]*\).*/\1/p'); do
				run "$POLICYCTL" "${form[@]}" "$option" "${harmless[@]}"
				[[ "$output" != *"unknown option"* ]]
			done
		done 3< forms
	done
}
