/* SPDX-License-Identifier: Apache-2.0 */
/* SSH public keys in their wire form: RFC 4253 section 6.6, RFC 5656 section 3.1, RFC
 * 8709 section 4, and OpenSSH's PROTOCOL.u2f for keys that live in hardware. */
#include "pc/base/limits.h"
#include "trust_priv.h"

#define CERT(stem) stem "-cert-v01@openssh.com"

static const struct sshkey_type types[] = {
	{.name = "ssh-ed25519",
		.cert_name = CERT("ssh-ed25519"),
		.family = FAMILY_ED25519,
		.point_size = 32},
	{.name = "ecdsa-sha2-nistp256",
		.cert_name = CERT("ecdsa-sha2-nistp256"),
		.family = FAMILY_ECDSA,
		.point_size = 65,
		.curve_name = "nistp256",
		.curve = CURVE_P256,
		.digest = DIGEST_SHA256},
	{.name = "ecdsa-sha2-nistp384",
		.cert_name = CERT("ecdsa-sha2-nistp384"),
		.family = FAMILY_ECDSA,
		.point_size = 97,
		.curve_name = "nistp384",
		.curve = CURVE_P384,
		.digest = DIGEST_SHA384},
	{.name = "ecdsa-sha2-nistp521",
		.cert_name = CERT("ecdsa-sha2-nistp521"),
		.family = FAMILY_ECDSA,
		.point_size = 133,
		.curve_name = "nistp521",
		.curve = CURVE_P521,
		.digest = DIGEST_SHA512},
	{.name = "ssh-rsa", .cert_name = CERT("ssh-rsa"), .family = FAMILY_RSA},
	{.name = "sk-ssh-ed25519@openssh.com",
		.cert_name = CERT("sk-ssh-ed25519"),
		.family = FAMILY_ED25519,
		.is_hardware = true,
		.point_size = 32},
	{.name = "sk-ecdsa-sha2-nistp256@openssh.com",
		.cert_name = CERT("sk-ecdsa-sha2-nistp256"),
		.family = FAMILY_ECDSA,
		.is_hardware = true,
		.point_size = 65,
		.curve_name = "nistp256",
		.curve = CURVE_P256,
		.digest = DIGEST_SHA256},
};

const struct sshkey_type *sshkey_type_of(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(types); i++) {
		if (pc_str_is(name, types[i].name))
			return &types[i];
	}
	return NULL;
}

static const struct sshkey_type *type_of_cert(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(types); i++) {
		if (pc_str_is(name, types[i].cert_name))
			return &types[i];
	}
	return NULL;
}

static struct refusal read_rsa(struct sshkey *key, struct wire *wire)
{
	size_t bits;

	key->e = wire_natural(wire);
	key->n = wire_natural(wire);
	if (wire->is_bad || !key->n.len || !key->e.len)
		return REFUSE(MALFORMED, "the RSA key in it is cut off");
	bits = key->n.len * 8;
	for (int top = (unsigned char)key->n.ptr[0]; top < 0x80; top <<= 1)
		bits--;
	if (bits < PC_MIN_RSA_BITS) {
		return REFUSE(UNACCEPTED,
			"the RSA key has less than 2048 bits; make another one, best "
			"with ssh-keygen -t ed25519");
	}
	if (key->e.len > key->n.len)
		return REFUSE(MALFORMED, "the RSA key in it has an exponent too long");
	if (bits > PC_MAX_RSA_BITS)
		return REFUSE(UNACCEPTED, "the RSA key has more than 16384 bits");
	return ACCEPT;
}

static struct refusal read_point(struct sshkey *key, struct wire *wire)
{
	const struct sshkey_type *type = key->type;

	if (type->curve_name && !pc_str_is(wire_string(wire), type->curve_name))
		return REFUSE(MALFORMED, "the key in it is for another curve");
	key->point = wire_string(wire);
	if (wire->is_bad || key->point.len != type->point_size)
		return REFUSE(MALFORMED, "the key in it does not have the right size");
	/* SEC 1, 2.3.3: 4 is for points that are written with both coordinates. */
	if (type->family == FAMILY_ECDSA && key->point.ptr[0] != 4)
		return REFUSE(MALFORMED, "the key in it is compressed");
	return ACCEPT;
}

struct refusal sshkey_read_fields(struct sshkey *key, struct wire *wire)
{
	TRY_ACCEPT(key->type->family == FAMILY_RSA ? read_rsa(key, wire)
						   : read_point(key, wire));
	if (key->type->is_hardware)
		key->application = wire_string(wire);
	if (wire->is_bad)
		return REFUSE(MALFORMED, "the key in it is cut off");
	return ACCEPT;
}

/* The certificate's own key, as it would stand alone. */
static struct pc_str plain_form(
	struct pc_arena *arena, const struct sshkey_type *type, struct pc_str fields)
{
	struct pc_buf out = {0};
	struct pc_str plain;

	wire_put(&out, pc_str(type->name));
	pc_buf_add(&out, fields);
	plain = pc_arena_str(arena, pc_buf_str(&out));
	pc_buf_done(&out);
	return plain;
}

static struct refusal read_cert(
	struct sshkey *key, struct pc_arena *arena, struct wire *wire, struct pc_str blob)
{
	struct sshcert *cert = pc_arena_new(arena, struct sshcert);
	struct pc_str fields;

	wire_string(wire); /* a nonce */
	fields = wire->rest;
	TRY_ACCEPT(sshkey_read_fields(key, wire));
	fields.len -= wire->rest.len;
	key->plain = plain_form(arena, key->type, fields);
	key->cert = cert;
	return sshcert_read(cert, arena, wire, blob);
}

/* A number may be written with zeros before it: the same key, and it has to be known as
 * that wherever it is listed or revoked. */
static void trim_rsa(struct sshkey *key, struct pc_arena *arena)
{
	const struct pc_str numbers[] = {key->e, key->n};
	struct pc_buf out = {0};

	wire_put(&out, pc_str(key->type->name));
	for (size_t i = 0; i < PC_COUNT(numbers); i++)
		wire_put_natural(&out, numbers[i]);
	if (!pc_str_eq(key->plain, pc_buf_str(&out)))
		key->plain = pc_arena_str(arena, pc_buf_str(&out));
	pc_buf_done(&out);
}

struct refusal sshkey_read(struct sshkey *out, struct pc_arena *arena, struct pc_str blob)
{
	struct wire wire = {.rest = blob};
	struct pc_str name = wire_string(&wire);
	struct sshkey key = {.type = sshkey_type_of(name), .plain = blob};

	if (wire.is_bad)
		return REFUSE(MALFORMED, "the key in it is cut off");
	if (key.type) {
		TRY_ACCEPT(sshkey_read_fields(&key, &wire));
	} else {
		key.type = type_of_cert(name);
		if (pc_str_starts(name, PC_STR("ssh-dss"))) {
			return REFUSE(UNACCEPTED,
				"DSA keys are too weak; make another one, best with "
				"ssh-keygen -t ed25519");
		}
		if (!key.type)
			return REFUSE(UNACCEPTED, "nobody here knows this type of key");
		TRY_ACCEPT(read_cert(&key, arena, &wire, blob));
	}
	if (!wire_is_done(&wire))
		return REFUSE(MALFORMED, "something follows the key in it");
	if (key.type->family == FAMILY_RSA)
		trim_rsa(&key, arena);
	*out = key;
	return ACCEPT;
}

struct pc_str sshkey_fingerprint(struct pc_arena *arena, struct pc_str plain)
{
	unsigned char sum[DIGEST_MAX];
	struct pc_str text = base64_write(
		arena, crypto_digest(sum, DIGEST_SHA256, plain), BASE64_BARE);

	return pc_arena_printf(arena, "SHA256:%.*s", PC_STR_ARG(text));
}
