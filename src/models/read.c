/* SPDX-License-Identifier: Apache-2.0 */
/* models.yaml to a table: the file as a whole; rows are read_row.c. */
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>

#include "builtin.h"
#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "table_priv.h"

struct file {
	int64_t as_of;
	const struct pc_node *models, *providers, *positions, *evidence;
};

#define FILE_AT(member) offsetof(struct file, member)

static const struct pc_field file_fields[] = {
	{"as-of", PC_FIELD_TIME, FILE_AT(as_of), true, 0, 0, NULL,
		"the day that the table was true of"},
	{"providers", PC_FIELD_NODE, FILE_AT(providers), false, 0, 0, NULL,
		"who makes models"},
	{"positions", PC_FIELD_NODE, FILE_AT(positions), false, 0, 0, NULL,
		"names that stay, and who holds them"},
	{"evidence", PC_FIELD_NODE, FILE_AT(evidence), false, 0, 0, NULL,
		"what rows name as their evidence"},
	{"models", PC_FIELD_NODE, FILE_AT(models), true, 0, 0, NULL, "the rows"},
};
static const struct pc_fields file_table = {
	"a table of models", file_fields, PC_COUNT(file_fields)};

#define PROVIDER(member) offsetof(struct pc_model_provider, member)

static const struct pc_field provider_fields[] = {
	{"name", PC_FIELD_TEXT, PROVIDER(name), true, 0, 0, NULL, "how rows name it"},
	{"notice", PC_FIELD_DURATION, PROVIDER(notice), false, 0, 0, NULL,
		"how long before an end it says so, at least"},
	{"flagship-line", PC_FIELD_TEXT, PROVIDER(flagship_line), false, 0, 0, NULL,
		"the line whose newest model is the flagship"},
	{"docs", PC_FIELD_TEXT, PROVIDER(docs), false, 0, 0, NULL,
		"its page of deprecations"},
};
static const struct pc_fields provider_table = {
	"a provider", provider_fields, PC_COUNT(provider_fields)};

static struct pc_diag *add(struct table_reading *reading, enum pc_severity severity,
	const char *code, struct pc_span at, struct pc_buf *text)
{
	struct pc_diag *diag = pc_diag_add(
		reading->diags, code, severity, at, "%.*s", PC_STR_ARG(pc_buf_str(text)));

	pc_buf_done(text);
	return diag;
}

struct pc_diag *table_refuse(struct table_reading *reading, const char *code,
	struct pc_span at, const char *fmt, ...)
{
	struct pc_buf text = {0};
	va_list args;

	va_start(args, fmt);
	pc_buf_vprintf(&text, fmt, args);
	va_end(args);
	reading->is_good = false;
	return add(reading, PC_ERROR, code, at, &text);
}

struct pc_diag *table_warn(struct table_reading *reading, const char *code,
	struct pc_span at, const char *fmt, ...)
{
	struct pc_buf text = {0};
	va_list args;

	va_start(args, fmt);
	pc_buf_vprintf(&text, fmt, args);
	va_end(args);
	return add(reading, PC_WARNING, code, at, &text);
}

bool table_fields(struct table_reading *reading, void *out, const struct pc_fields *table,
	const struct pc_node *map)
{
	bool is_good = pc_fields_read(out, table, map, reading->diags);

	reading->is_good = reading->is_good && is_good;
	return is_good;
}

/* A list that may be missing; NULL where it is none. */
static const struct pc_node *list_of(
	struct table_reading *reading, const struct pc_node *node, const char *name)
{
	if (!node || node->kind == PC_LIST)
		return node;
	table_refuse(reading, "PC2102", node->at, "'%s' has to be a list of maps", name);
	return NULL;
}

static const struct pc_node *map_of(
	struct table_reading *reading, const struct pc_node *node, const char *name)
{
	if (!node || node->kind == PC_MAP)
		return node;
	table_refuse(reading, "PC2102", node->at, "'%s' has to be a map", name);
	return NULL;
}

static void read_providers(struct table_reading *reading, const struct pc_node *list)
{
	enum { MS = 1000 };
	struct pc_models *models = reading->models;

	list = list_of(reading, list, "providers");
	if (!list)
		return;
	models->providers = pc_arena_new_array(
		reading->arena, struct pc_model_provider, list->n_items);
	for (size_t i = 0; i < list->n_items; i++) {
		struct pc_model_provider provider = {0};

		if (!table_fields(reading, &provider, &provider_table, list->items[i]))
			continue;
		provider.notice /= MS;
		if (pc_models_provider(models, provider.name))
			table_refuse(reading, "PC2601", list->items[i]->at,
				"the provider '%.*s' stands here twice",
				PC_STR_ARG(provider.name));
		else
			models->providers[models->n_providers++] = provider;
	}
}

static void read_positions(struct table_reading *reading, const struct pc_node *map)
{
	struct pc_models *models = reading->models;

	map = map_of(reading, map, "positions");
	if (!map)
		return;
	models->positions = pc_arena_new_array(
		reading->arena, struct pc_model_position, map->n_pairs);
	for (size_t i = 0; i < map->n_pairs; i++) {
		const struct pc_pair *pair = &map->pairs[i];

		if (pair->value->kind != PC_TEXT)
			table_refuse(reading, "PC2102", pair->value->at,
				"'%.*s' of positions has to be the id of a model or "
				"another position",
				PC_STR_ARG(pair->key));
		else
			models->positions[models->n_positions++] =
				(struct pc_model_position){
					pair->key, pair->value->text, pair->key_at};
	}
}

static void read_rows(struct table_reading *reading, const struct pc_node *list)
{
	struct pc_models *models = reading->models;

	list = list_of(reading, list, "models");
	if (!list)
		return;
	if (list->n_items > PC_MAX_MODELS) {
		table_refuse(reading, "PC2600", list->at,
			"these are %zu models, and a table may have %d", list->n_items,
			PC_MAX_MODELS);
		return;
	}
	models->items =
		pc_arena_new_array(reading->arena, struct pc_model, list->n_items);
	reading->rows =
		pc_arena_new_array(reading->arena, const struct pc_node *, list->n_items);
	models->count = list->n_items;
	for (size_t i = 0; i < list->n_items; i++) {
		reading->rows[i] = list->items[i];
		table_read_row(reading, &models->items[i], list->items[i]);
	}
}

static void read_file(struct table_reading *reading, const struct pc_node *tree)
{
	struct file file = {0};

	if (!table_fields(reading, &file, &file_table, tree) && !file.models)
		return;
	reading->models->as_of = file.as_of;
	reading->sources = map_of(reading, file.evidence, "evidence");
	read_providers(reading, file.providers);
	read_positions(reading, file.positions);
	read_rows(reading, file.models);
	table_index(reading);
	table_check(reading);
}

enum pc_status pc_models_read(struct pc_models **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_diags own = {.arena = arena};
	struct table_reading reading = {.arena = arena,
		.diags = diags ? diags : &own,
		.models = pc_arena_new(arena, struct pc_models),
		.is_good = true};
	struct pc_node *tree;

	reading.models->file = file;
	if (pc_yaml_read(&tree, arena, file, text, reading.diags, err) != PC_OK) {
		pc_diag_add(reading.diags, "PC2600", PC_ERROR, err->at, "%s", err->text);
		reading.is_good = false;
	} else {
		read_file(&reading, tree);
	}
	if (!reading.is_good)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){.file = file},
			"nothing is known of models by it");
	*out = reading.models;
	return PC_OK;
}

enum pc_status pc_models_load(struct pc_models **out, struct pc_arena *arena,
	const char *file, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_str text;

	PC_TRY(pc_fs_read(&text, arena, AT_FDCWD, file, PC_MAX_DOC_SIZE, err));
	return pc_models_read(out, arena, file, text, diags, err);
}

struct pc_str pc_models_builtin_text(void)
{
	return (struct pc_str){models_builtin, models_builtin_size};
}

enum pc_status pc_models_builtin(
	struct pc_models **out, struct pc_arena *arena, struct pc_err *err)
{
	return pc_models_read(
		out, arena, "built in", pc_models_builtin_text(), NULL, err);
}
