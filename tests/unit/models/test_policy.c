/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy of models may say, and what is told of it. */
#include "pc_test.h"

#include "pc/models/policy.h"

static const char table_text[] =
	"as-of: 2026-11-20\n"
	"providers: [{name: p}]\n"
	"positions: {top: one, low: old}\n"
	"models:\n"
	"  - {provider: p, id: one, state: current, prices: {input: 1.00, output: "
	"2.00}}\n"
	"  - {provider: p, id: two, state: current, prices: {input: 1.00, output: "
	"2.00}}\n"
	"  - {provider: p, id: old, state: retired, announced: 2026-01-01,\n"
	"     retires: 2026-06-01, prices: {input: 1.00, output: 2.00}}\n";

static const struct row {
	const char *name, *policy;
	const char *codes; /* in the order of findings, each with a space behind it */
} rows[] = {
	/* ---- of itself */
	{"nothing", "models: {}", ""},
	{"all of it",
		"models: {allow: [top], deny: [two], default: top, min-days-left: 3, "
		"on-deprecated: redirect, on-retired: redirect, on-unknown: warn, "
		"on-preview: allow, unknown-price: warn, schedule: 6h, redirects: "
		"[{from: "
		"\"x*\", to: top}], block: [{model: two, reason: r, since: 2026-11-01, "
		"until: 2026-12-01}], sources: [{name: s, url: \"https://m/\", key: "
		"\"file:/k\"}, {name: t, key: \"exec:/k\"}]}",
		""},
	{"no map", "models: [one]", "PC2102 "},
	{"no text", "", "PC2620 "},
	{"broken", "models: {allow: [one}", "PC2620 "},
	{"another key", "models: {alow: [one]}", "PC2101 "},
	{"another word", "models: {on-retired: allow}", "PC2104 "},
	{"no redirection of what is unknown", "models: {on-unknown: redirect}",
		"PC2104 "},
	{"days that are none", "models: {min-days-left: -1}", "PC2104 "},
	{"a schedule too short", "models: {schedule: 1m}", "PC2104 "},
	{"an empty entry", "models: {deny: [\"\"]}", "PC2628 "},
	{"a provider without a name", "models: {allow: [\"provider:\"]}", "PC2628 "},
	{"a line without a name", "models: {allow: [\"line:\"]}", "PC2628 "},
	{"a redirection to nowhere", "models: {redirects: [{from: one}]}", "PC2103 "},
	{"redirections as a map", "models: {redirects: {one: two}}", "PC2102 "},
	{"a block without a reason", "models: {block: [{model: one}]}", "PC2103 "},
	{"a block with an empty reason", "models: {block: [{model: one, reason: \" \"}]}",
		"PC2102 "},
	{"a block of nothing", "models: {block: [{model: \"\", reason: r}]}", "PC2102 "},
	{"a default that is a list", "models: {default: [top]}", "PC2102 "},
	{"a key as itself", "models: {sources: [{name: s, key: abcdef}]}", "PC2626 "},
	{"a key in a variable", "models: {sources: [{name: s, key: \"env:K\"}]}",
		"PC2626 "},
	{"a key below here", "models: {sources: [{name: s, key: \"file:k\"}]}",
		"PC2626 "},
	/* ---- against the table */
	{"a name that nobody has", "models: {allow: [top, tpo]}", "PC2621 "},
	{"a name of nobody that is denied", "models: {deny: [three]}", "PC2621 "},
	{"a pattern of nobody", "models: {deny: [\"z*\"]}", "PC2621 "},
	{"a name in another case that is denied", "models: {deny: [TWO]}", ""},
	{"a name in another case that is allowed", "models: {allow: [top, TWO]}",
		"PC2621 "},
	{"allowed and retired", "models: {allow: [top, old]}", "PC2624 "},
	{"allowed and denied", "models: {allow: [top, two], deny: [two]}", "PC2624 "},
	{"redirected to what is retired", "models: {redirects: [{from: x, to: low}]}",
		"PC2623 "},
	{"redirected to nobody", "models: {redirects: [{from: x, to: nil}]}", "PC2623 "},
	{"redirected in a circle",
		"models: {redirects: [{from: one, to: two}, {from: two, to: one}]}",
		"PC2623 PC2623 PC2629 "},
	{"a block that has ended",
		"models: {block: [{model: one, reason: r, until: 2026-11-01}]}",
		"PC2625 "},
	{"a block of nobody", "models: {block: [{model: three, reason: r}]}", "PC2621 "},
	{"a default that is a version", "models: {default: one}", "PC2622 "},
	{"a default that is retired", "models: {default: low}", "PC2622 "},
	{"nothing may be used", "models: {deny: [\"*\"]}", "PC2629 "},
	{"unknown ones without a price", "models: {on-unknown: warn}", "PC2630 "},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_model_policy *policy;
	struct pc_models *models;
	char codes[256] = "";
	struct pc_err err;

	assert_int_equal(
		pc_models_read(&models, &arena, "table", pc_str(table_text), NULL, &err),
		PC_OK);
	if (pc_model_policy_read(
		    &policy, &arena, "policy", pc_str(r->policy), &diags, &err) == PC_OK)
		pc_model_policy_check(policy, models, INT64_C(1795305600), &diags);
	for (size_t i = 0; i < diags.count; i++) {
		snprintf(codes + strlen(codes), sizeof(codes) - strlen(codes), "%s ",
			diags.items[i].code);
		/* A key that stands there is not told again. */
		assert_int_equal(pc_str_find_str(diags.items[i].text, PC_STR("abcdef")),
			diags.items[i].text.len);
	}
	assert_string_equal(codes, r->codes);
}

PC_TABLE(rows, check)

static void test_what_is_read(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_model_policy *policy;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_model_policy_read(&policy, &arena, "policy",
				 pc_str(rows[1].policy), NULL, &err),
		PC_OK);
	assert_int_equal(policy->min_days_left, 3);
	assert_int_equal(policy->on_deprecated, PC_ON_MODEL_REDIRECT);
	assert_int_equal(policy->on_retired, PC_ON_MODEL_REDIRECT);
	assert_int_equal(policy->on_unknown, PC_ON_MODEL_WARN);
	assert_int_equal(policy->on_preview, PC_ON_MODEL_ALLOW);
	assert_int_equal(policy->on_unknown_price, PC_ON_MODEL_WARN);
	assert_int_equal(policy->schedule, INT64_C(6) * 60 * 60 * 1000);
	assert_str(policy->default_to, "top");
	assert_str(policy->redirects[0].to, "top");
	assert_int_equal(policy->blocks[0].until, INT64_C(1796083200));
	assert_int_equal(policy->n_sources, 2);
	assert_str(policy->sources[0].key, "file:/k");
	assert_int_equal(policy->sources[1].at.line, 1);
}

static void test_what_is_not_said(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_model_policy *policy;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_model_policy_load(&policy, &arena, "/nonexistent/p",
				 "/nonexistent/b", NULL, &err),
		PC_OK);
	assert_int_equal(policy->on_retired, PC_ON_MODEL_DENY);
	assert_int_equal(policy->on_deprecated, PC_ON_MODEL_WARN);
	assert_int_equal(policy->on_unknown_price, PC_ON_MODEL_DENY);
	assert_int_equal(policy->blocks_fault.len, 0);
}

int main(void)
{
	const struct CMUnitTest more[] = {
		cmocka_unit_test(test_what_is_read),
		cmocka_unit_test(test_what_is_not_said),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(more, NULL, NULL);
}
