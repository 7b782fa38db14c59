/* SPDX-License-Identifier: Apache-2.0 */
/* Commits and tags, taken apart. */
#include "pc/base/limits.h"
#include "pc/trust/object.h"
#include "pc_test.h"

#define ID     "0123456789012345678901234567890123456789"
#define ID256  ID "012345678901234567890123"
#define TREE   "tree " ID "\n"
#define PEOPLE "author a <a> 1 +0000\ncommitter a <a> 1 +0000\n"
#define TAG    "object " ID "\ntype commit\ntag v1\n"
#define SSH    "-----BEGIN SSH SIGNATURE-----\n"
#define PGP    "-----BEGIN PGP SIGNATURE-----\n"

static const struct row {
	const char *name;
	enum pc_object_kind kind;
	const char *bytes;
	const char *payload, *signature; /* payload NULL: refused */
	uint32_t line;                   /* of the refusal */
} rows[] = {
	{"an unsigned commit", PC_OBJECT_COMMIT, TREE PEOPLE "\nm\n", TREE PEOPLE "\nm\n",
		"", 0},
	{"a signed one", PC_OBJECT_COMMIT, TREE PEOPLE "gpgsig a\n b\n c\n\nm\n",
		TREE PEOPLE "\nm\n", "a\nb\nc\n", 0},
	{"parents", PC_OBJECT_COMMIT,
		TREE "parent " ID "\nparent " ID "\n" PEOPLE "gpgsig a\n\nm",
		TREE "parent " ID "\nparent " ID "\n" PEOPLE "\nm", "a\n", 0},
	{"headers around it", PC_OBJECT_COMMIT,
		TREE PEOPLE "encoding x\ngpgsig a\n \n b\nHG:extra y\n\n",
		TREE PEOPLE "encoding x\nHG:extra y\n\n", "a\n\nb\n", 0},
	{"a merged tag with a signature", PC_OBJECT_COMMIT,
		TREE PEOPLE "mergetag object x\n gpgsig n\n " PGP "gpgsig a\n\nm",
		TREE PEOPLE "mergetag object x\n gpgsig n\n " PGP "\nm", "a\n", 0},
	{"a header in the message", PC_OBJECT_COMMIT, TREE PEOPLE "\ngpgsig a\n b\n",
		TREE PEOPLE "\ngpgsig a\n b\n", "", 0},
	{"objects named by SHA-256", PC_OBJECT_COMMIT,
		"tree " ID256 "\n" PEOPLE "gpgsig-sha256 a\n\nm",
		"tree " ID256 "\n" PEOPLE "\nm", "a\n", 0},
	{"two signatures", PC_OBJECT_COMMIT, TREE PEOPLE "gpgsig a\ngpgsig b\n\nm", NULL,
		NULL, 5},
	{"two, with something between", PC_OBJECT_COMMIT,
		TREE PEOPLE "gpgsig a\nx y\ngpgsig a\n\nm", NULL, NULL, 6},
	{"one for each format", PC_OBJECT_COMMIT,
		TREE PEOPLE "gpgsig a\ngpgsig-sha256 b\n\nm", NULL, NULL, 5},
	{"for the other format", PC_OBJECT_COMMIT, TREE PEOPLE "gpgsig-sha256 a\n\nm",
		NULL, NULL, 4},
	{"for the other format, the other way", PC_OBJECT_COMMIT,
		"tree " ID256 "\n" PEOPLE "gpgsig a\n\nm", NULL, NULL, 4},
	{"for a format of tomorrow", PC_OBJECT_COMMIT, TREE PEOPLE "gpgsig-x a\n\nm",
		NULL, NULL, 4},
	{"an empty signature", PC_OBJECT_COMMIT, TREE PEOPLE "gpgsig \n\nm", NULL, NULL,
		5},
	{"an empty one with lines", PC_OBJECT_COMMIT, TREE PEOPLE "gpgsig \n  \n \n\nm",
		NULL, NULL, 7},
	{"a signature before the people", PC_OBJECT_COMMIT,
		TREE "gpgsig a\n" PEOPLE "\nm", NULL, NULL, 2},
	{"a second tree", PC_OBJECT_COMMIT, TREE TREE PEOPLE "\nm", NULL, NULL, 2},
	{"a second tree behind", PC_OBJECT_COMMIT, TREE PEOPLE TREE "\nm", NULL, NULL, 4},
	{"a parent behind", PC_OBJECT_COMMIT, TREE PEOPLE "parent " ID "\n\nm", NULL,
		NULL, 4},
	{"a second author", PC_OBJECT_COMMIT, TREE PEOPLE "author b\n\nm", NULL, NULL, 4},
	{"a name that goes on", PC_OBJECT_COMMIT, TREE "author a\n b\ncommitter c\n\nm",
		NULL, NULL, 3},
	{"an id in capitals", PC_OBJECT_COMMIT,
		"tree A123456789012345678901234567890123456789\n" PEOPLE "\nm", NULL,
		NULL, 2},
	{"a short id", PC_OBJECT_COMMIT, "tree 01234567\n" PEOPLE "\nm", NULL, NULL, 2},
	{"ids of two formats", PC_OBJECT_COMMIT, TREE "parent " ID256 "\n" PEOPLE "\nm",
		NULL, NULL, 3},
	{"a header without value", PC_OBJECT_COMMIT, TREE PEOPLE "x\n\nm", NULL, NULL, 4},
	{"a control character in a name", PC_OBJECT_COMMIT, TREE PEOPLE "x\ty z\n\nm",
		NULL, NULL, 4},
	{"no message", PC_OBJECT_COMMIT, TREE PEOPLE, NULL, NULL, 4},
	{"no end of a line", PC_OBJECT_COMMIT, TREE PEOPLE "x y", NULL, NULL, 4},
	{"no commit", PC_OBJECT_COMMIT, "", NULL, NULL, 1},
	{"a tag is no commit", PC_OBJECT_COMMIT, TAG "\nm", NULL, NULL, 1},
	{"an unsigned tag", PC_OBJECT_TAG, TAG "tagger a\n\nm\n", TAG "tagger a\n\nm\n",
		"", 0},
	{"an old tag", PC_OBJECT_TAG, TAG "\nm\n", TAG "\nm\n", "", 0},
	{"a signed tag", PC_OBJECT_TAG, TAG "tagger a\n\nm\n" SSH "x\n",
		TAG "tagger a\n\nm\n", SSH "x\n", 0},
	{"the last signature counts", PC_OBJECT_TAG, TAG "\nm\n" PGP "x\n" SSH "y\n",
		TAG "\nm\n" PGP "x\n", SSH "y\n", 0},
	{"a signature begins a line", PC_OBJECT_TAG, TAG "\nm\n " SSH, TAG "\nm\n " SSH,
		"", 0},
	{"an empty message", PC_OBJECT_TAG, TAG "\n" SSH "y\n", TAG "\n", SSH "y\n", 0},
	{"a tag with a header too many", PC_OBJECT_TAG, TAG "tagger a\nx y\n\nm", NULL,
		NULL, 5},
	{"a tag with a commit's signature", PC_OBJECT_TAG, TAG "tagger a\ngpgsig a\n\nm",
		NULL, NULL, 5},
	{"a tag without a name", PC_OBJECT_TAG, "object " ID "\ntype commit\n\nm", NULL,
		NULL, 3},
	{"a tag that ends early", PC_OBJECT_TAG, TAG, NULL, NULL, 4},
	{"a commit is no tag", PC_OBJECT_TAG, TREE PEOPLE "\nm", NULL, NULL, 1},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_object object = {0};
	struct pc_err err = {0};
	enum pc_status status =
		pc_object_read(&object, &arena, r->kind, pc_str(r->bytes), &err);

	assert_int_equal(status, r->payload ? PC_OK : PC_ERR_PARSE);
	assert_int_equal(err.at.line, r->line);
	if (!r->payload)
		return;
	assert_str(object.payload, r->payload);
	assert_str(object.signature, r->signature);
	assert_true(object.target.len == 40 || object.target.len == 64);
	if (r->kind == PC_OBJECT_TAG) {
		assert_str(object.type, "commit");
		assert_str(object.name, "v1");
	}
}

static void nothing_hides_behind_a_nul(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str bad = PC_STR(TREE "author \0a\ncommitter b\n\nm");
	struct pc_str good = PC_STR(TREE PEOPLE "\nm\0");
	struct pc_object object;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_object_read(&object, &arena, PC_OBJECT_COMMIT, bad, &err),
		PC_ERR_PARSE);
	assert_int_equal(
		pc_object_read(&object, &arena, PC_OBJECT_COMMIT, good, &err), PC_OK);
	assert_true(pc_str_eq(object.payload, good));
}

static void an_object_may_be_so_large(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	char *bytes = pc_arena_alloc(&arena, PC_MAX_SIGNED_OBJECT + 1);
	struct pc_str begin = PC_STR(TREE PEOPLE "\n"), text = {bytes, 0};
	struct pc_object object;
	struct pc_err err;

	(void)state;
	memset(bytes, 'x', PC_MAX_SIGNED_OBJECT + 1);
	memcpy(bytes, begin.ptr, begin.len);
	text.len = PC_MAX_SIGNED_OBJECT;
	assert_int_equal(
		pc_object_read(&object, &arena, PC_OBJECT_COMMIT, text, &err), PC_OK);
	text.len++;
	assert_int_equal(pc_object_read(&object, &arena, PC_OBJECT_COMMIT, text, &err),
		PC_ERR_LIMIT);
}

PC_TABLE(rows, check)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_hides_behind_a_nul),
		cmocka_unit_test(an_object_may_be_so_large),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
