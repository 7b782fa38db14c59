/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file of policy tests, in YAML and in JSON.  Nothing may crash; a file is
 * either silent and full of whole calls, or says what is wrong inside its text. */
#include "pc/base/utf.h"
#include "pc/doc/source.h"
#include "pc/review/tests.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

static void check_test(const struct pc_tests *tests, const struct pc_test *test)
{
	const struct pc_test_where *where;

	must(test->where < tests->n_wheres, "somebody asks");
	where = &tests->wheres[test->where];
	must(where->home.len && where->home.ptr[0] == '/', "the home is absolute");
	must(where->cwd.len && where->cwd.ptr[0] == '/', "the directory is absolute");
	must(test->expect <= PC_VERDICT_ABSENT, "the verdict is one");
	must(!test->input || test->input->kind == PC_TEXT || test->input->kind == PC_MAP,
		"the input is a text or a map");
	must(pc_utf8_valid(test->call, NULL) || !pc_utf8_valid(test->tool, NULL),
		"the call is cut between characters");
	must(test->at.line > 0, "the call has a place");
}

static void read_as(const char *file, struct pc_str text)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf excerpt = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_tests tests = {0};

	pc_tests_read(&tests, &arena, file, text, &diags);
	must(tests.count || diags.count, "nothing is passed over in silence");
	for (size_t i = 0; i < tests.count; i++)
		check_test(&tests, &tests.items[i]);
	for (size_t i = 0; i < diags.count && i < 16; i++)
		pc_source_excerpt(&excerpt, text, diags.items[i].at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pc_str text = {(const char *)data, size};

	read_as("t.yaml", text);
	read_as("t.json", text);
	return 0;
}
