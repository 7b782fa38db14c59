/* SPDX-License-Identifier: Apache-2.0 */
/* ${...}: name, operator, operand.  What bash refuses when it runs ("bad substitution")
 * is a fault here already; newer shells run some of it as commands. */
#include "shell_priv.h"

static bool is_special(unsigned char c)
{
	return c && memchr("@*#?-$!", c, 7);
}

/* ${#name}: whether the # at .at asks for a length. */
static bool asks_length(const struct sh_parser *p)
{
	unsigned char c = sh_peek_at(p, 1);

	return sh_is(c, SH_NAME) || (is_special(c) && sh_peek_at(p, 2) == '}');
}

/* ${!name}: whether the ! at .at asks for an indirection. */
static bool asks_indirect(const struct sh_parser *p)
{
	unsigned char c = sh_peek_at(p, 1);

	return sh_is(c, SH_NAME) || c == '@' || c == '*' || c == '#';
}

/* [index]; its expansions become the first of the part's pieces. */
static void read_index(struct sh_parser *p, struct sh_pieces *inside)
{
	if (sh_peek(p) != '[')
		return;
	p->at++;
	inside->run = NULL;
	sh_balanced(p, inside, '[', ']');
	if (p->at < p->end)
		p->at++;
	else
		sh_fault(p, PC_SH_UNTERMINATED, "no closing ']'");
}

static struct pc_str read_name(struct sh_parser *p, struct sh_pieces *inside)
{
	const char *from = p->at;
	unsigned char c = sh_peek(p);

	if (sh_is(c, SH_DIGIT)) {
		while (sh_is(sh_peek(p), SH_DIGIT))
			p->at++;
	} else if (sh_is(c, SH_NAME)) {
		while (sh_is(sh_peek(p), SH_NAME))
			p->at++;
		read_index(p, inside);
	} else if (is_special(c)) {
		p->at++;
	}
	return sh_view(from, p->at);
}

/* Operators, longer ones first where one begins another. */
static struct pc_str read_op(struct sh_parser *p)
{
	static const char ops[][3] = {":-", ":=", ":+", ":?", "##", "%%", "//", "/#",
		"/%", "^^", ",,", "~~", "-", "=", "+", "?", "#", "%", "/", "^", ",", "~",
		":"};
	struct pc_str rest = sh_view(p->at, p->end);

	if (rest.len > 2 && rest.ptr[0] == '@' && rest.ptr[2] == '}') {
		p->at += 2;
		return pc_str_head(rest, 2);
	}
	for (size_t i = 0; i < PC_COUNT(ops); i++) {
		struct pc_str op = pc_str(ops[i]);

		if (pc_str_starts(rest, op)) {
			p->at += op.len;
			return pc_str_head(rest, op.len);
		}
	}
	return (struct pc_str){0};
}

/* The operator behind the name; prefix is the ! or # before it. */
static struct pc_str read_operation(
	struct sh_parser *p, struct sh_pieces *inside, struct pc_str prefix)
{
	struct pc_str op;

	if (sh_peek(p) == '}')
		return prefix;
	if (prefix.len && *prefix.ptr == '!' && sh_peek_at(p, 1) == '}' &&
		memchr("@*", sh_peek(p), 2)) {
		return *p->at++ == '@' ? PC_STR("!@") : PC_STR("!*");
	}
	op = read_op(p);
	if (op.len == 0) {
		if (p->at < p->end)
			sh_fault(p, PC_SH_SYNTAX, "bad substitution");
		return op;
	}
	inside->run = inside->word = p->at;
	inside->mode = SH_MODE_OPERAND;
	sh_pieces(p, inside);
	return op;
}

static void read_inside(
	struct sh_parser *p, struct sh_pieces *inside, struct pc_sh_part *part)
{
	struct pc_str prefix = {0};

	if ((sh_peek(p) == '#' && asks_length(p)) ||
		(sh_peek(p) == '!' && asks_indirect(p))) {
		prefix = sh_view(p->at, p->at + 1);
		p->at++;
	}
	part->name = read_name(p, inside);
	if (part->name.len == 0 && p->at < p->end)
		sh_fault(p, PC_SH_SYNTAX, "bad substitution");
	part->op = read_operation(p, inside, prefix);
}

bool sh_read_param(struct sh_parser *p, struct sh_pieces *b, const char *from)
{
	struct pc_sh_part *part = sh_part(p, b, PC_SH_PARAM, from);
	struct sh_pieces inside = {.braces = p->n_braces};

	if (sh_enter(p))
		read_inside(p, &inside, part);
	p->depth--;
	part->parts = inside.first;
	b->has |= PC_SH_HAS_PARAM | (inside.has & (PC_SH_HAS_COMMAND | PC_SH_HAS_QUOTE));
	if (sh_peek(p) == '}')
		p->at++;
	else
		sh_fault(p, PC_SH_UNTERMINATED, "no closing '}'");
	part->text = sh_view(from, p->at);
	sh_part_end(p, b, part);
	return true;
}
