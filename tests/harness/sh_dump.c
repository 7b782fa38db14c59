/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the cases of tests/cases/shell: what the parser makes of a command line, as text.
 *
 *   sh_dump file.case            compares; prints what differs; exits 1
 *   sh_dump --update file.case   writes the expectations anew, to be read before use
 *   sh_dump --text 'ls | wc'     prints the dump of one command line
 *
 * A case file holds comments (#), and any number of
 *
 *   @input ls -l "$HOME"         or, for several lines, @input alone and the lines below
 *   @expect
 *   list
 *     simple ls -l (double (param HOME))
 *   commands
 *     ls -l ?"\"$HOME\""
 *
 * In an input \e stands for nothing at all: "\e#" and "\e@" begin lines that would be
 * read as comments or directives here.
 *
 * The dump is the tree, a node a line.  Words are written bare when they are one plain
 * literal, in brackets when they have several parts.  "commands" has the flat list: what
 * the command stands in, in brackets, then its arguments, ? before those whose value is
 * not known, (none) for a bare assignment or redirection; the text follows when it is
 * not just the arguments.  Flags and faults come last. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/shell/effects.h"
#include "pc/shell/word.h"

struct dump {
	struct pc_buf *out;
	struct pc_arena *arena;
};

static void quoted(struct pc_buf *out, struct pc_str s)
{
	pc_buf_add_char(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c == '"' || c == '\\')
			pc_buf_printf(out, "\\%c", c);
		else if (c == '\n')
			pc_buf_puts(out, "\\n");
		else if (c == '\t')
			pc_buf_puts(out, "\\t");
		else if (c < ' ')
			pc_buf_printf(out, "\\x%02x", c);
		else
			pc_buf_add_char(out, (char)c);
	}
	pc_buf_add_char(out, '"');
}

/* Bare when no reader could take it for something else. */
static void text(struct pc_buf *out, struct pc_str s)
{
	bool bare = s.len > 0;

	for (size_t i = 0; i < s.len; i++)
		bare = bare && (unsigned char)s.ptr[i] > ' ' &&
		       !memchr("\"'\\()[]?", s.ptr[i], 8);
	if (bare)
		pc_buf_add(out, s);
	else
		quoted(out, s);
}

static void dump_parts(struct dump *d, const struct pc_sh_part *part);
static void dump_inline(struct dump *d, const struct pc_sh_node *node);
static void dump_words(struct dump *d, const struct pc_sh_word *word);

static const char *const part_names[] = {
	[PC_SH_ESCAPED] = "escaped",
	[PC_SH_SINGLE] = "single",
	[PC_SH_ANSI] = "ansi",
	[PC_SH_DOUBLE] = "double",
	[PC_SH_LOCALE] = "locale",
	[PC_SH_PARAM] = "param",
	[PC_SH_COMMAND] = "command",
	[PC_SH_BACKTICK] = "backtick",
	[PC_SH_ARITH] = "arith",
	[PC_SH_PROC_IN] = "proc-in",
	[PC_SH_PROC_OUT] = "proc-out",
	[PC_SH_TILDE] = "tilde",
	[PC_SH_GLOB] = "glob",
	[PC_SH_BRACE] = "brace",
	[PC_SH_EXTGLOB] = "extglob",
	[PC_SH_ARRAY] = "array",
};

static void dump_part(struct dump *d, const struct pc_sh_part *part)
{
	if (part->kind == PC_SH_LITERAL) {
		text(d->out, part->text);
		return;
	}
	pc_buf_printf(d->out, "(%s", part_names[part->kind]);
	switch (part->kind) {
	case PC_SH_PARAM:
		pc_buf_add_char(d->out, ' ');
		text(d->out, part->name);
		if (part->op.len) {
			pc_buf_add_char(d->out, ' ');
			text(d->out, part->op);
		}
		break;
	case PC_SH_ESCAPED:
	case PC_SH_SINGLE:
	case PC_SH_ANSI:
	case PC_SH_ARITH:
	case PC_SH_TILDE:
	case PC_SH_GLOB:
	case PC_SH_BRACE:
	case PC_SH_EXTGLOB:
		pc_buf_add_char(d->out, ' ');
		text(d->out, part->text);
		break;
	default:
		break;
	}
	if (part->parts)
		pc_buf_add_char(d->out, ' ');
	dump_parts(d, part->parts);
	dump_words(d, part->words);
	dump_inline(d, part->body);
	pc_buf_add_char(d->out, ')');
}

static void dump_parts(struct dump *d, const struct pc_sh_part *part)
{
	for (; part; part = part->next) {
		dump_part(d, part);
		if (part->next)
			pc_buf_add_char(d->out, ' ');
	}
}

static void dump_word(struct dump *d, const struct pc_sh_word *word)
{
	bool several = word->parts && word->parts->next;

	pc_buf_puts(d->out, several ? "[" : "");
	dump_parts(d, word->parts);
	pc_buf_puts(d->out, several ? "]" : "");
}

static void dump_words(struct dump *d, const struct pc_sh_word *word)
{
	for (; word; word = word->next) {
		pc_buf_add_char(d->out, ' ');
		dump_word(d, word);
	}
}

static void dump_assigns(struct dump *d, const struct pc_sh_assign *assign)
{
	for (; assign; assign = assign->next) {
		pc_buf_puts(d->out, " (assign ");
		pc_buf_add(d->out, assign->name);
		if (assign->index.len) {
			pc_buf_puts(d->out, " index ");
			text(d->out, assign->index);
			pc_buf_puts(d->out, assign->index_parts ? " " : "");
			dump_parts(d, assign->index_parts);
		}
		pc_buf_puts(d->out, assign->append ? " += " : " = ");
		dump_word(d, &assign->value);
		pc_buf_add_char(d->out, ')');
	}
}

static const char *const redir_names[] = {
	[PC_SH_REDIR_IN] = "<",
	[PC_SH_REDIR_OUT] = ">",
	[PC_SH_REDIR_CLOBBER] = ">|",
	[PC_SH_REDIR_APPEND] = ">>",
	[PC_SH_REDIR_RW] = "<>",
	[PC_SH_REDIR_BOTH] = "&>",
	[PC_SH_REDIR_BOTH_APP] = "&>>",
	[PC_SH_REDIR_DUP_IN] = "<&",
	[PC_SH_REDIR_DUP_OUT] = ">&",
	[PC_SH_REDIR_HEREDOC] = "<<",
	[PC_SH_REDIR_STRING] = "<<<",
};

static void dump_redirs(
	struct dump *d, const struct pc_sh_tree *tree, const struct pc_sh_redir *redir)
{
	for (; redir; redir = redir->next) {
		pc_buf_puts(d->out, " (");
		if (redir->fd >= 0)
			pc_buf_printf(d->out, "%d", redir->fd);
		if (redir->var.len)
			pc_buf_printf(d->out, "{%.*s}", PC_STR_ARG(redir->var));
		pc_buf_printf(d->out, "%s%s ", redir_names[redir->op],
			redir->strip_tabs ? "-" : "");
		dump_word(d, &redir->target);
		if (redir->op == PC_SH_REDIR_HEREDOC) {
			pc_buf_puts(d->out, redir->quoted ? " quoted " : " ");
			if (tree)
				quoted(d->out, pc_sh_text(tree, redir->body));
			else
				pc_buf_printf(d->out, "%u-%u", redir->body.start,
					redir->body.end);
			pc_buf_puts(d->out, redir->body_parts ? " " : "");
			dump_parts(d, redir->body_parts);
		}
		pc_buf_add_char(d->out, ')');
	}
}

static const char *const node_names[] = {
	[PC_SH_SIMPLE] = "simple",
	[PC_SH_PIPELINE] = "pipeline",
	[PC_SH_LIST] = "list",
	[PC_SH_SUBSHELL] = "subshell",
	[PC_SH_GROUP] = "group",
	[PC_SH_IF] = "if",
	[PC_SH_WHILE] = "while",
	[PC_SH_UNTIL] = "until",
	[PC_SH_FOR] = "for",
	[PC_SH_CFOR] = "cfor",
	[PC_SH_SELECT] = "select",
	[PC_SH_CASE] = "case",
	[PC_SH_CASE_ITEM] = "item",
	[PC_SH_FUNCTION] = "function",
	[PC_SH_ARITH_COMMAND] = "arith-command",
	[PC_SH_COND] = "cond",
	[PC_SH_COPROC] = "coproc",
};

static const char *const join_names[] = {
	[PC_SH_END] = "",
	[PC_SH_SEMI] = " ;",
	[PC_SH_NEWLINE] = " newline",
	[PC_SH_BACKGROUND] = " &",
	[PC_SH_AND] = " &&",
	[PC_SH_OR] = " ||",
	[PC_SH_PIPE] = " |",
	[PC_SH_PIPE_BOTH] = " |&",
	[PC_SH_FALL] = " ;&",
	[PC_SH_TEST] = " ;;&",
};

/* What stands on a node's own line. */
static void dump_head(
	struct dump *d, const struct pc_sh_tree *tree, const struct pc_sh_node *node)
{
	pc_buf_puts(d->out, node_names[node->kind]);
	pc_buf_puts(d->out, node->negated ? " !" : "");
	pc_buf_puts(d->out, node->timed ? node->time_posix ? " time-p" : " time" : "");
	if (node->name.len) {
		pc_buf_add_char(d->out, ' ');
		text(d->out, node->name);
	}
	if (node->has_in)
		pc_buf_puts(d->out, " in");
	if (node->text.len) {
		pc_buf_add_char(d->out, ' ');
		quoted(d->out, node->text);
		pc_buf_puts(d->out, node->parts ? " " : "");
		dump_parts(d, node->parts);
	}
	dump_assigns(d, node->assigns);
	dump_words(d, node->words);
	dump_redirs(d, tree, node->redirs);
	pc_buf_puts(d->out, join_names[node->joined]);
}

/* A tree inside a word: in parentheses, on the same line. */
static void dump_inline(struct dump *d, const struct pc_sh_node *node)
{
	for (; node; node = node->next) {
		if (node->kind == PC_SH_LIST) {
			dump_inline(d, node->children);
			continue;
		}
		pc_buf_puts(d->out, " (");
		dump_head(d, NULL, node);
		dump_inline(d, node->cond);
		dump_inline(d, node->body);
		dump_inline(d, node->other);
		dump_inline(d, node->children);
		pc_buf_add_char(d->out, ')');
	}
}

static void dump_node(struct dump *d, const struct pc_sh_tree *tree,
	const struct pc_sh_node *node, int level)
{
	for (; node; node = node->next) {
		pc_buf_printf(d->out, "%*s", 2 * level, "");
		dump_head(d, tree, node);
		pc_buf_add_char(d->out, '\n');
		dump_node(d, tree, node->cond, level + 1);
		dump_node(d, tree, node->body, level + 1);
		dump_node(d, tree, node->other, level + 1);
		dump_node(d, tree, node->children, level + 1);
	}
}

static const char *const within_names[] = {"subst", "proc", "subshell", "group", "loop",
	"if", "case", "function", "heredoc", "coproc", "double", "assign", "redir",
	"arith", "negated", "timed", "background", "piped-from", "piped-to"};

static void dump_command(struct dump *d, const struct pc_sh_command *command)
{
	const char *before = "  [";
	struct pc_buf args = {0};

	pc_buf_puts(d->out, command->within ? "" : "  ");
	for (unsigned bit = 0; bit < PC_COUNT(within_names); bit++) {
		if (command->within >> bit & 1) {
			pc_buf_printf(d->out, "%s%s", before, within_names[bit]);
			before = " ";
		}
	}
	pc_buf_puts(d->out, command->within ? "] " : "");
	for (size_t i = 0; i < command->n_args; i++) {
		const struct pc_sh_arg *arg = &command->args[i];

		pc_buf_puts(&args, i ? " " : "");
		pc_buf_puts(&args, arg->known ? "" : "?");
		text(&args, arg->value);
	}
	pc_buf_add(d->out, command->n_args ? pc_buf_str(&args) : PC_STR("(none)"));
	if (!pc_str_eq(pc_buf_str(&args), command->text) && command->text.len) {
		pc_buf_puts(d->out, " <- ");
		quoted(d->out, command->text);
	}
	pc_buf_add_char(d->out, '\n');
	pc_buf_done(&args);
}

static const char *const fault_names[] = {
	"", "syntax", "unterminated", "too-deep", "too-long", "bad-byte"};

static void dump(struct pc_buf *out, struct pc_arena *arena, struct pc_str input)
{
	struct pc_sh_commands commands;
	struct pc_sh_tree tree;
	struct dump d = {out, arena};

	pc_sh_parse(&tree, arena, input);
	pc_sh_commands(&commands, arena, &tree);
	dump_node(&d, &tree, tree.root, 0);
	pc_buf_puts(out, commands.count ? "commands\n" : "");
	for (size_t i = 0; i < commands.count; i++)
		dump_command(&d, &commands.items[i]);
	pc_buf_puts(out, tree.has_comment ? "has comment\n" : "");
	pc_buf_puts(out, tree.has_heredoc ? "has heredoc\n" : "");
	pc_buf_puts(out, tree.has_continuation ? "has continuation\n" : "");
	if (tree.fault)
		pc_buf_printf(out, "fault %s at %u-%u: %s\n", fault_names[tree.fault],
			tree.fault_at.start, tree.fault_at.end, tree.fault_text);
}

/* ---- case files ----------------------------------------------------------- */

struct run {
	const char *path;
	struct pc_arena arena;
	struct pc_buf input, expect, updated;
	bool failed;
	int count;
};

static void finish(struct run *run)
{
	struct pc_buf got = {0};

	if (run->input.len == 0 && run->expect.len == 0)
		return;
	run->count++;
	dump(&got, &run->arena, pc_buf_str(&run->input));
	if (!pc_str_eq(pc_buf_str(&got), pc_buf_str(&run->expect))) {
		run->failed = true;
		printf("%s: input: %.*s\nexpected:\n%.*sgot:\n%.*s\n", run->path,
			PC_STR_ARG(run->input), PC_STR_ARG(run->expect), PC_STR_ARG(got));
	}
	pc_buf_add(&run->updated, pc_buf_str(&got));
	run->input.len = run->expect.len = 0;
	pc_buf_done(&got);
}

/* A line of an input, behind those that came before. */
static void add_input(struct run *run, struct pc_str line, bool first)
{
	if (!first)
		pc_buf_add_char(&run->input, '\n');
	if (pc_str_starts(line, PC_STR("\\e")))
		line = pc_str_from(line, 2);
	pc_buf_add(&run->input, line);
}

enum section { NONE, INPUT, EXPECT };

static void read_case(struct run *run, struct pc_str file)
{
	enum section section = NONE;
	bool first = true;
	struct pc_str blank = {0}; /* empty lines between two cases */

	while (file.ptr && file.len) {
		struct pc_str line = pc_str_cut(&file, '\n');
		bool expected = false;

		if (pc_str_starts(line, PC_STR("@input"))) {
			finish(run);
			pc_buf_add(&run->updated, blank);
			section = INPUT;
			first = true;
			if (line.len > 7) {
				add_input(run, pc_str_from(line, 7), first);
				first = false;
			}
		} else if (pc_str_starts(line, PC_STR("@expect"))) {
			section = EXPECT;
		} else if (section == INPUT) {
			add_input(run, line, first);
			first = false;
		} else if (section == EXPECT && line.len && line.ptr[0] != '#') {
			pc_buf_add(&run->expect, line);
			pc_buf_add_char(&run->expect, '\n');
			expected = true;
		} else if (section == EXPECT) {
			finish(run);
			section = NONE;
		}
		if (!expected) {
			pc_buf_add(&run->updated, line);
			pc_buf_add_char(&run->updated, '\n');
		}
	}
	finish(run);
}

static int run_file(const char *path, bool update)
{
	struct run run = {.path = path};
	struct pc_str file;
	struct pc_err err;
	bool failed;

	if (pc_fs_read(&file, &run.arena, AT_FDCWD, path, 1 << 20, &err) != PC_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	read_case(&run, file);
	if (run.count == 0)
		printf("%s: holds no case\n", path);
	failed = run.failed || run.count == 0;
	if (update) {
		FILE *out = fopen(path, "w");

		failed = !out || fwrite(run.updated.ptr, 1, run.updated.len, out) !=
					 run.updated.len;
		if (out)
			failed |= fclose(out) != 0;
	}
	pc_buf_done(&run.input);
	pc_buf_done(&run.expect);
	pc_buf_done(&run.updated);
	pc_arena_done(&run.arena);
	return failed;
}

int main(int argc, char **argv)
{
	struct pc_arena arena = {0};
	struct pc_buf out = {0};

	if (argc == 3 && strcmp(argv[1], "--text") == 0) {
		dump(&out, &arena, pc_str(argv[2]));
		fwrite(out.ptr, 1, out.len, stdout);
		pc_buf_done(&out);
		pc_arena_done(&arena);
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "--update") == 0)
		return run_file(argv[2], true);
	if (argc == 2)
		return run_file(argv[1], false);
	fprintf(stderr, "usage: sh_dump [--update] file.case | --text command\n");
	return 64;
}
