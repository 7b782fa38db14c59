/* SPDX-License-Identifier: Apache-2.0 */
/* Placeholders are known, and chance is never taken for one. */
#include "pc_test.h"

#include "generic_priv.h"

static const struct shape {
	const char *name;
	const char *text;
	size_t fixed;
} shapes[] = {
	{"x's", "xxxxxxxxxxxxxxxxxxxx", 0},
	{"x's behind a prefix", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 4},
	{"stars", "sk-ant-****************", 0},
	{"zeros", "00000000000000000000000000000000", 0},
	{"digits in their order", "12345678901234567890", 0},
	{"hex digits in their order", "0123456789abcdef0123456789abcdef", 0},
	{"letters in their order", "abcdefghijklmnopqrstuvwxyz012345", 0},
	{"letters and digits by turns", "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6", 0},
	{"groups of both", "abc123def456ghi789jkl012mno345", 0},
	{"bytes in their order", "0102030405060708090a0b0c0d0e0f10", 0},
	{"a block again and again", "q7Rt2q7Rt2q7Rt2q7Rt2", 0},
	{"two letters", "ababbabaabbabaab", 0},
	{"a word that says so", "AKIAIOSFODNN7EXAMPLE", 4},
	{"the same inside of a key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", 0},
	{"your key", "sk-your-key-goes-here", 3},
	{"your key in capitals", "YOUR_API_KEY_HERE", 0},
	{"change me", "changeme", 0},
	{"insert", "insert-token", 0},
	{"redacted", "REDACTED", 0},
	{"an ellipsis", "sk-proj-Ab9...", 8},
	{"an ellipsis of one sign", "sk-proj-Ab9\xe2\x80\xa6", 8},
	{"a template", "${TOKEN}", 0},
	{"words from end to end", "this-is-not-a-real-secret-key", 0},
	{"a test of words", "test-token-for-ci", 0},
	{"a fake", "fake_service_token", 0},
	{"dead beef", "deadbeefcafe42", 0},
	{"nothing behind the prefix", "ghp_", 4},
};

static void is_one(const struct shape *row)
{
	assert_true(pc_secret_is_placeholder(pc_str(row->text), row->fixed));
}

static const struct chance {
	const char *name;
	const char *template_text;
	size_t fixed;
} chances[] = {
	{"hex, 20", "<hex:20>", 0},
	{"hex, 32", "<hex:32>", 0},
	{"hex, 64", "<hex:64>", 0},
	{"upper hex, 32", "<hex-upper:32>", 0},
	{"small letters and digits, 24", "<lower:24>", 0},
	{"small letters and digits, 40", "<lower:40>", 0},
	{"capitals and digits, 32", "<upper:32>", 0},
	{"base32, 20", "<base32:20>", 0},
	{"letters, 34", "<letters:34>", 0},
	{"letters and digits, 20", "<alnum:20>", 0},
	{"letters and digits, 36", "<alnum:36>", 0},
	{"base64, 44", "<base64:43>=", 0},
	{"base64, 88", "<base64:86>==", 0},
	{"base64url, 22", "<base64url:22>", 0},
	{"base64url, 93", "<base64url:93>", 0},
	{"behind test_", "sk_test_<alnum:24>", 3},
	{"behind test_, hex", "sk_test_<hex:32>", 3},
	{"digits, 20", "<digits:20>", 0},
	{"in groups", "<hex:8>-<hex:4>-4<hex:3>-a<hex:3>-<hex:12>", 0},
};

/* One seed for each run of PC_TEST_SEED; the same keys otherwise. */
static void is_none(const struct chance *row)
{
	const char *seed = getenv("PC_TEST_SEED"), *count = getenv("PC_TEST_KEYS");
	uint64_t first = seed ? strtoull(seed, NULL, 10) * 1000000 : 0;
	uint64_t n = count ? strtoull(count, NULL, 10) : 1000;

	for (uint64_t i = 0; i < n; i++) {
		struct pc_arena arena = {0};
		struct pc_str key =
			pc_secret_sample(&arena, row->template_text, first + i);

		if (pc_secret_is_placeholder(key, row->fixed))
			fail_msg("%.*s", PC_STR_ARG(key));
		pc_arena_done(&arena);
	}
}

static const struct bits {
	const char *name;
	const char *text;
	unsigned entropy;
} bits[] = {
	{"nothing", "", 0},
	{"one byte again and again", "aaaaaaaa", 0},
	{"two bytes, as often", "abababab", 100},
	{"four", "abcdabcd", 200},
	{"sixteen", "0123456789abcdef", 400},
};

static void has_bits(const struct bits *row)
{
	assert_int_equal(pc_secret_entropy(pc_str(row->text)), row->entropy);
}

PC_TABLE(shapes, is_one)
PC_TABLE(chances, is_none)
PC_TABLE(bits, has_bits)

int main(void)
{
	return PC_RUN(shapes) + PC_RUN(chances) + PC_RUN(bits);
}
