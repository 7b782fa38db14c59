/* SPDX-License-Identifier: Apache-2.0 */
/* Members of a question, by tables and within bounds; and what is said of those that are
 * not as they have to be. */
#include <stdarg.h>

#include "desk_priv.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"

/* ---- refusals ------------------------------------------------------------------- */

static void write_error(struct desk_case *c, struct pc_str text, struct pc_str hint)
{
	c->out->len = c->begin;
	c->said->is_error = true;
	c->said->is_change = false;
	pc_buf_add_char(c->out, '{');
	pc_json_member(c->out, "error", text);
	if (hint.len)
		pc_json_member(c->out, "hint", hint);
	pc_buf_add_char(c->out, '}');
}

bool desk_refuse(struct desk_case *c, struct pc_str hint, const char *fmt, ...)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_err line;
	va_list args;

	va_start(args, fmt);
	pc_buf_vprintf(&text, fmt, args);
	va_end(args);
	/* What somebody typed may not break the line. */
	(void)pc_err_set(&line, PC_ERR_USAGE, (struct pc_span){0}, "%s", text.ptr);
	write_error(c, pc_str(line.text), hint);
	return false;
}

enum pc_status desk_settle(struct desk_case *c, enum pc_status status)
{
	switch (status) {
	case PC_ERR_USAGE:
	case PC_ERR_ABSENT:
	case PC_ERR_LIMIT:
		write_error(c, pc_str(c->err->text), (struct pc_str){0});
		return PC_OK;
	default:
		return status;
	}
}

/* ---- texts ---------------------------------------------------------------------- */

static bool may_stand(char byte, enum desk_text kind)
{
	unsigned char c = (unsigned char)byte;

	return kind == DESK_ANYTHING || (c >= ' ' && c != 0x7f) ||
	       (kind == DESK_LINES && (c == '\n' || c == '\t'));
}

static bool check_text(struct desk_case *c, const struct pc_fields *table,
	const struct pc_field *field, struct pc_str text)
{
	size_t bad;

	if (text.len > (size_t)field->most)
		return desk_refuse(c, (struct pc_str){0},
			"'%s' of %s has %zu bytes (at most %lld)", field->name,
			table->what, text.len, (long long)field->most);
	/* JSON lets half of a character through. */
	if (!pc_utf8_valid(text, &bad))
		return desk_refuse(c, (struct pc_str){0},
			"'%s' of %s is no text: byte %zu is half of a character",
			field->name, table->what, bad + 1);
	for (size_t i = 0; i < text.len; i++) {
		if (!may_stand(text.ptr[i], (enum desk_text)field->least))
			return desk_refuse(c, (struct pc_str){0},
				"'%s' of %s has a control character", field->name,
				table->what);
	}
	return true;
}

static bool check_texts(
	struct desk_case *c, const void *out, const struct pc_fields *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct pc_field *field = &table->fields[i];
		struct pc_str text;

		if (field->kind != PC_FIELD_TEXT)
			continue;
		memcpy(&text, (const char *)out + field->offset, sizeof(text));
		if (!check_text(c, table, field, text))
			return false;
	}
	return true;
}

/* ---- maps ----------------------------------------------------------------------- */

/* What is null is not there, and "do" was read already. */
static struct pc_node *without_none(struct desk_case *c, const struct pc_node *map)
{
	struct pc_node *out = pc_node_new(c->arena, PC_MAP, map->at);

	out->pairs = pc_arena_new_array(c->arena, struct pc_pair, map->n_pairs);
	for (size_t i = 0; i < map->n_pairs; i++) {
		const struct pc_pair *pair = &map->pairs[i];

		if (pair->value->kind != PC_NULL &&
			!(map == c->asked && pc_str_is(pair->key, "do")))
			out->pairs[out->n_pairs++] = *pair;
	}
	return out;
}

static struct pc_str known_members(struct desk_case *c, const struct pc_fields *table)
{
	struct pc_str list = PC_STR("it has");

	for (size_t i = 0; i < table->count; i++)
		list = pc_arena_printf(c->arena, "%.*s%s %s", PC_STR_ARG(list),
			i ? "," : "", table->fields[i].name);
	return table->count ? list : PC_STR("it has no members");
}

/* The range of the first number that is out of it. */
static struct pc_str range_of(
	struct desk_case *c, const struct pc_fields *table, const struct pc_node *map)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct pc_field *field = &table->fields[i];
		const struct pc_node *node = pc_node_get_c(map, field->name);
		bool any = !field->least && !field->most;

		if (!node || node->kind != PC_INT || field->kind != PC_FIELD_NUMBER)
			continue;
		if (any && node->integer < 0)
			return PC_STR("it is not negative");
		if (!any && (node->integer < field->least || node->integer > field->most))
			return pc_arena_printf(c->arena, "from %lld to %lld",
				(long long)field->least, (long long)field->most);
	}
	return (struct pc_str){0};
}

static bool refuse_by(struct desk_case *c, const struct pc_diags *diags,
	const struct pc_fields *table, const struct pc_node *map)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct pc_diag *diag = &diags->items[i];
		struct pc_str hint = diag->hint;

		if (diag->severity != PC_ERROR)
			continue;
		if (strcmp(diag->code, "PC2104") == 0 && !hint.len)
			hint = range_of(c, table, map);
		write_error(c, diag->text, hint);
		return false;
	}
	return desk_refuse(c, (struct pc_str){0}, "%s cannot be read", table->what);
}

static bool has_field(const struct pc_fields *table, struct pc_str name)
{
	for (size_t i = 0; i < table->count; i++) {
		if (pc_str_is(name, table->fields[i].name))
			return true;
	}
	return false;
}

/* Before anything else: looking for what was meant takes longer than the answer, and
 * anybody may ask. */
static bool check_names(
	struct desk_case *c, const struct pc_fields *table, const struct pc_node *map)
{
	for (size_t i = 0; i < map->n_pairs; i++) {
		struct pc_str name = map->pairs[i].key;

		if (!has_field(table, name))
			return desk_refuse(c, known_members(c, table),
				"%s has no key '%.*s'", table->what,
				PC_STR_ARG(pc_str_head(name, PC_MAX_ORCH_NAME)));
	}
	return true;
}

bool desk_read(struct desk_case *c, void *out, const struct pc_fields *table,
	const struct pc_node *map)
{
	struct pc_diags diags = {.arena = c->arena};

	if (map->kind != PC_MAP)
		return desk_refuse(
			c, (struct pc_str){0}, "%s has to be an object", table->what);
	map = without_none(c, map);
	if (!check_names(c, table, map))
		return false;
	if (!pc_fields_read(out, table, map, &diags))
		return refuse_by(c, &diags, table, map);
	return check_texts(c, out, table);
}

struct pc_str desk_known(struct desk_case *c, const void *items, size_t count,
	size_t size, size_t name_offset)
{
	PC_AUTO(pc_buf_done) struct pc_buf list = {0};

	for (size_t i = 0; i < count; i++) {
		struct pc_str name;

		memcpy(&name, (const char *)items + i * size + name_offset, sizeof(name));
		pc_buf_printf(
			&list, "%s%.*s", i ? ", " : "there are: ", PC_STR_ARG(name));
	}
	if (!count)
		return PC_STR("the configuration has none");
	return pc_arena_str(c->arena, pc_buf_str(&list));
}
