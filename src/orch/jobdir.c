/* SPDX-License-Identifier: Apache-2.0 */
/* Everything relative to descriptors of directories that were looked at once, and every
 * name made anew: nothing that a worker left there leads us elsewhere. */
#include "jobdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

enum { DIR_MODE = 0700, FILE_MODE = 0600, OTHERS = 0077 };
enum { NAME_SIZE = 512 };

/* ---- directories --------------------------------------------------------------------
 */

/* Made, or there already and ours.  *out is the caller's to close, whatever comes of it.
 */
static enum pc_status enter(int *out, int parent, const char *name, struct pc_err *err)
{
	struct stat info;

	if (mkdirat(parent, name, DIR_MODE) < 0 && errno != EEXIST)
		return pc_err_sys(err, "making '%s'", name);
	*out = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*out < 0 || fstat(*out, &info) < 0)
		return pc_err_sys(err, "opening '%s'", name);
	if (info.st_uid != geteuid())
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s' belongs to somebody else", name);
	if ((info.st_mode & OTHERS) && fchmod(*out, DIR_MODE) < 0)
		return pc_err_sys(err, "mode of '%s'", name);
	return PC_OK;
}

static int64_t step_of(const char *name)
{
	enum { MOST_DIGITS = 9 };
	struct pc_str text = pc_str(name);
	int64_t step = 0;

	if (!pc_str_starts(text, PC_STR("step-")) || !pc_str_ends(text, PC_STR(".md")))
		return 0;
	text = pc_str_from(pc_str_head(text, text.len - strlen(".md")), strlen("step-"));
	if (text.len == 0 || text.len > MOST_DIGITS)
		return 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return 0;
		step = step * 10 + (text.ptr[i] - '0');
	}
	return step;
}

static enum pc_status last_step(int64_t *step, int fd, struct pc_err *err)
{
	int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = again < 0 ? NULL : fdopendir(again);
	struct dirent *entry;
	int seen = 0;

	*step = 0;
	if (!dir) {
		pc_close(&again);
		return pc_err_sys(err, "reading a job's checkpoint");
	}
	while ((entry = readdir(dir)) && seen++ < PC_MAX_JOB_FILES) {
		int64_t one = step_of(entry->d_name);
		struct stat info;

		if (one > *step &&
			fstatat(fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
			S_ISREG(info.st_mode))
			*step = one;
	}
	closedir(dir);
	return PC_OK;
}

/* The worker's own: made empty once, and then left alone. */
static enum pc_status begin_progress(int fd, struct pc_err *err)
{
	int made = openat(fd, "progress.md",
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);

	if (made < 0 && errno != EEXIST)
		return pc_err_sys(err, "making 'progress.md'");
	pc_close(&made);
	return PC_OK;
}

enum pc_status jobdir_open(int *fd, int64_t *step, struct pc_str path, struct pc_err *err)
{
	PC_AUTO(pc_close) int parent = -1, dir = -1, checkpoint = -1;
	struct pc_str above = pc_path_dir(path), base = pc_path_base(path);
	char name[NAME_SIZE];

	if (path.len == 0 || path.ptr[0] != '/' || base.len == 0 ||
		path.len >= sizeof(name) || pc_str_is(base, "..") || pc_str_is(base, "."))
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"'%.*s' is no place for a job", PC_STR_ARG(path));
	(void)snprintf(name, sizeof(name), "%.*s", PC_STR_ARG(above));
	parent = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0)
		return pc_err_sys(err, "opening '%s'", name);
	(void)snprintf(name, sizeof(name), "%.*s", PC_STR_ARG(base));
	PC_TRY(enter(&dir, parent, name, err));
	PC_TRY(enter(&checkpoint, dir, "checkpoint", err));
	PC_TRY(begin_progress(checkpoint, err));
	PC_TRY(last_step(step, checkpoint, err));
	*fd = dir;
	dir = -1;
	return PC_OK;
}

int64_t jobdir_step(struct pc_str path)
{
	PC_AUTO(pc_close) int dir = -1, checkpoint = -1;
	char name[NAME_SIZE];
	struct pc_err err;
	int64_t step;

	if (path.len == 0 || path.len >= sizeof(name))
		return 0;
	(void)snprintf(name, sizeof(name), "%.*s", PC_STR_ARG(path));
	dir = open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir >= 0)
		checkpoint = openat(dir, "checkpoint",
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (checkpoint < 0 || last_step(&step, checkpoint, &err) != PC_OK)
		return 0;
	return step;
}

/* ---- what a worker is told ----------------------------------------------------------
 */

/* Under another name first: a link of that name is replaced and not followed. */
static enum pc_status put(
	int dir, const char *name, struct pc_str text, struct pc_err *err)
{
	static const char fresh[] = ".new";
	PC_AUTO(pc_close) int fd = -1;

	if (unlinkat(dir, fresh, 0) < 0 && errno != ENOENT)
		return pc_err_sys(err, "removing '%s'", fresh);
	fd = openat(dir, fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		FILE_MODE);
	if (fd < 0)
		return pc_err_sys(err, "making '%s'", name);
	PC_TRY(pc_fs_write_fd(fd, text, err));
	if (renameat(dir, fresh, dir, name) < 0)
		return pc_err_sys(err, "writing '%s'", name);
	return PC_OK;
}

/* One line, whatever somebody wrote: no heading and no item of a list can come of it. */
static void put_item(struct pc_buf *out, const char *what, struct pc_str text)
{
	if (text.len == 0)
		return;
	pc_buf_printf(out, "- **%s:** ", what);
	text = pc_str_head(text, PC_MAX_JOB_WORD);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		pc_buf_add_char(out, c < ' ' || c == 0x7f ? ' ' : (char)c);
	}
	pc_buf_add_char(out, '\n');
}

static void put_context(
	struct pc_buf *out, struct pc_str path, const struct pc_job *job, int64_t step)
{
	pc_buf_puts(out,
		"# The job\n\nThis stays true however often the talk before it is "
		"shortened.\n\n");
	pc_buf_printf(out, "- **Job:** %lld\n", (long long)job->id);
	put_item(out, "Session", job->session);
	put_item(out, "Project", job->project);
	put_item(out, "Type", job->type);
	put_item(out, "Agent", job->agent);
	put_item(out, "Working directory", job->cwd.len ? job->cwd : path);
	pc_buf_printf(out,
		"\n## Checkpoint directory\n\n"
		"Everything that the next worker needs to go on goes into "
		"`%.*s/checkpoint/`:\n\n"
		"- `progress.md`: where the work stands; rewrite it after every "
		"step\n"
		"- `step-N.md`: what step N has made, N from 1\n",
		PC_STR_ARG(path));
	if (step > 0)
		pc_buf_printf(out,
			"\nAnother worker has begun: steps up to %lld are "
			"there.  Read `progress.md` first, go on with step "
			"%lld, and do not do again what is done.\n",
			(long long)step, (long long)step + 1);
	pc_buf_puts(out, "\n## How to report\n\n"
			 "The last message is the result of the job: what was done, what "
			 "was not, and what is not certain.  Nobody answers questions "
			 "while the job runs; what cannot be decided is said there.\n");
}

enum pc_status jobdir_tell(int fd, struct pc_str path, const struct pc_job *job,
	int64_t step, struct pc_err *err)
{
	struct pc_buf text = {0};
	enum pc_status status;

	put_context(&text, path, job, step);
	status = put(fd, "CLAUDE.md", pc_buf_str(&text), err);
	if (job->system_prompt.len) {
		pc_buf_add_char(&text, '\n');
		pc_buf_add(&text, job->system_prompt);
		pc_buf_add_char(&text, '\n');
	}
	if (status == PC_OK)
		status = put(fd, "system.md", pc_buf_str(&text), err);
	pc_buf_done(&text);
	return status;
}

enum pc_status jobdir_input(int *out, int fd, struct pc_str text, struct pc_err *err)
{
	static const char name[] = ".input";

	if (unlinkat(fd, name, 0) < 0 && errno != ENOENT)
		return pc_err_sys(err, "removing '%s'", name);
	*out = openat(
		fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
	if (*out < 0)
		return pc_err_sys(err, "making a worker's input");
	(void)unlinkat(fd, name, 0);
	PC_TRY(pc_fs_write_fd(*out, text, err));
	if (lseek(*out, 0, SEEK_SET) < 0)
		return pc_err_sys(err, "a worker's input");
	return PC_OK;
}
