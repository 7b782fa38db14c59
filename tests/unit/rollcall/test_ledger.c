/* SPDX-License-Identifier: Apache-2.0 */
/* A roll that was put down and taken up again goes on as if nothing had been; and what
 * holds for any readings at all. */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/rollcall/ledger.h"
#include "roll_world.h"

static const char table[] =
	"as-of: 2026-10-31\n"
	"providers:\n"
	"  - {name: p, flagship-line: big}\n"
	"models:\n"
	"  - {provider: p, id: big-1, line: big, state: current, released: 2026-08-01,\n"
	"     retires-not-before: 2026-11-20, prices: {input: 5, output: 25}}\n"
	"  - {provider: p, id: m2, line: mid, state: legacy, aliases: [m2-latest],\n"
	"     prices: {input: 3, output: 15}}\n"
	"  - {provider: p, id: m3, line: mid, state: deprecated, retires: 2026-11-25}\n";

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 16) % below;
}

/* ---- anything that sources may say ----------------------------------------------------
 */

static const char *const words[] = {" current", " legacy", " deprecated", " retired",
	" preview", " none", " tba", " floor=2026-12-01", " floor=2027-03-01",
	" end=2026-11-15", " end=2026-12-24", " use=m2", " use=big-1", " price=5/25",
	" price=4/20", " price=0.005/0.025", " line=big", " line=mid", " rel=2026-11-10",
	" rel=2026-08-01", " ctx=1000", " ctx=2000", " target=m2", " target=m3",
	" ann=2026-11-02"};

static void add_row(struct pc_buf *out)
{
	static const char *const ids[] = {
		"big-1", "m2", "m3", "m4", "m5", "m6", "m2-latest", "m7", "m8"};

	pc_buf_printf(out, " %s", ids[draw(PC_COUNT(ids))]);
	for (uint32_t n = draw(4) + 1; n; n--)
		pc_buf_puts(out, words[draw(PC_COUNT(words))]);
	if (draw(8) == 0)
		pc_buf_puts(out, " via=cloud");
}

/* is_any: some may be read. */
static struct pc_str any_scan(struct pc_arena *arena, bool is_any)
{
	static const char *const names[] = {
		"page", "api", "notes", "router", "maps", "blog"};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < PC_COUNT(names); i++) {
		if (draw(8) == 0)
			continue;
		pc_buf_printf(&out, "%s%s", out.len ? " | " : "", names[i]);
		if (!is_any || draw(4) == 0) {
			pc_buf_printf(&out, "!%s",
				pc_unread_name(
					(enum pc_unread)(1 + draw(PC_UNREADS - 1))));
			continue;
		}
		pc_buf_add_char(&out, ':');
		for (uint32_t n = draw(10) + 1; n; n--) {
			add_row(&out);
			pc_buf_add_char(&out, ',');
		}
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}

static int64_t scan_time(int step)
{
	return world_day(PC_STR("2026-11-01")) + (int64_t)step * 12 * 60 * 60;
}

/* ---- where it lies
 * ---------------------------------------------------------------------- */

static char dir[64], file[96];

static struct pc_ledger *open_ledger(enum pc_ledger_use use)
{
	struct pc_ledger *ledger = NULL;
	struct pc_err err = {0};

	assert_int_equal(pc_ledger_open(&ledger, file, use, &err), PC_OK);
	return ledger;
}

static struct pc_roll *take_up(struct pc_ledger *ledger, const struct pc_models *models)
{
	struct pc_roll *roll = NULL;
	struct pc_err err = {0};

	assert_int_equal(pc_ledger_roll(&roll, ledger, models, &err), PC_OK);
	return roll;
}

static void put_down(struct pc_ledger *ledger, const struct pc_step *step,
	const struct pc_stepped *out, const struct pc_roll *roll)
{
	struct pc_err err = {0};

	if (pc_ledger_add(ledger, step, out, roll, &err) != PC_OK)
		fail_msg("%s", err.text);
}

/* ---- the same, taken up again
 * ------------------------------------------------------------- */

static void same_evidence(const struct pc_model *a, const struct pc_model *b)
{
	assert_int_equal(a->n_evidence, b->n_evidence);
	for (size_t i = 0; i < a->n_evidence; i++) {
		assert_true(pc_str_eq(a->evidence[i].url, b->evidence[i].url));
		assert_true(pc_str_eq(a->evidence[i].sha256, b->evidence[i].sha256));
		assert_int_equal(a->evidence[i].retrieved, b->evidence[i].retrieved);
		assert_int_equal(a->evidence[i].first, b->evidence[i].first);
		assert_int_equal(a->evidence[i].last, b->evidence[i].last);
	}
}

static void same_model(const struct pc_model *a, const struct pc_model *b)
{
	assert_true(pc_str_eq(a->provider, b->provider));
	assert_true(pc_str_eq(a->id, b->id));
	assert_true(pc_str_eq(a->line, b->line));
	assert_true(pc_str_eq(a->replacement, b->replacement));
	assert_int_equal(a->aliases.count, b->aliases.count);
	assert_int_equal(a->options.count, b->options.count);
	assert_int_equal(a->state, b->state);
	assert_int_equal(a->released, b->released);
	assert_int_equal(a->announced, b->announced);
	assert_int_equal(a->retires.kind, b->retires.kind);
	assert_int_equal(a->retires.at, b->retires.at);
	assert_int_equal(a->context, b->context);
	assert_int_equal(a->output, b->output);
	assert_int_equal(a->authority, b->authority);
	assert_int_equal(a->as_of, b->as_of);
	assert_int_equal(a->n_prices, b->n_prices);
	if (a->n_prices)
		assert_memory_equal(
			a->prices, b->prices, a->n_prices * sizeof(*a->prices));
	same_evidence(a, b);
}

static void same_rolls(
	struct pc_arena *arena, const struct pc_roll *a, const struct pc_roll *b)
{
	size_t n, m;
	const struct pc_model **one = pc_roll_models(&n, arena, a);
	const struct pc_model **other = pc_roll_models(&m, arena, b);

	assert_int_equal(n, m);
	for (size_t i = 0; i < n; i++)
		same_model(one[i], other[i]);
}

static void goes_on(uint64_t from)
{
	enum { SCANS = 30 };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_models *models = world_models(&arena, table);
	struct pc_roll *kept = pc_roll_new(models), *roll;

	seed = from * 0x9e3779b97f4a7c15ULL;
	for (int i = 0; i < SCANS; i++) {
		struct pc_str text = any_scan(&arena, true);
		struct pc_step step = world_step(&arena, scan_time(i), text.ptr);
		struct pc_ledger *ledger = open_ledger(PC_LEDGER_WRITE);
		struct pc_stepped one, other;

		roll = take_up(ledger, models);
		same_rolls(&arena, kept, roll);
		pc_roll_step(&one, &arena, kept, &step);
		pc_roll_step(&other, &arena, roll, &step);
		assert_string_equal(
			world_events(&arena, &one).ptr, world_events(&arena, &other).ptr);
		assert_string_equal(one.sentence.ptr, other.sentence.ptr);
		same_rolls(&arena, kept, roll);
		put_down(ledger, &step, &other, roll);
		pc_roll_free(roll);
		pc_ledger_close(&ledger);
	}
	pc_roll_free(kept);
	unlink(file);
}

static void taken_up_it_goes_on(void **state)
{
	(void)state;
	for (uint64_t i = 1; i <= 8; i++)
		goes_on(i);
}

/* ---- of any readings
 * ------------------------------------------------------------------------ */

static bool is_of_time(enum pc_event_kind kind)
{
	return kind == PC_EVENT_NOT_CHECKED || kind == PC_EVENT_FLOOR_PASSED;
}

/* What one scan tells the next one may know more by, but nothing is told twice. */
static void repeat(struct pc_arena *arena, struct pc_roll *roll,
	const struct pc_step *step, struct pc_stepped *out)
{
	enum { OFTEN = 4 };
	struct pc_stepped before = *out;

	for (int i = 0; i < OFTEN && out->count; i++, before = *out) {
		pc_roll_step(out, arena, roll, step);
		for (size_t k = 0; k < out->count; k++) {
			for (size_t n = 0; n < before.count; n++)
				assert_false(pc_str_eq(
					before.events[n].text, out->events[k].text));
		}
	}
	assert_int_equal(out->count, 0);
}

static void hold(struct pc_arena *arena, struct pc_roll *roll, int i)
{
	struct pc_str text = any_scan(arena, true);
	struct pc_step step = world_step(arena, scan_time(i), text.ptr);
	struct pc_stepped out;

	pc_roll_step(&out, arena, roll, &step);
	repeat(arena, roll, &step, &out);
	/* From what was not read nothing follows. */
	text = any_scan(arena, false);
	step = world_step(arena, scan_time(i), text.ptr);
	pc_roll_step(&out, arena, roll, &step);
	for (size_t k = 0; k < out.count; k++)
		assert_true(is_of_time(out.events[k].kind));
	assert_int_equal(out.n_read, 0);
}

static void any_readings(void **state)
{
	(void)state;
	for (uint64_t from = 1; from <= 60; from++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		struct pc_roll *roll = pc_roll_new(world_models(&arena, table));

		seed = from * 0x9e3779b97f4a7c15ULL;
		for (int i = 0; i < 30; i++)
			hold(&arena, roll, i);
		pc_roll_free(roll);
	}
}

/* ---- two at once, and one that ends in the middle
 * -------------------------------------------- */

static struct pc_stepped one_scan(struct pc_arena *arena, struct pc_roll *roll,
	struct pc_step *step, int i, const char *text)
{
	struct pc_stepped out;

	*step = world_step(arena, scan_time(i), text);
	pc_roll_step(&out, arena, roll, step);
	return out;
}

static void of_two_at_once_one_is_put_down(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_models *models = world_models(&arena, table);
	struct pc_ledger *first = open_ledger(PC_LEDGER_WRITE);
	struct pc_ledger *second = open_ledger(PC_LEDGER_WRITE);
	struct pc_roll *a = take_up(first, models), *b = take_up(second, models);
	struct pc_stepped out;
	struct pc_step step;
	struct pc_err err = {0};

	(void)state;
	out = one_scan(&arena, a, &step, 1, "page: big-1 current, m2 deprecated");
	assert_int_equal(out.count, 1);
	put_down(first, &step, &out, a);
	out = one_scan(&arena, b, &step, 1, "page: big-1 current, m2 deprecated");
	assert_int_equal(pc_ledger_add(second, &step, &out, b, &err), PC_ERR_SYSTEM);
	pc_roll_free(b);
	/* Taken up anew it has nothing to tell. */
	b = take_up(second, models);
	out = one_scan(&arena, b, &step, 2, "page: big-1 current, m2 deprecated");
	assert_int_equal(out.count, 0);
	put_down(second, &step, &out, b);
	pc_roll_free(a);
	pc_roll_free(b);
	pc_ledger_close(&first);
	pc_ledger_close(&second);
}

struct counts {
	int64_t scans, events, promised;
};

static bool count_scan(void *context, const struct pc_scan_row *scan)
{
	struct counts *counts = context;

	counts->scans++;
	counts->promised += scan->n_events;
	return true;
}

static bool count_event(void *context, int64_t scan, const struct pc_event *event)
{
	struct counts *counts = context;

	counts->events++;
	assert_true(scan > 0);
	assert_true(event->text.len > 0);
	return true;
}

static struct counts count(const struct pc_ledger_filter *filter)
{
	struct pc_ledger *ledger = open_ledger(PC_LEDGER_READ);
	struct counts out = {0};
	struct pc_err err = {0};

	assert_int_equal(pc_ledger_scans(ledger, filter, count_scan, &out, &err), PC_OK);
	assert_int_equal(
		pc_ledger_events(ledger, filter, count_event, &out, &err), PC_OK);
	pc_ledger_close(&ledger);
	return out;
}

/* A child puts down scan after scan, most of them with an event, until it is killed: of
 * each scan its events are there.  A byte to `told` for each: there is something to look
 * for. */
static void put_down_for_ever(int from, int told)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_ledger *ledger = open_ledger(PC_LEDGER_WRITE);
	struct pc_roll *roll = take_up(ledger, world_models(&arena, table));

	for (int i = from;; i++) {
		struct pc_step step;
		struct pc_stepped out = one_scan(&arena, roll, &step, i,
			i % 2 ? "page: big-1 current" : "page!offline");

		put_down(ledger, &step, &out, roll);
		if (i > from + 2 && write(told, "", 1) != 1)
			_exit(1);
	}
}

static void killed_it_leaves_nothing_half(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		struct counts counts;
		int told[2];
		pid_t child;
		char byte;

		assert_int_equal(pipe(told), 0);
		child = fork();
		assert_true(child >= 0);
		if (!child) {
			put_down_for_ever(i * 100000, told[1]);
			_exit(1);
		}
		assert_int_equal(read(told[0], &byte, 1), 1);
		usleep((useconds_t)i * 1700);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		close(told[0]);
		close(told[1]);
		counts = count(&(struct pc_ledger_filter){0});
		assert_true(counts.scans > 0);
		assert_true(counts.events > 0);
		assert_int_equal(counts.events, counts.promised);
	}
}

/* ---- questions
 * -------------------------------------------------------------------------------- */

static void what_happened_can_be_asked(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_models *models = world_models(&arena, table);
	struct pc_ledger *ledger = open_ledger(PC_LEDGER_WRITE);
	struct pc_roll *roll = take_up(ledger, models);
	static const char *const scans[] = {"page: big-1 current, m2 current",
		"page: big-1 current, m2 deprecated", "page!offline",
		"page: big-1 deprecated, m2 deprecated"};

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct pc_step step;
		struct pc_stepped out = one_scan(&arena, roll, &step, i, scans[i]);

		put_down(ledger, &step, &out, roll);
	}
	pc_roll_free(roll);
	pc_ledger_close(&ledger);
	assert_int_equal(count(&(struct pc_ledger_filter){0}).scans, 4);
	assert_int_equal(count(&(struct pc_ledger_filter){0}).events, 4);
	assert_int_equal(count(&(struct pc_ledger_filter){.limit = 2}).scans, 2);
	assert_int_equal(
		count(&(struct pc_ledger_filter){.since = scan_time(2)}).scans, 2);
	assert_int_equal(
		count(&(struct pc_ledger_filter){.model = PC_STR("m2")}).events, 1);
	assert_int_equal(
		count(&(struct pc_ledger_filter){.model = PC_STR("m2")}).scans, 1);
}

static void what_is_no_ledger_is_left_alone(void **state)
{
	struct pc_ledger *ledger = NULL;
	struct pc_err err = {0};
	int fd;

	(void)state;
	assert_int_equal(
		pc_ledger_open(&ledger, file, PC_LEDGER_READ, &err), PC_ERR_ABSENT);
	fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(pc_fs_write_fd(fd, PC_STR("models: []\n"), &err), PC_OK);
	close(fd);
	assert_int_equal(
		pc_ledger_open(&ledger, file, PC_LEDGER_WRITE, &err), PC_ERR_PARSE);
	assert_null(ledger);
}

static int clean(void **state)
{
	(void)state;
	unlink(file);
	return 0;
}

static int make_dir(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "%s/pc-ledger-XXXXXX",
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
		cmocka_unit_test_setup(taken_up_it_goes_on, clean),
		cmocka_unit_test_setup(any_readings, clean),
		cmocka_unit_test_setup(of_two_at_once_one_is_put_down, clean),
		cmocka_unit_test_setup(killed_it_leaves_nothing_half, clean),
		cmocka_unit_test_setup(what_happened_can_be_asked, clean),
		cmocka_unit_test_setup(what_is_no_ledger_is_left_alone, clean),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
