/* SPDX-License-Identifier: Apache-2.0 */
/* Structs to JSON and back, by their tables. */
#include "pc/wire/table.h"

#include <inttypes.h>

#include "pc/base/redact.h"
#include "pc/base/utf.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"

/* ---- writing -------------------------------------------------------------------- */

struct writer {
	struct pc_buf *out;
	size_t share; /* items that any list may have */
};

static void write_map(
	struct writer *writer, const struct pc_wire_table *table, const char *value);

static bool is_hex(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return true;
}

static void write_text(
	struct writer *writer, const char *name, struct pc_str text, size_t most)
{
	static const struct pc_str more = PC_STR("…");
	PC_AUTO(pc_buf_done) struct pc_buf clean = {0};
	size_t fits;

	pc_redact(&clean, text);
	if (clean.len > most) {
		fits = most - more.len;
		/* Not inside of a character. */
		while (fits > 0 && (clean.ptr[fits] & 0xC0) == 0x80)
			fits--;
		clean.len = fits;
		pc_buf_add(&clean, more);
	}
	if (clean.len)
		pc_json_member(writer->out, name, pc_buf_str(&clean));
}

static void write_list(struct writer *writer, const struct pc_wire_field *field,
	const struct pc_wire_list *list)
{
	size_t n = list->count < field->most ? list->count : field->most;
	int64_t left_out = list->left_out;

	n = n < writer->share ? n : writer->share;
	if (__builtin_add_overflow(left_out, (int64_t)(list->count - n), &left_out))
		left_out = INT64_MAX;
	pc_json_key(writer->out, field->name);
	pc_buf_puts(writer->out, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		pc_json_next(writer->out);
		write_map(writer, field->of,
			(const char *)list->items + i * field->of->size);
	}
	pc_buf_printf(writer->out, "],\"left_out\":%" PRId64 "}", left_out);
}

static void write_field(
	struct writer *writer, const struct pc_wire_field *field, const char *at)
{
	struct pc_str text;
	int64_t number;

	switch (field->kind) {
	case PC_WIRE_NUMBER:
		memcpy(&number, at, sizeof(number));
		pc_json_key(writer->out, field->name);
		pc_buf_printf(writer->out, "%" PRId64, number);
		break;
	case PC_WIRE_BOOL:
		pc_json_key(writer->out, field->name);
		pc_buf_puts(
			writer->out, *(const bool *)(const void *)at ? "true" : "false");
		break;
	case PC_WIRE_TEXT:
		memcpy(&text, at, sizeof(text));
		write_text(writer, field->name, text, field->most);
		break;
	case PC_WIRE_HEX:
		memcpy(&text, at, sizeof(text));
		if (text.len && text.len <= field->most && is_hex(text))
			pc_json_member(writer->out, field->name, text);
		break;
	case PC_WIRE_PART:
		pc_json_key(writer->out, field->name);
		write_map(writer, field->of, at);
		break;
	case PC_WIRE_LIST:
		write_list(writer, field, (const struct pc_wire_list *)(const void *)at);
		break;
	}
}

static void write_map(
	struct writer *writer, const struct pc_wire_table *table, const char *value)
{
	pc_buf_add_char(writer->out, '{');
	for (size_t i = 0; i < table->n_fields; i++)
		write_field(writer, &table->fields[i], value + table->fields[i].offset);
	pc_buf_add_char(writer->out, '}');
}

void pc_wire_write(struct pc_buf *out, const struct pc_wire_table *table,
	const void *value, size_t most)
{
	enum { BEGIN = 1 << 10 };
	struct writer writer = {out, SIZE_MAX};
	size_t begin = out->len;

	write_map(&writer, table, value);
	for (size_t share = BEGIN; out->len - begin > most && writer.share; share /= 2) {
		out->len = begin;
		writer.share = share;
		write_map(&writer, table, value);
	}
}

/* ---- reading --------------------------------------------------------------------- */

static enum pc_status read_map(void *out, struct pc_arena *arena,
	const struct pc_wire_table *table, const struct pc_node *map, struct pc_err *err);

static enum pc_status read_list(struct pc_wire_list *out, struct pc_arena *arena,
	const struct pc_wire_field *field, const struct pc_node *map, struct pc_err *err)
{
	const struct pc_node *items = pc_node_get_c(map, "items");
	const struct pc_node *left_out = pc_node_get_c(map, "left_out");
	size_t size = field->of->size, n;

	if (!items || items->kind != PC_LIST || !left_out || left_out->kind != PC_INT ||
		left_out->integer < 0)
		return pc_err_set(err, PC_ERR_PARSE, map->at,
			"'%s' is no list with what it left out", field->name);
	n = items->n_items < field->most ? items->n_items : field->most;
	*out = (struct pc_wire_list){
		.items = pc_arena_array(arena, n, size),
		.count = n,
		.left_out = left_out->integer,
	};
	if (__builtin_add_overflow(
		    out->left_out, (int64_t)(items->n_items - n), &out->left_out))
		out->left_out = INT64_MAX;
	for (size_t i = 0; i < n; i++)
		PC_TRY(read_map((char *)out->items + i * size, arena, field->of,
			items->items[i], err));
	return PC_OK;
}

static enum pc_status read_field(char *at, struct pc_arena *arena,
	const struct pc_wire_field *field, const struct pc_node *node, struct pc_err *err)
{
	static const enum pc_kind kinds[] = {
		[PC_WIRE_NUMBER] = PC_INT,
		[PC_WIRE_BOOL] = PC_BOOL,
		[PC_WIRE_TEXT] = PC_TEXT,
		[PC_WIRE_HEX] = PC_TEXT,
		[PC_WIRE_PART] = PC_MAP,
		[PC_WIRE_LIST] = PC_MAP,
	};

	if (node->kind != kinds[field->kind] ||
		(field->kind == PC_WIRE_HEX && !is_hex(node->text)))
		return pc_err_set(err, PC_ERR_PARSE, node->at,
			"'%s' is not what it has to be", field->name);
	switch (field->kind) {
	case PC_WIRE_NUMBER:
		memcpy(at, &node->integer, sizeof(node->integer));
		return PC_OK;
	case PC_WIRE_BOOL:
		memcpy(at, &node->boolean, sizeof(node->boolean));
		return PC_OK;
	case PC_WIRE_TEXT:
	case PC_WIRE_HEX:
		memcpy(at, &node->text, sizeof(node->text));
		return PC_OK;
	case PC_WIRE_PART:
		return read_map(at, arena, field->of, node, err);
	case PC_WIRE_LIST:
		return read_list(
			(struct pc_wire_list *)(void *)at, arena, field, node, err);
	}
	return PC_OK;
}

static enum pc_status read_map(void *out, struct pc_arena *arena,
	const struct pc_wire_table *table, const struct pc_node *map, struct pc_err *err)
{
	if (map->kind != PC_MAP)
		return pc_err_set(err, PC_ERR_PARSE, map->at, "this is no object");
	for (size_t i = 0; i < table->n_fields; i++) {
		const struct pc_wire_field *field = &table->fields[i];
		const struct pc_node *node = pc_node_get_c(map, field->name);

		if (node && node->kind != PC_NULL)
			PC_TRY(read_field(
				(char *)out + field->offset, arena, field, node, err));
	}
	return PC_OK;
}

enum pc_status pc_wire_read(void *out, struct pc_arena *arena,
	const struct pc_wire_table *table, struct pc_str text, size_t most,
	struct pc_err *err)
{
	struct pc_diags diags = {.arena = arena};
	void *read = pc_arena_alloc(arena, table->size);
	struct pc_node *tree;

	if (text.len > most)
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"this is larger than %zu bytes", most);
	PC_TRY(pc_json_read(&tree, arena, "wire", text, &diags, err));
	/* Two readers may take different ones of a member that stands twice. */
	if (diags.count)
		return pc_err_set(err, PC_ERR_PARSE, diags.items[0].at, "%.*s",
			PC_STR_ARG(diags.items[0].text));
	PC_TRY(read_map(read, arena, table, tree, err));
	memcpy(out, read, table->size);
	return PC_OK;
}
