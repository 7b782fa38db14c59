/* SPDX-License-Identifier: Apache-2.0 */
/* The flat list: its ceiling, its trees, its texts.  What each construct adds to
 * .within is in tests/cases/shell/within.case. */
#include "pc_test.h"

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/shell/effects.h"

static void flatten(
	struct pc_sh_commands *out, struct pc_arena *arena, struct pc_str text)
{
	struct pc_sh_tree *tree = pc_arena_new(arena, struct pc_sh_tree);

	pc_sh_parse(tree, arena, text);
	pc_sh_commands(out, arena, tree);
}

static void commands_have_a_limit(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_sh_commands commands;

	(void)state;
	for (int i = 0; i < PC_MAX_SHELL_COMMANDS; i++)
		pc_buf_puts(&text, "a;");
	flatten(&commands, &arena, pc_buf_str(&text));
	assert_int_equal(commands.count, PC_MAX_SHELL_COMMANDS);
	assert_false(commands.truncated);
	pc_buf_puts(&text, "a;");
	flatten(&commands, &arena, pc_buf_str(&text));
	assert_int_equal(commands.count, PC_MAX_SHELL_COMMANDS);
	assert_true(commands.truncated);
}

static void each_text_is_its_own_trees(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_sh_commands commands;

	(void)state;
	flatten(&commands, &arena, PC_STR("a \"$(b `c \\`d \"e f\"\\``)\" g"));
	assert_int_equal(commands.count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(commands.items[i].depth, i);
	assert_ptr_equal(commands.items[0].tree, commands.items[1].tree);
	assert_str(commands.items[1].text, "b `c \\`d \"e f\"\\``");
	assert_str(commands.items[2].tree->text, "c `d \"e f\"`");
	assert_str(commands.items[3].tree->text, "d \"e f\"");
	assert_str(commands.items[3].args[1].value, "e f");
}

static void a_faulty_line_gives_the_commands_before_the_fault(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_sh_commands commands;

	(void)state;
	flatten(&commands, &arena, PC_STR("a b; c $(d; ) ) e"));
	assert_int_equal(commands.count, 3);
	assert_str(commands.items[2].text, "d");
}

/* Words inside words are not copied at every level. */
static void nested_values_stay_small(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_sh_commands commands;

	(void)state;
	for (int i = 0; i < PC_MAX_SHELL_DEPTH; i++)
		pc_buf_puts(&text, "'a'$(b ");
	for (int i = 0; i < 500000; i++)
		pc_buf_puts(&text, "c");
	for (int i = 0; i < PC_MAX_SHELL_DEPTH; i++)
		pc_buf_puts(&text, ")");
	flatten(&commands, &arena, pc_buf_str(&text));
	assert_int_equal(commands.count, PC_MAX_SHELL_DEPTH + 1);
	assert_true(arena.used < 12 * text.len);
	assert_false(commands.items[0].args[0].known);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_have_a_limit),
		cmocka_unit_test(each_text_is_its_own_trees),
		cmocka_unit_test(a_faulty_line_gives_the_commands_before_the_fault),
		cmocka_unit_test(nested_values_stay_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
