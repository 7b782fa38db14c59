/* SPDX-License-Identifier: Apache-2.0 */
/* The tables hold together: sorted, complete, and what they say can be read. */
#include "keys_blocks_priv.h"
#include "pc/doc/read.h"
#include "pc_test.h"

static void sorted(void **state)
{
	(void)state;
	for (size_t i = 1; i < n_keys_top; i++) {
		assert_true(pc_str_cmp(pc_str(keys_top[i - 1].name),
				    pc_str(keys_top[i].name)) < 0);
	}
}

static void found(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_keys_top; i++)
		assert_ptr_equal(key_top(pc_str(keys_top[i].name)), &keys_top[i]);
	assert_null(key_top(PC_STR("permission")));
	assert_null(key_top(PC_STR("")));
	assert_null(key_top(PC_STR("~")));
}

static void complete(const struct key *key)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_node *node;
	struct pc_err err;

	assert_non_null(key->repair);
	assert_non_null(key->what);
	assert_true(key->shape != NULL || key->members != NULL);
	assert_int_equal(key->bad == BAD_STRICT, key->strict != NULL);
	if (key->strict) {
		assert_int_equal(pc_json_read(&node, &arena, "strict",
					 pc_str(key->strict), NULL, &err),
			PC_OK);
		if (key->shape)
			assert_true(
				key->shape->kind == SHAPE_LIST || node->kind != PC_MAP);
	}
	for (const struct key *m = key->members; m && m->name; m++)
		complete(m);
}

static void all_complete(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_keys_top; i++)
		complete(&keys_top[i]);
}

/* What stands for a block that is no object must itself be right. */
static void strict_blocks_fit(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_keys_top; i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		const struct key *key = &keys_top[i];
		struct pc_node *node;
		struct pc_err err;

		if (!key->members)
			continue;
		assert_int_equal(pc_json_read(&node, &arena, "strict",
					 pc_str(key->strict), NULL, &err),
			PC_OK);
		for (size_t n = 0; n < node->n_pairs; n++) {
			const struct key *member =
				key_find(key->members, node->pairs[n].key);

			assert_non_null(member);
			if (member->shape)
				assert_true(shape_fits(member->shape,
					node->pairs[n].value, &arena, NULL));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorted),
		cmocka_unit_test(found),
		cmocka_unit_test(all_complete),
		cmocka_unit_test(strict_blocks_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
