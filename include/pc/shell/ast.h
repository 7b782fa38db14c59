/* SPDX-License-Identifier: Apache-2.0 */
/* What a bash command line says, without running it: the grammar's tree with a span on
 * every token.  Spans are byte offsets into the parsed text, end exclusive.
 *
 * The parser never fails outright: text that bash would not accept gives the tree up to
 * the fault and .fault set.  A reader of the tree treats a fault as "unknowable".
 *
 * The grammar is that of bash 5.2, run as "bash -c" with default options: comments are
 * comments, aliases are not expanded.  Extended globs are read all the same.  Faults,
 * though bash would go on: a bad substitution and a syntax error in backticks (bash
 * notices both only when it runs them), a here-document that the end of the text cuts
 * off, anything glued to the ) of name=(...), blanks in name[...] without an assignment,
 * a continuation inside a redirection operator. */
#ifndef PC_SHELL_AST_H
#define PC_SHELL_AST_H

#include "pc/base/arena.h"

struct pc_sh_span {
	uint32_t start, end;
};

struct pc_sh_node;
struct pc_sh_word;

enum pc_sh_part_kind {
	PC_SH_LITERAL, /* unquoted run, no special character in it */
	PC_SH_ESCAPED, /* \x: .text is the x */
	PC_SH_SINGLE,  /* '...': .text without quotes */
	PC_SH_ANSI,    /* $'...': .text is the raw inside; pc_sh_ansi_value() decodes */
	PC_SH_DOUBLE,  /* "...": .parts */
	PC_SH_LOCALE,  /* $"...": .parts */
	PC_SH_PARAM, /* $x, ${x...}: .name (index included), .op (raw operator text, empty
			for a plain one: ":-" "//" "#" before a length, "!" before an
			indirection, "!*" "@Q"), .parts the operand's pieces, after the
			expansions in the index */
	PC_SH_COMMAND,  /* $(...): .body */
	PC_SH_BACKTICK, /* `...`: .body, spans relative to the unescaped .text */
	PC_SH_ARITH,   /* $((...)) or $[...]: .text raw inside, .parts expansions in it */
	PC_SH_PROC_IN, /* <(...): .body */
	PC_SH_PROC_OUT, /* >(...): .body */
	PC_SH_TILDE, /* ~ or ~user at the start of a word or assignment value: .text with
			the tilde */
	PC_SH_GLOB,  /* an unquoted run of * and ?, or [...] : .text; a bracket that holds
			quotes or expansions is a GLOB of "[" and what follows */
	PC_SH_BRACE, /* an unquoted brace expansion {a,b} or {1..3}: .text whole, .parts
			the pieces inside, commas in the literals */
	PC_SH_EXTGLOB, /* @(..) ?(..) *(..) +(..) !(..): .text whole, .parts the pieces
			  inside; read whether or not the option extglob is set */
	PC_SH_ARRAY,   /* ( ... ) as an assignment's value: .words */
};

struct pc_sh_part {
	enum pc_sh_part_kind kind;
	struct pc_sh_span span;
	struct pc_str text;       /* see the kinds */
	struct pc_str name, op;   /* PARAM */
	struct pc_sh_part *parts; /* DOUBLE, LOCALE, PARAM, ARITH, BRACE, EXTGLOB */
	struct pc_sh_node *body;  /* COMMAND, BACKTICK, PROC_*: a LIST, NULL when empty */
	struct pc_sh_word *words; /* ARRAY */
	struct pc_sh_part *next;
};

/* Bits of pc_sh_word.has: what stands anywhere in the word. */
enum {
	PC_SH_HAS_QUOTE = 1 << 0,   /* any quoting or escape */
	PC_SH_HAS_PARAM = 1 << 1,   /* parameter or arithmetic expansion */
	PC_SH_HAS_COMMAND = 1 << 2, /* $(), backticks, <(), >() */
	PC_SH_HAS_GLOB = 1 << 3,    /* unquoted glob or extglob */
	PC_SH_HAS_BRACE = 1 << 4,
	PC_SH_HAS_TILDE = 1 << 5,
	PC_SH_HAS_ARRAY = 1 << 6, /* name=(...) */
};

struct pc_sh_word {
	struct pc_sh_span span;
	unsigned has;
	struct pc_str text;       /* the source, as written */
	struct pc_sh_part *parts; /* NULL only for an empty here-string or the like */
	struct pc_sh_word *next;
};

struct pc_sh_assign {
	struct pc_sh_span span;
	struct pc_str name;             /* without index */
	struct pc_str index;            /* raw text between [ and ], empty when none */
	struct pc_sh_part *index_parts; /* expansions in it */
	bool append;                    /* += */
	struct pc_sh_word value;        /* .parts NULL for NAME= */
	struct pc_sh_assign *next;
};

enum pc_sh_redir_op {
	PC_SH_REDIR_IN,       /* < */
	PC_SH_REDIR_OUT,      /* > */
	PC_SH_REDIR_CLOBBER,  /* >| */
	PC_SH_REDIR_APPEND,   /* >> */
	PC_SH_REDIR_RW,       /* <> */
	PC_SH_REDIR_BOTH,     /* &> or >& file */
	PC_SH_REDIR_BOTH_APP, /* &>> */
	PC_SH_REDIR_DUP_IN,   /* <&n, <&- */
	PC_SH_REDIR_DUP_OUT,  /* >&n, >&- */
	PC_SH_REDIR_HEREDOC,  /* <<, <<- */
	PC_SH_REDIR_STRING,   /* <<< */
};

struct pc_sh_redir {
	enum pc_sh_redir_op op;
	struct pc_sh_span span; /* from the fd or {var} to the end of the target */
	int fd;                 /* written number, or -1 */
	struct pc_str var;      /* {var}>x, without braces */
	struct pc_sh_word target;
	/* HEREDOC only: */
	bool strip_tabs;               /* <<- */
	bool quoted;                   /* the delimiter was quoted: no expansion */
	struct pc_sh_span body;        /* the body's lines, delimiter line excluded; they
				       stand outside the command's span */
	struct pc_sh_part *body_parts; /* expansions in an unquoted body */
	struct pc_sh_redir *next;
};

enum pc_sh_kind {
	PC_SH_SIMPLE,   /* assigns, words, redirs */
	PC_SH_PIPELINE, /* children; .joined of each but the last: PIPE or PIPE_BOTH */
	PC_SH_LIST, /* children; .joined of each: AND OR SEMI NEWLINE BACKGROUND END */
	PC_SH_SUBSHELL, /* ( body ) */
	PC_SH_GROUP,    /* { body } */
	PC_SH_IF,       /* cond, body, other (an IF for elif, a LIST for else, or NULL) */
	PC_SH_WHILE,    /* cond, body */
	PC_SH_UNTIL,    /* cond, body */
	PC_SH_FOR,      /* name, words (has_in), body */
	PC_SH_CFOR,     /* for ((...)): text, parts, body */
	PC_SH_SELECT,   /* name, words, body */
	PC_SH_CASE,     /* words: the one subject; children: CASE_ITEMs */
	PC_SH_CASE_ITEM, /* words: patterns; body; .joined: SEMI (;;) FALL (;&) TEST (;;&)
			  */
	PC_SH_FUNCTION,  /* name, body (one compound command) */
	PC_SH_ARITH_COMMAND, /* ((...)): text, parts */
	PC_SH_COND,   /* [[ ... ]]: words in order, operators and parentheses included */
	PC_SH_COPROC, /* name (may be empty), body */
};

enum pc_sh_join {
	PC_SH_END,
	PC_SH_SEMI,
	PC_SH_NEWLINE,
	PC_SH_BACKGROUND,
	PC_SH_AND,
	PC_SH_OR,
	PC_SH_PIPE,
	PC_SH_PIPE_BOTH,
	PC_SH_FALL,
	PC_SH_TEST,
};

struct pc_sh_node {
	enum pc_sh_kind kind;
	enum pc_sh_join joined; /* to the next sibling */
	struct pc_sh_span span;
	bool negated;    /* ! before a pipeline: on the PIPELINE, or on the single
			    command when the pipeline has one */
	bool timed;      /* the keyword time before it */
	bool time_posix; /* time -p */
	bool has_in;     /* FOR, SELECT: "in" was written */
	struct pc_str name;
	struct pc_str text;
	struct pc_sh_assign *assigns;
	struct pc_sh_word *words;
	uint32_t n_words;
	struct pc_sh_redir *redirs; /* of any command, in order */
	struct pc_sh_part *parts;
	struct pc_sh_node *cond, *body, *other;
	struct pc_sh_node *children;
	struct pc_sh_node *next;
};

enum pc_sh_fault {
	PC_SH_FINE,
	PC_SH_SYNTAX,       /* bash would report a syntax error */
	PC_SH_UNTERMINATED, /* a quote, substitution, here-document or construct is open
			     */
	PC_SH_TOO_DEEP,     /* PC_MAX_SHELL_DEPTH */
	PC_SH_TOO_LONG,     /* PC_MAX_COMMAND_SIZE */
	PC_SH_BAD_BYTE,     /* a NUL */
};

struct pc_sh_tree {
	struct pc_str text;
	struct pc_sh_node *root; /* a LIST with at least one child, or NULL when empty */
	enum pc_sh_fault fault;
	struct pc_sh_span fault_at;
	const char *fault_text; /* static: "unexpected ')'" */
	bool has_comment;       /* a # comment stood somewhere */
	bool has_heredoc;
	bool has_continuation; /* a backslash-newline stood outside quotes */
	uint32_t n_commands;   /* SIMPLE, COND and ARITH_COMMAND nodes */
};

/* All memory comes from arena; the tree borrows text.  Linear in text.len. */
void pc_sh_parse(struct pc_sh_tree *out, struct pc_arena *arena, struct pc_str text);

/* The source text that a span covers. */
static inline struct pc_str pc_sh_text(
	const struct pc_sh_tree *tree, struct pc_sh_span span)
{
	return (struct pc_str){tree->text.ptr + span.start, span.end - span.start};
}

#endif
