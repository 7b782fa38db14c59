/* SPDX-License-Identifier: Apache-2.0 */
/* What threads hand in comes out in one order, each place once, each key as one incident,
 * and without the key. */
#include "pc_test.h"

#include <pthread.h>

#include "pc/audit/audit.h"
#include "pc/base/limits.h"

static const struct pc_secret_rule sure = {
	.id = "sure-key", .severity = PC_ERROR, .sureness = PC_SECRET_SURE};
static const struct pc_secret_rule possible = {
	.id = "possible-key", .severity = PC_WARNING, .sureness = PC_SECRET_POSSIBLE};

struct fixture {
	struct pc_audit_key key;
	struct pc_audit *audit;
};

static int begin(void **state)
{
	struct fixture *f = pc_xcalloc(1, sizeof(*f));
	const struct pc_audit_options options = {.key = &f->key, .now = 1};
	struct pc_err err;

	if (pc_audit_key_make(&f->key, &err) != PC_OK)
		return 1;
	f->audit = pc_audit_new(&options);
	*state = f;
	return 0;
}

static int end(void **state)
{
	struct fixture *f = *state;

	pc_audit_free(f->audit);
	free(f);
	return 0;
}

static void add(struct fixture *f, const struct pc_secret_rule *rule, const char *key,
	const struct pc_audit_place *at)
{
	const struct pc_secret_hit hit = {
		.rule = rule, .sureness = rule->sureness, .key = pc_str(key)};

	pc_audit_add(f->audit, at, &hit, (struct pc_str){0});
}

#define AT(...) (&(struct pc_audit_place){__VA_ARGS__})

static void one_key_is_one_incident(void **state)
{
	struct fixture *f = *state;
	const struct pc_audit_result *result;

	add(f, &possible, "the-other-key-of-them", AT(.path = PC_STR("c"), .line = 1));
	add(f, &sure, "the-key-of-the-test", AT(.path = PC_STR("b"), .line = 2));
	add(f, &possible, "the-key-of-the-test", AT(.path = PC_STR("a"), .line = 9));
	result = pc_audit_finish(f->audit);
	assert_int_equal(result->n_findings, 3);
	assert_int_equal(result->n_incidents, 2);
	assert_int_equal(result->n_open, 2);
	assert_ptr_equal(result->incidents[0].rule, &sure);
	assert_int_equal(result->incidents[0].severity, PC_ERROR);
	assert_int_equal(result->incidents[0].n_places, 2);
	assert_str(result->incidents[0].places[0]->at.path, "a");
	assert_string_equal(result->incidents[0].shown, "the-... (19 bytes)");
}

/* The text of a document tells of it, and its structure. */
static void one_place_is_told_once(void **state)
{
	struct fixture *f = *state;
	const struct pc_audit_result *result;

	add(f, &possible, "the-key-of-the-test",
		AT(.path = PC_STR("a"), .line = 3, .col = 9, .service = PC_STR("s")));
	add(f, &sure, "the-key-of-the-test",
		AT(.path = PC_STR("a"), .line = 3, .col = 8, .variable = PC_STR("v")));
	add(f, &sure, "the-key-of-the-test", AT(.path = PC_STR("a"), .line = 4));
	result = pc_audit_finish(f->audit);
	assert_int_equal(result->n_findings, 2);
	assert_ptr_equal(result->findings[0].rule, &sure);
	assert_int_equal(result->findings[0].at.col, 8);
	assert_str(result->findings[0].at.service, "s");
	assert_str(result->findings[0].at.variable, "v");
}

static void names_do_not_tell_the_key(void **state)
{
	struct fixture *f = *state;
	const struct pc_audit_result *result;

	add(f, &sure, "the-key-of-the-test",
		AT(.path = PC_STR("d/the-key-of-the-test.txt"), .service = PC_STR("web"),
			.container = PC_STR("x-the-key-of-the-test"),
			.variable = PC_STR("17eb9055861e0a8b")));
	result = pc_audit_finish(f->audit);
	assert_str(result->findings[0].at.path, "d/[key].txt");
	assert_str(result->findings[0].at.service, "web");
	assert_str(result->findings[0].at.container, "x-[key]");
	assert_str(result->findings[0].at.variable, "");
}

static void of_a_short_key_less_is_shown(void **state)
{
	struct fixture *f = *state;
	const struct pc_audit_result *result;

	add(f, &sure, "hunter2x", AT(.path = PC_STR("a")));
	add(f, &sure, "abc", AT(.path = PC_STR("b")));
	add(f, &sure, "\x1b\n\xff key with bytes", AT(.path = PC_STR("c")));
	result = pc_audit_finish(f->audit);
	assert_string_equal(result->findings[0].shown, "hu... (8 bytes)");
	assert_string_equal(result->findings[1].shown, "... (3 bytes)");
	assert_string_equal(result->findings[2].shown, "????... (18 bytes)");
}

static void paths_are_below_the_root(void **state)
{
	struct fixture *f = *state;
	static const char *const rows[][3] = {{"tree", "tree/a/b", "a/b"},
		{"tree/", "tree/a/b", "a/b"}, {".", "a/b", "a/b"}, {"", "a/b", "a/b"},
		{"./tree", "tree/a/b", "a/b"}, {"tre", "tree/a/b", "tree/a/b"},
		{"/", "/a/b", "a/b"}};

	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		pc_audit_root(f->audit, pc_str(rows[i][0]));
		assert_str(pc_audit_below(f->audit, pc_str(rows[i][1])), rows[i][2]);
	}
}

enum { THREADS = 4, EACH = 500 };

static void *add_many(void *context)
{
	struct fixture *f = context;
	char key[64], path[64];

	for (int i = 0; i < EACH; i++) {
		snprintf(key, sizeof(key), "key number %d of the test", i % 10);
		snprintf(path, sizeof(path), "file-%d", i);
		add(f, &sure, key, AT(.path = pc_str(path), .line = 1));
		pc_audit_count(f->audit, 1, 10);
	}
	return NULL;
}

static void threads_give_one_order(void **state)
{
	struct fixture *f = *state;
	const struct pc_audit_result *result;
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, add_many, f), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	result = pc_audit_finish(f->audit);
	assert_int_equal(result->n_findings, EACH);
	assert_int_equal(result->n_incidents, 10);
	assert_int_equal(result->counts.files, THREADS * EACH);
	for (size_t i = 1; i < result->n_findings; i++)
		assert_true(pc_str_cmp(result->findings[i - 1].at.path,
				    result->findings[i].at.path) < 0);
}

static void what_does_not_fit_is_counted(void **state)
{
	struct fixture *f = *state;
	const struct pc_audit_result *result;
	char path[64];

	for (int i = 0; i < PC_MAX_AUDIT_FINDINGS + 3; i++) {
		snprintf(path, sizeof(path), "file-%d", i);
		add(f, &sure, "the-key-of-the-test", AT(.path = pc_str(path)));
	}
	result = pc_audit_finish(f->audit);
	assert_int_equal(result->n_findings, PC_MAX_AUDIT_FINDINGS);
	assert_int_equal(result->n_dropped, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_key_is_one_incident, begin, end),
		cmocka_unit_test_setup_teardown(one_place_is_told_once, begin, end),
		cmocka_unit_test_setup_teardown(names_do_not_tell_the_key, begin, end),
		cmocka_unit_test_setup_teardown(of_a_short_key_less_is_shown, begin, end),
		cmocka_unit_test_setup_teardown(paths_are_below_the_root, begin, end),
		cmocka_unit_test_setup_teardown(threads_give_one_order, begin, end),
		cmocka_unit_test_setup_teardown(what_does_not_fit_is_counted, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
