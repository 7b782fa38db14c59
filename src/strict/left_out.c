/* SPDX-License-Identifier: Apache-2.0 */
/* tar --exclude=.env, rsync --exclude, grep --exclude-dir, rg -g '!x', zip -x: what a
 * program that takes a whole directory is told to leave out of it, for judge_paths.c. */
#include "pc/base/fs.h"
#include "roles.h"
#include "walk_priv.h"

static const struct {
	const char *programs, *options;
	bool negated; /* only patterns behind a "!" leave out */
} leavers[] = {
	{"tar bsdtar gtar rsync grep egrep fgrep rgrep ggrep zgrep diff",
		"--exclude --exclude-dir", false},
	{"zip diff", "-x", false},
	{"rg", "-g --glob --iglob", true},
	{"ag", "--ignore --ignore-dir", false},
};

/* The pattern without what says that it holds anywhere, and that all in it is meant. */
static struct pc_str bare(struct pc_str pattern)
{
	static const char *const heads[] = {"./", "**/", "*/"};
	static const char *const tails[] = {"/**", "/*", "/"};

	for (size_t i = 0; i < PC_COUNT(heads); i++) {
		if (pc_str_starts(pattern, pc_str(heads[i])))
			pattern = pc_str_from(pattern, strlen(heads[i]));
	}
	for (size_t i = 0; i < PC_COUNT(tails); i++) {
		if (pc_str_ends(pattern, pc_str(tails[i])))
			pattern.len -= strlen(tails[i]);
	}
	return pattern;
}

/* One of the names that lead from the directory to the path, or all of them. */
static bool fits(struct pc_str pattern, struct pc_str rest)
{
	struct pc_str names = rest;

	pattern = bare(pattern);
	if (!pattern.len)
		return false;
	if (pc_str_find(pattern, '/') < pattern.len)
		return pc_str_eq(pattern, rest);
	while (names.ptr) {
		if (judge_glob(pattern, pc_str_cut(&names, '/')))
			return true;
	}
	return false;
}

/* The pattern that the option at *at gives; empty for other words. */
static struct pc_str pattern_at(
	const struct fields *words, size_t *at, const char *options)
{
	struct pc_str word = words->items[*at].text;
	size_t eq = pc_str_find(word, '=');

	if (words->items[*at].kind != FIELD_KNOWN)
		return (struct pc_str){0};
	if (eq < word.len)
		return names_have(options, pc_str_head(word, eq))
			       ? pc_str_from(word, eq + 1)
			       : (struct pc_str){0};
	if (!names_have(options, word) || *at + 1 >= words->count ||
		words->items[*at + 1].kind != FIELD_KNOWN)
		return (struct pc_str){0};
	return words->items[++*at].text;
}

/* What is taken in again, by later words or by other rules of the same program. */
static bool takes_in(const struct fields *words)
{
	for (size_t i = 1; i < words->count; i++) {
		struct pc_str word = words->items[i].text;

		if (pc_str_starts(word, PC_STR("--include")) ||
			pc_str_starts(word, PC_STR("--filter")) ||
			pc_str_starts(word, PC_STR("--no-")) ||
			pc_str_starts(word, PC_STR("--anchored")))
			return true;
	}
	return false;
}

bool walk_leaves_out(const struct walk *walk, struct pc_str dir, struct pc_str path)
{
	const struct fields *words = walk->tree_words;
	struct pc_str program, rest;

	if (!words || !words->count || takes_in(words))
		return false;
	program = pc_path_base(words->items[0].text);
	rest = pc_str_from(path, dir.len + !pc_str_is(dir, "/"));
	for (size_t i = 0; i < PC_COUNT(leavers); i++) {
		if (!names_have(leavers[i].programs, program))
			continue;
		for (size_t at = 1; at < words->count; at++) {
			struct pc_str pattern =
				pattern_at(words, &at, leavers[i].options);
			bool negated = pc_str_starts(pattern, PC_STR("!"));

			if (negated == leavers[i].negated &&
				fits(pc_str_from(pattern, negated), rest))
				return true;
		}
	}
	return false;
}
