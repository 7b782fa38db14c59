/* SPDX-License-Identifier: Apache-2.0 */
/* Texts put together from literals: 'cu' + 'rl', chr(99), "".join([...]), base64, a
 * reversed text, and variables that hold one.  The tokens of the result are those of the
 * code with each computed text in place of what computes it. */
#include "code_fold_priv.h"
#include "roles.h"

#include "pc/base/base64.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"

/* ---- decoders --------------------------------------------------------------- */

/* Languages pass over what is no digit, and take those of URLs, too. */
static struct pc_str from_base64(struct pc_arena *arena, struct pc_str text)
{
	char *digits = pc_arena_bytes(arena, text.len + 1);
	struct pc_str out = {0};
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		c = (char)(c == '-' ? '+' : c == '_' ? '/' : c);
		if (c == '+' || c == '/' || (c >= '0' && c <= '9') ||
			(c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
			digits[n++] = c;
	}
	n -= n % 4 == 1;
	(void)pc_base64_decode(&out, arena, (struct pc_str){digits, n});
	return out;
}

static struct pc_str from_hex(struct pc_arena *arena, struct pc_str text)
{
	static const char digits[] = "0123456789abcdef";
	char *out = pc_arena_bytes(arena, text.len + 1);
	size_t n = 0;
	unsigned byte = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = (char)(text.ptr[i] | 0x20);
		const char *at = text.ptr[i] ? strchr(digits, c) : NULL;

		if (!at)
			continue;
		byte = (byte << 4 | (unsigned)(at - digits)) & 0xff;
		if (n++ % 2)
			out[n / 2 - 1] = (char)byte;
	}
	return (struct pc_str){out, n / 2};
}

static struct pc_str reversed(struct pc_arena *arena, struct pc_str text)
{
	char *out = pc_arena_bytes(arena, text.len + 1);

	for (size_t i = 0; i < text.len; i++)
		out[i] = text.ptr[text.len - 1 - i];
	return (struct pc_str){out, text.len};
}

static struct pc_str rotated(struct pc_arena *arena, struct pc_str text)
{
	char *out = pc_arena_bytes(arena, text.len + 1);

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		char base = c >= 'a' && c <= 'z' ? 'a' : c >= 'A' && c <= 'Z' ? 'A' : 0;

		out[i] = base ? (char)(base + (c - base + 13) % 26) : c;
	}
	return (struct pc_str){out, text.len};
}

static struct pc_str as_it_is(struct pc_arena *arena, struct pc_str text)
{
	(void)arena;
	return text;
}

static const struct {
	const char *names;
	struct pc_str (*decode)(struct pc_arena *arena, struct pc_str text);
} decoders[] = {
	{"b64decode standard_b64decode urlsafe_b64decode decodebytes a2b_base64 atob "
	 "decode64 "
	 "strict_decode64 urlsafe_decode64 base64_decode decode_base64",
		from_base64},
	{"fromhex unhexlify a2b_hex hex2bin", from_hex},
	{"strrev reverse", reversed},
	{"str_rot13", rotated},
	{"str bytes String expanduser abspath resolve expand_path expandvars quote "
	 "Buffer.from TextEncoder which split shlex.split qw w",
		as_it_is},
};

/* NAME ( TEXT ): the end of the tokens; the second text of what names a codec is
 * NAME ( TEXT , TEXT ). */
static bool decode_call(struct folder *f)
{
	size_t second = is_mark(from_end(f, 3), ',') && is_text(from_end(f, 2)) ? 2 : 0;
	const struct token *text = from_end(f, 2 + second);
	const struct token *name = from_end(f, 4 + second);
	struct pc_str codec = second ? from_end(f, 2)->text : (struct pc_str){0};
	struct pc_str (*decode)(struct pc_arena *, struct pc_str) = NULL;

	if (!is_text(text) || !is_mark(from_end(f, 3 + second), '(') ||
		name->kind != TOKEN_NAME)
		return false;
	for (size_t i = 0; i < PC_COUNT(decoders) && !decode; i++) {
		if (names_have(decoders[i].names, code_last(name->text)) ||
			names_have(decoders[i].names, name->text))
			decode = decoders[i].decode;
	}
	if (second && pc_str_is(codec, "base64"))
		decode = from_base64;
	else if (second && pc_str_is(codec, "hex"))
		decode = from_hex;
	else if (second && pc_str_starts(codec, PC_STR("rot")))
		decode = rotated;
	else if (second)
		return false;
	if (!decode)
		return false;
	becomes(f, 4 + second, decode(f->code->arena, text->text), text->partial);
	return true;
}

/* chr(99), String.fromCharCode(99, 117): the end of the tokens. */
static bool characters(struct folder *f)
{
	static const char makers[] =
		"chr fromCharCode fromCodePoint char bytes bytearray pack";
	char out[MAX_JOINED * 4];
	size_t back = 2, len = 0;
	size_t first;

	while (back < 2 + MAX_JOINED && (from_end(f, back)->kind == TOKEN_NUMBER ||
						is_mark(from_end(f, back), ',') ||
						is_mark(from_end(f, back), '[') ||
						is_mark(from_end(f, back), ']')))
		back++;
	if (back > 3 && names_have(makers, from_end(f, back)->text) &&
		is_mark(from_end(f, back + 1), '(') &&
		pc_str_is(from_end(f, back + 2)->text, "map")) {
		first = back + 2;
	} else if (back < 3 || !is_mark(from_end(f, back), '(') ||
		   from_end(f, back + 1)->kind != TOKEN_NAME ||
		   !names_have(makers, code_last(from_end(f, back + 1)->text))) {
		return false;
	} else {
		first = back + 1;
	}
	while (--back > 1) {
		const struct token *t = from_end(f, back);
		char digits[16] = {0};

		if (t->kind != TOKEN_NUMBER || !t->text.len ||
			t->text.len >= sizeof(digits))
			continue;
		memcpy(digits, t->text.ptr, t->text.len);
		len += pc_utf8_put(out + len,
			(uint32_t)strtoul(digits, NULL, 0) & 0x1fffff & 0x10ffff);
	}
	becomes(f, first, pc_arena_str(f->code->arena, (struct pc_str){out, len}), false);
	return true;
}

/* "sep".join([a, b, c]): the end of the tokens. */
static bool joined(struct folder *f)
{
	size_t back = 3;
	struct pc_str sep, all = {0};
	size_t first;

	if (!is_mark(from_end(f, 2), ']'))
		return false;
	while (back < 3 + 2 * MAX_JOINED &&
		(is_text(from_end(f, back)) || is_mark(from_end(f, back), ',')))
		back++;
	if (!is_mark(from_end(f, back), '[') || !is_mark(from_end(f, back + 1), '(') ||
		!pc_str_is(from_end(f, back + 2)->text, "join") ||
		!is_mark(from_end(f, back + 3), '.') || !is_text(from_end(f, back + 4)))
		return false;
	first = back + 4;
	sep = from_end(f, first)->text;
	for (bool begun = false; --back > 2;) {
		if (!is_text(from_end(f, back)))
			continue;
		if (begun)
			all = concat(f, all, sep);
		all = concat(f, all, from_end(f, back)->text);
		begun = true;
	}
	becomes(f, first, all, false);
	return true;
}

/* TEXT . method ( ) or TEXT . method ( TEXT ). */
static bool method(struct folder *f)
{
	static const char same[] = "decode encode toString strip trim to_s split chomp "
				   "freeze lower toLowerCase downcase";
	size_t arg = is_text(from_end(f, 2)) ? 1 : 0;
	const struct token *text = from_end(f, 5 + arg);
	struct pc_str called = from_end(f, 3 + arg)->text;

	if (!is_mark(from_end(f, 2 + arg), '(') ||
		from_end(f, 3 + arg)->kind != TOKEN_NAME ||
		!is_mark(from_end(f, 4 + arg), '.') || !is_text(text))
		return false;
	if (pc_str_is(called, "join") && arg && !text->text.len)
		becomes(f, 5 + arg, from_end(f, 2)->text, false);
	else if (names_have("reverse", called))
		becomes(f, 5 + arg, reversed(f->code->arena, text->text), text->partial);
	else if (names_have(same, called))
		becomes(f, 5 + arg, text->text, text->partial);
	else
		return false;
	return true;
}

/* pack("H*", TEXT) of perl and PHP */
static bool packed(struct folder *f)
{
	const struct token *text = from_end(f, 2), *format = from_end(f, 4);

	if (!(f->code->language & (LANG_PERL | LANG_PHP)) || !is_text(text) ||
		!is_mark(from_end(f, 3), ',') || !is_text(format) ||
		!is_mark(from_end(f, 5), '(') ||
		!pc_str_is(from_end(f, 6)->text, "pack") ||
		!pc_str_starts(format->text, PC_STR("H")))
		return false;
	becomes(f, 6, from_hex(f->code->arena, text->text), false);
	return true;
}

/* "x".reverse of ruby, which needs no parentheses. */
static bool bare_method(struct folder *f)
{
	const struct token *name = from_end(f, 1);

	if (f->code->language != LANG_RUBY || name->kind != TOKEN_NAME ||
		!is_mark(from_end(f, 2), '.') || !is_text(from_end(f, 3)) ||
		!pc_str_is(name->text, "reverse"))
		return false;
	becomes(f, 3, reversed(f->code->arena, from_end(f, 3)->text), false);
	return true;
}

/* TEXT . replace ( TEXT , TEXT ) */
static bool replaced(struct folder *f)
{
	struct pc_str with, what, rest, all = {0};
	size_t at;

	if (!is_text(from_end(f, 2)) || !is_mark(from_end(f, 3), ',') ||
		!is_text(from_end(f, 4)) || !is_mark(from_end(f, 5), '(') ||
		!names_have("replace replaceAll", from_end(f, 6)->text) ||
		!is_mark(from_end(f, 7), '.') || !is_text(from_end(f, 8)))
		return false;
	with = from_end(f, 2)->text;
	what = from_end(f, 4)->text;
	rest = from_end(f, 8)->text;
	if (!what.len)
		return false;
	while ((at = pc_str_find_str(rest, what)) < rest.len) {
		all = concat(f, concat(f, all, pc_str_head(rest, at)), with);
		rest = pc_str_from(rest, at + what.len);
	}
	becomes(f, 8, concat(f, all, rest), false);
	return true;
}

/* TEXT [ : : - 1 ] */
static bool slice(struct folder *f)
{
	if (!is_mark(from_end(f, 1), ']') || !pc_str_is(from_end(f, 2)->text, "1") ||
		!is_mark(from_end(f, 3), '-') || !is_mark(from_end(f, 4), ':') ||
		!is_mark(from_end(f, 5), ':') || !is_mark(from_end(f, 6), '[') ||
		!is_text(from_end(f, 7)))
		return false;
	becomes(f, 7, reversed(f->code->arena, from_end(f, 7)->text), false);
	return true;
}

/* ( TEXT ) without a name in front is the text. */
static bool grouped(struct folder *f)
{
	const struct token *before = from_end(f, 4);

	if (!is_text(from_end(f, 2)) || !is_mark(from_end(f, 3), '(') ||
		before->kind == TOKEN_NAME || is_mark(before, ')') ||
		is_mark(before, ']'))
		return false;
	becomes(f, 3, from_end(f, 2)->text, from_end(f, 2)->partial);
	return true;
}

/* ---- what is put into a text ------------------------------------------------- */

/* The texts of a list that ends with the token at back, up to the mark that opens it; a
 * name is something that only run time knows.  Where that mark is, 0 when it is none. */
static size_t list_texts(struct folder *f, size_t back, char open, struct pc_str *out,
	size_t *n, bool *partial)
{
	size_t first = back;

	*n = 0;
	while (first < back + (size_t)2 * MAX_JOINED &&
		(is_text(from_end(f, first)) || is_mark(from_end(f, first), ',') ||
			from_end(f, first)->kind == TOKEN_NAME))
		first++;
	if (!is_mark(from_end(f, first), open))
		return 0;
	for (size_t i = first - 1; i >= back && *n < MAX_JOINED; i--) {
		const struct token *t = from_end(f, i);

		if (is_mark(t, ','))
			continue;
		*partial = *partial || !is_text(t) || t->partial;
		out[(*n)++] = is_text(t) ? t->text : PC_STR("${_}");
	}
	return first;
}

/* How long the place for a value at text is, 0 when none is: %s %d {} {0} {name}. */
static size_t place_size(struct pc_str text, bool braces, size_t *which)
{
	size_t end = 1;

	if (!text.len || text.ptr[0] != (braces ? '{' : '%'))
		return 0;
	if (braces) {
		end = pc_str_find(text, '}');
		if (end > 1 && end < text.len && text.ptr[1] >= '0' && text.ptr[1] <= '9')
			*which = (size_t)(text.ptr[1] - '0');
		return end < text.len ? end + 1 : 0;
	}
	while (end < text.len && strchr("0123456789.-$", text.ptr[end]))
		end++;
	return end < text.len && strchr("sdiruxcv", text.ptr[end]) ? end + 1 : 0;
}

static struct pc_str put_into(struct folder *f, struct pc_str text, bool braces,
	const struct pc_str *values, size_t n)
{
	struct pc_str all = {0};
	size_t next = 0, from = 0;

	for (size_t i = 0; i < text.len; i++) {
		size_t which = next;
		size_t size = place_size(pc_str_from(text, i), braces, &which);

		if (!size)
			continue;
		all = concat(f, all, pc_str_from(pc_str_head(text, i), from));
		all = concat(f, all, which < n ? values[which] : PC_STR("${_}"));
		next++;
		from = i + size;
		i = from - 1;
	}
	return concat(f, all, pc_str_from(text, from));
}

/* TEXT . format ( a , b ), TEXT % ( a , b ), sprintf ( TEXT , a , b ) */
static bool formatted(struct folder *f)
{
	struct pc_str values[MAX_JOINED];
	size_t n;
	bool partial = false;
	size_t open = list_texts(f, 2, '(', values, &n, &partial);

	if (!open || !n)
		return false;
	if (pc_str_is(from_end(f, open + 1)->text, "format") &&
		is_mark(from_end(f, open + 2), '.') && is_text(from_end(f, open + 3))) {
		const struct token *text = from_end(f, open + 3);

		becomes(f, open + 3, put_into(f, text->text, true, values, n),
			partial || text->partial);
	} else if (is_mark(from_end(f, open + 1), '%') &&
		   is_text(from_end(f, open + 2)) && f->code->language == LANG_PYTHON) {
		const struct token *text = from_end(f, open + 2);

		becomes(f, open + 2, put_into(f, text->text, false, values, n),
			partial || text->partial);
	} else if (n > 1 && from_end(f, open + 1)->kind == TOKEN_NAME &&
		   names_have("sprintf string.format format util.format vsprintf",
			   from_end(f, open + 1)->text)) {
		becomes(f, open + 1, put_into(f, values[0], false, values + 1, n - 1),
			partial);
	} else {
		return false;
	}
	return true;
}

/* TEXT % TEXT, TEXT % NAME */
static bool formats_one(struct folder *f)
{
	const struct token *value = from_end(f, 1), *text = from_end(f, 3);
	struct pc_str one = is_text(value) ? value->text : PC_STR("${_}");

	if (!(f->code->language & (LANG_PYTHON | LANG_RUBY)) ||
		!is_mark(from_end(f, 2), '%') || !is_text(text) ||
		!(is_text(value) || value->kind == TOKEN_NAME))
		return false;
	becomes(f, 3, put_into(f, text->text, false, &one, 1),
		text->partial || !is_text(value) || value->partial);
	return true;
}

/* [ a , b ] . join ( TEXT ) of JavaScript and Ruby; join ( TEXT , a , b ) of Perl,
 * implode of PHP with or without brackets. */
static bool list_joined(struct folder *f)
{
	struct pc_str values[MAX_JOINED], all = {0}, sep = {0};
	size_t n, first, from = 0;
	bool partial = false;

	if (is_text(from_end(f, 2)) && is_mark(from_end(f, 3), '(') &&
		pc_str_is(from_end(f, 4)->text, "join") && is_mark(from_end(f, 5), '.') &&
		is_mark(from_end(f, 6), ']')) {
		sep = from_end(f, 2)->text;
		first = list_texts(f, 7, '[', values, &n, &partial);
	} else if (f->code->language & (LANG_PERL | LANG_PHP)) {
		first = list_texts(f, 2, '(', values, &n, &partial);
		first += first != 0;
		if (first && !names_have("join implode", from_end(f, first)->text))
			first = 0;
		from = 1;
		if (first && n)
			sep = values[0];
	} else {
		return false;
	}
	if (!first || n <= from)
		return false;
	for (size_t i = from; i < n; i++) {
		if (i > from)
			all = concat(f, all, sep);
		all = concat(f, all, values[i]);
	}
	becomes(f, first, all, partial);
	return true;
}

/* ---- joining ---------------------------------------------------------------- */

/* How many tokens join two texts at the end: 0 none; 1 the texts touch. */
static size_t operator_size(struct folder *f)
{
	enum language language = f->code->language;

	if (is_text(from_end(f, 2)))
		return language & (LANG_PYTHON | LANG_RUBY | LANG_AWK | LANG_OTHER) ? 1
										    : 0;
	if (is_mark(from_end(f, 2), '.') && is_mark(from_end(f, 3), '.'))
		return is_text(from_end(f, 4)) && language == LANG_LUA ? 3 : 0;
	if (!is_text(from_end(f, 3)))
		return 0;
	if (is_mark(from_end(f, 2), '+'))
		return 2;
	if (is_mark(from_end(f, 2), '.') && (language & (LANG_PERL | LANG_PHP)))
		return 2;
	return 0;
}

/* Path("a") / "b", "a" / "b": one path. */
static bool below(struct folder *f)
{
	const struct token *b = from_end(f, 1), *op = from_end(f, 2), *a = from_end(f, 3);
	struct pc_str slash;

	if (f->code->language != LANG_PYTHON || !is_text(b) || !is_mark(op, '/'))
		return false;
	if (!is_text(a) && !is_mark(a, ')') && a->kind != TOKEN_NAME)
		return false;
	slash = concat(f, is_text(a) ? a->text : PC_STR("${_}"), PC_STR("/"));
	becomes(f, is_text(a) ? 3 : 2, concat(f, slash, b->text),
		!is_text(a) || a->partial || b->partial);
	return true;
}

/* os.path.join(a, "b", "c"): the end of the tokens. */
static bool path_joined(struct folder *f)
{
	size_t back = 2;
	struct pc_str all = {0};
	bool partial = false;
	size_t first;

	while (back < 2 + 2 * MAX_JOINED &&
		(is_text(from_end(f, back)) || is_mark(from_end(f, back), ',') ||
			from_end(f, back)->kind == TOKEN_NAME))
		back++;
	first = back + 1;
	if (!is_mark(from_end(f, back), '(') || from_end(f, first)->kind != TOKEN_NAME ||
		!names_have("os.path.join path.join File.join path.resolve join",
			from_end(f, first)->text) ||
		(is_mark(from_end(f, first + 1), '.') && is_text(from_end(f, first + 2))))
		return false;
	while (--back > 1) {
		const struct token *t = from_end(f, back);

		if (is_mark(t, ','))
			continue;
		if (all.len)
			all = concat(f, all, PC_STR("/"));
		all = concat(f, all, is_text(t) ? t->text : PC_STR("${_}"));
		partial = partial || !is_text(t) || t->partial;
	}
	becomes(f, first, all, partial);
	return true;
}

static bool join(struct folder *f)
{
	size_t size = operator_size(f);
	struct token *a, *b = from_end(f, 1);

	if (!size || !is_text(b))
		return false;
	a = from_end(f, 1 + size);
	becomes(f, 1 + size, concat(f, a->text, b->text), a->partial || b->partial);
	return true;
}

/* A name beside a text: the text's other end is open. */
static bool half_known(struct folder *f)
{
	static const struct pc_str unknown = {"${_}", 4};
	const struct token *op = from_end(f, 2);
	const struct token *a = from_end(f, 3), *b = from_end(f, 1);
	bool joins = is_mark(op, '+') ||
		     (is_mark(op, '.') && (f->code->language & (LANG_PERL | LANG_PHP)));

	if (!joins || a->kind == b->kind ||
		(a->kind != TOKEN_NAME && b->kind != TOKEN_NAME))
		return false;
	if (is_text(b))
		becomes(f, 3, concat(f, unknown, b->text), true);
	else if (is_text(a))
		becomes(f, 3, concat(f, a->text, unknown), true);
	else
		return false;
	return true;
}

static bool (*const closings[])(struct folder *f) = {formatted, packed, list_joined,
	decode_call, characters, joined, path_joined, method, replaced, directory_call,
	grouped};

/* "a" + "." in front of ".join(": the method is that of the last text alone. */
static bool has_method(const struct folder *f, const struct tokens *in, size_t i)
{
	return !(f->code->language & (LANG_PERL | LANG_PHP)) && i + 2 < in->count &&
	       is_mark(&in->items[i + 1], '.') &&
	       names_have(
		       "join format replace replaceAll reverse", in->items[i + 2].text);
}

static void reduce(struct folder *f, bool has_method)
{
	for (bool changed = true; changed;) {
		changed = slice(f) || bare_method(f) || directory_name(f);
		if (is_mark(from_end(f, 1), ']') || is_mark(from_end(f, 1), '}'))
			changed = changed || directory_item(f);
		if (is_mark(from_end(f, 1), ')')) {
			for (size_t i = 0; i < PC_COUNT(closings) && !changed; i++)
				changed = closings[i](f);
		}
		if (!changed && is_text(from_end(f, 1)) && !has_method)
			changed = join(f) || formats_one(f) || below(f);
	}
}

/* ---- variables -------------------------------------------------------------- */

static const struct token *known_value(const struct folder *f, struct pc_str name)
{
	for (size_t i = f->n_known; i > 0; i--) {
		if (pc_str_eq(f->known[i - 1].name, name))
			return &f->known[i - 1].value;
	}
	return NULL;
}

static void learn(struct folder *f, struct pc_str name, const struct token *value)
{
	if (f->n_known < MAX_VARIABLES && !pc_str_eq(name, value->text))
		f->known[f->n_known++] = (struct known){name, *value};
}

/* At the end of a statement: x = "text", x = os.system, import a as b. */
static void learn_statement(struct folder *f)
{
	const struct token *value = from_end(f, 1), *op = from_end(f, 2),
			   *name = from_end(f, 3);

	if (is_mark(op, '=') && (is_mark(name, '+') || is_mark(name, '.')) &&
		is_text(value) && from_end(f, 4)->kind == TOKEN_NAME) {
		const struct token *old = known_value(f, from_end(f, 4)->text);
		struct token all = *value;

		if (old && old->kind == TOKEN_TEXT) {
			all.text = concat(f, old->text, value->text);
			learn(f, from_end(f, 4)->text, &all);
		}
		return;
	}
	if (name->kind != TOKEN_NAME)
		return;
	if (op->kind == TOKEN_NAME && pc_str_is(op->text, "as") &&
		value->kind == TOKEN_NAME)
		learn(f, value->text, name);
	else if (is_mark(op, '=') && (is_text(value) || value->kind == TOKEN_NAME))
		learn(f, name->text, value);
}

/* A name that stands for a text, or for another name; a text only where it is read. */
static struct token replaced_name(
	const struct folder *f, const struct token *t, const struct token *next)
{
	struct pc_str first = pc_str_head(t->text, pc_str_find(t->text, '.'));
	const struct token *value = known_value(f, t->text);
	struct token out = *t;

	if (is_mark(next, '=') ||
		((is_mark(next, '+') || is_mark(next, '.')) && is_mark(next + 1, '=')))
		return out;
	if (value && value->kind == TOKEN_TEXT && !is_mark(next, '('))
		return *value;
	/* $f = "system"; $f("x") */
	if (value && value->kind == TOKEN_TEXT && f->code->language == LANG_PHP) {
		out.text = value->text;
		return out;
	}
	if (value && value->kind == TOKEN_NAME) {
		out.text = value->text;
		return out;
	}
	value = first.len < t->text.len ? known_value(f, first) : NULL;
	if (value && value->kind == TOKEN_NAME)
		out.text = pc_arena_printf(f->code->arena, "%.*s%.*s",
			PC_STR_ARG(value->text),
			PC_STR_ARG(pc_str_from(t->text, first.len)));
	return out;
}

static bool ends_operand(const struct token *next)
{
	return next->kind == TOKEN_LINE || next->kind == TOKEN_END ||
	       is_mark(next, ')') || is_mark(next, ',') || is_mark(next, ']') ||
	       is_mark(next, '}') || is_mark(next, '+') || is_mark(next, '.');
}

void code_fold(struct tokens *out, const struct code *code, const struct tokens *in)
{
	static const struct token end = {.kind = TOKEN_END};
	struct token ends[2];
	struct folder f = {.code = code, .out = out, .room = PC_MAX_COMMAND_SIZE};

	*out = (struct tokens){0};
	for (size_t i = 0; i < in->count; i++) {
		const struct token *t = &in->items[i];
		const struct token *next = i + 1 < in->count ? t + 1 : &end;

		ends[0] = *next;
		ends[1] = end;
		struct token now = t->kind == TOKEN_NAME && i + 2 < in->count
					   ? replaced_name(&f, t, next)
				   : t->kind == TOKEN_NAME ? replaced_name(&f, t, ends)
							   : *t;

		if (t->kind == TOKEN_LINE || is_mark(t, ','))
			learn_statement(&f);
		pc_arena_grow(code->arena, out->items, out->count, out->cap);
		out->items[out->count++] = now;
		reduce(&f, has_method(&f, in, i));
		if (ends_operand(next) && half_known(&f))
			reduce(&f, false);
	}
}
