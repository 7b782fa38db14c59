/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that are started: how they end, what they hold, when they are late. */
#include <signal.h>
#include <unistd.h>

#include "pc/os/child.h"
#include "pc_test.h"

struct scene {
	struct pc_loop *loop;
	struct pc_ending ending;
};

static void ended(void *arg, const struct pc_ending *ending)
{
	struct scene *scene = arg;

	scene->ending = *ending;
	pc_loop_stop(scene->loop);
}

static struct pc_ending run(
	const char *script, const int *fds, size_t n, int64_t deadline)
{
	char shell[] = "/bin/sh", option[] = "-c", text[256],
	     path[] = "PATH=/usr/bin:/bin";
	char *argv[] = {shell, option, text, NULL}, *env[] = {path, NULL};
	struct pc_child_plan plan = {
		.argv = argv, .env = env, .fds = fds, .n_fds = n, .deadline = deadline};
	struct scene scene = {0};
	struct pc_child *child;
	struct pc_err err;

	snprintf(text, sizeof(text), "%s", script);
	assert_int_equal(pc_loop_new(&scene.loop, &err), PC_OK);
	assert_int_equal(
		pc_child_start(&child, scene.loop, &plan, ended, &scene, &err), PC_OK);
	assert_int_equal(pc_loop_run(scene.loop, &err), PC_OK);
	pc_loop_free(&scene.loop);
	return scene.ending;
}

static const struct row {
	const char *name, *script;
	int64_t deadline;
	struct pc_ending want;
} rows[] = {
	{"it ends well", "exit 0", 0, {0, 0, false}},
	{"its status is told", "exit 7", 0, {7, 0, false}},
	{"a signal is told", "kill -TERM $$", 0, {0, SIGTERM, false}},
	{"late, it is killed", "exec sleep 60", 20, {0, SIGKILL, true}},
	{"in time, it is not", "exit 3", 60000, {3, 0, false}},
	{"nothing of our environment", "test -z \"$HOME$USER\"", 0, {0, 0, false}},
	{"its input is empty", "test -z \"$(cat)\"", 0, {0, 0, false}},
	{"no other descriptor",
		"for f in 3 4 5 6 7 8; do true <&$f && exit 1; done 2>/dev/null; exit 0",
		0, {0, 0, false}},
	{"signals are as new", "kill -HUP $$", 0, {0, SIGHUP, false}},
};

static void check(const struct row *r)
{
	const int nothing[] = {-1, STDOUT_FILENO, STDERR_FILENO};
	struct pc_ending got = run(r->script, nothing, PC_COUNT(nothing), r->deadline);

	assert_int_equal(got.status, r->want.status);
	assert_int_equal(got.signal, r->want.signal);
	assert_int_equal(got.late, r->want.late);
}
PC_TABLE(rows, check)

/* Also where two of them change places. */
static void descriptors_become_what_they_should(void **state)
{
	int first[2], second[2], fds[5];
	char got[8] = "";

	(void)state;
	assert_int_equal(pipe(first), 0);
	assert_int_equal(pipe(second), 0);
	memcpy(fds, (int[]){-1, STDOUT_FILENO, STDERR_FILENO, 0, 0}, sizeof(fds));
	fds[3] = second[1];
	fds[4] = first[1];
	assert_int_equal(run("printf 3 >&3; printf 4 >&4", fds, 5, 0).status, 0);
	assert_int_equal(read(second[0], got, sizeof(got)), 1);
	assert_string_equal(got, "3");
	assert_int_equal(read(first[0], got, sizeof(got)), 1);
	assert_string_equal(got, "4");
	for (int i = 0; i < 2; i++) {
		close(first[i]);
		close(second[i]);
	}
}

static void what_is_not_there_does_not_start(void **state)
{
	char program[] = "/nonexistent/program";
	char *argv[] = {program, NULL}, *env[] = {NULL};
	struct pc_child_plan plan = {.argv = argv, .env = env};
	struct pc_loop *loop;
	struct pc_child *child;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_loop_new(&loop, &err), PC_OK);
	assert_int_equal(
		pc_child_start(&child, loop, &plan, ended, NULL, &err), PC_ERR_ABSENT);
	assert_non_null(strstr(err.text, "/nonexistent/program"));
	pc_loop_free(&loop);
}

static void nobody_becomes_nobody_else(void **state)
{
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_become("no-such-user-here", &err), PC_ERR_ABSENT);
	assert_non_null(strstr(err.text, "no-such-user-here"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptors_become_what_they_should),
		cmocka_unit_test(what_is_not_there_does_not_start),
		cmocka_unit_test(nobody_becomes_nobody_else),
	};

	/* What a child must not inherit. */
	signal(SIGHUP, SIG_IGN);
	dup2(STDERR_FILENO, 7);
	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
