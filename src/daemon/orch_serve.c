/* SPDX-License-Identifier: Apache-2.0 */
/* The orchestrator's process: one loop for questions, attempts and time. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "orch.h"
#include "pc/base/fs.h"
#include "pc/base/self.h"
#include "pc/base/when.h"
#include "pc/orch/ledger.h"
#include "pc/os/changes.h"
#include "pc/os/child.h"
#include "pc/os/memory.h"
#include "pc/os/sandbox.h"
#include "pc/os/service.h"

enum {
	MOMENT = 200,   /* ms: who writes a file does several things at once */
	GRACE = 10000,  /* for attempts to end when they are told to */
	FORGET = 1000,  /* jobs in one sweep */
	PRIVATE = 0700, /* modes of directories */
	PUBLIC = 0755,
	EXIT_CONFIG = 78,
};

void orch_log(const char *fmt, ...)
{
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};
	va_list args;

	va_start(args, fmt);
	pc_buf_puts(&line, "policyd-orch: ");
	pc_buf_vprintf(&line, fmt, args);
	va_end(args);
	pc_buf_add_char(&line, '\n');
	fwrite(line.ptr, 1, line.len, stderr);
}

/* ---- ending ---------------------------------------------------------------------------
 */

static void stop_if_idle(struct orch *orch)
{
	if (orch->is_ending && pc_runner_running(orch->runner) == 0)
		pc_loop_stop(orch->loop);
}

static void begin_to_end(struct orch *orch)
{
	if (orch->is_ending)
		return;
	orch->is_ending = true;
	pc_service_tell(PC_STR("STOPPING=1"));
	pc_watch_after(orch->grace, GRACE);
	pc_runner_stop(orch->runner);
	orch_soon(orch);
}

static void on_grace(void *arg, int what)
{
	struct orch *orch = arg;

	(void)what;
	orch_log("%zu attempts did not end in time; their leases will",
		pc_runner_running(orch->runner));
	pc_loop_stop(orch->loop);
}

void orch_broken(struct orch *orch, const struct pc_err *err)
{
	orch_log("%s", err->text);
	orch->status = EXIT_FAILURE;
	begin_to_end(orch);
}

/* ---- turns ----------------------------------------------------------------------------
 */

void orch_soon(struct orch *orch)
{
	pc_watch_after(orch->soon, 0);
}

bool orch_begin(struct orch *orch)
{
	struct pc_err err;

	if (orch->is_open)
		return true;
	if (pc_queue_begin(orch->queue, &err) != PC_OK) {
		orch_broken(orch, &err);
		return false;
	}
	orch->is_open = true;
	orch_soon(orch);
	return true;
}

bool orch_commit(struct orch *orch)
{
	struct pc_err err;

	/* What a commit that failed was about is told to nobody, at the end either. */
	if (!orch->is_open)
		return orch->status == EXIT_SUCCESS;
	orch->is_open = false;
	if (pc_queue_end(orch->queue, &err) == PC_OK)
		return true;
	orch_broken(orch, &err);
	return false;
}

/* In one commit with what asked for it. */
static bool plan(struct orch *orch)
{
	int64_t next = 0, now;
	struct pc_err err;

	orch->wants_turn = false;
	if (orch->is_ending)
		return false;
	if (pc_engine_plan(&next, orch->engine, &err) != PC_OK) {
		orch_broken(orch, &err);
		return false;
	}
	now = pc_when_now();
	if (next > 0)
		pc_watch_after(orch->next, next > now ? next - now : 0);
	else
		pc_watch_unset(orch->next);
	return true;
}

/* What was changed is on the disk before anybody is told, or anything starts. */
static void on_soon(void *arg, int what)
{
	struct orch *orch = arg;
	bool has_plan = orch->wants_turn && plan(orch);

	(void)what;
	if (!orch_commit(orch)) { /* answers would tell of what is not so */
		stop_if_idle(orch);
		return;
	}
	if (has_plan)
		pc_engine_start(orch->engine);
	askers_push(orch->askers);
	askers_flush(orch->askers);
	askers_go_on(orch->askers); /* behind what this turn was about */
	stop_if_idle(orch);
}

static void on_next(void *arg, int what)
{
	struct orch *orch = arg;

	(void)what;
	orch->wants_turn = true;
	orch_soon(orch);
}

/* ---- what the runner tells
 * -------------------------------------------------------------- */

static void on_piece(void *context, int64_t job, struct pc_str text)
{
	struct orch *orch = context;

	askers_piece(orch->askers, job, text);
}

static void on_tell(
	void *context, enum pc_severity severity, int64_t job, struct pc_str text)
{
	static const char *const words[] = {
		[PC_NOTE] = "note", [PC_WARNING] = "warning", [PC_ERROR] = "alert"};

	(void)context;
	if (job)
		orch_log("%s: job %" PRId64 ": %.*s", words[severity], job,
			PC_STR_ARG(text));
	else
		orch_log("%s: %.*s", words[severity], PC_STR_ARG(text));
}

static void on_changed(void *context, int64_t job)
{
	struct orch *orch = context;

	askers_changed(orch->askers, job);
}

static void on_wake(void *context)
{
	on_next(context, 0);
}

static void on_broken(void *context, const struct pc_err *err)
{
	orch_broken(context, err);
}

static bool is_alive(void *context, int64_t pid, int64_t started)
{
	(void)context;
	return pid > 0 && started != 0 && pc_child_began((pid_t)pid) == started;
}

static int64_t now_of(void *context)
{
	(void)context;
	return pc_when_now();
}

/* ---- generations
 * ------------------------------------------------------------------------ */

static void rules_released(void *owner)
{
	rules_free(owner);
}

static void tell_findings(const struct pc_diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct pc_diag *diag = &diags->items[i];

		orch_log("%s:%u:%u: %s: %.*s", diag->at.file, diag->at.line, diag->at.col,
			diag->code, PC_STR_ARG(diag->text));
	}
}

static struct pc_engine_rules engine_rules(struct rules *rules)
{
	return (struct pc_engine_rules){.config = rules->config,
		.gate = rules->gate,
		.guard = rules->guard,
		.digest = pc_str(rules->digest),
		.released = rules_released,
		.owner = rules};
}

/* What is not there yet is seen by the sweep. */
static void watch_files(struct orch *orch)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str managed = orch->rules->managed;
	const struct pc_str places[] = {pc_path_dir(pc_str(orch->where.config)), managed,
		pc_path_dir(managed),
		pc_path_join(&arena, managed, PC_STR("managed-settings.d"))};
	struct pc_err err;

	for (size_t i = 0; i < PC_COUNT(places); i++) {
		const char *path = pc_arena_str(&arena, places[i]).ptr;

		if (pc_changes_add(orch->changes, path, &err) != PC_OK &&
			err.status != PC_ERR_ABSENT)
			orch_log("%s", err.text);
	}
}

static void tell_places(const struct orch *orch, const struct pc_orch_config *config)
{
	if (!pc_str_is(config->state, orch->state) ||
		!pc_str_is(config->socket, orch->socket) ||
		!pc_str_is(config->spool, orch->spool_dir ? orch->spool_dir : ""))
		orch_log("state, spool and socket stay where they are until a restart");
}

/* The old generation goes when nothing runs by it any more. */
static void take(struct orch *orch, struct rules *rules)
{
	struct pc_engine_rules for_engine;
	struct pc_err err;

	if (rules_open(rules, orch->state, &err) != PC_OK) {
		orch_log("%s; generation %" PRId64 " stays in force", err.text,
			orch->rules->generation);
		rules_free(rules);
		return;
	}
	if (!orch_commit(orch))
		return;
	for_engine = engine_rules(rules);
	if (pc_engine_regenerate(orch->engine, &for_engine, &err) != PC_OK) {
		orch_broken(orch, &err);
		return;
	}
	orch->rules = rules;
	tell_places(orch, rules->config);
	orch_log("generation %" PRId64 " is in force", rules->generation);
	pc_runner_look(orch->runner);
	askers_judge(orch->askers);
	watch_files(orch);
	on_wake(orch);
}

/* Once, however often the same is read; and to who asks. */
static void tell_refused(struct orch *orch, const struct pc_diags *diags,
	const struct pc_err *err, bool is_asked)
{
	PC_AUTO(pc_buf_done) struct pc_buf all = {0};

	for (size_t i = 0; i < diags->count; i++)
		pc_buf_add(&all, diags->items[i].text);
	pc_buf_puts(&all, err->text);
	if (orch->refused && strcmp(orch->refused, all.ptr) == 0 && !is_asked)
		return;
	tell_findings(diags);
	orch_log("%s; generation %" PRId64 " stays in force", err->text,
		orch->rules->generation);
	free(orch->refused);
	orch->refused = pc_str_dup(pc_buf_str(&all));
}

static void forget_refused(struct orch *orch)
{
	free(orch->refused);
	orch->refused = NULL;
}

static void regenerate(struct orch *orch, bool is_asked)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct rules *rules = NULL;
	struct pc_err err;

	seen_done(&orch->seen);
	if (rules_read(&rules, &orch->seen, &orch->where, &diags, &err) != PC_OK) {
		tell_refused(orch, &diags, &err, is_asked);
	} else if (strcmp(rules->digest, orch->rules->digest) == 0) {
		if (orch->refused || is_asked)
			orch_log("generation %" PRId64 " is what the files say",
				orch->rules->generation);
		forget_refused(orch);
		rules_free(rules);
	} else {
		forget_refused(orch);
		take(orch, rules);
	}
	pc_memory_rest();
}

static void on_look(void *arg, int what)
{
	struct orch *orch = arg;

	(void)what;
	if (!orch->is_ending && !seen_still_holds(&orch->seen))
		regenerate(orch, false);
}

static void on_change(void *arg, const char *directory, const char *name)
{
	struct orch *orch = arg;

	(void)directory;
	(void)name;
	pc_watch_after(orch->look, MOMENT);
}

/* ---- sweeps, signals, the manager
 * --------------------------------------------------------- */

static void on_sweep(void *arg, int what)
{
	struct orch *orch = arg;
	const struct pc_orch_limits *limits;
	int64_t gone = 0;
	struct pc_err err;

	(void)what;
	if (orch->is_ending)
		return;
	on_look(orch, 0); /* there may be other limits now */
	limits = &orch->rules->config->limits;
	if (orch->spool)
		job_spool_sweep(orch->spool);
	orphans_sweep(orch->state, orch->queue);
	if (pc_ledger_forget(&gone, orch->queue, pc_when_now() - limits->keep, FORGET,
		    &err) != PC_OK)
		orch_broken(orch, &err);
	on_wake(orch);
	pc_watch_after(orch->sweep, limits->sweep);
}

static void on_signal(void *arg, int signal)
{
	struct orch *orch = arg;

	if (signal != SIGHUP)
		begin_to_end(orch);
	else if (!orch->is_ending)
		regenerate(orch, true);
}

static void on_watchdog(void *arg, int what)
{
	struct orch *orch = arg;

	(void)what;
	pc_service_tell(PC_STR("WATCHDOG=1"));
	pc_watch_after(orch->watchdog, orch->patience / 2);
}

/* ---- the whole
 * ---------------------------------------------------------------------------- */

static void watch_all(struct orch *orch)
{
	static const int signals[] = {SIGHUP, SIGTERM, SIGINT};
	struct pc_loop *loop = orch->loop;

	for (size_t i = 0; i < PC_COUNT(signals); i++)
		orch->signals[i] = pc_loop_signal(loop, signals[i], on_signal, orch);
	orch->soon = pc_loop_timer(loop, on_soon, orch);
	orch->next = pc_loop_timer(loop, on_next, orch);
	orch->look = pc_loop_timer(loop, on_look, orch);
	orch->sweep = pc_loop_timer(loop, on_sweep, orch);
	orch->grace = pc_loop_timer(loop, on_grace, orch);
	orch->watchdog = pc_loop_timer(loop, on_watchdog, orch);
	orch->patience = pc_service_watchdog();
	if (orch->patience > 0)
		pc_watch_after(orch->watchdog, orch->patience / 2);
}

/* Which of them are taken is known for as long as the process lives. */
static enum pc_status open_places(struct orch *orch, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_orch_config *config = orch->rules->config;

	orch->state = pc_str_dup(config->state);
	orch->socket = pc_str_dup(config->socket);
	if (config->spool.len)
		orch->spool_dir = pc_str_dup(config->spool);
	PC_TRY(place_make(orch->state, PRIVATE, err));
	PC_TRY(place_lock(&orch->lock, orch->state, err));
	orphans_end(orch->state);
	PC_TRY(place_make(
		pc_arena_printf(&arena, "%s/jobs", orch->state).ptr, PRIVATE, err));
	PC_TRY(place_make(
		pc_arena_str(&arena, pc_path_dir(config->socket)).ptr, PUBLIC, err));
	PC_TRY(rules_open(orch->rules, orch->state, err));
	return pc_queue_open(&orch->queue,
		pc_arena_printf(&arena, "%s/queue.db", orch->state).ptr, true, err);
}

/* Programs that it starts, and what those start, have it, too. */
static enum pc_status give_up(struct pc_err *err)
{
	const struct pc_sandbox sandbox = {.may = PC_SANDBOX_CONNECT | PC_SANDBOX_LOCAL |
						  PC_SANDBOX_SPAWN | PC_SANDBOX_BECOME |
						  PC_SANDBOX_NEST};
	struct pc_sandboxed done;

	if (geteuid() == 0)
		orch_log("runs as root, and so do workers");
	pc_self_hide();
	PC_TRY(pc_sandbox_enter(&done, &sandbox, err));
	pc_self_hide(); /* other capabilities make a process open again */
	return PC_OK;
}

static enum pc_status open_engine(struct orch *orch, struct pc_err *err)
{
	const struct pc_runner_setup runner = {.loop = orch->loop,
		.piece = on_piece,
		.tell = on_tell,
		.changed = on_changed,
		.wake = on_wake,
		.broken = on_broken,
		.context = orch};
	struct pc_engine_setup setup = {.queue = orch->queue,
		.rules = engine_rules(orch->rules),
		.environment = (const char *const *)environ,
		.pid = getpid(),
		.pid_started = pc_child_began(getpid()),
		.is_alive = is_alive};

	if (getrandom(&setup.seed, sizeof(setup.seed), 0) < 0)
		return pc_err_sys(err, "a random number");
	PC_TRY(pc_runner_new(&orch->runner, &runner, err));
	pc_runner_world(&setup.world, orch->runner);
	PC_TRY(pc_engine_new(&orch->engine, &setup, err));
	pc_runner_serve(orch->runner, orch->engine);
	orch->desk = (struct pc_desk){orch->queue, orch->engine, now_of, NULL, 0};
	return PC_OK;
}

static enum pc_status open_all(struct orch *orch, struct pc_err *err)
{
	PC_TRY(give_up(err));
	PC_TRY(open_places(orch, err));
	PC_TRY(pc_loop_new(&orch->loop, err));
	watch_all(orch);
	PC_TRY(pc_changes_new(&orch->changes, orch->loop, on_change, orch, err));
	watch_files(orch);
	PC_TRY(open_engine(orch, err));
	PC_TRY(askers_open(&orch->askers, orch, orch->socket, err));
	if (orch->spool_dir)
		PC_TRY(job_spool_open(&orch->spool, orch, orch->spool_dir, err));
	return PC_OK;
}

static void close_all(struct orch *orch)
{
	struct pc_watch **const watches[] = {&orch->soon, &orch->next, &orch->look,
		&orch->sweep, &orch->watchdog, &orch->grace, &orch->signals[0],
		&orch->signals[1], &orch->signals[2]};

	job_spool_close(&orch->spool);
	askers_close(&orch->askers);
	pc_engine_free(&orch->engine);
	pc_runner_free(&orch->runner);
	pc_backends_done();
	pc_changes_free(&orch->changes);
	for (size_t i = 0; i < PC_COUNT(watches); i++)
		pc_watch_free(watches[i]);
	pc_loop_free(&orch->loop);
	pc_queue_close(&orch->queue);
	seen_done(&orch->seen);
	pc_close(&orch->lock);
	forget_refused(orch);
	free(orch->state);
	free(orch->socket);
	free(orch->spool_dir);
}

static void run(struct orch *orch)
{
	struct pc_err err;

	orch_log("serves '%s' at '%s', generation %" PRId64, orch->state, orch->socket,
		orch->rules->generation);
	pc_service_tell(PC_STR("READY=1"));
	pc_watch_after(orch->sweep, 0);
	if (pc_loop_run(orch->loop, &err) != PC_OK) {
		orch_log("%s", err.text);
		orch->status = EXIT_FAILURE;
	}
	if (orch_commit(orch))
		askers_flush(orch->askers);
}

static int fail(struct orch *orch, const struct pc_diags *diags, const struct pc_err *err)
{
	struct rules *rules = orch->engine ? NULL : orch->rules;
	int status = orch->rules ? EXIT_FAILURE : EXIT_CONFIG;

	tell_findings(diags);
	orch_log("%s", err->text);
	close_all(orch);
	rules_free(rules); /* no engine has taken them */
	return status;
}

int orch_serve(const struct rules_where *where)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct orch orch = {.where = *where, .lock = -1};
	struct pc_err err;

	if (rules_read(&orch.rules, &orch.seen, where, &diags, &err) != PC_OK)
		return fail(&orch, &diags, &err);
	if (open_all(&orch, &err) != PC_OK)
		return fail(&orch, &diags, &err);
	run(&orch);
	/* Attempts that did not end have their hands on all of this. */
	if (pc_runner_running(orch.runner) == 0)
		close_all(&orch);
	return orch.status;
}
