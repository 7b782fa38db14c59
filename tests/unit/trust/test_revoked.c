/* SPDX-License-Identifier: Apache-2.0 */
/* Files that revoke keys: who is, who is not, and which files are none. */
#include "pc/base/limits.h"
#include "pc_test.h"
#include "trust_priv.h"
#include "vectors.h"

/* PC_STR() is no constant. */
#define S(literal)                                                                       \
	{                                                                                \
		(literal), sizeof(literal) - 1                                           \
	}

/* ---- lists of keys, held against signatures ------------------------------------ */

static const struct list_row {
	const char *name, *revoked;
	bool has_cert;    /* the signature's key */
	const char *says; /* NULL: it is good */
} lists[] = {
	{"nothing", "", false, NULL},
	{"comments", "# a\n\n  # b\n", false, NULL},
	{"another key", KEY_ECDSA256 "\n", false, NULL},
	{"the key", KEY_ED25519, false, "r:1 revokes the key SHA256:"},
	{"the key behind others", "#\n" KEY_RSA2048 " x\n \t" KEY_ED25519 " at home\r\n",
		false, "r:3 revokes the key SHA256:"},
	{"the key of a certificate", KEY_ED25519, true, "r:1 revokes the key SHA256:"},
	{"the authority", KEY_CA, true, "the authority of its certificate"},
	{"an authority of nobody here", KEY_CA, false, NULL},
};

static void list_check(const struct list_row *r)
{
	enum { IN_2024 = 1718000000 };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_signers signers;
	struct pc_revoked revoked;
	struct pc_trust_rules rules = {
		.signers = &signers, .revoked = &revoked, .now = IN_2024};
	struct pc_trust got;
	struct pc_err err;

	assert_int_equal(
		pc_signers_read(&signers, &arena, "f",
			PC_STR("a " KEY_ED25519 "\n* cert-authority " KEY_CA), &err),
		PC_OK);
	assert_int_equal(
		pc_revoked_read(&revoked, &arena, "r", pc_str(r->revoked), &err), PC_OK);
	got = pc_trust_signature(&arena, &rules, PC_STR(PAYLOAD),
		pc_str(r->has_cert ? SIG_ED25519_CERT : SIG_ED25519));
	assert_int_equal(got.status, r->says ? PC_TRUST_REVOKED : PC_TRUST_GOOD);
	if (r->says && pc_str_find_str(got.reason, pc_str(r->says)) == got.reason.len)
		assert_str(got.reason, r->says);
}

static const struct bad_row {
	const char *name, *text, *says;
} bads[] = {
	{"words", "somebody\n", "line 1 is no public key"},
	{"behind good ones", KEY_CA "\n\n" KEY_ED25519 "\nx y\n", "line 4 is no"},
	{"a type alone", "ssh-ed25519\n", "base64"},
	{"half a key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\n", "line 1 is no public key"},
	{"another type",
		"ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIP316ri7RkLbNWrjKnX0AZb0P"
		"e47khjpNLy1zzhUNQk5\n",
		"not of the type"},
	{"a type that nobody knows", "ssh-x AAAABXNzaC14\n", "type of key"},
};

static void bad_check(const struct bad_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_revoked revoked = {.file = "untouched"};
	struct pc_err err;

	assert_int_equal(pc_revoked_read(&revoked, &arena, "r", pc_str(r->text), &err),
		PC_ERR_PARSE);
	assert_string_equal(revoked.file, "untouched");
	assert_non_null(strstr(err.text, r->says));
	assert_true(err.at.line);
}

/* ---- key revocation lists, held against a key ------------------------------------ */

#define ZERO4 "\0\0\0\0"
#define ZERO8 ZERO4 ZERO4
#define HEAD  "SSHKRL\n\0\0\0\0\1" ZERO8 ZERO8 ZERO8 ZERO4 ZERO4
#define KEY   "\0\0\0\7ssh-key" /* no real one: lists may have any */
/* Certificates of any authority; size is that of what follows, and 8. */
#define CERTS(size) "\1\0\0\0" size ZERO8

static const struct krl_row {
	const char *name;
	struct pc_str krl;
	enum pc_status status;
	bool is_revoked; /* the certificate number 9, called "it", of the key "ssh-key" */
} krls[] = {
	{"nothing", S(HEAD), PC_OK, false},
	{"its key", S(HEAD "\2\0\0\0\x0b" KEY), PC_OK, true},
	{"another key", S(HEAD "\2\0\0\0\x0b\0\0\0\7ssh-kex"), PC_OK, false},
	{"two keys", S(HEAD "\2\0\0\0\x10\0\0\0\1x" KEY), PC_OK, true},
	{"its number", S(HEAD CERTS("\x15") "\x20\0\0\0\x8" ZERO4 "\0\0\0\x9"), PC_OK,
		true},
	{"another number", S(HEAD CERTS("\x15") "\x20\0\0\0\x8" ZERO4 "\0\0\0\x8"), PC_OK,
		false},
	{"a range",
		S(HEAD CERTS("\x1d") "\x21\0\0\0\x10" ZERO4 "\0\0\0\1" ZERO4 "\0\0\0\x9"),
		PC_OK, true},
	{"a range before it",
		S(HEAD CERTS("\x1d") "\x21\0\0\0\x10" ZERO4 "\0\0\0\1" ZERO4 "\0\0\0\x8"),
		PC_OK, false},
	{"a range the wrong way",
		S(HEAD CERTS("\x1d") "\x21\0\0\0\x10" ZERO4 "\0\0\0\x9" ZERO4
				     "\0\0\0\x8"),
		PC_ERR_PARSE, false},
	{"number zero", S(HEAD CERTS("\x15") "\x20\0\0\0\x8" ZERO8), PC_ERR_PARSE, false},
	{"half a number", S(HEAD CERTS("\x14") "\x20\0\0\0\x7" ZERO4 "\0\0\0"),
		PC_ERR_PARSE, false},
	{"bits", S(HEAD CERTS("\x1a") "\x22\0\0\0\xd" ZERO8 "\0\0\0\1\x2"), PC_OK, false},
	{"its bit", S(HEAD CERTS("\x1b") "\x22\0\0\0\xe" ZERO8 "\0\0\0\2\x2\0"), PC_OK,
		true},
	{"its bit behind a start",
		S(HEAD CERTS("\x1a") "\x22\0\0\0\xd" ZERO4 "\0\0\0\x8\0\0\0\1\x2"), PC_OK,
		true},
	{"bits behind it",
		S(HEAD CERTS("\x1a") "\x22\0\0\0\xd" ZERO4 "\0\0\0\xa\0\0\0\1\x7f"),
		PC_OK, false},
	{"its name", S(HEAD CERTS("\x13") "\x23\0\0\0\6\0\0\0\2it"), PC_OK, true},
	{"another name", S(HEAD CERTS("\x13") "\x23\0\0\0\6\0\0\0\2IT"), PC_OK, false},
	{"an extension", S(HEAD "\xff\0\0\0\xa\0\0\0\1x\0\0\0\0\0"), PC_OK, false},
	{"one that has to be known", S(HEAD "\xff\0\0\0\xa\0\0\0\1x\1\0\0\0\0"),
		PC_ERR_PARSE, false},
	{"one of certificates", S(HEAD CERTS("\x17") "\x39\0\0\0\xa\0\0\0\1x\0\0\0\0\0"),
		PC_OK, false},
	{"a section of tomorrow", S(HEAD "\7\0\0\0\0"), PC_ERR_PARSE, false},
	{"one of certificates outside", S(HEAD "\x23\0\0\0\6\0\0\0\2it"), PC_ERR_PARSE,
		false},
	{"keys among certificates", S(HEAD CERTS("\x18") "\2\0\0\0\xb" KEY), PC_ERR_PARSE,
		false},
	{"an authority that is none", S(HEAD "\1\0\0\0\xd\0\0\0\5wrong" ZERO4),
		PC_ERR_PARSE, false},
	{"a sum of another size", S(HEAD "\3\0\0\0\5\0\0\0\1x"), PC_ERR_PARSE, false},
	{"a sum of SHA-256 of another size", S(HEAD "\5\0\0\0\5\0\0\0\1x"), PC_ERR_PARSE,
		false},
	{"cut off", S(HEAD "\2\0\0\0\x0c" KEY), PC_ERR_PARSE, false},
	{"a head alone", S("SSHKRL\n\0"), PC_ERR_PARSE, false},
	{"another version", S("SSHKRL\n\0\0\0\0\2" ZERO8 ZERO8 ZERO8 ZERO4 ZERO4),
		PC_ERR_PARSE, false},
};

static void krl_check(const struct krl_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct sshcert cert = {
		.serial = 9, .id = PC_STR("it"), .authority.plain = PC_STR("somebody")};
	const struct sshkey key = {.plain = PC_STR("ssh-key"), .cert = &cert};
	struct pc_revoked revoked;
	struct pc_trust got = {0};
	struct pc_err err;

	assert_int_equal(pc_revoked_read(&revoked, &arena, "r", r->krl, &err), r->status);
	if (r->status != PC_OK)
		return;
	assert_int_equal(revoked_judge(&got, &arena, &revoked, &key), r->is_revoked);
	assert_int_equal(got.status, r->is_revoked ? PC_TRUST_REVOKED : 0);
	if (r->is_revoked)
		assert_true(pc_str_starts(got.reason, PC_STR("r revokes the ")));
}

/* A certificate without a number is not number zero of a field of bits. */
static void no_number_is_no_number(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct sshcert cert = {.authority.plain = PC_STR("somebody")};
	const struct sshkey key = {.plain = PC_STR("ssh-key"), .cert = &cert};
	struct pc_revoked revoked;
	struct pc_trust got = {0};
	struct pc_err err;
	struct pc_str krl =
		PC_STR(HEAD CERTS("\x1a") "\x22\0\0\0\xd" ZERO8 "\0\0\0\1\x7f");

	(void)state;
	assert_int_equal(pc_revoked_read(&revoked, &arena, "r", krl, &err), PC_OK);
	assert_false(revoked_judge(&got, &arena, &revoked, &key));
}

static void a_file_has_a_size(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	char *text = pc_arena_bytes(&arena, PC_MAX_SIGNERS_SIZE + 1);
	struct pc_revoked revoked;
	struct pc_err err;

	(void)state;
	memset(text, '\n', PC_MAX_SIGNERS_SIZE + 1);
	assert_int_equal(pc_revoked_read(&revoked, &arena, "r",
				 (struct pc_str){text, PC_MAX_SIGNERS_SIZE}, &err),
		PC_OK);
	assert_int_equal(pc_revoked_read(&revoked, &arena, "r",
				 (struct pc_str){text, PC_MAX_SIGNERS_SIZE + 1}, &err),
		PC_ERR_LIMIT);
}

PC_TABLE(lists, list_check)
PC_TABLE(bads, bad_check)
PC_TABLE(krls, krl_check)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_number_is_no_number),
		cmocka_unit_test(a_file_has_a_size),
	};

	return PC_RUN(lists) + PC_RUN(bads) + PC_RUN(krls) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
