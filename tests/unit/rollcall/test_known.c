/* SPDX-License-Identifier: Apache-2.0 */
/* The list of names is that of the sources, and a policy is held against it. */
#include "pc/rollcall/known.h"
#include "pc/rollcall/source.h"
#include "pc_test.h"

static void test_list(void **state)
{
	bool wants_key;
	size_t n = 0;

	(void)state;
	for (; pc_source_known(n, &wants_key); n++) {
		const struct pc_source *source =
			pc_source_find(pc_str(pc_source_known(n, &wants_key)));

		assert_non_null(source);
		assert_int_equal(wants_key, source->key != PC_SOURCE_NO_KEY);
	}
	for (size_t i = 0; pc_sources[i]; i++)
		assert_true(i < n);
	assert_null(pc_sources[n]);
}

static void test_policy(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	const struct pc_str key = PC_STR("file:/etc/policyctl/keys/x");
	struct pc_model_source_wish sources[] = {
		{.name = PC_STR("litellm")},
		{.name = PC_STR("anthropic-api"), .key = key},
		{.name = PC_STR("anthropic-pages")},
		{.name = PC_STR("litellm")},
		{.name = PC_STR("openrouter"), .key = key},
		{.name = PC_STR("openai-api")},
		{.name = PC_STR("something else")},
	};
	const struct pc_model_policy policy = {
		.sources = sources, .n_sources = PC_COUNT(sources)};
	static const char *const wanted[] = {
		"PC2660", "PC2661", "PC2662", "PC2663", "PC2660"};

	(void)state;
	pc_sources_check(&policy, &diags);
	assert_int_equal(diags.count, PC_COUNT(wanted));
	for (size_t i = 0; i < PC_COUNT(wanted); i++)
		assert_string_equal(diags.items[i].code, wanted[i]);
	assert_str(diags.items[0].hint, "did you mean 'anthropic-page'?");
	pc_sources_check(&policy, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_policy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
