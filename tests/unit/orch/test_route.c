/* SPDX-License-Identifier: Apache-2.0 */
/* Ways of a job: which chain, which step, which key, row by row; then random windows and
 * runs, of which no way that is given may be blocked or full. */
#include "pc_test.h"

#include "pc/models/table.h"
#include "pc/orch/route.h"

#define SEC  INT64_C(1000)
#define MIN  (60 * SEC)
#define HOUR (60 * MIN)
#define DAY  (24 * HOUR)
#define NOW  INT64_C(1795305600000) /* 2026-11-22 */

#define S(literal)                                                                       \
	{                                                                                \
		literal, sizeof(literal) - 1                                             \
	}

static struct pc_str k1_models[] = {S("opus-9")};

static struct pc_key keys[] = {
	{.name = S("pool"),
		.provider = S("anthropic"),
		.organization = S("acme"),
		.rank = PC_KEY_POOLED},
	{.name = S("first"),
		.provider = S("anthropic"),
		.organization = S("acme"),
		.models = {.items = k1_models, .count = 1},
		.concurrency = 1},
	{.name = S("last"),
		.provider = S("anthropic"),
		.organization = S("other"),
		.rank = PC_KEY_FALLBACK},
	{.name = S("or"), .provider = S("router"), .budget_day = 100},
	{.name = S("contract"), .provider = S("client"), .is_always = true},
};

enum { CLAUDE, API, ROUTER, CLIENT, LOCAL, NOBODY };

static struct pc_orch_backend backends[] = {
	[CLAUDE] = {.name = S("claude"),
		.provider = S("anthropic"),
		.is_keyless = true,
		.is_subscription = true,
		.contract = PC_CONTRACT_CLAUDE_CLI,
		.concurrency = 2},
	[API] = {.name = S("api"),
		.provider = S("anthropic"),
		.contract = PC_CONTRACT_ANTHROPIC},
	[ROUTER] = {.name = S("router"),
		.provider = S("router"),
		.contract = PC_CONTRACT_OPENROUTER},
	[CLIENT] = {.name = S("client"), .provider = S("client")},
	[LOCAL] = {.name = S("local"),
		.provider = S("local"),
		.is_keyless = true,
		.is_subscription = true},
	[NOBODY] = {.name = S("nobody"), .provider = S("nobody")},
};

static struct pc_orch_step brain[] = {
	{.backend = &backends[CLAUDE], .model = S("opus-9")},
	{.backend = &backends[API], .model = S("opus-9")},
	{.backend = &backends[ROUTER], .model = S("other-1")},
};
static struct pc_orch_step worker[] = {
	{.backend = &backends[API], .model = S("sonnet-9")},
	{.backend = &backends[LOCAL], .model = S("llama")},
};
static struct pc_orch_step strict[] = {
	{.backend = &backends[CLIENT], .model = S("opus-9")},
	{.backend = &backends[LOCAL], .model = S("llama")},
};
static struct pc_orch_step dead[] = {
	{.backend = &backends[NOBODY], .model = S("void")},
};

static struct pc_orch_chain chains[] = {
	{.name = S("brain"), .steps = brain, .count = PC_COUNT(brain)},
	{.name = S("worker"), .steps = worker, .count = PC_COUNT(worker)},
	{.name = S("strict"), .steps = strict, .count = PC_COUNT(strict)},
	{.name = S("dead"), .steps = dead, .count = PC_COUNT(dead)},
};

static struct pc_orch_type types[] = {
	{.name = S("code"), .chain = &chains[0]},
	{.name = S("mail"), .tier = S("worker")},
	{.name = S("chat"), .tier = S("brain"), .is_interactive = true},
};

static const struct pc_orch_config config = {
	.limits = {.slots = 8, .operator_slots = 1},
	.backends = backends,
	.n_backends = PC_COUNT(backends),
	.keys = keys,
	.n_keys = PC_COUNT(keys),
	.chains = chains,
	.n_chains = PC_COUNT(chains),
	.types = types,
	.n_types = PC_COUNT(types),
};

/* A window, or a run, at a way. */
struct way {
	int backend;
	const char *key, *model;
	enum pc_failure_class class; /* NONE: it runs there */
	int64_t ago;                 /* ms, of a window */
};

static const struct row {
	const char *name;
	const char *type, *chain, *tier, *model;
	unsigned first;
	struct way ways[4];
	enum pc_unroutable why;
	const char *backend, *key; /* key "": none */
	unsigned step;
	bool is_probe;
	int64_t least, most; /* at, ms from now; 0: 0 */
} rows[] = {
	{"the type's chain", .type = "code", .backend = "claude", .key = ""},
	{"the type's tier", .type = "mail", .backend = "api", .key = "pool"},
	{"the job's tier", .type = "mail", .tier = "brain", .backend = "claude",
		.key = ""},
	{"a tier without a type", .tier = "worker", .backend = "api", .key = "pool"},
	{"the job's chain", .type = "code", .chain = "worker", .backend = "api",
		.key = "pool"},
	{"a chain that is none", .type = "code", .chain = "brian", .why = PC_ROUTE_NONE},
	{"no chain at all", .why = PC_ROUTE_NONE},
	{"a model of the chain", .type = "code", .model = "other-1", .backend = "router",
		.key = "or", .step = 2},
	{"a model of another chain", .type = "code", .model = "llama", .backend = "local",
		.key = "", .step = 1},
	{"a model of no chain", .type = "code", .model = "gpt", .why = PC_ROUTE_NONE},
	{"a model that this chain has not", .chain = "brain", .model = "llama",
		.why = PC_ROUTE_NONE},
	{"a step after the first", .type = "code", .first = 1, .backend = "api",
		.key = "first", .step = 1},
	{"no step any more", .type = "code", .first = 3, .why = PC_ROUTE_NONE},
	{"a backend without a key that fits", .chain = "dead", .why = PC_ROUTE_NONE},
	/* ---- windows */
	{"the login is limited, keys are not", .type = "code",
		.ways = {{CLAUDE, "", "opus-9", PC_FAILURE_RATE_LIMITED, 0}},
		.backend = "api", .key = "first", .step = 1},
	{"another model's window", .type = "code",
		.ways = {{CLAUDE, "", "sonnet-9", PC_FAILURE_RATE_LIMITED, 0}},
		.backend = "claude", .key = ""},
	{"one that is over", .type = "code",
		.ways = {{CLAUDE, "", "opus-9", PC_FAILURE_RATE_LIMITED, MIN}},
		.backend = "claude", .key = ""},
	{"a purse of two keys", .type = "code", .first = 1,
		.ways = {{API, "pool", "opus-9", PC_FAILURE_SPEND_CAP, 0}},
		.backend = "api", .key = "last", .step = 1},
	{"a load on both ways", .type = "code",
		.ways = {{API, "pool", "opus-9", PC_FAILURE_OVERLOADED, 0}},
		.backend = "router", .key = "or", .step = 2},
	{"all ways are blocked", .type = "code",
		.ways = {{API, "pool", "opus-9", PC_FAILURE_OVERLOADED, 0},
			{ROUTER, "or", "other-1", PC_FAILURE_RATE_LIMITED, 0}},
		.why = PC_ROUTE_BLOCKED, .least = 2 * SEC, .most = 2500},
	{"blocked for good: when it is probed", .chain = "strict",
		.ways = {{CLIENT, "contract", "opus-9", PC_FAILURE_AUTH_INVALID, 0}},
		.why = PC_ROUTE_BLOCKED, .least = 15 * MIN, .most = 15 * MIN},
	{"a probe", .type = "code",
		.ways = {{CLAUDE, "", "opus-9", PC_FAILURE_AUTH_INVALID, 20 * MIN}},
		.backend = "claude", .key = "", .is_probe = true},
	{"an interactive job is no probe", .type = "chat",
		.ways = {{CLAUDE, "", "opus-9", PC_FAILURE_AUTH_INVALID, 20 * MIN}},
		.backend = "api", .key = "first", .step = 1},
	{"but where nothing else is left", .type = "chat",
		.ways = {{CLAUDE, "", "opus-9", PC_FAILURE_AUTH_INVALID, 20 * MIN},
			{API, "pool", "opus-9", PC_FAILURE_OVERLOADED, 0},
			{ROUTER, "or", "other-1", PC_FAILURE_RATE_LIMITED, 0}},
		.why = PC_ROUTE_BLOCKED, .least = 1, .most = 2500},
	{"nothing else is left", .type = "chat",
		.ways = {{CLAUDE, "", "opus-9", PC_FAILURE_AUTH_INVALID, 20 * MIN},
			{API, "first", "opus-9", PC_FAILURE_SPEND_CAP, 0},
			{API, "last", "opus-9", PC_FAILURE_AUTH_INVALID, 0},
			{ROUTER, "or", "other-1", PC_FAILURE_RATE_LIMITED, 0}},
		.backend = "claude", .key = "", .is_probe = true},
	/* ---- keys whose failures are final */
	{"a key that is always used", .chain = "strict", .backend = "client",
		.key = "contract"},
	{"nothing is tried after it", .chain = "strict", .first = 1,
		.why = PC_ROUTE_NONE},
	{"unless the job does not pass it", .chain = "strict", .first = 1,
		.model = "llama", .backend = "local", .key = "", .step = 1},
	/* ---- capacity */
	{"a full backend", .type = "code",
		.ways = {{CLAUDE, "", "opus-9"}, {CLAUDE, "", "opus-9"}},
		.backend = "api", .key = "first", .step = 1},
	{"a full key", .type = "code", .first = 1, .ways = {{API, "first", "opus-9"}},
		.backend = "api", .key = "pool", .step = 1},
	{"full and blocked", .type = "code", .first = 1,
		.ways = {{API, "first", "opus-9"},
			{API, "pool", "opus-9", PC_FAILURE_CREDIT_EXHAUSTED, 0},
			{API, "last", "opus-9", PC_FAILURE_AUTH_INVALID, 0},
			{ROUTER, "or", "other-1", PC_FAILURE_RATE_LIMITED, 0}},
		.why = PC_ROUTE_FULL, .least = 30 * SEC, .most = 40 * SEC},
	{"money", .type = "code", .first = 2, .model = "",
		.ways = {{ROUTER, "or", "other-1"}, {ROUTER, "or", "other-1"}},
		.why = PC_ROUTE_BUDGET, .least = DAY, .most = DAY},
};

static const struct pc_key *key_named(const char *name)
{
	for (size_t i = 0; i < PC_COUNT(keys); i++) {
		if (pc_str_is(keys[i].name, name))
			return &keys[i];
	}
	return NULL;
}

static int64_t costs(void *context, const struct pc_route *way)
{
	(void)context;
	return way->backend->is_subscription ? 0 : 40;
}

static void set_up(
	struct pc_windows *windows, struct pc_capacity *capacity, const struct way *way)
{
	struct pc_job job = {.id = 1};
	const struct pc_route route = {.backend = &backends[way->backend],
		.key = key_named(way->key),
		.model = pc_str(way->model)};
	const struct pc_capacity_ask ask = {.job = &job,
		.backend = route.backend,
		.key = route.key,
		.money = costs(NULL, &route),
		.now = NOW};
	const struct pc_failure failure = {.class = way->class};
	struct pc_window_place place;

	pc_route_place(&place, &route, NULL);
	if (way->class == PC_FAILURE_NONE)
		pc_capacity_take(capacity, &ask);
	else
		pc_windows_fail(windows, &place, &failure, NOW - way->ago, DAY);
}

static void check(const struct row *r)
{
	struct pc_windows *windows = pc_windows_new(3);
	struct pc_capacity *capacity = pc_capacity_new(&config);
	struct pc_job job = {.type = pc_str(r->type),
		.chain = pc_str(r->chain),
		.tier = pc_str(r->tier),
		.model = pc_str(r->model)};
	const struct pc_route_ask ask = {.job = &job,
		.config = &config,
		.windows = windows,
		.capacity = capacity,
		.cost = costs,
		.first_step = r->first,
		.now = NOW};
	struct pc_route way = {0};
	int64_t at;

	for (size_t i = 0; i < PC_COUNT(r->ways) && r->ways[i].model; i++)
		set_up(windows, capacity, &r->ways[i]);
	assert_int_equal(pc_route_find(&way, &at, &ask), r->why);
	if (r->why == PC_ROUTED) {
		assert_str(way.backend->name, r->backend);
		assert_str(way.key ? way.key->name : (struct pc_str){0}, r->key);
		assert_int_equal(way.step, r->step);
		assert_int_equal(way.is_probe, r->is_probe);
	} else {
		assert_null(way.backend);
		assert_in_range(
			at, r->least ? NOW + r->least : 0, r->most ? NOW + r->most : 0);
	}
	pc_capacity_free(capacity);
	pc_windows_free(windows);
}

PC_TABLE(rows, check)

/* ---- stories ----------------------------------------------------------------- */

static const char table[] =
	"as-of: 2026-11-20\n"
	"providers:\n"
	"  - {name: anthropic}\n"
	"positions:\n"
	"  brain: claude-opus-9\n"
	"models:\n"
	"  - {provider: anthropic, id: claude-opus-9, line: opus, state: current}\n"
	"  - {provider: anthropic, id: claude-opus-8, line: opus, state: legacy}\n";

static void test_places_know_models(void **state)
{
	struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_err err = {0};
	struct pc_models *models;
	struct pc_window_place place;
	struct pc_route way = {
		.backend = &backends[API], .key = &keys[0], .model = PC_STR("brain")};

	(void)state;
	assert_int_equal(
		pc_models_read(&models, &arena, "t", pc_str(table), &diags, &err), PC_OK);
	pc_route_place(&place, &way, models);
	assert_str(place.model, "claude-opus-9");
	assert_str(place.line, "opus");
	assert_str(place.organization, "acme");
	assert_str(place.backend, "api");
	way.model = PC_STR("anthropic/claude-opus-8");
	way.backend = &backends[ROUTER];
	pc_route_place(&place, &way, models);
	assert_str(place.model, "claude-opus-8");
	assert_str(place.line, ""); /* who pools lines sells it himself */
	way.model = PC_STR("llama");
	pc_route_place(&place, &way, models);
	assert_str(place.model, "llama");
	pc_arena_done(&arena);
}

static void test_no_cost_is_no_price(void **state)
{
	struct pc_windows *windows = pc_windows_new(3);
	struct pc_capacity *capacity = pc_capacity_new(&config);
	struct pc_job job = {.chain = PC_STR("brain")};
	struct pc_route_ask ask = {.job = &job,
		.config = &config,
		.windows = windows,
		.capacity = capacity,
		.first_step = 2,
		.now = NOW};
	struct pc_route way;
	int64_t at;

	(void)state;
	assert_int_equal(pc_route_find(&way, &at, &ask), PC_ROUTE_BUDGET);
	job.reserved_money = 10;
	assert_int_equal(pc_route_find(&way, &at, &ask), PC_ROUTED);
	ask.first_step = 0; /* nobody pays for a call on a subscription */
	job.reserved_money = 0;
	assert_int_equal(pc_route_find(&way, &at, &ask), PC_ROUTED);
	assert_int_equal(way.step, 0);
	pc_capacity_free(capacity);
	pc_windows_free(windows);
}

static void test_full_house(void **state)
{
	struct pc_windows *windows = pc_windows_new(3);
	struct pc_capacity *capacity = pc_capacity_new(&config);
	struct pc_job job = {.chain = PC_STR("worker")};
	const struct pc_route_ask ask = {.job = &job,
		.config = &config,
		.windows = windows,
		.capacity = capacity,
		.cost = costs,
		.now = NOW};
	const struct pc_capacity_ask taken = {.job = &job, .now = NOW};
	struct pc_route way;
	int64_t at;

	(void)state;
	for (int i = 0; i < 7; i++)
		pc_capacity_take(capacity, &taken);
	assert_int_equal(pc_route_find(&way, &at, &ask), PC_ROUTE_FULL);
	assert_int_equal(at, 0);
	job.is_operator = 1;
	assert_int_equal(pc_route_find(&way, &at, &ask), PC_ROUTED);
	pc_capacity_free(capacity);
	pc_windows_free(windows);
}

/* ---- any order --------------------------------------------------------------- */

static uint64_t draw(uint64_t *random, uint64_t below)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random % below;
}

/* Whether this way may be gone, asked of windows and capacity themselves. */
static bool is_open(const struct pc_route_ask *ask, const struct pc_route *way)
{
	const struct pc_capacity_ask room = {.job = ask->job,
		.backend = way->backend,
		.key = way->key,
		.money = costs(NULL, way),
		.now = ask->now};
	struct pc_window_place place;
	bool may_probe;

	pc_route_place(&place, way, NULL);
	if (pc_windows_find(ask->windows, &place, ask->now, &may_probe) && !may_probe)
		return false;
	return pc_capacity_ask(ask->capacity, &room) == PC_FULL_NOT;
}

/* No way of the chain that stands before is open; with none given, none at all is. */
static void hold_to_chain(const struct pc_route_ask *ask, const struct pc_route *found)
{
	for (unsigned i = ask->first_step; i < chains[0].count; i++) {
		const struct pc_key *order[PC_COUNT(keys)] = {NULL};
		struct pc_route way = {
			.backend = brain[i].backend, .model = brain[i].model, .step = i};
		size_t n = 1;

		if (!way.backend->is_keyless)
			n = pc_keys_order(order, keys, PC_COUNT(keys),
				&(struct pc_key_use){.provider = way.backend->provider,
					.model = way.model});
		for (size_t k = 0; k < n; k++) {
			way.key = order[k];
			if (found && found->step == i && found->key == way.key) {
				assert_true(is_open(ask, &way));
				return;
			}
			assert_false(is_open(ask, &way));
		}
	}
	assert_null(found);
}

static struct way some_way(uint64_t *random)
{
	static const struct way all[] = {{CLAUDE, "", "opus-9", 0, 0},
		{API, "first", "opus-9", 0, 0}, {API, "pool", "opus-9", 0, 0},
		{API, "last", "opus-9", 0, 0}, {ROUTER, "or", "other-1", 0, 0}};
	struct way way = all[draw(random, PC_COUNT(all))];

	way.class = (enum pc_failure_class)draw(random, PC_FAILURES);
	way.ago = (int64_t)draw(random, 2 * HOUR);
	return way;
}

static void test_any_order(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 2000; seed++) {
		struct pc_windows *windows = pc_windows_new(seed);
		struct pc_capacity *capacity = pc_capacity_new(&config);
		struct pc_job job = {.chain = PC_STR("brain")};
		uint64_t random = seed;
		struct pc_route_ask ask = {.job = &job,
			.config = &config,
			.windows = windows,
			.capacity = capacity,
			.cost = costs,
			.first_step = (unsigned)draw(&random, 4),
			.now = NOW};
		struct pc_route found;
		int64_t at;

		for (uint64_t n = draw(&random, 9); n > 0; n--) {
			struct way way = some_way(&random);

			set_up(windows, capacity, &way);
		}
		if (pc_route_find(&found, &at, &ask) == PC_ROUTED) {
			hold_to_chain(&ask, &found);
		} else {
			hold_to_chain(&ask, NULL);
			assert_true(at == 0 || at > NOW);
		}
		pc_capacity_free(capacity);
		pc_windows_free(windows);
	}
}

int main(void)
{
	static const struct CMUnitTest stories[] = {
		cmocka_unit_test(test_places_know_models),
		cmocka_unit_test(test_no_cost_is_no_price),
		cmocka_unit_test(test_full_house),
		cmocka_unit_test(test_any_order),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(stories, NULL, NULL);
}
