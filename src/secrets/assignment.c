/* SPDX-License-Identifier: Apache-2.0 */
/* Name and value, in whatever language: read forward from a word that names a secret,
 * over what closes the name, what ties the value to it, and what wraps the value. */
#include "generic_priv.h"

enum {
	MAX_NAME = 96,
	MAX_GAP = 96, /* between name and value */
};

#define TEXT(literal)                                                                    \
	{                                                                                \
		(literal), sizeof(literal) - 1                                           \
	}

static bool is_letter(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

static bool is_name(char c)
{
	return is_letter(c) || is_digit(c) || c == '_';
}

static char first(struct pc_str s)
{
	return s.len ? s.ptr[0] : 0;
}

static bool take_str(struct pc_str *rest, struct pc_str literal)
{
	if (!rest->len || rest->len < literal.len || rest->ptr[0] != literal.ptr[0] ||
		!pc_str_starts(*rest, literal))
		return false;
	*rest = pc_str_from(*rest, literal.len);
	return true;
}

#define take(rest, literal) take_str(rest, PC_STR(literal))

static size_t skip(struct pc_str *rest, const char *set, size_t most)
{
	size_t n = 0;

	while (n < rest->len && n < most && is_one_of(rest->ptr[n], set))
		n++;
	*rest = pc_str_from(*rest, n);
	return n;
}

static size_t skip_name(struct pc_str *rest, size_t most)
{
	size_t n = 0;

	while (n < rest->len && n < most && is_name(rest->ptr[n]))
		n++;
	*rest = pc_str_from(*rest, n);
	return n;
}

/* '-' and '.' are in a name only between its words: "x-api-key", not "key->x". */
static bool is_joint(struct pc_str text, size_t i)
{
	return (text.ptr[i] == '-' || text.ptr[i] == '.') && i + 1 < text.len &&
	       is_name(text.ptr[i + 1]);
}

/* "key" alone says little; "api key" in words says as much as api_key. */
static size_t with_word_before(struct pc_str text, size_t from, size_t least)
{
	size_t i = from;

	if (from < least + 2 || text.ptr[from - 1] != ' ')
		return from;
	for (i = from - 1; i > least && from - i < 24 && is_name(text.ptr[i - 1]); i--)
		;
	return i;
}

static struct pc_str name_around(const struct pc_secret_spot *spot)
{
	size_t from = spot->at, to = spot->at + spot->len;
	struct pc_str line = {spot->text.ptr, spot->to};

	while (from > spot->from && spot->at - from < MAX_NAME &&
		(is_name(line.ptr[from - 1]) || is_joint(line, from - 1)))
		from--;
	while (to < spot->to && to - spot->at < MAX_NAME &&
		(is_name(line.ptr[to]) || is_joint(line, to)))
		to++;
	if (to - from <= sizeof("key"))
		from = with_word_before(line, from, spot->from);
	return (struct pc_str){line.ptr + from, to - from};
}

/* Quotes as they are written, and as they are written inside others. */
static const struct pc_str quotes[] = {TEXT("\\\""), TEXT("\\'"), TEXT("&quot;"),
	TEXT("&#34;"), TEXT("&#39;"), TEXT("%22"), TEXT("\""), TEXT("'"), TEXT("`")};

static bool take_quote(struct pc_str *rest, struct pc_str *quote)
{
	if (!is_one_of(first(*rest), "\"'`\\&%"))
		return false;
	for (size_t i = 0; i < PC_COUNT(quotes); i++)
		if (take_str(rest, quotes[i])) {
			*quote = quotes[i];
			return true;
		}
	return false;
}

/* What ends the name itself: quotes, brackets; whether there was a quote. */
static bool skip_closers(struct pc_str *rest)
{
	struct pc_str quote;
	bool is_closed = false;

	if (first(*rest) == '[') { /* char key[] = */
		struct pc_str inner = pc_str_from(*rest, 1);

		skip_name(&inner, 32);
		if (take(&inner, "]"))
			*rest = inner;
	}
	for (int i = 0; i < 4; i++)
		if (take_quote(rest, &quote))
			is_closed = true;
		else if (!skip(rest, "])}*", 1))
			break;
	return is_closed;
}

struct tie {
	struct pc_str text;
	enum pc_assigned_form form;
	bool is_quoting; /* only a quoted value counts */
};

static const struct tie ties[] = {
	{TEXT(":::="), PC_ASSIGNED_MARK, false},
	{TEXT("::="), PC_ASSIGNED_MARK, false},
	{TEXT(":="), PC_ASSIGNED_MARK, false},
	{TEXT("?="), PC_ASSIGNED_MARK, false},
	{TEXT("+="), PC_ASSIGNED_MARK, true},
	{TEXT(".="), PC_ASSIGNED_MARK, true},
	{TEXT("||="), PC_ASSIGNED_MARK, true},
	{TEXT("?\?="), PC_ASSIGNED_MARK, true},
	{TEXT("==="), PC_ASSIGNED_MARK, true},
	{TEXT("!=="), PC_ASSIGNED_MARK, true},
	{TEXT("=="), PC_ASSIGNED_MARK, true},
	{TEXT("!="), PC_ASSIGNED_MARK, true},
	{TEXT("=>"), PC_ASSIGNED_MARK, false},
	{TEXT("->"), PC_ASSIGNED_MARK, true},
	{TEXT("="), PC_ASSIGNED_MARK, false},
	{TEXT("%3D"), PC_ASSIGNED_QUERY, false},
	{TEXT("%3A"), PC_ASSIGNED_MARK, false},
	{TEXT(":-"), PC_ASSIGNED_MARK, false},
	{TEXT("::"), PC_ASSIGNED_CALL, true},
	{TEXT(":"), PC_ASSIGNED_MARK, false},
	{TEXT("||"), PC_ASSIGNED_MARK, true},
	{TEXT("??"), PC_ASSIGNED_MARK, true},
	{TEXT("?:"), PC_ASSIGNED_MARK, true},
	{TEXT("or "), PC_ASSIGNED_MARK, true},
	{TEXT("|"), PC_ASSIGNED_MARK, false},
	{TEXT("("), PC_ASSIGNED_CALL, true},
	{TEXT("{"), PC_ASSIGNED_CALL, true},
	{TEXT(">"), PC_ASSIGNED_MARK, false},
	{TEXT("is "), PC_ASSIGNED_WORDS, false},
};

/* ": string =", " *string =": the type goes, with what follows it. */
static bool skip_type(struct pc_str *rest)
{
	struct pc_str after = *rest, quote;

	skip(&after, " \t", MAX_GAP);
	if (!is_one_of(first(after), "&*'[<?") && !is_letter(first(after)))
		return false;
	for (size_t i = 0; i < 40 && after.len; i++, after = pc_str_from(after, 1))
		if (!is_name(after.ptr[0]) && !is_one_of(after.ptr[0], "&*'<>[]., ?:"))
			break;
	if (!take(&after, "=") || is_one_of(first(after), "=>"))
		return false;
	skip(&after, " \t", MAX_GAP);
	if (!is_letter(first(after)) &&
		!take_quote(&(struct pc_str){after.ptr, after.len}, &quote))
		return false;
	*rest = after;
	return true;
}

/* <key>NAME</key> <string>value</string> */
static bool skip_element(struct pc_str *rest)
{
	struct pc_str after = *rest;

	if (!take(&after, "</"))
		return false;
	skip_name(&after, 32);
	if (!take(&after, ">"))
		return false;
	skip(&after, " \t\r\n", MAX_GAP);
	if (!take(&after, "<") || !skip_name(&after, 32) || !take(&after, ">"))
		return false;
	*rest = after;
	return true;
}

/* name: NAME, and beside it or below it, value: */
static bool skip_sibling(struct pc_str *rest)
{
	static const struct pc_str words[] = {TEXT("value"), TEXT("Value"), TEXT("VALUE"),
		TEXT("default_value"), TEXT("defaultValue"), TEXT("default"),
		TEXT("content"), TEXT("literal"), TEXT("stringValue"), TEXT("val")};
	struct pc_str after = *rest, quote;

	if (!skip(&after, " \t\r\n,;{", MAX_GAP))
		return false;
	take_quote(&after, &quote);
	if (!is_one_of(first(after), "vVdcls"))
		return false;
	for (size_t i = 0; i < PC_COUNT(words); i++) {
		struct pc_str behind = after;

		if (!take_str(&behind, words[i]))
			continue;
		take_quote(&behind, &quote);
		skip(&behind, " \t", MAX_GAP);
		if (!take(&behind, "=>") && !skip(&behind, ":=", 1))
			continue;
		*rest = behind;
		return true;
	}
	return false;
}

static bool find_tie(
	struct pc_assigned *out, struct pc_str *rest, bool *is_quoting, bool is_closed)
{
	size_t blanks = skip(rest, " \t", MAX_GAP);

	for (size_t i = 0; i < PC_COUNT(ties); i++)
		if (take_str(rest, ties[i].text)) {
			out->form = ties[i].form;
			out->tie = ties[i].text.ptr[0];
			*is_quoting = ties[i].is_quoting;
			return true;
		}
	if (is_closed && take(rest, ",")) {
		out->form = PC_ASSIGNED_CALL;
		*is_quoting = true;
		return true;
	}
	if (skip_type(rest)) {
		out->form = PC_ASSIGNED_MARK;
		*is_quoting = true;
		return true;
	}
	out->form = PC_ASSIGNED_WORDS;
	return blanks && rest->len > 0;
}

/* Over what ties the value to the name.  False: nothing does. */
static bool skip_tie(struct pc_assigned *out, struct pc_str *rest, bool *is_quoting)
{
	static const char may_follow[] = "=:,>({|-+.?!)]}\"'`\\&%[ \t<*\r\n";
	bool is_closed;

	if (!is_one_of(first(*rest), may_follow))
		return false;
	is_closed = skip_closers(rest);
	if (skip_sibling(rest)) {
		out->form = PC_ASSIGNED_SIBLING;
		return true;
	}
	if (skip_element(rest)) {
		out->form = PC_ASSIGNED_SIBLING;
		return true;
	}
	if (!find_tie(out, rest, is_quoting, is_closed))
		return false;
	if (out->tie == ':' && skip_type(rest))
		*is_quoting = true;
	return true;
}

/* Over "Name(", "pkg::Name(". */
static bool skip_call(struct pc_str *rest)
{
	struct pc_str after = *rest;

	take(&after, "new ");
	for (size_t i = 0; i < 48 && after.len; i++, after = pc_str_from(after, 1))
		if (!is_name(after.ptr[0]) && !is_one_of(after.ptr[0], ".:!"))
			break;
	if (after.ptr == rest->ptr || !take(&after, "("))
		return false;
	skip(&after, " \t", 4);
	*rest = after;
	return true;
}

/* Over what stands around a quoted value: calls, an opening bracket, a letter that says
 * how the quotes are meant. */
static void skip_wrappers(struct pc_str *rest)
{
	struct pc_str after = *rest, quote;

	if (take(rest, "<![CDATA[") || take(rest, "![CDATA["))
		return;
	for (int i = 0; i < 4 && skip_call(&after); i++)
		;
	skip(&after, "([{@$&! \t", 4);
	if (pc_str_starts(after, PC_STR("new ")))
		after = pc_str_from(after, 4);
	*rest = take_quote(&(struct pc_str){after.ptr, after.len}, &quote) ? after
									   : *rest;
	skip(&after, "bBrRuULfN", 2);
	*rest = take_quote(&(struct pc_str){after.ptr, after.len}, &quote) ? after
									   : *rest;
}

static void skip_scheme(struct pc_str *rest)
{
	static const struct pc_str schemes[] = {TEXT("Bearer "), TEXT("bearer "),
		TEXT("Basic "), TEXT("basic "), TEXT("Token token="), TEXT("Token "),
		TEXT("token "), TEXT("Bot "), TEXT("ApiKey "), TEXT("Apikey "),
		TEXT("apikey "), TEXT("Key "), TEXT("SSWS "), TEXT("GenieKey "),
		TEXT("Splunk "), TEXT("Api-Token "), TEXT("PRIVATE-TOKEN "),
		TEXT("Zoho-oauthtoken ")};

	for (size_t i = 0; i < PC_COUNT(schemes); i++)
		if (take_str(rest, schemes[i]))
			return;
}

static bool read_quoted(struct pc_assigned *out, struct pc_str rest, struct pc_str quote)
{
	struct pc_str inner;
	size_t end = 0;

	skip_scheme(&rest);
	for (inner = rest; inner.len; inner = pc_str_from(inner, 1)) {
		if (pc_str_starts(inner, quote))
			break;
		if (inner.ptr[0] == '\n' && first(quote) != '`')
			return false;
	}
	end = (size_t)(inner.ptr - rest.ptr);
	if (!inner.len)
		return false;
	out->value = pc_str_trim(pc_str_head(rest, end));
	out->is_quoted = true;
	return out->value.len > 0;
}

/* Nothing else in the line, but a comment or a sign that it goes on. */
static bool ends_line(struct pc_str rest)
{
	skip(&rest, " \t;,\\", MAX_GAP);
	return !rest.len || is_one_of(rest.ptr[0], "\r\n#");
}

/* Whether it is certain that an unquoted value ends where it seems to. */
static bool is_alone(const struct pc_assigned *a, struct pc_str rest, bool is_tight)
{
	if (ends_line(rest) || a->before == '-' || a->form == PC_ASSIGNED_QUERY)
		return true;
	if (is_one_of(a->after, "\"'`"))
		return a->before == a->after;
	if (a->tie == '=' && is_one_of(a->after, " \t"))
		return a->is_leading && is_tight;
	return (a->after == '<' && a->tie == '>') || (a->after == '}' && a->tie == ':') ||
	       (a->after == ';' && a->before == ';');
}

static bool read_plain(struct pc_assigned *out, struct pc_str rest, bool is_tight)
{
	const char *stop = out->form == PC_ASSIGNED_QUERY ? "\"'`,;<>(){}[]|\\&#"
							  : "\"'`,;<>(){}[]|\\";
	size_t n = 0;

	while (n < rest.len && (unsigned char)rest.ptr[n] > ' ' &&
		!is_one_of(rest.ptr[n], stop))
		n++;
	out->after = n < rest.len ? rest.ptr[n] : '\0';
	out->is_alone = is_alone(out, pc_str_from(rest, n), is_tight);
	if (n > 2 && rest.ptr[n - 1] == '.' && rest.ptr[n - 2] == '.')
		return false; /* it was cut short */
	while (n && is_one_of(rest.ptr[n - 1], ".:!?"))
		n--;
	out->value = pc_str_head(rest, n);
	return n > 0;
}

static bool read_value(struct pc_assigned *out, struct pc_str rest, bool is_quoting)
{
	struct pc_str quote, twice;
	bool is_tight = !is_one_of(first(rest), " \t\r\n");

	if (out->form == PC_ASSIGNED_WORDS)
		skip(&rest, " \t", MAX_GAP);
	else
		do
			skip(&rest, " \t\r\n", MAX_GAP);
		while (take(&rest, "\\\n"));
	if (first(rest) == '|' || first(rest) == '>') { /* a block of YAML */
		skip(&rest, "|>-+", 2);
		skip(&rest, " \t\r\n", MAX_GAP);
	}
	if (pc_str_starts(rest, PC_STR("- ")))
		rest = pc_str_from(rest, 2);
	skip_wrappers(&rest);
	if (take_quote(&rest, &quote)) {
		twice = rest;
		if (take_quote(&twice, &quote)) /* """value""", or nothing */
			return take_quote(&twice, &quote) &&
			       read_quoted(out, twice, quote);
		return read_quoted(out, rest, quote);
	}
	if (is_quoting)
		return false;
	skip_scheme(&rest);
	return read_plain(out, rest, is_tight);
}

/* Whether before holds nothing but words that give a name its value. */
static bool is_leading(struct pc_str before)
{
	static const char *const words[] = {"export", "set", "setx", "env", "ENV", "ARG",
		"declare", "local", "readonly", "-", "-x", "-gx", "-e", "$", "#", "//",
		">", "const", "var", "let", "Environment=", "SET", "setenv", "config"};
	struct pc_str word;

	for (before = pc_str_trim(before); before.len;) {
		bool is_known = false;

		word = pc_str_cut(&before, ' ');
		word = pc_str_trim(word);
		for (size_t i = 0; i < PC_COUNT(words); i++)
			is_known = is_known || pc_str_is(word, words[i]);
		if (word.len && !is_known)
			return false;
	}
	return true;
}

bool pc_assignment_read(struct pc_assigned *out, const struct pc_secret_spot *spot)
{
	struct pc_str name = name_around(spot), rest;
	size_t from = (size_t)(name.ptr - spot->text.ptr), to = from + name.len;
	size_t most = spot->to + PC_MAX_SECRET_LINE;
	bool is_quoting = false;

	*out = (struct pc_assigned){.name = name};
	rest = (struct pc_str){name.ptr + name.len,
		(most < spot->text.len ? most : spot->text.len) - to};
	if (!skip_tie(out, &rest, &is_quoting))
		return false;
	out->before = from > spot->from ? name.ptr[-1] : '\0';
	out->is_leading = is_leading(
		(struct pc_str){spot->text.ptr + spot->from, from - spot->from});
	if ((out->before == '?' || out->before == '&') && out->form == PC_ASSIGNED_MARK)
		out->form = PC_ASSIGNED_QUERY;
	return read_value(out, rest, is_quoting);
}
