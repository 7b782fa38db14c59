/* SPDX-License-Identifier: Apache-2.0 */
/* Texts from templates, and the sums that keys carry. */
#include "pc_test.h"

#include "secrets_priv.h"

static const struct row {
	const char *name;
	const char *template_text;
	const char *text; /* '?' stands for any one byte */
	const char *set;  /* of those */
} rows[] = {
	{"a text without words", "a <b> c", "a <b> c", ""},
	{"digits", "k=<digits:6>;", "k=??????;", "0123456789"},
	{"letters of hex", "<hex:8>", "????????", "0123456789abcdef"},
	{"large ones", "<hex-upper:8>", "????????", "0123456789ABCDEF"},
	{"base32", "<base32:9>", "?????????", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"},
	{"nothing of them", "a<alnum:0>b", "ab", ""},
	{"an escape", "<<alnum:3>", "<alnum:3>", ""},
	{"an unknown word", "<what:3><alnum>", "<what:3><alnum>", ""},
	{"an open bracket", "x<hex:4", "x<hex:4", ""},
	{"a length that is none", "<hex:4x>", "<hex:4x>", ""},
	/* The sum of "123456789" is cbf43926, the check value of this CRC. */
	{"a sum in base36", "k=123456789<crc36>", "k=1234567891kl8mjq", ""},
	{"a sum in hex, lowest byte first", "k=123456789_<crc16>", "k=123456789_2639f4cb",
		""},
	{"a sum in base62", "k=123456789<crc62>", "k=1234567893jZRME", ""},
};

static void check(const struct row *r)
{
	struct pc_arena arena = {0};
	struct pc_str text = pc_secret_sample(&arena, r->template_text, 7);

	if (r->set[0] == '\0') {
		assert_string_equal(text.ptr, r->text);
	} else {
		assert_int_equal(text.len, strlen(r->text));
		for (size_t i = 0; i < text.len; i++) {
			if (r->text[i] == '?')
				assert_non_null(strchr(r->set, text.ptr[i]));
			else
				assert_int_equal(text.ptr[i], r->text[i]);
		}
	}
	pc_arena_done(&arena);
}

PC_TABLE(rows, check)

static const struct sum_row {
	const char *name;
	enum pc_secret_checksum kind;
	const char *template_text;
	bool holds;
} sums[] = {
	{"GitHub's", PC_SECRET_CRC32_BASE62, "ghp_<alnum:30><crc62>", true},
	{"one by chance", PC_SECRET_CRC32_BASE62, "ghp_<alnum:36>", false},
	{"npm's", PC_SECRET_CRC32_BASE62, "npm_<alnum:30><crc62>", true},
	{"Grafana's", PC_SECRET_CRC32_HEX, "glsa_<alnum:32>_<crc16>", true},
	{"another of Grafana's", PC_SECRET_CRC32_HEX, "glsa_<alnum:32>_<hex:8>", false},
	{"GitLab's", PC_SECRET_CRC32_BASE36, "glpat-<base64url:27>.0r<crc36>", true},
	{"another of GitLab's", PC_SECRET_CRC32_BASE36, "glpat-<base64url:27>.0r1234567",
		false},
	{"a key that is too short", PC_SECRET_CRC32_BASE62, "<alnum:6>", false},
	{"a web token", PC_SECRET_JWT, "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e.s", true},
	{"an object without alg", PC_SECRET_JWT, "eyJhIjoxfQ.e.s", false},
	{"no object", PC_SECRET_JWT, "<alnum:30>.e.s", false},
	{"no parts", PC_SECRET_JWT, "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", false},
	{"PyPI's", PC_SECRET_MACAROON, "pypi-AgEIcHlwaS5vcmc<base64url:80>", true},
	{"that of the test site", PC_SECRET_MACAROON,
		"pypi-AgENdGVzdC5weXBpLm9yZw<base64url:80>", true},
	{"of another site", PC_SECRET_MACAROON, "pypi-AgEIcHlwaS5vcmD<base64url:80>",
		false},
	{"no sum at all", PC_SECRET_NO_CHECKSUM, "ghp_<alnum:30><crc62>", false},
	{"nothing", PC_SECRET_MACAROON, "", false},
};

static void check_sum(const struct sum_row *r)
{
	struct pc_arena arena = {0};

	for (uint64_t seed = 0; seed < 20; seed++)
		assert_int_equal(
			pc_secret_checksum_holds(r->kind,
				pc_secret_sample(&arena, r->template_text, seed)),
			r->holds);
	pc_arena_done(&arena);
}

PC_TABLE(sums, check_sum)

static void one_seed_gives_one_text(void **state)
{
	struct pc_arena arena = {0};
	struct pc_str a = pc_secret_sample(&arena, "<alnum:20-40>", 1);
	struct pc_str b = pc_secret_sample(&arena, "<alnum:20-40>", 1);
	struct pc_str c = pc_secret_sample(&arena, "<alnum:20-40>", 2);

	(void)state;
	assert_true(pc_str_eq(a, b));
	assert_false(pc_str_eq(a, c));
	assert_true(a.len >= 20 && a.len <= 40);
	pc_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(one_seed_gives_one_text)};

	return rows_group() + sums_group() + cmocka_run_group_tests(tests, NULL, NULL);
}
