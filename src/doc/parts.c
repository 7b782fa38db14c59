/* SPDX-License-Identifier: Apache-2.0 */
/* What the layouts of both languages share: see parts_priv.h. */
#include "parts_priv.h"

#include "pc/base/utf.h"
#include "pc/doc/read.h"

enum pc_language pc_language_of(struct pc_str path)
{
	bool yaml =
		pc_str_ends(path, PC_STR(".yaml")) || pc_str_ends(path, PC_STR(".yml"));

	return yaml ? PC_LANGUAGE_YAML : PC_LANGUAGE_JSON;
}

bool pc_is_document(struct pc_str name)
{
	return pc_str_ends(name, PC_STR(".json")) ||
	       pc_language_of(name) == PC_LANGUAGE_YAML;
}

enum pc_status parts_read(struct parts *out, struct pc_arena *arena, const char *file,
	struct pc_str text, enum pc_language language, struct pc_err *err)
{
	struct pc_diags diags = {.arena = arena};
	struct parts parts = {.arena = arena, .text = text, .language = language};
	bool yaml = language == PC_LANGUAGE_YAML;

	if (pc_str_starts(text, PC_STR("\xEF\xBB\xBF")))
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){file, 1, 1},
			"a byte order mark: save the file without it");
	PC_TRY(yaml ? pc_yaml_read(&parts.tree, arena, file, text, NULL, err)
		    : pc_json_read(&parts.tree, arena, file, text, &diags, err));
	if (diags.count > 0) /* JSON's reader finds nothing else */
		parts.twin = &diags.items[0];
	if (yaml)
		parts_of_yaml(&parts);
	else
		parts_of_json(&parts);
	*out = parts;
	return PC_OK;
}

void parts_keep(struct parts *parts, struct part *parent, struct part *child)
{
	child->parent = parent;
	if (!parent) {
		parts->root = child;
		return;
	}
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->count++;
}

size_t parts_skip(const struct parts *parts, size_t at)
{
	struct pc_str text = parts->text;

	while (at < text.len && text.ptr[at] && strchr(" \t\r\n#", text.ptr[at])) {
		if (text.ptr[at] == '#' && parts->language == PC_LANGUAGE_JSON)
			break;
		if (text.ptr[at] == '#')
			at = parts_line_end(parts, at);
		else
			at++;
	}
	return at;
}

static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

size_t parts_line_begin(const struct parts *parts, size_t at)
{
	while (at > 0 && !ends_line(parts->text.ptr[at - 1]))
		at--;
	return at;
}

size_t parts_line_end(const struct parts *parts, size_t at)
{
	while (at < parts->text.len && !ends_line(parts->text.ptr[at]))
		at++;
	return at;
}

size_t parts_column(const struct parts *parts, size_t at)
{
	size_t column = 0;

	for (size_t i = parts_line_begin(parts, at); i < at; column++)
		pc_utf8_next(parts->text, &i);
	return column;
}

size_t parts_margin_from(const struct parts *parts, size_t at)
{
	size_t low = 0, high = parts->n_margins;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (parts->margins[middle].at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool parts_has_comment(const struct parts *parts, struct range range)
{
	for (size_t i = parts_margin_from(parts, range.begin);
		i < parts->n_margins && parts->margins[i].at < range.end; i++) {
		if (parts->margins[i].kind != MARGIN_BLANK)
			return true;
	}
	return false;
}

static bool same_lists(const struct pc_node *a, const struct pc_node *b)
{
	if (a->n_items != b->n_items)
		return false;
	for (size_t i = 0; i < a->n_items; i++) {
		if (!parts_same_tree(a->items[i], b->items[i]))
			return false;
	}
	return true;
}

static bool same_maps(const struct pc_node *a, const struct pc_node *b)
{
	if (a->n_pairs != b->n_pairs)
		return false;
	for (size_t i = 0; i < a->n_pairs; i++) {
		if (!pc_str_eq(a->pairs[i].key, b->pairs[i].key) ||
			!parts_same_tree(a->pairs[i].value, b->pairs[i].value))
			return false;
	}
	return true;
}

bool parts_same_tree(const struct pc_node *a, const struct pc_node *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case PC_LIST:
		return same_lists(a, b);
	case PC_MAP:
		return same_maps(a, b);
	case PC_REAL:
		return pc_str_eq(a->written, b->written);
	default:
		return pc_node_eq(a, b);
	}
}
