/* SPDX-License-Identifier: Apache-2.0 */
/* Findings about a table: the examples of each code raise it, or do not; and each has the
 * place that it is about. */
#include "pc/models/table.h"
#include "pc/report/codes.h"
#include "pc_test.h"

static struct pc_arena arena;

static int done(void **state)
{
	(void)state;
	pc_arena_done(&arena);
	return 0;
}

/* The examples leave out what is not their point. */
static struct pc_str whole(const char *example)
{
	struct pc_str text = pc_str(example);
	bool has_day = pc_str_starts(text, PC_STR("as-of:"));
	bool has_providers = pc_str_starts(text, PC_STR("providers:"));

	return pc_arena_printf(&arena, "%s%s%s\n", has_day ? "" : "as-of: 2026-10-10\n",
		has_providers ? "" : "providers: [{name: p, notice: 60d}]\n", example);
}

static struct pc_diags read_text(struct pc_str text, enum pc_status expected)
{
	struct pc_diags diags = {.arena = &arena};
	struct pc_models *models = NULL;
	int64_t now;
	struct pc_err err;
	enum pc_status status =
		pc_models_read(&models, &arena, "models.yaml", text, &diags, &err);

	assert_true(pc_time_read(&now, PC_STR("2026-11-22")));
	if (status == PC_OK)
		pc_models_check(models, now, &diags);
	assert_int_equal(status, expected);
	assert_int_equal(status != PC_OK, pc_diags_count(&diags, PC_ERROR) != 0);
	return diags;
}

static void examples_are_what_they_say(void **state)
{
	const struct pc_code *code;
	size_t tried = 0;

	(void)state;
	for (size_t i = 0; (code = pc_code_at(i)) != NULL; i++) {
		struct pc_diags diags;

		if (strcmp(code->code, "PC2600") < 0 || strcmp(code->code, "PC2619") > 0)
			continue;
		tried++;
		diags = read_text(whole(code->bad),
			code->severity == PC_ERROR ? PC_ERR_PARSE : PC_OK);
		if (diags.count != 1 || strcmp(diags.items[0].code, code->code) != 0)
			fail_msg("%s: %zu findings, %s %.*s", code->code, diags.count,
				diags.count ? diags.items[0].code : "-",
				PC_STR_ARG(
					diags.count ? diags.items[0].text : PC_STR("-")));
		assert_int_equal(diags.items[0].severity, code->severity);
		diags = read_text(whole(code->good), PC_OK);
		if (diags.count)
			fail_msg("%s: %s %.*s", code->code, diags.items[0].code,
				PC_STR_ARG(diags.items[0].text));
	}
	assert_true(tried > 10);
}

/* One finding and where it is. */
static void check(const char *text, const char *code, uint32_t line, uint32_t col)
{
	struct pc_diags diags = read_text(pc_str(text), PC_ERR_PARSE);

	for (size_t i = 0; i < diags.count; i++) {
		const struct pc_diag *diag = &diags.items[i];

		if (strcmp(diag->code, code) == 0 && diag->at.line == line &&
			diag->at.col == col)
			return;
	}
	fail_msg("no %s at %u:%u; %zu findings, %s at %u:%u", code, line, col,
		diags.count, diags.count ? diags.items[0].code : "-",
		diags.count ? diags.items[0].at.line : 0,
		diags.count ? diags.items[0].at.col : 0);
}

#define TOP "as-of: 2026-10-10\nproviders: [{name: p}]\nmodels:\n"

static void findings_have_places(void **state)
{
	(void)state;
	check(TOP "- provider: p\n  id: m\n  state: retired\n  replacement: x\n",
		"PC2606", 7, 16);
	check(TOP "- {provider: p, id: m, state: current, aliases: [a, m]}\n", "PC2601",
		4, 53);
	check(TOP "- {provider: p, id: m, state: current, prices: {input: 1e-7}}\n",
		"PC2610", 4, 56);
	check(TOP "- {provider: p, id: m, state: current, prices: {input: cheap}}\n",
		"PC2102", 4, 56);
	check(TOP "- {provider: p, id: m, state: current, prices: [{above: 5, input: "
		  "1}]}\n",
		"PC2610", 4, 49);
	check(TOP "- {provider: p, id: m, state: current, prices: [{input: 1}, {input: "
		  "2}]}\n",
		"PC2610", 4, 61);
	check(TOP "- {provider: p, id: m, state: stale}\n", "PC2104", 4, 31);
	check(TOP "- {provider: p, id: m, state: retired, retires: soon}\n", "PC2102", 4,
		49);
	check(TOP "- {provider: p, id: m, state: retired, retire: 2026-01-01}\n",
		"PC2101", 4, 40);
	check(TOP "- {provider: p, id: m, state: current, clouds: [{via: b, retires: "
		  "2026-01-01, retires-not-before: 2026-01-01}]}\n",
		"PC2602", 4, 99);
	check(TOP "- text\n", "PC2102", 4, 3);
	check("as-of: 2026-10-10\nmodels: {}\n", "PC2102", 2, 9);
	check("as-of: 2026-10-10\nmodels: []\npositions: {a: b, b: a}\n", "PC2609", 3,
		13);
	check("as-of: 2026-10-10\nmodels: []\nproviders: [{name: p}, {name: p}]\n",
		"PC2601", 3, 24);
	check("models: []\n", "PC2103", 1, 1);
	check("", "PC2600", 1, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_are_what_they_say),
		cmocka_unit_test(findings_have_places),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
