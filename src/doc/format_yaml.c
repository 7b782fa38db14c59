/* SPDX-License-Identifier: Apache-2.0 */
/* YAML in its one form.  Values are written in their order, and before each of them the
 * comments and blank lines that stood there; format_scalar.c writes the values that are
 * no containers. */
#include "format_yaml_priv.h"

#include "pc/base/utf.h"

enum { WIDTH = 90, STEP = 2 };

static void begin_line(struct yaml_out *out, size_t indent)
{
	if (out->buf->len > 0)
		pc_buf_add_char(out->buf, '\n');
	if (out->blank && out->buf->len > 0)
		pc_buf_add_char(out->buf, '\n');
	for (size_t i = 0; i < indent; i++)
		pc_buf_add_char(out->buf, ' ');
	out->blank = out->commented = out->opened = false;
}

/* A comment on a line of its own goes with what comes next, unless it stands deeper than
 * that: then it closes the innermost container that it is not outside of. */
static size_t comment_indent(struct yaml_out *out, size_t column, size_t depth)
{
	size_t best = depth;

	if (column > out->levels[depth].column) {
		for (size_t i = depth; i <= out->deepest; i++) {
			if (out->levels[i].column <= column)
				best = i;
		}
	}
	out->deepest = best; /* what follows is no deeper again */
	return out->levels[best].indent;
}

/* Comments and blank lines that stand before the offset. */
static void flush(struct yaml_out *out, size_t upto, size_t depth)
{
	const struct parts *parts = out->parts;

	for (; out->next < parts->n_margins; out->next++) {
		const struct margin *margin = &parts->margins[out->next];

		if (margin->at >= upto)
			break;
		if (margin->kind == MARGIN_BLANK) {
			out->blank = !out->opened;
			continue;
		}
		if (margin->kind == MARGIN_TRAILING && !out->commented &&
			out->buf->len > 0)
			pc_buf_puts(out->buf, "  ");
		else
			begin_line(out, comment_indent(out, margin->column, depth));
		pc_buf_add(out->buf, margin->text);
		out->commented = true;
	}
}

/* Whether the next value can stand behind what is on the line. */
static bool line_is_open(const struct yaml_out *out)
{
	return out->opened && !out->commented;
}

static void write_value(struct yaml_out *out, const struct part *part, size_t depth);

static void write_key(struct yaml_out *out, const struct part *part, size_t depth)
{
	/* YAML 1.2.2 section 7.4: a key before ':' has at most 1024 characters. */
	enum { KEY_MOST = 1000 };
	size_t before = out->buf->len;

	format_key(out->buf, out->parts, part);
	if (out->buf->len - before > KEY_MOST && part_is_block(part->parent)) {
		out->buf->len = before;
		pc_buf_puts(out->buf, "? ");
		format_key(out->buf, out->parts, part);
		begin_line(out, out->levels[depth].indent);
	}
	pc_buf_add_char(out->buf, ':');
}

static void write_block(struct yaml_out *out, const struct part *part, size_t depth)
{
	for (const struct part *child = part->first; child; child = child->next) {
		bool goes_on = child == part->first && line_is_open(out);

		if (!goes_on) {
			flush(out, child->lead, depth);
			begin_line(out, out->levels[depth].indent);
		}
		out->deepest = depth;
		if (part->kind == PC_MAP)
			write_key(out, child, depth);
		else
			pc_buf_add_char(out->buf, '-');
		out->opened = true;
		write_value(out, child, depth);
	}
}

static void enter_block(struct yaml_out *out, const struct part *part, size_t depth)
{
	bool behind_dash = part->parent && part->parent->kind == PC_LIST;
	size_t indent = part->parent ? out->levels[depth].indent + STEP : 0;

	out->levels[depth + 1] =
		(struct level){parts_column(out->parts, part->first->lead), indent};
	out->deepest = depth + 1;
	flush(out, part->first->lead, depth + 1);
	if (behind_dash && line_is_open(out))
		pc_buf_add_char(out->buf, ' ');
	else
		out->opened = false;
	write_block(out, part, depth + 1);
}

/* One line, or more than fits on one when it cannot be one. */
static void write_on_line(struct pc_buf *out, const struct parts *parts,
	const struct part *part, size_t most)
{
	bool map = part->kind == PC_MAP;

	if (part->style != PART_FLOW) {
		format_scalar(out, parts, part, 0);
		return;
	}
	pc_buf_add_char(out, map ? '{' : '[');
	for (const struct part *child = part->first; child && out->len <= most;
		child = child->next) {
		if (map) {
			format_key(out, parts, child);
			pc_buf_puts(out, ": ");
		}
		write_on_line(out, parts, child, most);
		if (child->next)
			pc_buf_puts(out, ", ");
	}
	pc_buf_add_char(out, map ? '}' : ']');
}

static size_t characters(struct pc_str text)
{
	size_t count = 0;

	for (size_t at = 0; at < text.len; count++)
		pc_utf8_next(text, &at);
	return count;
}

static bool fits(const struct yaml_out *out, struct pc_str text)
{
	struct pc_str all = pc_buf_str(out->buf);
	size_t line = pc_str_rfind(all, '\n');

	line = line == all.len ? 0 : line + 1;
	return pc_str_find(text, '\n') == text.len &&
	       characters(pc_str_from(all, line)) + 1 + characters(text) <= WIDTH;
}

static void write_in_lines(
	struct yaml_out *out, const struct part *part, size_t depth, size_t indent)
{
	bool map = part->kind == PC_MAP;

	/* No comment stands left of what a bracket holds. */
	out->levels[depth + 1] = (struct level){SIZE_MAX, indent + STEP};
	pc_buf_add_char(out->buf, map ? '{' : '[');
	out->opened = true;
	for (const struct part *child = part->first; child; child = child->next) {
		flush(out, child->lead, depth + 1);
		begin_line(out, indent + STEP);
		if (map)
			write_key(out, child, depth + 1);
		out->opened = map;
		write_value(out, child, depth + 1);
		if (child->next)
			pc_buf_add_char(out->buf, ',');
	}
	flush(out, part->value.end, depth + 1);
	out->blank = false;
	begin_line(out, indent);
	pc_buf_add_char(out->buf, map ? '}' : ']');
}

static void write_flow(
	struct yaml_out *out, const struct part *part, size_t depth, size_t indent)
{
	enum { LINE_BYTES = WIDTH * 4 };
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};

	write_on_line(&line, out->parts, part, LINE_BYTES);
	if (parts_has_comment(out->parts, part->value) || !fits(out, pc_buf_str(&line))) {
		write_in_lines(out, part, depth, indent);
		return;
	}
	pc_buf_add(out->buf, pc_buf_str(&line));
	while (out->next < out->parts->n_margins &&
		out->parts->margins[out->next].at < part->value.end)
		out->next++;
}

/* A scalar or brackets, behind what stands on the line unless a comment does. */
static void write_inside(struct yaml_out *out, const struct part *part, size_t depth)
{
	const struct part *parent = part->parent;
	size_t indent = out->levels[depth].indent;
	bool on_own_line = !parent || (!part_is_block(parent) && !part_is_member(part));

	if (!on_own_line) {
		out->levels[depth + 1] = (struct level){SIZE_MAX, indent + STEP};
		flush(out, part->value.begin, depth + 1);
		if (line_is_open(out))
			pc_buf_add_char(out->buf, ' ');
		else
			begin_line(out, indent + STEP);
		out->deepest = depth;
	}
	out->opened = false;
	if (part->style == PART_FLOW)
		write_flow(out, part, depth,
			parent && parent->kind == PC_LIST && part_is_block(parent)
				? indent + STEP
				: indent);
	else if (part->style == PART_LITERAL || part->style == PART_FOLDED)
		format_block_scalar(out, part, depth);
	else
		format_scalar(out->buf, out->parts, part, indent + STEP);
}

static void write_value(struct yaml_out *out, const struct part *part, size_t depth)
{
	bool empty = part->value.begin == part->value.end;

	if (part_is_block(part))
		enter_block(out, part, depth);
	else if (!empty)
		write_inside(out, part, depth);
	else if (part->parent && !part_is_block(part->parent))
		pc_buf_puts(out->buf, part_is_member(part) ? " null" : "null");
	if (empty)
		out->opened = false;
}

void format_yaml_margins(struct yaml_out *out, size_t upto, size_t depth)
{
	flush(out, upto, depth);
}

void format_yaml(struct pc_buf *buf, const struct parts *parts)
{
	struct yaml_out out = {.buf = buf, .parts = parts};
	const struct part *root = parts->root;

	if (parts->start.end > 0) {
		flush(&out, parts->start.begin, 0);
		begin_line(&out, 0);
		pc_buf_puts(buf, "---");
		out.opened = true;
	}
	if (!part_is_block(root) && root->value.begin < root->value.end) {
		flush(&out, root->value.begin, 0);
		begin_line(&out, 0);
	}
	write_value(&out, root, 0);
	flush(&out, SIZE_MAX, 0);
	pc_buf_add_char(buf, '\n');
}
