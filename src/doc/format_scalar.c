/* SPDX-License-Identifier: Apache-2.0 */
/* YAML's scalars in their one form.  Quotes stay quotes and plain stays plain: which of
 * the two a reader of rules wants is the author's choice. */
#include "format_yaml_priv.h"

enum { STEP = 2 };

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

static void add_spaces(struct pc_buf *out, size_t count)
{
	while (count-- > 0)
		pc_buf_add_char(out, ' ');
}

static struct pc_str trim_begin(struct pc_str line)
{
	while (line.len > 0 && is_space(line.ptr[0]))
		line = pc_str_from(line, 1);
	return line;
}

static bool has(struct pc_str text, char c)
{
	return pc_str_find(text, c) < text.len;
}

static void write_quoted(struct pc_buf *out, struct pc_str text)
{
	bool single = (has(text, '"') || has(text, '\\')) && !has(text, '\'') &&
		      format_all_visible(text);

	if (single) {
		pc_buf_add_char(out, '\'');
		pc_buf_add(out, text);
		pc_buf_add_char(out, '\'');
	} else {
		format_quoted(out, text, PC_LANGUAGE_YAML);
	}
}

/* The white space before a line of a plain or quoted scalar means nothing. */
static void write_lines(struct pc_buf *out, struct pc_str rest, size_t indent)
{
	pc_buf_add(out, pc_str_cut(&rest, '\n'));
	while (rest.ptr) {
		struct pc_str line = trim_begin(pc_str_cut(&rest, '\n'));

		pc_buf_add_char(out, '\n');
		if (line.len > 0)
			add_spaces(out, indent);
		pc_buf_add(out, line);
	}
}

/* What a scalar says; only texts are asked. */
static struct pc_str text_of(struct pc_str slice, const struct part *part)
{
	return part->kind == PC_TEXT ? part->node->text : slice;
}

void format_scalar(struct pc_buf *out, const struct parts *parts, const struct part *part,
	size_t indent)
{
	struct pc_str slice = parts_slice(parts, part->value);

	if (slice.len == 0)
		pc_buf_puts(out, "null");
	else if (part->style == PART_LITERAL || part->style == PART_FOLDED)
		format_quoted(out, part->node->text, PC_LANGUAGE_YAML);
	else if (has(slice, '\n'))
		write_lines(out, slice, indent);
	else if (part->style == PART_PLAIN && format_all_visible(slice))
		pc_buf_add(out, slice);
	else
		write_quoted(out, text_of(slice, part));
}

void format_key(struct pc_buf *out, const struct parts *parts, const struct part *part)
{
	struct pc_str slice = parts_slice(parts, part->key);

	if (part->key_style == PART_PLAIN && format_all_visible(slice))
		pc_buf_add(out, slice);
	else
		write_quoted(out, part->key_text);
}

static size_t spaces_before(struct pc_str line)
{
	return line.len - trim_begin(line).len;
}

/* How far the lines of a block scalar are indented: what its header says beyond the
 * container around it, else what its first line with something on it shows. */
static size_t content_indent(
	const struct parts *parts, const struct part *part, struct pc_str lines)
{
	struct pc_str digit = pc_str_from(parts_slice(parts, part->value), 1);
	const struct part *around = part->parent;

	if (digit.len > 0 && (digit.ptr[0] == '+' || digit.ptr[0] == '-'))
		digit = pc_str_from(digit, 1);
	if (digit.len > 0 && digit.ptr[0] >= '1' && digit.ptr[0] <= '9')
		return (size_t)(digit.ptr[0] - '0') +
		       (around ? parts_column(parts, around->value.begin) : 0);
	while (lines.ptr) {
		struct pc_str line = pc_str_cut(&lines, '\n');

		if (pc_str_trim(line).len > 0)
			return spaces_before(line);
	}
	return 0;
}

static struct pc_str without_indent(struct pc_str line, size_t indent)
{
	size_t spaces = 0;

	while (spaces < indent && spaces < line.len && line.ptr[spaces] == ' ')
		spaces++;
	return pc_str_from(line, spaces);
}

/* Whether a reader would take the indent of the first line for more than it is. */
static bool needs_indicator(struct pc_str lines, size_t indent)
{
	while (lines.ptr) {
		struct pc_str line = without_indent(pc_str_cut(&lines, '\n'), indent);

		if (line.len > 0)
			return is_space(line.ptr[0]);
	}
	return false;
}

static void write_header(
	struct yaml_out *out, const struct part *part, struct pc_str lines, size_t indent)
{
	struct pc_str slice = parts_slice(out->parts, part->value);
	struct pc_str head = pc_str_head(slice, pc_str_find(slice, '\n'));

	head = pc_str_head(head, pc_str_find(head, '#'));
	pc_buf_add_char(out->buf, part->style == PART_LITERAL ? '|' : '>');
	if (needs_indicator(lines, indent))
		pc_buf_printf(out->buf, "%d", STEP);
	if (has(head, '+') || has(head, '-'))
		pc_buf_add_char(out->buf, has(head, '+') ? '+' : '-');
}

void format_block_scalar(struct yaml_out *out, const struct part *part, size_t depth)
{
	struct pc_str slice = parts_slice(out->parts, part->value);
	size_t head = pc_str_find(slice, '\n');
	struct pc_str lines = pc_str_from(slice, head + 1);
	size_t indent = content_indent(out->parts, part, lines);

	write_header(out, part, lines, indent);
	out->opened = true;
	format_yaml_margins(out, part->value.begin + head, depth);
	while (lines.ptr && head < slice.len) {
		struct pc_str line = without_indent(pc_str_cut(&lines, '\n'), indent);

		pc_buf_add_char(out->buf, '\n');
		if (line.len > 0)
			add_spaces(out->buf, out->levels[depth].indent + STEP);
		pc_buf_add(out->buf, line);
	}
	out->opened = out->commented = false;
}
