/* SPDX-License-Identifier: Apache-2.0 */
/* OpenSSH's PROTOCOL.sshsig:
 *
 *   signature  = "SSHSIG" version:u32 key:string namespace:string reserved:string
 *                hash:string signature:string
 *   signed     = "SSHSIG" namespace:string reserved:string hash:string
 *                sum-of-the-payload:string */
#include "trust_priv.h"

static const struct pc_str magic = {"SSHSIG", 6};

static struct refusal check_parts(struct sshsig *sig, struct pc_str reserved)
{
	static const struct {
		const char *name;
		enum digest digest;
	} hashes[] = {
		{"sha256", DIGEST_SHA256},
		{"sha512", DIGEST_SHA512},
	};

	/* It is not among the signed bytes unless it is empty there. */
	if (reserved.len)
		return REFUSE(MALFORMED, "a field of it is not empty that has to be");
	if (!sig->space.len)
		return REFUSE(NAMESPACE, "it was made for no namespace");
	for (size_t i = 0; i < PC_COUNT(hashes); i++) {
		if (pc_str_is(sig->hash, hashes[i].name)) {
			sig->digest = hashes[i].digest;
			return ACCEPT;
		}
	}
	return REFUSE(UNACCEPTED, "its hash is neither sha256 nor sha512");
}

struct refusal sshsig_read(
	struct sshsig *out, struct pc_arena *arena, struct pc_str bytes)
{
	struct wire wire = {.rest = pc_str_from(bytes, magic.len)};
	struct sshsig sig = {0};
	struct pc_str key, reserved;

	if (!pc_str_starts(bytes, magic))
		return REFUSE(MALFORMED, "it does not begin with SSHSIG");
	if (wire_u32(&wire) != 1)
		return REFUSE(MALFORMED, "its version is not 1");
	key = wire_string(&wire);
	sig.space = wire_string(&wire);
	reserved = wire_string(&wire);
	sig.hash = wire_string(&wire);
	sig.signature = wire_string(&wire);
	if (!wire_is_done(&wire))
		return REFUSE(MALFORMED, "it is cut off, or too long");
	TRY_ACCEPT(sshkey_read(&sig.key, arena, key));
	TRY_ACCEPT(check_parts(&sig, reserved));
	*out = sig;
	return ACCEPT;
}

struct refusal sshsig_check(
	const struct sshsig *sig, struct pc_arena *arena, struct pc_str payload)
{
	unsigned char sum[DIGEST_MAX];
	struct pc_buf data = {0};
	struct pc_str copy;

	if (sig->key.cert)
		TRY_ACCEPT(sshcert_check(sig->key.cert, arena));
	pc_buf_add(&data, magic);
	wire_put(&data, sig->space);
	wire_put(&data, (struct pc_str){0});
	wire_put(&data, sig->hash);
	wire_put(&data, crypto_digest(sum, sig->digest, payload));
	copy = pc_arena_str(arena, pc_buf_str(&data));
	pc_buf_done(&data);
	return sshcheck(&sig->key, arena, sig->signature, copy);
}
