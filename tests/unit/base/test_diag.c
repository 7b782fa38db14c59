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
	assert_int_equal(pc_diags_count(NULL, PC_ERROR), 0);
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

static void what_only_follows_is_told_with_its_cause(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_span cause = {"x.json", 2, 7}, list = {"x.json", 2, 3},
		       elsewhere = {"x.json", 9, 1};
	struct pc_diag *diag;

	(void)state;
	diag = pc_diag_add(&diags, "PC1", PC_NOTE, list, "urls: is empty");
	diag->key = PC_STR("urls");
	diag->effect = PC_EFFECT_EMPTIED;
	diag->caused_by = cause;
	pc_diag_add(&diags, "PC2", PC_ERROR, cause, "urls[0]: is no text")->effect =
		PC_EFFECT_IGNORED;
	pc_diag_add(&diags, "PC3", PC_NOTE, list, "stays")->caused_by = elsewhere;
	pc_diags_fold(&diags);
	assert_int_equal(diags.count, 2);
	assert_str(diags.items[0].text, "urls[0]: is no text; so urls is empty");
	assert_int_equal(diags.items[0].effect, PC_EFFECT_EMPTIED);
	assert_str(diags.items[1].text, "stays");
}

static void a_note_goes_where_more_is_said(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_span here = {"x.json", 2, 7}, there = {"x.json", 3, 7}, none = {0};

	(void)state;
	pc_diag_add(&diags, "PC1", PC_NOTE, here, "a");
	pc_diag_add(&diags, "PC2", PC_WARNING, here, "b");
	pc_diag_add(&diags, "PC3", PC_ERROR, here, "c");
	pc_diag_add(&diags, "PC4", PC_NOTE, there, "d");
	pc_diag_add(&diags, "PC5", PC_NOTE, none, "e");
	pc_diag_add(&diags, "PC6", PC_WARNING, none, "f");
	pc_diags_sort(&diags);
	pc_diags_thin(&diags);
	assert_int_equal(diags.count, 5);
	assert_str(diags.items[0].text, "e");
	assert_str(diags.items[2].text, "b");
	assert_str(diags.items[4].text, "d");
}

int main(void)
{
	static const struct CMUnitTest single[] = {
		cmocka_unit_test(findings_stay_in_order_with_their_places),
		cmocka_unit_test(the_ceiling_counts_what_it_drops),
		cmocka_unit_test(no_list_records_nothing),
		cmocka_unit_test(a_quoted_word_cannot_break_the_line),
		cmocka_unit_test(severities_have_names),
		cmocka_unit_test(what_only_follows_is_told_with_its_cause),
		cmocka_unit_test(a_note_goes_where_more_is_said),
	};

	return cmocka_run_group_tests(single, NULL, NULL);
}
