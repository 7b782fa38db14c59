/* SPDX-License-Identifier: Apache-2.0 */
/* The runner itself: what it is to an engine, and its own beginning and end. */
#include "pc/orch/runner.h"

#include <stdarg.h>
#include <stdlib.h>

#include "pc/base/buf.h"
#include "pc/base/when.h"
#include "runner_priv.h"

enum {
	KEY_MS = 10000,    /* for a vault or a program that gives a key */
	LOGINS_MS = 30000, /* between two looks at logins */
};

/* ---- words --------------------------------------------------------------------------
 */

struct pc_key_reading runner_reading(const struct pc_runner *runner)
{
	return (struct pc_key_reading){.deadline = KEY_MS,
		.now = pc_when_now(),
		.allows_env = runner->allows_env};
}

void runner_tell(
	struct pc_runner *runner, enum pc_severity severity, const char *fmt, ...)
{
	struct pc_buf text = {0};
	va_list args;

	va_start(args, fmt);
	pc_buf_vprintf(&text, fmt, args);
	va_end(args);
	if (runner->setup.tell)
		runner->setup.tell(runner->setup.context, severity, 0, pc_buf_str(&text));
	pc_buf_done(&text);
}

void runner_wake(const struct pc_runner *runner)
{
	if (runner->setup.wake)
		runner->setup.wake(runner->setup.context);
}

/* Rows that cannot be written are the owner's business. */
void runner_must(
	const struct pc_runner *runner, enum pc_status status, const struct pc_err *err)
{
	if (status != PC_OK && runner->setup.broken)
		runner->setup.broken(runner->setup.context, err);
}

bool runner_find(struct pc_credential *out, const struct pc_runner *runner,
	const struct credential_name *name)
{
	struct pc_engine_view view = {0};
	struct pc_credential which = {0};

	pc_engine_look(&view, runner->engine);
	for (size_t i = 0; name->backend.len && i < view.config->n_backends; i++)
		if (pc_str_eq(view.config->backends[i].name, name->backend))
			which.backend = &view.config->backends[i];
	for (size_t i = 0; name->key.len && i < view.config->n_keys; i++)
		if (pc_str_eq(view.config->keys[i].name, name->key) &&
			pc_str_eq(view.config->keys[i].provider, name->provider))
			which.key = &view.config->keys[i];
	*out = which;
	/* A key is one, whichever backend asks with it. */
	return name->key.len ? which.key != NULL : which.backend != NULL;
}

/* ---- the engine's world -------------------------------------------------------------
 */

static int64_t world_now(void *context)
{
	(void)context;
	return pc_when_now();
}

static void world_start(void *context, const struct pc_engine_attempt *attempt)
{
	runner_begin(context, attempt);
}

static void world_cancel(void *context, int64_t attempt)
{
	runner_cancel(context, attempt);
}

static void world_renew(void *context, const struct pc_credential *which)
{
	runner_renew(context, which);
}

static void world_tell(
	void *context, enum pc_severity severity, int64_t job, struct pc_str text)
{
	const struct pc_runner *runner = context;

	if (runner->setup.tell)
		runner->setup.tell(runner->setup.context, severity, job, text);
}

static void world_changed(void *context, int64_t job)
{
	const struct pc_runner *runner = context;

	if (runner->setup.changed)
		runner->setup.changed(runner->setup.context, job);
}

void pc_runner_world(struct pc_engine_world *out, struct pc_runner *runner)
{
	*out = (struct pc_engine_world){.now = world_now,
		.start = world_start,
		.cancel = world_cancel,
		.renew = world_renew,
		.tell = world_tell,
		.changed = world_changed,
		.context = runner};
}

/* ---- the runner itself --------------------------------------------------------------
 */

static void on_logins(void *arg, int what)
{
	struct pc_runner *runner = arg;

	(void)what;
	runner_logins_look(runner);
	if (runner->logins.count)
		pc_watch_after(runner->logins_timer, LOGINS_MS);
}

enum pc_status pc_runner_new(
	struct pc_runner **out, const struct pc_runner_setup *setup, struct pc_err *err)
{
	struct pc_runner *runner = pc_xcalloc(1, sizeof(*runner));
	enum pc_status status;

	runner->setup = *setup;
	status = key_reader_new(&runner->keys, setup->loop, err);
	if (status != PC_OK) {
		free(runner);
		return status;
	}
	runner->logins_timer = pc_loop_timer(setup->loop, on_logins, runner);
	runner->steps_timer = pc_loop_timer(setup->loop, runner_steps, runner);
	*out = runner;
	return PC_OK;
}

void pc_runner_serve(struct pc_runner *runner, struct pc_engine *engine)
{
	runner->engine = engine;
	pc_runner_look(runner);
}

void pc_runner_look(struct pc_runner *runner)
{
	struct pc_engine_view view = {0};

	pc_engine_look(&view, runner->engine);
	runner->allows_env = view.config->allows_env_keys;
	runner_logins_take(runner);
	on_logins(runner, 0);
}

size_t pc_runner_running(const struct pc_runner *runner)
{
	return runner_count(runner) + runner_renewals_running(runner);
}

void pc_runner_stop(struct pc_runner *runner)
{
	runner_cancel_all(runner);
	runner_renewals_stop(runner);
}

void pc_runner_free(struct pc_runner **at)
{
	struct pc_runner *runner = pc_steal(at);

	if (!runner)
		return;
	runner_renewals_done(runner);
	runner_forget_all(runner);
	key_reader_free(&runner->keys);
	runner_logins_done(runner);
	pc_watch_free(&runner->logins_timer);
	pc_watch_free(&runner->steps_timer);
	free(runner);
}
