/* SPDX-License-Identifier: Apache-2.0 */
/* No backend starts anything without a pass: each that there is refuses before it looks
 * at loop, key, address or program. */
#include "pc_test.h"

#include "pc/orch/backend.h"

static void ended(void *context, const struct pc_run_end *end)
{
	(void)context;
	(void)end;
	fail_msg("something had begun");
}

static void none_starts_without_a_pass(void **state)
{
	const struct pc_run_hooks hooks = {.ended = ended};
	const struct pc_job job = {.id = 1, .prompt = PC_STR("p")};
	const struct pc_run_plan plan = {
		.job = &job, .model = PC_STR("m"), .url = PC_STR("http://127.0.0.1:9/")};
	(void)state;

	assert_null(pc_backends[PC_BACKEND_NONE]);
	for (size_t n = PC_BACKEND_NONE + 1; n < PC_BACKEND_KINDS; n++) {
		struct pc_run *run = NULL;
		struct pc_err err = {0};

		assert_int_equal(pc_backends[n]->start(&run, NULL, &plan, &hooks, &err),
			PC_ERR_USAGE);
		assert_null(run);
		assert_non_null(strstr(err.text, "pass"));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_starts_without_a_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
