/* SPDX-License-Identifier: Apache-2.0 */
/* models.yaml to a table. */
#include "pc/models/table.h"

enum pc_status pc_models_read(struct pc_models **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_diags *diags, struct pc_err *err)
{
	(void)text, (void)diags, (void)err;
	*out = pc_arena_new(arena, struct pc_models);
	(*out)->file = file;
	return PC_OK;
}

enum pc_status pc_models_load(struct pc_models **out, struct pc_arena *arena,
	const char *file, struct pc_diags *diags, struct pc_err *err)
{
	return pc_models_read(out, arena, file, (struct pc_str){0}, diags, err);
}

enum pc_status pc_models_builtin(
	struct pc_models **out, struct pc_arena *arena, struct pc_err *err)
{
	return pc_models_read(out, arena, "built in", (struct pc_str){0}, NULL, err);
}

struct pc_str pc_models_builtin_text(void)
{
	return (struct pc_str){0};
}
