/* SPDX-License-Identifier: Apache-2.0 */
/* Links as this machine has them, for evaluators that decide about calls on it. */
#include "pc/base/fs.h"
#include "pc/rules/policy.h"

bool pc_resolve_here(
	struct pc_str *out, struct pc_arena *arena, struct pc_str path, void *user)
{
	(void)user;
	if (pc_fs_real(out, arena, path) != PC_OK)
		*out = (struct pc_str){0};
	return !pc_str_eq(*out, path);
}

bool pc_follow_here(
	struct pc_str *out, struct pc_arena *arena, struct pc_str path, void *user)
{
	(void)user;
	return pc_fs_follow(out, arena, path);
}
