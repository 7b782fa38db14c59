/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration of policyd, seen from outside, and what it answers. */
#include "agent.h"

#include "ask.h"
#include "pc/base/fs.h"
#include "pc/models/table.h"
#include "pc/record/rows.h"
#include "places.h"

#define FIELD(member) offsetof(struct agent_words, member)

const struct opt agent_options[] = {
	{OPT_TEXT, "config", "FILE",
		"What policyd keeps to (default: /etc/policyd/policyd.yaml)",
		FIELD(config)},
	{OPT_TEXT, "state", "DIR", "Where policyd keeps its state (default: its own)",
		FIELD(state)},
	{OPT_TEXT, "socket", "PATH", "Where policyd answers (default: its own)",
		FIELD(socket)},
	{OPT_TEXT, "root", "DIR", "A directory that stands for the machine's root",
		FIELD(root)},
	{OPT_END, NULL, NULL, NULL, 0},
};

struct pc_str agent_path(const struct agent *agent, struct pc_str path)
{
	return pc_arena_printf(
		agent->arena, "%.*s%.*s", PC_STR_ARG(agent->root), PC_STR_ARG(path));
}

static const struct pc_target *find_target(const struct pc_config *config)
{
	const struct pc_target *usual = pc_target_find(PC_STR("claude-linux"));
	const struct pc_target *wanted =
		config->targets.count ? pc_target_find(config->targets.items[0]) : NULL;

	return wanted && wanted->form == PC_FORM_FILES ? wanted : usual;
}

static struct pc_str typed_or(
	struct pc_arena *arena, struct pc_str typed, struct pc_str usual)
{
	return typed.len ? places_absolute(arena, typed) : usual;
}

const struct pc_models *agent_models(const struct agent *agent)
{
	struct pc_str file = agent_path(agent, PC_STR(PC_MODELS_FILE));
	struct pc_models *models = NULL;
	struct pc_err err;

	if (pc_models_load(&models, agent->arena, file.ptr, NULL, &err) ==
			PC_ERR_ABSENT &&
		pc_models_builtin(&models, agent->arena, &err) != PC_OK)
		return NULL;
	return models;
}

void agent_read(
	struct agent *out, struct pc_arena *arena, const struct agent_words *words)
{
	*out = (struct agent){.arena = arena,
		.config = pc_config_usual,
		.diags = {.arena = arena},
		.root = words->root.len ? places_absolute(arena, words->root)
					: (struct pc_str){0}};
	if (pc_str_is(out->root, "/"))
		out->root.len = 0; /* so that the default below has no double slash */
	out->config_file = typed_or(arena, words->config,
		agent_path(out, PC_STR("/etc/policyd/policyd.yaml")))
				   .ptr;
	out->config_status = pc_config_read(
		&out->config, arena, out->config_file, &out->diags, &out->config_err);
	pc_config_put_under(&out->config, arena, out->root);
	out->root = out->config.root;
	out->state =
		typed_or(arena, words->state, pc_arena_str(arena, out->config.state));
	out->socket = typed_or(arena, words->socket,
		pc_arena_printf(arena, "%.*s/policyd.sock", PC_STR_ARG(out->config.run)))
			      .ptr;
	out->target = find_target(&out->config);
	out->managed = agent_path(out, pc_str(out->target->place));
	out->machine = (struct pc_machine){.arena = arena,
		.root = out->root,
		.managed = out->managed,
		.os = out->target->os};
}

enum pc_status agent_status(
	const struct pc_node **out, const struct agent *agent, struct pc_err *err)
{
	enum { PATIENCE = 3000 };

	return ask_policyd(out, agent->arena, agent->socket,
		ask_simple(agent->arena, "status"), PATIENCE, err);
}

int64_t agent_number(const struct pc_node *map, const char *name)
{
	const struct pc_node *value = pc_node_get_c(map, name);

	return value && value->kind == PC_INT ? value->integer : 0;
}

struct pc_str agent_text(const struct pc_node *map, const char *name)
{
	return pc_node_text(pc_node_get_c(map, name));
}

static bool from_record(struct pc_generation_row *out, const struct agent *agent)
{
	struct pc_db *db = NULL;
	enum pc_status status;
	struct pc_err err;

	status = pc_db_open(&db,
		pc_arena_printf(
			agent->arena, "%.*s/record/policyd.db", PC_STR_ARG(agent->state))
			.ptr,
		PC_DB_READ, &err);
	if (status == PC_OK)
		status = pc_row_newest(out, db, agent->arena, &pc_generations, &err);
	pc_db_close(&db);
	return status == PC_OK;
}

bool agent_generation(struct agent_generation *out, const struct agent *agent,
	const struct pc_node *answer)
{
	const struct pc_node *row = pc_node_get_c(answer, "generation");
	struct pc_generation_row kept;

	if (row && row->kind == PC_MAP) {
		*out = (struct agent_generation){agent_number(row, "number"),
			agent_number(row, "at"), agent_number(row, "signed_at"),
			agent_number(row, "expires"), agent_text(row, "commit_id"),
			agent_text(row, "digest"), agent_text(row, "signer")};
		return true;
	}
	if (answer || !from_record(&kept, agent))
		return false;
	*out = (struct agent_generation){kept.number, kept.at, kept.signed_at,
		kept.expires, kept.commit, kept.digest, kept.signer};
	return true;
}

const struct pc_node *agent_refusal(
	const struct pc_node *answer, const struct agent_generation *generation)
{
	const struct pc_node *refusal = pc_node_get_c(answer, "refusal");
	struct pc_str newest = agent_text(pc_node_get_c(answer, "look"), "commit_id");

	if (!refusal || refusal->kind != PC_MAP ||
		agent_number(refusal, "last") < generation->at)
		return NULL;
	return newest.len == 0 || pc_str_eq(newest, agent_text(refusal, "commit_id"))
		       ? refusal
		       : NULL;
}
