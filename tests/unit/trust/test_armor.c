/* SPDX-License-Identifier: Apache-2.0 */
/* Armor has one spelling. */
#include "pc_test.h"
#include "trust_priv.h"

#define BEGIN "-----BEGIN SSH SIGNATURE-----\n"
#define END   "-----END SSH SIGNATURE-----"

static const struct armor_row {
	const char *name, *text, *bytes; /* bytes NULL: refused */
} armors[] = {
	{"one line", BEGIN "YWJj\n" END "\n", "abc"},
	{"several lines", BEGIN "YW\nJ\njZA==\n" END "\n", "abcd"},
	{"the last newline may be missing", BEGIN "YWI=\n" END, "ab"},
	{"empty", "", NULL},
	{"no end", BEGIN "YWJj\n", NULL},
	{"no begin", "YWJj\n" END "\n", NULL},
	{"nothing in it", BEGIN END "\n", NULL},
	{"something before it", "x\n" BEGIN "YWJj\n" END "\n", NULL},
	{"something behind it", BEGIN "YWJj\n" END "\nx", NULL},
	{"an empty line behind it", BEGIN "YWJj\n" END "\n\n", NULL},
	{"an end within a line", BEGIN "YWJj" END "\n", NULL},
	{"no padding", BEGIN "YWI\n" END "\n", NULL},
	{"too much padding", BEGIN "YWI==\n" END "\n", NULL},
	{"padding in the middle", BEGIN "YWI=YWJj\n" END "\n", NULL},
	{"bits behind the last byte", BEGIN "YWJ=\n" END "\n", NULL},
	{"a space", BEGIN "YW Jj\n" END "\n", NULL},
	{"a carriage return", BEGIN "YWJj\r\n" END "\n", NULL},
	{"letters of URLs", BEGIN "_-__\n" END "\n", NULL},
};

static void armor_check(const struct armor_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str bytes;
	struct refusal refusal = armor_read(&bytes, &arena, pc_str(r->text));

	assert_int_equal(refusal.why == NULL, r->bytes != NULL);
	if (r->bytes)
		assert_str(bytes, r->bytes);
	else
		assert_int_equal(refusal.status, PC_TRUST_MALFORMED);
}

static const struct write_row {
	const char *name;
	struct pc_str bytes;
	const char *text, *bare, *url;
} writes[] = {
	{"nothing", {"", 0}, "", "", ""},
	{"one byte", {"a", 1}, "YQ==", "YQ", "YQ"},
	{"two bytes", {"ab", 2}, "YWI=", "YWI", "YWI"},
	{"three bytes", {"abc", 3}, "YWJj", "YWJj", "YWJj"},
	{"the last letters", {"\xfb\xff\xbf", 3}, "+/+/", "+/+/", "-_-_"},
};

static void write_check(const struct write_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str again;

	assert_str(base64_write(&arena, r->bytes, BASE64), r->text);
	assert_str(base64_write(&arena, r->bytes, BASE64_BARE), r->bare);
	assert_str(base64_write(&arena, r->bytes, BASE64_URL), r->url);
	assert_true(base64_read(&again, &arena, pc_str(r->text)));
	assert_true(pc_str_eq(again, r->bytes));
}

PC_TABLE(armors, armor_check)
PC_TABLE(writes, write_check)

int main(void)
{
	return PC_RUN(armors) + PC_RUN(writes);
}
