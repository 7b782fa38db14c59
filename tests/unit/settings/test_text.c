/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as JavaScript sees them. */
#include "pc/doc/read.h"
#include "pc_test.h"
#include "settings_priv.h"

static const struct row {
	const char *name, *json, *text;
} strings[] = {
	{"a text is itself", "\"a\"", "a"},
	{"true", "true", "true"},
	{"null has a name", "null", "null"},
	{"a fraction without trailing zeros", "1.50", "1.5"},
	{"a large number in exponents", "1e21", "1e+21"},
	{"minus zero has no sign", "-0", "0"},
	{"an object is nothing in particular", "{\"a\":1}", "[object Object]"},
	{"a list is its entries", "[1,\"b\",[2,3]]", "1,b,2,3"},
	{"null in a list is nothing", "[null,1]", ",1"},
	{"an empty list is empty", "[]", ""},
};

static void check_string(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_node *node;
	struct pc_err err;

	assert_int_equal(
		pc_json_read(&node, &arena, "t", pc_str(r->json), NULL, &err), PC_OK);
	assert_str(js_string(&arena, node), r->text);
}

static const struct trim {
	const char *name, *text, *rest;
} trims[] = {
	{"both ends", " \t a b \r\n", "a b"},
	{"only spaces of Unicode", "\xE2\x80\x80\xC2\xA0 ", ""},
	{"half a space is none", "x\xC2\xA0\xA0", "x\xC2\xA0\xA0"},
	{"half a character stays", " \xE2\x80\xC2\xA0", "\xE2\x80"},
	{"the spaces of Unicode", "\xC2\xA0\xE2\x80\xA8x\xE3\x80\x80", "x"},
	{"a byte order mark", "\xEF\xBB\xBFx", "x"},
	{"all of it", "\v\f", ""},
	{"zero is no space", "\x01", "\x01"},
};

static void check_trim(const struct trim *t)
{
	assert_str(js_trim(pc_str(t->text)), t->rest);
}

static const struct wide {
	const char *name, *bytes;
	size_t len;
	const char *text;
} wides[] = {
	{"letters", "\xFF\xFE{\0}\0", 6, "{}"},
	{"a surrogate pair", "\xFF\xFE\x3D\xD8\x00\xDE", 6, "\xF0\x9F\x98\x80"},
	{"half a pair is kept", "\xFF\xFE\x3D\xD8", 4, "\xED\xA0\xBD"},
	{"an odd byte at the end is lost", "\xFF\xFE{\0}", 5, "{"},
};

static void check_wide(const struct wide *w)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	assert_str(js_from_utf16(&arena, (struct pc_str){w->bytes, w->len}), w->text);
}

PC_TABLE(strings, check_string)
PC_TABLE(trims, check_trim)
PC_TABLE(wides, check_wide)

int main(void)
{
	return PC_RUN(strings) + PC_RUN(trims) + PC_RUN(wides);
}
