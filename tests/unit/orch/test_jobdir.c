/* SPDX-License-Identifier: Apache-2.0 */
/* A job's directory: what is made, what stays for the next attempt, and that nothing
 * which a worker left there leads elsewhere. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jobdir.h"
#include "pc/base/fs.h"
#include "pc_test.h"

struct scene {
	struct pc_arena arena;
	char above[64];
	struct pc_str path;
	int fd;
	int64_t step;
	struct pc_err err;
};

static void lay(struct scene *s)
{
	*s = (struct scene){.above = "/tmp/policyctl-job-XXXXXX", .fd = -1};
	assert_non_null(mkdtemp(s->above));
	s->path = pc_arena_printf(&s->arena, "%s/17", s->above);
}

static void clear(struct scene *s)
{
	pc_close(&s->fd);
	pc_fs_remove_tree(s->above);
	pc_arena_done(&s->arena);
}

static const char *in(struct scene *s, const char *name)
{
	return pc_arena_printf(&s->arena, "%s/%s", s->above, name).ptr;
}

static void put(struct scene *s, const char *name, const char *text)
{
	PC_AUTO(pc_close) int fd = open(in(s, name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(pc_fs_write_fd(fd, pc_str(text), &s->err), PC_OK);
}

static struct pc_str get(struct scene *s, const char *name)
{
	struct pc_str out = {0};

	assert_int_equal(
		pc_fs_read(&out, &s->arena, AT_FDCWD, in(s, name), 1 << 16, &s->err),
		PC_OK);
	return out;
}

static enum pc_status open_it(struct scene *s)
{
	pc_close(&s->fd);
	return jobdir_open(&s->fd, &s->step, s->path, &s->err);
}

static unsigned mode_of(struct scene *s, const char *name)
{
	struct stat info;

	assert_int_equal(lstat(in(s, name), &info), 0);
	return info.st_mode & 07777;
}

static void test_fresh(void **state)
{
	const struct pc_job job = {.id = 17,
		.project = PC_STR("a\n# b"),
		.system_prompt = PC_STR("be brief")};
	struct scene s;
	struct pc_str told;

	(void)state;
	lay(&s);
	assert_int_equal(open_it(&s), PC_OK);
	assert_int_equal(s.step, 0);
	assert_int_equal(jobdir_tell(s.fd, s.path, &job, 0, &s.err), PC_OK);
	assert_int_equal(mode_of(&s, "17"), 0700);
	assert_int_equal(mode_of(&s, "17/checkpoint"), 0700);
	assert_int_equal(mode_of(&s, "17/checkpoint/progress.md"), 0600);
	assert_int_equal(mode_of(&s, "17/CLAUDE.md"), 0600);
	assert_int_equal(mode_of(&s, "17/system.md"), 0600);
	told = get(&s, "17/CLAUDE.md");
	assert_true(pc_str_find_str(told, PC_STR("**Job:** 17\n")) < told.len);
	/* One line is one line. */
	assert_true(pc_str_find_str(told, PC_STR("**Project:** a # b\n")) < told.len);
	assert_true(pc_str_find_str(told, PC_STR("go on with step")) == told.len);
	assert_true(pc_str_find_str(told, PC_STR("be brief")) == told.len);
	assert_true(pc_str_ends(get(&s, "17/system.md"), PC_STR("\nbe brief\n")));
	clear(&s);
}

static void test_resumed(void **state)
{
	const struct pc_job job = {.id = 17};
	struct scene s;
	struct pc_str told;

	(void)state;
	lay(&s);
	assert_int_equal(open_it(&s), PC_OK);
	put(&s, "17/checkpoint/progress.md", "two are done");
	put(&s, "17/checkpoint/step-1.md", "");
	put(&s, "17/checkpoint/step-2.md", "");
	put(&s, "17/checkpoint/step-x.md", "");
	put(&s, "17/checkpoint/step-99999999999.md", "");
	assert_int_equal(symlink("/etc/passwd", in(&s, "17/checkpoint/step-7.md")), 0);
	assert_int_equal(open_it(&s), PC_OK);
	assert_int_equal(s.step, 2);
	assert_str(get(&s, "17/checkpoint/progress.md"), "two are done");
	assert_int_equal(jobdir_tell(s.fd, s.path, &job, s.step, &s.err), PC_OK);
	told = get(&s, "17/CLAUDE.md");
	assert_true(pc_str_find_str(told, PC_STR("go on with step 3")) < told.len);
	clear(&s);
}

static void test_links(void **state)
{
	const struct pc_job job = {.id = 17};
	struct scene s;
	struct stat info;

	(void)state;
	lay(&s);
	put(&s, "theirs", "keep me");
	assert_int_equal(open_it(&s), PC_OK);
	assert_int_equal(symlink(in(&s, "theirs"), in(&s, "17/CLAUDE.md")), 0);
	assert_int_equal(symlink(in(&s, "theirs"), in(&s, "17/.new")), 0);
	assert_int_equal(symlink(in(&s, "theirs"), in(&s, "17/.input")), 0);
	assert_int_equal(jobdir_tell(s.fd, s.path, &job, 0, &s.err), PC_OK);
	assert_str(get(&s, "theirs"), "keep me");
	assert_int_equal(lstat(in(&s, "17/CLAUDE.md"), &info), 0);
	assert_true(S_ISREG(info.st_mode));
	clear(&s);
}

/* A directory in whose place something else lies. */
static void test_not_ours(void **state)
{
	struct scene s;

	(void)state;
	lay(&s);
	assert_int_equal(mkdir(in(&s, "other"), 0700), 0);
	assert_int_equal(symlink(in(&s, "other"), in(&s, "17")), 0);
	assert_int_not_equal(open_it(&s), PC_OK);
	assert_int_equal(unlink(in(&s, "17")), 0);
	put(&s, "17", "a file");
	assert_int_not_equal(open_it(&s), PC_OK);
	assert_int_equal(unlink(in(&s, "17")), 0);
	/* One that others could look into is closed. */
	assert_int_equal(mkdir(in(&s, "17"), 0700), 0);
	assert_int_equal(chmod(in(&s, "17"), 0755), 0);
	assert_int_equal(open_it(&s), PC_OK);
	assert_int_equal(mode_of(&s, "17"), 0700);
	clear(&s);
}

static const struct row {
	const char *name, *path;
} rows[] = {
	{"empty", ""},
	{"relative", "tmp/x"},
	{"the root", "/"},
	{"above", "/tmp/.."},
	{"here", "/tmp/."},
	{"nothing to lie in", "/nonexistent-policyctl/jobs/1"},
};

static void check(const struct row *r)
{
	int64_t step;
	int fd = -1;
	struct pc_err err;

	assert_int_not_equal(jobdir_open(&fd, &step, pc_str(r->path), &err), PC_OK);
	assert_int_equal(fd, -1);
}

static void test_input(void **state)
{
	PC_AUTO(pc_close) int input = -1;
	struct scene s;
	struct pc_str text;

	(void)state;
	lay(&s);
	assert_int_equal(open_it(&s), PC_OK);
	assert_int_equal(jobdir_input(&input, s.fd, PC_STR("do it"), &s.err), PC_OK);
	assert_int_equal(pc_fs_read_fd(&text, &s.arena, input, 100, &s.err), PC_OK);
	assert_str(text, "do it");
	assert_int_not_equal(access(in(&s, "17/.input"), F_OK), 0);
	clear(&s);
}

PC_TABLE(rows, check)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fresh),
		cmocka_unit_test(test_resumed),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_not_ours),
		cmocka_unit_test(test_input),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
