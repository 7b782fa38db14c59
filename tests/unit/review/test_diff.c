/* SPDX-License-Identifier: Apache-2.0 */
/* Two policies compared as a whole: order, counts, and the ceiling on what is listed. */
#include "diff_priv.h"
#include "pc/base/limits.h"
#include "pc_test.h"

/* One side, with as many rules as texts. */
struct world {
	struct pc_arena arena;
	struct pc_settings settings[2];
	struct pc_policy *policies[2];
	struct pc_diff diff;
};

static void add_rule(struct world *w, int side, enum pc_list_kind list, const char *text)
{
	static const char *const files[] = {"old", "new"};
	struct pc_settings *settings = &w->settings[side];
	struct pc_rule_text *more =
		pc_arena_new_array(&w->arena, struct pc_rule_text, settings->n_rules + 1);

	if (settings->n_rules)
		memcpy(more, settings->rules, settings->n_rules * sizeof(*more));
	more[settings->n_rules] = (struct pc_rule_text){.text = pc_str(text),
		.list = list,
		.from = {PC_LAYER_MANAGED,
			{files[side], 1 + (uint32_t)settings->n_rules, 1}},
		.base = PC_STR("/home/user/project")};
	settings->rules = more;
	settings->n_rules++;
}

static void begin(struct world *w)
{
	struct pc_err err;

	w->diff.arena = &w->arena;
	for (int side = 0; side < 2; side++) {
		struct pc_settings *s = &w->settings[side];

		s->managed = pc_arena_new(&w->arena, struct pc_value);
		s->managed->node = pc_node_new(&w->arena, PC_MAP, (struct pc_span){0});
		s->home = PC_STR("/home/user");
		s->cwd = PC_STR("/home/user/project");
		s->dirs = &s->cwd;
		s->n_dirs = 1;
		assert_int_equal(
			pc_policy_compile(&w->policies[side], s, NULL, &err), PC_OK);
		w->diff.sides.settings[side] = s;
		w->diff.sides.policy[side] = w->policies[side];
		w->diff.name[side] = w->diff.root[side] = pc_str(side ? "new" : "old");
	}
	pc_diff_begin(&w->diff);
}

static void end(struct world *w)
{
	pc_diff_done(&w->diff);
	pc_policy_free(w->policies[0]);
	pc_policy_free(w->policies[1]);
	pc_arena_done(&w->arena);
}

static void ask(struct world *w, const char *command)
{
	struct pc_node *map = pc_node_new(&w->arena, PC_MAP, (struct pc_span){0});
	struct pc_action action = {PC_STR("Bash"), map};

	map->pairs = pc_arena_new_array(&w->arena, struct pc_pair, 1);
	map->n_pairs = 1;
	map->pairs[0].key = PC_STR("command");
	map->pairs[0].value =
		pc_node_new_text(&w->arena, pc_str(command), (struct pc_span){0});
	pc_diff_call(&w->diff, &w->diff.sides, &action, (struct pc_str){0});
}

static void widening_stands_first_and_the_largest_leap_before_others(void **state)
{
	struct world w = {0};
	enum pc_sense worst;

	(void)state;
	add_rule(&w, 0, PC_LIST_ASK, "Bash(a)");
	add_rule(&w, 0, PC_LIST_DENY, "Bash(b)");
	add_rule(&w, 0, PC_LIST_DENY, "Bash(c)");
	add_rule(&w, 1, PC_LIST_ASK, "Bash(b)");
	add_rule(&w, 1, PC_LIST_ALLOW, "Bash(c)");
	add_rule(&w, 1, PC_LIST_DENY, "Bash(d)");
	begin(&w);
	ask(&w, "d");
	ask(&w, "a");
	ask(&w, "b");
	ask(&w, "c");
	pc_diff_end(&w.diff);
	assert_int_equal(w.diff.n_decisions, 4);
	assert_str(w.diff.decisions[0].action.input->pairs[0].value->text, "c");
	assert_str(w.diff.decisions[1].action.input->pairs[0].value->text, "b");
	assert_str(w.diff.decisions[2].action.input->pairs[0].value->text, "a");
	assert_str(w.diff.decisions[3].action.input->pairs[0].value->text, "d");
	assert_int_equal(w.diff.decisions[3].sense, PC_SENSE_NARROWER);
	assert_int_equal(w.diff.n_changed[PC_SENSE_WIDER], 3);
	assert_true(pc_diff_worst(&w.diff, &worst));
	assert_int_equal(worst, PC_SENSE_WIDER);
	end(&w);
}

static void a_call_counts_once(void **state)
{
	struct world w = {0};

	(void)state;
	add_rule(&w, 0, PC_LIST_DENY, "Bash(a)");
	begin(&w);
	ask(&w, "a");
	ask(&w, "a");
	pc_diff_end(&w.diff);
	assert_int_equal(w.diff.n_calls, 1);
	assert_int_equal(w.diff.n_decisions, 1);
	end(&w);
}

static void nothing_changed(void **state)
{
	struct world w = {0};
	enum pc_sense worst = PC_SENSE_WIDER;

	(void)state;
	add_rule(&w, 0, PC_LIST_DENY, "Bash(a)");
	add_rule(&w, 0, PC_LIST_ASK, "Bash(a)");
	add_rule(&w, 1, PC_LIST_DENY, "Bash(a)");
	add_rule(&w, 1, PC_LIST_ASK, "Bash(a)");
	begin(&w);
	pc_diff_derived(&w.diff);
	pc_diff_end(&w.diff);
	assert_true(w.diff.n_calls > 0);
	assert_int_equal(w.diff.n_rules, 0);
	assert_false(pc_diff_worst(&w.diff, &worst));
	end(&w);
}

static void rules_that_match_nothing(void **state)
{
	struct world w = {0};

	(void)state;
	/* A blank before the colon: no command is ever like that. */
	add_rule(&w, 0, PC_LIST_DENY, "Bash(npm :*)");
	add_rule(&w, 1, PC_LIST_DENY, "Bash(yarn :*)");
	begin(&w);
	pc_diff_derived(&w.diff);
	pc_diff_end(&w.diff);
	assert_int_equal(w.diff.n_rules, 2);
	assert_int_equal(w.diff.rules[0].kind, PC_RULE_ADDED);
	assert_int_equal(w.diff.rules[0].sense, PC_SENSE_NARROWER);
	assert_non_null(strstr(w.diff.rules[0].note, "judged by its list"));
	assert_int_equal(w.diff.rules[1].kind, PC_RULE_REMOVED);
	assert_int_equal(w.diff.rules[1].sense, PC_SENSE_SIDEWAYS);
	assert_non_null(strstr(w.diff.rules[1].note, "matches no call"));
	end(&w);
}

static void the_call_that_others_do_not_cover_is_found(void **state)
{
	struct world w = {0};

	(void)state;
	/* What stands for a star in derived calls is covered, the rest is not. */
	add_rule(&w, 0, PC_LIST_DENY, "Bash(x * y)");
	add_rule(&w, 1, PC_LIST_DENY, "Bash(x any* y)");
	add_rule(&w, 1, PC_LIST_DENY, "Bash(x  y)");
	begin(&w);
	pc_diff_derived(&w.diff);
	assert_int_equal(w.diff.n_changed[PC_SENSE_WIDER], 0);
	pc_diff_end(&w.diff);
	assert_int_equal(w.diff.n_changed[PC_SENSE_WIDER], 1);
	assert_int_equal(w.diff.rules[0].kind, PC_RULE_REMOVED);
	assert_int_equal(w.diff.rules[0].sense, PC_SENSE_WIDER);
	assert_null(w.diff.rules[0].note);
	end(&w);
}

static void with_given_calls_nothing_else_is_looked_at(void **state)
{
	struct world w = {0};

	(void)state;
	w.diff.only_given = true;
	add_rule(&w, 0, PC_LIST_DENY, "Bash(a)");
	begin(&w);
	ask(&w, "b");
	pc_diff_end(&w.diff);
	assert_int_equal(w.diff.n_calls, 1);
	assert_int_equal(w.diff.rules[0].sense, PC_SENSE_SIDEWAYS);
	assert_non_null(strstr(w.diff.rules[0].note, "none of the calls"));
	end(&w);
}

static void all_changes_are_counted_and_so_many_listed(void **state)
{
	struct world w = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_diff_style style = {.format = PC_DIFF_TEXT, .summary = true};
	enum { MORE = 7 };

	(void)state;
	add_rule(&w, 0, PC_LIST_DENY, "Bash(a *)");
	begin(&w);
	for (int i = 0; i < PC_MAX_CHANGES + MORE; i++) {
		char command[32];

		snprintf(command, sizeof(command), "a %d", i);
		ask(&w, pc_arena_str(&w.arena, pc_str(command)).ptr);
	}
	pc_diff_end(&w.diff);
	assert_int_equal(w.diff.n_changed[PC_SENSE_WIDER], PC_MAX_CHANGES + MORE);
	assert_int_equal(w.diff.n_decisions, PC_MAX_CHANGES);
	assert_int_equal(w.diff.n_left_out, MORE);
	pc_diff_write(&out, &w.diff, &style);
	assert_non_null(
		strstr(out.ptr, "7 changed decisions are counted but not listed\n"));
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			widening_stands_first_and_the_largest_leap_before_others),
		cmocka_unit_test(a_call_counts_once),
		cmocka_unit_test(nothing_changed),
		cmocka_unit_test(rules_that_match_nothing),
		cmocka_unit_test(the_call_that_others_do_not_cover_is_found),
		cmocka_unit_test(with_given_calls_nothing_else_is_looked_at),
		cmocka_unit_test(all_changes_are_counted_and_so_many_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
