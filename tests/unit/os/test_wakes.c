/* SPDX-License-Identifier: Apache-2.0 */
/* A directory wakes once, and again when it was asked for again. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/os/wakes.h"
#include "pc_test.h"

struct wait {
	char top[32];
	struct pc_loop *loop;
	struct pc_wakes *wakes;
	struct pc_watch *late;
	int64_t keys[8];
	size_t n;
};

static void on_wake(void *arg, int64_t key)
{
	struct wait *w = arg;

	assert_true(w->n < PC_COUNT(w->keys));
	w->keys[w->n++] = key;
}

static void on_late(void *arg, int what)
{
	struct wait *w = arg;

	(void)what;
	pc_loop_stop(w->loop);
}

static void path_of(char path[static 64], const struct wait *w, const char *name)
{
	snprintf(path, 64, "%s/%s", w->top, name);
}

static void begin(struct wait *w)
{
	struct pc_err err;
	char path[64];

	*w = (struct wait){.top = "/tmp/pc-wakes-XXXXXX"};
	assert_non_null(mkdtemp(w->top));
	for (int i = 0; i < 3; i++) {
		path_of(path, w, (const char *[]){"a", "b", "c"}[i]);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	assert_int_equal(pc_loop_new(&w->loop, &err), PC_OK);
	assert_int_equal(pc_wakes_new(&w->wakes, w->loop, on_wake, w, &err), PC_OK);
	w->late = pc_loop_timer(w->loop, on_late, w);
}

static void end(struct wait *w)
{
	pc_watch_free(&w->late);
	pc_wakes_free(&w->wakes);
	pc_loop_free(&w->loop);
	pc_fs_remove_tree(w->top);
}

static enum pc_status watch(struct wait *w, const char *name, int64_t key)
{
	struct pc_err err;
	char path[64];

	path_of(path, w, name);
	return pc_wakes_add(w->wakes, path, key, &err);
}

static void put(const struct wait *w, const char *name)
{
	char path[64];
	int fd;

	path_of(path, w, name);
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x\n", 2), 2);
	close(fd);
}

/* What has come of what was done before: the system tells at once. */
static void run(struct wait *w)
{
	struct pc_err err;

	w->n = 0;
	pc_watch_after(w->late, 20);
	assert_int_equal(pc_loop_run(w->loop, &err), PC_OK);
}

static void it_tells_once_until_it_is_watched_again(void **state)
{
	struct wait w;

	(void)state;
	begin(&w);
	assert_int_equal(watch(&w, "a", 7), PC_OK);
	for (int i = 0; i < 100; i++)
		put(&w, "a/log");
	run(&w);
	assert_int_equal(w.n, 1);
	assert_int_equal(w.keys[0], 7);
	put(&w, "a/log");
	run(&w);
	assert_int_equal(w.n, 0);
	assert_int_equal(watch(&w, "a", 8), PC_OK);
	assert_int_equal(watch(&w, "a", 9), PC_OK); /* twice is once */
	put(&w, "a/log");
	run(&w);
	assert_int_equal(w.n, 1);
	assert_int_equal(w.keys[0], 9);
	end(&w);
}

static void each_directory_has_its_key(void **state)
{
	struct wait w;

	(void)state;
	begin(&w);
	assert_int_equal(watch(&w, "a", 1), PC_OK);
	assert_int_equal(watch(&w, "b", 2), PC_OK);
	assert_int_equal(watch(&w, "c", 3), PC_OK);
	put(&w, "b/log");
	put(&w, "a/log");
	run(&w);
	assert_int_equal(w.n, 2);
	assert_int_equal(w.keys[0], 2);
	assert_int_equal(w.keys[1], 1);
	end(&w);
}

static void a_directory_that_goes_is_told(void **state)
{
	struct wait w;
	char path[64];

	(void)state;
	begin(&w);
	assert_int_equal(watch(&w, "a", 1), PC_OK);
	path_of(path, &w, "a");
	assert_int_equal(rmdir(path), 0);
	run(&w);
	assert_int_equal(w.n, 1);
	assert_int_equal(watch(&w, "a", 1), PC_ERR_ABSENT);
	end(&w);
}

static void links_and_files_are_not_watched(void **state)
{
	struct wait w;
	char path[64];

	(void)state;
	begin(&w);
	path_of(path, &w, "link");
	assert_int_equal(symlink("a", path), 0);
	put(&w, "file");
	assert_int_not_equal(watch(&w, "link", 1), PC_OK);
	assert_int_not_equal(watch(&w, "file", 1), PC_OK);
	end(&w);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_tells_once_until_it_is_watched_again),
		cmocka_unit_test(each_directory_has_its_key),
		cmocka_unit_test(a_directory_that_goes_is_told),
		cmocka_unit_test(links_and_files_are_not_watched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
