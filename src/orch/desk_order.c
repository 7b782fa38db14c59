/* SPDX-License-Identifier: Apache-2.0 */
/* A job as somebody orders it.  What cannot come to a good end is refused here, while
 * somebody listens, and not hours later; what only an attempt can tell is the gate's. */
#include "desk_priv.h"
#include "gate_priv.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/orch/route.h"
#include "pc/rules/rule.h"

/* Larger numbers than anybody needs to put jobs in order. */
enum { MOST_PRIORITY = 1000, MOST_ATTEMPTS = 100, MOST_PATH = 4096 };

struct order {
	struct pc_job job;
	const struct pc_node *inputs, *schema;
	bool is_operator;
};

#define TEXT(name, kind, most)                                                           \
	{                                                                                \
#name, PC_FIELD_TEXT, offsetof(struct order, job.name), false, kind,     \
			most, NULL, NULL                                                 \
	}
#define NAME(name) TEXT(name, DESK_NAME, PC_MAX_ORCH_NAME)
#define NUMBER(name, member, least, most)                                                \
	{                                                                                \
		name, PC_FIELD_NUMBER, offsetof(struct order, job.member), false, least, \
			most, NULL, NULL                                                 \
	}

static const struct pc_field fields[] = {
	{"prompt", PC_FIELD_TEXT, offsetof(struct order, job.prompt), true, DESK_ANYTHING,
		PC_MAX_WORKER_PROMPT, NULL, "what is to be done"},
	TEXT(system_prompt, DESK_ANYTHING, PC_MAX_WORKER_PROMPT),
	{"inputs", PC_FIELD_NODE, offsetof(struct order, inputs), false, 0, 0, NULL,
		NULL},
	{"schema", PC_FIELD_NODE, offsetof(struct order, schema), false, 0, 0, NULL,
		NULL},
	NAME(type),
	NAME(project),
	NAME(queue),
	NUMBER("priority", priority, -MOST_PRIORITY, MOST_PRIORITY),
	NAME(tier),
	NAME(position),
	NAME(chain),
	TEXT(model, DESK_NAME, PC_MAX_MODEL_NAME),
	NAME(effort),
	NAME(data_class),
	TEXT(cwd, DESK_NAME, MOST_PATH),
	TEXT(tools, DESK_NAME, PC_MAX_WORKER_ARG),
	TEXT(agent, DESK_NAME, PC_MAX_MODEL_NAME),
	TEXT(session, DESK_NAME, PC_MAX_MODEL_NAME),
	TEXT(unique, DESK_NAME, PC_MAX_MODEL_NAME),
	NUMBER("not_before", not_before, 0, DESK_TIME_MOST),
	NUMBER("deadline", deadline, 0, DESK_TIME_MOST),
	NUMBER("max_attempts", max_attempts, 1, MOST_ATTEMPTS),
	NUMBER("budget_picodollars", budget, 0, 0),
	{"is_operator", PC_FIELD_BOOL, offsetof(struct order, is_operator), false, 0, 0,
		NULL, NULL},
};
static const struct pc_fields table = {"the job", fields, PC_COUNT(fields)};

/* ---- which way ------------------------------------------------------------------ */

static const struct pc_orch_type *find_type(
	const struct pc_orch_config *config, struct pc_str name)
{
	for (size_t i = 0; i < config->n_types; i++) {
		if (pc_str_eq(config->types[i].name, name))
			return &config->types[i];
	}
	return NULL;
}

static void choose_type(const struct pc_orch_config *config, struct pc_job *job)
{
	for (size_t i = 0; !job->type.len && i < config->n_types; i++) {
		if (config->types[i].is_interactive)
			job->type = config->types[i].name;
	}
}

static bool has_chain(const struct pc_orch_config *config, struct pc_str name)
{
	for (size_t i = 0; i < config->n_chains; i++) {
		if (pc_str_eq(config->chains[i].name, name))
			return true;
	}
	return false;
}

static bool check_way(struct desk_case *c, const struct pc_job *job)
{
	const struct pc_orch_config *config = c->config;
	const struct {
		const char *what;
		struct pc_str name;
	} named[] = {{"tier", job->tier}, {"chain", job->chain}};

	if (job->type.len && !find_type(config, job->type))
		return desk_refuse(c,
			DESK_KNOWN(
				c, config->types, config->n_types, struct pc_orch_type),
			"there is no type '%.*s'", PC_STR_ARG(job->type));
	for (size_t i = 0; i < PC_COUNT(named); i++) {
		if (named[i].name.len && !has_chain(config, named[i].name))
			return desk_refuse(c,
				DESK_KNOWN(c, config->chains, config->n_chains,
					struct pc_orch_chain),
				"there is no %s '%.*s'", named[i].what,
				PC_STR_ARG(named[i].name));
	}
	if (pc_route_chain(config, job))
		return true;
	if (job->model.len || job->position.len)
		return desk_refuse(c,
			PC_STR("models are called that steps of chains name"),
			"no chain has a step with '%.*s'",
			PC_STR_ARG(job->model.len ? job->model : job->position));
	return desk_refuse(c,
		DESK_KNOWN(c, config->types, config->n_types, struct pc_orch_type),
		"nothing says which way the job goes: it needs a type, a tier, a chain "
		"or a model");
}

static bool takes_data(const struct pc_orch_config *config, struct pc_str class)
{
	for (size_t i = 0; i < config->n_backends; i++) {
		const struct pc_texts *data = &config->backends[i].data;

		if (!data->count && pc_str_is(class, "public"))
			return true;
		for (size_t k = 0; k < data->count; k++) {
			if (pc_str_eq(data->items[k], class))
				return true;
		}
	}
	return false;
}

/* ---- what its worker gets ------------------------------------------------------- */

static bool check_place(struct desk_case *c, struct pc_str cwd)
{
	struct pc_str rest = cwd;

	if (!cwd.len)
		return true;
	if (cwd.ptr[0] != '/')
		return desk_refuse(c, PC_STR("it begins with '/'"),
			"'cwd' of the job has to be absolute");
	while (rest.len) {
		struct pc_str part = pc_str_cut(&rest, '/');

		if (pc_str_is(part, ".."))
			return desk_refuse(c, (struct pc_str){0},
				"'cwd' of the job leads up, by '..'");
	}
	return true;
}

static bool check_grant(struct desk_case *c, struct pc_str text)
{
	const struct pc_rule_text said = {.text = text, .list = PC_LIST_ALLOW};
	struct pc_rule grant;

	pc_rule_parse(&grant, c->arena, &said, NULL);
	if (grant.form != PC_RULE_SKIPPED && grant.form != PC_RULE_INERT)
		return true;
	return desk_refuse(c,
		PC_STR("grants are permission rules: Read, Bash(git log *), ..."),
		"'%.*s' of the job's tools grants nothing that is known",
		PC_STR_ARG(pc_str_head(text, PC_MAX_MODEL_NAME)));
}

static bool check_tools(struct desk_case *c, struct pc_str rest)
{
	size_t n = 0;

	while (rest.len) {
		struct pc_str grant = gate_next_grant(&rest);

		if (!grant.len)
			continue;
		if (++n > PC_MAX_JOB_TOOLS)
			return desk_refuse(c, (struct pc_str){0},
				"the job has more than %d tools", PC_MAX_JOB_TOOLS);
		if (!check_grant(c, grant))
			return false;
	}
	return true;
}

/* JSON as it stands, or a text that holds it. */
static bool read_json(struct desk_case *c, struct pc_str *out, const char *name,
	const struct pc_node *node, const struct pc_node **tree)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_node *read;
	struct pc_err err;

	*tree = node;
	if (!node || (node->kind == PC_TEXT && !node->text.len))
		return true;
	if (node->kind != PC_TEXT) {
		pc_node_write(&text, node, PC_FORMAT_JSON_LINE);
		*out = pc_str_trim(pc_arena_str(c->arena, pc_buf_str(&text)));
		return true;
	}
	*out = node->text;
	if (pc_json_read(&read, c->arena, name, node->text, NULL, &err) != PC_OK)
		return desk_refuse(c, (struct pc_str){0},
			"'%s' of the job is no JSON: line %u, character %u: %s", name,
			err.at.line, err.at.col, err.text);
	*tree = read;
	return true;
}

static bool check_schema(struct desk_case *c, struct order *order)
{
	const struct pc_node *tree;
	struct pc_str fault;

	if (!read_json(c, &order->job.schema, "schema", order->schema, &tree))
		return false;
	if (!order->job.schema.len)
		return true;
	if (order->job.schema.len > PC_MAX_WORKER_ARG)
		return desk_refuse(c, (struct pc_str){0},
			"'schema' of the job has %zu bytes (at most %d)",
			order->job.schema.len, PC_MAX_WORKER_ARG);
	fault = shape_unfit(c->arena, tree);
	return !fault.len || desk_refuse(c, (struct pc_str){0},
				     "'schema' of the job: %.*s", PC_STR_ARG(fault));
}

/* ---- whose and when ------------------------------------------------------------- */

static bool check_times(struct desk_case *c, const struct pc_job *job)
{
	if (job->deadline && job->deadline <= c->now)
		return desk_refuse(
			c, (struct pc_str){0}, "'deadline' of the job has passed");
	if (job->deadline && job->not_before >= job->deadline)
		return desk_refuse(c, (struct pc_str){0},
			"'not_before' of the job is not before its 'deadline'");
	return true;
}

static bool see_one(void *context, const struct pc_job *job)
{
	(void)job;
	*(bool *)context = true;
	return false;
}

/* A session holds what was said in it: only their own. */
static enum pc_status check_session(
	bool *is_fine, struct desk_case *c, struct pc_str session)
{
	const struct pc_job_filter filter = {
		.owner = c->who->name, .session = session, .limit = 1};
	bool found = false;

	*is_fine = true;
	if (!session.len || c->who->is_operator)
		return PC_OK;
	PC_TRY(pc_jobs_each(c->desk->queue, &filter, see_one, &found, c->err));
	if (!found)
		*is_fine = desk_refuse(c, (struct pc_str){0},
			"no job of yours has the session '%.*s'", PC_STR_ARG(session));
	return PC_OK;
}

static bool check_person(struct desk_case *c, struct order *order)
{
	if (order->is_operator && !c->who->is_operator)
		return desk_refuse(c,
			PC_STR("operators are named in the orchestrator's configuration"),
			"'is_operator' of the job is for operators");
	order->job.is_operator = order->is_operator;
	order->job.owner = c->who->name;
	order->job.unique = desk_own_key(c, order->job.unique);
	order->job.submitted = c->now;
	order->job.what = desk_what(c->arena, order->job.prompt);
	return true;
}

static bool check(struct desk_case *c, struct order *order)
{
	const struct pc_job *job = &order->job;
	const struct pc_node *tree;

	if (!pc_str_trim(job->prompt).len)
		return desk_refuse(c, (struct pc_str){0}, "'prompt' of the job is empty");
	if (job->data_class.len && !takes_data(c->config, job->data_class))
		return desk_refuse(c, (struct pc_str){0},
			"no backend takes data of class '%.*s'",
			PC_STR_ARG(job->data_class));
	return check_way(c, job) && check_place(c, job->cwd) &&
	       check_tools(c, job->tools) && check_schema(c, order) &&
	       read_json(c, &order->job.inputs, "inputs", order->inputs, &tree) &&
	       check_times(c, job) && check_person(c, order);
}

enum pc_status desk_order(bool *is_fine, struct pc_job *out, struct desk_case *c,
	const struct pc_node *map, bool is_interactive)
{
	struct order order = {0};

	*is_fine = false;
	if (!desk_read(c, &order, &table, map))
		return PC_OK;
	if (is_interactive) {
		choose_type(c->config, &order.job);
		/* Who waits for it is what their slots are for. */
		order.is_operator |= c->who->is_operator;
	}
	if (!check(c, &order))
		return PC_OK;
	PC_TRY(check_session(is_fine, c, order.job.session));
	*out = order.job;
	return PC_OK;
}
