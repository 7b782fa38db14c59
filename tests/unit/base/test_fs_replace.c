/* SPDX-License-Identifier: Apache-2.0 */
/* A file is replaced as a whole or not at all, and nothing is left lying about. */
#include "pc_test.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"

static char top[64];

static int setup(void **state)
{
	(void)state;
	snprintf(top, sizeof(top), "/tmp/pc-replace-XXXXXX");
	return mkdtemp(top) && chdir(top) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
	static const char *const names[] = {
		"f", "g", "link", "up", "dir/f", "dir/link", "loop", "fifo"};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(names); i++)
		unlink(names[i]);
	chmod("dir", 0755);
	rmdir("dir");
	return chdir("/") == 0 ? rmdir(top) : -1;
}

static void put(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void assert_holds(const char *path, const char *text, mode_t mode)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str got;
	struct pc_err err;
	struct stat st;

	assert_int_equal(pc_fs_read(&got, &arena, AT_FDCWD, path, 100, &err), PC_OK);
	assert_str(got, text);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, mode);
}

static size_t entries(const char *path)
{
	DIR *dir = opendir(path);
	size_t count = 0;

	assert_non_null(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count - 2;
}

static enum pc_status replace(const char *path, const char *text, mode_t mode)
{
	struct pc_err err = {0};
	enum pc_status status = pc_fs_replace(AT_FDCWD, path, pc_str(text), mode, &err);

	assert_int_equal(status != PC_OK, err.text[0] != '\0');
	return status;
}

static void content_changes_and_mode_stays(void **state)
{
	struct stat before, behind;

	(void)state;
	put("f", "old and long", 0640);
	assert_int_equal(link("f", "g"), 0);
	assert_int_equal(stat("f", &before), 0);
	assert_int_equal(replace("f", "new", 0600), PC_OK);
	assert_holds("f", "new", 0640);
	assert_holds("g", "old and long", 0640); /* another link to the old file */
	assert_int_equal(stat("f", &behind), 0);
	assert_int_equal(before.st_uid, behind.st_uid);
	assert_int_equal(before.st_gid, behind.st_gid);
	assert_int_equal(entries("."), 2);
}

static void owner_stays(void **state)
{
	struct stat st;

	(void)state;
	if (geteuid() != 0)
		skip();
	put("f", "old", 0644);
	assert_int_equal(chown("f", 12, 34), 0);
	assert_int_equal(chmod("f", 04755), 0);
	assert_int_equal(replace("f", "new", 0), PC_OK);
	assert_int_equal(stat("f", &st), 0);
	assert_int_equal(st.st_uid, 12);
	assert_int_equal(st.st_gid, 34);
	assert_int_equal(st.st_mode & 07777, 04755);
}

static void links_stay(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(mkdir("dir", 0755), 0);
	put("f", "old", 0600);
	assert_int_equal(symlink("../up", "dir/link"), 0);
	assert_int_equal(symlink("f", "up"), 0);
	assert_int_equal(replace("dir/link", "new", 0), PC_OK);
	assert_holds("f", "new", 0600);
	assert_int_equal(lstat("dir/link", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(entries("dir"), 1);
}

static void a_new_file_has_the_mode(void **state)
{
	mode_t before = umask(077);

	(void)state;
	assert_int_equal(replace("f", "new", 0), PC_ERR_ABSENT);
	assert_int_equal(entries("."), 0);
	assert_int_equal(replace("f", "", 0644), PC_OK);
	assert_holds("f", "", 0644);
	assert_int_equal(symlink("g", "link"), 0);
	assert_int_equal(replace("link", "new", 0640), PC_OK);
	assert_holds("g", "new", 0640);
	umask(before);
}

static void a_directory_descriptor_is_where_it_begins(void **state)
{
	PC_AUTO(pc_close) int dir = -1;
	struct pc_err err;

	(void)state;
	assert_int_equal(mkdir("dir", 0755), 0);
	dir = open("dir", O_RDONLY | O_DIRECTORY);
	assert_int_equal(pc_fs_replace(dir, "f", PC_STR("new"), 0644, &err), PC_OK);
	assert_holds("dir/f", "new", 0644);
}

static void other_things_are_refused(void **state)
{
	(void)state;
	assert_int_equal(mkdir("dir", 0755), 0);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(symlink("loop", "loop"), 0);
	assert_int_equal(replace("dir", "new", 0644), PC_ERR_SYSTEM);
	assert_int_equal(replace("dir/", "new", 0644), PC_ERR_SYSTEM);
	assert_int_equal(replace("fifo", "new", 0644), PC_ERR_SYSTEM);
	assert_int_equal(replace("loop", "new", 0644), PC_ERR_SYSTEM);
	assert_int_equal(replace("no/f", "new", 0644), PC_ERR_ABSENT);
	assert_int_equal(replace("", "new", 0644), PC_ERR_ABSENT);
	assert_int_equal(entries("."), 3);
	assert_int_equal(entries("dir"), 0);
}

/* Where no file can be made beside it, the old one stays. */
static void a_locked_directory(void **state)
{
	(void)state;
	if (geteuid() == 0)
		skip();
	assert_int_equal(mkdir("dir", 0755), 0);
	put("dir/f", "old", 0644);
	assert_int_equal(chmod("dir", 0555), 0);
	assert_int_equal(replace("dir/f", "new", 0), PC_ERR_SYSTEM);
	assert_holds("dir/f", "old", 0644);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			content_changes_and_mode_stays, setup, teardown),
		cmocka_unit_test_setup_teardown(owner_stays, setup, teardown),
		cmocka_unit_test_setup_teardown(links_stay, setup, teardown),
		cmocka_unit_test_setup_teardown(a_new_file_has_the_mode, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_directory_descriptor_is_where_it_begins, setup, teardown),
		cmocka_unit_test_setup_teardown(
			other_things_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_locked_directory, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
