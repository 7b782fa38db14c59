/* SPDX-License-Identifier: Apache-2.0 */
/* Revocation files that are lists of keys, and whether a key is revoked.  What the other
 * form says, krl.c reads. */
#include "pc/trust/revoked.h"

#include <inttypes.h>

#include "pc/base/limits.h"
#include "trust_priv.h"

void revoked_add(struct pc_revoked *revoked, struct pc_arena *arena,
	const struct pc_revoked_item *item)
{
	pc_arena_grow(arena, revoked->items, revoked->count, revoked->cap);
	revoked->items[revoked->count++] = *item;
}

struct refusal revoked_key(struct pc_str *out, struct pc_arena *arena, struct pc_str blob)
{
	struct pc_str type = wire_string(&(struct wire){.rest = blob});
	struct sshkey key;
	struct refusal refusal = sshkey_read(&key, arena, blob);

	if (refusal.status == PC_TRUST_UNACCEPTED &&
		(sshkey_type_of(type) || pc_str_is(type, "ssh-dss")))
		*out = blob;
	else if (refusal.why)
		return refusal;
	else
		*out = key.plain;
	return ACCEPT;
}

/* ---- a list of keys ---------------------------------------------------------- */

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

static struct pc_str cut_word(struct pc_str *line)
{
	size_t n = 0;
	struct pc_str word;

	while (line->len && is_space(line->ptr[0]))
		*line = pc_str_from(*line, 1);
	while (n < line->len && !is_space(line->ptr[n]))
		n++;
	word = pc_str_head(*line, n);
	*line = pc_str_from(*line, n);
	return word;
}

static struct refusal read_key(struct pc_str *out, struct pc_arena *arena,
	struct pc_str type, struct pc_str text)
{
	struct pc_str blob;

	if (!text.len || !base64_read(&blob, arena, text))
		return REFUSE(MALFORMED, "the key has to be base64, on the same line");
	if (!pc_str_eq(wire_string(&(struct wire){.rest = blob}), type))
		return REFUSE(MALFORMED, "the key is not of the type before it");
	return revoked_key(out, arena, blob);
}

static enum pc_status read_list(struct pc_revoked *out, struct pc_arena *arena,
	struct pc_str text, struct pc_err *err)
{
	uint32_t line = 0;

	while (text.ptr) {
		struct pc_str rest = pc_str_cut(&text, '\n'), type;
		struct pc_revoked_item item = {.kind = PC_REVOKED_KEY, .line = ++line};
		struct refusal refusal;

		if (pc_str_ends(rest, PC_STR("\r")))
			rest.len--;
		type = cut_word(&rest);
		if (!type.len || type.ptr[0] == '#')
			continue;
		refusal = read_key(&item.bytes, arena, type, cut_word(&rest));
		if (refusal.why)
			return pc_err_set(err, PC_ERR_PARSE,
				(struct pc_span){out->file, line, 1},
				"line %" PRIu32 " is no public key: %s", line,
				refusal.why);
		revoked_add(out, arena, &item);
	}
	return PC_OK;
}

enum pc_status pc_revoked_read(struct pc_revoked *out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_err *err)
{
	struct pc_revoked revoked = {.file = file};

	if (text.len > PC_MAX_SIGNERS_SIZE) {
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){file, 0, 0},
			"larger than %d bytes", PC_MAX_SIGNERS_SIZE);
	}
	PC_TRY(krl_is_one(text) ? krl_read(&revoked, arena, text, err)
				: read_list(&revoked, arena, text, err));
	*out = revoked;
	return PC_OK;
}

/* ---- is it revoked ----------------------------------------------------------- */

/* What a key is known by. */
struct known {
	struct pc_str plain, sha1, sha256;
	unsigned char sums[2][DIGEST_MAX];
};

static void know(struct known *out, struct pc_str plain)
{
	out->plain = plain;
	out->sha1 = crypto_digest(out->sums[0], DIGEST_SHA1, plain);
	out->sha256 = crypto_digest(out->sums[1], DIGEST_SHA256, plain);
}

static bool is_this_key(const struct pc_revoked_item *item, const struct known *known)
{
	switch (item->kind) {
	case PC_REVOKED_KEY:
		return pc_str_eq(item->bytes, known->plain);
	case PC_REVOKED_SHA1:
		return pc_str_eq(item->bytes, known->sha1);
	case PC_REVOKED_SHA256:
		return pc_str_eq(item->bytes, known->sha256);
	case PC_REVOKED_ID:
	case PC_REVOKED_SERIALS:
	case PC_REVOKED_BITS:
		break;
	}
	return false;
}

static bool is_bit_set(const struct pc_revoked_item *item, uint64_t serial)
{
	enum { PER_BYTE = 8 };
	uint64_t bit = serial - item->first, byte = bit / PER_BYTE;

	return serial >= item->first && byte < item->bytes.len &&
	       (unsigned char)item->bytes.ptr[item->bytes.len - 1 - byte] >>
			       (bit % PER_BYTE) &
		       1;
}

/* A number is not given to a certificate that has none, which is written as zero. */
static bool is_this_cert(const struct pc_revoked_item *item, const struct sshcert *cert)
{
	if (item->authority.len && !pc_str_eq(item->authority, cert->authority.plain))
		return false;
	switch (item->kind) {
	case PC_REVOKED_ID:
		return pc_str_eq(item->bytes, cert->id);
	case PC_REVOKED_SERIALS:
		return cert->serial && cert->serial >= item->first &&
		       cert->serial <= item->last;
	case PC_REVOKED_BITS:
		return cert->serial && is_bit_set(item, cert->serial);
	case PC_REVOKED_KEY:
	case PC_REVOKED_SHA1:
	case PC_REVOKED_SHA256:
		break;
	}
	return false;
}

/* "FILE:LINE", or "FILE" of a form without lines. */
static struct pc_str place_of(struct pc_arena *arena, const struct pc_revoked *revoked,
	const struct pc_revoked_item *item)
{
	const char *file = revoked->file ? revoked->file : "the revocation file";

	return item->line ? pc_arena_printf(arena, "%s:%" PRIu32, file, item->line)
			  : pc_str(file);
}

static void say_cert(struct pc_trust *out, struct pc_arena *arena, struct pc_str place,
	const struct pc_revoked_item *item, const struct sshcert *cert)
{
	if (item->kind == PC_REVOKED_ID && is_text(cert->id))
		trust_refuse(out, arena, PC_TRUST_REVOKED,
			"%.*s revokes the certificate '%.*s' of %.*s; have it signed "
			"with another one",
			PC_STR_ARG(place), PC_STR_ARG(pc_str_head(cert->id, 64)),
			PC_STR_ARG(out->fingerprint));
	else
		trust_refuse(out, arena, PC_TRUST_REVOKED,
			"%.*s revokes the certificate number %" PRIu64
			" of %.*s; have it signed with another one",
			PC_STR_ARG(place), cert->serial, PC_STR_ARG(out->fingerprint));
}

bool revoked_judge(struct pc_trust *out, struct pc_arena *arena,
	const struct pc_revoked *revoked, const struct sshkey *key)
{
	struct known known, authority;

	know(&known, key->plain);
	if (key->cert)
		know(&authority, key->cert->authority.plain);
	for (size_t i = 0; i < revoked->count; i++) {
		const struct pc_revoked_item *item = &revoked->items[i];
		struct pc_str place = place_of(arena, revoked, item);

		if (is_this_key(item, &known))
			trust_refuse(out, arena, PC_TRUST_REVOKED,
				"%.*s revokes the key %.*s; have it signed with another "
				"one",
				PC_STR_ARG(place), PC_STR_ARG(out->fingerprint));
		else if (key->cert && is_this_key(item, &authority))
			trust_refuse(out, arena, PC_TRUST_REVOKED,
				"%.*s revokes %.*s, the authority of its certificate; "
				"have it signed with another one",
				PC_STR_ARG(place),
				PC_STR_ARG(sshkey_fingerprint(arena, authority.plain)));
		else if (key->cert && is_this_cert(item, key->cert))
			say_cert(out, arena, place, item, key->cert);
		else
			continue;
		return true;
	}
	return false;
}
