/* SPDX-License-Identifier: Apache-2.0 */
/* Who is asked, by the command line and the policy. */
#include "pc/rollcall/source.h"
#include "pc_test.h"

#include "pc/base/buf.h"
#include "words.h"

static struct pc_model_source_wish of_policy[] = {
	{.name = PC_STR("anthropic-api"),
		.url = PC_STR("https://mirror.example/a"),
		.key = PC_STR("file:/k")},
	{.name = PC_STR("litellm")},
};

/* "name url key;" of each. */
static struct pc_str wishes_of(struct pc_arena *arena, const struct words *said,
	const struct pc_model_policy *policy, enum pc_status *status)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct words words = *said;
	struct pc_model_source_wish *wishes = NULL;
	struct pc_err err;
	size_t count = 0;

	words.arena = arena;
	*status = words_wishes(&wishes, &count, &words, policy, &err);
	for (size_t i = 0; *status == PC_OK && i < count; i++)
		pc_buf_printf(&out, "%.*s %.*s %.*s;", PC_STR_ARG(wishes[i].name),
			PC_STR_ARG(wishes[i].url), PC_STR_ARG(wishes[i].key));
	return pc_arena_str(arena, pc_buf_str(&out));
}

static const struct row {
	bool has_policy;
	const char *source, *key, *wanted; /* wanted NULL: wrong words */
} rows[] = {
	{true, NULL, NULL, "anthropic-api https://mirror.example/a file:/k;litellm  ;"},
	{true, "anthropic-api", NULL, "anthropic-api https://mirror.example/a file:/k;"},
	{true, "anthropic-api=https://b/?x=1", NULL,
		"anthropic-api https://b/?x=1 file:/k;"},
	{true, "anthropic-api", "anthropic-api=exec:/p",
		"anthropic-api https://mirror.example/a exec:/p;"},
	{true, "openrouter", NULL, "openrouter  ;"},
	{true, "openrouter", "anthropic-api=file:/k", NULL},
	{true, NULL, "openai-api=file:/o",
		"anthropic-api https://mirror.example/a file:/k;litellm  ;openai-api  "
		"file:/o;"},
	{false, "openrouter=https://b/", NULL, "openrouter https://b/ ;"},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		struct pc_str source = pc_str(rows[i].source), key = pc_str(rows[i].key);
		struct words words = {.sources = &source,
			.n_sources = rows[i].source != NULL,
			.keys = &key,
			.n_keys = rows[i].key != NULL};
		struct pc_model_policy policy = {.sources = of_policy,
			.n_sources = rows[i].has_policy ? PC_COUNT(of_policy) : 0};
		enum pc_status status;
		struct pc_str got = wishes_of(&arena, &words, &policy, &status);

		assert_int_equal(status, rows[i].wanted ? PC_OK : PC_ERR_USAGE);
		if (rows[i].wanted)
			assert_str(got, rows[i].wanted);
	}
}

/* Nobody says anything: all that need no key. */
static void test_usual(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_model_policy policy = {0};
	struct words words = {0};
	enum pc_status status;
	struct pc_str got = wishes_of(&arena, &words, &policy, &status);

	(void)state;
	assert_int_equal(status, PC_OK);
	for (size_t i = 0; pc_sources[i]; i++) {
		struct pc_str one = pc_arena_printf(&arena, "%s  ;", pc_sources[i]->name);

		assert_int_equal(pc_str_find_str(got, one) < got.len,
			pc_sources[i]->key == PC_SOURCE_NO_KEY);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_usual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
