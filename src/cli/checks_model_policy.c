/* SPDX-License-Identifier: Apache-2.0 */
/* The policy of models of a policy repository, as verify looks at it: by itself, against
 * the table, and against what clients can hold of it. */
#include "checks.h"

#include <fcntl.h>

#include "clean.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/enforce/models.h"
#include "pc/rollcall/known.h"

const struct pc_models *checks_table(struct pc_str dir, struct pc_arena *arena)
{
	struct pc_str path = pc_path_join(arena, dir, PC_STR(PC_MODELS_NAME)), text;
	struct pc_models *models = NULL;
	struct pc_err err;
	enum pc_status status =
		pc_fs_read(&text, arena, AT_FDCWD, path.ptr, PC_MAX_DOC_SIZE, &err);

	if (status == PC_ERR_ABSENT)
		status = pc_models_builtin(&models, arena, &err);
	else if (status == PC_OK)
		status = pc_models_read(&models, arena, path.ptr, text, NULL, &err);
	return status == PC_OK ? models : NULL;
}

int checks_model_policy(struct pc_str dir, const struct pc_settings *settings,
	struct texts *files, struct pc_arena *arena, struct pc_diags *diags)
{
	enum { PER_SECOND = 1000 };
	struct pc_str text, name, built;
	const struct pc_models *models;
	struct pc_model_policy *policy;
	struct pc_err err;
	enum pc_status status;
	int fault = checks_open(&text, &name, dir, PC_MODEL_POLICY_NAME, files, arena);

	if (fault || !text.ptr)
		return fault;
	status = pc_model_policy_read(&policy, arena, name.ptr, text, diags, &err);
	if (status == PC_OK)
		pc_sources_check(policy, diags);
	models = status == PC_OK ? checks_table(dir, arena) : NULL;
	if (models) {
		pc_model_policy_check(policy, models, pc_when_now() / PER_SECOND, diags);
		pc_build_models(&built, arena, policy, models, settings, diags);
	}
	return status == PC_OK || status == PC_ERR_PARSE ? 0 : output_failure(&err);
}
