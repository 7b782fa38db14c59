/* SPDX-License-Identifier: Apache-2.0 */
/* The Test Anything Protocol. It says version 13, which readers of 14 take as well, and
 * nothing that only one of them knows. */
#include "pc/doc/write.h"
#include "report_priv.h"

/* In the text behind a test's number, '#' would begin a directive. */
static void put_words(struct pc_buf *out, struct pc_str text)
{
	static const struct escape table[] = {
		{'#', "\\#"}, {'\\', "\\\\"}, {'\n', " "}, {'\r', " "}, {0, NULL}};

	put_escaped(out, text, table);
}

static void put_details(struct pc_buf *out, const struct pc_test_result *test)
{
	PC_AUTO(pc_buf_done) struct pc_buf place = {0};

	pc_buf_puts(out, "  ---\n  message: ");
	pc_json_quote(out, test->message);
	if (test->at.file) {
		put_place(&place, test->at);
		pc_buf_puts(out, "\n  at: ");
		pc_json_quote(out, pc_buf_str(&place));
	}
	pc_buf_puts(out, "\n  ...\n");
}

static void put_case(struct pc_buf *out, const struct pc_test_result *test, size_t number)
{
	bool failed = test->outcome == PC_FAILED || test->outcome == PC_BROKEN;

	pc_buf_printf(out, "%s %zu - ", failed ? "not ok" : "ok", number);
	put_words(out, test->suite);
	pc_buf_puts(out, ": ");
	put_words(out, test->name);
	if (test->outcome == PC_SKIPPED) {
		pc_buf_puts(out, " # SKIP ");
		put_words(out, test->message);
	}
	pc_buf_add_char(out, '\n');
	if (test->message.len && test->outcome != PC_SKIPPED)
		put_details(out, test);
}

void pc_report_tap(struct pc_buf *out, const struct pc_report *report)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct cases cases = report_cases(&arena, report);

	pc_buf_printf(out, "TAP version 13\n1..%zu%s\n", cases.count,
		cases.count ? "" : " # SKIP there is nothing to look at");
	for (size_t i = 0; i < cases.count; i++)
		put_case(out, &cases.items[i], i + 1);
}
