/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the runner fit together.
 *
 *   runner.c        what it is to an engine, its beginning and end
 *   runner_run.c    attempts: from the engine's word to the end that it is told
 *   runner_keys.c   keys, read by a few threads beside the loop
 *   runner_login.c  files of logins, and when those end
 *   runner_renew.c  logins and keys made new
 *
 * Everything but the inside of runner_keys.c belongs to the thread of the loop. */
#ifndef PC_ORCH_RUNNER_PRIV_H
#define PC_ORCH_RUNNER_PRIV_H

#include "pc/orch/runner.h"
#include "pc/os/child.h"

/* ---- keys ---------------------------------------------------------------------------
 */

/* One reading.  Its key is a copy: the configuration that it came from may go while a
 * vault thinks about it. */
struct key_read {
	struct key_read *next;
	struct pc_arena arena;
	struct pc_key key;
	struct pc_key_reading how;
	/* What came of it. */
	enum pc_status status;
	struct pc_err err;
	struct pc_secret secret; /* wiped when done() has returned */
	int64_t expires;         /* s; 0: not known */
	/* From the loop, never from inside of key_reader_ask(); NULL: nobody waits any
	 * more. */
	void (*done)(void *context, const struct key_read *read);
	void *context;
};

struct key_reader;

PC_MUST_CHECK enum pc_status key_reader_new(
	struct key_reader **out, struct pc_loop *loop, struct pc_err *err);
/* Waits for what is being read, which ends by its deadline. */
void key_reader_free(struct key_reader **reader);
/* Owned by the reader; gone after done(). */
struct key_read *key_reader_ask(struct key_reader *reader, const struct pc_key *key,
	const struct pc_key_reading *how,
	void (*done)(void *context, const struct key_read *read), void *context);
/* done() is not called any more. */
void key_read_forget(struct key_read *read);

/* ---- logins -------------------------------------------------------------------------
 */

/* Of one backend that has its own: copies, so that a configuration may go. */
struct login {
	struct pc_str backend, file;
	struct pc_str *renew; /* arguments */
	size_t n_renew;
	int64_t told;  /* ms: its end, as the engine knows it; 0: not known */
	bool is_blind; /* that it cannot be read was said */
};

struct logins {
	struct pc_arena arena;
	struct login *items;
	size_t count;
};

/* When a login's document says that it ends, ms since 1970; 0: it does not.  The end that
 * stands least deep counts, and of several the first: other logins may lie below it. */
int64_t login_end(struct pc_str json);
/* PC_OK and *at 0: it is there and says nothing. */
PC_MUST_CHECK enum pc_status login_read(
	int64_t *at, const struct login *login, struct pc_err *err);

/* ---- the runner ---------------------------------------------------------------------
 */

struct renewal;

struct pc_runner {
	struct pc_runner_setup setup;
	struct pc_engine *engine;
	struct key_reader *keys;
	struct run *runs;
	struct logins logins;
	struct renewal *renewals;
	struct pc_watch *logins_timer, *steps_timer;
	bool allows_env; /* keys in variables */
};

struct run;

struct pc_key_reading runner_reading(const struct pc_runner *runner);
void runner_tell(struct pc_runner *runner, enum pc_severity severity, const char *fmt,
	...) PC_PRINTF(3, 4);
/* Whose they are in the engine's rules of now; false: nobody's any more. */
struct credential_name {
	struct pc_str backend, provider, key; /* provider: of the key */
};
bool runner_find(struct pc_credential *out, const struct pc_runner *runner,
	const struct credential_name *name);

/* Something ended or began. */
void runner_wake(const struct pc_runner *runner);
/* Rows that cannot be written are the owner's business. */
void runner_must(
	const struct pc_runner *runner, enum pc_status status, const struct pc_err *err);

/* ---- attempts -----------------------------------------------------------------------
 */

void runner_begin(struct pc_runner *runner, const struct pc_engine_attempt *attempt);
/* Its end still comes; of one that there is not, nothing. */
void runner_cancel(const struct pc_runner *runner, int64_t attempt);
void runner_cancel_all(const struct pc_runner *runner);
size_t runner_count(const struct pc_runner *runner);
/* Without their ends. */
void runner_forget_all(struct pc_runner *runner);
/* Looks at what workers have written down; for the timer. */
void runner_steps(void *arg, int what);

/* ---- logins -------------------------------------------------------------------------
 */

/* As the engine's rules of now have them; ends that are told stay told. */
void runner_logins_take(struct pc_runner *runner);
/* Looks at each, and tells the engine what is news. */
void runner_logins_look(struct pc_runner *runner);
void runner_logins_done(struct pc_runner *runner);
struct login *runner_login(struct pc_runner *runner, struct pc_str backend);

/* For pc_engine_world.renew. */
void runner_renew(struct pc_runner *runner, const struct pc_credential *which);
/* Kills what runs for it; their ends still come. */
void runner_renewals_stop(struct pc_runner *runner);
size_t runner_renewals_running(const struct pc_runner *runner);
/* Of which no program runs any more. */
void runner_renewals_done(struct pc_runner *runner);

#endif
