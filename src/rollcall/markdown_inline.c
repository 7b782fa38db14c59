/* SPDX-License-Identifier: Apache-2.0 */
/* Escapes, code, links, tags and entities within a line of Markdown.  Each step takes at
 * least one byte; all that is looked at ahead of it comes to some times the line, after
 * which signs stand for themselves. */
#include "markdown.h"

struct inline_reader {
	struct page_builder *b;
	struct pc_str text;
	bool in_link, is_struck;
	size_t *ahead; /* bytes that may still be looked at twice */
};

enum { TIMES_AHEAD = 16, MOST = 4 * PC_MAX_PAGE_CELL };

static size_t spend(struct inline_reader *r, size_t bytes, size_t result)
{
	*r->ahead -= bytes < *r->ahead ? bytes : *r->ahead;
	return result;
}

static void read_inline(struct inline_reader *r);

static bool is_punctuation(char c)
{
	return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') ||
	       (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

static void add(struct inline_reader *r, struct pc_str text)
{
	page_text_add(r->b, text);
}

/* Code: `x`, ``x`y``; a pipe that is escaped is one.  0: the backticks do not end. */
static size_t take_code(struct inline_reader *r, struct pc_str text)
{
	size_t ticks = 0, end;

	while (ticks < text.len && text.ptr[ticks] == '`')
		ticks++;
	for (end = ticks; end < text.len;) {
		size_t n = 0;

		while (end + n < text.len && text.ptr[end + n] == '`')
			n++;
		if (n == ticks)
			break;
		end += n ? n : 1;
	}
	if (end >= text.len)
		return spend(r, text.len, 0);
	page_text_mark(r->b, CODE_ON);
	for (size_t i = ticks; i < end; i++) {
		if (text.ptr[i] == '\\' && i + 1 < end && text.ptr[i + 1] == '|')
			continue;
		add(r, (struct pc_str){text.ptr + i, 1});
	}
	page_text_mark(r->b, CODE_OFF);
	return end + ticks;
}

/* Behind the close that belongs to the open at text.ptr[0]; 0: there is none. */
static size_t bracket_end(struct pc_str text, char open, char close)
{
	size_t depth = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\\')
			i++;
		else if (text.ptr[i] == open)
			depth++;
		else if (text.ptr[i] == close && --depth == 0)
			return i + 1;
	}
	return 0;
}

/* [text](address), [text][name], [^note], ![what is seen](address). */
static size_t take_link(struct inline_reader *r, struct pc_str text, bool is_image)
{
	size_t end = bracket_end(text, '[', ']'), behind = 0;
	struct inline_reader inner = *r;
	struct pc_str rest;

	if (end == 0)
		return spend(r, text.len, 0);
	rest = pc_str_from(text, end);
	if (rest.len && rest.ptr[0] == '(')
		behind = bracket_end(rest, '(', ')');
	else if (rest.len && rest.ptr[0] == '[')
		behind = bracket_end(rest, '[', ']');
	spend(r, behind || rest.len == 0 ? end + behind : text.len, 0);
	inner.text = (struct pc_str){text.ptr + 1, end - 2};
	if (pc_str_starts(inner.text, PC_STR("^")) || is_image)
		return end + behind;
	if (behind == 0)
		return 0;
	inner.in_link = true;
	read_inline(&inner);
	return end + behind;
}

/* A footnote's mark; 0: it does not end here. */
static size_t take_sup(struct inline_reader *r, struct pc_str text)
{
	struct pc_str end = PC_STR("</sup>");
	size_t at = pc_str_find_str(text, end);

	return at == text.len ? spend(r, at, 0) : spend(r, at, at + end.len);
}

/* <br>, <code>, <del>, and every other tag for nothing. */
static size_t take_tag(struct inline_reader *r, struct pc_str text)
{
	static const struct {
		const char *name;
		char mark;
	} tags[] = {{"br", '\n'}, {"code", CODE_ON}, {"/code", CODE_OFF},
		{"del", STRUCK_ON}, {"/del", STRUCK_OFF}, {"s", STRUCK_ON},
		{"/s", STRUCK_OFF}, {"strike", STRUCK_ON}, {"/strike", STRUCK_OFF}};
	size_t end = pc_str_find(text, '>'), n = 1;

	spend(r, end, 0);
	if (end == text.len || text.len < 3)
		return 0;
	while (n < end && (text.ptr[n] == '/' || (text.ptr[n] | 0x20) >= 'a') &&
		((text.ptr[n] | 0x20) <= 'z') && !(n > 1 && text.ptr[n] == '/'))
		n++;
	if (n == 1 || (n < end && !strchr(" /\t", text.ptr[n])))
		return 0;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (pc_str_eq_nocase(
			    (struct pc_str){text.ptr + 1, n - 1}, pc_str(tags[i].name)))
			page_text_mark(r->b, tags[i].mark);
	}
	if (pc_str_is((struct pc_str){text.ptr + 1, n - 1}, "sup")) {
		size_t past = take_sup(r, text);

		return past ? past : end + 1;
	}
	return end + 1;
}

static size_t take_entity(struct inline_reader *r, struct pc_str text)
{
	static const struct {
		const char *name, *text;
	} entities[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""},
		{"&#39;", "'"}, {"&apos;", "'"}, {"&nbsp;", " "}, {"&#160;", " "},
		{"&ndash;", "-"}, {"&mdash;", "-"}, {"&#124;", "|"}, {"&vert;", "|"}};

	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
		struct pc_str name = pc_str(entities[i].name);

		if (!pc_str_starts(text, name))
			continue;
		add(r, pc_str(entities[i].text));
		return name.len;
	}
	return 0;
}

/* An underscore that stands at a word's end is emphasis, one inside a word is not. */
static bool is_emphasis(struct pc_str whole, size_t at)
{
	char before = at ? whole.ptr[at - 1] : ' ';
	char behind = at + 1 < whole.len ? whole.ptr[at + 1] : ' ';

	return whole.ptr[at] == '*' || strchr(" _(*|,", before) ||
	       strchr(" _)*|,.", behind);
}

/* What stands at the beginning of rest; how many bytes of it were taken, 0: none. */
static size_t take_special(struct inline_reader *r, struct pc_str rest, size_t at)
{
	switch (rest.ptr[0]) {
	case '\\':
		if (rest.len < 2 || !is_punctuation(rest.ptr[1]))
			return 0;
		add(r, (struct pc_str){rest.ptr + 1, 1});
		return 2;
	case '`':
		return take_code(r, rest);
	case '[':
		return r->in_link ? 0 : take_link(r, rest, false);
	case '!':
		return pc_str_starts(rest, PC_STR("![")) && !r->in_link
			       ? 1 + take_link(r, pc_str_from(rest, 1), true)
			       : 0;
	case '<':
		return take_tag(r, rest);
	case '&':
		return take_entity(r, rest);
	case '~':
		if (!pc_str_starts(rest, PC_STR("~~")))
			return 0;
		r->is_struck = !r->is_struck;
		page_text_mark(r->b, r->is_struck ? STRUCK_ON : STRUCK_OFF);
		return 2;
	case '*':
	case '_':
		return is_emphasis(r->text, at) ? 1 : 0;
	default:
		return 0;
	}
}

static void read_inline(struct inline_reader *r)
{
	for (size_t at = 0; at < r->text.len;) {
		size_t taken =
			*r->ahead ? take_special(r, pc_str_from(r->text, at), at) : 0;

		if (taken == 0) {
			add(r, (struct pc_str){r->text.ptr + at, 1});
			taken = 1;
		}
		at += taken;
	}
}

void markdown_inline(struct page_builder *b, struct pc_str text)
{
	struct inline_reader r = {.b = b, .text = pc_str_head(text, MOST)};
	size_t ahead = TIMES_AHEAD * (r.text.len + PC_MAX_PAGE_CELL);

	r.ahead = &ahead;
	read_inline(&r);
	if (text.len > r.text.len)
		b->is_cut = true;
}
