/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of words that bash replaces: parameters, arithmetic, command and process
 * substitution.  Commands inside are parsed where they stand, by the same parser; only
 * backticks need a text of their own, with one level of backslashes taken off. */
#include "shell_priv.h"

/* What a substitution may not share with what is around it. */
struct outside {
	struct sh_heredoc *heredocs, *last;
};

static struct outside go_inside(struct sh_parser *p)
{
	struct outside outside = {p->heredocs, p->last_heredoc};

	p->heredocs = NULL;
	return outside;
}

static void come_outside(struct sh_parser *p, struct outside outside)
{
	if (p->heredocs)
		sh_fault(p, PC_SH_UNTERMINATED, "here-document without a body");
	p->heredocs = outside.heredocs;
	p->last_heredoc = outside.last;
	p->depth--;
}

/* (list) of a substitution that begins at from; .at stands behind the parenthesis. */
static bool read_commands(struct sh_parser *p, struct sh_pieces *b,
	enum pc_sh_part_kind kind, const char *from)
{
	struct pc_sh_part *part = sh_part(p, b, kind, from);
	struct outside outside = go_inside(p);

	b->has |= PC_SH_HAS_COMMAND;
	if (sh_enter(p)) {
		part->body = sh_list(p);
		if (sh_peek(p) == ')')
			p->at++;
		else
			sh_unexpected(p);
	}
	come_outside(p, outside);
	part->text = sh_view(from, p->at);
	sh_part_end(p, b, part);
	return true;
}

bool sh_read_process(struct sh_parser *p, struct sh_pieces *b)
{
	const char *from = p->at;

	p->at += 2;
	return read_commands(p, b, *from == '<' ? PC_SH_PROC_IN : PC_SH_PROC_OUT, from);
}

/* The backtick that closes the one at .at, or NULL; *escaped when a backslash that goes
 * away stands before it. */
static const char *closing_backtick(const struct sh_parser *p, bool *escaped)
{
	const char *at = p->at + 1;

	*escaped = false;
	for (; at < p->end && *at != '`'; at++) {
		if (*at != '\\')
			continue;
		if (++at == p->end)
			return NULL;
		*escaped = true;
	}
	return at < p->end ? at : NULL;
}

/* Without the backslashes before $ ` \ and, inside double quotes, ". */
static struct pc_str unescape(struct sh_parser *p, struct pc_str raw, bool in_double)
{
	char *text = pc_arena_bytes(p->arena, raw.len);
	size_t n = 0;

	for (size_t i = 0; i < raw.len; i++) {
		if (raw.ptr[i] == '\\' && i + 1 < raw.len) {
			char c = raw.ptr[i + 1];

			if (c != '$' && c != '`' && c != '\\' && !(in_double && c == '"'))
				text[n++] = '\\';
			i++;
		}
		text[n++] = raw.ptr[i];
	}
	return (struct pc_str){text, n};
}

/* Parses the text of backticks as if it stood alone. */
static struct pc_sh_node *parse_apart(struct sh_parser *p, struct pc_str text)
{
	const char *at = p->at, *end = p->end, *base = p->base;
	struct outside outside = go_inside(p);
	struct pc_sh_node *body = NULL;

	p->at = p->base = text.ptr;
	p->end = text.ptr + text.len;
	p->bracket_until = NULL;
	if (sh_enter(p) && sh_spend(p, text.len))
		body = sh_list(p);
	if (p->at < p->end)
		sh_unexpected(p);
	come_outside(p, outside);
	p->base = base;
	p->at = at;
	p->end = p->fault ? at : end;
	p->bracket_until = NULL;
	return body;
}

bool sh_read_backtick(struct sh_parser *p, struct sh_pieces *b)
{
	const char *from = p->at, *close;
	struct pc_sh_part *part = sh_part(p, b, PC_SH_BACKTICK, from);
	bool escaped, faulty;

	b->has |= PC_SH_HAS_COMMAND;
	close = closing_backtick(p, &escaped);
	if (!close) {
		sh_fault(p, PC_SH_UNTERMINATED, "no closing '`'");
		sh_part_end(p, b, part);
		return true;
	}
	part->text = sh_view(from + 1, close);
	if (escaped)
		part->text = unescape(p, part->text, b->mode == SH_MODE_DOUBLE);
	p->at = close + 1;
	faulty = p->fault;
	part->body = parse_apart(p, part->text);
	if (p->fault && !faulty) /* its place is in another text */
		p->fault_at =
			(struct pc_sh_span){sh_offset(p, from), sh_offset(p, close + 1)};
	sh_part_end(p, b, part);
	return true;
}

void sh_balanced(struct sh_parser *p, struct sh_pieces *b, char open, char close)
{
	size_t depth = 0;

	while (p->at < p->end) {
		char c = *p->at;
		bool taken = false;

		if (c == close && depth-- == 0)
			break;
		depth += c == open;
		if (c == '\'')
			taken = sh_read_single(p, b);
		else if (c == '"')
			taken = sh_read_double(p, b);
		else if (c == '\\')
			taken = sh_read_escape(p, b);
		else if (c == '$')
			taken = sh_read_dollar(p, b);
		else if (c == '`')
			taken = sh_read_backtick(p, b);
		if (!taken && p->at < p->end)
			p->at++;
	}
}

/* Leaves the parts of expansions; quoted pieces count for what they hold. */
static struct pc_sh_part *only_expansions(struct pc_sh_part *first)
{
	struct pc_sh_part **at = &first;

	while (*at) {
		if ((*at)->kind == PC_SH_SINGLE || (*at)->kind == PC_SH_ESCAPED)
			*at = (*at)->next;
		else
			at = &(*at)->next;
	}
	return first;
}

bool sh_arith(struct sh_parser *p, struct pc_str *out, struct sh_pieces *inside)
{
	struct sh_parser before = *p;
	size_t size;

	sh_balanced(p, inside, '(', ')');
	if (sh_peek(p) == ')' && sh_peek_at(p, 1) == ')') {
		*out = sh_view(before.at, p->at);
		inside->first = only_expansions(inside->first);
		p->at += 2;
		return true;
	}
	if (p->fault == PC_SH_TOO_DEEP)
		return false;
	size = (size_t)(p->at - before.at);
	before.budget = p->budget;
	*p = before;
	sh_spend(p, size);
	return false;
}

/* $((...)), .at behind the parentheses; false when it is a command after all. */
static bool read_arith(struct sh_parser *p, struct sh_pieces *b, const char *from)
{
	struct sh_pieces inside = {0};
	struct pc_sh_part *part;
	struct pc_str text;

	if (!sh_enter(p) || !sh_arith(p, &text, &inside)) {
		p->depth--;
		return false;
	}
	p->depth--;
	part = sh_part(p, b, PC_SH_ARITH, from);
	part->text = text;
	part->parts = inside.first;
	b->has |= PC_SH_HAS_PARAM | inside.has;
	sh_part_end(p, b, part);
	return true;
}

/* $[...], the old form; .at behind the bracket. */
static bool read_old_arith(struct sh_parser *p, struct sh_pieces *b, const char *from)
{
	struct pc_sh_part *part = sh_part(p, b, PC_SH_ARITH, from);
	struct sh_pieces inside = {0};
	const char *start = p->at;

	if (sh_enter(p))
		sh_balanced(p, &inside, '[', ']');
	p->depth--;
	part->text = sh_view(start, p->at);
	part->parts = only_expansions(inside.first);
	b->has |= PC_SH_HAS_PARAM | inside.has;
	if (p->at < p->end)
		p->at++;
	else
		sh_fault(p, PC_SH_UNTERMINATED, "no closing ']'");
	sh_part_end(p, b, part);
	return true;
}

static bool read_paren(struct sh_parser *p, struct sh_pieces *b, const char *from)
{
	if (sh_peek(p) == '(') {
		p->at++;
		if (read_arith(p, b, from))
			return true;
		if (p->fault)
			return true;
		p->at--;
	}
	return read_commands(p, b, PC_SH_COMMAND, from);
}

/* $x, $1, $?; .at on the name. */
static bool read_plain(struct sh_parser *p, struct sh_pieces *b, const char *from)
{
	struct pc_sh_part *part = sh_part(p, b, PC_SH_PARAM, from);
	const char *name = p->at++;

	if (sh_is((unsigned char)*name, SH_NAME) &&
		!sh_is((unsigned char)*name, SH_DIGIT)) {
		while (sh_is(sh_peek(p), SH_NAME))
			p->at++;
	}
	part->name = sh_view(name, p->at);
	part->text = sh_view(from, p->at);
	b->has |= PC_SH_HAS_PARAM;
	sh_part_end(p, b, part);
	return true;
}

bool sh_read_dollar(struct sh_parser *p, struct sh_pieces *b)
{
	const char *from = p->at;
	unsigned char c;

	p->at++;
	while (sh_peek(p) == '\\' && sh_peek_at(p, 1) == '\n') {
		p->at += 2;
		p->has_continuation = true;
	}
	c = sh_peek(p);
	if (sh_is(c, SH_PARAM1) && p->at < p->end)
		return read_plain(p, b, from);
	if (c == '{' || c == '(' || c == '[') {
		p->at++;
		if (c == '{')
			return sh_read_param(p, b, from);
		if (c == '[')
			return read_old_arith(p, b, from);
		return read_paren(p, b, from);
	}
	p->at = from;
	return false;
}

struct pc_sh_part *sh_expansions(struct sh_parser *p)
{
	struct sh_pieces b = {.mode = SH_MODE_DOUBLE};

	while (p->at < p->end) {
		bool taken = false;

		while (p->at < p->end && !sh_is((unsigned char)*p->at, SH_DOUBLE))
			p->at++;
		if (p->at == p->end)
			break;
		if (*p->at == '$')
			taken = sh_read_dollar(p, &b);
		else if (*p->at == '`')
			taken = sh_read_backtick(p, &b);
		else if (*p->at == '\\')
			p->at++;
		if (!taken && p->at < p->end)
			p->at++;
	}
	return b.first;
}
