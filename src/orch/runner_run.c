/* SPDX-License-Identifier: Apache-2.0 */
/* One attempt, from the engine's word to the end that it is told: its key is read, its
 * backend started, and what that says is passed on.  Nothing is told from inside the
 * engine's own call: what begins there begins at the loop's next round, and so does an
 * end that needs no backend. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jobdir.h"
#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/base/redact.h"
#include "pc/base/when.h"
#include "runner_priv.h"

enum {
	UNREAD_MS = 60000, /* until a key is tried again where it lies, but not now */
	STEPS_MS = 2000,   /* between two looks at what workers have written down */
};

enum run_state {
	RUN_WAITING, /* for the loop's next round */
	RUN_READING, /* its key */
	RUN_RUNNING, /* at its backend, which tells its end */
	RUN_OVER,    /* its end is told at the loop's next round */
};

struct run {
	struct run *next;
	struct pc_runner *runner;
	const struct pc_engine_attempt *attempt;
	int64_t id, job;
	enum run_state state;
	struct pc_watch *soon;
	struct key_read *read;
	struct pc_run *handle; /* its backend's */
	bool is_cancelled, has_process;
	int64_t step;
	struct pc_failure failure; /* of an end that is ours */
	char said[PC_MAX_FAILURE_SAID + 1];
};

/* ---- ends ---------------------------------------------------------------------------
 */

static const struct pc_backend *backend_of(const struct run *run)
{
	const struct pc_backend *const *all = run->runner->setup.backends;

	return (all ? all : pc_backends)[run->attempt->backend->kind];
}

static void run_free(struct run *run)
{
	for (struct run **at = &run->runner->runs; *at; at = &(*at)->next)
		if (*at == run) {
			*at = run->next;
			break;
		}
	if (run->read)
		key_read_forget(run->read);
	pc_watch_free(&run->soon);
	free(run);
}

static void look_at_step(struct run *run)
{
	int64_t step = jobdir_step(run->attempt->plan.dir);
	struct pc_err err;

	if (step <= run->step)
		return;
	run->step = step;
	runner_must(run->runner, pc_engine_step(run->runner->engine, run->id, step, &err),
		&err);
}

static void ended(struct run *run, const struct pc_run_end *end)
{
	struct pc_runner *runner = run->runner;
	int64_t id = run->id;
	struct pc_err err;

	run_free(run);
	runner_must(runner, pc_engine_ended(runner->engine, id, end, &err), &err);
	runner_wake(runner);
}

/* An end without a backend; told at the loop's next round. */
static void end_soon(struct run *run, enum pc_failure_class class, struct pc_str said)
{
	run->state = RUN_OVER;
	(void)snprintf(run->said, sizeof(run->said), "%.*s", PC_STR_ARG(said));
	run->failure = (struct pc_failure){.class = class, .said = pc_str(run->said)};
	pc_watch_after(run->soon, 0);
}

static void end_now(struct run *run)
{
	/* The text outlives the run. */
	char said[sizeof(run->said)];
	struct pc_run_end end = {.failure = run->failure, .usage = {.list_price = -1}};

	(void)snprintf(said, sizeof(said), "%s", run->said);
	end.failure.said = pc_str(said);
	ended(run, &end);
}

/* ---- what backends tell -------------------------------------------------------------
 */

static void on_started(void *context, int64_t pid, int64_t pid_started)
{
	struct run *run = context;
	struct pc_runner *runner = run->runner;
	struct pc_err err;

	run->has_process = pid > 0;
	if (run->has_process)
		pc_watch_after(runner->steps_timer, STEPS_MS);
	runner_must(runner,
		pc_engine_started(runner->engine, run->id, pid, pid_started, &err), &err);
}

static void on_piece(void *context, struct pc_str text)
{
	const struct run *run = context;
	const struct pc_runner_setup *setup = &run->runner->setup;

	if (setup->piece)
		setup->piece(setup->context, run->job, text);
}

static void on_limits(void *context, const struct pc_failure *limit)
{
	const struct run *run = context;

	pc_engine_limits(run->runner->engine, run->id, limit);
	runner_wake(run->runner);
}

/* What was refused is kept, and calls have anything in them. */
static void on_ended(void *context, const struct pc_run_end *end)
{
	struct run *run = context;
	struct pc_run_end clean = *end;
	struct pc_buf denials = {0};

	if (run->has_process)
		look_at_step(run);
	pc_redact(&denials, end->denials);
	clean.denials = pc_buf_str(&denials);
	ended(run, &clean);
	pc_buf_done(&denials);
}

void runner_steps(void *arg, int what)
{
	struct pc_runner *runner = arg;
	bool is_any = false;

	(void)what;
	for (struct run *run = runner->runs, *next; run; run = next) {
		next = run->next;
		if (!run->has_process)
			continue;
		is_any = true;
		look_at_step(run);
	}
	if (is_any)
		pc_watch_after(runner->steps_timer, STEPS_MS);
}

/* ---- beginnings ---------------------------------------------------------------------
 */

/* What it means that a backend did not start. */
static enum pc_failure_class fault_class(enum pc_status status)
{
	static const enum pc_failure_class classes[] = {
		[PC_ERR_PARSE] = PC_FAILURE_BAD_REQUEST,
		[PC_ERR_LIMIT] = PC_FAILURE_BAD_REQUEST,
		[PC_ERR_USAGE] = PC_FAILURE_BAD_REQUEST,
		/* Its program or directory is not there, or no process can be had. */
		[PC_ERR_ABSENT] = PC_FAILURE_UNKNOWN,
		[PC_ERR_SYSTEM] = PC_FAILURE_WORKER_LOST,
	};

	return classes[status];
}

/* A job that names a directory in which nothing can be started is wrong itself; its
 * backend is not, and others go on with it. */
static bool is_misplaced(const struct run *run, struct pc_err *err)
{
	const struct pc_job *job = run->attempt->plan.job;
	struct pc_arena arena = {0};
	const char *path;
	struct stat st;
	bool is_good;

	if (!job || !job->cwd.len)
		return false;
	path = pc_arena_str(&arena, job->cwd).ptr;
	is_good = stat(path, &st) == 0 && S_ISDIR(st.st_mode) && access(path, X_OK) == 0;
	if (!is_good)
		(void)pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"its working directory '%s' is none that workers can be started "
			"in",
			path);
	pc_arena_done(&arena);
	return !is_good;
}

static int64_t login_expires(struct run *run)
{
	enum { PER_SECOND = 1000 };
	const struct login *login =
		runner_login(run->runner, run->attempt->backend->name);

	return login ? login->told / PER_SECOND : 0;
}

static void launch(struct run *run, const struct pc_secret *key, int64_t expires)
{
	const struct pc_run_hooks hooks = {.started = on_started,
		.piece = on_piece,
		.limits = on_limits,
		.ended = on_ended,
		.context = run};
	struct pc_run_plan plan = run->attempt->plan;
	struct pc_err err = {0};
	enum pc_status status;

	plan.key = key;
	plan.token_expires = key ? expires : login_expires(run);
	run->state = RUN_RUNNING;
	status = backend_of(run)->start(
		&run->handle, run->runner->setup.loop, &plan, &hooks, &err);
	if (status == PC_OK)
		return;
	run->handle = NULL;
	if (is_misplaced(run, &err))
		status = PC_ERR_USAGE;
	end_soon(run, fault_class(status), pc_str(err.text));
}

static void on_key(void *context, const struct key_read *read)
{
	enum { PER_SECOND = 1000 };
	struct run *run = context;
	struct pc_runner *runner = run->runner;
	const struct pc_credential which = {run->attempt->backend, run->attempt->key};
	int64_t at = read->expires * PER_SECOND;

	run->read = NULL;
	run->state = RUN_WAITING;
	if (read->status != PC_OK) {
		end_soon(run, PC_FAILURE_AUTH_INVALID, pc_str(read->err.text));
		/* A vault that is sealed will be opened; a key that is not there, or is
		 * none, is for people. */
		if (read->status == PC_ERR_SYSTEM)
			run->failure.until = pc_when_now() + UNREAD_MS;
		return;
	}
	if (at)
		pc_engine_expires(runner->engine, &which, at);
	if (run->state == RUN_OVER) /* it was cancelled for that */
		return;
	if (at && at <= pc_when_now())
		end_soon(run, PC_FAILURE_AUTH_EXPIRED,
			PC_STR("the key's own end is over"));
	else
		launch(run, &read->secret, read->expires);
}

static void begin(struct run *run)
{
	struct pc_key_reading how = runner_reading(run->runner);

	if (!run->attempt->key) {
		launch(run, NULL, 0);
		return;
	}
	run->state = RUN_READING;
	run->read =
		key_reader_ask(run->runner->keys, run->attempt->key, &how, on_key, run);
}

static void on_soon(void *arg, int what)
{
	struct run *run = arg;

	(void)what;
	if (run->state == RUN_OVER)
		end_now(run);
	else if (run->state == RUN_WAITING)
		begin(run);
}

/* ---- from outside -------------------------------------------------------------------
 */

void runner_begin(struct pc_runner *runner, const struct pc_engine_attempt *attempt)
{
	struct run *run = pc_xcalloc(1, sizeof(*run));

	*run = (struct run){.next = runner->runs,
		.runner = runner,
		.attempt = attempt,
		.id = attempt->id,
		.job = attempt->job->id,
		.step = attempt->job->step};
	runner->runs = run;
	run->soon = pc_loop_timer(runner->setup.loop, on_soon, run);
	pc_watch_after(run->soon, 0);
}

static void cancel(struct run *run)
{
	if (run->is_cancelled || run->state == RUN_OVER)
		return;
	run->is_cancelled = true;
	if (run->state == RUN_RUNNING) {
		backend_of(run)->cancel(run->handle);
		return;
	}
	if (run->read)
		key_read_forget(run->read);
	run->read = NULL;
	end_soon(run, PC_FAILURE_WORKER_LOST, PC_STR("cancelled"));
}

void runner_cancel(const struct pc_runner *runner, int64_t attempt)
{
	for (struct run *run = runner->runs; run; run = run->next)
		if (run->id == attempt) {
			cancel(run);
			return;
		}
}

void runner_cancel_all(const struct pc_runner *runner)
{
	for (struct run *run = runner->runs; run; run = run->next)
		cancel(run);
}

size_t runner_count(const struct pc_runner *runner)
{
	size_t n = 0;

	for (const struct run *run = runner->runs; run; run = run->next)
		n++;
	return n;
}

void runner_forget_all(struct pc_runner *runner)
{
	while (runner->runs)
		run_free(runner->runs);
}
