/* SPDX-License-Identifier: Apache-2.0 */
/* What lies between words: blanks, comments, newlines, reserved words, and the faults
 * that end a parse.  Words are pieces.c's work. */
#include "shell_priv.h"

enum {
	END_ = SH_BREAK | SH_PIECE | SH_DOUBLE,
	BLNK = SH_BLANK | SH_BREAK | SH_PIECE,
	OPER = SH_BREAK | SH_PIECE,
	BANG = SH_WORD1 | SH_PARAM1,
	QUOT = SH_PIECE | SH_DOUBLE,
	PARM = SH_PARAM1,
	DOLR = SH_PIECE | SH_DOUBLE | SH_PARAM1,
	PIEC = SH_PIECE,
	STAR = SH_PIECE | SH_PARAM1,
	DIGT = SH_NAME | SH_DIGIT | SH_PARAM1,
	LETR = SH_NAME | SH_PARAM1,
	RSVD = SH_NAME | SH_WORD1 | SH_PARAM1,
	BRCE = SH_PIECE | SH_WORD1,
	CLSE = SH_WORD1,
};

/* Bytes past 127 are plain. */
/* clang-format off */
const unsigned char sh_class[256] = {
	END_, 0, 0, 0, 0, 0, 0, 0,
	0, BLNK, OPER, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0,
	BLNK, BANG, QUOT, PARM, DOLR, 0, OPER, PIEC,
	OPER, OPER, STAR, 0, PIEC, PARM, 0, 0,
	DIGT, DIGT, DIGT, DIGT, DIGT, DIGT, DIGT, DIGT,
	DIGT, DIGT, 0, OPER, OPER, 0, OPER, STAR,
	PARM, LETR, LETR, LETR, LETR, LETR, LETR, LETR,
	LETR, LETR, LETR, LETR, LETR, LETR, LETR, LETR,
	LETR, LETR, LETR, LETR, LETR, LETR, LETR, LETR,
	LETR, LETR, LETR, BRCE, QUOT, CLSE, 0, LETR,
	QUOT, LETR, LETR, RSVD, RSVD, RSVD, RSVD, LETR,
	LETR, RSVD, LETR, LETR, LETR, LETR, LETR, LETR,
	LETR, LETR, LETR, RSVD, RSVD, RSVD, LETR, RSVD,
	LETR, LETR, LETR, BRCE, OPER, BRCE, PIEC, 0,
};
/* clang-format on */

void sh_fault(struct sh_parser *p, enum pc_sh_fault fault, const char *text)
{
	uint32_t at = sh_offset(p, p->at);

	if (p->fault)
		return;
	p->fault = fault;
	p->fault_at = (struct pc_sh_span){at, at + (p->at < p->end)};
	p->fault_text = text;
	p->end = p->at;
}

void sh_unexpected(struct sh_parser *p)
{
	static const char *const texts[128] = {
		['\n'] = "unexpected newline",
		['&'] = "unexpected '&'",
		['('] = "unexpected '('",
		[')'] = "unexpected ')'",
		[';'] = "unexpected ';'",
		['<'] = "unexpected '<'",
		['>'] = "unexpected '>'",
		['|'] = "unexpected '|'",
		['}'] = "unexpected '}'",
	};
	unsigned char c = sh_peek(p);
	const char *text = c < 128 ? texts[c] : NULL;

	if (p->at == p->end)
		sh_fault(p, PC_SH_UNTERMINATED, "unexpected end of the text");
	else
		sh_fault(p, PC_SH_SYNTAX, text ? text : "unexpected word");
}

bool sh_enter(struct sh_parser *p)
{
	p->depth++;
	if (p->depth <= PC_MAX_SHELL_DEPTH)
		return true;
	sh_fault(p, PC_SH_TOO_DEEP, "too many constructs inside each other");
	return false;
}

bool sh_spend(struct sh_parser *p, size_t size)
{
	if (size <= p->budget) {
		p->budget -= size;
		return true;
	}
	sh_fault(p, PC_SH_TOO_DEEP, "too much text has to be read twice");
	return false;
}

static bool continued(struct sh_parser *p)
{
	if (sh_peek(p) != '\\' || sh_peek_at(p, 1) != '\n')
		return false;
	p->at += 2;
	p->has_continuation = true;
	return true;
}

static void skip_comment(struct sh_parser *p)
{
	const char *newline = memchr(p->at, '\n', (size_t)(p->end - p->at));

	p->has_comment = true;
	p->at = newline ? newline : p->end;
}

void sh_skip_more(struct sh_parser *p)
{
	for (;;) {
		while (sh_is(sh_peek(p), SH_BLANK))
			p->at++;
		if (sh_peek(p) == '#')
			skip_comment(p);
		else if (!continued(p))
			return;
	}
}

void sh_skip_newlines(struct sh_parser *p)
{
	sh_skip_blanks(p);
	while (sh_peek(p) == '\n') {
		p->at++;
		if (p->heredocs)
			sh_heredoc_read(p);
		sh_skip_blanks(p);
	}
}

size_t sh_pair_slow(struct sh_parser *p, char c)
{
	size_t n = 1;

	while (sh_peek_at(p, n) == '\\' && sh_peek_at(p, n + 1) == '\n')
		n += 2;
	if (sh_peek_at(p, n) != (unsigned char)c)
		return 0;
	p->has_continuation = true;
	return n + 1;
}

/* Grouped by first letter; first[] says where a group begins. */
static const struct reserved {
	char text[9];
	unsigned char len, word;
} reserved[] = {
	{"!", 1, SH_BANG},
	{"[[", 2, SH_COND},
	{"]]", 2, SH_COND_END},
	{"case", 4, SH_CASE},
	{"coproc", 6, SH_COPROC},
	{"do", 2, SH_DO},
	{"done", 4, SH_DONE},
	{"elif", 4, SH_ELIF},
	{"else", 4, SH_ELSE},
	{"esac", 4, SH_ESAC},
	{"fi", 2, SH_FI},
	{"for", 3, SH_FOR},
	{"function", 8, SH_FUNCTION},
	{"if", 2, SH_IF},
	{"in", 2, SH_IN},
	{"select", 6, SH_SELECT},
	{"then", 4, SH_THEN},
	{"time", 4, SH_TIME},
	{"until", 5, SH_UNTIL},
	{"while", 5, SH_WHILE},
	{"{", 1, SH_OPEN_BRACE},
	{"}", 1, SH_CLOSE_BRACE},
	{"", 0, SH_NONE},
};

/* clang-format off */
static const unsigned char first[256] = {
	['!'] = 0, ['['] = 1, [']'] = 2, ['c'] = 3, ['d'] = 5, ['e'] = 7, ['f'] = 10,
	['i'] = 13, ['s'] = 15, ['t'] = 16, ['u'] = 18, ['w'] = 19, ['{'] = 20, ['}'] = 21,
};
/* clang-format on */

/* Of the n bytes at text. */
static enum sh_reserved lookup(const char *text, size_t n)
{
	const struct reserved *r = &reserved[first[(unsigned char)text[0]]];

	for (; r->text[0] == text[0]; r++) {
		if (r->len == n && memcmp(r->text, text, n) == 0)
			return r->word;
	}
	return SH_NONE;
}

/* A reserved word with a continuation in it. */
static enum sh_reserved lookup_continued(struct sh_parser *p, size_t *size)
{
	char text[9];
	size_t n = 0, at = 0;

	for (;; at++) {
		while (sh_peek_at(p, at) == '\\' && sh_peek_at(p, at + 1) == '\n')
			at += 2;
		if (sh_is(sh_peek_at(p, at), SH_BREAK))
			break;
		if (n == sizeof(text))
			return SH_NONE;
		text[n++] = p->at[at];
	}
	*size = at;
	p->has_continuation = true;
	return n ? lookup(text, n) : SH_NONE;
}

enum sh_reserved sh_reserved_slow(struct sh_parser *p, size_t *size)
{
	size_t n = 0, room = (size_t)(p->end - p->at);

	while (n < room && n <= sizeof("function")) {
		if (sh_is((unsigned char)p->at[n], SH_BREAK))
			break;
		if (p->at[n] == '\\')
			return lookup_continued(p, size);
		n++;
	}
	*size = n;
	return lookup(p->at, n);
}

bool sh_expect(struct sh_parser *p, enum sh_reserved word)
{
	size_t size = 0;

	sh_skip_newlines(p);
	if (sh_reserved(p, &size) != word) {
		sh_unexpected(p);
		return false;
	}
	p->at += size;
	return true;
}

bool sh_expect_char(struct sh_parser *p, char c)
{
	sh_skip_blanks(p);
	if (sh_peek(p) != (unsigned char)c) {
		sh_unexpected(p);
		return false;
	}
	p->at++;
	return true;
}
