/* SPDX-License-Identifier: Apache-2.0 */
/* JUnit's XML, as CI services read it. */
#include "pc/report/put.h"
#include "report_priv.h"

static void put_attribute(struct pc_buf *out, const char *name, struct pc_str value)
{
	pc_buf_printf(out, " %s=\"", name);
	pc_put_xml(out, value);
	pc_buf_add_char(out, '"');
}

struct totals {
	size_t tests, outcomes[PC_SKIPPED + 1];
	double seconds;
};

static struct totals count(const struct pc_test_result *items, size_t n)
{
	struct totals totals = {.tests = n};

	for (size_t i = 0; i < n; i++) {
		totals.outcomes[items[i].outcome]++;
		totals.seconds += items[i].seconds;
	}
	return totals;
}

static void put_totals(struct pc_buf *out, const struct totals *totals)
{
	pc_buf_printf(out,
		" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" "
		"time=\"%.3f\"",
		totals->tests, totals->outcomes[PC_FAILED], totals->outcomes[PC_BROKEN],
		totals->outcomes[PC_SKIPPED], totals->seconds);
}

/* The element that says how it went: its first line as an attribute, all as content. */
static void put_outcome(struct pc_buf *out, const struct pc_test_result *test)
{
	static const char *const elements[] = {
		[PC_PASSED] = "system-out",
		[PC_FAILED] = "failure",
		[PC_BROKEN] = "error",
		[PC_SKIPPED] = "skipped",
	};
	const char *element = elements[test->outcome];

	pc_buf_printf(out, "      <%s", element);
	if (test->outcome != PC_PASSED) {
		put_attribute(out, "message",
			pc_str_head(test->message, pc_str_find(test->message, '\n')));
	}
	pc_buf_add_char(out, '>');
	if (test->outcome != PC_SKIPPED)
		pc_put_xml(out, test->message);
	pc_buf_printf(out, "</%s>\n", element);
}

static void put_case(struct pc_buf *out, const struct pc_test_result *test)
{
	pc_buf_puts(out, "    <testcase");
	put_attribute(out, "classname", test->suite);
	put_attribute(out, "name", test->name);
	if (test->at.file)
		put_attribute(out, "file", pc_str(test->at.file));
	if (test->at.file && test->at.line)
		pc_buf_printf(out, " line=\"%u\"", test->at.line);
	pc_buf_printf(out, " time=\"%.3f\"", test->seconds);
	if (test->outcome == PC_PASSED && test->message.len == 0) {
		pc_buf_puts(out, "/>\n");
		return;
	}
	pc_buf_puts(out, ">\n");
	put_outcome(out, test);
	pc_buf_puts(out, "    </testcase>\n");
}

static void put_suite(struct pc_buf *out, const struct pc_test_result *items, size_t n)
{
	struct totals totals = count(items, n);

	pc_buf_puts(out, "  <testsuite");
	put_attribute(out, "name", items->suite);
	put_totals(out, &totals);
	pc_buf_puts(out, ">\n");
	for (size_t i = 0; i < n; i++)
		put_case(out, &items[i]);
	pc_buf_puts(out, "  </testsuite>\n");
}

void pc_report_junit(struct pc_buf *out, const struct pc_report *report)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct cases cases = report_cases(&arena, report);
	struct totals totals = count(cases.items, cases.count);
	size_t end;

	pc_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	pc_buf_puts(out, "<testsuites name=\"policyctl\"");
	put_totals(out, &totals);
	pc_buf_puts(out, ">\n");
	for (size_t i = 0; i < cases.count; i = end) {
		const struct pc_test_result *first = &cases.items[i];

		for (end = i + 1; end < cases.count; end++) {
			if (!pc_str_eq(cases.items[end].suite, first->suite))
				break;
		}
		put_suite(out, first, end - i);
	}
	pc_buf_puts(out, "</testsuites>\n");
}
