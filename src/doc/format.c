/* SPDX-License-Identifier: Apache-2.0 */
/* A fragment in its one form, held against what it was: the writers of the languages may
 * be wrong about a corner of YAML, but then the author's text stays. */
#include "pc/doc/format.h"

#include "format_priv.h"
#include "write_priv.h"

static const struct range invisible[] = {
	{0x00, 0x1F},
	{0x7F, 0x9F},
	{0xAD, 0xAD},
	{0x61C, 0x61C},
	{0x115F, 0x1160},
	{0x17B4, 0x17B5},
	{0x180B, 0x180E},
	{0x200B, 0x200F},
	{0x2028, 0x202E},
	{0x2060, 0x206F},
	{0x3164, 0x3164},
	{0xD800, 0xDFFF},
	{0xFEFF, 0xFEFF},
	{0xFFA0, 0xFFA0},
	{0xFFF0, 0xFFFB},
	{0xFFFE, 0xFFFF},
	{0x1D173, 0x1D17A},
	{0xE0000, 0xE0FFF},
};

bool format_is_visible(uint32_t cp)
{
	for (size_t i = 0; i < PC_COUNT(invisible) && invisible[i].begin <= cp; i++) {
		if (cp <= invisible[i].end)
			return false;
	}
	return true;
}

bool format_all_visible(struct pc_str text)
{
	for (size_t at = 0; at < text.len;) {
		if (!format_is_visible(pc_write_next(text, &at)))
			return false;
	}
	return true;
}

static void add_escape(struct pc_buf *out, uint32_t cp, enum pc_language language)
{
	static const char letters[] = {
		['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};

	if (cp == '"' || cp == '\\')
		pc_buf_printf(out, "\\%c", (char)cp);
	else if (cp < sizeof(letters) && letters[cp])
		pc_buf_printf(out, "\\%c", letters[cp]);
	else if (cp < 0x10000)
		pc_buf_printf(out, "\\u%04x", (unsigned)cp);
	else if (language == PC_LANGUAGE_YAML)
		pc_buf_printf(out, "\\U%08x", (unsigned)cp);
	else
		pc_buf_printf(out, "\\u%04x\\u%04x",
			(unsigned)(0xD800 + ((cp - 0x10000) >> 10)),
			(unsigned)(0xDC00 + ((cp - 0x10000) & 0x3FF)));
}

void format_quoted(struct pc_buf *out, struct pc_str text, enum pc_language language)
{
	pc_buf_add_char(out, '"');
	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t cp = pc_write_next(text, &at);

		if (cp == '"' || cp == '\\' || !format_is_visible(cp))
			add_escape(out, cp, language);
		else
			pc_buf_add(out, (struct pc_str){text.ptr + from, at - from});
	}
	pc_buf_add_char(out, '"');
}

/* Line ends of any kind as LF, which changes the value of no document: YAML says so, and
 * JSON has none inside of values. */
static struct pc_str with_line_feeds(struct pc_arena *arena, struct pc_str text)
{
	char *out;
	size_t len = 0;

	if (pc_str_find(text, '\r') == text.len)
		return text;
	out = pc_arena_bytes(arena, text.len);
	for (size_t i = 0; i < text.len; i++) {
		bool is_return = text.ptr[i] == '\r';

		if (is_return && i + 1 < text.len && text.ptr[i + 1] == '\n')
			continue;
		out[len++] = is_return ? '\n' : text.ptr[i];
	}
	return (struct pc_str){out, len};
}

/* The keys that stand first in JSON, the last of them first. YAML's stay where they are,
 * since nobody can tell how far up the comments before a key belong to it. */
static const char *const firsts[] = {"x-policyctl", "$schema"};

static void move_part(struct part *root, struct pc_str key)
{
	struct part *before = NULL, *part = root->first;

	while (part && !pc_str_eq(part->key_text, key)) {
		before = part;
		part = part->next;
	}
	if (!part || !before)
		return;
	before->next = part->next;
	if (root->last == part)
		root->last = before;
	part->next = root->first;
	root->first = part;
}

static void move_pair(struct pc_node *root, struct pc_str key)
{
	for (size_t i = 0; i < root->n_pairs; i++) {
		struct pc_pair pair = root->pairs[i];

		if (!pc_str_eq(pair.key, key))
			continue;
		memmove(root->pairs + 1, root->pairs, i * sizeof(pair));
		root->pairs[0] = pair;
		root->by_key = NULL;
		return;
	}
}

static void move_firsts(struct parts *parts)
{
	if (parts->language == PC_LANGUAGE_YAML || parts->root->kind != PC_MAP)
		return;
	for (size_t i = 0; i < PC_COUNT(firsts); i++) {
		move_part(parts->root, pc_str(firsts[i]));
		move_pair(parts->tree, pc_str(firsts[i]));
	}
}

static size_t next_comment(const struct parts *parts, size_t i)
{
	while (i < parts->n_margins && parts->margins[i].kind == MARGIN_BLANK)
		i++;
	return i;
}

static bool same_comments(const struct parts *a, const struct parts *b)
{
	size_t i = next_comment(a, 0), j = next_comment(b, 0);

	while (i < a->n_margins && j < b->n_margins &&
		pc_str_eq(a->margins[i].text, b->margins[j].text)) {
		i = next_comment(a, i + 1);
		j = next_comment(b, j + 1);
	}
	return i == a->n_margins && j == b->n_margins;
}

static enum pc_status check_can_keep(
	const struct parts *parts, const char *file, struct pc_err *err)
{
	if (parts->twin)
		return pc_err_set(err, PC_ERR_PARSE, parts->twin->at,
			"%.*s: unite them first", PC_STR_ARG(parts->twin->text));
	if (parts->has_directive)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){file, 1, 1},
			"a %%YAML directive is not kept: remove it");
	return PC_OK;
}

enum pc_status pc_format(struct pc_buf *out, const char *file, struct pc_str text,
	enum pc_language language, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct parts parts, again;
	struct pc_err why;

	text = with_line_feeds(&arena, text);
	PC_TRY(parts_read(&parts, &arena, file, text, language, err));
	PC_TRY(check_can_keep(&parts, file, err));
	move_firsts(&parts);
	if (language == PC_LANGUAGE_YAML)
		format_yaml(&buf, &parts);
	else
		format_json(&buf, &parts);
	if (parts_read(&again, &arena, file, pc_buf_str(&buf), language, &why) != PC_OK ||
		!parts_same_tree(parts.tree, again.tree) ||
		!same_comments(&parts, &again))
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){file, 0, 0},
			"cannot be written in one form without a change of what it says");
	pc_buf_add(out, pc_buf_str(&buf));
	return PC_OK;
}
