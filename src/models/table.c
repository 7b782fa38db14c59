/* SPDX-License-Identifier: Apache-2.0 */
/* Names of states, and small questions to a table. */
#include "pc/models/table.h"

const char *pc_model_state_name(enum pc_model_state state)
{
	static const char *const names[] = {
		"unknown", "preview", "current", "legacy", "deprecated", "retired"};

	return names[state];
}

const struct pc_model_provider *pc_models_provider(
	const struct pc_models *models, struct pc_str name)
{
	for (size_t i = 0; i < models->n_providers; i++) {
		if (pc_str_eq(models->providers[i].name, name))
			return &models->providers[i];
	}
	return NULL;
}

const struct pc_price *pc_model_price(const struct pc_model *model, int64_t tokens)
{
	const struct pc_price *best = NULL;

	for (size_t i = 0; i < model->n_prices; i++) {
		if (i == 0 || tokens > model->prices[i].above)
			best = &model->prices[i];
	}
	return best;
}
