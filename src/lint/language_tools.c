/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about whole tools as sets of names.  Names are those of the client's own tools
 * and of MCP tools, mcp__SERVER__TOOL; where either part holds "__" itself, the name can
 * be read in several ways: deny and ask rules count for any of them, allow rules only
 * where all agree (src/rules/tools.c). */
#include "language_priv.h"

static const struct pc_range name_chars[] = {
	{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'_', '_'}, {'-', '-'}};
static const struct pc_range but_underscore[] = {{0, '_' - 1}, {'_' + 1, 0x10FFFF}};

enum { MCP_PREFIX = 5, N_NAME_CHARS = PC_COUNT(name_chars) };

static uint32_t add_part(struct pc_auto *a, uint32_t at)
{
	at = pc_auto_one(a, at, name_chars, N_NAME_CHARS);
	return pc_auto_run(a, at, name_chars, N_NAME_CHARS);
}

const struct pc_lang *universe_of_tools(struct analysis *analysis)
{
	struct pc_auto *a = pc_auto_new(analysis->arena);
	struct pc_str name;
	uint32_t at;

	for (size_t i = 0; (name = pc_tool_at(i)).len; i++)
		pc_auto_accept(a, pc_auto_text(a, 0, name, false));
	at = add_part(a, pc_auto_text(a, 0, PC_STR("mcp__"), false));
	at = add_part(a, pc_auto_text(a, at, PC_STR("__"), false));
	pc_auto_accept(a, at);
	return pc_lang_auto(analysis->arena, a);
}

/* Behind at, which an underscore stands before or not: no "__" that something follows.
 * Accepts. */
static void add_single_reading(struct pc_auto *a, uint32_t at, bool after_underscore)
{
	uint32_t other = pc_auto_state(a), one = pc_auto_state(a), two = pc_auto_state(a);
	struct pc_range underscore = {'_', '_'};

	pc_auto_skip(a, at, after_underscore ? one : other);
	pc_auto_edge(a, other, underscore, one);
	pc_auto_edge(a, one, underscore, two);
	for (size_t i = 0; i < PC_COUNT(but_underscore); i++) {
		pc_auto_edge(a, other, but_underscore[i], other);
		pc_auto_edge(a, one, but_underscore[i], other);
	}
	pc_auto_accept(a, other);
	pc_auto_accept(a, one);
	pc_auto_accept(a, two);
}

static const struct pc_lang *words_of_glob(
	struct analysis *analysis, const struct pc_rule *rule)
{
	struct pc_auto *a = pc_auto_new(analysis->arena), *sure;
	struct pc_str head = pc_str_head(rule->tool, pc_str_find(rule->tool, '*'));
	const struct pc_lang *words = pc_lang_auto(analysis->arena, a);
	uint32_t at = words_with_stars(a, 0, rule->tool, &pc_any_char, 1, false);

	pc_auto_accept(a, at);
	if (rule->src->list != PC_LIST_ALLOW)
		return words;
	sure = pc_auto_new(analysis->arena);
	add_single_reading(
		sure, pc_auto_text(sure, 0, head, false), pc_str_ends(head, PC_STR("_")));
	return pc_lang_and(analysis->arena, words, pc_lang_auto(analysis->arena, sure));
}

/* Whether "__" behind the name is the only place where a server's name may end. */
static bool is_plain_server(struct pc_str name)
{
	for (size_t i = MCP_PREFIX + 1; i + 1 < name.len; i++) {
		if (name.ptr[i] == '_' && name.ptr[i + 1] == '_')
			return false;
	}
	return name.len > MCP_PREFIX && !pc_str_ends(name, PC_STR("_"));
}

const struct pc_lang *words_of_tools(
	struct analysis *analysis, const struct pc_rule *rule)
{
	struct pc_auto *a = pc_auto_new(analysis->arena);
	uint32_t at;

	if (rule->form == PC_RULE_TOOL_GLOB)
		return words_of_glob(analysis, rule);
	at = pc_auto_text(a, 0, rule->tool, false);
	pc_auto_accept(a, at);
	if (!pc_str_starts(rule->tool, PC_STR("mcp__")) || rule->tool.len == MCP_PREFIX)
		return pc_lang_auto(analysis->arena, a);
	at = pc_auto_text(a, at, PC_STR("__"), false);
	if (rule->src->list != PC_LIST_ALLOW) {
		at = pc_auto_one(a, at, &pc_any_char, 1);
		pc_auto_accept(a, pc_auto_run(a, at, &pc_any_char, 1));
	} else if (is_plain_server(rule->tool)) {
		add_single_reading(a, at, true);
	}
	return pc_lang_auto(analysis->arena, a);
}
