/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens that a program prints. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/limits.h"
#include "pc/net/secret.h"
#include "pc/os/program.h"

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

enum pc_status pc_secret_ask(struct pc_secret *out, struct pc_str path,
	const char *argument, int64_t deadline, struct pc_err *err)
{
	enum { MOST = PC_MAX_TOKEN + 3 };
	PC_AUTO(pc_arena_wipe) struct pc_arena arena = {0};
	const struct pc_program program = {.path = pc_arena_str(&arena, path).ptr,
		.argument = argument,
		.home = getenv("HOME"),
		.uid = geteuid(),
		.gid = getegid(),
		.deadline = deadline,
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
