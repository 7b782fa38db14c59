/* SPDX-License-Identifier: Apache-2.0 */
/* Simple commands: assignments, then words, with redirections anywhere.  Also the form
 * "name ()", which only turns out to be a function behind its first word. */
#include <limits.h>

#include "shell_priv.h"

/* name+ then the size of "=" or "+=" at .at; 0 for neither. */
static size_t assign_op(const struct sh_parser *p)
{
	if (sh_peek(p) == '=')
		return 1;
	return sh_peek(p) == '+' && sh_peek_at(p, 1) == '=' ? 2 : 0;
}

static bool holds_break(struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (sh_is((unsigned char)s.ptr[i], SH_BREAK))
			return true;
	}
	return false;
}

/* [index] behind an assignment's name; false, with .at back, when no assignment follows.
 * bash takes blanks in the brackets even then; that is a fault here. */
static bool read_index(struct sh_parser *p, struct pc_sh_assign *assign)
{
	struct sh_parser before = *p;
	struct sh_pieces b = {0};
	const char *from = ++p->at;
	size_t size;

	sh_balanced(p, &b, '[', ']');
	size = (size_t)(p->at - from);
	assign->index = sh_view(from, p->at);
	assign->index_parts = b.first;
	if (p->at < p->end) {
		p->at++;
		if (assign_op(p))
			return true;
	} else {
		sh_fault(p, PC_SH_UNTERMINATED, "no closing ']'");
	}
	if (p->fault)
		return false;
	before.budget = p->budget;
	*p = before;
	if (sh_spend(p, size) && holds_break(assign->index))
		sh_fault(p, PC_SH_SYNTAX, "an index without an assignment");
	return false;
}

static void read_value(struct sh_parser *p, struct pc_sh_word *value)
{
	struct sh_pieces b = {.run = p->at};

	if (sh_peek(p) != '(') {
		sh_word_into(p, value, SH_MODE_VALUE);
		return;
	}
	value->span.start = sh_offset(p, p->at);
	sh_array(p, &b);
	value->span.end = sh_offset(p, p->at);
	value->text = sh_view(p->base + value->span.start, p->at);
	value->parts = b.first;
	value->has = b.has;
}

/* An assignment at .at, or NULL. */
static struct pc_sh_assign *read_assign(struct sh_parser *p)
{
	const char *from = p->at, *at = from, *end = p->end;
	struct pc_sh_assign found = {0}, *assign;
	size_t op;

	while (at < end && sh_is((unsigned char)*at, SH_NAME))
		at++;
	if (at == end || at == from || (*at != '=' && *at != '+' && *at != '[') ||
		sh_is((unsigned char)*from, SH_DIGIT))
		return NULL;
	found.name = sh_view(from, at);
	p->at = at;
	if (*at == '[' && !read_index(p, &found)) {
		if (!p->fault)
			p->at = from;
		return NULL;
	}
	op = assign_op(p);
	if (op == 0) {
		p->at = from;
		return NULL;
	}
	assign = sh_new(p, struct pc_sh_assign);
	*assign = found;
	assign->append = op == 2;
	p->at += op;
	read_value(p, &assign->value);
	assign->span = (struct pc_sh_span){sh_offset(p, from), sh_offset(p, p->at)};
	return assign;
}

bool sh_array(struct sh_parser *p, struct sh_pieces *b)
{
	struct pc_sh_part *part = sh_part(p, b, PC_SH_ARRAY, p->at);
	struct pc_sh_word **tail = &part->words;
	bool may_array = p->may_array;

	p->may_array = false;
	p->at++;
	for (;;) {
		sh_skip_newlines(p);
		*tail = sh_word(p, SH_MODE_WORD);
		if (!*tail || p->fault)
			break;
		b->has |= (*tail)->has;
		tail = &(*tail)->next;
	}
	sh_expect_char(p, ')');
	if (!sh_is(sh_peek(p), SH_BREAK)) /* bash goes on with the word, nobody does */
		sh_unexpected(p);
	p->may_array = may_array;
	b->has |= PC_SH_HAS_ARRAY;
	sh_part_end(p, b, part);
	return true;
}

/* ---- redirections --------------------------------------------------------- */

static const struct redir_op {
	char text[4];
	unsigned char len;
	enum pc_sh_redir_op op;
} redir_ops[] = {
	/* longer ones before those that begin them */
	{"<<<", 3, PC_SH_REDIR_STRING},
	{"<<", 2, PC_SH_REDIR_HEREDOC},
	{"<&", 2, PC_SH_REDIR_DUP_IN},
	{"<>", 2, PC_SH_REDIR_RW},
	{"<", 1, PC_SH_REDIR_IN},
	{">>", 2, PC_SH_REDIR_APPEND},
	{">&", 2, PC_SH_REDIR_DUP_OUT},
	{">|", 2, PC_SH_REDIR_CLOBBER},
	{">", 1, PC_SH_REDIR_OUT},
	{"&>>", 3, PC_SH_REDIR_BOTH_APP},
	{"&>", 2, PC_SH_REDIR_BOTH},
};

/* Moves past the operator at .at; false when there is none. */
static bool read_redir_op(struct sh_parser *p, struct pc_sh_redir *redir)
{
	const struct redir_op *op = redir_ops;
	const struct redir_op *end = redir_ops + PC_COUNT(redir_ops);
	unsigned char c = sh_peek(p);

	if (c != '<' && c != '>' && c != '&')
		return false;
	while (op < end && op->text[0] != (char)c)
		op++;
	for (; op < end; op++) {
		if ((size_t)(p->end - p->at) >= op->len &&
			memcmp(p->at, op->text, op->len) == 0)
			break;
	}
	if (op == end)
		return false;
	redir->op = op->op;
	p->at += op->len;
	if (op->op == PC_SH_REDIR_HEREDOC && sh_peek(p) == '-') {
		redir->strip_tabs = true;
		p->at++;
	}
	return true;
}

/* The number or {name} before an operator: its size, 0 for none. */
static size_t prefix_size(const struct sh_parser *p)
{
	long long number = 0;
	size_t n = 0;

	if (sh_is(sh_peek(p), SH_DIGIT)) {
		while (number <= INT_MAX && sh_is(sh_peek_at(p, n), SH_DIGIT))
			number = number * 10 + (p->at[n++] - '0');
		if (number > INT_MAX)
			return 0;
	} else if (sh_peek(p) == '{') {
		n = 1;
		while (sh_is(sh_peek_at(p, n), SH_NAME))
			n++;
		n = n > 1 && sh_peek_at(p, n) == '}' ? n + 1 : 0;
	}
	if (sh_peek_at(p, n) != '<' && sh_peek_at(p, n) != '>')
		return 0;
	return sh_peek_at(p, n + 1) == '(' ? 0 : n;
}

static void read_prefix(struct sh_parser *p, struct pc_sh_redir *redir, size_t size)
{
	redir->fd = -1;
	if (size && *p->at == '{') {
		redir->var = sh_view(p->at + 1, p->at + size - 1);
	} else if (size) {
		redir->fd = 0;
		for (size_t i = 0; i < size; i++)
			redir->fd = redir->fd * 10 + (p->at[i] - '0');
	}
	p->at += size;
}

/* Whether >&target duplicates a descriptor: "2", "2-", "-". */
static bool is_descriptor(struct pc_str target)
{
	size_t n = 0;

	while (n < target.len && sh_is((unsigned char)target.ptr[n], SH_DIGIT))
		n++;
	if (n < target.len && target.ptr[n] == '-')
		n++;
	return target.len && n == target.len;
}

static bool is_dup(enum pc_sh_redir_op op)
{
	return op == PC_SH_REDIR_DUP_IN || op == PC_SH_REDIR_DUP_OUT;
}

static void read_target(struct sh_parser *p, struct pc_sh_redir *redir)
{
	sh_skip_blanks(p);
	if (!sh_at_word(p, sh_peek(p)) || prefix_size(p)) {
		sh_unexpected(p);
		return;
	}
	if (sh_peek(p) == '-' && is_dup(redir->op)) {
		struct pc_sh_word *dash = sh_word_of(p, 1);

		redir->target = *dash;
		return;
	}
	sh_word_into(p, &redir->target, SH_MODE_VALUE);
	if (redir->op == PC_SH_REDIR_HEREDOC) {
		redir->quoted = redir->target.has & PC_SH_HAS_QUOTE;
		sh_heredoc_wait(p, redir);
	}
	if (redir->op == PC_SH_REDIR_DUP_OUT && redir->fd < 0 && !redir->var.len &&
		!is_descriptor(redir->target.text))
		redir->op = PC_SH_REDIR_BOTH;
}

/* A redirection at .at, or NULL. */
static struct pc_sh_redir *read_redir(struct sh_parser *p)
{
	unsigned char c = sh_peek(p);
	const char *from = p->at;
	struct pc_sh_redir *redir;
	size_t size = 0;

	if (sh_is(c, SH_DIGIT) || c == '{') {
		size = prefix_size(p);
		if (size == 0)
			return NULL;
	} else if (c == '&') {
		if (sh_peek_at(p, 1) != '>')
			return NULL;
	} else if ((c != '<' && c != '>') || sh_peek_at(p, 1) == '(') {
		return NULL;
	}
	redir = sh_new(p, struct pc_sh_redir);
	read_prefix(p, redir, size);
	if (read_redir_op(p, redir))
		read_target(p, redir);
	redir->span = (struct pc_sh_span){sh_offset(p, from), sh_offset(p, p->at)};
	return redir;
}

void sh_redirs(struct sh_parser *p, struct pc_sh_node *node)
{
	struct pc_sh_redir **tail = &node->redirs;

	for (;;) {
		sh_skip_blanks(p);
		*tail = read_redir(p);
		if (!*tail)
			return;
		node->span.end = (*tail)->span.end;
		tail = &(*tail)->next;
	}
}

/* ---- commands ------------------------------------------------------------- */

/* Builtins whose arguments may be name=(...), as bash knows them. */
static bool takes_arrays(struct pc_str name)
{
	static const char names[][9] = {"alias", "declare", "eval", "export", "let",
		"local", "readonly", "typeset"};

	if (name.len < 3 || name.len > 8)
		return false;
	for (size_t i = 0; i < PC_COUNT(names); i++) {
		if (names[i][0] == name.ptr[0] && pc_str_is(name, names[i]))
			return true;
	}
	return false;
}

struct tails {
	struct pc_sh_assign **assign;
	struct pc_sh_word **word;
	struct pc_sh_redir **redir;
};

/* The next piece of the command; false when none stands at .at. */
static bool read_element(
	struct sh_parser *p, struct pc_sh_node *node, struct tails *tails)
{
	unsigned char c = sh_peek(p);

	if (sh_is(c, SH_BREAK | SH_DIGIT) || c == '{') {
		*tails->redir = read_redir(p);
		if (*tails->redir) {
			tails->redir = &(*tails->redir)->next;
			return true;
		}
	}
	if (node->n_words == 0 && sh_is(c, SH_NAME)) {
		*tails->assign = read_assign(p);
		if (*tails->assign) {
			tails->assign = &(*tails->assign)->next;
			return true;
		}
	}
	*tails->word = sh_word(p, SH_MODE_WORD);
	if (!*tails->word)
		return false;
	if (node->n_words++ == 0)
		p->may_array = takes_arrays((*tails->word)->text);
	tails->word = &(*tails->word)->next;
	return true;
}

bool sh_parens(struct sh_parser *p)
{
	if (sh_peek(p) != '(')
		return false;
	p->at++;
	return sh_expect_char(p, ')');
}

/* name ( ) body, read so far up to the parenthesis as a simple command. */
static void become_function(struct sh_parser *p, struct pc_sh_node *node)
{
	const struct pc_sh_word *word = node->words;

	if (word->has & ~(unsigned)PC_SH_HAS_GLOB) {
		sh_unexpected(p);
		return;
	}
	if (!sh_parens(p))
		return;
	node->kind = PC_SH_FUNCTION;
	node->name = word->text;
	node->words = NULL;
	node->n_words = 0;
	sh_function_body(p, node);
}

struct pc_sh_node *sh_simple(struct sh_parser *p)
{
	struct pc_sh_node *node = sh_node(p, PC_SH_SIMPLE, p->at);
	struct tails tails = {&node->assigns, &node->words, &node->redirs};
	bool may_array = p->may_array;
	const char *end = p->at;

	p->may_array = false;
	while (read_element(p, node, &tails)) {
		end = p->at;
		sh_skip_blanks(p);
	}
	p->may_array = may_array;
	node->span.end = sh_offset(p, end);
	if (node->span.end == node->span.start) {
		sh_unexpected(p);
		return NULL;
	}
	if (sh_peek(p) == '(' && node->n_words == 1 && !node->assigns && !node->redirs)
		become_function(p, node);
	if (node->kind == PC_SH_SIMPLE)
		p->n_commands++;
	return node;
}
