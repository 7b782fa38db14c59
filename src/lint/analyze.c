/* SPDX-License-Identifier: Apache-2.0 */
/* Two rules, or one and several: the relation between them and the calls that prove it.
 */
#include "pc/lint/analyze.h"

#include "language_priv.h"
#include "pc/base/fs.h"
#include "pc/doc/write.h"

/* A rule read and made a set, for as long as one question lasts. */
struct subject {
	struct pc_rule_text text;
	struct pc_rule rule;
	struct language language;
};

static void subject_init(
	struct subject *out, struct analysis *analysis, const struct pc_rule_text *text)
{
	out->text = *text;
	if (!out->text.base.len)
		out->text.base = analysis->settings.cwd;
	pc_rule_parse(&out->rule, analysis->arena, &out->text, NULL);
	language_init(&out->language, &out->rule);
}

/* ---- two rules ------------------------------------------------------------ */

struct comparison {
	struct analysis *analysis;
	struct pc_analysis *out;
};

/* Whether a lies in b; if not, *only gets the call that proves it. */
static enum answer lies_within(struct comparison *c, struct language *a,
	struct language *b, struct pc_action *only)
{
	struct point escape;
	enum answer answer = language_within(c->analysis, a, &b, 1, &escape);

	if (answer != ANSWER_NO)
		return answer;
	if (!point_is_true(c->analysis, &escape, a, &b, 1))
		return ANSWER_UNKNOWN;
	call_of_point(only, c->analysis, &escape);
	return ANSWER_NO;
}

static enum answer find_common(
	struct comparison *c, struct language *a, struct language *b)
{
	struct point common;
	enum answer answer = language_meets(c->analysis, a, b, &common);

	if (answer != ANSWER_YES)
		return answer;
	call_of_point(&c->out->both, c->analysis, &common);
	if (rule_decides(c->analysis, a->rule, &c->out->both) &&
		rule_decides(c->analysis, b->rule, &c->out->both))
		return ANSWER_YES;
	c->out->both = (struct pc_action){0};
	return ANSWER_UNKNOWN;
}

static enum pc_relation relation_of(
	struct comparison *c, struct language *a, struct language *b)
{
	enum answer ab = lies_within(c, a, b, &c->out->only_a);
	enum answer ba = lies_within(c, b, a, &c->out->only_b);
	enum answer both = find_common(c, a, b);

	if (ab == ANSWER_UNKNOWN || ba == ANSWER_UNKNOWN || both == ANSWER_UNKNOWN)
		return PC_RELATION_UNKNOWN;
	if (both == ANSWER_NO)
		/* A set that lies in another without a call in common is empty. */
		return ab == ANSWER_NO && ba == ANSWER_NO ? PC_RELATION_DISJOINT
							  : PC_RELATION_UNKNOWN;
	if (ab == ANSWER_YES)
		return ba == ANSWER_YES ? PC_RELATION_EQUIVALENT : PC_RELATION_WITHIN;
	return ba == ANSWER_YES ? PC_RELATION_COVERS : PC_RELATION_OVERLAPS;
}

static struct pc_str reason(const struct language *a, const struct language *b)
{
	if (a->n_facets == 0 || b->n_facets == 0)
		return PC_STR("one of the rules matches nothing");
	if (a->is_unknown || b->is_unknown)
		return PC_STR(
			"one of the rules has a pattern that is not analysed: what "
			"'!', '\\b' or odd blanks mean depends on more than the rule");
	return PC_STR("the search went too far, or the decider did not confirm it");
}

void pc_analyze_rules(struct pc_analysis *out, struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_rule_text *a,
	const struct pc_rule_text *b)
{
	PC_AUTO(analysis_done) struct analysis analysis = {0};
	struct comparison comparison = {.analysis = &analysis, .out = out};
	struct subject *sides = pc_arena_new_array(arena, struct subject, 2);

	*out = (struct pc_analysis){0};
	analysis_init(&analysis, arena, settings);
	subject_init(&sides[0], &analysis, a);
	subject_init(&sides[1], &analysis, b);
	out->relation = relation_of(&comparison, &sides[0].language, &sides[1].language);
	if (out->relation == PC_RELATION_UNKNOWN)
		out->why = reason(&sides[0].language, &sides[1].language);
}

const char *pc_relation_name(enum pc_relation relation)
{
	static const char *const names[] = {
		[PC_RELATION_UNKNOWN] = "unknown",
		[PC_RELATION_EQUIVALENT] = "equivalent",
		[PC_RELATION_WITHIN] = "within",
		[PC_RELATION_COVERS] = "covers",
		[PC_RELATION_OVERLAPS] = "overlaps",
		[PC_RELATION_DISJOINT] = "disjoint",
	};

	return names[relation];
}

/* ---- one rule and several ------------------------------------------------- */

enum pc_cover pc_analyze_cover(struct pc_action *witness, struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_rule_text *a,
	const struct pc_rule_text *b, size_t n)
{
	PC_AUTO(analysis_done) struct analysis analysis = {0};
	struct subject *subjects = pc_arena_new_array(arena, struct subject, n + 1);
	struct language **languages = pc_arena_new_array(arena, struct language *, n + 1);
	struct point escape;

	analysis_init(&analysis, arena, settings);
	subject_init(&subjects[n], &analysis, a);
	for (size_t i = 0; i < n; i++) {
		subject_init(&subjects[i], &analysis, &b[i]);
		languages[i] = &subjects[i].language;
	}
	switch (language_within(
		&analysis, &subjects[n].language, languages, n, &escape)) {
	case ANSWER_YES:
		return PC_COVER_YES;
	case ANSWER_NO:
		if (!point_is_true(
			    &analysis, &escape, &subjects[n].language, languages, n))
			return PC_COVER_UNKNOWN;
		call_of_point(witness, &analysis, &escape);
		return PC_COVER_NO;
	default:
		return PC_COVER_UNKNOWN;
	}
}

bool pc_analyze_sample(struct pc_action *out, struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_rule_text *rule)
{
	return pc_analyze_cover(out, arena, settings, rule, NULL, 0) == PC_COVER_NO;
}

/* ---- calls for people ----------------------------------------------------- */

static struct pc_str below(struct pc_arena *arena, struct pc_str path, struct pc_str dir,
	const char *instead)
{
	return pc_arena_printf(
		arena, "%s%.*s", instead, PC_STR_ARG(pc_str_from(path, dir.len + 1)));
}

static struct pc_str show_path(
	struct pc_arena *arena, const struct pc_settings *settings, struct pc_str path)
{
	struct pc_str cwd = settings->cwd, home = settings->home;

	if (cwd.len > 1 && path.len > cwd.len && pc_path_within(path, cwd))
		return below(arena, path, cwd, "");
	if (home.len > 1 && path.len > home.len && pc_path_within(path, home))
		return below(arena, path, home, "~/");
	return path;
}

struct pc_str pc_analyze_show(struct pc_arena *arena, const struct pc_settings *settings,
	const struct pc_action *action)
{
	PC_AUTO(pc_buf_done) struct pc_buf json = {0};
	struct pc_str path = pc_node_text(pc_node_get_c(action->input, "file_path"));
	struct pc_str text = pc_node_text(pc_node_get_c(action->input, "command"));

	if (!path.len)
		path = pc_node_text(pc_node_get_c(action->input, "notebook_path"));
	if (path.len)
		text = show_path(arena, settings, path);
	if (!text.len)
		text = pc_node_text(pc_node_get_c(action->input, "url"));
	if (text.len)
		return pc_arena_printf(
			arena, "%.*s: %.*s", PC_STR_ARG(action->tool), PC_STR_ARG(text));
	if (!action->input || action->input->n_pairs == 0)
		return action->tool;
	pc_node_write(&json, action->input, PC_FORMAT_JSON_LINE);
	return pc_arena_printf(arena, "%.*s: %.*s", PC_STR_ARG(action->tool),
		PC_STR_ARG(pc_str_trim(pc_buf_str(&json))));
}
