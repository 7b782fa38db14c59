/* SPDX-License-Identifier: Apache-2.0 */
/* Stamps: what makes one not hold any more, and what does not. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/stamp.h"
#include "pc_test.h"

enum { ROOM = 64 };

static char top[ROOM];

static void write_file(const char *name, const char *text)
{
	FILE *out = fopen(name, "w");

	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void edit_in_place(void)
{
	write_file("file", "other");
}

static void replace(void)
{
	write_file("new", "text");
	assert_int_equal(rename("new", "file"), 0);
}

static void backdate(void)
{
	struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}};

	write_file("file", "same");
	utimensat(AT_FDCWD, "file", times, 0);
}

static void change_mode(void)
{
	assert_int_equal(chmod("file", S_IRUSR | S_IWUSR), 0);
}

static void drop(void)
{
	assert_int_equal(unlink("file"), 0);
}

static void add_to_directory(void)
{
	write_file("directory/more", "");
}

static void appear(void)
{
	write_file("absent", "");
}

static void read_it(void)
{
	FILE *in = fopen("file", "r");

	assert_non_null(in);
	(void)fgetc(in);
	fclose(in);
}

static void turn_into_link(void)
{
	drop();
	assert_int_equal(symlink("absent", "file"), 0);
}

static void point_elsewhere(void)
{
	assert_int_equal(unlink("link"), 0);
	assert_int_equal(symlink("directory", "link"), 0);
}

static const struct row {
	const char *name;
	const char *path;
	enum pc_stamp_kind kind;
	void (*happens)(void);
	bool holds;
} rows[] = {
	{"another content", "file", PC_STAMP_CONTENT, edit_in_place, false},
	{"another file in its place", "file", PC_STAMP_CONTENT, replace, false},
	{"the same size, an old date", "file", PC_STAMP_CONTENT, backdate, false},
	{"another mode", "file", PC_STAMP_CONTENT, change_mode, false},
	{"it is gone", "file", PC_STAMP_CONTENT, drop, false},
	{"it is read", "file", PC_STAMP_CONTENT, read_it, true},
	{"a file appears", "absent", PC_STAMP_CONTENT, appear, false},
	{"a directory has one more", "directory", PC_STAMP_CONTENT, add_to_directory,
		false},
	{"a link leads elsewhere", "link", PC_STAMP_CONTENT, point_elsewhere, false},
	{"only whether it is there: an edit", "file", PC_STAMP_THERE, edit_in_place,
		true},
	{"only whether it is there: gone", "file", PC_STAMP_THERE, drop, false},
	{"only whether it is there: a directory is used", "directory", PC_STAMP_THERE,
		add_to_directory, true},
	{"only whether it is a link: an edit", "file", PC_STAMP_LINK, edit_in_place,
		true},
	{"only whether it is a link: it is one now", "file", PC_STAMP_LINK,
		turn_into_link, false},
};

static void lay(void)
{
	static const char template[] = "/tmp/pc-stamp-XXXXXX";
	const struct timespec wait = {.tv_nsec = 30000000};

	memcpy(top, template, sizeof(template));
	assert_non_null(mkdtemp(top));
	assert_int_equal(chdir(top), 0);
	mkdir("directory", S_IRWXU);
	write_file("file", "text");
	assert_int_equal(symlink("file", "link"), 0);
	nanosleep(&wait, NULL);
}

static void check(const struct row *r)
{
	struct pc_stamp stamp;

	lay();
	pc_stamp_take(&stamp, r->path, r->kind);
	assert_true(pc_stamp_holds(&stamp));
	r->happens();
	assert_int_equal(pc_stamp_holds(&stamp), r->holds);
	assert_int_equal(chdir("/"), 0);
	pc_fs_remove_tree(top);
}

PC_TABLE(rows, check)

/* Seconds and nanoseconds of the change and of the look. */
static const struct age {
	const char *name;
	struct timespec changed, at;
	enum pc_stamp_kind kind;
	bool is_young;
} ages[] = {
	{"long ago", {100, 0}, {200, 0}, PC_STAMP_CONTENT, false},
	{"just now", {100, 0}, {100, 0}, PC_STAMP_CONTENT, true},
	{"two ticks ago", {100, 0}, {100, 20000001}, PC_STAMP_CONTENT, false},
	{"less than that", {100, 0}, {100, 19999999}, PC_STAMP_CONTENT, true},
	{"over a full second", {100, 990000000}, {101, 5000000}, PC_STAMP_CONTENT, true},
	{"in the future", {300, 0}, {200, 0}, PC_STAMP_CONTENT, true},
	{"where content does not count", {100, 0}, {100, 0}, PC_STAMP_THERE, false},
};

static void check_age(const struct age *age)
{
	struct pc_stamp stamp = {.kind = age->kind, .changed = age->changed};

	assert_int_equal(pc_stamp_is_young(&stamp, age->at), age->is_young);
}

PC_TABLE(ages, check_age)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(ages);
}
