/* SPDX-License-Identifier: Apache-2.0 */
/* The stage: a directory of our own with a home, a working directory and a shell that
 * runs nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "probe_priv.h"

/* A program that cannot be executed is no shell, and the client takes another one. */
static bool is_fit(const char *dir)
{
	struct statvfs fs;

	return dir && dir[0] == '/' && statvfs(dir, &fs) == 0 &&
	       !(fs.f_flag & (ST_NOEXEC | ST_RDONLY)) && access(dir, W_OK | X_OK) == 0;
}

static void hold_signals(sigset_t *before)
{
	sigset_t ends;

	stage_signals(&ends);
	sigprocmask(SIG_BLOCK, &ends, before);
}

void stage_signals(sigset_t *out)
{
	sigemptyset(out);
	sigaddset(out, SIGINT);
	sigaddset(out, SIGTERM);
	sigaddset(out, SIGHUP);
}

static enum pc_status make_top(
	struct pc_str *out, struct pc_arena *arena, struct pc_err *err)
{
	const char *const places[] = {getenv("TMPDIR"), "/tmp", "/var/tmp", "/run"};
	struct pc_str top;

	for (size_t i = 0; i < PC_COUNT(places); i++) {
		if (!is_fit(places[i]))
			continue;
		top = pc_path_join(
			arena, pc_str(places[i]), PC_STR("policyctl-probe-XXXXXX"));
		top = pc_arena_str(arena, top);
		/* Others go through it, and see nothing but names. */
		if (!mkdtemp((char *)(uintptr_t)top.ptr) || chmod(top.ptr, 0711) < 0)
			return pc_err_sys(err, "a directory for the probe");
		return pc_fs_real(out, arena, top);
	}
	return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
		"no temporary directory lets programs run that lie in it");
}

enum pc_status stage_put(
	struct pc_str path, mode_t mode, struct pc_str text, struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = -1;

	(void)unlink(path.ptr); /* of an earlier run */
	fd = open(path.ptr, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0 || fchmod(fd, mode) < 0)
		return pc_err_sys(err, "'%s'", path.ptr);
	return pc_fs_write_fd(fd, text, err);
}

enum pc_status pc_stage_make(
	struct pc_stage *out, struct pc_arena *arena, struct pc_err *err)
{
	struct pc_stage stage = {0};
	enum pc_status status;

	hold_signals(&stage.signals);
	status = make_top(&stage.top, arena, err);
	if (status != PC_OK) {
		pc_stage_remove(&stage);
		return status;
	}
	stage.home = pc_path_join(arena, stage.top, PC_STR("home"));
	stage.work = pc_path_join(arena, stage.top, PC_STR("work"));
	stage.tmp = pc_path_join(arena, stage.top, PC_STR("tmp"));
	stage.control = pc_path_join(arena, stage.work, PC_STR("policyctl-probe.txt"));
	/* Clients take a shell by its name. */
	stage.shell = pc_path_join(arena, stage.top, PC_STR("bash"));
	status = stage_put(stage.shell, 0755,
		pc_arena_printf(arena, "#!/bin/sh\necho '%s'\n", stub_words), err);
	if (status != PC_OK)
		pc_stage_remove(&stage);
	else
		*out = stage;
	return status;
}

enum pc_status stage_lay(
	const struct pc_stage *stage, const struct pc_probe_who *who, struct pc_err *err)
{
	const struct pc_str dirs[] = {stage->home, stage->work, stage->tmp};

	for (size_t i = 0; i < PC_COUNT(dirs); i++) {
		pc_fs_remove_tree(dirs[i].ptr);
		if (mkdir(dirs[i].ptr, 0755) < 0)
			return pc_err_sys(err, "'%s'", dirs[i].ptr);
	}
	PC_TRY(stage_put(stage->control, 0644, PC_STR("policyctl-probe\n"), err));
	/* Last, for from here on somebody else may put there what he likes. */
	for (size_t i = 0; who->drop && i < PC_COUNT(dirs); i++) {
		if (lchown(dirs[i].ptr, who->uid, who->gid) < 0)
			return pc_err_sys(err, "'%s'", dirs[i].ptr);
	}
	return PC_OK;
}

void pc_stage_remove(const struct pc_stage *stage)
{
	if (stage->top.len)
		pc_fs_remove_tree(stage->top.ptr);
	sigprocmask(SIG_SETMASK, &stage->signals, NULL);
}
