/* SPDX-License-Identifier: Apache-2.0 */
/* How a model stands at a time. */
#include "pc/models/table.h"

void pc_model_status(struct pc_model_status *out, const struct pc_models *models,
	const struct pc_model *model, struct pc_str via, int64_t now)
{
	(void)models, (void)via, (void)now;
	*out = (struct pc_model_status){.state = model->state};
}

const struct pc_model *pc_model_successor(
	const struct pc_models *models, const struct pc_model *model, int64_t now)
{
	(void)models, (void)model, (void)now;
	return NULL;
}
