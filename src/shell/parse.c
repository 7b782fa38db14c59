/* SPDX-License-Identifier: Apache-2.0 */
/* Lists and pipelines, and the parser's entry: commands are simple.c's and compound.c's
 * work. */
#include "shell_priv.h"

struct pc_sh_node *sh_node(struct sh_parser *p, enum pc_sh_kind kind, const char *from)
{
	struct pc_sh_node *node = sh_new(p, struct pc_sh_node);

	node->kind = kind;
	node->span.start = node->span.end = sh_offset(p, from);
	return node;
}

void sh_node_end(struct sh_parser *p, struct pc_sh_node *node)
{
	node->span.end = sh_offset(p, p->at);
}

struct pc_sh_node *sh_command(struct sh_parser *p)
{
	unsigned char c = sh_peek(p);
	struct pc_sh_node *node = NULL;

	if (c == '(' || sh_is(c, SH_WORD1))
		node = sh_compound(p);
	return node || p->fault ? node : sh_simple(p);
}

/* What stands before a pipeline. */
struct prefix {
	bool negated, timed, posix;
};

static bool pass_word(struct sh_parser *p, const char *word, size_t size)
{
	if ((size_t)(p->end - p->at) < size || memcmp(p->at, word, size) != 0 ||
		!sh_is(sh_peek_at(p, size), SH_BREAK))
		return false;
	p->at += size;
	sh_skip_blanks(p);
	return true;
}

/* {! | time [-p] [--]} */
static struct prefix read_prefix(struct sh_parser *p)
{
	struct prefix prefix = {0};
	size_t size;

	while (sh_peek(p) == '!' || sh_peek(p) == 't') {
		enum sh_reserved word = sh_reserved(p, &size);

		if (word != SH_BANG && word != SH_TIME)
			break;
		p->at += size;
		sh_skip_blanks(p);
		if (word == SH_BANG) {
			prefix.negated = !prefix.negated;
			continue;
		}
		prefix.timed = true;
		prefix.posix |= pass_word(p, "-p", 2);
		pass_word(p, "--", 2);
	}
	return prefix;
}

/* A prefix with nothing behind it, which bash takes. */
static bool at_nothing(const struct sh_parser *p)
{
	unsigned char c = sh_peek(p);

	return c == 0 || c == '\n' || (c == ';' && sh_peek_at(p, 1) != ';');
}

/* | or |& at .at: moves past it and what may follow. */
static enum pc_sh_join read_pipe(struct sh_parser *p)
{
	size_t size;

	if (sh_peek(p) != '|' || sh_pair(p, '|'))
		return PC_SH_END;
	size = sh_pair(p, '&');
	p->at += size ? size : 1;
	sh_skip_newlines(p);
	return size ? PC_SH_PIPE_BOTH : PC_SH_PIPE;
}

static struct pc_sh_node *read_pipeline(struct sh_parser *p)
{
	struct pc_sh_node *command = sh_command(p), *node, **tail;
	enum pc_sh_join joined;

	sh_skip_blanks(p);
	if (!command || sh_peek(p) != '|')
		return command;
	joined = read_pipe(p);
	if (joined == PC_SH_END)
		return command;
	node = sh_new(p, struct pc_sh_node);
	node->kind = PC_SH_PIPELINE;
	node->span = command->span;
	node->children = command;
	for (tail = &command->next;; tail = &command->next) {
		command->joined = joined;
		command = sh_command(p);
		if (!command)
			break;
		*tail = command;
		node->span.end = command->span.end;
		sh_skip_blanks(p);
		joined = read_pipe(p);
		if (joined == PC_SH_END)
			break;
	}
	return node;
}

/* prefix command {| command} */
struct pc_sh_node *sh_pipeline(struct sh_parser *p)
{
	const char *from = p->at;
	struct prefix prefix = {0};
	struct pc_sh_node *node;

	if (sh_is(sh_peek(p), SH_WORD1))
		prefix = read_prefix(p);
	if (p->at == from)
		return read_pipeline(p);
	if (at_nothing(p)) {
		node = sh_node(p, PC_SH_SIMPLE, from);
		sh_node_end(p, node);
		p->n_commands++;
	} else {
		node = read_pipeline(p);
	}
	if (!node)
		return NULL;
	node->negated = prefix.negated;
	node->timed = prefix.timed;
	node->time_posix = prefix.posix;
	return node;
}

/* What nothing can follow in a list: ) ;; ;& and reserved words that close. */
static bool at_list_end(struct sh_parser *p)
{
	static const bool closes[SH_N_RESERVED] = {
		[SH_THEN] = true,
		[SH_ELIF] = true,
		[SH_ELSE] = true,
		[SH_FI] = true,
		[SH_DO] = true,
		[SH_DONE] = true,
		[SH_ESAC] = true,
		[SH_CLOSE_BRACE] = true,
	};
	unsigned char c = sh_peek(p);
	size_t size;

	if (p->at == p->end || c == ')')
		return true;
	if (c == ';')
		return sh_peek_at(p, 1) == ';' || sh_peek_at(p, 1) == '&';
	return closes[sh_reserved(p, &size)];
}

/* The operator behind a command of a list: moves past it. */
static enum pc_sh_join read_join(struct sh_parser *p)
{
	size_t size;

	switch (sh_peek(p)) {
	case '&':
		size = sh_pair(p, '&');
		p->at += size ? size : 1;
		return size ? PC_SH_AND : PC_SH_BACKGROUND;
	case '|':
		size = sh_pair(p, '|');
		if (size == 0)
			sh_unexpected(p);
		p->at += size;
		return PC_SH_OR;
	case ';':
		if (at_list_end(p))
			return PC_SH_END;
		p->at++;
		return PC_SH_SEMI;
	case '\n':
		return PC_SH_NEWLINE;
	default:
		return PC_SH_END;
	}
}

struct pc_sh_node *sh_list(struct sh_parser *p)
{
	struct pc_sh_node *list, *child = NULL;
	struct pc_sh_node **tail;

	sh_skip_newlines(p);
	if (at_list_end(p))
		return NULL;
	list = sh_node(p, PC_SH_LIST, p->at);
	tail = &list->children;
	for (;;) {
		child = sh_pipeline(p);
		if (!child)
			break;
		*tail = child;
		tail = &child->next;
		list->span.end = child->span.end;
		sh_skip_blanks(p);
		child->joined = read_join(p);
		if (child->joined == PC_SH_END)
			break;
		sh_skip_newlines(p);
		if (child->joined != PC_SH_AND && child->joined != PC_SH_OR &&
			at_list_end(p))
			break;
	}
	return list->children ? list : NULL;
}

struct pc_sh_node *sh_list_needed(struct sh_parser *p)
{
	struct pc_sh_node *list = sh_list(p);

	if (!list)
		sh_unexpected(p);
	return list;
}

static void parse(struct pc_sh_tree *out, struct sh_parser *p)
{
	struct sh_brace braces[PC_MAX_SHELL_DEPTH];

	p->braces = braces;
	out->root = sh_list(p);
	if (p->at < p->end)
		sh_unexpected(p);
	if (p->heredocs)
		sh_fault(p, PC_SH_UNTERMINATED, "here-document without a body");
	p->braces = NULL;
}

void pc_sh_parse(struct pc_sh_tree *out, struct pc_arena *arena, struct pc_str text)
{
	struct sh_parser p = {
		.at = text.ptr, .base = text.ptr, .end = text.ptr, .arena = arena};

	*out = (struct pc_sh_tree){.text = text};
	p.budget = 8 * text.len + 4096;
	if (text.len > PC_MAX_COMMAND_SIZE) {
		sh_fault(&p, PC_SH_TOO_LONG, "longer than any command line");
	} else if (text.len) {
		const char *nul = memchr(text.ptr, '\0', text.len);

		p.end = nul ? nul : text.ptr + text.len;
		parse(out, &p);
		if (nul) {
			p.fault = PC_SH_FINE;
			p.at = nul;
			p.end = text.ptr + text.len;
			sh_fault(&p, PC_SH_BAD_BYTE, "a NUL byte");
		}
	}
	out->fault = p.fault;
	out->fault_at = p.fault_at;
	out->fault_text = p.fault_text;
	out->has_comment = p.has_comment;
	out->has_heredoc = p.has_heredoc;
	out->has_continuation = p.has_continuation;
	out->n_commands = p.n_commands;
}
