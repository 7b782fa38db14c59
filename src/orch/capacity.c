/* SPDX-License-Identifier: Apache-2.0 */
/* Counts of what runs and sums of what it took, held against the configuration.  Accounts
 * stand beside the entries of the configuration that have limits; a name that it does not
 * have takes no memory. */
#include "pc/orch/capacity.h"

#include "clock.h"

#define DEFAULT_SLOTS   20
#define DEFAULT_TOKENS  2000000
#define DEFAULT_DEPTH   20
#define DEFAULT_PERCENT 80

/* Five minutes in pieces, and the one that is begun: never less than what was taken in
 * them is counted. */
#define PIECE    (10 * SECOND)
#define N_PIECES (5 * MINUTE / PIECE + 1)

struct piece {
	int64_t number, tokens; /* number: of pieces since 1970 */
};

struct account {
	int64_t running, reserved_money, reserved_tokens;
	int64_t day, month; /* that the following are of */
	int64_t money_day, money_month, tokens_day;
};

struct pc_capacity {
	const struct pc_orch_config *config;
	int64_t slots, operator_slots, tokens, depth, percent;
	struct account all, *backends, *keys, *projects, *types;
	struct piece pieces[N_PIECES];
};

static int64_t given_or(int64_t given, int64_t other)
{
	return given > 0 ? given : other;
}

struct pc_capacity *pc_capacity_new(const struct pc_orch_config *config)
{
	const struct pc_orch_limits *limits = &config->limits;
	struct pc_capacity *c = pc_xcalloc(1, sizeof(*c));

	c->config = config;
	c->slots = given_or(limits->slots, DEFAULT_SLOTS);
	/* Without a place for others nothing would ever be done. */
	c->operator_slots =
		limits->operator_slots < c->slots ? limits->operator_slots : c->slots - 1;
	c->tokens = given_or(limits->tokens_5min, DEFAULT_TOKENS);
	c->depth = given_or(limits->backpressure_depth, DEFAULT_DEPTH);
	c->percent = given_or(limits->backpressure_percent, DEFAULT_PERCENT);
	c->backends = pc_xcalloc(config->n_backends + 1, sizeof(*c->backends));
	c->keys = pc_xcalloc(config->n_keys + 1, sizeof(*c->keys));
	c->projects = pc_xcalloc(config->n_projects + 1, sizeof(*c->projects));
	c->types = pc_xcalloc(config->n_types + 1, sizeof(*c->types));
	return c;
}

void pc_capacity_free(struct pc_capacity *capacity)
{
	if (!capacity)
		return;
	free(capacity->backends);
	free(capacity->keys);
	free(capacity->projects);
	free(capacity->types);
	free(capacity);
}

/* ---- whose accounts an attempt is on ----------------------------------------- */

enum owner { OF_ALL, OF_BACKEND, OF_KEY, OF_PROJECT, OF_TYPE, OWNERS };

/* An account and what it may hold; 0: any. */
struct held {
	struct account *account; /* NULL: nobody counts */
	int64_t places, money_day, money_month, tokens_day;
};

static void hold_backend(
	struct held *out, const struct pc_capacity *c, struct pc_str name)
{
	for (size_t i = 0; i < c->config->n_backends; i++) {
		const struct pc_orch_backend *b = &c->config->backends[i];

		if (pc_str_eq(b->name, name)) {
			*out = (struct held){
				.account = &c->backends[i], .places = b->concurrency};
			return;
		}
	}
}

static void hold_key(
	struct held *out, const struct pc_capacity *c, const struct pc_key *key)
{
	for (size_t i = 0; i < c->config->n_keys; i++) {
		const struct pc_key *k = &c->config->keys[i];

		if (pc_str_eq(k->name, key->name) &&
			pc_str_eq(k->provider, key->provider)) {
			*out = (struct held){&c->keys[i], k->concurrency, k->budget_day,
				k->budget_month, 0};
			return;
		}
	}
}

static void hold_project(
	struct held *out, const struct pc_capacity *c, struct pc_str name)
{
	for (size_t i = 0; i < c->config->n_projects; i++) {
		const struct pc_orch_project *p = &c->config->projects[i];

		if (pc_str_eq(p->name, name)) {
			*out = (struct held){&c->projects[i], p->concurrency,
				p->budget_day, p->budget_month, p->tokens_day};
			return;
		}
	}
}

static const struct pc_orch_type *hold_type(
	struct held *out, const struct pc_capacity *c, struct pc_str name)
{
	for (size_t i = 0; i < c->config->n_types; i++) {
		const struct pc_orch_type *t = &c->config->types[i];

		if (pc_str_eq(t->name, name)) {
			*out = (struct held){&c->types[i], t->concurrency, t->budget_day,
				t->budget_month, t->tokens_day};
			return t;
		}
	}
	return NULL;
}

struct asked {
	const struct pc_capacity_ask *ask;
	struct held held[OWNERS];
	bool is_operator, is_interactive;
	int64_t tokens, money; /* not negative */
};

static void look_up(
	struct asked *out, struct pc_capacity *c, const struct pc_capacity_ask *ask)
{
	const struct pc_orch_limits *limits = &c->config->limits;
	const struct pc_orch_type *type;

	*out = (struct asked){.ask = ask};
	out->tokens = ask->tokens > 0 ? ask->tokens : 0;
	out->money = ask->money > 0 ? ask->money : 0;
	out->held[OF_ALL] = (struct held){
		&c->all, 0, limits->budget_day, limits->budget_month, limits->tokens_day};
	if (ask->backend)
		hold_backend(&out->held[OF_BACKEND], c, ask->backend->name);
	if (ask->key)
		hold_key(&out->held[OF_KEY], c, ask->key);
	hold_project(&out->held[OF_PROJECT], c, ask->job->project);
	type = hold_type(&out->held[OF_TYPE], c, ask->job->type);
	out->is_operator = ask->job->is_operator != 0;
	out->is_interactive = out->is_operator || (type && type->is_interactive);
}

/* ---- sums ---------------------------------------------------------------------- */

/* What does not fit is the most there is: nothing is let through by an overflow. */
static int64_t plus(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

static int64_t minus(int64_t a, int64_t b)
{
	return a > b ? a - b : 0;
}

static int64_t percent_of(int64_t whole, int64_t percent)
{
	return whole / 100 * percent + whole % 100 * percent / 100;
}

static int64_t day_of(int64_t ms)
{
	return ms / DAY;
}

static int64_t month_of(int64_t ms)
{
	time_t at = (time_t)(ms / SECOND);
	struct tm tm;

	return gmtime_r(&at, &tm) ? tm.tm_year * INT64_C(12) + tm.tm_mon : 0;
}

static int64_t tokens_lately(const struct pc_capacity *c, int64_t now)
{
	int64_t sum = 0;

	/* Pieces ahead of now count: a clock that is put back forgets nothing. */
	for (size_t i = 0; i < (size_t)N_PIECES; i++) {
		if (c->pieces[i].number > now / PIECE - N_PIECES)
			sum = plus(sum, c->pieces[i].tokens);
	}
	return sum;
}

static struct piece *piece_at(struct pc_capacity *c, int64_t at)
{
	return &c->pieces[at / PIECE % N_PIECES];
}

static void count_tokens(struct pc_capacity *c, int64_t at, int64_t tokens)
{
	struct piece *piece = piece_at(c, at);

	if (piece->number < at / PIECE)
		*piece = (struct piece){.number = at / PIECE};
	piece->tokens = plus(piece->tokens, tokens);
}

/* What was reserved goes from where it was counted, what it took above that counts now.
 */
static void correct_tokens(
	struct pc_capacity *c, const struct asked *taken, int64_t tokens, int64_t now)
{
	struct piece *piece = piece_at(c, taken->ask->now);

	if (tokens > taken->tokens)
		count_tokens(c, now, tokens - taken->tokens);
	else if (piece->number == taken->ask->now / PIECE)
		piece->tokens = minus(piece->tokens, taken->tokens - tokens);
}

/* A row of an earlier day or month than the account's changes nothing in it; what ends
 * now counts even if the clock was put back. */
static void charge(
	struct account *a, int64_t tokens, int64_t money, int64_t at, bool is_live)
{
	int64_t day = day_of(at), month = month_of(at);

	if (day > a->day) {
		a->day = day;
		a->money_day = a->tokens_day = 0;
	}
	if (month > a->month) {
		a->month = month;
		a->money_month = 0;
	}
	if (is_live || day == a->day) {
		a->money_day = plus(a->money_day, money);
		a->tokens_day = plus(a->tokens_day, tokens);
	}
	if (is_live || month == a->month)
		a->money_month = plus(a->money_month, money);
}

/* ---- asking ------------------------------------------------------------------ */

static enum pc_full check_slots(const struct pc_capacity *c, const struct asked *a)
{
	int64_t left = c->slots - c->all.running;

	if (left <= 0)
		return PC_FULL_SLOTS;
	if (!a->is_operator && left <= c->operator_slots)
		return PC_FULL_OPERATOR_SLOT;
	return PC_FULL_NOT;
}

/* Batch leaves a slot to each interactive job that waits for one; and when many jobs wait
 * it keeps some free for those that come.  One of it may always run, or a long queue
 * would stay long for ever. */
static enum pc_full check_depth(const struct pc_capacity *c, const struct asked *a)
{
	int64_t most = percent_of(c->slots, c->percent);

	if (a->is_interactive)
		return PC_FULL_NOT;
	if (a->ask->interactive > 0 && minus(c->slots - c->operator_slots,
					       c->all.running) <= a->ask->interactive)
		return PC_FULL_BACKPRESSURE;
	if (a->ask->queued >= c->depth && c->all.running >= (most > 0 ? most : 1))
		return PC_FULL_BACKPRESSURE;
	return PC_FULL_NOT;
}

/* Who asks for more than there ever is may run when nothing else did. */
static enum pc_full check_tokens(const struct pc_capacity *c, const struct asked *a)
{
	int64_t lately, then;

	if (a->is_operator)
		return PC_FULL_NOT;
	lately = tokens_lately(c, a->ask->now);
	then = plus(lately, a->tokens);
	if (lately > 0 && then > c->tokens)
		return PC_FULL_TOKENS;
	if (lately > 0 && !a->is_interactive && then > percent_of(c->tokens, c->percent))
		return PC_FULL_BACKPRESSURE;
	return PC_FULL_NOT;
}

static enum pc_full check_places(const struct pc_capacity *c, const struct asked *a)
{
	static const struct {
		enum owner owner;
		enum pc_full full;
		bool is_ours; /* a limit of our own: an operator is above it */
	} rows[] = {
		{OF_BACKEND, PC_FULL_BACKEND, false},
		{OF_KEY, PC_FULL_KEY, false},
		{OF_PROJECT, PC_FULL_PROJECT, true},
		{OF_TYPE, PC_FULL_TYPE, true},
	};

	(void)c;
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		const struct held *h = &a->held[rows[i].owner];

		if (rows[i].is_ours && a->is_operator)
			continue;
		if (h->account && h->places > 0 && h->account->running >= h->places)
			return rows[i].full;
	}
	return PC_FULL_NOT;
}

/* What takes nothing is in no one's way, however much others took: a subscription goes on
 * when the money of the day is gone. */
static bool is_over(int64_t limit, int64_t spent, int64_t reserved, int64_t more)
{
	return limit > 0 && more > 0 && plus(plus(spent, reserved), more) > limit;
}

static bool is_spent(const struct held *h, const struct asked *a)
{
	const struct account *of = h->account;
	bool is_day = day_of(a->ask->now) <= of->day;
	int64_t month = h->money_month > 0 ? month_of(a->ask->now) : 0;

	return is_over(h->money_day, is_day ? of->money_day : 0, of->reserved_money,
		       a->money) ||
	       is_over(h->money_month, month <= of->month ? of->money_month : 0,
		       of->reserved_money, a->money) ||
	       is_over(h->tokens_day, is_day ? of->tokens_day : 0, of->reserved_tokens,
		       a->tokens);
}

static enum pc_full check_money(const struct pc_capacity *c, const struct asked *a)
{
	const struct pc_job *job = a->ask->job;
	bool counts = job->budget > 0;

	(void)c;
	for (size_t i = 0; i < OWNERS; i++) {
		const struct held *h = &a->held[i];

		counts = counts ||
			 (h->account && (h->money_day > 0 || h->money_month > 0));
	}
	if (counts && a->ask->money < 0)
		return PC_FULL_NO_PRICE;
	if (is_over(job->budget, job->cash, 0, a->money))
		return PC_FULL_BUDGET;
	for (size_t i = 0; i < OWNERS; i++) {
		if (a->held[i].account && is_spent(&a->held[i], a))
			return PC_FULL_BUDGET;
	}
	return PC_FULL_NOT;
}

enum pc_full pc_capacity_ask(
	const struct pc_capacity *capacity, const struct pc_capacity_ask *ask)
{
	static enum pc_full (*const checks[])(
		const struct pc_capacity *, const struct asked *) = {
		check_slots, check_tokens, check_depth, check_places, check_money};
	struct asked asked;

	/* Only looked at. */
	look_up(&asked, (struct pc_capacity *)(uintptr_t)capacity, ask);
	for (size_t i = 0; i < PC_COUNT(checks); i++) {
		enum pc_full full = checks[i](capacity, &asked);

		if (full != PC_FULL_NOT)
			return full;
	}
	return PC_FULL_NOT;
}

int64_t pc_capacity_again(enum pc_full full, int64_t now)
{
	switch (full) {
	case PC_FULL_TOKENS:
	case PC_FULL_BACKPRESSURE:
		return (now / PIECE + 1) * PIECE;
	case PC_FULL_BUDGET:
		return (day_of(now) + 1) * DAY;
	default:
		return 0;
	}
}

void pc_capacity_look(
	struct pc_capacity_view *out, const struct pc_capacity *capacity, int64_t now)
{
	const struct account *all = &capacity->all;

	*out = (struct pc_capacity_view){
		.running = all->running,
		.slots = capacity->slots,
		.operator_slots = capacity->operator_slots,
		.tokens_5min = tokens_lately(capacity, now),
		.tokens_most = capacity->tokens,
		.money_day = plus(day_of(now) <= all->day ? all->money_day : 0,
			all->reserved_money),
	};
}

/* ---- taking and giving back -------------------------------------------------- */

void pc_capacity_take(struct pc_capacity *capacity, const struct pc_capacity_ask *ask)
{
	struct asked asked;

	look_up(&asked, capacity, ask);
	for (size_t i = 0; i < OWNERS; i++) {
		struct account *a = asked.held[i].account;

		if (!a)
			continue;
		a->running++;
		a->reserved_money = plus(a->reserved_money, asked.money);
		a->reserved_tokens = plus(a->reserved_tokens, asked.tokens);
	}
	count_tokens(capacity, ask->now, asked.tokens);
}

void pc_capacity_give_back(struct pc_capacity *capacity,
	const struct pc_capacity_ask *taken, int64_t tokens, int64_t money, int64_t now)
{
	struct asked asked;

	look_up(&asked, capacity, taken);
	tokens = tokens < 0 ? asked.tokens : tokens;
	money = money < 0 ? asked.money : money;
	for (size_t i = 0; i < OWNERS; i++) {
		struct account *a = asked.held[i].account;

		if (!a)
			continue;
		a->running = minus(a->running, 1);
		a->reserved_money = minus(a->reserved_money, asked.money);
		a->reserved_tokens = minus(a->reserved_tokens, asked.tokens);
		charge(a, tokens, money, now, true);
	}
	correct_tokens(capacity, &asked, tokens, now);
}

void pc_capacity_remember(struct pc_capacity *capacity, const struct pc_capacity_ask *who,
	int64_t tokens, int64_t money, int64_t at)
{
	struct asked asked;

	look_up(&asked, capacity, who);
	tokens = tokens < 0 ? asked.tokens : tokens;
	money = money < 0 ? asked.money : money;
	for (size_t i = 0; i < OWNERS; i++) {
		if (asked.held[i].account)
			charge(asked.held[i].account, tokens, money, at, false);
	}
	if (piece_at(capacity, at)->number <= at / PIECE)
		count_tokens(capacity, at, tokens);
}
