/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of what a targets.yaml may say. */
#include <dirent.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/format.h"
#include "pc/doc/read.h"
#include "targets_priv.h"

#define DAY (INT64_C(24) * 60 * 60 * 1000)

#define FIELD(type, kind, key, member, must, about)                                      \
	{                                                                                \
		key, PC_FIELD_##kind, offsetof(struct type, member), must, 0, 0, NULL,   \
			about                                                            \
	}
#define TABLE(name, what, fields)                                                        \
	static const struct pc_fields name = {what, fields, PC_COUNT(fields)}

static const char *const systems[] = {"linux", "macos", "windows"};
static const char *const modes[] = {
	[MODE_ENFORCE] = "enforce", [MODE_MONITOR] = "monitor", NULL};
static const char *const kills[] = {"policy", "agents", NULL};

static const struct pc_field term_fields[] = {
	FIELD(term, TEXTS, "host", host, false, "patterns of host names"),
	FIELD(term, TEXTS, "os", os, false, "linux, macos or windows"),
	FIELD(term, TEXTS, "label", label, false, "words of the label file"),
	FIELD(term, TEXTS, "user", user, false, "login names with a home"),
	FIELD(term, TEXTS, "any", any, false, "groups of which one suffices"),
	FIELD(term, TEXTS, "not", not, false, "groups that are left out"),
};
TABLE(term_table, "a group", term_fields);

static const struct pc_field rule_fields[] = {
	FIELD(rule, TEXTS, "groups", groups, false, "who gets it"),
	FIELD(rule, TEXTS, "not", not, false, "who does not get it"),
	FIELD(rule, TEXTS, "monitor", monitor, false,
		"groups that it is not enforced on"),
	{"mode", PC_FIELD_WORD, offsetof(struct rule, mode), false, 0, 0, modes,
		"enforce or monitor"},
};
TABLE(rule_table, "a fragment", rule_fields);

static const struct pc_field ring_fields[] = {
	FIELD(ring, TEXT, "name", name, true, "what people call it"),
	FIELD(ring, TEXTS, "groups", groups, false, "who is in it whatever the figure"),
	{"percent", PC_FIELD_NUMBER, offsetof(struct ring, percent), false, 0, 100, NULL,
		"of all machines, with those of the rings before it"},
	{"soak", PC_FIELD_DURATION, offsetof(struct ring, soak), false, 0, 90 * DAY, NULL,
		"how long it has a commit before the next ring gets it"},
};
TABLE(ring_table, "a ring", ring_fields);

#define BRAKE_FIELDS                                                                     \
	FIELD(brake, TEXTS, "groups", groups, false, "whom it is for"),                  \
		FIELD(brake, TEXTS, "not", not, false, "whom it is not for"),            \
		FIELD(brake, TEXT, "owner", owner, true, "who answers for it"),          \
		FIELD(brake, TEXT, "reason", reason, true, "why"),                       \
		FIELD(brake, TIME, "until", until, true, "when it ends")

static const struct pc_field pause_fields[] = {BRAKE_FIELDS};
TABLE(pause_table, "a pause", pause_fields);

static const struct pc_field kill_fields[] = {
	BRAKE_FIELDS,
	{"what", PC_FIELD_WORD, offsetof(struct brake, what), true, 0, 0, kills,
		"policy: its rules are lifted; agents: every tool is denied"},
};
TABLE(kill_table, "a kill switch", kill_fields);

struct top {
	struct pc_str about, salt;
	const struct pc_node *groups, *fragments, *rings, *pause, *kill;
	int64_t halt_after, longest;
};

static const struct pc_field top_fields[] = {
	FIELD(top, TEXT, "about", about, false, "one line for people"),
	FIELD(top, TEXT, "salt", salt, false, "another one deals the machines anew"),
	FIELD(top, NODE, "groups", groups, false, "a map of names to groups"),
	FIELD(top, NODE, "fragments", fragments, false, "a map of drop-ins to who"),
	FIELD(top, NODE, "rings", rings, false, "a list, first comes first"),
	FIELD(top, NODE, "pause", pause, false, "a list of pauses"),
	FIELD(top, NODE, "kill", kill, false, "a list of kill switches"),
	{"halt-after", PC_FIELD_NUMBER, offsetof(struct top, halt_after), false, 1,
		1000000, NULL, "failures of machines that halt a commit"},
	{"longest-override", PC_FIELD_DURATION, offsetof(struct top, longest), false, DAY,
		PC_MAX_OVERRIDE_DAYS *DAY, NULL, "an override may last"},
};
TABLE(top_table, "targets.yaml", top_fields);

/* ---- maps and lists of maps -------------------------------------------- */

static bool is_kind(const struct pc_node *node, enum pc_kind kind, const char *what,
	size_t most, struct pc_diags *diags)
{
	size_t n = !node                   ? 0
		   : node->kind == PC_MAP  ? node->n_pairs
		   : node->kind == PC_LIST ? node->n_items
					   : 0;

	if (!node)
		return false;
	if (node->kind != kind)
		pc_diag_add(diags, "PC2102", PC_ERROR, node->at, "'%s' has to be a %s",
			what, kind == PC_MAP ? "map of names" : "list");
	else if (n > most)
		pc_diag_add(diags, "PC2104", PC_ERROR, node->at,
			"'%s' has %zu entries; %zu is the most", what, n, most);
	return node->kind == kind && n <= most;
}

static void read_terms(
	struct group *out, const struct pc_node *node, struct pc_diags *diags)
{
	bool is_list = node->kind == PC_LIST;
	size_t n = is_list ? node->n_items : 1;

	out->terms = pc_arena_new_array(diags->arena, struct term, n);
	out->n_terms = n;
	for (size_t i = 0; i < n; i++) {
		const struct pc_node *item = is_list ? node->items[i] : node;

		out->terms[i].at = item->at;
		pc_fields_read(&out->terms[i], &term_table, item, diags);
		for (size_t k = 0; k < out->terms[i].os.count; k++) {
			struct pc_str os = out->terms[i].os.items[k];
			bool known = false;

			for (size_t s = 0; s < PC_COUNT(systems); s++)
				known |= pc_str_is(os, systems[s]);
			if (!known && os.ptr)
				pc_diag_add(diags, "PC2104", PC_ERROR,
					out->terms[i].os.at[k],
					"'%.*s' is no system: linux, macos or windows",
					PC_STR_ARG(os));
		}
	}
}

static void read_groups(
	struct pc_targets *out, const struct pc_node *map, struct pc_diags *diags)
{
	if (!is_kind(map, PC_MAP, "groups", PC_MAX_TARGET_ENTRIES, diags))
		return;
	out->groups = pc_arena_new_array(diags->arena, struct group, map->n_pairs);
	out->n_groups = map->n_pairs;
	for (size_t i = 0; i < map->n_pairs; i++) {
		out->groups[i].name = map->pairs[i].key;
		out->groups[i].at = map->pairs[i].key_at;
		read_terms(&out->groups[i], map->pairs[i].value, diags);
	}
}

static void read_rules(
	struct pc_targets *out, const struct pc_node *map, struct pc_diags *diags)
{
	if (!is_kind(map, PC_MAP, "fragments", PC_MAX_TARGET_ENTRIES, diags))
		return;
	out->rules = pc_arena_new_array(diags->arena, struct rule, map->n_pairs);
	out->n_rules = map->n_pairs;
	for (size_t i = 0; i < map->n_pairs; i++) {
		out->rules[i].file = map->pairs[i].key;
		out->rules[i].at = map->pairs[i].key_at;
		pc_fields_read(&out->rules[i], &rule_table, map->pairs[i].value, diags);
	}
}

static void read_rings(
	struct pc_targets *out, const struct pc_node *list, struct pc_diags *diags)
{
	if (!is_kind(list, PC_LIST, "rings", PC_MAX_RINGS, diags))
		return;
	out->rings = pc_arena_new_array(diags->arena, struct ring, list->n_items);
	out->n_rings = list->n_items;
	for (size_t i = 0; i < list->n_items; i++) {
		out->rings[i].at = list->items[i]->at;
		out->rings[i].percent = -1;
		pc_fields_read(&out->rings[i], &ring_table, list->items[i], diags);
	}
}

static void read_brakes(struct brake **out, size_t *n, const struct pc_fields *table,
	const struct pc_node *list, struct pc_diags *diags)
{
	if (!is_kind(list, PC_LIST, table == &pause_table ? "pause" : "kill",
		    PC_MAX_TARGET_ENTRIES, diags))
		return;
	*out = pc_arena_new_array(diags->arena, struct brake, list->n_items);
	*n = list->n_items;
	for (size_t i = 0; i < list->n_items; i++) {
		(*out)[i].at = list->items[i]->at;
		pc_fields_read(&(*out)[i], table, list->items[i], diags);
	}
}

static void read_top(
	struct pc_targets *out, const struct pc_node *tree, struct pc_diags *diags)
{
	struct top top = {.longest = PC_MAX_OVERRIDE_DAYS * DAY};

	pc_fields_read(&top, &top_table, tree, diags);
	out->about = top.about;
	out->salt = top.salt;
	out->halt_after = top.halt_after;
	out->longest = top.longest;
	read_groups(out, top.groups, diags);
	read_rules(out, top.fragments, diags);
	read_rings(out, top.rings, diags);
	read_brakes(&out->pauses, &out->n_pauses, &pause_table, top.pause, diags);
	read_brakes(&out->kills, &out->n_kills, &kill_table, top.kill, diags);
}

/* ---- files ------------------------------------------------------------- */

static void unreadable(struct pc_diags *diags, const struct pc_err *err, const char *file)
{
	struct pc_span at = err->at;

	if (!at.file)
		at.file = file;
	pc_diag_add(diags, "PC2301", PC_ERROR, at, "%s", err->text);
}

static void parse(struct pc_node **out, const char *file, struct pc_str text,
	struct pc_diags *diags)
{
	struct pc_err err;

	*out = NULL;
	if (pc_yaml_read(out, diags->arena, file, text, diags, &err) == PC_OK)
		return;
	*out = NULL;
	unreadable(diags, &err, file);
}

enum pc_status targets_tree(struct pc_node **out, struct pc_str path, const char *shown,
	struct pc_diags *diags, struct pc_err *err)
{
	struct pc_str text;
	enum pc_status status = pc_fs_read(&text, diags->arena, AT_FDCWD,
		pc_arena_str(diags->arena, path).ptr, PC_MAX_TARGETS_SIZE, err);

	*out = NULL;
	if (status == PC_ERR_ABSENT)
		return PC_OK;
	if (status == PC_ERR_LIMIT) {
		unreadable(diags, err, shown);
		return PC_OK;
	}
	PC_TRY(status);
	parse(out, shown, text, diags);
	return PC_OK;
}

static struct pc_targets *targets_new(struct pc_arena *arena)
{
	struct pc_targets *out = pc_arena_new(arena, struct pc_targets);

	out->longest = PC_MAX_OVERRIDE_DAYS * DAY;
	return out;
}

void pc_targets_read(struct pc_targets **out, const char *file, struct pc_str text,
	struct pc_diags *diags)
{
	const struct checking check = {.diags = diags};
	struct pc_node *tree;

	*out = targets_new(diags->arena);
	parse(&tree, file, text, diags);
	if (tree)
		read_top(*out, tree, diags);
	targets_check(*out, &check);
}

static int by_name(const void *a, const void *b)
{
	return pc_str_cmp(*(const struct pc_str *)a, *(const struct pc_str *)b);
}

struct pc_texts targets_list(struct pc_arena *arena, struct pc_str directory, size_t most)
{
	DIR *dir = opendir(pc_arena_str(arena, directory).ptr);
	struct pc_texts out = {0};
	struct dirent *entry;
	size_t cap = 0;

	while (dir && out.count < most && (entry = readdir(dir))) {
		struct pc_str name = pc_str(entry->d_name);

		if (name.ptr[0] == '.' || !pc_is_document(name))
			continue;
		pc_arena_grow(arena, out.items, out.count, cap);
		out.items[out.count++] = pc_arena_str(arena, name);
	}
	if (dir)
		closedir(dir);
	if (out.count)
		qsort(out.items, out.count, sizeof(*out.items), by_name);
	return out;
}

void pc_targets_files(struct pc_texts *out, struct pc_arena *arena, struct pc_str dir)
{
	*out = targets_list(arena,
		pc_arena_printf(arena, "%.*s/managed-settings.d", PC_STR_ARG(dir)),
		PC_MAX_FRAGMENTS);
}

enum pc_status pc_targets_load(struct pc_targets **out,
	const struct pc_targets_where *where, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_arena *arena = diags->arena;
	struct checking check = {.where = where, .diags = diags};
	struct pc_targets *targets = targets_new(arena);
	struct pc_node *tree;

	PC_TRY(targets_tree(&tree,
		pc_arena_printf(arena, "%.*s/targets.yaml", PC_STR_ARG(where->dir)),
		pc_arena_printf(arena, "%.*stargets.yaml", PC_STR_ARG(where->shown)).ptr,
		diags, err));
	if (tree)
		read_top(targets, tree, diags);
	PC_TRY(overrides_load(targets, where, diags, err));
	pc_targets_files(&check.files, arena, where->dir);
	targets_check(targets, &check);
	overrides_check(targets, &check);
	*out = targets;
	return PC_OK;
}

int64_t pc_targets_soak(const struct pc_targets *targets)
{
	enum { PER_SECOND = 1000 };
	int64_t sum = 0;

	for (size_t i = 0; i < targets->n_overrides; i++) {
		if (targets->overrides[i].pin.ptr)
			return -1;
	}
	for (size_t i = 0; i < targets->n_rings; i++)
		sum += targets->rings[i].soak / PER_SECOND;
	return sum;
}
