/* SPDX-License-Identifier: Apache-2.0 */
/* The table of what model-policy.yaml may say. */
#include "pc/models/policy.h"

const struct pc_model_policy pc_model_policy_default = {.on_deprecated = PC_ON_MODEL_WARN,
	.on_retired = PC_ON_MODEL_DENY,
	.on_unknown = PC_ON_MODEL_DENY,
	.on_preview = PC_ON_MODEL_DENY,
	.on_unknown_price = PC_ON_MODEL_DENY,
	.schedule = INT64_C(12) * 60 * 60 * 1000};

enum pc_status pc_model_policy_read(struct pc_model_policy **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_diags *diags, struct pc_err *err)
{
	(void)file, (void)text, (void)diags, (void)err;
	*out = pc_arena_new(arena, struct pc_model_policy);
	**out = pc_model_policy_default;
	return PC_OK;
}

enum pc_status pc_model_policy_load(struct pc_model_policy **out, struct pc_arena *arena,
	const char *file, const char *blocks_file, struct pc_diags *diags,
	struct pc_err *err)
{
	(void)blocks_file;
	return pc_model_policy_read(out, arena, file, (struct pc_str){0}, diags, err);
}

void pc_model_policy_check(const struct pc_model_policy *policy,
	const struct pc_models *models, int64_t now, struct pc_diags *diags)
{
	(void)policy, (void)models, (void)now, (void)diags;
}
