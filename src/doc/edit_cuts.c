/* SPDX-License-Identifier: Apache-2.0 */
/* Which bytes go and which come for the marked parts of a text: see edit_priv.h.  An item
 * goes with its comma or dash, with its line where it has one to itself, and with the
 * comment behind it; what stands above it stays. */
#include <stdlib.h>

#include "edit_priv.h"
#include "format_priv.h"
#include "write_priv.h"

struct cutter {
	struct cuts *cuts;
	const struct parts *parts;
	struct pc_str newline; /* as the text has it */
};

static void cut(struct cutter *cutter, size_t begin, size_t end, struct pc_str with)
{
	struct cuts *cuts = cutter->cuts;

	pc_xgrow(cuts->items, cuts->count, cuts->cap);
	cuts->items[cuts->count] = (struct cut){{begin, end}, with, cuts->count};
	cuts->count++;
}

static void cut_out(struct cutter *cutter, size_t begin, size_t end)
{
	cut(cutter, begin, end, (struct pc_str){0});
}

static struct pc_str keep(struct cutter *cutter, const struct pc_buf *buf)
{
	return pc_arena_str(cutter->parts->arena, pc_buf_str(buf));
}

static char char_at(const struct cutter *cutter, size_t at)
{
	return at < cutter->parts->text.len ? cutter->parts->text.ptr[at] : '\0';
}

static size_t skip_spaces(const struct cutter *cutter, size_t at)
{
	while (char_at(cutter, at) == ' ' || char_at(cutter, at) == '\t')
		at++;
	return at;
}

static bool begins_line(const struct cutter *cutter, size_t at)
{
	return skip_spaces(cutter, parts_line_begin(cutter->parts, at)) == at;
}

/* Whether nothing but a comment stands between there and the end of the line. */
static bool ends_line(const struct cutter *cutter, size_t at)
{
	size_t next = skip_spaces(cutter, at);
	bool yaml = cutter->parts->language == PC_LANGUAGE_YAML;

	return next == parts_line_end(cutter->parts, at) ||
	       (yaml && char_at(cutter, next) == '#');
}

static size_t behind_line(const struct cutter *cutter, size_t at)
{
	size_t end = parts_line_end(cutter->parts, at);

	end += char_at(cutter, end) == '\r';
	return end + (char_at(cutter, end) == '\n');
}

static bool is_blank_line(const struct cutter *cutter, size_t at)
{
	size_t end = parts_line_end(cutter->parts, at);

	return end < cutter->parts->text.len && skip_spaces(cutter, at) == end;
}

/* The lines from that of begin to that of end, and a blank one behind them where one is
 * before them already. */
static void cut_lines(struct cutter *cutter, size_t begin, size_t end)
{
	size_t first = parts_line_begin(cutter->parts, begin);
	size_t next = behind_line(cutter, end);
	size_t before = first;

	before -= before > 0 && cutter->parts->text.ptr[before - 1] == '\n';
	before -= before > 0 && cutter->parts->text.ptr[before - 1] == '\r';
	if (before < first && is_blank_line(cutter, next) &&
		is_blank_line(cutter, parts_line_begin(cutter->parts, before)))
		next = behind_line(cutter, next);
	cut_out(cutter, first, next);
}

/* ---- what comes ----------------------------------------------------------- */

static void add_flow(struct pc_buf *out, const struct pc_node *node)
{
	switch (node->kind) {
	case PC_TEXT:
		format_quoted(out, node->text, PC_LANGUAGE_YAML);
		break;
	case PC_LIST:
		pc_buf_add_char(out, '[');
		for (size_t i = 0; i < node->n_items; i++) {
			pc_buf_puts(out, i ? ", " : "");
			add_flow(out, node->items[i]);
		}
		pc_buf_add_char(out, ']');
		break;
	case PC_MAP:
		pc_buf_add_char(out, '{');
		for (size_t i = 0; i < node->n_pairs; i++) {
			pc_buf_puts(out, i ? ", " : "");
			format_quoted(out, node->pairs[i].key, PC_LANGUAGE_YAML);
			pc_buf_puts(out, ": ");
			add_flow(out, node->pairs[i].value);
		}
		pc_buf_add_char(out, '}');
		break;
	default:
		pc_write_plain(out, node);
	}
}

/* In lines where the member or item that it is for has a line to itself. */
static void add_json(struct cutter *cutter, struct pc_buf *out, const struct part *part,
	const struct pc_node *node)
{
	PC_AUTO(pc_buf_done) struct pc_buf lines = {0};
	size_t line = parts_line_begin(cutter->parts, part->lead);
	struct pc_str indent = parts_slice(
		cutter->parts, (struct range){line, skip_spaces(cutter, line)});
	struct pc_str rest;

	if (!begins_line(cutter, part->lead)) {
		pc_node_write(out, node, PC_FORMAT_JSON_LINE);
		return;
	}
	pc_node_write(&lines, node, PC_FORMAT_JSON);
	rest = pc_str_trim(pc_buf_str(&lines));
	pc_buf_add(out, pc_str_cut(&rest, '\n'));
	while (rest.ptr) {
		pc_buf_add(out, cutter->newline);
		pc_buf_add(out, indent);
		pc_buf_add(out, pc_str_cut(&rest, '\n'));
	}
}

/* A text in the style of the one that it replaces or follows. */
static void add_text(struct cutter *cutter, struct pc_buf *out, enum part_style style,
	struct pc_str text)
{
	if (cutter->parts->language == PC_LANGUAGE_JSON)
		pc_json_quote(out, text);
	else if (style == PART_SINGLE || style == PART_DOUBLE)
		format_quoted(out, text, PC_LANGUAGE_YAML);
	else
		pc_write_yaml_text(out, text);
}

static struct pc_str new_value(struct cutter *cutter, const struct part *part)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	const struct pc_node *node = part->edit ? part->edit->node : NULL;

	if (!node)
		pc_buf_puts(&buf, part->kind == PC_MAP ? "{}" : "[]");
	else if (part->edit->fix->kind == PC_FIX_TEXT)
		add_text(cutter, &buf, part->style, node->text);
	else if (cutter->parts->language == PC_LANGUAGE_JSON)
		add_json(cutter, &buf, part, node);
	else
		add_flow(&buf, node);
	return keep(cutter, &buf);
}

/* ---- values and keys ------------------------------------------------------ */

static struct pc_str spaced(struct cutter *cutter, struct pc_str text)
{
	return pc_arena_printf(cutter->parts->arena, " %.*s", PC_STR_ARG(text));
}

/* Behind the ':' or '-' that a value of YAML stands behind. */
static size_t indicator_end(const struct cutter *cutter, const struct part *part)
{
	if (part_is_member(part))
		return parts_skip(cutter->parts, part->key.end) + 1;
	return part->lead + 1;
}

/* A block container gives way to something on the line of its key or dash. */
static void replace_block(struct cutter *cutter, const struct part *part)
{
	struct pc_str with = new_value(cutter, part);

	if (!part->parent || !begins_line(cutter, part->value.begin)) {
		cut(cutter, part->value.begin, part->value.end, with);
		return;
	}
	cut(cutter, indicator_end(cutter, part), indicator_end(cutter, part),
		spaced(cutter, with));
	cut_out(cutter, parts_line_begin(cutter->parts, part->value.begin),
		behind_line(cutter, part->value.end));
}

/* A comment behind the header of a block scalar stays. */
static void replace_block_scalar(struct cutter *cutter, const struct part *part)
{
	size_t line_end = parts_line_end(cutter->parts, part->value.begin);
	struct range head = {part->value.begin, line_end};
	size_t end = line_end;

	if (parts_has_comment(cutter->parts, head))
		end = cutter->parts->margins[parts_margin_from(cutter->parts, head.begin)]
			      .at;
	while (end > head.begin &&
		(char_at(cutter, end - 1) == ' ' || char_at(cutter, end - 1) == '\t'))
		end--;
	cut(cutter, head.begin, end, new_value(cutter, part));
	if (part->value.end > line_end)
		cut_out(cutter, line_end, part->value.end);
}

static void replace_value(struct cutter *cutter, const struct part *part)
{
	struct pc_str with;

	if (part_is_block(part)) {
		replace_block(cutter, part);
		return;
	}
	if (part->style == PART_LITERAL || part->style == PART_FOLDED) {
		replace_block_scalar(cutter, part);
		return;
	}
	with = new_value(cutter, part);
	if (part->value.begin == part->value.end)
		with = spaced(cutter, with);
	cut(cutter, part->value.begin, part->value.end, with);
}

static void replace_key(struct cutter *cutter, const struct part *part)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	add_text(cutter, &buf, part->key_style, part->key_edit->node->text);
	cut(cutter, part->key.begin, part->key.end, keep(cutter, &buf));
}

/* ---- items and members in brackets ---------------------------------------- */

/* Behind the comma that follows, or behind the value when none does. */
static size_t comma_end(const struct cutter *cutter, const struct part *part)
{
	size_t at = parts_skip(cutter->parts, part->value.end);

	return char_at(cutter, at) == ',' ? at + 1 : part->value.end;
}

static void cut_flow_child(struct cutter *cutter, const struct part *part)
{
	size_t begin = part->lead, end = comma_end(cutter, part);
	size_t before = begin;

	if (begins_line(cutter, begin) && ends_line(cutter, end)) {
		cut_lines(cutter, begin, end);
		return;
	}
	if (!ends_line(cutter, end)) {
		cut_out(cutter, begin, skip_spaces(cutter, end));
		return;
	}
	while (before > 0 && (char_at(cutter, before - 1) == ' ' ||
				     char_at(cutter, before - 1) == '\t'))
		before--;
	cut_out(cutter, before, end);
}

/* The children behind the last one that stays go with the comma behind that. */
static void cut_flow_tail(struct cutter *cutter, const struct part *stays)
{
	size_t comma = parts_skip(cutter->parts, stays->value.end);
	const struct part *last = stays->parent->last;
	bool comments = parts_has_comment(cutter->parts,
		(struct range){comma, parts_line_end(cutter->parts, last->value.end)});

	if (!comments && comma_end(cutter, last) == last->value.end) {
		cut_out(cutter, comma, last->value.end);
		return;
	}
	if (comma_end(cutter, last) == last->value.end)
		cut_out(cutter, comma, comma + 1);
	for (const struct part *child = stays->next; child; child = child->next)
		cut_flow_child(cutter, child);
}

static void remove_from_flow(struct cutter *cutter, const struct part *part)
{
	const struct part *stays = NULL;

	for (const struct part *child = part->first; child; child = child->next) {
		if (!part_goes(child))
			stays = child;
	}
	for (const struct part *child = part->first; child != stays;
		child = child->next) {
		if (part_goes(child))
			cut_flow_child(cutter, child);
	}
	if (stays && stays->next)
		cut_flow_tail(cutter, stays);
}

static void empty_flow(struct cutter *cutter, const struct part *part)
{
	if (parts_has_comment(cutter->parts, part->value)) {
		for (const struct part *child = part->first; child; child = child->next)
			cut_flow_child(cutter, child);
	} else {
		cut(cutter, part->value.begin, part->value.end, new_value(cutter, part));
	}
}

/* Behind the item and before its comma, or, where a comment may follow it, below both. */
static void add_behind_in_flow(struct cutter *cutter, const struct part *part)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	size_t end = comma_end(cutter, part);
	size_t line = parts_line_begin(cutter->parts, part->lead);
	struct pc_str indent =
		parts_slice(cutter->parts, (struct range){line, part->lead});
	bool in_lines = begins_line(cutter, part->lead);
	bool below = in_lines && ends_line(cutter, end);
	bool has_comma = end > part->value.end;

	if (below && !has_comma)
		cut(cutter, end, end, PC_STR(","));
	for (const struct edit *edit = part->additions; edit; edit = edit->next) {
		if (!below)
			pc_buf_add_char(&buf, ',');
		pc_buf_add(&buf, in_lines ? cutter->newline : PC_STR(" "));
		pc_buf_add(&buf, in_lines ? indent : PC_STR(""));
		add_text(cutter, &buf, part->style, edit->node->text);
		if (below && (has_comma || edit->next))
			pc_buf_add_char(&buf, ',');
	}
	end = below ? parts_line_end(cutter->parts, end) : part->value.end;
	cut(cutter, end, end, keep(cutter, &buf));
}

/* ---- items and members in blocks ------------------------------------------ */

static void remove_from_block(struct cutter *cutter, const struct part *part)
{
	const struct part *child = part->first;

	/* Behind a dash: the first one that stays takes its place. */
	if (part_goes(child) && !begins_line(cutter, child->lead)) {
		while (part_goes(child))
			child = child->next;
		cut_out(cutter, part->first->lead, child->lead);
	}
	for (; child; child = child->next) {
		if (part_goes(child))
			cut_lines(cutter, child->lead, child->value.end);
	}
}

static void add_behind_in_block(struct cutter *cutter, const struct part *part)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	size_t end = parts_line_end(cutter->parts, part->value.end);
	size_t column = parts_column(cutter->parts, part->lead);

	for (const struct edit *edit = part->additions; edit; edit = edit->next) {
		pc_buf_add(&buf, cutter->newline);
		for (size_t i = 0; i < column; i++)
			pc_buf_add_char(&buf, ' ');
		pc_buf_puts(&buf, "- ");
		add_text(cutter, &buf, part->style, edit->node->text);
	}
	cut(cutter, end, end, keep(cutter, &buf));
}

/* ---- the whole ------------------------------------------------------------ */

bool edit_empties(const struct part *part)
{
	const struct part *child = part->first;

	while (child && part_goes(child))
		child = child->next;
	return part->first && !child;
}

static void cut_children(struct cutter *cutter, const struct part *part);

static void cut_part(struct cutter *cutter, const struct part *part)
{
	if (part->key_edit)
		replace_key(cutter, part);
	if (part->edit)
		replace_value(cutter, part);
	else if (part->first)
		cut_children(cutter, part);
	if (part->additions && part_is_block(part->parent))
		add_behind_in_block(cutter, part);
	else if (part->additions)
		add_behind_in_flow(cutter, part);
}

static bool has_brackets(const struct cutter *cutter, const struct part *part)
{
	char first = char_at(cutter, part->value.begin);

	return first == '[' || first == '{';
}

static void cut_children(struct cutter *cutter, const struct part *part)
{
	bool goes = false;

	if (part->n_edits == 0)
		return;
	if (edit_empties(part)) {
		if (part_is_block(part) || !has_brackets(cutter, part))
			replace_value(cutter, part);
		else
			empty_flow(cutter, part);
		return;
	}
	for (const struct part *child = part->first; child; child = child->next) {
		if (part_goes(child))
			goes = true;
		else
			cut_part(cutter, child);
	}
	if (goes && part_is_block(part))
		remove_from_block(cutter, part);
	else if (goes)
		remove_from_flow(cutter, part);
}

static int by_place(const void *a, const void *b)
{
	const struct cut *x = a, *y = b;

	if (x->range.begin != y->range.begin)
		return x->range.begin < y->range.begin ? -1 : 1;
	if (x->range.end != y->range.end)
		return x->range.end < y->range.end ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

void edit_cut(struct cuts *out, const struct parts *parts)
{
	size_t line_end = parts_line_end(parts, 0);
	bool crlf = line_end < parts->text.len && parts->text.ptr[line_end] == '\r';
	struct cutter cutter = {.cuts = out,
		.parts = parts,
		.newline = crlf ? PC_STR("\r\n") : PC_STR("\n")};

	cut_part(&cutter, parts->root);
	if (out->count > 0)
		qsort(out->items, out->count, sizeof(*out->items), by_place);
}
