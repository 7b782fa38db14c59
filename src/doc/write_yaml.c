/* SPDX-License-Identifier: Apache-2.0 */
/* Trees to YAML in block style.  A text stands plain only where no reader of YAML 1.1 or
 * 1.2 could take it for anything else; all others stand in double quotes, where JSON's
 * escapes mean the same. */
#include "write_priv.h"
#include "yaml_priv.h"

enum {
	INDENT = 2,
	/* YAML 1.2.2 section 7.4: an implicit key has at most 1024 characters. */
	IMPLICIT_KEY_MOST = 1000,
};

/* What a value stands behind, on the same line. */
enum behind { BEHIND_NOTHING, BEHIND_KEY, BEHIND_DASH };

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Section 5.1 less what line folding, byte order marks and control would disturb. */
static bool is_printable(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 0x20 && cp < 0x7F;
	return cp > 0xA0 && cp != 0x2028 && cp != 0x2029 && cp != 0xFEFF &&
	       cp != 0xFFFE && cp != 0xFFFF && (cp < 0xD800 || cp >= 0xE000);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A point before a digit begins a number for one reader or another. */
static bool may_begin_plain(struct pc_str text)
{
	char c = text.ptr[0];

	if (c == '.' && text.len > 1 && is_digit(text.ptr[1]))
		return false;
	return is_letter(c) || c == '_' || c == '/' || c == '.' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

static bool may_go_on(uint32_t cp)
{
	static const char others[] = "_/.$-()*:@+=~^;<>?&%| ";

	if (cp >= 0x80)
		return is_printable(cp);
	return cp &&
	       (is_letter((char)cp) || is_digit((char)cp) || strchr(others, (char)cp));
}

/* Whether plain style gives back just this text, in block context. */
static bool is_plain(struct pc_str text)
{
	char last;

	if (text.len == 0 || !may_begin_plain(text))
		return false;
	last = text.ptr[text.len - 1];
	if (last == ' ' || last == ':' || pc_str_starts(text, PC_STR("...")))
		return false;
	for (size_t at = 0; at < text.len;) {
		bool colon = text.ptr[at] == ':';

		if (!may_go_on(pc_write_next(text, &at)))
			return false;
		if (colon && text.ptr[at] == ' ')
			return false;
	}
	return pc_yaml_plain_is(text) == PC_YAML_TEXT &&
	       pc_yaml_older_is(text) == PC_YAML_OLDER_SAME;
}

static void add_quoted(struct pc_buf *out, struct pc_str text)
{
	pc_buf_add_char(out, '"');
	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t cp = pc_write_next(text, &at);

		if (cp >= 0xD800 && cp < 0xE000)
			cp = 0xFFFD; /* YAML has no way to write half a pair */
		if (cp == '"' || cp == '\\')
			pc_buf_printf(out, "\\%c", (char)cp);
		else if (cp == '\n')
			pc_buf_puts(out, "\\n");
		else if (cp == '\t')
			pc_buf_puts(out, "\\t");
		else if (!is_printable(cp))
			pc_buf_printf(out, "\\u%04x", (unsigned)cp);
		else if (cp == 0xFFFD)
			pc_buf_puts(out, "\xEF\xBF\xBD");
		else
			pc_buf_add(out, (struct pc_str){text.ptr + from, at - from});
	}
	pc_buf_add_char(out, '"');
}

void pc_write_yaml_text(struct pc_buf *out, struct pc_str text)
{
	if (is_plain(text))
		pc_buf_add(out, text);
	else
		add_quoted(out, text);
}

static void add_indent(struct pc_buf *out, int indent)
{
	memset(pc_buf_room(out, (size_t)indent), ' ', (size_t)indent);
	out->len += (size_t)indent;
	out->ptr[out->len] = '\0';
}

/* Begins a line of a container, unless it is the first and stands behind a dash. */
static void begin_line(struct pc_buf *out, int indent, enum behind behind, bool is_first)
{
	if (is_first && behind == BEHIND_DASH) {
		pc_buf_add_char(out, ' ');
		return;
	}
	if (is_first && behind == BEHIND_KEY)
		pc_buf_add_char(out, '\n');
	add_indent(out, indent);
}

static void write_node(
	struct pc_buf *out, const struct pc_node *node, int indent, enum behind behind);

static void add_key(struct pc_buf *out, struct pc_str key, int indent)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	pc_write_yaml_text(&text, key);
	if (text.len > IMPLICIT_KEY_MOST) {
		pc_buf_puts(out, "? ");
		pc_buf_add(out, pc_buf_str(&text));
		pc_buf_add_char(out, '\n');
		add_indent(out, indent);
	} else {
		pc_buf_add(out, pc_buf_str(&text));
	}
	pc_buf_add_char(out, ':');
}

static void write_map(
	struct pc_buf *out, const struct pc_node *map, int indent, enum behind behind)
{
	for (size_t i = 0; i < map->n_pairs; i++) {
		begin_line(out, indent, behind, i == 0);
		add_key(out, map->pairs[i].key, indent);
		write_node(out, map->pairs[i].value, indent + INDENT, BEHIND_KEY);
	}
}

static void write_list(
	struct pc_buf *out, const struct pc_node *list, int indent, enum behind behind)
{
	for (size_t i = 0; i < list->n_items; i++) {
		begin_line(out, indent, behind, i == 0);
		pc_buf_add_char(out, '-');
		write_node(out, list->items[i], indent + INDENT, BEHIND_DASH);
	}
}

static void write_node(
	struct pc_buf *out, const struct pc_node *node, int indent, enum behind behind)
{
	if (node->kind == PC_MAP && node->n_pairs > 0) {
		write_map(out, node, indent, behind);
		return;
	}
	if (node->kind == PC_LIST && node->n_items > 0) {
		write_list(out, node, indent, behind);
		return;
	}
	if (behind != BEHIND_NOTHING)
		pc_buf_add_char(out, ' ');
	if (node->kind == PC_MAP)
		pc_buf_puts(out, "{}");
	else if (node->kind == PC_LIST)
		pc_buf_puts(out, "[]");
	else if (node->kind == PC_TEXT)
		pc_write_yaml_text(out, node->text);
	else
		pc_write_plain(out, node);
	pc_buf_add_char(out, '\n');
}

void pc_write_yaml(struct pc_buf *out, const struct pc_node *node)
{
	write_node(out, node, 0, BEHIND_NOTHING);
}
