/* SPDX-License-Identifier: Apache-2.0 */
/* The formats with texts that would break them: each row is one report and the whole
 * output. That the outputs are what other programs read is tests/cli/formats.bats. */
#include "pc/report/report.h"
#include "pc_test.h"

#define ODD "50% of <a & \"b\">; x, y: [z] # \\"

static const struct format {
	const char *name, *format;
	struct pc_diag diag;
	const char *want;
} rows[] = {
	{"github", "github",
		{.code = "PC1204",
			.severity = PC_WARNING,
			.at = {"a:b,c%.json", 3, 7},
			.text = {ODD, sizeof(ODD) - 1},
			.hint = {"do\nit", 5}},
		"::warning file=a%3Ab%2Cc%25.json,line=3,col=7,title=PC1204::50%25 of "
		"<a & \"b\">; x, y: [z] # \\%0Afix: do%0Ait\n"},
	{"github, a note without a place", "github", {.code = "PC1204", .text = {"t", 1}},
		"::notice title=PC1204::t\n"},
	{"azure", "azure",
		{.code = "PC1204",
			.severity = PC_ERROR,
			.at = {"a;b].json", 3, 7},
			.text = {ODD, sizeof(ODD) - 1},
			.hint = {"do it", 5}},
		"##vso[task.logissue type=error;sourcepath=a%3Bb%5D.json;linenumber=3;"
		"columnnumber=7;code=PC1204;]50%AZP25 of <a & \"b\">; x, y: [z] # "
		"\\%0Afix: do it\n"},
	{"azure, a note about a whole file", "azure",
		{.code = "PC1206", .at = {"a.json", 0, 0}, .text = {"t", 1}},
		"##vso[task.logissue type=warning;sourcepath=a.json;code=PC1206;]note: "
		"t\n"},
	{"junit", "junit",
		{.code = "PC1204",
			.severity = PC_ERROR,
			.at = {"<a>.json", 3, 7},
			.text = {ODD "\x01", sizeof(ODD)},
			.hint = {"x", 1}},
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites name=\"policyctl\" tests=\"1\" failures=\"1\" errors=\"0\" "
		"skipped=\"0\" time=\"0.000\">\n"
		"  <testsuite name=\"&lt;a&gt;.json\" tests=\"1\" failures=\"1\" "
		"errors=\"0\" skipped=\"0\" time=\"0.000\">\n"
		"    <testcase classname=\"&lt;a&gt;.json\" name=\"PC1204 at 3:7\" "
		"file=\"&lt;a&gt;.json\" line=\"3\" time=\"0.000\">\n"
		"      <failure message=\"&lt;a&gt;.json:3:7: error PC1204: 50% of "
		"&lt;a &amp; &quot;b&quot;&gt;; x, y: [z] # \\\xEF\xBF\xBD\">"
		"&lt;a&gt;.json:3:7: error PC1204: 50% of &lt;a &amp; "
		"&quot;b&quot;&gt;; x, y: [z] # \\\xEF\xBF\xBD&#10;fix: x</failure>\n"
		"    </testcase>\n  </testsuite>\n</testsuites>\n"},
	{"junit, less than a failure", "junit",
		{.code = "PC1206",
			.severity = PC_NOTE,
			.at = {"a.json", 0, 0},
			.text = {"t", 1}},
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites name=\"policyctl\" tests=\"1\" failures=\"0\" errors=\"0\" "
		"skipped=\"0\" time=\"0.000\">\n"
		"  <testsuite name=\"a.json\" tests=\"1\" failures=\"0\" errors=\"0\" "
		"skipped=\"0\" time=\"0.000\">\n"
		"    <testcase classname=\"a.json\" name=\"PC1206\" file=\"a.json\" "
		"time=\"0.000\">\n"
		"      <system-out>a.json: note PC1206: t</system-out>\n"
		"    </testcase>\n  </testsuite>\n</testsuites>\n"},
	{"tap", "tap",
		{.code = "PC1204",
			.severity = PC_ERROR,
			.at = {"a#\n.json", 3, 7},
			.text = {"t\"x", 3},
			.hint = {"y", 1}},
		"TAP version 13\n1..1\nnot ok 1 - a\\# .json: PC1204 at 3:7\n  ---\n"
		"  message: \"a#\\n.json:3:7: error PC1204: t\\\"x\\nfix: y\"\n"
		"  at: \"a#\\n.json:3:7\"\n  ...\n"},
	{"json", "json",
		{.code = "PC1302",
			.severity = PC_ERROR,
			.at = {"a\"b.json", 3, 7},
			.text = {"t\xFF", 2},
			.hint = {"y", 1},
			.effect = PC_EFFECT_RESTRICTIVE,
			.key = {"a.b", 3},
			.rule = {"Bash(\"x\")", 9}},
		"{\"findings\":[\n{\"code\":\"PC1302\",\"severity\":\"error\","
		"\"file\":\"a\\\"b.json\",\"line\":3,\"column\":7,\"key\":\"a.b\","
		"\"rule\":\"Bash(\\\"x\\\")\",\"effect\":\"restrictive\","
		"\"message\":\"t\xEF\xBF\xBD\",\"fix\":\"y\"}],\n"
		"\"summary\":{\"files\":0,\"rules\":0,\"tests\":0,\"errors\":1,"
		"\"warnings\":0,"
		"\"notes\":0,\"dropped\":0,\"refused\":false}}\n"},
	{"json, what does not apply is null", "json",
		{.code = "PC1206", .text = {"t", 1}},
		"{\"findings\":[\n{\"code\":\"PC1206\",\"severity\":\"note\","
		"\"file\":null,\"line\":null,\"column\":null,\"key\":null,"
		"\"rule\":null,\"effect\":\"accepted\",\"message\":\"t\",\"fix\":null}],"
		"\n\"summary\":{\"files\":0,\"rules\":0,\"tests\":0,\"errors\":0,"
		"\"warnings\":0,"
		"\"notes\":1,\"dropped\":0,\"refused\":false}}\n"},
	{"text: nothing that a terminal obeys", "text",
		{.code = "PC1204",
			.severity = PC_ERROR,
			.at = {"no\033[31m", 0, 0},
			.text = {"a\xC2\x9B"
				 "31m",
				6},
			.hint = {"b\xE2\x80\xAE", 4}},
		"no\xEF\xBF\xBD[31m: error PC1204: a\xEF\xBF\xBD"
		"31m\n fix: b\xEF\xBF\xBD\n"
		"0 rules, 1 error, 0 warnings in 0 files\n"},
};

static void check(const struct format *row)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_diag diag = row->diag;
	struct pc_diags diags = {.items = &diag, .count = 1};
	struct pc_report report = {.diags = &diags, .fail_on = PC_ERROR};

	pc_report_format(pc_str(row->format))(&out, &report);
	assert_str(pc_buf_str(&out), row->want);
}

PC_TABLE(rows, check)

static struct pc_str write_report(struct pc_buf *out, const char *format,
	struct pc_diag *items, size_t count, const struct pc_report *more)
{
	struct pc_diags diags = {.items = items, .count = count};
	struct pc_report report = *more;

	report.diags = &diags;
	report.fail_on = PC_ERROR;
	pc_report_format(pc_str(format))(out, &report);
	return pc_buf_str(out);
}

static void an_unknown_format_has_no_writer(void **state)
{
	(void)state;
	assert_null(pc_report_format(PC_STR("xml")));
	assert_null(pc_report_format(PC_STR("")));
}

/* The fingerprints of GitLab's report, in their order. */
static void read_prints(char prints[][65], struct pc_str text, size_t n)
{
	static const char name[] = "\"fingerprint\":\"";

	for (size_t i = 0; i < n; i++) {
		text = pc_str_from(text, pc_str_find_str(text, PC_STR(name)));
		text = pc_str_from(text, sizeof(name) - 1);
		assert_in_range(text.len, 65, SIZE_MAX);
		memcpy(prints[i], text.ptr, 64);
		prints[i][64] = '\0';
	}
}

static void a_fingerprint_stays_when_lines_move(void **state)
{
	struct pc_diag before[] = {
		{.code = "PC1401", .at = {"a", 3, 1}, .rule = PC_STR("x")},
		{.code = "PC1401", .at = {"a", 4, 1}, .rule = PC_STR("x")},
		{.code = "PC1401", .at = {"a", 5, 1}, .rule = PC_STR("y")},
	};
	struct pc_diag after[] = {
		{.code = "PC1401",
			.at = {"a", 30, 2},
			.rule = PC_STR("x"),
			.text = PC_STR("beside line 29")},
		{.code = "PC1401", .at = {"a", 40, 2}, .rule = PC_STR("x")},
		{.code = "PC1401", .at = {"a", 50, 2}, .rule = PC_STR("y")},
	};
	PC_AUTO(pc_buf_done) struct pc_buf one = {0}, two = {0};
	char a[3][65], b[3][65];

	(void)state;
	read_prints(
		a, write_report(&one, "gitlab", before, 3, &(struct pc_report){0}), 3);
	read_prints(b, write_report(&two, "gitlab", after, 3, &(struct pc_report){0}), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(a[i], b[i]);
		assert_string_not_equal(a[i], a[(i + 1) % 3]);
	}
}

static void gitlab_tells_a_refusal_from_other_errors(void **state)
{
	static const struct {
		enum pc_severity severity;
		enum pc_effect effect;
		const char *want;
	} kinds[] = {
		{PC_NOTE, PC_EFFECT_WARNED, "\"severity\":\"info\""},
		{PC_WARNING, PC_EFFECT_ACCEPTED, "\"severity\":\"minor\""},
		{PC_ERROR, PC_EFFECT_IGNORED, "\"severity\":\"major\""},
		{PC_ERROR, PC_EFFECT_REFUSED, "\"severity\":\"blocker\""},
	};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(kinds); i++) {
		PC_AUTO(pc_buf_done) struct pc_buf out = {0};
		struct pc_diag diag = {.code = "PC1201",
			.severity = kinds[i].severity,
			.effect = kinds[i].effect,
			.at = {"./a.json", 0, 0}};
		struct pc_str text =
			write_report(&out, "gitlab", &diag, 1, &(struct pc_report){0});

		assert_non_null(strstr(text.ptr, kinds[i].want));
		assert_non_null(strstr(
			text.ptr, "{\"path\":\"a.json\",\"lines\":{\"begin\":1}}"));
	}
}

static void test_results_stand_beside_findings(void **state)
{
	static const char *const files[] = {"good.json"};
	static const struct pc_test_result results[] = {
		{.suite = {"s", 1}, .name = {"passes", 6}, .seconds = 0.25},
		{.suite = {"s", 1},
			.name = {"fails", 5},
			.outcome = PC_FAILED,
			.message = {"want deny\ngot allow", 19},
			.at = {"t.yaml", 2, 1}},
		{.suite = {"s", 1},
			.name = {"breaks", 6},
			.outcome = PC_BROKEN,
			.message = {"no file", 7}},
		{.suite = {"s", 1},
			.name = {"waits", 5},
			.outcome = PC_SKIPPED,
			.message = {"no windows here", 15}},
	};
	struct pc_report report = {
		.files = files, .n_files = 1, .results = results, .n_results = 4};
	PC_AUTO(pc_buf_done) struct pc_buf tap = {0}, xml = {0};
	struct pc_str text;

	(void)state;
	assert_str(write_report(&tap, "tap", NULL, 0, &report),
		"TAP version 13\n1..5\n"
		"ok 1 - good.json: no findings\n"
		"ok 2 - s: passes\n"
		"not ok 3 - s: fails\n  ---\n  message: \"want deny\\ngot allow\"\n"
		"  at: \"t.yaml:2:1\"\n  ...\n"
		"not ok 4 - s: breaks\n  ---\n  message: \"no file\"\n  ...\n"
		"ok 5 - s: waits # SKIP no windows here\n");
	text = write_report(&xml, "junit", NULL, 0, &report);
	assert_non_null(
		strstr(text.ptr, "<testsuite name=\"s\" tests=\"4\" failures=\"1\" "
				 "errors=\"1\" skipped=\"1\" time=\"0.250\">"));
	assert_non_null(strstr(text.ptr, "<failure message=\"want deny\">want deny&#10;"
					 "got allow</failure>"));
	assert_non_null(strstr(text.ptr, "<error message=\"no file\">no file</error>"));
	assert_non_null(
		strstr(text.ptr, "<skipped message=\"no windows here\"></skipped>"));
}

static void a_uri_holds_no_odd_byte(void **state)
{
	struct pc_diag diags[] = {
		{.code = "PC1401", .at = {"a b/\xC3\xA9:#.json", 1, 1}},
		{.code = "PC1401", .at = {"/x?", 0, 0}},
	};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str text =
		write_report(&out, "sarif", diags, 2, &(struct pc_report){0});

	(void)state;
	assert_non_null(
		strstr(text.ptr, "\"uri\":\"a%20b/%C3%A9%3A%23.json\"},\"region\":{"
				 "\"startLine\":1,\"startColumn\":1}"));
	assert_non_null(strstr(text.ptr, "\"uri\":\"file:///x%3F\"}}}"));
}

static void the_given_text_is_shown_and_not_the_file(void **state)
{
	static const struct pc_report_source source = {"-", PC_STR("{\"a\": 1}")};
	struct pc_diag diag = {.code = "PC1401",
		.severity = PC_ERROR,
		.at = {"-", 1, 7},
		.text = PC_STR("t")};
	struct pc_report report = {
		.source = &source, .n_rules = 20000, .n_files = 1, .colour = true};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	(void)state;
	assert_str(write_report(&out, "text", &diag, 1, &report),
		"\033[1m-:1:7: \033[31merror PC1401\033[0m: t\n"
		" 1 | {\"a\": 1}\n   |       ^\n"
		"20,000 rules, 1 error, 0 warnings in 1 file\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unknown_format_has_no_writer),
		cmocka_unit_test(a_fingerprint_stays_when_lines_move),
		cmocka_unit_test(gitlab_tells_a_refusal_from_other_errors),
		cmocka_unit_test(test_results_stand_beside_findings),
		cmocka_unit_test(a_uri_holds_no_odd_byte),
		cmocka_unit_test(the_given_text_is_shown_and_not_the_file),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
