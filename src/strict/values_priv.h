/* SPDX-License-Identifier: Apache-2.0 */
/* How the expansion of words is put together.
 *
 *   values.c          a word -> its fields, under each assumption about what is not known
 *   values_brace.c    a word with braces -> the words that bash makes of it
 *   values_field.c    pieces of text -> fields: splitting, what is a pattern
 *   values_parts.c    the parts of a word -> pieces of text
 *   values_param.c    $x, ${x...}: which value, of which kind
 *   values_op.c       ... and what the operator makes of it
 *   values_match.c    patterns of ${x#p} and ${x/p/w} against text
 *   values_assign.c   what expanding does to variables
 *   values_arith.c    $((...))
 *   values_output.c   $(...): lists and pipelines whose output is plain
 *   values_print.c    ... echo and printf
 *   values_filter.c   ... programs that turn their input into something else
 *   values_lines.c    ... that pick lines, or parts of them
 *   values_decode.c   ... that decode
 *
 * What is called KNOWN is what bash 5.2 would make of it, to the byte; everything short
 * of that is unknown. */
#ifndef PC_STRICT_VALUES_PRIV_H
#define PC_STRICT_VALUES_PRIV_H

#include "pc/base/limits.h"
#include "strict_priv.h"

/* How variables and outputs that nobody can tell are taken. */
enum assume {
	ASSUME_NOTHING, /* as not known */
	ASSUME_EMPTY,   /* as unset, or as what they probably are */
	ASSUME_SET,     /* as not known, but not empty: ${x:+w} is w */
};

/* Growing bytes in an arena. */
struct bytes {
	char *ptr;
	size_t len, cap;
};

/* One expansion of one word. */
struct expansion {
	struct pc_arena *arena;
	const struct scope *scope;
	enum assume assume;
	unsigned depth; /* substitutions inside each other */
	bool whole;     /* no splitting, no matching against names */
	/* Work that is left for the word, in bytes and steps; shared by all of its
	 * expansions.  At zero everything is unknown. */
	size_t *budget;

	const struct variable *ifs; /* the one found, in which map */
	const struct map_node *ifs_is_of;

	struct field *items; /* finished fields */
	size_t count, cap;

	/* The field under construction. */
	struct bytes value; /* what is known of it */
	struct bytes glob;  /* the same as a pattern, quoted bytes escaped */
	bool present;       /* it is a field even when empty */
	bool is_extglob;
	bool is_unknown;
	bool after_blank;    /* a blank of IFS ended the field before */
	size_t begins, ends; /* in .value: the first and the last unknown place */
	struct pc_str from;  /* what made the unknown variable in it */
	struct pc_str source;
};

/* Where parts stand. */
enum context {
	IN_WORD,           /* unquoted */
	IN_DOUBLE,         /* between double quotes */
	IN_OPERAND,        /* ${x:-here}: split, too */
	IN_DOUBLE_OPERAND, /* "${x:-here}" */
	IN_GROUP,          /* @(here) */
};

static inline bool is_quoted(enum context context)
{
	return context == IN_DOUBLE || context == IN_DOUBLE_OPERAND;
}

/* ---- values.c ---- */

/* Takes n of the budget: false when there is not so much left. */
bool spend(struct expansion *e, size_t n);
/* An expansion under the same assumption, with fields of its own. */
struct expansion expansion_inside(const struct expansion *e);
/* Adds the fields of a word, braces included. */
void expand_word(struct expansion *e, const struct pc_sh_word *word);

/* ---- values_brace.c ---- */

/* The words that stand for one with braces, in order; NULL when they are too many. */
const struct pc_sh_word *brace_words(
	struct expansion *e, const struct pc_sh_word *word, size_t *count);

/* ---- values_field.c ---- */

void bytes_add(struct pc_arena *arena, struct bytes *bytes, struct pc_str s);
void put_bytes(struct expansion *e, struct pc_str s, bool quoted);
/* The value of an expansion: split when not quoted. */
void put_expanded(struct expansion *e, struct pc_str s, bool quoted);
/* Something that nobody can tell. */
void put_unknown(struct expansion *e, bool quoted);
void end_field(struct expansion *e);
/* Whether IFS is, or may be, another than blanks. */
bool has_own_ifs(struct expansion *e);
/* The first byte of IFS, which joins "$*": 0 for none, -1 when it is not known. */
int ifs_first(struct expansion *e);

/* ---- values_parts.c ---- */

void put_parts(struct expansion *e, const struct pc_sh_part *part, enum context context);
/* The parts as one text without quotes, and, with glob given, as a pattern: false when
 * it is not known. */
bool text_of_parts(struct expansion *e, const struct pc_sh_part *parts,
	enum context context, struct pc_str *value, struct pc_str *glob);

/* ---- values_param.c ---- */

enum presence {
	IS_UNSET,
	IS_SET,
	IS_UNKNOWN,
	IS_SURE, /* not known, but certainly not empty: $PATH, $$ */
};

struct param {
	enum presence presence;
	struct pc_str value;
	bool is_list;              /* $@ $* ${a[@]} ${a[*]} */
	bool joins;                /* the ones with a star */
	const struct fields *list; /* NULL: an empty one */
	struct pc_str from;        /* of what is not known: what made it */
};

struct param param_named(const struct expansion *e, struct pc_str name);
void put_param(struct expansion *e, const struct pc_sh_part *part, enum context context);

/* ---- values_op.c ---- */

/* What an operator makes of a value: false when it is not known. */
bool apply_op(struct expansion *e, struct pc_str *value, const struct pc_sh_part *part);
bool is_op(struct pc_str op);

/* ---- values_match.c ---- */

enum match {
	MATCH_NO,
	MATCH_YES,
	MATCH_UNKNOWN,
};

/* Whether it is an empty "$@" or the like: between double quotes, no field at all. */
enum match param_vanishes(struct expansion *e, const struct pc_sh_part *part);
enum match text_matches(struct expansion *e, struct pc_str glob, struct pc_str text);

/* ---- values_arith.c ---- */

bool arith_value(struct expansion *e, long long *out, struct pc_str text);
/* With its assignments, which go into effects; false when it is not all understood. */
bool arith_run(struct expansion *e, struct scope *effects, struct pc_str text);

/* ---- values_output.c ---- */

/* What a command prints, without the newlines at the end.  *ends: not known but for its
 * last bytes ("which curl"). */
enum output { OUTPUT_UNKNOWN, OUTPUT_KNOWN, OUTPUT_ENDS };
enum output output_of(
	struct expansion *e, struct pc_str *out, const struct pc_sh_node *list);

/* One command whose words are known, as it prints. */
struct printing {
	struct expansion *e;
	const struct pc_str *args; /* the program not among them */
	size_t n_args;
	struct pc_str input;
	bool has_input;
	bool repeats; /* the input, then the output: again and again, without an end */
	struct bytes *out;
};

/* ---- values_print.c, values_filter.c, values_lines.c, values_decode.c ---- */

typedef bool printer(struct printing *p);
printer print_echo, print_printf, print_yes;
printer print_head, print_tail, print_tac, print_sorted, print_cut, print_grep, print_sed;
printer print_base64, print_base32, print_openssl, print_python, print_xxd;
/* The printer of a program that turns its input, or its arguments, into something; NULL
 * when it is none of those. */
printer *filter_named(struct pc_str program);
/* Those of echo, printf and yes, too. */
printer *printer_named(struct pc_str program);
/* Whether it is a program that finds others, and prints the path of the one it is given
 * (*found). */
bool finds_program(struct pc_str *found, struct pc_str program, const struct pc_str *args,
	size_t n_args);

#endif
