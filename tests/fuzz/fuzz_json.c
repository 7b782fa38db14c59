/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as JSON.  What reads has places that point at it, and comes back equal from
 * every format that it is written in. */
#include <math.h>

#include "pc/base/limits.h"
#include "pc/base/utf.h"
#include "pc/doc/read.h"
#include "pc/doc/source.h"
#include "pc/doc/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

static char first_char(const struct pc_node *node)
{
	static const char firsts[] = {
		[PC_NULL] = 'n', [PC_TEXT] = '"', [PC_LIST] = '[', [PC_MAP] = '{'};

	if (node->kind >= PC_COUNT(firsts))
		return '\0';
	return firsts[node->kind];
}

static void check_places(struct pc_str text, const struct pc_node *node)
{
	size_t offset = pc_source_offset(text, node->at);
	char first = first_char(node);

	must(offset < text.len, "a value is in the text");
	must(!first || text.ptr[offset] == first, "a place points at its value");
	for (size_t i = 0; node->kind == PC_LIST && i < node->n_items; i++)
		check_places(text, node->items[i]);
	for (size_t i = 0; node->kind == PC_MAP && i < node->n_pairs; i++) {
		offset = pc_source_offset(text, node->pairs[i].key_at);
		must(offset < text.len && text.ptr[offset] == '"', "a key has its place");
		must(pc_node_get(node, node->pairs[i].key) == node->pairs[i].value,
			"a key is found");
		check_places(text, node->pairs[i].value);
	}
}

/* YAML cannot hold a surrogate that stands alone. */
static bool has_surrogate(struct pc_str text)
{
	for (size_t i = 0; i + 1 < text.len; i++) {
		if (text.ptr[i] == '\xED' && (unsigned char)text.ptr[i + 1] >= 0xA0)
			return true;
	}
	return false;
}

static bool yaml_can_say(const struct pc_node *node)
{
	if (node->kind == PC_TEXT)
		return !has_surrogate(node->text);
	for (size_t i = 0; node->kind == PC_LIST && i < node->n_items; i++) {
		if (!yaml_can_say(node->items[i]))
			return false;
	}
	for (size_t i = 0; node->kind == PC_MAP && i < node->n_pairs; i++) {
		if (has_surrogate(node->pairs[i].key) ||
			!yaml_can_say(node->pairs[i].value))
			return false;
	}
	return true;
}

/* JSON.stringify writes it as null. */
static bool has_infinity(const struct pc_node *node)
{
	double number;

	if (pc_node_number(node, &number))
		return isinf(number);
	for (size_t i = 0; node->kind == PC_LIST && i < node->n_items; i++) {
		if (has_infinity(node->items[i]))
			return true;
	}
	for (size_t i = 0; node->kind == PC_MAP && i < node->n_pairs; i++) {
		if (has_infinity(node->pairs[i].value))
			return true;
	}
	return false;
}

static void check_format(
	struct pc_arena *arena, const struct pc_node *node, enum pc_format format)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_node *again = NULL;
	enum pc_status status;
	struct pc_err err = {0};

	pc_node_write(&buf, node, format);
	if (format == PC_FORMAT_YAML)
		status = pc_yaml_read(&again, arena, "y", pc_buf_str(&buf), NULL, &err);
	else
		status = pc_json_read(&again, arena, "j", pc_buf_str(&buf), NULL, &err);
	if (status == PC_ERR_LIMIT)
		return; /* indenting may pass the ceiling on size */
	if (status != PC_OK)
		fprintf(stderr, "%u:%u: %s\n%s\n", err.at.line, err.at.col, err.text,
			buf.ptr);
	must(status == PC_OK, "what is written can be read");
	must(pc_node_eq(node, again) ||
			(format == PC_FORMAT_CANONICAL && has_infinity(node)),
		"what is read again is equal");
	if (format == PC_FORMAT_CANONICAL) {
		PC_AUTO(pc_buf_done) struct pc_buf twice = {0};

		pc_node_write(&twice, again, format);
		must(pc_str_eq(pc_buf_str(&buf), pc_buf_str(&twice)),
			"the canonical form of a tree is one text");
	}
}

/* What can be read can also be skipped. */
static void check_deep(struct pc_arena *arena, struct pc_str text)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_node *node = NULL;
	struct pc_err err;

	for (int i = 0; i < PC_MAX_DOC_DEPTH; i++)
		pc_buf_add_char(&buf, '[');
	pc_buf_add(&buf, text);
	for (int i = 0; i < PC_MAX_DOC_DEPTH; i++)
		pc_buf_add_char(&buf, ']');
	must(pc_json_read_cut(&node, arena, "d", pc_buf_str(&buf), NULL, &err) == PC_OK,
		"what can be read can be skipped");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str text = {(const char *)data, size};
	struct pc_diags diags = {.arena = &arena};
	struct pc_source_facts facts;
	struct pc_node *node = NULL;
	struct pc_err err = {0};

	if (pc_json_read(&node, &arena, "f", text, &diags, &err) != PC_OK) {
		PC_AUTO(pc_buf_done) struct pc_buf excerpt = {0};

		must(err.status != PC_OK && err.text[0], "a failure says why");
		pc_source_excerpt(&excerpt, text, err.at);
		pc_source_decode(&facts, &arena, "f", text);
		return 0;
	}
	must(pc_utf8_valid(text, NULL), "only UTF-8 is read");
	if (size < 4096)
		check_places(text, node);
	if (size < PC_MAX_DOC_SIZE / 2)
		check_deep(&arena, text);
	check_format(&arena, node, PC_FORMAT_JSON);
	check_format(&arena, node, PC_FORMAT_JSON_LINE);
	check_format(&arena, node, PC_FORMAT_CANONICAL);
	if (yaml_can_say(node))
		check_format(&arena, node, PC_FORMAT_YAML);
	return 0;
}
