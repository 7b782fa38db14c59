/* SPDX-License-Identifier: Apache-2.0 */
/* Terraform's language to a tree, as far as texts in it have names: no expression is
 * computed, and a key may stand twice in a map, as blocks do. */
#include "shape_priv.h"

#include "pc/base/buf.h"

#include "pc/base/limits.h"
#include "pc/base/utf.h"

struct reader {
	struct pc_arena *arena;
	struct pc_str text;
	size_t at;
	struct pc_span here;
	unsigned depth;
	bool is_broken;
};

static struct pc_node *read_expression(struct reader *reader);
static struct pc_node *read_body(struct reader *reader);

static char peek(const struct reader *reader)
{
	return reader->at < reader->text.len ? reader->text.ptr[reader->at] : '\0';
}

static bool is_end(const struct reader *reader)
{
	return reader->is_broken || reader->at >= reader->text.len;
}

static bool stands(const struct reader *reader, const char *word)
{
	return pc_str_starts(pc_str_from(reader->text, reader->at), pc_str(word));
}

static void step(struct reader *reader)
{
	bool was_line_end = peek(reader) == '\n';

	pc_utf8_next(reader->text, &reader->at);
	reader->here.col = was_line_end ? 1 : reader->here.col + 1;
	reader->here.line += was_line_end;
}

static void skip_line(struct reader *reader)
{
	while (!is_end(reader) && peek(reader) != '\n')
		step(reader);
}

static void skip_comment(struct reader *reader)
{
	step(reader);
	step(reader);
	while (!is_end(reader) && !stands(reader, "*/"))
		step(reader);
	for (int i = 0; i < 2 && !is_end(reader); i++)
		step(reader);
}

/* Blanks and comments; line ends only where they mean nothing. */
static void skip(struct reader *reader, bool over_lines)
{
	while (!is_end(reader)) {
		char c = peek(reader);

		if (c == ' ' || c == '\t' || c == '\r' || (over_lines && c == '\n'))
			step(reader);
		else if (c == '#' || stands(reader, "//"))
			skip_line(reader);
		else if (stands(reader, "/*"))
			skip_comment(reader);
		else
			return;
	}
}

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

static struct pc_str read_word(struct reader *reader)
{
	size_t from = reader->at;

	while (!is_end(reader) && is_word_char(peek(reader)))
		step(reader);
	return (struct pc_str){reader->text.ptr + from, reader->at - from};
}

/* Over "${ ... }" to its closing brace. */
static void skip_template(struct reader *reader)
{
	unsigned depth = 0;

	while (!is_end(reader) && peek(reader) != '\n') {
		depth += peek(reader) == '{';
		depth -= peek(reader) == '}';
		step(reader);
		if (depth == 0 && reader->text.ptr[reader->at - 1] == '}')
			return;
	}
}

static void add_escape(struct pc_buf *out, struct reader *reader)
{
	char c;

	step(reader);
	c = peek(reader);
	pc_buf_add_char(out, (char)(c == 'n' ? '\n' : c == 't' ? '\t' : c));
	if (!is_end(reader))
		step(reader);
}

static struct pc_str read_quoted(struct reader *reader)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str text;

	step(reader);
	while (!is_end(reader) && peek(reader) != '"' && peek(reader) != '\n') {
		size_t from = reader->at;

		if (peek(reader) == '\\') {
			add_escape(&out, reader);
			continue;
		}
		if (stands(reader, "${") || stands(reader, "%{")) {
			step(reader);
			skip_template(reader);
		} else {
			step(reader);
		}
		pc_buf_add(&out,
			(struct pc_str){reader->text.ptr + from, reader->at - from});
	}
	if (peek(reader) == '"')
		step(reader);
	text = pc_arena_str(reader->arena, pc_buf_str(&out));
	if (out.ptr)
		explicit_bzero(out.ptr, out.len);
	return text;
}

static struct pc_str read_heredoc(struct reader *reader)
{
	struct pc_str end;
	size_t from;

	while (peek(reader) == '<' || peek(reader) == '-')
		step(reader);
	end = read_word(reader);
	skip_line(reader);
	if (!is_end(reader))
		step(reader);
	from = reader->at;
	while (!is_end(reader)) {
		size_t line_at = reader->at;

		skip_line(reader);
		if (pc_str_eq(pc_str_trim((struct pc_str){
				      reader->text.ptr + line_at, reader->at - line_at}),
			    end))
			return (struct pc_str){reader->text.ptr + from, line_at - from};
		if (!is_end(reader))
			step(reader);
	}
	return (struct pc_str){reader->text.ptr + from, reader->at - from};
}

/* Anything else, as it is written: up to the end of the line or of what it stands in,
 * and over lines inside of brackets. */
static struct pc_str read_other(struct reader *reader)
{
	size_t from = reader->at;
	unsigned depth = 0;

	while (!is_end(reader)) {
		char c = peek(reader);

		if (c == '"') {
			(void)read_quoted(reader);
			continue;
		}
		if (depth == 0 &&
			(c == '\n' || c == ',' || c == ']' || c == '}' || c == ')' ||
				c == '#' || stands(reader, "//") || stands(reader, "/*")))
			break;
		depth += c == '(' || c == '[' || c == '{';
		depth -= depth > 0 && (c == ')' || c == ']' || c == '}');
		step(reader);
	}
	if (reader->at == from)
		reader->is_broken = true;
	return pc_str_trim((struct pc_str){reader->text.ptr + from, reader->at - from});
}

static void push(struct reader *reader, struct pc_node *map, struct pc_str key,
	struct pc_node *value)
{
	size_t n = map->n_pairs;

	if ((n & (n - 1)) == 0) { /* full: it grows at powers of two */
		struct pc_pair *grown =
			pc_arena_new_array(reader->arena, struct pc_pair, n ? 2 * n : 1);

		if (n)
			memcpy(grown, map->pairs, n * sizeof(*grown));
		map->pairs = grown;
	}
	map->pairs[map->n_pairs++] =
		(struct pc_pair){.key = key, .key_at = value->at, .value = value};
}

static void push_item(struct reader *reader, struct pc_node *list, struct pc_node *item)
{
	size_t n = list->n_items;

	if ((n & (n - 1)) == 0) {
		struct pc_node **grown = pc_arena_new_array(
			reader->arena, struct pc_node *, n ? 2 * n : 1);

		if (n)
			memcpy(grown, list->items, n * sizeof(struct pc_node *));
		list->items = grown;
	}
	list->items[list->n_items++] = item;
}

static struct pc_node *read_list(struct reader *reader)
{
	struct pc_node *list = pc_node_new(reader->arena, PC_LIST, reader->here);

	step(reader);
	for (skip(reader, true); !is_end(reader) && peek(reader) != ']';
		skip(reader, true)) {
		if (peek(reader) == ',')
			step(reader);
		else
			push_item(reader, list, read_expression(reader));
	}
	if (!is_end(reader))
		step(reader);
	return list;
}

static struct pc_node *read_expression(struct reader *reader)
{
	struct pc_span at;
	struct pc_node *node;

	skip(reader, false);
	at = reader->here;
	if (reader->depth >= PC_MAX_SHAPE_DEPTH)
		reader->is_broken = true;
	if (is_end(reader))
		return pc_node_new(reader->arena, PC_NULL, at);
	reader->depth++;
	if (peek(reader) == '{') {
		step(reader);
		node = read_body(reader);
	} else if (peek(reader) == '[') {
		node = read_list(reader);
	} else if (peek(reader) == '"') {
		node = pc_node_new_text(reader->arena, read_quoted(reader), at);
	} else if (stands(reader, "<<")) {
		node = pc_node_new_text(reader->arena, read_heredoc(reader), at);
	} else {
		node = pc_node_new_text(reader->arena, read_other(reader), at);
	}
	reader->depth--;
	return node;
}

/* resource "kind" "name" { ... }: resource: {kind: {name: [{...}]}} */
static void read_block(struct reader *reader, struct pc_node *map, struct pc_str key)
{
	struct pc_node *list;

	while (peek(reader) == '"' || is_word_char(peek(reader))) {
		struct pc_node *inner = pc_node_new(reader->arena, PC_MAP, reader->here);

		push(reader, map, key, inner);
		map = inner;
		key = peek(reader) == '"' ? read_quoted(reader) : read_word(reader);
		skip(reader, false);
	}
	if (peek(reader) != '{') {
		reader->is_broken = true;
		return;
	}
	list = pc_node_new(reader->arena, PC_LIST, reader->here);
	push(reader, map, key, list);
	push_item(reader, list, read_expression(reader));
}

static void read_member(struct reader *reader, struct pc_node *map)
{
	struct pc_str key;

	if (peek(reader) == '(') /* a key that is computed */
		key = read_other(reader);
	else
		key = peek(reader) == '"' ? read_quoted(reader) : read_word(reader);
	skip(reader, false);
	if (!key.len) {
		reader->is_broken = true;
	} else if (peek(reader) == '=' || peek(reader) == ':') {
		step(reader);
		push(reader, map, key, read_expression(reader));
	} else {
		read_block(reader, map, key);
	}
}

/* Up to a closing brace, which is taken too, or the end. */
static struct pc_node *read_body(struct reader *reader)
{
	struct pc_node *map = pc_node_new(reader->arena, PC_MAP, reader->here);

	for (skip(reader, true); !is_end(reader) && peek(reader) != '}';
		skip(reader, true)) {
		if (peek(reader) == ',')
			step(reader);
		else
			read_member(reader, map);
	}
	if (!is_end(reader))
		step(reader);
	return map;
}

struct pc_node *pc_shape_hcl(struct pc_arena *arena, struct pc_str text)
{
	struct reader reader = {.arena = arena, .text = text, .here = {NULL, 1, 1}};
	struct pc_node *root = read_body(&reader);

	return root->n_pairs ? root : NULL;
}
