/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a command line: the strict profile is never weaker than the client, gives
 * the same answer twice, and its work is bounded. */
#include <assert.h>
#include <stdint.h>

#include "pc/doc/node.h"
#include "pc/strict/strict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct pc_rule_text rules[] = {
	{.text = {"Bash(curl:*)", 12}, .list = PC_LIST_DENY},
	{.text = {"Bash(rm -rf *)", 14}, .list = PC_LIST_DENY},
	{.text = {"Bash(*--force*)", 15}, .list = PC_LIST_ASK},
	{.text = {"Read(./.env)", 12}, .list = PC_LIST_DENY},
	{.text = {"Edit(//w/p/**)", 14}, .list = PC_LIST_ASK},
	{.text = {"WebFetch(domain:*.evil.example)", 31}, .list = PC_LIST_DENY},
	{.text = {"Bash", 4}, .list = PC_LIST_ALLOW},
};

static struct pc_settings settings = {.rules = rules,
	.n_rules = PC_COUNT(rules),
	.cwd = {"/w", 2},
	.home = {"/h", 2},
	.dirs = &settings.cwd,
	.n_dirs = 1};

static struct pc_policy *policy(void)
{
	static struct pc_policy *made;
	struct pc_err err;

	if (!made) {
		for (size_t i = 0; i < PC_COUNT(rules); i++)
			rules[i].base = settings.cwd;
		assert(pc_policy_compile(&made, &settings, NULL, &err) == PC_OK);
	}
	return made;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pc_arena arena = {0};
	struct pc_evaluator ev = {.arena = &arena, .scratch = pc_scratch_new()};
	struct pc_span at = {0};
	struct pc_str line = {(const char *)data, size};
	struct pc_node *input = pc_node_new(&arena, PC_MAP, at);
	struct pc_action action = {.tool = PC_STR("Bash"), .input = input};
	struct pc_verdict client, strict;

	input->pairs = pc_arena_new(&arena, struct pc_pair);
	input->n_pairs = 1;
	input->pairs[0].key = PC_STR("command");
	input->pairs[0].value = pc_node_new_text(&arena, line, at);
	client = pc_policy_decide(policy(), &ev, &action);
	strict = pc_strict_decide(policy(), &ev, &action);
	assert(strict.kind >= client.kind);
	assert(strict.kind == client.kind || strict.reason.len > 0);
	assert(pc_strict_decide(policy(), &ev, &action).kind == strict.kind);
	pc_scratch_free(ev.scratch);
	pc_arena_done(&arena);
	return 0;
}
