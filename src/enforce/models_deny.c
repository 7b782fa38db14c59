/* SPDX-License-Identifier: Apache-2.0 */
/* What a client is told that may not be used.  It takes an id for all ids that begin with
 * it, so that some cannot be denied alone. */
#include "models_priv.h"

/* Without the date behind it, as the client compares. */
static struct pc_str base_of(struct pc_str id)
{
	enum { DATE = 8 };

	if (id.len <= DATE + 1 || id.ptr[id.len - DATE - 1] != '-')
		return id;
	for (size_t i = id.len - DATE; i < id.len; i++) {
		if (id.ptr[i] < '0' || id.ptr[i] > '9')
			return id;
	}
	return pc_str_head(id, id.len - DATE - 1);
}

/* Whether the client takes the first for the second, too. */
static bool takes_along(struct pc_str denied, struct pc_str id)
{
	struct pc_str base = base_of(denied), other = base_of(id);

	return pc_str_starts(other, base) &&
	       (other.len == base.len || other.ptr[base.len] == '-');
}

static struct names others_taken(const struct compiling *c, struct pc_str id)
{
	struct names taken = {NULL, 0, 0};

	for (size_t i = 0; i < c->models->count; i++) {
		const struct pc_model *model = &c->models->items[i];

		if (!pc_str_eq(model->id, id) && takes_along(id, model->id) &&
			model_is_usable(c, model))
			names_add(c->arena, &taken, model->id);
	}
	return taken;
}

/* Whoever denies by name has the name denied. */
static bool is_by_name(enum pc_hop_reason reason)
{
	return reason == PC_HOP_BLOCKED || reason == PC_HOP_DENIED;
}

static void deny_id(struct compiling *c, struct pc_str id, bool is_named)
{
	struct names taken = others_taken(c, id);

	if (taken.count && !is_named) {
		names_add(c->arena, &c->not_alone, id);
		return;
	}
	if (taken.count)
		pc_diag_add(c->diags, "PC2635", PC_WARNING, policy_span(c),
			"the client takes '%.*s' also for %.*s, and refuses that too",
			PC_STR_ARG(id), PC_STR_ARG(names_joined(c->arena, &taken)));
	names_add(c->arena, &c->denied, id);
}

/* Of a line that is not available, nothing needs to be denied for not being allowed. */
static void deny_models(struct compiling *c)
{
	for (size_t i = 0; i < c->models->count; i++) {
		const struct pc_model *model = &c->models->items[i];
		enum pc_hop_reason reason;

		if (!model_is_ours(model) || names_has(&c->denied, model->line))
			continue;
		reason = model_judge(c, model);
		if (reason == PC_HOP_FINE ||
			(reason == PC_HOP_NOT_ALLOWED &&
				!names_has(&c->available, model->line)))
			continue;
		deny_id(c, model->id, is_by_name(reason));
	}
}

/* Lines as a whole, also for models that come; and names that the table does not have. */
static void deny_entry(struct compiling *c, struct pc_str entry)
{
	static const struct pc_str line = PC_STR("line:");
	struct pc_str name = pc_str_from(entry, line.len);

	if (pc_str_starts(entry, line) && line_has_name(name))
		names_add(c->arena, &c->denied, name);
	else if (pc_str_is(entry, "*") || pc_str_is(entry, "provider:anthropic"))
		for (size_t i = 0; i < CLIENT_LINES; i++)
			names_add(c->arena, &c->denied, pc_str(client_lines[i]));
	else if (pc_str_starts(entry, PC_STR("claude-")) &&
		 pc_str_find(entry, '*') == entry.len &&
		 !pc_models_name(c->models, entry).model)
		deny_id(c, entry, true);
}

void models_deny(struct compiling *c)
{
	const struct pc_model_policy *policy = c->policy;

	for (size_t i = 0; i < policy->deny.count; i++)
		deny_entry(c, policy->deny.items[i]);
	for (size_t i = 0; i < policy->n_blocks; i++) {
		const struct pc_model_block *block = &policy->blocks[i];

		if (!block->until || c->models->as_of < block->until)
			deny_entry(c, block->what);
	}
	deny_models(c);
	if (c->not_alone.count)
		pc_diag_add(c->diags, "PC2636", PC_NOTE, policy_span(c),
			"the client cannot refuse these without others that may be used: "
			"%.*s",
			PC_STR_ARG(names_joined(c->arena, &c->not_alone)));
}
