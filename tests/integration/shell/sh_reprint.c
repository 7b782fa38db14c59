/* SPDX-License-Identifier: Apache-2.0 */
/* Prints command lines from their trees, in the words and the order in which bash prints
 * a function's body with "declare -f", each on one line.  tests/integration/shell holds
 * the two against each other.
 *
 *   sh_reprint lines.txt            one line of output for each line of input:
 *                                   "valid <text>", "heredoc <text>" when a body is in
 * it, or "fault <what>" sh_reprint --words lines.txt    the words whose value is known
 * without running anything: "<source>\t<value>"
 *
 * In the file, U+2424 stands for a newline inside a command line; in the output, runs of
 * white space are one space, and in words U+2424 is a newline, U+2409 a tab. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/shell/effects.h"
#include "pc/shell/word.h"

#define NEWLINE_SYMBOL "\xe2\x90\xa4"
#define TAB_SYMBOL     "\xe2\x90\x89"

struct print {
	struct pc_buf *out;
	struct pc_arena *arena;
	const struct pc_sh_tree *tree;
	struct pc_buf bodies; /* of here-documents, for the end of the line */
	int inside;           /* substitutions; bash prints their groups on one line */
};

static void print_node(struct print *p, const struct pc_sh_node *node);
static void print_parts(
	struct print *p, const struct pc_sh_word *word, const struct pc_sh_part *part);

static void puts_(struct print *p, const char *text)
{
	pc_buf_puts(p->out, text);
}

/* The source from one offset to another, as seen from the word that holds both. */
static struct pc_str source(const struct pc_sh_word *word, uint32_t from, uint32_t to)
{
	return (struct pc_str){word->text.ptr + from - word->span.start, to - from};
}

/* bash drops backslash-newlines while it reads, inside most words too. */
static void print_joined(struct print *p, struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\\' && i + 1 < s.len) {
			if (s.ptr[i + 1] != '\n')
				pc_buf_add(p->out, (struct pc_str){s.ptr + i, 2});
			i++;
			continue;
		}
		pc_buf_add_char(p->out, s.ptr[i]);
	}
}

/* A part whose pieces are printed, and the source between them as it is. */
static void print_pieces(
	struct print *p, const struct pc_sh_word *word, const struct pc_sh_part *part)
{
	uint32_t at = part->span.start;

	for (const struct pc_sh_part *piece = part->parts; piece; piece = piece->next) {
		struct pc_sh_part alone = *piece;

		alone.next = NULL;
		print_joined(p, source(word, at, piece->span.start));
		print_parts(p, word, &alone);
		at = piece->span.end;
	}
	print_joined(p, source(word, at, part->span.end));
}

/* $'...' is printed decoded, in plain single quotes. */
static void print_ansi(struct print *p, struct pc_str raw)
{
	struct pc_str value = pc_sh_ansi_value(p->arena, raw);

	puts_(p, "'");
	for (size_t i = 0; i < value.len; i++) {
		if (value.ptr[i] == '\'')
			puts_(p, "'\\''");
		else
			pc_buf_add_char(p->out, value.ptr[i]);
	}
	puts_(p, "'");
}

static void print_array(struct print *p, const struct pc_sh_word *words)
{
	puts_(p, "(");
	for (; words; words = words->next) {
		print_parts(p, words, words->parts);
		puts_(p, words->next ? " " : "");
	}
	puts_(p, ")");
}

/* What looks like arithmetic first is printed as written. */
static void print_substitution(struct print *p, const struct pc_sh_part *part)
{
	if (pc_str_starts(part->text, PC_STR("$(("))) {
		pc_buf_add(p->out, part->text);
		return;
	}
	pc_buf_add(p->out, pc_str_head(part->text, 1));
	puts_(p, "(");
	p->inside++;
	if (part->body) {
		if (*part->text.ptr == '$' &&
			part->body->children->kind == PC_SH_SUBSHELL)
			puts_(p, " ");
		print_node(p, part->body);
	}
	p->inside--;
	puts_(p, ")");
}

static void print_parts(
	struct print *p, const struct pc_sh_word *word, const struct pc_sh_part *part)
{
	for (; part; part = part->next) {
		switch (part->kind) {
		case PC_SH_LITERAL:
		case PC_SH_ESCAPED:
		case PC_SH_SINGLE:
		case PC_SH_GLOB:
		case PC_SH_TILDE:
			pc_buf_add(
				p->out, source(word, part->span.start, part->span.end));
			break;
		case PC_SH_ANSI:
			print_ansi(p, part->text);
			break;
		case PC_SH_COMMAND:
		case PC_SH_PROC_IN:
		case PC_SH_PROC_OUT:
			print_substitution(p, part);
			break;
		case PC_SH_LOCALE: {
			struct pc_sh_part plain = *part;

			plain.kind = PC_SH_DOUBLE;
			plain.span.start++;
			print_pieces(p, word, &plain);
			break;
		}
		case PC_SH_ARRAY:
			print_array(p, part->words);
			break;
		default:
			print_pieces(p, word, part);
		}
	}
}

static void print_word(struct print *p, const struct pc_sh_word *word)
{
	print_parts(p, word, word->parts);
}

static void print_words(struct print *p, const struct pc_sh_word *word)
{
	for (; word; word = word->next) {
		print_word(p, word);
		puts_(p, word->next ? " " : "");
	}
}

/* name, index and "=" as written: the source before the value. */
static void print_assigns(struct print *p, const struct pc_sh_assign *assign)
{
	for (; assign; assign = assign->next) {
		pc_buf_add(p->out, assign->name);
		if (assign->index.ptr)
			pc_buf_printf(p->out, "[%.*s]", PC_STR_ARG(assign->index));
		puts_(p, assign->append ? "+=" : "=");
		print_word(p, &assign->value);
		puts_(p, assign->next ? " " : "");
	}
}

static void print_heredoc(struct print *p, const struct pc_sh_redir *redir)
{
	struct pc_str delimiter, body = pc_sh_text(p->tree, redir->body);

	(void)pc_sh_word_value(&delimiter, p->arena, &redir->target);
	pc_buf_printf(p->out, redir->quoted ? "<<%s'%.*s'" : "<<%s%.*s",
		redir->strip_tabs ? "-" : "", PC_STR_ARG(delimiter));
	if (redir->quoted) {
		pc_buf_add(&p->bodies, body);
	} else {
		struct print bodies = *p;

		bodies.out = &p->bodies;
		print_joined(&bodies, body);
	}
	pc_buf_printf(&p->bodies, "%.*s ", PC_STR_ARG(delimiter));
}

/* Operators as bash prints them, and the descriptor that it leaves out. */
static const struct {
	const char *op;
	int silent;
} redir_texts[] = {
	[PC_SH_REDIR_IN] = {"< ", 0},
	[PC_SH_REDIR_OUT] = {"> ", 1},
	[PC_SH_REDIR_CLOBBER] = {">| ", 1},
	[PC_SH_REDIR_APPEND] = {">> ", 1},
	[PC_SH_REDIR_RW] = {"<> ", 1},
	[PC_SH_REDIR_BOTH] = {"&> ", -1},
	[PC_SH_REDIR_BOTH_APP] = {"&>> ", -1},
	[PC_SH_REDIR_DUP_IN] = {"<&", -1},
	[PC_SH_REDIR_DUP_OUT] = {">&", -1},
	[PC_SH_REDIR_HEREDOC] = {"", 0},
	[PC_SH_REDIR_STRING] = {"<<< ", 0},
};

/* 1>&2 but >&file: a descriptor is written before descriptors alone. */
static bool names_descriptor(const struct pc_sh_redir *redir)
{
	struct pc_str target = redir->target.text;

	return target.len &&
	       (target.ptr[0] == '-' || (target.ptr[0] >= '0' && target.ptr[0] <= '9'));
}

static void print_redir(struct print *p, const struct pc_sh_redir *redir)
{
	bool input = redir->op == PC_SH_REDIR_IN || redir->op == PC_SH_REDIR_RW ||
		     redir->op == PC_SH_REDIR_HEREDOC ||
		     redir->op == PC_SH_REDIR_STRING || redir->op == PC_SH_REDIR_DUP_IN;
	bool both = redir->op == PC_SH_REDIR_BOTH || redir->op == PC_SH_REDIR_BOTH_APP;
	bool dup = redir->op == PC_SH_REDIR_DUP_IN || redir->op == PC_SH_REDIR_DUP_OUT;
	int fd = redir->fd >= 0 ? redir->fd : !input;
	int silent = redir_texts[redir->op].silent;

	if (dup && !names_descriptor(redir))
		silent = !input;
	if (redir->var.len)
		pc_buf_printf(p->out, "{%.*s}", PC_STR_ARG(redir->var));
	else if (!both && fd != silent)
		pc_buf_printf(p->out, "%d", fd);
	if (redir->op == PC_SH_REDIR_HEREDOC) {
		print_heredoc(p, redir);
		return;
	}
	if (redir->op == PC_SH_REDIR_DUP_IN && pc_str_is(redir->target.text, "-"))
		puts_(p, ">&");
	else if (redir->op == PC_SH_REDIR_BOTH &&
		 p->tree->text.ptr[redir->span.start] == '>')
		puts_(p, ">&");
	else
		puts_(p, redir_texts[redir->op].op);
	print_word(p, &redir->target);
}

static void print_redirs(struct print *p, const struct pc_sh_redir *redir)
{
	for (; redir; redir = redir->next) {
		print_redir(p, redir);
		puts_(p, redir->next ? " " : "");
	}
}

static void print_list(struct print *p, const struct pc_sh_node *child)
{
	static const char *const joins[] = {
		[PC_SH_SEMI] = "; ",
		[PC_SH_NEWLINE] = "; ",
		[PC_SH_BACKGROUND] = " & ",
		[PC_SH_AND] = " && ",
		[PC_SH_OR] = " || ",
	};

	for (; child; child = child->next) {
		print_node(p, child);
		if (child->next && child->joined == PC_SH_NEWLINE && p->inside)
			puts_(p, " ");
		else if (child->next)
			puts_(p, joins[child->joined]);
		else if (child->joined == PC_SH_BACKGROUND)
			puts_(p, " &");
	}
}

static void print_pipeline(struct print *p, const struct pc_sh_node *child)
{
	for (; child; child = child->next) {
		print_node(p, child);
		if (child->joined == PC_SH_PIPE_BOTH)
			puts_(p, " 2>&1");
		puts_(p, child->next ? " | " : "");
	}
}

/* A body before a reserved word: ends in ; or in & . */
static void print_body(struct print *p, const struct pc_sh_node *list)
{
	const struct pc_sh_node *last = list->children;

	while (last->next)
		last = last->next;
	print_node(p, list);
	puts_(p, last->joined == PC_SH_BACKGROUND ? " " : "; ");
}

static void print_if(struct print *p, const struct pc_sh_node *node)
{
	puts_(p, "if ");
	print_body(p, node->cond);
	puts_(p, "then ");
	print_body(p, node->body);
	if (node->other) {
		puts_(p, "else ");
		if (node->other->kind == PC_SH_IF) {
			print_if(p, node->other);
			puts_(p, "; ");
		} else {
			print_body(p, node->other);
		}
	}
	puts_(p, "fi");
}

static void print_loop(struct print *p, const struct pc_sh_node *node)
{
	puts_(p, node->kind == PC_SH_WHILE ? "while " : "until ");
	print_body(p, node->cond);
	puts_(p, "do ");
	print_body(p, node->body);
	puts_(p, "done");
}

static void print_for(struct print *p, const struct pc_sh_node *node)
{
	pc_buf_printf(p->out, "%s %.*s in ", node->kind == PC_SH_FOR ? "for" : "select",
		PC_STR_ARG(node->name));
	if (node->has_in)
		print_words(p, node->words);
	else
		puts_(p, "\"$@\"");
	puts_(p, "; do ");
	print_body(p, node->body);
	puts_(p, "done");
}

/* An absent expression is printed as 1. */
static void print_arith_loop(struct print *p, const struct pc_sh_node *node)
{
	struct pc_str rest = node->text;

	puts_(p, "for ((");
	for (int i = 0; i < 3; i++) {
		struct pc_str each = pc_str_cut(&rest, ';');
		size_t skip = 0;

		while (skip < each.len &&
			(each.ptr[skip] == ' ' || each.ptr[skip] == '\t'))
			skip++;
		each = pc_str_from(each, skip);
		pc_buf_add(p->out, each.len ? each : PC_STR("1"));
		puts_(p, i < 2 ? "; " : "");
	}
	puts_(p, ")) do ");
	print_body(p, node->body);
	puts_(p, "done");
}

static void print_case(struct print *p, const struct pc_sh_node *node)
{
	static const char *const ends[] = {
		[PC_SH_END] = " ;; ",
		[PC_SH_SEMI] = " ;; ",
		[PC_SH_FALL] = " ;& ",
		[PC_SH_TEST] = " ;;& ",
	};

	puts_(p, "case ");
	print_word(p, node->words);
	puts_(p, " in ");
	for (const struct pc_sh_node *item = node->children; item; item = item->next) {
		for (const struct pc_sh_word *w = item->words; w; w = w->next) {
			print_word(p, w);
			puts_(p, w->next ? " | " : ") ");
		}
		if (item->body)
			print_node(p, item->body);
		puts_(p, ends[item->joined]);
	}
	puts_(p, "esac");
}

static void print_function(struct print *p, const struct pc_sh_node *node)
{
	bool braces = node->body->kind == PC_SH_GROUP;

	pc_buf_printf(p->out, "function %.*s () %s", PC_STR_ARG(node->name),
		braces ? "" : "{ ");
	print_node(p, node->body);
	puts_(p, braces ? "" : " }");
}

/* A lone word is printed with the -n that it stands for. */
static void print_cond(struct print *p, const struct pc_sh_node *node)
{
	const struct pc_sh_word *word = node->words;
	bool begins = true; /* a term begins here */

	puts_(p, "[[");
	for (; word; word = word->next) {
		struct pc_str text = word->text;
		const struct pc_sh_word *next = word->next;
		bool joins = pc_str_is(text, "&&") || pc_str_is(text, "||") ||
			     pc_str_is(text, "(") || pc_str_is(text, "!");

		if (begins && !joins &&
			(!next || pc_str_is(next->text, "&&") ||
				pc_str_is(next->text, "||") ||
				pc_str_is(next->text, ")")))
			puts_(p, " -n");
		puts_(p, " ");
		print_word(p, word);
		begins = joins;
	}
	puts_(p, " ]]");
}

static void print_coproc(struct print *p, const struct pc_sh_node *node)
{
	pc_buf_printf(p->out, "coproc %.*s ",
		node->name.len ? (int)node->name.len : (int)sizeof("COPROC") - 1,
		node->name.len ? node->name.ptr : "COPROC");
	print_node(p, node->body);
}

static void print_simple(struct print *p, const struct pc_sh_node *node)
{
	print_assigns(p, node->assigns);
	puts_(p, node->assigns && node->words ? " " : "");
	print_words(p, node->words);
}

static void print_enclosed(struct print *p, const struct pc_sh_node *node)
{
	puts_(p, node->kind == PC_SH_GROUP ? "{ " : "( ");
	if (node->kind == PC_SH_GROUP && p->inside)
		print_body(p, node->body);
	else
		print_node(p, node->body);
	puts_(p, node->kind == PC_SH_GROUP ? " }" : " )");
}

static void print_arith(struct print *p, const struct pc_sh_node *node)
{
	pc_buf_printf(p->out, "((%.*s))", PC_STR_ARG(node->text));
}

static void print_children(struct print *p, const struct pc_sh_node *node)
{
	if (node->kind == PC_SH_LIST)
		print_list(p, node->children);
	else
		print_pipeline(p, node->children);
}

static void (*const printers[])(struct print *, const struct pc_sh_node *) = {
	[PC_SH_SIMPLE] = print_simple,
	[PC_SH_PIPELINE] = print_children,
	[PC_SH_LIST] = print_children,
	[PC_SH_SUBSHELL] = print_enclosed,
	[PC_SH_GROUP] = print_enclosed,
	[PC_SH_IF] = print_if,
	[PC_SH_WHILE] = print_loop,
	[PC_SH_UNTIL] = print_loop,
	[PC_SH_FOR] = print_for,
	[PC_SH_CFOR] = print_arith_loop,
	[PC_SH_SELECT] = print_for,
	[PC_SH_CASE] = print_case,
	[PC_SH_FUNCTION] = print_function,
	[PC_SH_ARITH_COMMAND] = print_arith,
	[PC_SH_COND] = print_cond,
	[PC_SH_COPROC] = print_coproc,
};

static void print_node(struct print *p, const struct pc_sh_node *node)
{
	if (node->timed)
		puts_(p, node->time_posix ? "time -p " : "time ");
	if (node->negated)
		puts_(p, "! ");
	printers[node->kind](p, node);
	if (node->redirs && (node->kind != PC_SH_SIMPLE || node->words || node->assigns))
		puts_(p, " ");
	print_redirs(p, node->redirs);
}

/* ---- lines ---------------------------------------------------------------- */

/* Prints s with runs of white space as one space. */
static void put_line(struct pc_str s)
{
	bool space = true;

	s = pc_str_trim(s);
	for (size_t i = 0; i < s.len; i++) {
		if (strchr(" \t\n", s.ptr[i])) {
			space = true;
			continue;
		}
		if (space)
			putchar(' ');
		space = false;
		putchar(s.ptr[i]);
	}
	putchar('\n');
}

static void reprint(struct pc_arena *arena, struct pc_str line)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_sh_tree tree;
	struct print p = {.out = &out, .arena = arena, .tree = &tree};

	pc_sh_parse(&tree, arena, line);
	if (tree.fault) {
		printf("fault %s\n", tree.fault_text);
		return;
	}
	if (tree.root)
		print_node(&p, tree.root);
	fputs(tree.has_heredoc ? "heredoc" : "valid", stdout);
	pc_buf_add_char(&out, ' ');
	pc_buf_add(&out, pc_buf_str(&p.bodies));
	put_line(pc_buf_str(&out));
	pc_buf_done(&p.bodies);
}

static void put_encoded(struct pc_str s, char end)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\n')
			fputs(NEWLINE_SYMBOL, stdout);
		else if (s.ptr[i] == '\t')
			fputs(TAB_SYMBOL, stdout);
		else
			putchar(s.ptr[i]);
	}
	putchar(end);
}

static void list_words(struct pc_arena *arena, struct pc_str line)
{
	struct pc_sh_commands commands;
	struct pc_sh_tree tree;

	pc_sh_parse(&tree, arena, line);
	pc_sh_commands(&commands, arena, &tree);
	if (tree.fault)
		return;
	for (size_t i = 0; i < commands.count; i++) {
		for (size_t k = 0; k < commands.items[i].n_args; k++) {
			const struct pc_sh_arg *arg = &commands.items[i].args[k];

			if (!arg->known)
				continue;
			put_encoded(arg->word->text, '\t');
			put_encoded(arg->value, '\n');
		}
	}
}

static struct pc_str decode(struct pc_arena *arena, struct pc_str line)
{
	char *bytes = pc_arena_bytes(arena, line.len + 1);
	size_t len = 0;

	while (line.len) {
		bool newline = pc_str_starts(line, PC_STR(NEWLINE_SYMBOL));

		bytes[len++] = newline ? '\n' : line.ptr[0];
		line = pc_str_from(line, newline ? 3 : 1);
	}
	return (struct pc_str){bytes, len};
}

int main(int argc, char **argv)
{
	bool words = argc == 3 && strcmp(argv[1], "--words") == 0;
	struct pc_arena file_arena = {0}, arena = {0};
	struct pc_str file;
	struct pc_err err;

	if (argc != 2 && !words) {
		fprintf(stderr, "usage: sh_reprint [--words] lines.txt\n");
		return 64;
	}
	if (pc_fs_read(&file, &file_arena, AT_FDCWD, argv[argc - 1], 64 << 20, &err) !=
		PC_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 70;
	}
	while (file.ptr && file.len) {
		struct pc_str line = pc_str_cut(&file, '\n');

		pc_arena_reset(&arena);
		line = decode(&arena, line);
		if (words)
			list_words(&arena, line);
		else
			reprint(&arena, line);
	}
	pc_arena_done(&arena);
	pc_arena_done(&file_arena);
	return 0;
}
