/* SPDX-License-Identifier: Apache-2.0 */
/* The names that sellers and clients give to models. */
#include "pc/models/table.h"

struct pc_model_name pc_models_name(const struct pc_models *models, struct pc_str name)
{
	return (struct pc_model_name){.model = pc_models_find(models, name), .id = name};
}
