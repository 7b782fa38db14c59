/* SPDX-License-Identifier: Apache-2.0 */
/* From words, lines and trees to an action. */
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "pc/review/call.h"
#include "pc_test.h"

static const struct pc_settings settings = {
	.home = {"/h", 2},
	.cwd = {"/w/app", 6},
};

static void assert_input(const struct pc_action *action, const char *want)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	pc_node_write(&text, action->input, PC_FORMAT_JSON_LINE);
	assert_str(pc_str_trim(pc_buf_str(&text)), want);
}

static const struct text_row {
	const char *name, *tool, *text, *want;
} texts[] = {
	{"a command line stays as it is", "Bash", "ls ./x", "{\"command\":\"ls ./x\"}"},
	{"a relative path is the working directory's", "Read", "./.env",
		"{\"file_path\":\"/w/app/.env\"}"},
	{"a tilde is the home", "Edit", "~/.ssh/x", "{\"file_path\":\"/h/.ssh/x\"}"},
	{"the home itself", "Write", "~", "{\"file_path\":\"/h\"}"},
	{"an absolute path stays", "Read", "/etc/../x", "{\"file_path\":\"/x\"}"},
	{"a notebook has a field of its own", "NotebookEdit", "a.ipynb",
		"{\"notebook_path\":\"/w/app/a.ipynb\"}"},
	{"a URL", "WebFetch", "https://x.org/", "{\"url\":\"https://x.org/\"}"},
	{"an agent by its old name", "Task", "deploy", "{\"subagent_type\":\"deploy\"}"},
	{"a tool without a known field", "mcp__a__b", "x", "{\"input\":\"x\"}"},
};

static void check_text(const struct text_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_node *node =
		pc_node_new_text(&arena, pc_str(r->text), (struct pc_span){0});
	struct pc_action action;

	pc_call_from_text(&action, &arena, &settings, pc_str(r->tool), pc_str(r->text));
	assert_str(action.tool, r->tool);
	assert_input(&action, r->want);
	pc_call_from_node(&action, &arena, &settings, pc_str(r->tool), node);
	assert_str(action.tool, r->tool);
	assert_input(&action, r->want);
}

PC_TABLE(texts, check_text)

static void test_object_as_text(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str text = PC_STR("{\"command\": \"ls\", \"timeout\": 5}");
	struct pc_node *node = pc_node_new_text(&arena, text, (struct pc_span){0});
	struct pc_action action;

	(void)state;
	pc_call_from_text(&action, &arena, &settings, PC_STR("Bash"), text);
	assert_input(&action, "{\"command\":\"ls\",\"timeout\":5}");
	/* In a tree a text is a text. */
	pc_call_from_node(&action, &arena, &settings, PC_STR("Bash"), node);
	assert_input(&action,
		"{\"command\":\"{\\\"command\\\": \\\"ls\\\", \\\"timeout\\\": "
		"5}\"}");
}

static const struct line_row {
	const char *name, *line, *fault;
} lines[] = {
	{"a request", "{\"tool\":\"Bash\",\"input\":{\"command\":\"ls\"}}", NULL},
	{"no input is allowed", "{\"tool\":\"TodoWrite\"}", NULL},
	{"no object", "[1]", "a request is an object: {\"tool\": ..., \"input\": {...}}"},
	{"no tool", "{}", "'tool' is missing or not a string: {\"tool\": \"Bash\", ...}"},
	{"an input that is text", "{\"tool\":\"Bash\",\"input\":\"ls\"}",
		"'input' must be an object, not string"},
};

static void check_line(const struct line_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_action action = {0};
	struct pc_err err = {0};
	enum pc_status status = pc_call_from_line(&action, &arena, pc_str(r->line), &err);

	assert_int_equal(status, r->fault ? PC_ERR_PARSE : PC_OK);
	assert_string_equal(err.text, r->fault ? r->fault : "");
}

PC_TABLE(lines, check_line)

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_object_as_text)};

	return PC_RUN(texts) + PC_RUN(lines) + cmocka_run_group_tests(tests, NULL, NULL);
}
