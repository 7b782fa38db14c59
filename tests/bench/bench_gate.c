/* SPDX-License-Identifier: Apache-2.0 */
/* What the gate costs before an attempt: of an interface, of a worker that is granted
 * three tools and has an environment of 40 variables, and of what came back; beside the
 * look at the models' files that each of them has in it.
 *
 *   bench_gate [--quick]
 *
 * Prints nanoseconds a call, the best of several rounds, and how often memory was taken
 * from the heap once the arena is warm, which is never. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "allocations.h"
#include "pc/base/fs.h"
#include "pc/orch/backend.h"
#include "pc/orch/capacity.h"
#include "pc/orch/config.h"

enum { N_VARIABLES = 40, N_RULES = 30, NOW_S = 1795305600 };

static struct pc_str classes[] = {{"public", 6}, {"internal", 8}};
static struct pc_orch_backend backends[] = {
	{.name = {"claude", 6},
		.provider = {"anthropic", 9},
		.contract = PC_CONTRACT_CLAUDE_CLI,
		.is_subscription = true,
		.is_keyless = true,
		.data = {.items = classes, .count = 2}},
	{.name = {"api", 3},
		.provider = {"anthropic", 9},
		.contract = PC_CONTRACT_ANTHROPIC,
		.data = {.items = classes, .count = 2}},
};
static struct pc_key keys[] = {{.name = {"main", 4}, .provider = {"anthropic", 9}}};
static const struct pc_orch_config config = {.backends = backends,
	.n_backends = PC_COUNT(backends),
	.keys = keys,
	.n_keys = PC_COUNT(keys)};

struct bench {
	struct pc_arena arena, kept;
	struct pc_gate *gate;
	struct pc_model_guard *guard;
	struct pc_policy *policy;
	struct pc_settings settings;
	struct pc_rule_text rules[N_RULES];
	const char *environment[N_VARIABLES + 1];
	char dir[32], table[48], models[48], blocks[48];
	size_t rounds, calls;
};

static int read_models(struct bench *b, struct pc_err *err)
{
	const struct pc_model_guard_where where = {b->table, b->models, b->blocks};
	const struct {
		const char *path;
		struct pc_str text;
	} files[] = {
		{b->table, pc_models_builtin_text()},
		{b->models, PC_STR("models: {deny: [\"provider:nobody\"]}\n")},
		{b->blocks, PC_STR("blocks: []\n")},
	};

	snprintf(b->dir, sizeof(b->dir), "/tmp/pc-bench-XXXXXX");
	if (!mkdtemp(b->dir))
		return pc_err_sys(err, "'%s'", b->dir) != PC_OK;
	snprintf(b->table, sizeof(b->table), "%s/table", b->dir);
	snprintf(b->models, sizeof(b->models), "%s/policy", b->dir);
	snprintf(b->blocks, sizeof(b->blocks), "%s/blocks", b->dir);
	for (size_t i = 0; i < PC_COUNT(files); i++) {
		if (pc_fs_replace(AT_FDCWD, files[i].path, files[i].text, 0644, err) !=
			PC_OK)
			return 1;
	}
	usleep(50000); /* until a change would show */
	return pc_model_guard_new(&b->guard, &where, err) != PC_OK;
}

static int read_rules(struct bench *b, struct pc_err *err)
{
	for (size_t i = 0; i < N_RULES; i++) {
		struct pc_str text = pc_arena_printf(
			&b->kept, i % 2 ? "Bash(program-%zu *)" : "mcp__server-%zu", i);

		b->rules[i] = (struct pc_rule_text){
			.list = PC_LIST_DENY, .base = PC_STR("/w"), .text = text};
	}
	b->rules[0].text = PC_STR("Read(//etc/**)");
	b->settings.rules = b->rules;
	b->settings.n_rules = N_RULES;
	b->settings.cwd = PC_STR("/w");
	b->settings.home = PC_STR("/h");
	b->settings.dirs = &b->settings.cwd;
	b->settings.n_dirs = 1;
	return pc_policy_compile(&b->policy, &b->settings, NULL, err) != PC_OK;
}

static int set_up(struct bench *b, struct pc_err *err)
{
	struct pc_gate_setup setup = {.config = &config, .generation = 1};

	if (read_models(b, err) || read_rules(b, err))
		return 1;
	for (size_t i = 0; i < N_VARIABLES; i++) {
		b->environment[i] =
			pc_arena_printf(&b->kept, "VARIABLE_%zu=value", i).ptr;
	}
	b->environment[N_VARIABLES / 2] = "ANTHROPIC_API_KEY=none";
	setup.guard = b->guard;
	setup.policy = b->policy;
	return pc_gate_new(&b->gate, &setup, err) != PC_OK;
}

typedef bool call_fn(struct bench *b);

static bool call_look(struct bench *b)
{
	struct pc_model_guard_view view;

	pc_model_guard_look(&view, b->guard);
	return view.models;
}

static bool before(struct bench *b, const struct pc_job *job, bool is_worker, bool ends)
{
	const struct pc_gate_ask ask = {.job = job,
		.backend = backends[!is_worker].name,
		.provider = PC_STR("anthropic"),
		.key = is_worker ? (struct pc_str){0} : keys[0].name,
		.model = PC_STR("flagship"),
		.environment = is_worker ? b->environment : NULL,
		.list_price = 1000,
		.now = NOW_S * INT64_C(1000)};
	struct pc_run_plan plan = {.job = job};
	struct pc_gate_answer answer;
	struct pc_pass *pass;
	struct pc_err err;

	if (pc_gate_before(&pass, &answer, &b->arena, b->gate, &ask, &err) != PC_OK)
		return false;
	plan.pass = pass;
	plan.model = answer.model;
	plan.environment = answer.environment;
	if (pc_pass_take(&plan, &err) != PC_OK)
		return false;
	if (ends) {
		const struct pc_gate_came came = {
			answer.model, PC_STR("{\"a\": 1}"), ask.now};

		pc_gate_after(&answer, &b->arena, b->gate, pass, &came);
	}
	return answer.is_let;
}

static bool call_interface(struct bench *b)
{
	const struct pc_job job = {.id = 1, .data_class = PC_STR("internal")};

	return before(b, &job, false, false);
}

static bool call_worker(struct bench *b)
{
	const struct pc_job job = {.id = 1,
		.data_class = PC_STR("internal"),
		.tools = PC_STR("Read Edit Bash(git log *)"),
		.cwd = PC_STR("/w/site")};

	return before(b, &job, true, false);
}

static bool call_both(struct bench *b)
{
	const struct pc_job job = {.id = 1, .data_class = PC_STR("internal")};

	return before(b, &job, false, true);
}

static double now_ns(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
}

static int measure(struct bench *b, const char *what, call_fn *call)
{
	double best = 0;
	size_t taken = 0;

	for (size_t round = 0; round < b->rounds; round++) {
		size_t had = allocations_count();
		double start = now_ns(), took;

		for (size_t i = 0; i < b->calls; i++) {
			pc_arena_reset(&b->arena);
			if (!call(b)) {
				fprintf(stderr, "%s: it was not let\n", what);
				return 1;
			}
		}
		took = (now_ns() - start) / (double)b->calls;
		taken = allocations_count() - had;
		best = !round || took < best ? took : best;
	}
	printf("%-28s %8.0f ns %6zu allocations\n", what, best, taken);
	return taken != 0;
}

static void tear_down(struct bench *b)
{
	pc_gate_free(b->gate);
	pc_policy_free(b->policy);
	pc_model_guard_free(b->guard);
	pc_arena_done(&b->arena);
	pc_arena_done(&b->kept);
	if (b->dir[0])
		pc_fs_remove_tree(b->dir);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *what;
		call_fn *call;
	} rows[] = {
		{"the look at the files", call_look},
		{"an interface", call_interface},
		{"an interface, and after", call_both},
		{"a worker", call_worker},
	};
	bool is_quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
	struct bench b = {.rounds = is_quick ? 2 : 9, .calls = is_quick ? 100 : 20000};
	struct pc_err err = {0};
	int failed = set_up(&b, &err);

	if (failed)
		fprintf(stderr, "bench_gate: %s\n", err.text);
	for (size_t i = 0; !failed && i < PC_COUNT(rows); i++) {
		call_fn *call = rows[i].call;

		pc_arena_reset(&b.arena);
		if (!call(&b)) /* warms the arena up */
			failed = 1;
		failed |= measure(&b, rows[i].what, call);
	}
	tear_down(&b);
	return failed;
}
