/* SPDX-License-Identifier: Apache-2.0 */
/* The error value: what is kept, what is put before it, and that its text always is one
 * line that fits. */
#include "pc_test.h"

#include <errno.h>

#include "pc/base/err.h"
#include "pc/base/utf.h"

enum { FITS = sizeof(((struct pc_err *)0)->text) - 1 };

static const struct pc_span place = {"base.yaml", 12, 11};

static void set_keeps_everything(void **state)
{
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_err_set(&err, PC_ERR_PARSE, place, "'%s' must be %d", "n", 3),
		PC_ERR_PARSE);
	assert_int_equal(err.status, PC_ERR_PARSE);
	assert_string_equal(err.at.file, "base.yaml");
	assert_int_equal(err.at.line, 12);
	assert_int_equal(err.at.col, 11);
	assert_string_equal(err.text, "'n' must be 3");
}

static void wrap_puts_before_and_keeps_the_rest(void **state)
{
	struct pc_err err;

	(void)state;
	pc_err_set(&err, PC_ERR_LIMIT, place, "too deep");
	assert_int_equal(pc_err_wrap(&err, "rule '%s'", "net.pipe"), PC_ERR_LIMIT);
	assert_int_equal(pc_err_wrap(&err, "policy at %.3s", "3fa9c2"), PC_ERR_LIMIT);
	assert_string_equal(err.text, "policy at 3fa: rule 'net.pipe': too deep");
	assert_int_equal(err.at.line, 12);
}

static const struct cause_row {
	const char *name;
	int cause;
	enum pc_status want;
} causes[] = {
	{"no such file is absent", ENOENT, PC_ERR_ABSENT},
	{"a file where a directory should be is absent", ENOTDIR, PC_ERR_ABSENT},
	{"no permission is not absent", EACCES, PC_ERR_SYSTEM},
	{"a loop of links is not absent", ELOOP, PC_ERR_SYSTEM},
};

static void check_cause(const struct cause_row *r)
{
	char want[200];
	struct pc_err err = {.at = place};

	errno = r->cause;
	assert_int_equal(pc_err_sys(&err, "opening '%s'", "x"), r->want);
	assert_int_equal(err.status, r->want);
	assert_null(err.at.file);
	snprintf(want, sizeof(want), "opening 'x': %s", strerror(r->cause));
	assert_string_equal(err.text, want);
}
PC_TABLE(causes, check_cause)

static const struct cut_row {
	const char *name, *unit; /* repeated behind .skip fillers until far too long */
	int skip;
	size_t want;
} cuts[] = {
	{"ASCII fills it", "x", 0, FITS},
	{"two-byte characters, odd room", "\xc3\xa4", 0, FITS - 1},
	{"two-byte characters, even room", "\xc3\xa4", 1, FITS},
	{"three-byte characters, one byte too few", "\xe2\x82\xac", 0, FITS - 2},
	{"three-byte characters, two bytes too few", "\xe2\x82\xac", 1, FITS - 1},
	{"four-byte characters, one byte of the last", "\xf0\x9f\x98\x80", 2, FITS - 1},
	{"four-byte characters, all of the last", "\xf0\x9f\x98\x80", 3, FITS},
	{"four-byte characters, three of the last", "\xf0\x9f\x98\x80", 0, FITS - 3},
};

/* The same text set at once, put in front by a wrap, and left behind one. */
static void check_cut(const struct cut_row *r)
{
	struct pc_err err;
	char longer[4 * FITS] = "";
	size_t len = 0, size = strlen(r->unit);

	for (; len < (size_t)r->skip; len++)
		longer[len] = '.';
	for (; len < 2 * FITS; len += size)
		memcpy(longer + len, r->unit, size);
	longer[len] = '\0';

	pc_err_set(&err, PC_ERR_PARSE, place, "%s", longer);
	assert_int_equal(strlen(err.text), r->want);
	assert_true(pc_utf8_valid(pc_str(err.text), NULL));
	pc_err_wrap(&err, "%s", longer);
	assert_int_equal(strlen(err.text), r->want);
	pc_err_wrap(&err, "where");
	assert_true(pc_utf8_valid(pc_str(err.text), NULL));
	assert_true(pc_str_starts(pc_str(err.text), PC_STR("where: ")));
	assert_true(strlen(err.text) > FITS - 4);
}
PC_TABLE(cuts, check_cut)

static void a_quoted_name_cannot_break_the_line(void **state)
{
	struct pc_err err;

	(void)state;
	pc_err_set(&err, PC_ERR_PARSE, place, "'%s'", "a\nb\x1b[2Jc\x7f");
	assert_string_equal(err.text, "'a?b?[2Jc?'");
	pc_err_wrap(&err, "'%s'", "x\ty\r");
	assert_string_equal(err.text, "'x?y?': 'a?b?[2Jc?'");
	pc_err_set(&err, PC_ERR_PARSE, place, "'%s'",
		"\xe2\x82\xac\xff\x9b"
		"2J");
	assert_string_equal(err.text, "'\xe2\x82\xac??2J'");
	errno = EACCES;
	pc_err_sys(&err, "'%s'", "l\n");
	assert_true(pc_str_starts(pc_str(err.text), PC_STR("'l?': ")));
}

static enum pc_status fails(int *steps, enum pc_status status)
{
	(*steps)++;
	return status;
}

static enum pc_status three_steps(int *steps)
{
	PC_TRY(fails(steps, PC_OK));
	PC_TRY(fails(steps, PC_ERR_USAGE));
	PC_TRY(fails(steps, PC_OK));
	return PC_OK;
}

static void try_leaves_at_the_first_failure(void **state)
{
	int steps = 0;

	(void)state;
	assert_int_equal(three_steps(&steps), PC_ERR_USAGE);
	assert_int_equal(steps, 2);
}

int main(void)
{
	static const struct CMUnitTest single[] = {
		cmocka_unit_test(set_keeps_everything),
		cmocka_unit_test(wrap_puts_before_and_keeps_the_rest),
		cmocka_unit_test(a_quoted_name_cannot_break_the_line),
		cmocka_unit_test(try_leaves_at_the_first_failure),
	};

	return PC_RUN(causes) + PC_RUN(cuts) + cmocka_run_group_tests(single, NULL, NULL);
}
