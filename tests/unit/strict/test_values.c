/* SPDX-License-Identifier: Apache-2.0 */
/* What words become: known fields, patterns, what is certain of unknown ones.  That the
 * known ones are bash's is held against bash itself in tests/integration/strict. */
#include "pc_test.h"

#include "pc/base/buf.h"
#include "strict_priv.h"

/* The scope of all tests: HOME=/home/u x=curl y= z? u?=wget a=(cu rl) cwd /w */
static const struct map_node *scope_of_tests(struct pc_arena *arena)
{
	static struct field items[] = {{.text = {"cu", 2}}, {.text = {"rl", 2}}};
	static const struct fields array = {items, 2};
	static const struct {
		const char *name;
		struct variable variable;
	} all[] = {
		{"HOME", {.value = {"/home/u", 7}, .known = true}},
		{"x", {.value = {"curl", 4}, .known = true}},
		{"y", {.known = true}},
		{"z", {.known = false}},
		{"u", {.value = {"wget", 4}}},
		{"a", {.value = {"cu", 2}, .known = true, .array = &array}},
	};
	const struct map_node *map = NULL;

	for (size_t i = 0; i < PC_COUNT(all); i++)
		map = map_with(arena, map, pc_str(all[i].name), &all[i].variable);
	return map;
}

static void write_field(struct pc_buf *out, const struct field *field)
{
	if (out->len)
		pc_buf_add_char(out, ' ');
	if (field->kind == FIELD_UNKNOWN) {
		pc_buf_printf(out, "?(%.*s|%.*s", PC_STR_ARG(field->begins),
			PC_STR_ARG(field->ends));
		for (size_t i = 0; field->maybe && i < field->maybe->count; i++)
			pc_buf_printf(
				out, "|%.*s", PC_STR_ARG(field->maybe->items[i].text));
		pc_buf_puts(out, ")");
		return;
	}
	pc_buf_printf(out, "%s<%.*s>", field->kind == FIELD_PATTERN ? "glob" : "",
		PC_STR_ARG(field->text));
}

static const struct word {
	const char *name; /* words */
	const char *want; /* <known> glob<pattern> ?(begins|ends|maybe|maybe) */
} words[] = {
	{"curl", "<curl>"},
	{"c'ur'l \"cu\"rl c\\url", "<curl> <curl> <curl>"},
	{"$'\\x63url' $'\\143url' $\"curl\"", "<curl> <curl> <curl>"},
	{"{c,x}url", "<curl> <xurl>"},
	{"{a..c}1", "<a1> <b1> <c1>"},
	{"a{1,{2,3}}b", "<a1b> <a2b> <a3b>"},
	{"$x ${x} c${y}url", "<curl> <curl> <curl>"},
	{"c$@url c${*}url", "<curl> <curl>"},
	{"c${z}url", "?(c|url|curl)"},
	{"c${never_heard}url", "?(c|url|curl)"},
	{"\"$z\"/.env", "?(|/.env|/.env)"},
	{"$z", "?(|)"},
	{"$u", "?(||wget)"},
	{"${z:-curl}", "?(||curl)"},
	{"${z:-curl -s}", "?(||curl) ?(||-s)"},
	{"${z:+curl}", "?(||curl)"},
	{"${PATH:+curl} ${HOME:+x}", "<curl> <x>"},
	{"${x:-w} ${y:-w} ${y-w} ${x:+w}", "<curl> <w> <w>"},
	{"${x#c} ${x%l} ${x/u/a} ${x:1:2} ${#x} ${x^^} ${x,,}",
		"<url> <cur> <carl> <ur> <4> <CURL> <curl>"},
	{"${a[0]}${a[1]} ${a[@]} \"${a[*]}\" ${#a[@]}", "<curl> <cu> <rl> <cu rl> <2>"},
	{"$1 \"$@\" $#", "<0>"},
	{"~ ~/x ~+ ~root/x", "</home/u> </home/u/x> </w> ?(|/x|~root/x)"},
	{"$((1+1)) $((2*(3+4))) $((z))", "<2> <14> ?(||0)"},
	{"cur[l] /usr/bin/cur? .e*v", "glob<cur[l]> glob</usr/bin/cur?> glob<.e*v>"},
	{"'*'? \"[\"a]", "glob<\\*?> <[a]>"},
	{"@(curl|wget)", "glob<@(curl|wget)>"},
	{"cur[l]$z", "?(cur[l]||cur[l])"},
	{"$(echo curl) `echo cu`rl $(printf %s curl)", "<curl> <curl> <curl>"},
	{"$(echo Y3VybA== | base64 -d) $(rev <<< lruc)", "<curl> <curl>"},
	{"$(which curl) \"$(command -v curl)\" $(type -p curl)",
		"?(|curl|curl) ?(|curl|curl) ?(|curl|curl)"},
	{"$(date) a$(cat x)b", "?(|) ?(a|b|ab)"},
	{"$(echo curl | sed s/x/y/)", "<curl>"},
	{"$(printf 'a b\nc,d\n' | tail -n 1 | cut -d, -f2)", "<d>"},
	{"$(echo curl | sed 's/.*/x/')", "?(|)"},
	{"<(ls)", "?(/dev/fd/||/dev/fd/63)"},
	{"$$ $? $RANDOM", "?(|) ?(|) ?(|)"},
	{"${z:=curl}$z", "?(||curlcurl)"},
};

static struct pc_sh_word *parse_words(
	struct pc_sh_tree *tree, struct pc_arena *arena, struct pc_str text)
{
	pc_sh_parse(tree, arena, text);
	assert_int_equal(tree->fault, PC_SH_FINE);
	return tree->root->children->words;
}

static void check_word(const struct word *w)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct scope scope = {.cwd = PC_STR("/w"), .variables = scope_of_tests(&arena)};
	struct pc_sh_tree tree;
	struct pc_sh_word *word = parse_words(&tree, &arena, pc_str(w->name));

	for (; word; word = word->next) {
		struct fields fields;

		values_of(&fields, &arena, &scope, word);
		for (size_t i = 0; i < fields.count; i++)
			write_field(&out, &fields.items[i]);
	}
	assert_str(pc_buf_str(&out), w->want);
}

PC_TABLE(words, check_word)

/* Texts that grow when they are expanded: each gives an answer soon. */
static const struct growing {
	const char *name, *piece;
	size_t times;
} growings[] = {
	{"braces that multiply", "{a,b}", 1000},
	{"braces inside each other", "{a,", 150},
	{"a long sequence", "{1..999999999}", 1},
	{"many variables", "$x", 100000},
	{"many assignments", "${v:=w}", 20000},
	{"many substitutions", "$(echo a)", 20000},
	{"patterns with stars", "${x//*a*b*c*/y}", 10000},
	{"a long literal in quotes", "'abcdefgh'", 50000},
};

static void check_growing(const struct growing *g)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct scope scope = {.variables = scope_of_tests(&arena)};
	struct fields fields;
	struct pc_sh_tree tree;
	struct pc_sh_word *word;

	for (size_t i = 0; i < g->times; i++)
		pc_buf_puts(&text, g->piece);
	word = parse_words(&tree, &arena, pc_buf_str(&text));
	values_of(&fields, &arena, &scope, word);
	assert_true(fields.count >= 1);
	assert_true(arena.used < ((size_t)128 << 20));
}

PC_TABLE(growings, check_growing)

static void assigned_words_are_guesses(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct scope scope = {.variables = scope_of_tests(&arena)};
	struct pc_sh_tree tree;
	struct pc_sh_word *word =
		parse_words(&tree, &arena, PC_STR("\"${new:=curl}\"$((x++))"));
	struct field value;

	(void)state;
	value = value_of(&arena, &scope, word);
	assert_int_equal(value.kind, FIELD_UNKNOWN);
	values_assign(&scope, &arena, word);
	assert_false(scope_find(&scope, PC_STR("x"))->known);
	assert_str(scope_find(&scope, PC_STR("new"))->value, "curl");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(assigned_words_are_guesses),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	failed += PC_RUN(words);
	failed += PC_RUN(growings);
	return failed;
}
