/* SPDX-License-Identifier: Apache-2.0 */
/* The file of allowed signers: what a line allows, and where one is wrong. */
#include "pc/base/limits.h"
#include "pc_test.h"
#include "trust_priv.h"
#include "vectors.h"

static const struct good_row {
	const char *name, *text, *principals;
	struct pc_signer want; /* key and principals are looked at apart */
} goods[] = {
	{"a line", "a@b " KEY_ED25519, "a@b", {.at = {"f", 1, 1}}},
	{"a comment", "a " KEY_ED25519 " at home\n", "a", {.at = {"f", 1, 1}}},
	{"carriage returns", "# x\r\n\r\na " KEY_ED25519 "\r\n", "a",
		{.at = {"f", 3, 1}}},
	{"white space", " \t a\t " KEY_ED25519 "  \n", "a", {.at = {"f", 1, 4}}},
	{"quotes", "\"a b,*\" " KEY_ED25519, "a b,*", {.at = {"f", 1, 1}}},
	{"an authority", "a cert-authority " KEY_ED25519, "a",
		{.at = {"f", 1, 1}, .is_authority = true}},
	{"namespaces", "a namespaces=\"git,x y\" " KEY_ED25519, "a",
		{.at = {"f", 1, 1},
			.has_namespaces = true,
			.namespaces = {"git,x y", 7}}},
	{"a quote in a quote", "a namespaces=\"a\\\"b\" " KEY_ED25519, "a",
		{.at = {"f", 1, 1}, .has_namespaces = true, .namespaces = {"a\"b", 3}}},
	{"all of them",
		"a Cert-Authority,valid-after=\"20240131Z\",NAMESPACES=\"\","
		"valid-before=\"20240131153001Z\" " KEY_ED25519,
		"a",
		{.at = {"f", 1, 1},
			.is_authority = true,
			.has_namespaces = true,
			.valid_after = 1706659200,
			.valid_before = 1706715001}},
};

static void good_check(const struct good_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_signers signers = {0};
	const struct pc_signer *got;
	struct pc_err err;

	assert_int_equal(
		pc_signers_read(&signers, &arena, "f", pc_str(r->text), &err), PC_OK);
	assert_int_equal(signers.n_faults, 0);
	assert_int_equal(signers.count, 1);
	got = signers.items;
	assert_str(got->principals, r->principals);
	assert_int_equal(got->at.line, r->want.at.line);
	assert_int_equal(got->at.col, r->want.at.col);
	assert_int_equal(got->is_authority, r->want.is_authority);
	assert_int_equal(got->has_namespaces, r->want.has_namespaces);
	assert_true(pc_str_eq(got->namespaces, r->want.namespaces));
	assert_int_equal(got->valid_after, r->want.valid_after);
	assert_int_equal(got->valid_before, r->want.valid_before);
	assert_int_equal(got->key.len, 51);
}

static const struct bad_row {
	const char *name, *text;
	uint32_t line, col;
	const char *says; /* a part of it */
} bads[] = {
	{"only a name", "a", 1, 1, "no key"},
	{"only options", "a cert-authority", 1, 17, "no key behind the options"},
	{"an unknown option", "\na x-y " KEY_ED25519, 2, 3, "'x-y' is neither"},
	{"an unknown one behind a known one", "a cert-authority,x " KEY_ED25519, 1, 18,
		"'x' is neither"},
	{"an empty option", "a cert-authority,, " KEY_ED25519, 1, 18, "'' is neither"},
	{"a comma at the end", "a cert-authority, " KEY_ED25519, 1, 18, "'' is neither"},
	{"half an option", "a cert-author " KEY_ED25519, 1, 3, "neither"},
	{"a longer option", "a cert-authorityx " KEY_ED25519, 1, 3, "neither"},
	{"a value that is none", "a cert-authority=\"x\" " KEY_ED25519, 1, 3,
		"takes no value"},
	{"no value", "a namespaces " KEY_ED25519, 1, 3, "needs a value"},
	{"no quotes", "a namespaces=git " KEY_ED25519, 1, 14, "in quotes"},
	{"an open quote", "a namespaces=\"git " KEY_ED25519, 1, 14, "not closed"},
	{"text behind a value", "a namespaces=\"git\"x " KEY_ED25519, 1, 19, "a comma"},
	{"twice", "a namespaces=\"x\",namespaces=\"x\" " KEY_ED25519, 1, 29, "twice"},
	{"a time twice",
		"a valid-after=\"20240101\",valid-after=\"20240101\" " KEY_ED25519, 1, 38,
		"twice"},
	{"no time", "a valid-before=\"soon\" " KEY_ED25519, 1, 16, "'soon' is no time"},
	{"before is not behind after",
		"a valid-after=\"20240101\",valid-before=\"20240101\" " KEY_ED25519, 1, 3,
		"not behind"},
	{"columns are characters", "\xc3\xa4\xc3\xb6 x " KEY_ED25519, 1, 4, "neither"},
	{"an open quote around names", "\"a " KEY_ED25519, 1, 1, "not closed"},
	{"no name in quotes", "\"\" " KEY_ED25519, 1, 1, "no principals"},
	{"text behind the quote", "\"a\"b " KEY_ED25519, 1, 4, "white space"},
	{"a quote in a name", "a\"b " KEY_ED25519, 1, 2, "white space"},
	{"no name", KEY_ED25519, 1, 13, "neither"},
	{"DSA", "a ssh-dss AAAA", 1, 3, "DSA"},
	{"a certificate", "a ssh-ed25519-cert-v01@openssh.com AAAA", 1, 3, "certificate"},
	{"a type of tomorrow", "a ssh-mldsa AAAA", 1, 3, "no type of key"},
	{"no base64", "a ssh-ed25519 AAA!", 1, 15, "base64"},
	{"no bytes", "a ssh-ed25519", 1, 14, "base64"},
	{"half a key", "a ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMlS", 1, 15, "size"},
	{"the key of another type",
		"a ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIMlS3VzN7GkRgdmCTc+"
		"8bykDoEnlnM0F6o6pK2r5HsC3",
		1, 11, "not of the type"},
	{"an escape", "a\x1b " KEY_ED25519, 1, 1, "control"},
	{"half a character", "a\xc3 " KEY_ED25519, 1, 1, "UTF-8"},
};

static void bad_check(const struct bad_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str text = pc_arena_printf(&arena, "%s\nz %s", r->text, KEY_ECDSA256);
	struct pc_signers signers = {0};
	struct pc_err err;

	assert_int_equal(pc_signers_read(&signers, &arena, "f", text, &err), PC_OK);
	assert_int_equal(signers.n_faults, 1);
	assert_string_equal(signers.faults[0].at.file, "f");
	assert_int_equal(signers.faults[0].at.line, r->line);
	assert_int_equal(signers.faults[0].at.col, r->col);
	if (pc_str_find_str(signers.faults[0].text, pc_str(r->says)) ==
		signers.faults[0].text.len)
		assert_str(signers.faults[0].text, r->says);
	/* The other line counts. */
	assert_int_equal(signers.count, 1);
	assert_str(signers.items[0].principals, "z");
}

static void a_file_may_be_so_large(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str text = {pc_arena_alloc(&arena, PC_MAX_SIGNERS_SIZE + 1), 0};
	struct pc_signers signers = {0};
	struct pc_err err;

	(void)state;
	memset((char *)(uintptr_t)text.ptr, '#', PC_MAX_SIGNERS_SIZE + 1);
	text.len = PC_MAX_SIGNERS_SIZE;
	assert_int_equal(pc_signers_read(&signers, &arena, "f", text, &err), PC_OK);
	text.len++;
	assert_int_equal(
		pc_signers_read(&signers, &arena, "f", text, &err), PC_ERR_LIMIT);
}

static void so_many_faults_are_kept(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_signers signers = {0};
	struct pc_err err;

	(void)state;
	for (int i = 0; i <= PC_MAX_SIGNERS_FAULTS; i++)
		pc_buf_puts(&text, "a\n");
	assert_int_equal(
		pc_signers_read(&signers, &arena, "f", pc_buf_str(&text), &err), PC_OK);
	assert_int_equal(signers.n_faults, PC_MAX_SIGNERS_FAULTS);
}

PC_TABLE(goods, good_check)
PC_TABLE(bads, bad_check)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_may_be_so_large),
		cmocka_unit_test(so_many_faults_are_kept),
	};

	return PC_RUN(goods) + PC_RUN(bads) + cmocka_run_group_tests(tests, NULL, NULL);
}
