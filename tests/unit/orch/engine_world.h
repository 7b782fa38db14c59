/* SPDX-License-Identifier: Apache-2.0 */
/* A world that an engine runs in, told by the test: its clock, what was started, what was
 * stopped, what people were told; over a queue in a directory of its own.  Each start is
 * held against the file by a reader of its own: its row has to be there before. */
#ifndef ENGINE_WORLD_H
#define ENGINE_WORLD_H

#include "queue_place.h"

#include <fcntl.h>

#include "pc/orch/engine.h"
#include "pc/orch/route.h"

#define SEC   INT64_C(1000)
#define MIN   (60 * SEC)
#define HOURS (60 * MIN)
#define DAYS  (24 * HOURS)
#define NOW   INT64_C(1795305600000) /* 2026-11-22 00:00 UTC */

enum { MOST_STARTS = 256, SERVER_PID = 7 };

static const char world_models[] =
	"as-of: 2026-11-20\n"
	"positions: {flagship: claude-opus-9}\n"
	"providers:\n"
	"  - {name: anthropic, flagship-line: opus}\n"
	"  - {name: openai}\n"
	"models:\n"
	"  - {provider: anthropic, id: claude-opus-9, line: opus, state: current,\n"
	"     context: 1000000, prices: {input: 4.00, output: 20.00}}\n"
	"  - {provider: anthropic, id: claude-sonnet-9, line: sonnet, state: current,\n"
	"     context: 200000, prices: {input: 2.00, output: 10.00}}\n"
	"  - {provider: openai, id: gpt-9, state: current, context: 100000,\n"
	"     prices: {input: 1.00, output: 8.00}}\n";

static const char world_config[] =
	"orchestrator:\n"
	"  state: /nowhere\n"
	"  limits: {slots: 4, operator-slots: 1, lease: 90s, heartbeat: 30s, sweep: "
	"10s}\n"
	"  backends:\n"
	"    - {name: api, kind: anthropic, provider: anthropic}\n"
	"    - {name: gpt, kind: openai, provider: openai}\n"
	"    - {name: cli, kind: claude-cli, provider: anthropic, argv: [/bin/c],\n"
	"       subscription: true}\n"
	"  keys:\n"
	"    - {name: own, provider: anthropic, key: \"file:/k\"}\n"
	"    - {name: oai, provider: openai, key: \"file:/o\"}\n"
	"    - {name: others, provider: anthropic, key: \"file:/k\", agents: [x-*]}\n"
	"  chains:\n"
	"    - {name: brain, steps: [{backend: api, model: claude-opus-9}]}\n"
	"    - {name: grunt, steps: [{backend: gpt, model: gpt-9}]}\n"
	"    - {name: posed, steps: [{backend: api, model: flagship}]}\n"
	"    - {name: new, steps: [{backend: gpt, model: gpt-11}]}\n"
	"    - {name: worker, steps: [{backend: api, model: claude-sonnet-9},\n"
	"       {backend: gpt, model: gpt-9}]}\n"
	"    - {name: larger, steps: [{backend: api, model: claude-sonnet-9},\n"
	"       {backend: gpt, model: gpt-9}, {backend: api, model: claude-opus-9}]}\n"
	"    - {name: login, steps: [{backend: cli, model: claude-sonnet-9},\n"
	"       {backend: gpt, model: gpt-9}]}\n"
	"    - {name: review, steps: [{backend: api, model: claude-sonnet-9},\n"
	"       {backend: gpt, model: gpt-9}]}\n"
	"  types:\n"
	"    - {name: chat, chain: worker, interactive: true}\n"
	"    - {name: one, chain: worker, concurrency: 1}\n"
	"    - {name: checked, chain: worker, gate: review}\n"
	"    - {name: poor, chain: worker, budget-day: 0.000001}\n"
	"    - {name: dear, chain: new, budget-day: 1000}\n";

struct started {
	int64_t id, job;
	char backend[16], key[16], model[32], prompt[2048];
	bool has_ended;
};

struct world {
	struct place place;
	struct pc_queue *reader;
	char table[96], policy_file[96], blocks[96];
	struct pc_arena arena;
	struct pc_settings settings;
	struct pc_diags diags;
	struct pc_policy *policy;
	struct pc_model_guard *guard;
	struct pc_gate *gate;
	struct pc_orch_config *config;
	struct pc_engine *engine;
	int64_t now, next;
	struct started starts[MOST_STARTS];
	size_t n_starts;
	int64_t cancelled[16];
	size_t n_cancelled;
	char renewed[16][16];
	size_t n_renewed;
	size_t n_told[PC_ERROR + 1];
	char last_told[256];
	int released;
	int64_t dead_pid; /* nobody is there by that number */
};

static inline int64_t fake_now(void *context)
{
	return ((struct world *)context)->now;
}

static inline void copy_text(char *out, size_t size, struct pc_str text)
{
	snprintf(out, size, "%.*s", PC_STR_ARG(text));
}

static inline bool find_attempt(void *context, const struct pc_attempt *attempt)
{
	int64_t *wanted = context;

	if (attempt->id == *wanted && !attempt->ended)
		*wanted = 0;
	return *wanted != 0;
}

static inline void fake_start(void *context, const struct pc_engine_attempt *attempt)
{
	struct world *w = context;
	struct started *s = &w->starts[w->n_starts++];
	const struct pc_attempt_filter filter = {.job = attempt->job->id};
	int64_t wanted = attempt->id;

	assert_true(w->n_starts <= MOST_STARTS);
	FINE(pc_pass_take(&attempt->plan, &err));
	*s = (struct started){.id = attempt->id, .job = attempt->job->id};
	copy_text(s->backend, sizeof(s->backend), attempt->backend->name);
	if (attempt->key)
		copy_text(s->key, sizeof(s->key), attempt->key->name);
	copy_text(s->model, sizeof(s->model), attempt->plan.model);
	copy_text(s->prompt, sizeof(s->prompt), attempt->plan.job->prompt);
	FINE(pc_attempts_each(w->reader, &filter, find_attempt, &wanted, &err));
	assert_int_equal(wanted, 0);
}

static inline void fake_cancel(void *context, int64_t attempt)
{
	struct world *w = context;

	w->cancelled[w->n_cancelled++ % PC_COUNT(w->cancelled)] = attempt;
}

static inline void fake_renew(void *context, const struct pc_credential *which)
{
	struct world *w = context;

	copy_text(w->renewed[w->n_renewed++ % PC_COUNT(w->renewed)],
		sizeof(w->renewed[0]),
		which->key ? which->key->name : which->backend->name);
}

static inline void fake_tell(
	void *context, enum pc_severity severity, int64_t job, struct pc_str text)
{
	struct world *w = context;

	(void)job;
	w->n_told[severity]++;
	copy_text(w->last_told, sizeof(w->last_told), text);
}

static inline void fake_released(void *owner)
{
	((struct world *)owner)->released++;
}

static inline bool fake_alive(void *context, int64_t pid, int64_t started)
{
	(void)started;
	return pid != ((struct world *)context)->dead_pid;
}

static inline void world_write(const char *path, const char *text)
{
	FINE(pc_fs_replace(AT_FDCWD, path, pc_str(text), 0644, &err));
}

static inline struct pc_orch_config *world_read(struct world *w, const char *text)
{
	struct pc_orch_config *config = NULL;
	struct pc_diags diags = {.arena = &w->arena};
	struct pc_err err = {0};

	if (pc_orch_config_read(&config, &w->arena, "orchestrator.yaml", pc_str(text),
		    &diags, &err) != PC_OK)
		fail_msg("%s: %.*s", err.text,
			diags.count ? (int)diags.items[0].text.len : 0,
			diags.count ? diags.items[0].text.ptr : "");
	return config;
}

static inline struct pc_gate *world_gate(
	struct world *w, struct pc_orch_config *config, int64_t generation)
{
	const struct pc_gate_setup setup = {.guard = w->guard,
		.policy = w->policy,
		.config = config,
		.generation = generation};
	struct pc_gate *gate = NULL;

	FINE(pc_gate_new(&gate, &setup, &err));
	return gate;
}

static const char *const world_environment[] = {"PATH=/bin", NULL};

static inline void world_serve(struct world *w, int64_t pid)
{
	const struct pc_engine_setup setup = {.queue = w->place.queue,
		.rules = {.config = w->config,
			.gate = w->gate,
			.guard = w->guard,
			.released = fake_released,
			.owner = w},
		.world = {fake_now, fake_start, fake_cancel, fake_renew, fake_tell, NULL,
			w},
		.environment = world_environment,
		.seed = 1,
		.pid = pid,
		.pid_started = 1,
		.is_alive = fake_alive};

	FINE(pc_engine_new(&w->engine, &setup, &err));
}

/* config NULL: the one above; models: of the policy, NULL: none. */
static inline void world_open(struct world *w, const char *config, const char *models)
{
	const struct pc_model_guard_where where = {w->table, w->policy_file, w->blocks};

	memset(w, 0, sizeof(*w));
	place_open(&w->place);
	w->now = NOW;
	snprintf(w->table, sizeof(w->table), "%s/models.yaml", w->place.top);
	snprintf(w->policy_file, sizeof(w->policy_file), "%s/policy.yaml", w->place.top);
	snprintf(w->blocks, sizeof(w->blocks), "%s/blocks.yaml", w->place.top);
	world_write(w->table, world_models);
	if (models)
		world_write(w->policy_file,
			pc_arena_printf(&w->arena, "models: %s\n", models).ptr);
	FINE(pc_model_guard_new(&w->guard, &where, &err));
	w->diags.arena = &w->arena;
	w->settings.cwd = PC_STR("/w");
	w->settings.home = PC_STR("/h");
	w->settings.dirs = &w->settings.cwd;
	w->settings.n_dirs = 1;
	FINE(pc_policy_compile(&w->policy, &w->settings, &w->diags, &err));
	w->config = world_read(w, config ? config : world_config);
	w->gate = world_gate(w, w->config, 7);
	FINE(pc_queue_open(&w->reader, w->place.file, false, &err));
	world_serve(w, SERVER_PID);
}

static inline void world_close(struct world *w)
{
	pc_engine_free(&w->engine);
	pc_gate_free(w->gate);
	pc_policy_free(w->policy);
	pc_model_guard_free(w->guard);
	pc_queue_close(&w->reader);
	pc_arena_done(&w->arena);
	place_close(&w->place);
}

/* As a machine that loses its power: nobody ends anything. */
static inline void world_crash(struct world *w, int64_t pid)
{
	pc_engine_free(&w->engine);
	place_reopen(&w->place);
	world_serve(w, pid);
}

static inline void world_turn(struct world *w)
{
	FINE(pc_engine_turn(&w->next, w->engine, &err));
}

static inline int64_t world_add(struct world *w, struct pc_job job)
{
	job.submitted = w->now;
	if (!job.prompt.len)
		job.prompt = PC_STR("do it");
	if (!job.data_class.len)
		job.data_class = PC_STR("public");
	if (!job.chain.len && !job.type.len)
		job.chain = PC_STR("worker");
	return add(&w->place, job);
}

static inline struct pc_job world_job(struct world *w, int64_t id)
{
	return get(&w->place, id);
}

static inline const struct started *last_start(const struct world *w)
{
	assert_true(w->n_starts > 0);
	return &w->starts[w->n_starts - 1];
}

static inline void world_end(struct world *w, struct pc_run_end end)
{
	FINE(pc_engine_ended(w->engine, last_start(w)->id, &end, &err));
}

static inline void world_fail(struct world *w, enum pc_failure_class class, int64_t until)
{
	const struct pc_run_end end = {
		.failure = {.class = class, .until = until, .said = PC_STR("said")},
		.usage.list_price = -1};

	world_end(w, end);
}

static inline void world_succeed(struct world *w, const char *output)
{
	const struct pc_run_end end = {.answered = pc_str(last_start(w)->model),
		.usage = {.in = 100, .out = 10, .list_price = -1},
		.output = pc_str(output)};

	world_end(w, end);
}

#endif
