/* SPDX-License-Identifier: Apache-2.0 */
/* Names to models in one look. */
#include "pc/models/table.h"

const struct pc_model *pc_models_find(const struct pc_models *models, struct pc_str name)
{
	(void)models, (void)name;
	return NULL;
}

const struct pc_model *pc_models_position(
	const struct pc_models *models, struct pc_str name)
{
	(void)models, (void)name;
	return NULL;
}
