/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models: which models there are, until when, and who names them. */
#include "models.h"

static const struct cmd *const verbs[] = {
	&cmd_models_list,
	&cmd_models_show,
	&cmd_models_next,
	&cmd_models_check,
	&cmd_models_scan,
	&cmd_models_propose,
	&cmd_models_history,
	&cmd_models_export,
	&cmd_models_decide,
	&cmd_models_block,
	&cmd_models_unblock,
	&cmd_models_blocks,
	NULL,
};

const struct cmd cmd_models = {
	.name = "models",
	.operands = "",
	.brief = "Say which models are current, legacy, deprecated or retired, and who "
		 "names them",
	.verbs = verbs,
};
