/* SPDX-License-Identifier: Apache-2.0 */
/* A hundred days, two scans a day, in which everything happens that may happen to models,
 * while sources fail at random: each thing is told once, as what it is, by the first scan
 * that can see it; nothing else is told, and nothing follows from what was not read.
 *
 * What sources show is one table, what has to be told of it another one; who was read
 * when is drawn, and from that follows the scan in which each thing has to be told. */
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/when.h"
#include "pc/rollcall/ledger.h"
#include "roll_world.h"

enum { STEPS = 200, HALF_DAY = 12 * 60 * 60 };
enum who { PAGE, API, ROUTER, MAPS, WHO };
static const char *const names[WHO] = {"page", "api", "router", "maps"};

/* "@75" in words is the day 75 of these. */
static const char first_day[] = "2026-11-01";

static const char table[] =
	"as-of: 2026-10-31\n"
	"providers:\n"
	"  - {name: p, flagship-line: big}\n"
	"models:\n"
	"  - {provider: p, id: big-1, line: big, state: current, released: 2026-08-01,\n"
	"     prices: {input: 5, output: 25}}\n"
	"  - {provider: p, id: m2, line: mid, state: current,\n"
	"     prices: {input: 3, output: 15}}\n"
	"  - {provider: p, id: m3, line: mid, state: current}\n";

/* ---- what there is to see, from a scan on, until another one ------------------------
 */

static const struct line {
	enum who who;
	int from, until;
	const char *words;
} lines[] = {
	{PAGE, 0, 88, "big-1 current floor=@300 price=5/25"},
	{PAGE, 88, STEPS, "big-1 current floor=@300 price=4/20"},
	{PAGE, 0, 16, "m2 current floor=@400"},
	{PAGE, 16, STEPS, "m2 legacy floor=@400"},
	{PAGE, 0, 24, "m3 current floor=@70"},
	{PAGE, 24, 150, "m3 deprecated end=@75 use=m2"},
	{PAGE, 150, STEPS, "m3 retired end=@75 use=m2"},
	{PAGE, 0, STEPS, "m5 current floor=@20"},
	{PAGE, 0, 80, "m6 deprecated end=@30"},
	{PAGE, 80, STEPS, "m6 retired end=@30"},
	{PAGE, 0, 50, "m7 current floor=@400"},
	{PAGE, 56, STEPS, "m7 current floor=@400"},
	{PAGE, 0, 116, "m8 current floor=@350"},
	{PAGE, 116, STEPS, "m8 current floor=@250"},
	{PAGE, 0, 124, "m9 current floor=@400"},
	{PAGE, 124, 128, "m9 current end=@400"},
	{PAGE, 128, STEPS, "m9 current floor=@400"},
	{PAGE, 0, 140, "m10 current floor=@105"},
	{PAGE, 140, 170, "m10 deprecated end=@120"},
	{PAGE, 170, STEPS, "m10 deprecated end=@130"},
	{PAGE, 0, 180, "m11 deprecated end=@190"},
	{PAGE, 180, STEPS, "m11 current floor=@300"},
	{PAGE, 10, STEPS, "new-1 current floor=@370"},
	{PAGE, 130, STEPS, "big-2 current floor=@430"},
	{API, 0, STEPS, "big-1 current rel=2026-08-01 line=big"},
	{API, 0, STEPS, "m2 current line=mid"},
	{API, 0, 24, "m3 current"},
	{API, 24, 150, "m3 deprecated end=@75"},
	{API, 150, STEPS, "m3 retired"},
	{API, 0, STEPS, "m5 current"},
	{API, 0, 80, "m6 deprecated end=@30"},
	{API, 80, STEPS, "m6 retired"},
	{API, 0, STEPS, "m7 current"},
	{API, 0, STEPS, "m8 current"},
	{API, 0, STEPS, "m9 current"},
	{API, 0, 146, "m10 current"},
	{API, 146, 172, "m10 deprecated end=@120"},
	{API, 172, STEPS, "m10 deprecated end=@130"},
	{API, 0, 180, "m11 deprecated end=@190"},
	{API, 180, STEPS, "m11 current none"},
	{API, 10, STEPS, "new-1 current rel=@5 line=mid"},
	{API, 130, STEPS, "big-2 current rel=@65 line=big"},
	{ROUTER, 0, 96, "big-1 price=5/25"},
	{ROUTER, 96, STEPS, "big-1 price=4/20"},
	{ROUTER, 0, STEPS, "m2 price=3/15"},
	{ROUTER, 160, STEPS, "ghost-1 price=1/2"},
	{MAPS, 0, 110, "m2 price=3/15"},
	{MAPS, 110, STEPS, "m2 price=2/10"},
};

/* The page has another layout; and one of which only a few rows can be read. */
static bool is_planned_blind(enum who who, int step)
{
	return who == PAGE && step >= 66 && step < 72;
}

static bool is_broken(enum who who, int step)
{
	return who == PAGE && step >= 100 && step < 104;
}

/* Another model answers for three days. */
enum { SUBSTITUTED_FROM = 120, SUBSTITUTED_UNTIL = 126 };

/* ---- what has to be told ------------------------------------------------------------
 */

enum mode {
	ANY,    /* by the first scan that reads one of them */
	ALL,    /* by the first that reads all of them */
	LOOKED, /* of one who is not official: once it can be held against one who is */
	TIME,   /* by the first one then */
};

static const struct plan {
	enum pc_event_kind kind;
	const char *model;
	enum mode mode;
	int from[WHO]; /* -1: does not show it */
	int until;     /* 0: it stays to be seen */
	int needs;     /* only if that one (from 1) was told */
} plans[] = {
	{PC_EVENT_NEW_MODEL, "new-1", ANY, {10, 10, -1, -1}, 0, 0},
	{PC_EVENT_LEGACY, "m2", ANY, {16, -1, -1, -1}, 0, 0},
	{PC_EVENT_DEPRECATED, "m3", ANY, {24, 24, -1, -1}, 0, 0},
	{PC_EVENT_FLOOR_PASSED, "m5", TIME, {40, -1, -1, -1}, 0, 0},
	{PC_EVENT_ROW_VANISHED, "m7", ANY, {50, -1, -1, -1}, 56, 0},
	{PC_EVENT_ROW_RETURNED, "m7", ANY, {56, -1, -1, -1}, 0, 5},
	{PC_EVENT_OVERDUE, "m6", ANY, {62, 62, -1, -1}, 80, 0},
	{PC_EVENT_RETIRED, "m6", ANY, {80, 80, -1, -1}, 0, 0},
	{PC_EVENT_PRICE, "big-1", ANY, {88, -1, -1, -1}, 0, 0},
	{PC_EVENT_PRICE, "m2", LOOKED, {-1, -1, -1, 110}, 0, 0},
	{PC_EVENT_FLOOR_EARLIER, "m8", ANY, {116, -1, -1, -1}, 0, 0},
	{PC_EVENT_SUBSTITUTED, "big-1", TIME, {SUBSTITUTED_FROM, -1, -1, -1}, 0, 0},
	{PC_EVENT_BARE_DATE, "m9", ANY, {124, -1, -1, -1}, 128, 0},
	{PC_EVENT_DATE_LATER, "m9", ANY, {128, -1, -1, -1}, 0, 13},
	{PC_EVENT_DEPRECATED, "m10", ANY, {140, 146, -1, -1}, 0, 0},
	{PC_EVENT_DISAGREE, "m10", ALL, {140, 140, -1, -1}, 146, 0},
	{PC_EVENT_RETIRED, "m3", ANY, {150, 150, -1, -1}, 0, 0},
	{PC_EVENT_RUMOUR, "ghost-1", LOOKED, {-1, -1, 160, -1}, 0, 0},
	{PC_EVENT_DISAGREE, "m10", ALL, {170, 170, -1, -1}, 172, 0},
	{PC_EVENT_DATE_LATER, "m10", ALL, {172, 172, -1, -1}, 0, 0},
	{PC_EVENT_REVIVED, "m11", ALL, {180, 180, -1, -1}, 0, 0},
};

struct run {
	uint64_t seed;
	bool is_read[STEPS][WHO];
	struct pc_buf expected[STEPS]; /* "kind model\n", in any order */
	int told[PC_COUNT(plans)];     /* -1: never */
};

static uint32_t draw(struct run *run, uint32_t below)
{
	run->seed ^= run->seed << 13;
	run->seed ^= run->seed >> 7;
	run->seed ^= run->seed << 17;
	return (uint32_t)(run->seed >> 16) % below;
}

static void expect(struct run *run, int step, enum pc_event_kind kind, const char *about)
{
	pc_buf_printf(&run->expected[step], "%s %s\n", pc_event_name(kind), about);
}

static int first_read(const struct run *run, int who, int from)
{
	while (from < STEPS && !run->is_read[from][who])
		from++;
	return from;
}

static int first_any(const struct run *run, const struct plan *plan)
{
	int first = STEPS;

	for (int who = 0; who < WHO; who++) {
		int at = plan->from[who] < 0 ? STEPS
					     : first_read(run, who, plan->from[who]);

		first = at < first ? at : first;
	}
	return first;
}

static int first_all(const struct run *run, const struct plan *plan)
{
	for (int at = 0; at < STEPS; at++) {
		bool all = true;

		for (int who = 0; who < WHO; who++)
			all &= plan->from[who] < 0 ||
			       (at >= plan->from[who] && run->is_read[at][who]);
		if (all)
			return at;
	}
	return STEPS;
}

static int first_looked(const struct run *run, const struct plan *plan)
{
	int at = first_any(run, plan);

	while (at < STEPS && !run->is_read[at][PAGE] && !run->is_read[at][API])
		at++;
	return at;
}

static void expect_plans(struct run *run)
{
	for (size_t i = 0; i < PC_COUNT(plans); i++) {
		const struct plan *plan = &plans[i];
		int at = plan->mode == TIME     ? plan->from[0]
			 : plan->mode == ALL    ? first_all(run, plan)
			 : plan->mode == LOOKED ? first_looked(run, plan)
						: first_any(run, plan);
		bool is_told = at < STEPS && (!plan->until || at < plan->until) &&
			       (!plan->needs || run->told[plan->needs - 1] >= 0);

		run->told[i] = is_told ? at : -1;
		if (is_told)
			expect(run, at, plan->kind, plan->model);
	}
}

/* A flagship is known as one by those who say its line; before it is only new. */
static void expect_flagship(struct run *run)
{
	int page = first_read(run, PAGE, 130), api = first_read(run, API, 130);

	if (page < api)
		expect(run, page, PC_EVENT_NEW_MODEL, "big-2");
	expect(run, api, PC_EVENT_NEW_FLAGSHIP, "big-2");
}

static void expect_blindness(struct run *run)
{
	for (int who = 0; who < WHO; who++) {
		bool was_read = false;

		for (int at = 0; at < STEPS; at++) {
			bool is_read = run->is_read[at][who];
			bool before = at && run->is_read[at - 1][who];

			if (was_read && before && !is_read)
				expect(run, at, PC_EVENT_NOT_CHECKED, names[who]);
			if (was_read && !before && is_read)
				expect(run, at, PC_EVENT_CHECKED_AGAIN, names[who]);
			was_read |= is_read;
		}
	}
}

static void plan_run(struct run *run, uint64_t seed)
{
	enum { ONE_IN = 6 };

	*run = (struct run){.seed = seed * 0x9e3779b97f4a7c15ULL + 1};
	for (int at = 0; at < STEPS; at++) {
		for (int who = 0; who < WHO; who++)
			run->is_read[at][who] = (draw(run, ONE_IN) || at == 4) &&
						!is_planned_blind(who, at) &&
						!is_broken(who, at);
	}
	expect_plans(run);
	expect_flagship(run);
	expect_blindness(run);
}

/* ---- scans ----------------------------------------------------------------------------
 */

static int64_t time_of(int step)
{
	return world_day(pc_str(first_day)) + (int64_t)step * HALF_DAY;
}

static void add_words(struct pc_buf *out, struct pc_arena *arena, const char *words)
{
	for (const char *at = words; *at; at++) {
		char *end;
		long day;

		if (*at != '@') {
			pc_buf_add_char(out, *at);
			continue;
		}
		day = strtol(at + 1, &end, 10);
		pc_buf_add(out,
			pc_str_head(
				pc_when_time(arena, time_of(2 * (int)day) * 1000), 10));
		at = end - 1;
	}
}

static void add_reading(
	struct pc_buf *out, struct pc_arena *arena, struct run *run, int step, int who)
{
	enum { FEW = 3 };
	int n = 0;

	pc_buf_printf(out, "%s%s", who ? " | " : "", names[who]);
	if (!run->is_read[step][who] && !is_broken((enum who)who, step)) {
		pc_buf_printf(out, "!%s",
			pc_unread_name((enum pc_unread)(1 + draw(run, PC_UNREADS - 1))));
		return;
	}
	pc_buf_add_char(out, ':');
	for (size_t i = 0; i < PC_COUNT(lines); i++) {
		if (lines[i].who != (enum who)who || step < lines[i].from ||
			step >= lines[i].until)
			continue;
		if (is_broken((enum who)who, step) && n >= FEW)
			continue;
		pc_buf_puts(out, n++ ? ", " : " ");
		add_words(out, arena, lines[i].words);
	}
}

static struct pc_step scan(struct run *run, struct pc_arena *arena, int step)
{
	static const struct pc_answered swapped = {
		PC_STR("p"), PC_STR("big-1"), PC_STR("m9")};
	static const struct pc_answered itself = {
		PC_STR("p"), PC_STR("big-1"), PC_STR("big-1")};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_step out;

	for (int who = 0; who < WHO; who++)
		add_reading(&text, arena, run, step, who);
	out = world_step(
		arena, time_of(step), pc_arena_str(arena, pc_buf_str(&text)).ptr);
	out.answered =
		step >= SUBSTITUTED_FROM && step < SUBSTITUTED_UNTIL ? &swapped : &itself;
	out.n_answered = 1;
	return out;
}

static size_t count_lines(struct pc_str text, struct pc_str line)
{
	size_t n = 0;

	while (text.ptr && text.len)
		n += pc_str_eq(pc_str_cut(&text, '\n'), line);
	return n;
}

/* Both have the same lines, as often. */
static void compare(struct run *run, int step, const struct pc_stepped *out)
{
	PC_AUTO(pc_buf_done) struct pc_buf got = {0};
	struct pc_str wanted = pc_buf_str(&run->expected[step]), rest;

	for (size_t i = 0; i < out->count; i++) {
		const struct pc_event *event = &out->events[i];

		pc_buf_printf(&got, "%s %.*s\n", pc_event_name(event->kind),
			PC_STR_ARG(event->model.len ? event->model : event->source));
		assert_true(event->text.len);
	}
	rest = pc_buf_str(&got);
	while (rest.ptr && rest.len) {
		struct pc_str line = pc_str_cut(&rest, '\n');

		if (count_lines(wanted, line) != 1 ||
			count_lines(pc_buf_str(&got), line) != 1 || wanted.len != got.len)
			fail_msg("scan %d told\n%.*s\nin place of\n%.*s", step,
				PC_STR_ARG(pc_buf_str(&got)), PC_STR_ARG(wanted));
	}
	if (wanted.len != got.len)
		fail_msg("scan %d told nothing of\n%.*s", step, PC_STR_ARG(wanted));
}

static void check_sentence(const struct run *run, int step, const struct pc_stepped *out)
{
	bool is_all = true;

	for (int who = 0; who < WHO; who++)
		is_all &= run->is_read[step][who];
	if (is_all && !out->count)
		assert_true(pc_str_is(out->sentence,
			"No flagship swap. No pricing change. No critical alert."));
	if (!run->is_read[step][PAGE] && !run->is_read[step][API])
		assert_int_equal(
			pc_str_find_str(out->sentence, PC_STR("No pricing change")),
			out->sentence.len);
}

/* ---- the days
 * --------------------------------------------------------------------------- */

static char dir[64], file[96];

static struct pc_roll *reload(
	struct pc_ledger **ledger, struct pc_roll *roll, const struct pc_models *models)
{
	struct pc_err err = {0};

	pc_roll_free(roll);
	pc_ledger_close(ledger);
	assert_int_equal(pc_ledger_open(ledger, file, PC_LEDGER_WRITE, &err), PC_OK);
	assert_int_equal(pc_ledger_roll(&roll, *ledger, models, &err), PC_OK);
	return roll;
}

static bool count_event(void *context, int64_t scan, const struct pc_event *event)
{
	(void)scan, (void)event;
	++*(size_t *)context;
	return true;
}

/* every: how many scans one process makes before the next one goes on from the file. */
static void live(uint64_t seed, int every)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0}, scratch = {0};
	const struct pc_models *models = world_models(&arena, table);
	struct run *run = pc_xcalloc(1, sizeof(*run));
	struct pc_ledger *ledger = NULL;
	struct pc_roll *roll;
	size_t n = 0, kept = 0;
	struct pc_err err = {0};

	plan_run(run, seed);
	roll = reload(&ledger, NULL, models);
	for (int step = 0; step < STEPS; step++) {
		struct pc_step what = scan(run, &scratch, step);
		struct pc_stepped out;

		pc_roll_step(&out, &scratch, roll, &what);
		compare(run, step, &out);
		check_sentence(run, step, &out);
		n += out.count;
		if (every) {
			assert_int_equal(
				pc_ledger_add(ledger, &what, &out, roll, &err), PC_OK);
			if (step % every == 0)
				roll = reload(&ledger, roll, models);
		}
		pc_arena_reset(&scratch);
		pc_buf_done(&run->expected[step]);
	}
	assert_int_equal(pc_ledger_events(ledger, &(struct pc_ledger_filter){0},
				 count_event, &kept, &err),
		PC_OK);
	assert_int_equal(kept, every ? n : 0);
	pc_ledger_close(&ledger);
	pc_roll_free(roll);
	free(run);
	unlink(file);
}

static void in_one_process(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++)
		live(seed, 0);
}

static void in_a_new_one_each_time(void **state)
{
	(void)state;
	live(41, 1);
	live(42, 10);
}

static int make_dir(void **state)
{
	(void)state;
	/* In memory where that can be had: some hundred times something is written to
	 * last. */
	snprintf(dir, sizeof(dir), "%s/pc-days-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(dir))
		return -1;
	snprintf(file, sizeof(file), "%s/models.db", dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	pc_fs_remove_tree(dir);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_one_process),
		cmocka_unit_test(in_a_new_one_each_time),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
