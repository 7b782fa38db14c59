/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of a test file to calls.  A call that is not understood whole is a finding and
 * no call: half of an expectation must not pass for one. */
#include "tests_priv.h"

#include "pc/base/limits.h"
#include "pc/doc/write.h"
#include "words_priv.h"

enum { ABOUT, WHERE, CALLS, N_FILE_FIELDS };

static const struct field file_fields[] = {
	[ABOUT] = {"about", 1 << PC_TEXT},
	[WHERE] = {"where", 1 << PC_MAP},
	[CALLS] = {"calls", 1 << PC_LIST},
	[N_FILE_FIELDS] = {NULL, 0},
};

enum {
	CALL_ABOUT,
	CALL_WHERE,
	CALL_EXPECT,
	CALL_RULE,
	CALL_BY,
	CALL_TOOL,
	CALL_INPUT,
	N_CALL_FIELDS
};

enum { INPUT_KINDS = 1 << PC_TEXT | 1 << PC_MAP | 1 << PC_LIST };

static const struct field call_fields[] = {
	[CALL_ABOUT] = {"about", 1 << PC_TEXT},
	[CALL_WHERE] = {"where", 1 << PC_MAP},
	[CALL_EXPECT] = {"expect", 1 << PC_TEXT},
	[CALL_RULE] = {"rule", 1 << PC_TEXT},
	[CALL_BY] = {"by", 1 << PC_TEXT},
	[CALL_TOOL] = {"tool", 1 << PC_TEXT},
	[CALL_INPUT] = {"input", INPUT_KINDS},
	[N_CALL_FIELDS] = {NULL, 0},
};

/* A call as it is written, before it is believed. */
struct written {
	const struct pc_pair *fields[N_CALL_FIELDS];
	const struct pc_pair *tool, *second; /* `Bash: ...`; one too many */
};

/* Names of tools begin with a capital letter or are an MCP server's. */
static bool take_tool(void *user, const struct pc_pair *pair)
{
	struct written *call = user;
	struct pc_str name = pair->key;

	for (size_t i = 0; i < N_CALL_FIELDS; i++) {
		if (pc_str_eq_nocase(name, pc_str(call_fields[i].name)))
			return false;
	}
	if (!pc_str_starts(name, PC_STR("mcp__")) &&
		(name.len == 0 || name.ptr[0] < 'A' || name.ptr[0] > 'Z'))
		return false;
	if (call->tool)
		call->second = pair;
	else
		call->tool = pair;
	return true;
}

static struct pc_diag *fault(struct reading *reading, struct pc_span at, const char *what)
{
	struct pc_diag *diag = pc_diag_add(
		reading->diags, "PC1803", PC_ERROR, at, "%s; %s", what, reading->then);

	diag->effect = PC_EFFECT_IGNORED;
	return diag;
}

/* ---- expectations --------------------------------------------------------- */

static bool read_expect(
	struct pc_test *test, struct reading *reading, const struct pc_pair *pair)
{
	static const char *const verdicts[] = {"allow", "ask", "deny", "absent", NULL};

	for (unsigned kind = PC_VERDICT_ALLOW; kind <= PC_VERDICT_ABSENT; kind++) {
		if (pc_str_is(pair->value->text,
			    pc_verdict_name((enum pc_verdict_kind)kind))) {
			test->expect = (enum pc_verdict_kind)kind;
			return true;
		}
	}
	reading_fault(reading, pair->value->at, pair->value->text, verdicts,
		"there is no verdict");
	return false;
}

static bool read_by(
	struct pc_test *test, struct reading *reading, const struct pc_pair *pair)
{
	static const char *const reasons[] = {
		"rule", "default", "read-only", "safety", "mode", NULL};

	for (unsigned by = PC_BY_RULE; by < PC_BY_REFUSED; by++) {
		if (pc_str_is(pair->value->text, pc_by_name((enum pc_by)by))) {
			test->has_by = true;
			test->by = (enum pc_by)by;
			return true;
		}
	}
	reading_fault(reading, pair->value->at, pair->value->text, reasons,
		"no verdict comes about by");
	return false;
}

static bool read_expectations(struct pc_test *test, struct reading *reading,
	const struct written *call, const struct pc_node *map)
{
	bool fine = true;

	if (!call->fields[CALL_EXPECT]) {
		fault(reading, map->at, "the call does not say what to expect")->hint =
			PC_STR("add 'expect: allow', or ask, deny, absent");
		return false;
	}
	fine &= read_expect(test, reading, call->fields[CALL_EXPECT]);
	if (call->fields[CALL_BY])
		fine &= read_by(test, reading, call->fields[CALL_BY]);
	if (!call->fields[CALL_RULE])
		return fine;
	test->rule = call->fields[CALL_RULE]->value->text;
	if (test->has_by && test->by != PC_BY_RULE) {
		fault(reading, call->fields[CALL_RULE]->key_at,
			"a call that a rule decides is not decided by anything else");
		return false;
	}
	return fine;
}

/* ---- tool and input ------------------------------------------------------- */

/* The tool and what it is given, in either spelling. */
static bool read_tool(struct pc_test *test, struct reading *reading,
	const struct written *call, const struct pc_node *map)
{
	const struct pc_pair *name = call->fields[CALL_TOOL];
	const struct pc_pair *input = call->fields[CALL_INPUT];

	if (call->second || (call->tool && (name || input))) {
		const struct pc_pair *extra = call->second ? call->second
					      : name       ? name
							   : input;

		fault(reading, extra->key_at, "one call is about one tool");
		return false;
	}
	if (!call->tool && !name) {
		fault(reading, map->at, "the call names no tool")->hint =
			PC_STR("add the tool and what it is given: 'Bash: ls'");
		return false;
	}
	if (call->tool && !(INPUT_KINDS & 1 << call->tool->value->kind)) {
		fault(reading, call->tool->value->at,
			"a tool is given a text, a map of its fields, or a list of those")
			->hint = PC_STR("quote it if it is text");
		return false;
	}
	test->tool = call->tool ? call->tool->key : name->value->text;
	test->at = call->tool ? call->tool->key_at : name->value->at;
	test->input = call->tool ? call->tool->value : input ? input->value : NULL;
	return true;
}

static void check_tool(struct reading *reading, const struct pc_test *test)
{
	struct pc_str like = {0};
	struct pc_diag *diag;

	if (pc_tool_is_known(test->tool, &like))
		return;
	diag = pc_diag_add(reading->diags, "PC1804", PC_WARNING, test->at,
		"the client has no tool '%.*s'; the test asks about a call that nobody "
		"makes",
		PC_STR_ARG(test->tool));
	if (like.len == 0)
		return;
	diag->hint =
		pc_arena_printf(reading->arena, "did you mean '%.*s'?", PC_STR_ARG(like));
}

/* A copy of what fits on a line, without control characters. */
static struct pc_str one_line(struct pc_arena *arena, struct pc_str text)
{
	enum { WIDEST = 120 };
	size_t len = text.len < WIDEST ? text.len : WIDEST;
	char *copy;

	/* Not inside a character. */
	while (len < text.len && len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
		len--;
	copy = pc_arena_bytes(arena, len);
	for (size_t i = 0; i < len; i++) {
		bool is_control = (unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7F;

		copy[i] = is_control ? '?' : text.ptr[i];
	}
	return (struct pc_str){copy, len};
}

/* "Bash: curl x" */
static struct pc_str call_line(struct pc_arena *arena, const struct pc_test *test)
{
	PC_AUTO(pc_buf_done) struct pc_buf json = {0};
	struct pc_str text = pc_node_text(test->input), shown;

	if (test->input && test->input->kind != PC_TEXT) {
		pc_node_write(&json, test->input, PC_FORMAT_JSON_LINE);
		text = pc_str_trim(pc_buf_str(&json));
	}
	shown = one_line(arena, text);
	return pc_arena_printf(arena, "%.*s: %.*s%s", PC_STR_ARG(test->tool),
		PC_STR_ARG(shown), shown.len < text.len ? "..." : "");
}

/* ---- calls ---------------------------------------------------------------- */

static void add_test(struct reading *reading, const struct pc_test *test)
{
	struct pc_tests *tests = reading->tests;

	pc_arena_grow(reading->arena, tests->items, tests->count, tests->cap);
	tests->items[tests->count] = *test;
	tests->items[tests->count++].call = call_line(reading->arena, test);
}

/* One for each input of a list. */
static void add_each(struct reading *reading, const struct pc_test *test)
{
	const struct pc_node *list = test->input;
	struct pc_test one = *test;

	if (!list || list->kind != PC_LIST) {
		add_test(reading, test);
		return;
	}
	if (list->n_items == 0)
		fault(reading, list->at, "an empty list of inputs is no call");
	for (size_t i = 0; i < list->n_items; i++) {
		const struct pc_node *item = list->items[i];

		one.input = item;
		one.at = item->at;
		if (item->kind == PC_TEXT || item->kind == PC_MAP)
			add_test(reading, &one);
		else
			fault(reading, item->at,
				"an input is a text or a map of the tool's fields");
	}
}

static bool read_call(struct pc_test *test, struct reading *reading,
	const struct pc_node *map, const struct pc_test_where *base)
{
	struct written call = {0};
	struct pc_test_where where;
	bool fine;

	if (map->kind != PC_MAP) {
		fault(reading, map->at, "a call is a map")->hint =
			PC_STR("write {Bash: ls, expect: allow}");
		return false;
	}
	fine = fields_take(call.fields, reading, call_fields, map, take_tool, &call);
	/* With an unknown field, what seems to be missing is probably that one. */
	if (!fine)
		return false;
	fine &= read_tool(test, reading, &call, map);
	fine &= read_expectations(test, reading, &call, map);
	reading->what = "'where'";
	fine &= where_read(&where, reading, base,
		call.fields[CALL_WHERE] ? call.fields[CALL_WHERE]->value : NULL);
	if (call.fields[CALL_ABOUT])
		test->about = call.fields[CALL_ABOUT]->value->text;
	if (fine && !where_intern(&test->where, reading, &where)) {
		fault(reading, map->at, "there are too many different 'where' parts");
		return false;
	}
	return fine;
}

static void read_calls(struct reading *reading, const struct pc_node *list,
	const struct pc_test_where *where)
{
	reading->then = "the call is not run";
	for (size_t i = 0; i < list->n_items; i++) {
		struct pc_test test = {.about = reading->about};

		reading->what = "a call";
		if (!read_call(&test, reading, list->items[i], where))
			continue;
		check_tool(reading, &test);
		add_each(reading, &test);
	}
}

/* ---- the file ------------------------------------------------------------- */

static void no_calls(struct reading *reading, struct pc_span at)
{
	struct pc_diag *diag = pc_diag_add(reading->diags, "PC1805", PC_WARNING, at,
		"the test file has no calls; it tests nothing");

	diag->effect = PC_EFFECT_IGNORED;
	diag->hint = PC_STR("list them under 'calls', or remove the file");
}

void tests_read_tree(struct reading *reading, const struct pc_node *root)
{
	const struct pc_pair *found[N_FILE_FIELDS] = {0};
	struct pc_test_where where;
	const struct pc_node *calls = root;

	if (!root) {
		no_calls(reading, reading->file);
		return;
	}
	reading->what = "a test file";
	reading->then = "no call of the file is run";
	if (root->kind != PC_LIST && root->kind != PC_MAP) {
		fault(reading, root->at, "a test file is a map")->hint =
			PC_STR("list the calls under 'calls:'");
		return;
	}
	if (root->kind == PC_MAP) {
		if (!fields_take(found, reading, file_fields, root, NULL, NULL))
			return;
		calls = found[CALLS] ? found[CALLS]->value : NULL;
	}
	if (found[ABOUT])
		reading->about = found[ABOUT]->value->text;
	reading->what = "'where'";
	if (!where_read(&where, reading, &pc_test_anybody,
		    found[WHERE] ? found[WHERE]->value : NULL))
		return;
	if (calls && calls->n_items)
		read_calls(reading, calls, &where);
	else
		no_calls(reading, calls ? calls->at : root->at);
}
