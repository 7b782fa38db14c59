/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a rule and as a call: the first line is the rule, the second the tool, the
 * rest its input, as JSON or as a URL.  Nothing may crash; a rule that is dropped must
 * match nothing; views stay inside the text. */
#include "pc/doc/read.h"
#include "pc/settings/rule_text.h"
#include "rules/rules_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

static const struct pc_node *input_of(struct pc_arena *arena, struct pc_str text)
{
	static const char *const fields[] = {
		"url", "command", "file_path", "skill", "subagent_type"};
	struct pc_node *map = NULL;
	struct pc_err err;

	if (pc_json_read(&map, arena, "input", text, NULL, &err) == PC_OK)
		return map;
	map = pc_node_new(arena, PC_MAP, (struct pc_span){0});
	map->pairs = pc_arena_new_array(arena, struct pc_pair, PC_COUNT(fields));
	map->n_pairs = PC_COUNT(fields);
	for (size_t i = 0; i < map->n_pairs; i++) {
		map->pairs[i].key = pc_str(fields[i]);
		map->pairs[i].value = pc_node_new_text(arena, text, (struct pc_span){0});
	}
	return map;
}

static void decide(struct pc_settings *settings, const struct pc_action *action)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_scratch_freep) struct pc_scratch *scratch = pc_scratch_new();
	PC_AUTO(pc_policy_freep) struct pc_policy *policy = NULL;
	struct pc_evaluator ev = {.arena = &arena, .scratch = scratch};
	struct pc_diags diags = {.arena = &arena};
	struct pc_verdict verdict;
	const char *fault;
	struct pc_err err;

	must(pc_policy_compile(&policy, settings, &diags, &err) == PC_OK, "it compiles");
	verdict = pc_policy_decide(policy, &ev, action);
	fault = pc_rule_text_fault(settings->rules[0].text, settings->rules[0].list);
	must(!fault || diags.count, "a dropped rule is reported");
	must(!fault || !verdict.rule, "a dropped rule decides nothing");
	must(verdict.by != PC_BY_RULE || verdict.rule, "a rule that decides is named");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str rest = {(const char *)data, size};
	struct pc_rule_text rule = {
		.text = pc_str_cut(&rest, '\n'), .base = PC_STR("/w")};
	struct pc_settings settings = {
		.rules = &rule, .n_rules = 1, .cwd = PC_STR("/w"), .home = PC_STR("/h")};
	struct pc_action action = {.tool = pc_str_cut(&rest, '\n')};

	settings.dirs = &settings.cwd;
	settings.n_dirs = 1;
	action.input = input_of(&arena, rest);
	for (unsigned list = PC_LIST_DENY; list <= PC_LIST_ALLOW; list++) {
		rule.list = (enum pc_list_kind)list;
		decide(&settings, &action);
	}
	return 0;
}
