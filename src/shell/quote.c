/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of words that quote: '...', "...", \x, $'...' and $"...". */
#include "shell_priv.h"

/* The end of a text in single quotes that begins at from, or NULL.  ANSI quotes let a
 * backslash hide the closing one. */
static const char *closing_quote(const struct sh_parser *p, const char *from, bool ansi)
{
	if (!ansi)
		return memchr(from, '\'', (size_t)(p->end - from));
	for (; from < p->end && *from != '\''; from++) {
		if (*from == '\\' && ++from == p->end)
			return NULL;
	}
	return from < p->end ? from : NULL;
}

/* 'text' from the opening quote at .at; the part itself begins at from. */
static void read_text(
	struct sh_parser *p, struct sh_pieces *b, const char *from, bool ansi)
{
	const char *open = p->at, *close = closing_quote(p, open + 1, ansi);
	struct pc_sh_part *part = sh_part(p, b, ansi ? PC_SH_ANSI : PC_SH_SINGLE, from);

	b->has |= PC_SH_HAS_QUOTE;
	part->text = sh_view(open + 1, close ? close : p->end);
	p->at = close ? close + 1 : p->end;
	if (!close)
		sh_fault(p, PC_SH_UNTERMINATED, "no closing \"'\"");
	sh_part_end(p, b, part);
}

bool sh_read_single(struct sh_parser *p, struct sh_pieces *b)
{
	read_text(p, b, p->at, false);
	return true;
}

/* \ between double quotes. */
static bool read_double_escape(struct sh_parser *p, struct sh_pieces *b)
{
	unsigned char c = sh_peek_at(p, 1);

	if (c == '\n') {
		sh_flush(p, b, p->at);
		p->at += 2;
		b->run = p->at;
		return true;
	}
	if (c != '"' && c != '$' && c != '`' && c != '\\')
		return false;
	return sh_read_escape(p, b);
}

/* The inside of "...", up to the closing quote or the end of the text. */
static void read_inside(struct sh_parser *p, struct sh_pieces *b)
{
	bool taken;

	for (;;) {
		const char *at = p->at, *end = p->end;

		while (at < end && !sh_is((unsigned char)*at, SH_DOUBLE))
			at++;
		p->at = at;
		if (at == end || *at == '"')
			break;
		if (*at == '\\')
			taken = read_double_escape(p, b);
		else if (*at == '$')
			taken = sh_read_dollar(p, b);
		else
			taken = sh_read_backtick(p, b);
		if (!taken)
			p->at += p->at < p->end;
	}
	sh_flush(p, b, p->at);
}

static void read_double(struct sh_parser *p, struct sh_pieces *b,
	enum pc_sh_part_kind kind, const char *from)
{
	struct pc_sh_part *part = sh_part(p, b, kind, from);
	struct sh_pieces inside = {.run = ++p->at, .mode = SH_MODE_DOUBLE};

	read_inside(p, &inside);
	part->parts = inside.first;
	b->has |= inside.has | PC_SH_HAS_QUOTE;
	if (sh_peek(p) == '"')
		p->at++;
	else
		sh_fault(p, PC_SH_UNTERMINATED, "no closing '\"'");
	sh_part_end(p, b, part);
}

bool sh_read_double(struct sh_parser *p, struct sh_pieces *b)
{
	read_double(p, b, PC_SH_DOUBLE, p->at);
	return true;
}

bool sh_read_escape(struct sh_parser *p, struct sh_pieces *b)
{
	struct pc_sh_part *part;

	if (p->end - p->at < 2)
		return false;
	if (p->at[1] == '\n') {
		sh_flush(p, b, p->at);
		p->at += 2;
		p->has_continuation = true;
		if (b->run)
			b->run = p->at;
		return true;
	}
	part = sh_part(p, b, PC_SH_ESCAPED, p->at);
	part->text = sh_view(p->at + 1, p->at + 2);
	b->has |= PC_SH_HAS_QUOTE;
	p->at += 2;
	sh_part_end(p, b, part);
	return true;
}

bool sh_read_dollar_quoted(struct sh_parser *p, struct sh_pieces *b)
{
	const char *from = p->at;
	unsigned char c = sh_peek_at(p, 1);

	if (c != '\'' && c != '"')
		return sh_read_dollar(p, b);
	p->at++;
	if (c == '"')
		read_double(p, b, PC_SH_LOCALE, from);
	else
		read_text(p, b, from, true);
	return true;
}
