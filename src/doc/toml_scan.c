/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of TOML 1.0. */
#include "toml_priv.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "number_priv.h"
#include "pc/base/utf.h"

void pc_toml_step(struct pc_toml *toml, size_t n)
{
	for (size_t i = 0; i < n && i < toml->rest.len; i++) {
		unsigned char c = (unsigned char)toml->rest.ptr[i];

		if (c == '\n') {
			toml->line++;
			toml->col = 1;
		} else if ((c & 0xc0) != 0x80) {
			toml->col++;
		}
	}
	toml->rest = pc_str_from(toml->rest, n);
}

bool pc_toml_take(struct pc_toml *toml, const char *literal)
{
	if (!pc_str_starts(toml->rest, pc_str(literal)))
		return false;
	pc_toml_step(toml, strlen(literal));
	return true;
}

enum pc_status pc_toml_fault(struct pc_toml *toml, const char *what)
{
	char c = pc_toml_peek(toml);

	if (pc_toml_at_end(toml))
		return pc_err_set(toml->build.err, PC_ERR_PARSE, pc_toml_here(toml),
			"%s, not the end of the text", what);
	if (c == '\n' || c == '\r')
		return pc_err_set(toml->build.err, PC_ERR_PARSE, pc_toml_here(toml),
			"%s, not the end of the line", what);
	if ((unsigned char)c < ' ' || (unsigned char)c > '~')
		return pc_err_set(toml->build.err, PC_ERR_PARSE, pc_toml_here(toml),
			"%s, not the byte 0x%02x", what, (unsigned char)c);
	return pc_err_set(toml->build.err, PC_ERR_PARSE, pc_toml_here(toml),
		"%s, not '%c'", what, c);
}

void pc_toml_skip_blanks(struct pc_toml *toml)
{
	while (pc_toml_peek(toml) == ' ' || pc_toml_peek(toml) == '\t')
		pc_toml_step(toml, 1);
}

static bool is_control(char c)
{
	return ((unsigned char)c < ' ' && c != '\t') || c == 0x7f;
}

static enum pc_status skip_comment(struct pc_toml *toml)
{
	while (!pc_toml_at_end(toml) && !is_control(pc_toml_peek(toml)))
		pc_toml_step(toml, 1);
	if (pc_toml_at_end(toml) || pc_toml_peek(toml) == '\n' ||
		pc_str_starts(toml->rest, PC_STR("\r\n")))
		return PC_OK;
	return pc_toml_fault(toml, "a comment holds text");
}

static bool take_newline(struct pc_toml *toml)
{
	return pc_toml_take(toml, "\n") || pc_toml_take(toml, "\r\n");
}

enum pc_status pc_toml_skip_lines(struct pc_toml *toml)
{
	do {
		pc_toml_skip_blanks(toml);
		if (pc_toml_peek(toml) == '#')
			PC_TRY(skip_comment(toml));
	} while (take_newline(toml));
	return PC_OK;
}

enum pc_status pc_toml_end_line(struct pc_toml *toml)
{
	pc_toml_skip_blanks(toml);
	if (pc_toml_peek(toml) == '#')
		PC_TRY(skip_comment(toml));
	if (pc_toml_at_end(toml) || take_newline(toml))
		return PC_OK;
	return pc_toml_fault(toml, "the line has to end here");
}

/* ---- strings ---------------------------------------------------------------------- */

static enum pc_status scan_code(struct pc_buf *out, struct pc_toml *toml, size_t n)
{
	uint32_t code = 0;
	char utf[4];

	for (size_t i = 0; i < n; i++) {
		char c = pc_toml_peek(toml);
		char small = (char)(c | 0x20);

		if (c >= '0' && c <= '9')
			code = code << 4 | (uint32_t)(c - '0');
		else if (small >= 'a' && small <= 'f')
			code = code << 4 | (uint32_t)(small - 'a' + 10);
		else
			return pc_toml_fault(toml, "an escape has hex digits here");
		pc_toml_step(toml, 1);
	}
	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return pc_err_set(toml->build.err, PC_ERR_PARSE, pc_toml_here(toml),
			"an escape names no character");
	pc_buf_add(out, (struct pc_str){utf, pc_utf8_put(utf, code)});
	return PC_OK;
}

/* Behind the backslash. */
static enum pc_status scan_escape(struct pc_buf *out, struct pc_toml *toml)
{
	static const char from[] = "btnfre\"\\", to[] = "\b\t\n\f\r\x1b\"\\";
	char c = pc_toml_peek(toml);
	const char *at = c ? strchr(from, c) : NULL;

	if (!at && c != 'u' && c != 'U')
		return pc_toml_fault(toml, "an escape is one of b t n f r e \" \\ u U");
	pc_toml_step(toml, 1);
	if (!at)
		return scan_code(out, toml, c == 'u' ? 4 : 8);
	pc_buf_add_char(out, to[at - from]);
	return PC_OK;
}

/* A backslash at the end of a line takes the blanks and line ends behind it along. */
static bool skip_joint(struct pc_toml *toml)
{
	struct pc_str after = toml->rest;

	while (after.len && (after.ptr[0] == ' ' || after.ptr[0] == '\t'))
		after = pc_str_from(after, 1);
	if (!after.len || (after.ptr[0] != '\n' && after.ptr[0] != '\r'))
		return false;
	do
		pc_toml_skip_blanks(toml);
	while (take_newline(toml));
	return true;
}

/* Up to two quotes may stand before the three that end a string in lines. */
static size_t end_of_lines(const struct pc_toml *toml, char quote)
{
	size_t n = 0;

	while (n < toml->rest.len && n < 5 && toml->rest.ptr[n] == quote)
		n++;
	return n;
}

static enum pc_status scan_char(
	struct pc_buf *out, struct pc_toml *toml, char quote, bool is_lines)
{
	char c = pc_toml_peek(toml);

	if (c == '\\' && quote == '"') {
		pc_toml_step(toml, 1);
		if (is_lines && skip_joint(toml))
			return PC_OK;
		return scan_escape(out, toml);
	}
	if (is_lines && take_newline(toml)) {
		pc_buf_add_char(out, '\n');
		return PC_OK;
	}
	if (is_control(c))
		return pc_toml_fault(toml, "a string goes on or ends here");
	pc_buf_add_char(out, c);
	pc_toml_step(toml, 1);
	return PC_OK;
}

static enum pc_status scan_string(struct pc_buf *out, struct pc_toml *toml)
{
	char quote = pc_toml_peek(toml);
	const char *three = quote == '"' ? "\"\"\"" : "'''";
	bool is_lines = pc_toml_take(toml, three);

	if (is_lines)
		take_newline(toml);
	else
		pc_toml_step(toml, 1);
	while (!pc_toml_at_end(toml)) {
		size_t quotes = end_of_lines(toml, quote);

		if (!is_lines && quotes) {
			pc_toml_step(toml, 1);
			return PC_OK;
		}
		if (quotes >= 3) {
			pc_buf_add(out, pc_str_head(toml->rest, quotes - 3));
			pc_toml_step(toml, quotes);
			return PC_OK;
		}
		PC_TRY(scan_char(out, toml, quote, is_lines));
	}
	return pc_toml_fault(toml, "a string goes on or ends here");
}

enum pc_status pc_toml_string(struct pc_str *out, struct pc_toml *toml)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	PC_TRY(scan_string(&text, toml));
	*out = pc_arena_str(toml->build.arena, pc_buf_str(&text));
	return PC_OK;
}

static bool is_bare(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

enum pc_status pc_toml_key(struct pc_str *out, struct pc_toml *toml)
{
	size_t n = 0;

	if (pc_toml_peek(toml) == '"' || pc_toml_peek(toml) == '\'') {
		if (pc_str_starts(toml->rest, PC_STR("\"\"\"")) ||
			pc_str_starts(toml->rest, PC_STR("'''")))
			return pc_toml_fault(toml, "a key stands in one line");
		return pc_toml_string(out, toml);
	}
	while (n < toml->rest.len && is_bare(toml->rest.ptr[n]))
		n++;
	if (!n)
		return pc_toml_fault(toml, "a key has to stand here");
	*out = pc_str_head(toml->rest, n);
	pc_toml_step(toml, n);
	return PC_OK;
}

/* ---- plain values ----------------------------------------------------------------- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "1979-05-27 07:32:00" is one value. */
static size_t plain_len(struct pc_str rest)
{
	size_t n = 0;

	while (n < rest.len && (is_bare(rest.ptr[n]) || strchr("+.:", rest.ptr[n])) &&
		rest.ptr[n])
		n++;
	if (n == 10 && rest.len > 13 && rest.ptr[4] == '-' && rest.ptr[10] == ' ' &&
		is_digit(rest.ptr[11]) && rest.ptr[13] == ':')
		for (n = 11; n < rest.len && rest.ptr[n] &&
			     (is_bare(rest.ptr[n]) || strchr("+.:", rest.ptr[n]));)
			n++;
	return n;
}

/* Digits where the form has a 'd', and otherwise what it has. */
static bool take_form(struct pc_str *rest, const char *form)
{
	size_t n = strlen(form);

	if (rest->len < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (form[i] == 'd' ? !is_digit(rest->ptr[i]) : rest->ptr[i] != form[i])
			return false;
	*rest = pc_str_from(*rest, n);
	return true;
}

static bool take_time(struct pc_str *rest)
{
	if (!take_form(rest, "dd:dd:dd"))
		return false;
	if (!take_form(rest, ".d"))
		return true;
	while (take_form(rest, "d"))
		;
	return true;
}

/* A day, a time, or both, and then perhaps how far from Greenwich.  That there is such a
 * day nobody asks. */
static bool is_date(struct pc_str word)
{
	if (!take_form(&word, "dddd-dd-dd"))
		return take_time(&word) && !word.len;
	if (!word.len)
		return true;
	if (!strchr("Tt ", word.ptr[0]))
		return false;
	word = pc_str_from(word, 1);
	if (!take_time(&word))
		return false;
	if (!take_form(&word, "Z") && !take_form(&word, "z") &&
		!take_form(&word, "+dd:dd"))
		take_form(&word, "-dd:dd");
	return !word.len;
}

/* Digits of a base, with '_' only between two of them.  Adds them to out. */
static bool take_digits(
	struct pc_buf *out, struct pc_str *rest, const char *digits, bool is_needed)
{
	size_t n = 0;
	bool is_well = true;

	for (; n < rest->len; n++) {
		if (rest->ptr[n] && strchr(digits, rest->ptr[n]))
			pc_buf_add_char(out, rest->ptr[n]);
		else if (rest->ptr[n] == '_')
			is_well = is_well && n > 0 && n + 1 < rest->len &&
				  rest->ptr[n - 1] != '_' && rest->ptr[n + 1] &&
				  strchr(digits, rest->ptr[n + 1]);
		else
			break;
	}
	*rest = pc_str_from(*rest, n);
	return is_well && (n > 0 || !is_needed);
}

static bool take_sign(struct pc_buf *out, struct pc_str *rest)
{
	if (!rest->len || (rest->ptr[0] != '+' && rest->ptr[0] != '-'))
		return false;
	if (rest->ptr[0] == '-')
		pc_buf_add_char(out, '-');
	*rest = pc_str_from(*rest, 1);
	return true;
}

static const struct {
	const char *prefix;
	const char *digits;
	int base;
} bases[] = {
	{"0x", "0123456789abcdefABCDEF", 16},
	{"0o", "01234567", 8},
	{"0b", "01", 2},
};

static bool read_int(struct pc_node *out, const char *text, int base)
{
	char *end;

	errno = 0;
	out->kind = PC_INT;
	out->integer = strtoll(text, &end, base);
	return !errno && !*end;
}

static bool read_based(struct pc_node *out, struct pc_str word, bool *is_based)
{
	PC_AUTO(pc_buf_done) struct pc_buf digits = {0};

	for (size_t i = 0; i < PC_COUNT(bases); i++) {
		struct pc_str rest = word;

		if (!pc_str_starts(word, pc_str(bases[i].prefix)))
			continue;
		*is_based = true;
		rest = pc_str_from(rest, 2);
		if (!take_digits(&digits, &rest, bases[i].digits, true) || rest.len)
			return false;
		pc_buf_add_char(&digits, '\0');
		return read_int(out, digits.ptr, bases[i].base);
	}
	return false;
}

/* A number is kept as JSON would have it written. */
static bool read_number(struct pc_node *out, struct pc_arena *arena, struct pc_str word)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_str rest = word;
	bool is_real = false, is_based = false;

	if (read_based(out, word, &is_based) || is_based)
		return is_based && out->kind == PC_INT;
	take_sign(&text, &rest);
	if (rest.len > 1 && rest.ptr[0] == '0' &&
		(is_digit(rest.ptr[1]) || rest.ptr[1] == '_'))
		return false;
	if (!take_digits(&text, &rest, "0123456789", true))
		return false;
	if (rest.len && rest.ptr[0] == '.') {
		is_real = true;
		pc_buf_add_char(&text, '.');
		rest = pc_str_from(rest, 1);
		if (!take_digits(&text, &rest, "0123456789", true))
			return false;
	}
	if (rest.len && (rest.ptr[0] | 0x20) == 'e') {
		is_real = true;
		pc_buf_add_char(&text, 'e');
		rest = pc_str_from(rest, 1);
		take_sign(&text, &rest);
		if (!take_digits(&text, &rest, "0123456789", true))
			return false;
	}
	pc_buf_add_char(&text, '\0');
	if (rest.len)
		return false;
	if (!is_real)
		return read_int(out, text.ptr, 10);
	out->kind = PC_REAL;
	out->written = pc_arena_str(arena, pc_str(text.ptr));
	out->real = pc_number_value(out->written);
	return isfinite(out->real);
}

enum pc_status pc_toml_plain(struct pc_node **out, struct pc_toml *toml)
{
	struct pc_str word = pc_str_head(toml->rest, plain_len(toml->rest));
	struct pc_node *node;

	if (!word.len)
		return pc_toml_fault(toml, "a value has to stand here");
	node = pc_build_node(&toml->build, PC_TEXT, pc_toml_here(toml));
	if (!node)
		return toml->build.err->status;
	if (pc_str_is(word, "true") || pc_str_is(word, "false")) {
		node->kind = PC_BOOL;
		node->boolean = word.len == 4;
	} else if (is_date(word)) {
		node->text = word;
	} else if (!read_number(node, toml->build.arena, word)) {
		return pc_err_set(toml->build.err, PC_ERR_PARSE, node->at,
			"'%.*s' is no value: texts stand in quotes", PC_STR_ARG(word));
	}
	pc_toml_step(toml, word.len);
	*out = node;
	return PC_OK;
}
