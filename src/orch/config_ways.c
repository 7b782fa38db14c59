/* SPDX-License-Identifier: Apache-2.0 */
/* The lists "chains" and "types": whom to ask one after the other, and which jobs go by
 * which chain. */
#include <stddef.h>

#include "config_priv.h"
#include "pc/base/limits.h"

static const char *const tiers[] = {"brain", "worker", "grunt", NULL};
static const char *const gates[] = {"review", NULL};
enum { WORKER = 1 };

struct step {
	struct pc_str backend, model;
};

struct chain {
	struct pc_str name;
	const struct pc_node *steps;
};

struct type {
	struct pc_orch_type made;
	struct pc_str chain;
	int tier, gate;
	const struct pc_node *budget_day, *budget_month;
};

struct project {
	struct pc_orch_project made;
	const struct pc_node *budget_day, *budget_month;
};

static const struct pc_field step_fields[] = {
	{"backend", PC_FIELD_TEXT, offsetof(struct step, backend), true, 0, 0, NULL,
		"a name of the list backends"},
	{"model", PC_FIELD_TEXT, offsetof(struct step, model), true, 0, 0, NULL,
		"an id or a position"},
};
static const struct pc_field chain_fields[] = {
	{"name", PC_FIELD_TEXT, offsetof(struct chain, name), true, 0, 0, NULL,
		"of a tier, or what types call it by"},
	{"steps", PC_FIELD_NODE, offsetof(struct chain, steps), true, 0, 0, NULL,
		"what is tried, one after the other"},
};

#define TYPE(member) offsetof(struct type, member)

static const struct pc_field type_fields[] = {
	{"name", PC_FIELD_TEXT, TYPE(made.name), true, 0, 0, NULL, "what jobs say"},
	{"chain", PC_FIELD_TEXT, TYPE(chain), false, 0, 0, NULL,
		"a name of the list chains"},
	{"tier", PC_FIELD_WORD, TYPE(tier), false, 0, 0, tiers,
		"the chain of that name, where no other is named"},
	{"concurrency", PC_FIELD_NUMBER, TYPE(made.concurrency), false, 1, 10000, NULL,
		"jobs of the type at the same time"},
	{"max-attempts", PC_FIELD_NUMBER, TYPE(made.max_attempts), false, 1, 100, NULL,
		"after which a job is a dead letter"},
	{"deadline", PC_FIELD_DURATION, TYPE(made.deadline), false, SECOND, 30 * DAY,
		NULL, "of a job, waiting and all"},
	{"budget-day", PC_FIELD_NODE, TYPE(budget_day), false, 0, 0, NULL,
		"dollars of all jobs of the type in a day"},
	{"budget-month", PC_FIELD_NODE, TYPE(budget_month), false, 0, 0, NULL,
		"dollars of all jobs of the type in a month"},
	{"tokens-day", PC_FIELD_NUMBER, TYPE(made.tokens_day), false, 1, INT64_MAX, NULL,
		"tokens of all jobs of the type in a day"},
	{"gate", PC_FIELD_WORD, TYPE(gate), false, 0, 0, gates,
		"what has to happen before a job is done"},
	{"interactive", PC_FIELD_BOOL, TYPE(made.is_interactive), false, 0, 0, NULL,
		"whether somebody waits for it"},
};

#define PROJECT(member) offsetof(struct project, member)

static const struct pc_field project_fields[] = {
	{"name", PC_FIELD_TEXT, PROJECT(made.name), true, 0, 0, NULL, "what jobs say"},
	{"concurrency", PC_FIELD_NUMBER, PROJECT(made.concurrency), false, 1, 10000, NULL,
		"jobs of the project at the same time"},
	{"budget-day", PC_FIELD_NODE, PROJECT(budget_day), false, 0, 0, NULL,
		"dollars of all its jobs in a day"},
	{"budget-month", PC_FIELD_NODE, PROJECT(budget_month), false, 0, 0, NULL,
		"dollars of all its jobs in a month"},
	{"tokens-day", PC_FIELD_NUMBER, PROJECT(made.tokens_day), false, 1, INT64_MAX,
		NULL, "tokens of all its jobs in a day"},
};

static const struct pc_fields step_table = {"a step", step_fields, PC_COUNT(step_fields)},
			      chain_table = {"a chain", chain_fields,
				      PC_COUNT(chain_fields)},
			      type_table = {"a type", type_fields, PC_COUNT(type_fields)},
			      project_table = {"a project", project_fields,
				      PC_COUNT(project_fields)};

/* ---- chains ----------------------------------------------------------------------- */

static bool read_step(struct config_reading *reading, struct pc_orch_step *out,
	const struct pc_node *map)
{
	const struct pc_orch_config *config = reading->config;
	const struct config_names names = {
		config->backends, sizeof(*config->backends), config->n_backends};
	struct step step = {0};

	if (!config_fields(reading, &step, &step_table, map))
		return false;
	*out = (struct pc_orch_step){
		config_find(&names, step.backend), step.model, map->at};
	if (!out->backend)
		config_refuse(reading, "PC2710", map->at, "no backend is called '%.*s'",
			PC_STR_ARG(pc_str_head(step.backend, PC_MAX_ORCH_NAME)))
			->hint = config_known(reading, &names);
	if (!step.model.len || step.model.len > PC_MAX_MODEL_NAME)
		config_refuse(reading, "PC2102", map->at, "'model' has to name a model");
	return out->backend != NULL;
}

static void check_again(struct config_reading *reading, const struct pc_orch_chain *chain)
{
	const struct pc_orch_step *last = &chain->steps[chain->count - 1];

	for (size_t i = 0; i + 1 < chain->count; i++) {
		if (chain->steps[i].backend == last->backend &&
			pc_str_eq(chain->steps[i].model, last->model)) {
			pc_diag_add(reading->diags, "PC2713", PC_WARNING, last->at,
				"the chain '%.*s' tries the same twice",
				PC_STR_ARG(chain->name));
			return;
		}
	}
}

static void read_steps(struct config_reading *reading, struct pc_orch_chain *out,
	const struct pc_node *list)
{
	size_t n = config_entries(reading, list);

	if (list->kind == PC_LIST && (n == 0 || n > PC_MAX_CHAIN_STEPS)) {
		config_refuse(reading, "PC2712", list->at,
			"the chain '%.*s' has to have 1 to %d steps",
			PC_STR_ARG(out->name), PC_MAX_CHAIN_STEPS);
		return;
	}
	out->steps = pc_arena_new_array(reading->arena, struct pc_orch_step, n);
	for (size_t i = 0; i < n; i++) {
		if (!read_step(reading, &out->steps[out->count], list->items[i]))
			continue;
		out->count++;
		check_again(reading, out);
	}
}

void config_chains(struct config_reading *reading, const struct pc_node *list)
{
	size_t n = config_entries(reading, list), count = 0;
	struct pc_orch_chain *items =
		pc_arena_new_array(reading->arena, struct pc_orch_chain, n);

	for (size_t i = 0; i < n; i++) {
		const struct config_names names = {items, sizeof(*items), count};
		const struct pc_node *map = list->items[i];
		struct chain chain = {0};

		if (!config_fields(reading, &chain, &chain_table, map) ||
			!config_name(reading, &names, chain.name, map->at))
			continue;
		items[count].name = chain.name;
		read_steps(reading, &items[count++], chain.steps);
	}
	reading->config->chains = items;
	reading->config->n_chains = count;
}

/* ---- types ------------------------------------------------------------------------ */

/* A type without a chain goes by that of its tier, so that one has to be there. */
static void find_chain(
	struct config_reading *reading, struct type *type, const struct pc_node *map)
{
	const struct pc_orch_config *config = reading->config;
	const struct config_names names = {
		config->chains, sizeof(*config->chains), config->n_chains};
	struct pc_str wanted = type->chain.ptr ? type->chain : type->made.tier;
	const struct pc_orch_chain *chain = config_find(&names, wanted);

	if (!chain)
		config_refuse(reading, "PC2711", map->at,
			"the type '%.*s' goes by the chain '%.*s', which is not there",
			PC_STR_ARG(type->made.name),
			PC_STR_ARG(pc_str_head(wanted, PC_MAX_ORCH_NAME)))
			->hint = config_known(reading, &names);
	if (type->chain.ptr)
		type->made.chain = chain;
}

static bool read_type(struct config_reading *reading, struct pc_orch_type *out,
	const struct config_names *names, const struct pc_node *map)
{
	enum { ATTEMPTS = 5 };
	struct type type = {.tier = WORKER,
		.gate = -1,
		.made = {.max_attempts = ATTEMPTS, .deadline = DAY}};

	if (!config_fields(reading, &type, &type_table, map) ||
		!config_name(reading, names, type.made.name, map->at))
		return false;
	type.made.tier = pc_str(tiers[type.tier]);
	if (type.gate >= 0)
		type.made.gate = pc_str(gates[type.gate]);
	config_money(reading, &type.made.budget_day, type.budget_day);
	config_money(reading, &type.made.budget_month, type.budget_month);
	find_chain(reading, &type, map);
	*out = type.made;
	return true;
}

void config_types(struct config_reading *reading, const struct pc_node *list)
{
	size_t n = config_entries(reading, list), count = 0;
	struct pc_orch_type *items =
		pc_arena_new_array(reading->arena, struct pc_orch_type, n);

	for (size_t i = 0; i < n; i++) {
		const struct config_names names = {items, sizeof(*items), count};

		count += read_type(reading, &items[count], &names, list->items[i]);
	}
	reading->config->types = items;
	reading->config->n_types = count;
}

/* ---- projects --------------------------------------------------------------------- */

void config_projects(struct config_reading *reading, const struct pc_node *list)
{
	size_t n = config_entries(reading, list), count = 0;
	struct pc_orch_project *items =
		pc_arena_new_array(reading->arena, struct pc_orch_project, n);

	for (size_t i = 0; i < n; i++) {
		const struct config_names names = {items, sizeof(*items), count};
		const struct pc_node *map = list->items[i];
		struct project project = {.made = {.at = map->at}};

		if (!config_fields(reading, &project, &project_table, map) ||
			!config_name(reading, &names, project.made.name, map->at))
			continue;
		config_money(reading, &project.made.budget_day, project.budget_day);
		config_money(reading, &project.made.budget_month, project.budget_month);
		items[count++] = project.made;
	}
	reading->config->projects = items;
	reading->config->n_projects = count;
}
