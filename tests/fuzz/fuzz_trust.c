/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a signature, a file of signers or of who is revoked, an object of git or
 * what gpg says; the first byte tells which.  Nothing may crash, every refusal has its
 * reason, and taking an object apart loses nothing. */
#include "pc/base/utf.h"
#include "trust/trust_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

static void check_verdict(const struct pc_trust *v)
{
	must(v->status != PC_TRUST_UNCHECKED, "there is an answer");
	must((v->status == PC_TRUST_GOOD) == (v->reason.len == 0), "a no has a reason");
	must((v->status == PC_TRUST_GOOD) == (v->principal.len != 0), "a yes has a name");
	must(pc_utf8_valid(v->reason, NULL), "a reason is UTF-8");
	must(pc_str_find(v->reason, '\n') == v->reason.len, "a reason is one line");
}

static const struct pc_trust_rules rules = {.now = 1718000000};

static void check_armored(struct pc_arena *arena, struct pc_str text)
{
	struct pc_trust v = pc_trust_signature(arena, &rules, PC_STR("x"), text);

	check_verdict(&v);
	must(v.status != PC_TRUST_GOOD, "nobody is listed");
}

/* With its own key, or its authority's, listed. */
static void check_blob(struct pc_arena *arena, struct pc_str blob)
{
	struct pc_signer signer = {.principals = PC_STR("*")};
	struct pc_signers signers = {.items = &signer, .count = 1};
	struct pc_trust_rules own = {.now = 1718000000, .signers = &signers};
	struct pc_str digits = base64_write(arena, blob, BASE64), again;
	struct pc_trust v;
	struct sshsig sig;

	must(base64_read(&again, arena, digits) && pc_str_eq(again, blob), "base64");
	if (sshsig_read(&sig, arena, blob).why)
		return;
	signer.is_authority = sig.key.cert != NULL;
	signer.key = sig.key.cert ? sig.key.cert->authority.plain : sig.key.plain;
	v = pc_trust_signature(arena, &own, PC_STR("tree 1\n\nmessage\n"),
		pc_arena_printf(arena,
			"-----BEGIN SSH SIGNATURE-----\n%.*s\n-----END SSH SIGNATURE-----"
			"\n",
			PC_STR_ARG(digits)));
	check_verdict(&v);
}

static void check_signers(struct pc_arena *arena, struct pc_str text)
{
	struct pc_signers signers;
	struct pc_err err;

	if (pc_signers_read(&signers, arena, "f", text, &err) != PC_OK)
		return;
	for (size_t i = 0; i < signers.count; i++) {
		must(signers.items[i].key.len, "a line has a key");
		must(signers.items[i].principals.len, "a line has a name");
		pattern_list_matches(signers.items[i].principals, PC_STR("a@b.c"));
	}
	for (size_t i = 0; i < signers.n_faults; i++)
		must(signers.faults[i].text.len && signers.faults[i].at.col, "a place");
}

/* Whoever is revoked cannot sign, with or without a certificate. */
static void check_revoked(struct pc_arena *arena, struct pc_str text)
{
	const struct sshcert cert = {.serial = 7, .authority.plain = PC_STR("authority")};
	const struct sshkey key = {.plain = PC_STR("key"), .cert = &cert};
	struct pc_revoked revoked;
	struct pc_trust v = {0};
	struct pc_err err;

	if (pc_revoked_read(&revoked, arena, "f", text, &err) != PC_OK) {
		must(err.text[0], "a refusal has its reason");
		return;
	}
	must((text.len > 0) >= (revoked.count > 0), "nothing comes of nothing");
	if (revoked_judge(&v, arena, &revoked, &key))
		check_verdict(&v);
	else
		must(v.status == PC_TRUST_UNCHECKED, "nothing is said of others");
}

static void check_object(
	struct pc_arena *arena, enum pc_object_kind kind, struct pc_str bytes)
{
	struct pc_trust v = pc_trust_object(arena, &rules, kind, bytes, NULL);
	struct pc_object object, again;
	struct pc_err err;

	check_verdict(&v);
	if (pc_object_read(&object, arena, kind, bytes, &err) != PC_OK)
		return;
	if (kind == PC_OBJECT_TAG) {
		must(object.payload.len + object.signature.len == bytes.len, "all of it");
		return;
	}
	must(pc_object_read(&again, arena, kind, object.payload, &err) == PC_OK &&
			pc_str_eq(again.payload, object.payload) && !again.signature.len,
		"what was signed is an object without a signature");
	must(object.signature.len || pc_str_eq(object.payload, bytes), "nothing is lost");
}

static void check_status(struct pc_arena *arena, struct pc_str text)
{
	static const struct pc_openpgp_signer listed = {
		.fingerprint = {"0123456789ABCDEF0123456789ABCDEF01234567", 40},
		.principal = {"a", 1}};
	struct pc_openpgp pgp = {.signers = &listed, .n_signers = 1};
	struct pc_trust_rules own = {.openpgp = &pgp};
	struct pc_trust v = {0};

	openpgp_status_judge(&v, arena, &own, text, true);
	check_verdict(&v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str rest = {(const char *)data + 1, size - 1};

	if (size == 0)
		return 0;
	switch (data[0]) {
	case 'a':
		check_armored(&arena, rest);
		break;
	case 'b':
		check_blob(&arena, rest);
		break;
	case 's':
		check_signers(&arena, rest);
		break;
	case 'r':
		check_revoked(&arena, rest);
		break;
	case 'c':
		check_object(&arena, PC_OBJECT_COMMIT, rest);
		break;
	case 't':
		check_object(&arena, PC_OBJECT_TAG, rest);
		break;
	case 'g':
		check_status(&arena, rest);
		break;
	default:
		break;
	}
	return 0;
}
