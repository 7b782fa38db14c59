/* SPDX-License-Identifier: Apache-2.0 */
/* Does a signature belong to bytes: the signature formats of RFC 4253, 5656, 8332, 8709,
 * and of OpenSSH's PROTOCOL.u2f, where a security key signs not the bytes but their sum
 * among things of its own. */
#include "trust_priv.h"

#define WEBAUTHN "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"

static const struct refusal does_not_fit = {PC_TRUST_BAD,
	"the signature does not belong to these bytes: one of them was changed, or taken "
	"from elsewhere; have it signed again"};
static const struct refusal is_damaged = {
	PC_TRUST_MALFORMED, "the signature of the key is cut off, or too long"};

/* WebAuthn Level 2, section 6.1: flags of what the authenticator signs. */
enum { FLAG_PRESENT = 0x01, FLAG_ATTESTED = 0x40, FLAG_EXTENDED = 0x80 };

/* What a security key adds. */
struct assertion {
	uint8_t flags;
	uint32_t counter;
	bool is_web;
	struct pc_str origin, client_data, extensions; /* is_web */
};

static struct assertion read_assertion(struct wire *wire, struct pc_str format)
{
	struct assertion a = {.flags = wire_u8(wire)};

	a.counter = wire_u32(wire);
	a.is_web = pc_str_is(format, WEBAUTHN);
	if (a.is_web) {
		a.origin = wire_string(wire);
		a.client_data = wire_string(wire);
		a.extensions = wire_string(wire);
	}
	return a;
}

/* A browser signs a JSON text that begins with what was to be signed and who asked
 * (WebAuthn Level 2, section 5.8.1.1); what follows in it says nothing that counts here.
 */
static bool is_web_consistent(
	const struct assertion *a, struct pc_arena *arena, struct pc_str data)
{
	struct pc_str challenge = base64_write(arena, data, BASE64_URL);
	struct pc_str begin = pc_arena_printf(arena,
		"{\"type\":\"webauthn.get\",\"challenge\":\"%.*s\",\"origin\":\"%.*s\"",
		PC_STR_ARG(challenge), PC_STR_ARG(a->origin));
	bool is_extended = a->flags & FLAG_EXTENDED;

	return pc_str_find(a->origin, '"') == a->origin.len &&
	       pc_str_find(a->origin, '\0') == a->origin.len &&
	       !(a->flags & FLAG_ATTESTED) && is_extended == (a->extensions.len != 0) &&
	       pc_str_starts(a->client_data, begin);
}

/* data becomes what the security key signed in its place. */
static struct refusal to_signed_bytes(struct pc_str *data, struct pc_arena *arena,
	const struct sshkey *key, const struct assertion *a)
{
	unsigned char application[DIGEST_MAX], message[DIGEST_MAX];
	struct pc_buf out = {0};

	if (!(a->flags & FLAG_PRESENT)) {
		return REFUSE(UNACCEPTED,
			"nobody touched the security key for it; sign again with a key "
			"that was made without -O no-touch-required");
	}
	if (a->is_web && !is_web_consistent(a, arena, *data))
		return does_not_fit;
	pc_buf_add(&out, crypto_digest(application, DIGEST_SHA256, key->application));
	pc_buf_add_char(&out, (char)a->flags);
	for (int shift = 24; shift >= 0; shift -= 8)
		pc_buf_add_char(&out, (char)(a->counter >> shift & 0xff));
	pc_buf_add(&out, a->extensions);
	pc_buf_add(&out, crypto_digest(message, DIGEST_SHA256,
				 a->is_web ? a->client_data : *data));
	*data = pc_arena_str(arena, pc_buf_str(&out));
	pc_buf_done(&out);
	return ACCEPT;
}

static struct refusal check_ed25519(
	const struct sshkey *key, struct pc_str signature, struct pc_str data)
{
	if (signature.len != 64)
		return is_damaged;
	return crypto_ed25519(key->point, signature, data) ? ACCEPT : does_not_fit;
}

static struct refusal check_ecdsa(
	const struct sshkey *key, struct pc_str signature, struct pc_str data)
{
	struct wire wire = {.rest = signature};
	struct ecdsa ecdsa = {.curve = key->type->curve,
		.digest = key->type->digest,
		.point = key->point};

	ecdsa.r = wire_natural(&wire);
	ecdsa.s = wire_natural(&wire);
	if (!wire_is_done(&wire))
		return is_damaged;
	return crypto_ecdsa(&ecdsa, data) ? ACCEPT : does_not_fit;
}

static bool rsa_digest(enum digest *out, struct pc_str format)
{
	static const struct {
		const char *format;
		enum digest digest;
	} formats[] = {
		{"rsa-sha2-256", DIGEST_SHA256},
		{"rsa-sha2-512", DIGEST_SHA512},
	};

	for (size_t i = 0; i < PC_COUNT(formats); i++) {
		if (pc_str_is(format, formats[i].format)) {
			*out = formats[i].digest;
			return true;
		}
	}
	return false;
}

static struct refusal check_rsa(const struct sshkey *key, struct pc_arena *arena,
	enum digest digest, struct pc_str signature, struct pc_str data)
{
	struct rsa rsa = {.digest = digest, .n = key->n, .e = key->e};
	size_t missing = key->n.len - signature.len;
	char *padded;

	if (signature.len == 0 || signature.len > key->n.len)
		return is_damaged;
	/* Some signers leave out leading zeros. */
	padded = pc_arena_array(arena, key->n.len, 1);
	memcpy(padded + missing, signature.ptr, signature.len);
	rsa.signature = (struct pc_str){padded, key->n.len};
	return crypto_rsa(&rsa, data) ? ACCEPT : does_not_fit;
}

static struct refusal check_format(
	const struct sshkey *key, enum digest *digest, struct pc_str format)
{
	bool fits = pc_str_is(format, key->type->name);

	if (key->type->family == FAMILY_RSA) {
		if (fits) {
			return REFUSE(UNACCEPTED,
				"it was made with SHA-1; sign with OpenSSH 8.2 or later");
		}
		fits = rsa_digest(digest, format);
	}
	if (key->type->family == FAMILY_ECDSA && key->type->is_hardware)
		fits = fits || pc_str_is(format, WEBAUTHN);
	return fits ? ACCEPT
		    : REFUSE(MALFORMED, "key and signature are of different types");
}

struct refusal sshcheck(const struct sshkey *key, struct pc_arena *arena,
	struct pc_str signature, struct pc_str data)
{
	struct wire wire = {.rest = signature};
	struct pc_str format = wire_string(&wire), bytes = wire_string(&wire);
	enum digest digest = DIGEST_SHA512;

	if (wire.is_bad)
		return is_damaged;
	TRY_ACCEPT(check_format(key, &digest, format));
	if (key->type->is_hardware) {
		struct assertion a = read_assertion(&wire, format);

		if (!wire_is_done(&wire))
			return is_damaged;
		TRY_ACCEPT(to_signed_bytes(&data, arena, key, &a));
	}
	if (!wire_is_done(&wire))
		return is_damaged;
	switch (key->type->family) {
	case FAMILY_ED25519:
		return check_ed25519(key, bytes, data);
	case FAMILY_ECDSA:
		return check_ecdsa(key, bytes, data);
	case FAMILY_RSA:
		break;
	}
	return check_rsa(key, arena, digest, bytes, data);
}
