/* SPDX-License-Identifier: Apache-2.0 */
/* The parser's state and what its files share.
 *
 *   lex.c       character classes, blanks, comments, newlines, reserved words
 *   heredoc.c   here-documents: reading the bodies that a newline starts
 *   quote.c     pieces of words: quotes, escapes
 *   expand.c    pieces of words: parameters, arithmetic, substitutions
 *   param.c     pieces of words: ${...}
 *   glob.c      pieces of words: globs, braces, tildes
 *   pieces.c    words from pieces
 *   simple.c    simple commands: assignments, words, redirections
 *   cond.c      [[ ]], (( ))
 *   compound.c  if, while, for, case, functions, groups
 *   parse.c     lists and pipelines
 *
 * There are no tokens between text and tree: every function looks at the bytes at .at
 * and moves it.  A fault ends the text at .at, so that everything unwinds by itself and
 * the tree holds what stands before the fault. */
#ifndef PC_SHELL_PRIV_H
#define PC_SHELL_PRIV_H

#include "pc/base/limits.h"
#include "pc/shell/ast.h"
#include "pc/shell/word.h"

/* Classes of bytes, as bits in sh_class[]. */
enum {
	SH_BLANK = 1 << 0, /* space, tab */
	SH_BREAK = 1 << 1, /* ends a word: blanks, newline ; & | ( ) < > */
	SH_PIECE = 1 << 2, /* ends a literal run inside a word, breaks included */
	SH_NAME = 1 << 3,  /* letter, digit, underscore */
	SH_DIGIT = 1 << 4,
	SH_DOUBLE = 1 << 5, /* means something between double quotes */
	SH_WORD1 = 1 << 6,  /* may begin a reserved word */
	SH_PARAM1 = 1 << 7, /* $ and one of these is a parameter */
};

extern const unsigned char sh_class[256];

struct sh_heredoc; /* one whose body has not been read yet */

/* A { in the word being read that may turn out to begin a brace expansion. */
struct sh_brace {
	struct pc_sh_part *before; /* last part before the literal that holds the { */
	const char *open;
	bool comma;
};

struct sh_parser {
	const char *at, *end;
	const char *base; /* where spans count from */
	struct pc_arena *arena;
	struct sh_heredoc *heredocs, *last_heredoc; /* pending, in order */
	struct sh_brace *braces;                    /* PC_MAX_SHELL_DEPTH of them */
	unsigned n_braces;
	unsigned depth;
	size_t budget; /* bytes that may still be read a second time */
	/* A [ before bracket_until was already looked at: it is a glob or not. */
	const char *bracket_until;
	bool bracket_is_glob;
	bool may_array; /* an argument like name=(...) is allowed here */
	uint32_t n_commands;
	bool has_comment, has_heredoc, has_continuation;
	enum pc_sh_fault fault;
	struct pc_sh_span fault_at;
	const char *fault_text;
};

/* ---- lex.c ---------------------------------------------------------------- */

enum sh_reserved {
	SH_NONE,
	SH_IF,
	SH_THEN,
	SH_ELIF,
	SH_ELSE,
	SH_FI,
	SH_WHILE,
	SH_UNTIL,
	SH_DO,
	SH_DONE,
	SH_FOR,
	SH_SELECT,
	SH_CASE,
	SH_ESAC,
	SH_FUNCTION,
	SH_COPROC,
	SH_TIME,
	SH_BANG,
	SH_OPEN_BRACE,
	SH_CLOSE_BRACE,
	SH_COND,
	SH_COND_END,
	SH_IN,
	SH_N_RESERVED,
};

/* Records the first fault and ends the text. */
void sh_fault(struct sh_parser *p, enum pc_sh_fault fault, const char *text);
/* "unexpected" what stands at .at; UNTERMINATED when that is the end. */
void sh_unexpected(struct sh_parser *p);
/* One level down; false, with a fault, past the limit.  Undo with p->depth--. */
bool sh_enter(struct sh_parser *p);
/* Pays for size bytes that are read again; false, with a fault, when there were many. */
bool sh_spend(struct sh_parser *p, size_t size);
/* Past blanks, continuations and a comment. */
void sh_skip_more(struct sh_parser *p);
/* Past blanks, comments and newlines, reading the here-documents that were waiting. */
void sh_skip_newlines(struct sh_parser *p);
/* The reserved word at .at (a word of its own), not moved past. */
enum sh_reserved sh_reserved_slow(struct sh_parser *p, size_t *size);
/* Moves past that word, or reports what stands there instead. */
bool sh_expect(struct sh_parser *p, enum sh_reserved word);
/* Moves past c, behind blanks, or reports what stands there instead. */
bool sh_expect_char(struct sh_parser *p, char c);
/* The size of the two-byte operator at .at whose second byte is c, continuations between
 * them included; 0 when it is another one. */
size_t sh_pair_slow(struct sh_parser *p, char c);

static inline unsigned char sh_peek(const struct sh_parser *p)
{
	return p->at < p->end ? (unsigned char)*p->at : 0;
}

/* The byte n further on; 0 past the end. */
static inline unsigned char sh_peek_at(const struct sh_parser *p, size_t n)
{
	return (size_t)(p->end - p->at) > n ? (unsigned char)p->at[n] : 0;
}

static inline size_t sh_pair(struct sh_parser *p, char c)
{
	unsigned char next = sh_peek_at(p, 1);

	if (next == (unsigned char)c)
		return 2;
	return next == '\\' ? sh_pair_slow(p, c) : 0;
}

static inline bool sh_is(unsigned char c, unsigned classes)
{
	return sh_class[c] & classes;
}

static inline uint32_t sh_offset(const struct sh_parser *p, const char *at)
{
	return (uint32_t)(at - p->base);
}

static inline struct pc_str sh_view(const char *from, const char *to)
{
	return (struct pc_str){from, (size_t)(to - from)};
}

static inline void sh_skip_blanks(struct sh_parser *p)
{
	while (p->at < p->end && sh_is((unsigned char)*p->at, SH_BLANK))
		p->at++;
	if (p->at < p->end && (*p->at == '\\' || *p->at == '#'))
		sh_skip_more(p);
}

static inline enum sh_reserved sh_reserved(struct sh_parser *p, size_t *size)
{
	return sh_is(sh_peek(p), SH_WORD1) ? sh_reserved_slow(p, size) : SH_NONE;
}

/* For sizes that the compiler knows: in pieces that it turns into a few plain stores.
 * A longer memset() of known size becomes "rep stos", which takes longer to start than
 * all of the rest takes to run. */
static inline void *sh_zero(char *at, size_t size)
{
	memset(at, 0, size < 64 ? size : 64);
	if (size > 64)
		memset(at + 64, 0, size < 128 ? size - 64 : 64);
	if (size > 128)
		memset(at + 128, 0, size - 128);
	return at;
}

/* Memory that is not zeroed: pc_arena_alloc() in the line of the caller, as most of
 * parsing is making small objects. */
static inline void *sh_take(struct pc_arena *arena, size_t size)
{
	size_t skip = (size_t)(-(uintptr_t)arena->at) & (_Alignof(max_align_t) - 1);
	char *fresh;

	if (!arena->at || (size_t)(arena->end - arena->at) < size + skip)
		return pc_arena_alloc(arena, size);
	fresh = arena->at + skip;
	arena->at += skip + size;
	arena->used += skip + size;
	return fresh;
}

static inline void *sh_alloc(struct sh_parser *p, size_t size)
{
	return sh_zero(sh_take(p->arena, size), size);
}

#define sh_new(p, type) ((type *)sh_alloc((p), sizeof(type)))

/* ---- heredoc.c ------------------------------------------------------------ */

void sh_heredoc_wait(struct sh_parser *p, struct pc_sh_redir *redir);
/* .at stands behind a newline: reads the bodies that wait for it. */
void sh_heredoc_read(struct sh_parser *p);

/* ---- quote.c, glob.c, pieces.c -------------------------------------------- */

enum sh_mode {
	SH_MODE_WORD,
	SH_MODE_VALUE,   /* a word without brace expansion: assigned, compared */
	SH_MODE_REGEX,   /* right of =~: parentheses and | belong to the word */
	SH_MODE_OPERAND, /* ${x:-here}: up to } */
	SH_MODE_GROUP,   /* @(here): up to ) */
	SH_MODE_DOUBLE,  /* between double quotes or in a here-document */
};

/* A run of parts under construction. */
struct sh_pieces {
	struct pc_sh_part *first, *last;
	const char *run;  /* where the literal text that is not yet a part begins;
			     NULL: literals are not wanted */
	const char *word; /* where the word begins */
	unsigned has;
	unsigned braces; /* p->n_braces at the start */
	unsigned parens; /* open ones inside a REGEX or GROUP */
	enum sh_mode mode;
	enum {
		SH_ASKED_NOT,
		SH_ASSIGNED,
		SH_UNASSIGNED
	} assigned; /* begins with name= */
};

/* Makes the literal before to a part. */
void sh_flush(struct sh_parser *p, struct sh_pieces *b, const char *to);
/* A part that begins at from, after the literal before it; the caller moves .at behind
 * it and calls sh_part_end(). */
struct pc_sh_part *sh_part(struct sh_parser *p, struct sh_pieces *b,
	enum pc_sh_part_kind kind, const char *from);
void sh_part_end(struct sh_parser *p, struct sh_pieces *b, struct pc_sh_part *part);

/* Each tries to read its kind of piece at .at; false when the byte is a literal. */
bool sh_read_single(struct sh_parser *p, struct sh_pieces *b);
bool sh_read_double(struct sh_parser *p, struct sh_pieces *b);
bool sh_read_escape(struct sh_parser *p, struct sh_pieces *b);
bool sh_read_backtick(struct sh_parser *p, struct sh_pieces *b);
bool sh_read_dollar(struct sh_parser *p, struct sh_pieces *b);
bool sh_read_dollar_quoted(struct sh_parser *p, struct sh_pieces *b);
/* ${...}, from being the $ and .at behind the brace. */
bool sh_read_param(struct sh_parser *p, struct sh_pieces *b, const char *from);
bool sh_read_process(struct sh_parser *p, struct sh_pieces *b);
bool sh_read_star(struct sh_parser *p, struct sh_pieces *b);
bool sh_read_bracket(struct sh_parser *p, struct sh_pieces *b);
bool sh_read_brace(struct sh_parser *p, struct sh_pieces *b);
bool sh_read_comma(struct sh_parser *p, struct sh_pieces *b);
bool sh_read_brace_end(struct sh_parser *p, struct sh_pieces *b);
bool sh_read_tilde(struct sh_parser *p, struct sh_pieces *b);
bool sh_read_extglob(struct sh_parser *p, struct sh_pieces *b, const char *from);

/* Reads expansions from .at up to the text's end, as in a here-document. */
struct pc_sh_part *sh_expansions(struct sh_parser *p);
/* Reads expansions up to the close that no open precedes, quotes respected; .at is left
 * there, or at the end of the text. */
void sh_balanced(struct sh_parser *p, struct sh_pieces *b, char open, char close);
/* $((...)) and ((...)): the text up to "))" into *out, its expansions into *inside;
 * false, without a fault and with .at where it was, when the parentheses do not close
 * that way. */
bool sh_arith(struct sh_parser *p, struct pc_str *out, struct sh_pieces *inside);

/* Pieces up to the mode's end. */
void sh_pieces(struct sh_parser *p, struct sh_pieces *b);
/* Reads a word into *w; it is empty when none begins at .at. */
void sh_word_into(struct sh_parser *p, struct pc_sh_word *w, enum sh_mode mode);
/* Reads a word; NULL when none begins at .at. */
struct pc_sh_word *sh_word(struct sh_parser *p, enum sh_mode mode);
/* The next size bytes as a plain word. */
struct pc_sh_word *sh_word_of(struct sh_parser *p, size_t size);
/* Whether a word begins at .at (c is the byte there). */
static inline bool sh_at_word(const struct sh_parser *p, unsigned char c)
{
	return !sh_is(c, SH_BREAK) || ((c == '<' || c == '>') && sh_peek_at(p, 1) == '(');
}

/* ---- simple.c, cond.c, compound.c, parse.c -------------------------------- */

struct pc_sh_node *sh_node(struct sh_parser *p, enum pc_sh_kind kind, const char *from);
void sh_node_end(struct sh_parser *p, struct pc_sh_node *node);

/* A LIST up to something that cannot continue it; NULL when empty. */
struct pc_sh_node *sh_list(struct sh_parser *p);
/* A list that may not be empty. */
struct pc_sh_node *sh_list_needed(struct sh_parser *p);
struct pc_sh_node *sh_command(struct sh_parser *p);
struct pc_sh_node *sh_pipeline(struct sh_parser *p);
struct pc_sh_node *sh_simple(struct sh_parser *p);
/* A compound command at .at, or NULL when none begins there. */
struct pc_sh_node *sh_compound(struct sh_parser *p);
/* .at stands behind a function's name and parentheses: reads the body into node. */
void sh_function_body(struct sh_parser *p, struct pc_sh_node *node);
/* Passes "()" at .at, if it is there. */
bool sh_parens(struct sh_parser *p);
/* [[ ]] and ( ) or (( )), .at behind the bracket or parenthesis that begins at from. */
struct pc_sh_node *sh_cond(struct sh_parser *p, const char *from);
struct pc_sh_node *sh_paren(struct sh_parser *p, const char *from);
/* The redirections behind a compound command. */
void sh_redirs(struct sh_parser *p, struct pc_sh_node *node);
/* ( words ) at .at, behind name= . */
bool sh_array(struct sh_parser *p, struct sh_pieces *b);

#endif
