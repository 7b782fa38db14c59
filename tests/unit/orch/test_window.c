/* SPDX-License-Identifier: Apache-2.0 */
/* Windows: what each class closes and for how long, row by row; then what holds of any
 * order of errors, probes and successes: no window is shortened, widened or moved. */
#include "pc_test.h"

#include "pc/base/limits.h"
#include "pc/orch/window.h"

#define SEC  INT64_C(1000)
#define MIN  (60 * SEC)
#define HOUR (60 * MIN)
#define NOW  INT64_C(1795305600000) /* 2026-11-22 */
#define EVER PC_WINDOW_FOR_GOOD

#define PLACE(p, o, k, m, l, b)                                                          \
	{                                                                                \
		.provider = {p, sizeof(p) - 1}, .organization = {o, sizeof(o) - 1},      \
		.key = {k, sizeof(k) - 1}, .model = {m, sizeof(m) - 1},                  \
		.line = {l, sizeof(l) - 1}, .backend = {b, sizeof(b) - 1},               \
	}

enum { SAME, LINE, MODEL, MATE, KEY, PROVIDER, PLACES };

/* The first one fails; the others differ from it in one thing. */
static const struct pc_window_place places[PLACES] = {
	[SAME] = PLACE("anthropic", "acme", "k1", "opus-9", "opus", "claude"),
	[LINE] = PLACE("anthropic", "acme", "k1", "opus-8", "opus", "claude"),
	[MODEL] = PLACE("anthropic", "acme", "k1", "sonnet-9", "sonnet", "claude"),
	[MATE] = PLACE("anthropic", "acme", "k2", "opus-9", "opus", "claude"),
	[KEY] = PLACE("anthropic", "other", "k3", "opus-9", "opus", "claude"),
	[PROVIDER] = PLACE("router", "acme", "k1", "opus-9", "opus", "router"),
};

#define BIT(place) (1u << (place))
#define ITS_KEY    (BIT(SAME) | BIT(LINE) | BIT(MODEL))
#define ITS_PAIR   (BIT(SAME) | BIT(LINE))
#define ITS_HOUSE  (ITS_KEY | BIT(MATE) | BIT(KEY))

static const struct row {
	const char *name;
	enum pc_failure_class class;
	int64_t named, most;  /* ms from now */
	unsigned closed;      /* places */
	int64_t least, until; /* ms from now; EVER */
	int64_t probe;        /* ms from now; 0: none */
} rows[] = {
	{"a rate limit that names its end", PC_FAILURE_RATE_LIMITED, 30 * SEC, HOUR,
		ITS_PAIR, 30 * SEC, 33 * SEC, 0},
	{"a rate limit that does not", PC_FAILURE_RATE_LIMITED, 0, HOUR, ITS_PAIR,
		30 * SEC, 38 * SEC, 0},
	{"an end that is over", PC_FAILURE_RATE_LIMITED, -5 * SEC, HOUR, ITS_PAIR,
		30 * SEC, 38 * SEC, 0},
	{"an end that is too far", PC_FAILURE_RATE_LIMITED, 161 * HOUR, HOUR, ITS_PAIR,
		HOUR, HOUR, 15 * MIN},
	{"the end of time", PC_FAILURE_RATE_LIMITED, EVER - NOW, 2 * HOUR, ITS_PAIR,
		2 * HOUR, 2 * HOUR, 15 * MIN},
	{"jitter has an end", PC_FAILURE_RATE_LIMITED, 10 * HOUR, 24 * HOUR, ITS_PAIR,
		10 * HOUR, 10 * HOUR + 30 * SEC, 15 * MIN},
	{"no most is a day", PC_FAILURE_RATE_LIMITED, 48 * HOUR, 0, ITS_PAIR, 24 * HOUR,
		24 * HOUR, 15 * MIN},
	{"it grew too fast", PC_FAILURE_RAMP_LIMITED, 0, HOUR, ITS_KEY, 30 * SEC,
		38 * SEC, 0},
	{"overloaded", PC_FAILURE_OVERLOADED, 0, HOUR, BIT(SAME) | BIT(MATE) | BIT(KEY),
		2 * SEC, 2500, 0},
	{"a day's quota", PC_FAILURE_QUOTA_DAILY, 0, 24 * HOUR, ITS_PAIR, HOUR, 75 * MIN,
		15 * MIN},
	{"a limit that somebody set", PC_FAILURE_SPEND_CAP, 0, 24 * HOUR,
		ITS_KEY | BIT(MATE), 6 * HOUR, 7 * HOUR + 30 * MIN, 15 * MIN},
	{"no credit", PC_FAILURE_CREDIT_EXHAUSTED, 0, HOUR, ITS_KEY, EVER, EVER,
		15 * MIN},
	{"a token that has expired", PC_FAILURE_AUTH_EXPIRED, 0, HOUR, ITS_KEY, 15 * SEC,
		19 * SEC, 0},
	{"a key that is refused", PC_FAILURE_AUTH_INVALID, 0, HOUR, ITS_KEY, EVER, EVER,
		15 * MIN},
	{"a model that is gone", PC_FAILURE_MODEL_GONE, 0, 24 * HOUR,
		BIT(SAME) | BIT(MATE) | BIT(KEY) | BIT(PROVIDER), HOUR, 75 * MIN,
		15 * MIN},
	{"nobody knows", PC_FAILURE_UNKNOWN, 0, HOUR, ITS_HOUSE, 15 * SEC, 19 * SEC, 0},
	{"a substitute", PC_FAILURE_MODEL_SUBSTITUTED, HOUR, HOUR, 0, 0, 0, 0},
	{"policy", PC_FAILURE_POLICY_DENIED, HOUR, HOUR, 0, 0, 0, 0},
	{"refused content", PC_FAILURE_CONTENT_REFUSED, HOUR, HOUR, 0, 0, 0, 0},
	{"too much context", PC_FAILURE_CONTEXT_OVERFLOW, HOUR, HOUR, 0, 0, 0, 0},
	{"a bad request", PC_FAILURE_BAD_REQUEST, HOUR, HOUR, 0, 0, 0, 0},
	{"a broken stream", PC_FAILURE_STREAM_BROKEN, HOUR, HOUR, 0, 0, 0, 0},
	{"invalid output", PC_FAILURE_OUTPUT_INVALID, HOUR, HOUR, 0, 0, 0, 0},
	{"a lost worker", PC_FAILURE_WORKER_LOST, HOUR, HOUR, 0, 0, 0, 0},
	{"nothing", PC_FAILURE_NONE, HOUR, HOUR, 0, 0, 0, 0},
};

static void fails(struct pc_windows *windows, const struct pc_window_place *place,
	enum pc_failure_class class, int64_t now)
{
	const struct pc_failure failure = {.class = class, .said = PC_STR("said")};

	pc_windows_fail(windows, place, &failure, now, 24 * HOUR);
}

static const struct pc_window *find(const struct pc_windows *windows,
	const struct pc_window_place *place, int64_t now)
{
	bool may;

	return pc_windows_find(windows, place, now, &may);
}

static bool may_probe(const struct pc_windows *windows,
	const struct pc_window_place *place, int64_t now)
{
	bool may;

	(void)pc_windows_find(windows, place, now, &may);
	return may;
}

static void check(const struct row *r)
{
	struct pc_windows *windows = pc_windows_new(7);
	struct pc_failure failure = {.class = r->class, .until = NOW + r->named};
	const struct pc_window *w;

	if (!r->named)
		failure.until = 0;
	pc_windows_fail(windows, &places[SAME], &failure, NOW, r->most);
	for (unsigned i = 0; i < PLACES; i++)
		assert_int_equal(!!find(windows, &places[i], NOW), r->closed >> i & 1);
	w = find(windows, &places[SAME], NOW);
	if (w) {
		assert_int_equal(w->why, r->class);
		assert_int_equal(w->since, NOW);
		assert_in_range(w->until, r->least == EVER ? EVER : NOW + r->least,
			r->until == EVER ? EVER : NOW + r->until);
		assert_int_equal(w->probe_at, r->probe ? NOW + r->probe : 0);
		assert_str(w->source, r->named > 0 ? "provider" : "our own");
	}
	pc_windows_free(windows);
}

PC_TABLE(rows, check)

/* ---- stories ----------------------------------------------------------------- */

static void test_later_errors_change_nothing(void **state)
{
	struct pc_windows *windows = pc_windows_new(1);
	struct pc_failure far = {.class = PC_FAILURE_RATE_LIMITED, .until = NOW + HOUR};
	struct pc_window before;

	(void)state;
	fails(windows, &places[SAME], PC_FAILURE_RATE_LIMITED, NOW);
	before = *find(windows, &places[SAME], NOW);
	pc_windows_fail(windows, &places[LINE], &far, NOW + SEC, HOUR);
	far.until = NOW + 2 * SEC;
	pc_windows_fail(windows, &places[SAME], &far, NOW + SEC, HOUR);
	assert_memory_equal(
		&before, find(windows, &places[SAME], NOW + 2 * SEC), sizeof(before));
	/* It is as long as it was, and not a moment longer. */
	assert_non_null(find(windows, &places[SAME], before.until - 1));
	assert_null(find(windows, &places[SAME], before.until));
	pc_windows_free(windows);
}

static void test_own_times_double(void **state)
{
	struct pc_windows *windows = pc_windows_new(1);
	int64_t now = NOW, least = 2 * SEC;

	(void)state;
	for (int i = 0; i < 12; i++) {
		const struct pc_window *w;

		fails(windows, &places[SAME], PC_FAILURE_OVERLOADED, now);
		w = find(windows, &places[SAME], now);
		assert_int_equal(w->hits, i + 1);
		assert_in_range(w->until - now, least, least + least / 4);
		now = w->until;
		least = 2 * least < 45 * SEC ? 2 * least : 45 * SEC;
	}
	/* Long after, it is a first time again. */
	now += 3 * HOUR;
	fails(windows, &places[SAME], PC_FAILURE_OVERLOADED, now);
	assert_int_equal(find(windows, &places[SAME], now)->hits, 1);
	pc_windows_free(windows);
}

static void test_limits_and_load_do_not_mix(void **state)
{
	struct pc_windows *windows = pc_windows_new(1);

	(void)state;
	fails(windows, &places[SAME], PC_FAILURE_RATE_LIMITED, NOW);
	fails(windows, &places[SAME], PC_FAILURE_OVERLOADED, NOW);
	/* Another key: the load alone. */
	assert_int_equal(find(windows, &places[KEY], NOW)->why, PC_FAILURE_OVERLOADED);
	assert_int_equal(find(windows, &places[KEY], NOW)->hits, 1);
	assert_int_equal(find(windows, &places[SAME], NOW)->why, PC_FAILURE_RATE_LIMITED);
	pc_windows_free(windows);
}

static void test_success_clears(void **state)
{
	struct pc_windows *windows = pc_windows_new(1);
	struct pc_window_place bare = places[SAME];

	(void)state;
	fails(windows, &places[SAME], PC_FAILURE_QUOTA_DAILY, NOW);
	fails(windows, &places[SAME], PC_FAILURE_OVERLOADED, NOW);
	/* What was sent before proves nothing. */
	pc_windows_succeed(windows, &places[SAME], NOW - 1);
	assert_non_null(find(windows, &places[SAME], NOW));
	/* Another place has nothing to say either. */
	pc_windows_succeed(windows, &places[MODEL], NOW + 1);
	pc_windows_succeed(windows, &places[PROVIDER], NOW + 1);
	assert_int_equal(find(windows, &places[SAME], NOW)->why, PC_FAILURE_QUOTA_DAILY);
	/* A success of another key ends the load, not the quota. */
	pc_windows_succeed(windows, &places[KEY], NOW + 1);
	assert_null(find(windows, &places[KEY], NOW));
	assert_non_null(find(windows, &places[SAME], NOW));
	/* One of the line ends the line's. */
	pc_windows_succeed(windows, &places[LINE], NOW + 1);
	assert_null(find(windows, &places[SAME], NOW));
	/* A window whose line was not known is met by those who know it. */
	bare.line = (struct pc_str){0};
	fails(windows, &bare, PC_FAILURE_RATE_LIMITED, NOW);
	assert_non_null(find(windows, &places[SAME], NOW));
	assert_null(find(windows, &places[LINE], NOW));
	pc_windows_free(windows);
}

static void test_one_probe_at_a_time(void **state)
{
	struct pc_windows *windows = pc_windows_new(1);
	struct pc_window_place probe = places[SAME];
	int64_t at = NOW + 15 * MIN;

	(void)state;
	probe.is_probe = true;
	fails(windows, &places[SAME], PC_FAILURE_CREDIT_EXHAUSTED, NOW);
	assert_false(may_probe(windows, &places[SAME], at - 1));
	assert_true(may_probe(windows, &places[SAME], at));
	assert_int_equal(pc_windows_again(windows, &places[SAME], NOW), at);
	pc_windows_probe(windows, &probe, at);
	assert_false(may_probe(windows, &places[MODEL], at + 1));
	assert_int_equal(pc_windows_again(windows, &places[SAME], at), EVER);
	/* Whatever else ends, the probe is still out. */
	fails(windows, &places[SAME], PC_FAILURE_CREDIT_EXHAUSTED, at + SEC);
	assert_false(may_probe(windows, &places[SAME], at + HOUR));
	/* It was cancelled: the next one comes later than the first. */
	fails(windows, &probe, PC_FAILURE_NONE, at + SEC);
	assert_false(may_probe(windows, &places[SAME], at + SEC + 30 * MIN - 1));
	assert_true(may_probe(windows, &places[SAME], at + SEC + 30 * MIN));
	pc_windows_probe(windows, &probe, at + HOUR);
	pc_windows_succeed(windows, &probe, at + HOUR);
	assert_null(find(windows, &places[SAME], at + HOUR));
	pc_windows_free(windows);
}

static void test_short_ones_are_not_probed(void **state)
{
	struct pc_windows *windows = pc_windows_new(1);

	(void)state;
	fails(windows, &places[SAME], PC_FAILURE_CREDIT_EXHAUSTED, NOW);
	fails(windows, &places[SAME], PC_FAILURE_RATE_LIMITED, NOW + 15 * MIN - SEC);
	/* The long one may be probed, the short one is waited for. */
	assert_false(may_probe(windows, &places[SAME], NOW + 15 * MIN));
	assert_true(may_probe(windows, &places[MODEL], NOW + 15 * MIN));
	assert_true(may_probe(windows, &places[SAME], NOW + 17 * MIN));
	pc_windows_free(windows);
}

static void test_all_keys_are_an_incident(void **state)
{
	struct pc_windows *windows = pc_windows_new(1);
	struct pc_window_place new_key = places[KEY], probe = places[MATE];

	(void)state;
	probe.is_probe = true;
	new_key.key = PC_STR("k4");
	pc_windows_expect(windows, PC_STR("anthropic"), 1);
	pc_windows_expect(windows, PC_STR("anthropic"), 3);
	fails(windows, &places[SAME], PC_FAILURE_AUTH_INVALID, NOW);
	fails(windows, &places[MATE], PC_FAILURE_AUTH_INVALID, NOW + SEC);
	fails(windows, &places[SAME], PC_FAILURE_AUTH_INVALID, NOW + SEC);
	assert_null(find(windows, &new_key, NOW + SEC));
	fails(windows, &places[KEY], PC_FAILURE_AUTH_INVALID, NOW + 2 * SEC);
	assert_int_equal(
		find(windows, &new_key, NOW + 2 * SEC)->scope, PC_SCOPE_PROVIDER);
	assert_str(find(windows, &new_key, NOW + 2 * SEC)->source, "all keys");
	assert_null(find(windows, &places[PROVIDER], NOW + 2 * SEC));
	/* It is looked at soon, by one, and any key that is let in ends it. */
	assert_false(may_probe(windows, &places[SAME], NOW + MIN));
	assert_true(may_probe(windows, &places[SAME], NOW + MIN + 2 * SEC));
	assert_int_equal(pc_windows_again(windows, &places[SAME], NOW + 2 * SEC),
		NOW + MIN + 2 * SEC);
	pc_windows_probe(windows, &probe, NOW + 2 * MIN);
	assert_false(may_probe(windows, &places[SAME], NOW + HOUR));
	pc_windows_succeed(windows, &probe, NOW + 2 * MIN);
	for (int i = 0; i < PLACES; i++)
		assert_null(find(windows, &places[i], NOW + 2 * MIN));
	pc_windows_free(windows);
}

static void test_one_key_is_no_incident(void **state)
{
	struct pc_windows *windows = pc_windows_new(1);

	(void)state;
	pc_windows_expect(windows, PC_STR("anthropic"), 1);
	fails(windows, &places[SAME], PC_FAILURE_AUTH_INVALID, NOW);
	assert_null(find(windows, &places[KEY], NOW));
	/* Nor are two of nobody knows how many. */
	pc_windows_expect(windows, PC_STR("anthropic"), 0);
	fails(windows, &places[KEY], PC_FAILURE_AUTH_INVALID, NOW);
	assert_null(find(windows, &places[MATE], NOW));
	pc_windows_lift(windows, &places[KEY], PC_FAILURE_NONE);
	/* Two that fail hours apart are two keys that are wrong. */
	pc_windows_expect(windows, PC_STR("anthropic"), 2);
	fails(windows, &places[MATE], PC_FAILURE_AUTH_INVALID, NOW + HOUR);
	assert_null(find(windows, &places[KEY], NOW + HOUR));
	pc_windows_free(windows);
}

static void test_somebody_knows_better(void **state)
{
	struct pc_windows *windows = pc_windows_new(1);

	(void)state;
	fails(windows, &places[SAME], PC_FAILURE_AUTH_EXPIRED, NOW);
	fails(windows, &places[SAME], PC_FAILURE_CREDIT_EXHAUSTED, NOW);
	pc_windows_lift(windows, &places[SAME], PC_FAILURE_AUTH_EXPIRED);
	assert_int_equal(
		find(windows, &places[SAME], NOW)->why, PC_FAILURE_CREDIT_EXHAUSTED);
	pc_windows_lift(windows, &places[SAME], PC_FAILURE_NONE);
	assert_null(find(windows, &places[SAME], NOW));
	pc_windows_free(windows);
}

static bool copy(void *context, const struct pc_window *window)
{
	struct pc_window row = *window;

	row.probe_at = 0; /* rows do not have it */
	pc_windows_put(context, &row);
	return true;
}

static bool count(void *context, const struct pc_window *window)
{
	(void)window;
	++*(size_t *)context;
	return true;
}

static void test_rows_come_back(void **state)
{
	struct pc_windows *old = pc_windows_new(1), *new = pc_windows_new(2);
	const struct pc_window *a, *b;

	(void)state;
	fails(old, &places[SAME], PC_FAILURE_CREDIT_EXHAUSTED, NOW);
	fails(old, &places[KEY], PC_FAILURE_QUOTA_DAILY, NOW);
	pc_windows_probe(old, &places[SAME], NOW + 15 * MIN);
	pc_windows_each(old, copy, new);
	pc_windows_each(old, copy, new);
	a = find(old, &places[KEY], NOW);
	b = find(new, &places[KEY], NOW);
	assert_int_equal(a->until, b->until);
	assert_int_equal(a->hits, b->hits);
	assert_str(b->said, "said");
	/* Nobody is out any more to look. */
	assert_true(may_probe(new, &places[SAME], NOW + 15 * MIN));
	pc_windows_free(old);
	assert_str(b->key, "k3");
	pc_windows_free(new);
}

static void note_opened(void *context, const struct pc_window *window)
{
	pc_windows_put(context, window);
}

static void note_gone(void *context, const struct pc_window *window)
{
	int *gone = context;

	gone[window->why]++;
}

static void test_changes_are_told(void **state)
{
	struct pc_windows *windows = pc_windows_new(1), *rows_of = pc_windows_new(2);
	struct pc_window_watch watch = {.opened = note_opened, .context = rows_of};
	int gone[PC_FAILURES] = {0};
	size_t n = 0;

	(void)state;
	pc_windows_watch(windows, &watch);
	fails(windows, &places[SAME], PC_FAILURE_RATE_LIMITED, NOW);
	fails(windows, &places[SAME], PC_FAILURE_RATE_LIMITED, NOW + SEC);
	fails(windows, &places[KEY], PC_FAILURE_OVERLOADED, NOW);
	pc_windows_each(rows_of, count, &n);
	assert_int_equal(n, 2);
	watch = (struct pc_window_watch){.gone = note_gone, .context = gone};
	pc_windows_watch(windows, &watch);
	pc_windows_succeed(windows, &places[LINE], NOW + SEC);
	assert_int_equal(gone[PC_FAILURE_RATE_LIMITED], 1);
	assert_int_equal(gone[PC_FAILURE_OVERLOADED], 0);
	/* What is over and too old to count is gone as well. */
	fails(windows, &places[SAME], PC_FAILURE_MODEL_GONE, NOW + 3 * HOUR);
	assert_int_equal(gone[PC_FAILURE_OVERLOADED], 1);
	pc_windows_free(windows);
	pc_windows_free(rows_of);
}

static void test_seeds_decide(void **state)
{
	struct pc_windows *a = pc_windows_new(5), *b = pc_windows_new(5);
	int differ = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct pc_windows *c = pc_windows_new(seed + 100);

		fails(c, &places[SAME], PC_FAILURE_RATE_LIMITED, NOW);
		fails(a, &places[SAME], PC_FAILURE_RATE_LIMITED, NOW);
		fails(b, &places[SAME], PC_FAILURE_RATE_LIMITED, NOW);
		assert_int_equal(find(a, &places[SAME], NOW)->until,
			find(b, &places[SAME], NOW)->until);
		differ += find(a, &places[SAME], NOW)->until !=
			  find(c, &places[SAME], NOW)->until;
		pc_windows_free(c);
	}
	assert_true(differ > 10);
	pc_windows_free(a);
	pc_windows_free(b);
}

static void test_there_is_an_end(void **state)
{
	struct pc_windows *windows = pc_windows_new(1);
	size_t n = 0;

	(void)state;
	for (int i = 0; i < PC_MAX_WINDOWS + 1; i++) {
		char name[20];
		struct pc_window_place place = places[SAME];

		snprintf(name, sizeof(name), "model-%d", i);
		place.model = pc_str(name);
		place.line = (struct pc_str){0};
		fails(windows, &place, PC_FAILURE_RATE_LIMITED, NOW + i);
	}
	pc_windows_each(windows, count, &n);
	assert_int_equal(n, PC_MAX_WINDOWS);
	fails(windows, &places[SAME], PC_FAILURE_CREDIT_EXHAUSTED, NOW + 3 * HOUR);
	n = 0;
	pc_windows_each(windows, count, &n);
	assert_int_equal(n, 1);
	pc_windows_free(windows);
	pc_windows_free(NULL);
}

/* ---- any order --------------------------------------------------------------- */

static uint64_t draw(uint64_t *random, uint64_t below)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random % below;
}

struct kept {
	struct pc_window items[64];
	size_t n;
};

static bool keep_open(void *context, const struct pc_window *window)
{
	struct kept *kept = context;

	assert_true(kept->n < PC_COUNT(kept->items));
	kept->items[kept->n++] = *window;
	return true;
}

static bool is_same(const struct pc_window *a, const struct pc_window *b)
{
	return a->scope == b->scope && a->why == b->why &&
	       pc_str_eq(a->provider, b->provider) && pc_str_eq(a->key, b->key) &&
	       pc_str_eq(a->model, b->model);
}

/* Each window that was open stands as it stood; views of before point into texts that
 * stay while a window is open. */
static void check_kept(
	const struct pc_windows *windows, const struct kept *before, int64_t now)
{
	struct kept after = {.n = 0};

	pc_windows_each(windows, keep_open, &after);
	for (size_t i = 0; i < before->n; i++) {
		const struct pc_window *old = &before->items[i];
		size_t n = 0;

		if (old->until <= now)
			continue;
		for (size_t j = 0; j < after.n; j++) {
			const struct pc_window *new = &after.items[j];

			if (new->until <= now || !is_same(old, new))
				continue;
			assert_int_equal(new->since, old->since);
			assert_int_equal(new->until, old->until);
			assert_int_equal(new->hits, old->hits);
			n++;
		}
		assert_int_equal(n, 1);
	}
}

static void fail_somehow(struct pc_windows *windows, uint64_t *random, int64_t now)
{
	struct pc_failure failure = {
		.class = (enum pc_failure_class)draw(random, PC_FAILURES)};
	const struct pc_window_place *place = &places[draw(random, PLACES)];
	struct kept before = {.n = 0};
	struct pc_window_place its = *place;

	pc_windows_each(windows, keep_open, &before);
	if (draw(random, 2))
		failure.until = now + (int64_t)draw(random, 200 * (uint64_t)HOUR);
	its.is_probe = draw(random, 4) == 0;
	pc_windows_fail(windows, &its, &failure, now, 6 * HOUR);
	check_kept(windows, &before, now);
	if (find(windows, place, now) && find(windows, place, now)->since == now)
		assert_true(find(windows, place, now)->until == EVER ||
			    find(windows, place, now)->until <= now + 6 * HOUR);
}

static void probe_somewhere(struct pc_windows *windows, uint64_t *random, int64_t now)
{
	const struct pc_window_place *place = &places[draw(random, PLACES)];

	if (!may_probe(windows, place, now))
		return;
	pc_windows_probe(windows, place, now);
	assert_false(may_probe(windows, place, now));
	assert_false(may_probe(windows, place, now + 100 * HOUR) &&
		     find(windows, place, now + 100 * HOUR)->is_probing);
}

static void one_order(uint64_t seed)
{
	struct pc_windows *windows = pc_windows_new(seed);
	uint64_t random = seed * 2 + 1;
	int64_t now = NOW;

	pc_windows_expect(windows, PC_STR("anthropic"), 3);
	for (int step = 0; step < 200; step++) {
		const struct pc_window_place *place = &places[draw(&random, PLACES)];

		switch (draw(&random, 6)) {
		case 0:
			now += (int64_t)draw(&random, HOUR);
			break;
		case 1:
			pc_windows_succeed(windows, place, now);
			assert_null(find(windows, place, now));
			break;
		case 2:
			probe_somewhere(windows, &random, now);
			break;
		default:
			fail_somehow(windows, &random, now);
		}
		assert_true(pc_windows_again(windows, place, now) >= now);
		assert_false(find(windows, place, now) &&
			     pc_windows_again(windows, place, now) == now &&
			     !may_probe(windows, place, now));
	}
	pc_windows_free(windows);
}

static void test_any_order(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 500; seed++)
		one_order(seed);
}

int main(void)
{
	static const struct CMUnitTest stories[] = {
		cmocka_unit_test(test_later_errors_change_nothing),
		cmocka_unit_test(test_own_times_double),
		cmocka_unit_test(test_limits_and_load_do_not_mix),
		cmocka_unit_test(test_success_clears),
		cmocka_unit_test(test_one_probe_at_a_time),
		cmocka_unit_test(test_short_ones_are_not_probed),
		cmocka_unit_test(test_all_keys_are_an_incident),
		cmocka_unit_test(test_one_key_is_no_incident),
		cmocka_unit_test(test_somebody_knows_better),
		cmocka_unit_test(test_rows_come_back),
		cmocka_unit_test(test_changes_are_told),
		cmocka_unit_test(test_seeds_decide),
		cmocka_unit_test(test_there_is_an_end),
		cmocka_unit_test(test_any_order),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(stories, NULL, NULL);
}
