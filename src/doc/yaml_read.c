/* SPDX-License-Identifier: Apache-2.0 */
/* YAML to the same trees as JSON's, from libyaml's events.  What JSON cannot say or what
 * hides its meaning from a reviewer (anchors, aliases, tags, merge keys, a second
 * document) is an error.  yaml_fault.c says in our words what libyaml complains of. */
#include "pc/doc/read.h"

#include <stdlib.h>

#include "yaml_fault_priv.h"
#include "yaml_priv.h"

#include "build_priv.h"
#include "number_priv.h"

#include "pc/base/limits.h"
#include "pc/base/utf.h"
#include "pc/doc/source.h"

struct reader {
	struct pc_build build;
	const char *file;
	struct pc_str text;
	yaml_parser_t parser;
	unsigned depth;
	bool is_loose; /* what cannot be said in a tree is passed over */
};

static enum pc_status read_node(
	struct pc_node **out, struct reader *reader, const yaml_event_t *event);

static struct pc_span place(const struct reader *reader, yaml_mark_t mark)
{
	return pc_yaml_place(reader->file, mark);
}

static enum pc_status fault(
	struct reader *reader, const yaml_event_t *event, const char *text)
{
	return pc_err_set(reader->build.err, PC_ERR_PARSE,
		place(reader, event->start_mark), "%s", text);
}

static enum pc_status next(yaml_event_t *event, struct reader *reader)
{
	if (yaml_parser_parse(&reader->parser, event))
		return PC_OK;
	*event = (yaml_event_t){0};
	return pc_yaml_fault(
		reader->build.err, reader->file, reader->text, &reader->parser);
}

static enum pc_status check_plain_node(struct reader *reader, const yaml_event_t *event,
	const void *anchor, const void *tag)
{
	if (reader->is_loose)
		return PC_OK;
	if (anchor)
		return fault(reader, event,
			"anchors are not read here: write the value out at each place");
	if (tag)
		return fault(reader, event,
			"tags are not read here: quote the value if it begins with '!'");
	return PC_OK;
}

static void warn_older(struct reader *reader, struct pc_str text, struct pc_span at)
{
	struct pc_diags *diags = reader->build.diags;

	switch (pc_yaml_older_is(text)) {
	case PC_YAML_OLDER_BOOL:
		pc_diag_add(diags, "PC1102", PC_WARNING, at,
			"%.*s is the text \"%.*s\" here, not a boolean", PC_STR_ARG(text),
			PC_STR_ARG(text))
			->hint =
			PC_STR("write true or false, or quote it to mean the text");
		break;
	case PC_YAML_OLDER_OCTAL:
		pc_diag_add(diags, "PC1103", PC_WARNING, at,
			"%.*s is a decimal number here, octal to older readers of YAML",
			PC_STR_ARG(text))
			->hint =
			PC_STR("write it without the zero, as 0o..., or in quotes");
		break;
	case PC_YAML_OLDER_NUMBER:
		pc_diag_add(diags, "PC1103", PC_WARNING, at,
			"%.*s is text here, a number to older readers of YAML",
			PC_STR_ARG(text))
			->hint = PC_STR("write the number in plain digits, or quote it");
		break;
	default:
		break;
	}
}

static enum pc_status set_text(struct pc_node *node, struct pc_str text)
{
	node->kind = PC_TEXT;
	node->text = text;
	return PC_OK;
}

static enum pc_status set_number(struct reader *reader, struct pc_node *node,
	struct pc_str text, enum pc_yaml_plain class)
{
	node->kind = PC_INT;
	if (class != PC_YAML_FLOAT && pc_yaml_integer(&node->integer, text, class))
		return PC_OK;
	if (reader->is_loose && (class == PC_YAML_HEX || class == PC_YAML_OCTAL))
		return set_text(node, text);
	if (class == PC_YAML_HEX || class == PC_YAML_OCTAL)
		return pc_err_set(reader->build.err, PC_ERR_PARSE, node->at,
			"this number does not fit into 64 bits: write it in decimal");
	node->kind = PC_REAL;
	node->written = pc_yaml_as_json(reader->build.arena, text);
	node->real = pc_number_value(node->written);
	return PC_OK;
}

static enum pc_status set_plain(
	struct reader *reader, struct pc_node *node, struct pc_str text)
{
	enum pc_yaml_plain class = pc_yaml_plain_is(text);

	warn_older(reader, text, node->at);
	switch (class) {
	case PC_YAML_TEXT:
		return set_text(node, text);
	case PC_YAML_NULL:
		node->kind = PC_NULL;
		return PC_OK;
	case PC_YAML_TRUE:
	case PC_YAML_FALSE:
		node->kind = PC_BOOL;
		node->boolean = class == PC_YAML_TRUE;
		return PC_OK;
	case PC_YAML_INF_NAN:
		if (reader->is_loose)
			return set_text(node, text);
		return pc_err_set(reader->build.err, PC_ERR_PARSE, node->at,
			"'%.*s' cannot be said in JSON: quote it if it is text",
			PC_STR_ARG(text));
	default:
		return set_number(reader, node, text, class);
	}
}

static struct pc_str scalar_text(struct reader *reader, const yaml_event_t *event)
{
	struct pc_str value = {
		(const char *)event->data.scalar.value, event->data.scalar.length};

	return pc_arena_str(reader->build.arena, value);
}

static enum pc_status read_scalar(
	struct pc_node *node, struct reader *reader, const yaml_event_t *event)
{
	struct pc_str text = scalar_text(reader, event);

	PC_TRY(check_plain_node(
		reader, event, event->data.scalar.anchor, event->data.scalar.tag));
	if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		return set_plain(reader, node, text);
	return set_text(node, text);
}

static enum pc_status enter(struct reader *reader, const yaml_event_t *event)
{
	if (++reader->depth > PC_MAX_DOC_DEPTH)
		return pc_err_set(reader->build.err, PC_ERR_LIMIT,
			place(reader, event->start_mark), "nested deeper than %d levels",
			PC_MAX_DOC_DEPTH);
	return PC_OK;
}

static enum pc_status read_list(
	struct pc_node *node, struct reader *reader, const yaml_event_t *begin)
{
	size_t from = reader->build.n_waiting;

	PC_TRY(check_plain_node(reader, begin, begin->data.sequence_start.anchor,
		begin->data.sequence_start.tag));
	PC_TRY(enter(reader, begin));
	for (;;) {
		PC_AUTO(yaml_event_delete) yaml_event_t event = {0};
		struct pc_pair item = {0};

		PC_TRY(next(&event, reader));
		if (event.type == YAML_SEQUENCE_END_EVENT)
			break;
		PC_TRY(read_node(&item.value, reader, &event));
		pc_build_keep(&reader->build, &item);
	}
	reader->depth--;
	pc_build_list(&reader->build, node, from);
	return PC_OK;
}

static enum pc_status read_key(
	struct pc_pair *out, struct reader *reader, const yaml_event_t *event)
{
	bool is_plain;

	if (event->type == YAML_ALIAS_EVENT)
		return pc_yaml_fault_alias(
			reader->build.err, place(reader, event->start_mark), event);
	if (event->type != YAML_SCALAR_EVENT)
		return fault(reader, event, "a key is a single text, no list or map");
	PC_TRY(check_plain_node(
		reader, event, event->data.scalar.anchor, event->data.scalar.tag));
	out->key_at = place(reader, event->start_mark);
	out->key = scalar_text(reader, event);
	is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	if (reader->is_loose)
		return PC_OK;
	if (is_plain && out->key.len == 0)
		return fault(reader, event,
			"missing key before ':': write \"\" if it is empty");
	if (is_plain && pc_str_is(out->key, "<<"))
		return fault(reader, event,
			"merge keys are not read here: write the keys out at each place");
	return PC_OK;
}

static enum pc_status read_map(
	struct pc_node *node, struct reader *reader, const yaml_event_t *begin)
{
	size_t from = reader->build.n_waiting;

	PC_TRY(check_plain_node(reader, begin, begin->data.mapping_start.anchor,
		begin->data.mapping_start.tag));
	PC_TRY(enter(reader, begin));
	for (;;) {
		PC_AUTO(yaml_event_delete) yaml_event_t key = {0};
		PC_AUTO(yaml_event_delete) yaml_event_t value = {0};
		struct pc_pair pair;

		PC_TRY(next(&key, reader));
		if (key.type == YAML_MAPPING_END_EVENT)
			break;
		PC_TRY(read_key(&pair, reader, &key));
		PC_TRY(next(&value, reader));
		PC_TRY(read_node(&pair.value, reader, &value));
		pc_build_keep(&reader->build, &pair);
	}
	reader->depth--;
	return pc_build_map(&reader->build, node, from);
}

static enum pc_status read_node(
	struct pc_node **out, struct reader *reader, const yaml_event_t *event)
{
	struct pc_span at = place(reader, event->start_mark);
	struct pc_node *node = pc_build_node(&reader->build, PC_NULL, at);

	if (!node)
		return reader->build.err->status;
	*out = node;
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return read_scalar(node, reader, event);
	case YAML_SEQUENCE_START_EVENT:
		node->kind = PC_LIST;
		return read_list(node, reader, event);
	case YAML_MAPPING_START_EVENT:
		node->kind = PC_MAP;
		return read_map(node, reader, event);
	default:
		if (reader->is_loose && event->type == YAML_ALIAS_EVENT)
			return PC_OK;
		return pc_yaml_fault_alias(reader->build.err, at, event);
	}
}

/* Passes one event that carries nothing for us. */
static enum pc_status skip(yaml_event_type_t *type, struct reader *reader)
{
	PC_AUTO(yaml_event_delete) yaml_event_t event = {0};

	PC_TRY(next(&event, reader));
	*type = event.type;
	if (event.type == YAML_DOCUMENT_START_EVENT &&
		event.data.document_start.tag_directives.start !=
			event.data.document_start.tag_directives.end)
		return fault(reader, &event, "%TAG is of no use here: tags are not read");
	return PC_OK;
}

static enum pc_status read_only_document(struct pc_node **out, struct reader *reader)
{
	PC_AUTO(yaml_event_delete) yaml_event_t event = {0};
	PC_AUTO(yaml_event_delete) yaml_event_t behind = {0};
	yaml_event_type_t type;

	PC_TRY(skip(&type, reader)); /* the stream's start */
	PC_TRY(skip(&type, reader));
	if (type == YAML_STREAM_END_EVENT)
		return pc_err_set(reader->build.err, PC_ERR_PARSE,
			(struct pc_span){reader->file, 1, 1},
			"empty, where a value is expected: write {} for none");
	PC_TRY(next(&event, reader));
	PC_TRY(read_node(out, reader, &event));
	PC_TRY(skip(&type, reader)); /* the document's end */
	PC_TRY(next(&behind, reader));
	if (behind.type != YAML_STREAM_END_EVENT)
		return fault(reader, &behind, "a second document: one file holds one");
	return PC_OK;
}

static enum pc_status check_text(struct reader *reader)
{
	if (reader->text.len > PC_MAX_DOC_SIZE)
		return pc_err_set(reader->build.err, PC_ERR_LIMIT,
			(struct pc_span){reader->file, 0, 0}, "larger than %d bytes",
			PC_MAX_DOC_SIZE);
	return pc_yaml_check_characters(reader->build.err, reader->file, reader->text);
}

static enum pc_status read_text(struct pc_node **out, struct reader *reader)
{
	PC_TRY(check_text(reader));
	if (!yaml_parser_initialize(&reader->parser))
		abort(); /* out of memory */
	yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader->parser,
		(const unsigned char *)(reader->text.len ? reader->text.ptr : ""),
		reader->text.len);
	return read_only_document(out, reader);
}

/* Whether a line begins a document, or ends one. */
static bool is_marker(struct pc_str line, const char *marker)
{
	return pc_str_starts(line, pc_str(marker)) &&
	       (line.len == 3 || line.ptr[3] == ' ' || line.ptr[3] == '\t' ||
		       line.ptr[3] == '\r' || line.ptr[3] == '\n');
}

static struct pc_str line_at(struct pc_str text, size_t at)
{
	struct pc_str line = pc_str_from(text, at);
	size_t end = pc_str_find(line, '\n');

	return pc_str_head(line, end + (end < line.len));
}

struct pc_str pc_yaml_next_document(struct pc_str *rest, uint32_t *line)
{
	struct pc_str text = *rest;
	struct pc_str first = line_at(text, 0);
	size_t end = first.len;
	uint32_t n_lines = 1;

	for (; end < text.len; n_lines++) {
		struct pc_str next_line = line_at(text, end);

		if (is_marker(next_line, "---"))
			break;
		end += next_line.len;
		if (is_marker(next_line, "...")) {
			n_lines++;
			break;
		}
	}
	*line += n_lines;
	*rest = pc_str_from(text, end);
	return pc_str_head(text, end);
}

static void reader_done(struct reader *reader)
{
	pc_build_done(&reader->build);
	yaml_parser_delete(&reader->parser);
}

static enum pc_status read_with(
	struct pc_node **out, struct reader *reader, struct pc_str text)
{
	struct pc_node *root = NULL;

	reader->text = text;
	if (pc_str_starts(text, PC_STR("\xEF\xBB\xBF")))
		reader->text = pc_str_from(text, 3);
	PC_TRY(read_text(&root, reader));
	*out = root;
	return PC_OK;
}

enum pc_status pc_yaml_read(struct pc_node **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_diags *diags, struct pc_err *err)
{
	PC_AUTO(reader_done)
	struct reader reader = {
		.build = {.arena = arena,
			.diags = diags,
			.err = err,
			.keys_unique = true},
		.file = file,
	};

	return read_with(out, &reader, text);
}

enum pc_status pc_yaml_read_loose(struct pc_node **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_err *err)
{
	PC_AUTO(reader_done)
	struct reader reader = {
		.build = {.arena = arena, .err = err},
		.file = file,
		.is_loose = true,
	};

	return read_with(out, &reader, text);
}
