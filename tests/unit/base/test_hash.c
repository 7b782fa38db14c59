/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 against the values that FIPS 180-4's examples give. */
#include "pc_test.h"

#include "pc/base/hash.h"

static const struct row {
	const char *name;
	struct pc_str bytes;
	const char *want;
} sums[] = {
	{"nothing", {NULL, 0},
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
	{"an empty text is nothing", PC_STR(""),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
	{"one block", PC_STR("abc"),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	{"two blocks", PC_STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	{"a NUL byte counts", PC_STR("a\0b"),
		"59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138"},
};

static void check(const struct row *r)
{
	char hex[PC_SHA256_HEX];

	pc_sha256_hex(hex, r->bytes);
	assert_string_equal(hex, r->want);
}

PC_TABLE_TESTS(sums, check)
