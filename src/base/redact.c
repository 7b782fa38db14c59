/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of what secrets look like, tried where a word begins. */
#include "pc/base/redact.h"

enum sort { OTHER, LOWER, UPPER, DIGIT };

static enum sort sort_of(char c)
{
	if (c >= 'a' && c <= 'z')
		return LOWER;
	if (c >= 'A' && c <= 'Z')
		return UPPER;
	return c >= '0' && c <= '9' ? DIGIT : OTHER;
}

static bool is_in(char c, const char *set)
{
	return c != '\0' && strchr(set, c);
}

static bool is_space(char c)
{
	return is_in(c, " \t\r\n\v\f");
}

/* What a key, a token or an identifier is made of. */
static bool is_word(char c)
{
	return sort_of(c) != OTHER || c == '_' || c == '-';
}

/* Of a text: how much of it stays, and how much after that goes. */
struct cut {
	size_t keep, drop; /* drop 0: nothing is found here */
};

static size_t span(struct pc_str text, size_t from, const char *others)
{
	size_t i = from;

	while (i < text.len && (is_word(text.ptr[i]) || is_in(text.ptr[i], others)))
		i++;
	return i - from;
}

static size_t spaces(struct pc_str text, size_t from)
{
	size_t i = from;

	while (i < text.len && is_space(text.ptr[i]))
		i++;
	return i - from;
}

/* To the first of these, or to the end. */
static size_t until(struct pc_str text, size_t from, const char *ends)
{
	size_t i = from;

	while (i < text.len && !is_in(text.ptr[i], ends))
		i++;
	return i - from;
}

/* ---- addresses ------------------------------------------------------------------ */

/* text begins with "://"; before: what stands before it. */
static struct cut address(struct pc_str text, struct pc_str before)
{
	enum { MARK = 3 };
	size_t len = until(text, MARK, "/\\?#\"'<>` \t\r\n\v\f)");
	struct pc_str authority = pc_str_head(pc_str_from(text, MARK), len);
	size_t user = pc_str_rfind(authority, '@'), from = 0;

	if (user == authority.len)
		return (struct cut){0};
	/* With ssh the name says which account is meant, and is no secret. */
	if (pc_str_ends(before, PC_STR("ssh"))) {
		from = pc_str_find(pc_str_head(authority, user), ':');
		from += from < user;
	}
	return (struct cut){MARK + from, user - from};
}

/* ---- names with values ------------------------------------------------------------ */

/* How identifiers of secrets end, in lower case and without "-" and "_". */
static const char *const secret_names[] = {"password", "passwd", "passphrase", "secret",
	"token", "apikey", "accesskey", "secretkey", "privatekey", "signingkey",
	"credential", "credentials", "authorization", "cookie", "amzsignature",
	"sessionid"};

enum { LONGEST_NAME = 64 };

static bool is_secret_name(struct pc_str name)
{
	char plain[LONGEST_NAME];
	size_t len = 0;

	/* How it ends is what counts. */
	if (name.len > LONGEST_NAME)
		name = pc_str_from(name, name.len - LONGEST_NAME);
	for (size_t i = 0; i < name.len; i++) {
		if (!is_in(name.ptr[i], "-_"))
			plain[len++] =
				(char)(sort_of(name.ptr[i]) == UPPER ? name.ptr[i] | 0x20
								     : name.ptr[i]);
	}
	for (size_t i = 0; i < PC_COUNT(secret_names); i++) {
		if (pc_str_ends((struct pc_str){plain, len}, pc_str(secret_names[i])))
			return true;
	}
	return pc_str_is(name, "sig") || pc_str_is(name, "_auth");
}

/* The value of one that takes the whole line: "authorization: Basic dXNlcjpwdw==". */
static bool is_whole_line(struct pc_str name)
{
	static const char *const names[] = {"authorization", "cookie"};

	for (size_t i = 0; i < PC_COUNT(names); i++) {
		size_t len = strlen(names[i]);

		if (name.len >= len && pc_str_eq_nocase(pc_str_from(name, name.len - len),
					       pc_str(names[i])))
			return true;
	}
	return false;
}

/* NAME=value, "name": "value", name: value, --name value */
static struct cut assignment(struct pc_str text)
{
	size_t len = span(text, 0, ""), at = len, value;
	struct pc_str name = pc_str_head(text, len);
	const char *ends = " \t\r\n\v\f\"'`&;,)]}";

	if (!is_secret_name(name))
		return (struct cut){0};
	at += at < text.len && is_in(text.ptr[at], "\"'");
	at += spaces(text, at);
	if (at < text.len && is_in(text.ptr[at], "=:"))
		at++;
	else if (!pc_str_starts(name, PC_STR("--")) || at == len)
		return (struct cut){0};
	at += at < text.len && text.ptr[at] == '>';
	at += spaces(text, at);
	if (at < text.len && is_in(text.ptr[at], "\"'`"))
		ends = text.ptr[at] == '"'   ? "\"\r\n"
		       : text.ptr[at] == '`' ? "`\r\n"
					     : "'\r\n",
		at++;
	else if (is_whole_line(name))
		ends = "\"'\r\n";
	value = until(text, at, ends);
	/* A variable is a name, and no value. */
	if (value && is_in(text.ptr[at], "$-"))
		return (struct cut){0};
	return (struct cut){at, value};
}

/* ---- tokens ------------------------------------------------------------------------ */

/* What follows the word, as RFC 6750 has it. */
static struct cut bearer(struct pc_str text)
{
	enum { LEAST = 6 };
	static const struct pc_str word = PC_STR("bearer");
	size_t at = word.len, len;

	if (!pc_str_eq_nocase(pc_str_head(text, word.len), word))
		return (struct cut){0};
	at += spaces(text, at);
	len = at > word.len ? span(text, at, "._~+/=") : 0;
	return (struct cut){at, len >= LEAST ? len : 0};
}

static const struct service {
	const char *prefix;
	size_t least; /* of the whole word */
	const char *others;
} services[] = {
	{"sk-", 20, ""},
	{"sk_live_", 16, ""},
	{"sk_test_", 16, ""},
	{"rk_live_", 16, ""},
	{"ghp_", 20, ""},
	{"gho_", 20, ""},
	{"ghu_", 20, ""},
	{"ghs_", 20, ""},
	{"ghr_", 20, ""},
	{"github_pat_", 20, ""},
	{"glpat-", 16, "."},
	{"xoxa-", 16, ""},
	{"xoxb-", 16, ""},
	{"xoxp-", 16, ""},
	{"xapp-", 16, ""},
	{"AKIA", 20, ""},
	{"ASIA", 20, ""},
	{"AIza", 35, ""},
	{"ya29.", 20, "."},
	{"hf_", 20, ""},
	{"npm_", 36, ""},
	{"pypi-", 30, ""},
	{"dop_v1_", 20, ""},
	{"shpat_", 20, ""},
	{"SG.", 40, "."},
	{"eyJ", 30, ".="},
};

static struct cut known(struct pc_str text)
{
	for (size_t i = 0; i < PC_COUNT(services); i++) {
		const struct service *service = &services[i];
		size_t len;

		if (!pc_str_starts(text, pc_str(service->prefix)))
			continue;
		len = span(text, 0, service->others);
		if (len >= service->least)
			return (struct cut){0, len};
	}
	return (struct cut){0};
}

/* -----BEGIN ... PRIVATE KEY----- to its end, or to the text's. */
static struct cut private_key(struct pc_str text)
{
	static const struct pc_str begin = PC_STR("-----BEGIN ");
	static const struct pc_str key = PC_STR("PRIVATE KEY-----");
	static const struct pc_str end = PC_STR("-----END ");
	size_t at, line;

	if (!pc_str_starts(text, begin))
		return (struct cut){0};
	line = until(text, begin.len, "\r\n");
	line += begin.len;
	at = pc_str_find_str(pc_str_head(text, line), key);
	if (at == line)
		return (struct cut){0};
	at += key.len;
	at += pc_str_find_str(pc_str_from(text, at), end);
	if (at < text.len)
		at += end.len + until(text, at + end.len, "\r\n\"'");
	return (struct cut){0, at};
}

/* ---- chance -------------------------------------------------------------------------
 */

/* What a word is made of. */
struct makeup {
	size_t len, changes, distinct, longest; /* longest: run without "-", "_" */
	size_t of[DIGIT + 1];
	bool is_hex;
};

static struct makeup look_at(struct pc_str word)
{
	enum { BYTE = 256 };
	struct makeup made = {.len = word.len, .is_hex = true};
	bool seen[BYTE] = {false};
	size_t run = 0;

	for (size_t i = 0; i < word.len; i++) {
		unsigned char c = (unsigned char)word.ptr[i];
		enum sort sort = sort_of(word.ptr[i]);

		made.of[sort]++;
		made.distinct += !seen[c];
		seen[c] = true;
		made.is_hex &= sort == DIGIT || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
		run = sort == OTHER ? 0 : run + 1;
		made.longest = run > made.longest ? run : made.longest;
		made.changes += i && sort != OTHER && sort != sort_of(word.ptr[i - 1]);
	}
	return made;
}

/* Names that people make have few changes between letters and digits, or between large
 * letters and small ones; and few different letters.  The runs of a UUID, which is a
 * name, are shorter. */
static bool is_chance(const struct makeup *made)
{
	enum {
		LEAST = 24,
		LEAST_RUN = 13,
		LEAST_HEX = 32,
		SHA1 = 40, /* a commit, or in large letters an OpenPGP key */
		LEAST_DISTINCT = 12
	};
	bool is_mixed = made->of[LOWER] && made->of[UPPER] && made->of[DIGIT];

	if (made->is_hex)
		return made->len >= LEAST_HEX && made->of[DIGIT] &&
		       (made->len != SHA1 || (made->of[UPPER] && made->of[LOWER]));
	if (made->len < LEAST || made->longest < LEAST_RUN ||
		made->distinct < LEAST_DISTINCT)
		return false;
	if (is_mixed)
		return made->changes * 5 >= made->len * 2;
	return made->len >= LEAST_HEX && made->of[DIGIT] >= 4 &&
	       made->changes * 4 >= made->len;
}

/* Base64 has slashes, as paths have: only a word of just this length counts. */
static bool is_access_key(const struct makeup *made)
{
	enum { LENGTH = 40, LEAST_DISTINCT = 20 };

	return made->len == LENGTH && made->of[LOWER] && made->of[UPPER] &&
	       made->of[DIGIT] && made->distinct >= LEAST_DISTINCT &&
	       made->changes * 3 >= made->len;
}

static struct cut chance(struct pc_str text)
{
	size_t len = span(text, 0, "+="), wide = span(text, 0, "+/=");
	struct makeup made = look_at(pc_str_head(text, len));

	if (is_chance(&made))
		return (struct cut){0, len};
	if (wide == len)
		return (struct cut){0};
	made = look_at(pc_str_head(text, wide));
	return (struct cut){0, is_access_key(&made) ? wide : 0};
}

/* ---- the whole -----------------------------------------------------------------------
 */

static struct cut (*const finders[])(struct pc_str text) = {
	private_key, bearer, assignment, known, chance};

static struct cut find(struct pc_str text, struct pc_str before)
{
	struct cut cut = {0};

	if (pc_str_starts(text, PC_STR("://")))
		return address(text, before);
	if (!is_word(text.ptr[0]) || (before.len && is_word(before.ptr[before.len - 1])))
		return cut;
	for (size_t i = 0; cut.drop == 0 && i < PC_COUNT(finders); i++)
		cut = finders[i](text);
	return cut;
}

/* "SHA256:" and 43 letters: how OpenSSH names a public key, to whoever has to list it. */
static size_t fingerprint(struct pc_str text)
{
	static const struct pc_str sum = PC_STR("SHA256:");
	enum { LENGTH = 43 };

	if (!pc_str_starts(text, sum) || span(text, sum.len, "+/") != LENGTH)
		return 0;
	return sum.len + LENGTH;
}

void pc_redact(struct pc_buf *out, struct pc_str text)
{
	static const struct pc_str mark = PC_STR(PC_REDACTED);

	for (size_t i = 0; i < text.len;) {
		struct pc_str rest = pc_str_from(text, i);
		size_t public = fingerprint(rest);
		struct cut cut = find(rest, pc_str_head(text, i));

		if (public) {
			pc_buf_add(out, pc_str_head(rest, public));
			i += public;
			continue;
		}
		if (cut.drop == 0) {
			pc_buf_add_char(out, rest.ptr[0]);
			i++;
			continue;
		}
		pc_buf_add(out, pc_str_head(rest, cut.keep));
		i += cut.keep + cut.drop;
		/* "[redacted]" itself, of which a value may end before its bracket. */
		if (pc_str_starts(pc_str_from(rest, cut.keep), mark))
			i += mark.len > cut.drop ? mark.len - cut.drop : 0;
		pc_buf_add(out, mark);
	}
}
