/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a YAML document, in words of what to write instead.  libyaml tells
 * where it stopped and in which state; most of its states have one usual cause. */
#include "yaml_fault_priv.h"

#include <stdlib.h>

#include "pc/base/utf.h"
#include "pc/doc/source.h"

struct pc_span pc_yaml_place(const char *file, yaml_mark_t mark)
{
	return (struct pc_span){file, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1};
}

/* YAML 1.2.2 section 5.1; U+0085, U+2028, U+2029 are line ends in YAML 1.1 alone. */
static bool may_stand(uint32_t cp)
{
	if (cp < 0x20)
		return cp == '\t' || cp == '\n' || cp == '\r';
	if (cp < 0xA0)
		return cp < 0x7F;
	return cp != 0x2028 && cp != 0x2029 && cp != 0xFEFF && cp != 0xFFFE &&
	       cp != 0xFFFF;
}

enum pc_status pc_yaml_check_characters(
	struct pc_err *err, const char *file, struct pc_str text)
{
	size_t bad;

	if (!pc_utf8_valid(text, &bad))
		return pc_err_set(err, PC_ERR_PARSE, pc_source_place(file, text, bad),
			"byte 0x%02x is not UTF-8: save the file in that encoding",
			(unsigned char)text.ptr[bad]);
	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t cp = pc_utf8_next(text, &at);

		if (!may_stand(cp))
			return pc_err_set(err, PC_ERR_PARSE,
				pc_source_place(file, text, from),
				"character U+%04X cannot stand in YAML as it is: write "
				"\\u%04x inside double quotes",
				(unsigned)cp, (unsigned)cp);
	}
	return PC_OK;
}

/* By libyaml's problem, or by its context where the problem alone says little. */
static const struct {
	const char *says;
	const char *text;
} known[] = {
	{"while scanning an alias", "text that begins with '*' has to stand in quotes"},
	{"while scanning an anchor", "text that begins with '&' has to stand in quotes"},
	{"while scanning a tag", "text that begins with '!' has to stand in quotes"},
	{"while parsing a node", "text that begins with '!' has to stand in quotes"},
	{"while scanning a directive",
		"text that begins with '%' has to stand in quotes"},
	{"mapping values are not allowed", "':' cannot stand here: quote the text that "
					   "holds it, or mend the key or the "
					   "indentation before it"},
	{"block sequence entries are not allowed",
		"'- ' cannot stand here: begin the list on a line of its own"},
	{"mapping keys are not allowed",
		"'? ' cannot stand here: put the text in quotes"},
	{"could not find expected ':'",
		"missing ':' behind the key that stands before here"},
	{"found unexpected end of stream", "the text ends inside quotes: close them"},
	{"found unexpected document indicator",
		"the document ends inside quotes: close them"},
	{"found unknown escape character",
		"no escape of YAML: write \\\\ for a backslash, or use single quotes"},
	{"did not find expected hexdecimal number",
		"this escape needs more hexadecimal digits: write \\\\ for a backslash"},
	{"found invalid Unicode character escape code",
		"this escape is half a character: write it whole, as \\U and eight "
		"digits"},
	{"found a tab character", "a tab in the indentation: YAML takes spaces only"},
	{"did not find expected '-' indicator", "expected '- ' in the column of the "
						"items before it: mend the indentation"},
	{"did not find expected key", "expected a key in the column of the keys before "
				      "it: mend the indentation, or "
				      "put the text in quotes"},
	{"did not find expected ',' or ']'", "missing ',' or ']' in [ ]"},
	{"did not find expected ',' or '}'", "missing ',' or '}' in { }"},
	{"did not find expected <document start>",
		"text behind the end of the document: one file holds one"},
	{"did not find expected node content", "missing value"},
	{"found incompatible YAML document", "only YAML 1.1 and 1.2 are read"},
};

static const char *known_text(const char *says)
{
	for (size_t i = 0; says && i < PC_COUNT(known); i++) {
		if (strncmp(says, known[i].says, strlen(known[i].says)) == 0)
			return known[i].text;
	}
	return NULL;
}

/* A character that begins no token: '@', '`', '%', or a tab. */
static enum pc_status fault_start(
	struct pc_err *err, struct pc_span at, struct pc_str text)
{
	size_t offset = pc_source_offset(text, at);
	char c = ' ';

	if (offset < text.len)
		c = text.ptr[offset];
	if (c == '\t')
		return pc_err_set(err, PC_ERR_PARSE, at,
			"a tab in the indentation: YAML takes spaces only");
	return pc_err_set(err, PC_ERR_PARSE, at,
		"text that begins with '%c' has to stand in quotes", c);
}

enum pc_status pc_yaml_fault(struct pc_err *err, const char *file, struct pc_str text,
	const yaml_parser_t *parser)
{
	struct pc_span at = pc_yaml_place(file, parser->problem_mark);
	struct pc_span began = pc_yaml_place(file, parser->context_mark);
	const char *problem = parser->problem ? parser->problem : "not YAML";
	const char *ours = known_text(parser->context);

	if (parser->error == YAML_MEMORY_ERROR)
		abort();
	if (parser->error == YAML_READER_ERROR)
		at = pc_source_place(file, text, parser->problem_offset);
	if (strncmp(problem, "found character that cannot start", 33) == 0)
		return fault_start(err, at, text);
	if (ours)
		at = began; /* the character that makes it an alias, a tag... */
	else
		ours = known_text(problem);
	if (!ours)
		ours = problem;
	if (parser->context && began.line < at.line)
		return pc_err_set(err, PC_ERR_PARSE, at,
			"%s (what it is in begins at %u:%u)", ours, began.line,
			began.col);
	return pc_err_set(err, PC_ERR_PARSE, at, "%s", ours);
}

enum pc_status pc_yaml_fault_alias(
	struct pc_err *err, struct pc_span at, const yaml_event_t *event)
{
	return pc_err_set(err, PC_ERR_PARSE, at,
		"'*%.40s' is an alias, which is not read here: write the value out, or "
		"quote "
		"it if it is text",
		(const char *)event->data.alias.anchor);
}
