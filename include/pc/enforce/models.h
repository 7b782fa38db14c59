/* SPDX-License-Identifier: Apache-2.0 */
/* What Claude Code can hold of a policy of models, as one more drop-in of a build:
 * availableModels, enforceAvailableModels, deniedModels and model.
 *
 * The client was asked (2.1.330, docs/models.md): the name of a line stands for its
 * newest model; an id in a list stands for itself and for all ids that begin with it;
 * what is denied is denied though it is available; a model that may not be used is not an
 * error there, but becomes the default, and then the first that is available. */
#ifndef PC_ENFORCE_MODELS_H
#define PC_ENFORCE_MODELS_H

#include "pc/models/policy.h"
#include "pc/settings/settings.h"

/* The name of that drop-in: behind those of any author. */
#define PC_BUILD_MODELS_NAME "~model-policy.json"

/* Its text, or .ptr NULL when there is nothing to say.  Models are judged on the day of
 * the table, so that the same repository gives the same bytes.  What settings say of
 * these keys already stays.  Findings: PC2631 to PC2637. */
void pc_build_models(struct pc_str *out, struct pc_arena *arena,
	const struct pc_model_policy *policy, const struct pc_models *models,
	const struct pc_settings *settings, struct pc_diags *diags);

struct pc_build_repository {
	struct pc_str dir;
	struct pc_str
		shown; /* what findings say instead; ends with a slash or is empty */
	const struct pc_settings *settings; /* of it */
};

/* The same of a policy repository: its model-policy.yaml, without which there is nothing
 * to say, and its models.yaml, or the table that was built in. */
PC_MUST_CHECK enum pc_status pc_build_models_of(struct pc_named_file *out,
	struct pc_arena *arena, const struct pc_build_repository *repository,
	struct pc_diags *diags, struct pc_err *err);

#endif
