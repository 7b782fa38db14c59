/* SPDX-License-Identifier: Apache-2.0 */
/* What jobs took, as tables for people.  policyctl job stats (job_totals.c) asks, and
 * hands the answer to "stats" (docs/jobs-protocol.md) here. */
#ifndef CLI_JOB_STATS_H
#define CLI_JOB_STATS_H

#include "pc/base/buf.h"
#include "pc/doc/node.h"

/* The summary (jobs, completion rate, failed, active projects, slots, peak and average
 * per day, cost, cost per job), and, where totals of something were asked for, their
 * table. Foreign names are made harmless.  False: that is no such answer, and nothing is
 * added. */
bool job_stats_write(struct pc_buf *out, const struct pc_node *answer);

#endif
