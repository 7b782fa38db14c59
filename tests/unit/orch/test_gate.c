/* SPDX-License-Identifier: Apache-2.0 */
/* Each step of the gate, refusing and letting; their order; what a pass is good for; and
 * what came back. */
#include "gate_world.h"

#include "pc/orch/backend.h"

enum { LET = PC_GATE_STEPS };

static const struct row {
	const char *name;
	const char *models, *rules; /* policy of models; deny rules */
	const char *backend, *key, *model, *via,
		*provider; /* NULL: "api", "plain", ... */
	const char *class, *tools, *cwd, *schema, *agent, *project, *type;
	int64_t budget, price; /* of the job */
	enum pc_full full;
	unsigned step;           /* that refuses; LET: none */
	const char *rule, *says; /* part of .why, or of .warning where it is let */
	const char *use;
} rows[] = {
	/* ---- model */
	{.name = "a current model is let",
		.step = LET,
		.use = "claude-sonnet-9",
		.rule = "models: fine"},
	{.name = "a position becomes its holder",
		.model = "flagship",
		.step = LET,
		.use = "claude-opus-9"},
	{.name = "an unknown model",
		.model = "claude-opus-99",
		.step = PC_GATE_MODEL,
		.rule = "models: unknown"},
	{.name = "a blocked model",
		.step = PC_GATE_MODEL,
		.models = "{block: [{model: claude-sonnet-9, reason: leak}]}",
		.rule = "models: blocked",
		.says = "leak"},
	{.name = "a denied model by its position",
		.models = "{deny: [claude-opus-9]}",
		.model = "flagship",
		.step = PC_GATE_MODEL,
		.rule = "models: denied"},
	{.name = "a model that ends soon is told of",
		.model = "claude-sonnet-8",
		.step = LET,
		.use = "claude-sonnet-8",
		.says = "deprecated"},
	{.name = "a redirect",
		.models = "{on-retired: redirect}",
		.model = "claude-opus-8",
		.step = LET,
		.use = "claude-opus-9"},
	{.name = "a redirect to what is blocked",
		.model = "claude-opus-8",
		.models = "{on-retired: redirect, block: [{model: claude-opus-9, "
			  "reason: r}]}",
		.step = PC_GATE_MODEL},
	/* ---- provider and data */
	{.name = "a backend that is not there",
		.backend = "moon",
		.step = PC_GATE_PROVIDER,
		.says = "no backend 'moon'"},
	{.name = "another provider than the backend's",
		.provider = "openai",
		.step = PC_GATE_PROVIDER},
	{.name = "a blocked reseller",
		.backend = "router",
		.key = "routed",
		.provider = "openrouter",
		.model = "anthropic/claude-sonnet-9",
		.models = "{block: [{model: \"provider:openrouter\", reason: breach}]}",
		.step = PC_GATE_PROVIDER,
		.rule = "provider:openrouter",
		.says = "breach"},
	{.name = "a denied reseller, whatever its letters",
		.backend = "router",
		.key = "routed",
		.provider = "openrouter",
		.model = "anthropic/claude-sonnet-9",
		.models = "{deny: [\"provider:OpenRouter\"]}",
		.step = PC_GATE_PROVIDER},
	{.name = "a reseller",
		.backend = "router",
		.key = "routed",
		.provider = "openrouter",
		.model = "anthropic/claude-sonnet-9",
		.step = LET},
	{.name = "a redirect out of the backend",
		.model = "claude-sonnet-9",
		.models = "{redirects: [{from: claude-sonnet-9, to: gpt-9}]}",
		.step = PC_GATE_PROVIDER,
		.says = "has no model 'gpt-9'"},
	{.name = "data of a class that may not go there",
		.class = "secret",
		.step = PC_GATE_PROVIDER,
		.rule = "data",
		.says = "'secret'"},
	{.name = "data of a class that may",
		.class = "internal",
		.backend = "claude",
		.key = "",
		.step = LET},
	{.name = "data of no class may not go where some may not",
		.class = "",
		.step = PC_GATE_PROVIDER,
		.rule = "data"},
	{.name = "data of no class may go where all may",
		.class = "",
		.backend = "local",
		.provider = "local",
		.key = "",
		.model = "m",
		.models = "{on-unknown: allow, unknown-price: allow}",
		.step = LET},
	/* ---- key */
	{.name = "no key where one is needed", .key = "", .step = PC_GATE_KEY},
	{.name = "a key that is not there", .key = "lost", .step = PC_GATE_KEY},
	{.name = "a key of another provider", .key = "oai", .step = PC_GATE_KEY},
	{.name = "pins that fit",
		.key = "pinned",
		.agent = "coder",
		.project = "one",
		.step = LET},
	{.name = "pinned to other models",
		.key = "pinned",
		.agent = "coder",
		.project = "one",
		.model = "claude-opus-9",
		.step = PC_GATE_KEY,
		.rule = "keys: pinned: models"},
	{.name = "pinned to other agents",
		.key = "pinned",
		.agent = "writer",
		.project = "one",
		.step = PC_GATE_KEY,
		.rule = "keys: pinned: agents"},
	{.name = "pinned to other projects",
		.key = "pinned",
		.agent = "coder",
		.step = PC_GATE_KEY,
		.rule = "keys: pinned: projects"},
	{.name = "pins count after the redirect",
		.key = "pinned",
		.agent = "coder",
		.project = "one",
		.step = PC_GATE_KEY,
		.models = "{redirects: [{from: claude-sonnet-9, to: claude-opus-9}]}"},
	/* ---- tools */
	{.name = "tools that no rule names",
		.tools = "Read,Edit Bash(git log *)",
		.rules = "Bash(rm *)\nWebFetch",
		.step = LET},
	{.name = "a denied tool",
		.tools = "Read, WebFetch",
		.rules = "WebFetch",
		.step = PC_GATE_TOOLS,
		.rule = "WebFetch"},
	{.name = "a tool of a denied server",
		.tools = "mcp__mail__send",
		.rules = "mcp__mail",
		.step = PC_GATE_TOOLS,
		.rule = "mcp__mail"},
	{.name = "a denied command",
		.tools = "Read Bash(rm -rf *)",
		.rules = "Bash(rm *)",
		.step = PC_GATE_TOOLS,
		.rule = "Bash(rm *)"},
	{.name = "a denied command with the old star",
		.tools = "Bash(git push:*)",
		.rules = "Bash(git push *)",
		.step = PC_GATE_TOOLS},
	{.name = "a denied path",
		.tools = "Read(//etc/**)",
		.rules = "Read(//etc/**)",
		.step = PC_GATE_TOOLS,
		.rule = "Read(//etc/**)"},
	{.name = "a denied path below home",
		.tools = "Edit(~/.ssh/**)",
		.rules = "Edit(~/.ssh/**)",
		.step = PC_GATE_TOOLS},
	{.name = "a denied host",
		.tools = "WebFetch(domain:evil.example)",
		.rules = "WebFetch(domain:evil.example)",
		.step = PC_GATE_TOOLS},
	{.name = "a grant of all of a server",
		.tools = "mcp__mail__*",
		.rules = "mcp__mail__send",
		.step = PC_GATE_TOOLS,
		.rule = "mcp__mail__send"},
	{.name = "a grant of all of a denied server",
		.tools = "mcp__mail__*",
		.rules = "mcp__mail",
		.step = PC_GATE_TOOLS,
		.rule = "mcp__mail"},
	{.name = "two patterns that meet",
		.tools = "mcp__*__send",
		.rules = "mcp__mail__*",
		.step = PC_GATE_TOOLS},
	{.name = "a grant of all of another server",
		.tools = "mcp__news__*",
		.rules = "mcp__mail\nmcp__web__*",
		.step = LET},
	{.name = "a grant that breaks off", .tools = "Bash(git", .step = PC_GATE_TOOLS},
	{.name = "a grant that would break a line",
		.tools = "Bash(\x01",
		.step = PC_GATE_TOOLS,
		.says = "'Bash(?'"},
	/* ---- budget */
	{.name = "a job within its budget", .budget = 100, .price = 100, .step = LET},
	{.name = "a job past its budget",
		.budget = 100,
		.price = 101,
		.step = PC_GATE_BUDGET,
		.rule = "budget of the job"},
	{.name = "a budget and no price",
		.budget = 100,
		.price = -1,
		.step = PC_GATE_BUDGET,
		.says = "nobody knows"},
	{.name = "no budget and no price", .price = -1, .step = LET},
	{.name = "past the day of the key",
		.key = "poor",
		.price = 1001,
		.step = PC_GATE_BUDGET,
		.rule = "budget-day of the key"},
	{.name = "past the day of the type",
		.type = "cheap",
		.price = 101,
		.step = PC_GATE_BUDGET,
		.rule = "budget-day of the type"},
	{.name = "something is left", .type = "cheap", .price = 100, .step = LET},
	{.name = "nothing is left",
		.type = "cheap",
		.price = 100,
		.full = PC_FULL_BUDGET,
		.step = PC_GATE_BUDGET,
		.rule = "budget"},
	{.name = "there is no room at all",
		.full = PC_FULL_SLOTS,
		.step = PC_GATE_BUDGET},
	{.name = "a dearer model by redirect",
		.budget = 150,
		.price = 100,
		.models = "{redirects: [{from: claude-sonnet-9, to: claude-opus-9}]}",
		.step = PC_GATE_BUDGET},
	{.name = "a dearer model that still fits",
		.budget = 250,
		.price = 100,
		.models = "{redirects: [{from: claude-sonnet-9, to: claude-opus-9}]}",
		.step = LET,
		.use = "claude-opus-9"},
	/* ---- working directory */
	{.name = "a directory", .cwd = "/w/site/", .step = LET},
	{.name = "a relative one", .cwd = "w", .step = PC_GATE_PLACE, .rule = "cwd"},
	{.name = "a way up", .cwd = "/w/../etc", .step = PC_GATE_PLACE},
	{.name = "the root", .cwd = "/", .step = PC_GATE_PLACE},
	{.name = "where the queue is",
		.cwd = "/q/state",
		.step = PC_GATE_PLACE,
		.rule = "cwd"},
	{.name = "the directory of another job",
		.cwd = "/q/state/jobs/7",
		.step = PC_GATE_PLACE,
		.rule = "cwd"},
	{.name = "what the queue is in",
		.cwd = "/q/",
		.step = PC_GATE_PLACE,
		.rule = "cwd"},
	{.name = "what is called nearly like it", .cwd = "/q/state-2", .step = LET},
	{.name = "one that may not be edited",
		.cwd = "/etc/app",
		.rules = "Edit(//etc/**)",
		.step = PC_GATE_PLACE,
		.rule = "Edit(//etc/**)"},
	/* ---- output */
	{.name = "a schema", .schema = "{\"type\": \"object\"}", .step = LET},
	{.name = "a schema that is none",
		.schema = "{\"type\": ",
		.step = PC_GATE_OUTPUT},
	{.name = "a schema that cannot be looked at",
		.schema = "{\"oneOf\": []}",
		.step = PC_GATE_OUTPUT,
		.says = "'oneOf' is not looked at"},
	/* ---- order: what comes first is said */
	{.name = "model before provider",
		.model = "x",
		.backend = "moon",
		.step = PC_GATE_MODEL},
	{.name = "provider before key",
		.class = "secret",
		.key = "lost",
		.step = PC_GATE_PROVIDER},
	{.name = "key before tools",
		.key = "lost",
		.tools = "WebFetch",
		.rules = "WebFetch",
		.step = PC_GATE_KEY},
	{.name = "tools before budget",
		.budget = 1,
		.price = 2,
		.tools = "WebFetch",
		.rules = "WebFetch",
		.step = PC_GATE_TOOLS},
	{.name = "budget before place",
		.budget = 1,
		.price = 2,
		.cwd = "w",
		.step = PC_GATE_BUDGET},
	{.name = "place before output",
		.cwd = "w",
		.schema = "no",
		.step = PC_GATE_PLACE},
};

#define OR(text, other) pc_str((text) ? (text) : (other))

static struct pc_job job_of(const struct row *r)
{
	return (struct pc_job){.id = 42,
		.data_class = OR(r->class, "public"),
		.tools = OR(r->tools, ""),
		.cwd = OR(r->cwd, ""),
		.schema = OR(r->schema, ""),
		.agent = OR(r->agent, ""),
		.project = OR(r->project, ""),
		.type = OR(r->type, ""),
		.budget = r->budget};
}

static struct pc_gate_ask ask_of(
	const struct row *r, const struct pc_job *job, const struct pc_capacity *capacity)
{
	return (struct pc_gate_ask){.job = job,
		.backend = OR(r->backend, "api"),
		.provider = OR(r->provider, "anthropic"),
		.key = OR(r->key, "plain"),
		.model = OR(r->model, "claude-sonnet-9"),
		.via = OR(r->via, ""),
		.list_price = r->price,
		.capacity = capacity,
		.now = NOW_S * INT64_C(1000)};
}

static bool has(struct pc_str text, const char *part)
{
	return !part || pc_str_find_str(text, pc_str(part)) < text.len;
}

static void check(const struct row *r)
{
	const struct pc_capacity capacity = {r->full};
	const struct pc_job job = job_of(r);
	const struct pc_gate_ask ask = ask_of(r, &job, &capacity);
	struct pc_gate_answer answer;
	struct gate_world w;
	struct pc_pass *pass;
	struct pc_err err;

	world_open(&w, r->models, r->rules);
	assert_int_equal(
		pc_gate_before(&pass, &answer, &w.arena, w.gate, &ask, &err), PC_OK);
	if (answer.is_let != (r->step == LET))
		print_message("%s: %.*s\n", pc_gate_step_name(answer.step),
			PC_STR_ARG(answer.why));
	assert_int_equal(answer.is_let, r->step == LET);
	assert_int_equal(answer.is_let, pass != NULL);
	assert_int_equal(answer.generation, 7);
	if (r->step != LET)
		assert_string_equal(pc_gate_step_name(answer.step),
			pc_gate_step_name((enum pc_gate_step)r->step));
	if (r->rule)
		assert_str(answer.rule, r->rule);
	assert_true(has(answer.is_let ? answer.warning : answer.why, r->says));
	assert_int_equal(!answer.is_let, answer.why.len > 0);
	if (r->use)
		assert_str(answer.model, r->use);
	world_done(&w);
}

/* ---- environment ------------------------------------------------------------ */

static const struct environment_row {
	const char *name;
	const char *line;
	bool is_api, is_kept;
} environment_rows[] = {
	{"a path stays", "PATH=/bin", false, true},
	{"an empty value stays", "LANG=", false, true},
	{"a stray key", "ANTHROPIC_API_KEY=sk", false, false},
	{"another address", "ANTHROPIC_BASE_URL=http://x", false, false},
	{"another model", "ANTHROPIC_MODEL=x", false, false},
	{"a key of others", "OPENAI_API_KEY=x", false, false},
	{"another cloud", "CLAUDE_CODE_USE_BEDROCK=1", false, false},
	{"what is loaded into every program", "LD_PRELOAD=/x.so", false, false},
	{"what node runs first", "NODE_OPTIONS=--require x", false, false},
	{"the login of a subscription", "CLAUDE_CODE_OAUTH_TOKEN=x", false, true},
	{"that login where there is none", "CLAUDE_CODE_OAUTH_TOKEN=x", true, false},
	{"no value", "ANTHROPIC", false, false},
	{"no name", "=x", false, false},
	{"a name that only begins so", "LDAP=1", false, true},
};

static void check_environment(const struct environment_row *r)
{
	const char *const environment[] = {"HOME=/h", r->line, NULL};
	const struct row row = {
		.backend = r->is_api ? "api" : "claude", .key = r->is_api ? "plain" : ""};
	const struct pc_job job = job_of(&row);
	struct pc_gate_ask ask = ask_of(&row, &job, NULL);
	struct pc_gate_answer answer;
	struct gate_world w;
	struct pc_pass *pass;
	struct pc_err err;

	ask.environment = environment;
	world_open(&w, NULL, NULL);
	assert_int_equal(
		pc_gate_before(&pass, &answer, &w.arena, w.gate, &ask, &err), PC_OK);
	assert_true(answer.is_let);
	assert_string_equal(answer.environment[0], "HOME=/h");
	assert_int_equal(answer.environment[1] != NULL, r->is_kept);
	assert_int_equal(answer.n_stripped, !r->is_kept);
	/* The name is told, and never what it holds. */
	if (!r->is_kept)
		assert_int_equal(
			pc_str_find(answer.stripped[0], '='), answer.stripped[0].len);
	world_done(&w);
}

/* ---- passes ----------------------------------------------------------------- */

static const struct pass_row {
	const char *name;
	bool without, twice, copied;
	int64_t job;
	const char *model;
	bool other_environment;
	enum pc_status want;
} pass_rows[] = {
	{.name = "a pass is good once", .want = PC_OK},
	{.name = "not twice", .twice = true, .want = PC_ERR_USAGE},
	{.name = "without one", .without = true, .want = PC_ERR_USAGE},
	{.name = "a copy is none", .copied = true, .want = PC_ERR_USAGE},
	{.name = "for another job", .job = 43, .want = PC_ERR_USAGE},
	{.name = "for another model", .model = "claude-opus-9", .want = PC_ERR_USAGE},
	{.name = "with another environment",
		.other_environment = true,
		.want = PC_ERR_USAGE},
};

static void check_pass(const struct pass_row *r)
{
	const char *const environment[] = {"HOME=/h", NULL};
	const struct row row = {.backend = "claude", .key = ""};
	struct pc_job job = job_of(&row);
	struct pc_gate_ask ask = ask_of(&row, &job, NULL);
	struct pc_gate_answer answer;
	struct pc_run_plan plan = {.job = &job};
	struct gate_world w;
	struct pc_pass *pass;
	struct pc_err err;
	char copy[64];

	ask.environment = environment;
	world_open(&w, NULL, NULL);
	assert_int_equal(
		pc_gate_before(&pass, &answer, &w.arena, w.gate, &ask, &err), PC_OK);
	plan.pass = r->without ? NULL : pass;
	plan.model = r->model ? pc_str(r->model) : answer.model;
	plan.environment = r->other_environment ? environment : answer.environment;
	if (r->copied) {
		memcpy(copy, pass, sizeof(copy));
		plan.pass = (const struct pc_pass *)(const void *)copy;
	}
	if (r->job)
		job.id = r->job;
	if (r->twice)
		assert_int_equal(pc_pass_take(&plan, &err), PC_OK);
	assert_int_equal(pc_pass_take(&plan, &err), r->want);
	world_done(&w);
}

/* ---- what came back --------------------------------------------------------- */

static const struct after_row {
	const char *name;
	const char *models, *model, *schema;
	const char *blocked; /* between before and after */
	const char *answered, *text;
	bool is_spent_not, is_command;
	unsigned step;
	const char *says;
} after_rows[] = {
	{.name = "the same answered", .answered = "claude-sonnet-9", .step = LET},
	{.name = "another that may",
		.answered = "claude-opus-9",
		.step = LET,
		.says = "claude-opus-9"},
	{.name = "another that may not",
		.answered = "claude-opus-9",
		.models = "{deny: [claude-opus-9]}",
		.step = PC_GATE_MODEL},
	{.name = "another that nobody knows", .answered = "llama", .step = PC_GATE_MODEL},
	{.name = "nobody says which", .answered = "", .step = PC_GATE_MODEL},
	{.name = "a command does not say which",
		.answered = "",
		.is_command = true,
		.models = "{on-unknown: allow, unknown-price: allow}",
		.step = LET},
	{.name = "a command's model that is blocked since",
		.answered = "",
		.is_command = true,
		.blocked = "m",
		.models = "{on-unknown: allow, unknown-price: allow}",
		.step = PC_GATE_MODEL},
	{.name = "blocked between before and after",
		.answered = "claude-sonnet-9",
		.blocked = "claude-sonnet-9",
		.step = PC_GATE_MODEL,
		.says = "pulled"},
	{.name = "another that is blocked since",
		.answered = "claude-opus-9",
		.blocked = "claude-opus-*",
		.step = PC_GATE_MODEL},
	{.name = "where it was redirected to",
		.model = "claude-opus-8",
		.models = "{on-retired: redirect}",
		.answered = "claude-opus-9",
		.step = LET},
	{.name = "an output that fits",
		.answered = "claude-sonnet-9",
		.schema = "{\"type\": \"object\", \"required\": [\"a\"]}",
		.text = " {\"a\": 1}\n",
		.step = LET},
	{.name = "an output that does not",
		.answered = "claude-sonnet-9",
		.schema = "{\"type\": \"object\", \"required\": [\"a\"]}",
		.text = "{\"b\": 1}",
		.step = PC_GATE_OUTPUT,
		.says = "'a' is not there"},
	{.name = "an output that is no JSON",
		.answered = "claude-sonnet-9",
		.schema = "{}",
		.text = "Here is it: hush",
		.step = PC_GATE_OUTPUT,
		.says = "no JSON"},
	{.name = "the model before the output",
		.answered = "llama",
		.schema = "{}",
		.text = "no",
		.step = PC_GATE_MODEL},
	{.name = "nothing was started",
		.answered = "claude-sonnet-9",
		.is_spent_not = true,
		.step = PC_GATE_OUTPUT,
		.says = "nothing was let"},
};

static void check_after(const struct after_row *r)
{
	const struct row row = {.model = r->is_command ? "m" : r->model,
		.schema = r->schema,
		.backend = r->is_command ? "local" : NULL,
		.provider = r->is_command ? "local" : NULL,
		.key = r->is_command ? "" : NULL};
	const struct pc_job job = job_of(&row);
	const struct pc_gate_ask ask = ask_of(&row, &job, NULL);
	const struct pc_gate_came came = {
		pc_str(r->answered), OR(r->text, ""), ask.now + 1000};
	struct pc_run_plan plan = {.job = &job};
	struct pc_gate_answer answer;
	struct gate_world w;
	struct pc_pass *pass;
	struct pc_err err;

	world_open(&w, r->models, NULL);
	assert_int_equal(
		pc_gate_before(&pass, &answer, &w.arena, w.gate, &ask, &err), PC_OK);
	assert_non_null(pass);
	plan.pass = pass;
	plan.model = answer.model;
	if (!r->is_spent_not)
		assert_int_equal(pc_pass_take(&plan, &err), PC_OK);
	if (r->blocked) {
		write_text(w.blocks,
			pc_arena_printf(&w.arena,
				"blocks: [{model: \"%s\", reason: pulled}]\n", r->blocked)
				.ptr);
	}
	pc_gate_after(&answer, &w.arena, w.gate, pass, &came);
	assert_int_equal(answer.is_let, r->step == LET);
	if (!answer.is_let)
		assert_int_equal(answer.step, r->step);
	assert_true(has(answer.is_let ? answer.warning : answer.why, r->says));
	assert_false(has(answer.why, "hush")); /* outputs are not told */
	assert_int_equal(answer.generation, 7);
	world_done(&w);
}

/* ---- a gate that lacks something -------------------------------------------- */

static void is_no_gate(void **state)
{
	struct pc_gate_setup setup = {0};
	struct pc_gate *gate = NULL;
	struct pc_err err;
	(void)state;

	assert_int_equal(pc_gate_new(&gate, &setup, &err), PC_ERR_USAGE);
	setup.config = &gate_config;
	assert_int_equal(pc_gate_new(&gate, &setup, &err), PC_ERR_USAGE);
	assert_null(gate);
}

static void refused_settings_let_nothing(void **state)
{
	const struct row row = {0};
	const struct pc_job job = job_of(&row);
	const struct pc_gate_ask ask = ask_of(&row, &job, NULL);
	struct pc_gate_answer answer;
	struct gate_world w;
	struct pc_pass *pass;
	struct pc_err err;
	(void)state;

	world_open(&w, NULL, NULL);
	w.settings.refused = true;
	w.settings.refused_why = PC_STR("a managed file is broken");
	assert_int_equal(
		pc_gate_before(&pass, &answer, &w.arena, w.gate, &ask, &err), PC_OK);
	assert_null(pass);
	assert_int_equal(answer.step, PC_GATE_TOOLS);
	assert_str(answer.why, "a managed file is broken");
	world_done(&w);
}

PC_TABLE(rows, check)
PC_TABLE(environment_rows, check_environment)
PC_TABLE(pass_rows, check_pass)
PC_TABLE(after_rows, check_after)

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(is_no_gate),
		cmocka_unit_test(refused_settings_let_nothing),
	};

	return PC_RUN(rows) + PC_RUN(environment_rows) + PC_RUN(pass_rows) +
	       PC_RUN(after_rows) + cmocka_run_group_tests(others, NULL, NULL);
}
