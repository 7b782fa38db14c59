/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the strict module fit together.
 *
 *   strict.c     action -> verdict: the client's, and the rules asked about what follows
 *   judge.c      one implied thing -> the rule that forbids it, or none
 *   walk.c       a command line's tree, in order, with the shell's state: cwd, variables,
 *                functions, aliases, what flows through pipes
 *   values.c     a word -> the fields that it can become
 *   carriers.c   a simple command -> the commands and scripts that it runs
 *   files.c      a simple command -> the files that it reads and writes
 *   hosts.c      a simple command -> the hosts that it talks to
 *   code.c       inline code of other languages -> what it names
 */
#ifndef PC_STRICT_PRIV_H
#define PC_STRICT_PRIV_H

#include "map.h"
#include "pc/base/limits.h"
#include "pc/shell/effects.h"
#include "pc/shell/word.h"
#include "pc/strict/strict.h"

/* ---- values.c --------------------------------------------------------------- */

enum field_kind {
	FIELD_KNOWN,   /* .text, to the byte */
	FIELD_PATTERN, /* .text is a glob as bash would match it against names */
	FIELD_UNKNOWN, /* nobody can tell before it runs; .text is the source */
};

/* One word of a command as it may be when it runs. */
struct field {
	enum field_kind kind;
	struct pc_str text;
	/* UNKNOWN: what is certain of both ends, to tell "$X/.env" from "$X". */
	struct pc_str begins, ends;
	/* UNKNOWN: the text of what makes it, where that stands elsewhere. */
	struct pc_str from;
	/* UNKNOWN: what it is, KNOWN or PATTERN, when the variables and outputs in it are
	 * empty, and when they are not: "curl" for c${x}url and for ${x:-curl}.  Asked
	 * about as if it were known; NULL: nothing of the kind. */
	const struct fields *maybe;
};

struct fields {
	struct field *items;
	size_t count;
};

/* ---- the state of the shell: walk.c ----------------------------------------- */

struct written;
struct walk; /* one decision: policy, evaluator, budget, verdict so far */

/* What the shell knows at one place of a line; copied at subshells. */
struct scope {
	struct pc_str cwd; /* absolute, normal; empty: not known any more */
	const struct map_node *variables; /* of struct variable */
	const struct map_node *functions; /* of struct function */
	const struct map_node *aliases;   /* of struct alias */
	struct outputs *outputs;          /* one for all scopes of a decision */
	const struct field *last;         /* $_; NULL: not known */
};

/* What the substitutions of the command that is being walked may print: the latest few.
 * More may be here than comes out, where ways part. */
struct outputs {
	struct {
		const struct pc_sh_node *body;
		struct pc_str text;
	} items[PC_MAX_STRICT_OUTPUTS];
	size_t next;
};

/* What the line knows of one name.  Positional parameters are the array "@"; without one
 * there are none.  What was unset is not known. */
struct variable {
	struct pc_str value;
	bool known; /* else .value is what it may be, empty when there is no guess */
	struct pc_str from; /* of what is not known: what made it */
	size_t age;         /* grows with each that a decision makes */
	size_t since;       /* of sparse ones: items that are older are not its own */
	char attribute; /* of declare: n l u, 0 for none; n: .value is the name meant */
	bool is_sparse; /* its items stand by themselves, as "name[index]" */
	const struct fields *array; /* name=(...): from index 0, .value that of the first;
				       NULL: no array */
	const struct flow *lines;   /* not known, but it is one of its lines; NULL: no */
};

/* The value of a variable that this line, or what the policy's evaluator knows of the
 * environment (HOME, PWD, USER), sets: false when it is not known. */
bool scope_variable(struct pc_str *out, const struct scope *scope, struct pc_str name);

const struct variable *scope_find(const struct scope *scope, struct pc_str name);
/* Makes a new variable of that name, of which nothing is known, and returns it. */
struct variable *scope_add(
	struct scope *scope, struct pc_arena *arena, struct pc_str name);

/* The fields that a word becomes: brace expansion (each alternative), variables of the
 * scope, tilde, quotes and ANSI-C strings removed, field splitting of known values, globs
 * as PATTERN.  Command substitutions whose output is plain ("$(echo curl)", "$(printf
 * ...)", "`echo x`") are computed; others are UNKNOWN.  Bounded. */
void values_of(struct fields *out, struct pc_arena *arena, const struct scope *scope,
	const struct pc_sh_word *word);

/* The one field of a word that is neither split nor matched against names: what is
 * assigned, a here-string, the subject of a case. */
struct field value_of(
	struct pc_arena *arena, const struct scope *scope, const struct pc_sh_word *word);

/* What expanding the word does to the variables: ${x:=w}, $((x++)). */
void values_assign(
	struct scope *scope, struct pc_arena *arena, const struct pc_sh_word *word);

/* The same of an expression alone: ((x++)), let. */
void values_assign_arith(struct scope *scope, struct pc_arena *arena, struct pc_str text);

/* The names that it assigns are not known any more. */
void values_forget_arith(struct scope *scope, struct pc_arena *arena, struct pc_str text);

/* Memory for one decision. */
struct pc_arena *walk_arena(struct walk *walk);

/* ---- a simple command, resolved ---------------------------------------------- */

struct simple {
	const struct fields *words; /* all words; items[0] is the program */
	const struct scope *scope;
	const struct pc_sh_redir *redirs;
	struct pc_str input; /* what it reads on standard input, where that is known: a
				here-document, a here-string, echo before a pipe */
	struct pc_str lines; /* not known to the byte, but as lines: plain.c */
	bool input_known, reads_pipe;
	bool input_repeats; /* what is known of it comes again and again, without end */
	bool is_counted;    /* of what it prints only numbers, or names, come out */
	const char *how;    /* what it hides in: "bash -c", NULL for the line itself */
	const struct uses *uses; /* roles.h: what its words are to it */
};

/* The program's name without directory, "\" and the like: "/usr/bin/curl" -> "curl". */
struct pc_str simple_program(const struct simple *simple);

/* ---- what a simple command implies: carriers.c files.c hosts.c code.c --------- */

/* Each looks at one simple command and reports through the functions below; none of
 * them recurses by itself. */
void carriers_of(struct walk *walk, const struct simple *simple);
void files_of(struct walk *walk, const struct simple *simple);
void hosts_of(struct walk *walk, const struct simple *simple);
void code_of(struct walk *walk, const struct simple *simple);

/* It runs these words as a command (env, xargs, find -exec, sudo ...). */
void implies_command(struct walk *walk, const struct simple *by,
	const struct field *words, size_t n, const char *how);
/* It runs this text as a shell script (bash -c, eval, ssh host ...). remote: somewhere
 * else, so files in it are not ours. */
void implies_script(struct walk *walk, const struct simple *by, struct pc_str script,
	const char *how, bool remote);
/* The same with an input of its own, of which no more is known than lines: plain.c. */
void implies_fed(struct walk *walk, const struct simple *by, struct pc_str script,
	struct pc_str lines, const char *how);
/* It runs this word as a script: "$(find ... | sed ...)" whose lines are known but for
 * names.  False when it is not such a word. */
bool implies_lines(struct walk *walk, const struct simple *by, const struct field *word,
	const char *how);
/* It reads, or writes, removes or renames, this file (as the word names it, relative to
 * the scope's cwd). */
void implies_file(struct walk *walk, const struct simple *by, const struct field *path,
	bool writes, const char *how);
/* It reads, or writes, removes or moves, all that lies below this directory (or just the
 * file, when it is one): tar, cp -r, rm -r.  A rule whose path lies below it is asked
 * about, one that names the directory itself decides as implies_file() would. */
void implies_tree(struct walk *walk, const struct simple *by, const struct field *path,
	bool writes, const char *how);
/* It talks to this URL or host. */
void implies_host(struct walk *walk, const struct simple *by, const struct field *host,
	const char *how);
/* It runs, reads or talks to something that cannot be known: of the kinds whose bits are
 * set. */
enum { UNKNOWN_COMMAND = 1, UNKNOWN_READ = 2, UNKNOWN_WRITE = 4, UNKNOWN_HOST = 8 };
/* Files that the line itself wrote, one after the other from NULL on; and what is in one,
 * as far as known. */
bool walk_written_next(struct pc_str *path, const struct written **at, struct walk *walk);
/* Whether deny or ask rules name a program. */
bool walk_has_rules(struct walk *walk, struct pc_str program);
void implies_unknown(
	struct walk *walk, const struct simple *by, unsigned kinds, const char *how);
/* written.c: what a file holds that the line itself wrote; false for all others. */
bool walk_content(struct pc_str *out, const struct walk *walk, const struct simple *by,
	struct pc_str path);

/* ---- plain.c plain_edit.c ---------------------------------------------------- */

/* The script that lines are, with unknown words for the names in them; false when it is
 * not certain where its words end. */
bool plain_script(struct pc_str *out, struct walk *walk, struct pc_str lines);
/* What an awk prints into a pipe of its own, print x | "sh", as lines. */
bool plain_piped(struct pc_str *lines, struct walk *walk, const struct simple *simple);
/* What the shell runs of a sed whose one command is s///e. */
bool plain_runs(struct pc_str *script, struct walk *walk, const struct simple *simple);

#endif
