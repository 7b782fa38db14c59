/* SPDX-License-Identifier: Apache-2.0 */
/* From one scan to the next. */
#include "pc/rollcall/step.h"

#include <stdlib.h>

struct pc_roll {
	const struct pc_models *models;
};

struct pc_roll *pc_roll_new(const struct pc_models *models)
{
	struct pc_roll *roll = pc_xcalloc(1, sizeof(*roll));

	roll->models = models;
	return roll;
}

void pc_roll_free(struct pc_roll *roll)
{
	free(roll);
}

void pc_roll_step(struct pc_stepped *out, struct pc_arena *arena, struct pc_roll *roll,
	const struct pc_step *step)
{
	(void)arena, (void)roll, (void)step;
	*out = (struct pc_stepped){0};
}
