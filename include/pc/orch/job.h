/* SPDX-License-Identifier: Apache-2.0 */
/* One piece of work, as the queue keeps it: what is asked for, where it stands, what it
 * has cost, and which policy let it run.  Times are milliseconds since 1970, money is
 * picodollars, 0 and empty mean "not known" or "none" unless said otherwise. */
#ifndef PC_ORCH_JOB_H
#define PC_ORCH_JOB_H

#include "pc/base/str.h"

enum pc_job_state {
	PC_JOB_WAITING, /* for what it depends on */
	PC_JOB_QUEUED,
	PC_JOB_SNOOZED, /* until .not_before */
	PC_JOB_PAUSED,
	PC_JOB_RUNNING, /* somebody holds its lease */
	PC_JOB_REVIEW,  /* done, and a gate is open */
	PC_JOB_DONE,
	PC_JOB_FAILED,
	PC_JOB_REFUSED, /* by policy: no way around it */
	PC_JOB_CANCELLED,
	PC_JOB_DEAD, /* attempts are used up: the dead letters */
	PC_JOB_STATES
};

const char *pc_job_state_name(enum pc_job_state state); /* "queued", ... */

struct pc_job {
	/* who and what */
	int64_t id, parent;
	struct pc_str unique, type, project, queue, owner, agent, session;
	struct pc_str what; /* the prompt's first words, for lists */
	struct pc_str prompt, system_prompt, inputs, schema, data_class, cwd, tools;
	/* which way */
	int64_t priority, is_operator;
	struct pc_str tier, position, chain, model, effort;
	struct pc_str model_used, model_answered, provider, backend, key, route;
	/* when */
	int64_t submitted, not_before, deadline, queued, started, finished, updated;
	int64_t waited, ran, snoozed;
	struct pc_str cron;
	/* where it stands */
	int64_t state, attempts, max_attempts, lease, lease_until, worker_pid,
		worker_started;
	int64_t losses; /* of leases, one after another */
	/* Of its chain: steps before have failed for good; and how often in a row the one
	 * that it stands at has failed. */
	int64_t first_step, tries;
	int64_t exit_status, step, progress;
	struct pc_str worker, checkpoint, gate, reviewer;
	/* how it ended */
	int64_t failure, retry_at, is_truncated;
	struct pc_str failure_said, result, error;
	/* what it took */
	int64_t tokens_in, tokens_out, tokens_cache_read, tokens_cache_write,
		tokens_thinking;
	int64_t reserved_tokens, reserved_money, list_price, cash, budget;
	/* who let it */
	int64_t generation, policy_verdict;
	struct pc_str policy_digest, policy_rule, policy_place, stripped;
};

#endif
