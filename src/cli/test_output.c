/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of policy tests for people (text) and programs (json, and what the report
 * module writes). */
#include "test_output.h"

#include "output.h"
#include "pc/doc/write.h"

double test_coverage(const struct pc_test_run *run)
{
	return run->n_rules ? 100.0 * (double)run->n_touched / (double)run->n_rules
			    : 100.0;
}

static bool has_failed(const struct pc_test_answer *answer)
{
	return answer->was_run && !answer->passed;
}

/* ---- text ----------------------------------------------------------------- */

static void print_line(FILE *to, const char *label, struct pc_str text)
{
	if (text.len)
		fprintf(to, "  %-9s %.*s\n", label, PC_STR_ARG(text));
}

static void print_trace(FILE *to, struct pc_str lines)
{
	if (lines.len)
		fputs("  trace:\n", to);
	while (lines.len) {
		struct pc_str line = pc_str_cut(&lines, '\n');

		fprintf(to, "  %.*s\n", PC_STR_ARG(line));
	}
}

static void print_failure(FILE *to, const struct pc_test_answer *answer)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str place = output_place(&arena, answer->test->at);

	fprintf(to, "FAIL %.*s: %.*s\n", PC_STR_ARG(place),
		PC_STR_ARG(answer->test->call));
	print_line(to, "about:", answer->test->about);
	print_line(to, "expected:", pc_test_expected(&arena, answer->test));
	print_line(to, "got:", pc_test_got(&arena, answer));
	print_line(to, "reason:", answer->reason);
	print_line(to, "hint:", answer->hint);
	print_trace(to, answer->explained);
}

static void print_coverage(FILE *to, const struct pc_test_run *run)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	fprintf(to, "coverage: %zu of %zu rule%s decided a call (%.1f %%)\n",
		run->n_touched, run->n_rules, pc_plural(run->n_rules),
		test_coverage(run));
	for (size_t i = 0; i < run->n_rules; i++) {
		const struct pc_test_touch *rule = &run->rules[i];
		struct pc_str place = output_place(&arena, rule->at);

		if (rule->n_decided)
			continue;
		fprintf(to, "  untouched: %.*s (%.*s): %s rule\n", PC_STR_ARG(rule->text),
			PC_STR_ARG(place), pc_list_name(rule->list));
	}
}

void test_output_text(FILE *to, const struct test_output *output)
{
	const struct pc_test_run *run = output->run;
	const struct pc_tests *tests = run->tests;
	size_t faults = pc_diags_count(output->diags, PC_ERROR);

	output_diags(to, output->diags, PC_NOTE);
	for (size_t i = 0; i < tests->count; i++) {
		if (has_failed(&run->answers[i]))
			print_failure(to, &run->answers[i]);
	}
	if (output->coverage && !run->refused)
		print_coverage(to, run);
	fprintf(to, "%zu test%s in %zu file%s: %zu passed, %zu failed", tests->count,
		pc_plural(tests->count), tests->n_files, pc_plural(tests->n_files),
		run->n_passed, run->n_failed);
	if (run->refused)
		fputs(", none was run", to);
	if (faults)
		fprintf(to, "; %zu fault%s in the files", faults, pc_plural(faults));
	fputc('\n', to);
}

/* ---- json ----------------------------------------------------------------- */

static void put_place(struct pc_buf *out, struct pc_span at)
{
	pc_buf_puts(out, "{\"file\":");
	pc_json_quote(out, pc_str(at.file));
	pc_buf_printf(out, ",\"line\":%u,\"column\":%u", at.line, at.col);
}

static void put_answer(struct pc_buf *out, const struct pc_test_answer *answer)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_test *test = answer->test;

	put_place(out, test->at);
	pc_json_member(out, "call", test->call);
	pc_json_member(out, "about", test->about);
	pc_buf_printf(out, ",\"passed\":%s", answer->passed ? "true" : "false");
	pc_json_member(out, "expected", pc_test_expected(&arena, test));
	if (answer->was_run) {
		pc_json_member(out, "verdict", pc_str(pc_verdict_name(answer->got)));
		pc_json_member(out, "by", pc_str(pc_by_name(answer->by)));
	}
	if (has_failed(answer)) {
		pc_json_member(out, "rule", answer->rule);
		pc_json_member(out, "source",
			answer->rule.len ? output_place(&arena, answer->rule_at)
					 : (struct pc_str){0});
		pc_json_member(out, "reason", answer->reason);
		pc_json_member(out, "hint", answer->hint);
		pc_json_member(out, "trace", answer->explained);
	}
	pc_buf_add_char(out, '}');
}

static void put_coverage(struct pc_buf *out, const struct pc_test_run *run)
{
	pc_buf_printf(out,
		",\"coverage\":{\"rules\":%zu,\"touched\":%zu,\"percent\":", run->n_rules,
		run->n_touched);
	pc_json_number(out, test_coverage(run));
	pc_buf_puts(out, ",\"untouched\":[");
	for (size_t i = 0; i < run->n_rules; i++) {
		const struct pc_test_touch *rule = &run->rules[i];

		if (rule->n_decided)
			continue;
		pc_json_next(out);
		put_place(out, rule->at);
		pc_json_member(out, "rule", rule->text);
		pc_json_member(out, "list", pc_str(pc_list_name(rule->list)));
		pc_buf_add_char(out, '}');
	}
	pc_buf_puts(out, "]}");
}

static void put_finding(struct pc_buf *out, const struct pc_diag *diag)
{
	put_place(out, diag->at);
	pc_json_member(out, "code", pc_str(diag->code));
	pc_json_member(out, "severity", pc_str(pc_severity_name(diag->severity)));
	pc_json_member(out, "message", diag->text);
	pc_json_member(out, "hint", diag->hint);
	pc_buf_add_char(out, '}');
}

void test_output_json(FILE *to, const struct test_output *output)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const struct pc_test_run *run = output->run;

	pc_buf_puts(&out, "{\"tests\":[");
	for (size_t i = 0; i < run->tests->count; i++) {
		pc_json_next(&out);
		put_answer(&out, &run->answers[i]);
	}
	pc_buf_printf(&out, "],\"passed\":%zu,\"failed\":%zu,\"refused\":%s",
		run->n_passed, run->n_failed, run->refused ? "true" : "false");
	if (output->coverage && !run->refused)
		put_coverage(&out, run);
	pc_buf_puts(&out, ",\"findings\":[");
	for (size_t i = 0; i < output->diags->count; i++) {
		pc_json_next(&out);
		put_finding(&out, &output->diags->items[i]);
	}
	pc_buf_puts(&out, "]}\n");
	fwrite(out.ptr, 1, out.len, to);
}

/* ---- junit, tap ----------------------------------------------------------- */

static struct pc_test_result result_of(
	struct pc_arena *arena, const struct pc_test_answer *answer)
{
	const struct pc_test *test = answer->test;
	struct pc_test_result result = {
		.suite = pc_str(test->at.file),
		.name = test->call,
		.outcome = answer->passed    ? PC_PASSED
			   : answer->was_run ? PC_FAILED
					     : PC_BROKEN,
		.at = test->at,
		.seconds = answer->seconds,
	};
	struct pc_str expected = pc_test_expected(arena, test), got;

	if (!answer->was_run)
		result.message = PC_STR("the client would not start with this policy");
	if (!has_failed(answer))
		return result;
	got = pc_test_got(arena, answer);
	result.message = pc_arena_printf(arena, "expected: %.*s\ngot: %.*s%s%.*s\n%.*s",
		PC_STR_ARG(expected), PC_STR_ARG(got), answer->hint.len ? "\n" : "",
		PC_STR_ARG(answer->hint), PC_STR_ARG(answer->explained));
	return result;
}

void test_output_report(FILE *to, const struct test_output *output, pc_report_fn *write)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_test_run *run = output->run;
	struct pc_test_result *results =
		pc_arena_new_array(&arena, struct pc_test_result, run->tests->count);
	struct pc_report report = {
		.diags = output->diags,
		.fail_on = PC_ERROR,
		.results = results,
		.n_results = run->tests->count,
	};

	for (size_t i = 0; i < run->tests->count; i++)
		results[i] = result_of(&arena, &run->answers[i]);
	output_report(to, write, &report);
}
