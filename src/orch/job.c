/* SPDX-License-Identifier: Apache-2.0 */
/* Names of what jobs are in. */
#include "pc/orch/job.h"

const char *pc_job_state_name(enum pc_job_state state)
{
	static const char *const names[PC_JOB_STATES] = {"waiting", "queued", "snoozed",
		"paused", "running", "review", "done", "failed", "refused", "cancelled",
		"dead"};

	return names[state];
}
