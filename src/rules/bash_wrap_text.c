/* SPDX-License-Identifier: Apache-2.0 */
/* Takes off what stands before a command in its text: quotes around the program,
 * assignments, and the wrappers that the client sees through in every list.  Works on
 * source text, since rules are compared with source text; the wrappers of deny and ask
 * rules alone are bash_wrap_args.c's. */
#include "bash_priv.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name(char c)
{
	return is_alpha(c) || is_digit(c) || c == '_';
}

/* ---- words ---------------------------------------------------------------- */

/* The size of the substitution that begins at text.ptr[at], "$(" or "${". */
static size_t skip_nested(struct pc_str text, size_t at)
{
	char open = text.ptr[at + 1], close = open == '(' ? ')' : '}';
	size_t depth = 0, i = at + 1;

	for (; i < text.len; i++) {
		if (text.ptr[i] == open)
			depth++;
		else if (text.ptr[i] == close && --depth == 0)
			return i + 1 - at;
	}
	return text.len - at;
}

static size_t skip_quoted(struct pc_str text, size_t at)
{
	char quote = text.ptr[at];
	size_t i = at + 1;

	for (; i < text.len && text.ptr[i] != quote; i++) {
		if (text.ptr[i] == '\\' && quote == '"')
			i++;
	}
	return i < text.len ? i + 1 - at : text.len - at;
}

/* The end of the word that begins at from: the next blank outside quotes and
 * substitutions. */
static size_t word_end(struct pc_str text, size_t from)
{
	size_t i = from;

	while (i < text.len && !is_blank(text.ptr[i])) {
		char c = text.ptr[i];

		if (c == '\\')
			i += 2;
		else if (c == '\'' || c == '"' || c == '`')
			i += skip_quoted(text, i);
		else if (c == '$' && i + 1 < text.len &&
			 (text.ptr[i + 1] == '(' || text.ptr[i + 1] == '{'))
			i += skip_nested(text, i);
		else
			i++;
	}
	return i < text.len ? i : text.len;
}

static struct pc_str skip_blanks(struct pc_str text, size_t from)
{
	while (from < text.len && is_blank(text.ptr[from]))
		from++;
	return pc_str_from(text, from);
}

/* The first word as it is written; *rest is what stands behind the blanks after it. */
static struct pc_str first_word(struct pc_str text, struct pc_str *rest)
{
	size_t end = word_end(text, 0);

	*rest = skip_blanks(text, end);
	return pc_str_head(text, end);
}

/* A word's value when quotes and backslashes are all that there is to it. */
static bool plain_value(struct pc_arena *arena, struct pc_str word, struct pc_str *value)
{
	char *to = pc_arena_bytes(arena, word.len + 1);
	size_t len = 0;
	char quote = 0;

	for (size_t i = 0; i < word.len; i++) {
		char c = word.ptr[i];

		if (c == '`' || c == '$')
			return false;
		if (quote && c == quote) {
			quote = 0;
		} else if (!quote && (c == '\'' || c == '"')) {
			quote = c;
		} else {
			if (c == '\\' && quote != '\'' && ++i == word.len)
				return false;
			if (is_blank(word.ptr[i]))
				return false;
			to[len++] = word.ptr[i];
		}
	}
	*value = (struct pc_str){to, len};
	return !quote && len > 0;
}

static bool has_quotes(struct pc_str word)
{
	for (size_t i = 0; i < word.len; i++) {
		if (word.ptr[i] == '\'' || word.ptr[i] == '"' || word.ptr[i] == '\\')
			return true;
	}
	return false;
}

struct pc_str bash_wrap_unquote(struct pc_arena *arena, struct pc_str text)
{
	struct pc_str word = pc_str_head(text, word_end(text, 0));
	struct pc_str rest = pc_str_from(text, word.len), value;
	char *to;

	if (!has_quotes(word) || bash_assign_name(word) ||
		!plain_value(arena, word, &value))
		return text;
	to = pc_arena_bytes(arena, value.len + rest.len + 1);
	memcpy(to, value.ptr, value.len);
	if (rest.len)
		memcpy(to + value.len, rest.ptr, rest.len);
	return (struct pc_str){to, value.len + rest.len};
}

/* ---- assignments ---------------------------------------------------------- */

enum value_form { VALUE_PLAIN, VALUE_LOCALE, VALUE_NUMBER };

/* Variables that change how a program talks, not what it runs: the ones that the client
 * takes off before allow rules. */
static const struct harmless {
	const char *name;
	enum value_form form;
} harmless[] = {
	{"ANTHROPIC_API_KEY", VALUE_PLAIN},
	{"BLOCKSIZE", VALUE_PLAIN},
	{"BLOCK_SIZE", VALUE_PLAIN},
	{"CGO_ENABLED", VALUE_PLAIN},
	{"CHARSET", VALUE_PLAIN},
	{"CI", VALUE_PLAIN},
	{"CLICOLOR", VALUE_PLAIN},
	{"CLICOLOR_FORCE", VALUE_PLAIN},
	{"COLORTERM", VALUE_PLAIN},
	{"COLUMNS", VALUE_NUMBER},
	{"DEBIAN_FRONTEND", VALUE_PLAIN},
	{"FORCE_COLOR", VALUE_PLAIN},
	{"GCC_COLORS", VALUE_PLAIN},
	{"GIT_TERMINAL_PROMPT", VALUE_PLAIN},
	{"GO111MODULE", VALUE_PLAIN},
	{"GOARCH", VALUE_PLAIN},
	{"GOEXPERIMENT", VALUE_PLAIN},
	{"GOOS", VALUE_PLAIN},
	{"GREP_COLOR", VALUE_PLAIN},
	{"GREP_COLORS", VALUE_PLAIN},
	{"LANG", VALUE_LOCALE},
	{"LANGUAGE", VALUE_PLAIN},
	{"LC_ALL", VALUE_LOCALE},
	{"LC_CTYPE", VALUE_LOCALE},
	{"LC_TIME", VALUE_PLAIN},
	{"LINES", VALUE_NUMBER},
	{"LSCOLORS", VALUE_PLAIN},
	{"LS_COLORS", VALUE_PLAIN},
	{"NODE_ENV", VALUE_PLAIN},
	{"NO_COLOR", VALUE_PLAIN},
	{"PYTEST_DEBUG", VALUE_PLAIN},
	{"PYTEST_DISABLE_PLUGIN_AUTOLOAD", VALUE_PLAIN},
	{"PYTHONDONTWRITEBYTECODE", VALUE_PLAIN},
	{"PYTHONUNBUFFERED", VALUE_PLAIN},
	{"RUST_BACKTRACE", VALUE_PLAIN},
	{"RUST_LOG", VALUE_PLAIN},
	{"TERM", VALUE_PLAIN},
	{"TIME_STYLE", VALUE_PLAIN},
	{"TZ", VALUE_PLAIN},
};

static bool is_plain_value(struct pc_str value)
{
	if (value.len == 0 || (!is_name(value.ptr[0]) && value.ptr[0] != '-'))
		return false;
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (!is_name(c) && c != '.' && c != '-' && c != '/' && c != ':')
			return false;
	}
	return pc_str_find_str(value, PC_STR("..")) == value.len;
}

static bool is_number(struct pc_str value)
{
	for (size_t i = 0; i < value.len; i++) {
		if (!is_digit(value.ptr[i]))
			return false;
	}
	return value.len > 0;
}

static bool is_territory(struct pc_str text)
{
	size_t i = 0;

	while (i < text.len && is_alpha(text.ptr[i]))
		i++;
	return (i == 2 || i == 3) && text.len == i + 3 && text.ptr[i] == '_' &&
	       is_alpha(text.ptr[i + 1]) && is_alpha(text.ptr[i + 2]);
}

/* C, POSIX, C.UTF-8, de_DE.UTF-8; de_DE alone means another encoding. */
static bool is_locale(struct pc_str value)
{
	struct pc_str rest = value, name = pc_str_cut(&rest, '.');
	bool is_utf8 = rest.ptr && (pc_str_eq_nocase(rest, PC_STR("UTF-8")) ||
					   pc_str_eq_nocase(rest, PC_STR("UTF8")));

	if (rest.ptr && !is_utf8)
		return false;
	return pc_str_eq_nocase(name, PC_STR("C")) ||
	       pc_str_eq_nocase(name, PC_STR("POSIX")) || (is_utf8 && is_territory(name));
}

static bool is_harmless(struct pc_str name, struct pc_str value)
{
	for (size_t i = 0; i < PC_COUNT(harmless); i++) {
		if (!pc_str_is(name, harmless[i].name))
			continue;
		switch (harmless[i].form) {
		case VALUE_PLAIN:
			return is_plain_value(value);
		case VALUE_LOCALE:
			return is_locale(value);
		case VALUE_NUMBER:
			return is_number(value);
		}
	}
	return false;
}

size_t bash_assign_name(struct pc_str text)
{
	size_t i = 0;

	while (i < text.len && is_name(text.ptr[i]))
		i++;
	if (i == 0 || is_digit(text.ptr[0]))
		return 0;
	if (i < text.len && text.ptr[i] == '[') {
		while (i < text.len && text.ptr[i] != ']' && !is_blank(text.ptr[i]))
			i++;
		i++;
	}
	if (i + 1 < text.len && text.ptr[i] == '+')
		i++;
	return i < text.len && text.ptr[i] == '=' ? i + 1 : 0;
}

struct pc_str bash_wrap_assigns(struct pc_str text, bool any)
{
	for (;;) {
		size_t value = bash_assign_name(text);
		struct pc_str rest, word = first_word(text, &rest);

		if (!value || rest.len == 0)
			return text;
		if (!any && !is_harmless(pc_str_head(word, value - 1),
				    pc_str_from(word, value)))
			return text;
		text = rest;
	}
}

/* ---- wrappers ------------------------------------------------------------- */

/* Behind the wrapper's name: what it starts, or an empty view when the form is not one
 * that the client sees through. */
typedef struct pc_str strip_fn(struct pc_str rest, bool strict);

static struct pc_str skip_dashes(struct pc_str text)
{
	struct pc_str rest, word = first_word(text, &rest);

	return pc_str_is(word, "--") ? rest : text;
}

static struct pc_str strip_plain(struct pc_str text, bool strict)
{
	return strict ? skip_dashes(text) : text;
}

static struct pc_str strip_time(struct pc_str text, bool strict)
{
	struct pc_str rest, word = first_word(text, &rest);

	return strict && pc_str_is(word, "-p") ? skip_dashes(rest)
					       : strip_plain(text, strict);
}

/* 5, 1.5m */
static bool is_duration(struct pc_str word)
{
	size_t i = 0;

	while (i < word.len && is_digit(word.ptr[i]))
		i++;
	if (i == 0)
		return false;
	if (i + 1 < word.len && word.ptr[i] == '.' && is_digit(word.ptr[i + 1])) {
		for (i++; i < word.len && is_digit(word.ptr[i]);)
			i++;
	}
	return i == word.len || (i + 1 == word.len && memchr("smhd", word.ptr[i], 4));
}

static struct pc_str strip_timeout(struct pc_str text, bool strict)
{
	static const char *const flags[] = {
		"--foreground", "--preserve-status", "--verbose", "-v"};
	struct pc_str rest;

	(void)strict;
	for (;;) {
		struct pc_str word = first_word(text, &rest);
		bool is_flag = false;

		for (size_t i = 0; i < PC_COUNT(flags); i++)
			is_flag |= pc_str_is(word, flags[i]);
		if (!is_flag && word.len > 2 &&
			(pc_str_starts(word, PC_STR("-k")) ||
				pc_str_starts(word, PC_STR("-s"))))
			is_flag = true;
		if (pc_str_starts(word, PC_STR("--kill-after=")) ||
			pc_str_starts(word, PC_STR("--signal=")))
			is_flag = true;
		if (pc_str_is(word, "-k") || pc_str_is(word, "-s") ||
			pc_str_is(word, "--kill-after") || pc_str_is(word, "--signal"))
			first_word(rest, &rest);
		else if (!is_flag)
			return is_duration(word) ? rest : (struct pc_str){0};
		text = rest;
	}
}

/* nice, nice -5, nice -n -5 */
static struct pc_str strip_nice(struct pc_str text, bool strict)
{
	struct pc_str rest, word = first_word(text, &rest), number = pc_str_from(word, 1);

	if (pc_str_is(word, "-n")) {
		word = first_word(rest, &rest);
		number = pc_str_from(word, pc_str_starts(word, PC_STR("-")));
		return is_number(number) ? strip_plain(rest, strict) : text;
	}
	if (pc_str_starts(word, PC_STR("-")) && is_number(number))
		return strip_plain(rest, strict);
	return strip_plain(text, strict);
}

/* stdbuf -oL -e0, but not -o L */
static bool is_buffering(struct pc_str word)
{
	if (word.len < 3 || word.ptr[0] != '-' || !memchr("ioe", word.ptr[1], 3))
		return false;
	for (size_t i = 2; i < word.len; i++) {
		if (!is_digit(word.ptr[i]) && word.ptr[i] != 'L' && word.ptr[i] != 'N')
			return false;
	}
	return true;
}

static struct pc_str strip_stdbuf(struct pc_str text, bool strict)
{
	struct pc_str rest, word = first_word(text, &rest);

	if (!is_buffering(word))
		return (struct pc_str){0};
	while (is_buffering(word)) {
		text = rest;
		word = first_word(text, &rest);
	}
	return strip_plain(text, strict);
}

/* command -v only looks a name up. */
static struct pc_str strip_command(struct pc_str text, bool strict)
{
	struct pc_str rest, word = first_word(text, &rest);

	(void)strict;
	while (pc_str_is(word, "-p")) {
		text = rest;
		word = first_word(text, &rest);
	}
	text = skip_dashes(text);
	return text.len && text.ptr[0] == '-' ? (struct pc_str){0} : text;
}

static struct pc_str strip_builtin(struct pc_str text, bool strict)
{
	(void)strict;
	return skip_dashes(text);
}

#define NAME(literal)                                                                    \
	{                                                                                \
		literal, sizeof(literal) - 1                                             \
	}

static const struct wrapper {
	struct pc_str name;
	strip_fn *strip;
} wrappers[] = {
	{NAME("time"), strip_time},
	{NAME("nohup"), strip_plain},
	{NAME("noglob"), strip_plain},
	{NAME("timeout"), strip_timeout},
	{NAME("nice"), strip_nice},
	{NAME("stdbuf"), strip_stdbuf},
	{NAME("command"), strip_command},
	{NAME("builtin"), strip_builtin},
};

static struct pc_str strip_one(struct pc_str text, bool strict)
{
	struct pc_str rest, word = first_word(text, &rest);

	if (rest.len == 0)
		return text;
	for (size_t i = 0; i < PC_COUNT(wrappers); i++) {
		if (pc_str_eq(word, wrappers[i].name)) {
			rest = wrappers[i].strip(rest, strict);
			return rest.len ? rest : text;
		}
	}
	return text;
}

struct pc_str bash_wrap_text(struct pc_arena *arena, struct pc_str text, bool strict)
{
	struct pc_str less = strip_one(text, strict);

	while (less.len < text.len) {
		text = bash_wrap_unquote(arena, less);
		less = strip_one(text, strict);
	}
	return less;
}
