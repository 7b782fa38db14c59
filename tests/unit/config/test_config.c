/* SPDX-License-Identifier: Apache-2.0 */
/* policyd.yaml: what it leaves out, whom it must belong to, and what --root does to it.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "pc/config/config.h"
#include "pc_test.h"

struct file {
	struct pc_arena arena;
	struct pc_diags diags;
	struct pc_config config;
	struct pc_err err;
	char path[64];
};

static void file_open(struct file *file, const char *text)
{
	int fd;

	*file = (struct file){.path = "/tmp/pc-config-XXXXXX"};
	file->diags.arena = &file->arena;
	fd = mkstemp(file->path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void file_close(struct file *file)
{
	unlink(file->path);
	pc_arena_done(&file->arena);
}

static enum pc_status read_it(struct file *file)
{
	return pc_config_read(
		&file->config, &file->arena, file->path, &file->diags, &file->err);
}

#define assert_path(is, wanted) assert_true(pc_str_is((is), (wanted)))

static void test_usual_values(void **state)
{
	struct file file;

	(void)state;
	file_open(&file, "remote: /srv/policy.git\n");
	assert_int_equal(read_it(&file), PC_OK);
	pc_config_put_under(&file.config, &file.arena, (struct pc_str){0});
	assert_path(file.config.signers, "/etc/policyd/allowed_signers");
	assert_path(file.config.state, "/var/lib/policyd");
	assert_path(file.config.run, "/run/policyd");
	assert_int_equal(file.config.root.len, 0);
	file_close(&file);
}

static void test_root_of_the_command_line_comes_first(void **state)
{
	struct file file;

	(void)state;
	file_open(&file, "remote: /srv/policy.git\nroot: /mnt/other\n");
	assert_int_equal(read_it(&file), PC_OK);
	pc_config_put_under(&file.config, &file.arena, PC_STR("/mnt/image"));
	pc_config_put_under(&file.config, &file.arena, PC_STR("/mnt/image"));
	assert_path(file.config.root, "/mnt/image");
	assert_path(file.config.signers, "/mnt/image/etc/policyd/allowed_signers");
	assert_path(file.config.state, "/mnt/image/var/lib/policyd");
	assert_path(file.config.run, "/mnt/image/run/policyd");
	assert_path(file.config.remote, "/srv/policy.git");
	file_close(&file);
}

static void test_what_is_said_is_taken_as_it_is(void **state)
{
	struct file file;

	(void)state;
	/* The same text as the default is said, too. */
	file_open(&file, "remote: /srv/policy.git\nroot: /mnt/image\n"
			 "state: /var/lib/policyd\nallowed-signers: /srv/signers\n");
	assert_int_equal(read_it(&file), PC_OK);
	pc_config_put_under(&file.config, &file.arena, (struct pc_str){0});
	assert_path(file.config.state, "/var/lib/policyd");
	assert_path(file.config.signers, "/srv/signers");
	assert_path(file.config.run, "/mnt/image/run/policyd");
	file_close(&file);
}

static void test_the_root_itself_changes_nothing(void **state)
{
	struct file file;

	(void)state;
	file_open(&file, "remote: /srv/policy.git\nroot: /mnt/image\n");
	assert_int_equal(read_it(&file), PC_OK);
	pc_config_put_under(&file.config, &file.arena, PC_STR("/"));
	assert_path(file.config.state, "/var/lib/policyd");
	assert_int_equal(file.config.root.len, 0);
	file_close(&file);
}

static void test_others_may_not_write_it(void **state)
{
	struct file file;

	(void)state;
	file_open(&file, "remote: /srv/policy.git\n");
	assert_int_equal(chmod(file.path, 0664), 0);
	assert_int_equal(read_it(&file), PC_ERR_SYSTEM);
	assert_non_null(strstr(file.err.text, "others may write"));
	file_close(&file);
}

static void test_a_remote_has_to_be_named(void **state)
{
	struct file file;

	(void)state;
	file_open(&file, "interval: 5m\n");
	assert_int_equal(read_it(&file), PC_ERR_PARSE);
	assert_int_equal(file.diags.count, 1);
	assert_string_equal(file.diags.items[0].code, "PC2103");
	file_close(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usual_values),
		cmocka_unit_test(test_root_of_the_command_line_comes_first),
		cmocka_unit_test(test_what_is_said_is_taken_as_it_is),
		cmocka_unit_test(test_the_root_itself_changes_nothing),
		cmocka_unit_test(test_others_may_not_write_it),
		cmocka_unit_test(test_a_remote_has_to_be_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
