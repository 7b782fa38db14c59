/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that run other programs, as rows.
 *
 *   carriers.c             a simple command -> the rows that speak of it, and what they
 * say carriers_parse.c       one row's grammar held against the words carriers_tell.c
 * words that are commands or scripts, known or not carriers_positional.c  $0 $1 $@ of a
 * script, put into its text carriers_other.c programs without a row
 *   carriers_embedded.c    texts with commands in them
 *   carriers_<area>.c      the rows, and what needs more than a row
 */
#ifndef PC_STRICT_CARRIERS_PRIV_H
#define PC_STRICT_CARRIERS_PRIV_H

#include "known.h"
#include "pc/base/buf.h"
#include "strict_priv.h"

enum {
	CARRIES_ASSIGNS = 1 << 0, /* NAME=value may stand before the command */
	CARRIES_TEXT = 1 << 1,    /* its words, joined by blanks, are a script */
	CARRIES_EACH = 1 << 2,    /* each of its words is a script */
	CARRIES_SHELL = 1 << 3,   /* without a command: a shell on standard input */
	CARRIES_REMOTE = 1 << 4,  /* not on this machine */
	CARRIES_NOTHING = 1 << 5, /* only its options run anything */
	CARRIES_ARGS = 1 << 6,    /* the words are arguments of a shell */
	CARRIES_INPUT = 1 << 7,   /* standard input is a script */
	CARRIES_MARKED = 1 << 8,  /* the command stands behind "--" only */
	CARRIES_LONG = 1 << 9,    /* one dash begins a long option */
};

struct carry;

/* Lists are words with one blank between them.  An option that takes a value takes the
 * rest of its word or the next word; one written with "=" at its end only the former. */
struct carrier {
	const char *programs;
	/* Operands that stand before the command: "exec|run" one of these, "*" anything,
	 * "#" a number that may be left out.  NULL: none. */
	const char *lead;
	const char *values;  /* options that take a value */
	const char *scripts; /* options whose value is run */
	unsigned flags;      /* CARRIES_* */
	const char *quits;   /* options with which nothing is run */
	void (*special)(struct carry *carry);
};

extern const struct known_table carrier_shells, carrier_starters, carrier_search,
	carrier_remote, carrier_build, carrier_tools, carrier_git;

struct option {
	struct pc_str name;        /* as the table has it: "-c", "--command" */
	const struct field *value; /* NULL when it has none */
};

/* One simple command held against one row. */
struct carry {
	struct walk *walk;
	const struct simple *by;
	struct pc_arena *arena;
	const struct carrier *row;
	struct pc_str program;
	const struct field *words;
	size_t n_words;
	struct option *options;
	size_t n_options, cap_options;
	size_t begins; /* the word where the command begins */
	bool dashes;   /* "--" stood before it */
	bool quits;
	bool lacks_operand; /* fewer words before the command than the row has, or one
			       with a blank, which no host has */
};

/* ---- carriers_parse.c ---- */

static inline bool list_has(const char *list, struct pc_str word)
{
	return names_have(list, word);
}
/* False when the row speaks of another subcommand. */
bool carry_parse(struct carry *carry);
/* The last value of an option, NULL when it was not given. */
const struct field *carry_option(const struct carry *carry, const char *names);
bool carry_has(const struct carry *carry, const char *names);
/* NAME=... or NAME+=... */
bool is_assignment(struct pc_str word);
/* What is certain of a word's beginning. */
struct pc_str field_start(const struct field *field);
/* The field without its first n bytes, which are certain. */
const struct field *field_from(
	struct pc_arena *arena, const struct field *field, size_t n);

/* ---- carriers_tell.c ---- */

/* "sudo", or "bash -c" with an option. */
const char *carry_how(const struct carry *carry, struct pc_str option);
void tell_words(struct carry *carry, const struct field *words, size_t n);
void tell_text(struct carry *carry, const struct field *text, struct pc_str option);
/* The words joined by blanks are one script. */
void tell_joined(struct carry *carry, const struct field *words, size_t n);
/* A shell reads what comes in on standard input. */
void tell_input(struct carry *carry);
void tell_unknown(struct carry *carry, struct pc_str option);
struct field known_field(struct pc_str text);
struct field unknown_field(struct pc_str begins, struct pc_str ends);
/* With each from replaced by to.  A word with blanks in it is taken for a script, into
 * which something unknown goes as a variable. */
struct field field_replaced(struct pc_arena *arena, const struct field *word,
	struct pc_str from, const struct field *to);
/* In single quotes, as a shell reads it back. */
void add_quoted(struct pc_buf *out, struct pc_str text);
struct pc_str text_in_lower(struct pc_arena *arena, struct pc_str text);
struct pc_str buf_taken(struct pc_arena *arena, struct pc_buf *buf);
/* The shell's text for one field: quoted, a pattern as it is, a variable for what is
 * unknown. */
void add_field(struct pc_buf *out, const struct field *field, bool quoted);
/* ---- carriers_positional.c ---- */

/* The script with $0, $1 ... and $@ replaced by what they stand for, as far as that is
 * known and the script does not change them. */
struct pc_str with_positional(
	struct pc_arena *arena, struct pc_str script, const struct field *args, size_t n);

/* ---- carriers_embedded.c ---- */

/* Commands in what only that program can read. */
void carry_embedded(struct carry *carry);

/* ---- carriers_other.c ---- */

/* Of a program that no row speaks of. */
void carry_other(struct carry *carry);

/* ---- what needs more than a row ---- */

void carry_shell(struct carry *carry);
void carry_powershell(struct carry *carry); /* powershell.c */
void option_values(struct carry *carry);
void carry_standard(struct carry *carry);
void carry_find(struct carry *carry);
void carry_git_program(struct carry *carry);

#endif
