/* SPDX-License-Identifier: Apache-2.0 */
/* The table that came with the program is read, and every name in it is found. */
#include "pc/models/table.h"

#include "pc_test.h"

static struct pc_models *builtin(struct pc_arena *arena)
{
	struct pc_diags diags = {.arena = arena};
	struct pc_models *models = NULL;
	struct pc_err err;
	enum pc_status status = pc_models_read(
		&models, arena, "models.yaml", pc_models_builtin_text(), &diags, &err);

	for (size_t i = 0; i < diags.count; i++)
		print_message("%u: %s %.*s\n", diags.items[i].at.line,
			diags.items[i].code, PC_STR_ARG(diags.items[i].text));
	assert_int_equal(status, PC_OK);
	assert_int_equal(diags.count, 0);
	return models;
}

static void every_name_is_found(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_models *models = builtin(&arena);

	(void)state;
	assert_true(models->count > 50);
	for (size_t i = 0; i < models->count; i++) {
		const struct pc_model *model = &models->items[i];

		assert_ptr_equal(pc_models_find(models, model->id), model);
		for (size_t k = 0; k < model->aliases.count; k++)
			assert_ptr_equal(
				pc_models_find(models, model->aliases.items[k]), model);
		assert_null(pc_models_find(models, pc_str_from(model->id, 1)));
	}
	for (size_t i = 0; i < models->n_positions; i++)
		assert_non_null(pc_models_position(models, models->positions[i].name));
	assert_null(pc_models_position(models, PC_STR("claude-opus-5-5")));
	assert_null(pc_models_find(models, PC_STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
