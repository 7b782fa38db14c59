/* SPDX-License-Identifier: Apache-2.0 */
/* Words: runs of plain bytes, and the reader of the piece that each special byte begins.
 * A word that is one plain run, as most are, is made without any of that. */
#include "shell_priv.h"

void sh_flush(struct sh_parser *p, struct sh_pieces *b, const char *to)
{
	struct pc_sh_part *part;

	if (!b->run || b->run >= to)
		return;
	part = sh_new(p, struct pc_sh_part);
	part->span = (struct pc_sh_span){sh_offset(p, b->run), sh_offset(p, to)};
	part->text = sh_view(b->run, to);
	if (b->last)
		b->last->next = part;
	else
		b->first = part;
	b->last = part;
	b->run = to;
}

struct pc_sh_part *sh_part(struct sh_parser *p, struct sh_pieces *b,
	enum pc_sh_part_kind kind, const char *from)
{
	struct pc_sh_part *part;

	sh_flush(p, b, from);
	part = sh_new(p, struct pc_sh_part);
	part->kind = kind;
	part->span.start = sh_offset(p, from);
	if (b->last)
		b->last->next = part;
	else
		b->first = part;
	b->last = part;
	return part;
}

void sh_part_end(struct sh_parser *p, struct sh_pieces *b, struct pc_sh_part *part)
{
	part->span.end = sh_offset(p, p->at);
	if (b->run)
		b->run = p->at;
}

/* "name=" before a parenthesis, where that begins an array. */
static bool at_array(struct sh_parser *p, struct sh_pieces *b)
{
	const char *at = b->word;

	if (!p->may_array || p->at == b->word || p->at[-1] != '=')
		return false;
	while (at < p->at && sh_is((unsigned char)*at, SH_NAME))
		at++;
	return at > b->word && (at + 1 == p->at || (*at == '+' && at + 2 == p->at));
}

static bool read_paren(struct sh_parser *p, struct sh_pieces *b)
{
	const char *at = p->at;

	if (b->run && at > b->run && memchr("@+!", at[-1], 3) && sh_peek_at(p, 1) != ')')
		return sh_read_extglob(p, b, at - 1);
	if (b->mode == SH_MODE_REGEX || b->mode == SH_MODE_GROUP) {
		b->parens++;
		p->at++;
		return true;
	}
	return b->mode == SH_MODE_WORD && at_array(p, b) && sh_array(p, b);
}

/* A byte that would end an ordinary word: true when it belongs to this one. */
static bool read_break(struct sh_parser *p, struct sh_pieces *b, unsigned char c)
{
	if (c == '(' && b->mode != SH_MODE_OPERAND)
		return read_paren(p, b);
	if ((c == '<' || c == '>') && sh_peek_at(p, 1) == '(')
		return sh_read_process(p, b);
	if (b->mode == SH_MODE_WORD || b->mode == SH_MODE_VALUE)
		return false;
	if (b->mode != SH_MODE_OPERAND && c == ')' && b->parens-- == 0)
		return false;
	if (b->mode == SH_MODE_REGEX && b->parens == 0 && c != '|' && c != ')')
		return false;
	p->at++;
	return true;
}

typedef bool reader(struct sh_parser *p, struct sh_pieces *b);

static reader *const readers[128] = {
	['\''] = sh_read_single,
	['"'] = sh_read_double,
	['\\'] = sh_read_escape,
	['$'] = sh_read_dollar_quoted,
	['`'] = sh_read_backtick,
	['*'] = sh_read_star,
	['?'] = sh_read_star,
	['['] = sh_read_bracket,
	['{'] = sh_read_brace,
	[','] = sh_read_comma,
	['}'] = sh_read_brace_end,
	['~'] = sh_read_tilde,
};

/* At a byte that may mean something: false at the end of the pieces. */
static bool read_piece(struct sh_parser *p, struct sh_pieces *b)
{
	unsigned char c = sh_peek(p);

	if (p->at == p->end || (c == '}' && b->mode == SH_MODE_OPERAND))
		return false;
	if (sh_is(c, SH_BREAK))
		return read_break(p, b, c);
	if (!readers[c](p, b) && p->at < p->end)
		p->at++;
	return true;
}

void sh_pieces(struct sh_parser *p, struct sh_pieces *b)
{
	do {
		const char *at = p->at, *end = p->end;

		while (at < end && !sh_is((unsigned char)*at, SH_PIECE))
			at++;
		p->at = at;
	} while (read_piece(p, b));
	sh_flush(p, b, p->at);
	p->n_braces = b->braces;
}

/* A word that needs more than one look, read so far up to .at. */
static void read_pieces(struct sh_parser *p, struct pc_sh_word *w, enum sh_mode mode)
{
	struct sh_pieces b = {.mode = mode, .braces = p->n_braces};

	b.run = b.word = p->base + w->span.start;
	if (mode == SH_MODE_VALUE && b.word > p->base && b.word[-1] == '=')
		b.assigned = SH_ASSIGNED;
	sh_pieces(p, &b);
	w->parts = b.first;
	w->has = b.has;
}

/* Reads a word whose first part, should it be a plain run, has a place at part. */
static void read_word(struct sh_parser *p, struct pc_sh_word *w, struct pc_sh_part *part,
	enum sh_mode mode)
{
	const char *from = p->at, *at = from, *end = p->end;
	unsigned char c;

	while (at < end && !sh_is((unsigned char)*at, SH_PIECE))
		at++;
	p->at = at;
	w->span.start = sh_offset(p, from);
	c = sh_peek(p);
	if (!sh_is(c, SH_BREAK) || c == '(' || mode == SH_MODE_REGEX ||
		((c == '<' || c == '>') && sh_peek_at(p, 1) == '(')) {
		read_pieces(p, w, mode);
	} else if (at > from) {
		if (!part)
			part = sh_new(p, struct pc_sh_part);
		part->span.start = w->span.start;
		part->span.end = sh_offset(p, at);
		part->text = sh_view(from, at);
		w->parts = part;
	}
	w->span.end = sh_offset(p, p->at);
	w->text = sh_view(from, p->at);
}

void sh_word_into(struct sh_parser *p, struct pc_sh_word *w, enum sh_mode mode)
{
	read_word(p, w, NULL, mode);
}

struct pc_sh_word *sh_word(struct sh_parser *p, enum sh_mode mode)
{
	struct {
		struct pc_sh_word word;
		struct pc_sh_part part;
	} * fresh;

	if (!sh_at_word(p, sh_peek(p)))
		return NULL;
	fresh = sh_alloc(p, sizeof(*fresh));
	read_word(p, &fresh->word, &fresh->part, mode);
	return &fresh->word;
}

struct pc_sh_word *sh_word_of(struct sh_parser *p, size_t size)
{
	struct pc_sh_word *word = sh_new(p, struct pc_sh_word);

	word->span.start = sh_offset(p, p->at);
	word->span.end = word->span.start + (uint32_t)size;
	word->text = sh_view(p->at, p->at + size);
	word->parts = sh_new(p, struct pc_sh_part);
	word->parts->span = word->span;
	word->parts->text = word->text;
	p->at += size;
	return word;
}
