/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files that know what the client runs by itself:
 *
 *   readonly.c          one command: assignments, wrappers, words, which table
 *   readonly_tables.c   programs and their options, as data
 *   readonly_git.c      git's and docker's sub-commands, as data
 *   readonly_special.c  programs whose words no table describes
 */
#ifndef PC_READONLY_PRIV_H
#define PC_READONLY_PRIV_H

#include "rules_priv.h"

enum {
	RO_GLOB = 1 << 0,    /* may be given patterns that the shell expands */
	RO_FILES = 1 << 1,   /* names files: only $HOME and $PWD may stand in its words */
	RO_DIGITS = 1 << 2,  /* -A3: a number may stand right behind an option */
	RO_COUNT = 1 << 3,   /* -20 is an option */
	RO_OPTIONS = 1 << 4, /* takes options only */
	RO_ONE_LINE = 1 << 5,  /* no line break in its words */
	RO_NO_TILDE = 1 << 6,  /* no backslash and no tilde in its words */
	RO_LISTED = 1 << 7,    /* operands only behind an option that lists */
	RO_FORMAT = 1 << 8,    /* --format with a known or % format */
	RO_PRETTY = 1 << 9,    /* --pretty likewise */
	RO_UNMIXED = 1 << 10,  /* options or operands, not both */
	RO_NO_SLASH = 1 << 11, /* no slash in its words */
	RO_KNOWN = 1 << 12,    /* of these only $HOME */
	RO_ALONE = 1 << 13,    /* nothing but its name */
};

struct ro_words { /* the words behind the name; all known, or a path in the home */
	const struct pc_sh_arg *args;
	size_t count;
};

typedef bool ro_check(const struct ro_words *words);
/* The n-th word that is no option, from 0. */
typedef bool ro_operand(struct pc_str word, size_t n);

/* A program with options: blank-separated names, a blank at either end.  NULL: none. */
struct ro_program {
	const char *name;
	unsigned rules;
	const char *flags;   /* options without a value */
	const char *numbers; /* options with a number */
	const char *texts;   /* options with any value */
	ro_operand *operand; /* what each operand must fulfil, or NULL */
};

/* Programs that may have any words at all. */
struct ro_plain {
	const char *name;
	unsigned rules;
};

extern const struct ro_plain ro_plain[]; /* sorted by name */
extern const size_t ro_n_plain;
extern const struct ro_program ro_programs[]; /* sorted by name */
extern const size_t ro_n_programs;

struct ro_special { /* no table: a function looks at all words */
	const char *name;
	ro_check *check;
};

extern const struct ro_special ro_specials[]; /* sorted by name */
extern const size_t ro_n_specials;

/* git log, git stash list ...: the table's entry and how many words name it. */
const struct ro_program *ro_git(const struct ro_words *words, size_t *used);
bool ro_docker(const struct ro_words *words);

/* The words against the program's options and operands. */
bool ro_options(const struct ro_program *program, const struct ro_words *words);

/* sed that only prints lines, or substitutes in what it reads; edits: in files, too. */
bool ro_sed(const struct ro_words *words, bool edits);

/* The words of the program behind assignments and wrappers that the client's list looks
 * through; false when there is no such program. */
bool ro_program_words(
	const struct pc_sh_command *command, struct pc_str *name, struct ro_words *words);

#endif
