/* SPDX-License-Identifier: Apache-2.0 */
/* What workers have written down in a job's directory.  They may have put anything there:
 * no link is followed, only plain files with one name are read, and of each the end. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk_priv.h"
#include "jobdir.h"
#include "pc/base/fs.h"

enum { STEPS_MOST = 30, FILE_MOST = 64 << 10, NAME_SIZE = 512 };

struct logs {
	int64_t job;
};

static const struct pc_field fields[] = {
	{"job", PC_FIELD_NUMBER, offsetof(struct logs, job), true, 1, INT64_MAX, NULL,
		"the number of a job"},
};
static const struct pc_fields table = {"logs", fields, PC_COUNT(fields)};

static int open_checkpoint(struct pc_str path)
{
	PC_AUTO(pc_close) int dir = -1;
	char name[NAME_SIZE];

	if (path.len >= sizeof(name))
		return -1;
	(void)snprintf(name, sizeof(name), "%.*s", PC_STR_ARG(path));
	dir = open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return dir < 0 ? -1
		       : openat(dir, "checkpoint",
				 O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Not one that is cut: the first character of what is left is a whole one. */
static struct pc_str whole_from(struct pc_str text)
{
	while (text.len && ((unsigned char)text.ptr[0] & 0xc0) == 0x80)
		text = pc_str_from(text, 1);
	return text;
}

static ssize_t read_end(char *out, int fd, int64_t size)
{
	off_t from = size > FILE_MOST ? (off_t)(size - FILE_MOST) : 0;
	ssize_t n;

	do
		n = pread(fd, out, FILE_MOST, from);
	while (n < 0 && errno == EINTR);
	return n;
}

static void write_file(struct desk_case *c, int dir, const char *name)
{
	/* A pipe must not keep us. */
	PC_AUTO(pc_close)
	int fd = openat(
		dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	char *text = pc_arena_bytes(c->arena, FILE_MOST);
	struct pc_str end;
	struct stat info;
	ssize_t n;

	if (fd < 0 || fstat(fd, &info) < 0 || !S_ISREG(info.st_mode) ||
		info.st_nlink != 1)
		return;
	n = read_end(text, fd, info.st_size);
	if (n < 0)
		return;
	end = (struct pc_str){text, (size_t)n};
	if (info.st_size > FILE_MOST)
		end = whole_from(end);
	pc_json_next(c->out);
	pc_buf_add_char(c->out, '{');
	pc_json_member(c->out, "name", pc_str(name));
	pc_json_integer(c->out, "size", info.st_size);
	pc_json_bool(c->out, "is_truncated", info.st_size > FILE_MOST);
	pc_json_member(c->out, "text", end);
	pc_buf_add_char(c->out, '}');
}

static void write_files(struct desk_case *c, struct pc_str path, bool *more)
{
	PC_AUTO(pc_close) int dir = open_checkpoint(path);
	int64_t last = jobdir_step(path);
	int64_t first = last > STEPS_MOST ? last - STEPS_MOST + 1 : 1;
	char name[NAME_SIZE];

	*more = first > 1;
	if (dir < 0)
		return;
	write_file(c, dir, "progress.md");
	for (int64_t step = first; step <= last; step++) {
		(void)snprintf(name, sizeof(name), "step-%lld.md", (long long)step);
		write_file(c, dir, name);
	}
}

enum pc_status desk_logs(struct desk_case *c)
{
	struct logs asked = {0};
	struct pc_job job;
	bool found, more;

	if (!desk_read(c, &asked, &table, c->asked))
		return PC_OK;
	PC_TRY(desk_find(&found, &job, c, asked.job));
	if (!found)
		return PC_OK;
	pc_buf_add_char(c->out, '{');
	pc_json_integer(c->out, "job", asked.job);
	pc_json_key(c->out, "files");
	pc_buf_add_char(c->out, '[');
	write_files(c,
		pc_arena_printf(c->arena, "%.*s/jobs/%lld", PC_STR_ARG(c->config->state),
			(long long)asked.job),
		&more);
	pc_buf_add_char(c->out, ']');
	pc_json_bool(c->out, "more", more);
	pc_buf_add_char(c->out, '}');
	return PC_OK;
}
