/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files that walk a command line and judge what they find:
 *
 *   scope.c        variables, functions, aliases, the working directory
 *   walk.c         lists, pipelines, compound commands
 *   walk_simple.c  simple commands: words and what is judged
 *   redirs.c       what they read, and where their output goes
 *   builtins.c     commands that change the shell's state
 *   flow.c         what a command prints, where that can be told
 *   hidden.c       quoted texts that the shell expands all the same
 *   left_out.c     what a program leaves out of a directory
 *   setup.c        tools that print settings for the shell
 *   written.c      files that the line itself writes
 *   copies.c       ... by programs that write what they read
 *   chosen.c       variables that stand for commands
 *   links.c        symbolic links that the line itself makes
 *   plain*.c       what it prints, where all is known but names of files
 *   implied.c      what carriers and the like report -> walks and questions
 *   judge*.c       commands, files, hosts and unknown things against the rules
 */
#ifndef PC_STRICT_WALK_PRIV_H
#define PC_STRICT_WALK_PRIV_H

#include "pc/base/limits.h"
#include "pc/rules/reach.h"
#include "strict_priv.h"

struct function {
	const struct pc_sh_node *body;
	struct pc_str text; /* what the body's spans count in */
};

struct alias {
	struct pc_str text;
};

/* Bytes between commands: what one prints and another reads. */
struct flow {
	char *bytes;
	size_t len, cap;
	bool unknown;
	struct pc_str lines;   /* unknown, but known as lines: plain.c */
	struct pc_str source;  /* the text of what made them, where that is known */
	bool repeats;          /* what is known comes again and again, without an end */
	struct pc_str program; /* unknown, but the bytes of this program */
};

/* A file that the line itself wrote. */
struct written {
	struct pc_str path; /* absolute; relative while the directory is unknown */
	struct flow content;
	struct written *next;
	struct written *self; /* for who found it in the map */
};

struct walk {
	const struct pc_policy *policy;
	const struct pc_evaluator *ev;
	struct pc_arena *arena;
	struct pc_arena search;  /* for one comparison of patterns at a time */
	struct pc_verdict worst; /* ALLOW: nothing found yet */
	unsigned names;          /* pc_policy_names() */
	bool unknown_denies;
	size_t budget;               /* steps that are left */
	size_t most_used;            /* bytes of the arena, past which there are none */
	struct judged_shape *shapes; /* judge_paths.c: of the rules, as far as read */
	size_t n_read;               /* bytes that no step was paid for yet */
	size_t script_room;          /* bytes of scripts that may still be parsed */
	unsigned depth;
	unsigned n_searches;    /* of automata */
	bool is_over;           /* denied, or out of budget: nothing more to find */
	struct pc_str upstream; /* the text of the pipeline before this command */
	const struct pc_sh_node
		*counted;     /* only numbers and names tell of what it prints */
	bool odd_names;       /* it made files whose names may be commands */
	bool is_inner;        /* in a script of another shell, whose $0 is its own */
	bool in_code;         /* of another language */
	bool shows_all;       /* the program shows or copies all that is in a file */
	bool is_guess;        /* the words are what unknown ones may be */
	bool has_attributes;  /* some variable has one */
	bool expands_prompts; /* "${x@P}" stands in the line */
	bool reads_line;      /* the next "read" takes the first of more lines */
	bool remote;          /* on another machine: its files are not ours */
	const char *how;
	struct pc_str text;  /* what the spans of the tree being walked count in */
	struct flow *output; /* where standard output goes; NULL: nobody here reads it */
	const struct flow *input; /* NULL: nothing of the line's own */
	struct written *written;
	const struct map_node *written_by_path;
	struct link *links;
	const struct fields *tree_words; /* of the program that takes a directory */
	unsigned n_links_followed;       /* of which the path being judged is the end */
};

/* ---- scope.c ---------------------------------------------------------------- */

void scope_init(struct scope *scope, struct walk *walk);
void scope_set(
	struct scope *scope, struct walk *walk, struct pc_str name, struct pc_str value);
void scope_forget(struct scope *scope, struct walk *walk, struct pc_str name);
void scope_set_array(struct scope *scope, struct walk *walk, struct pc_str name,
	const struct fields *items);
/* As scope_forget(), with what it may be all the same. */
void scope_guess(
	struct scope *scope, struct walk *walk, struct pc_str name, struct pc_str value);
/* The value that a word has, and what is known of it. */
void scope_set_field(struct scope *scope, struct walk *walk, struct pc_str name,
	const struct field *value);
/* declare -n -l -u NAME */
void scope_set_attribute(
	struct scope *scope, struct walk *walk, struct pc_str name, char attribute);
/* NAME[index]=value */
void scope_set_item(struct scope *scope, struct walk *walk, struct pc_str name,
	struct pc_str index, const struct field *value);
/* As it was before; old: NULL when nothing was known of it. */
void scope_restore(struct scope *scope, struct walk *walk, struct pc_str name,
	const struct variable *old);
/* $1, $2 ... */
void scope_set_arguments(
	struct scope *scope, struct walk *walk, const struct field *items, size_t n);
void scope_change_dir(struct scope *scope, struct walk *walk, const struct field *to);
/* As scope_forget(), but it is one of these lines. */
void scope_set_lines(struct scope *scope, struct walk *walk, struct pc_str name,
	const struct flow *from);
/* Either of two ways was taken: what they disagree about is unknown. */
void scope_merge(struct scope *scope, struct walk *walk, const struct scope *other);

/* ---- walk.c ----------------------------------------------------------------- */

/* A step of work; false when there is none left, and the answer is that of the unknown.
 */
bool walk_step(struct walk *walk);
/* Pays for reading so many bytes once, which a step is too much for. */
bool walk_read(struct walk *walk, size_t size);
void walk_node(struct walk *walk, struct scope *scope, const struct pc_sh_node *node);
/* Substitutions in a word run in a copy of the scope. */
void walk_word(
	struct walk *walk, const struct scope *scope, const struct pc_sh_word *word);
void walk_words(
	struct walk *walk, const struct scope *scope, const struct pc_sh_word *word);
void walk_parts(
	struct walk *walk, const struct scope *scope, const struct pc_sh_part *part);
/* A script, in this scope. */
void walk_script(struct walk *walk, struct scope *scope, struct pc_str script);
void walk_tree(struct walk *walk, struct scope *scope, const struct pc_sh_tree *tree);

/* ---- walk_simple.c ---------------------------------------------------------- */

void walk_simple(struct walk *walk, struct scope *scope, const struct pc_sh_node *node);
/* A variable whose value names a file that a shell or a linker runs, or is a script. */
void walk_judge_value(struct walk *walk, const struct scope *scope, struct pc_str name,
	const struct field *value);
/* A command whose words are resolved. */
void walk_fields(struct walk *walk, struct scope *scope, struct simple *simple);

/* ---- redirs.c --------------------------------------------------------------- */

/* <(...) as a written file that holds what it prints; false for other words. */
bool walk_process_file(struct walk *walk, const struct scope *scope,
	const struct pc_sh_word *word, struct field *out);
/* The input that redirections give, and walk->upstream with it; *from: what there is
 * without them.  Other descriptors become written files. */
const struct flow *walk_input(struct walk *walk, struct scope *scope,
	const struct pc_sh_redir *redirs, const struct flow *from);
/* Runs the substitutions in redirections. */
void walk_redirs(
	struct walk *walk, const struct scope *scope, const struct pc_sh_redir *redirs);
/* The files and hosts that the redirections of a compound command name. */
void walk_redirected(
	struct walk *walk, const struct scope *scope, const struct pc_sh_redir *redirs);
/* The file that standard output goes to, or NULL; *appends. */
const struct pc_sh_redir *walk_output_file(const struct pc_sh_redir *redirs);
/* Where output goes while something with these redirections runs: walk_output_end() puts
 * it into the file. */
struct output_end {
	struct flow *before, own;
	const struct pc_sh_redir *file;
};
void walk_output_begin(
	struct walk *walk, struct output_end *end, const struct pc_sh_redir *redirs);
void walk_output_end(
	struct walk *walk, const struct scope *scope, struct output_end *end);

/* ---- builtins.c ------------------------------------------------------------- */

/* What a command of the shell's own does to its state. */
void builtin_run(struct walk *walk, struct scope *scope, const struct simple *simple);
/* NAME=value of a command such as export. */
void builtin_assign(struct walk *walk, struct scope *scope, const struct field *word);

/* ---- hidden.c --------------------------------------------------------------- */

/* The substitutions in a text that is expanded where it is used. */
void hidden_text(struct walk *walk, const struct scope *scope, struct pc_str text);
/* The same where the text is a name with a subscript. */
void hidden_subscript(struct walk *walk, const struct scope *scope, struct pc_str text);
/* A variable's value that is expanded once more: prompts, and names for arithmetic. */
void hidden_value(struct walk *walk, const struct scope *scope, struct pc_str name,
	struct pc_str value);
/* Words of builtins that take names of variables. */
void hidden_of(struct walk *walk, const struct simple *simple);

/* ---- flow.c ----------------------------------------------------------------- */

void flow_add(struct walk *walk, struct flow *flow, struct pc_str bytes);
static inline struct pc_str flow_text(const struct flow *flow)
{
	return (struct pc_str){flow->bytes, flow->len};
}
/* All of another one, with what is not known of it. */
void flow_join(struct walk *walk, struct flow *flow, const struct flow *more);
/* The command reads it. */
void flow_feed(struct simple *simple, const struct flow *input);
/* Adds what the command prints to walk->output; is_first: nothing was printed before. */
void flow_print(struct walk *walk, const struct simple *simple, bool is_first);

/* ---- chosen.c --------------------------------------------------------------- */

/* $SHELL, $0, $SUDO: becomes the program that everybody has there. */
bool chosen_program(
	struct field *word, const struct walk *walk, const struct scope *scope);
/* Not known, but no rule could mean it: $EDITOR, and a directory. */
bool chosen_freely(struct walk *walk, const struct simple *simple);

/* ---- links.c ---------------------------------------------------------------- */

/* ln: the links that it makes. */
void links_note(struct walk *walk, struct scope *scope, const struct simple *simple);
/* The path once more for each link that it leads through. */
void links_judge(struct walk *walk, const struct scope *scope, const struct field *path,
	bool writes, bool tree);

/* ---- plain.c ---------------------------------------------------------------- */

/* What the command prints, as lines in which names are not known: false when it is not
 * even that. */
bool plain_print(struct pc_str *out, struct walk *walk, const struct simple *simple);
/* Runs what is known as lines, in this scope: false when it cannot be told. */
bool plain_run(struct walk *walk, struct scope *scope, const struct flow *flow);
/* The same for a word that is "$(...)", or "$x" that was read from lines. */
bool plain_run_word(struct walk *walk, struct scope *scope, const struct field *word);
/* Writing this file may make a name that is a command. */
void plain_note_file(struct walk *walk, const struct field *path);

/* ---- left_out.c ------------------------------------------------------------- */

/* The program that takes the directory is told to leave the path below it alone. */
bool walk_leaves_out(const struct walk *walk, struct pc_str dir, struct pc_str path);

/* ---- setup.c ---------------------------------------------------------------- */

/* The text is of a tool that prints how a shell is set up for it. */
bool setup_prints(struct walk *walk, const struct scope *scope, struct pc_str source);

/* ---- written.c -------------------------------------------------------------- */

void written_add(struct walk *walk, const struct scope *scope, struct pc_str path,
	const struct flow *content, bool append);
/* The name to keep it under: "$t" is one file as often as it stands there, whatever it
 * is; empty: not to be told. */
struct pc_str written_path(struct walk *walk, const struct field *file);
const struct flow *written_find(
	const struct walk *walk, const struct scope *scope, struct pc_str path);
/* A shell or an interpreter that runs such a file, or the file run by itself. */
void written_run(struct walk *walk, struct scope *scope, const struct simple *simple);

/* ---- copies.c --------------------------------------------------------------- */

/* What is in a file, where it is one that the line wrote, or a program, whose bytes run
 * the same by any name; NULL: not known. */
const struct flow *copies_content(
	struct walk *walk, const struct scope *scope, const struct field *file);

/* What cp, tee and the like write to files. */
void copies_run(
	struct walk *walk, const struct scope *scope, const struct simple *simple);

/* ---- judge.c, judge_words.c, judge_paths.c ---------------------------------- */

/* Counts when it is stricter than what was found before.  what: the thing, for the
 * reason. */
void judge_found(struct walk *walk, enum pc_verdict_kind kind, const struct pc_rule *rule,
	struct pc_str what);
void judge_unknown(struct walk *walk, unsigned kinds, struct pc_str what);
/* The command itself, whatever it runs. */
void judge_command(struct walk *walk, const struct simple *simple);
void judge_path(struct walk *walk, const struct scope *scope, const struct field *path,
	bool writes, bool tree);
void judge_host(struct walk *walk, const struct field *host);

/* A rule for paths, as judge_paths.c reads it: false for what counts for nothing. */
bool path_rule_is_about(const struct pc_rule *rule, bool writes);
bool path_rule_shape(
	struct walk *walk, const struct pc_rule *rule, struct pc_path_shape *shape);
/* "prod/" followed by "**" speaks of one directory, as a path does. */
bool path_rule_has_stars(const struct pc_path_shape *shape);
/* The one path or directory that a rule without stars names. */
struct pc_str path_rule_literal(struct walk *walk, const struct pc_path_shape *shape);

/* ---- judge_source.c, makers.c ----------------------------------------------- */

/* A file whose name comes out of this text: "find . -name .env", "$(ls -a | grep x)". */
void judge_source(
	struct walk *walk, const struct scope *scope, struct pc_str source, bool writes);

enum yield {
	YIELD_NO,    /* the name cannot come out */
	YIELD_ANY,   /* it comes out as all others do */
	YIELD_MAYBE, /* something is asked for that it fits */
	YIELD_YES,   /* it is asked for */
	YIELD_UNTOLD /* the text is not one of a list of files */
};
/* The commands of a pipeline, as far as they are simple. */
struct maker_stage {
	const struct fields *words;
	struct maker_stage *next;
};
/* The pipeline that the text is, NULL when it is none. */
const struct maker_stage *maker_read(
	struct walk *walk, const struct scope *scope, struct pc_str source);
/* "$(find src -type f)": files of the working directory, none of which can have a name
 * that a command rule speaks of. */
bool maker_lists_own(struct walk *walk, const struct scope *scope, struct pc_str source);
/* Whether what the rule names comes out of the list that it makes. */
enum yield maker_yields(struct walk *walk, const struct scope *scope,
	const struct maker_stage *stages, const struct pc_path_shape *shape);

/* Names that the pattern matches and that rules speak of; at most max, returns how many.
 */
size_t judge_names(struct walk *walk, const struct scope *scope,
	const struct field *pattern, struct field *out, size_t max);

enum fit { FIT_NO, FIT_MAYBE, FIT_YES };
/* Whether the rule, read strictly, means this command. */
enum fit judge_words(struct walk *walk, const struct pc_program_rule *rule,
	const struct fields *words);
/* '*' any run, '?' one, [...] a set; as bash matches names. */
bool judge_glob(struct pc_str pattern, struct pc_str text);
/* What stands at both ends is all that is known of a text: could it be this one? */
bool judge_may_be(const struct field *field, struct pc_str text);

#endif
