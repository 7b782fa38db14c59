/* SPDX-License-Identifier: Apache-2.0 */
/* Counts the attributes of tags before libxml2 does: it holds each against all before it,
 * so one tag with a million of them would keep it busy for hours.
 *
 * Every "<" with a letter behind it is taken for a tag, also where it is none (in a
 * script, in a comment), and read the way libxml2 2.9 would read it from there. */
#include "html_tags.h"

struct tag_reader {
	struct pc_str text;
	size_t at;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name_char(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || (c && strchr(":-_.", c));
}

static char now(const struct tag_reader *t)
{
	return t->at < t->text.len ? t->text.ptr[t->at] : '\0';
}

static bool is_end(const struct tag_reader *t)
{
	return t->at >= t->text.len || now(t) == '>' ||
	       (now(t) == '/' && t->at + 1 < t->text.len &&
		       t->text.ptr[t->at + 1] == '>');
}

static void skip_blanks(struct tag_reader *t)
{
	while (is_blank(now(t)))
		t->at++;
}

static void skip_value(struct tag_reader *t)
{
	char quote = now(t);

	if (quote == '"' || quote == '\'') {
		struct pc_str rest = pc_str_from(t->text, t->at + 1);

		t->at += 1 + pc_str_find(rest, quote) + 1;
		return;
	}
	while (t->at < t->text.len && now(t) != '>' && !is_blank(now(t)))
		t->at++;
}

/* One attribute; names end after so many bytes, what follows is another one's. */
static void skip_attribute(struct tag_reader *t)
{
	enum { NAME = 100 };
	size_t from = t->at;

	while (t->at - from < NAME && is_name_char(now(t)))
		t->at++;
	skip_blanks(t);
	if (now(t) != '=')
		return;
	t->at++;
	skip_blanks(t);
	skip_value(t);
}

static bool begins_name(char c)
{
	return is_letter(c) || c == '_' || c == ':' || c == '.';
}

/* From the name of the tag on. */
static size_t count_attributes(struct tag_reader *t)
{
	size_t n = 0;

	while (is_name_char(now(t)))
		t->at++;
	skip_blanks(t);
	while (!is_end(t) && n <= PC_MAX_PAGE_ATTRIBUTES) {
		if (begins_name(now(t))) {
			skip_attribute(t);
			n++;
		} else {
			while (!is_end(t) && !is_blank(now(t)))
				t->at++;
		}
		skip_blanks(t);
	}
	return n;
}

bool html_tags_are_few(struct pc_str body)
{
	enum { TIMES = 16 };
	size_t budget = TIMES * body.len + PC_MAX_PAGE_CELL;

	for (size_t i = 0; i + 1 < body.len; i++) {
		struct tag_reader t = {body, i + 1};
		size_t taken;

		if (body.ptr[i] != '<' || !is_letter(body.ptr[i + 1]))
			continue;
		if (count_attributes(&t) > PC_MAX_PAGE_ATTRIBUTES)
			return false;
		taken = t.at - i;
		if (taken > budget)
			return false;
		budget -= taken;
	}
	return true;
}
