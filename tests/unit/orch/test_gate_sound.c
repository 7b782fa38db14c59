/* SPDX-License-Identifier: Apache-2.0 */
/* What holds of every attempt, however it is asked for: nothing that is blocked or denied
 * ever gets a pass, along no chain and by no redirect, and nothing that has answered is
 * taken from whom nobody may ask. */
#include "gate_world.h"

#include "pc/base/buf.h"
#include "pc/orch/backend.h"

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * UINT32_C(1664525) + UINT32_C(1013904223);
	return *seed >> 8;
}

#define PICK(seed, list) ((list)[next(seed) % PC_COUNT(list)])

static const char *const models[] = {"claude-opus-9", "claude-opus-8", "claude-sonnet-9",
	"claude-sonnet-8", "gpt-9", "flagship", "worker", "anthropic/claude-opus-9",
	"us.anthropic.claude-opus-9-v1:0", "claude-opus-9[1m]", "openai/gpt-9", "llama",
	"", "CLAUDE-OPUS-9", "claude-sonnet-9-20261101"};
static const char *const entries[] = {"claude-opus-9", "claude-sonnet-9", "gpt-9",
	"claude-*", "provider:openai", "provider:anthropic", "provider:openrouter",
	"provider:local", "line:opus", "flagship", "llama", "*opus*"};
static const char *const words[] = {"allow", "warn", "deny"};
static const char *const tools[] = {"Read", "Bash", "WebFetch", "mcp__mail__send", "Task",
	"Bash(git *)", "mcp__mail__*"};
static const char *const denied[] = {"Bash", "WebFetch", "mcp__mail", "Agent", "mcp__*"};
static const char *const classes[] = {"", "public", "internal", "secret"};
static const char *const keys[] = {"", "plain", "pinned", "poor", "routed", "oai"};
static const char *const variables[] = {"ANTHROPIC_API_KEY=a", "PATH=/bin",
	"OPENAI_API_KEY=b", "HOME=/h", "LD_PRELOAD=c", "ANTHROPIC_MODEL=d"};

static void make_policy(struct pc_buf *out, uint32_t *seed)
{
	pc_buf_printf(out, "{on-unknown: %s, unknown-price: %s, on-deprecated: %s",
		PICK(seed, words), PICK(seed, words), PICK(seed, words));
	if (next(seed) % 2)
		pc_buf_puts(out, ", on-retired: redirect");
	if (next(seed) % 2)
		pc_buf_printf(out, ", deny: [\"%s\", \"%s\"]", PICK(seed, entries),
			PICK(seed, entries));
	if (next(seed) % 2)
		pc_buf_printf(out, ", block: [{model: \"%s\", reason: r}]",
			PICK(seed, entries));
	if (next(seed) % 2)
		pc_buf_printf(out, ", redirects: [{from: \"%s\", to: \"%s\"}]",
			next(seed) % 2 ? "claude-sonnet-9" : "llama",
			next(seed) % 2 ? "claude-opus-9" : "gpt-9");
	pc_buf_puts(out, "}");
}

static bool is_provider(struct pc_str entry, struct pc_str provider)
{
	return pc_str_starts(entry, PC_STR("provider:")) &&
	       pc_str_eq(pc_str_from(entry, 9), provider);
}

static void assert_may(const struct gate_world *w, struct pc_str used,
	const struct pc_orch_backend *backend)
{
	struct pc_model_guard_view view;

	pc_model_guard_look(&view, w->guard);
	for (size_t i = 0; i < view.policy->deny.count; i++) {
		struct pc_str entry = view.policy->deny.items[i];

		assert_false(is_provider(entry, backend->provider));
		assert_false(pc_model_entry_fits(view.models, entry, used, true));
	}
	for (size_t i = 0; i < view.policy->n_blocks; i++) {
		struct pc_str entry = view.policy->blocks[i].what;

		assert_false(is_provider(entry, backend->provider));
		assert_false(pc_model_entry_fits(view.models, entry, used, true));
	}
}

static void assert_no_denied_tool(const char *rule, const char *granted)
{
	static const struct {
		const char *rule, *tool;
	} pairs[] = {{"Bash", "Bash"}, {"Bash", "Bash(git *)"}, {"WebFetch", "WebFetch"},
		{"mcp__mail", "mcp__mail__send"}, {"mcp__mail", "mcp__mail__*"},
		{"Agent", "Task"}, {"mcp__*", "mcp__mail__send"},
		{"mcp__*", "mcp__mail__*"}};

	for (size_t i = 0; i < PC_COUNT(pairs); i++)
		assert_false(strcmp(pairs[i].rule, rule) == 0 &&
			     strcmp(pairs[i].tool, granted) == 0);
}

static void assert_clean(const char *const *environment)
{
	for (size_t i = 0; environment[i]; i++) {
		assert_true(strcmp(environment[i], "PATH=/bin") == 0 ||
			    strcmp(environment[i], "HOME=/h") == 0);
	}
}

/* One hop of a chain; returns whether it was let. */
static bool try_hop(struct gate_world *w, uint32_t *seed, const char *rule)
{
	const struct pc_orch_backend *backend =
		&gate_backends[next(seed) % PC_COUNT(gate_backends)];
	const char *tool = PICK(seed, tools);
	const char *const environment[] = {PICK(seed, variables), PICK(seed, variables),
		PICK(seed, variables), NULL};
	const struct pc_capacity capacity = {PC_FULL_NOT};
	const struct pc_job job = {.id = (int64_t)next(seed),
		.data_class = pc_str(PICK(seed, classes)),
		.tools = pc_str(tool),
		.position = pc_str(next(seed) % 4 ? "" : "flagship"),
		.agent = PC_STR("coder"),
		.project = PC_STR("one")};
	const struct pc_gate_ask ask = {.job = &job,
		.backend = backend->name,
		.provider = backend->provider,
		.key = pc_str(PICK(seed, keys)),
		.model = pc_str(PICK(seed, models)),
		.via = pc_str(next(seed) % 8 ? "" : "bedrock"),
		.environment = environment,
		.capacity = &capacity,
		.now = NOW_S * INT64_C(1000)};
	const struct pc_gate_came came = {
		.answered = pc_str(PICK(seed, models)), .now = NOW_S * INT64_C(1000) + 1};
	struct pc_run_plan plan = {.job = &job};
	struct pc_gate_answer answer;
	struct pc_pass *pass;
	struct pc_err err;

	assert_int_equal(
		pc_gate_before(&pass, &answer, &w->arena, w->gate, &ask, &err), PC_OK);
	assert_int_equal(pass != NULL, answer.is_let);
	plan.pass = pass;
	plan.model = answer.model;
	plan.environment = answer.environment;
	assert_int_equal(pc_pass_take(&plan, &err) == PC_OK, answer.is_let);
	if (!answer.is_let)
		return false;
	assert_may(w, answer.model, backend);
	assert_no_denied_tool(rule, tool);
	assert_clean(answer.environment);
	pc_gate_after(&answer, &w->arena, w->gate, pass, &came);
	if (answer.is_let && came.answered.len)
		assert_may(w, came.answered, &(struct pc_orch_backend){0});
	return true;
}

static void nothing_forbidden_gets_a_pass(void **state)
{
	uint32_t seed = 11;
	size_t n_let = 0;
	(void)state;

	for (size_t i = 0; i < 80; i++) {
		const char *rule = PICK(&seed, denied);
		PC_AUTO(pc_buf_done) struct pc_buf policy = {0};
		struct gate_world w;

		make_policy(&policy, &seed);
		world_open(&w, policy.ptr, rule);
		for (size_t k = 0; k < 100; k++)
			n_let += try_hop(&w, &seed, rule);
		world_done(&w);
	}
	assert_true(n_let > 100); /* or nothing was looked at */
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_forbidden_gets_a_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
