#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Holds our reading of command lines against bash's own.
#
#   compare.bash <sh_reprint> [lines.txt]
#
# Structure: each line becomes the body of a function, which bash prints from its parse
# tree (declare -f); sh_reprint prints ours the same way.  Words: each word whose value
# we claim to know is evaluated by bash alone.  Nothing of the lines is run: a line is
# only defined as a function after "bash -n" took it as a whole, and words are evaluated
# where no program can be found and no file can be written.
#
# White space is compared loosely.  bash prints the bodies of here-documents in places of
# its own, so those lines are compared as sets of words.  Prints what differs, then the
# count; exits 1 when anything does.

set -u
LC_ALL=C.UTF-8
export LC_ALL

reprint=$1
lines=${2:-$(dirname "$0")/lines.txt}
work=$(mktemp -d) || exit 70
trap 'rm -rf "$work"' EXIT
bash=$BASH

# Whether bash with these options takes a line, without so much as a warning.
takes()
{
	"$bash" --norc "${@:2}" -n -c -- "$1" 2>"$work/err" && [[ ! -s $work/err ]]
}

# Prints "valid <text>" or "fault".  Patterns like @(a) are asked for only where the line
# makes no sense without them.
declared()
{
	local text option=+O

	takes "$1" || option=-O
	if [[ $option == -O ]] && ! takes "$1" -O extglob; then
		echo fault
		return
	fi
	text=$(PATH='' "$bash" --norc -r $option extglob -c "f () {"$'\n'"$1"$'\n'"}
		declare -f f" 2>"$work/err")
	if [[ -z $text ]]; then
		echo fault # bash said nothing, but took nothing either
		return
	fi
	text=${text#*\{ }
	text=${text%\}}
	printf 'valid %s\n' "${text//[$' \t\n']/ }" | tr -s ' ' | sed 's/ *$//'
}

sorted()
{
	sed 's/;/ /g; s/[()]/ & /g' <<<"$1" | tr -s ' ' '\n' | sort
}

compare_structure()
{
	local line ours theirs

	while IFS= read -r line && IFS= read -r ours <&3; do
		# A last backslash would join the line to what is put around it.
		[[ $line == *\\ ]] && continue
		theirs=$(declared "${line//$'\u2424'/$'\n'}")
		total=$((total + 1))
		case $ours in
		fault*) [[ $theirs == fault ]] && continue ;;
		heredoc*)
			[[ $(sorted "${ours#heredoc}") == "$(sorted "${theirs#valid}")" ]] &&
				continue
			;;
		valid) takes "${line//$'\u2424'/$'\n'}" && continue ;; # no command at all
		*) [[ $ours == "$theirs" ]] && continue ;;
		esac
		differ=$((differ + 1))
		printf 'line:  %s\nours:  %s\nbash:  %s\n\n' "$line" "$ours" "$theirs"
	done <"$lines" 3<"$work/ours"
}

# Evaluates words: every one must be one field, the value.  nullglob makes a word that
# bash takes for a pattern vanish.
compare_words()
{
	cat >"$work/words.bash" <<'WORDS'
words=0 wrong=0
enable -n kill exec source . builtin command trap ulimit suspend
shopt -s nullglob
while IFS=$'\t' read -r source value; do
	case $source in *'`'* | *'$('* | *'<('* | *'>('*) continue ;; esac
	source=${source//$'\u2424'/$'\n'} source=${source//$'\u2409'/$'\t'}
	value=${value//$'\u2424'/$'\n'} value=${value//$'\u2409'/$'\t'}
	words=$((words + 1))
	set --
	eval "set -- $source"
	[[ $# == 1 && $1 == "$value" ]] && continue
	printf 'word:  %s is %q, not %q\n' "$source" "${1-}" "$value"
	wrong=$((wrong + 1))
done
echo "$words words, $wrong differ"
[[ $wrong == 0 ]]
WORDS
	mkdir "$work/empty"
	(cd "$work/empty" && PATH='' HOME=/ "$bash" --norc -r "$work/words.bash" <"$work/words")
}

total=0 differ=0
"$reprint" "$lines" >"$work/ours" || exit 70
"$reprint" --words "$lines" | sort -u >"$work/words" || exit 70
compare_structure
echo "$total lines, $differ differ"
compare_words || differ=$((differ + 1))
[[ $differ == 0 ]]
