/* SPDX-License-Identifier: Apache-2.0 */
/* Who can be asked, with which keys, by which policy.  The engine gets all of it as a
 * machine would: orchestrator.yaml, models.yaml, model-policy.yaml and deny rules.  What
 * that policy lets is said a second time here, from these tables and without the gate. */
#include <fcntl.h>

#include "pc/base/fs.h"
#include "sim.h"

enum { BRAIN, WORKER, GRUNT, EXTERNAL, TALK, PRIVATE, FREE };

#define ALL  0x7u
#define OPEN 0x1u
#define OURS 0x3u

const struct model_row model_rows[MODELS] = {
	[OPUS] = {"claude-opus-9", "anthropic", "opus", 4000000, 20000000, 400000},
	[SONNET] = {"claude-sonnet-9", "anthropic", "sonnet", 2000000, 10000000, 400000},
	[HAIKU] = {"claude-haiku-9", "anthropic", "haiku", 500000, 2500000, 200000},
	[GPT] = {"gpt-9", "openai", "", 1000000, 8000000, 250000},
	[CODEX] = {"gpt-9-codex", "openai", "", 1500000, 9000000, 250000},
	[DEEPSEEK] = {"deepseek-r9", "deepseek", "", 300000, 1200000, 250000},
	[KIMI] = {"kimi-k9", "moonshot", "", 400000, 1600000, 250000},
	[GEMINI] = {"gemini-9-pro", "google", "", 1250000, 10000000, 1000000},
	[MIXTRAL] = {"mixtral-9", "mistral", "", 200000, 600000, 250000},
	[QWEN] = {"qwen-9-free", "qwen", "", 100000, 100000, 100000},
	[LLAMA] = {"llama-9", "local", "", 1, 1, 1000000},
};

const char *const provider_names[PROVIDERS] = {
	[P_ANTHROPIC] = "anthropic",
	[P_OPENROUTER] = "openrouter",
	[P_OPENAI] = "openai",
	[P_LOCAL] = "local",
};
const char *const tool_grants[TOOLS] = {
	[T_NONE] = "",
	[T_EDIT] = "Read,Edit,Bash(git:*)",
	[T_NPM] = "Read,Bash(npm:*)",
	[T_CURL] = "Read,Bash(curl:*)",
};
const char *const data_names[DATA] = {"public", "internal", "secret"};

const struct backend_row backend_rows[BACKENDS] = {
	[CLAUDE] = {"claude", P_ANTHROPIC, true, true, true, OURS, 0},
	[SECOND_LOGIN] = {"claude-two", P_ANTHROPIC, true, true, true, OURS, 6},
	[API] = {"api", P_ANTHROPIC, false, false, false, OURS, 0},
	[ROUTER] = {"router", P_OPENROUTER, false, false, false, OPEN, 0},
	[OPENAI] = {"gpt", P_OPENAI, false, false, false, OPEN, 8},
	[LOCAL] = {"local", P_LOCAL, true, true, true, ALL, 0},
};

/* Of the keys one is for a project alone, and one for a model. */
const struct key_row key_rows[KEYS] = {
	{"a-own", P_ANTHROPIC, "acme", "pooled", -1, -1, 10, 0},
	{"a-spare", P_ANTHROPIC, "spare", "fallback", -1, -1, 0, INT64_C(20000000000000)},
	{"a-client", P_ANTHROPIC, "client", "prioritised", -1, 3, 0, 0},
	{"r-one", P_OPENROUTER, "router", "pooled", -1, -1, 0, INT64_C(8000000000000)},
	{"r-two", P_OPENROUTER, "router", "pooled", -1, -1, 0, 0},
	{"o-one", P_OPENAI, "openai", "pooled", -1, -1, 0, 0},
};

#define END_OF_CHAIN                                                                     \
	{                                                                                \
		-1, -1                                                                   \
	}
const struct chain_row chain_rows[CHAINS] = {
	[BRAIN] = {"brain",
		{{CLAUDE, OPUS}, {SECOND_LOGIN, OPUS}, {API, OPUS}, {OPENAI, CODEX},
			{ROUTER, DEEPSEEK}, {ROUTER, MIXTRAL}, END_OF_CHAIN}},
	[WORKER] = {"worker", {{CLAUDE, SONNET}, {SECOND_LOGIN, SONNET}, {API, SONNET},
				      {ROUTER, KIMI}, {ROUTER, DEEPSEEK}, END_OF_CHAIN}},
	[GRUNT] = {"grunt", {{CLAUDE, HAIKU}, {SECOND_LOGIN, HAIKU}, {API, HAIKU},
				    {ROUTER, KIMI}, {OPENAI, GPT}, END_OF_CHAIN}},
	[EXTERNAL] = {"external", {{OPENAI, GPT}, {ROUTER, KIMI}, {ROUTER, GEMINI},
					  {ROUTER, DEEPSEEK}, END_OF_CHAIN}},
	[TALK] = {"talk",
		{{CLAUDE, SONNET}, {SECOND_LOGIN, SONNET}, {API, SONNET}, {OPENAI, GPT},
			{ROUTER, DEEPSEEK}, {LOCAL, LLAMA}, END_OF_CHAIN}},
	[PRIVATE] = {"private", {{LOCAL, LLAMA}, END_OF_CHAIN}},
	[FREE] = {"free", {{ROUTER, QWEN}, END_OF_CHAIN}},
};

/* Twelve types in the article's mix of tiers: 51.5 % brain, 21.9 worker, 10.8 grunt, 16
 * external; what the schedules bring (jobs.c) is taken off. */
const struct type_row type_rows[TYPES] = {
	[CODING] = {"coding", BRAIN, 280, 300, 60000, 6000, 0},
	[RESEARCH] = {"research", BRAIN, 120, 420, 90000, 5000, 0},
	[WRITING] = {"writing", BRAIN, 90, 180, 20000, 5000, 0},
	[TRADING] = {"trading", BRAIN, 70, 60, 15000, 1500, 0},
	[REVIEW] = {"review", WORKER, 70, 90, 30000, 2000, 0},
	[DEPLOY] = {"deploy", WORKER, 30, 150, 20000, 1500, 4},
	[SOCIAL] = {"social", WORKER, 30, 40, 8000, 800, 0},
	[VIDEO] = {"video", WORKER, 20, 600, 25000, 2500, 2},
	[MAIL] = {"mail", GRUNT, 40, 12, 6000, 400, 0},
	[HEALTH] = {"health", GRUNT, 30, 6, 3000, 200, 0},
	[ESSAY] = {"essay", EXTERNAL, 200, 90, 12000, 3000, 0},
	[CHAT] = {"chat", TALK, 20, 25, 8000, 700, 0},
};

struct rules {
	struct rules *next;
	struct sim *sim;
	struct pc_arena arena;
	struct pc_diags diags;
	struct pc_settings settings;
	struct pc_rule_text texts[4];
	struct pc_policy *policy;
	struct pc_model_guard *guard;
	struct pc_gate *gate;
	struct pc_orch_config *config;
	char table[96], models[96], blocks[96];
	bool is_released;
};

/* ---- texts ------------------------------------------------------------------- */

static void put_money(struct pc_buf *out, const char *what, int64_t picodollars)
{
	if (picodollars)
		pc_buf_printf(out, ", %s: %lld.%02lld", what,
			(long long)(picodollars / INT64_C(1000000000000)),
			(long long)(picodollars / INT64_C(10000000000) % 100));
}

static void put_table(struct pc_buf *out)
{
	static const char *const makers[] = {"anthropic", "openai", "deepseek",
		"moonshot", "google", "mistral", "qwen", "local"};

	pc_buf_puts(out, "as-of: 2026-02-20\nproviders:\n");
	for (size_t i = 0; i < PC_COUNT(makers); i++)
		pc_buf_printf(out, "  - {name: %s}\n", makers[i]);
	pc_buf_puts(out, "models:\n");
	for (int m = 0; m < MODELS; m++) {
		const struct model_row *row = &model_rows[m];

		pc_buf_printf(out,
			"  - {provider: %s, id: %s, state: current, context: %lld, ",
			row->provider, row->id, (long long)row->context);
		if (row->line[0])
			pc_buf_printf(out, "line: %s, ", row->line);
		pc_buf_printf(out, "prices: {input: %lld.%06lld, output: %lld.%06lld}}\n",
			(long long)(row->input / 1000000),
			(long long)(row->input % 1000000),
			(long long)(row->output / 1000000),
			(long long)(row->output % 1000000));
	}
}

static void put_policy(struct pc_buf *out, const struct simple_policy *policy)
{
	const char *comma = "";

	pc_buf_puts(out, "models: {deny: [");
	for (int m = 0; m < MODELS; m++) {
		if (!policy->denies_model[m])
			continue;
		pc_buf_printf(out, "%s%s", comma, model_rows[m].id);
		comma = ", ";
	}
	for (int p = 0; p < PROVIDERS; p++) {
		if (!policy->denies_provider[p])
			continue;
		pc_buf_printf(out, "%s\"provider:%s\"", comma, provider_names[p]);
		comma = ", ";
	}
	pc_buf_puts(out, "]}\n");
}

static void put_backends(struct pc_buf *out, const struct sim *s)
{
	static const char *const kinds[BACKENDS] = {
		[CLAUDE] = "claude-cli, argv: [/usr/bin/claude]",
		[SECOND_LOGIN] = "claude-cli, argv: [/usr/bin/claude-two]",
		[API] = "anthropic",
		[ROUTER] = "openai, contract: openrouter, url: \"https://r.example/v1\"",
		[OPENAI] = "openai",
		[LOCAL] = "command, argv: [/usr/bin/llama]",
	};

	pc_buf_puts(out, "  backends:\n");
	for (int b = 0; b < BACKENDS; b++) {
		const struct backend_row *row = &backend_rows[b];

		if (b == SECOND_LOGIN && !s->has_second_login)
			continue;
		pc_buf_printf(out, "    - {name: %s, provider: %s, kind: %s%s%s",
			row->name, provider_names[row->provider], kinds[b],
			row->is_subscription ? ", subscription: true" : "",
			row->is_keyless ? ", keyless: true" : "");
		if (row->concurrency)
			pc_buf_printf(
				out, ", concurrency: %lld", (long long)row->concurrency);
		pc_buf_puts(out, ", data: [public");
		for (int d = 1; d < DATA; d++) {
			if (row->data >> d & 1)
				pc_buf_printf(out, ", %s", data_names[d]);
		}
		pc_buf_puts(out, "]}\n");
	}
}

static void put_keys(struct pc_buf *out)
{
	pc_buf_puts(out, "  keys:\n");
	for (int k = 0; k < KEYS; k++) {
		const struct key_row *row = &key_rows[k];

		pc_buf_printf(out,
			"    - {name: %s, provider: %s, key: \"file:/keys/%s\", "
			"organization: %s, rank: %s",
			row->name, provider_names[row->provider], row->name,
			row->organization, row->rank);
		if (row->model >= 0)
			pc_buf_printf(out, ", models: [%s]", model_rows[row->model].id);
		if (row->project >= 0)
			pc_buf_printf(out, ", projects: [p%02d]", row->project);
		if (row->concurrency)
			pc_buf_printf(
				out, ", concurrency: %lld", (long long)row->concurrency);
		put_money(out, "budget-day", row->budget_day);
		pc_buf_puts(out, "}\n");
	}
}

static void put_chains(struct pc_buf *out, const struct sim *s)
{
	pc_buf_puts(out, "  chains:\n");
	for (int c = 0; c < CHAINS; c++) {
		pc_buf_printf(out, "    - {name: %s, steps: [", chain_rows[c].name);
		for (const struct step_row *step = chain_rows[c].steps;
			step->backend >= 0; step++) {
			if (step->backend == SECOND_LOGIN && !s->has_second_login)
				continue;
			pc_buf_printf(out, "%s{backend: %s, model: %s}",
				step == chain_rows[c].steps ? "" : ", ",
				backend_rows[step->backend].name,
				model_rows[step->model].id);
		}
		pc_buf_puts(out, "]}\n");
	}
}

static void put_types(struct pc_buf *out)
{
	pc_buf_puts(out, "  types:\n");
	for (int t = 0; t < TYPES; t++) {
		const struct type_row *row = &type_rows[t];

		pc_buf_printf(out, "    - {name: %s, %s: %s", row->name,
			row->chain <= GRUNT ? "tier" : "chain",
			chain_rows[row->chain].name);
		if (row->concurrency)
			pc_buf_printf(
				out, ", concurrency: %lld", (long long)row->concurrency);
		pc_buf_printf(out, "%s}\n", t == CHAT ? ", interactive: true" : "");
	}
	pc_buf_puts(out, "  projects: [{name: p07, concurrency: 2}]\n");
}

static void put_config(struct pc_buf *out, const struct sim *s)
{
	const struct limits *l = &s->limits;

	pc_buf_printf(out,
		"orchestrator:\n  limits: {slots: %lld, operator-slots: %lld, "
		"tokens-5min: %lld, backpressure-depth: %lld, backpressure-percent: "
		"%lld, "
		"sweep: %llds, heartbeat: %llds, lease: %llds",
		(long long)l->slots, (long long)l->operator_slots,
		(long long)l->tokens_5min, (long long)l->depth, (long long)l->percent,
		(long long)(l->sweep / SECOND), (long long)(l->heartbeat / SECOND),
		(long long)(3 * l->heartbeat / SECOND));
	put_money(out, "budget-day", l->budget_day);
	pc_buf_puts(out, "}\n");
	put_backends(out, s);
	put_keys(out);
	put_chains(out, s);
	put_types(out);
}

/* ---- a generation ------------------------------------------------------------ */

static void rules_free(struct rules *rules)
{
	pc_gate_free(rules->gate);
	pc_policy_free(rules->policy);
	pc_model_guard_free(rules->guard);
	pc_arena_done(&rules->arena);
	free(rules);
}

static void released(void *owner)
{
	struct rules *rules = owner;

	if (rules->is_released)
		sim_find(rules->sim, "rules were released twice");
	rules->is_released = true;
}

static void write_file(struct sim *s, const char *path, const struct pc_buf *text)
{
	struct pc_err err = {0};

	sim_must(s, pc_fs_replace(AT_FDCWD, path, pc_buf_str(text), 0644, &err), &err,
		path);
}

/* A login that can be renewed. */
static void add_renewal(struct rules *rules)
{
	static struct pc_str words[] = {{"/usr/bin/renew", 14}};

	for (size_t i = 0; i < rules->config->n_backends; i++) {
		struct pc_orch_backend *b = &rules->config->backends[i];

		if (!pc_str_starts(b->name, PC_STR("claude")))
			continue;
		b->login = PC_STR("/home/worker/login.json");
		b->renew = (struct pc_texts){.items = words, .count = 1};
	}
}

static void read_config(struct sim *s, struct rules *rules)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_err err = {0};

	put_config(&text, s);
	sim_must(s,
		pc_orch_config_read(&rules->config, &rules->arena, "orchestrator.yaml",
			pc_arena_str(&rules->arena, pc_buf_str(&text)), &rules->diags,
			&err),
		&err, "orchestrator.yaml");
	for (size_t i = 0; i < rules->diags.count; i++)
		sim_log(s, "%s %s", rules->diags.items[i].code,
			rules->diags.items[i].text.ptr);
	if (rules->config)
		add_renewal(rules);
}

static void read_models(struct sim *s, struct rules *rules)
{
	PC_AUTO(pc_buf_done) struct pc_buf table = {0}, policy = {0};
	struct pc_model_guard_where where = {rules->table, rules->models, rules->blocks};
	struct pc_err err = {0};
	int n = s->n_generations;

	snprintf(rules->table, sizeof(rules->table), "%s/models.yaml", s->dir);
	snprintf(rules->models, sizeof(rules->models), "%s/policy-%d.yaml", s->dir, n);
	snprintf(rules->blocks, sizeof(rules->blocks), "%s/blocks-%d.yaml", s->dir, n);
	put_policy(&policy, &s->policy);
	write_file(s, rules->models, &policy);
	put_table(&table);
	if (!n)
		write_file(s, rules->table, &table);
	sim_must(s, pc_model_guard_new(&rules->guard, &where, &err), &err, "models");
}

static void compile(struct sim *s, struct rules *rules)
{
	static const char *const denied[TOOLS] = {
		[T_NPM] = "Bash(npm:*)", [T_CURL] = "Bash(curl:*)"};
	struct pc_settings *settings = &rules->settings;
	struct pc_err err = {0};

	for (int t = 0; t < TOOLS; t++) {
		if (!s->policy.denies_tools[t])
			continue;
		rules->texts[settings->n_rules] =
			(struct pc_rule_text){.text = pc_str(denied[t]),
				.list = PC_LIST_DENY,
				.from.at = {"rules", (uint32_t)t + 1, 1},
				.base = PC_STR("/w")};
		settings->n_rules++;
	}
	settings->rules = rules->texts;
	settings->cwd = PC_STR("/w");
	settings->home = PC_STR("/h");
	settings->dirs = &settings->cwd;
	settings->n_dirs = 1;
	sim_must(s, pc_policy_compile(&rules->policy, settings, &rules->diags, &err),
		&err, "rules");
}

/* What else is forbidden in the middle of it. */
static void change_policy(struct sim *s)
{
	uint64_t random = chance_stream(s->seed, OF_PLACE, 77);

	s->policy_since = s->now;
	s->policy.denies_tools[T_NPM] = true;
	s->policy.denies_model[KIMI] = chance_is(&random, 700);
	if (chance_is(&random, 300))
		s->policy.denies_provider[P_OPENAI] = true;
	else
		s->policy.denies_model[MIXTRAL] = true;
}

void place_rules(struct pc_engine_rules *out, struct sim *s, bool is_change)
{
	struct rules *rules = pc_xcalloc(1, sizeof(*rules));
	struct pc_gate_setup setup = {.generation = s->n_generations + 1};
	struct pc_err err = {0};

	if (is_change)
		change_policy(s);
	rules->sim = s;
	rules->diags.arena = &rules->arena;
	rules->next = s->rules;
	s->rules = rules;
	read_config(s, rules);
	read_models(s, rules);
	compile(s, rules);
	s->n_generations++;
	setup.guard = rules->guard;
	setup.policy = rules->policy;
	setup.config = rules->config;
	sim_must(s, pc_gate_new(&rules->gate, &setup, &err), &err, "gate");
	*out = (struct pc_engine_rules){.config = rules->config,
		.gate = rules->gate,
		.guard = rules->guard,
		.released = released,
		.owner = rules};
}

void place_check(struct sim *s)
{
	for (const struct rules *rules = s->rules; rules; rules = rules->next) {
		if (!rules->is_released && !s->is_broken)
			sim_find(s, "rules were never released");
	}
}

void place_done(struct sim *s)
{
	while (s->rules) {
		struct rules *next = s->rules->next;

		rules_free(s->rules);
		s->rules = next;
	}
}

void place_draw(struct sim *s)
{
	static const int64_t dollar = INT64_C(1000000000000);
	uint64_t random = chance_stream(s->seed, OF_PLACE, 0);

	s->has_second_login = chance_is(&random, 500);
	s->limits = (struct limits){.slots = 20,
		.operator_slots = 1,
		.tokens_5min = 2000000,
		.budget_day = chance_from(&random, 30, 90) * dollar,
		.depth = 20,
		.percent = 80,
		.sweep = MINUTE,
		.heartbeat = 30 * SECOND};
	/* Some as they are by default; with others the clock alone finds nothing for
	 * minutes, so that what is found is found by events; and a run is shorter. */
	if (s->seed % 16 == 0) {
		s->limits.sweep = 10 * SECOND;
	} else if (s->seed % 4) {
		s->limits.sweep = 5 * MINUTE;
		s->limits.heartbeat = 2 * MINUTE;
	}
	s->policy.denies_model[QWEN] = true;
	s->policy.denies_tools[T_CURL] = true;
}

/* ---- names ------------------------------------------------------------------- */

int place_backend(struct pc_str name)
{
	for (int b = 0; b < BACKENDS; b++) {
		if (pc_str_is(name, backend_rows[b].name))
			return b;
	}
	return -1;
}

int place_key(struct pc_str name, struct pc_str provider)
{
	for (int k = 0; k < KEYS; k++) {
		if (pc_str_is(name, key_rows[k].name) &&
			pc_str_is(provider, provider_names[key_rows[k].provider]))
			return k;
	}
	return KEY_NONE;
}

int place_model(struct pc_str id)
{
	for (int m = 0; m < MODELS; m++) {
		if (pc_str_is(id, model_rows[m].id))
			return m;
	}
	return -1;
}

int place_type(struct pc_str name)
{
	for (int t = 0; t < TYPES; t++) {
		if (pc_str_is(name, type_rows[t].name))
			return t;
	}
	return -1;
}

const struct pc_orch_backend *place_config_backend(const struct sim *s, int backend)
{
	const struct pc_orch_config *config = s->rules->config;

	for (size_t i = 0; i < config->n_backends; i++) {
		if (pc_str_is(config->backends[i].name, backend_rows[backend].name))
			return &config->backends[i];
	}
	return NULL;
}

const struct pc_key *place_config_key(const struct sim *s, int key)
{
	const struct pc_orch_config *config = s->rules->config;

	for (size_t i = 0; key >= 0 && i < config->n_keys; i++) {
		if (pc_str_is(config->keys[i].name, key_rows[key].name))
			return &config->keys[i];
	}
	return NULL;
}

const struct pc_models *place_models(const struct sim *s)
{
	struct pc_model_guard_view view;

	pc_model_guard_look(&view, s->rules->guard);
	return view.models;
}

/* ---- the second opinion ------------------------------------------------------ */

bool place_lets(const struct sim *s, const struct job *job, const struct way *way)
{
	const struct backend_row *backend = &backend_rows[way->backend];
	const struct simple_policy *policy = &s->policy;

	if (policy->denies_model[way->model] ||
		policy->denies_provider[backend->provider] ||
		policy->denies_tools[job->tools] || !(backend->data >> job->data & 1))
		return false;
	if (way->key == KEY_NONE)
		return backend->is_keyless;
	return key_rows[way->key].provider == backend->provider &&
	       (key_rows[way->key].model < 0 || key_rows[way->key].model == way->model) &&
	       (key_rows[way->key].project < 0 ||
		       key_rows[way->key].project == job->project);
}

size_t place_ways(struct way *out, const struct sim *s, const struct job *job)
{
	size_t n = 0;

	for (const struct step_row *step = chain_rows[job->chain].steps;
		step->backend >= 0; step++) {
		struct way way = {step->backend, KEY_NONE, step->model};

		if (step->backend == SECOND_LOGIN && !s->has_second_login)
			continue;
		if (backend_rows[step->backend].is_keyless) {
			if (place_lets(s, job, &way))
				out[n++] = way;
			continue;
		}
		for (way.key = 0; way.key < KEYS; way.key++) {
			if (place_lets(s, job, &way))
				out[n++] = way;
		}
	}
	return n;
}

bool job_fits(const struct job *job, const struct way *way)
{
	return !(job->refused_by >> way->model & 1) &&
	       job->context <= model_rows[way->model].context;
}

bool place_may(const struct sim *s, const struct job *job)
{
	struct way ways[MOST_WAYS];

	return place_ways(ways, s, job) > 0;
}

bool place_can(const struct sim *s, const struct job *job)
{
	struct way ways[MOST_WAYS];
	size_t n = place_ways(ways, s, job);

	for (size_t i = 0; i < n; i++) {
		if (job_fits(job, &ways[i]))
			return true;
	}
	return false;
}
