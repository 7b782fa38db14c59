/* SPDX-License-Identifier: Apache-2.0 */
/* [[ expression ]] and what begins with "((" or "(".  An expression becomes the list of
 * its words, operators included: readers look for substitutions in it, not for truth. */
#include "shell_priv.h"

struct cond {
	struct pc_sh_node *node;
	struct pc_sh_word **tail;
};

static void add(struct cond *c, struct pc_sh_word *word)
{
	*c->tail = word;
	c->tail = &word->next;
	c->node->n_words++;
}

/* An operator of that size at .at, as a word. */
static void add_operator(struct sh_parser *p, struct cond *c, size_t size)
{
	add(c, sh_word_of(p, size));
}

static bool at_end(const struct sh_parser *p)
{
	return sh_peek(p) == ']' && sh_peek_at(p, 1) == ']' &&
	       sh_is(sh_peek_at(p, 2), SH_BREAK);
}

/* && || ) ]] : a term is over. */
static bool at_term_end(const struct sh_parser *p)
{
	unsigned char c = sh_peek(p);

	return c == ')' || ((c == '&' || c == '|') && sh_peek_at(p, 1) == c) || at_end(p);
}

static bool is_unary(struct pc_str s)
{
	return s.len == 2 && s.ptr[0] == '-' &&
	       memchr("abcdefghknoprstuvwxzGLNORS", s.ptr[1], 26);
}

static bool is_binary(struct pc_str s)
{
	static const char ops[][4] = {"=", "==", "!=", "=~", "-eq", "-ne", "-lt", "-le",
		"-gt", "-ge", "-nt", "-ot", "-ef"};

	for (size_t i = 0; i < PC_COUNT(ops); i++) {
		if (pc_str_is(s, ops[i]))
			return true;
	}
	return false;
}

/* A word, or the fault that none is there. */
static struct pc_sh_word *operand(struct sh_parser *p, struct cond *c, enum sh_mode mode)
{
	struct pc_sh_word *word = NULL;

	sh_skip_blanks(p);
	if (at_end(p) || (sh_peek(p) == '(' && mode != SH_MODE_REGEX))
		sh_unexpected(p);
	else if (mode == SH_MODE_REGEX && p->at < p->end &&
		 (sh_peek(p) == '(' || sh_peek(p) == '|')) {
		word = sh_new(p, struct pc_sh_word);
		sh_word_into(p, word, mode);
	} else {
		word = sh_word(p, mode);
	}
	if (word)
		add(c, word);
	else
		sh_unexpected(p);
	return word;
}

/* What follows a term's first word, which is no unary operator. */
static void binary(struct sh_parser *p, struct cond *c)
{
	const struct pc_sh_word *op;

	sh_skip_blanks(p);
	if (at_term_end(p))
		return;
	if (sh_at_word(p, sh_peek(p))) {
		op = operand(p, c, SH_MODE_VALUE);
		if (!op || !is_binary(op->text))
			sh_fault(p, PC_SH_SYNTAX, "not an operator in a condition");
		else
			operand(p, c,
				pc_str_is(op->text, "=~") ? SH_MODE_REGEX
							  : SH_MODE_VALUE);
	} else if (sh_peek(p) == '<' || sh_peek(p) == '>') {
		add_operator(p, c, 1);
		operand(p, c, SH_MODE_VALUE);
	} else {
		sh_unexpected(p);
	}
	sh_skip_newlines(p);
}

static void expression(struct sh_parser *p, struct cond *c);

/* term: ! term | ( expression ) | -x word | word | word op word */
static void term(struct sh_parser *p, struct cond *c)
{
	const struct pc_sh_word *word;

	sh_skip_newlines(p);
	while (sh_peek(p) == '!' && sh_is(sh_peek_at(p, 1), SH_BREAK)) {
		add_operator(p, c, 1);
		sh_skip_newlines(p);
	}
	if (sh_peek(p) == '(') {
		add_operator(p, c, 1);
		if (sh_enter(p))
			expression(p, c);
		p->depth--;
		if (sh_peek(p) == ')')
			add_operator(p, c, 1);
		else
			sh_unexpected(p);
		sh_skip_newlines(p);
		return;
	}
	word = operand(p, c, SH_MODE_VALUE);
	if (!word)
		return;
	sh_skip_blanks(p);
	if (is_unary(word->text)) {
		operand(p, c, SH_MODE_VALUE);
		sh_skip_newlines(p);
	} else {
		binary(p, c);
	}
}

/* expression: term, then && or || and a term, any number of times */
static void expression(struct sh_parser *p, struct cond *c)
{
	for (;;) {
		unsigned char next;

		term(p, c);
		next = sh_peek(p);
		if ((next != '&' && next != '|') || sh_peek_at(p, 1) != next)
			return;
		add_operator(p, c, 2);
	}
}

struct pc_sh_node *sh_cond(struct sh_parser *p, const char *from)
{
	struct pc_sh_node *node = sh_node(p, PC_SH_COND, from);
	struct cond c = {node, &node->words};

	p->n_commands++;
	expression(p, &c);
	if (at_end(p))
		p->at += 2;
	else
		sh_unexpected(p);
	return node;
}

/* ((...)), or NULL when it is a subshell in a subshell. */
static struct pc_sh_node *arith_command(struct sh_parser *p, const char *from)
{
	struct sh_pieces inside = {0};
	struct pc_sh_node *node;
	struct pc_str text;

	if (sh_peek(p) != '(')
		return NULL;
	p->at++;
	if (!sh_arith(p, &text, &inside)) {
		if (!p->fault)
			p->at--;
		return NULL;
	}
	node = sh_node(p, PC_SH_ARITH_COMMAND, from);
	node->text = text;
	node->parts = inside.first;
	p->n_commands++;
	return node;
}

struct pc_sh_node *sh_paren(struct sh_parser *p, const char *from)
{
	struct pc_sh_node *node = arith_command(p, from);

	if (node)
		return node;
	node = sh_node(p, PC_SH_SUBSHELL, from);
	node->body = sh_list_needed(p);
	sh_expect_char(p, ')');
	return node;
}
