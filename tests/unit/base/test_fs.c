/* SPDX-License-Identifier: Apache-2.0 */
/* Reads with a ceiling from every kind of file that a directory can hold, and the
 * algebra of paths. */
#include "pc_test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"

static const struct normal_row {
	const char *name, *path, *want;
} normals[] = {
	{"nothing to do", "/a/b", "/a/b"},
	{"the root", "/", "/"},
	{"many slashes are one", "//a///b//", "/a/b"},
	{"dots go", "/./a/./b/.", "/a/b"},
	{"two dots take a part with them", "/a/b/../c", "/a/c"},
	{"two dots stop at the root", "/../../a", "/a"},
	{"all the way up", "/a/b/../..", "/"},
	{"an empty path is here", "", "."},
	{"relative stays relative", "a/./b", "a/b"},
	{"relative back to here", "a/..", "."},
	{"relative above here is kept", "../a", "../a"},
	{"twice above here", "a/../../..", "../.."},
	{"down and up again above here", "../a/../b", "../b"},
	{"three dots are a name", "/.../a", "/.../a"},
	{"a name that begins with dots", "/..a/.b", "/..a/.b"},
	{"other separators are letters", "C:\\a\\..\\b", "C:\\a\\..\\b"},
};

static void check_normal(const struct normal_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str once = pc_path_normal(&arena, pc_str(r->path));

	assert_str(once, r->want);
	assert_int_equal(once.ptr[once.len], '\0');
	assert_str(pc_path_normal(&arena, once), r->want);
}
PC_TABLE(normals, check_normal)

static const struct join_row {
	const char *name, *dir, *path, *want;
} joins[] = {
	{"below", "/srv", "a/b", "/srv/a/b"},
	{"an absolute path wins", "/srv", "/etc/x", "/etc/x"},
	{"up from the directory", "/srv/a", "../b", "/srv/b"},
	{"nothing is the directory", "/srv/", "", "/srv"},
	{"no directory", "", "a", "a"},
	{"neither", "", "", "."},
	{"under the root", "/", "a", "/a"},
};

static void check_join(const struct join_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	assert_str(pc_path_join(&arena, pc_str(r->dir), pc_str(r->path)), r->want);
}
PC_TABLE(joins, check_join)

/* Or "x\0/../../etc" would be compared as x and opened as something else. */
static void a_nul_does_not_cut_a_path(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str joined = pc_path_join(&arena, PC_STR("/srv"), PC_STR("x\0y/z"));

	(void)state;
	assert_true(pc_str_eq(joined, PC_STR("/srv/x\0y/z")));
	joined = pc_path_join(&arena, PC_STR("/srv"), PC_STR("x\0/../../etc"));
	assert_str(joined, "/etc");
}

static const struct part_row {
	const char *name, *path, *dir, *base;
} parts[] = {
	{"a file in a directory", "/a/b/c", "/a/b", "c"},
	{"a file in the root", "/a", "/", "a"},
	{"the root itself", "/", "/", ""},
	{"a bare name", "a", ".", "a"},
	{"nothing", "", ".", ""},
};

static void check_part(const struct part_row *r)
{
	assert_str(pc_path_dir(pc_str(r->path)), r->dir);
	assert_str(pc_path_base(pc_str(r->path)), r->base);
}
PC_TABLE(parts, check_part)

static const struct within_row {
	const char *name, *path, *dir;
	bool want;
} withins[] = {
	{"itself", "/a/b", "/a/b", true},
	{"below", "/a/b/c", "/a/b", true},
	{"a sibling that begins alike", "/a/bc", "/a/b", false},
	{"above", "/a", "/a/b", false},
	{"everything is below the root", "/a", "/", true},
	{"the root is in the root", "/", "/", true},
	{"the root is in nothing else", "/", "/a", false},
	{"a relative path is not below the root", "a", "/", false},
	{"nothing is not below the root", "", "/", false},
};

static void check_within(const struct within_row *r)
{
	assert_int_equal(pc_path_within(pc_str(r->path), pc_str(r->dir)), r->want);
}
PC_TABLE(withins, check_within)

/* One directory for all reading tests: state is its descriptor. */
static char root[] = "/tmp/pc-fs-XXXXXX";
static int dir = -1;

static void put(const char *name, size_t size)
{
	PC_AUTO(pc_close) int fd = openat(dir, name, O_CREAT | O_WRONLY, 0600);
	char *bytes = test_malloc(size + 1);

	for (size_t i = 0; i < size; i++)
		bytes[i] = (char)('a' + i % 23);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), size);
	test_free(bytes);
}

static const char *const entries[] = {"empty", "small", "block", "large", "link",
	"dangling", "loop", "fifo", "up", "here", "far", "chain", "sub/back"};

static int make_files(void **state)
{
	(void)state;
	if (!mkdtemp(root))
		return -1;
	dir = open(root, O_RDONLY | O_DIRECTORY);
	put("empty", 0);
	put("small", 10);
	put("block", 64 << 10);
	put("large", 300001);
	if (symlinkat("small", dir, "link") || symlinkat("gone", dir, "dangling") ||
		symlinkat("loop", dir, "loop") || mkfifoat(dir, "fifo", 0600) ||
		mkdirat(dir, "sub", 0700) || symlinkat("../small", dir, "sub/back") ||
		symlinkat("sub/..", dir, "up") || symlinkat("sub/./", dir, "here") ||
		symlinkat("/usr/..", dir, "far") || symlinkat("here/back", dir, "chain"))
		return -1;
	return 0;
}

static int remove_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < PC_COUNT(entries); i++)
		unlinkat(dir, entries[i], 0);
	unlinkat(dir, "sub", AT_REMOVEDIR);
	pc_close(&dir);
	return rmdir(root);
}

static const struct read_row {
	const char *name, *path;
	size_t max;
	enum pc_status want;
	size_t size;
	const char *says;
} reads[] = {
	{"an empty file", "empty", 10, PC_OK, 0, NULL},
	{"a small file", "small", 100, PC_OK, 10, NULL},
	{"a file at the ceiling", "small", 10, PC_OK, 10, NULL},
	{"one byte past the ceiling", "small", 9, PC_ERR_LIMIT, 0,
		"'small': larger than 9 bytes"},
	{"an empty file with no room", "empty", 0, PC_OK, 0, NULL},
	{"exactly the first block of the reader", "block", 1 << 20, PC_OK, 64 << 10,
		NULL},
	{"several blocks", "large", 1 << 20, PC_OK, 300001, NULL},
	{"several blocks, one byte past", "large", 300000, PC_ERR_LIMIT, 0,
		"'large': larger than 300000 bytes"},
	{"through a link", "link", 100, PC_OK, 10, NULL},
	{"a link to nothing", "dangling", 100, PC_ERR_ABSENT, 0,
		"'dangling': No such file or directory"},
	{"a link to itself", "loop", 100, PC_ERR_SYSTEM, 0,
		"'loop': Too many levels of symbolic links"},
	{"a FIFO is not waited for", "fifo", 100, PC_ERR_SYSTEM, 0,
		"'fifo' is not a regular file"},
	{"a directory", "sub", 100, PC_ERR_SYSTEM, 0, "'sub' is not a regular file"},
	{"a device", "/dev/zero", 100, PC_ERR_SYSTEM, 0,
		"'/dev/zero' is not a regular file"},
	{"not there", "none", 100, PC_ERR_ABSENT, 0, "'none': No such file or directory"},
	{"below a file", "small/x", 100, PC_ERR_ABSENT, 0, "'small/x': Not a directory"},
};

static void check_read(const struct read_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str bytes = PC_STR("untouched");
	struct pc_err err = {0};

	assert_int_equal(pc_fs_read(&bytes, &arena, dir, r->path, r->max, &err), r->want);
	if (r->want != PC_OK) {
		assert_int_equal(err.status, r->want);
		assert_string_equal(err.text, r->says);
		assert_str(bytes, "untouched");
		return;
	}
	assert_int_equal(bytes.len, r->size);
	assert_int_equal(bytes.ptr[bytes.len], '\0');
	for (size_t i = 0; i < bytes.len; i++)
		assert_int_equal(bytes.ptr[i], 'a' + i % 23);
}
PC_TABLE(reads, check_read)

/* $ stands for the directory; a row without it begins at the root. */
static const struct real_row {
	const char *name, *path, *want;
} reals[] = {
	{"no link on the way", "$/sub/x", "$/sub/x"},
	{"a link to a file", "$/link", "$/small"},
	{"a link to a directory", "$/here/x/y", "$/sub/x/y"},
	{"a link out of its directory", "$/sub/back", "$/small"},
	{"a link through a link", "$/chain", "$/small"},
	{"an absolute link", "$/far/etc", "/etc"},
	{"two dots behind a link leave its target", "$/here/../small", "$/small"},
	{"two dots in a link", "$/up/up/small", "$/small"},
	{"a link to nothing is where it points", "$/dangling/x", "$/gone/x"},
	{"nothing there stays as written", "$/none/../x//./y/", "$/x/y"},
	{"the root", "/", "/"},
	{"above the root", "/../..", "/"},
	{"nothing", "", "/"},
};

static struct pc_str at_root(struct pc_arena *arena, const char *path)
{
	if (path[0] != '$')
		return pc_arena_str(arena, pc_str(path));
	return pc_arena_printf(arena, "%s%s", root, path + 1);
}

static void check_real(const struct real_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str real;

	assert_int_equal(pc_fs_real(&real, &arena, at_root(&arena, r->path)), PC_OK);
	assert_str(real, at_root(&arena, r->want).ptr);
	assert_int_equal(real.ptr[real.len], '\0');
}
PC_TABLE(reals, check_real)

/* One link at a time; want NULL: there is none. */
static const struct real_row follows[] = {
	{"no link to follow", "$/sub/x", NULL},
	{"the link itself", "$/link", "$/small"},
	{"the first link of a path", "$/here/x/y", "$/sub/x/y"},
	{"a chain goes on from the next link", "$/chain", "$/here/back"},
	{"an absolute target", "$/far/etc", "/etc"},
	{"a link to nothing", "$/dangling/x", "$/gone/x"},
	{"a loop goes on", "$/loop/x", "$/loop/x"},
	{"nothing", "", NULL},
};

static void check_follow(const struct real_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str next;

	if (!r->want) {
		assert_false(pc_fs_follow(&next, &arena, at_root(&arena, r->path)));
		return;
	}
	assert_true(pc_fs_follow(&next, &arena, at_root(&arena, r->path)));
	assert_str(next, at_root(&arena, r->want).ptr);
}
PC_TABLE(follows, check_follow)

static void a_loop_of_links_is_an_error(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str real = PC_STR("untouched");

	(void)state;
	assert_int_equal(
		pc_fs_real(&real, &arena, at_root(&arena, "$/loop/x")), PC_ERR_LIMIT);
	assert_str(real, "untouched");
}

/* The system would see another, shorter path. */
static void no_link_is_read_through_a_nul(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str path = at_root(&arena, "$/link\x01");
	struct pc_str real;

	(void)state;
	((char *)(uintptr_t)path.ptr)[path.len - 1] = '\0';
	assert_int_equal(pc_fs_real(&real, &arena, path), PC_OK);
	assert_true(pc_str_eq(real, path));
}

static void a_path_longer_than_the_system_takes_is_kept(void **state)
{
	enum { PARTS = 500000 };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	char *bytes = pc_arena_bytes(&arena, 2 * PARTS);
	struct pc_str real, path = {bytes, 2 * PARTS};

	(void)state;
	for (int i = 0; i < PARTS; i++)
		memcpy(bytes + 2 * i, "/a", 2);
	assert_int_equal(pc_fs_real(&real, &arena, path), PC_OK);
	assert_true(pc_str_eq(real, path));
}

/* A pipe hands over its bytes in pieces, unlike a file. */
static void a_pipe_is_read_to_its_end(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str bytes;
	struct pc_err err;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	if (fork() == 0) {
		for (int i = 0; i < 10; i++) {
			if (write(ends[1], "0123456789", 10) != 10)
				_exit(1);
			usleep(1000);
		}
		_exit(0);
	}
	close(ends[1]);
	assert_int_equal(pc_fs_read_fd(&bytes, &arena, ends[0], 1000, &err), PC_OK);
	assert_int_equal(bytes.len, 100);
	assert_true(pc_str_ends(bytes, PC_STR("0123456789")));
	close(ends[0]);
}

static void what_cannot_be_read_says_so(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str bytes;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_fs_read_fd(&bytes, &arena, dir, 1000, &err), PC_ERR_SYSTEM);
	assert_string_equal(err.text, "reading: Is a directory");
}

static void close_takes_any_descriptor_once(void **state)
{
	int fd = open("/dev/null", O_RDONLY);
	int copy = fd;

	(void)state;
	pc_close(&fd);
	assert_int_equal(fd, -1);
	assert_int_equal(fcntl(copy, F_GETFD), -1);
	pc_close(&fd);
	assert_int_equal(fd, -1);
}

static void what_others_may_write_is_not_trusted(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena own = {0};
	struct pc_str path = pc_path_join(&own, pc_str(root), PC_STR("small")), text;
	struct pc_err err;

	(void)state;
	assert_int_equal(fchmodat(dir, "small", 0644, 0), 0);
	assert_int_equal(pc_fs_read_trusted(&text, &own, path.ptr, 100, &err), PC_OK);
	assert_int_equal(text.len, 10);
	assert_int_equal(
		pc_fs_read_trusted(&text, &own, path.ptr, 9, &err), PC_ERR_LIMIT);
	assert_int_equal(fchmodat(dir, "small", 0664, 0), 0);
	assert_int_equal(
		pc_fs_read_trusted(&text, &own, path.ptr, 100, &err), PC_ERR_SYSTEM);
	assert_non_null(strstr(err.text, "chmod go-w"));
	assert_int_equal(fchmodat(dir, "small", 0600, 0), 0);
	assert_int_equal(pc_fs_read_trusted(&text, &own, "/no/such/file", 100, &err),
		PC_ERR_ABSENT);
}

int main(void)
{
	static const struct CMUnitTest single[] = {
		cmocka_unit_test(a_nul_does_not_cut_a_path),
		cmocka_unit_test(a_loop_of_links_is_an_error),
		cmocka_unit_test(no_link_is_read_through_a_nul),
		cmocka_unit_test(a_path_longer_than_the_system_takes_is_kept),
		cmocka_unit_test(a_pipe_is_read_to_its_end),
		cmocka_unit_test(what_cannot_be_read_says_so),
		cmocka_unit_test(close_takes_any_descriptor_once),
		cmocka_unit_test(what_others_may_write_is_not_trusted),
	};
	int failed = PC_RUN(normals) + PC_RUN(joins) + PC_RUN(parts) + PC_RUN(withins);

	if (make_files(NULL))
		return 1;
	failed += PC_RUN(reads) + PC_RUN(reals) + PC_RUN(follows) +
		  cmocka_run_group_tests(single, NULL, NULL);
	return failed + (remove_files(NULL) != 0);
}
