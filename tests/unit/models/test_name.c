/* SPDX-License-Identifier: Apache-2.0 */
/* Names that sellers and clients give to models. */
#include "pc/models/table.h"

#include "pc_test.h"

static struct pc_arena arena;
static const struct pc_models *models;

static int open_table(void **state)
{
	struct pc_models *table;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_models_builtin(&table, &arena, &err), PC_OK);
	models = table;
	return 0;
}

static int close_table(void **state)
{
	(void)state;
	pc_arena_done(&arena);
	return 0;
}

static void check(const char *text, const char *id, const char *part, const char *via)
{
	struct pc_model_name name = pc_models_name(models, pc_str(text));

	if (!name.model)
		fail_msg("'%s' is unknown", text);
	assert_string_equal(pc_arena_str(&arena, name.model->id).ptr, id);
	assert_string_equal(pc_arena_str(&arena, name.id).ptr, part);
	assert_string_equal(pc_arena_str(&arena, name.via).ptr, via);
	assert_true(name.is_alias == (strcmp(text, id) != 0));
}

static void makers_names(void **state)
{
	(void)state;
	check("claude-opus-5-5", "claude-opus-5-5", "claude-opus-5-5", "");
	check("claude-opus-4-1", "claude-opus-4-1-20250805", "claude-opus-4-1", "");
	check("claude-opus-5-5[1m]", "claude-opus-5-5", "claude-opus-5-5", "");
	check("models/gemini-2.5-pro", "gemini-2.5-pro", "gemini-2.5-pro", "");
	check("gemini/gemini-2.5-pro", "gemini-2.5-pro", "gemini-2.5-pro", "");
	check("brain", "claude-opus-5-5", "brain", "");
	check("brain[1m]", "claude-opus-5-5", "brain", "");
	assert_true(pc_models_name(models, PC_STR("brain")).is_position);
	assert_true(pc_models_name(models, PC_STR("brain[1m]")).is_position);
	assert_false(pc_models_name(models, PC_STR("claude-opus-4-1")).is_position);
}

static void sellers_names(void **state)
{
	static const char opus[] = "claude-opus-4-1-20250805";

	(void)state;
	check("anthropic.claude-opus-4-1-20250805-v1:0", opus, opus, "bedrock");
	check("us.anthropic.claude-opus-4-1-20250805-v1:0", opus, opus, "bedrock");
	check("bedrock/converse/eu.anthropic.claude-opus-4-6-v1", "claude-opus-4-6",
		"claude-opus-4-6", "bedrock");
	check("anthropic.claude-3-haiku-20240307-v1:0:200k", "claude-3-haiku-20240307",
		"claude-3-haiku-20240307", "bedrock");
	check("arn:aws:bedrock:us-east-1::foundation-model/"
	      "anthropic.claude-opus-4-1-20250805-v1:0",
		opus, opus, "bedrock");
	check("claude-opus-4-1@20250805", opus, "claude-opus-4-1@20250805", "vertex");
	check("vertex_ai/claude-opus-5-5@default", "claude-opus-5-5",
		"claude-opus-5-5@default", "vertex");
	check("projects/p/locations/l/publishers/anthropic/models/claude-opus-5-5",
		"claude-opus-5-5", "claude-opus-5-5", "vertex");
	check("anthropic/claude-opus-4.1", opus, "claude-opus-4.1", "openrouter");
	check("openrouter/anthropic/claude-3.7-sonnet:thinking",
		"claude-3-7-sonnet-20250219", "claude-3.7-sonnet", "openrouter");
	check("google/gemini-2.5-pro", "gemini-2.5-pro", "gemini-2.5-pro", "openrouter");
}

static void what_is_unknown_stays_so(void **state)
{
	static const char *const names[] = {"", "claude", "claude-opus-4.1",
		"claude-opus-4-1-20250806", "Claude-opus-5-5", "anthropic/", "us.",
		"arn:", "projects/", "@", "[1m]", ":0", "v1:0", "-v1:0",
		"anthropic/claude-opus-9", "claude-opus-4-1@20250806",
		"mallory/claude-opus-5-5", "models/models/"};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(names); i++) {
		struct pc_model_name name = pc_models_name(models, pc_str(names[i]));

		if (name.model)
			fail_msg("'%s' is no model", names[i]);
		assert_true(pc_str_is(name.id, names[i]));
	}
}

static void long_names_are_unknown(void **state)
{
	char text[1000];

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_null(pc_models_name(models, (struct pc_str){text, sizeof(text)}).model);
}

static void clouds_give_ids_of_their_own(void **state)
{
	static const struct pc_str text =
		PC_STR("as-of: 2026-10-10\nproviders: [{name: p}]\nmodels:\n"
		       "- {provider: p, id: m, state: current, clouds:"
		       " [{via: bedrock, id: p.other-name}, {via: vertex}]}\n");
	struct pc_model_name name;
	struct pc_models *table;
	struct pc_err err;

	(void)state;
	assert_int_equal(
		pc_models_read(&table, &arena, "models.yaml", text, NULL, &err), PC_OK);
	name = pc_models_name(table, PC_STR("p.other-name"));
	assert_ptr_equal(name.model, &table->items[0]);
	assert_true(name.is_alias && pc_str_is(name.via, "bedrock"));
	assert_null(pc_models_find(table, PC_STR("p.other-name")));
	assert_null(pc_models_name(table, PC_STR("p.other")).model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makers_names),
		cmocka_unit_test(sellers_names),
		cmocka_unit_test(what_is_unknown_stays_so),
		cmocka_unit_test(clouds_give_ids_of_their_own),
		cmocka_unit_test(long_names_are_unknown),
	};

	return cmocka_run_group_tests(tests, open_table, close_table);
}
