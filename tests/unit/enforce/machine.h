/* SPDX-License-Identifier: Apache-2.0 */
/* Machines for tests of sites, written down as texts, one line for each thing:
 *
 *   dir PATH MODE          file PATH MODE TEXT      link PATH TARGET     also PATH NAME
 *   gone PATH              owner PATH UID           apply PATH TEXT
 *
 * in that order they are made below a directory of the test's own.  PATH is relative to
 * the agent's directory, or to the machine's root when it begins with "/"; "." is the
 * agent's directory, "~" a space.  "also" is a second name for a file, "apply" puts TEXT
 * in force. */
#ifndef MACHINE_H
#define MACHINE_H

#include "pc_test.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/enforce/plan.h"

struct machine {
	struct pc_arena arena;
	struct pc_str top; /* the test's directory */
	struct pc_site_where where;
	int64_t now; /* for wishes */
};

#define MACHINE_PLACE "etc/claude-code"

static inline void machine_done(struct machine *m)
{
	if (m->top.ptr)
		pc_fs_remove_tree(m->top.ptr);
	pc_arena_done(&m->arena);
	*m = (struct machine){0};
}

static inline const char *machine_path(struct machine *m, struct pc_str path)
{
	const char *dir = path.len && path.ptr[0] == '/' ? "" : "/" MACHINE_PLACE "/";

	struct pc_str whole = pc_arena_printf(&m->arena, "%.*s%s%.*s",
		PC_STR_ARG(m->where.root), dir, PC_STR_ARG(path));
	char *text = pc_arena_bytes(&m->arena, whole.len + 1);

	for (size_t i = 0; i <= whole.len; i++)
		text[i] = whole.ptr[i] == '~' ? ' ' : whole.ptr[i];
	return text;
}

static inline struct pc_site *machine_open(struct machine *m)
{
	struct pc_site *site = NULL;
	struct pc_err err = {0};

	if (pc_site_open(&site, &m->where, PC_SITE_WRITE, &err) != PC_OK)
		fail_msg("%s", err.text);
	return site;
}

/* Plans and writes; the status of what failed, with its text in *err. */
static inline enum pc_status machine_apply(
	struct machine *m, const struct pc_wish *wish, struct pc_err *err)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = machine_open(m);
	struct pc_wish at = *wish;
	struct pc_plan plan;

	at.at_us = ++m->now;
	PC_TRY(pc_plan_make(&plan, site, &at, err));
	return pc_plan_write(site, &plan, err);
}

static inline void machine_put(struct machine *m, const char *path, const char *text)
{
	struct pc_wish wish = {.path = pc_str(path), .bytes = pc_str(text)};
	struct pc_err err;

	if (machine_apply(m, &wish, &err) != PC_OK)
		fail_msg("%s", err.text);
}

static inline void machine_parents(const char *path)
{
	char *at = strdup(path);

	for (char *slash = strchr(at + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(at, 0755);
		*slash = '/';
	}
	free(at);
}

static inline void machine_file(const char *path, mode_t mode, struct pc_str text)
{
	PC_AUTO(pc_close) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	if (text.len)
		assert_int_equal(write(fd, text.ptr, text.len), text.len);
	assert_int_equal(fchmod(fd, mode), 0);
}

static inline void machine_line(struct machine *m, struct pc_str line)
{
	struct pc_str rest = line, verb = pc_str_cut(&rest, ' ');
	struct pc_str name = pc_str_cut(&rest, ' ');
	const char *path = machine_path(m, name);
	const char *more = pc_arena_str(&m->arena, rest).ptr;
	long number = strtol(more, NULL, pc_str_is(verb, "owner") ? 10 : 8);

	machine_parents(path);
	if (pc_str_is(verb, "dir")) {
		mkdir(path, 0755);
		assert_int_equal(chmod(path, (mode_t)number), 0);
	} else if (pc_str_is(verb, "file")) {
		pc_str_cut(&rest, ' ');
		machine_file(path, (mode_t)number, rest);
	} else if (pc_str_is(verb, "link")) {
		assert_int_equal(symlink(more, path), 0);
	} else if (pc_str_is(verb, "also")) {
		assert_int_equal(link(path, machine_path(m, rest)), 0);
	} else if (pc_str_is(verb, "gone")) {
		pc_fs_remove_tree(path);
	} else if (pc_str_is(verb, "owner")) {
		assert_int_equal(lchown(path, (uid_t)number, (gid_t)number), 0);
	} else {
		assert_str(verb, "apply");
		machine_put(m, pc_arena_str(&m->arena, name).ptr, more);
	}
}

static inline void machine_lines(struct machine *m, const char *text)
{
	struct pc_str rest = pc_str(text);

	while (rest.len) {
		struct pc_str line = pc_str_cut(&rest, '\n');

		if (line.len)
			machine_line(m, line);
	}
}

static inline void machine_make(struct machine *m, const char *target, const char *text)
{
	char top[] = "/tmp/pc-site-XXXXXX";

	*m = (struct machine){0};
	umask(022);
	assert_non_null(mkdtemp(top));
	m->top = pc_arena_str(&m->arena, pc_str(top));
	m->where = (struct pc_site_where){
		.target = pc_target_find(pc_str(target)),
		.root = pc_arena_printf(&m->arena, "%s/root", top),
		.state = pc_arena_printf(&m->arena, "%s/state", top),
		.uid = geteuid(),
		.gid = getegid(),
	};
	assert_int_equal(mkdir(m->where.root.ptr, 0755), 0);
	machine_lines(m, text);
}

/* A machine that only root can make. */
static inline bool machine_needs_root(const char *text)
{
	return strstr(text, "owner ") && geteuid() != 0;
}

/* What was printed, with "ROOT" for the directory that stands for the machine's. */
static inline void machine_assert_text(
	struct machine *m, const struct pc_buf *got, const char *expected)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_str rest = pc_buf_str(got), root = m->where.root;

	while (rest.len) {
		size_t at = pc_str_find_str(rest, root);

		pc_buf_add(&text, pc_str_head(rest, at));
		if (at < rest.len)
			pc_buf_puts(&text, "ROOT");
		rest = pc_str_from(rest, at + root.len);
	}
	assert_str(pc_buf_str(&text), expected);
}

static inline void machine_assert_holds(
	struct machine *m, const char *path, const char *text)
{
	const char *whole = machine_path(m, pc_str(path));
	struct pc_str bytes;
	struct pc_err err;
	struct stat st;

	if (!text) {
		assert_int_equal(lstat(whole, &st), -1);
		return;
	}
	assert_int_equal(
		pc_fs_read(&bytes, &m->arena, AT_FDCWD, whole, 1 << 20, &err), PC_OK);
	assert_str(bytes, text);
}

#endif
