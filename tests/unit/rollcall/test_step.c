/* SPDX-License-Identifier: Apache-2.0 */
/* Scans one after the other, as texts, and what is told of each: a day between them. */
#include "pc/base/limits.h"
#include "roll_world.h"

static const char table[] =
	"as-of: 2026-10-01\n"
	"providers:\n"
	"  - {name: p, flagship-line: big}\n"
	"models:\n"
	"  - {provider: p, id: big-1, line: big, state: current, released: 2026-01-01,\n"
	"     retires-not-before: 2027-01-01, prices: {input: 5, output: 25}}\n"
	"  - {provider: p, id: mid-1, line: mid, state: legacy, released: 2026-01-01,\n"
	"     retires-not-before: 2026-11-10, prices: {input: 3, output: 15}}\n"
	"  - {provider: p, id: old-1, line: mid, state: deprecated, announced: "
	"2026-09-01,\n"
	"     retires: 2026-11-05, replacement: mid-1}\n"
	"  - {provider: p, id: shy-1, line: odd, state: preview}\n";

#define BIG  "big-1 current floor=2027-01-01"
#define MID  "mid-1 current floor=2026-11-10"
#define OLD  "old-1 deprecated end=2026-11-05"
#define SHY  "shy-1 preview"
#define PAGE "page: " BIG ", " MID ", " OLD ", " SHY
#define API                                                                              \
	" | api: big-1 current rel=2026-01-01 line=big, mid-1 current rel=2026-01-01 "   \
	"line=mid, old-1 deprecated end=2026-11-05, shy-1 current"

enum { MOST_STEPS = 6 };

static const struct row {
	const char *name;
	struct {
		const char *day, *scan, *events;
	} steps[MOST_STEPS];
} rows[] = {
	{"a first scan that says what the table says is quiet",
		{{"2026-11-01", PAGE API, ""}, {"2026-11-02", PAGE API, ""}}},
	{"what the table does not have yet is news at the first scan",
		{{"2026-11-01",
			"page: big-1 deprecated end=2027-01-30 use=mid-1, " MID ", " OLD
			", " SHY,
			"deprecated big-1"}}},
	{"an end before the day until which it was promised",
		{{"2026-11-01",
			"page: big-1 deprecated end=2026-12-30 use=mid-1, " MID ", " OLD
			", " SHY,
			"floor-earlier big-1, deprecated big-1"}}},
	{"a model that nobody knew is no news at the first scan",
		{{"2026-11-01", PAGE ", odd-9 current", ""},
			{"2026-11-02", PAGE ", odd-9 current", ""}}},
	{"but it is when it came after the table was written",
		{{"2026-11-01", PAGE API ", odd-9 current rel=2026-10-20",
			"new-model odd-9"}}},
	{"a new model, once",
		{{"2026-11-01", PAGE API, ""},
			{"2026-11-02", PAGE ", odd-9 current" API, "new-model odd-9"},
			{"2026-11-03", PAGE ", odd-9 current" API ", odd-9 current", ""},
			{"2026-11-04", PAGE ", odd-9 current" API ", odd-9 current",
				""}}},
	{"a new flagship is one by its line and its day",
		{{"2026-11-01", PAGE API, ""},
			{"2026-11-02",
				PAGE ", big-2 current" API
				     ", big-2 current rel=2026-11-02 line=big",
				"new-flagship big-2"},
			{"2026-11-03",
				PAGE ", big-2 current" API
				     ", big-2 current rel=2026-11-02 line=big",
				""}}},
	{"never by its name",
		{{"2026-11-01", PAGE API, ""},
			{"2026-11-02", PAGE ", big-2 current" API, "new-model big-2"},
			{"2026-11-03",
				PAGE ", big-2 current" API
				     ", big-2 current rel=2026-11-02 line=big",
				"new-flagship big-2"}}},
	{"an older one of the line is no flagship",
		{{"2026-11-01", PAGE API, ""},
			{"2026-11-02", PAGE API ", big-0 current rel=2025-11-02 line=big",
				"new-model big-0"}}},
	{"what one says, the other one says later, is told once",
		{{"2026-11-01", PAGE API, ""},
			{"2026-11-02",
				"page: " BIG ", mid-1 deprecated end=2026-12-30, " OLD
				", " SHY " | api!offline",
				"not-checked api, deprecated mid-1"},
			{"2026-11-03",
				"page: " BIG ", mid-1 deprecated end=2026-12-30, " OLD
				", " SHY
				" | api: big-1 current, mid-1 deprecated end=2026-12-30, "
				"old-1 deprecated end=2026-11-05, shy-1 current",
				"checked-again api"}}},
	{"sources that do not agree: once, and again when it came back",
		{{"2026-11-01", PAGE API, ""},
			{"2026-11-02",
				"page: " BIG ", mid-1 deprecated end=2026-12-30, " OLD
				", " SHY API,
				"deprecated mid-1, disagree mid-1"},
			{"2026-11-03",
				"page: " BIG ", mid-1 deprecated end=2026-12-30, " OLD
				", " SHY API,
				""},
			{"2026-11-04", PAGE API, "revived mid-1"},
			{"2026-11-05",
				"page: " BIG ", mid-1 deprecated end=2026-12-30, " OLD
				", " SHY API,
				"deprecated mid-1, disagree mid-1"}}},
	{"a state goes back only when all agree",
		{{"2026-11-01", PAGE API, ""},
			{"2026-11-02",
				"page: " BIG ", " MID ", old-1 current none, " SHY
				" | api!status",
				"not-checked api"},
			{"2026-11-03",
				"page: " BIG ", " MID ", old-1 current none, " SHY
				" | api: big-1 current, mid-1 current, old-1 current "
				"none, "
				"shy-1 current",
				"revived old-1, checked-again api"}}},
	{"an end that moves", {{"2026-11-01", PAGE, ""},
				      {"2026-11-02",
					      "page: " BIG ", " MID
					      ", old-1 deprecated end=2026-11-04, " SHY,
					      "date-earlier old-1"},
				      {"2026-11-03",
					      "page: " BIG ", " MID
					      ", old-1 deprecated end=2026-11-20, " SHY,
					      "date-later old-1"}}},
	{"a floor that moves",
		{{"2026-11-01", PAGE, ""},
			{"2026-11-02",
				"page: big-1 current floor=2026-12-01, " MID ", " OLD
				", " SHY,
				"floor-earlier big-1"},
			{"2026-11-03",
				"page: big-1 current floor=2027-03-01, " MID ", " OLD
				", " SHY,
				"floor-later big-1"},
			{"2026-11-04", "page: big-1 current none, " MID ", " OLD ", " SHY,
				"floor-earlier big-1"}}},
	{"a floor passes by time alone, once",
		{{"2026-11-09", "page: " BIG ", " MID ", old-1 retired, " SHY,
			 "retired old-1"},
			{"2026-11-10", "page!offline",
				"not-checked page, floor-passed mid-1"},
			{"2026-11-11", "page!offline", ""}}},
	{"retired is what an official source says",
		{{"2026-11-04", PAGE, ""}, {"2026-11-05", PAGE, ""},
			{"2026-11-06", "page!short", "not-checked page"},
			{"2026-11-07", PAGE, "overdue old-1, checked-again page"},
			{"2026-11-08", PAGE, ""},
			{"2026-11-09",
				"page: " BIG ", " MID
				", old-1 retired end=2026-11-05, " SHY,
				"retired old-1"}}},
	{"a bare date is an alarm, not an end that was announced",
		{{"2026-11-01", PAGE, ""},
			{"2026-11-02",
				"page: big-1 current end=2027-01-01, " MID ", " OLD
				", " SHY,
				"bare-date big-1"},
			{"2026-11-03",
				"page: big-1 current end=2027-01-01, " MID ", " OLD
				", " SHY,
				""},
			{"2026-11-04", PAGE, "date-later big-1"}}},
	{"a row that vanishes and returns",
		{{"2026-11-01", PAGE, ""},
			{"2026-11-02", "page: " BIG ", " OLD ", " SHY,
				"row-vanished mid-1"},
			{"2026-11-03", "page: " BIG ", " OLD ", " SHY, ""},
			{"2026-11-04", PAGE, "row-returned mid-1"},
			{"2026-11-05", PAGE, ""}}},
	{"a row that leaves the page and its text is told of once",
		{{"2026-11-01", PAGE " | text: " BIG ", " MID ", " OLD ", " SHY, ""},
			{"2026-11-02",
				"page: " BIG ", " OLD ", " SHY " | text: " BIG ", " OLD
				", " SHY,
				"row-vanished mid-1"},
			{"2026-11-03", PAGE " | text: " BIG ", " MID ", " OLD ", " SHY,
				"row-returned mid-1"}}},
	{"also when one of them is read later",
		{{"2026-11-01", PAGE " | text: " BIG ", " MID ", " OLD ", " SHY, ""},
			{"2026-11-02", "page: " BIG ", " OLD ", " SHY " | text!offline",
				"row-vanished mid-1, not-checked text"},
			{"2026-11-03",
				"page: " BIG ", " OLD ", " SHY " | text: " BIG ", " OLD
				", " SHY,
				"checked-again text"},
			{"2026-11-04", PAGE " | text: " BIG ", " OLD ", " SHY,
				"row-returned mid-1"},
			{"2026-11-05", PAGE " | text: " BIG ", " MID ", " OLD ", " SHY,
				""}}},
	{"many that end on one day are gone as it was said",
		{{"2026-11-01",
			 "page: " BIG ", a-1 deprecated end=2026-11-04, b-1 deprecated "
			 "end=2026-11-04, c-1 deprecated end=2026-11-04 | api: " BIG
			 ", a-1 deprecated end=2026-11-04, b-1 deprecated "
			 "end=2026-11-04, c-1 deprecated end=2026-11-04",
			 ""},
			{"2026-11-04",
				"page: " BIG ", a-1 retired end=2026-11-04, b-1 retired "
				"end=2026-11-04, c-1 retired end=2026-11-04 | api: " BIG,
				"retired a-1, retired b-1, retired c-1"}}},
	{"many that vanish are a page of another shape",
		{{"2026-11-01", PAGE, ""},
			{"2026-11-02", "page: " BIG, "not-checked page"},
			{"2026-11-03", "page: " BIG, ""}, {"2026-11-04", "page:", ""},
			{"2026-11-05", PAGE, "checked-again page"}}},
	{"a source that is not complete may leave rows out",
		{{"2026-11-01", "notes: " BIG ", " MID ", " OLD, ""},
			{"2026-11-02", "notes: " BIG, ""},
			{"2026-11-03", "notes: " BIG ", " MID, ""}}},
	{"a source that was never read has not gone blind",
		{{"2026-11-01", "page!script", ""}, {"2026-11-02", PAGE, ""},
			{"2026-11-03", "page!script", "not-checked page"}}},
	{"an official price",
		{{"2026-11-01", PAGE " | notes: big-1 price=5/25", ""},
			{"2026-11-02", PAGE " | notes: big-1 price=4/20", "price big-1"},
			{"2026-11-03", PAGE " | notes: big-1 price=4/20", ""}}},
	{"prices of others: one alone, two that agree, units mixed up",
		{{"2026-11-01",
			 PAGE " | router: big-1 price=5/25 | maps: big-1 price=5/25", ""},
			{"2026-11-02",
				PAGE
				" | router: big-1 price=4/20 | maps: big-1 price=5/25",
				"price big-1"},
			{"2026-11-03",
				PAGE
				" | router: big-1 price=4/20 | maps: big-1 price=4/20",
				"price big-1"},
			{"2026-11-04",
				PAGE
				" | router: big-1 price=4/20 | maps: big-1 price=4/20",
				""},
			{"2026-11-05",
				PAGE
				" | router: big-1 price=5/25 | maps: big-1 price=5/25",
				""},
			{"2026-11-06",
				PAGE " | router: big-1 price=0.000005/0.000025 | maps: "
				     "big-1 price=5/25",
				"price big-1, overdue old-1"}}},
	{"rumours: a model, an end, a price; each once",
		{{"2026-11-01", PAGE " | blog: big-1 price=1/2", "rumour big-1"},
			{"2026-11-02",
				PAGE " | blog: big-1 price=1/2, big-7 rel=2026-11-01",
				"rumour big-7"},
			{"2026-11-03",
				PAGE " | blog: big-1 price=1/2, big-7, mid-1 "
				     "end=2026-12-24",
				"rumour mid-1"},
			{"2026-11-04",
				PAGE " | blog: big-1 price=1/2, big-7, mid-1 "
				     "end=2026-12-24 | router: big-7, mid-1 "
				     "end=2026-12-24",
				""}}},
	{"what nobody could look up is no rumour yet",
		{{"2026-11-01", PAGE " | blog: big-1", ""},
			{"2026-11-02", "page!offline | blog: big-1, big-7",
				"not-checked page"},
			{"2026-11-03", PAGE " | blog: big-1, big-7",
				"checked-again page, rumour big-7"}}},
	{"a floor that others take for an end is none",
		{{"2026-11-01", PAGE " | maps: big-1 end=2027-01-01", ""}}},
	{"a floor on the day of an end takes it back only from who said the end",
		{{"2026-11-01", "page: " BIG ", " MID ", old-1 floor=2026-11-05, " SHY,
			 ""},
			{"2026-11-02",
				"page: " BIG ", " MID ", old-1 floor=2026-11-05, " SHY,
				""},
			{"2026-11-03",
				"page: " BIG ", " MID ", old-1 floor=2026-11-09, " SHY,
				"date-later old-1"}}},
	{"another replacement",
		{{"2026-11-01", PAGE " | notes: old-1 use=mid-1", ""},
			{"2026-11-02", PAGE " | notes: old-1 use=big-1",
				"replacement old-1"},
			{"2026-11-03", PAGE " | notes: old-1 use=big-1", ""}}},
	{"a page that says of a model that another one answers now",
		{{"2026-11-01", PAGE " | notes: " OLD, ""},
			{"2026-11-06",
				PAGE
				" | notes: old-1 retired end=2026-11-05 target=big-1",
				"substituted old-1, retired old-1, disagree old-1"}}},
	{"another model answers to an alias",
		{{"2026-11-01", PAGE " | notes: big-latest target=big-1", ""},
			{"2026-11-02", PAGE " | notes: big-latest target=mid-1",
				"substituted big-latest"}}},
	{"limits",
		{{"2026-11-01", PAGE " | notes: big-1 ctx=1000", ""},
			{"2026-11-02", PAGE " | notes: big-1 ctx=500", "limits big-1"}}},
	{"a preview that is out",
		{{"2026-11-01", PAGE API, ""},
			{"2026-11-02",
				"page: " BIG ", " MID ", " OLD ", shy-1 current" API,
				"new-model shy-1"}}},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_roll *roll = pc_roll_new(world_models(&arena, table));

	for (size_t i = 0; i < MOST_STEPS && r->steps[i].scan; i++) {
		int64_t now = world_day(pc_str(r->steps[i].day));
		struct pc_step step = world_step(&arena, now, r->steps[i].scan);
		struct pc_stepped out;

		pc_roll_step(&out, &arena, roll, &step);
		assert_string_equal(world_events(&arena, &out).ptr, r->steps[i].events);
	}
	pc_roll_free(roll);
}

PC_TABLE(rows, check)

/* A list that has so many new models at once. */
static struct pc_stepped many(struct pc_arena *arena, size_t n)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_roll *roll = pc_roll_new(world_models(arena, table));
	struct pc_step step =
		world_step(arena, world_day(PC_STR("2026-11-01")), PAGE " | maps: big-1");
	struct pc_stepped out;

	pc_roll_step(&out, arena, roll, &step);
	assert_int_equal(out.count, 0);
	pc_buf_puts(&text, PAGE " | maps: big-1");
	for (size_t i = 0; i < n; i++)
		pc_buf_printf(&text, ", ghost-%zu", i);
	step = world_step(arena, world_day(PC_STR("2026-11-02")), text.ptr);
	pc_roll_step(&out, arena, roll, &step);
	step.now++;
	for (size_t i = 0; i < 2; i++) {
		struct pc_stepped again;

		pc_roll_step(&again, arena, roll, &step);
		assert_int_equal(again.count, 0);
	}
	pc_roll_free(roll);
	return out;
}

static void many_rumours_are_one(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_stepped out = many(&arena, PC_MAX_RUMOURS);

	(void)state;
	assert_int_equal(out.count, PC_MAX_RUMOURS);
	out = many(&arena, PC_MAX_RUMOURS + 1);
	assert_int_equal(out.count, 1);
	assert_int_equal(out.events[0].severity, PC_WARNING);
	assert_string_equal(out.events[0].text.ptr,
		"maps says what no official source does: there are 51 models more");
}

static const struct CMUnitTest others[] = {
	cmocka_unit_test(many_rumours_are_one),
};

static int run_others(void)
{
	return cmocka_run_group_tests(others, NULL, NULL);
}

int main(void)
{
	return rows_group() + run_others();
}
