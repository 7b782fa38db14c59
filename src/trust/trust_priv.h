/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts fit together.
 *
 *   object.c       a git object -> what was signed, and the armored signature
 *   armor.c        armor -> bytes; base64 that has only one spelling
 *   wire.c         numbers and strings of the SSH wire form
 *   sshsig.c       the signature's parts, and the bytes that were signed
 *   sshkey.c       public keys; sshcert.c the certificates around them
 *   sshcheck.c     does this signature of this key belong to these bytes
 *   crypto.c       the one file that talks to libcrypto
 *   signers.c      the file of allowed signers; when.c its times, pattern.c its patterns
 *   allowed.c      may this key sign, for this, now
 *   revoked.c      may it no longer; krl.c one of the two forms of saying so
 *   openpgp.c      asking gpg; openpgp_status.c what it said
 *   trust.c        one signature or object -> the verdict */
#ifndef PC_TRUST_PRIV_H
#define PC_TRUST_PRIV_H

#include "pc/base/buf.h"
#include "pc/trust/trust.h"

/* Why something is not taken: static text, so that it can be handed up from anywhere.
 * The zero value says that there is no reason. */
struct refusal {
	enum pc_trust_status status;
	const char *why;
};

#define REFUSE(status, why) ((struct refusal){PC_TRUST_##status, (why)})
#define ACCEPT              ((struct refusal){0})

/* Leaves the function when there is a reason not to go on. */
#define TRY_ACCEPT(step)                                                                 \
	do {                                                                             \
		struct refusal refusal_ = (step);                                        \
		if (refusal_.why)                                                        \
			return refusal_;                                                 \
	} while (0)

/* ---- wire.c: RFC 4251, section 5 ------------------------------------------ */

/* What is read past the end is zero or empty, and is_bad stays set. */
struct wire {
	struct pc_str rest;
	bool is_bad;
};

uint8_t wire_u8(struct wire *wire);
uint32_t wire_u32(struct wire *wire);
uint64_t wire_u64(struct wire *wire);
struct pc_str wire_string(struct wire *wire);
/* A number that is not negative, without leading zeros. */
struct pc_str wire_natural(struct wire *wire);
/* Everything was there, and nothing more is. */
bool wire_is_done(const struct wire *wire);
void wire_put(struct pc_buf *out, struct pc_str string);
/* As wire_natural() gives it. */
void wire_put_natural(struct pc_buf *out, struct pc_str number);

/* ---- armor.c -------------------------------------------------------------- */

enum armor_kind { ARMOR_NONE, ARMOR_SSH, ARMOR_PGP, ARMOR_X509 };

/* Which signature begins with this line. */
enum armor_kind armor_kind(struct pc_str text);
/* The bytes of an SSH signature. */
struct refusal armor_read(struct pc_str *out, struct pc_arena *arena, struct pc_str text);

enum base64_kind { BASE64, BASE64_BARE, BASE64_URL }; /* the last two without padding */

struct pc_str base64_write(
	struct pc_arena *arena, struct pc_str bytes, enum base64_kind kind);
/* Only what base64_write() would write with BASE64. */
bool base64_read(struct pc_str *out, struct pc_arena *arena, struct pc_str text);

/* ---- crypto.c ------------------------------------------------------------- */

enum digest {
	DIGEST_SHA1 /* to find what others summed */,
	DIGEST_SHA256,
	DIGEST_SHA384,
	DIGEST_SHA512
};
enum { DIGEST_MAX = 64 };

enum curve { CURVE_P256, CURVE_P384, CURVE_P521 };

/* The sum, in out. */
struct pc_str crypto_digest(
	unsigned char out[DIGEST_MAX], enum digest digest, struct pc_str bytes);

/* True when the signature belongs to data; false also for keys that are none. */
bool crypto_ed25519(struct pc_str key, struct pc_str signature, struct pc_str data);

struct ecdsa {
	enum curve curve;
	enum digest digest;
	struct pc_str point; /* uncompressed */
	struct pc_str r, s;  /* without leading zeros */
};
bool crypto_ecdsa(const struct ecdsa *ecdsa, struct pc_str data);

struct rsa {
	enum digest digest;
	struct pc_str n, e;      /* without leading zeros */
	struct pc_str signature; /* as long as n */
};
bool crypto_rsa(const struct rsa *rsa, struct pc_str data);

/* ---- sshkey.c ------------------------------------------------------------- */

enum family { FAMILY_ED25519, FAMILY_ECDSA, FAMILY_RSA };

struct sshkey_type {
	const char *name, *cert_name;
	enum family family;
	bool is_hardware; /* a FIDO security key signs, with a form of its own */
	/* Elliptic curves: */
	size_t point_size;
	const char *curve_name; /* NULL: the wire form names none */
	enum curve curve;
	enum digest digest;
};

struct sshcert;

/* Views of the blob that it was read from, or in the arena of the reading. */
struct sshkey {
	const struct sshkey_type *type;
	struct pc_str plain;       /* wire form, without certificate: what keys are
				      compared and known by */
	struct pc_str point;       /* elliptic curves */
	struct pc_str n, e;        /* RSA */
	struct pc_str application; /* is_hardware */
	const struct sshcert *cert;
};

/* The type with that name, or NULL. */
const struct sshkey_type *sshkey_type_of(struct pc_str name);
/* A key or a certificate, all of blob. */
struct refusal sshkey_read(
	struct sshkey *out, struct pc_arena *arena, struct pc_str blob);
/* The key's own fields behind its type. */
struct refusal sshkey_read_fields(struct sshkey *key, struct wire *wire);
/* "SHA256:..." */
struct pc_str sshkey_fingerprint(struct pc_arena *arena, struct pc_str plain);

/* ---- sshcert.c: OpenSSH's PROTOCOL.certkeys ------------------------------- */

struct sshcert {
	uint64_t serial;                    /* 0: it has none */
	struct pc_str id;                   /* a text for logs */
	uint32_t kind;                      /* 1: user, 2: host */
	struct pc_str principals;           /* a sequence of strings */
	struct pc_str critical;             /* a sequence of pairs of strings */
	uint64_t valid_after, valid_before; /* seconds since 1970; from, up to */
	struct sshkey authority;
	struct pc_str signature, body; /* by the authority, of body */
};

/* What stands behind the key's fields; blob is all of the certificate. */
struct refusal sshcert_read(struct sshcert *out, struct pc_arena *arena,
	struct wire *wire, struct pc_str blob);
/* It was signed by its authority, for a user, and is no more than a name. */
struct refusal sshcert_check(const struct sshcert *cert, struct pc_arena *arena);

/* ---- sshcheck.c ----------------------------------------------------------- */

struct refusal sshcheck(const struct sshkey *key, struct pc_arena *arena,
	struct pc_str signature, struct pc_str data);

/* ---- sshsig.c ------------------------------------------------------------- */

struct sshsig {
	struct sshkey key;
	struct pc_str space, hash, signature;
	enum digest digest;
};

struct refusal sshsig_read(
	struct sshsig *out, struct pc_arena *arena, struct pc_str bytes);
/* space is the one that the caller wants, and the signature's. */
struct refusal sshsig_check(
	const struct sshsig *sig, struct pc_arena *arena, struct pc_str payload);

/* ---- when.c, pattern.c ---------------------------------------------------- */

/* YYYYMMDD[HHMM[SS]] and Z or UTC, as seconds since 1970; local times as they are without
 * summer time, which is how ssh-keygen has them. */
bool when_read(int64_t *out, struct pc_str text);

/* UTF-8 without control characters: it may be shown and logged. */
bool is_text(struct pc_str s);
/* '*' and '?' against all of text. */
bool pattern_matches(struct pc_str pattern, struct pc_str text);
/* One of the patterns matches, and none of those with '!'. */
bool pattern_list_matches(struct pc_str list, struct pc_str text);

/* ---- allowed.c ------------------------------------------------------------ */

/* Fills status, principal and listed, or the reason. */
void allowed_judge(struct pc_trust *out, struct pc_arena *arena,
	const struct pc_trust_rules *rules, const struct sshkey *key);

/* ---- revoked.c, krl.c ----------------------------------------------------- */

/* True: the key is, and *out says so. */
bool revoked_judge(struct pc_trust *out, struct pc_arena *arena,
	const struct pc_revoked *revoked, const struct sshkey *key);
/* The plain form of a key or certificate; also of a key that is too weak to sign with, as
 * somebody may have revoked it for that. */
struct refusal revoked_key(
	struct pc_str *out, struct pc_arena *arena, struct pc_str blob);
void revoked_add(struct pc_revoked *revoked, struct pc_arena *arena,
	const struct pc_revoked_item *item);

bool krl_is_one(struct pc_str text);
/* Adds to *out, which knows its file. */
enum pc_status krl_read(struct pc_revoked *out, struct pc_arena *arena,
	struct pc_str text, struct pc_err *err);

/* ---- openpgp.c ------------------------------------------------------------ */

/* Fills all but kind. */
void openpgp_judge(struct pc_trust *out, struct pc_arena *arena,
	const struct pc_trust_rules *rules, struct pc_str payload, struct pc_str armored);

/* ---- openpgp_status.c ----------------------------------------------------- */

/* What gpg printed on its status descriptor, and whether it ended with 0. */
void openpgp_status_judge(struct pc_trust *out, struct pc_arena *arena,
	const struct pc_trust_rules *rules, struct pc_str text, bool is_zero);

/* ---- trust.c -------------------------------------------------------------- */

/* Sets status and reason; the text becomes one line. */
void trust_refuse(struct pc_trust *out, struct pc_arena *arena,
	enum pc_trust_status status, const char *fmt, ...) PC_PRINTF(4, 5);
void trust_vrefuse(struct pc_trust *out, struct pc_arena *arena,
	enum pc_trust_status status, const char *fmt, va_list args) PC_PRINTF(4, 0);

#endif
