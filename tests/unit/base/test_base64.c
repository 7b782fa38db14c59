/* SPDX-License-Identifier: Apache-2.0 */
/* Base64: what decodes to what, and what does not decode. */
#include "pc_test.h"

#include "pc/base/base64.h"

static const struct good {
	const char *name; /* the text */
	const char *want;
} goods[] = {
	{"", ""},
	{"Zg==", "f"},
	{"Zm8=", "fo"},
	{"Zm9v", "foo"},
	{"Zm9vYg==", "foob"},
	{"Zm9vYmE=", "fooba"},
	{"Zm9vYmFy", "foobar"},
	{"Y3VybA==\n", "curl"},
	{"Y3\nVy\nbA\n==\n", "curl"},
	{"Y3VybA", "curl"},
	{"/+/+", "\xff\xef\xfe"},
};

static void check_good(const struct good *g)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str out;

	assert_true(pc_base64_decode(&out, &arena, pc_str(g->name)));
	assert_str(out, g->want);
}

PC_TABLE(goods, check_good)

static const struct bad {
	const char *name;
} bads[] = {{"Y"}, {"Y3VyY"}, {"Y3 Vy"}, {"Y3V*"}, {"Y3V-"}, {"=Y3V"}, {"Y3=V"},
	{"Y3V=="}, {"Y3Vy===="}, {"===="}};

static void check_bad(const struct bad *b)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str out = PC_STR("untouched");

	assert_false(pc_base64_decode(&out, &arena, pc_str(b->name)));
	assert_str(out, "untouched");
}

PC_TABLE(bads, check_bad)

int main(void)
{
	return PC_RUN(goods) + PC_RUN(bads);
}
