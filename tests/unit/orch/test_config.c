/* SPDX-License-Identifier: Apache-2.0 */
/* What orchestrator.yaml may say, and what is told of it. */
#include "pc_test.h"

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/orch/config.h"
#include "pc/report/codes.h"

#define B1    "{name: b, kind: command, provider: p, argv: [/bin/cat]}"
#define STEPS "steps: [{backend: b, model: m}]"
#define C1    "{name: worker, " STEPS "}"
/* All that must be there, and something more. */
#define WITH(more) "orchestrator: {backends: [" B1 "], chains: [" C1 "], " more "}"
#define BACKEND(b) "orchestrator: {backends: [" B1 ", " b "], chains: [" C1 "]}"
#define KEYS(k)    WITH("keys: [" k "]")
#define KEY        "provider: p, key: \"file:/k\""
#define CHAINS(c)  "orchestrator: {backends: [" B1 "], chains: [" c "]}"
#define LIMITS(l)  WITH("limits: {" l "}")
#define TYPES(t)   WITH("types: [" t "]")
#define TEN(text)  text text text text text text text text text text

static const struct row {
	const char *name, *text;
	const char *codes; /* in the order of findings, each with a space behind it */
} rows[] = {
	{"the least", WITH(""), ""},
	{"no text", "", "PC2700 "},
	{"broken", "orchestrator: {", "PC2700 "},
	{"a list", "[]", "PC2102 "},
	{"another key", "orchestrate: {}", "PC2101 PC2103 "},
	{"no map", "orchestrator: 5", "PC2102 "},
	{"nothing in it", "orchestrator: {}", "PC2103 PC2103 "},
	{"a mistyped key", WITH("kyes: []"), "PC2101 "},
	{"backends as a map", "orchestrator: {backends: {b: 1}, chains: []}", "PC2102 "},
	{"a directory below here", WITH("state: jobs"), "PC2715 "},
	{"no directory", WITH("state: \"\""), "PC2715 "},
	{"a spool below here", WITH("spool: jobs"), "PC2715 "},
	{"every place",
		WITH("state: /s, spool: /p, socket: /k, policy: /c, users: [a, \"@b\", "
		     "\"*\"], operators: \"@c\""),
		""},
	{"a socket below here", WITH("socket: k"), "PC2715 "},
	{"no socket", WITH("socket: \"\""), "PC2715 "},
	{"the longest socket", WITH("socket: /" TEN(TEN("k")) "socket"), ""},
	{"a socket without room", WITH("socket: /" TEN(TEN("k")) "sockets"), "PC2715 "},
	{"a policy below here", WITH("policy: c"), "PC2715 "},
	{"no user", WITH("users: [\"\"]"), "PC2720 "},
	{"a group without a name", WITH("users: [\"@\"]"), "PC2720 "},
	{"two users in one", WITH("operators: \"a b\""), "PC2720 "},
	/* ---- names */
	{"a name with a space",
		BACKEND("{name: \"b c\", kind: command, provider: p, argv: [/b]}"),
		"PC2701 "},
	{"a name in capitals",
		BACKEND("{name: B, kind: command, provider: p, argv: [/b]}"), "PC2701 "},
	{"an empty name", KEYS("{name: \"\", " KEY "}"), "PC2701 "},
	{"a name that begins with a dash", KEYS("{name: -k, " KEY "}"), "PC2701 "},
	{"the longest name", KEYS("{name: " TEN("abcdef") ", " KEY "}"), ""},
	{"a name too long", KEYS("{name: " TEN("abcdef") "x, " KEY "}"), "PC2701 "},
	{"a backend twice", BACKEND(B1), "PC2702 "},
	{"a key twice", KEYS("{name: k, " KEY "}, {name: k, " KEY "}"), "PC2702 "},
	{"a chain twice", CHAINS(C1 ", " C1), "PC2702 "},
	{"a type twice", TYPES("{name: t}, {name: t}"), "PC2702 "},
	{"a project twice", WITH("projects: [{name: t}, {name: t}]"), "PC2702 "},
	/* ---- limits and money */
	{"all limits",
		LIMITS("slots: 40, operator-slots: 2, tokens-5min: 5000000, "
		       "backpressure-depth: 5, backpressure-percent: 50, budget-day: 25, "
		       "budget-month: 300.50, tokens-day: 9000000, longest-window: 1d, "
		       "lease: 2m, heartbeat: 1m, sweep: 5s, keep: 30d"),
		""},
	{"no slots", LIMITS("slots: 0"), "PC2104 "},
	{"all slots for people", LIMITS("slots: 2, operator-slots: 2"), "PC2705 "},
	{"more than all of the tokens", LIMITS("backpressure-percent: 101"), "PC2104 "},
	{"a heartbeat as long as a lease", LIMITS("lease: 30s, heartbeat: 30s"),
		"PC2706 "},
	{"a budget of nothing", LIMITS("budget-day: 0"), "PC2704 "},
	{"a budget below nothing", LIMITS("budget-day: -1"), "PC2704 "},
	{"a budget with a comma", LIMITS("budget-day: \"1,50\""), "PC2704 "},
	{"a budget as a text", LIMITS("budget-day: \"1.50\""), ""},
	{"a budget of parts that nobody has", LIMITS("budget-day: 0.0000000000001"),
		"PC2704 "},
	{"a budget past all money", LIMITS("budget-day: 10000000"), "PC2704 "},
	{"a budget that is a list", LIMITS("budget-day: [1]"), "PC2102 "},
	/* ---- backends */
	{"every kind",
		"orchestrator: {backends: [" B1
		", {name: c, kind: claude-cli, provider: anthropic, subscription: true}"
		", {name: d, kind: anthropic, provider: anthropic}"
		", {name: e, kind: openai, provider: openrouter, contract: openrouter, "
		"url: \"https://o.example.com/api/v1\"}"
		", {name: f, kind: openai, provider: local, keyless: true, "
		"url: \"http://127.0.0.1:8080/v1\"}], chains: [" C1 "], keys: ["
		"{name: k, provider: anthropic, key: \"file:/k\"}, "
		"{name: l, provider: openrouter, key: \"exec:/l\"}]}",
		""},
	{"another kind", BACKEND("{name: c, kind: telnet, provider: p}"), "PC2104 "},
	{"a command without a program", BACKEND("{name: c, kind: command, provider: p}"),
		"PC2708 "},
	{"a program in PATH", BACKEND("{name: c, kind: command, provider: p, argv: cat}"),
		"PC2714 "},
	{"a program with an address",
		BACKEND("{name: c, kind: claude-cli, provider: p, url: \"https://x/\"}"),
		"PC2708 "},
	{"an address with a program",
		BACKEND("{name: c, kind: openai, provider: p, keyless: true, argv: "
			"[/b]}"),
		"PC2708 "},
	{"a contract of a kind that has one",
		BACKEND("{name: c, kind: anthropic, provider: p, keyless: true, "
			"contract: openai}"),
		"PC2708 "},
	{"a login that is made new",
		BACKEND("{name: c, kind: claude-cli, provider: p, login: /l, renew: "
			"[/r, x]}"),
		""},
	{"a login without a program for it",
		BACKEND("{name: c, kind: command, provider: p, argv: [/b], login: /l}"),
		""},
	{"a login of nobody",
		BACKEND("{name: c, kind: anthropic, provider: p, keyless: true, login: "
			"/l}"),
		"PC2708 "},
	{"a program that nobody knows when to start",
		BACKEND("{name: c, kind: claude-cli, provider: p, renew: [/r]}"),
		"PC2708 "},
	{"a login below here",
		BACKEND("{name: c, kind: claude-cli, provider: p, login: l}"), "PC2715 "},
	{"a login made new by what PATH says",
		BACKEND("{name: c, kind: claude-cli, provider: p, login: /l, renew: "
			"r}"),
		"PC2714 "},
	{"an address without TLS",
		BACKEND("{name: c, kind: openai, provider: p, keyless: true, "
			"url: \"http://x.example.com/\"}"),
		"PC2707 "},
	{"an address with a password",
		BACKEND("{name: c, kind: openai, provider: p, keyless: true, "
			"url: \"https://u:canary@x.example.com/\"}"),
		"PC2707 "},
	{"no key for it", BACKEND("{name: c, kind: openai, provider: q}"), "PC2709 "},
	{"a program that wants one",
		BACKEND("{name: c, kind: command, provider: q, keyless: false, argv: "
			"[/b]}"),
		"PC2709 "},
	/* ---- keys */
	{"all of a key",
		KEYS("{name: k, " KEY ", organization: o, rank: prioritised, models: "
		     "[m], agents: [a], projects: [x], budget-day: 1, budget-month: 2, "
		     "concurrency: 3, always: true}"),
		""},
	{"a key itself", KEYS("{name: k, provider: p, key: sk-canary}"), "PC2716 "},
	{"a key in a vault without a token",
		KEYS("{name: k, provider: p, key: "
		     "\"vault:https://v.example.com/v1/s/data/a#canary\"}"),
		"PC2716 "},
	{"a key in a vault",
		KEYS("{name: k, provider: p, vault-token: \"file:/t\", vault-ca: /c, "
		     "key: "
		     "\"vault:https://v.example.com/v1/s/data/a#canary\"}"),
		""},
	{"a key in a variable", KEYS("{name: k, provider: p, key: \"env:K\"}"),
		"PC2717 "},
	{"that policy allows",
		WITH("keys: [{name: k, provider: p, key: \"env:K\"}], allows-env-keys: "
		     "true"),
		""},
	{"a key of nobody", KEYS("{name: k, provider: q, key: \"file:/k\"}"), "PC2718 "},
	{"keys that are never tried",
		KEYS("{name: a, " KEY "}, {name: k, rank: prioritised, always: true, " KEY
		     "}, {name: l, rank: prioritised, " KEY "}"),
		"PC2719 PC2719 "},
	{"keys that are",
		KEYS("{name: k, rank: prioritised, always: true, agents: [x], " KEY
		     "}, {name: l, " KEY "}"),
		""},
	/* ---- chains and types */
	{"a chain of nothing", CHAINS("{name: worker, steps: []}"), "PC2712 "},
	{"a chain without steps", CHAINS("{name: worker}"), "PC2103 "},
	{"a step to nobody", CHAINS("{name: c, steps: [{backend: x, model: m}]}"),
		"PC2710 "},
	{"a step without a model",
		CHAINS("{name: c, steps: [{backend: b, model: \"\"}]}"), "PC2102 "},
	{"the same twice",
		CHAINS("{name: c, steps: [{backend: b, model: m}, {backend: b, model: "
		       "o}, {backend: b, model: m}]}"),
		"PC2713 "},
	{"all of a type",
		TYPES("{name: t, chain: worker, tier: brain, concurrency: 1, "
		      "max-attempts: 2, "
		      "deadline: 1h, budget-day: 1, budget-month: 2, tokens-day: 3, "
		      "gate: "
		      "review, interactive: true}"),
		""},
	{"a type of a tier without a chain", TYPES("{name: t, tier: brain}"), "PC2711 "},
	{"a type of a chain that is not there", TYPES("{name: t, chain: x}"), "PC2711 "},
	{"another gate", TYPES("{name: t, gate: prayer}"), "PC2104 "},
	{"a project", WITH("projects: [{name: x, concurrency: 1, budget-day: 0.5}]"), ""},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_orch_config *config = NULL;
	enum pc_status status;
	char codes[256] = "";
	struct pc_err err = {0};

	status = pc_orch_config_read(
		&config, &arena, "file", pc_str(r->text), &diags, &err);
	for (size_t i = 0; i < diags.count; i++) {
		const struct pc_code *code = pc_code_find(pc_str(diags.items[i].code));

		snprintf(codes + strlen(codes), sizeof(codes) - strlen(codes), "%s ",
			diags.items[i].code);
		/* A key that stands there is not told again; every code has a page. */
		assert_int_equal(pc_str_find_str(diags.items[i].text, PC_STR("canary")),
			diags.items[i].text.len);
		assert_non_null(code);
		assert_int_equal(code->severity, diags.items[i].severity);
	}
	assert_string_equal(codes, r->codes);
	assert_int_equal(status, pc_diags_count(&diags, PC_ERROR) ? PC_ERR_PARSE : PC_OK);
	assert_int_equal(status == PC_OK, config != NULL);
}

PC_TABLE(rows, check)

static struct pc_orch_config *read_good(struct pc_arena *arena, const char *text)
{
	struct pc_orch_config *config = NULL;
	struct pc_err err;

	assert_int_equal(
		pc_orch_config_read(&config, arena, "file", pc_str(text), NULL, &err),
		PC_OK);
	return config;
}

static void defaults(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_orch_config *config = read_good(&arena, WITH(""));

	(void)state;
	assert_int_equal(config->limits.slots, 20);
	assert_int_equal(config->limits.operator_slots, 1);
	assert_int_equal(config->limits.tokens_5min, 2000000);
	assert_int_equal(config->limits.backpressure_depth, 20);
	assert_int_equal(config->limits.backpressure_percent, 80);
	assert_int_equal(config->limits.sweep, 10000);
	assert_int_equal(config->limits.budget_day, 0);
	assert_false(config->allows_env_keys);
	assert_string_equal(config->file, "file");
	assert_str(config->state, "/var/lib/policyd/jobs");
	assert_int_equal(config->spool.len, 0);
	assert_str(config->socket, "/run/policyd-orch/jobs.sock");
	assert_int_equal(config->users.count + config->operators.count, 0);
	assert_int_equal(config->policy.len, 0);
	assert_true(config->backends[0].is_keyless);
	assert_int_equal(config->backends[0].contract, PC_CONTRACT_COMMAND);
	assert_ptr_equal(config->chains[0].steps[0].backend, &config->backends[0]);
}

static void what_is_read(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_orch_config *config = read_good(&arena,
		"orchestrator: {limits: {budget-day: 12.50, budget-month: "
		"0.000000000001}, "
		"backends: [{name: o, kind: openai, provider: q, contract: gemini}], "
		"keys: "
		"[{name: k, provider: q, rank: fallback, budget-day: 3, key: "
		"\"file:/k\"}], "
		"chains: [{name: worker, steps: [{backend: o, model: m}]}, {name: x, "
		"steps: "
		"[{backend: o, model: o}]}], types: [{name: t, chain: x, gate: review}, "
		"{name: u}]}");

	(void)state;
	assert_int_equal(config->limits.budget_day, INT64_C(12500000000000));
	assert_int_equal(config->limits.budget_month, 1);
	assert_int_equal(config->backends[0].contract, PC_CONTRACT_GEMINI);
	assert_int_equal(config->backends[0].kind, PC_BACKEND_OPENAI);
	assert_false(config->backends[0].is_keyless);
	assert_int_equal(config->keys[0].rank, PC_KEY_FALLBACK);
	assert_int_equal(config->keys[0].budget_day, INT64_C(3000000000000));
	assert_ptr_equal(config->types[0].chain, &config->chains[1]);
	assert_str(config->types[0].gate, "review");
	assert_null(config->types[1].chain);
	assert_str(config->types[1].tier, "worker");
	assert_int_equal(config->types[1].gate.len, 0);
}

/* Findings may go, and what is in them: all of a configuration is in its own arena. */
static void its_arena(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_arena other = {0};
	struct pc_diags diags = {.arena = &other};
	struct pc_orch_config *config = NULL;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_orch_config_read(&config, &arena, "file",
				 PC_STR(WITH("users: [a, b], keys: [{name: k, " KEY
					     ", models: [v, w]}]")),
				 &diags, &err),
		PC_OK);
	assert_int_equal(other.used, 0);
	pc_arena_done(&other);
	assert_str(config->users.items[1], "b");
	assert_str(config->keys[0].models.items[1], "w");
	assert_str(config->backends[0].argv.items[0], "/bin/cat");
}

static enum pc_status read_many(size_t keys, size_t steps)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_orch_config *config;
	struct pc_err err;

	pc_buf_puts(&text, "orchestrator: {backends: [" B1 "], keys: [");
	for (size_t i = 0; i < keys; i++)
		pc_buf_printf(&text, "%s{name: k-%zu, " KEY "}", i ? ", " : "", i);
	pc_buf_puts(&text, "], chains: [{name: c, steps: [");
	for (size_t i = 0; i < steps; i++)
		pc_buf_printf(&text, "%s{backend: b, model: m-%zu}", i ? ", " : "", i);
	pc_buf_puts(&text, "]}]}");
	return pc_orch_config_read(
		&config, &arena, "file", pc_buf_str(&text), NULL, &err);
}

static void ceilings(void **state)
{
	(void)state;
	assert_int_equal(read_many(PC_MAX_ORCH_ENTRIES, PC_MAX_CHAIN_STEPS), PC_OK);
	assert_int_equal(
		read_many(PC_MAX_ORCH_ENTRIES + 1, PC_MAX_CHAIN_STEPS), PC_ERR_PARSE);
	assert_int_equal(
		read_many(PC_MAX_ORCH_ENTRIES, PC_MAX_CHAIN_STEPS + 1), PC_ERR_PARSE);
}

int main(void)
{
	const struct CMUnitTest others[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(what_is_read),
		cmocka_unit_test(its_arena),
		cmocka_unit_test(ceilings),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(others, NULL, NULL) != 0;
}
