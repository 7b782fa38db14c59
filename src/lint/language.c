/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of calls and how they lie to each other.  Two texts of one call are independent of
 * each other, so a facet is covered by facets of the same kind or by a rule for the whole
 * tool, never by facets of another kind. */
#include "language_priv.h"

void analysis_init(
	struct analysis *out, struct pc_arena *arena, const struct pc_settings *settings)
{
	*out = (struct analysis){.arena = arena, .steps = SIZE_MAX};
	out->settings = (struct pc_settings){
		.root = settings->root,
		.managed = settings->managed,
		.effective = settings->effective,
		.cwd = settings->cwd,
		.home = settings->home,
		.dirs = settings->dirs,
		.n_dirs = settings->n_dirs,
		.is_trusted = true,
	};
	out->scratch = pc_scratch_new();
}

void analysis_done(struct analysis *analysis)
{
	pc_scratch_freep(&analysis->scratch);
}

void analysis_charge(struct analysis *analysis, size_t steps)
{
	analysis->steps -= steps < analysis->steps ? steps : analysis->steps;
	analysis->gave_up |= analysis->steps == 0;
}

/* ---- a rule's facets ------------------------------------------------------ */

#define ON(channel, tool)                                                                \
	{                                                                                \
		CHANNEL_##channel, {tool, sizeof(tool) - 1},                             \
		{                                                                        \
			NULL, 0                                                          \
		}                                                                        \
	}

/* Which files a path rule of a list reaches.  A Bash line is no more than freed of an
 * objection by an allow rule, and not asked about by an ask rule. */
static const struct facet read_denied[] = {
	ON(PATH, "Read"), ON(PATH, "Edit"), ON(PATH, "Write"), ON(READS, "Bash")};
static const struct facet edit_denied[] = {ON(PATH, "Edit"), ON(PATH, "Write"),
	ON(PATH, "NotebookEdit"), ON(WRITES, "Bash")};
static const struct facet read_alone[] = {ON(PATH, "Read")};
static const struct facet edits[] = {
	ON(PATH, "Edit"), ON(PATH, "Write"), ON(PATH, "NotebookEdit")};
static const struct facet edits_and_read[] = {
	ON(PATH, "Edit"), ON(PATH, "Write"), ON(PATH, "NotebookEdit"), ON(PATH, "Read")};

static const struct reach {
	const struct facet *facets;
	size_t n;
} reaches[][2] = {
	[PC_LIST_DENY] = {{read_denied, PC_COUNT(read_denied)},
		{edit_denied, PC_COUNT(edit_denied)}},
	[PC_LIST_ASK] = {{read_alone, PC_COUNT(read_alone)}, {edits, PC_COUNT(edits)}},
	[PC_LIST_ALLOW] = {{read_alone, PC_COUNT(read_alone)},
		{edits_and_read, PC_COUNT(edits_and_read)}},
};

static void add_facet(struct language *out, enum channel channel, struct pc_str tool,
	struct pc_str field)
{
	out->own[out->n_facets++] = (struct facet){channel, tool, field};
}

static void add_reach(struct language *out, const struct pc_rule *rule)
{
	const struct reach *reach =
		&reaches[rule->src->list][pc_str_is(rule->tool, "Edit")];

	out->facets = reach->facets;
	out->n_facets = reach->n;
}

/* A text in which blanks count differs from the texts that are compared. */
static bool has_odd_blanks(struct pc_str text)
{
	return pc_str_find_str(text, PC_STR("  ")) < text.len ||
	       pc_str_find(text, '\t') < text.len;
}

bool names_the_name(const struct pc_rule *rule)
{
	return (pc_str_is(rule->tool, "Skill") && pc_str_is(rule->param, "skill")) ||
	       (pc_str_is(rule->tool, "Agent") &&
		       pc_str_is(rule->param, "subagent_type"));
}

void language_init(struct language *out, const struct pc_rule *rule)
{
	bool is_powershell = pc_str_is(rule->tool, "PowerShell");

	*out = (struct language){.rule = rule};
	out->facets = out->own;
	switch (rule->form) {
	case PC_RULE_TOOL:
	case PC_RULE_TOOL_GLOB:
		add_facet(out, CHANNEL_TOOL, (struct pc_str){0}, (struct pc_str){0});
		break;
	case PC_RULE_COMMAND:
		add_facet(out, is_powershell ? CHANNEL_POWERSHELL : CHANNEL_COMMAND,
			rule->tool, (struct pc_str){0});
		out->is_unknown = has_odd_blanks(rule->spec) &&
				  pc_str_find(rule->spec, '*') == rule->spec.len;
		break;
	case PC_RULE_PATH:
		add_reach(out, rule);
		out->is_unknown = pc_str_starts(rule->spec, PC_STR("!"));
		break;
	case PC_RULE_DOMAIN:
		add_facet(out, CHANNEL_HOST, rule->tool, (struct pc_str){0});
		break;
	case PC_RULE_NAME:
		add_facet(out, CHANNEL_NAME, rule->tool, (struct pc_str){0});
		break;
	case PC_RULE_PARAM:
	case PC_RULE_SKIPPED:
	case PC_RULE_INERT:
		break;
	}
	if (!rule->param.len || rule->form == PC_RULE_SKIPPED)
		return;
	/* Read(offset:5) is about a file of that name, and about the field. */
	if (rule->form == PC_RULE_PATH) {
		out->is_unknown = true;
		return;
	}
	if (!names_the_name(rule))
		add_facet(out, CHANNEL_FIELD, rule->tool, rule->param);
	else if (rule->form != PC_RULE_NAME)
		add_facet(out, CHANNEL_NAME, rule->tool, (struct pc_str){0});
}

bool facet_eq(const struct facet *a, const struct facet *b)
{
	return a->channel == b->channel && pc_str_eq(a->tool, b->tool) &&
	       pc_str_eq(a->field, b->field);
}

const struct pc_lang *language_words(struct analysis *analysis, struct language *language,
	const struct facet *facet, enum reading reading)
{
	const struct pc_lang **slot = &language->words[reading];

	if (facet->channel == CHANNEL_FIELD) {
		if (!language->field_words)
			language->field_words = words_of_field(analysis, language->rule);
		return language->field_words;
	}
	if (facet->channel != CHANNEL_COMMAND)
		slot = &language->words[READ_TEXT];
	if (!*slot)
		*slot = words_of_rule(analysis, language->rule, facet->channel, reading);
	if (!*slot)
		language->is_unknown = true;
	return *slot;
}

/* ---- what covers a facet -------------------------------------------------- */

static bool takes_tool(
	struct analysis *analysis, struct language *language, struct pc_str tool)
{
	const struct facet *facet = language->facets;
	const struct pc_lang *words;

	if (language->n_facets == 0 || facet->channel != CHANNEL_TOOL)
		return false;
	words = language_words(analysis, language, facet, READ_TEXT);
	return words && pc_lang_has(words, tool);
}

static const struct facet *facet_of(
	const struct language *language, const struct facet *wanted)
{
	for (size_t i = 0; i < language->n_facets; i++) {
		if (facet_eq(&language->facets[i], wanted))
			return &language->facets[i];
	}
	return NULL;
}

/* Looking at an edge takes far less than a step of a search. */
enum { EDGES = 64 };

bool language_has(
	struct analysis *analysis, struct language *language, const struct point *point)
{
	const struct facet *facet = facet_of(language, &point->facet);
	const struct pc_lang *words;

	if (point->facet.tool.len && takes_tool(analysis, language, point->facet.tool))
		return true;
	words = facet ? language_words(analysis, language, facet, READ_REACH) : NULL;
	if (!words)
		return false;
	analysis_charge(analysis, pc_lang_size(words) * point->word.len / EDGES);
	return pc_lang_has(words, point->word);
}

/* ---- questions ------------------------------------------------------------ */

static enum pc_found search(struct analysis *analysis, enum channel channel, bool plain,
	const struct pc_lang *wanted, struct pc_str *word)
{
	const struct pc_lang *universe = words_of_universe(analysis, channel, plain);

	return pc_lang_shortest(word, analysis->arena,
		pc_lang_and(analysis->arena, universe, wanted), &analysis->steps);
}

/* The shortest word, one that people would write if there is any. */
static enum pc_found search_well(struct analysis *analysis, const struct facet *facet,
	const struct pc_lang *wanted, struct point *point)
{
	enum pc_found found;
	struct pc_str word;

	point->facet = *facet;
	found = search(analysis, facet->channel, false, wanted, &point->word);
	analysis->gave_up |= found == PC_FOUND_GAVE_UP;
	if (found == PC_FOUND_WORD &&
		search(analysis, facet->channel, true, wanted, &word) == PC_FOUND_WORD)
		point->word = word;
	return found;
}

/* An allow rule for editing opens reading, but for protected files. */
static bool covers_less(const struct pc_rule *a, const struct pc_rule *b)
{
	return b->src->list == PC_LIST_ALLOW && pc_str_is(b->tool, "Edit") &&
	       pc_str_is(a->tool, "Read");
}

/* Of n rules, those that speak of one facet. */
struct rivals {
	const struct pc_lang **words;
	size_t n;
	bool have_all; /* one of them takes the whole tool */
};

static void add_rival(struct analysis *analysis, struct rivals *rivals,
	const struct pc_rule *rule, const struct facet *facet, struct language *b)
{
	const struct facet *own = facet_of(b, facet);
	const struct pc_lang *words;

	if (facet->tool.len && takes_tool(analysis, b, facet->tool))
		rivals->have_all = true;
	if (!own || covers_less(rule, b->rule))
		return;
	words = language_words(analysis, b, own, READ_REACH);
	if (words)
		rivals->words[rivals->n++] = words;
}

enum answer language_facet_within(struct analysis *analysis, struct language *a,
	const struct facet *facet, struct language *const *b, size_t n,
	struct point *escape)
{
	struct pc_arena *arena = analysis->arena;
	struct rivals rivals = {
		.words = pc_arena_new_array(arena, const struct pc_lang *, n + 1)};
	const struct pc_lang *words, *outside;

	for (size_t i = 0; i < n; i++)
		add_rival(analysis, &rivals, a->rule, facet, b[i]);
	if (rivals.have_all)
		return ANSWER_YES;
	words = language_words(analysis, a, facet, READ_TEXT);
	if (!words)
		return ANSWER_UNKNOWN;
	outside = pc_lang_and(arena, words,
		pc_lang_not(arena, pc_lang_or(arena, rivals.words, rivals.n)));
	switch (search_well(analysis, facet, outside, escape)) {
	case PC_FOUND_NONE:
		return ANSWER_YES;
	case PC_FOUND_WORD:
		return ANSWER_NO;
	default:
		return ANSWER_UNKNOWN;
	}
}

enum answer language_within(struct analysis *analysis, struct language *a,
	struct language *const *b, size_t n, struct point *escape)
{
	enum answer answer = a->n_facets && !a->is_unknown ? ANSWER_YES : ANSWER_UNKNOWN;

	for (size_t i = 0; i < n; i++) {
		if (b[i]->is_unknown)
			return ANSWER_UNKNOWN;
	}
	for (size_t i = 0; i < a->n_facets && answer == ANSWER_YES; i++)
		answer = language_facet_within(analysis, a, &a->facets[i], b, n, escape);
	return answer;
}

static enum answer facet_meets(struct analysis *analysis, struct language *a,
	struct language *b, const struct facet *facet, enum reading reading,
	struct point *common)
{
	const struct facet *other = facet_of(b, facet);
	const struct pc_lang *words = language_words(analysis, a, facet, reading), *more;

	if (!words)
		return ANSWER_UNKNOWN;
	if (!facet->tool.len || !takes_tool(analysis, b, facet->tool)) {
		more = other ? language_words(analysis, b, other, reading) : NULL;
		if (!more)
			return other ? ANSWER_UNKNOWN : ANSWER_NO;
		words = pc_lang_and(analysis->arena, words, more);
	}
	switch (search_well(analysis, facet, words, common)) {
	case PC_FOUND_NONE:
		return ANSWER_NO;
	case PC_FOUND_WORD:
		return ANSWER_YES;
	default:
		return ANSWER_UNKNOWN;
	}
}

static enum answer meets(struct analysis *analysis, struct language *a,
	struct language *b, enum reading reading, struct point *common)
{
	struct language *sides[] = {a, b};
	enum answer answer = ANSWER_NO;

	for (size_t side = 0; side < 2; side++) {
		struct language *one = sides[side], *other = sides[1 - side];

		for (size_t i = 0; i < one->n_facets; i++) {
			enum answer part = facet_meets(
				analysis, one, other, &one->facets[i], reading, common);

			if (part == ANSWER_YES)
				return ANSWER_YES;
			if (part == ANSWER_UNKNOWN)
				answer = ANSWER_UNKNOWN;
		}
	}
	return answer;
}

enum answer language_meets(struct analysis *analysis, struct language *a,
	struct language *b, struct point *common)
{
	enum answer answer;
	struct point maybe;

	if (a->is_unknown || b->is_unknown || !a->n_facets || !b->n_facets)
		return ANSWER_UNKNOWN;
	answer = meets(analysis, a, b, READ_REACH, common);
	if (answer != ANSWER_NO)
		return answer;
	if (a->rule->form != PC_RULE_COMMAND || b->rule->form != PC_RULE_COMMAND ||
		(is_plain_program(analysis, a->rule) &&
			is_plain_program(analysis, b->rule)))
		return ANSWER_NO;
	/* What is seen through beyond what is certain may bring them together. */
	return meets(analysis, a, b, READ_LOOSE, &maybe) == ANSWER_NO ? ANSWER_NO
								      : ANSWER_UNKNOWN;
}
