/* SPDX-License-Identifier: Apache-2.0 */
/* What a client is told that may be used, by names of lines where that can be. */
#include "models_priv.h"

static bool fits(
	const struct compiling *c, struct pc_str entry, const struct pc_model *model)
{
	return pc_model_entry_fits(c->models, entry, model->id, false);
}

/* Whom the client takes for the line: the newest one that is current and may be used. */
static const struct pc_model *head_of(const struct compiling *c, struct pc_str line)
{
	const struct pc_model *head = NULL;

	for (size_t i = 0; i < c->models->count; i++) {
		const struct pc_model *model = &c->models->items[i];

		if (pc_str_eq(model->line, line) && model->state == PC_MODEL_CURRENT &&
			model_is_usable(c, model) &&
			(!head || model->released > head->released))
			head = model;
	}
	return head;
}

/* ---- what is available ---------------------------------------------------- */

static void pin(struct compiling *c, struct pc_str id)
{
	names_add(c->arena, &c->pinned, id);
}

static void add_line(struct compiling *c, struct pc_str line)
{
	names_add(c->arena, &c->available, line);
}

static bool has_ended(const struct compiling *c, const struct pc_model *model)
{
	struct pc_model_status status;

	pc_model_status(&status, c->models, model, (struct pc_str){0}, c->models->as_of);
	return status.state == PC_MODEL_RETIRED;
}

/* All of the line that could be used otherwise fits the pattern. */
static bool covers_line(
	const struct compiling *c, struct pc_str entry, struct pc_str line)
{
	for (size_t i = 0; i < c->models->count; i++) {
		const struct pc_model *model = &c->models->items[i];
		enum pc_hop_reason reason;

		if (!model_is_ours(model) || !pc_str_eq(model->line, line))
			continue;
		reason = model_judge(c, model);
		if ((reason == PC_HOP_FINE || reason == PC_HOP_NOT_ALLOWED) &&
			!has_ended(c, model) && !fits(c, entry, model))
			return false;
	}
	return true;
}

static void allow_pattern(struct compiling *c, struct pc_str entry)
{
	for (size_t i = 0; i < c->models->count; i++) {
		const struct pc_model *model = &c->models->items[i];

		if (!model_is_usable(c, model) || !fits(c, entry, model))
			continue;
		if (line_has_name(model->line) && covers_line(c, entry, model->line))
			add_line(c, model->line);
		else
			pin(c, model->id);
	}
}

static void allow_model(
	struct compiling *c, const struct pc_model *model, bool is_position)
{
	if (!model_is_usable(c, model))
		return;
	if (is_position && line_has_name(model->line))
		add_line(c, model->line);
	else
		pin(c, model->id);
}

static void allow_entry(struct compiling *c, struct pc_str entry)
{
	struct pc_model_name name = pc_models_name(c->models, entry);

	if (pc_str_is(entry, "*") || pc_str_is(entry, "provider:anthropic"))
		c->allows_all = true;
	else if (name.model)
		allow_model(c, name.model, name.is_position);
	else
		allow_pattern(c, entry);
}

/* An id of a line that is available anyway says nothing more. */
static void drop_covered(struct compiling *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->pinned.count; i++) {
		const struct pc_model *model =
			pc_models_find(c->models, c->pinned.items[i]);

		if (!model || !names_has(&c->available, model->line))
			c->pinned.items[n++] = c->pinned.items[i];
	}
	c->pinned.count = n;
	if (n)
		pc_diag_add(c->diags, "PC2633", PC_WARNING, policy_span(c),
			"the client can be told of these only by versions, which "
			"somebody "
			"has to change: %.*s",
			PC_STR_ARG(names_joined(c->arena, &c->pinned)))
			->hint = PC_STR("allow positions or lines: flagship, line:opus");
}

/* ---- what sessions start with --------------------------------------------- */

static void choose_start(struct compiling *c)
{
	struct pc_str name = c->policy->default_to;
	const struct pc_model *model =
		name.len ? pc_models_position(c->models, name) : NULL;

	if (!name.len)
		return;
	if (model && model_is_usable(c, model) && line_has_name(model->line) &&
		head_of(c, model->line) == model) {
		c->start = model->line;
		return;
	}
	pc_diag_add(c->diags, "PC2634", PC_WARNING, c->policy->default_at,
		"the client has no name for '%.*s' but that of a version; its sessions "
		"start as the client itself would have it",
		PC_STR_ARG(name));
}

void models_allow(struct compiling *c)
{
	const struct pc_texts *entries = &c->policy->allow;

	choose_start(c);
	/* The client falls back to the first one. */
	if (c->start.len && entries->count)
		add_line(c, c->start);
	for (size_t i = 0; i < entries->count; i++)
		allow_entry(c, entries->items[i]);
	if (c->allows_all || !entries->count) {
		c->available.count = c->pinned.count = 0;
		c->allows_all = true;
		return;
	}
	drop_covered(c);
	for (size_t i = 0; i < c->pinned.count; i++)
		names_add(c->arena, &c->available, c->pinned.items[i]);
}
