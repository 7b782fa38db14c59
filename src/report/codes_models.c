/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of models: of the table (PC2600-2619), of the policy of models
 * (PC2620-2639), of who names models (PC2640-2659), of scans (PC2660-2679). */
#include "codes_priv.h"

const struct pc_code codes_models[] = {
	{.code = "PC2600",
		.title = "A table of models that cannot be read",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "Nothing is known of any model.",
		.mend = "Write YAML as models.yaml(5) has it.",
		.bad = "models: {id: claude-opus-5-5}",
		.good = "models: [{id: claude-opus-5-5, ...}]"},
	{.code = NULL},
};
