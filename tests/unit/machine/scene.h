/* SPDX-License-Identifier: Apache-2.0 */
/* Machines for tests, below a directory of the test's own, as lines:
 *
 *   PATH TEXT      a file that everybody may execute; missing directories are made
 *   PATH -> TO     a link
 *   PATH |         a pipe that nobody writes to
 */
#ifndef SCENE_H
#define SCENE_H

#include "pc_test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/machine/machine.h"

struct scene {
	struct pc_arena arena;
	char top[32];
	struct pc_machine machine;
};

static inline void scene_done(struct scene *s)
{
	pc_fs_remove_tree(s->top);
	pc_arena_done(&s->arena);
}

static inline const char *scene_path(struct scene *s, struct pc_str path)
{
	return pc_arena_printf(&s->arena, "%s%.*s", s->top, PC_STR_ARG(path)).ptr;
}

static inline void scene_line(struct scene *s, struct pc_str line)
{
	struct pc_str rest = line, path = pc_str_cut(&rest, ' ');
	const char *whole = scene_path(s, path);
	int fd;

	for (size_t i = 1; i < path.len; i++) {
		if (path.ptr[i] == '/')
			mkdir(scene_path(s, pc_str_head(path, i)), 0755);
	}
	if (pc_str_starts(rest, PC_STR("-> "))) {
		rest = pc_str_from(rest, 3);
		assert_int_equal(symlink(pc_arena_str(&s->arena, rest).ptr, whole), 0);
		return;
	}
	if (pc_str_is(rest, "|")) {
		assert_int_equal(mkfifo(whole, 0666), 0);
		return;
	}
	fd = open(whole, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, rest.ptr, rest.len), (ssize_t)rest.len);
	close(fd);
}

static inline void scene_make(struct scene *s, const char *lines)
{
	struct pc_str rest = pc_str(lines);

	*s = (struct scene){.top = "/tmp/pc-machine-XXXXXX"};
	assert_non_null(mkdtemp(s->top));
	chmod(s->top, 0755);
	s->machine = (struct pc_machine){.arena = &s->arena,
		.root = pc_str(s->top),
		.managed = pc_str(scene_path(s, PC_STR("/etc/claude-code"))),
		.os = "linux"};
	while (rest.len)
		scene_line(s, pc_str_cut(&rest, '\n'));
}

#endif
