/* SPDX-License-Identifier: Apache-2.0 */
/* The list of findings: order, places, hints, and the ceiling that keeps a hostile
 * document from filling memory with complaints about itself. */
#include "pc_test.h"

#include <wchar.h>

#include "pc/base/diag.h"
#include "pc/base/limits.h"

static void findings_stay_in_order_with_their_places(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};

	(void)state;
	for (uint32_t i = 0; i < 100; i++) {
		struct pc_span at = {"x.json", i + 1, 3};

		pc_diag_add(&diags, "PC1204", i % 3, at, "finding %u", i)->hint =
			PC_STR("do this");
	}
	assert_int_equal(diags.count, 100);
	for (uint32_t i = 0; i < 100; i++) {
		char want[32];

		snprintf(want, sizeof(want), "finding %u", i);
		assert_str(diags.items[i].text, want);
		assert_str(diags.items[i].hint, "do this");
		assert_string_equal(diags.items[i].code, "PC1204");
		assert_int_equal(diags.items[i].at.line, i + 1);
	}
	assert_int_equal(pc_diags_count(&diags, PC_NOTE), 34);
	assert_int_equal(pc_diags_count(&diags, PC_WARNING), 33);
	assert_int_equal(pc_diags_count(&diags, PC_ERROR), 33);
}

static void the_ceiling_counts_what_it_drops(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_span none = {0};

	(void)state;
	for (int i = 0; i < PC_MAX_DIAGS; i++)
		pc_diag_add(&diags, "PC1", PC_NOTE, none, "%d", i);
	assert_int_equal(diags.count, PC_MAX_DIAGS);
	assert_int_equal(diags.dropped, 0);
	pc_diag_add(&diags, "PC1", PC_ERROR, none, "past it")->hint = PC_STR("lost");
	assert_int_equal(diags.count, PC_MAX_DIAGS);
	assert_int_equal(diags.dropped, 1);
	assert_int_equal(pc_diags_count(&diags, PC_ERROR), 0);
	assert_str(diags.items[PC_MAX_DIAGS - 1].text, "9999");
	assert_str(diags.items[PC_MAX_DIAGS - 1].hint, "");
}

static void no_list_records_nothing(void **state)
{
	struct pc_span none = {0};

	(void)state;
	pc_diag_add(NULL, "PC1", PC_ERROR, none, "unheard")->hint = PC_STR("either");
}

static void a_quoted_word_cannot_break_the_line(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_span none = {0};

	(void)state;
	pc_diag_add(&diags, "PC1", PC_ERROR, none, "rule '%s' is odd", "a\n\x1b[0m\x7f");
	assert_str(diags.items[0].text, "rule 'a??[0m?' is odd");
	pc_diag_add(&diags, "PC1", PC_ERROR, none, "%lc", (wint_t)0xd800);
	assert_str(diags.items[1].text, "");
}

static void severities_have_names(void **state)
{
	(void)state;
	assert_string_equal(pc_severity_name(PC_NOTE), "note");
	assert_string_equal(pc_severity_name(PC_WARNING), "warning");
	assert_string_equal(pc_severity_name(PC_ERROR), "error");
}

int main(void)
{
	static const struct CMUnitTest single[] = {
		cmocka_unit_test(findings_stay_in_order_with_their_places),
		cmocka_unit_test(the_ceiling_counts_what_it_drops),
		cmocka_unit_test(no_list_records_nothing),
		cmocka_unit_test(a_quoted_word_cannot_break_the_line),
		cmocka_unit_test(severities_have_names),
	};

	return cmocka_run_group_tests(single, NULL, NULL);
}
