/* SPDX-License-Identifier: Apache-2.0 */
/* Logins and keys, made new before they end.  A login by the program that its backend
 * names, which says whatever it likes and is not repeated but for the first line of why
 * it failed; a key by reading it again, as where it lies gives new ones.
 *
 * This is the one place beside the backends that starts a program: it takes no job, and
 * its arguments come from the configuration alone. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/redact.h"
#include "pc/base/when.h"
#include "pc/orch/environment.h"
#include "runner_priv.h"

enum { RENEW_MS = 120000 };

struct renewal {
	struct renewal *next;
	struct pc_runner *runner;
	struct pc_arena arena;
	struct credential_name name;
	struct pc_watch *soon;
	struct key_read *read;
	struct pc_child *child;
	int errors;
	struct pc_watch *on_errors;
	struct pc_buf words;
};

static void renewal_free(struct renewal *renewal)
{
	for (struct renewal **at = &renewal->runner->renewals; *at; at = &(*at)->next)
		if (*at == renewal) {
			*at = renewal->next;
			break;
		}
	if (renewal->read)
		key_read_forget(renewal->read);
	pc_watch_free(&renewal->soon);
	pc_watch_free(&renewal->on_errors);
	pc_close(&renewal->errors);
	pc_buf_done(&renewal->words);
	pc_arena_done(&renewal->arena);
	free(renewal);
}

/* at: when it ends now; fault: NULL: it is new. */
static void renewed(struct renewal *renewal, int64_t at, const char *fault)
{
	struct pc_runner *runner = renewal->runner;
	struct pc_credential which;
	bool is_known = runner_find(&which, runner, &renewal->name);
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str error = pc_arena_str(&arena, pc_str(fault));

	renewal_free(renewal);
	if (!is_known)
		return;
	pc_engine_renewed(runner->engine, &which, at, error);
	runner_wake(runner);
}

/* ---- a login ------------------------------------------------------------------------
 */

/* One line for people, of what may be anything. */
static struct pc_str first_line(struct pc_arena *arena, struct pc_str words)
{
	enum { SHORT = 200 };
	struct pc_buf clean = {0};
	struct pc_str line;

	words = pc_str_trim(words);
	pc_redact(&clean, pc_str_cut(&words, '\n'));
	line = pc_arena_str(arena, pc_str_head(pc_str_trim(pc_buf_str(&clean)), SHORT));
	pc_buf_done(&clean);
	return line;
}

static void failed(struct renewal *renewal, const struct pc_ending *ending)
{
	struct pc_str why = first_line(&renewal->arena, pc_buf_str(&renewal->words));
	char how[64];
	struct pc_err err;

	if (ending->late)
		(void)snprintf(how, sizeof(how), "did not end in time");
	else if (ending->signal)
		(void)snprintf(
			how, sizeof(how), "was ended by signal %d", ending->signal);
	else
		(void)snprintf(how, sizeof(how), "ended with %d", ending->status);
	(void)pc_err_set(&err, PC_ERR_SYSTEM, (struct pc_span){0},
		"the program that renews the login of '%.*s' %s%s%.*s",
		PC_STR_ARG(renewal->name.backend), how, why.len ? ": " : "",
		PC_STR_ARG(why));
	renewed(renewal, 0, err.text);
}

/* Whether the document tells of a later end than the one that is known. */
static bool is_later(int64_t *at, struct renewal *renewal)
{
	struct login *login = runner_login(renewal->runner, renewal->name.backend);
	struct pc_err err;

	*at = 0;
	if (!login || !login->file.len || login_read(at, login, &err) != PC_OK ||
		*at <= login->told || *at <= pc_when_now())
		return false;
	login->told = *at;
	return true;
}

/* The beginning is kept, all of it is taken: nobody waits at a full pipe.  False: nothing
 * is left, for now or for ever. */
static bool hear(struct renewal *renewal)
{
	char bytes[1024];
	ssize_t n = read(renewal->errors, bytes, sizeof(bytes));

	if (n > 0)
		pc_buf_add(&renewal->words,
			pc_str_head((struct pc_str){bytes, (size_t)n},
				PC_MAX_RENEW_WORDS - renewal->words.len));
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		pc_watch_free(&renewal->on_errors);
	return n > 0;
}

static void on_errors(void *arg, int fd)
{
	(void)fd;
	(void)hear(arg);
}

static void on_ended(void *arg, const struct pc_ending *ending)
{
	struct renewal *renewal = arg;
	const struct login *login = runner_login(renewal->runner, renewal->name.backend);
	struct pc_err err;
	int64_t at = 0;

	renewal->child = NULL;
	while (renewal->words.len < PC_MAX_RENEW_WORDS && hear(renewal))
		;
	if (ending->status || ending->signal || ending->late) {
		failed(renewal, ending);
		return;
	}
	if (is_later(&at, renewal) || !login || !login->file.len || at == 0) {
		renewed(renewal, at, NULL);
		return;
	}
	(void)pc_err_set(&err, PC_ERR_SYSTEM, (struct pc_span){0},
		"the program that renews the login of '%.*s' ended well, and the login "
		"ends as before",
		PC_STR_ARG(renewal->name.backend));
	renewed(renewal, 0, err.text);
}

static char **arguments(struct pc_arena *arena, const struct login *login)
{
	char **argv = pc_arena_new_array(arena, char *, login->n_renew + 1);

	for (size_t i = 0; i < login->n_renew; i++)
		argv[i] = (char *)(uintptr_t)pc_arena_str(arena, login->renew[i]).ptr;
	return argv;
}

/* What no worker gets, no renewal needs: a key that lies about would be what it renews.
 */
static char **environment(struct pc_arena *arena)
{
	struct pc_environment clean;

	pc_environment_clean(&clean, arena, (const char *const *)environ);
	return (char **)(uintptr_t)clean.environment;
}

static enum pc_status spawn(
	struct renewal *renewal, const struct login *login, struct pc_err *err)
{
	static const struct pc_child_limit limits[] = {{RLIMIT_CORE, 0}};
	struct pc_loop *loop = renewal->runner->setup.loop;
	PC_AUTO(pc_close) int theirs = -1;
	int ends[2];
	struct pc_child_plan plan = {.argv = arguments(&renewal->arena, login),
		.env = environment(&renewal->arena),
		.deadline = RENEW_MS,
		.dir = "/",
		.is_group = true,
		.limits = limits,
		.n_limits = PC_COUNT(limits)};

	if (login->n_renew == 0 || login->renew[0].len == 0 ||
		login->renew[0].ptr[0] != '/')
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"no program is named that renews the login of '%.*s'",
			PC_STR_ARG(renewal->name.backend));
	if (pipe2(ends, O_CLOEXEC) < 0)
		return pc_err_sys(err, "a pipe for a renewal");
	renewal->errors = ends[0];
	theirs = ends[1];
	if (fcntl(renewal->errors, F_SETFL, O_NONBLOCK) < 0)
		return pc_err_sys(err, "a pipe for a renewal");
	plan.fds = (const int[]){-1, -1, theirs};
	plan.n_fds = 3;
	PC_TRY(pc_child_start(&renewal->child, loop, &plan, on_ended, renewal, err));
	renewal->on_errors =
		pc_loop_fd(loop, renewal->errors, PC_LOOP_READ, on_errors, renewal);
	return PC_OK;
}

/* The client may have made it new by itself meanwhile. */
static void begin_login(struct renewal *renewal)
{
	const struct login *login = runner_login(renewal->runner, renewal->name.backend);
	struct pc_err err = {0};
	int64_t at;

	if (is_later(&at, renewal)) {
		renewed(renewal, at, NULL);
		return;
	}
	if (!login)
		(void)pc_err_set(&err, PC_ERR_ABSENT, (struct pc_span){0},
			"no program is named that renews the login of '%.*s'",
			PC_STR_ARG(renewal->name.backend));
	else
		(void)!spawn(renewal, login, &err);
	if (err.status != PC_OK)
		renewed(renewal, 0, err.text);
}

/* ---- a key --------------------------------------------------------------------------
 */

static void on_key(void *context, const struct key_read *read)
{
	enum { PER_SECOND = 1000 };
	struct renewal *renewal = context;
	int64_t at = read->expires * PER_SECOND;
	struct pc_err err;

	renewal->read = NULL;
	if (read->status != PC_OK) {
		renewed(renewal, 0, read->err.text);
	} else if (at && at <= pc_when_now()) {
		(void)pc_err_set(&err, PC_ERR_SYSTEM, (struct pc_span){0},
			"the key '%.*s' was read again, and it ended already",
			PC_STR_ARG(renewal->name.key));
		renewed(renewal, 0, err.text);
	} else {
		renewed(renewal, at, NULL);
	}
}

/* ---- either -------------------------------------------------------------------------
 */

static void on_soon(void *arg, int what)
{
	struct renewal *renewal = arg;
	struct pc_credential which;
	struct pc_key_reading how = runner_reading(renewal->runner);

	(void)what;
	if (!renewal->name.key.len)
		begin_login(renewal);
	else if (!runner_find(&which, renewal->runner, &renewal->name))
		renewal_free(renewal);
	else
		renewal->read = key_reader_ask(
			renewal->runner->keys, which.key, &how, on_key, renewal);
}

static bool is_same(const struct credential_name *a, const struct credential_name *b)
{
	return pc_str_eq(a->backend, b->backend) && pc_str_eq(a->provider, b->provider) &&
	       pc_str_eq(a->key, b->key);
}

static bool is_under_way(
	const struct pc_runner *runner, const struct credential_name *name)
{
	for (const struct renewal *r = runner->renewals; r; r = r->next)
		if (is_same(&r->name, name))
			return true;
	return false;
}

static struct credential_name name_of(
	struct pc_arena *arena, const struct pc_credential *which)
{
	struct credential_name name = {0};

	if (which->backend)
		name.backend = pc_arena_str(arena, which->backend->name);
	if (which->key) {
		name.provider = pc_arena_str(arena, which->key->provider);
		name.key = pc_arena_str(arena, which->key->name);
	}
	return name;
}

void runner_renew(struct pc_runner *runner, const struct pc_credential *which)
{
	struct renewal *renewal = pc_xcalloc(1, sizeof(*renewal));

	*renewal = (struct renewal){.runner = runner, .errors = -1};
	renewal->name = name_of(&renewal->arena, which);
	if (is_under_way(runner, &renewal->name)) {
		renewal_free(renewal);
		return;
	}
	renewal->soon = pc_loop_timer(runner->setup.loop, on_soon, renewal);
	renewal->next = runner->renewals;
	runner->renewals = renewal;
	pc_watch_after(renewal->soon, 0);
}

void runner_renewals_stop(struct pc_runner *runner)
{
	for (const struct renewal *r = runner->renewals; r; r = r->next)
		if (r->child)
			pc_child_signal(r->child, SIGKILL);
}

size_t runner_renewals_running(const struct pc_runner *runner)
{
	size_t n = 0;

	for (const struct renewal *r = runner->renewals; r; r = r->next)
		n += r->child != NULL;
	return n;
}

void runner_renewals_done(struct pc_runner *runner)
{
	while (runner->renewals)
		renewal_free(runner->renewals);
}
