/* SPDX-License-Identifier: Apache-2.0 */
/* JSON in its one form: an item or member a line, so that a rule more is a line more in
 * the history of the file. */
#include "format_priv.h"

static void write_value(struct pc_buf *out, const struct parts *parts,
	const struct part *part, size_t level);

static void begin_line(struct pc_buf *out, size_t level)
{
	pc_buf_add_char(out, '\n');
	for (size_t i = 0; i < level; i++)
		pc_buf_puts(out, "  ");
}

static void write_children(struct pc_buf *out, const struct parts *parts,
	const struct part *part, size_t level)
{
	for (const struct part *child = part->first; child; child = child->next) {
		begin_line(out, level + 1);
		if (part->kind == PC_MAP) {
			format_quoted(out, child->key_text, PC_LANGUAGE_JSON);
			pc_buf_puts(out, ": ");
		}
		write_value(out, parts, child, level + 1);
		if (child->next)
			pc_buf_add_char(out, ',');
	}
	if (part->first)
		begin_line(out, level);
}

static void write_value(struct pc_buf *out, const struct parts *parts,
	const struct part *part, size_t level)
{
	switch (part->kind) {
	case PC_MAP:
	case PC_LIST:
		pc_buf_add_char(out, part->kind == PC_MAP ? '{' : '[');
		write_children(out, parts, part, level);
		pc_buf_add_char(out, part->kind == PC_MAP ? '}' : ']');
		break;
	case PC_TEXT:
		format_quoted(out, part->node->text, PC_LANGUAGE_JSON);
		break;
	default:
		pc_buf_add(out, parts_slice(parts, part->value));
	}
}

void format_json(struct pc_buf *out, const struct parts *parts)
{
	write_value(out, parts, parts->root, 0);
	pc_buf_add_char(out, '\n');
}
