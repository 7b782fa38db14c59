/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models propose: what sources said last, as a patch to models.yaml. */
#include "models_propose.h"

int models_propose(const struct models_propose *wish, struct pc_arena *arena)
{
	(void)wish, (void)arena;
	return EXIT_COULD_NOT;
}
