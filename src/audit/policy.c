/* SPDX-License-Identifier: Apache-2.0 */
/* The table of what audit.yaml may say, and what it means for a finding. */
#include "pc/audit/policy.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/match/glob.h"

#define MINUTE (INT64_C(60) * 1000)
#define DAY    (24 * (60 * MINUTE))

/* Patterns of one list, compiled. */
struct globs {
	struct pc_glob **items;
	size_t count;
};

/* One entry of one of the lists below; each uses the members of its table. */
struct part {
	struct pc_texts paths, names, rules;
	struct pc_str reason, owner;
	int severity;
	struct globs path_globs, name_globs;
};

struct parts {
	struct part *items;
	size_t count;
};

struct pc_audit_policy_parts {
	struct parts severity, leave_out, env, owners;
	pthread_mutex_t lock; /* of the workspace */
	struct pc_scratch *scratch;
};

/* What the map "audit:" holds before its lists are looked at. */
struct section {
	struct pc_audit_policy policy;
	const struct pc_node *severity, *leave_out, *env, *owners, *rules;
};

static const char *const severities[] = {"note", "warning", "error", NULL};
static const char *const on_writes[] = {"off", "ask", "deny", NULL};

#define SECTION(member) offsetof(struct section, member)
#define PART(member)    offsetof(struct part, member)

static const struct pc_field section_fields[] = {
	{"severity", PC_FIELD_NODE, SECTION(severity), false, 0, 0, NULL,
		"how severe a key is, by where it stands"},
	{"leave-out", PC_FIELD_NODE, SECTION(leave_out), false, 0, 0, NULL,
		"paths that are not looked at, each with a reason"},
	{"env", PC_FIELD_NODE, SECTION(env), false, 0, 0, NULL,
		"where environment variables may hold keys"},
	{"owners", PC_FIELD_NODE, SECTION(owners), false, 0, 0, NULL,
		"who has to see to a key, by where it stands"},
	{"rules", PC_FIELD_NODE, SECTION(rules), false, 0, 0, NULL,
		"rules that are off, and files of more rules"},
	{"on-write", PC_FIELD_WORD, SECTION(policy.on_write), false, 0, 0, on_writes,
		"what a hook says to an agent that writes a key"},
	{"verify", PC_FIELD_TEXTS, SECTION(policy.verify), false, 0, 0, NULL,
		"providers that may be asked whether a key is alive"},
	{"verify-at", PC_FIELD_TEXT, SECTION(policy.verify_at), false, 0, 0, NULL,
		"a gateway that is asked in place of all providers"},
	{"longest-allow", PC_FIELD_DURATION, SECTION(policy.longest_allow), false, DAY,
		INT64_C(3660) * DAY, NULL, "for how long a comment may allow a key"},
	{"schedule", PC_FIELD_DURATION, SECTION(policy.schedule), false, 10 * MINUTE,
		30 * DAY, NULL, "between two audits of a machine by policyd"},
	{"fingerprint-key", PC_FIELD_TEXT, SECTION(policy.fingerprint_key), false, 0, 0,
		NULL, "the file that fingerprints are made with"},
};

#define PATHS(must)                                                                      \
	{                                                                                \
		"paths", PC_FIELD_TEXTS, PART(paths), must, 0, 0, NULL,                  \
			"patterns as in .gitignore, from the root of what is audited"    \
	}

static const struct pc_field severity_fields[] = {
	PATHS(true),
	{"rules", PC_FIELD_TEXTS, PART(rules), false, 0, 0, NULL, "only these rules"},
	{"severity", PC_FIELD_WORD, PART(severity), true, 0, 0, severities,
		"error, warning or note"},
};
static const struct pc_field leave_out_fields[] = {
	PATHS(true),
	{"reason", PC_FIELD_TEXT, PART(reason), true, 0, 0, NULL, "why"},
};
static const struct pc_field env_fields[] = {
	{"names", PC_FIELD_TEXTS, PART(names), true, 0, 0, NULL,
		"of variables, with * and ?"},
	PATHS(false),
	{"reason", PC_FIELD_TEXT, PART(reason), true, 0, 0, NULL, "why"},
};
static const struct pc_field owner_fields[] = {
	PATHS(true),
	{"owner", PC_FIELD_TEXT, PART(owner), true, 0, 0, NULL, "who"},
};
static const struct pc_field rules_fields[] = {
	{"off", PC_FIELD_TEXTS, SECTION(policy.rules_off), false, 0, 0, NULL,
		"rules that are off"},
	{"files", PC_FIELD_TEXTS, SECTION(policy.rules_files), false, 0, 0, NULL,
		"files of more rules"},
};

#define TABLE(what, fields)                                                              \
	{                                                                                \
		what, fields, PC_COUNT(fields)                                           \
	}

static const struct pc_fields section_table = TABLE("audit", section_fields),
			      severity_table = TABLE("severity", severity_fields),
			      leave_out_table = TABLE("leave-out", leave_out_fields),
			      env_table = TABLE("env", env_fields),
			      owner_table = TABLE("owners", owner_fields),
			      rules_table = TABLE("rules", rules_fields);

/* ---- reading -------------------------------------------------------------- */

struct reading {
	struct pc_arena *arena;
	struct pc_diags *diags;
	bool is_good;
};

static void refuse(struct reading *reading, struct pc_span at, const char *what)
{
	pc_diag_add(reading->diags, "PC2102", PC_ERROR, at, "%s", what);
	reading->is_good = false;
}

static struct globs compile(struct reading *reading, const struct pc_texts *patterns)
{
	struct globs globs = {.items = pc_arena_new_array(
				      reading->arena, struct pc_glob *, patterns->count)};
	struct pc_err err;

	for (size_t i = 0; i < patterns->count; i++) {
		struct pc_str pattern = patterns->items[i];

		if (pc_glob_compile_in(&globs.items[globs.count], reading->arena, pattern,
			    &err) == PC_OK) {
			globs.count++;
			continue;
		}
		pc_diag_add(reading->diags, "PC2545", PC_ERROR, patterns->at[i],
			"the pattern '%.*s' cannot be used: %s", PC_STR_ARG(pattern),
			err.text);
		reading->is_good = false;
	}
	return globs;
}

static void read_part(struct reading *reading, struct parts *parts,
	const struct pc_fields *table, const struct pc_node *item)
{
	struct part *part = &parts->items[parts->count];

	if (item->kind != PC_MAP) {
		refuse(reading, item->at, "an entry of this list has to be a map");
		return;
	}
	if (!pc_fields_read(part, table, item, reading->diags)) {
		reading->is_good = false;
		return;
	}
	part->path_globs = compile(reading, &part->paths);
	part->name_globs = compile(reading, &part->names);
	parts->count++;
}

static struct parts read_parts(struct reading *reading, const struct pc_fields *table,
	const struct pc_node *list)
{
	struct parts parts = {0};

	if (!list)
		return parts;
	if (list->kind != PC_LIST) {
		refuse(reading, list->at, "this has to be a list of maps");
		return parts;
	}
	parts.items = pc_arena_new_array(reading->arena, struct part, list->n_items);
	for (size_t i = 0; i < list->n_items; i++)
		read_part(reading, &parts, table, list->items[i]);
	return parts;
}

/* The map "audit:" of the file. */
static const struct pc_node *find_section(
	struct reading *reading, const struct pc_node *tree)
{
	struct pinned {
		const struct pc_node *audit;
	} found = {NULL};
	static const struct pc_field fields[] = {{"audit", PC_FIELD_NODE,
		offsetof(struct pinned, audit), true, 0, 0, NULL, "what audits go by"}};
	static const struct pc_fields table = TABLE("audit.yaml", fields);

	if (tree->kind != PC_MAP) {
		refuse(reading, tree->at,
			"audit.yaml has to be a map with the key audit");
		return NULL;
	}
	if (!pc_fields_read(&found, &table, tree, reading->diags)) {
		reading->is_good = false;
		return NULL;
	}
	if (found.audit->kind == PC_MAP)
		return found.audit;
	refuse(reading, found.audit->at, "'audit' has to be a map");
	return NULL;
}

static void read_section(
	struct reading *reading, struct section *section, const struct pc_node *map)
{
	struct pc_audit_policy_parts *parts = section->policy.parts;

	if (!pc_fields_read(section, &section_table, map, reading->diags))
		reading->is_good = false;
	if (section->rules && section->rules->kind != PC_MAP)
		refuse(reading, section->rules->at, "'rules' has to be a map");
	else if (section->rules &&
		 !pc_fields_read(section, &rules_table, section->rules, reading->diags))
		reading->is_good = false;
	parts->severity = read_parts(reading, &severity_table, section->severity);
	parts->leave_out = read_parts(reading, &leave_out_table, section->leave_out);
	parts->env = read_parts(reading, &env_table, section->env);
	parts->owners = read_parts(reading, &owner_table, section->owners);
}

enum pc_status pc_audit_policy_read(struct pc_audit_policy **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_diags *diags, struct pc_err *err)
{
	struct reading reading = {arena, diags, true};
	struct section section = {
		.policy = {.file = file, .longest_allow = PC_AUDIT_LONGEST_ALLOW}};
	const struct pc_node *map;
	struct pc_node *tree;

	if (pc_yaml_read(&tree, arena, file, text, diags, err) != PC_OK) {
		pc_diag_add(diags, "PC2547", PC_ERROR, err->at, "%s", err->text);
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){.file = file},
			"audits cannot go by it");
	}
	section.policy.parts = pc_arena_new(arena, struct pc_audit_policy_parts);
	map = find_section(&reading, tree);
	if (map)
		read_section(&reading, &section, map);
	if (!reading.is_good)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){.file = file},
			"audits cannot go by it");
	section.policy.parts->scratch = pc_scratch_new();
	pthread_mutex_init(&section.policy.parts->lock, NULL);
	*out = pc_arena_new(arena, struct pc_audit_policy);
	**out = section.policy;
	return PC_OK;
}

enum pc_status pc_audit_policy_load(struct pc_audit_policy **out, struct pc_arena *arena,
	const char *file, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_str text;

	/* Whoever may write it says what is not looked at. */
	PC_TRY(pc_fs_read_trusted(&text, arena, file, PC_MAX_DOC_SIZE, err));
	return pc_audit_policy_read(out, arena, file, text, diags, err);
}

static bool has_rule(const struct pc_secret_rule *rules, size_t n, struct pc_str id)
{
	for (size_t i = 0; i < n; i++) {
		if (pc_str_is(id, rules[i].id))
			return true;
	}
	return false;
}

void pc_audit_policy_check_rules(const struct pc_audit_policy *policy,
	const struct pc_secret_rule *more, size_t n_more, struct pc_diags *diags)
{
	const struct pc_texts *ids = &policy->rules_off;

	for (size_t i = 0; i < ids->count; i++) {
		if (!has_rule(&pc_secret_generic_rule, 1, ids->items[i]) &&
			!has_rule(pc_secret_rules, pc_secret_n_rules, ids->items[i]) &&
			!has_rule(more, n_more, ids->items[i]))
			pc_diag_add(diags, "PC2546", PC_WARNING, ids->at[i],
				"there is no rule '%.*s'", PC_STR_ARG(ids->items[i]));
	}
}

static void free_globs(struct parts *parts)
{
	for (size_t i = 0; i < parts->count; i++) {
		struct part *part = &parts->items[i];

		for (size_t k = 0; k < part->path_globs.count; k++)
			pc_glob_free(part->path_globs.items[k]);
		for (size_t k = 0; k < part->name_globs.count; k++)
			pc_glob_free(part->name_globs.items[k]);
	}
}

void pc_audit_policy_free(struct pc_audit_policy *policy)
{
	if (!policy)
		return;
	free_globs(&policy->parts->severity);
	free_globs(&policy->parts->leave_out);
	free_globs(&policy->parts->env);
	free_globs(&policy->parts->owners);
	pc_scratch_free(policy->parts->scratch);
	pthread_mutex_destroy(&policy->parts->lock);
}

/* ---- asking --------------------------------------------------------------- */

static bool fits(
	const struct globs *globs, struct pc_scratch *scratch, struct pc_str path)
{
	for (size_t i = 0; i < globs->count; i++) {
		if (pc_glob_match(globs->items[i], scratch, path) == PC_MATCH_YES)
			return true;
	}
	return false;
}

bool pc_audit_policy_leaves_out(struct pc_audit_policy *policy, struct pc_str path)
{
	struct pc_audit_policy_parts *parts = policy->parts;
	bool is_out = false;

	if (!parts->leave_out.count || !path.len)
		return false;
	pthread_mutex_lock(&parts->lock);
	for (size_t i = 0; i < parts->leave_out.count && !is_out; i++)
		is_out =
			fits(&parts->leave_out.items[i].path_globs, parts->scratch, path);
	pthread_mutex_unlock(&parts->lock);
	return is_out;
}

static bool names_rule(const struct pc_texts *rules, const char *id)
{
	for (size_t i = 0; i < rules->count; i++) {
		if (pc_str_is(rules->items[i], id))
			return true;
	}
	return rules->count == 0;
}

/* The file of an archive's member. */
static struct pc_str file_of(const struct pc_audit_finding *finding)
{
	struct pc_str path = finding->below;
	size_t at = pc_str_find(path, '!');

	return finding->at.source == PC_AUDIT_MEMBER ? pc_str_head(path, at) : path;
}

/* Of a part without paths: environments of processes. */
static bool stands_there(const struct part *part, struct pc_scratch *scratch,
	const struct pc_audit_finding *finding)
{
	bool is_process = finding->at.source == PC_AUDIT_PROCESS;

	if (!part->path_globs.count)
		return is_process;
	return !is_process && fits(&part->path_globs, scratch, file_of(finding));
}

static void allow(struct pc_audit_finding *finding, struct pc_str why)
{
	finding->state = PC_AUDIT_ALLOWED;
	finding->why = why;
}

static void apply_env(
	const struct pc_audit_policy_parts *parts, struct pc_audit_finding *finding)
{
	for (size_t i = 0; i < parts->env.count; i++) {
		const struct part *part = &parts->env.items[i];

		if (finding->at.variable.len &&
			fits(&part->name_globs, parts->scratch, finding->at.variable) &&
			stands_there(part, parts->scratch, finding)) {
			allow(finding, part->reason);
			return;
		}
	}
}

static void apply_severity(
	const struct pc_audit_policy_parts *parts, struct pc_audit_finding *finding)
{
	for (size_t i = 0; i < parts->severity.count; i++) {
		const struct part *part = &parts->severity.items[i];

		if (names_rule(&part->rules, finding->rule->id) &&
			stands_there(part, parts->scratch, finding)) {
			finding->severity = (enum pc_severity)part->severity;
			return;
		}
	}
}

static void apply_owner(
	const struct pc_audit_policy_parts *parts, struct pc_audit_finding *finding)
{
	for (size_t i = 0; i < parts->owners.count; i++) {
		const struct part *part = &parts->owners.items[i];

		if (stands_there(part, parts->scratch, finding)) {
			finding->owner = part->owner;
			return;
		}
	}
}

/* Members of archives, and what history and indexes hold, are not asked about before. */
static void apply_left_out(
	const struct pc_audit_policy_parts *parts, struct pc_audit_finding *finding)
{
	for (size_t i = 0; i < parts->leave_out.count; i++) {
		const struct part *part = &parts->leave_out.items[i];

		if (stands_there(part, parts->scratch, finding)) {
			allow(finding, part->reason);
			return;
		}
	}
}

void pc_audit_policy_apply(
	struct pc_audit_policy *policy, struct pc_audit_finding *finding)
{
	struct pc_audit_policy_parts *parts = policy->parts;

	pthread_mutex_lock(&parts->lock);
	apply_severity(parts, finding);
	apply_owner(parts, finding);
	if (finding->state == PC_AUDIT_OPEN)
		apply_env(parts, finding);
	if (finding->state == PC_AUDIT_OPEN)
		apply_left_out(parts, finding);
	pthread_mutex_unlock(&parts->lock);
}
