/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of code in languages with quotes: names, literals with their escapes decoded,
 * marks.  Comments and regular expressions are left out. */
#include "code_priv.h"

#include "pc/base/utf.h"

struct lexer {
	const struct code *code;
	struct pc_str text;
	size_t at;
	char *room; /* for what literals say, all of them together */
	struct tokens *out;
};

/* ---- characters ------------------------------------------------------------- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static char peek(const struct lexer *lx, size_t ahead)
{
	return lx->at + ahead < lx->text.len ? lx->text.ptr[lx->at + ahead] : '\0';
}

static bool looking_at(const struct lexer *lx, const char *what)
{
	return pc_str_starts(pc_str_from(lx->text, lx->at), pc_str(what));
}

static struct token *add(struct lexer *lx, enum token_kind kind, struct pc_str text)
{
	struct tokens *out = lx->out;

	pc_arena_grow(lx->code->arena, out->items, out->count, out->cap);
	out->items[out->count] = (struct token){.kind = kind, .text = text};
	return &out->items[out->count++];
}

static const struct token *last(const struct lexer *lx)
{
	static const struct token none = {.kind = TOKEN_LINE};

	return lx->out->count ? &lx->out->items[lx->out->count - 1] : &none;
}

/* ---- literals --------------------------------------------------------------- */

struct literal {
	char open, close;   /* bracketing ones nest */
	unsigned closes;    /* how often the quote stands: 3 for python's long ones */
	bool escapes;       /* beyond \\ and the quote itself */
	bool raw;           /* none at all */
	const char *inside; /* starts of what only run time knows: "$@" "{" "#{" */
};

/* \xHH \uHHHH \u{H} \NNN: the code point, and past it. */
static size_t numbered(const struct lexer *lx, size_t at, uint32_t *cp)
{
	struct pc_str rest = pc_str_from(lx->text, at);
	bool hex = rest.len && strchr("xuU", rest.ptr[0]);
	size_t i = hex ? 1 : 0;
	size_t max = hex ? (rest.ptr[0] == 'x' ? 2 : rest.ptr[0] == 'u' ? 4 : 8) : 3;
	size_t digits = 0;
	bool braced = hex && i < rest.len && rest.ptr[i] == '{';

	*cp = 0;
	if (braced) {
		i++;
		max = 8;
	}
	for (; i < rest.len && digits < max; i++, digits++) {
		int d = hex_digit(rest.ptr[i]);

		if (d < 0 || (!hex && d > 7))
			break;
		*cp = *cp * (hex ? 16 : 8) + (uint32_t)d;
	}
	if (braced && i < rest.len && rest.ptr[i] == '}')
		i++;
	return digits && *cp <= 0x10ffff ? i : 0;
}

/* After the backslash; writes what it stands for. */
static size_t escape(const struct lexer *lx, size_t at, char *out, size_t *len)
{
	static const char names[] = "ntrabfve0", values[] = "\n\t\r\a\b\f\v\033\0";
	char c = lx->text.ptr[at];
	const char *named = c && c != '0' ? strchr(names, c) : NULL;
	uint32_t cp;
	size_t taken = 0;

	if (named) {
		out[(*len)++] = values[named - names];
		return 1;
	}
	if (c == 'x' || c == 'u' || c == 'U' || is_digit(c))
		taken = numbered(lx, at, &cp);
	if (taken) {
		*len += pc_utf8_put(out + *len, cp);
		return taken;
	}
	if (c != '\n')
		out[(*len)++] = c;
	return 1;
}

static bool closes_here(const struct lexer *lx, const struct literal *q)
{
	for (unsigned i = 0; i < q->closes; i++) {
		if (peek(lx, i) != q->close)
			return false;
	}
	return true;
}

/* At something that only run time knows; moves past it.  *inner: what it says. */
static bool interpolated(struct lexer *lx, const struct literal *q, struct pc_str *inner)
{
	char c = peek(lx, 0);
	char next = peek(lx, 1);
	size_t end;

	if (!q->inside || !strchr(q->inside, c) || c == '\0')
		return false;
	if (c == '{' && next == '{') /* {{ of python */
		return false;
	if (c == '#' && next != '{')
		return false;
	if (c == '$' && next != '{' && !is_letter(next))
		return false;
	if (c == '@' && !is_letter(next))
		return false;
	if (c == '{' || next == '{') {
		size_t begin = c == '{' ? 1 : 2;
		struct pc_str rest = pc_str_from(lx->text, lx->at);

		end = pc_str_find(rest, '}');
		*inner = pc_str_from(pc_str_head(rest, end), begin);
		lx->at += end + 1;
		return true;
	}
	end = lx->at;
	for (lx->at++; lx->at < lx->text.len &&
		       (is_letter(peek(lx, 0)) || is_digit(peek(lx, 0)));)
		lx->at++;
	*inner = pc_str_head(pc_str_from(lx->text, end), lx->at - end);
	return true;
}

/* A name, whose value may be known: not a computation. */
static bool is_name(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!is_letter(c) && !(c == '$' && !i) &&
			!(i && (is_digit(c) || c == '.')))
			return false;
	}
	return text.len != 0;
}

/* 'x' and "x", with nothing in it that needs reading. */
static bool is_quoted(struct pc_str text)
{
	return text.len > 1 && strchr("\"'", text.ptr[0]) &&
	       pc_str_find(pc_str_from(text, 1), text.ptr[0]) == text.len - 2 &&
	       pc_str_find(text, '\\') == text.len;
}

/* f"a{x}b" is "a" + x + "b". */
static void beside(struct lexer *lx, struct pc_str text, bool partial, struct pc_str name)
{
	char joins = lx->code->language & (LANG_PERL | LANG_PHP) ? '.' : '+';

	add(lx, TOKEN_TEXT, text)->partial = partial;
	add(lx, TOKEN_MARK, (struct pc_str){0})->mark = joins;
	add(lx, TOKEN_NAME, name);
	add(lx, TOKEN_MARK, (struct pc_str){0})->mark = joins;
}

/* The literal whose opening quote has been passed. */
static void literal(struct lexer *lx, const struct literal *q, enum token_kind kind)
{
	static const char unknown[] = "${_}";
	char *out = lx->room;
	size_t len = 0;
	unsigned nested = 0;
	bool partial = false;
	struct pc_str inner;

	while (lx->at < lx->text.len && (nested || !closes_here(lx, q))) {
		char c = peek(lx, 0);

		if (c == '\\' && !q->raw && lx->at + 1 < lx->text.len) {
			bool plain = !q->escapes && peek(lx, 1) != q->close &&
				     peek(lx, 1) != '\\';

			if (plain)
				out[len++] = '\\';
			lx->at++;
			lx->at += escape(lx, lx->at, out, &len) * !plain;
			continue;
		}
		if (interpolated(lx, q, &inner)) {
			if (is_name(inner) && kind == TOKEN_TEXT) {
				beside(lx, (struct pc_str){out, len}, partial, inner);
				lx->room += len;
				out = lx->room;
				len = 0;
				partial = false;
			} else if (is_quoted(inner)) {
				memcpy(out + len, inner.ptr + 1, inner.len - 2);
				len += inner.len - 2;
			} else {
				memcpy(out + len, unknown, sizeof(unknown) - 1);
				len += sizeof(unknown) - 1;
				partial = true;
			}
			continue;
		}
		if (q->open != q->close && (c == q->open || c == q->close))
			nested += c == q->open ? 1U : -1U;
		out[len++] = c;
		lx->at++;
	}
	lx->at += q->closes;
	if (lx->at > lx->text.len)
		lx->at = lx->text.len;
	lx->room += len;
	add(lx, kind, (struct pc_str){out, len})->partial = partial;
}

/* The letters before a quote of python: r b f u in any mix. */
static size_t python_prefix(const struct lexer *lx)
{
	size_t n = 0;

	while (n < 2 && peek(lx, n) && strchr("rbfuRBFU", peek(lx, n)))
		n++;
	return n && (peek(lx, n) == '\'' || peek(lx, n) == '"') ? n : 0;
}

static bool prefix_has(const struct lexer *lx, size_t n, char letter)
{
	for (size_t i = 0; i < n; i++) {
		if ((lx->text.ptr[lx->at + i] | 0x20) == letter)
			return true;
	}
	return false;
}

static void python_literal(struct lexer *lx)
{
	size_t n = python_prefix(lx);
	struct literal q = {.raw = prefix_has(lx, n, 'r'),
		.inside = prefix_has(lx, n, 'f') ? "{" : NULL,
		.escapes = true,
		.closes = 1};

	lx->at += n;
	q.open = q.close = peek(lx, 0);
	if (peek(lx, 1) == q.open && peek(lx, 2) == q.open)
		q.closes = 3;
	lx->at += q.closes;
	literal(lx, &q, TOKEN_TEXT);
}

static const char *inside_of(enum language language, char quote)
{
	if (quote == '\'')
		return NULL;
	if (language == LANG_PERL || language == LANG_PHP)
		return "$@";
	if (language == LANG_RUBY)
		return "#";
	return language == LANG_JS && quote == '`' ? "$" : NULL;
}

static void quoted(struct lexer *lx)
{
	enum language language = lx->code->language;
	char quote = peek(lx, 0);
	struct literal q = {.open = quote,
		.close = quote,
		.closes = 1,
		.inside = inside_of(language, quote),
		.escapes = quote != '\'' ||
			   !(language & (LANG_PERL | LANG_RUBY | LANG_PHP))};

	lx->at++;
	literal(lx, &q,
		quote == '`' && !(language & (LANG_JS | LANG_LUA)) ? TOKEN_SHELL
								   : TOKEN_TEXT);
}

/* q() qq{} qw// qx'' of perl, %q() %w[] %x{} %() of ruby: true when one stands here. */
static bool generic_quote(struct lexer *lx)
{
	static const char opens[] = "([{<", closes[] = ")]}>";
	bool ruby = lx->code->language == LANG_RUBY;
	size_t n = ruby ? 1 : 0;
	char kind = ruby ? '%' : 'q';
	const char *pair;
	struct literal q = {.closes = 1, .escapes = true};

	if (!(lx->code->language & (LANG_RUBY | LANG_PERL)) || peek(lx, 0) != kind)
		return false;
	if (!ruby)
		n = 1;
	if (peek(lx, n) && strchr("qQwWxIir", peek(lx, n)))
		kind = peek(lx, n++);
	q.open = peek(lx, n);
	if (!q.open || is_letter(q.open) || is_digit(q.open) ||
		strchr(" ,;=\n", q.open) ||
		(last(lx)->kind == TOKEN_NAME && ruby && kind == '%'))
		return false;
	pair = strchr(opens, q.open);
	q.close = pair ? closes[pair - opens] : q.open;
	if (!ruby && kind == 'r')
		return false;
	lx->at += n + 1;
	literal(lx, &q, kind == 'x' ? TOKEN_SHELL : TOKEN_TEXT);
	return true;
}

/* [[ ... ]] of Lua. */
static bool long_bracket(struct lexer *lx)
{
	struct literal q = {.open = ']', .close = ']', .closes = 2, .raw = true};

	if (lx->code->language != LANG_LUA || !looking_at(lx, "[["))
		return false;
	lx->at += 2;
	literal(lx, &q, TOKEN_TEXT);
	return true;
}

/* ---- what is left out ------------------------------------------------------- */

static void to_line_end(struct lexer *lx)
{
	lx->at += pc_str_find(pc_str_from(lx->text, lx->at), '\n');
}

static bool comment(struct lexer *lx)
{
	enum language language = lx->code->language;
	size_t end;

	if (peek(lx, 0) == '#' && !(language & (LANG_JS | LANG_LUA))) {
		to_line_end(lx);
		return true;
	}
	if ((looking_at(lx, "//") && (language & (LANG_JS | LANG_PHP))) ||
		(looking_at(lx, "--") && language == LANG_LUA)) {
		to_line_end(lx);
		return true;
	}
	if (!looking_at(lx, "/*") || !(language & (LANG_JS | LANG_PHP | LANG_OTHER)))
		return false;
	end = pc_str_find_str(pc_str_from(lx->text, lx->at), PC_STR("*/"));
	lx->at += end + 2;
	if (lx->at > lx->text.len)
		lx->at = lx->text.len;
	return true;
}

/* /x/ where a value may stand. */
static bool regex(struct lexer *lx)
{
	const struct token *before = last(lx);
	size_t end = lx->at + 1;

	if (!(lx->code->language & (LANG_JS | LANG_PERL | LANG_RUBY | LANG_AWK)) ||
		peek(lx, 0) != '/' || before->kind == TOKEN_NUMBER ||
		before->kind == TOKEN_TEXT ||
		(before->kind == TOKEN_NAME && lx->code->language != LANG_PERL) ||
		(before->kind == TOKEN_MARK && strchr(")]}", before->mark)))
		return false;
	while (end < lx->text.len && lx->text.ptr[end] != '/') {
		if (lx->text.ptr[end] == '\n')
			return false;
		end += lx->text.ptr[end] == '\\' ? 2 : 1;
	}
	if (end >= lx->text.len)
		return false;
	lx->at = end + 1;
	add(lx, TOKEN_NUMBER, (struct pc_str){0});
	return true;
}

/* ---- names ------------------------------------------------------------------ */

/* The length of what joins parts of a name here: "." "::" "->" "?." */
static size_t joint(const struct lexer *lx, size_t at)
{
	static const char *const joints[] = {"::", "->", "?.", "."};
	struct pc_str rest = pc_str_from(lx->text, at);

	for (size_t i = 0; i < PC_COUNT(joints); i++) {
		size_t len = strlen(joints[i]);

		if (pc_str_starts(rest, pc_str(joints[i])) && rest.len > len &&
			is_letter(rest.ptr[len]))
			return len;
	}
	return 0;
}

static void name(struct lexer *lx)
{
	size_t start = lx->at++;

	while (lx->at < lx->text.len) {
		char c = peek(lx, 0);

		if (is_letter(c) || is_digit(c) || c == '$')
			lx->at++;
		else if (joint(lx, lx->at))
			lx->at += joint(lx, lx->at);
		else
			break;
	}
	add(lx, TOKEN_NAME, (struct pc_str){lx->text.ptr + start, lx->at - start});
}

static void number(struct lexer *lx)
{
	size_t start = lx->at;

	while (lx->at < lx->text.len && (is_digit(peek(lx, 0)) || is_letter(peek(lx, 0))))
		lx->at++;
	add(lx, TOKEN_NUMBER, (struct pc_str){lx->text.ptr + start, lx->at - start});
}

/* :system of ruby is a text. */
static bool symbol(struct lexer *lx)
{
	size_t start = lx->at + 1;

	if (lx->code->language != LANG_RUBY || peek(lx, 0) != ':' ||
		!is_letter(peek(lx, 1)) || last(lx)->kind == TOKEN_NAME)
		return false;
	for (lx->at++; is_letter(peek(lx, 0)) || is_digit(peek(lx, 0));)
		lx->at++;
	add(lx, TOKEN_TEXT, (struct pc_str){lx->text.ptr + start, lx->at - start});
	return true;
}

static void token(struct lexer *lx)
{
	char c = peek(lx, 0);

	if (comment(lx) || regex(lx) || generic_quote(lx) || long_bracket(lx) ||
		symbol(lx))
		return;
	if (lx->code->language == LANG_PYTHON &&
		(c == '"' || c == '\'' || python_prefix(lx)))
		python_literal(lx);
	else if (c && strchr("\"'`", c) && !(c == '\'' && lx->code->language == LANG_AWK))
		quoted(lx);
	else if (is_letter(c) || (c == '$' && is_letter(peek(lx, 1))))
		name(lx);
	else if (is_digit(c))
		number(lx);
	else {
		lx->at++;
		if (c == '\n' || c == ';')
			add(lx, TOKEN_LINE, (struct pc_str){0});
		else if (c != ' ' && c != '\t' && c != '\r')
			add(lx, TOKEN_MARK, (struct pc_str){0})->mark = c;
	}
}

void code_tokens(struct tokens *out, const struct code *code, struct pc_str text)
{
	struct lexer lx = {.code = code, .text = text, .out = out};

	*out = (struct tokens){0};
	/* Nothing gets longer but what only run time knows: "$x" to "${_}". */
	lx.room = pc_arena_bytes(code->arena, text.len * 4 + 4);
	while (lx.at < lx.text.len)
		token(&lx);
}
