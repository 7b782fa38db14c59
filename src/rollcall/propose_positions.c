/* SPDX-License-Identifier: Apache-2.0 */
/* Who should hold a position now: "flagship" (and "openai-flagship") the newest model of
 * its provider's flagship line, "current-..." the newest of its holder's line.  Others
 * are for people to give away. */
#include "pc/doc/read.h"
#include "propose_priv.h"

struct giving {
	struct pc_arena *arena;
	struct pc_proposal *out;
	const struct pc_models *old, *models; /* before and after what was said */
	const struct pc_node *map;            /* positions */
	struct splices splices;
};

static const char flagship[] = "flagship", previous[] = "previous-",
		  current[] = "current-";

/* The line that a position is about; empty: none that is known. */
static struct pc_str line_of(const struct giving *giving, struct pc_str position,
	const struct pc_model *holder)
{
	const struct pc_model_provider *provider =
		pc_models_provider(giving->models, holder->provider);

	if (pc_str_starts(position, pc_str(previous)))
		return (struct pc_str){0};
	if (pc_str_starts(position, pc_str(current)))
		return holder->line;
	if (provider && pc_str_ends(position, pc_str(flagship)))
		return provider->flagship_line;
	return (struct pc_str){0};
}

/* Where nobody has told when one was released, one that has just come is the newer. */
static bool is_newer(const struct giving *giving, const struct pc_model *model,
	const struct pc_model *than)
{
	if (model->released && than->released)
		return model->released > than->released;
	return !pc_models_find(giving->old, model->id) &&
	       pc_models_find(giving->old, than->id);
}

static bool is_candidate(
	const struct pc_model *model, const struct pc_model *holder, struct pc_str line)
{
	return model->state == PC_MODEL_CURRENT && !model->is_preview &&
	       model->authority >= PC_AUTHORITY_PAGE &&
	       model->retires.kind != PC_DATE_EXACT &&
	       pc_str_eq(model->provider, holder->provider) &&
	       pc_str_eq(model->line, line);
}

/* Two of one day are for people to tell apart. */
static const struct pc_model *newest(
	const struct giving *giving, const struct pc_model *holder, struct pc_str line)
{
	const struct pc_model *found = NULL;

	for (size_t i = 0; line.len && i < giving->models->count; i++) {
		const struct pc_model *model = &giving->models->items[i];

		if (is_candidate(model, holder, line) &&
			is_newer(giving, model, holder) &&
			(!found || is_newer(giving, model, found)))
			found = model;
	}
	return found;
}

static const struct pc_model *holder_of(
	const struct giving *giving, const struct pc_model_position *position)
{
	const struct pc_model *model = pc_models_find(giving->models, position->holds);

	/* One that follows another position is given away with it. */
	return model && pc_str_eq(model->id, position->holds) ? model : NULL;
}

static void give(struct giving *giving, struct pc_str position,
	const struct pc_model *from, const struct pc_model *to)
{
	const struct place place = {giving->map, giving->splices.text.len};

	text_set(&giving->splices, &place, pc_arena_str(giving->arena, position).ptr,
		to->id, NULL, NULL);
	propose_say(&giving->out->positions, giving->arena, position, to,
		"%.*s -> %.*s, released %.*s", PC_STR_ARG(from->id), PC_STR_ARG(to->id),
		PC_STR_ARG(to->released ? propose_day(giving->arena, to->released)
					: PC_STR("on a day that is not known")));
}

static void give_previous(
	struct giving *giving, struct pc_str position, const struct pc_model *to)
{
	struct pc_str name =
		pc_arena_printf(giving->arena, "%s%.*s", previous, PC_STR_ARG(position));

	for (size_t i = 0; i < giving->models->n_positions; i++) {
		const struct pc_model_position *known = &giving->models->positions[i];
		const struct pc_model *from = holder_of(giving, known);

		if (pc_str_eq(known->name, name) && from && from != to)
			give(giving, name, from, to);
	}
}

static void judge(struct giving *giving, const struct pc_model_position *position)
{
	const struct pc_model *holder = holder_of(giving, position), *next;

	if (!holder)
		return;
	next = newest(giving, holder, line_of(giving, position->name, holder));
	if (!next)
		return;
	give(giving, position->name, holder, next);
	give_previous(giving, position->name, holder);
}

/* The new text has to hold what was given, and all else as before. */
static bool is_as_meant(const struct giving *giving, const struct pc_models *again)
{
	bool is_good = again->n_positions == giving->models->n_positions;

	for (size_t i = 0; is_good && i < again->n_positions; i++) {
		struct pc_str holds = giving->models->positions[i].holds;

		for (size_t k = 0; k < giving->out->positions.count; k++) {
			const struct pc_proposed *given =
				&giving->out->positions.items[k];
			struct pc_str rest = given->text;

			if (!pc_str_eq(given->what, giving->models->positions[i].name))
				continue;
			rest = pc_str_from(rest, pc_str_find(rest, '>') + 2);
			holds = pc_str_head(rest, pc_str_find(rest, ','));
		}
		is_good = pc_str_eq(again->positions[i].name,
				  giving->models->positions[i].name) &&
			  pc_str_eq(again->positions[i].holds, holds);
	}
	return is_good && propose_same(giving->models, again);
}

static enum pc_status give_all(
	struct giving *giving, const struct pc_propose *ask, struct pc_err *err)
{
	struct pc_diags diags = {.arena = giving->arena};
	struct pc_models *again;
	struct pc_str text;

	for (size_t i = 0; i < giving->models->n_positions; i++)
		judge(giving, &giving->models->positions[i]);
	if (giving->out->positions.count == 0)
		return PC_OK;
	if (text_apply(&text, &giving->splices) &&
		pc_models_read(&again, giving->arena, ask->file, text, &diags, err) ==
			PC_OK &&
		is_as_meant(giving, again)) {
		giving->out->text = text;
		return PC_OK;
	}
	return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){.file = ask->file},
		"positions cannot be given away without touching something else: do it "
		"by hand");
}

enum pc_status propose_positions(struct pc_proposal *out, struct pc_arena *arena,
	const struct pc_propose *ask, const struct pc_models *old, struct pc_err *err)
{
	struct giving giving = {.arena = arena,
		.old = old,
		.out = out,
		.splices = {.arena = arena, .text = out->facts}};
	struct pc_diags diags = {.arena = arena};
	struct pc_models *models;
	struct pc_node *tree;

	out->text = out->facts;
	PC_TRY(pc_models_read(&models, arena, ask->file, out->facts, &diags, err));
	PC_TRY(pc_yaml_read(&tree, arena, ask->file, out->facts, &diags, err));
	giving.models = models;
	giving.map = pc_node_get_c(tree, "positions");
	return giving.map && giving.map->kind == PC_MAP ? give_all(&giving, ask, err)
							: PC_OK;
}
