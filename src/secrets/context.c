/* SPDX-License-Identifier: Apache-2.0 */
/* What stands around a key, and whether it names the provider. */
#include "engine_priv.h"
#include "generic_priv.h"

enum {
	NEAR = 3, /* lines */
	/* Bytes of the key's own line on each side: files of programs may be one line,
	 * in which everything is named. */
	REACH = 200,
};

static size_t back(struct pc_str text, size_t from, unsigned lines)
{
	size_t least = from > PC_MAX_SECRET_LINE ? from - PC_MAX_SECRET_LINE : 0;

	for (unsigned line = 0; from > least; line++) {
		const char *end = memrchr(text.ptr + least, '\n', from - least);

		if (!end)
			return least;
		from = (size_t)(end - text.ptr);
		if (line == lines)
			return from + 1;
	}
	return from;
}

static size_t forth(struct pc_str text, size_t to, unsigned lines)
{
	size_t left = text.len - to;
	size_t most = to + (left > PC_MAX_SECRET_LINE ? PC_MAX_SECRET_LINE : left);

	for (unsigned line = 0; to < most; line++) {
		const char *end = memchr(text.ptr + to, '\n', most - to);

		if (!end)
			return most;
		to = (size_t)(end - text.ptr);
		if (line == lines)
			return to;
		to++;
	}
	return to;
}

struct pc_str lines_around(
	struct pc_str text, size_t from, size_t to, unsigned before, unsigned behind)
{
	size_t begin = back(text, from, before);

	return (struct pc_str){text.ptr + begin, forth(text, to, behind) - begin};
}

/* Where a keyword counts: so many lines on each side, where the key's own line ends
 * within reach there. */
static struct pc_str neighbourhood(
	struct pc_str text, size_t at, size_t end, unsigned lines)
{
	size_t from = back(text, at, 0), to = forth(text, end, 0);

	from = at - from > REACH ? at - REACH : back(text, at, lines);
	to = to - end > REACH ? end + REACH : forth(text, end, lines);
	return (struct pc_str){text.ptr + from, to - from};
}

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
}

static bool has_word(struct pc_str text, const char *word)
{
	size_t len = strlen(word);
	char first = lower(word[0]);

	for (size_t at = 0; at + len <= text.len; at++) {
		if (lower(text.ptr[at]) == first &&
			pc_str_eq_nocase((struct pc_str){text.ptr + at, len},
				(struct pc_str){word, len}))
			return true;
	}
	return false;
}

static bool has_keyword(struct pc_str text, const struct pc_secret_rule *rule)
{
	for (const char *const *word = rule->keywords; *word; word++)
		if (has_word(text, *word))
			return true;
	return false;
}

/* Whether a bare key is a piece of base64, of a path, of an address: nothing but its
 * length tells it, so it has to stand alone. */
static bool is_part(struct pc_str text, size_t at, size_t end)
{
	static const char before[] = "+/.@~", behind[] = "+/=@~";

	if (at > 0 && memchr(before, text.ptr[at - 1], sizeof(before) - 1))
		return true;
	if (end >= text.len)
		return false;
	if (text.ptr[end] == '.')
		return end + 1 < text.len &&
		       charset_span(PC_CHARSET_ALNUM, pc_str_from(text, end + 1), 1);
	return memchr(behind, text.ptr[end], sizeof(behind) - 1);
}

/* Whether it is made of words, as names in programs are.  Digits of hex are none. */
static bool is_name(struct pc_str key)
{
	for (size_t i = 0; i < key.len; i++) {
		if (lower(key.ptr[i]) > 'f' && lower(key.ptr[i]) <= 'z')
			return pc_secret_wordiness(key) > 0;
	}
	return false;
}

/* Whether hex names a commit: ".../commit/<hex>", "commit <hex>", "<hex>...<hex>". */
static bool is_commit(struct pc_str text, size_t at, size_t end)
{
	static const char *const words[] = {
		"commit", "commits", "compare", "tree", "blob", "revision", ""};
	struct pc_str key = {text.ptr + at, end - at};
	size_t word;

	if (charset_span(PC_CHARSET_HEX, key, key.len) < key.len)
		return false;
	if (at >= 2 && text.ptr[at - 1] == '.' && text.ptr[at - 2] == '.')
		return true;
	while (at > 0 && memchr("/ :=`\"'", text.ptr[at - 1], 7))
		at--;
	for (word = at; word > 0 && at - word < sizeof("revision") &&
			charset_has(PC_CHARSET_ALNUM, text.ptr[word - 1]);)
		word--;
	return pc_secret_has_word((struct pc_str){text.ptr + word, at - word}, words);
}

/* Whether keys of the rule have no form but length and charset. */
static bool is_bare(const struct pc_secret_rule *rule)
{
	return rule->context == PC_SECRET_NAMED ||
	       (rule->sureness < PC_SECRET_SURE && rule->charset != PC_CHARSET_ANY);
}

bool context_holds(const struct look *look, const struct pc_secret_rule *rule, size_t at,
	size_t end, struct pc_str name)
{
	unsigned lines = rule->context == PC_SECRET_NEAR ? NEAR : 0;

	if (rule->context == PC_SECRET_ANYWHERE)
		return true;
	if (!rule->prefixes[0] && is_commit(look->text, at, end))
		return false;
	if (is_bare(rule) &&
		((name.len && pc_secret_is_other_name(name)) ||
			is_part(look->text, at, end) ||
			is_name((struct pc_str){look->text.ptr + at, end - at})))
		return false;
	if (has_keyword(name, rule) || has_keyword(look->outer_name, rule))
		return true;
	if (rule->context == PC_SECRET_NAMED)
		return false;
	return has_keyword(neighbourhood(look->text, at, end, lines), rule);
}
