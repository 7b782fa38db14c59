/* SPDX-License-Identifier: Apache-2.0 */
/* The words that a rule means on each channel, as automata.  The shapes come from the
 * deciders' own reading (pc/rules/shape.h); what is added here is what the client sees
 * through in front of a command. */
#include "language_priv.h"

static const struct pc_range label_chars[] = {{0, '-'}, {'/', '9'}, {';', 0x10FFFF}};

uint32_t words_with_stars(struct pc_auto *a, uint32_t at, struct pc_str text,
	const struct pc_range *ranges, size_t n, bool fold)
{
	struct pc_str rest = text;

	while (rest.ptr) {
		at = pc_auto_text(a, at, pc_str_cut(&rest, '*'), fold);
		if (rest.ptr)
			at = pc_auto_run(a, at, ranges, n);
	}
	return at;
}

/* ---- commands ------------------------------------------------------------- */

/* Programs that run the rest of their line, when no option stands between. */
static const char *const strict_starters[] = {"builtin ", "command ", "doas ", "env ",
	"exec ", "nice ", "noglob ", "nohup ", "pkexec ", "setsid ", "sudo ", "time "};
static const char *const allow_starters[] = {"nice ", "noglob ", "nohup ", "time "};

/* Those that need options or operands before that. */
static const char *const strict_others[] = {"chrt ", "flock ", "ionice ", "ltrace ",
	"nocorrect ", "nsenter ", "script ", "stdbuf ", "strace ", "taskset ", "timeout ",
	"unshare ", "watch ", "xargs "};
static const char *const allow_others[] = {
	"builtin ", "command ", "stdbuf ", "timeout ", "xargs "};

static const struct starters {
	const char *const *plain, *const *others;
	size_t n_plain, n_others;
} all_starters[] = {
	{allow_starters, allow_others, PC_COUNT(allow_starters), PC_COUNT(allow_others)},
	{strict_starters, strict_others, PC_COUNT(strict_starters),
		PC_COUNT(strict_others)},
};

static const struct starters *starters_of(const struct pc_rule *rule)
{
	return &all_starters[rule->src->list != PC_LIST_ALLOW];
}

static uint32_t add_glob(
	struct pc_auto *a, uint32_t at, const struct pc_command_shape *shape)
{
	at = pc_auto_text(a, at, shape->head, false);
	for (size_t i = 0; i < shape->n_pieces; i++) {
		at = pc_auto_run(a, at, &pc_any_char, 1);
		at = pc_auto_text(a, at, shape->pieces[i], false);
	}
	return at;
}

static void add_command(
	struct pc_auto *a, uint32_t at, const struct pc_command_shape *shape)
{
	if (shape->kind == PC_COMMAND_GLOB) {
		pc_auto_accept(a, add_glob(a, at, shape));
		return;
	}
	at = pc_auto_text(a, at, shape->head, false);
	pc_auto_accept(a, at);
	if (shape->kind == PC_COMMAND_PREFIX) {
		at = pc_auto_text(a, at, PC_STR(" "), false);
		pc_auto_accept(a, pc_auto_run(a, at, &pc_any_char, 1));
	}
}

/* The word that must come first, if it is written in the rule. */
static struct pc_str first_word(const struct pc_command_shape *shape)
{
	size_t end = pc_str_find(shape->head, ' ');

	if (end == shape->head.len && shape->kind == PC_COMMAND_GLOB)
		return (struct pc_str){0};
	return pc_str_head(shape->head, end);
}

/* Rules are compared with the base name of a program, too. */
static bool names_program(struct pc_str word)
{
	return word.len && pc_str_find(word, '/') == word.len;
}

static bool is_one_of(struct pc_str name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (pc_str_eq(name, pc_str_head(pc_str(names[i]), strlen(names[i]) - 1)))
			return true;
	}
	return false;
}

/* Whether a starter may stand before a command that begins with the word.  It takes
 * options for itself; and of a chain of starters the client compares the whole and the
 * end, nothing in between. */
static bool may_be_started(const struct starters *starters, struct pc_str word)
{
	size_t slash = pc_str_rfind(word, '/');
	struct pc_str name = slash < word.len ? pc_str_from(word, slash + 1) : word;

	return word.len && word.ptr[0] != '-' && pc_str_find(word, '=') == word.len &&
	       !is_one_of(name, starters->plain, starters->n_plain) &&
	       !is_one_of(name, starters->others, starters->n_others);
}

/* Behind at: starters, which lead to hub, and xargs, which leads to begin. */
static void add_programs(struct pc_auto *a, uint32_t at, uint32_t hub, uint32_t begin,
	const struct starters *starters)
{
	for (size_t i = 0; i < starters->n_plain; i++) {
		pc_auto_skip(
			a, pc_auto_text(a, at, pc_str(starters->plain[i]), false), hub);
	}
	if (begin)
		pc_auto_skip(a, pc_auto_text(a, at, PC_STR("xargs "), false), begin);
}

/* Behind a directory, programs count by their base names.  "-x/y" and "x=/y" may be taken
 * for something else. */
static uint32_t add_directory(struct pc_auto *a, uint32_t at)
{
	static const struct pc_range first[] = {
		{'.', '<'}, {'>', '~'}, {'+', ','}, {0x80, 0x10FFFF}};
	static const struct pc_range more[] = {{'!', '<'}, {'>', '~'}, {0x80, 0x10FFFF}};
	uint32_t name = pc_auto_one(a, at, first, PC_COUNT(first)), end;

	name = pc_auto_run(a, name, more, PC_COUNT(more));
	end = pc_auto_text(a, name, PC_STR("/"), false);
	pc_auto_skip(a, pc_auto_text(a, at, PC_STR("/"), false), end);
	return end;
}

/* A state from which begins what the client compares, whatever stands before it.  Exact
 * rules are not meant behind xargs. */
static uint32_t add_starters(struct pc_auto *a, const struct pc_rule *rule,
	const struct pc_command_shape *shape)
{
	const struct starters *starters = starters_of(rule);
	uint32_t hub = pc_auto_state(a), begin = pc_auto_state(a), bare;
	uint32_t behind_xargs = shape->kind == PC_COMMAND_EXACT ? 0 : begin;
	struct pc_str word = first_word(shape);

	pc_auto_skip(a, 0, begin);
	if (!may_be_started(starters, word)) {
		if (behind_xargs)
			pc_auto_skip(
				a, pc_auto_text(a, 0, PC_STR("xargs "), false), begin);
		return begin;
	}
	pc_auto_skip(a, 0, hub);
	pc_auto_skip(a, hub, begin);
	add_programs(a, hub, hub, behind_xargs, starters);
	if (rule->src->list == PC_LIST_ALLOW)
		return begin;
	bare = add_directory(a, hub);
	add_programs(a, bare, hub, behind_xargs, starters);
	if (names_program(word))
		pc_auto_skip(a, bare, begin);
	return begin;
}

bool is_plain_program(struct analysis *analysis, const struct pc_rule *rule)
{
	struct pc_command_shape shape;

	pc_command_shape(&shape, analysis->arena, rule);
	return may_be_started(starters_of(rule), first_word(&shape));
}

/* Any text that ends in one of the rule's own. */
static uint32_t add_anything(struct pc_auto *a)
{
	static const struct pc_range borders[] = {{' ', ' '}, {'/', '/'}};
	uint32_t begin = pc_auto_state(a), before = pc_auto_run(a, 0, &pc_any_char, 1);

	pc_auto_skip(a, 0, begin);
	pc_auto_skip(a, pc_auto_one(a, before, borders, 2), begin);
	return begin;
}

static const struct pc_lang *words_of_command(
	struct analysis *analysis, const struct pc_rule *rule, enum reading reading)
{
	struct pc_auto *a = pc_auto_new(analysis->arena);
	struct pc_command_shape shape;
	uint32_t at = 0;

	pc_command_shape(&shape, analysis->arena, rule);
	if (reading == READ_REACH)
		at = add_starters(a, rule, &shape);
	else if (reading == READ_LOOSE)
		at = add_anything(a);
	add_command(a, at, &shape);
	return pc_lang_auto(analysis->arena, a);
}

/* ---- hosts ---------------------------------------------------------------- */

static void add_host(struct pc_auto *a, struct pc_str pattern)
{
	size_t n = PC_COUNT(label_chars);
	uint32_t at = 0;

	if (pc_str_is(pattern, "*")) {
		pc_auto_accept(a, pc_auto_run(a, 0, &pc_any_char, 1));
		return;
	}
	if (pc_str_starts(pattern, PC_STR("*."))) {
		uint32_t label = pc_auto_state(a), more;

		pc_auto_skip(a, 0, label);
		more = pc_auto_one(a, label, label_chars, n);
		more = pc_auto_run(a, more, label_chars, n);
		at = pc_auto_text(a, more, PC_STR("."), false);
		pc_auto_skip(a, at, label);
		pattern = pc_str_from(pattern, 2);
	}
	pc_auto_accept(a, words_with_stars(a, at, pattern, label_chars, n, false));
}

static const struct pc_lang *words_of_host(
	struct analysis *analysis, const struct pc_rule *rule)
{
	struct pc_auto *a = pc_auto_new(analysis->arena);
	struct pc_str pattern;

	if (pc_host_shape(&pattern, analysis->arena, rule))
		add_host(a, pattern);
	return pc_lang_auto(analysis->arena, a);
}

/* ---- names of agents and skills, fields ----------------------------------- */

static struct pc_str without_slash(struct pc_str skill)
{
	return pc_str_starts(skill, PC_STR("/")) ? pc_str_from(skill, 1) : skill;
}

/* Skill(start:*) and Skill(start *) mean all that begin so. */
static void add_skill(struct pc_auto *a, struct pc_str name)
{
	name = without_slash(name);
	if (pc_str_ends(name, PC_STR(":*")) || pc_str_ends(name, PC_STR(" *"))) {
		uint32_t at = pc_auto_text(a, 0, pc_str_head(name, name.len - 2), false);

		pc_auto_accept(a, pc_auto_run(a, at, &pc_any_char, 1));
		return;
	}
	pc_auto_accept(a, pc_auto_text(a, 0, name, false));
}

static const struct pc_lang *words_of_name(
	struct analysis *analysis, const struct pc_rule *rule)
{
	struct pc_auto *a = pc_auto_new(analysis->arena);
	bool is_skill = pc_str_is(rule->tool, "Skill");

	bool is_field = names_the_name(rule);
	bool has_star = pc_str_find(rule->value, '*') < rule->value.len;

	if (is_field)
		pc_auto_accept(
			a, words_with_stars(a, 0, rule->value, &pc_any_char, 1, false));
	if (rule->form == PC_RULE_NAME && is_skill && is_field && !has_star)
		pc_auto_accept(a, pc_auto_text(a, 0, without_slash(rule->value), false));
	else if (rule->form == PC_RULE_NAME && is_skill)
		add_skill(a, rule->spec);
	else if (rule->form == PC_RULE_NAME)
		pc_auto_accept(a, pc_auto_text(a, 0, rule->spec, true));
	return pc_lang_auto(analysis->arena, a);
}

const struct pc_lang *words_of_field(
	struct analysis *analysis, const struct pc_rule *rule)
{
	struct pc_auto *a = pc_auto_new(analysis->arena);

	pc_auto_accept(a, words_with_stars(a, 0, rule->value, &pc_any_char, 1, false));
	return pc_lang_auto(analysis->arena, a);
}

const struct pc_lang *words_of_rule(struct analysis *analysis, const struct pc_rule *rule,
	enum channel channel, enum reading reading)
{
	switch (channel) {
	case CHANNEL_TOOL:
		return words_of_tools(analysis, rule);
	case CHANNEL_COMMAND:
		return words_of_command(analysis, rule, reading);
	case CHANNEL_POWERSHELL:
		return words_of_command(analysis, rule, READ_TEXT);
	case CHANNEL_PATH:
	case CHANNEL_READS:
	case CHANNEL_WRITES:
		return words_of_paths(analysis, rule);
	case CHANNEL_HOST:
		return words_of_host(analysis, rule);
	case CHANNEL_NAME:
		return words_of_name(analysis, rule);
	default:
		return NULL;
	}
}
