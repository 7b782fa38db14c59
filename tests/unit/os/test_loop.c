/* SPDX-License-Identifier: Apache-2.0 */
/* What is waited for comes, in order, and what is freed or unset does not. */
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "pc/os/loop.h"
#include "pc_test.h"

struct scene {
	struct pc_loop *loop;
	struct pc_watch *first, *second;
	char seen[64];
};

static void note(struct scene *scene, char what)
{
	size_t n = strlen(scene->seen);

	assert_true(n + 1 < sizeof(scene->seen));
	scene->seen[n] = what;
}

static void run(struct scene *scene)
{
	struct pc_err err;

	assert_int_equal(pc_loop_run(scene->loop, &err), PC_OK);
	pc_watch_free(&scene->first);
	pc_watch_free(&scene->second);
	pc_loop_free(&scene->loop);
}

static void begin(struct scene *scene)
{
	struct pc_err err;

	*scene = (struct scene){0};
	assert_int_equal(pc_loop_new(&scene->loop, &err), PC_OK);
}

static void first_due(void *arg, int what)
{
	assert_int_equal(what, 0);
	note(arg, '1');
}

static void second_due(void *arg, int what)
{
	struct scene *scene = arg;

	(void)what;
	note(scene, '2');
	pc_loop_stop(scene->loop);
}

static void timers_come_by_time(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	scene.first = pc_loop_timer(scene.loop, first_due, &scene);
	scene.second = pc_loop_timer(scene.loop, second_due, &scene);
	pc_watch_after(scene.second, 30);
	pc_watch_after(scene.first, 5);
	run(&scene);
	assert_string_equal(scene.seen, "12");
}

static void an_unset_timer_does_not_come(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	scene.first = pc_loop_timer(scene.loop, first_due, &scene);
	scene.second = pc_loop_timer(scene.loop, second_due, &scene);
	pc_watch_after(scene.first, 1);
	pc_watch_after(scene.second, 20);
	pc_watch_unset(scene.first);
	run(&scene);
	assert_string_equal(scene.seen, "2");
}

static void read_one(void *arg, int fd)
{
	struct scene *scene = arg;
	char byte;

	assert_int_equal(read(fd, &byte, 1), 1);
	note(scene, byte);
	if (byte == 'z')
		pc_loop_stop(scene->loop);
}

static void a_descriptor_comes_as_often_as_it_has_something(void **state)
{
	struct scene scene;
	int ends[2];

	(void)state;
	begin(&scene);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "xyz", 3), 3);
	scene.first = pc_loop_fd(scene.loop, ends[0], PC_LOOP_READ, read_one, &scene);
	run(&scene);
	assert_string_equal(scene.seen, "xyz");
	close(ends[0]);
	close(ends[1]);
}

static void free_itself(void *arg, int fd)
{
	struct scene *scene = arg;

	(void)fd;
	note(scene, 'f');
	pc_watch_free(&scene->first);
	pc_watch_after(scene->second, 5);
}

static void a_watch_may_free_itself(void **state)
{
	struct scene scene;
	int ends[2];

	(void)state;
	begin(&scene);
	assert_int_equal(pipe(ends), 0);
	scene.first = pc_loop_fd(scene.loop, ends[1], PC_LOOP_WRITE, free_itself, &scene);
	scene.second = pc_loop_timer(scene.loop, second_due, &scene);
	run(&scene);
	assert_string_equal(scene.seen, "f2");
	close(ends[0]);
	close(ends[1]);
}

static void stop_at_signal(void *arg, int signal)
{
	struct scene *scene = arg;

	assert_int_equal(signal, SIGHUP);
	note(scene, 'H');
	pc_loop_stop(scene->loop);
}

static void a_signal_comes_through_the_loop(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	scene.first = pc_loop_signal(scene.loop, SIGHUP, stop_at_signal, &scene);
	assert_int_equal(raise(SIGHUP), 0);
	assert_string_equal(scene.seen, "");
	run(&scene);
	assert_string_equal(scene.seen, "H");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(timers_come_by_time),
		cmocka_unit_test(an_unset_timer_does_not_come),
		cmocka_unit_test(a_descriptor_comes_as_often_as_it_has_something),
		cmocka_unit_test(a_watch_may_free_itself),
		cmocka_unit_test(a_signal_comes_through_the_loop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
