/* SPDX-License-Identifier: Apache-2.0 */
/* A command says how it went by its exit status alone. */
#include "failure_priv.h"

bool failure_process(struct pc_failure *out, const struct pc_outcome *outcome)
{
	if (!outcome->timed_out && outcome->signal <= 0 && outcome->exit_status <= 0)
		return false;
	out->class = PC_FAILURE_WORKER_LOST;
	out->may_have_run = true;
	out->said = outcome->timed_out    ? PC_STR("timeout")
		    : outcome->signal > 0 ? PC_STR("signal")
					  : PC_STR("exit_status");
	return true;
}

void failure_command(struct pc_failure *out, struct answer *answer)
{
	const struct pc_outcome *outcome = answer->outcome;

	if (failure_process(out, outcome) || outcome->exit_status == 0)
		return;
	/* It did not end, and nobody ended it. */
	out->class = PC_FAILURE_UNKNOWN;
	out->may_have_run = true;
	out->said = PC_STR("no_exit");
}
