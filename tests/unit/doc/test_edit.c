/* SPDX-License-Identifier: Apache-2.0 */
/* What is left of a text after edits: nothing else changes, whatever the layout. */
#include "pc_test.h"

#include "pc/doc/edit.h"
#include "pc/doc/source.h"

enum { MOST = 4 };

/* A place is what the text holds from there on: its first occurrence. */
struct wanted {
	enum pc_fix_kind kind;
	const char *at, *with;
};

static const struct row {
	const char *name;
	enum pc_language language;
	const char *text;
	struct wanted fixes[MOST];
	const char *want; /* NULL: refused */
} rows[] = {
	/* ---- JSON ----------------------------------------------------------------- */
	{"a text", PC_LANGUAGE_JSON, "{\"a\": \"x\"}\n", {{PC_FIX_TEXT, "\"x\"", "y\"z"}},
		"{\"a\": \"y\\\"z\"}\n"},
	{"a key", PC_LANGUAGE_JSON, "{\"a\":1}", {{PC_FIX_TEXT, "\"a\"", "b"}},
		"{\"b\":1}"},
	{"a key that is there already", PC_LANGUAGE_JSON, "{\"a\":1, \"b\": 2}",
		{{PC_FIX_TEXT, "\"a\"", "b"}}, "{\"a\":1, \"b\": 2}"},
	{"two keys that would be one", PC_LANGUAGE_YAML, "a: 1\nb: 2\n",
		{{PC_FIX_TEXT, "a", "c"}, {PC_FIX_TEXT, "b", "c"}}, "c: 1\nb: 2\n"},
	{"a value of another kind", PC_LANGUAGE_JSON, "{\"a\": \"true\" }",
		{{PC_FIX_VALUE, "\"true\"", "true"}}, "{\"a\": true }"},
	{"a list takes the indent of its key", PC_LANGUAGE_JSON,
		"{\n  \"a\": {\n    \"b\": 1\n  }\n}\n",
		{{PC_FIX_VALUE, "1", "[\"x\", \"y\"]"}},
		"{\n  \"a\": {\n    \"b\": [\n      \"x\",\n      \"y\"\n    ]\n  "
		"}\n}\n"},
	{"the whole document", PC_LANGUAGE_JSON, " [1]\n", {{PC_FIX_VALUE, "[", "{}"}},
		" {}\n"},
	{"the first of a line", PC_LANGUAGE_JSON, "[\"a\", \"b\", \"c\"]",
		{{PC_FIX_REMOVE, "\"a\"", ""}}, "[\"b\", \"c\"]"},
	{"the middle of a line", PC_LANGUAGE_JSON, "[\"a\", \"b\", \"c\"]",
		{{PC_FIX_REMOVE, "\"b\"", ""}}, "[\"a\", \"c\"]"},
	{"the last of a line", PC_LANGUAGE_JSON, "[\"a\", \"b\", \"c\"]",
		{{PC_FIX_REMOVE, "\"c\"", ""}}, "[\"a\", \"b\"]"},
	{"the only one", PC_LANGUAGE_JSON, "{\"x\": [ \"a\" ]}",
		{{PC_FIX_REMOVE, "\"a\"", ""}}, "{\"x\": []}"},
	{"all", PC_LANGUAGE_JSON, "[\"a\", \"b\",\n\"c\"]",
		{{PC_FIX_REMOVE, "\"a\"", ""}, {PC_FIX_REMOVE, "\"c\"", ""},
			{PC_FIX_REMOVE, "\"b\"", ""}},
		"[]"},
	{"the last two", PC_LANGUAGE_JSON, "[\n  \"a\",\n  \"b\",\n  \"c\"\n]\n",
		{{PC_FIX_REMOVE, "\"b\"", ""}, {PC_FIX_REMOVE, "\"c\"", ""}},
		"[\n  \"a\"\n]\n"},
	{"the first and the last", PC_LANGUAGE_JSON,
		"[\n  \"a\",\n  \"b\",\n  \"c\"\n]\n",
		{{PC_FIX_REMOVE, "\"a\"", ""}, {PC_FIX_REMOVE, "\"c\"", ""}},
		"[\n  \"b\"\n]\n"},
	{"lines end as they did", PC_LANGUAGE_JSON,
		"[\r\n  \"a\",\r\n  \"b\",\r\n  \"c\"\r\n]\r\n",
		{{PC_FIX_REMOVE, "\"b\"", ""}, {PC_FIX_ADD, "\"c\"", "d"}},
		"[\r\n  \"a\",\r\n  \"c\",\r\n  \"d\"\r\n]\r\n"},
	{"a member by its key", PC_LANGUAGE_JSON,
		"{\n  \"a\": {\n    \"b\": 1\n  },\n  \"c\": 2\n}\n",
		{{PC_FIX_REMOVE, "\"a\"", ""}}, "{\n  \"c\": 2\n}\n"},
	{"a member by its value", PC_LANGUAGE_JSON, "{\"a\": 1, \"c\": 2}",
		{{PC_FIX_REMOVE, "2", ""}}, "{\"a\": 1}"},
	{"the last member on its own line", PC_LANGUAGE_JSON,
		"{\n  \"a\": 1,\n\n  \"b\": 2\n}\n", {{PC_FIX_REMOVE, "\"b\"", ""}},
		"{\n  \"a\": 1\n}\n"},
	{"two on a line, the line stays", PC_LANGUAGE_JSON,
		"[\n  \"a\", \"b\",\n  \"c\"\n]", {{PC_FIX_REMOVE, "\"b\"", ""}},
		"[\n  \"a\",\n  \"c\"\n]"},
	{"one more", PC_LANGUAGE_JSON, "[\n  \"a\",\n  \"b\"\n]",
		{{PC_FIX_ADD, "\"b\"", "c"}, {PC_FIX_ADD, "\"b\"", "d"}},
		"[\n  \"a\",\n  \"b\",\n  \"c\",\n  \"d\"\n]"},
	{"one more in between", PC_LANGUAGE_JSON, "[\"a\", \"b\"]",
		{{PC_FIX_ADD, "\"a\"", "c"}}, "[\"a\", \"c\", \"b\"]"},
	{"a text and one more behind it", PC_LANGUAGE_JSON, "[\"Write(a)\"]",
		{{PC_FIX_TEXT, "\"W", "Edit(a)"}, {PC_FIX_ADD, "\"W", "Read(a)"}},
		"[\"Edit(a)\", \"Read(a)\"]"},
	{"the first of two twins", PC_LANGUAGE_JSON, "{\"a\": 1, \"a\": 2, \"b\": 3}",
		{{PC_FIX_REMOVE, "\"a\": 1", ""}}, "{\"a\": 2, \"b\": 3}"},
	{"the last of two twins brings the first back", PC_LANGUAGE_JSON,
		"{\"a\": 1, \"a\": 2}", {{PC_FIX_REMOVE, "\"a\": 2", ""}}, "{\"a\": 1}"},
	{"numbers stay as written", PC_LANGUAGE_JSON, "[1.0, -0, 1E2, \"x\"]",
		{{PC_FIX_VALUE, "\"x\"", "1.50"}}, "[1.0, -0, 1E2, 1.50]"},
	{"broken JSON", PC_LANGUAGE_JSON, "[1,]", {{PC_FIX_REMOVE, "1", ""}}, NULL},

	/* ---- YAML in blocks ------------------------------------------------------- */
	{"an item and its comment", PC_LANGUAGE_YAML,
		"deny:\n  # one\n  - a  # first\n  # two\n  - b  # second\n",
		{{PC_FIX_REMOVE, "a  #", ""}},
		"deny:\n  # one\n  # two\n  - b  # second\n"},
	{"the last item", PC_LANGUAGE_YAML, "deny:\n  - a\n  - b\nallow: []\n",
		{{PC_FIX_REMOVE, "b\n", ""}}, "deny:\n  - a\nallow: []\n"},
	{"an item of many lines", PC_LANGUAGE_YAML,
		"x:\n  - a: 1\n    b: 2\n  - [c,\n    d]\n  - e\n",
		{{PC_FIX_REMOVE, "[c", ""}}, "x:\n  - a: 1\n    b: 2\n  - e\n"},
	{"all items", PC_LANGUAGE_YAML, "deny:  # c\n  - a\n  - b\nallow: []\n",
		{{PC_FIX_REMOVE, "a\n", ""}, {PC_FIX_REMOVE, "b\n", ""}},
		"deny: []  # c\nallow: []\n"},
	{"no blank line dangles", PC_LANGUAGE_YAML, "a: 1\n\nb: 2\n\nc: 3\n",
		{{PC_FIX_REMOVE, "b", ""}}, "a: 1\n\nc: 3\n"},
	{"the first key behind a dash", PC_LANGUAGE_YAML, "- a: 1\n  b: 2\n  c: 3\n- d\n",
		{{PC_FIX_REMOVE, "a: 1", ""}, {PC_FIX_REMOVE, "b:", ""}},
		"- c: 3\n- d\n"},
	{"the only key behind a dash", PC_LANGUAGE_YAML, "- a: 1\n- d\n",
		{{PC_FIX_REMOVE, "a: 1", ""}}, "- {}\n- d\n"},
	{"a first key with somebody's comment behind it", PC_LANGUAGE_YAML,
		"- a: 1\n  # b is\n  b: 2\n", {{PC_FIX_REMOVE, "a: 1", ""}},
		"- a: 1\n  # b is\n  b: 2\n"},
	{"a list of lists", PC_LANGUAGE_YAML, "- - a\n  - b\n- c\n",
		{{PC_FIX_REMOVE, "a\n", ""}}, "- - b\n- c\n"},
	{"a plain text stays plain", PC_LANGUAGE_YAML, "- Write(a)\n",
		{{PC_FIX_TEXT, "Write", "Edit(a)"}}, "- Edit(a)\n"},
	{"unless it cannot", PC_LANGUAGE_YAML, "- Write(a)\n",
		{{PC_FIX_TEXT, "Write", "a: #b"}}, "- \"a: #b\"\n"},
	{"quotes stay", PC_LANGUAGE_YAML, "'a': 'b'  # c\n",
		{{PC_FIX_TEXT, "'a'", "x"}, {PC_FIX_TEXT, "'b'", "y"}},
		"\"x\": \"y\"  # c\n"},
	{"a literal text", PC_LANGUAGE_YAML, "a: |  # head\n  x\n  y\n\nb: 1\n",
		{{PC_FIX_TEXT, "|", "z"}}, "a: z  # head\n\nb: 1\n"},
	{"a word becomes a boolean", PC_LANGUAGE_YAML, "a: yes  # really\n",
		{{PC_FIX_VALUE, "yes", "true"}}, "a: true  # really\n"},
	{"nothing becomes something", PC_LANGUAGE_YAML, "a:\nb: 1\n",
		{{PC_FIX_VALUE, "\nb", "[]"}}, "a: []\nb: 1\n"},
	{"a block becomes a value", PC_LANGUAGE_YAML, "a:  # c\n  b: 1\n  d: 2\ne: 3\n",
		{{PC_FIX_VALUE, "b", "{\"x\": [1, \"y\"]}"}},
		"a: {\"x\": [1, \"y\"]}  # c\ne: 3\n"},
	{"one more item", PC_LANGUAGE_YAML, "deny:\n- a  # c\n# d\n- b\n",
		{{PC_FIX_ADD, "a  #", "x"}, {PC_FIX_ADD, "b\n", "y: z"}},
		"deny:\n- a  # c\n- x\n# d\n- b\n- \"y: z\"\n"},
	{"an item at an end without a line end", PC_LANGUAGE_YAML, "- a\n- b",
		{{PC_FIX_ADD, "b", "c"}, {PC_FIX_REMOVE, "a", ""}}, "- b\n- c"},
	{"letters before the place", PC_LANGUAGE_YAML,
		"\xC3\xA9: [\xF0\x9F\x98\x80, b]\n", {{PC_FIX_TEXT, "b]", "c"}},
		"\xC3\xA9: [\xF0\x9F\x98\x80, c]\n"},

	/* ---- YAML in brackets ----------------------------------------------------- */
	{"a line with a comment", PC_LANGUAGE_YAML,
		"a: [\n  b,  # b is\n  c,  # c is\n  d   # d is\n]\n",
		{{PC_FIX_REMOVE, "c,", ""}}, "a: [\n  b,  # b is\n  d   # d is\n]\n"},
	{"the last line with a comment", PC_LANGUAGE_YAML,
		"a: [\n  b,  # b is\n  d   # d is\n]\n", {{PC_FIX_REMOVE, "d ", ""}},
		"a: [\n  b  # b is\n]\n"},
	{"a comma at the end stays", PC_LANGUAGE_YAML, "a: [\n  b,\n  c,\n]\n",
		{{PC_FIX_REMOVE, "c,", ""}}, "a: [\n  b,\n]\n"},
	{"one more before a comment", PC_LANGUAGE_YAML, "a: [\n  b,  # b is\n  d\n]\n",
		{{PC_FIX_ADD, "b,", "x"}, {PC_FIX_ADD, "b,", "z"}},
		"a: [\n  b,  # b is\n  x,\n  z,\n  d\n]\n"},
	{"one more behind the last one's comment", PC_LANGUAGE_YAML,
		"a: [\n  b  # b is\n]\n",
		{{PC_FIX_ADD, "b  #", "x"}, {PC_FIX_ADD, "b  #", "z"}},
		"a: [\n  b,  # b is\n  x,\n  z\n]\n"},
	{"one more before the comment of the list", PC_LANGUAGE_YAML, "a: [b, c]  # d\n",
		{{PC_FIX_ADD, "b,", "x"}}, "a: [b, x, c]  # d\n"},
	{"a pair in a list", PC_LANGUAGE_YAML, "[a: 1, b]\n", {{PC_FIX_REMOVE, "a:", ""}},
		"[{}, b]\n"},
	{"an alias", PC_LANGUAGE_YAML, "a: &x 1\nb: *x\n", {{PC_FIX_REMOVE, "b", ""}},
		NULL},
	{"a byte order mark", PC_LANGUAGE_YAML,
		"\xEF\xBB\xBF"
		"a: 1\n",
		{{PC_FIX_REMOVE, "a", ""}}, NULL},
};

static size_t make_fixes(struct pc_fix *fixes, const struct row *r)
{
	struct pc_str text = pc_str(r->text);
	size_t n = 0;

	for (; n < MOST && r->fixes[n].at; n++) {
		size_t at = pc_str_find_str(text, pc_str(r->fixes[n].at));

		assert_true(at < text.len);
		fixes[n] = (struct pc_fix){r->fixes[n].kind,
			pc_source_place("f", text, at), pc_str(r->fixes[n].with)};
	}
	return n;
}

static void check(const struct row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	enum pc_edit_state states[MOST];
	struct pc_fix fixes[MOST];
	size_t n = make_fixes(fixes, r);
	struct pc_err err = {0};
	enum pc_status status = pc_edit(&out, &(struct pc_edits){fixes, states, n},
		pc_str(r->text), r->language, &err);

	if (!r->want) {
		assert_int_not_equal(status, PC_OK);
		assert_int_equal(out.len, 0);
		return;
	}
	if (status != PC_OK)
		print_error("%s\n", err.text);
	assert_int_equal(status, PC_OK);
	assert_str(pc_buf_str(&out), r->want);
}
PC_TABLE(rows, check)

/* What became of each edit. */
static const struct state_row {
	const char *name;
	const char *text;
	struct wanted fixes[MOST];
	enum pc_edit_state want[MOST];
} states[] = {
	{"within what goes", "{\"a\": [\"x\"]}",
		{{PC_FIX_REMOVE, "\"a\"", ""}, {PC_FIX_TEXT, "\"x\"", "y"}},
		{PC_EDIT_DONE, PC_EDIT_LEFT}},
	{"around what changes", "{\"a\": [\"x\"]}",
		{{PC_FIX_TEXT, "\"x\"", "y"}, {PC_FIX_REMOVE, "\"a\"", ""}},
		{PC_EDIT_DONE, PC_EDIT_LEFT}},
	{"two for one place", "[\"x\"]",
		{{PC_FIX_TEXT, "\"x\"", "y"}, {PC_FIX_TEXT, "\"x\"", "z"}},
		{PC_EDIT_DONE, PC_EDIT_LEFT}},
	{"the same for one place", "[\"x\"]",
		{{PC_FIX_TEXT, "\"x\"", "y"}, {PC_FIX_TEXT, "\"x\"", "y"}},
		{PC_EDIT_DONE, PC_EDIT_DONE}},
	{"behind what goes", "[\"x\", 1]",
		{{PC_FIX_REMOVE, "\"x\"", ""}, {PC_FIX_ADD, "\"x\"", "y"}},
		{PC_EDIT_DONE, PC_EDIT_LEFT}},
	{"a key and its value", "{\"a\": 1}",
		{{PC_FIX_TEXT, "\"a\"", "b"}, {PC_FIX_VALUE, "1", "2"}},
		{PC_EDIT_DONE, PC_EDIT_DONE}},
	{"no text there", "{\"a\": 1}", {{PC_FIX_TEXT, "1", "b"}}, {PC_EDIT_UNFIT}},
	{"no item there", "{\"a\": 1}", {{PC_FIX_ADD, "1", "b"}}, {PC_EDIT_UNFIT}},
	{"nothing there", "{\"a\": 1}", {{PC_FIX_REMOVE, ": 1", ""}}, {PC_EDIT_UNFIT}},
	{"the document cannot go", "{\"a\": 1}", {{PC_FIX_REMOVE, "{", ""}},
		{PC_EDIT_UNFIT}},
	{"no JSON", "{\"a\": 1}", {{PC_FIX_VALUE, "1", "yes"}}, {PC_EDIT_UNFIT}},
};

static void check_states(const struct state_row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct row like = {.text = r->text};
	enum pc_edit_state got[MOST] = {0};
	struct pc_fix fixes[MOST];
	struct pc_err err;
	size_t n;

	memcpy(like.fixes, r->fixes, sizeof(like.fixes));
	n = make_fixes(fixes, &like);
	assert_int_equal(pc_edit(&out, &(struct pc_edits){fixes, got, n}, pc_str(r->text),
				 PC_LANGUAGE_JSON, &err),
		PC_OK);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(got[i], r->want[i]);
}
PC_TABLE(states, check_states)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(states);
}
