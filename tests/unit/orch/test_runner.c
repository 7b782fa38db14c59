/* SPDX-License-Identifier: Apache-2.0 */
/* What the runner tells an engine: each of its words is written down here and compared.
 * Engine and backend are played; keys, logins and programs are real. */
#include "pc_test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "runner_priv.h"

enum { MOST_ATTEMPTS = 40, LATER = 4102444800 };
#define TOKEN_LATER "e30.eyJleHAiOjQxMDI0NDQ4MDB9.c2ln"
#define TOKEN_OVER  "e30.eyJleHAiOjEwMDAwMDAwMDB9.c2ln"

/* ---- an engine that writes down -----------------------------------------------------
 */

struct pc_engine {
	const struct pc_orch_config *config;
	struct pc_runner *runner;
	struct pc_loop *loop;
	struct pc_buf heard;
	size_t wanted;  /* ends and renewals until the loop stops */
	bool is_inside; /* a call of ours into the runner */
};

static void heard(struct pc_engine *engine, size_t counts)
{
	assert_false(engine->is_inside);
	engine->wanted -= counts;
	if (counts && engine->wanted == 0)
		pc_loop_stop(engine->loop);
}

void pc_engine_look(struct pc_engine_view *out, const struct pc_engine *engine)
{
	*out = (struct pc_engine_view){.config = engine->config};
}

enum pc_status pc_engine_started(struct pc_engine *engine, int64_t attempt, int64_t pid,
	int64_t pid_started, struct pc_err *err)
{
	(void)pid_started;
	(void)err;
	heard(engine, 0);
	pc_buf_printf(&engine->heard, "%lld started%s\n", (long long)attempt,
		pid ? " as a process" : "");
	return PC_OK;
}

void pc_engine_limits(
	struct pc_engine *engine, int64_t attempt, const struct pc_failure *limit)
{
	heard(engine, 0);
	pc_buf_printf(&engine->heard, "%lld limit %s\n", (long long)attempt,
		pc_failure_table[limit->class].name);
}

enum pc_status pc_engine_step(
	struct pc_engine *engine, int64_t attempt, int64_t step, struct pc_err *err)
{
	(void)err;
	heard(engine, 0);
	pc_buf_printf(
		&engine->heard, "%lld step %lld\n", (long long)attempt, (long long)step);
	return PC_OK;
}

enum pc_status pc_engine_ended(struct pc_engine *engine, int64_t attempt,
	const struct pc_run_end *end, struct pc_err *err)
{
	(void)err;
	pc_buf_printf(&engine->heard, "%lld ended %s: %.*s\n", (long long)attempt,
		pc_failure_table[end->failure.class].name, PC_STR_ARG(end->failure.said));
	heard(engine, 1);
	return PC_OK;
}

static struct pc_str name_of(const struct pc_credential *which)
{
	return which->key ? which->key->name : which->backend->name;
}

void pc_engine_expires(
	struct pc_engine *engine, const struct pc_credential *which, int64_t at)
{
	pc_buf_printf(&engine->heard, "%.*s expires %lld\n", PC_STR_ARG(name_of(which)),
		(long long)at);
}

void pc_engine_renewed(struct pc_engine *engine, const struct pc_credential *which,
	int64_t at, struct pc_str error)
{
	pc_buf_printf(&engine->heard, "%.*s renewed %lld: %.*s\n",
		PC_STR_ARG(name_of(which)), (long long)at, PC_STR_ARG(error));
	heard(engine, 1);
}

/* ---- a backend that is played -------------------------------------------------------
 */

struct pc_run {
	struct pc_run_hooks hooks;
	struct pc_watch *soon;
	enum pc_failure_class class;
};

static struct pc_buf given; /* the keys that it got, and when they end */
static bool refuses, hangs;
static enum pc_status refusal;
static int64_t play_pid; /* 0: no process */

static void play_end(void *arg, int what)
{
	struct pc_run *run = arg;
	const struct pc_run_end end = {
		.failure = {.class = run->class, .said = PC_STR("played")}};

	(void)what;
	run->hooks.ended(run->hooks.context, &end);
	pc_watch_free(&run->soon);
	free(run);
}

static enum pc_status play_start(struct pc_run **out, struct pc_loop *loop,
	const struct pc_run_plan *plan, const struct pc_run_hooks *hooks,
	struct pc_err *err)
{
	struct pc_run *run;

	pc_buf_printf(&given, "%s %lld\n", plan->key ? plan->key->bytes : "no key",
		(long long)plan->token_expires);
	if (refuses)
		return pc_err_set(err, refusal, (struct pc_span){0}, "not that");
	run = calloc(1, sizeof(*run));
	run->hooks = *hooks;
	run->soon = pc_loop_timer(loop, play_end, run);
	*out = run;
	hooks->started(hooks->context, play_pid, 0);
	if (!hangs)
		pc_watch_after(run->soon, 0);
	return PC_OK;
}

static void play_cancel(struct pc_run *run)
{
	run->class = PC_FAILURE_WORKER_LOST;
	pc_watch_after(run->soon, 0);
}

static const struct pc_backend played = {
	.name = "played", .start = play_start, .cancel = play_cancel};

/* ---- the scene ----------------------------------------------------------------------
 */

struct scene {
	struct pc_arena arena;
	char dir[64];
	struct pc_loop *loop;
	struct pc_runner *runner;
	struct pc_engine engine;
	struct pc_engine_world world;
	struct pc_orch_config config;
	struct pc_orch_backend backend;
	struct pc_str renew[2];
	struct pc_key key;
	struct pc_job job;
	struct pc_engine_attempt attempts[MOST_ATTEMPTS];
	struct pc_buf told;
};

static void on_told(
	void *context, enum pc_severity severity, int64_t job, struct pc_str text)
{
	struct scene *s = context;

	(void)severity;
	(void)job;
	pc_buf_add(&s->told, text);
}

static struct pc_str place(struct scene *s, const char *format, const char *name)
{
	struct pc_str path = pc_arena_printf(&s->arena, "%s/%s", s->dir, name);

	return pc_arena_printf(&s->arena, "%s%.*s", format, PC_STR_ARG(path));
}

static void put(struct scene *s, const char *name, int mode, const char *text)
{
	int fd = open(
		place(s, "", name).ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct pc_err err;

	assert_true(fd >= 0);
	assert_int_equal(pc_fs_write_fd(fd, pc_str(text), &err), PC_OK);
	assert_int_equal(fchmod(fd, (mode_t)mode), 0);
	close(fd);
}

static int lay(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	static const struct pc_backend *const backends[PC_BACKEND_KINDS] = {
		[PC_BACKEND_COMMAND] = &played};
	struct pc_runner_setup setup = {
		.backends = backends, .tell = on_told, .context = s};
	struct pc_err err;

	*s = (struct scene){.dir = "/tmp/policyctl-runner-XXXXXX"};
	assert_non_null(mkdtemp(s->dir));
	assert_int_equal(pc_loop_new(&s->loop, &err), PC_OK);
	setup.loop = s->loop;
	assert_int_equal(pc_runner_new(&s->runner, &setup, &err), PC_OK);
	pc_runner_world(&s->world, s->runner);
	s->backend =
		(struct pc_orch_backend){.name = PC_STR("b"), .kind = PC_BACKEND_COMMAND};
	s->key = (struct pc_key){
		.name = PC_STR("k"), .reference = place(s, "file:", "key")};
	s->config = (struct pc_orch_config){
		.backends = &s->backend, .n_backends = 1, .keys = &s->key, .n_keys = 1};
	s->engine = (struct pc_engine){
		.config = &s->config, .runner = s->runner, .loop = s->loop};
	s->job = (struct pc_job){.id = 7};
	put(s, "key", 0600, "canary-key\n");
	refuses = hangs = false;
	refusal = PC_ERR_USAGE;
	play_pid = 0;
	pc_buf_done(&given);
	given = (struct pc_buf){0};
	*state = s;
	return 0;
}

static int clear(void **state)
{
	struct scene *s = *state;

	pc_runner_free(&s->runner);
	pc_loop_free(&s->loop);
	pc_fs_remove_tree(s->dir);
	pc_buf_done(&s->engine.heard);
	pc_buf_done(&s->told);
	pc_arena_done(&s->arena);
	pc_buf_done(&given);
	given = (struct pc_buf){0};
	free(s);
	return 0;
}

static void start(struct scene *s, int64_t id, bool has_key)
{
	s->attempts[id] = (struct pc_engine_attempt){.id = id,
		.job = &s->job,
		.backend = &s->backend,
		.key = has_key ? &s->key : NULL};
	s->attempts[id].plan.job = &s->job;
	s->attempts[id].plan.dir = place(s, "", "job");
	s->engine.wanted++;
	s->engine.is_inside = true;
	s->world.start(s->world.context, &s->attempts[id]);
	s->engine.is_inside = false;
}

static void cancel(struct scene *s, int64_t id)
{
	s->engine.is_inside = true;
	s->world.cancel(s->world.context, id);
	s->engine.is_inside = false;
}

static void renew(struct scene *s, bool is_key)
{
	const struct pc_credential which = {&s->backend, is_key ? &s->key : NULL};

	s->engine.wanted++;
	s->engine.is_inside = true;
	s->world.renew(s->world.context, &which);
	s->engine.is_inside = false;
}

static void run(struct scene *s)
{
	struct pc_err err;

	if (!s->runner)
		return;
	assert_int_equal(pc_loop_run(s->loop, &err), PC_OK);
	assert_int_equal(pc_runner_running(s->runner), 0);
}

#define HEARD(s, text) assert_str(pc_buf_str(&(s)->engine.heard), text)
#define GIVEN(text)    assert_str(pc_buf_str(&given), text)

/* ---- attempts -----------------------------------------------------------------------
 */

static void without_a_key(void **state)
{
	struct scene *s = *state;

	pc_runner_serve(s->runner, &s->engine);
	start(s, 1, false);
	assert_int_equal(pc_runner_running(s->runner), 1);
	run(s);
	HEARD(s, "1 started\n1 ended none: played\n");
	GIVEN("no key 0\n");
}

/* A program that is not there is the backend's matter, a directory that the job names is
 * the job's. */
static void without_a_place(void **state)
{
	struct scene *s = *state;

	refuses = true;
	refusal = PC_ERR_ABSENT;
	pc_runner_serve(s->runner, &s->engine);
	start(s, 1, false);
	run(s);
	s->job.cwd = place(s, "", ".");
	start(s, 2, false);
	run(s);
	s->job.cwd = PC_STR("/nowhere/at/all");
	start(s, 3, false);
	run(s);
	s->job.cwd = place(s, "", "key");
	start(s, 4, false);
	run(s);
	HEARD(s,
		pc_arena_printf(&s->arena,
			"1 ended unknown: not that\n2 ended unknown: not that\n"
			"3 ended bad_request: its working directory '/nowhere/at/all' is "
			"none that workers can be started in\n"
			"4 ended bad_request: its working directory '%.*s' is none that "
			"workers can be started in\n",
			PC_STR_ARG(s->job.cwd))
			.ptr);
}

/* The end of a backend's own login goes with each attempt by it. */
static void with_a_login(void **state)
{
	struct scene *s = *state;

	s->backend.login = place(s, "", "login");
	put(s, "login", 0600, "{\"oauth\":{\"expiresAt\":4102444800000}}");
	pc_runner_serve(s->runner, &s->engine);
	start(s, 1, false);
	run(s);
	HEARD(s, "b expires 4102444800000\n1 started\n1 ended none: played\n");
	GIVEN("no key 4102444800\n");
}

static const struct key_row {
	const char *name, *text, *heard, *given;
	bool refuses;
} key_rows[] = {
	{"a key", "canary-key\n", "1 started\n1 ended none: played\n", "canary-key 0\n",
		false},
	{"a token", TOKEN_LATER "\n",
		"k expires 4102444800000\n1 started\n1 ended none: played\n",
		TOKEN_LATER " 4102444800\n", false},
	{"a token that is over", TOKEN_OVER "\n",
		"k expires 1000000000000\n1 ended auth_expired: the key's own end is "
		"over\n",
		"", false},
	{"a backend that does not start", "canary-key\n",
		"1 ended bad_request: not that\n", "canary-key 0\n", true},
};

static void check_key(const struct key_row *row)
{
	struct scene *s;

	lay((void **)&s);
	put(s, "key", 0600, row->text);
	refuses = row->refuses;
	pc_runner_serve(s->runner, &s->engine);
	start(s, 1, true);
	run(s);
	HEARD(s, row->heard);
	if (row->given[0])
		GIVEN(row->given);
	else
		assert_int_equal(given.len, 0);
	clear((void **)&s);
}
PC_TABLE(key_rows, check_key)

/* None of it starts anything, and no word of the key is told. */
static const struct bad_row {
	const char *name, *kind, *text, *why;
	int mode;
} bad_rows[] = {
	{"a key that is not there", "file:", NULL, "No such file", 0},
	{"a key that others may read", "file:", "canary\n", "others", 0644},
	{"a key of two lines", "file:", "canary\ncanary\n", "", 0600},
	{"a program that fails", "exec:", "#!/bin/sh\necho canary; exit 3\n",
		"ended with 3", 0700},
	{"a variable that policy does not allow", "env:CANARY", NULL, "environment", 0},
};

static void check_bad(const struct bad_row *row)
{
	struct scene *s;
	bool is_place = pc_str_ends(pc_str(row->kind), PC_STR(":"));

	lay((void **)&s);
	s->key.reference = is_place ? place(s, row->kind, "bad") : pc_str(row->kind);
	if (row->text)
		put(s, "bad", row->mode, row->text);
	pc_runner_serve(s->runner, &s->engine);
	start(s, 1, true);
	run(s);
	pc_buf_add_char(&s->engine.heard, '\0');
	assert_non_null(strstr(s->engine.heard.ptr, "1 ended auth_invalid: "));
	assert_null(strstr(s->engine.heard.ptr, "canary"));
	assert_int_equal(given.len, 0);
	clear((void **)&s);
}
PC_TABLE(bad_rows, check_bad)

static void cancelled_at_once(void **state)
{
	struct scene *s = *state;

	pc_runner_serve(s->runner, &s->engine);
	start(s, 1, true);
	cancel(s, 1);
	cancel(s, 1);
	cancel(s, 2);
	run(s);
	HEARD(s, "1 ended worker_lost: cancelled\n");
	assert_int_equal(given.len, 0);
}

static void on_soon(void *arg, int what)
{
	struct scene *s = arg;

	(void)what;
	cancel(s, 1);
}

/* The program that has the key waits for us: the end does not. */
static void cancelled_while_reading(void **state)
{
	struct scene *s = *state;
	struct pc_watch *timer = pc_loop_timer(s->loop, on_soon, s);
	int fd;

	s->key.reference = place(s, "exec:", "slow");
	assert_int_equal(mkfifo(place(s, "", "gate").ptr, 0600), 0);
	put(s, "slow", 0700,
		pc_arena_printf(
			&s->arena, "#!/bin/sh\nread line <%s/gate\necho canary\n", s->dir)
			.ptr);
	pc_runner_serve(s->runner, &s->engine);
	start(s, 1, true);
	pc_watch_after(timer, 1);
	run(s);
	HEARD(s, "1 ended worker_lost: cancelled\n");
	pc_watch_free(&timer);
	/* Opens when the program does. */
	fd = open(place(s, "", "gate").ptr, O_WRONLY | O_CLOEXEC);
	assert_int_equal(write(fd, "\n", 1), 1);
	close(fd);
	pc_runner_free(&s->runner);
	assert_int_equal(given.len, 0);
}

static void cancelled_while_running(void **state)
{
	struct scene *s = *state;
	struct pc_watch *timer = pc_loop_timer(s->loop, on_soon, s);

	hangs = true;
	pc_runner_serve(s->runner, &s->engine);
	start(s, 1, false);
	pc_watch_after(timer, 1);
	run(s);
	HEARD(s, "1 started\n1 ended worker_lost: played\n");
	pc_watch_free(&timer);
}

static void stopped(void **state)
{
	struct scene *s = *state;

	pc_runner_serve(s->runner, &s->engine);
	start(s, 1, false);
	start(s, 2, true);
	pc_runner_stop(s->runner);
	run(s);
	assert_int_equal(given.len, 0);
}

/* More than there are threads. */
static void many_keys(void **state)
{
	struct scene *s = *state;
	size_t n = 0;

	pc_runner_serve(s->runner, &s->engine);
	for (int64_t id = 0; id < MOST_ATTEMPTS; id++)
		start(s, id, true);
	run(s);
	for (size_t i = 0; i < given.len; i++)
		n += given.ptr[i] == '\n';
	assert_int_equal(n, MOST_ATTEMPTS);
}

/* ---- logins -------------------------------------------------------------------------
 */

static const struct end_row {
	const char *name, *json;
	int64_t end;
} end_rows[] = {
	{"ms", "{\"expiresAt\": 4102444800000}", INT64_C(4102444800000)},
	{"s", "{\"expires_at\": 4102444800}", INT64_C(4102444800000)},
	{"below something", "{\"a\": [{\"b\": {\"expiresAt\": 4102444800000}}]}",
		INT64_C(4102444800000)},
	{"the one that lies less deep counts",
		"{\"servers\": {\"x\": {\"expiresAt\": 1000}}, "
		"\"own\": {\"expiresAt\": 4102444800000}}",
		INT64_C(4102444800000)},
	{"the first of two",
		"{\"a\": {\"expiresAt\": 4102444800000}, \"b\": {\"expires_at\": "
		"4102444700}}",
		INT64_C(4102444700000)},
	{"no number", "{\"expiresAt\": \"tomorrow\"}", 0},
	{"none", "{\"a\": 1}", 0},
	{"a number that is no time", "{\"expiresAt\": -5}", 0},
	{"too large a one", "{\"expiresAt\": 9007199254740993}", 0},
	{"no JSON", "expiresAt: 4102444800", 0},
	{"nothing", "", 0},
};

static void check_end(const struct end_row *row)
{
	assert_int_equal(login_end(pc_str(row->json)), row->end);
}
PC_TABLE(end_rows, check_end)

#define OLD "{\"expiresAt\": 4102444800}"
static const struct renew_row {
	const char *name, *program, *heard;
} renew_rows[] = {
	{"it is new", "echo canary; echo '{\"expiresAt\": 4102444900}' >login",
		"b renewed 4102444900000: \n"},
	{"it ends as before", "true",
		"b renewed 0: the program that renews the login of 'b' ended well, and "
		"the login ends as before\n"},
	{"it fails, and says why",
		"echo canary; echo 'no token sk-ant-oat01-aaaaaaaaaaaaaaaaaaaaaaaa' >&2; "
		"exit 4",
		"b renewed 0: the program that renews the login of 'b' ended with 4: no "
		"token [redacted]\n"},
	{"it fails, and says nothing", "kill -9 $$",
		"b renewed 0: the program that renews the login of 'b' was ended by "
		"signal 9\n"},
	{"it says a lot", "head -c 300000 /dev/zero | tr '\\0' a >&2; exit 0",
		"b renewed 0: the program that renews the login of 'b' ended well, and "
		"the login ends as before\n"},
};

static void check_renewal(const struct renew_row *row)
{
	struct scene *s;

	lay((void **)&s);
	s->backend.login = place(s, "", "login");
	s->renew[0] = place(s, "", "renew");
	s->backend.renew = (struct pc_texts){.items = s->renew, .count = 1};
	put(s, "login", 0600, OLD);
	put(s, "renew", 0700,
		pc_arena_printf(&s->arena, "#!/bin/sh\ncd %s\n%s\n", s->dir, row->program)
			.ptr);
	pc_runner_serve(s->runner, &s->engine);
	HEARD(s, "b expires 4102444800000\n");
	s->engine.heard.len = 0;
	renew(s, false);
	s->engine.wanted++;
	renew(s, false); /* one is enough */
	s->engine.wanted -= 2;
	run(s);
	HEARD(s, row->heard);
	clear((void **)&s);
}
PC_TABLE(renew_rows, check_renewal)

/* Its client was faster. */
static void renewed_by_itself(void **state)
{
	struct scene *s = *state;

	s->backend.login = place(s, "", "login");
	put(s, "login", 0600, OLD);
	pc_runner_serve(s->runner, &s->engine);
	put(s, "login", 0600, "{\"expiresAt\": 4102444900}");
	renew(s, false);
	run(s);
	HEARD(s, "b expires 4102444800000\nb renewed 4102444900000: \n");
}

static void nobody_renews(void **state)
{
	struct scene *s = *state;

	s->backend.login = place(s, "", "login");
	pc_runner_serve(s->runner, &s->engine);
	assert_true(
		pc_str_ends(pc_buf_str(&s->told), PC_STR("No such file or directory")));
	pc_runner_look(s->runner);
	renew(s, false);
	run(s);
	HEARD(s, "b renewed 0: no program is named that renews the login of 'b'\n");
}

static void a_key_is_read_again(void **state)
{
	struct scene *s = *state;

	pc_runner_serve(s->runner, &s->engine);
	put(s, "key", 0600, TOKEN_OVER "\n");
	renew(s, true);
	run(s);
	put(s, "key", 0600, TOKEN_LATER "\n");
	renew(s, true);
	run(s);
	HEARD(s, "k renewed 0: the key 'k' was read again, and it ended already\n"
		 "k renewed 4102444800000: \n");
}

/* ---- steps --------------------------------------------------------------------------
 */

static void steps(void **state)
{
	struct scene *s = *state;

	play_pid = getpid();
	assert_int_equal(mkdir(place(s, "", "job").ptr, 0700), 0);
	assert_int_equal(mkdir(place(s, "", "job/checkpoint").ptr, 0700), 0);
	put(s, "job/checkpoint/step-2.md", 0600, "");
	put(s, "job/checkpoint/step-3.md", 0600, "");
	pc_runner_serve(s->runner, &s->engine);
	start(s, 1, false);
	run(s);
	HEARD(s, "1 started as a process\n1 step 3\n1 ended none: played\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, lay, clear)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(without_a_key),
		TEST(without_a_place),
		TEST(with_a_login),
		TEST(cancelled_at_once),
		TEST(cancelled_while_reading),
		TEST(cancelled_while_running),
		TEST(stopped),
		TEST(many_keys),
		TEST(renewed_by_itself),
		TEST(nobody_renews),
		TEST(a_key_is_read_again),
		TEST(steps),
	};

	return PC_RUN(key_rows) + PC_RUN(bad_rows) + PC_RUN(end_rows) +
	       PC_RUN(renew_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
