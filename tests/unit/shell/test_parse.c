/* SPDX-License-Identifier: Apache-2.0 */
/* The parser's ceilings, spans and manners under hostile text.  What it makes of each
 * construct is in tests/cases/shell. */
#include "pc_test.h"

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/shell/ast.h"

/* ---- ceilings ------------------------------------------------------------- */

static const struct limit {
	const char *name, *open, *inside, *close;
	int times;
	enum pc_sh_fault want;
} limits[] = {
	{"substitutions at the limit", "$(", "a", ")", PC_MAX_SHELL_DEPTH, PC_SH_FINE},
	{"substitutions past it", "$(", "a", ")", PC_MAX_SHELL_DEPTH + 1, PC_SH_TOO_DEEP},
	{"groups at the limit", "{ ", "a", ";}", PC_MAX_SHELL_DEPTH, PC_SH_FINE},
	{"groups past it", "{ ", "a", ";}", PC_MAX_SHELL_DEPTH + 1, PC_SH_TOO_DEEP},
	{"parameters at the limit", "${a:-", "b", "}", PC_MAX_SHELL_DEPTH, PC_SH_FINE},
	{"parameters past it", "${a:-", "b", "}", PC_MAX_SHELL_DEPTH + 1, PC_SH_TOO_DEEP},
	{"braces at the limit", "a{", "b", ",c}", PC_MAX_SHELL_DEPTH, PC_SH_FINE},
	{"braces past it", "a{", "b", ",c}", PC_MAX_SHELL_DEPTH + 1, PC_SH_TOO_DEEP},
	{"patterns past it", "@(", "b", ")", PC_MAX_SHELL_DEPTH + 2, PC_SH_TOO_DEEP},
	{"ten thousand substitutions", "$(", "", "", 10000, PC_SH_TOO_DEEP},
	{"ten thousand subshells", "( ", "", "", 10000, PC_SH_TOO_DEEP},
	{"ten thousand conditions", "if ", "", "", 10000, PC_SH_TOO_DEEP},
	{"an elif is not one level more", "", "if a; then b; ", "", 1,
		PC_SH_UNTERMINATED},
};

static void repeat(struct pc_buf *out, const char *text, int times)
{
	while (times-- > 0)
		pc_buf_puts(out, text);
}

static void check_limit(const struct limit *l)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_sh_tree tree;

	repeat(&text, l->open, l->times);
	pc_buf_puts(&text, l->inside);
	repeat(&text, l->close, l->times);
	pc_sh_parse(&tree, &arena, pc_buf_str(&text));
	assert_int_equal(tree.fault, l->want);
}

PC_TABLE(limits, check_limit)

static void a_long_elif_chain_is_flat(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_sh_tree tree;

	(void)state;
	pc_buf_puts(&text, "if a; then b; ");
	repeat(&text, "elif c; then d; ", 10000);
	pc_buf_puts(&text, "fi");
	pc_sh_parse(&tree, &arena, pc_buf_str(&text));
	assert_int_equal(tree.fault, PC_SH_FINE);
	assert_int_equal(tree.n_commands, 20002);
}

static void the_size_has_a_limit(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_sh_tree tree;

	(void)state;
	pc_buf_puts(&text, "a '");
	repeat(&text, "x", PC_MAX_COMMAND_SIZE - 4);
	pc_buf_puts(&text, "'");
	pc_sh_parse(&tree, &arena, pc_buf_str(&text));
	assert_int_equal(tree.fault, PC_SH_FINE);
	pc_buf_puts(&text, " ");
	pc_sh_parse(&tree, &arena, pc_buf_str(&text));
	assert_int_equal(tree.fault, PC_SH_TOO_LONG);
	assert_null(tree.root);
}

static void a_nul_is_a_fault_with_the_tree_before_it(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_sh_tree tree;

	(void)state;
	pc_sh_parse(&tree, &arena, PC_STR("ls x\0; rm y"));
	assert_int_equal(tree.fault, PC_SH_BAD_BYTE);
	assert_int_equal(tree.fault_at.start, 4);
	assert_int_equal(tree.root->children->n_words, 2);
}

static void nothing_gives_no_tree(void **state)
{
	static const char *const nothing[] = {"", " ", "\n\n", "# x", " \\\n "};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_sh_tree tree;

	(void)state;
	for (size_t i = 0; i < PC_COUNT(nothing); i++) {
		pc_sh_parse(&tree, &arena, pc_str(nothing[i]));
		assert_int_equal(tree.fault, PC_SH_FINE);
		assert_null(tree.root);
	}
	pc_sh_parse(&tree, &arena, (struct pc_str){0});
	assert_null(tree.root);
}

/* ---- hostile text --------------------------------------------------------- */

static const struct hostile {
	const char *name; /* the text, over and over */
} hostile[] = {
	{"$("},
	{"`\\"},
	{"cat <<A\n"},
	{"$(cat <<A\n"},
	{"(("},
	{"$(("},
	{"{"},
	{"["},
	{"${x:-"},
	{"\"$("},
	{"a "},
	{"{a,"},
	{"[[ a "},
	{"x=("},
	{"a["},
	{"<("},
	{"f() "},
	{"case a in "},
	{"a=:~"},
	{"\\\n"},
	{"'"},
	{"\""},
	{"$((a) )"},
	{"[\""},
	{"|"},
	{"! "},
	{"((a)\n"},
	{"a;"},
	{"a[$(("},
	{"cat <<A\\\n"},
	{"[[:"},
	{"a|"},
	{"`a`"},
	{"{1..2}"},
	{"@("},
	{"x <<'A'\nA\n"},
	{"{}"},
	{"{}}"},
	{"\"a$(b "},
	{"x <<A\n$(y "},
	{"a[b"},
	{"*("},
};

static size_t memory_for(const char *unit, size_t size, enum pc_sh_fault *fault)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_sh_tree tree;

	repeat(&text, unit, (int)(size / strlen(unit)));
	pc_sh_parse(&tree, &arena, pc_buf_str(&text));
	*fault = tree.fault;
	return arena.used;
}

/* Twice the text takes about twice the memory, whatever the text says. */
static void check_hostile(const struct hostile *h)
{
	enum pc_sh_fault fault;
	size_t once = memory_for(h->name, 100000, &fault);
	size_t twice = memory_for(h->name, 200000, &fault);

	assert_true(twice <= 3 * once + 4096);
	assert_true(twice <= (size_t)200000 * 256 + (1 << 20));
}

PC_TABLE(hostile, check_hostile)

/* ---- spans ---------------------------------------------------------------- */

static struct pc_sh_node *parse_one(
	struct pc_sh_tree *tree, struct pc_arena *arena, const char *text)
{
	pc_sh_parse(tree, arena, pc_str(text));
	assert_int_equal(tree->fault, PC_SH_FINE);
	return tree->root->children;
}

static void spans_cover_what_was_written(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_sh_tree tree;
	struct pc_sh_node *node =
		parse_one(&tree, &arena, "  A=1 git  \"x $(y z)\" 2>>log ; { w; } >v");
	struct pc_sh_part *quoted;

	(void)state;
	assert_str(pc_sh_text(&tree, node->span), "A=1 git  \"x $(y z)\" 2>>log");
	assert_str(pc_sh_text(&tree, node->assigns->span), "A=1");
	assert_str(pc_sh_text(&tree, node->assigns->value.span), "1");
	assert_str(pc_sh_text(&tree, node->redirs->span), "2>>log");
	quoted = node->words->next->parts;
	assert_str(pc_sh_text(&tree, quoted->span), "\"x $(y z)\"");
	assert_str(pc_sh_text(&tree, quoted->parts->next->span), "$(y z)");
	assert_str(pc_sh_text(&tree, quoted->parts->next->body->span), "y z");
	assert_str(pc_sh_text(&tree, node->next->span), "{ w; } >v");
}

static void a_heredoc_body_is_a_span_of_its_own(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_sh_tree tree;
	struct pc_sh_node *node = parse_one(&tree, &arena, "a <<E b\n1\n2 $x\nE\nc");

	(void)state;
	assert_str(pc_sh_text(&tree, node->span), "a <<E b");
	assert_str(pc_sh_text(&tree, node->redirs->body), "1\n2 $x\n");
	assert_str(pc_sh_text(&tree, node->redirs->body_parts->span), "$x");
	assert_str(pc_sh_text(&tree, node->next->span), "c");
}

static void spans_in_backticks_count_from_their_text(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_sh_tree tree, inner = {0};
	struct pc_sh_node *node = parse_one(&tree, &arena, "a `b \\$c d`");
	struct pc_sh_part *part = node->words->next->parts;

	(void)state;
	inner.text = part->text;
	assert_str(inner.text, "b $c d");
	assert_str(pc_sh_text(&inner, part->body->children->words->next->span), "$c");
}

static void the_fault_is_placed_in_the_outer_text(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_sh_tree tree;

	(void)state;
	pc_sh_parse(&tree, &arena, PC_STR("aaaa `b ; ; c`"));
	assert_int_equal(tree.fault, PC_SH_SYNTAX);
	assert_str(pc_sh_text(&tree, tree.fault_at), "`b ; ; c`");
	assert_string_equal(tree.fault_text, "unexpected ';'");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_elif_chain_is_flat),
		cmocka_unit_test(the_size_has_a_limit),
		cmocka_unit_test(a_nul_is_a_fault_with_the_tree_before_it),
		cmocka_unit_test(nothing_gives_no_tree),
		cmocka_unit_test(spans_cover_what_was_written),
		cmocka_unit_test(a_heredoc_body_is_a_span_of_its_own),
		cmocka_unit_test(spans_in_backticks_count_from_their_text),
		cmocka_unit_test(the_fault_is_placed_in_the_outer_text),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	failed += PC_RUN(limits);
	failed += PC_RUN(hostile);
	return failed;
}
