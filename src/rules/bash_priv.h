/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of command matching:
 *
 *   bash_pattern.c  what stands between a rule's parentheses -> pattern
 *   bash_index.c    many patterns of one list -> the first rule that a text matches
 *   bash_forms.c    a command line -> the texts that rules are compared with
 *   bash_line.c     the texts of the line as a whole and of its compound parts
 *   bash_wrap_*.c   programs that start other programs, and what they start
 *   bash_vars.c     variables whose value the line itself settles
 *   bash_doubt.c    lines that the client asks about whatever the rules say
 *   bash_rules.c    the three lists of one tool; what the rest of the module calls
 */
#ifndef PC_BASH_PRIV_H
#define PC_BASH_PRIV_H

#include "rules_priv.h"

/* ---- patterns: bash_pattern.c --------------------------------------------- */

enum bash_kind {
	BASH_EXACT,  /* no wildcard: head is the whole text */
	BASH_PREFIX, /* "head:*" or "head *": head alone, or head and a space and more */
	BASH_GLOB,   /* head, then anything between the pieces */
};

struct bash_pattern {
	enum bash_kind kind;
	struct pc_str head;    /* what stands before the first star */
	struct pc_str *pieces; /* GLOB: what stands behind each star; the last one, maybe
				  empty, ends the text */
	size_t n_pieces;
	bool colon; /* PREFIX written as "head:*": head alone counts as said exactly */
};

void bash_pattern_parse(
	struct bash_pattern *out, struct pc_arena *arena, struct pc_str spec);
/* text begins with the pattern's head, and the pattern is a GLOB. */
bool bash_pattern_rest(const struct bash_pattern *pattern, struct pc_str text);
/* Blanks made one space each, ends of lines too when lines; in arena where it had to
 * change. */
struct pc_str bash_flatten(struct pc_arena *arena, struct pc_str text, bool lines);

/* ---- texts: bash_forms.c bash_line.c -------------------------------------- */

struct bash_text {
	struct pc_str raw;  /* trimmed */
	struct pc_str flat; /* bash_flatten(raw) */
	size_t group;       /* texts of one command have the same */
	bool whole;         /* several commands: a rule must say all of it */
	bool loose;         /* exact rules are compared with flat, too */
	bool starry;        /* its program has a wildcard, which "rm*" will not cover */
};

struct bash_texts {
	struct pc_arena *arena;
	struct pc_str line; /* most texts are views of it */
	struct bash_text *items;
	size_t count, room;
	size_t from;        /* texts before this one belong to other commands */
	size_t of_commands; /* texts from this one on are of the line as a whole */
	bool strict;        /* deny and ask: whatever hides a command is taken off */
	bool doubt; /* the client would ask about this line in any case, and then compares
		       rules with more of its texts */
	bool continued; /* a backslash-newline stands somewhere */
	bool stumbled;  /* ... but not this one: its parser loses the thread */
};

/* Adds text and what remains of it without quotes around the program, assignments and
 * harmless wrappers. */
void bash_texts_add(struct bash_texts *texts, struct pc_str text);
/* Adds text alone. */
void bash_texts_push(struct bash_texts *texts, struct pc_str text, bool whole);

/* Everything that a deny or ask rule is compared with. */
void bash_texts_of_line(struct bash_texts *texts, const struct bash_call *call);
/* What an allow rule is compared with. */
void bash_texts_of_command(struct bash_texts *texts, const struct pc_sh_command *command);

/* The line as a whole: bash_line.c. */
struct bash_line {
	struct pc_arena *arena;
	const struct pc_sh_tree *tree;
	struct pc_str *parts; /* of the normalised line, in order */
	size_t n_parts, room;
	const struct pc_sh_node **opaque; /* compound commands that are one text */
	size_t n_opaque, opaque_room;
	bool has_pipe, has_compound, opens_with_redir;
};

void bash_line_scan(struct bash_line *out, const struct bash_call *call);
void bash_line_texts(struct bash_texts *texts, const struct bash_line *line,
	const struct bash_call *call);

/* ---- wrappers: bash_wrap_text.c bash_wrap_args.c -------------------------- */

/* Text-level: without leading timeout, nice, nohup ...; the text itself when none.
 * strict: also in forms in which the client will not be sure of an allow rule. */
struct pc_str bash_wrap_text(struct pc_arena *arena, struct pc_str text, bool strict);
/* Text-level: without leading NAME=value; only harmless ones unless any is set. */
struct pc_str bash_wrap_assigns(struct pc_str text, bool any);
/* Text-level: the first word without its quotes. */
struct pc_str bash_wrap_unquote(struct pc_arena *arena, struct pc_str text);

/* The words of a command as values; what has no value before run time is left out. */
struct bash_args {
	struct pc_str *items;
	size_t count;
};

enum { BASH_STARTS = 4 };

/* Where in args programs stand that the command starts in the end. */
struct bash_starts {
	size_t at[BASH_STARTS];
	size_t count;
	struct pc_str script; /* flock -c, script -c, env -S: a command as one text */
};

/* Word-level: what sudo, env, watch, timeout ... start; nothing when args[0] is no such
 * program. */
void bash_wrap_args(struct bash_starts *out, const struct bash_args *args);
/* NAME=..., NAME+=..., NAME[...]=...: the size of all up to the =, or 0. */
size_t bash_assign_name(struct pc_str text);

/* ---- variables: bash_vars.c ----------------------------------------------- */

struct bash_var {
	struct pc_str name, value;
	const struct pc_sh_node *node; /* the statement that sets it */
};

struct bash_vars {
	struct bash_var *items;
	size_t count;
	bool all_known; /* with these, nothing in the line is unknown */
};

/* X=a; $X b: the assignments that open the line.  When something else in the line is
 * unknown, so is everything, and there are none. */
void bash_vars_find(struct bash_vars *vars, const struct bash_call *call);
/* The value of a word that is or holds such variables; false when something else in it
 * is unknown. */
bool bash_vars_value(const struct bash_vars *vars, struct pc_arena *arena,
	const struct pc_sh_word *word, struct pc_str *value);

/* $'x' and $"x" have a value to bash, but none to the client. */
bool bash_holds_ansi(const struct pc_sh_word *word);

/* ---- doubt: bash_doubt.c -------------------------------------------------- */

bool bash_is_doubtful(
	const struct bash_call *call, const struct bash_line *line, bool all_known);

/* ---- one list: bash_index.c ----------------------------------------------- */

struct bash_index;

struct bash_index *bash_index_new(struct pc_arena *arena,
	const struct pc_rule *const *rules, size_t n, enum pc_list_kind list);
enum bash_which {
	BASH_ANY_RULE,
	BASH_EXACT_RULE, /* without wildcard */
	BASH_SAID_RULE,  /* without wildcard, or "x:*" where x is all of the text */
};

/* The first rule in file order, of those asked for, that matches one of texts. */
const struct pc_rule *bash_index_find(const struct bash_index *index,
	const struct bash_texts *texts, enum bash_which which);

#endif
