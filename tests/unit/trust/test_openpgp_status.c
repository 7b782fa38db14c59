/* SPDX-License-Identifier: Apache-2.0 */
/* What gpg says: one good, valid signature of a listed key, and nothing against it. */
#include "pc_test.h"
#include "trust_priv.h"

#define G     "[GNUPG:] "
#define SUB   "0123456789ABCDEF0123456789ABCDEF01234567"
#define PRIME "89ABCDEF0123456789ABCDEF0123456789ABCDEF"
#define OTHER "1111111111111111111111111111111111111111"
#define NEW   G "NEWSIG\n"
#define GOOD  G "GOODSIG 89ABCDEF01234567 A <a@b>\n"
#define VALID_BY(hash, signer, primary)                                                  \
	G "VALIDSIG " signer " 2024-01-01 1704067200 0 4 0 22 " hash " 00 " primary "\n"
#define VALID VALID_BY("10", SUB, PRIME)

static const struct row {
	const char *name, *listed, *text;
	bool is_zero;
	enum pc_trust_status want;
} rows[] = {
	{"by the signing key", SUB, NEW GOOD VALID, true, PC_TRUST_GOOD},
	{"by its primary key", PRIME, NEW GOOD VALID, true, PC_TRUST_GOOD},
	{"as people write it", "89ab cdef 0123 4567 89ab  cdef 0123 4567 89ab cdef",
		NEW GOOD VALID, true, PC_TRUST_GOOD},
	{"other lines around it", SUB, "x\n" NEW G "SIG_ID x\n" GOOD VALID "\n", true,
		PC_TRUST_GOOD},
	{"a key id is not enough", "89ABCDEF01234567", NEW GOOD VALID, true,
		PC_TRUST_UNKNOWN},
	{"more than a fingerprint", SUB "00", NEW GOOD VALID, true, PC_TRUST_UNKNOWN},
	{"nothing listed", "", NEW GOOD VALID, true, PC_TRUST_UNKNOWN},
	{"somebody else", OTHER, NEW GOOD VALID, true, PC_TRUST_UNKNOWN},
	{"gpg ends with an error", SUB, NEW GOOD VALID, false, PC_TRUST_UNAVAILABLE},
	{"nothing said", SUB, "", true, PC_TRUST_UNAVAILABLE},
	{"not good", SUB, NEW VALID, true, PC_TRUST_UNAVAILABLE},
	{"not valid", SUB, NEW GOOD, true, PC_TRUST_UNAVAILABLE},
	{"not new", SUB, GOOD VALID, true, PC_TRUST_UNAVAILABLE},
	{"no status lines", SUB, "NEWSIG\nGOODSIG a\nVALIDSIG " SUB "\n", true,
		PC_TRUST_UNAVAILABLE},
	{"two signatures", SUB, NEW GOOD VALID NEW GOOD VALID, true, PC_TRUST_MALFORMED},
	{"a second bad one", SUB, NEW GOOD VALID NEW G "BADSIG x y\n", true,
		PC_TRUST_BAD},
	{"bad", SUB, NEW G "BADSIG x y\n", false, PC_TRUST_BAD},
	{"an expired key", SUB, NEW G "EXPKEYSIG x y\n" VALID, true, PC_TRUST_EXPIRED},
	{"an expired signature", SUB, NEW G "EXPSIG x y\n" VALID, true, PC_TRUST_EXPIRED},
	{"a revoked key", SUB, NEW G "REVKEYSIG x y\n" VALID, true, PC_TRUST_REVOKED},
	{"a key that is not there", SUB,
		NEW G "ERRSIG x 1 8 00 1 9 -\n" G "NO_PUBKEY x\n", false,
		PC_TRUST_UNKNOWN},
	{"an unknown algorithm", SUB, NEW G "ERRSIG x 99 8 00 1 4 -\n", false,
		PC_TRUST_UNACCEPTED},
	{"no signature in it", SUB, G "NODATA 4\n", false, PC_TRUST_MALFORMED},
	{"SHA-1", SUB, NEW GOOD VALID_BY("2", SUB, PRIME), true, PC_TRUST_UNACCEPTED},
	{"SHA-224", SUB, NEW GOOD VALID_BY("11", SUB, PRIME), true, PC_TRUST_UNACCEPTED},
	{"SHA-256", SUB, NEW GOOD VALID_BY("8", SUB, PRIME), true, PC_TRUST_GOOD},
	{"a name that looks like a line", SUB,
		NEW G "BADSIG x [GNUPG:] GOODSIG y\n" VALID, true, PC_TRUST_BAD},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_openpgp_signer signer = {pc_str(r->listed), PC_STR("a@b")};
	struct pc_openpgp pgp = {.signers = &signer, .n_signers = 1};
	struct pc_trust_rules rules = {.openpgp = &pgp};
	struct pc_trust got = {0};

	openpgp_status_judge(&got, &arena, &rules, pc_str(r->text), r->is_zero);
	assert_int_equal(got.status, r->want);
	if (r->want == PC_TRUST_GOOD) {
		assert_str(got.principal, "a@b");
		assert_str(got.fingerprint, SUB);
		rules.principal = PC_STR("b@b");
		openpgp_status_judge(&got, &arena, &rules, pc_str(r->text), r->is_zero);
		assert_int_equal(got.status, PC_TRUST_UNKNOWN);
	} else {
		assert_true(got.reason.len);
	}
}

PC_TABLE_TESTS(rows, check)
