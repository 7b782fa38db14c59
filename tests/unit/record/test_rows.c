/* SPDX-License-Identifier: Apache-2.0 */
/* Rows come out as they went in, those that were asked for, in their order. */
#include "scratch.h"

static void fill(struct scratch *s)
{
	static const char *const kinds[] = {"mode", "changed"};
	struct pc_err err;

	for (int i = 1; i <= 10; i++) {
		struct pc_drift_event row = {.at = i * 100,
			.generation = i,
			.mended = 1,
			.path = PC_STR("/p"),
			.kind = pc_str(kinds[i % 2]),
			.diff = PC_STR("-a\n+\xc3\xa4")};

		assert_int_equal(pc_row_add(s->db, &pc_drifts, &row, &err), PC_OK);
	}
}

static bool note(void *arg, const void *row)
{
	const struct pc_drift_event *drift = row;

	pc_buf_printf(arg, "%d ", (int)drift->seq);
	assert_int_equal(drift->at, drift->seq * 100);
	assert_str(drift->diff, "-a\n+\xc3\xa4");
	return true;
}

static const struct row {
	const char *name;
	struct pc_row_filter filter;
	const char *want;
} rows[] = {
	{"all", {0}, "1 2 3 4 5 6 7 8 9 10 "},
	{"the newest, in their order", {.limit = 3}, "8 9 10 "},
	{"since", {.since = 900}, "9 10 "},
	{"until", {.until = 300}, "1 2 "},
	{"after", {.after = 8}, "9 10 "},
	{"of a kind", {.texts = {{"kind", {"mode", 4}}}}, "2 4 6 8 10 "},
	{"all of it", {.since = 300, .limit = 2, .texts = {{"kind", {"changed", 7}}}},
		"7 9 "},
	{"none", {.texts = {{"kind", {"' OR 1=1 --", 11}}}}, ""},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf got = {0};
	struct scratch s;
	struct pc_err err;

	scratch_open(&s);
	fill(&s);
	assert_int_equal(
		pc_rows_each(s.db, &pc_drifts, &r->filter, note, &got, &err), PC_OK);
	assert_str(pc_buf_str(&got), r->want);
	scratch_close(&s);
}
PC_TABLE(rows, check)

static const struct less {
	const char *name;
	int64_t at, most;
	const char *want;
} less[] = {
	{"nothing old", 0, 0, "1 2 3 4 5 6 7 8 9 10 "},
	{"old ones", 800, 0, "8 9 10 "},
	{"too many", 0, 2, "9 10 "},
	{"not too many", 0, 10, "1 2 3 4 5 6 7 8 9 10 "},
	{"both", 500, 8, "5 6 7 8 9 10 "},
};

static void check_less(const struct less *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf got = {0};
	struct scratch s;
	struct pc_err err;

	scratch_open(&s);
	fill(&s);
	assert_int_equal(pc_rows_forget(s.db, &pc_drifts, r->at, r->most, &err), PC_OK);
	assert_int_equal(pc_rows_each(s.db, &pc_drifts, &(struct pc_row_filter){0}, note,
				 &got, &err),
		PC_OK);
	assert_str(pc_buf_str(&got), r->want);
	scratch_close(&s);
}
PC_TABLE(less, check_less)

static bool count(void *arg, const void *row)
{
	const struct pc_sync_row *sync = row;

	pc_buf_printf(arg, "%.*s x%d until %d; ", PC_STR_ARG(sync->outcome),
		(int)sync->times, (int)sync->last);
	return true;
}

static void add_looks(struct scratch *s, const char *const *outcomes, int n)
{
	struct pc_err err;

	for (int i = 0; i < n; i++) {
		struct pc_sync_row row = {
			.at = i, .last = i, .times = 1, .outcome = pc_str(outcomes[i])};

		assert_int_equal(pc_sync_add(s->db, &row, &err), PC_OK);
	}
}

static const struct looks {
	const char *name;
	const char *outcomes[9];
	const char *expect;
} looks[] = {
	{"the same outcome is counted, and is the newest",
		{"same", "offline", "offline", "offline", "same"},
		"offline x3 until 3; same x2 until 4; "},
	{"what both roles say of each look stays two rows",
		{"new", "refused", "same", "refused", "same", "refused"},
		"new x1 until 0; same x2 until 4; refused x3 until 5; "},
	{"what was long ago is told again", {"refused", "a", "b", "c", "d", "refused"},
		"refused x1 until 0; a x1 until 1; b x1 until 2; c x1 until 3; "
		"d x1 until 4; refused x1 until 5; "},
};

static void check_looks(const struct looks *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf got = {0};
	struct scratch s;
	struct pc_err err;
	int n = 0;

	while (r->outcomes[n])
		n++;
	scratch_open(&s);
	add_looks(&s, r->outcomes, n);
	assert_int_equal(pc_rows_each(s.db, &pc_syncs, &(struct pc_row_filter){0}, count,
				 &got, &err),
		PC_OK);
	assert_str(pc_buf_str(&got), r->expect);
	scratch_close(&s);
}

PC_TABLE(looks, check_looks)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(less) + PC_RUN(looks);
}
