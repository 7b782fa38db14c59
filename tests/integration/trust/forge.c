/* SPDX-License-Identifier: Apache-2.0 */
/* Makes SSH signatures that ssh-keygen would not make, or not without hardware:
 *
 *   forge PEM PUBLIC PAYLOAD OUT [name=value...]
 *
 * PEM is a private key that is made when it is not there; PUBLIC is the key's line, made
 * along with it, or a certificate's to put in its place; OUT gets the armored signature.
 *
 *   type=sk-ssh-ed25519@openssh.com      sk-ecdsa-sha2-nistp256@openssh.com, ssh-ed25519,
 *                                        ssh-rsa
 *   format=...       of the inner signature, if not the type: webauthn-sk-..., ssh-rsa
 *   application=ssh: flags=1 counter=7 origin=https://x.example extensions=
 *   version=1 space=git reserved= hash=sha512 tail=
 *   order=1          adds the group's order to S of an Ed25519 signature */
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bytes {
	unsigned char at[1 << 15];
	size_t len;
};

static char **options;

static const char *option(const char *name, const char *otherwise)
{
	size_t len = strlen(name);

	for (char **o = options; *o; o++) {
		if (strncmp(*o, name, len) == 0 && (*o)[len] == '=')
			return *o + len + 1;
	}
	return otherwise;
}

static unsigned long number(const char *name, const char *otherwise)
{
	return strtoul(option(name, otherwise), NULL, 0);
}

static void need(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "forge: %s\n", what);
		exit(70);
	}
}

static void add(struct bytes *b, const void *from, size_t n)
{
	need(b->len + n <= sizeof(b->at), "too long");
	if (n)
		memcpy(b->at + b->len, from, n);
	b->len += n;
}

static void add_u32(struct bytes *b, unsigned long n)
{
	unsigned char be[] = {(unsigned char)(n >> 24), (unsigned char)(n >> 16),
		(unsigned char)(n >> 8), (unsigned char)n};

	add(b, be, 4);
}

static void add_string(struct bytes *b, const void *from, size_t n)
{
	add_u32(b, n);
	add(b, from, n);
}

static void add_text(struct bytes *b, const char *text)
{
	add_string(b, text, strlen(text));
}

static void add_number(struct bytes *b, const BIGNUM *n)
{
	unsigned char be[2050] = {0};
	size_t len = (size_t)BN_num_bytes(n);

	BN_bn2bin(n, be + 1);
	if (be[1] & 0x80)
		add_string(b, be, len + 1);
	else
		add_string(b, be + 1, len);
}

static void add_digest(struct bytes *b, const char *name, const void *from, size_t n)
{
	unsigned char sum[64];
	size_t len = 0;

	need(EVP_Q_digest(NULL, name, NULL, from, n, sum, &len), name);
	add(b, sum, len);
}

static bool is_kind(const char *what)
{
	return strstr(option("type", "sk-ssh-ed25519@openssh.com"), what) != NULL;
}

static EVP_PKEY *make_key(void)
{
	if (is_kind("ed25519"))
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (is_kind("ecdsa"))
		return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)number("bits", "2048"));
}

static EVP_PKEY *load_key(const char *path)
{
	FILE *file = fopen(path, "r");
	EVP_PKEY *key = file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : make_key();

	need(key != NULL, "no key");
	if (file) {
		fclose(file);
		return key;
	}
	file = fopen(path, "w");
	need(file && PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), path);
	fclose(file);
	return key;
}

static void add_key_fields(struct bytes *b, EVP_PKEY *key)
{
	unsigned char raw[256];
	size_t len = sizeof(raw);
	BIGNUM *n = NULL;

	if (is_kind("ed25519")) {
		need(EVP_PKEY_get_raw_public_key(key, raw, &len), "raw key");
		add_string(b, raw, len);
	} else if (is_kind("ecdsa")) {
		add_text(b, "nistp256");
		need(EVP_PKEY_get_octet_string_param(key, "pub", raw, len, &len),
			"point");
		add_string(b, raw, len);
	} else {
		need(EVP_PKEY_get_bn_param(key, "e", &n), "e");
		add_number(b, n);
		BN_free(n);
		n = NULL;
		need(EVP_PKEY_get_bn_param(key, "n", &n), "n");
		add_number(b, n);
		BN_free(n);
	}
	if (is_kind("sk-"))
		add_text(b, option("application", "ssh:"));
}

static void write_public(const char *path, const struct bytes *blob)
{
	static unsigned char text[1 << 16];
	FILE *file = fopen(path, "w");

	need(file != NULL, path);
	EVP_EncodeBlock(text, blob->at, (int)blob->len);
	fprintf(file, "%s %s forged\n", option("type", "sk-ssh-ed25519@openssh.com"),
		(char *)text);
	fclose(file);
}

/* The second word of the file. */
static void read_public(struct bytes *blob, const char *path)
{
	static char text[1 << 16];
	FILE *file = fopen(path, "r");
	size_t len;
	int n;

	need(file && fscanf(file, "%*s %65000s", text) == 1, path);
	fclose(file);
	len = strlen(text);
	n = EVP_DecodeBlock(blob->at, (unsigned char *)text, (int)len);
	need(n > 0, "base64");
	blob->len = (size_t)n - (text[len - 1] == '=') - (text[len - 2] == '=');
}

/* S + L, which is the same signature to who does not look. */
static void add_order(unsigned char *s)
{
	static const unsigned char order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12,
		0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
	unsigned carry = 0;

	for (size_t i = 0; i < 32; i++) {
		carry += (unsigned)s[i] + order[i];
		s[i] = (unsigned char)carry;
		carry >>= 8;
	}
}

static void add_raw_signature(struct bytes *out, EVP_PKEY *key, const struct bytes *data)
{
	const char *format = option("format", "");
	const char *digest = is_kind("ed25519")               ? NULL
			     : strcmp(format, "ssh-rsa") == 0 ? "SHA1"
			     : is_kind("rsa")                 ? "SHA512"
							      : "SHA256";
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char raw[2048];
	const unsigned char *der = raw;
	size_t len = sizeof(raw);
	struct bytes pair = {.len = 0};
	ECDSA_SIG *sig;

	need(EVP_DigestSignInit_ex(context, NULL, digest, NULL, NULL, key, NULL) == 1 &&
			EVP_DigestSign(context, raw, &len, data->at, data->len) == 1,
		"signing");
	EVP_MD_CTX_free(context);
	if (is_kind("ecdsa")) {
		sig = d2i_ECDSA_SIG(NULL, &der, (long)len);
		need(sig != NULL, "der");
		add_number(&pair, ECDSA_SIG_get0_r(sig));
		add_number(&pair, ECDSA_SIG_get0_s(sig));
		add_string(out, pair.at, pair.len);
		ECDSA_SIG_free(sig);
		return;
	}
	if (number("order", "0"))
		add_order(raw + 32);
	add_string(out, raw, len);
}

static void to_url(unsigned char *text)
{
	for (; *text; text++)
		*text = *text == '+' ? '-' : *text == '/' ? '_' : *text;
	while (text[-1] == '=')
		*--text = '\0';
}

/* What a browser would have signed. */
static void add_client_data(struct bytes *out, const struct bytes *message)
{
	static unsigned char challenge[1 << 15];

	EVP_EncodeBlock(challenge, message->at, (int)message->len);
	to_url(challenge);
	out->len = (size_t)snprintf((char *)out->at, sizeof(out->at),
		"{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\","
		"\"crossOrigin\":false}",
		option("ceremony", "webauthn.get"), (char *)challenge,
		option("origin", "https://x.example"));
}

/* The inner signature: format, bytes, and what security keys add. */
static void add_signature(struct bytes *out, EVP_PKEY *key, const struct bytes *message)
{
	const char *type = option("type", "sk-ssh-ed25519@openssh.com");
	const char *format = option("format", type);
	bool is_web = strncmp(format, "webauthn", 8) == 0;
	static struct bytes data, client, inner;
	unsigned char flags = (unsigned char)number("flags", "1");
	const char *extensions = option("extensions", "");

	if (is_web)
		add_client_data(&client, message);
	if (is_kind("sk-")) {
		const char *application = option("application", "ssh:");

		add_digest(&data, "SHA256", application, strlen(application));
		add(&data, &flags, 1);
		add_u32(&data, number("counter", "7"));
		add(&data, extensions, strlen(extensions));
		add_digest(&data, "SHA256", is_web ? client.at : message->at,
			is_web ? client.len : message->len);
	} else {
		add(&data, message->at, message->len);
	}
	add_text(&inner, format);
	add_raw_signature(&inner, key, &data);
	if (is_kind("sk-")) {
		add(&inner, &flags, 1);
		add_u32(&inner, number("counter", "7"));
	}
	if (is_web) {
		add_text(&inner, option("origin", "https://x.example"));
		add_string(&inner, client.at, client.len);
		add_text(&inner, extensions);
	}
	add_string(out, inner.at, inner.len);
}

static void write_armor(const char *path, const struct bytes *blob)
{
	static unsigned char text[1 << 16];
	FILE *file = fopen(path, "w");

	need(file != NULL, path);
	EVP_EncodeBlock(text, blob->at, (int)blob->len);
	fprintf(file, "-----BEGIN SSH SIGNATURE-----\n");
	for (char *at = (char *)text; *at; at += strnlen(at, 70))
		fprintf(file, "%.70s\n", at);
	fprintf(file, "-----END SSH SIGNATURE-----\n");
	fclose(file);
}

static void read_file(struct bytes *out, const char *path)
{
	FILE *file = fopen(path, "r");

	need(file != NULL, path);
	out->len = fread(out->at, 1, sizeof(out->at), file);
	fclose(file);
}

int main(int argc, char **argv)
{
	static struct bytes public, payload, message, signature;
	const char *hash, *space;
	EVP_PKEY *key;

	need(argc >= 5, "usage: forge PEM PUBLIC PAYLOAD OUT [name=value...]");
	options = argv + 5;
	hash = option("hash", "sha512");
	space = option("space", "git");
	key = load_key(argv[1]);
	if (!option("cert", NULL)) {
		add_text(&public, option("type", "sk-ssh-ed25519@openssh.com"));
		add_key_fields(&public, key);
		write_public(argv[2], &public);
	} else {
		read_public(&public, option("cert", NULL));
	}
	read_file(&payload, argv[3]);

	add(&message, "SSHSIG", 6);
	add_text(&message, space);
	add_text(&message, "");
	add_text(&message, hash);
	add_u32(&message, strcmp(hash, "sha512") == 0   ? 64
			  : strcmp(hash, "sha384") == 0 ? 48
							: 32);
	add_digest(&message, hash, payload.at, payload.len);

	add(&signature, "SSHSIG", 6);
	add_u32(&signature, number("version", "1"));
	add_string(&signature, public.at, public.len);
	add_text(&signature, space);
	add_text(&signature, option("reserved", ""));
	add_text(&signature, hash);
	add_signature(&signature, key, &message);
	add(&signature, option("tail", ""), strlen(option("tail", "")));
	write_armor(argv[4], &signature);
	EVP_PKEY_free(key);
	return 0;
}
