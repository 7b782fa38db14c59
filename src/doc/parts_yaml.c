/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of a YAML text, from the marks of libyaml's events.  Those say where scalars
 * and brackets are; dashes, ends of block containers and comments are what lies between.
 */
#include "parts_priv.h"

#include <stdlib.h>
#include <yaml.h>

#include "pc/base/utf.h"

struct scan {
	struct parts *parts;
	yaml_parser_t parser;
	/* libyaml counts characters; this pair goes along with it. */
	size_t byte, character;
	/* Every piece of text in which '#' begins no comment, in order. */
	struct range *solid;
	size_t n_solid, cap_solid;
	size_t cap_margins;
};

static bool continues(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t offset_of(struct scan *scan, yaml_mark_t mark)
{
	const char *text = scan->parts->text.ptr;
	size_t len = scan->parts->text.len;

	while (scan->character < mark.index && scan->byte < len) {
		for (scan->byte++; scan->byte < len && continues(text[scan->byte]);)
			scan->byte++;
		scan->character++;
	}
	while (scan->character > mark.index) {
		for (scan->byte--; continues(text[scan->byte]);)
			scan->byte--;
		scan->character--;
	}
	return scan->byte;
}

static void add_solid(struct scan *scan, size_t begin, size_t end)
{
	if (begin == end)
		return;
	pc_xgrow(scan->solid, scan->n_solid, scan->cap_solid);
	scan->solid[scan->n_solid++] = (struct range){begin, end};
}

static void next(yaml_event_t *event, struct scan *scan)
{
	/* The reader took the text, so only want of memory can stop the parser. */
	if (!yaml_parser_parse(&scan->parser, event))
		abort();
}

static enum part_style style_of(yaml_scalar_style_t style)
{
	static const enum part_style styles[] = {
		[YAML_PLAIN_SCALAR_STYLE] = PART_PLAIN,
		[YAML_SINGLE_QUOTED_SCALAR_STYLE] = PART_SINGLE,
		[YAML_DOUBLE_QUOTED_SCALAR_STYLE] = PART_DOUBLE,
		[YAML_LITERAL_SCALAR_STYLE] = PART_LITERAL,
		[YAML_FOLDED_SCALAR_STYLE] = PART_FOLDED,
	};

	return styles[style];
}

/* The end of a block scalar's header, without white space and comment behind it. */
static size_t header_end(const struct parts *parts, size_t begin)
{
	size_t at = begin + 1;

	while (at < parts->text.len && strchr("+-0123456789", parts->text.ptr[at]))
		at++;
	return at;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* libyaml lets a block scalar reach to the next thing; only where it keeps its trailing
 * lines do they belong to it. */
static size_t block_scalar_end(const struct parts *parts, struct range raw)
{
	size_t header = header_end(parts, raw.begin);
	struct pc_str head = parts_slice(parts, (struct range){raw.begin, header});
	size_t end = raw.end;

	if (pc_str_find(head, '+') < head.len) {
		end -= end > raw.begin && parts->text.ptr[end - 1] == '\n';
		return end < header ? header : end;
	}
	while (end > header && is_space(parts->text.ptr[end - 1]))
		end--;
	return end;
}

static struct range scalar_range(struct scan *scan, const yaml_event_t *event)
{
	struct range range;
	enum part_style style = style_of(event->data.scalar.style);
	size_t header;

	range.begin = offset_of(scan, event->start_mark);
	range.end = offset_of(scan, event->end_mark);
	if (style == PART_LITERAL || style == PART_FOLDED) {
		range.end = block_scalar_end(scan->parts, range);
		header = header_end(scan->parts, range.begin);
		add_solid(scan, range.begin, header);
		header = parts_line_end(scan->parts, header);
		if (range.end > header)
			add_solid(scan, header, range.end);
		else
			range.end = header_end(scan->parts, range.begin);
	} else {
		add_solid(scan, range.begin, range.end);
	}
	return range;
}

static void walk_value(
	struct scan *scan, struct part *part, const struct pc_node *node, size_t behind);

/* Where a child begins: at the indicator behind what came before, or at itself. */
static size_t lead_of(
	const struct scan *scan, size_t behind, size_t begin, char indicator)
{
	size_t at = parts_skip(scan->parts, behind);
	struct pc_str text = scan->parts->text;

	return at < begin && text.ptr[at] == indicator ? at : begin;
}

static void walk_list(struct scan *scan, struct part *part, const struct pc_node *node)
{
	size_t behind = part->value.begin;

	for (size_t i = 0; i < node->n_items; i++) {
		struct part *child = pc_arena_new(scan->parts->arena, struct part);

		parts_keep(scan->parts, part, child);
		walk_value(scan, child, node->items[i], behind);
		behind = child->value.end;
	}
}

static void walk_map(struct scan *scan, struct part *part, const struct pc_node *node)
{
	size_t behind = part->value.begin;

	for (size_t i = 0; i < node->n_pairs; i++) {
		PC_AUTO(yaml_event_delete) yaml_event_t key = {0};
		struct part *child = pc_arena_new(scan->parts->arena, struct part);

		parts_keep(scan->parts, part, child);
		next(&key, scan);
		child->key = scalar_range(scan, &key);
		child->key_style = style_of(key.data.scalar.style);
		child->key_text = node->pairs[i].key;
		walk_value(scan, child, node->pairs[i].value, behind);
		behind = child->value.end;
	}
}

static void walk_container(struct scan *scan, struct part *part,
	const struct pc_node *node, const yaml_event_t *begin)
{
	bool flow = begin->type == YAML_SEQUENCE_START_EVENT
			    ? begin->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
			    : begin->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
	PC_AUTO(yaml_event_delete) yaml_event_t end = {0};
	char first = scan->parts->text.ptr[part->value.begin];

	part->style = flow ? PART_FLOW : PART_BLOCK;
	if (part->kind == PC_MAP)
		walk_map(scan, part, node);
	else
		walk_list(scan, part, node);
	next(&end, scan);
	if (flow && (first == '[' || first == '{'))
		part->value.end = offset_of(scan, end.end_mark);
	else if (part->last) /* a block, or a pair that stands in a list: [key: value] */
		part->value.end = part->last->value.end;
}

static void set_lead(const struct scan *scan, struct part *part, size_t behind)
{
	const struct part *parent = part->parent;

	part->lead = part_is_member(part) ? part->key.begin : part->value.begin;
	if (parent && part_is_member(part))
		part->lead = lead_of(scan, behind, part->lead, '?');
	else if (parent && part_is_block(parent))
		part->lead = lead_of(scan, behind, part->value.begin, '-');
}

static void walk_value(
	struct scan *scan, struct part *part, const struct pc_node *node, size_t behind)
{
	PC_AUTO(yaml_event_delete) yaml_event_t event = {0};

	next(&event, scan);
	part->kind = node->kind;
	if (event.type == YAML_SCALAR_EVENT) {
		part->style = style_of(event.data.scalar.style);
		part->node = node;
		part->value = scalar_range(scan, &event);
		/* A value that is not there is placed wherever the next token is. */
		if (part->value.begin == part->value.end && part_is_member(part) &&
			part->value.begin < part->key.end)
			part->value.begin = part->value.end = part->key.end;
		set_lead(scan, part, behind);
		return;
	}
	part->value.begin = part->value.end = offset_of(scan, event.start_mark);
	set_lead(scan, part, behind);
	walk_container(scan, part, node, &event);
}

static void add_margin(struct scan *scan, const struct margin *margin)
{
	struct parts *parts = scan->parts;

	pc_arena_grow(parts->arena, parts->margins, parts->n_margins, scan->cap_margins);
	parts->margins[parts->n_margins++] = *margin;
}

static struct pc_str trim_end(struct pc_str text)
{
	while (text.len > 0 && is_space(text.ptr[text.len - 1]))
		text.len--;
	return text;
}

/* One line that begins outside of values: values that stand on it are passed, also where
 * they go on below. Returns where the next line begins. */
static size_t scan_line(struct scan *scan, size_t line, size_t *next_solid)
{
	struct parts *parts = scan->parts;
	struct margin margin = {.kind = MARGIN_BLANK, .at = line};
	size_t end = parts_line_end(parts, line);

	for (size_t at = line; at <= end; at++) {
		if (*next_solid < scan->n_solid && scan->solid[*next_solid].begin <= at) {
			at = scan->solid[(*next_solid)++].end - 1;
			end = parts_line_end(parts, at + 1);
			margin.kind = MARGIN_TRAILING;
		} else if (at < end && parts->text.ptr[at] == '#') {
			margin.kind += margin.kind == MARGIN_BLANK;
			margin.at = at;
			margin.column = at - line;
			margin.text =
				trim_end(parts_slice(parts, (struct range){at, end}));
			add_margin(scan, &margin);
			return end + 1;
		} else if (at < end && !is_space(parts->text.ptr[at])) {
			margin.kind = MARGIN_TRAILING;
		}
	}
	if (margin.kind == MARGIN_BLANK && end < parts->text.len)
		add_margin(scan, &margin);
	return end + 1;
}

static void find_margins(struct scan *scan)
{
	size_t solid = 0;

	for (size_t at = 0; at < scan->parts->text.len;)
		at = scan_line(scan, at, &solid);
}

static void walk_document(struct scan *scan)
{
	struct parts *parts = scan->parts;
	PC_AUTO(yaml_event_delete) yaml_event_t stream = {0};
	PC_AUTO(yaml_event_delete) yaml_event_t start = {0};
	struct part *root = pc_arena_new(parts->arena, struct part);

	next(&stream, scan);
	next(&start, scan);
	if (!start.data.document_start.implicit) {
		parts->start.begin = offset_of(scan, start.start_mark);
		parts->start.end = offset_of(scan, start.end_mark);
	}
	parts->has_directive = start.data.document_start.version_directive != NULL;
	parts_keep(parts, NULL, root);
	walk_value(scan, root, parts->tree, 0);
}

void parts_of_yaml(struct parts *parts)
{
	struct scan scan = {.parts = parts};

	if (!yaml_parser_initialize(&scan.parser))
		abort(); /* out of memory */
	yaml_parser_set_encoding(&scan.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
		&scan.parser, (const unsigned char *)parts->text.ptr, parts->text.len);
	walk_document(&scan);
	find_margins(&scan);
	free(scan.solid);
	yaml_parser_delete(&scan.parser);
}
