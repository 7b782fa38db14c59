/* SPDX-License-Identifier: Apache-2.0 */
/* The value of a word, as far as it is known before run time.  Most words are a view of
 * the source; the others are put together in the arena. */
#include "pc/shell/word.h"

#include "pc/base/utf.h"

/* What a part is without its quotes, where that is one piece of the source. */
static bool part_view(struct pc_str *out, const struct pc_sh_part *part)
{
	switch (part->kind) {
	case PC_SH_LITERAL:
	case PC_SH_SINGLE:
	case PC_SH_ESCAPED:
		*out = part->text;
		return true;
	case PC_SH_DOUBLE:
	case PC_SH_LOCALE:
		if (!part->parts)
			*out = (struct pc_str){0};
		else if (!part->parts->next && part->parts->kind == PC_SH_LITERAL)
			*out = part->parts->text;
		else
			return false;
		return true;
	default:
		return false;
	}
}

/* Whether the parts follow each other without a gap, as they do when no continuation
 * stands between them. */
static bool is_gapless(const struct pc_sh_word *word)
{
	uint32_t at = word->span.start;

	for (const struct pc_sh_part *part = word->parts; part; part = part->next) {
		if (part->span.start != at)
			return false;
		at = part->span.end;
	}
	return at == word->span.end;
}

struct value {
	struct pc_arena *arena;
	const struct pc_sh_word *word;
	char *bytes;
	size_t len;
	bool partly;
};

static void append(struct value *value, struct pc_str s)
{
	if (s.len)
		memcpy(value->bytes + value->len, s.ptr, s.len);
	value->len += s.len;
}

static void append_parts(struct value *value, const struct pc_sh_part *part)
{
	for (; part; part = part->next) {
		switch (part->kind) {
		case PC_SH_LITERAL:
		case PC_SH_ESCAPED:
		case PC_SH_SINGLE:
			append(value, part->text);
			break;
		case PC_SH_ANSI:
			append(value, pc_sh_ansi_value(value->arena, part->text));
			break;
		case PC_SH_DOUBLE:
		case PC_SH_LOCALE:
			append_parts(value, part->parts);
			break;
		default:
			value->partly = true;
			append(value,
				(struct pc_str){value->word->text.ptr + part->span.start -
							value->word->span.start,
					part->span.end - part->span.start});
		}
	}
}

/* No piece's value is longer than its source. */
enum pc_sh_known pc_sh_word_value(
	struct pc_str *out, struct pc_arena *arena, const struct pc_sh_word *word)
{
	struct value value = {.arena = arena, .word = word};

	if (!word->parts) {
		*out = (struct pc_str){0};
		return PC_SH_KNOWN;
	}
	if (!word->parts->next && part_view(out, word->parts))
		return PC_SH_KNOWN;
	if (!(word->has & PC_SH_HAS_QUOTE) && is_gapless(word)) {
		*out = word->text;
		return word->has ? PC_SH_PARTLY : PC_SH_KNOWN;
	}
	value.bytes = pc_arena_bytes(arena, word->text.len);
	append_parts(&value, word->parts);
	*out = (struct pc_str){value.bytes, value.len};
	return value.partly ? PC_SH_PARTLY : PC_SH_KNOWN;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

/* Up to most digits of that base; how many there were. */
static size_t read_number(uint32_t *out, struct pc_str s, int base, size_t most)
{
	size_t n = 0;

	*out = 0;
	while (n < s.len && n < most && digit_value(s.ptr[n]) < base)
		*out = *out * (uint32_t)base + (uint32_t)digit_value(s.ptr[n++]);
	return n;
}

/* \xHH \uHHHH \UHHHHHHHH \NNN, s beginning behind the backslash: the bytes that it takes
 * in s, 0 when no digits follow. */
static size_t decode_number(char out[6], size_t *n_out, struct pc_str s)
{
	size_t prefix = 1, n;
	uint32_t number;

	if (s.ptr[0] == 'x') {
		n = read_number(&number, pc_str_from(s, 1), 16, 2);
	} else if (s.ptr[0] == 'u') {
		n = read_number(&number, pc_str_from(s, 1), 16, 4);
	} else if (s.ptr[0] == 'U') {
		n = read_number(&number, pc_str_from(s, 1), 16, 8);
	} else {
		prefix = 0;
		n = read_number(&number, s, 8, 3);
	}
	if (n == 0)
		return 0;
	if (s.ptr[0] == 'u' || s.ptr[0] == 'U') {
		*n_out = pc_utf8_put(out, number <= 0x10ffff ? number : 0xfffd);
	} else {
		out[0] = (char)number;
		*n_out = 1;
	}
	return prefix + n;
}

static const char simple_escapes[128] = {
	['a'] = '\a',
	['b'] = '\b',
	['e'] = '\033',
	['E'] = '\033',
	['f'] = '\f',
	['n'] = '\n',
	['r'] = '\r',
	['t'] = '\t',
	['v'] = '\v',
	['\\'] = '\\',
	['\''] = '\'',
	['"'] = '"',
	['?'] = '?',
};

/* The escape whose backslash stands before s; returns the bytes that it takes in s. */
static size_t decode_escape(char out[6], size_t *n_out, struct pc_str s)
{
	unsigned char c = (unsigned char)s.ptr[0];
	size_t taken;

	*n_out = 1;
	if (c < 128 && simple_escapes[c]) {
		out[0] = simple_escapes[c];
		return 1;
	}
	if (c == 'c' && s.len > 1) {
		out[0] = s.ptr[1] == '?' ? 0x7f : (char)(s.ptr[1] & 0x1f);
		return 2;
	}
	taken = decode_number(out, n_out, s);
	if (taken)
		return taken;
	out[0] = '\\';
	out[1] = (char)c;
	*n_out = 2;
	return 1;
}

struct pc_str pc_sh_ansi_value(struct pc_arena *arena, struct pc_str raw)
{
	char *bytes = pc_arena_bytes(arena, raw.len);
	struct pc_str rest = raw;
	size_t len = 0;

	while (rest.len) {
		char escape[6];
		size_t n = 1;

		if (rest.ptr[0] != '\\' || rest.len == 1) {
			bytes[len++] = rest.ptr[0];
			rest = pc_str_from(rest, 1);
			continue;
		}
		rest = pc_str_from(rest, 1);
		rest = pc_str_from(rest, decode_escape(escape, &n, rest));
		if (n == 1 && escape[0] == '\0')
			break;
		memcpy(bytes + len, escape, n);
		len += n;
	}
	return (struct pc_str){bytes, len};
}

bool pc_sh_word_is(const struct pc_sh_word *word, const char *literal)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str value;

	if (word->has == 0 && word->parts && !word->parts->next)
		return pc_str_is(word->parts->text, literal);
	return pc_sh_word_value(&value, &arena, word) == PC_SH_KNOWN &&
	       pc_str_is(value, literal);
}
