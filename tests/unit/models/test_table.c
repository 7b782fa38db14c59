/* SPDX-License-Identifier: Apache-2.0 */
/* The table that came with the program is read, and every name in it is found. */
#include "pc/models/table.h"

#include "pc/base/decimal.h"
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

/* What was published, as it was read in October 2026. */
static const struct {
	const char *id;
	enum pc_model_state state;
	const char *announced, *retires;  /* ">": not before; "?": to be announced */
	const char *replacement, *prices; /* in/out; empty: not looked at */
} facts[] = {
	{"claude-fable-5-1", PC_MODEL_CURRENT, "", ">2027-09-01", "", "10/50"},
	{"claude-opus-5-5", PC_MODEL_CURRENT, "", ">2027-09-22", "", "4/20"},
	{"claude-sonnet-5-5", PC_MODEL_CURRENT, "", ">2027-09-28", "", "2/10"},
	{"claude-haiku-5-5", PC_MODEL_CURRENT, "", ">2027-10-07", "", "0.10/0.50"},
	{"claude-mythos-5-1", PC_MODEL_PREVIEW, "", ">2027-09-01", "", ""},
	{"claude-mythos-5", PC_MODEL_PREVIEW, "", ">2027-06-09", "", ""},
	{"claude-mythos-preview", PC_MODEL_DEPRECATED, "", "?", "", ""},
	{"claude-fable-5", PC_MODEL_LEGACY, "", ">2027-06-09", "", "10/50"},
	{"claude-opus-5", PC_MODEL_LEGACY, "", ">2027-07-24", "", "5/25"},
	{"claude-sonnet-5", PC_MODEL_LEGACY, "", ">2027-06-30", "", "2/10"},
	{"claude-opus-4-8", PC_MODEL_LEGACY, "", ">2027-05-28", "", ""},
	{"claude-opus-4-7", PC_MODEL_LEGACY, "", ">2027-04-16", "", "5/25"},
	{"claude-opus-4-6", PC_MODEL_LEGACY, "", ">2027-02-05", "", ""},
	{"claude-sonnet-4-6", PC_MODEL_LEGACY, "", ">2027-02-17", "", "3/15"},
	{"claude-opus-4-5-20251101", PC_MODEL_LEGACY, "", ">2026-11-24", "", ""},
	{"claude-haiku-4-5-20251001", PC_MODEL_LEGACY, "", ">2026-10-15", "", "1/5"},
	{"claude-sonnet-4-5-20250929", PC_MODEL_DEPRECATED, "2026-09-30", "2026-11-30",
		"claude-sonnet-5-5", ""},
	{"claude-opus-4-1-20250805", PC_MODEL_RETIRED, "2026-06-05", "2026-08-05",
		"claude-opus-4-8", ""},
	{"claude-opus-4-20250514", PC_MODEL_RETIRED, "2026-04-14", "2026-06-15",
		"claude-opus-4-8", ""},
	{"claude-sonnet-4-20250514", PC_MODEL_RETIRED, "2026-04-14", "2026-06-15",
		"claude-sonnet-4-6", ""},
	{"claude-3-haiku-20240307", PC_MODEL_RETIRED, "2026-02-19", "2026-04-20",
		"claude-haiku-4-5-20251001", ""},
	{"claude-3-7-sonnet-20250219", PC_MODEL_RETIRED, "2025-10-28", "2026-02-19",
		"claude-sonnet-4-6", ""},
	{"claude-3-5-haiku-20241022", PC_MODEL_RETIRED, "2025-12-19", "2026-02-19",
		"claude-haiku-4-5-20251001", ""},
	{"claude-3-opus-20240229", PC_MODEL_RETIRED, "2025-06-30", "2026-01-05",
		"claude-opus-4-8", ""},
	{"claude-3-5-sonnet-20240620", PC_MODEL_RETIRED, "2025-08-13", "2025-10-28",
		"claude-sonnet-4-6", ""},
	{"claude-3-5-sonnet-20241022", PC_MODEL_RETIRED, "2025-08-13", "2025-10-28",
		"claude-sonnet-4-6", ""},
	{"claude-2.0", PC_MODEL_RETIRED, "2025-01-21", "2025-07-21", "", ""},
	{"claude-2.1", PC_MODEL_RETIRED, "2025-01-21", "2025-07-21", "", ""},
	{"claude-3-sonnet-20240229", PC_MODEL_RETIRED, "2025-01-21", "2025-07-21", "",
		""},
	{"claude-1.3", PC_MODEL_RETIRED, "2024-09-04", "2024-11-06", "", ""},
	{"claude-instant-1.2", PC_MODEL_RETIRED, "2024-09-04", "2024-11-06", "", ""},
};

/* A newer table says other things, and is reviewed where it is changed. */
static bool is_that_table(const struct pc_models *models)
{
	int64_t day;

	assert_true(pc_time_read(&day, PC_STR("2026-10-10")));
	return models->as_of == day;
}

static void is_day(int64_t at, const char *expected)
{
	int64_t day = 0;

	if (*expected)
		assert_true(pc_time_read(&day, pc_str(expected)));
	assert_int_equal(at, day);
}

static void is_end(struct pc_model_date date, const char *expected)
{
	enum pc_model_date_kind kind = PC_DATE_EXACT;

	if (*expected == '>')
		kind = PC_DATE_NOT_BEFORE;
	else if (*expected == '?')
		kind = PC_DATE_TO_ANNOUNCE;
	assert_int_equal(date.kind, kind);
	is_day(date.at, expected + (kind != PC_DATE_EXACT));
}

static void is_price(const struct pc_price *price, const char *expected)
{
	struct pc_str rest = pc_str(expected);
	int64_t value;

	if (!*expected)
		return;
	assert_non_null(price);
	for (size_t i = PC_PRICE_INPUT; i <= PC_PRICE_OUTPUT; i++) {
		assert_int_equal(pc_decimal_read(&value, pc_str_cut(&rest, '/'),
					 PC_PRICE_MILLION_PLACES),
			PC_DECIMAL_EXACT);
		assert_int_equal(price->of[i], value);
	}
}

static void what_was_published_is_there(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_models *models = builtin(&arena);

	(void)state;
	if (!is_that_table(models))
		skip();
	for (size_t i = 0; i < PC_COUNT(facts); i++) {
		const struct pc_model *model =
			pc_models_find(models, pc_str(facts[i].id));

		if (!model)
			fail_msg("no row '%s'", facts[i].id);
		assert_true(pc_str_is(model->provider, "anthropic"));
		assert_true(pc_str_is(model->id, facts[i].id));
		assert_int_equal(model->state, facts[i].state);
		assert_int_equal(model->authority, PC_AUTHORITY_PAGE);
		assert_true(model->n_evidence > 0 && model->as_of > 0);
		is_day(model->announced, facts[i].announced);
		is_end(model->retires, facts[i].retires);
		assert_true(pc_str_is(model->replacement, facts[i].replacement));
		is_price(pc_model_price(model, 0), facts[i].prices);
	}
}

static void what_differs_is_there(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_models *models = builtin(&arena);
	const struct pc_model *model = pc_models_find(models, PC_STR("claude-haiku-5-5"));

	(void)state;
	if (!is_that_table(models))
		skip();
	is_price(pc_model_price(model, 100000), "0.10/0.50");
	is_price(pc_model_price(model, 100001), "0.50/2.50");
	model = pc_models_find(models, PC_STR("claude-fable-5-1"));
	assert_int_equal(
		pc_model_price(model, 0)->of[PC_PRICE_CACHE_READ], INT64_C(250000));
	model = pc_models_find(models, PC_STR("claude-opus-4-1"));
	assert_int_equal(model->n_clouds, 1);
	is_end(model->clouds[0].retires, "2027-01-08");
	model = pc_models_find(models, PC_STR("claude-sonnet-4-0"));
	is_end(model->clouds[0].retires, "2026-10-14");
	assert_int_equal(pc_models_provider(models, PC_STR("anthropic"))->notice,
		INT64_C(60) * 24 * 60 * 60);
	assert_true(pc_str_is(
		pc_models_position(models, PC_STR("grunt"))->id, "claude-haiku-5-5"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_is_found),
		cmocka_unit_test(what_was_published_is_there),
		cmocka_unit_test(what_differs_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
