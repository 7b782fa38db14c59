/* SPDX-License-Identifier: Apache-2.0 */
/* A tree goes as a whole, and nothing that a link in it points to. */
#include "pc_test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"

static char top[64];

static int setup(void **state)
{
	(void)state;
	snprintf(top, sizeof(top), "/tmp/pc-remove-XXXXXX");
	return mkdtemp(top) && chdir(top) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	unlink("outside/f");
	rmdir("outside");
	return chdir("/") == 0 ? rmdir(top) : -1;
}

static void put(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

	assert_true(fd >= 0);
	close(fd);
}

static void a_tree_goes_and_its_links_lead_nowhere(void **state)
{
	(void)state;
	assert_int_equal(mkdir("outside", 0700), 0);
	put("outside/f");
	assert_int_equal(mkdir("tree", 0700), 0);
	assert_int_equal(mkdir("tree/.dir", 0700), 0);
	assert_int_equal(mkdir("tree/.dir/empty", 0700), 0);
	put("tree/f");
	put("tree/.dir/..f");
	assert_int_equal(symlink("../outside", "tree/link"), 0);
	pc_fs_remove_tree("tree");
	assert_int_equal(access("tree", F_OK), -1);
	assert_int_equal(access("outside/f", F_OK), 0);
}

static void what_is_not_there_stays_so(void **state)
{
	(void)state;
	pc_fs_remove_tree("nothing");
	assert_int_equal(access("nothing", F_OK), -1);
}

static void a_full_disk_is_an_error(void **state)
{
	PC_AUTO(pc_close) int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_fs_write_fd(fd, PC_STR("x"), &err), PC_ERR_SYSTEM);
	assert_string_equal(err.text, "writing: No space left on device");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_tree_goes_and_its_links_lead_nowhere, setup, teardown),
		cmocka_unit_test_setup_teardown(
			what_is_not_there_stays_so, setup, teardown),
		cmocka_unit_test(a_full_disk_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
