/* SPDX-License-Identifier: Apache-2.0 */
/* HMAC-SHA256 against the values that RFC 4231 gives. */
#include "pc_test.h"

#include "pc/base/buf.h"
#include "pc/base/hash.h"

struct run_of {
	char byte;
	size_t n;
};

static const struct row {
	const char *name;
	struct run_of key_run; /* n 0: key is a text */
	struct pc_str key;
	struct run_of run;
	struct pc_str bytes;
	const char *want;
} sums[] = {
	{"a short key", {0x0b, 20}, {NULL, 0}, {0, 0}, PC_STR("Hi There"),
		"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
	{"a text as key", {0, 0}, PC_STR("Jefe"), {0, 0},
		PC_STR("what do ya want for nothing?"),
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
	{"bytes that are no text", {(char)0xaa, 20}, {NULL, 0}, {(char)0xdd, 50},
		{NULL, 0},
		"773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
	{"a key longer than a block", {(char)0xaa, 131}, {NULL, 0}, {0, 0},
		PC_STR("Test Using Larger Than Block-Size Key - Hash Key First"),
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
	{"nothing with nothing", {0, 0}, {NULL, 0}, {0, 0}, {NULL, 0},
		"b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"},
};

static struct pc_str bytes_of(struct pc_buf *room, struct run_of run, struct pc_str text)
{
	for (size_t i = 0; i < run.n; i++)
		pc_buf_add_char(room, run.byte);
	return run.n ? pc_buf_str(room) : text;
}

static void check(const struct row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf key = {0}, bytes = {0};
	char hex[PC_SHA256_HEX];

	pc_hmac_sha256_hex(hex, bytes_of(&key, r->key_run, r->key),
		bytes_of(&bytes, r->run, r->bytes));
	assert_string_equal(hex, r->want);
}

PC_TABLE_TESTS(sums, check)
