/* SPDX-License-Identifier: Apache-2.0 */
/* The one form of a text, corner by corner; tests/cases/fmt has whole files. */
#include "pc_test.h"

#include "pc/base/limits.h"
#include "pc/doc/format.h"

static const struct row {
	const char *name;
	enum pc_language language;
	const char *text;
	const char *want; /* NULL: refused */
} rows[] = {
	/* ---- JSON ----------------------------------------------------------------- */
	{"a scalar", PC_LANGUAGE_JSON, " 1 ", "1\n"},
	{"empty ones", PC_LANGUAGE_JSON, "{\"a\":[ ],\"b\":{ }}",
		"{\n  \"a\": [],\n  \"b\": {}\n}\n"},
	{"an item a line", PC_LANGUAGE_JSON, "[1,[2,{\"a\":3}]]",
		"[\n  1,\n  [\n    2,\n    {\n      \"a\": 3\n    }\n  ]\n]\n"},
	{"numbers as written", PC_LANGUAGE_JSON,
		"[1.0,-0,1E5,1e400,12345678901234567890]",
		"[\n  1.0,\n  -0,\n  1E5,\n  1e400,\n  12345678901234567890\n]\n"},
	{"the fewest escapes", PC_LANGUAGE_JSON,
		"\"\\/\\u0041\\u00e9\\u000a\\u001B\\\"\\\\\\ud83d\\ude00\"",
		"\"/A\xC3\xA9\\n\\u001b\\\"\\\\\xF0\x9F\x98\x80\"\n"},
	{"what cannot be seen is escaped", PC_LANGUAGE_JSON,
		"\"a\xE2\x80\xAE"
		"b\\ud800\xF3\xA0\x81\x81\x7F\"",
		"\"a\\u202eb\\ud800\\udb40\\udc41\\u007f\"\n"},
	{"keys that stand first", PC_LANGUAGE_JSON,
		"{\"a\":{\"$schema\":1,\"x-policyctl\":2},\"x-policyctl\":3,\"b\":4,"
		"\"$schema\":5}",
		"{\n  \"$schema\": 5,\n  \"x-policyctl\": 3,\n  \"a\": {\n    "
		"\"$schema\": 1,\n"
		"    \"x-policyctl\": 2\n  },\n  \"b\": 4\n}\n"},
	{"only the last one moves", PC_LANGUAGE_JSON, "{\"a\":1,\"x-policyctl\":2}",
		"{\n  \"x-policyctl\": 2,\n  \"a\": 1\n}\n"},
	{"line ends", PC_LANGUAGE_JSON, "[\r\n1\r\n]\r\n", "[\n  1\n]\n"},
	{"a key that stands twice", PC_LANGUAGE_JSON, "{\"a\": {\"b\": 1, \"b\": 2}}",
		NULL},
	{"a byte order mark", PC_LANGUAGE_JSON, "\xEF\xBB\xBF[]", NULL},
	{"no UTF-8", PC_LANGUAGE_JSON, "\"\xFF\"", NULL},
	{"nothing", PC_LANGUAGE_JSON, "", NULL},
	{"a comment", PC_LANGUAGE_JSON, "[1] // one", NULL},

	/* ---- YAML: layout --------------------------------------------------------- */
	{"indentation", PC_LANGUAGE_YAML, "a:\n    b:\n    - c\n    -   d\n",
		"a:\n  b:\n    - c\n    - d\n"},
	{"containers behind dashes", PC_LANGUAGE_YAML,
		"-\n  - a\n  -\n    b:   1\n    c:\n       - 2\n",
		"- - a\n  - b: 1\n    c:\n      - 2\n"},
	{"blank lines", PC_LANGUAGE_YAML, "\n\na: 1\n\n\n\nb:\n\n  - c\n\n  - d\n\n\n",
		"a: 1\n\nb:\n  - c\n\n  - d\n"},
	{"brackets on a line", PC_LANGUAGE_YAML, "a: [ b,\n\n c, [ ], {d: 1,\ne: } ]\n",
		"a: [b, c, [], {d: 1, e: null}]\n"},
	{"a pair in brackets", PC_LANGUAGE_YAML, "[a: 1, ? b : 2]", "[{a: 1}, {b: 2}]\n"},
	{"brackets that need lines", PC_LANGUAGE_YAML,
		"a: [bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, "
		"{c: cccccccccccccccccccccccccccccccccccc}]\n",
		"a: [\n  bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,\n"
		"  {c: cccccccccccccccccccccccccccccccccccc}\n]\n"},
	{"brackets in lines behind a dash", PC_LANGUAGE_YAML, "- [ # one\n  a ]\n",
		"- [  # one\n    a\n  ]\n"},
	{"start and end", PC_LANGUAGE_YAML, "# a\n---\na: 1\n...\n# b\n",
		"# a\n---\na: 1\n# b\n"},
	{"line ends of YAML", PC_LANGUAGE_YAML, "a: |\r\n  b\r\n# c\r\nd:\r\n",
		"a: |\n  b\n# c\nd:\n"},
	{"a long key", PC_LANGUAGE_YAML, "? |\n  a\n  b\n:\n  - 1\n? c\n",
		"\"a\\nb\\n\":\n  - 1\nc:\n"},

	/* ---- YAML: texts ---------------------------------------------------------- */
	{"quotes", PC_LANGUAGE_YAML,
		"- 'a'\n- \"b\"\n- 'c\"d'\n- \"e\\\\f\"\n- 'it''s \\'\n- \"\\x41\"\n- "
		"1\n- '1'\n",
		"- \"a\"\n- \"b\"\n- 'c\"d'\n- 'e\\f'\n- \"it's \\\\\"\n- \"A\"\n- 1\n- "
		"\"1\"\n"},
	{"words and numbers as written", PC_LANGUAGE_YAML,
		"- ~\n- Null\n- TRUE\n- 0x1F\n- 1.\n- +1\n- yes\n",
		"- ~\n- Null\n- TRUE\n- 0x1F\n- 1.\n- +1\n- yes\n"},
	{"what cannot be seen in YAML", PC_LANGUAGE_YAML,
		"a\xE2\x80\xAE"
		"b: c\tc\n",
		"\"a\\u202eb\": \"c\\tc\"\n"},
	{"plain lines", PC_LANGUAGE_YAML, "a: b\n    c\n\n    d\n- x", NULL},
	{"plain lines move", PC_LANGUAGE_YAML, "- a: b\n       c\n\n       d\n",
		"- a: b\n    c\n\n    d\n"},
	{"literal lines move", PC_LANGUAGE_YAML,
		"a:\n    - |-\n       b\n         c\n\n       d\n",
		"a:\n  - |-\n    b\n      c\n\n    d\n"},
	{"literal lines that begin with space", PC_LANGUAGE_YAML,
		"a:\n    b: |4+\n          c\n        d\n\n",
		"a:\n  b: |2+\n      c\n    d\n\n"},
	{"a long key stays in front", PC_LANGUAGE_YAML, "\"a\": >\n\n  b\n",
		"\"a\": >\n\n  b\n"},

	/* ---- YAML: comments ------------------------------------------------------- */
	{"before and behind", PC_LANGUAGE_YAML, "#a\nb: 1#c #d\ne:    #f\n- g # h\n#i",
		"#a\nb: 1#c  #d\ne:  #f\n  - g  # h\n#i\n"},
	{"at the end of a list", PC_LANGUAGE_YAML,
		"a:\n   - b\n   # in the list\n# about c\nc: 1\n",
		"a:\n  - b\n  # in the list\n# about c\nc: 1\n"},
	{"shallow, then deep", PC_LANGUAGE_YAML, "a:\n  - b\n# one\n  # two\nc: 1\n",
		"a:\n  - b\n# one\n# two\nc: 1\n"},
	{"between key and value", PC_LANGUAGE_YAML, "a: # one\n  # two\n  b\n",
		"a:  # one\n  # two\n  b\n"},
	{"in brackets", PC_LANGUAGE_YAML,
		"a: { # one\n b: 1, # two\n # three\n c: 2 # four\n} # five\n",
		"a: {  # one\n  b: 1,  # two\n  # three\n  c: 2  # four\n}  # five\n"},
	{"in empty brackets", PC_LANGUAGE_YAML, "a: [ # none\n]\n", "a: [  # none\n]\n"},
	{"behind the header of a text", PC_LANGUAGE_YAML,
		"a: |-   # one\n  # no comment\n", "a: |-  # one\n  # no comment\n"},
	{"no comment", PC_LANGUAGE_YAML, "a: b#c\nd: '# e'\n", "a: b#c\nd: \"# e\"\n"},

	/* ---- YAML: what is left alone --------------------------------------------- */
	{"a directive", PC_LANGUAGE_YAML, "%YAML 1.2\n---\na: 1\n", NULL},
	{"an anchor", PC_LANGUAGE_YAML, "a: &b 1\n", NULL},
	{"a tag", PC_LANGUAGE_YAML, "a: !!str 1\n", NULL},
	{"a key twice", PC_LANGUAGE_YAML, "a: 1\na: 2\n", NULL},
	{"a mark", PC_LANGUAGE_YAML,
		"\xEF\xBB\xBF"
		"a: 1\n",
		NULL},
	{"two documents", PC_LANGUAGE_YAML, "a: 1\n---\nb: 2\n", NULL},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf once = {0};
	PC_AUTO(pc_buf_done) struct pc_buf twice = {0};
	struct pc_err err = {0};
	enum pc_status status = pc_format(&once, "f", pc_str(r->text), r->language, &err);

	if (!r->want) {
		assert_int_not_equal(status, PC_OK);
		assert_true(err.text[0] != '\0');
		assert_int_equal(once.len, 0);
		return;
	}
	if (status != PC_OK)
		print_error("%u:%u: %s\n", err.at.line, err.at.col, err.text);
	assert_int_equal(status, PC_OK);
	assert_str(pc_buf_str(&once), r->want);
	assert_int_equal(
		pc_format(&twice, "f", pc_buf_str(&once), r->language, &err), PC_OK);
	assert_str(pc_buf_str(&twice), r->want);
}
PC_TABLE(rows, check)

static void add_times(struct pc_buf *buf, const char *text, int times)
{
	for (int i = 0; i < times; i++)
		pc_buf_puts(buf, text);
}

/* As deep as the readers go. */
static const struct deep_row {
	const char *name;
	enum pc_language language;
	const char *open, *close;
} deep[] = {
	{"brackets of JSON", PC_LANGUAGE_JSON, "[", "]"},
	{"brackets of YAML", PC_LANGUAGE_YAML, "[", "]"},
	{"dashes", PC_LANGUAGE_YAML, "- ", ""},
	{"braces", PC_LANGUAGE_YAML, "{a: ", "}"},
};

static void check_deep(const struct deep_row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_err err;

	add_times(&text, r->open, PC_MAX_DOC_DEPTH);
	pc_buf_puts(&text, r->close[0] ? "1" : "x");
	add_times(&text, r->close, PC_MAX_DOC_DEPTH);
	assert_int_equal(
		pc_format(&out, "f", pc_buf_str(&text), r->language, &err), PC_OK);
	assert_true(out.len > text.len);
}
PC_TABLE(deep, check_deep)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(deep);
}
