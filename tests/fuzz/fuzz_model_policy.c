/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a policy of models, as an operator's blocks ('b' in front), or as names
 * that are asked for, answered and sold ('n', a line each).  What is blocked or denied is
 * never used; what is written of blocks is read again and says the same. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "pc/models/blocks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const int64_t now = INT64_C(1795305600);

static void try_hop(struct pc_arena *arena, const struct pc_models *models,
	const struct pc_model_policy *policy, const struct pc_hop *hop)
{
	struct pc_hop_answer answer;
	struct pc_str said;

	pc_model_decide(&answer, models, policy, hop);
	said = pc_hop_say(arena, models, hop, &answer);
	assert(said.len && pc_str_find(said, '\n') == said.len);
	assert((answer.verdict == PC_HOP_REFUSE) == (answer.use.len == 0));
	for (size_t i = 0; answer.use.len && i < policy->deny.count; i++)
		assert(!pc_model_entry_fits(
			models, policy->deny.items[i], answer.use, true));
	for (size_t i = 0; answer.use.len && i < policy->n_blocks; i++)
		assert((policy->blocks[i].until && policy->blocks[i].until <= now) ||
			!pc_model_entry_fits(
				models, policy->blocks[i].what, answer.use, true));
}

static void try_policy(
	struct pc_arena *arena, const struct pc_models *models, struct pc_str text)
{
	struct pc_diags diags = {.arena = arena};
	struct pc_model_policy *policy;
	struct pc_err err;

	if (pc_model_policy_read(&policy, arena, "f", text, &diags, &err) != PC_OK) {
		assert(pc_diags_count(&diags, PC_ERROR));
		return;
	}
	pc_model_policy_check(policy, models, now, &diags);
	for (size_t i = 0; i < models->count; i++) {
		const struct pc_hop hop = {.requested = models->items[i].id,
			.answered = i % 2 ? models->items[i / 2].id : (struct pc_str){0},
			.now = now};

		try_hop(arena, models, policy, &hop);
	}
}

static void try_blocks(struct pc_arena *arena, struct pc_str text)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_model_blocks blocks, again;
	struct pc_err err;

	if (pc_model_blocks_parse(&blocks, arena, "f", text, NULL, &err) != PC_OK)
		return;
	pc_model_blocks_write(&out, &blocks);
	assert(pc_model_blocks_parse(&again, arena, "f", pc_buf_str(&out), NULL, &err) ==
		PC_OK);
	assert(again.count == blocks.count);
	for (size_t i = 0; i < again.count; i++) {
		assert(pc_str_eq(again.items[i].what, blocks.items[i].what));
		assert(again.items[i].until == blocks.items[i].until);
	}
}

static void try_names(
	struct pc_arena *arena, const struct pc_models *models, struct pc_str text)
{
	static const char policy_text[] =
		"models: {on-unknown: allow, unknown-price: allow, deny: [\"*b*a*\", "
		"\"line:opus\", \"provider:openai\"], redirects: [{from: \"x*\", to: "
		"brain}]}";
	struct pc_model_policy *policy;
	struct pc_hop hop = {.now = now};
	struct pc_err err;

	if (pc_model_policy_read(&policy, arena, "f", pc_str(policy_text), NULL, &err) !=
		PC_OK)
		assert(false);
	hop.requested = pc_str_cut(&text, '\n');
	hop.answered = pc_str_cut(&text, '\n');
	hop.position = pc_str_cut(&text, '\n');
	hop.via = pc_str_cut(&text, '\n');
	try_hop(arena, models, policy, &hop);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	static struct pc_arena kept;
	static struct pc_models *models;
	struct pc_str text = pc_arena_str(
		&arena, pc_str_from((struct pc_str){(const char *)data, size}, 1));
	struct pc_err err;

	if (!models && pc_models_builtin(&models, &kept, &err) != PC_OK)
		assert(false);
	if (size && data[0] == 'b')
		try_blocks(&arena, text);
	else if (size && data[0] == 'n')
		try_names(&arena, models, text);
	else
		try_policy(&arena, models, text);
	return 0;
}
