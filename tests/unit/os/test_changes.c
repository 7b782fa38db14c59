/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever somebody does in a watched directory is heard of. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/os/changes.h"
#include "pc_test.h"

struct scene {
	struct pc_loop *loop;
	const char *name; /* waited for */
	bool seen;
};

static char top[] = "/tmp/pc-changes-XXXXXX";

static void heard(void *arg, const char *directory, const char *name)
{
	struct scene *scene = arg;

	assert_string_equal(directory, top);
	if (scene->name ? !name || strcmp(name, scene->name) != 0 : name != NULL)
		return;
	scene->seen = true;
	pc_loop_stop(scene->loop);
}

static void give_up(void *arg, int what)
{
	struct scene *scene = arg;

	(void)what;
	pc_loop_stop(scene->loop);
}

static void at(char path[static 64], const char *name)
{
	snprintf(path, 64, "%s/%s", top, name);
}

static void make(const char *name)
{
	char path[64];
	int fd;

	at(path, name);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
}

static void make_a(void)
{
	make("a");
}
static void rename_old(void)
{
	char from[64], to[64];

	at(from, "old");
	at(to, "b");
	assert_int_equal(rename(from, to), 0);
}
static void remove_old(void)
{
	char path[64];

	at(path, "old");
	assert_int_equal(unlink(path), 0);
}
static void open_up(void)
{
	char path[64];

	at(path, "old");
	assert_int_equal(chmod(path, 0666), 0);
}
static void write_old(void)
{
	make("old");
}
static void link_there(void)
{
	char path[64];

	at(path, "link");
	assert_int_equal(symlink("/etc/passwd", path), 0);
}
static void remove_all(void)
{
	pc_fs_remove_tree(top);
}

static const struct row {
	const char *name;
	void (*does)(void);
	const char *heard;
} rows[] = {
	{"a new file", make_a, "a"},
	{"a new name", rename_old, "b"},
	{"an old name that goes", rename_old, "old"},
	{"a file that goes", remove_old, "old"},
	{"another mode", open_up, "old"},
	{"other content", write_old, "old"},
	{"a link", link_there, "link"},
	{"the directory itself", remove_all, NULL},
};

static void check(const struct row *r)
{
	struct scene scene = {.name = r->heard};
	struct pc_changes *changes;
	struct pc_watch *timer;
	struct pc_err err;

	mkdir(top, 0700);
	make("old");
	assert_int_equal(pc_loop_new(&scene.loop, &err), PC_OK);
	assert_int_equal(
		pc_changes_new(&changes, scene.loop, heard, &scene, &err), PC_OK);
	assert_int_equal(pc_changes_add(changes, top, &err), PC_OK);
	assert_int_equal(pc_changes_add(changes, top, &err), PC_OK);
	timer = pc_loop_timer(scene.loop, give_up, &scene);
	pc_watch_after(timer, 5000);
	r->does();
	assert_int_equal(pc_loop_run(scene.loop, &err), PC_OK);
	pc_watch_free(&timer);
	pc_changes_free(&changes);
	pc_loop_free(&scene.loop);
	pc_fs_remove_tree(top);
	assert_true(scene.seen);
}
PC_TABLE(rows, check)

static void what_is_not_there_cannot_be_watched(void **state)
{
	struct scene scene = {0};
	struct pc_changes *changes;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_loop_new(&scene.loop, &err), PC_OK);
	assert_int_equal(
		pc_changes_new(&changes, scene.loop, heard, &scene, &err), PC_OK);
	assert_int_equal(pc_changes_add(changes, "/nonexistent", &err), PC_ERR_ABSENT);
	pc_changes_free(&changes);
	pc_loop_free(&scene.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_there_cannot_be_watched),
	};

	if (!mkdtemp(top))
		return 1;
	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
