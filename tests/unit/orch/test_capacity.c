/* SPDX-License-Identifier: Apache-2.0 */
/* Capacity: each limit at its edge, row by row; then long random sequences held against
 * lists of what runs and what was taken. */
#include "pc_test.h"

#include "pc/orch/capacity.h"

#define SEC  INT64_C(1000)
#define MIN  (60 * SEC)
#define HOUR (60 * MIN)
#define DAY  (24 * HOUR)
#define NOW  INT64_C(1795305600000) /* 2026-11-22T00:00:00Z */

static struct pc_orch_backend backends[] = {
	{.name = {"claude", 6}, .provider = {"anthropic", 9}, .concurrency = 3},
	{.name = {"router", 6}, .provider = {"router", 6}},
};

static struct pc_key keys[] = {
	{.name = {"k1", 2}, .provider = {"anthropic", 9}, .concurrency = 2},
	{.name = {"k1", 2}, .provider = {"router", 6}, .budget_day = 100},
	{.name = {"k2", 2}, .provider = {"router", 6}, .budget_month = 150},
};

static struct pc_orch_type types[] = {
	{.name = {"chat", 4}, .is_interactive = true},
	{.name = {"mail", 4}, .concurrency = 1, .budget_day = 50},
	{.name = {"scan", 4}, .tokens_day = 1000},
};

static struct pc_orch_project projects[] = {
	{.name = {"app", 3}, .concurrency = 2, .budget_day = 80},
};

#define LIMITS                                                                           \
	{                                                                                \
		.slots = 6, .operator_slots = 1, .tokens_5min = 10000,                   \
		.backpressure_depth = 4, .backpressure_percent = 50, .budget_day = 500   \
	}

static const struct pc_orch_config config = {
	.limits = LIMITS,
	.backends = backends,
	.n_backends = PC_COUNT(backends),
	.keys = keys,
	.n_keys = PC_COUNT(keys),
	.types = types,
	.n_types = PC_COUNT(types),
	.projects = projects,
	.n_projects = PC_COUNT(projects),
};

/* A job in few words: its type, its project, who it is from. */
struct who {
	const char *type, *project;
	bool is_operator;
	int backend, key; /* of the arrays, from 1; 0: none */
	int64_t tokens, money, budget;
};

static struct pc_capacity_ask ask_of(
	struct pc_job *job, const struct who *who, int64_t queued, int64_t interactive)
{
	*job = (struct pc_job){.type = pc_str(who->type),
		.project = pc_str(who->project),
		.is_operator = who->is_operator,
		.budget = who->budget};
	return (struct pc_capacity_ask){.job = job,
		.backend = who->backend ? &backends[who->backend - 1] : NULL,
		.key = who->key ? &keys[who->key - 1] : NULL,
		.tokens = who->tokens,
		.money = who->money,
		.queued = queued,
		.interactive = interactive,
		.now = NOW};
}

static const struct row {
	const char *name;
	struct who running;
	int times;
	struct who asks;
	int64_t queued, interactive;
	enum pc_full full;
} rows[] = {
	{"nothing runs", {0}, 0, {.tokens = 5000}, 0, 0, PC_FULL_NOT},
	{"one slot for others", {0}, 4, {0}, 0, 0, PC_FULL_NOT},
	{"the last is an operator's", {0}, 5, {0}, 0, 0, PC_FULL_OPERATOR_SLOT},
	{"not an interactive job's", {0}, 5, {.type = "chat"}, 0, 0,
		PC_FULL_OPERATOR_SLOT},
	{"it is taken by one", {0}, 5, {.is_operator = true}, 0, 0, PC_FULL_NOT},
	{"no slot", {0}, 6, {.is_operator = true}, 0, 0, PC_FULL_SLOTS},
	{"no slot for others", {0}, 6, {0}, 0, 0, PC_FULL_SLOTS},
	/* ---- tokens */
	{"batch up to half of the tokens", {.tokens = 1000}, 4, {.tokens = 1000}, 0, 0,
		PC_FULL_NOT},
	{"batch past it", {.tokens = 1000}, 4, {.tokens = 1001}, 0, 0,
		PC_FULL_BACKPRESSURE},
	{"interactive past it", {.tokens = 1000}, 4, {.type = "chat", .tokens = 6000}, 0,
		0, PC_FULL_NOT},
	{"interactive past all", {.tokens = 1000}, 4, {.type = "chat", .tokens = 6001}, 0,
		0, PC_FULL_TOKENS},
	{"an operator past all", {.tokens = 1000}, 4,
		{.is_operator = true, .tokens = 90000}, 0, 0, PC_FULL_NOT},
	{"more than there ever is, alone", {0}, 0, {.tokens = 90000}, 0, 0, PC_FULL_NOT},
	{"more than there ever is", {.tokens = 1}, 1, {.tokens = 90000}, 0, 0,
		PC_FULL_TOKENS},
	{"an overflow", {.tokens = INT64_MAX}, 2, {.tokens = INT64_MAX}, 0, 0,
		PC_FULL_TOKENS},
	/* ---- a long queue */
	{"a short queue", {0}, 4, {0}, 3, 0, PC_FULL_NOT},
	{"a long queue: half of the slots", {0}, 2, {0}, 4, 0, PC_FULL_NOT},
	{"a long queue: no more of batch", {0}, 3, {0}, 4, 0, PC_FULL_BACKPRESSURE},
	{"a long queue: interactive", {0}, 3, {.type = "chat"}, 4, 0, PC_FULL_NOT},
	{"a long queue: an operator", {0}, 3, {.is_operator = true}, 4, 0, PC_FULL_NOT},
	{"batch leaves one to who waits", {0}, 4, {0}, 1, 1, PC_FULL_BACKPRESSURE},
	{"who waits takes it", {0}, 4, {.type = "chat"}, 1, 1, PC_FULL_NOT},
	{"and batch takes the next", {0}, 3, {0}, 1, 1, PC_FULL_NOT},
	/* ---- places */
	{"a place of the backend", {.backend = 1}, 2, {.backend = 1}, 0, 0, PC_FULL_NOT},
	{"none of the backend", {.backend = 1}, 3, {.backend = 1}, 0, 0, PC_FULL_BACKEND},
	{"none for an operator", {.backend = 1}, 3, {.backend = 1, .is_operator = true},
		0, 0, PC_FULL_BACKEND},
	{"another backend", {.backend = 1}, 3, {.backend = 2}, 0, 0, PC_FULL_NOT},
	{"none of the key", {.key = 1}, 2, {.key = 1}, 0, 0, PC_FULL_KEY},
	{"a key of that name elsewhere", {.key = 1}, 2, {.key = 2}, 0, 0, PC_FULL_NOT},
	{"none of the project", {.project = "app"}, 2, {.project = "app"}, 0, 0,
		PC_FULL_PROJECT},
	{"an operator is above it", {.project = "app"}, 2,
		{.project = "app", .is_operator = true}, 0, 0, PC_FULL_NOT},
	{"a project without limits", {.project = "web"}, 4, {.project = "web"}, 0, 0,
		PC_FULL_NOT},
	{"none of the type", {.type = "mail"}, 1, {.type = "mail"}, 0, 0, PC_FULL_TYPE},
	/* ---- money */
	{"the key's day to the last", {.key = 2, .money = 40}, 2, {.key = 2, .money = 20},
		0, 0, PC_FULL_NOT},
	{"the key's day", {.key = 2, .money = 40}, 2, {.key = 2, .money = 21}, 0, 0,
		PC_FULL_BUDGET},
	{"the key's month", {.key = 3, .money = 75}, 1, {.key = 3, .money = 76}, 0, 0,
		PC_FULL_BUDGET},
	{"the project's day", {.project = "app", .money = 40}, 1,
		{.project = "app", .money = 41}, 0, 0, PC_FULL_BUDGET},
	{"the type's day", {0}, 0, {.type = "mail", .money = 51}, 0, 0, PC_FULL_BUDGET},
	{"the type's tokens", {.type = "scan", .tokens = 600}, 1,
		{.type = "scan", .tokens = 401}, 0, 0, PC_FULL_BUDGET},
	{"everybody's day", {.money = 100}, 4, {.money = 101}, 0, 0, PC_FULL_BUDGET},
	{"an operator's money is money", {.money = 100}, 4,
		{.is_operator = true, .money = 101}, 0, 0, PC_FULL_BUDGET},
	{"the job's own", {0}, 0, {.money = 6, .budget = 5}, 0, 0, PC_FULL_BUDGET},
	{"no price", {0}, 0, {.money = -1}, 0, 0, PC_FULL_NO_PRICE},
	{"too much to add up", {.money = INT64_MAX}, 1, {.money = INT64_MAX}, 0, 0,
		PC_FULL_BUDGET},
};

static void check(const struct row *r)
{
	struct pc_capacity *c = pc_capacity_new(&config);
	struct pc_job job;
	struct pc_capacity_ask ask = ask_of(&job, &r->running, 0, 0);

	for (int i = 0; i < r->times; i++)
		pc_capacity_take(c, &ask);
	ask = ask_of(&job, &r->asks, r->queued, r->interactive);
	assert_int_equal(pc_capacity_ask(c, &ask), r->full);
	pc_capacity_free(c);
}

PC_TABLE(rows, check)

/* ---- stories ----------------------------------------------------------------- */

static enum pc_full ask_at(struct pc_capacity *c, const struct who *who, int64_t now)
{
	struct pc_job job;
	struct pc_capacity_ask ask = ask_of(&job, who, 0, 0);

	ask.now = now;
	return pc_capacity_ask(c, &ask);
}

static void test_defaults(void **state)
{
	static const struct pc_orch_config empty;
	static const struct who one = {.money = -1}, operator_job = {.is_operator = true};
	struct pc_capacity *c = pc_capacity_new(&empty);
	struct pc_job job;
	struct pc_capacity_ask ask = ask_of(&job, &one, 0, 0);

	(void)state;
	/* Nobody keeps a slot for operators who did not say so; no budget, no price. */
	for (int i = 0; i < 20; i++) {
		assert_int_equal(ask_at(c, &one, NOW), PC_FULL_NOT);
		pc_capacity_take(c, &ask);
	}
	assert_int_equal(ask_at(c, &operator_job, NOW), PC_FULL_SLOTS);
	pc_capacity_give_back(c, &ask, 0, 0, NOW);
	assert_int_equal(ask_at(c, &operator_job, NOW), PC_FULL_NOT);
	pc_capacity_free(c);
	pc_capacity_free(NULL);
}

static void test_one_slot_is_for_work(void **state)
{
	static const struct pc_orch_config tight = {
		.limits = {.slots = 1, .operator_slots = 5}};
	static const struct who one = {0};
	struct pc_capacity *c = pc_capacity_new(&tight);

	(void)state;
	assert_int_equal(ask_at(c, &one, NOW), PC_FULL_NOT);
	pc_capacity_free(c);
}

static void test_tokens_run_out_and_come_back(void **state)
{
	static const struct who chat = {.type = "chat", .tokens = 9000};
	struct pc_capacity *c = pc_capacity_new(&config);
	struct pc_job job;
	struct pc_capacity_ask ask = ask_of(&job, &chat, 0, 0);
	int64_t again;

	(void)state;
	pc_capacity_take(c, &ask);
	assert_int_equal(ask_at(c, &chat, NOW + 5 * MIN - 1), PC_FULL_TOKENS);
	assert_int_equal(ask_at(c, &chat, NOW + 5 * MIN + 10 * SEC), PC_FULL_NOT);
	again = pc_capacity_again(PC_FULL_TOKENS, NOW + 5 * MIN - 1);
	assert_in_range(again, NOW + 5 * MIN, NOW + 5 * MIN + 10 * SEC);
	assert_int_equal(pc_capacity_again(PC_FULL_BUDGET, NOW + HOUR), NOW + DAY);
	assert_int_equal(pc_capacity_again(PC_FULL_SLOTS, NOW), 0);
	/* It took less: the rest is there again at once. */
	pc_capacity_give_back(c, &ask, 500, 0, NOW + MIN);
	assert_int_equal(ask_at(c, &chat, NOW + MIN), PC_FULL_NOT);
	/* It took more: that counts from when it is known. */
	pc_capacity_take(c, &ask);
	pc_capacity_give_back(c, &ask, 9600, 0, NOW + 8 * MIN);
	pc_capacity_take(c, &ask);
	pc_capacity_give_back(c, &ask, 19500, 0, NOW + 8 * MIN);
	assert_int_equal(ask_at(c, &chat, NOW + 12 * MIN), PC_FULL_TOKENS);
	assert_int_equal(ask_at(c, &chat, NOW + 14 * MIN), PC_FULL_NOT);
	pc_capacity_free(c);
}

static void test_a_day_ends_a_reservation_does_not(void **state)
{
	static const struct who mail = {.type = "mail", .money = 30};
	static const struct who rest = {.type = "mail", .is_operator = true, .money = 21};
	struct pc_capacity *c = pc_capacity_new(&config);
	struct pc_job job;
	struct pc_capacity_ask ask = ask_of(&job, &mail, 0, 0);

	(void)state;
	ask.now = NOW + DAY - 1;
	pc_capacity_take(c, &ask);
	assert_int_equal(ask_at(c, &rest, NOW + DAY), PC_FULL_BUDGET);
	/* What it took is of the day it ended on. */
	pc_capacity_give_back(c, &ask, 0, 30, NOW + DAY);
	assert_int_equal(ask_at(c, &rest, NOW + DAY), PC_FULL_BUDGET);
	assert_int_equal(ask_at(c, &rest, NOW + 2 * DAY - 1), PC_FULL_BUDGET);
	assert_int_equal(ask_at(c, &rest, NOW + 2 * DAY), PC_FULL_NOT);
	/* A clock that is put back makes no new day. */
	assert_int_equal(ask_at(c, &rest, NOW - DAY), PC_FULL_BUDGET);
	/* Not known what it took: what was reserved. */
	ask.now = NOW + 3 * DAY;
	pc_capacity_take(c, &ask);
	pc_capacity_give_back(c, &ask, -1, -1, NOW + 3 * DAY);
	assert_int_equal(ask_at(c, &rest, NOW + 3 * DAY), PC_FULL_BUDGET);
	pc_capacity_free(c);
}

static void test_months(void **state)
{
	static const struct who all = {.key = 3, .money = 150},
				one = {.key = 3, .money = 1};
	struct pc_capacity *c = pc_capacity_new(&config);
	struct pc_job job;
	struct pc_capacity_ask ask = ask_of(&job, &all, 0, 0);

	(void)state;
	pc_capacity_take(c, &ask);
	pc_capacity_give_back(c, &ask, 0, 150, NOW);
	assert_int_equal(ask_at(c, &one, NOW + 9 * DAY - 1), PC_FULL_BUDGET);
	assert_int_equal(ask_at(c, &one, NOW + 9 * DAY), PC_FULL_NOT); /* December */
	pc_capacity_free(c);
}

static void test_rows_are_remembered(void **state)
{
	static const struct who who = {.key = 2, .tokens = 4000, .money = 60};
	static const struct who more = {.key = 2, .money = 41}, batch = {.tokens = 2000};
	struct pc_capacity *c = pc_capacity_new(&config);
	struct pc_job job;
	struct pc_capacity_ask ask = ask_of(&job, &who, 0, 0);

	(void)state;
	pc_capacity_remember(c, &ask, 4000, 60, NOW - MIN);
	assert_int_equal(ask_at(c, &more, NOW - MIN), PC_FULL_BUDGET);
	assert_int_equal(ask_at(c, &batch, NOW), PC_FULL_BACKPRESSURE);
	assert_int_equal(ask_at(c, &more, NOW), PC_FULL_NOT);
	/* An older row changes nothing in a newer day. */
	pc_capacity_remember(c, &ask, 0, 60, NOW);
	pc_capacity_remember(c, &ask, 0, 60, NOW - 2 * DAY);
	assert_int_equal(ask_at(c, &more, NOW), PC_FULL_BUDGET);
	assert_int_equal(
		ask_at(c, &(struct who){.key = 2, .money = 40}, NOW), PC_FULL_NOT);
	pc_capacity_free(c);
}

/* ---- any order --------------------------------------------------------------- */

enum { RUNS = 16, EVENTS = 4096 };

struct run {
	struct who who;
	struct pc_capacity_ask ask;
	struct pc_job job;
};

struct model {
	struct run runs[RUNS];
	size_t n_runs, n_events;
	struct {
		int64_t at, tokens; /* of what ran, as it is known */
	} events[EVENTS];
	int64_t spent_day, day; /* of key 2 */
	int64_t now;
	uint64_t random;
};

static uint64_t draw(uint64_t *random, uint64_t below)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random % below;
}

static int64_t tokens_since(const struct model *m, int64_t since)
{
	int64_t sum = 0;

	for (size_t i = 0; i < m->n_events; i++) {
		if (m->events[i].at > since)
			sum += m->events[i].tokens;
	}
	return sum;
}

static int64_t reserved(const struct model *m, int key)
{
	int64_t sum = 0;

	for (size_t i = 0; i < m->n_runs; i++)
		sum += m->runs[i].who.key == key ? m->runs[i].who.money : 0;
	return sum;
}

static size_t n_running(const struct model *m, int key)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_runs; i++)
		n += m->runs[i].who.key == key;
	return n;
}

static void hold_to_model(const struct model *m, const struct who *who, enum pc_full full)
{
	bool is_chat = who->type[0] == 'c';
	int64_t limit = is_chat ? 10000 : 5000;
	int64_t spent = m->day == m->now / DAY ? m->spent_day : 0;

	if (full == PC_FULL_NOT) {
		assert_true(m->n_runs < 6);
		assert_true(who->is_operator || m->n_runs < 5);
		assert_true(who->is_operator || tokens_since(m, m->now - 5 * MIN) == 0 ||
			    tokens_since(m, m->now - 5 * MIN) + who->tokens <= limit);
		assert_true(who->key != 1 || n_running(m, 1) < 2);
		assert_true(who->key != 2 ||
			    spent + reserved(m, 2) + who->money <= keys[1].budget_day);
	}
	if (who->is_operator && m->n_runs < 6 && !who->key)
		assert_int_equal(full, PC_FULL_NOT);
	if (full == PC_FULL_OPERATOR_SLOT)
		assert_true(m->n_runs == 5);
	if (full == PC_FULL_TOKENS || full == PC_FULL_BACKPRESSURE)
		assert_true(tokens_since(m, m->now - 5 * MIN - 10 * SEC) + who->tokens >
			    limit);
	if (full == PC_FULL_KEY)
		assert_true(n_running(m, 1) == 2);
	if (full == PC_FULL_BUDGET)
		assert_true(spent + reserved(m, 2) + who->money > keys[1].budget_day);
}

static void start_one(struct model *m, struct pc_capacity *c)
{
	struct who who = {.type = draw(&m->random, 2) ? "chat" : "",
		.is_operator = draw(&m->random, 4) == 0,
		.key = (int)draw(&m->random, 3),
		.tokens = (int64_t)draw(&m->random, 3000)};
	struct run *run = &m->runs[m->n_runs];
	enum pc_full full;

	/* The purse of all is large enough not to be met. */
	who.money = who.key == 2 ? (int64_t)draw(&m->random, 50) : 0;
	run->who = who;
	run->ask = ask_of(&run->job, &who, 0, 0);
	run->ask.now = m->now;
	full = pc_capacity_ask(c, &run->ask);
	hold_to_model(m, &who, full);
	if (full != PC_FULL_NOT)
		return;
	pc_capacity_take(c, &run->ask);
	m->events[m->n_events].at = m->now;
	m->events[m->n_events++].tokens = who.tokens;
	m->n_runs++;
}

/* It takes as much as was reserved, or less. */
static void end_one(struct model *m, struct pc_capacity *c)
{
	size_t i;
	struct run *run;
	int64_t money;

	if (!m->n_runs)
		return;
	i = draw(&m->random, m->n_runs);
	run = &m->runs[i];
	run->ask.job = &run->job;
	money = (int64_t)draw(&m->random, (uint64_t)run->who.money + 1);
	pc_capacity_give_back(c, &run->ask, run->who.tokens, money, m->now);
	if (m->day != m->now / DAY)
		m->spent_day = 0;
	m->day = m->now / DAY;
	m->spent_day += run->who.key == 2 ? money : 0;
	*run = m->runs[--m->n_runs];
}

static void one_order(uint64_t seed)
{
	static struct model m;
	struct pc_capacity *c = pc_capacity_new(&config);

	m = (struct model){.now = NOW, .random = seed};
	for (int step = 0; step < 1500; step++) {
		switch (draw(&m.random, 4)) {
		case 0:
			m.now += (int64_t)draw(&m.random, MIN);
			break;
		case 1:
			end_one(&m, c);
			break;
		default:
			start_one(&m, c);
		}
		if (draw(&m.random, 300) == 0)
			m.now += (int64_t)draw(&m.random, DAY);
	}
	pc_capacity_free(c);
}

static void test_any_order(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++)
		one_order(seed);
}

int main(void)
{
	static const struct CMUnitTest stories[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_one_slot_is_for_work),
		cmocka_unit_test(test_tokens_run_out_and_come_back),
		cmocka_unit_test(test_a_day_ends_a_reservation_does_not),
		cmocka_unit_test(test_months),
		cmocka_unit_test(test_rows_are_remembered),
		cmocka_unit_test(test_any_order),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(stories, NULL, NULL);
}
