/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl job: work for models, handed to the orchestrator, looked at and led. */
#include "job.h"

static const struct cmd *const verbs[] = {
	&cmd_job_list,
	&cmd_job_show,
	&cmd_job_submit,
	&cmd_job_watch,
	&cmd_job_logs,
	&cmd_job_cancel,
	&cmd_job_retry,
	&cmd_job_snooze,
	&cmd_job_hold,
	&cmd_job_unhold,
	&cmd_job_review,
	&cmd_job_pause,
	&cmd_job_resume,
	&cmd_job_lift,
	&cmd_job_schedule,
	&cmd_job_unschedule,
	&cmd_job_schedules,
	&cmd_job_stats,
	NULL,
};

const struct cmd cmd_job = {
	.name = "job",
	.operands = "",
	.brief = "Hand work to the orchestrator, look at it and lead it",
	.verbs = verbs,
};
