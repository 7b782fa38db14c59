/* SPDX-License-Identifier: Apache-2.0 */
/* Answers about languages, held against trying every short word. */
#include "pc/match/automaton.h"

#include "pc/base/limits.h"
#include "pc/match/glob.h"
#include "pc_test.h"

/* ---- patterns with stars over a small alphabet ---------------------------- */

enum { MOST_PIECES = 4, LONGEST = 6, N_PAIRS = 400 };

static uint64_t seed = 20240611;

static uint32_t draw(uint32_t below)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(seed >> 33) % below;
}

/* Any of 'a' 'b' '/' and stars: '*' runs without '/', '#' any run. */
static void draw_pattern(char out[MOST_PIECES + 1])
{
	size_t n = 1 + draw(MOST_PIECES);

	for (size_t i = 0; i < n; i++)
		out[i] = "ab/*#"[draw(5)];
	out[n] = '\0';
}

static const struct pc_auto *automaton_of(struct pc_arena *arena, const char *pattern)
{
	struct pc_auto *a = pc_auto_new(arena);
	uint32_t at = 0;

	for (; *pattern; pattern++) {
		if (*pattern == '*')
			at = pc_auto_run(a, at, pc_not_slash, 2);
		else if (*pattern == '#')
			at = pc_auto_run(a, at, &pc_any_char, 1);
		else
			at = pc_auto_text(a, at, (struct pc_str){pattern, 1}, false);
	}
	pc_auto_accept(a, at);
	return a;
}

static bool matches(const char *pattern, const char *word)
{
	if (*pattern == '\0')
		return *word == '\0';
	if (*pattern == '*' || *pattern == '#') {
		if (matches(pattern + 1, word))
			return true;
		return *word && (*pattern == '#' || *word != '/') &&
		       matches(pattern, word + 1);
	}
	return *word == *pattern && matches(pattern + 1, word + 1);
}

typedef bool wanted_fn(const char *a, const char *b, const char *word);

static bool in_a_alone(const char *a, const char *b, const char *word)
{
	return matches(a, word) && !matches(b, word);
}

static bool in_both(const char *a, const char *b, const char *word)
{
	return matches(a, word) && matches(b, word);
}

static bool in_one(const char *a, const char *b, const char *word)
{
	return matches(a, word) != matches(b, word);
}

/* The size of the shortest word over "ab/" that is wanted, up to LONGEST; -1 without. */
static int try_all(wanted_fn *wanted, const char *a, const char *b)
{
	char word[LONGEST + 1];

	for (int len = 0; len <= LONGEST; len++) {
		int n = 1;

		for (int i = 0; i < len; i++)
			n *= 3;
		for (int k = 0; k < n; k++) {
			int rest = k;

			for (int i = 0; i < len; i++, rest /= 3)
				word[i] = "ab/"[rest % 3];
			word[len] = '\0';
			if (wanted(a, b, word))
				return len;
		}
	}
	return -1;
}

static void check(struct pc_arena *arena, const struct pc_lang *lang, wanted_fn *wanted,
	const char *a, const char *b)
{
	struct pc_str word = {0};
	enum pc_found found = pc_lang_shortest(&word, arena, lang, NULL);
	int shortest = try_all(wanted, a, b);
	const char *text;

	if (found == PC_FOUND_NONE && shortest >= 0)
		fail_msg("%s, %s: no word, but there is one of %d", a, b, shortest);
	if (found == PC_FOUND_NONE)
		return;
	assert_int_equal(found, PC_FOUND_WORD);
	text = pc_arena_str(arena, word).ptr;
	if (!wanted(a, b, text))
		fail_msg("%s, %s: '%s' is none", a, b, text);
	/* Two patterns of four pieces that differ do so within six letters. */
	if ((int)word.len != shortest)
		fail_msg("%s, %s: '%s', but the shortest has %d", a, b, text, shortest);
}

static void compares_as_trying_every_word(void **state)
{
	(void)state;
	for (int i = 0; i < N_PAIRS; i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		char a[MOST_PIECES + 1], b[MOST_PIECES + 1];
		const struct pc_lang *la, *lb, *only_a, *only[2];

		draw_pattern(a);
		draw_pattern(b);
		la = pc_lang_auto(&arena, automaton_of(&arena, a));
		lb = pc_lang_auto(&arena, automaton_of(&arena, b));
		only_a = pc_lang_and(&arena, la, pc_lang_not(&arena, lb));
		check(&arena, only_a, in_a_alone, a, b);
		check(&arena, pc_lang_and(&arena, la, lb), in_both, a, b);
		only[0] = only_a;
		only[1] = pc_lang_and(&arena, lb, pc_lang_not(&arena, la));
		check(&arena, pc_lang_or(&arena, only, 2), in_one, a, b);
	}
}

static void a_union_covers_what_no_part_does(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_lang *parts[] = {
		pc_lang_auto(&arena, automaton_of(&arena, "a")),
		pc_lang_auto(&arena, automaton_of(&arena, "a/#")),
		pc_lang_auto(&arena, automaton_of(&arena, "ab#")),
	};
	const struct pc_lang *both = pc_lang_or(&arena, parts, 2);
	struct pc_auto *a = pc_auto_new(&arena);
	uint32_t end = pc_auto_text(a, 0, PC_STR("a"), false);
	const struct pc_lang *whole = pc_lang_auto(&arena, a);
	struct pc_str word;

	(void)state;
	pc_auto_accept(a, end);
	end = pc_auto_run(a, pc_auto_text(a, end, PC_STR("/"), false), &pc_any_char, 1);
	pc_auto_accept(a, end);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
			pc_lang_shortest(&word, &arena,
				pc_lang_and(&arena, whole, pc_lang_not(&arena, parts[i])),
				NULL),
			PC_FOUND_WORD);
	}
	assert_int_equal(
		pc_lang_shortest(&word, &arena,
			pc_lang_and(&arena, whole, pc_lang_not(&arena, both)), NULL),
		PC_FOUND_NONE);
}

/* ---- words ---------------------------------------------------------------- */

static void shows_readable_characters(void **state)
{
	static const struct {
		struct pc_range range;
		const char *want;
	} rows[] = {
		{{0, 0x10FFFF}, "a"},
		{{'b', 0x10FFFF}, "b"},
		{{0, '9'}, "0"},
		{{0, ' ' + 1}, " "},
		{{'[', '`'}, "_"},
		{{0x80, 0x10FFFF}, "\xC2\xA1"},
		{{0xD800, 0xE001}, "\xEE\x80\x80"},
		{{0x1F600, 0x1F64F}, "\xF0\x9F\x98\x80"},
	};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		struct pc_auto *a = pc_auto_new(&arena);
		struct pc_str word = {0};

		pc_auto_accept(a, pc_auto_one(a, 0, &rows[i].range, 1));
		assert_int_equal(
			pc_lang_shortest(&word, &arena, pc_lang_auto(&arena, a), NULL),
			PC_FOUND_WORD);
		assert_true(pc_str_is(word, rows[i].want));
	}
}

static void halves_of_characters_are_in_no_word(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_auto *a = pc_auto_new(&arena);
	struct pc_range halves = {0xD800, 0xDFFF};
	struct pc_str word;

	(void)state;
	pc_auto_accept(a, pc_auto_one(a, 0, &halves, 1));
	assert_int_equal(pc_lang_shortest(&word, &arena, pc_lang_auto(&arena, a), NULL),
		PC_FOUND_NONE);
}

/* ---- limits --------------------------------------------------------------- */

static const struct pc_lang *long_text(struct pc_arena *arena, size_t len)
{
	struct pc_auto *a = pc_auto_new(arena);
	char *text = pc_arena_bytes(arena, len);

	memset(text, 'a', len);
	pc_auto_accept(a, pc_auto_text(a, 0, (struct pc_str){text, len}, false));
	return pc_lang_auto(arena, a);
}

static void gives_up_past_its_limits_and_at_none_before(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	size_t most = PC_MAX_AUTO_SIZE - 1, few = 10, enough = 100000;
	struct pc_str word;

	(void)state;
	assert_int_equal(pc_lang_shortest(&word, &arena, long_text(&arena, most), NULL),
		PC_FOUND_WORD);
	assert_int_equal(word.len, most);
	assert_int_equal(
		pc_lang_shortest(&word, &arena, long_text(&arena, most + 1), NULL),
		PC_FOUND_GAVE_UP);
	assert_int_equal(pc_lang_shortest(&word, &arena, long_text(&arena, 100), &few),
		PC_FOUND_GAVE_UP);
	assert_int_equal(few, 0);
	assert_int_equal(pc_lang_shortest(&word, &arena, long_text(&arena, 100), &enough),
		PC_FOUND_WORD);
	assert_true(enough < 100000 && enough > 90000);
}

static void gives_up_on_too_many_parts(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_lang *parts[PC_MAX_AUTO_PARTS + 1];
	struct pc_str word;

	(void)state;
	for (size_t i = 0; i < PC_COUNT(parts); i++)
		parts[i] = long_text(&arena, i + 1);
	assert_int_equal(pc_lang_shortest(&word, &arena,
				 pc_lang_or(&arena, parts, PC_MAX_AUTO_PARTS), NULL),
		PC_FOUND_WORD);
	assert_int_equal(word.len, 1);
	assert_int_equal(pc_lang_shortest(&word, &arena,
				 pc_lang_or(&arena, parts, PC_MAX_AUTO_PARTS + 1), NULL),
		PC_FOUND_GAVE_UP);
}

/* ---- path patterns, held against the matcher ------------------------------ */

static const char *const pieces[] = {"a", "b", "B", "/", "/", "*", "**", "/**", "**/",
	"?", "[a-b]", "[!a]", "\\a", "\\*", "\\d", "\\s", "\\?", "[b-a]", "[\\w]", " ",
	"\\ ", "x", "1", "."};
static const char *const words[] = {
	"a", "b", "/", "/", "x", "1", "B", "A", " ", ".", "*", "[", "\n", "^"};

static void draw_text(
	char *out, size_t size, const char *const *from, size_t n_from, size_t most)
{
	size_t n = 1 + draw((uint32_t)most);

	out[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(out);

		snprintf(out + len, size - len, "%s", from[draw((uint32_t)n_from)]);
	}
}

static void patterns_are_what_the_matcher_matches(void **state)
{
	PC_AUTO(pc_scratch_freep) struct pc_scratch *scratch = pc_scratch_new();
	size_t n_yes = 0, n_no = 0;

	(void)state;
	for (int i = 0; i < 4000; i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		PC_AUTO(pc_glob_freep) struct pc_glob *glob = NULL;
		struct pc_auto *a = pc_auto_new(&arena);
		const struct pc_lang *lang;
		char pattern[64], path[64];
		struct pc_err err;

		draw_text(pattern, sizeof(pattern), pieces, PC_COUNT(pieces), 5);
		if (pc_glob_compile(&glob, pc_str(pattern), &err) != PC_OK)
			continue;
		/* What stands before the pattern, here "z/", changes nothing. */
		assert_true(pc_auto_glob(
			a, pc_auto_text(a, 0, PC_STR("z/"), false), pc_str(pattern)));
		lang = pc_lang_auto(&arena, a);
		for (int k = 0; k < 12; k++) {
			enum pc_match match;

			draw_text(path, sizeof(path), words, PC_COUNT(words), 6);
			match = pc_glob_match(glob, scratch, pc_str(path));
			(match == PC_MATCH_YES ? n_yes++ : n_no++);
			if (pc_lang_has(lang, pc_arena_printf(&arena, "z/%s", path)) !=
				(match == PC_MATCH_YES))
				fail_msg("'%s' and '%s'", pattern, path);
		}
	}
	assert_true(n_yes > 1000 && n_no > 1000);
}

static void says_which_patterns_it_cannot_take(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	(void)state;
	assert_false(pc_auto_glob(pc_auto_new(&arena), 0, PC_STR("a\\b")));
	assert_false(pc_auto_glob(pc_auto_new(&arena), 0, PC_STR("[z-\\a/")));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares_as_trying_every_word),
		cmocka_unit_test(a_union_covers_what_no_part_does),
		cmocka_unit_test(shows_readable_characters),
		cmocka_unit_test(halves_of_characters_are_in_no_word),
		cmocka_unit_test(gives_up_past_its_limits_and_at_none_before),
		cmocka_unit_test(gives_up_on_too_many_parts),
		cmocka_unit_test(patterns_are_what_the_matcher_matches),
		cmocka_unit_test(says_which_patterns_it_cannot_take),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
