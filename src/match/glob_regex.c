/* SPDX-License-Identifier: Apache-2.0 */
/* A path pattern spelled as a PCRE2 expression, in one pass.  What each piece of a
 * pattern means is decided here; glob.c runs the result. */
#include "pc/base/utf.h"

#include "glob_priv.h"

#define JS_SPACE                                                                         \
	"\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}"      \
	"\\x{202f}\\x{205f}\\x{3000}\\x{feff}"

#define JS_LINE_END "\\n\\r\\x{2028}\\x{2029}"

static const char star[] = "[^/]*";
static const char plus[] = "[^/]+";
static const char dirs[] = "(?:/[^/]+)*";
static const char below[] = "/[^" JS_LINE_END "]+";
static const char any_dir[] = "\\A(?:[^" JS_LINE_END "]*/)?";
static const char never[] = "(*FAIL)";

struct speller {
	struct pc_buf *out;
	struct pc_str in;
	size_t at;
	bool after_slash; /* the piece before was a '/', or the anchor itself */
	bool may_be_dir;  /* what was spelled last may end right behind a '/' */
	bool is_bad;
};

static bool is_space(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

/* ---- white space and escapes of it ---------------------------------------- */

/* Offset of the white space that ends the text, or its length. */
static size_t trailing_space(struct pc_str s)
{
	size_t start = s.len;

	for (size_t at = 0; at < s.len;) {
		size_t here = at;

		if (!is_space(pc_utf8_next(s, &at)))
			start = s.len;
		else if (start == s.len)
			start = here;
	}
	return start;
}

/* How many backslashes stand right before at. */
static size_t backslashes_before(struct pc_str s, size_t at)
{
	size_t n = 0;

	while (n < at && s.ptr[at - 1 - n] == '\\')
		n++;
	return n;
}

/* Drops the byte order mark and trailing white space.  An escaped space becomes a plain
 * one; at the end it stands for the whole run. */
static void normalize(struct pc_buf *out, struct pc_str in)
{
	size_t end;
	bool keeps_space;

	if (pc_str_starts(in, PC_STR("\xEF\xBB\xBF")))
		in = pc_str_from(in, 3);
	end = trailing_space(in);
	keeps_space = end < in.len && backslashes_before(in, end) % 2 == 1;
	in.len = keeps_space ? end - 1 : end;
	for (size_t i = 0; i < in.len; i++) {
		if (in.ptr[i] != '\\' || i + 1 == in.len) {
			pc_buf_add_char(out, in.ptr[i]);
		} else if (is_space((unsigned char)in.ptr[i + 1])) {
			pc_buf_add_char(out, ' ');
			i++;
		} else {
			pc_buf_add_char(out, in.ptr[i++]);
			pc_buf_add_char(out, in.ptr[i]);
		}
	}
	if (keeps_space)
		pc_buf_add_char(out, ' ');
}

/* ---- single characters ---------------------------------------------------- */

static void piece(struct speller *s, const char *regex)
{
	pc_buf_puts(s->out, regex);
	s->after_slash = false;
	s->may_be_dir = false;
}

static void literal(struct speller *s, uint32_t c)
{
	char bytes[4];

	if (c == '/' || c >= 0x80 || (c >= '0' && c <= '9') ||
		((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
		pc_buf_add(s->out, (struct pc_str){bytes, pc_utf8_put(bytes, c)});
	else
		pc_buf_printf(s->out, "\\x{%x}", (unsigned)c);
	s->after_slash = c == '/';
	s->may_be_dir = false;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return -1;
}

static bool read_hex(struct speller *s, size_t digits, uint32_t *value)
{
	uint32_t v = 0;

	if (s->in.len - s->at < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		int d = hex_digit(s->in.ptr[s->at + i]);

		if (d < 0)
			return false;
		v = v * 16 + (uint32_t)d;
	}
	s->at += digits;
	*value = v;
	return true;
}

static uint32_t read_octal(struct speller *s, uint32_t v)
{
	for (int i = 0; i < 2 && s->at < s->in.len; i++) {
		char c = s->in.ptr[s->at];

		if (c < '0' || c > '7' || v * 8 + (uint32_t)(c - '0') > 255)
			break;
		v = v * 8 + (uint32_t)(c - '0');
		s->at++;
	}
	return v;
}

static bool read_control(struct speller *s, uint32_t *value)
{
	char letter = s->at < s->in.len ? (char)(s->in.ptr[s->at] | 0x20) : '\0';

	if (letter < 'a' || letter > 'z')
		return false;
	s->at++;
	*value = (uint32_t)letter & 0x1F;
	return true;
}

/* The character that an escape stands for; s->at is behind the backslash and moves
 * behind the escape.  Where JavaScript gives an escape no meaning, the character is
 * itself. */
static uint32_t escaped(struct speller *s)
{
	static const char from[] = "tnvfr", to[] = "\t\n\v\f\r";
	uint32_t c = pc_utf8_next(s->in, &s->at), value;
	const char *named = c && c < 0x80 ? strchr(from, (int)c) : NULL;

	if (named)
		return (unsigned char)to[named - from];
	if (c >= '0' && c <= '7')
		return read_octal(s, c - '0');
	if (c == 'x' && read_hex(s, 2, &value))
		return value;
	if (c == 'u' && read_hex(s, 4, &value))
		return value;
	if (c == 'c' && read_control(s, &value))
		return value;
	if (c == 'c') {
		s->at--;
		return '\\';
	}
	return c;
}

/* ---- sets ----------------------------------------------------------------- */

static const char *set_class(char c)
{
	switch (c) {
	case 'd':
		return "0-9";
	case 'w':
		return "0-9A-Za-z_";
	case 's':
		return JS_SPACE;
	case 'D':
		return "\\D";
	case 'W':
		return "\\W";
	case 'S':
		return "\\S";
	default:
		return NULL;
	}
}

/* One member of a set at s->at, which stays below end. */
static uint32_t member(struct speller *s)
{
	if (s->in.ptr[s->at] != '\\')
		return pc_utf8_next(s->in, &s->at);
	s->at++;
	if (s->in.ptr[s->at] == 'b') {
		s->at++;
		return '\b';
	}
	return escaped(s);
}

/* The client drops a backward range between characters of 0..z and cannot compile any
 * other. */
static void range(struct speller *s, uint32_t from, uint32_t to)
{
	if (from <= to)
		pc_buf_printf(s->out, "\\x{%x}-\\x{%x}", (unsigned)from, (unsigned)to);
	else if (from > 'z' || to < '0')
		s->is_bad = true;
}

static void members(struct speller *s, size_t end)
{
	while (s->at < end) {
		char next = s->at + 1 < end ? s->in.ptr[s->at + 1] : '\0';
		const char *set = s->in.ptr[s->at] == '\\' ? set_class(next) : NULL;
		uint32_t c;

		if (set) {
			pc_buf_puts(s->out, set);
			s->at += 2;
			continue;
		}
		c = member(s);
		if (s->at + 1 < end && s->in.ptr[s->at] == '-') {
			s->at++;
			range(s, c, member(s));
		} else {
			pc_buf_printf(s->out, "\\x{%x}", (unsigned)c);
		}
	}
}

/* [...]: ends at the first ']', escaped or not.  Without one nothing can match. */
static void set(struct speller *s)
{
	struct pc_str rest = pc_str_from(s->in, s->at + 1);
	size_t len = pc_str_find(rest, ']');
	size_t end = s->at + 1 + len, opened;

	if (len == rest.len) {
		if (pc_str_find(rest, '/') < rest.len)
			s->is_bad = true;
		piece(s, never);
		s->at = s->in.len;
		return;
	}
	s->at++;
	if (len == 0 || backslashes_before(pc_str_head(rest, len), len) % 2 == 1) {
		piece(s, never);
	} else {
		piece(s, "[");
		opened = s->out->len;
		members(s, end);
		if (s->out->len == opened) {
			s->out->len--;
			piece(s, never);
		} else {
			piece(s, "]");
		}
	}
	s->at = end + 1;
}

/* ---- stars, slashes, escapes ---------------------------------------------- */

static void stars(struct speller *s)
{
	size_t n = 0;

	while (s->at < s->in.len && s->in.ptr[s->at] == '*') {
		s->at++;
		n++;
	}
	if (s->at < s->in.len) {
		piece(s, star);
	} else if (n == 1 && s->after_slash) {
		piece(s, plus);
	} else {
		bool after_slash = s->after_slash;

		piece(s, star);
		s->may_be_dir = after_slash;
	}
}

/* '/', or "/ **" as a whole component. */
static void slash(struct speller *s)
{
	struct pc_str rest = pc_str_from(s->in, s->at);

	if (!pc_str_starts(rest, PC_STR("/**")) || (rest.len > 3 && rest.ptr[3] != '/')) {
		literal(s, '/');
		s->at++;
		return;
	}
	piece(s, rest.len == 3 ? below : dirs);
	s->at += 3;
}

static void escape(struct speller *s)
{
	char c = s->in.ptr[s->at + 1];
	const char *class = set_class(c);

	s->at++;
	if (c == '*' && s->at + 1 == s->in.len) {
		stars(s);
	} else if (c == '?') {
		s->at++;
		for (const char *text = "[^/]"; *text; text++)
			literal(s, (unsigned char)*text);
	} else if (c == '/') {
		literal(s, '\\');
	} else if (class && c >= 'a') {
		pc_buf_printf(s->out, "[%s]", class);
		piece(s, "");
		s->at++;
	} else if (class) {
		pc_buf_printf(s->out, "[^%s]", set_class((char)(c | 0x20)));
		piece(s, "");
		s->at++;
	} else if (c == 'b' || c == 'B') {
		piece(s, c == 'b' ? "\\b" : "\\B");
		s->at++;
	} else {
		literal(s, escaped(s));
	}
}

static void next_piece(struct speller *s)
{
	switch (s->in.ptr[s->at]) {
	case '*':
		stars(s);
		break;
	case '?':
		piece(s, "[^/]");
		s->at++;
		break;
	case '[':
		set(s);
		break;
	case '/':
		slash(s);
		break;
	case '\\':
		if (s->at + 1 < s->in.len) {
			escape(s);
			break;
		}
		s->is_bad = true;
		s->at++;
		break;
	default:
		literal(s, pc_utf8_next(s->in, &s->at));
		break;
	}
}

/* ---- the two ends --------------------------------------------------------- */

/* A slash at the start or inside ties a pattern to its anchor. */
static void begin(struct speller *s, struct pc_str pattern)
{
	bool is_tied = pc_str_find(pattern, '/') + 1 < pattern.len;

	if (s->in.len && s->in.ptr[0] == '/') {
		is_tied = true;
		s->at = 1;
	}
	if (pc_str_starts(pc_str_from(s->in, s->at), PC_STR("**/"))) {
		piece(s, any_dir);
		s->at += 3;
		s->may_be_dir = true;
	} else {
		piece(s, is_tied ? "\\A" : "(?:\\A|/)");
		s->after_slash = s->at == 1;
	}
}

static void finish(struct speller *s, bool whole)
{
	bool wants_dir = s->after_slash;

	if (whole)
		pc_buf_puts(s->out, wants_dir ? "\\z" : "/?\\z");
	else if (!wants_dir)
		pc_buf_puts(s->out, s->may_be_dir ? "(?:/|\\z|(?<=/))" : "(?:/|\\z)");
}

bool pc_glob_spell(struct pc_buf *out, struct pc_str pattern, bool whole)
{
	PC_AUTO(pc_buf_done) struct pc_buf in = {0};
	struct speller s = {.out = out};

	normalize(&in, pattern);
	s.in = pc_buf_str(&in);
	if (pc_str_is(s.in, "/")) {
		pc_buf_puts(out, never); /* an anchor and nothing behind it */
		return true;
	}
	begin(&s, pattern);
	while (s.at < s.in.len)
		next_piece(&s);
	finish(&s, whole);
	return !s.is_bad;
}
