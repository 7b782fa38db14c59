/* SPDX-License-Identifier: Apache-2.0 */
/* Settings of somebody who need not exist: trees in place of files, and managed documents
 * of an earlier load. */
#include <sys/stat.h>
#include <unistd.h>

#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "pc/settings/settings.h"
#include "pc_test.h"

static struct pc_arena arena;

static const struct pc_node *tree(const char *text)
{
	struct pc_node *node = NULL;
	struct pc_err err;

	assert_int_equal(
		pc_json_read(&node, &arena, "tree", pc_str(text), NULL, &err), PC_OK);
	return node;
}

static struct pc_settings *load(const struct pc_where *where)
{
	struct pc_diags diags = {.arena = &arena};
	struct pc_settings *settings = NULL;
	struct pc_err err;

	assert_int_equal(pc_settings_load(&settings, &arena, where, &diags, &err), PC_OK);
	assert_int_equal(diags.count, 0);
	return settings;
}

/* The rules in force: "deny Bash(a) managed, allow Bash(b) user". */
static const char *rules_of(const struct pc_settings *settings)
{
	static const char *const lists[] = {"deny", "ask", "allow"};
	struct pc_str out = {0};

	for (size_t i = 0; i < settings->n_rules; i++) {
		const struct pc_rule_text *rule = &settings->rules[i];

		out = pc_arena_printf(&arena, "%.*s%s%s %.*s %s", PC_STR_ARG(out),
			out.len ? ", " : "", lists[rule->list], PC_STR_ARG(rule->text),
			pc_layer_name(rule->from.layer));
	}
	return out.len ? out.ptr : "";
}

static int done(void **state)
{
	(void)state;
	pc_arena_done(&arena);
	return 0;
}

static void test_every_layer(void **state)
{
	struct pc_stand_ins own = {
		.user = tree("{\"permissions\": {\"allow\": [\"Bash(a)\"]}, \"model\": "
			     "\"opus\"}"),
		.project = tree("{\"permissions\": {\"ask\": [\"Bash(b)\"]}}"),
		.local = tree("{\"permissions\": {\"deny\": [\"Bash(c)\"]}}"),
		.flag = tree("{\"permissions\": {\"allow\": [\"Bash(d)\"]}, \"model\": "
			     "\"haiku\"}"),
		.trusted = true,
	};
	struct pc_where where = {.apart = true, .stand_ins = &own};
	const struct pc_settings *settings = load(&where);

	(void)state;
	assert_string_equal(rules_of(settings),
		"allow Bash(a) user, ask Bash(b) project, deny Bash(c) local, "
		"allow Bash(d) flag");
	assert_str(pc_node_text(pc_node_get_c(settings->effective, "model")), "haiku");
}

static void test_untrusted_project_grants_nothing(void **state)
{
	struct pc_stand_ins own = {
		.project = tree("{\"permissions\": {\"allow\": [\"Bash(a)\"], "
				"\"ask\": [\"Bash(b)\"]}}"),
	};
	struct pc_where where = {.apart = true, .stand_ins = &own};
	struct pc_settings *settings = NULL;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_settings_load(&settings, &arena, &where, NULL, &err), PC_OK);
	assert_string_equal(rules_of(settings), "ask Bash(b) project");
	own.trusted = true;
	settings = load(&where);
	assert_string_equal(
		rules_of(settings), "ask Bash(b) project, allow Bash(a) project");
}

/* What loading repairs or withholds is a copy. */
static void test_trees_stay(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf before = {0}, after = {0};
	struct pc_stand_ins own = {
		.project = tree("{\"permissions\": {\"allow\": [\"Bash(a)\", 5], "
				"\"defaultMode\": \"auto\"}, \"model\": 5}"),
	};
	struct pc_where where = {.apart = true, .stand_ins = &own};
	struct pc_settings *settings = NULL;
	struct pc_err err;

	(void)state;
	pc_node_write(&before, own.project, PC_FORMAT_JSON);
	assert_int_equal(pc_settings_load(&settings, &arena, &where, NULL, &err), PC_OK);
	pc_node_write(&after, own.project, PC_FORMAT_JSON);
	assert_string_equal(before.ptr, after.ptr);
}

static void test_managed_of(void **state)
{
	char top[] = "/tmp/pc_stand_ins_XXXXXX", path[64];
	struct pc_stand_ins nobody = {.trusted = true};
	struct pc_stand_ins own = {
		.user = tree("{\"permissions\": {\"allow\": [\"Bash(x)\"]}}"),
		.trusted = true,
	};
	struct pc_where where = {.apart = true, .stand_ins = &nobody};
	const struct pc_settings *first, *again;
	FILE *out;

	(void)state;
	assert_non_null(mkdtemp(top));
	snprintf(path, sizeof(path), "%s/managed-settings.json", top);
	out = fopen(path, "w");
	fputs("{\"model\": \"opus\", \"permissions\": {\"deny\": [\"Read(./a)\"]}}", out);
	fclose(out);
	where.managed_dir = pc_str(top);
	first = load(&where);
	unlink(path);
	rmdir(top);

	where.managed_of = first;
	where.cwd = PC_STR("/elsewhere");
	where.stand_ins = &own;
	again = load(&where);
	assert_string_equal(
		rules_of(again), "allow Bash(x) user, deny Read(./a) managed");
	assert_str(again->rules[1].base, "/elsewhere");
	assert_str(first->rules[0].base, "/home/user/project");
	assert_str(pc_node_text(pc_node_get_c(again->effective, "model")), "opus");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_every_layer, done),
		cmocka_unit_test_teardown(test_untrusted_project_grants_nothing, done),
		cmocka_unit_test_teardown(test_trees_stay, done),
		cmocka_unit_test_teardown(test_managed_of, done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
