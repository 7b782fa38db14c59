/* SPDX-License-Identifier: Apache-2.0 */
/* The table of targets: every entry is found, whole, and at one with the places that the
 * settings module knows. */
#include "pc/enforce/target.h"
#include "pc/settings/settings.h"
#include "pc_test.h"

static void every_target_is_found_by_its_name(void **state)
{
	const struct pc_target *target;

	(void)state;
	for (size_t i = 0; (target = pc_target_at(i)); i++)
		assert_ptr_equal(pc_target_find(pc_str(target->name)), target);
	assert_null(pc_target_find(PC_STR("claude")));
	assert_null(pc_target_find(PC_STR("")));
}

static void trees_lie_where_the_client_looks(void **state)
{
	const struct pc_target *target;
	size_t trees = 0;

	(void)state;
	for (size_t i = 0; (target = pc_target_at(i)); i++) {
		if (target->form != PC_FORM_FILES)
			continue;
		trees++;
		assert_str(pc_managed_dir_of(pc_str(target->os)), target->place);
		assert_non_null(target->dropins);
	}
	assert_int_equal(trees, 3);
}

static void every_target_says_who_may_write(void **state)
{
	const struct pc_target *target;

	(void)state;
	for (size_t i = 0; (target = pc_target_at(i)); i++) {
		bool has_modes = strcmp(target->os, "windows") != 0;

		assert_true(*target->owner && *target->file && target->max_size);
		assert_int_equal(has_modes, target->file_mode == 0644);
		assert_int_equal(has_modes, *target->group != '\0');
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_target_is_found_by_its_name),
		cmocka_unit_test(trees_lie_where_the_client_looks),
		cmocka_unit_test(every_target_says_who_may_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
