/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that stand for keys.  No test here may take a key made by chance for one: each
 * has its odds beside it, and the unit test asks 100,000 keys of each charset. */
#include "generic_priv.h"

enum {
	/* Bytes that follow or repeat each other: once in 10^7 keys of 64 hex digits. */
	MOST_RUN = 8,
	/* The same of x, which hex has not: once in 10^7 of 40 letters and digits. */
	MOST_X = 6,
	MOST_PERIOD = 24,
	LEAST_RANDOM = 16,
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* In small letters, in capitals, or with a capital first: mixed otherwise it is chance.
 */
static bool stands_at(struct pc_str text, size_t at, const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (lower(text.ptr[at + i]) != word[i] ||
			(i > 1 &&
				is_upper(text.ptr[at + i]) != is_upper(text.ptr[at + 1])))
			return false;
	return !is_upper(text.ptr[at + 1]) || is_upper(text.ptr[at]);
}

static bool is_letter_at(struct pc_str text, size_t at)
{
	return at < text.len && lower(text.ptr[at]) >= 'a' && lower(text.ptr[at]) <= 'z';
}

static bool holds(struct pc_str text, const char *word, bool is_free)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= text.len; i++)
		if (stands_at(text, i, word, len) &&
			!(is_free && ((i && is_letter_at(text, i - 1)) ||
					     is_letter_at(text, i + len))))
			return true;
	return false;
}

/* is_free: no letters go on before or behind the word. */
static bool holds_one(struct pc_str text, const char *const *words, bool is_free)
{
	for (; *words; words++)
		if (holds(text, *words, is_free))
			return true;
	return false;
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}

/* Letters and digits in one piece that chance made. */
static bool is_random(struct pc_str part)
{
	size_t digits = 0, hex = 0, upper = 0, small = 0;

	for (size_t i = 0; i < part.len; i++) {
		bool is_digit = part.ptr[i] >= '0' && part.ptr[i] <= '9';

		digits += is_digit;
		upper += is_upper(part.ptr[i]);
		small += part.ptr[i] >= 'a' && part.ptr[i] <= 'z';
		hex += is_digit ||
		       (lower(part.ptr[i]) >= 'a' && lower(part.ptr[i]) <= 'f');
	}
	if (part.len < LEAST_RANDOM)
		return false;
	if (hex == part.len && digits)
		return pc_secret_entropy(part) >= 250;
	if (digits > 2 && upper > 2 && small > 2 && part.len >= 20)
		return true; /* names have no three of each, and that many letters */
	return pc_secret_wordiness(part) < -4 * 4;
}

/* Whether a piece of letters and digits alone is what the function asks for. */
static bool has_part(struct pc_str text, bool (*is)(struct pc_str part))
{
	for (size_t from = 0, i = 0; i <= text.len; i++) {
		if (i < text.len && is_alnum(text.ptr[i]))
			continue;
		if (is((struct pc_str){text.ptr + from, i - from}))
			return true;
		from = i + 1;
	}
	return false;
}

static bool has_random_part(struct pc_str text)
{
	return (text.len >= LEAST_RANDOM && pc_secret_wordiness(text) < 0) ||
	       has_part(text, is_random);
}

/* Two or three bytes again and again. */
static bool is_dull(struct pc_str part)
{
	return part.len >= 20 && pc_secret_entropy(part) < 200;
}

/* Six letters or more are not there by chance; fewer count where nothing else is. */
static bool says_so(struct pc_str text, bool is_plain)
{
	static const char *const sure[] = {"example", "placeholder", "password",
		"changeme", "change-me", "change_me", "redacted", "insert", "replace",
		"sample", "yourapi", "yourkey", "yourtoken", "yoursecret", "yourpass",
		"notreal", "not-real", "not_real", "invalid", "deadbeef", "cafebabe",
		"feedface", "...", "\xe2\x80\xa6", "***", "${", "{{", "%(", "insecure",
		"foobar", "undefined", "obfuscated", "masked", "removed", "hidden", NULL};
	static const char *const maybe[] = {"test", "fake", "dummy", "mock", "your",
		"here", "todo", "none", "null", "foobar", "key", "secret", "token",
		"pass", "demo", "temp", "stub", "spec", "lorem", "xxx", "<", NULL};

	return holds_one(text, sure, false) ||
	       (is_plain && pc_secret_wordiness(text) > 0 &&
		       holds_one(text, maybe, true));
}

static int step(char a, char b)
{
	return lower(b) - lower(a);
}

/* Whether b follows a as people count: 9 and f and z begin again. */
static bool follows_on(char a, char b)
{
	return step(a, b) == 1 || (a == '9' && lower(b) == 'a') ||
	       (b == '0' && (a == '9' || lower(a) == 'f')) ||
	       (lower(b) == 'a' && (lower(a) == 'f' || lower(a) == 'z')) ||
	       (a == '9' && b == '1');
}

static bool has_run(struct pc_str text)
{
	size_t up = 1, down = 1, same = 1, most_same = 1;

	for (size_t i = 1; i < text.len; i++) {
		char a = text.ptr[i - 1], b = text.ptr[i];

		up = follows_on(a, b) ? up + 1 : 1;
		down = step(a, b) == -1 ? down + 1 : 1;
		same = a == b ? same + 1 : 1;
		most_same = same > most_same ? same : most_same;
		if (up >= MOST_RUN || down >= MOST_RUN ||
			(same >= MOST_X && lower(b) == 'x'))
			return true;
	}
	/* Some formats have zeros inside. */
	return most_same >= MOST_RUN && most_same * 3 >= text.len;
}

/* "a1b2c3d4", "01020304", "abc123def456": most bytes count on from the one that stands
 * lag before. */
static bool counts_on(struct pc_str text)
{
	if (text.len < 12)
		return false;
	for (size_t lag = 1; lag <= 3; lag++) {
		size_t n = 0;

		for (size_t i = lag; i < text.len; i++)
			n += follows_on(text.ptr[i - lag], text.ptr[i]) ||
			     (text.ptr[i - lag] == '0' && text.ptr[i] == '0');
		if (n * 5 >= text.len * 3)
			return true;
	}
	return false;
}

static bool repeats(struct pc_str text)
{
	for (size_t period = 1; period <= MOST_PERIOD && period * 2 <= text.len; period++)
		if (text.len >= 8 &&
			memcmp(text.ptr, text.ptr + period, text.len - period) == 0)
			return true;
	return false;
}

/* Two thirds of it and more are one or two bytes. */
static bool is_flat(struct pc_str text)
{
	return has_part(text, is_dull) ||
	       (text.len >= 16 && pc_secret_entropy(text) < 180) ||
	       (text.len >= 8 && pc_secret_entropy(text) < 130);
}

/* Words from end to end.  Many digits are none, though they follow each other as in
 * words. */
static bool is_words(struct pc_str text)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.len; i++)
		digits += text.ptr[i] >= '0' && text.ptr[i] <= '9';
	return text.len >= 16 && digits * 4 < text.len &&
	       pc_secret_wordiness(text) > (int)text.len * 2;
}

/* Of a dozen words and more. */
static bool is_phrase(struct pc_str key)
{
	size_t blanks = 0;

	for (size_t i = 0; i < key.len; i++)
		blanks += key.ptr[i] == ' ';
	return blanks >= 11;
}

/* Blocks of private keys have runs of A: zeros in base64.  Seed phrases are words from
 * end to end. */
static bool is_block(struct pc_str key)
{
	return is_phrase(key) || pc_str_starts(key, PC_STR("-----BEGIN ")) ||
	       pc_str_starts(key, PC_STR("PuTTY-User-Key-File-"));
}

bool pc_secret_is_placeholder(struct pc_str key, size_t fixed)
{
	struct pc_str rest = pc_str_from(key, fixed);
	bool is_plain = !has_random_part(rest);

	if (is_block(key))
		return is_flat(rest);
	return !rest.len || has_run(rest) || counts_on(rest) || repeats(rest) ||
	       is_flat(rest) || (is_plain && is_words(rest)) || says_so(rest, is_plain);
}
