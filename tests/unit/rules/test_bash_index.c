/* SPDX-License-Identifier: Apache-2.0 */
/* The index answers as trying every rule in turn does, and with the first rule that
 * matches, however many there are. */
#include "pc_test.h"

#include "bash_priv.h"

enum { N_RULES = 3000, N_TEXTS = 4000 };

static uint64_t state = 88172645463325252u;

static unsigned below(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state % n);
}

/* Few words and letters, so that rules and texts meet often. */
static struct pc_str random_text(struct pc_arena *arena, bool with_stars)
{
	static const char *const words[] = {
		"git", "git push", "push", "rm", "-rf", "a", "b", "ab", "aba", "xargs"};
	struct pc_str text = {0};
	unsigned n = 1 + below(5);

	for (unsigned i = 0; i < n; i++) {
		const char *star = with_stars && below(3) == 0 ? "*" : "";
		const char *blank = i == 0 || below(5) == 0 ? "" : " ";

		text = pc_arena_printf(arena, "%.*s%s%s%s", PC_STR_ARG(text), blank,
			words[below(PC_COUNT(words))], star);
	}
	if (with_stars && below(4) == 0)
		text = pc_arena_printf(arena, "%s%.*s", "* ", PC_STR_ARG(text));
	if (with_stars && below(4) == 0)
		text = pc_arena_printf(arena, "%.*s:*", PC_STR_ARG(text));
	return text;
}

/* The definition, by backtracking over single bytes. */
static bool glob(struct pc_str pattern, struct pc_str text)
{
	if (pattern.len == 0)
		return text.len == 0;
	if (pattern.ptr[0] == '*') {
		for (size_t i = 0; i <= text.len; i++) {
			if (glob(pc_str_from(pattern, 1), pc_str_from(text, i)))
				return true;
		}
		return false;
	}
	return text.len && text.ptr[0] == pattern.ptr[0] &&
	       glob(pc_str_from(pattern, 1), pc_str_from(text, 1));
}

static bool prefix(struct pc_str head, struct pc_str text)
{
	return pc_str_starts(text, head) &&
	       (text.len == head.len || text.ptr[head.len] == ' ');
}

static size_t stars_of(struct pc_str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.ptr[i] == '*';
	return n;
}

static bool by_definition(struct pc_str spec, struct pc_str text)
{
	struct pc_str xargs = PC_STR("xargs ");
	bool more = pc_str_starts(text, xargs);
	struct pc_str behind = pc_str_from(text, more ? xargs.len : 0);

	if (pc_str_ends(spec, PC_STR(":*"))) {
		spec = pc_str_head(spec, spec.len - 2);
		return prefix(spec, text) || (more && prefix(spec, behind));
	}
	if (stars_of(spec) == 0)
		return pc_str_eq(spec, text);
	if (stars_of(spec) == 1 && pc_str_ends(spec, PC_STR(" *"))) {
		spec = pc_str_head(spec, spec.len - 2);
		return prefix(spec, text) || (more && prefix(spec, behind));
	}
	return glob(spec, text) || (more && spec.ptr[0] != '*' && glob(spec, behind));
}

static void like_one_by_one(void **unused)
{
	static struct pc_rule rules[N_RULES];
	static const struct pc_rule *views[N_RULES];
	struct pc_rule_text src = {.list = PC_LIST_DENY};
	struct pc_arena arena = {0};
	struct bash_index *index;
	size_t hits = 0;

	(void)unused;
	for (size_t i = 0; i < N_RULES; i++) {
		rules[i] = (struct pc_rule){
			.src = &src, .spec = random_text(&arena, true), .has_spec = true};
		views[i] = &rules[i];
	}
	for (size_t n = 1; n <= N_RULES; n *= 7) {
		index = bash_index_new(&arena, views, n, PC_LIST_DENY);
		for (size_t i = 0; i < N_TEXTS; i++) {
			struct pc_str text = random_text(&arena, false);
			struct bash_text item = {.raw = text, .flat = text};
			struct bash_texts texts = {.arena = &arena,
				.line = text,
				.items = &item,
				.count = 1,
				.room = 1};
			const struct pc_rule *want = NULL;

			for (size_t k = 0; k < n && !want; k++) {
				if (by_definition(rules[k].spec, text))
					want = &rules[k];
			}
			hits += want != NULL;
			assert_ptr_equal(
				bash_index_find(index, &texts, BASH_ANY_RULE), want);
		}
	}
	assert_true(hits > N_TEXTS);
	pc_arena_done(&arena);
}

static void only_its_list(void **unused)
{
	struct pc_arena arena = {0};
	struct pc_rule_text src = {.list = PC_LIST_ASK};
	struct pc_rule rule = {.src = &src, .spec = PC_STR("rm:*"), .has_spec = true};
	const struct pc_rule *views[] = {&rule};
	struct pc_str text = PC_STR("rm");
	struct bash_text item = {.raw = text, .flat = text};
	struct bash_texts texts = {
		.arena = &arena, .line = text, .items = &item, .count = 1, .room = 1};

	(void)unused;
	assert_null(bash_index_find(
		bash_index_new(&arena, views, 1, PC_LIST_DENY), &texts, BASH_ANY_RULE));
	assert_ptr_equal(bash_index_find(bash_index_new(&arena, views, 1, PC_LIST_ASK),
				 &texts, BASH_ANY_RULE),
		&rule);
	pc_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(like_one_by_one),
		cmocka_unit_test(only_its_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
