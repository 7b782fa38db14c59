/* SPDX-License-Identifier: Apache-2.0 */
/* Where nothing but a model can stand, or most likely one does: behind a key of JSON,
 * YAML, TOML or a shell that names it, in quotes of any depth, and behind --model. */
#include "mention_priv.h"

enum {
	MOST_KEY = 64,
	MOST_BLANKS = 16,
	MOST_VALUES = 256,
	MOST_LINE = 512,
	MOST_FRONT = 8 << 10, /* front matter */
};

static char char_at(struct pc_str text, size_t at)
{
	return at < text.len ? text.ptr[at] : '\0';
}

static bool is_key_char(char c)
{
	return is_name_char(c) && c != '-';
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'' || c == '`';
}

static size_t skip_blanks(struct pc_str text, size_t at)
{
	size_t start = at;

	while (at - start < MOST_BLANKS &&
		(char_at(text, at) == ' ' || char_at(text, at) == '\t'))
		at++;
	return at;
}

/* A quote, in a text that is quoted itself: \" or \\\". */
static size_t skip_quote(struct pc_str text, size_t at, bool *is_quoted)
{
	size_t end = at;

	while (char_at(text, end) == '\\' && end - at < 3)
		end++;
	*is_quoted = is_quote(char_at(text, end));
	return *is_quoted ? end + 1 : at;
}

/* Keys of the client, which take nothing else. */
static bool is_certain_key(struct pc_str key)
{
	static const char *const keys[] = {"availableModels", "fallbackModel",
		"ANTHROPIC_MODEL", "ANTHROPIC_SMALL_FAST_MODEL",
		"CLAUDE_CODE_SUBAGENT_MODEL"};

	for (size_t i = 0; i < PC_COUNT(keys); i++) {
		if (pc_str_is(key, keys[i]))
			return true;
	}
	return pc_str_starts(key, PC_STR("ANTHROPIC_DEFAULT_")) &&
	       pc_str_ends(key, PC_STR("_MODEL"));
}

/* Keys that others use for a model, and for much else. */
static bool is_likely_key(struct pc_str key)
{
	static const char *const ends[] = {"model", "Model", "MODEL", "model_name",
		"modelName", "modelId", "model_id"};

	for (size_t i = 0; i < PC_COUNT(ends); i++) {
		if (pc_str_ends(key, pc_str(ends[i])))
			return true;
	}
	return false;
}

/* In a text for the client that begins with front matter, only that counts. */
static bool is_front_matter(struct pc_str text, size_t at)
{
	size_t end;

	if (!pc_str_starts(text, PC_STR("---\n")) &&
		!pc_str_starts(text, PC_STR("---\r\n")))
		return false;
	end = pc_str_find_str(
		pc_str_head(pc_str_from(text, 3), MOST_FRONT), PC_STR("\n---"));
	return at < end + 3;
}

/* "claude" as a word in the line before at. */
static bool is_command_of_client(struct pc_str text, size_t at)
{
	size_t start = at;
	struct pc_str line;

	while (start > 0 && at - start < MOST_LINE && text.ptr[start - 1] != '\n')
		start--;
	line = (struct pc_str){text.ptr + start, at - start};
	for (size_t i = 0; i < line.len;) {
		size_t found =
			i + pc_str_find_str(pc_str_from(line, i), PC_STR("claude"));

		if (found >= line.len)
			return false;
		i = found + sizeof("claude") - 1;
		if ((found == 0 || !is_name_char(line.ptr[found - 1])) &&
			(char_at(line, i) == ' ' || char_at(line, i) == '"'))
			return true;
	}
	return false;
}

static bool open_option(
	struct key_values *out, struct pc_str text, size_t start, size_t end)
{
	bool is_quoted;
	size_t at = skip_quote(text, end, &is_quoted);

	if (start < 2 || !pc_str_ends(pc_str_head(text, start), PC_STR("--")))
		return false;
	if (is_quoted) {
		/* "--model", "opus" of an argument list. */
		at = skip_blanks(text, at);
		if (char_at(text, at) != ',')
			return false;
		at = skip_blanks(text, at + 1);
	} else if (char_at(text, end) == '=' || char_at(text, end) == ' ') {
		at = skip_blanks(text, end + 1);
	} else {
		return false;
	}
	*out = (struct key_values){.text = text,
		.at = at,
		.is_option = true,
		.is_certain = is_command_of_client(text, start)};
	return true;
}

static bool open_key(struct key_values *out, struct pc_str text, struct pc_str key,
	enum pc_mention_where where)
{
	size_t end = (size_t)(key.ptr - text.ptr) + key.len;
	bool is_certain = is_certain_key(key), is_quoted;
	size_t at;
	char c;

	if (!is_certain && !is_likely_key(key))
		return false;
	at = skip_blanks(text, skip_quote(text, end, &is_quoted));
	c = char_at(text, at);
	if (c != ':' && c != '=')
		return false;
	if (c == '=' && char_at(text, at + 1) == '=')
		return false;
	if (pc_str_is(key, "model"))
		is_certain = where == PC_MENTION_IN_SETTINGS ||
			     (where == PC_MENTION_IN_PROMPT && is_front_matter(text, at));
	at = skip_blanks(text, at + 1);
	*out = (struct key_values){.text = text, .at = at, .is_certain = is_certain};
	if (char_at(text, at) == '[') {
		out->is_list = true;
		out->at++;
	} else if (c == ':' && (char_at(text, at) == '\n' || char_at(text, at) == '\r')) {
		out->is_block = is_certain;
		out->is_done = !is_certain;
	}
	return true;
}

bool key_values_open(struct key_values *out, struct pc_str text, size_t start, size_t end,
	enum pc_mention_where where)
{
	size_t first = start, last = end;

	while (first > 0 && start - first < MOST_KEY && is_key_char(text.ptr[first - 1]))
		first--;
	while (last - end < MOST_KEY && is_key_char(char_at(text, last)))
		last++;

	struct pc_str key = {text.ptr + first, last - first};

	if (first > 0 && text.ptr[first - 1] == '-') {
		size_t dashes = first;

		if (pc_str_ends(pc_str_head(text, first), PC_STR("--fallback-")))
			dashes -= sizeof("fallback-") - 1;
		return pc_str_is(key, "model") && open_option(out, text, dashes, last);
	}
	return open_key(out, text, key, where);
}

/* A word that may be the name of a model: no path of variables, no template. */
static size_t reach(struct pc_str text, size_t at)
{
	while (is_name_char(char_at(text, at)) ||
		(char_at(text, at) && strchr(".:/@[]~", char_at(text, at))) ||
		(unsigned char)char_at(text, at) >= 0x80)
		at++;
	return at;
}

/* Without quotes, the rest of the line shows whether it is a value or code. */
static bool is_bare_value(const struct key_values *values, size_t start, size_t end)
{
	struct pc_str text = values->text;
	char sign = start > 0 ? text.ptr[start - 1] : '\0';
	char next = char_at(text, end);
	size_t rest = skip_blanks(text, end);

	if (values->is_option || values->is_list)
		return !next || strchr(" \t\r\n,]\"'`;)&|\\", next);
	if (sign == '=')
		return !next || strchr(" \t\r\n;&\"'`\\", next);
	next = char_at(text, rest);
	return sign == ' ' && (!next || next == '\n' || next == '\r' || next == '#');
}

/* The value that begins at values->at. */
static bool read_value(struct key_values *values, struct key_value *out)
{
	struct pc_str text = values->text;
	bool is_quoted;
	size_t start = skip_quote(text, values->at, &is_quoted);
	size_t end = reach(text, start);

	values->at = end;
	if (!is_quoted && end > start && text.ptr[end - 1] == ']' && values->is_list &&
		text.ptr[end - 2] != 'm')
		end--;
	while (end > start && (text.ptr[end - 1] == '.' || text.ptr[end - 1] == ':'))
		end--;
	if (is_quoted && !is_quote(char_at(text, end)) && char_at(text, end) != '\\')
		return false;
	if (end == start || (!is_quoted && !is_bare_value(values, start, end)))
		return false;
	values->at = is_quoted ? skip_quote(text, end, &is_quoted) : end;
	*out = (struct key_value){start, end, values->is_certain};
	return true;
}

static size_t skip_space(struct pc_str text, size_t at)
{
	size_t start = at;

	while (at - start < MOST_LINE && char_at(text, at) &&
		strchr(" \t\r\n", char_at(text, at)))
		at++;
	return at;
}

/* To the next item of a list; false: it ends, or is none. */
static bool next_item(struct key_values *values)
{
	struct pc_str text = values->text;
	size_t at = skip_space(text, values->at);

	if (values->n_items++ > 0) {
		if (char_at(text, at) != ',')
			return false;
		at = skip_space(text, at + 1);
	}
	values->at = at;
	return char_at(text, at) && char_at(text, at) != ']';
}

/* Behind an item that is no value, where it ends in the same line. */
static void skip_item(struct key_values *values)
{
	size_t start = values->at;

	while (values->at - start < MOST_LINE && char_at(values->text, values->at) &&
		!strchr(",]\n", char_at(values->text, values->at)))
		values->at++;
}

/* To the next line that begins with "- "; false: it is another. */
static bool next_line(struct key_values *values)
{
	struct pc_str text = values->text;
	size_t at = values->at + pc_str_find(pc_str_from(values->text, values->at), '\n');

	if (at >= text.len)
		return false;
	at = skip_blanks(text, at + 1);
	if (char_at(text, at) != '-' || char_at(text, at + 1) != ' ')
		return false;
	values->at = skip_blanks(text, at + 1);
	return true;
}

bool key_values_next(struct key_values *values, struct key_value *out)
{
	if (values->is_done)
		return false;
	if (!values->is_list && !values->is_block) {
		values->is_done = true;
		return read_value(values, out);
	}
	for (size_t n = 0; n < MOST_VALUES; n++) {
		if (!(values->is_list ? next_item(values) : next_line(values)))
			break;
		if (read_value(values, out))
			return true;
		if (values->is_list)
			skip_item(values);
	}
	values->is_done = true;
	return false;
}
