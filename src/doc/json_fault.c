/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a JSON document, for the person who has to mend it: what was
 * expected, what stands there, and what to write instead.  Called once for a document, at
 * the first place where the grammar cannot go on; never decides whether it can. */
#include "json_priv.h"

#include <stdio.h>

#include "pc/base/utf.h"

enum { WORD_SHOWN = 24 };

struct shown {
	char text[64];
};

static enum pc_status fault(struct pc_json *json, const char *text)
{
	return pc_err_set(json->build.err, PC_ERR_PARSE, pc_json_here(json), "%s", text);
}

static struct pc_str rest_of(const struct pc_json *json)
{
	return (struct pc_str){json->at, (size_t)(json->end - json->at)};
}

static bool is_word_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The word that stands at the reader, cut to what a message can hold. */
static struct pc_str word_at(const struct pc_json *json)
{
	struct pc_str rest = rest_of(json);
	size_t len = 0;

	while (len < rest.len && len < WORD_SHOWN &&
		(is_word_start(rest.ptr[len]) || is_digit(rest.ptr[len]) ||
			rest.ptr[len] == '-'))
		len++;
	return pc_str_head(rest, len);
}

/* The character at the reader, in words. */
static struct shown here_is(const struct pc_json *json)
{
	struct pc_str rest = rest_of(json);
	struct shown shown;
	unsigned char c = rest.len ? (unsigned char)rest.ptr[0] : 0;
	size_t size = 0;
	uint32_t cp = rest.len ? pc_utf8_next(rest, &size) : 0;

	if (rest.len == 0) {
		snprintf(shown.text, sizeof(shown.text), "the end of the text");
	} else if (c == '\n' || c == '\r') {
		snprintf(shown.text, sizeof(shown.text), "the end of the line");
	} else if (c < 0x20 || c == 0x7F) {
		snprintf(shown.text, sizeof(shown.text), "control character 0x%02x", c);
	} else if (c < 0x80) {
		snprintf(shown.text, sizeof(shown.text), "'%c'", c);
	} else if (!pc_utf8_valid(pc_str_head(rest, size), NULL)) {
		snprintf(shown.text, sizeof(shown.text), "byte 0x%02x", c);
	} else {
		snprintf(shown.text, sizeof(shown.text), "'%.*s' (U+%04X)", (int)size,
			rest.ptr, (unsigned)cp);
	}
	return shown;
}

static enum pc_status fault_end(struct pc_json *json)
{
	const struct pc_json_open *open = json->open;

	if (!open)
		return fault(json, "empty, where a value is expected: write {} for none");
	return pc_err_set(json->build.err, PC_ERR_PARSE, pc_json_here(json),
		"the text ends before the '%c' of %u:%u is closed: missing '%c'",
		open->closer == '}' ? '{' : '[', open->at.line, open->at.col,
		open->closer);
}

static enum pc_status fault_utf8(struct pc_json *json)
{
	return pc_err_set(json->build.err, PC_ERR_PARSE, pc_json_here(json),
		"byte 0x%02x is not UTF-8: save the file in that encoding",
		(unsigned char)*json->at);
}

/* What cannot stand anywhere between tokens, by its first bytes. */
static const struct {
	const char *bytes;
	const char *text;
} intruders[] = {
	{"//", "comments are not allowed in JSON: write a .yaml fragment for comments"},
	{"/*", "comments are not allowed in JSON: write a .yaml fragment for comments"},
	{"#", "comments are not allowed in JSON: write a .yaml fragment for comments"},
	{"<<<<<<<", "a merge conflict that was not resolved"},
	{"=======", "a merge conflict that was not resolved"},
	{">>>>>>>", "a merge conflict that was not resolved"},
	{"'", "text in single quotes: JSON takes double quotes only"},
	{"`", "text in backquotes: JSON takes double quotes only"},
	{"\xE2\x80\x9C", "a typographic quote (U+201C): write '\"'"},
	{"\xE2\x80\x9D", "a typographic quote (U+201D): write '\"'"},
	{"\xE2\x80\x9E", "a typographic quote (U+201E): write '\"'"},
	{"\xE2\x80\x98", "a typographic quote (U+2018): write '\"'"},
	{"\xE2\x80\x99", "a typographic quote (U+2019): write '\"'"},
	{"\xC2\xA0", "a no-break space (U+00A0): write a plain space"},
	{"\xE2\x80\xA8", "a line separator (U+2028): write a plain line end"},
	{"\xE2\x80\x8B", "an invisible zero-width space (U+200B): remove it"},
	{"\xEF\xBB\xBF", "a byte order mark: save the file without it"},
	{"\xFF\xFE", "this looks like UTF-16: save the file as UTF-8"},
	{"\xFE\xFF", "this looks like UTF-16: save the file as UTF-8"},
};

static const char *intruder_at(const struct pc_json *json)
{
	struct pc_str rest = rest_of(json);

	for (size_t i = 0; i < PC_COUNT(intruders); i++) {
		if (pc_str_starts(rest, pc_str(intruders[i].bytes)))
			return intruders[i].text;
	}
	return NULL;
}

/* Words of other languages, where a value is expected. */
static const struct {
	const char *word;
	const char *text;
} words[] = {
	{"NaN", "NaN is not in JSON: write a number or null"},
	{"Infinity", "Infinity is not in JSON: write a number or null"},
	{"undefined", "undefined is not in JSON: write null, or leave the key out"},
	{"None", "'None' is written null in JSON"},
	{"nil", "'nil' is written null in JSON"},
	{"yes", "'yes' is written true in JSON"},
	{"on", "'on' is written true in JSON"},
	{"no", "'no' is written false in JSON"},
	{"off", "'off' is written false in JSON"},
	{"true", "'true' is written in lower case in JSON"},
	{"false", "'false' is written in lower case in JSON"},
	{"null", "'null' is written in lower case in JSON"},
};

static enum pc_status fault_word(struct pc_json *json)
{
	struct pc_str word = word_at(json);

	for (size_t i = 0; i < PC_COUNT(words); i++) {
		bool same = pc_str_eq_nocase(word, pc_str(words[i].word));

		if (same)
			return fault(json, words[i].text);
	}
	return pc_err_set(json->build.err, PC_ERR_PARSE, pc_json_here(json),
		"'%.*s' is no value: write \"%.*s\" in double quotes if it is text",
		PC_STR_ARG(word), PC_STR_ARG(word));
}

static enum pc_status fault_comma(struct pc_json *json)
{
	return pc_err_set(json->build.err, PC_ERR_PARSE, json->comma_at,
		"trailing comma before '%c': remove it", *json->at);
}

/* The reader is at a closing bracket of the other kind. */
static enum pc_status fault_bracket(struct pc_json *json)
{
	const struct pc_json_open *open = json->open;

	return pc_err_set(json->build.err, PC_ERR_PARSE, pc_json_here(json),
		"the '%c' of %u:%u is closed by '%c': write '%c'",
		open->closer == '}' ? '{' : '[', open->at.line, open->at.col, *json->at,
		open->closer);
}

static enum pc_status fault_expected(struct pc_json *json, const char *what)
{
	struct shown found = here_is(json);

	return pc_err_set(json->build.err, PC_ERR_PARSE, pc_json_here(json),
		"expected %s, found %s", what, found.text);
}

static bool at_other_closer(const struct pc_json *json)
{
	char c = *json->at;

	return json->open && (c == '}' || c == ']') && c != json->open->closer;
}

static enum pc_status fault_value(struct pc_json *json, enum pc_json_want want)
{
	char c = *json->at;

	if (want == PC_JSON_NEXT_ITEM && c == ']')
		return fault_comma(json);
	if (want != PC_JSON_VALUE && at_other_closer(json))
		return fault_bracket(json);
	if (is_word_start(c))
		return fault_word(json);
	switch (c) {
	case '+':
		return fault(json, "a number has no '+' before it: remove it");
	case '.':
		return fault(json, "a number needs a digit before '.': write 0 there");
	case ',':
		return fault(json, want == PC_JSON_NEXT_ITEM
					   ? "two commas in a row: remove one"
					   : "missing value before ','");
	case '}':
	case ']':
		return fault_expected(
			json, json->open ? "a value behind ':'" : "a value");
	default:
		return fault_expected(json, "a value");
	}
}

static enum pc_status fault_key(struct pc_json *json, enum pc_json_want want)
{
	struct pc_str word = word_at(json);
	char c = *json->at;

	if (want == PC_JSON_NEXT_KEY && c == '}')
		return fault_comma(json);
	if (at_other_closer(json))
		return fault_bracket(json);
	if (c == ',')
		return fault(json, want == PC_JSON_NEXT_KEY
					   ? "two commas in a row: remove one"
					   : "missing key and value before ','");
	if (word.len > 0)
		return pc_err_set(json->build.err, PC_ERR_PARSE, pc_json_here(json),
			"a key stands in double quotes: write \"%.*s\"",
			PC_STR_ARG(word));
	return fault_expected(json, "a key in double quotes");
}

static enum pc_status fault_colon(struct pc_json *json)
{
	switch (*json->at) {
	case '=':
		return fault(json, "'=' behind a key: write ':'");
	case ',':
	case '}':
		return fault(json, "the key has no value: write ':' and one");
	default:
		return fault_expected(json, "':' behind the key");
	}
}

/* A number that goes on with letters: 0x1f, 1_000, 5m, 10n. */
static enum pc_status fault_unit(struct pc_json *json)
{
	struct pc_str word = word_at(json);

	if (json->at[-1] == '0' && (*json->at | 0x20) == 'x')
		return fault(
			json, "a hexadecimal number: JSON writes numbers in decimal");
	return pc_err_set(json->build.err, PC_ERR_PARSE, pc_json_here(json),
		"a number goes on with '%.*s': write it in double quotes if it is text",
		PC_STR_ARG(word));
}

static enum pc_status fault_behind(struct pc_json *json, enum pc_json_want want)
{
	bool in_map = want == PC_JSON_VALUE_END;
	char c = *json->at;

	if (at_other_closer(json))
		return fault_bracket(json);
	if (c == ':')
		return fault(json, in_map ? "a second ':' behind the value: missing ','"
					  : "':' in an array: keys belong into { }");
	if (c == ';')
		return fault(json, "';' behind a value: write ','");
	if (c == '"' || c == '{' || c == '[' || c == '-' || is_digit(c) ||
		is_word_start(c))
		return pc_err_set(json->build.err, PC_ERR_PARSE, pc_json_here(json),
			"missing ',' before this %s", in_map ? "key" : "value");
	return fault_expected(json, in_map ? "',' or '}'" : "',' or ']'");
}

static enum pc_status fault_rest(struct pc_json *json)
{
	switch (*json->at) {
	case '{':
	case '[':
		return fault(json, "a second document: one file holds one");
	case '}':
	case ']':
		return pc_err_set(json->build.err, PC_ERR_PARSE, pc_json_here(json),
			"'%c' closes nothing: everything before it is closed already",
			*json->at);
	default:
		return fault_expected(json, "the end of the text");
	}
}

enum pc_status pc_json_fault(struct pc_json *json, enum pc_json_want want)
{
	const char *intruder = intruder_at(json);
	struct pc_str rest = rest_of(json);
	size_t size = 0;

	if (rest.len == 0)
		return fault_end(json);
	if (intruder)
		return fault(json, intruder);
	pc_utf8_next(rest, &size);
	if (!pc_utf8_valid(pc_str_head(rest, size), NULL))
		return fault_utf8(json);
	if (rest.ptr[0] == '\0')
		return fault(json, "a zero byte: save the file as UTF-8 text");
	if (json->at > json->begin && is_digit(json->at[-1]) && is_word_start(*json->at))
		return fault_unit(json);
	switch (want) {
	case PC_JSON_VALUE:
	case PC_JSON_ITEM:
	case PC_JSON_NEXT_ITEM:
		return fault_value(json, want);
	case PC_JSON_KEY:
	case PC_JSON_NEXT_KEY:
		return fault_key(json, want);
	case PC_JSON_COLON:
		return fault_colon(json);
	case PC_JSON_ITEM_END:
	case PC_JSON_VALUE_END:
		return fault_behind(json, want);
	default:
		return fault_rest(json);
	}
}

enum pc_status pc_json_fault_number(struct pc_json *json, const char *begin)
{
	const char *digits = begin + (*begin == '-');
	struct pc_str rest = rest_of(json);

	if (json->at > digits + 1 && *digits == '0' && is_digit(digits[1])) {
		json->at = digits;
		return fault(json, "a number has no leading zeros: remove them");
	}
	if (pc_str_starts(rest, PC_STR("Infinity")))
		return fault(json, "Infinity is not in JSON: write a number or null");
	if (json->at == digits)
		return fault_expected(json, "a digit behind '-'");
	if (json->at[-1] == '.')
		return fault_expected(json, "a digit behind '.'");
	return fault_expected(json, "a digit in the exponent");
}

/* Escapes of other languages. */
static const struct {
	char letter;
	const char *text;
} escapes[] = {
	{'u', "\\u needs four hexadecimal digits"},
	{'x', "\\x is no escape in JSON: write \\u00 and the two digits"},
	{'\'', "\\' is no escape in JSON: write ' alone"},
	{'0', "\\0 is no escape in JSON: write \\u0000"},
	{'a', "\\a is no escape in JSON: write \\u0007"},
	{'v', "\\v is no escape in JSON: write \\u000b"},
	{'e', "\\e is no escape in JSON: write \\u001b"},
	{'\n', "a backslash at the end of the line: text cannot go on in the next"},
	{'\r', "a backslash at the end of the line: text cannot go on in the next"},
};

static enum pc_status fault_escape(struct pc_json *json)
{
	char letter = json->at[1];
	bool printable = letter > ' ' && letter < 0x7F;

	for (size_t i = 0; i < PC_COUNT(escapes); i++) {
		if (escapes[i].letter == letter)
			return fault(json, escapes[i].text);
	}
	return pc_err_set(json->build.err, PC_ERR_PARSE, pc_json_here(json),
		"'\\%.*s' is no escape in JSON: write \\\\ for a backslash", printable,
		&letter);
}

enum pc_status pc_json_fault_string(
	struct pc_json *json, const char *bad, struct pc_span began)
{
	unsigned char c = bad < json->end ? (unsigned char)*bad : 0;

	json->at = bad;
	if (bad == json->end || (c == '\\' && bad + 1 == json->end))
		return pc_err_set(json->build.err, PC_ERR_PARSE, pc_json_here(json),
			"the text ends inside the string of %u:%u: missing '\"'",
			began.line, began.col);
	if (c == '\n' || c == '\r')
		return pc_err_set(json->build.err, PC_ERR_PARSE, pc_json_here(json),
			"the line ends inside the string of %u:%u: missing '\"', or "
			"write \\n",
			began.line, began.col);
	if (c == '\\')
		return fault_escape(json);
	if (c >= 0x80)
		return fault_utf8(json);
	if (c == '\t')
		return fault(json, "a tab inside a string: write \\t");
	return pc_err_set(json->build.err, PC_ERR_PARSE, pc_json_here(json),
		"control character 0x%02x inside a string: write \\u%04x", c, c);
}
