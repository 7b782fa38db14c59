/* SPDX-License-Identifier: Apache-2.0 */
/* How inline code is read: code.c finds it, code_lex.c makes tokens of it, code_fold.c
 * computes the texts that are put together from literals, code_calls.c sees which calls
 * the texts are given to, code_names.c says what those calls do; code_sed.c and
 * code_lines.c read what is not made of calls.
 *
 * None of this is a parser of those languages.  It finds what code says in plain words,
 * and notices where code hides what it does. */
#ifndef PC_STRICT_CODE_PRIV_H
#define PC_STRICT_CODE_PRIV_H

#include "strict_priv.h"

enum language {
	LANG_PYTHON = 1 << 0,
	LANG_PERL = 1 << 1,
	LANG_RUBY = 1 << 2,
	LANG_JS = 1 << 3,
	LANG_PHP = 1 << 4,
	LANG_LUA = 1 << 5,
	LANG_AWK = 1 << 6,
	LANG_OTHER = 1 << 7, /* quotes, calls, # comments: R, Julia, Tcl, Swift ... */
	LANG_SED = 1 << 8,
	LANG_LINES = 1 << 9, /* commands of SQL shells, editors and debuggers */
	LANG_MAKE = 1 << 10,
	LANG_TCL = 1 << 11,
	LANG_M4 = 1 << 12,
	LANG_C = 1 << 13, /* what it includes */
};

struct code {
	struct walk *walk;
	const struct simple *by;
	struct pc_arena *arena;
	enum language language;
	unsigned depth; /* eval in eval */
	const char *how;
	struct pc_str fed; /* awk: what its commands read, as lines; empty: not known */
};

enum token_kind {
	TOKEN_END,
	TOKEN_NAME,  /* os.system, $x, Foo::bar */
	TOKEN_TEXT,  /* a literal, decoded */
	TOKEN_SHELL, /* a literal that is run: `x` of perl, ruby and PHP, %x(x) */
	TOKEN_NUMBER,
	TOKEN_LINE, /* the end of a line or of a statement */
	TOKEN_MARK, /* one of other characters: .mark */
};

struct token {
	enum token_kind kind;
	char mark;
	bool partial; /* TEXT: values that only run time knows stand in it as ${_} */
	struct pc_str text; /* NAME, TEXT, SHELL; NUMBER as written */
};

struct tokens {
	struct token *items;
	size_t count, cap;
};

/* code_lex.c */
void code_tokens(struct tokens *out, const struct code *code, struct pc_str text);
/* code_fold.c */
void code_fold(struct tokens *out, const struct code *code, const struct tokens *in);
/* code_calls.c */
void code_read(const struct code *code, struct pc_str text);
/* code_sed.c */
void code_read_sed(const struct code *code, struct pc_str text);
/* code_lines.c */
void code_read_lines(const struct code *code, struct pc_str text);
void code_read_tcl(const struct code *code, struct pc_str text);
void code_read_make(const struct code *code, struct pc_str text);

enum call {
	CALL_OTHER,
	CALL_DATA,    /* only looks at its texts: print, len, re.sub */
	CALL_SHELL,   /* runs a text in a shell */
	CALL_PROGRAM, /* runs a program with arguments, or a text */
	CALL_ARGV,    /* ... of which the first is what the program calls itself */
	CALL_EVAL,    /* runs a text of the same language */
	CALL_FILE,    /* opens a file by name */
	CALL_NET,     /* talks to a host */
	CALL_CHDIR,
	CALL_BY_NAME, /* calls what its first text names */
};

/* code_names.c */
enum call code_call(enum language language, struct pc_str name);
/* The last part of a dotted name. */
struct pc_str code_last(struct pc_str name);

/* What a text is, said to the walk. */
void code_touches(const struct code *code, struct pc_str text, bool partial, bool surely);
void code_talks(const struct code *code, struct pc_str text, bool partial, bool surely);

#endif
