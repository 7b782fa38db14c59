/* SPDX-License-Identifier: Apache-2.0 */
/* From "file:" and "exec:" to a key. */
#include "key.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/os/program.h"

static void arena_wipe(struct pc_arena *arena)
{
	pc_arena_wipe(arena);
}

static enum pc_status from_file(
	struct pc_secret *out, struct pc_str path, const char *source, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	(void)source;
	return pc_secret_read(out, pc_arena_str(&arena, path).ptr, err);
}

static enum pc_status check_program(const char *path, struct pc_err *err)
{
	const struct pc_span none = {0};
	struct stat st;

	if (stat(path, &st) < 0)
		return pc_err_sys(err, "'%s'", path);
	if (!S_ISREG(st.st_mode) || access(path, X_OK) < 0)
		return pc_err_set(err, PC_ERR_SYSTEM, none, "'%s' is no program", path);
	if ((st.st_uid != 0 && st.st_uid != geteuid()) ||
		st.st_mode & (S_IWGRP | S_IWOTH))
		return pc_err_set(err, PC_ERR_SYSTEM, none,
			"others may change '%s': chown root '%s'; chmod go-w '%s'", path,
			path, path);
	return PC_OK;
}

static enum pc_status from_program(
	struct pc_secret *out, struct pc_str path, const char *source, struct pc_err *err)
{
	enum { PATIENCE = 10000, MOST = PC_MAX_TOKEN + 3 };
	PC_AUTO(arena_wipe) struct pc_arena arena = {0};
	const struct pc_program program = {.path = pc_arena_str(&arena, path).ptr,
		.argument = source,
		.home = getenv("HOME"),
		.uid = geteuid(),
		.gid = getegid(),
		.deadline = PATIENCE,
		.most = MOST};
	struct pc_str said = {0};
	int status = 0;

	PC_TRY(check_program(program.path, err));
	PC_TRY(pc_program_ask(&said, &status, &arena, &program, err));
	if (status != 0)
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s' ended with %d", program.path, status);
	return pc_secret_copy(out, said, program.path, err);
}

static const struct {
	struct pc_str prefix;
	enum pc_status (*read)(struct pc_secret *out, struct pc_str path,
		const char *source, struct pc_err *err);
} kinds[] = {
	{PC_STR("file:"), from_file},
	{PC_STR("exec:"), from_program},
};

enum pc_status key_read(struct pc_secret *out, struct pc_str reference,
	const char *source, struct pc_err *err)
{
	for (size_t i = 0; i < PC_COUNT(kinds); i++) {
		struct pc_str path = pc_str_from(reference, kinds[i].prefix.len);

		if (!pc_str_starts(reference, kinds[i].prefix))
			continue;
		if (path.len && path.ptr[0] == '/')
			return kinds[i].read(out, path, source, err);
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"the key of %s: '%.*s' wants a whole path: %.*s/...", source,
			PC_STR_ARG(kinds[i].prefix), PC_STR_ARG(kinds[i].prefix));
	}
	if (pc_str_starts(reference, PC_STR("env:")))
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"the key of %s: what stands in an environment every program that "
			"is started gets; write it into a file that only you may read, "
			"and say file:/PATH",
			source);
	return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
		"the key of %s is told as file:/PATH or exec:/PROGRAM, never itself",
		source);
}
