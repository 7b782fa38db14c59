/* SPDX-License-Identifier: Apache-2.0 */
/* A file whose name something else prints, against the rules: of lists of files it is
 * asked which names they let through (makers.c), of other texts, which names stand in
 * them. */
#include "pc/base/fs.h"
#include "walk_priv.h"

/* The word of a text that is about the name: itself, or a pattern for it that says
 * something of it.  *exact: itself. */
static bool source_tells(struct pc_str source, struct pc_str name, bool *exact)
{
	static const char ends[] = " \t\n'\"|()$`;\\^/";
	static const char *const but[] = {"-not", "!", "grep -v", "-prune", "exclude"};
	struct pc_str bare = pc_str_from(name, pc_str_starts(name, PC_STR(".")));
	size_t begin = 0;

	*exact = false;
	for (size_t i = 0; i < PC_COUNT(but); i++) {
		if (pc_str_find_str(source, pc_str(but[i])) < source.len)
			return false;
	}
	for (size_t i = 0; i <= source.len && bare.len > 2; i++) {
		struct pc_str word = pc_str_from(pc_str_head(source, i), begin);

		if (i < source.len && !strchr(ends, source.ptr[i]))
			continue;
		begin = i + 1;
		*exact = pc_str_eq(word, name);
		if (*exact || pc_str_eq(word, bare) ||
			(word.len > 2 && pc_str_find(word, '*') < word.len &&
				judge_glob(word, name)))
			return true;
	}
	return false;
}

static enum yield words_yield(struct pc_str source, struct pc_str name)
{
	bool exact;

	if (!source_tells(source, name, &exact))
		return YIELD_NO;
	return exact ? YIELD_YES : YIELD_MAYBE;
}

static enum yield yield_of(struct walk *walk, const struct scope *scope,
	const struct maker_stage *stages, struct pc_str source,
	const struct pc_path_shape *shape)
{
	enum yield yield = maker_yields(walk, scope, stages, shape);

	if (yield != YIELD_UNTOLD)
		return yield;
	if (path_rule_has_stars(shape))
		return YIELD_NO;
	return words_yield(source, pc_path_base(path_rule_literal(walk, shape)));
}

void judge_source(
	struct walk *walk, const struct scope *scope, struct pc_str source, bool writes)
{
	size_t n;
	const struct pc_rule *rules = pc_policy_rules(walk->policy, &n);
	const struct maker_stage *stages =
		source.len ? maker_read(walk, scope, source) : NULL;

	for (size_t i = 0; i < n && source.len && !walk->is_over; i++) {
		struct pc_path_shape shape;
		enum yield yield;

		if (!path_rule_is_about(&rules[i], writes) ||
			!path_rule_shape(walk, &rules[i], &shape) || !walk_step(walk))
			continue;
		yield = yield_of(walk, scope, stages, source, &shape);
		if (yield == YIELD_YES)
			judge_found(walk,
				rules[i].src->list == PC_LIST_DENY ? PC_VERDICT_DENY
								   : PC_VERDICT_ASK,
				&rules[i], source);
		else if (yield == YIELD_MAYBE || (yield == YIELD_ANY && walk->shows_all))
			judge_unknown(
				walk, writes ? UNKNOWN_WRITE : UNKNOWN_READ, source);
	}
}
