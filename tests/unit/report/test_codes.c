/* SPDX-License-Identifier: Apache-2.0 */
/* The table of codes: its order, its look-up, and what its three writers make of text
 * that their formats would take for markup. */
#include "pc/report/codes.h"
#include "pc_test.h"

static const struct pc_code odd = {.code = "PC9999",
	.title = "A rule with * and _",
	.severity = PC_WARNING,
	.effect = PC_EFFECT_IGNORED,
	.then = "It says <b>.",
	.mend = "Write it otherwise.",
	.bad = "one\ntwo",
	.good = "three"};

static void codes_stand_in_their_order(void **state)
{
	const struct pc_code *before = NULL, *code;

	(void)state;
	for (size_t i = 0; (code = pc_code_at(i)); i++) {
		assert_int_equal(strlen(code->code), 6);
		if (before)
			assert_true(strcmp(before->code, code->code) < 0);
		before = code;
	}
	assert_non_null(before);
}

static void a_code_is_found_in_any_case(void **state)
{
	(void)state;
	assert_string_equal(pc_code_find(PC_STR("pc1201"))->code, "PC1201");
	assert_null(pc_code_find(PC_STR("PC12")));
	assert_null(pc_code_find(PC_STR("")));
}

static void an_entry_for_people_has_every_field(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	(void)state;
	pc_code_write_text(&out, &odd);
	assert_str(pc_buf_str(&out), "PC9999: A rule with * and _\n\n"
				     "warning; the client ignores it\n\n"
				     "It says <b>.\n\n"
				     "What to do: Write it otherwise.\n\n"
				     "Raises it:\n    one\n    two\n\n"
				     "Does not:\n    three\n");
}

/* An area that nobody named would leave its codes out of the pages. */
static void the_pages_have_every_code(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf page = {0}, manual = {0};
	const struct pc_code *code;

	(void)state;
	pc_codes_write_markdown(&page);
	pc_codes_write_man(&manual);
	for (size_t i = 0; (code = pc_code_at(i)); i++) {
		char heading[16];

		snprintf(heading, sizeof(heading), "\n### %s\n", code->code);
		assert_non_null(strstr(page.ptr, heading));
		snprintf(heading, sizeof(heading), "\n*%s*\n", code->code);
		assert_non_null(strstr(manual.ptr, heading));
	}
}

static void a_field_that_says_nothing_is_left_out(void **state)
{
	static const struct pc_code bare = {.code = "PC9998", .title = "Bare"};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	(void)state;
	pc_code_write_text(&out, &bare);
	assert_str(pc_buf_str(&out),
		"PC9998: Bare\n\nnote; the client takes it as it is written\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_stand_in_their_order),
		cmocka_unit_test(a_code_is_found_in_any_case),
		cmocka_unit_test(an_entry_for_people_has_every_field),
		cmocka_unit_test(the_pages_have_every_code),
		cmocka_unit_test(a_field_that_says_nothing_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
