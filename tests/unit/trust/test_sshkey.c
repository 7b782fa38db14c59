/* SPDX-License-Identifier: Apache-2.0 */
/* Public keys in wire form: which are taken, and how large they may be. */
#include "pc/base/limits.h"
#include "pc_test.h"
#include "trust_priv.h"

static const struct rsa_row {
	const char *name;
	size_t bits;
	bool is_taken;
} sizes[] = {
	{"1024 bits", 1024, false},
	{"one bit too few", PC_MIN_RSA_BITS - 1, false},
	{"just enough", PC_MIN_RSA_BITS, true},
	{"one more", PC_MIN_RSA_BITS + 1, true},
	{"as many as may be", PC_MAX_RSA_BITS, true},
	{"one too many", PC_MAX_RSA_BITS + 1, false},
};

/* A modulus of so many bits, with the zero before it that its sign needs. */
static void put_modulus(struct pc_buf *out, size_t bits)
{
	unsigned char bytes[PC_MAX_RSA_BITS / 8 + 2] = {0};
	size_t len = bits / 8 + 1;

	memset(bytes, 0xff, sizeof(bytes));
	bytes[0] = (unsigned char)((1U << bits % 8) - 1);
	wire_put(out, (struct pc_str){(const char *)bytes, len});
}

static void size_check(const struct rsa_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf blob = {0};
	struct refusal refusal;
	struct sshkey key;

	wire_put(&blob, PC_STR("ssh-rsa"));
	wire_put(&blob, PC_STR("\1\0\1"));
	put_modulus(&blob, r->bits);
	refusal = sshkey_read(&key, &arena, pc_buf_str(&blob));
	assert_int_equal(refusal.why == NULL, r->is_taken);
	if (!r->is_taken)
		assert_int_equal(refusal.status, PC_TRUST_UNACCEPTED);
}

#define P32 "0123456789abcdef0123456789abcdef"
#define P65 "\4" P32 P32

/* PC_STR() is no constant. */
#define S(literal)                                                                       \
	{                                                                                \
		(literal), sizeof(literal) - 1                                           \
	}

static const struct row {
	const char *name;
	struct pc_str parts[4]; /* strings of the wire form, up to an empty one */
	const char *tail;
	enum pc_trust_status want; /* PC_TRUST_UNCHECKED: it is taken */
} rows[] = {
	{"Ed25519", {S("ssh-ed25519"), S(P32)}, "", PC_TRUST_UNCHECKED},
	{"Ed25519, too short", {S("ssh-ed25519"), S("abc")}, "", PC_TRUST_MALFORMED},
	{"Ed25519, too long", {S("ssh-ed25519"), S(P32 "x")}, "", PC_TRUST_MALFORMED},
	{"something behind it", {S("ssh-ed25519"), S(P32)}, "x", PC_TRUST_MALFORMED},
	{"another string behind it", {S("ssh-ed25519"), S(P32), S("x")}, "",
		PC_TRUST_MALFORMED},
	{"a type alone", {S("ssh-ed25519")}, "", PC_TRUST_MALFORMED},
	{"nothing", {{0}}, "", PC_TRUST_MALFORMED},
	{"ECDSA", {S("ecdsa-sha2-nistp256"), S("nistp256"), S(P65)}, "",
		PC_TRUST_UNCHECKED},
	{"ECDSA on another curve", {S("ecdsa-sha2-nistp256"), S("nistp384"), S(P65)}, "",
		PC_TRUST_MALFORMED},
	{"ECDSA, compressed", {S("ecdsa-sha2-nistp256"), S("nistp256"), S("\2" P32)}, "",
		PC_TRUST_MALFORMED},
	{"ECDSA, hybrid", {S("ecdsa-sha2-nistp256"), S("nistp256"), S("\6" P32 P32)}, "",
		PC_TRUST_MALFORMED},
	{"in hardware", {S("sk-ssh-ed25519@openssh.com"), S(P32), S("ssh:")}, "",
		PC_TRUST_UNCHECKED},
	{"in hardware, for no application", {S("sk-ssh-ed25519@openssh.com"), S(P32)}, "",
		PC_TRUST_MALFORMED},
	{"DSA", {S("ssh-dss"), S("abc")}, "", PC_TRUST_UNACCEPTED},
	{"DSA with a certificate", {S("ssh-dss-cert-v01@openssh.com")}, "",
		PC_TRUST_UNACCEPTED},
	{"the name of a signature", {S("rsa-sha2-512"), S("abc")}, "",
		PC_TRUST_UNACCEPTED},
	{"a type of tomorrow", {S("ssh-ed448"), S("abc")}, "", PC_TRUST_UNACCEPTED},
	{"a certificate that ends early",
		{S("ssh-ed25519-cert-v01@openssh.com"), S("n"), S(P32)}, "",
		PC_TRUST_MALFORMED},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf blob = {0};
	struct sshkey key;

	for (size_t i = 0; i < PC_COUNT(r->parts) && r->parts[i].len; i++)
		wire_put(&blob, r->parts[i]);
	pc_buf_puts(&blob, r->tail);
	assert_int_equal(sshkey_read(&key, &arena, pc_buf_str(&blob)).status, r->want);
}

/* A certificate for so many names; nobody signed it. */
static struct refusal read_cert(struct pc_arena *arena, size_t names)
{
	PC_AUTO(pc_buf_done) struct pc_buf blob = {0};
	PC_AUTO(pc_buf_done) struct pc_buf list = {0};
	PC_AUTO(pc_buf_done) struct pc_buf authority = {0};
	struct sshkey key;

	while (names--)
		wire_put(&list, PC_STR("a"));
	wire_put(&authority, PC_STR("ssh-ed25519"));
	wire_put(&authority, PC_STR(P32));
	wire_put(&blob, PC_STR("ssh-ed25519-cert-v01@openssh.com"));
	wire_put(&blob, PC_STR("nonce"));
	wire_put(&blob, PC_STR(P32));
	pc_buf_add(&blob, PC_STR("\0\0\0\0\0\0\0\0\0\0\0\1"));
	wire_put(&blob, PC_STR("id"));
	wire_put(&blob, pc_buf_str(&list));
	pc_buf_add(&blob, PC_STR("\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff"));
	for (int i = 0; i < 3; i++)
		wire_put(&blob, PC_STR(""));
	wire_put(&blob, pc_buf_str(&authority));
	wire_put(&blob, PC_STR("signature"));
	return sshkey_read(&key, arena, pc_buf_str(&blob));
}

/* Somebody who is revoked must not come back with a zero before his number. */
static void a_number_has_one_form(void **state)
{
	static const struct pc_str exponents[] = {S("\1\0\1"), S("\0\1\0\1")};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct sshkey keys[PC_COUNT(exponents)];

	(void)state;
	for (size_t i = 0; i < PC_COUNT(exponents); i++) {
		PC_AUTO(pc_buf_done) struct pc_buf blob = {0};

		wire_put(&blob, PC_STR("ssh-rsa"));
		wire_put(&blob, exponents[i]);
		put_modulus(&blob, PC_MIN_RSA_BITS);
		assert_null(sshkey_read(
			&keys[i], &arena, pc_arena_str(&arena, pc_buf_str(&blob)))
				    .why);
	}
	assert_true(pc_str_eq(keys[0].plain, keys[1].plain));
}

static void a_certificate_may_have_so_many_names(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	(void)state;
	assert_null(read_cert(&arena, 0).why);
	assert_null(read_cert(&arena, PC_MAX_CERT_PRINCIPALS).why);
	assert_non_null(read_cert(&arena, PC_MAX_CERT_PRINCIPALS + 1).why);
}

PC_TABLE(sizes, size_check)
PC_TABLE(rows, check)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_has_one_form),
		cmocka_unit_test(a_certificate_may_have_so_many_names),
	};

	return PC_RUN(sizes) + PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
