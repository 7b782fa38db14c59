/* SPDX-License-Identifier: Apache-2.0 */
/* The table of what model-policy.yaml may say. */
#include <stddef.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "policy_priv.h"

#define HOUR (INT64_C(60) * 60 * 1000)

const struct pc_model_policy pc_model_policy_default = {.on_deprecated = PC_ON_MODEL_WARN,
	.on_retired = PC_ON_MODEL_DENY,
	.on_unknown = PC_ON_MODEL_DENY,
	.on_preview = PC_ON_MODEL_DENY,
	.on_unknown_price = PC_ON_MODEL_DENY,
	.schedule = 12 * HOUR};

/* The map "models:", before its lists are looked at; the words are indexes of .words. */
struct section {
	struct pc_model_policy policy;
	const struct pc_node *redirects, *blocks, *sources, *start;
	int on_deprecated, on_retired, on_unknown, on_preview, on_unknown_price;
};

/* In the order of enum pc_on_model; and those without redirection. */
static const char *const on_deprecated[] = {"allow", "warn", "redirect", "deny", NULL};
static const char *const on_retired[] = {"redirect", "deny", NULL};
static const char *const on_others[] = {"allow", "warn", "deny", NULL};

#define SECTION(member) offsetof(struct section, member)

static const struct pc_field section_fields[] = {
	{"allow", PC_FIELD_TEXTS, SECTION(policy.allow), false, 0, 0, NULL,
		"what may be called; without it all"},
	{"deny", PC_FIELD_TEXTS, SECTION(policy.deny), false, 0, 0, NULL,
		"what may not be called"},
	{"default", PC_FIELD_NODE, SECTION(start), false, 0, 0, NULL,
		"the position that sessions start with"},
	{"min-days-left", PC_FIELD_NUMBER, SECTION(policy.min_days_left), false, 0, 3660,
		NULL, "what ends sooner is not called"},
	{"on-deprecated", PC_FIELD_WORD, SECTION(on_deprecated), false, 0, 0,
		on_deprecated, "of a model whose end is announced"},
	{"on-retired", PC_FIELD_WORD, SECTION(on_retired), false, 0, 0, on_retired,
		"of a model that has ended"},
	{"on-unknown", PC_FIELD_WORD, SECTION(on_unknown), false, 0, 0, on_others,
		"of a name that the table does not have"},
	{"on-preview", PC_FIELD_WORD, SECTION(on_preview), false, 0, 0, on_others,
		"of a model that only some are served"},
	{"unknown-price", PC_FIELD_WORD, SECTION(on_unknown_price), false, 0, 0,
		on_others, "of a model whose price the table does not have"},
	{"redirects", PC_FIELD_NODE, SECTION(redirects), false, 0, 0, NULL,
		"what is called in place of something else"},
	{"block", PC_FIELD_NODE, SECTION(blocks), false, 0, 0, NULL,
		"what is not called, whatever else is said"},
	{"schedule", PC_FIELD_DURATION, SECTION(policy.schedule), false, HOUR / 6,
		INT64_C(30) * 24 * HOUR, NULL, "between two scans by policyd"},
	{"sources", PC_FIELD_NODE, SECTION(sources), false, 0, 0, NULL,
		"who is asked by scans"},
};

static const struct pc_field redirect_fields[] = {
	{"from", PC_FIELD_TEXT, offsetof(struct pc_model_redirect, from), true, 0, 0,
		NULL, "an id, a position or a pattern"},
	{"to", PC_FIELD_TEXT, offsetof(struct pc_model_redirect, to), true, 0, 0, NULL,
		"an id or a position"},
};

static const struct pc_field source_fields[] = {
	{"name", PC_FIELD_TEXT, offsetof(struct pc_model_source_wish, name), true, 0, 0,
		NULL, "of the source"},
	{"url", PC_FIELD_TEXT, offsetof(struct pc_model_source_wish, url), false, 0, 0,
		NULL, "a mirror of it"},
	{"key", PC_FIELD_TEXT, offsetof(struct pc_model_source_wish, key), false, 0, 0,
		NULL, "where its key lies"},
};

static const struct pc_fields section_table = {"models", section_fields,
				      PC_COUNT(section_fields)},
			      redirect_table = {"a redirect", redirect_fields,
				      PC_COUNT(redirect_fields)},
			      source_table = {
				      "a source", source_fields, PC_COUNT(source_fields)};

/* ---- lists ---------------------------------------------------------------- */

void reading_refuse(struct reading *reading, struct pc_span at, const char *what)
{
	pc_diag_add(reading->diags, "PC2102", PC_ERROR, at, "%s", what);
	reading->is_good = false;
}

void *list_read(size_t *n, struct reading *reading, const struct pc_node *list,
	const struct pc_fields *table, size_t size, size_t at_offset)
{
	char *items;

	*n = 0;
	if (!list)
		return NULL;
	if (list->kind != PC_LIST) {
		reading_refuse(reading, list->at, "this has to be a list of maps");
		return NULL;
	}
	items = pc_arena_new_array(reading->arena, char, list->n_items *size + 1);
	for (size_t i = 0; i < list->n_items; i++) {
		char *item = items + *n * size;

		if (!pc_fields_read(item, table, list->items[i], reading->diags)) {
			reading->is_good = false;
			continue;
		}
		memcpy(item + at_offset, &list->items[i]->at, sizeof(struct pc_span));
		++*n;
	}
	return items;
}

static void read_redirects(struct pc_model_policy *policy, struct reading *reading,
	const struct pc_node *list)
{
	policy->redirects = list_read(&policy->n_redirects, reading, list,
		&redirect_table, sizeof(struct pc_model_redirect),
		offsetof(struct pc_model_redirect, at));
}

/* Never the key itself, which the finding does not repeat. */
static void check_key(struct reading *reading, const struct pc_model_source_wish *wish)
{
	struct pc_str path;

	if (!wish->key.len)
		return;
	if ((entry_behind(&path, wish->key, PC_STR("file:")) ||
		    entry_behind(&path, wish->key, PC_STR("exec:"))) &&
		path.len && path.ptr[0] == '/')
		return;
	pc_diag_add(reading->diags, "PC2626", PC_ERROR, wish->at,
		"the key of '%.*s' has to be told by the file that it lies in, or by the "
		"program that prints it",
		PC_STR_ARG(wish->name))
		->hint = PC_STR("key: file:/etc/policyctl/keys/NAME");
	reading->is_good = false;
}

static void read_sources(struct pc_model_policy *policy, struct reading *reading,
	const struct pc_node *list)
{
	policy->sources = list_read(&policy->n_sources, reading, list, &source_table,
		sizeof(struct pc_model_source_wish),
		offsetof(struct pc_model_source_wish, at));
	for (size_t i = 0; i < policy->n_sources; i++)
		check_key(reading, &policy->sources[i]);
}

/* ---- the file ------------------------------------------------------------- */

static int word_of(const char *word)
{
	static const char *const names[] = {"allow", "warn", "redirect", "deny"};
	int i = 0;

	while (strcmp(names[i], word) != 0)
		i++;
	return i;
}

static void read_words(struct section *section)
{
	struct pc_model_policy *policy = &section->policy;
	const struct {
		int *to, index;
		const char *const *words;
	} all[] = {
		{&policy->on_deprecated, section->on_deprecated, on_deprecated},
		{&policy->on_retired, section->on_retired, on_retired},
		{&policy->on_unknown, section->on_unknown, on_others},
		{&policy->on_preview, section->on_preview, on_others},
		{&policy->on_unknown_price, section->on_unknown_price, on_others},
	};

	for (size_t i = 0; i < PC_COUNT(all); i++) {
		if (all[i].index >= 0)
			*all[i].to = word_of(all[i].words[all[i].index]);
	}
}

static void read_start(struct pc_model_policy *policy, struct reading *reading,
	const struct pc_node *start)
{
	if (!start)
		return;
	if (start->kind != PC_TEXT) {
		reading_refuse(reading, start->at, "'default' has to name a position");
		return;
	}
	policy->default_to = start->text;
	policy->default_at = start->at;
}

static void check_entries(struct reading *reading, const struct pc_texts *texts)
{
	for (size_t i = 0; i < texts->count; i++) {
		struct pc_str text = texts->items[i], rest;

		if (text.len && text.len <= PC_MAX_MODEL_NAME &&
			!(entry_behind(&rest, text, PC_STR("provider:")) && !rest.len) &&
			!(entry_behind(&rest, text, PC_STR("line:")) && !rest.len))
			continue;
		pc_diag_add(reading->diags, "PC2628", PC_ERROR, texts->at[i],
			"'%.*s' names no model", PC_STR_ARG(pc_str_head(text, 80)));
		reading->is_good = false;
	}
}

static void read_section(
	struct section *section, struct reading *reading, const struct pc_node *map)
{
	struct pc_model_policy *policy = &section->policy;

	if (!pc_fields_read(section, &section_table, map, reading->diags))
		reading->is_good = false;
	read_words(section);
	read_start(policy, reading, section->start);
	check_entries(reading, &policy->allow);
	check_entries(reading, &policy->deny);
	read_redirects(policy, reading, section->redirects);
	blocks_read(&policy->blocks, &policy->n_blocks, reading, section->blocks);
	read_sources(policy, reading, section->sources);
}

static void read_tree(
	struct section *section, struct reading *reading, const struct pc_node *tree)
{
	struct found {
		const struct pc_node *models;
	} found = {NULL};
	static const struct pc_field fields[] = {
		{"models", PC_FIELD_NODE, offsetof(struct found, models), true, 0, 0,
			NULL, "which models may be called"}};
	static const struct pc_fields table = {"model-policy.yaml", fields, 1};

	if (!pc_fields_read(&found, &table, tree, reading->diags))
		reading->is_good = false;
	else
		read_section(section, reading, found.models);
}

enum pc_status pc_model_policy_read(struct pc_model_policy **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_diags unheard = {.arena = arena};
	struct reading reading = {arena, diags ? diags : &unheard, true};
	struct section section = {
		.policy = pc_model_policy_default,
		.on_deprecated = -1,
		.on_retired = -1,
		.on_unknown = -1,
		.on_preview = -1,
		.on_unknown_price = -1,
	};
	struct pc_node *tree;

	section.policy.file = file;
	if (pc_yaml_read(&tree, arena, file, text, reading.diags, err) != PC_OK) {
		pc_diag_add(reading.diags, "PC2620", PC_ERROR, err->at, "%s", err->text);
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){.file = file},
			"the policy of models cannot be read");
	}
	read_tree(&section, &reading, tree);
	if (!reading.is_good)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){.file = file},
			"the policy of models cannot be used");
	*out = pc_arena_new(arena, struct pc_model_policy);
	**out = section.policy;
	return PC_OK;
}

enum pc_status pc_model_policy_load(struct pc_model_policy **out, struct pc_arena *arena,
	const char *file, const char *blocks_file, struct pc_diags *diags,
	struct pc_err *err)
{
	struct pc_model_policy *policy = NULL;
	struct pc_str text = {0};
	/* Whoever may write it says which models are called. */
	enum pc_status status =
		pc_fs_read_trusted(&text, arena, file, PC_MAX_DOC_SIZE, err);

	if (status == PC_ERR_ABSENT) {
		policy = pc_arena_new(arena, struct pc_model_policy);
		*policy = pc_model_policy_default;
		policy->file = file;
	} else {
		PC_TRY(status);
		PC_TRY(pc_model_policy_read(&policy, arena, file, text, diags, err));
	}
	if (blocks_file)
		blocks_load(policy, arena, blocks_file, diags);
	*out = policy;
	return PC_OK;
}
