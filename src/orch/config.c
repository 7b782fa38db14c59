/* SPDX-License-Identifier: Apache-2.0 */
/* The table of what orchestrator.yaml may say, and what its lists share. */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "config_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"

/* Twenty slots, one for people, two million tokens in five minutes: what carried 370 jobs
 * a day.  Windows of subscriptions last seven days, the longest that anybody's contract
 * has, so that a longer one is a mistake of whoever sent it. */
static const struct pc_orch_config defaults = {
	.limits = {.slots = 20,
		.operator_slots = 1,
		.tokens_5min = 2000000,
		.backpressure_depth = 20,
		.backpressure_percent = 80,
		.longest_window = 7 * DAY,
		.lease = 90 * SECOND,
		.heartbeat = 30 * SECOND,
		.sweep = 10 * SECOND,
		.keep = 90 * DAY},
	.state = PC_STR("/var/lib/policyd/jobs"),
	.socket = PC_STR("/run/policyd-orch/jobs.sock"),
};

struct section {
	struct pc_orch_config config;
	const struct pc_node *limits, *backends, *keys, *chains, *types, *projects;
};

struct limits {
	struct pc_orch_limits made;
	const struct pc_node *budget_day, *budget_month;
};

#define SECTION(member) offsetof(struct section, member)
#define LIMIT(member)   offsetof(struct limits, member)

enum {
	MOST_SLOTS = 10000,
	LEAST_TOKENS = 1000,
	MOST_TOKENS = 2000000000,
	MOST_DEPTH = 1000000,
	ALL = 100,
};

static const struct pc_field limit_fields[] = {
	{"slots", PC_FIELD_NUMBER, LIMIT(made.slots), false, 1, MOST_SLOTS, NULL,
		"jobs that run at the same time"},
	{"operator-slots", PC_FIELD_NUMBER, LIMIT(made.operator_slots), false, 0,
		MOST_SLOTS, NULL, "of these, for people who wait"},
	{"tokens-5min", PC_FIELD_NUMBER, LIMIT(made.tokens_5min), false, LEAST_TOKENS,
		MOST_TOKENS, NULL, "tokens of all jobs in five minutes"},
	{"backpressure-depth", PC_FIELD_NUMBER, LIMIT(made.backpressure_depth), false, 1,
		MOST_DEPTH, NULL, "jobs that wait, past which batch is held back"},
	{"backpressure-percent", PC_FIELD_NUMBER, LIMIT(made.backpressure_percent), false,
		1, ALL, NULL, "of the tokens, past which batch is held back"},
	{"budget-day", PC_FIELD_NODE, LIMIT(budget_day), false, 0, 0, NULL,
		"dollars of all jobs in a day"},
	{"budget-month", PC_FIELD_NODE, LIMIT(budget_month), false, 0, 0, NULL,
		"dollars of all jobs in a month"},
	{"tokens-day", PC_FIELD_NUMBER, LIMIT(made.tokens_day), false, LEAST_TOKENS,
		INT64_MAX, NULL, "tokens of all jobs in a day"},
	{"longest-window", PC_FIELD_DURATION, LIMIT(made.longest_window), false, MINUTE,
		31 * DAY, NULL, "for how long a provider can block itself"},
	{"lease", PC_FIELD_DURATION, LIMIT(made.lease), false, 2 * SECOND, HOUR, NULL,
		"how long a worker that says nothing keeps its job"},
	{"heartbeat", PC_FIELD_DURATION, LIMIT(made.heartbeat), false, SECOND, HOUR, NULL,
		"how often a worker says that it is there"},
	{"sweep", PC_FIELD_DURATION, LIMIT(made.sweep), false, SECOND, HOUR, NULL,
		"how often everything is looked through"},
	{"keep", PC_FIELD_DURATION, LIMIT(made.keep), false, HOUR, 3660 * DAY, NULL,
		"how long jobs stay that have ended"},
};

static const struct pc_field section_fields[] = {
	{"limits", PC_FIELD_NODE, SECTION(limits), false, 0, 0, NULL,
		"how much may run at once"},
	{"backends", PC_FIELD_NODE, SECTION(backends), true, 0, 0, NULL,
		"who can be asked"},
	{"keys", PC_FIELD_NODE, SECTION(keys), false, 0, 0, NULL, "with which keys"},
	{"chains", PC_FIELD_NODE, SECTION(chains), true, 0, 0, NULL,
		"whom to ask, one after the other"},
	{"types", PC_FIELD_NODE, SECTION(types), false, 0, 0, NULL,
		"what kinds of jobs there are"},
	{"projects", PC_FIELD_NODE, SECTION(projects), false, 0, 0, NULL,
		"projects that have limits of their own"},
	{"allows-env-keys", PC_FIELD_BOOL, SECTION(config.allows_env_keys), false, 0, 0,
		NULL, "whether keys may stand in the environment"},
	{"state", PC_FIELD_TEXT, SECTION(config.state), false, 0, 0, NULL,
		"the directory of the queue and of the jobs"},
	{"spool", PC_FIELD_TEXT, SECTION(config.spool), false, 0, 0, NULL,
		"the directory that jobs are handed in at as files"},
	{"socket", PC_FIELD_TEXT, SECTION(config.socket), false, 0, 0, NULL,
		"where questions are answered"},
	{"users", PC_FIELD_TEXTS, SECTION(config.users), false, 0, 0, NULL,
		"users and @groups who may hand in jobs"},
	{"operators", PC_FIELD_TEXTS, SECTION(config.operators), false, 0, 0, NULL,
		"users and @groups who may see and do everything"},
	{"policy", PC_FIELD_TEXT, SECTION(config.policy), false, 0, 0, NULL,
		"the directory of managed settings that workers go by"},
};

static const struct pc_fields limit_table = {"limits", limit_fields,
				      PC_COUNT(limit_fields)},
			      section_table = {"orchestrator", section_fields,
				      PC_COUNT(section_fields)};

/* ---- what lists share ------------------------------------------------------------- */

struct pc_diag *config_refuse(struct config_reading *reading, const char *code,
	struct pc_span at, const char *fmt, ...)
{
	char text[sizeof(((struct pc_err *)NULL)->text)];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	reading->is_good = false;
	return pc_diag_add(reading->diags, code, PC_ERROR, at, "%s", text);
}

bool config_fields(struct config_reading *reading, void *out,
	const struct pc_fields *table, const struct pc_node *map)
{
	bool is_good = pc_fields_read(out, table, map, reading->diags);

	reading->is_good &= is_good;
	return is_good;
}

size_t config_entries(struct config_reading *reading, const struct pc_node *list)
{
	if (!list)
		return 0;
	if (list->kind != PC_LIST) {
		config_refuse(
			reading, "PC2102", list->at, "this has to be a list of maps");
		return 0;
	}
	if (list->n_items <= PC_MAX_ORCH_ENTRIES)
		return list->n_items;
	config_refuse(reading, "PC2703", list->at, "%zu entries are more than %d",
		list->n_items, PC_MAX_ORCH_ENTRIES);
	return 0;
}

static struct pc_str name_at(const struct config_names *names, size_t i)
{
	struct pc_str name;

	memcpy(&name, (const char *)names->items + i * names->size, sizeof(name));
	return name;
}

const void *config_find(const struct config_names *names, struct pc_str name)
{
	for (size_t i = 0; i < names->count; i++) {
		if (pc_str_eq(name_at(names, i), name))
			return (const char *)names->items + i * names->size;
	}
	return NULL;
}

struct pc_str config_known(
	struct config_reading *reading, const struct config_names *names)
{
	enum { SHOWN = 8 };
	struct pc_str list = {0};

	for (size_t i = 0; i < names->count && i < SHOWN; i++)
		list = pc_arena_printf(reading->arena, "%.*s%s%.*s", PC_STR_ARG(list),
			i ? ", " : "there is ", PC_STR_ARG(name_at(names, i)));
	return list;
}

/* Names become arguments of programs, places in addresses of windows and parts of rows.
 */
static bool is_name(struct pc_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		bool is_first = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

		if (!is_first && (i == 0 || (c != '-' && c != '_' && c != '.')))
			return false;
	}
	return name.len > 0 && name.len <= PC_MAX_ORCH_NAME;
}

bool config_name(struct config_reading *reading, const struct config_names *names,
	struct pc_str name, struct pc_span at)
{
	if (!is_name(name)) {
		config_refuse(reading, "PC2701", at,
			"'%.*s' is no name: small letters, digits and - _ . behind the "
			"first, at most %d",
			PC_STR_ARG(pc_str_head(name, PC_MAX_ORCH_NAME)),
			PC_MAX_ORCH_NAME);
		return false;
	}
	if (!config_find(names, name))
		return true;
	config_refuse(reading, "PC2702", at, "'%.*s' is the name of two of this list",
		PC_STR_ARG(name));
	return false;
}

/* ---- the file --------------------------------------------------------------------- */

static void read_limits(struct config_reading *reading, const struct pc_node *map)
{
	struct pc_orch_limits *out = &reading->config->limits;
	struct limits limits = {.made = *out};

	if (!map || !config_fields(reading, &limits, &limit_table, map))
		return;
	config_money(reading, &limits.made.budget_day, limits.budget_day);
	config_money(reading, &limits.made.budget_month, limits.budget_month);
	*out = limits.made;
	if (out->operator_slots >= out->slots)
		config_refuse(reading, "PC2705", map->at,
			"%lld of %lld slots are for people, which leaves none for jobs",
			(long long)out->operator_slots, (long long)out->slots);
	if (out->heartbeat > out->lease / 2)
		config_refuse(reading, "PC2706", map->at,
			"a worker that is heard of every %lld s may lose a lease of %lld "
			"s "
			"by one delay",
			(long long)(out->heartbeat / SECOND),
			(long long)(out->lease / SECOND));
}

static void check_path(struct config_reading *reading, const char *what,
	struct pc_str path, struct pc_span at)
{
	if (!path.len || path.ptr[0] == '/')
		return;
	config_refuse(reading, "PC2715", at, "'%s' has to be a whole path: /...", what);
}

/* Where files lie, and sockets, whose addresses have room for so much. */
static void check_paths(struct config_reading *reading, struct pc_span at)
{
	const struct pc_orch_config *config = reading->config;
	const struct {
		const char *what;
		struct pc_str path;
		bool is_needed;
		size_t most; /* 0: any */
	} paths[] = {
		{"state", config->state, true, 0},
		{"spool", config->spool, false, 0},
		{"socket", config->socket, true, PC_MAX_SOCKET_PATH},
		{"policy", config->policy, false, 0},
	};

	for (size_t i = 0; i < PC_COUNT(paths); i++) {
		check_path(reading, paths[i].what, paths[i].path, at);
		if (paths[i].is_needed && !paths[i].path.len)
			config_refuse(reading, "PC2715", at, "'%s' has to name a %s",
				paths[i].what, paths[i].most ? "socket" : "directory");
		if (paths[i].most && paths[i].path.len > paths[i].most)
			config_refuse(reading, "PC2715", at,
				"'%s' is longer than the %zu bytes that an address of a "
				"socket has",
				paths[i].what, paths[i].most);
	}
}

/* Which users there are is the machine's business, and may change: only what can be none
 * is a mistake. */
static void check_people(struct config_reading *reading, const struct pc_texts *people)
{
	for (size_t i = 0; i < people->count; i++) {
		struct pc_str name = people->items[i];
		struct pc_str bare = pc_str_from(name, pc_str_starts(name, PC_STR("@")));

		if (bare.len && pc_str_find(bare, ' ') == bare.len &&
			pc_str_find(bare, ':') == bare.len)
			continue;
		config_refuse(reading, "PC2720", people->at[i],
			"'%.*s' is the name of no user: a name, \"@\" and a group's, or "
			"\"*\"",
			PC_STR_ARG(name));
	}
}

static void read_section(struct config_reading *reading, const struct pc_node *map)
{
	struct section section = {.config = defaults};

	section.config.file = map->at.file;
	if (!config_fields(reading, &section, &section_table, map))
		return;
	*reading->config = section.config;
	check_paths(reading, map->at);
	check_people(reading, &reading->config->users);
	check_people(reading, &reading->config->operators);
	read_limits(reading, section.limits);
	config_backends(reading, section.backends);
	config_keys(reading, section.keys);
	config_chains(reading, section.chains);
	config_types(reading, section.types);
	config_projects(reading, section.projects);
}

static void read_tree(struct config_reading *reading, const struct pc_node *tree)
{
	struct found {
		const struct pc_node *section;
	} found = {NULL};
	static const struct pc_field fields[] = {{"orchestrator", PC_FIELD_NODE,
		offsetof(struct found, section), true, 0, 0, NULL, "what jobs go by"}};
	static const struct pc_fields table = {"orchestrator.yaml", fields, 1};

	if (config_fields(reading, &found, &table, tree))
		read_section(reading, found.section);
}

/* Lists of texts lie where findings do, so that those are collected where the
 * configuration is, and handed over as copies. */
static void hand_over(struct pc_diags *out, const struct pc_diags *found)
{
	for (size_t i = 0; out && i < found->count; i++) {
		const struct pc_diag *from = &found->items[i];
		struct pc_diag *to = pc_diag_add(out, from->code, from->severity,
			from->at, "%.*s", PC_STR_ARG(from->text));

		to->hint = pc_arena_str(out->arena, from->hint);
		to->effect = from->effect;
	}
}

static enum pc_status read_text(struct config_reading *reading, struct pc_str text,
	const char *file, struct pc_err *err)
{
	struct pc_node *tree;

	if (pc_yaml_read(&tree, reading->arena, file, text, reading->diags, err) !=
		PC_OK) {
		pc_diag_add(reading->diags, "PC2700", PC_ERROR, err->at, "%s", err->text);
		reading->is_good = false;
	} else {
		read_tree(reading, tree);
	}
	if (reading->is_good)
		return PC_OK;
	return pc_err_set(
		err, PC_ERR_PARSE, (struct pc_span){.file = file}, "no job can go by it");
}

enum pc_status pc_orch_config_read(struct pc_orch_config **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_diags found = {.arena = arena};
	struct config_reading reading = {
		arena, &found, pc_arena_new(arena, struct pc_orch_config), true};
	enum pc_status status;

	*reading.config = defaults;
	status = read_text(&reading, text, file, err);
	hand_over(diags, &found);
	if (status != PC_OK)
		return status;
	reading.config->file = file;
	*out = reading.config;
	return PC_OK;
}

enum pc_status pc_orch_config_load(struct pc_orch_config **out, struct pc_arena *arena,
	const char *file, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_str text;

	/* Whoever may write it says where prompts and money go. */
	PC_TRY(pc_fs_read_trusted(&text, arena, file, PC_MAX_DOC_SIZE, err));
	return pc_orch_config_read(out, arena, file, text, diags, err);
}
