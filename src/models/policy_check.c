/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy says of models, against a table: entries that mean nothing, and models
 * that it leads to and that may not be used. */
#include "policy_priv.h"

struct checking {
	const struct pc_model_policy *policy;
	const struct pc_models *models;
	int64_t now;
	struct pc_diags *diags;
};

/* How many models the entry names. */
static size_t count_named(
	const struct pc_models *models, struct pc_str entry, bool is_broad)
{
	size_t n = 0;

	for (size_t i = 0; i < models->count; i++) {
		const struct pc_model *model = &models->items[i];
		struct called called = {
			.name = model->id, .known = {.model = model, .id = model->id}};

		n += entry_fits(models, entry, &called, is_broad);
	}
	return n;
}

static void check_entry(const struct checking *checking, struct pc_str entry,
	struct pc_span at, bool is_broad)
{
	if (count_named(checking->models, entry, is_broad))
		return;
	pc_diag_add(checking->diags, "PC2621", PC_WARNING, at,
		"'%.*s' names no model of the table", PC_STR_ARG(entry))
		->hint = PC_STR("policyctl models list prints what it has");
}

static void check_entries(
	const struct checking *checking, const struct pc_texts *texts, bool is_broad)
{
	for (size_t i = 0; i < texts->count; i++)
		check_entry(checking, texts->items[i], texts->at[i], is_broad);
}

static void decide(
	struct pc_hop_answer *out, const struct checking *checking, struct pc_str name)
{
	const struct pc_hop hop = {.requested = name, .now = checking->now};

	pc_model_decide(out, checking->models, checking->policy, &hop);
}

static struct pc_str say(const struct checking *checking, struct pc_str name,
	const struct pc_hop_answer *answer)
{
	const struct pc_hop hop = {.requested = name, .now = checking->now};

	return pc_hop_say(checking->diags->arena, checking->models, &hop, answer);
}

/* Of what allow names by id: it is not used in spite of that. */
static void check_allowed(const struct checking *checking)
{
	const struct pc_texts *allow = &checking->policy->allow;

	for (size_t i = 0; i < allow->count; i++) {
		struct pc_hop_answer answer;

		if (!pc_models_name(checking->models, allow->items[i]).model)
			continue;
		decide(&answer, checking, allow->items[i]);
		if (answer.verdict == PC_HOP_REFUSE)
			pc_diag_add(checking->diags, "PC2624", PC_WARNING, allow->at[i],
				"'%.*s' is allowed and refused all the same: %.*s",
				PC_STR_ARG(allow->items[i]),
				PC_STR_ARG(say(checking, allow->items[i], &answer)));
	}
}

static void check_redirects(const struct checking *checking)
{
	for (size_t i = 0; i < checking->policy->n_redirects; i++) {
		const struct pc_model_redirect *redirect =
			&checking->policy->redirects[i];
		struct pc_hop_answer answer;

		decide(&answer, checking, redirect->to);
		if (answer.verdict == PC_HOP_REFUSE)
			pc_diag_add(checking->diags, "PC2623", PC_ERROR, redirect->at,
				"'%.*s' is redirected to what may not be used: %.*s",
				PC_STR_ARG(redirect->from),
				PC_STR_ARG(say(checking, redirect->to, &answer)));
	}
}

static void check_blocks(const struct checking *checking)
{
	for (size_t i = 0; i < checking->policy->n_blocks; i++) {
		const struct pc_model_block *block = &checking->policy->blocks[i];

		if (block->until && checking->now >= block->until)
			pc_diag_add(checking->diags, "PC2625", PC_NOTE, block->at,
				"the block of '%.*s' has ended", PC_STR_ARG(block->what));
		else
			check_entry(checking, block->what, block->at, true);
	}
}

static void check_default(const struct checking *checking)
{
	struct pc_str name = checking->policy->default_to;
	struct pc_span at = checking->policy->default_at;
	struct pc_hop_answer answer;

	if (!name.len)
		return;
	if (!pc_models_position(checking->models, name)) {
		pc_diag_add(checking->diags, "PC2622", PC_ERROR, at,
			"'%.*s' is no position that a model holds", PC_STR_ARG(name))
			->hint =
			PC_STR("name a position, so that no version is pinned: flagship");
		return;
	}
	decide(&answer, checking, name);
	if (answer.verdict == PC_HOP_REFUSE)
		pc_diag_add(checking->diags, "PC2622", PC_ERROR, at,
			"sessions would start with what may not be used: %.*s",
			PC_STR_ARG(say(checking, name, &answer)));
}

/* Without an answer for any model, nothing is ever called. */
static void check_rest(const struct checking *checking)
{
	struct pc_hop_answer answer;

	for (size_t i = 0; i < checking->models->count; i++) {
		decide(&answer, checking, checking->models->items[i].id);
		if (answer.verdict != PC_HOP_REFUSE)
			return;
	}
	pc_diag_add(checking->diags, "PC2629", PC_ERROR,
		(struct pc_span){.file = checking->policy->file},
		"no model of the table may be used");
}

static void check_unknown(const struct checking *checking)
{
	const struct pc_model_policy *policy = checking->policy;

	if (policy->on_unknown != PC_ON_MODEL_DENY &&
		policy->on_unknown_price == PC_ON_MODEL_DENY)
		pc_diag_add(checking->diags, "PC2630", PC_NOTE,
			(struct pc_span){.file = policy->file},
			"unknown models are let through by on-unknown and refused by "
			"unknown-price: nobody knows what they cost");
}

void pc_model_policy_check(const struct pc_model_policy *policy,
	const struct pc_models *models, int64_t now, struct pc_diags *diags)
{
	const struct checking checking = {policy, models, now, diags};

	check_entries(&checking, &policy->allow, false);
	check_entries(&checking, &policy->deny, true);
	check_allowed(&checking);
	check_redirects(&checking);
	check_blocks(&checking);
	check_default(&checking);
	check_unknown(&checking);
	check_rest(&checking);
}
