/* SPDX-License-Identifier: Apache-2.0 */
/* Engine and runner for one job, without a daemon around them:
 *
 *   worker_stand DIR ATTEMPTS TYPE TOOLS PROMPT
 *
 * DIR has orchestrator.yaml, models.yaml and managed/ (settings, whose rules tools of
 * workers are held against); its "state" has to be DIR/state, which is there.  The job
 * runs until it has ended, or until so many of its attempts have; rows are then in
 * DIR/state/queue.db.  What people would be told goes to standard output, a line each. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/orch/runner.h"
#include "pc/os/child.h"
#include "pc/settings/settings.h"

struct stand {
	struct pc_arena arena;
	const char *dir;
	int64_t job, wanted;
	struct pc_loop *loop;
	struct pc_watch *next;
	struct pc_queue *queue;
	struct pc_orch_config *config;
	struct pc_settings *settings;
	struct pc_policy *policy;
	struct pc_model_guard *guard;
	struct pc_gate *gate;
	struct pc_runner *runner;
	struct pc_engine *engine;
	int status;
};

static const char *at(struct stand *stand, const char *name)
{
	return pc_arena_printf(&stand->arena, "%s/%s", stand->dir, name).ptr;
}

static int64_t now(void)
{
	struct timespec moment;

	clock_gettime(CLOCK_REALTIME, &moment);
	return (int64_t)moment.tv_sec * 1000 + moment.tv_nsec / 1000000;
}

/* ---- what is told -------------------------------------------------------------------
 */

static void on_tell(
	void *context, enum pc_severity severity, int64_t job, struct pc_str text)
{
	(void)context;
	(void)job;
	printf("told %d %.*s\n", (int)severity, PC_STR_ARG(text));
}

static void on_piece(void *context, int64_t job, struct pc_str text)
{
	(void)context;
	(void)job;
	printf("piece %zu\n", text.len);
}

static void on_wake(void *context)
{
	struct stand *stand = context;

	pc_watch_after(stand->next, 0);
}

static void on_broken(void *context, const struct pc_err *err)
{
	struct stand *stand = context;

	fprintf(stderr, "worker_stand: %s\n", err->text);
	stand->status = 1;
	pc_loop_stop(stand->loop);
}

/* ---- turns --------------------------------------------------------------------------
 */

static bool count(void *context, const struct pc_attempt *attempt)
{
	int64_t *n = context;

	/* A refusal of the gate is none that ran. */
	*n += pc_str_is(attempt->verdict, "allow");
	return true;
}

static enum pc_status is_over(bool *out, struct stand *stand, struct pc_err *err)
{
	const struct pc_attempt_filter settled = {.job = stand->job, .is_settled = true};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_job job;
	int64_t n = 0;

	PC_TRY(pc_job_get(&job, &arena, stand->queue, stand->job, err));
	PC_TRY(pc_attempts_each(stand->queue, &settled, count, &n, err));
	*out = pc_runner_running(stand->runner) == 0 &&
	       (pc_job_is_ended((enum pc_job_state)job.state) || n >= stand->wanted);
	return PC_OK;
}

static void on_next(void *arg, int what)
{
	struct stand *stand = arg;
	int64_t next = 0, wait;
	bool has_ended = false;
	struct pc_err err;

	(void)what;
	if (is_over(&has_ended, stand, &err) != PC_OK ||
		(!has_ended && pc_engine_turn(&next, stand->engine, &err) != PC_OK)) {
		on_broken(stand, &err);
		return;
	}
	/* A turn may refuse a job. */
	if (!has_ended && is_over(&has_ended, stand, &err) != PC_OK) {
		on_broken(stand, &err);
		return;
	}
	if (has_ended) {
		pc_loop_stop(stand->loop);
		return;
	}
	wait = next - now();
	if (next)
		pc_watch_after(stand->next, wait > 0 ? wait : 0);
}

/* ---- beginning and end --------------------------------------------------------------
 */

static enum pc_status read_rules(struct stand *stand, struct pc_err *err)
{
	const struct pc_model_guard_where models = {
		at(stand, "models.yaml"), at(stand, "policy.yaml"), at(stand, "blocks")};
	const struct pc_where where = {
		.apart = true, .managed_dir = pc_str(at(stand, "managed"))};
	struct pc_diags diags = {.arena = &stand->arena};
	enum pc_status status = pc_orch_config_load(&stand->config, &stand->arena,
		at(stand, "orchestrator.yaml"), &diags, err);

	for (size_t i = 0; i < diags.count; i++)
		fprintf(stderr, "worker_stand: line %u: %.*s\n", diags.items[i].at.line,
			PC_STR_ARG(diags.items[i].text));
	PC_TRY(status);
	PC_TRY(pc_model_guard_new(&stand->guard, &models, err));
	PC_TRY(pc_settings_load(&stand->settings, &stand->arena, &where, NULL, err));
	PC_TRY(pc_policy_compile(&stand->policy, stand->settings, NULL, err));
	return pc_gate_new(&stand->gate,
		&(struct pc_gate_setup){.guard = stand->guard,
			.policy = stand->policy,
			.config = stand->config,
			.generation = 1,
			.resolve = pc_resolve_here,
			.follow = pc_follow_here},
		err);
}

static enum pc_status begin(struct stand *stand, struct pc_err *err)
{
	const struct pc_runner_setup runner = {.loop = stand->loop,
		.piece = on_piece,
		.tell = on_tell,
		.wake = on_wake,
		.broken = on_broken,
		.context = stand};
	struct pc_engine_setup engine = {.environment = (const char *const *)environ,
		.pid = getpid(),
		.pid_started = pc_child_began(getpid())};

	PC_TRY(read_rules(stand, err));
	PC_TRY(pc_queue_open(&stand->queue, at(stand, "state/queue.db"), true, err));
	PC_TRY(pc_runner_new(&stand->runner, &runner, err));
	engine.queue = stand->queue;
	engine.rules = (struct pc_engine_rules){
		.config = stand->config, .gate = stand->gate, .guard = stand->guard};
	pc_runner_world(&engine.world, stand->runner);
	PC_TRY(pc_engine_new(&stand->engine, &engine, err));
	pc_runner_serve(stand->runner, stand->engine);
	return PC_OK;
}

static enum pc_status submit(struct stand *stand, char **words, struct pc_err *err)
{
	struct pc_job job = {.type = pc_str(words[0]),
		.tools = pc_str(words[1]),
		.prompt = pc_str(words[2]),
		.data_class = PC_STR("public"),
		.submitted = now()};

	PC_TRY(pc_queue_submit(stand->queue, &job, NULL, err));
	stand->job = job.id;
	pc_watch_after(stand->next, 0);
	return PC_OK;
}

static void end(struct stand *stand)
{
	pc_engine_free(&stand->engine);
	pc_runner_free(&stand->runner);
	pc_backends_done();
	pc_queue_close(&stand->queue);
	pc_gate_free(stand->gate);
	pc_policy_free(stand->policy);
	pc_model_guard_free(stand->guard);
	pc_watch_free(&stand->next);
	pc_loop_free(&stand->loop);
	pc_arena_done(&stand->arena);
}

int main(int argc, char **argv)
{
	struct stand stand = {0};
	struct pc_err err = {0};

	if (argc != 6) {
		fputs("worker_stand DIR ATTEMPTS TYPE TOOLS PROMPT\n", stderr);
		return 64;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	stand.dir = argv[1];
	stand.wanted = strtol(argv[2], NULL, 10);
	if (pc_loop_new(&stand.loop, &err) == PC_OK) {
		stand.next = pc_loop_timer(stand.loop, on_next, &stand);
		if (begin(&stand, &err) == PC_OK &&
			submit(&stand, argv + 3, &err) == PC_OK)
			(void)!pc_loop_run(stand.loop, &err);
	}
	if (err.status != PC_OK) {
		fprintf(stderr, "worker_stand: %s\n", err.text);
		stand.status = 1;
	}
	end(&stand);
	return stand.status;
}
