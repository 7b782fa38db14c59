/* SPDX-License-Identifier: Apache-2.0 */
/* What gpg says on its status descriptor (GnuPG's doc/DETAILS): lines with a keyword and
 * fields.  Only "one new signature, good, valid, of a listed key" is a yes; any keyword
 * that speaks against it is a no, wherever it stands. */
#include "trust_priv.h"

struct said {
	unsigned n_new, n_good, n_valid;
	struct pc_str signer, primary; /* fingerprints */
	struct pc_str hash;            /* RFC 4880, section 9.4 */
	enum pc_trust_status against;
	const char *why;
};

static void against(struct said *said, enum pc_trust_status status, const char *why)
{
	if (said->why)
		return;
	said->against = status;
	said->why = why;
}

static struct pc_str field(struct pc_str fields, size_t n)
{
	struct pc_str one = pc_str_cut(&fields, ' ');

	while (n--)
		one = pc_str_cut(&fields, ' ');
	return one;
}

/* signer date time expires version reserved key-algorithm hash class primary */
static void read_valid(struct said *said, struct pc_str fields)
{
	said->n_valid++;
	said->signer = field(fields, 0);
	said->hash = field(fields, 7);
	said->primary = field(fields, 9);
}

static const struct {
	const char *keyword;
	enum pc_trust_status status;
	const char *why;
} refusals[] = {
	{"BADSIG", PC_TRUST_BAD,
		"the signature does not belong to these bytes: one of them was changed; "
		"have it signed again"},
	{"REVKEYSIG", PC_TRUST_REVOKED,
		"the key that signed it was revoked by its owner; have it signed with "
		"another one"},
	{"EXPKEYSIG", PC_TRUST_EXPIRED,
		"the key that signed it has expired; have its owner prolong it and "
		"import "
		"it again"},
	{"EXPSIG", PC_TRUST_EXPIRED, "the signature has expired; have it signed again"},
	{"NO_PUBKEY", PC_TRUST_UNKNOWN,
		"the keyring does not have the key that signed it; import it and list "
		"its "
		"fingerprint, or have it signed by somebody who is listed"},
	{"ERRSIG", PC_TRUST_UNACCEPTED,
		"gpg cannot check this kind of signature; have it signed with another "
		"key"},
	{"NODATA", PC_TRUST_MALFORMED, "gpg finds no signature in it"},
};

static void read_line(struct said *said, struct pc_str line)
{
	struct pc_str keyword;

	if (!pc_str_starts(line, PC_STR("[GNUPG:] ")))
		return;
	line = pc_str_from(line, 9);
	keyword = pc_str_cut(&line, ' ');
	said->n_new += pc_str_is(keyword, "NEWSIG");
	said->n_good += pc_str_is(keyword, "GOODSIG");
	if (pc_str_is(keyword, "VALIDSIG"))
		read_valid(said, line);
	for (size_t i = 0; i < PC_COUNT(refusals); i++) {
		if (pc_str_is(keyword, refusals[i].keyword))
			against(said, refusals[i].status, refusals[i].why);
	}
}

/* SHA-256, -384, -512: those before them can be made to collide. */
static bool is_strong(struct pc_str hash)
{
	return pc_str_is(hash, "8") || pc_str_is(hash, "9") || pc_str_is(hash, "10");
}

/* ERRSIG comes before NO_PUBKEY, which says more. */
static void prefer_unknown(struct said *said, struct pc_str text)
{
	if (said->against == PC_TRUST_UNACCEPTED &&
		pc_str_find_str(text, PC_STR("\n[GNUPG:] NO_PUBKEY ")) < text.len) {
		said->why = NULL;
		read_line(said, PC_STR("[GNUPG:] NO_PUBKEY "));
	}
}

static struct said read_status(struct pc_str text, bool is_zero)
{
	struct said said = {0};
	struct pc_str rest = text;

	while (rest.ptr)
		read_line(&said, pc_str_cut(&rest, '\n'));
	prefer_unknown(&said, text);
	if (said.n_new > 1 || said.n_valid > 1)
		against(&said, PC_TRUST_MALFORMED, "there is more than one signature");
	if (!is_zero || said.n_new != 1 || said.n_good != 1 || said.n_valid != 1)
		against(&said, PC_TRUST_UNAVAILABLE, "gpg does not say that it is good");
	if (!is_strong(said.hash)) {
		against(&said, PC_TRUST_UNACCEPTED,
			"it was made with a hash that is too weak; sign with SHA-256 or "
			"SHA-512 (digest-algo in gpg.conf)");
	}
	return said;
}

/* The fingerprint as people write it, with spaces and in any case. */
static bool is_same(struct pc_str listed, struct pc_str said)
{
	size_t n = 0;

	for (size_t i = 0; i < listed.len; i++) {
		if (listed.ptr[i] == ' ')
			continue;
		if (n == said.len || !pc_str_eq_nocase((struct pc_str){listed.ptr + i, 1},
					     (struct pc_str){said.ptr + n, 1}))
			return false;
		n++;
	}
	/* A key id is no fingerprint: others can be made that have the same. */
	return n == said.len && (n == 40 || n == 64);
}

void openpgp_status_judge(struct pc_trust *out, struct pc_arena *arena,
	const struct pc_trust_rules *rules, struct pc_str text, bool is_zero)
{
	const struct pc_openpgp *pgp = rules->openpgp;
	struct said said = read_status(text, is_zero);

	out->fingerprint = pc_arena_str(arena, said.signer);
	if (said.why) {
		trust_refuse(
			out, arena, said.against, "the OpenPGP signature: %s", said.why);
		return;
	}
	for (size_t i = 0; i < pgp->n_signers; i++) {
		const struct pc_openpgp_signer *s = &pgp->signers[i];

		if (!is_same(s->fingerprint, said.signer) &&
			!is_same(s->fingerprint, said.primary))
			continue;
		if (rules->principal.len && !pc_str_eq(rules->principal, s->principal))
			continue;
		out->status = PC_TRUST_GOOD;
		out->principal = pc_arena_str(arena, s->principal);
		return;
	}
	trust_refuse(out, arena, PC_TRUST_UNKNOWN,
		"the key %.*s is in the keyring, but its fingerprint is not listed; list "
		"it, or have it signed by somebody who is",
		PC_STR_ARG(said.signer));
}
