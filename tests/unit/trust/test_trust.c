/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts about signatures that ssh-keygen once made. */
#include "pc/trust/trust.h"

#include "pc/base/limits.h"
#include "pc_test.h"
#include "vectors.h"

enum { IN_2024 = 1718000000, IN_2023 = 1687000000, IN_2025 = 1750000000 };

static const struct row {
	const char *name, *signature, *signers;
	enum pc_trust_status want;
	const char *says; /* the principal, or a part of the reason */
	int64_t now;      /* 0: in 2024 */
	const char *payload, *space, *principal;
} rows[] = {
	{"Ed25519", SIG_ED25519, "a@b " KEY_ED25519, PC_TRUST_GOOD, .says = "a@b"},
	{"with SHA-256", SIG_ED25519_SHA256, "a@b " KEY_ED25519, PC_TRUST_GOOD,
		.says = "a@b"},
	{"ECDSA, 256 bits", SIG_ECDSA256, "a " KEY_ECDSA256, PC_TRUST_GOOD, .says = "a"},
	{"ECDSA, 384 bits", SIG_ECDSA384, "a " KEY_ECDSA384, PC_TRUST_GOOD, .says = "a"},
	{"ECDSA, 521 bits", SIG_ECDSA521, "a " KEY_ECDSA521, PC_TRUST_GOOD, .says = "a"},
	{"RSA, 2048 bits", SIG_RSA2048, "a " KEY_RSA2048, PC_TRUST_GOOD, .says = "a"},
	{"RSA, 4096 bits", SIG_RSA4096, "a " KEY_RSA4096, PC_TRUST_GOOD, .says = "a"},
	{"Ed25519 in hardware", SIG_SK_ED25519, "a " KEY_SK_ED25519, PC_TRUST_GOOD,
		.says = "a"},
	{"ECDSA in hardware", SIG_SK_ECDSA, "a " KEY_SK_ECDSA, PC_TRUST_GOOD,
		.says = "a"},
	{"WebAuthn", SIG_WEBAUTHN, "a " KEY_WEBAUTHN, PC_TRUST_GOOD, .says = "a"},
	{"nobody touched it", SIG_TOUCH, "a " KEY_SK_ED25519, PC_TRUST_UNACCEPTED,
		.says = "nobody touched"},
	{"for files", SIG_FILE, "a " KEY_SK_ED25519, PC_TRUST_NAMESPACE,
		.says = "'file'"},
	{"for files, wanted", SIG_FILE, "a " KEY_SK_ED25519, PC_TRUST_GOOD, .says = "a",
		.space = "file"},
	{"for git, wanted for files", SIG_ED25519, "a " KEY_ED25519, PC_TRUST_NAMESPACE,
		.says = "'git'", .space = "file"},
	{"other bytes", SIG_ED25519, "a " KEY_ED25519, PC_TRUST_BAD,
		.says = "signed again", .payload = "tree 2\n\nmessage\n"},
	{"no bytes", SIG_ED25519, "a " KEY_ED25519, PC_TRUST_BAD, .says = "signed again",
		.payload = ""},
	{"another key", SIG_ED25519, "a " KEY_ECDSA256, PC_TRUST_UNKNOWN,
		.says = "nobody in f has the key SHA256:"},
	{"nobody", SIG_ED25519, "", PC_TRUST_UNKNOWN, .says = "nobody in f"},
	{"a line that is wrong", SIG_ED25519, "#\na x " KEY_ED25519, PC_TRUST_UNKNOWN,
		.says = "f:2:3: 'x' is neither"},
	{"the second line", SIG_ED25519, "a " KEY_ECDSA256 "\nb,c " KEY_ED25519,
		PC_TRUST_GOOD, .says = "b"},
	{"the first that allows it", SIG_ED25519,
		"a valid-before=\"20230101\" " KEY_ED25519 "\nb " KEY_ED25519,
		PC_TRUST_GOOD, .says = "b"},
	{"not a pattern with not", SIG_ED25519, "!a,*@b " KEY_ED25519, PC_TRUST_GOOD,
		.says = "*@b"},
	{"only patterns with not", SIG_ED25519, "!a " KEY_ED25519, PC_TRUST_UNKNOWN,
		.says = "not for anybody"},
	{"a wanted name", SIG_ED25519, "*@b " KEY_ED25519, PC_TRUST_GOOD, .says = "x@b",
		.principal = "x@b"},
	{"another wanted name", SIG_ED25519, "*@b " KEY_ED25519, PC_TRUST_UNKNOWN,
		.says = "not for x@c", .principal = "x@c"},
	{"listed for files", SIG_ED25519, "a namespaces=\"file\" " KEY_ED25519,
		PC_TRUST_NAMESPACE, .says = "f:1"},
	{"expired", SIG_ED25519, "a valid-before=\"20240101Z\" " KEY_ED25519,
		PC_TRUST_EXPIRED, .says = "another key"},
	{"not yet", SIG_ED25519, "a valid-after=\"20250101Z\" " KEY_ED25519,
		PC_TRUST_NOT_YET, .says = "clock"},
	{"the first moment", SIG_ED25519,
		"a valid-after=\"20240610061320Z\" " KEY_ED25519, PC_TRUST_GOOD,
		.says = "a"},
	{"before the first moment", SIG_ED25519,
		"a valid-after=\"20240610061321Z\" " KEY_ED25519, PC_TRUST_NOT_YET,
		.says = "clock"},
	{"the last moment", SIG_ED25519,
		"a valid-before=\"20240610061320Z\" " KEY_ED25519, PC_TRUST_GOOD,
		.says = "a"},
	{"after the last moment", SIG_ED25519,
		"a valid-before=\"20240610061319Z\" " KEY_ED25519, PC_TRUST_EXPIRED,
		.says = "no longer"},
	{"an authority's own signature", SIG_ED25519, "a cert-authority " KEY_ED25519,
		PC_TRUST_UNKNOWN, .says = "nobody"},
	{"a certificate", SIG_ED25519_CERT, "* cert-authority " KEY_CA, PC_TRUST_GOOD,
		.says = "a@example.com"},
	{"a certificate of RSA", SIG_RSA2048_CERT, "* cert-authority " KEY_CA,
		PC_TRUST_GOOD, .says = "a@example.com"},
	{"a certificate in hardware", SIG_SK_ECDSA_CERT, "* cert-authority " KEY_CA,
		PC_TRUST_GOOD, .says = "a@example.com"},
	{"a certificate for the second name", SIG_ED25519_CERT,
		"b@* cert-authority " KEY_CA, PC_TRUST_GOOD, .says = "b@example.com"},
	{"a certificate for a wanted name", SIG_ED25519_CERT, "* cert-authority " KEY_CA,
		PC_TRUST_GOOD, .says = "b@example.com", .principal = "b@example.com"},
	{"a certificate for others", SIG_ED25519_CERT, "c@* cert-authority " KEY_CA,
		PC_TRUST_UNKNOWN, .says = "not for anybody"},
	{"a certificate and its key listed", SIG_ED25519_CERT, "* " KEY_ED25519,
		PC_TRUST_UNKNOWN, .says = "authority of its certificate"},
	{"a certificate and no authority", SIG_ED25519_CERT, "* " KEY_CA,
		PC_TRUST_UNKNOWN, .says = "authority of its certificate"},
	{"a certificate, later", SIG_ED25519_CERT, "* cert-authority " KEY_CA,
		PC_TRUST_EXPIRED, .says = "has expired", .now = IN_2025},
	{"a certificate, earlier", SIG_ED25519_CERT, "* cert-authority " KEY_CA,
		PC_TRUST_NOT_YET, .says = "not valid yet", .now = IN_2023},
	{"no signature", "", "a " KEY_ED25519, PC_TRUST_UNSIGNED, .says = "no signature"},
	{"white space", " \n", "a " KEY_ED25519, PC_TRUST_UNSIGNED,
		.says = "no signature"},
	{"not a signature", "x", "a " KEY_ED25519, PC_TRUST_MALFORMED, .says = "begin"},
	{"something behind it", SIG_ED25519 "x", "a " KEY_ED25519, PC_TRUST_MALFORMED,
		.says = "follows"},
	{"X.509", "-----BEGIN SIGNED MESSAGE-----\n", "a " KEY_ED25519,
		PC_TRUST_UNACCEPTED, .says = "X.509"},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_signers signers = {0};
	struct pc_trust_rules rules = {.signers = &signers,
		.now = r->now ? r->now : IN_2024,
		.space = pc_str(r->space),
		.principal = pc_str(r->principal)};
	struct pc_trust got;
	struct pc_err err;

	assert_int_equal(
		pc_signers_read(&signers, &arena, "f", pc_str(r->signers), &err), PC_OK);
	got = pc_trust_signature(&arena, &rules,
		pc_str(r->payload ? r->payload : PAYLOAD), pc_str(r->signature));
	assert_int_equal(got.status, r->want);
	if (r->want == PC_TRUST_GOOD) {
		assert_str(got.principal, r->says);
		assert_int_equal(got.reason.len, 0);
		assert_true(got.listed.line);
		assert_true(pc_str_starts(got.fingerprint, PC_STR("SHA256:")));
		assert_int_equal(got.fingerprint.len, 7 + 43);
		return;
	}
	assert_int_equal(got.principal.len, 0);
	if (pc_str_find_str(got.reason, pc_str(r->says)) == got.reason.len)
		assert_str(got.reason, r->says);
}

static struct pc_trust judge(
	struct pc_arena *arena, enum pc_object_kind kind, struct pc_str bytes)
{
	struct pc_signers signers;
	struct pc_trust_rules rules = {.signers = &signers, .now = IN_2024};
	struct pc_err err;

	assert_int_equal(
		pc_signers_read(&signers, arena, "f", PC_STR("a " KEY_ED25519), &err),
		PC_OK);
	return pc_trust_object(arena, &rules, kind, bytes, NULL);
}

static const struct object_row {
	const char *name;
	enum pc_object_kind kind;
	const char *bytes, *from, *to; /* from: what becomes to */
	enum pc_trust_status want;
} objects[] = {
	{"a commit", PC_OBJECT_COMMIT, COMMIT_ED25519, "", "", PC_TRUST_GOOD},
	{"a tag", PC_OBJECT_TAG, TAG_ED25519, "", "", PC_TRUST_GOOD},
	{"a commit as a tag", PC_OBJECT_TAG, COMMIT_ED25519, "", "", PC_TRUST_MALFORMED},
	{"a tag as a commit", PC_OBJECT_COMMIT, TAG_ED25519, "", "", PC_TRUST_MALFORMED},
	{"another message", PC_OBJECT_COMMIT, COMMIT_ED25519, "by ed", "my ed",
		PC_TRUST_BAD},
	{"another author", PC_OBJECT_COMMIT, COMMIT_ED25519, "A Nobody", "A Nobodz",
		PC_TRUST_BAD},
	{"another name of a tag", PC_OBJECT_TAG, TAG_ED25519, "tag v-", "tag w-",
		PC_TRUST_BAD},
	{"no signature", PC_OBJECT_COMMIT, COMMIT_ED25519, "gpgsig ", "xpgsig ",
		PC_TRUST_UNSIGNED},
	{"no signature of a tag", PC_OBJECT_TAG, TAG_ED25519, "-----BEGIN", "----=BEGIN",
		PC_TRUST_UNSIGNED},
	{"of another kind", PC_OBJECT_COMMIT, COMMIT_ED25519, "BEGIN SSH", "BEGIN PGP",
		PC_TRUST_UNKNOWN},
	{"of no kind", PC_OBJECT_COMMIT, COMMIT_ED25519, "BEGIN SSH", "BEGIN XXX",
		PC_TRUST_MALFORMED},
};

static void object_check(const struct object_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str bytes = pc_arena_str(&arena, pc_str(r->bytes));
	size_t at = pc_str_find_str(bytes, pc_str(r->from)), len = strlen(r->to);
	struct pc_trust got;

	assert_int_equal(strlen(r->from), len);
	assert_true(at < bytes.len);
	memcpy((char *)(uintptr_t)bytes.ptr + at, r->to, len);
	got = judge(&arena, r->kind, bytes);
	assert_string_equal(
		pc_trust_status_name(got.status), pc_trust_status_name(r->want));
	assert_int_equal(got.reason.len == 0, r->want == PC_TRUST_GOOD);
}

static void what_was_signed_is_handed_back(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_trust_rules rules = {.now = IN_2024};
	struct pc_object object = {0};

	(void)state;
	(void)pc_trust_object(
		&arena, &rules, PC_OBJECT_TAG, PC_STR(TAG_ED25519), &object);
	assert_str(object.name, "v-ed25519");
	assert_str(object.type, "commit");
}

static void a_signature_may_be_so_large(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_trust_rules rules = {.now = IN_2024};
	struct pc_str text = {
		pc_arena_bytes(&arena, PC_MAX_SIGNATURE + 1), PC_MAX_SIGNATURE};
	struct pc_trust got;

	(void)state;
	memset((char *)(uintptr_t)text.ptr, 'x', PC_MAX_SIGNATURE + 1);
	got = pc_trust_signature(&arena, &rules, PC_STR("x"), text);
	assert_int_equal(pc_str_find_str(got.reason, PC_STR("larger")), got.reason.len);
	text.len++;
	got = pc_trust_signature(&arena, &rules, PC_STR("x"), text);
	assert_true(pc_str_find_str(got.reason, PC_STR("larger")) < got.reason.len);
}

static void names_are_there(void **state)
{
	(void)state;
	for (int i = 0; i <= PC_TRUST_UNAVAILABLE; i++)
		assert_non_null(pc_trust_status_name((enum pc_trust_status)i));
	assert_string_equal(pc_trust_kind_name(PC_TRUST_SSH), "ssh");
	assert_int_equal(((struct pc_trust){0}).status, PC_TRUST_UNCHECKED);
}

PC_TABLE(rows, check)
PC_TABLE(objects, object_check)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_signed_is_handed_back),
		cmocka_unit_test(a_signature_may_be_so_large),
		cmocka_unit_test(names_are_there),
	};

	return PC_RUN(rows) + PC_RUN(objects) + cmocka_run_group_tests(tests, NULL, NULL);
}
