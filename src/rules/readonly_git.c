/* SPDX-License-Identifier: Apache-2.0 */
/* Sub-commands of git and docker that only look, with the options of each, found like
 * readonly_tables.c.  An option before the sub-command (git -C, docker -H) is asked
 * about. */
#include "readonly_priv.h"

#include "safety_priv.h"

#define TIMES " --after --before --since --until "

/* Names with blanks are two words; the longer name stands first. */
static const struct ro_program git_commands[] = {
	{"blame", RO_COUNT,
		" -e -f -l -n -p -s -t -w -C -M --color --incremental --line-porcelain "
		"--no-color"
		" --porcelain --root --score-debug --show-email --show-name --show-number"
		" --show-stats ",
		" --abbrev ", " -L --date --ignore-rev --ignore-revs-file ", NULL},
	{"branch", RO_COUNT | RO_LISTED,
		" -a -i -l -r -v --all --color --column --ignore-case --list --merged "
		"--no-abbrev"
		" --no-color --no-column --no-merged --remotes --show-current --verbose ",
		NULL, " --contains --no-contains --points-at --sort ", NULL},
	{"cat-file", RO_COUNT, " -e -p -s -t --batch-check ", NULL, NULL, NULL},
	{"config --get", RO_COUNT,
		" -z --bool --bool-or-int --expiry-date --global --int --local "
		"--name-only --null"
		" --path --show-origin --show-scope --system --worktree ",
		NULL, " --default --type ", NULL},
	{"describe", RO_COUNT,
		" --always --broken --contains --dirty --exact-match --long --tags ",
		" --abbrev --candidates ", " --exclude --match ", NULL},
	{"diff", RO_COUNT,
		" -l -p -s -u -B -C -D -M -R --binary --break-rewrites --cached --check "
		"--color"
		" --color-words --dirstat --exit-code --find-copies --find-copies-harder"
		" --find-renames --full-index --function-context --histogram "
		"--ignore-all-space"
		" --ignore-blank-lines --ignore-space-at-eol --ignore-space-change"
		" --irreversible-delete --minimal --name-only --name-status --no-color"
		" --no-ext-diff --no-index --no-renames --numstat --patch-with-stat "
		"--patience"
		" --pickaxe-all --pickaxe-regex --quiet --shortstat --staged --stat "
		"--summary"
		" --word-diff ",
		" --abbrev --inter-hunk-context ",
		" -G -O -S --diff-algorithm --diff-filter --relative --word-diff-regex"
		" --ws-error-highlight ",
		NULL},
	{"for-each-ref", RO_COUNT | RO_FORMAT, NULL, " --count ",
		" --contains --merged --no-contains --no-merged --points-at --sort ",
		NULL},
	{"grep", RO_COUNT,
		" -c -h -i -l -n -o -q -v -w -E -F -G -H -L -P --and --basic-regexp "
		"--break"
		" --cached --color --count --extended-regexp --files-with-matches"
		" --files-without-match --fixed-strings --full-name --heading "
		"--ignore-case"
		" --invert-match --line-number --no-color --no-index --not "
		"--only-matching --or"
		" --perl-regexp --quiet --recurse-submodules --untracked --word-regexp ",
		" -A -B -C --after-context --before-context --context --max-depth "
		"--threads ",
		" -e ", NULL},
	{"log", RO_COUNT | RO_FORMAT | RO_PRETTY,
		" -p -s --abbrev-commit --all --ancestry-path --author-date-order "
		"--boundary"
		" --branches --cherry-mark --cherry-pick --color --date-order --decorate "
		"--dense"
		" --first-parent --follow --full-history --graph --left-right --merges"
		" --name-only --name-status --no-color --no-decorate --no-ext-diff "
		"--no-merges"
		" --no-patch --no-walk --numstat --oneline --patch --pickaxe-all "
		"--pickaxe-regex"
		" --relative-date --remotes --reverse --shortstat --simplify-merges "
		"--source"
		" --sparse --stat --tags --topo-order --walk-reflogs ",
		" -n --max-age --max-count --min-age --skip ",
		" -G -S" TIMES "--author --committer --date --diff-filter --grep ", NULL},
	{"ls-files", RO_COUNT,
		" -c -d -f -i -k -m -o -s -t -u -v -z --cached --debug --deleted "
		"--directory --eol"
		" --error-unmatch --exclude-standard --full-name --ignored --killed "
		"--modified"
		" --no-empty-directory --others --recurse-submodules --stage --unmerged ",
		" --abbrev ", " -x -X --exclude --exclude-from --exclude-per-directory ",
		NULL},
	{"ls-remote", RO_COUNT | RO_OPTIONS,
		" -b -h -q -t --branches --exit-code --get-url --heads --quiet --refs "
		"--symref"
		" --tags ",
		NULL, NULL, NULL},
	{"merge-base", RO_COUNT,
		" --all --fork-point --independent --is-ancestor --octopus ", NULL, NULL,
		NULL},
	{"reflog show", RO_COUNT,
		" --all --branches --decorate --graph --no-decorate --oneline "
		"--relative-date"
		" --remotes --tags ",
		" -n --max-count ", TIMES "--author --committer --date --grep ", NULL},
	{"reflog", RO_COUNT | RO_OPTIONS,
		" --all --branches --decorate --graph --no-decorate --oneline "
		"--relative-date"
		" --remotes --tags ",
		" -n --max-count ", TIMES "--author --committer --date --grep ", NULL},
	{"remote", RO_OPTIONS | RO_ALONE, " -v --verbose ", NULL, NULL, NULL},
	{"rev-list", RO_COUNT | RO_FORMAT | RO_PRETTY,
		" --abbrev-commit --all --ancestry-path --branches --count --dense "
		"--first-parent"
		" --full-history --graph --merges --no-merges --oneline --remotes "
		"--reverse"
		" --source --sparse --tags --walk-reflogs ",
		" -n --abbrev --max-age --max-count --max-parents --min-age "
		"--min-parents --skip ",
		TIMES "--author --committer --grep ", NULL},
	{"rev-parse", RO_COUNT,
		" --abbrev-ref --absolute-git-dir --git-common-dir --git-dir "
		"--is-bare-repository"
		" --is-inside-git-dir --is-inside-work-tree --is-shallow-repository "
		"--show-cdup"
		" --show-prefix --show-toplevel --symbolic --symbolic-full-name "
		"--verify ",
		NULL, " --short ", NULL},
	{"shortlog", RO_COUNT | RO_FORMAT,
		" -c -e -n -s --all --branches --committer --email --no-merges --numbered"
		" --remotes --summary --tags ",
		NULL, TIMES "--author --group ", NULL},
	{"show", RO_COUNT | RO_FORMAT | RO_PRETTY,
		" -m -p -s --abbrev-commit --color --color-words --decorate "
		"--first-parent --graph"
		" --name-only --name-status --no-color --no-decorate --no-ext-diff "
		"--no-patch"
		" --numstat --oneline --patch --quiet --raw --relative-date --shortstat "
		"--stat"
		" --word-diff ",
		NULL, " --date --diff-filter --word-diff-regex ", NULL},
	{"stash list", RO_COUNT,
		" --all --branches --decorate --graph --no-decorate --oneline "
		"--relative-date"
		" --remotes --tags ",
		" -n --max-count ", " --date ", NULL},
	{"stash show", RO_COUNT,
		" -p -s --color --name-only --name-status --no-color --no-ext-diff "
		"--no-patch"
		" --numstat --patch --shortstat --stat --word-diff ",
		" --abbrev ", " --diff-filter --word-diff-regex ", NULL},
	{"status", RO_COUNT,
		" -b -s -v --ahead-behind --branch --column --ignored --long "
		"--no-ahead-behind"
		" --no-column --no-renames --porcelain --renames --short --verbose ",
		NULL, " -u -M --find-renames --ignore-submodules --untracked-files ",
		NULL},
	{"tag", RO_COUNT | RO_LISTED | RO_FORMAT,
		" -i -l --column --ignore-case --list --no-column ", " -n ",
		" --contains --merged --no-contains --no-merged --points-at --sort ",
		NULL},
	{"worktree list", RO_COUNT, " -v --porcelain --verbose ", NULL, " --expire ",
		NULL},
};

static bool names(const char *name, const struct ro_words *words, size_t *used)
{
	struct pc_str rest = pc_str(name);

	for (*used = 0; rest.ptr; (*used)++) {
		struct pc_str word = pc_str_cut(&rest, ' ');

		if (*used >= words->count || !words->args[*used].known ||
			!pc_str_eq(words->args[*used].value, word))
			return false;
	}
	return true;
}

const struct ro_program *ro_git(const struct ro_words *words, size_t *used)
{
	for (size_t i = 0; i < PC_COUNT(git_commands); i++) {
		if (names(git_commands[i].name, words, used))
			return &git_commands[i];
	}
	return NULL;
}

/* docker ps and docker images take any word that does not point to another daemon. */
static bool other_daemon(struct pc_str word)
{
	if (word.len < 2 || word.ptr[0] != '-')
		return false;
	if (word.ptr[1] == '-')
		return pc_str_starts(word, PC_STR("--c")) ||
		       pc_str_starts(word, PC_STR("--ho"));
	return memchr(word.ptr, 'c', word.len) || memchr(word.ptr, 'H', word.len) ||
	       memchr(word.ptr, 'r', word.len);
}

static bool docker_lists(const struct ro_words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		struct pc_str word = words->args[i].value;

		if (!words->args[i].known || other_daemon(word) ||
			memchr(word.ptr, '~', word.len))
			return false;
	}
	return true;
}

static const struct ro_program docker_commands[] = {
	{"inspect", RO_ONE_LINE | RO_NO_TILDE, " -s --size ", NULL,
		" -f --format --type ", NULL},
	{"logs", RO_ONE_LINE | RO_NO_TILDE, " -f -t --details --follow --timestamps ",
		NULL, " -n --since --tail --until ", NULL},
};

bool ro_docker(const struct ro_words *words)
{
	struct ro_words rest = {words->args + 1, words->count - 1};

	if (words->count == 0 || !words->args[0].known)
		return false;
	if (pc_str_is(words->args[0].value, "ps") ||
		pc_str_is(words->args[0].value, "images"))
		return docker_lists(&rest);
	for (size_t i = 0; i < PC_COUNT(docker_commands); i++) {
		if (pc_str_is(words->args[0].value, docker_commands[i].name))
			return ro_options(&docker_commands[i], &rest);
	}
	return false;
}
