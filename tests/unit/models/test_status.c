/* SPDX-License-Identifier: Apache-2.0 */
/* How models stand at a time: ends, floors, notice, clouds, and who has looked since. */
#include "pc/models/table.h"

#include "pc_test.h"

static const char head[] =
	"as-of: 2026-10-10\n"
	"providers:\n"
	"- {name: p, notice: 60d}\n"
	"- {name: q}\n"
	"models:\n"
	"- {provider: p, id: next, state: current, retires-not-before: 2027-09-22}\n";

static struct pc_arena arena;
static struct pc_models *models;

static int64_t at(const char *text)
{
	int64_t time;

	assert_true(pc_time_read(&time, pc_str(text)));
	return time;
}

static void read_rows(const char *rows)
{
	struct pc_str text = pc_arena_printf(&arena, "%s%s", head, rows);
	struct pc_diags diags = {.arena = &arena};
	struct pc_err err;

	assert_int_equal(
		pc_models_read(&models, &arena, "models.yaml", text, &diags, &err),
		PC_OK);
}

static struct pc_model_status status_via(const char *id, const char *via, const char *now)
{
	const struct pc_model *model = pc_models_find(models, pc_str(id));
	struct pc_model_status status;

	assert_non_null(model);
	pc_model_status(&status, models, model, pc_str(via), at(now));
	return status;
}

static struct pc_model_status status_of(const char *id, const char *now)
{
	return status_via(id, "", now);
}

static int done(void **state)
{
	(void)state;
	pc_arena_done(&arena);
	return 0;
}

static void an_end_passes(void **state)
{
	struct pc_model_status status;

	(void)state;
	read_rows("- {provider: p, id: m, state: deprecated, announced: 2026-09-30,"
		  " retires: 2026-11-30, replacement: next}\n");
	status = status_of("m", "2026-11-22T12:00:00Z");
	assert_int_equal(status.state, PC_MODEL_DEPRECATED);
	assert_true(status.has_end);
	assert_false(status.has_earliest || status.is_by_date || status.is_overdue);
	assert_int_equal(status.days_left, 7);
	assert_int_equal(status_of("m", "2026-11-29T23:59:59Z").days_left, 0);
	assert_int_equal(
		status_of("m", "2026-11-29T23:59:59Z").state, PC_MODEL_DEPRECATED);

	status = status_of("m", "2026-11-30");
	assert_int_equal(status.state, PC_MODEL_RETIRED);
	assert_true(status.is_by_date);
	assert_false(status.is_overdue);
	assert_int_equal(status.days_left, 0);
	assert_int_equal(status_of("m", "2026-11-30T01:00:00Z").days_left, -1);
}

static void one_that_was_seen_since_is_overdue(void **state)
{
	struct pc_model_status status;

	(void)state;
	read_rows("- {provider: p, id: m, state: deprecated, retires: 2026-11-30,"
		  " as-of: 2026-12-02}\n"
		  "- {provider: p, id: e, state: deprecated, retires: 2026-11-30,"
		  " evidence: [{url: 'https://p.example/', last: 2026-12-02}]}\n"
		  "- {provider: p, id: f, state: deprecated, retires: 2026-11-30,"
		  " as-of: 2026-11-30}\n"
		  "- {provider: p, id: r, state: retired, retires: 2026-11-30,"
		  " as-of: 2026-12-02}\n");
	status = status_of("m", "2026-12-03");
	assert_int_equal(status.state, PC_MODEL_DEPRECATED);
	assert_true(status.is_overdue);
	assert_false(status.is_by_date);
	assert_int_equal(status.days_left, -3);
	assert_true(status_of("e", "2026-12-03").is_overdue);
	/* Of the day itself nobody knows the hour. */
	assert_true(status_of("f", "2026-12-03").is_by_date);
	/* What is recorded as retired is. */
	status = status_of("r", "2026-12-03");
	assert_int_equal(status.state, PC_MODEL_RETIRED);
	assert_false(status.is_by_date || status.is_overdue);
}

static void a_floor_is_no_end(void **state)
{
	struct pc_model_status status;

	(void)state;
	read_rows("- {provider: p, id: m, state: legacy,"
		  " retires-not-before: 2026-11-24}\n"
		  "- {provider: q, id: n, state: legacy,"
		  " retires-not-before: 2026-11-24}\n"
		  "- {provider: q, id: o, state: current}\n");
	/* Notice is the later one. */
	status = status_of("m", "2026-11-22");
	assert_int_equal(status.state, PC_MODEL_LEGACY);
	assert_false(status.has_end);
	assert_true(status.has_earliest);
	assert_int_equal(status.earliest, at("2027-01-21"));
	assert_int_equal(status.days_left, 60);
	/* The floor is. */
	status = status_of("next", "2026-11-22");
	assert_int_equal(status.earliest, at("2027-09-22"));
	/* One that has passed changes nothing. */
	status = status_of("m", "2027-06-01");
	assert_int_equal(status.state, PC_MODEL_LEGACY);
	assert_int_equal(status.days_left, 60);
	/* Without a notice nothing is left to say. */
	assert_int_equal(status_of("n", "2026-11-22").days_left, 2);
	status = status_of("n", "2026-11-24");
	assert_int_equal(status.state, PC_MODEL_LEGACY);
	assert_false(status.has_end || status.has_earliest);
	status = status_of("o", "2026-11-24");
	assert_false(status.has_end || status.has_earliest);
}

static void previews_stay_previews(void **state)
{
	struct pc_model_status status;

	(void)state;
	read_rows("- {provider: p, id: m, state: preview,"
		  " retires-not-before: 2026-11-24}\n"
		  "- {provider: p, id: d, state: deprecated, preview: true,"
		  " retires: to-be-announced}\n"
		  "- {provider: p, id: e, state: deprecated, preview: true,"
		  " retires: 2026-11-24, replacement: next}\n"
		  "- {provider: p, id: f, state: deprecated, retires: 2026-12-01,"
		  " replacement: m}\n");
	/* No notice is promised for them. */
	status = status_of("m", "2026-11-22");
	assert_int_equal(status.state, PC_MODEL_PREVIEW);
	assert_int_equal(status.days_left, 2);
	assert_false(status_of("m", "2026-12-22").has_earliest);
	assert_int_equal(status_of("d", "2026-11-22").state, PC_MODEL_PREVIEW);
	assert_int_equal(status_of("e", "2026-11-22").state, PC_MODEL_PREVIEW);
	assert_int_equal(status_of("e", "2026-11-25").state, PC_MODEL_RETIRED);
	/* And none of them is what work goes to. */
	assert_null(pc_model_successor(
		models, pc_models_find(models, PC_STR("f")), at("2026-11-22")));
}

static void the_stricter_reading_is_taken(void **state)
{
	struct pc_model_status status;

	(void)state;
	/* Active, with a bare date. */
	read_rows("- {provider: p, id: m, state: current, retires: 2027-02-05}\n"
		  "- {provider: p, id: t, state: deprecated,"
		  " retires: to-be-announced}\n");
	status = status_of("m", "2026-11-22");
	assert_int_equal(status.state, PC_MODEL_DEPRECATED);
	assert_int_equal(status.days_left, 75);
	/* Nobody counts on a notice that was given already. */
	status = status_of("t", "2026-11-22");
	assert_int_equal(status.state, PC_MODEL_DEPRECATED);
	assert_false(status.has_end || status.has_earliest);
}

static void clouds_have_days_of_their_own(void **state)
{
	struct pc_model_status status;

	(void)state;
	read_rows("- {provider: p, id: m, state: retired, announced: 2026-06-05,"
		  " retires: 2026-08-05, clouds: [{via: bedrock, retires: 2027-01-08},"
		  " {via: vertex, id: m@001}, {via: old, retires: 2026-07-01},"
		  " {via: slow, retires-not-before: 2027-03-01}]}\n");
	assert_int_equal(status_of("m", "2026-11-22").state, PC_MODEL_RETIRED);
	status = status_via("m", "bedrock", "2026-11-22");
	assert_int_equal(status.state, PC_MODEL_DEPRECATED);
	assert_int_equal(status.days_left, 47);
	status = status_via("m", "bedrock", "2027-01-09");
	assert_int_equal(status.state, PC_MODEL_RETIRED);
	/* Those that say nothing, and those that are not there, are as the maker. */
	assert_int_equal(status_via("m", "vertex", "2026-11-22").state, PC_MODEL_RETIRED);
	assert_int_equal(
		status_via("m", "foundry", "2026-11-22").state, PC_MODEL_RETIRED);
	assert_int_equal(status_via("m", "old", "2026-11-22").state, PC_MODEL_RETIRED);
	status = status_via("m", "slow", "2026-11-22");
	assert_int_equal(status.state, PC_MODEL_DEPRECATED);
	assert_true(status.has_earliest);
	assert_int_equal(status.days_left, 99);
}

static void successors_are_followed(void **state)
{
	const struct pc_model *first;

	(void)state;
	read_rows("- {provider: p, id: a, state: retired, replacement: b}\n"
		  "- {provider: p, id: b, state: deprecated, retires: 2026-11-30,"
		  " replacement: c-alias}\n"
		  "- {provider: p, id: c, aliases: [c-alias], state: legacy,"
		  " replacement: next}\n"
		  "- {provider: p, id: z, state: retired}\n");
	first = pc_models_find(models, PC_STR("a"));
	assert_string_equal(
		pc_arena_str(
			&arena, pc_model_successor(models, first, at("2026-11-22"))->id)
			.ptr,
		"c");
	assert_null(pc_model_successor(
		models, pc_models_find(models, PC_STR("z")), at("2026-11-22")));
	assert_null(pc_model_successor(
		models, pc_models_find(models, PC_STR("next")), at("2026-11-22")));
}

static void prices_have_tiers(void **state)
{
	const struct pc_model *model;

	(void)state;
	read_rows("- {provider: p, id: m, state: current, prices:"
		  " [{input: 0.10, output: 0.50}, {above: 100000, input: 0.50, output: "
		  "2.50,"
		  " cache-read: 0.000001}]}\n"
		  "- {provider: p, id: n, state: current}\n");
	model = pc_models_find(models, PC_STR("m"));
	assert_int_equal(pc_model_price(model, 100000)->of[PC_PRICE_INPUT], 100000);
	assert_int_equal(pc_model_price(model, 100001)->of[PC_PRICE_INPUT], 500000);
	assert_int_equal(pc_model_price(model, 100001)->of[PC_PRICE_CACHE_READ], 1);
	assert_int_equal(
		pc_model_price(model, 0)->of[PC_PRICE_CACHE_READ], PC_PRICE_UNKNOWN);
	assert_null(pc_model_price(pc_models_find(models, PC_STR("n")), 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_end_passes),
		cmocka_unit_test(one_that_was_seen_since_is_overdue),
		cmocka_unit_test(a_floor_is_no_end),
		cmocka_unit_test(previews_stay_previews),
		cmocka_unit_test(the_stricter_reading_is_taken),
		cmocka_unit_test(clouds_have_days_of_their_own),
		cmocka_unit_test(successors_are_followed),
		cmocka_unit_test(prices_have_tiers),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
