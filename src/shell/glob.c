/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of words that stand for many words or for files: globs, extended globs, brace
 * expansions, tildes.  Found while the word is read, in one pass. */
#include "shell_priv.h"

bool sh_read_extglob(struct sh_parser *p, struct sh_pieces *b, const char *from)
{
	struct pc_sh_part *part = sh_part(p, b, PC_SH_EXTGLOB, from);
	struct sh_pieces inside = {
		.run = from + 2, .word = from + 2, .mode = SH_MODE_GROUP};

	p->at = from + 2;
	if (sh_enter(p)) {
		inside.braces = p->n_braces;
		sh_pieces(p, &inside);
	}
	p->depth--;
	part->parts = inside.first;
	b->has |= inside.has | PC_SH_HAS_GLOB;
	if (sh_peek(p) == ')')
		p->at++;
	else
		sh_fault(p, PC_SH_UNTERMINATED, "no closing ')' of a pattern");
	part->text = sh_view(from, p->at);
	sh_part_end(p, b, part);
	return true;
}

bool sh_read_star(struct sh_parser *p, struct sh_pieces *b)
{
	const char *from = p->at;
	struct pc_sh_part *part;

	while (sh_peek(p) == '*' || sh_peek(p) == '?') {
		if (sh_peek_at(p, 1) == '(')
			break;
		p->at++;
	}
	if (p->at == from)
		return sh_read_extglob(p, b, from);
	part = sh_part(p, b, PC_SH_GLOB, from);
	part->text = sh_view(from, p->at);
	b->has |= PC_SH_HAS_GLOB;
	sh_part_end(p, b, part);
	return true;
}

/* The last byte of the [:class:] at at, or at when there is none. */
static const char *class_end(const char *at, const char *end)
{
	const char *name = at + 2;

	if (end - at < 4 || at[1] != ':')
		return at;
	while (name < end && sh_is((unsigned char)*name, SH_NAME))
		name++;
	return end - name > 1 && name[0] == ':' && name[1] == ']' ? name + 1 : at;
}

/* Where the [ at .at closes: *is_glob and the place behind the ]; or not a glob and the
 * place where the search ended.  A bracket that holds quotes or expansions is a glob
 * for all that is known here, and so is "[]", as bash has it. */
static const char *bracket_end(const struct sh_parser *p, bool operand, bool *is_glob)
{
	const char *at = p->at + 1, *end = p->end, *early = NULL;

	if (at < end && (*at == '!' || *at == '^'))
		at++;
	if (at < end && *at == ']')
		early = ++at;
	for (; at < end && !sh_is((unsigned char)*at, SH_BREAK); at++) {
		if (*at == '[')
			at = class_end(at, end);
		else if (*at == ']') {
			*is_glob = true;
			return at + 1;
		}
		if (operand && *at == '}')
			break;
		*is_glob = memchr("'\"\\$`", *at, 5) != NULL;
		if (*is_glob)
			return at;
	}
	*is_glob = early != NULL;
	return early ? early : at;
}

bool sh_read_bracket(struct sh_parser *p, struct sh_pieces *b)
{
	const char *from = p->at, *to = from + 1;
	struct pc_sh_part *part;

	if (from >= p->bracket_until) {
		p->bracket_until =
			bracket_end(p, b->mode == SH_MODE_OPERAND, &p->bracket_is_glob);
		if (p->bracket_is_glob && p->bracket_until[-1] == ']')
			to = p->bracket_until;
	}
	if (!p->bracket_is_glob)
		return false;
	part = sh_part(p, b, PC_SH_GLOB, from);
	part->text = sh_view(from, to);
	b->has |= PC_SH_HAS_GLOB;
	p->at = to;
	sh_part_end(p, b, part);
	return true;
}

bool sh_read_brace(struct sh_parser *p, struct sh_pieces *b)
{
	if (b->mode != SH_MODE_WORD || !b->run)
		return false;
	if (p->at == b->word && sh_peek_at(p, 1) == '}')
		return false;
	if (p->n_braces == PC_MAX_SHELL_DEPTH) {
		sh_fault(p, PC_SH_TOO_DEEP, "too many braces inside each other");
		return true;
	}
	p->braces[p->n_braces++] = (struct sh_brace){b->last, p->at, false};
	return false;
}

bool sh_read_comma(struct sh_parser *p, struct sh_pieces *b)
{
	if (p->n_braces > b->braces)
		p->braces[p->n_braces - 1].comma = true;
	return false;
}

/* Moves past an integer or one letter; tells which ('1', 'a'), 0 for neither. */
static char sequence_end(struct pc_str *s)
{
	size_t n = s->len && (s->ptr[0] == '-' || s->ptr[0] == '+');
	size_t digits = n;

	while (n < s->len && sh_is((unsigned char)s->ptr[n], SH_DIGIT))
		n++;
	if (n > digits) {
		*s = pc_str_from(*s, n);
		return '1';
	}
	if (s->len && sh_is((unsigned char)s->ptr[0], SH_NAME) && s->ptr[0] != '_') {
		*s = pc_str_from(*s, 1);
		return 'a';
	}
	return 0;
}

static bool skip_dots(struct pc_str *s)
{
	if (!pc_str_starts(*s, PC_STR("..")))
		return false;
	*s = pc_str_from(*s, 2);
	return true;
}

/* 1..9 a..z 1..9..2 */
static bool is_sequence(struct pc_str s)
{
	char kind = sequence_end(&s);

	if (!kind || !skip_dots(&s) || sequence_end(&s) != kind)
		return false;
	return s.len == 0 || (skip_dots(&s) && sequence_end(&s) == '1' && s.len == 0);
}

/* Makes one part of everything since the {, whose literal is cut in two. */
static void fold_brace(struct sh_parser *p, struct sh_pieces *b, struct sh_brace open)
{
	struct pc_sh_part *literal = open.before ? open.before->next : b->first;
	struct pc_sh_part *inside = literal->next, *rest, *brace;
	const char *literal_end = literal->text.ptr + literal->text.len;

	if (literal_end > open.open + 1) {
		rest = sh_new(p, struct pc_sh_part);
		rest->text = sh_view(open.open + 1, literal_end);
		rest->span.start = sh_offset(p, open.open + 1);
		rest->span.end = literal->span.end;
		rest->next = inside;
		inside = rest;
	}
	brace = literal;
	if (literal->text.ptr < open.open) {
		literal->text.len = (size_t)(open.open - literal->text.ptr);
		literal->span.end = sh_offset(p, open.open);
		brace = sh_new(p, struct pc_sh_part);
		literal->next = brace;
	}
	brace->kind = PC_SH_BRACE;
	brace->text = sh_view(open.open, ++p->at);
	brace->span = (struct pc_sh_span){sh_offset(p, open.open), sh_offset(p, p->at)};
	brace->parts = inside;
	brace->next = NULL;
	b->last = brace;
	b->run = p->at;
	b->has |= PC_SH_HAS_BRACE;
}

/* A } that closes nothing worth expanding ends an inner brace, but the outermost one
 * stays open: bash makes two words of {a},b} . */
bool sh_read_brace_end(struct sh_parser *p, struct sh_pieces *b)
{
	struct sh_brace open;

	if (p->n_braces == b->braces)
		return false;
	open = p->braces[p->n_braces - 1];
	if (!open.comma && !is_sequence(sh_view(open.open + 1, p->at))) {
		p->n_braces -= p->n_braces > b->braces + 1;
		return false;
	}
	p->n_braces--;
	sh_flush(p, b, p->at);
	fold_brace(p, b, open);
	return true;
}

/* Whether the word begins with name= or name+= . */
static bool looks_assigned(struct sh_parser *p, struct sh_pieces *b)
{
	const char *at = b->word;

	if (b->assigned == SH_ASKED_NOT) {
		while (at < p->at && sh_is((unsigned char)*at, SH_NAME))
			at++;
		if (at > b->word && *at == '+')
			at++;
		b->assigned = at > b->word && *at == '=' &&
					      !sh_is((unsigned char)*b->word, SH_DIGIT)
				      ? SH_ASSIGNED
				      : SH_UNASSIGNED;
	}
	return b->assigned == SH_ASSIGNED;
}

/* Whether a ~ at .at stands where one is expanded. */
static bool tilde_may_begin(struct sh_parser *p, struct sh_pieces *b)
{
	char before;

	if (p->at == b->word)
		return true;
	if (!b->run || p->at == b->run)
		return false;
	before = p->at[-1];
	if (before == '{' || before == ',')
		return p->n_braces > b->braces;
	return (before == '=' || before == ':') && looks_assigned(p, b);
}

bool sh_read_tilde(struct sh_parser *p, struct sh_pieces *b)
{
	const char *from = p->at, *at = from + 1;
	struct pc_sh_part *part;

	if (!tilde_may_begin(p, b))
		return false;
	while (at < p->end &&
		(sh_is((unsigned char)*at, SH_NAME) || memchr("+-.", *at, 3)))
		at++;
	if (at < p->end && !sh_is((unsigned char)*at, SH_BREAK) &&
		!memchr("/:},", *at, 4))
		return false;
	if (at < p->end && *at == ':' && !looks_assigned(p, b))
		return false;
	p->at = at;
	part = sh_part(p, b, PC_SH_TILDE, from);
	part->text = sh_view(from, at);
	b->has |= PC_SH_HAS_TILDE;
	sh_part_end(p, b, part);
	return true;
}
