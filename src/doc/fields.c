/* SPDX-License-Identifier: Apache-2.0 */
/* Trees to structs: one reader for each kind of member, chosen by the table. */
#include "pc/doc/fields.h"

/* One member being read. */
struct reading {
	const struct pc_fields *table;
	const struct pc_field *field;
	const struct pc_node *value;
	struct pc_diags *diags;
	void *member;
};

static bool refuse(const struct reading *r, const char *code, const char *wants)
{
	pc_diag_add(r->diags, code, PC_ERROR, r->value->at, "'%s' of %s has to be %s",
		r->field->name, r->table->what, wants);
	return false;
}

static bool read_text(const struct reading *r)
{
	if (r->value->kind != PC_TEXT)
		return refuse(r, "PC2102", "a text");
	*(struct pc_str *)r->member = r->value->text;
	return true;
}

static bool read_word(const struct reading *r)
{
	struct pc_str typed = pc_node_text(r->value), likes = {0};
	struct pc_diag *diag;

	for (int i = 0; r->field->words[i]; i++) {
		likes = pc_arena_printf(r->diags->arena, "%.*s%s%s", PC_STR_ARG(likes),
			i ? ", " : "", r->field->words[i]);
		if (r->value->kind == PC_TEXT && pc_str_is(typed, r->field->words[i])) {
			*(int *)r->member = i;
			return true;
		}
	}
	diag = pc_diag_add(r->diags, r->value->kind == PC_TEXT ? "PC2104" : "PC2102",
		PC_ERROR, r->value->at, "'%s' of %s knows no such word", r->field->name,
		r->table->what);
	diag->hint =
		pc_arena_printf(r->diags->arena, "write one of: %.*s", PC_STR_ARG(likes));
	return false;
}

static bool in_range(const struct reading *r, int64_t value)
{
	bool any = r->field->least == 0 && r->field->most == 0;

	if (value >= r->field->least && (any || value <= r->field->most))
		return true;
	pc_diag_add(r->diags, "PC2104", PC_ERROR, r->value->at,
		"'%s' of %s is outside of what may be", r->field->name, r->table->what);
	return false;
}

static bool read_number(const struct reading *r)
{
	if (r->value->kind != PC_INT)
		return refuse(r, "PC2102", "a whole number");
	if (!in_range(r, r->value->integer))
		return false;
	*(int64_t *)r->member = r->value->integer;
	return true;
}

static bool read_bool(const struct reading *r)
{
	if (r->value->kind != PC_BOOL)
		return refuse(r, "PC2102", "true or false");
	*(bool *)r->member = r->value->boolean;
	return true;
}

static bool read_duration(const struct reading *r)
{
	int64_t value;

	if (r->value->kind != PC_TEXT || !pc_duration_read(&value, r->value->text))
		return refuse(r, "PC2102", "a duration such as 90s, 5m, 12h or 30d");
	if (!in_range(r, value))
		return false;
	*(int64_t *)r->member = value;
	return true;
}

static bool read_time(const struct reading *r)
{
	int64_t value;

	if (r->value->kind != PC_TEXT || !pc_time_read(&value, r->value->text))
		return refuse(
			r, "PC2102", "a date such as 2026-12-31 or 2026-12-31T18:00:00Z");
	*(int64_t *)r->member = value;
	return true;
}

static bool read_texts(const struct reading *r)
{
	bool is_list = r->value->kind == PC_LIST;
	size_t n = is_list ? r->value->n_items : 1;
	struct pc_texts *out = r->member;

	out->items = pc_arena_new_array(r->diags->arena, struct pc_str, n);
	out->at = pc_arena_new_array(r->diags->arena, struct pc_span, n);
	out->count = n;
	for (size_t i = 0; i < n; i++) {
		const struct pc_node *item = is_list ? r->value->items[i] : r->value;

		if (item->kind != PC_TEXT)
			return refuse(r, "PC2102", "a list of texts");
		out->items[i] = item->text;
		out->at[i] = item->at;
	}
	return true;
}

static bool read_node(const struct reading *r)
{
	*(const struct pc_node **)r->member = r->value;
	return true;
}

static bool (*const readers[])(const struct reading *) = {
	[PC_FIELD_TEXT] = read_text,
	[PC_FIELD_WORD] = read_word,
	[PC_FIELD_NUMBER] = read_number,
	[PC_FIELD_BOOL] = read_bool,
	[PC_FIELD_DURATION] = read_duration,
	[PC_FIELD_TIME] = read_time,
	[PC_FIELD_TEXTS] = read_texts,
	[PC_FIELD_NODE] = read_node,
};

static const struct pc_field *find(const struct pc_fields *table, struct pc_str name)
{
	for (size_t i = 0; i < table->count; i++) {
		if (pc_str_is(name, table->fields[i].name))
			return &table->fields[i];
	}
	return NULL;
}

static void report_unknown(
	const struct pc_fields *table, const struct pc_pair *pair, struct pc_diags *diags)
{
	struct pc_diag *diag = pc_diag_add(diags, "PC2101", PC_ERROR, pair->key_at,
		"%s has no key '%.*s'", table->what, PC_STR_ARG(pair->key));
	size_t least = pair->key.len / 2 + 1;
	const char *like = NULL;

	for (size_t i = 0; i < table->count; i++) {
		size_t distance =
			pc_str_distance(pair->key, pc_str(table->fields[i].name));

		if (distance < least) {
			least = distance;
			like = table->fields[i].name;
		}
	}
	if (like)
		diag->hint = pc_arena_printf(diags->arena, "did you mean '%s'?", like);
}

static bool report_missing(
	const struct pc_fields *table, const struct pc_node *map, struct pc_diags *diags)
{
	bool all = true;

	for (size_t i = 0; i < table->count; i++) {
		if (!table->fields[i].is_must ||
			pc_node_get_c(map, table->fields[i].name))
			continue;
		pc_diag_add(diags, "PC2103", PC_ERROR, map->at, "%s needs '%s': %s",
			table->what, table->fields[i].name, table->fields[i].about);
		all = false;
	}
	return all;
}

bool pc_fields_read(void *out, const struct pc_fields *table, const struct pc_node *map,
	struct pc_diags *diags)
{
	bool good = true;

	if (map->kind != PC_MAP) {
		pc_diag_add(diags, "PC2102", PC_ERROR, map->at,
			"%s has to be a map of keys and values", table->what);
		return false;
	}
	for (size_t i = 0; i < map->n_pairs; i++) {
		const struct pc_pair *pair = &map->pairs[i];
		struct reading r = {.table = table,
			.field = find(table, pair->key),
			.value = pair->value,
			.diags = diags};

		if (!r.field) {
			report_unknown(table, pair, diags);
			good = false;
			continue;
		}
		r.member = (char *)out + r.field->offset;
		good &= readers[r.field->kind](&r);
	}
	return report_missing(table, map, diags) && good;
}
