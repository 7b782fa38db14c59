/* SPDX-License-Identifier: Apache-2.0 */
/* The one file of this module that talks to libcrypto: sums, and whether a signature
 * belongs to bytes.  Keys arrive as their numbers; nothing of libcrypto's own formats is
 * read, and its queue of errors is left as it was, for others in this process look at it.
 */
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

/* Not before those: one of their parameters is called "rand". */
#undef PC_BASE_BANNED_H
#include "pc/base/banned.h"

#include "trust_priv.h"

static const char *const digest_names[] = {
	[DIGEST_SHA1] = "SHA1",
	[DIGEST_SHA256] = "SHA256",
	[DIGEST_SHA384] = "SHA384",
	[DIGEST_SHA512] = "SHA512",
};

static const char *const group_names[] = {
	[CURVE_P256] = "P-256",
	[CURVE_P384] = "P-384",
	[CURVE_P521] = "P-521",
};

static const unsigned char *bytes_of(struct pc_str s)
{
	return (const unsigned char *)s.ptr;
}

static void free_key(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
}

static void free_key_context(EVP_PKEY_CTX **context)
{
	EVP_PKEY_CTX_free(*context);
}

static void free_digest_context(EVP_MD_CTX **context)
{
	EVP_MD_CTX_free(*context);
}

struct pc_str crypto_digest(
	unsigned char out[DIGEST_MAX], enum digest digest, struct pc_str bytes)
{
	size_t len = 0;

	/* With these digests and no engines only missing memory is left to fail. */
	if (!EVP_Q_digest(NULL, digest_names[digest], NULL, bytes.len ? bytes.ptr : "",
		    bytes.len, out, &len))
		abort();
	return (struct pc_str){(const char *)out, len};
}

/* name is NULL for signatures that hash in their own way. */
static bool verify(
	EVP_PKEY *key, const char *name, struct pc_str signature, struct pc_str data)
{
	PC_AUTO(free_digest_context) EVP_MD_CTX *context = EVP_MD_CTX_new();

	return context &&
	       EVP_DigestVerifyInit_ex(context, NULL, name, NULL, NULL, key, NULL) == 1 &&
	       EVP_DigestVerify(context, bytes_of(signature), signature.len,
		       bytes_of(data), data.len) == 1;
}

bool crypto_ed25519(struct pc_str key, struct pc_str signature, struct pc_str data)
{
	PC_AUTO(free_key) EVP_PKEY *public = NULL;
	bool fits;

	ERR_set_mark();
	public = EVP_PKEY_new_raw_public_key_ex(
		NULL, "ED25519", NULL, bytes_of(key), key.len);
	fits = public && verify(public, NULL, signature, data);
	ERR_pop_to_mark();
	return fits;
}

static EVP_PKEY *make_key(const char *type, OSSL_PARAM *params)
{
	PC_AUTO(free_key_context)
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (!context || EVP_PKEY_fromdata_init(context) != 1 ||
		EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		return NULL;
	return key;
}

/* Parameters are not const in libcrypto's types; it only reads them. */
static void *unconst(const void *pointer)
{
	return (void *)(uintptr_t)pointer;
}

/* ---- ECDSA ---------------------------------------------------------------- */

enum { DER_MAX = 160 }; /* two numbers of 67 bytes and their headers */

/* INTEGER (X.690, 8.3). Returns its size; 0 when it is longer than any of these curves
 * has. */
static size_t der_integer(unsigned char *out, struct pc_str number)
{
	bool is_padded = number.len == 0 || (unsigned char)number.ptr[0] & 0x80;
	size_t len = number.len + is_padded;

	if (len > 67)
		return 0;
	out[0] = 0x02;
	out[1] = (unsigned char)len;
	out[2] = 0;
	if (number.len)
		memcpy(out + 2 + is_padded, number.ptr, number.len);
	return 2 + len;
}

/* SEQUENCE of r and s, as libcrypto wants it. */
static struct pc_str der_signature(unsigned char out[DER_MAX], const struct ecdsa *ecdsa)
{
	unsigned char body[DER_MAX];
	size_t r = der_integer(body, ecdsa->r), s = der_integer(body + r, ecdsa->s);
	size_t header = 0;

	if (!r || !s)
		return (struct pc_str){0};
	out[header++] = 0x30;
	if (r + s > 127)
		out[header++] = 0x81;
	out[header++] = (unsigned char)(r + s);
	memcpy(out + header, body, r + s);
	return (struct pc_str){(const char *)out, header + r + s};
}

bool crypto_ecdsa(const struct ecdsa *ecdsa, struct pc_str data)
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
			unconst(group_names[ecdsa->curve]), 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
			unconst(ecdsa->point.ptr), ecdsa->point.len),
		OSSL_PARAM_construct_end(),
	};
	unsigned char der[DER_MAX];
	struct pc_str signature = der_signature(der, ecdsa);
	PC_AUTO(free_key) EVP_PKEY *public = NULL;
	bool fits;

	if (!signature.len)
		return false;
	ERR_set_mark();
	public = make_key("EC", params);
	fits = public && verify(public, digest_names[ecdsa->digest], signature, data);
	ERR_pop_to_mark();
	return fits;
}

/* ---- RSA ------------------------------------------------------------------ */

enum { RSA_MAX = 2048 + 1 };

/* Parameters want numbers in the order of this machine. */
static void to_native(unsigned char *out, struct pc_str number)
{
	const union {
		uint16_t number;
		unsigned char first;
	} probe = {1};

	for (size_t i = 0; i < number.len; i++) {
		size_t from = probe.first ? number.len - 1 - i : i;

		out[i] = (unsigned char)number.ptr[from];
	}
}

bool crypto_rsa(const struct rsa *rsa, struct pc_str data)
{
	unsigned char n[RSA_MAX], e[RSA_MAX];
	PC_AUTO(free_key) EVP_PKEY *public = NULL;
	bool fits;

	if (rsa->n.len > RSA_MAX || rsa->e.len > RSA_MAX)
		return false;
	to_native(n, rsa->n);
	to_native(e, rsa->e);
	ERR_set_mark();
	public = make_key("RSA",
		(OSSL_PARAM[]){
			OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, n, rsa->n.len),
			OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, e, rsa->e.len),
			OSSL_PARAM_construct_end(),
		});
	/* PKCS #1 v1.5 is libcrypto's default, and the only form in SSH (RFC 8332). */
	fits = public && verify(public, digest_names[rsa->digest], rsa->signature, data);
	ERR_pop_to_mark();
	return fits;
}
