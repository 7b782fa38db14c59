/* SPDX-License-Identifier: Apache-2.0 */
/* What lies in a tree is looked at once, what is no file never is, and whatever files do
 * meanwhile, the rest goes on. */
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "audit_stub.h"
#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc_test.h"

static char top[] = "/tmp/pc-tree-XXXXXX";
static unsigned n_scenes;
static struct pc_audit found;

/* Each scene has a directory of its own, which is the working directory. */
static int enter(void **state)
{
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "%s/%u", top, n_scenes++);
	return mkdir(path, 0700) || chdir(path);
}

static int leave(void **state)
{
	(void)state;
	stub_done(&found);
	return chdir("/tmp");
}

static int make_top(void **state)
{
	(void)state;
	return !mkdtemp(top);
}

static int remove_top(void **state)
{
	(void)state;
	pc_fs_remove_tree(top);
	return 0;
}

static void put(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), (ssize_t)len);
	close(fd);
}

static void plant(const char *path)
{
	put(path, "a\nb = PLANTED1\n", 15);
}

static void look_with(struct pc_audit_job job, const char *path)
{
	struct pc_err err = {0};

	job.audit = &found;
	assert_int_equal(pc_audit_tree(&job, path, &err), PC_OK);
	stub_sort(&found);
}

static void look(const char *path)
{
	look_with((struct pc_audit_job){0}, path);
}

static void finds_files_and_their_places(void **state)
{
	(void)state;
	mkdir("d", 0700);
	mkdir("d/e", 0700);
	plant("one");
	plant("d/two");
	plant("d/e/.hidden");
	put("empty", "", 0);
	look(".");
	assert_int_equal(found.n, 3);
	assert_string_equal(found.rows[0].path, "d/e/.hidden");
	assert_string_equal(found.rows[1].path, "d/two");
	assert_string_equal(found.rows[2].path, "one");
	assert_int_equal(found.rows[2].line, 2);
	assert_int_equal(found.rows[2].col, 5);
	assert_int_equal(found.files, 4);
	assert_int_equal(found.bytes, 45);
}

static void names_paths_as_the_caller_does(void **state)
{
	(void)state;
	mkdir("d", 0700);
	plant("d/x");
	look("d");
	look("./d//");
	look("d/x");
	assert_int_equal(stub_count(&found, "d/x", "PLANTED1"), 2);
	assert_int_equal(stub_count(&found, "./d/x", "PLANTED1"), 1);
}

static void says_what_is_not_there(void **state)
{
	const struct pc_audit_job job = {.audit = &found};
	struct pc_err err = {0};

	(void)state;
	assert_int_equal(pc_audit_tree(&job, "nothing", &err), PC_ERR_ABSENT);
	assert_int_equal(found.n, 0);
}

static void opens_files_alone(void **state)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "sock"};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	close(fd);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	mkdir("d", 0700);
	plant("d/x");
	assert_int_equal(symlink("d/x", "link"), 0);
	assert_int_equal(symlink("d", "dirlink"), 0);
	assert_int_equal(symlink("..", "d/up"), 0);
	look(".");
	assert_int_equal(found.n, 3);
	assert_int_equal(stub_count(&found, "d/x", "PLANTED1"), 1);
	assert_int_equal(stub_count(&found, "fifo", "PC2522"), 1);
	assert_int_equal(stub_count(&found, "sock", "PC2522"), 1);
	look("link");
	assert_int_equal(stub_count(&found, "link", "PC2522"), 1);
	look_with((struct pc_audit_job){.follows_named = true}, "link");
	assert_int_equal(stub_count(&found, "link", "PLANTED1"), 1);
	look_with((struct pc_audit_job){.follows_named = true}, "dirlink");
	assert_int_equal(stub_count(&found, "dirlink/x", "PLANTED1"), 1);
	look("fifo");
	assert_int_equal(stub_count(&found, "fifo", "PC2522"), 2);
}

static void notes_what_cannot_be_read(void **state)
{
	(void)state;
	if (getuid() == 0)
		skip(); /* who may read everything */
	mkdir("shut", 0700);
	plant("shut/x");
	plant("secret");
	plant("open");
	chmod("shut", 0);
	chmod("secret", 0);
	look(".");
	chmod("shut", 0700);
	assert_int_equal(found.n, 3);
	assert_int_equal(stub_count(&found, "open", "PLANTED1"), 1);
	assert_int_equal(stub_count(&found, "secret", "PC2520"), 1);
	assert_int_equal(stub_count(&found, "shut", "PC2520"), 1);
}

static bool leaves_out_b(void *context, struct pc_str path)
{
	(void)context;
	return pc_str_is(path, "b") || pc_str_is(path, "d/b");
}

static void leaves_out_what_the_caller_says(void **state)
{
	(void)state;
	mkdir("b", 0700);
	mkdir("d", 0700);
	plant("b/x");
	plant("d/b");
	plant("d/c");
	look_with((struct pc_audit_job){.is_left_out = leaves_out_b}, ".");
	assert_int_equal(found.n, 1);
	assert_string_equal(found.rows[0].path, "d/c");
}

static void looks_at_what_git_keeps_but_not_at_objects(void **state)
{
	(void)state;
	mkdir(".git", 0700);
	mkdir(".git/objects", 0700);
	mkdir(".git/objects/aa", 0700);
	mkdir("objects", 0700);
	plant(".git/objects/aa/b");
	plant(".git/config");
	plant("objects/x");
	look(".");
	assert_int_equal(found.n, 2);
	assert_string_equal(found.rows[0].path, ".git/config");
	assert_string_equal(found.rows[1].path, "objects/x");
}

/* A key wherever a window can end is told once, with its line and column. */
static void sees_over_the_ends_of_windows(void **state)
{
	const size_t size = 3 * (size_t)PC_MAX_AUDIT_DOCUMENT + 100;
	char *text = malloc(size);
	size_t n = 0;

	(void)state;
	memset(text, 'x', size);
	for (size_t at = 1000; at + 20 < size; at += 1021, n++) {
		char key[16];
		int len = snprintf(key, sizeof(key), "PLANTED%zu", n);

		memcpy(text + at, key, (size_t)len);
	}
	put("line", text, size);
	look("line");
	assert_int_equal(found.n, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(found.rows[i].line, 1);
		assert_int_equal(found.rows[i].col, 1001 + i * 1021);
	}
	stub_done(&found);
	for (size_t at = 79; at < size; at += 80)
		text[at] = '\n';
	put("lines", text, size);
	look("lines");
	for (size_t i = 0; i < found.n; i++) {
		size_t nth = strtoul(found.rows[i].text + 7, NULL, 10);

		if (found.rows[i].text[7] == '\0')
			continue; /* cut by the end of a line */
		if ((1000 + nth * 1021) / 80 + 1 != found.rows[i].line)
			continue; /* its last digits were */
		assert_int_equal(found.rows[i].col, (1000 + nth * 1021) % 80 + 1);
	}
	assert_true(found.n > n * 9 / 10);
	free(text);
}

static void skips_holes(void **state)
{
	int fd = open("sparse", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	(void)state;
	/* Three terabytes, of which two keys are written. */
	assert_int_equal(pwrite(fd, "PLANTED1\n", 9, 0), 9);
	assert_int_equal(pwrite(fd, "PLANTED2\n", 9, 3LL << 40), 9);
	close(fd);
	look(".");
	assert_int_equal(found.n, 2);
	assert_string_equal(found.rows[0].text, "PLANTED1");
	assert_string_equal(found.rows[1].text, "PLANTED2");
	assert_int_equal(found.rows[1].line, 2);
}

static void reads_utf16(void **state)
{
	static const char little[] = "\xff\xfe\n\0P\0L\0A\0N\0T\0E\0D\0"
				     "1";
	static const char big[] = "\xfe\xff\0P\0L\0A\0N\0T\0E\0D\0"
				  "2";

	(void)state;
	put("little", little, sizeof(little)); /* with the NUL behind the 1 */
	put("big", big, sizeof(big) - 1);
	look(".");
	assert_int_equal(found.n, 2);
	assert_string_equal(found.rows[0].text, "PLANTED2");
	assert_string_equal(found.rows[1].text, "PLANTED1");
	assert_int_equal(found.rows[1].line, 2);
}

static void reads_any_names(void **state)
{
	(void)state;
	mkdir("new\nline", 0700);
	plant("new\nline/\xff\xfe");
	look(".");
	assert_int_equal(found.n, 1);
	assert_string_equal(found.rows[0].path, "new\nline/\xff\xfe");
}

/* More entries than come at a time, shared among threads. */
static void goes_through_large_directories(void **state)
{
	char name[32];

	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), i % 2 ? "file-%06u" : "dir-%06u", i);
		if (i % 2)
			plant(name);
		else
			assert_int_equal(mkdir(name, 0700), 0);
	}
	look_with((struct pc_audit_job){.threads = 4}, ".");
	assert_int_equal(found.n, 1500);
	assert_int_equal(found.files, 1500);
}

/* Deeper than descriptors last, and deeper than paths can be named. */
static void goes_down_deep(void **state)
{
	const unsigned depth = PC_MAX_AUDIT_DEPTH + 20;
	unsigned n_down = 0;

	(void)state;
	for (; n_down < depth; n_down++) {
		plant("x");
		assert_int_equal(mkdir("below", 0700), 0);
		assert_int_equal(chdir("below"), 0);
	}
	while (n_down-- > 0)
		assert_int_equal(chdir(".."), 0);
	look_with((struct pc_audit_job){.threads = 2}, ".");
	assert_int_equal(stub_count(&found, NULL, "PLANTED1"), PC_MAX_AUDIT_DEPTH + 1);
	assert_int_equal(stub_count(&found, NULL, "PC2526"), 1);
}

static void reads_streams(void **state)
{
	const struct pc_audit_job job = {.audit = &found};
	const struct pc_audit_place at = {
		.source = PC_AUDIT_STDIN, .path = PC_STR("(stdin)")};
	struct pc_err err = {0};
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	if (fork() == 0) {
		close(ends[0]);
		for (unsigned i = 0; i < 100000; i++)
			dprintf(ends[1], "this is a line of a long stream %u\n", i);
		dprintf(ends[1], "PLANTED7");
		_exit(0);
	}
	close(ends[1]);
	assert_int_equal(pc_audit_stream(&job, NULL, &at, ends[0], &err), PC_OK);
	close(ends[0]);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.rows[0].line, 100001);
	assert_int_equal(found.rows[0].source, PC_AUDIT_STDIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			finds_files_and_their_places, enter, leave),
		cmocka_unit_test_setup_teardown(
			names_paths_as_the_caller_does, enter, leave),
		cmocka_unit_test_setup_teardown(says_what_is_not_there, enter, leave),
		cmocka_unit_test_setup_teardown(opens_files_alone, enter, leave),
		cmocka_unit_test_setup_teardown(notes_what_cannot_be_read, enter, leave),
		cmocka_unit_test_setup_teardown(
			leaves_out_what_the_caller_says, enter, leave),
		cmocka_unit_test_setup_teardown(
			looks_at_what_git_keeps_but_not_at_objects, enter, leave),
		cmocka_unit_test_setup_teardown(
			sees_over_the_ends_of_windows, enter, leave),
		cmocka_unit_test_setup_teardown(skips_holes, enter, leave),
		cmocka_unit_test_setup_teardown(reads_utf16, enter, leave),
		cmocka_unit_test_setup_teardown(reads_any_names, enter, leave),
		cmocka_unit_test_setup_teardown(
			goes_through_large_directories, enter, leave),
		cmocka_unit_test_setup_teardown(goes_down_deep, enter, leave),
		cmocka_unit_test_setup_teardown(reads_streams, enter, leave),
	};

	return cmocka_run_group_tests(tests, make_top, remove_top);
}
