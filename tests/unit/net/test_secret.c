/* SPDX-License-Identifier: Apache-2.0 */
/* Which files hold a token, and that no error tells it. */
#include "pc_test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/limits.h"
#include "pc/net/secret.h"

static char directory[] = "/tmp/pc-secret-XXXXXX";

static const struct row {
	const char *name, *content, *token; /* token NULL: refused */
	mode_t mode;
} files[] = {
	{"a token", "s3cret-canary\n", "s3cret-canary", 0600},
	{"without an end of line", "s3cret-canary", "s3cret-canary", 0400},
	{"of Windows", "s3cret-canary\r\n", "s3cret-canary", 0600},
	{"for a group to read", "s3cret-canary\n", "s3cret-canary", 0640},
	{"for a group to write", "s3cret-canary\n", NULL, 0660},
	{"for everybody to read", "s3cret-canary\n", NULL, 0644},
	{"for everybody to write", "s3cret-canary\n", NULL, 0602},
	{"two words", "s3cret canary\n", NULL, 0600},
	{"two lines", "s3cret-canary\nX: y\n", NULL, 0600},
	{"a control character", "s3cret\rcanary\n", NULL, 0600},
	{"not ASCII", "s3crét-canary\n", NULL, 0600},
	{"too short", "s3cret\n", NULL, 0600},
	{"nothing", "", NULL, 0600},
};

static void write_file(const char *path, struct pc_str content, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content.ptr, content.len), (ssize_t)content.len);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void check(const struct row *row)
{
	PC_AUTO(pc_secret_done) struct pc_secret secret = {0};
	char path[64];
	struct pc_err err = {0};
	enum pc_status status;

	snprintf(path, sizeof(path), "%s/token", directory);
	write_file(path, pc_str(row->content), row->mode);
	status = pc_secret_read(&secret, path, &err);
	unlink(path);
	assert_int_equal(status == PC_OK, row->token != NULL);
	assert_null(strstr(err.text, "canary"));
	if (row->token) {
		assert_int_equal(secret.len, strlen(row->token));
		assert_string_equal(secret.bytes, row->token);
	} else {
		assert_null(secret.bytes);
	}
}
PC_TABLE(files, check)

static void lengths(void **state)
{
	char path[64], *most = malloc(PC_MAX_TOKEN + 1);
	struct pc_secret secret = {0};
	struct pc_err err;

	(void)state;
	memset(most, 'x', PC_MAX_TOKEN + 1);
	snprintf(path, sizeof(path), "%s/token", directory);
	write_file(path, (struct pc_str){most, PC_MAX_TOKEN}, 0600);
	assert_int_equal(pc_secret_read(&secret, path, &err), PC_OK);
	assert_int_equal(secret.len, PC_MAX_TOKEN);
	pc_secret_done(&secret);
	write_file(path, (struct pc_str){most, PC_MAX_TOKEN + 1}, 0600);
	assert_int_equal(pc_secret_read(&secret, path, &err), PC_ERR_PARSE);
	unlink(path);
	free(most);
}

static void no_file(void **state)
{
	struct pc_secret secret = {0};
	struct pc_err err;

	(void)state;
	assert_int_equal(
		pc_secret_read(&secret, "/nonexistent/token", &err), PC_ERR_ABSENT);
	assert_int_equal(pc_secret_read(&secret, directory, &err), PC_ERR_SYSTEM);
	assert_int_equal(pc_secret_read(&secret, "/dev/null", &err), PC_ERR_SYSTEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths),
		cmocka_unit_test(no_file),
	};
	int failed;

	if (!mkdtemp(directory))
		return 1;
	failed = PC_RUN(files) + cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(directory);
	return failed;
}
