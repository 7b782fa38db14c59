/* SPDX-License-Identifier: Apache-2.0 */
/* Who did something in a directory is told where the system tells it, and nowhere else.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/os/actors.h"
#include "pc_test.h"

static char top[] = "/tmp/pc-actors-XXXXXX";

static const char *at(const char *name)
{
	static char paths[4][96];
	static size_t next;
	char *path = paths[next++ % PC_COUNT(paths)];

	snprintf(path, sizeof(paths[0]), "%s%s", top, name);
	return path;
}

static void make(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
}

static void write_it(void)
{
	make(at("/dir/old"));
}
static void make_one(void)
{
	make(at("/dir/new"));
}
static void remove_it(void)
{
	unlink(at("/dir/old"));
}
static void open_it_up(void)
{
	chmod(at("/dir/old"), 0666);
}
static void replace_it(void)
{
	rename(at("/aside"), at("/dir/old"));
}
static void open_the_directory(void)
{
	chmod(at("/dir"), 0777);
}
static void move_the_directory(void)
{
	rename(at("/dir"), at("/elsewhere"));
}
static void move_another(void)
{
	rename(at("/aside"), at("/other"));
}
static void read_it(void)
{
	char c;
	int fd = open(at("/dir/old"), O_RDONLY | O_CLOEXEC);

	(void)!read(fd, &c, 1);
	close(fd);
	make(at("/dir/new")); /* so that something is told */
}

static const struct row {
	const char *name;
	void (*does)(void);
	const char *asked; /* about this path */
	bool is_told;
} rows[] = {
	{"other content", write_it, "/dir/old", true},
	{"a new file", make_one, "/dir/new", true},
	{"a file that goes", remove_it, "/dir/old", true},
	{"another mode", open_it_up, "/dir/old", true},
	{"another file in its place", replace_it, "/dir/old", true},
	{"the mode of its directory", open_the_directory, "/dir", true},
	{"its directory is elsewhere", move_the_directory, "/dir/old", true},
	{"another file", make_one, "/dir/old", false},
	{"another name beside its directory", move_another, "/dir/old", false},
	{"it was only read", read_it, "/dir/old", false},
};

/* A process that does it, and stays to be looked at. */
static pid_t somebody(void (*does)(void))
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child > 0)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "a'b c\n");
	does();
	for (;;)
		pause();
}

static void wait_for(const char *path, bool is_there)
{
	while ((access(path, F_OK) == 0) != is_there)
		poll(NULL, 0, 1);
}

static struct pc_actors *begin(void)
{
	struct pc_actors *actors;
	struct pc_err err;

	if (pc_actors_new(&actors, &err) != PC_OK)
		skip();
	mkdir(top, 0700);
	mkdir(at("/dir"), 0700);
	make(at("/dir/old"));
	make(at("/aside"));
	if (pc_actors_add(actors, at(""), PC_ACTORS_NAMES, &err) != PC_OK ||
		pc_actors_add(actors, at("/dir"), PC_ACTORS_ALL, &err) != PC_OK) {
		pc_actors_free(&actors);
		skip();
	}
	assert_int_equal(pc_actors_add(actors, at("/dir"), PC_ACTORS_ALL, &err), PC_OK);
	return actors;
}

static void check(const struct row *r)
{
	struct pc_actors *actors = begin();
	const struct pc_actor *actor;
	char expected[64];
	pid_t child;

	child = somebody(r->does);
	while (pc_actors_read(actors) == 0)
		poll(NULL, 0, 1);
	actor = pc_actors_find(actors, pc_str(at(r->asked)));
	assert_int_equal(actor != NULL, r->is_told);
	/* The system writes the line end as two characters. */
	snprintf(expected, sizeof(expected), "'a_b_c_n', user %d", (int)geteuid());
	if (actor) {
		assert_int_equal(actor->process, child);
		assert_true(pc_str_starts(pc_str(actor->who), pc_str(expected)));
		assert_non_null(strstr(actor->who, ", of 'test_actors'"));
	}
	pc_actors_forget(actors, pc_actors_read(actors));
	assert_null(pc_actors_find(actors, pc_str(at(r->asked))));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	pc_actors_free(&actors);
	pc_fs_remove_tree(top);
}
PC_TABLE(rows, check)

static void we_are_nobody(void **state)
{
	struct pc_actors *actors = begin();

	(void)state;
	write_it();
	move_another();
	wait_for(at("/other"), true);
	assert_int_equal(pc_actors_read(actors), 0);
	pc_actors_free(&actors);
	pc_fs_remove_tree(top);
}

static void only_what_was_there_is_forgotten(void **state)
{
	struct pc_actors *actors = begin();
	uint64_t first;
	pid_t child;

	(void)state;
	child = somebody(write_it);
	while ((first = pc_actors_read(actors)) == 0)
		poll(NULL, 0, 1);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	first = pc_actors_read(actors);
	child = somebody(make_one);
	while (pc_actors_read(actors) == first)
		poll(NULL, 0, 1);
	pc_actors_forget(actors, first);
	assert_null(pc_actors_find(actors, pc_str(at("/dir/old"))));
	assert_non_null(pc_actors_find(actors, pc_str(at("/dir/new"))));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	pc_actors_free(&actors);
	pc_fs_remove_tree(top);
}

static void what_is_not_there_cannot_be_asked_about(void **state)
{
	struct pc_actors *actors = begin();
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_actors_add(actors, "/nonexistent", PC_ACTORS_ALL, &err),
		PC_ERR_ABSENT);
	pc_actors_free(&actors);
	pc_fs_remove_tree(top);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(we_are_nobody),
		cmocka_unit_test(only_what_was_there_is_forgotten),
		cmocka_unit_test(what_is_not_there_cannot_be_asked_about),
	};

	prctl(PR_SET_NAME, "test_actors");
	if (!mkdtemp(top))
		return 1;
	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
