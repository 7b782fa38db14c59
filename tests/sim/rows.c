/* SPDX-License-Identifier: Apache-2.0 */
/* When all is over: each job is at an end that can be explained, each attempt's row is
 * whole, and nothing was spent that no row has. */
#include "sim.h"

/* ---- jobs -------------------------------------------------------------------- */

/* What a job comes to that is nobody's failure but its own: the work is refused by each
 * model that it may go to, is no work at all, or fits nowhere. */
static bool is_own_failure(const struct sim *s, const struct job *job)
{
	return job->is_bad || job->is_never_valid || !place_can(s, job);
}

/* Somebody whom it needs came to no good end. */
static bool is_orphan(const struct sim *s, const struct job *job)
{
	for (int i = 0; i < 2; i++) {
		const struct job *other;

		if (job->needs[i] < 0 || job->also_failed)
			continue;
		other = &s->jobs[job->needs[i]];
		if (other->state != PC_JOB_DONE || other->was_retried)
			return true;
	}
	return false;
}

static void check_refused(struct sim *s, const struct job *job)
{
	s->results.refused++;
	/* What was forbidden later is forbidden, too; what was let is not.  Where the
	 * last who was left was answered for by one that may not, that is as it should
	 * be, and counts as not completed. */
	if (place_may(s, job) && !is_own_failure(s, job) && !job->was_answered_by_other)
		sim_find(
			s, "job %lld is refused, and policy lets it", (long long)job->id);
}

static void check_ended(struct sim *s, const struct job *job)
{
	struct results *r = &s->results;
	bool may = place_may(s, job), is_own = is_own_failure(s, job);

	if (!may && job->state != PC_JOB_REFUSED && job->state != PC_JOB_CANCELLED &&
		job->state != PC_JOB_DONE && job->ended_at >= s->policy_since)
		sim_find(s, "job %lld breaks policy, and is %s", (long long)job->id,
			pc_job_state_name((enum pc_job_state)job->state));
	if (job->is_succeeded && !job->is_cancelled && job->state != PC_JOB_DONE)
		sim_find(s, "job %lld has succeeded, and is %s", (long long)job->id,
			pc_job_state_name((enum pc_job_state)job->state));
	if (!may)
		return;
	if (is_own && job->state != PC_JOB_DONE) {
		r->own++;
		return;
	}
	if (job->state == PC_JOB_CANCELLED)
		return;
	r->allowed++;
	r->done += job->state == PC_JOB_DONE;
}

static void check_job(struct sim *s, const struct job *job)
{
	struct results *r = &s->results;

	switch (job->state) {
	case PC_JOB_REFUSED:
		check_refused(s, job);
		break;
	case PC_JOB_CANCELLED:
		r->cancelled++;
		if (!job->is_cancelled && !job->was_retried && !is_orphan(s, job))
			sim_find(s, "job %lld is cancelled, and nobody wanted that",
				(long long)job->id);
		break;
	case PC_JOB_FAILED:
		r->failed++;
		break;
	case PC_JOB_DEAD:
		r->dead++;
		break;
	case PC_JOB_DONE:
		break;
	default:
		r->open++;
		sim_find(s, "job %lld is %s at the end of all days", (long long)job->id,
			job->state < 0
				? "nowhere"
				: pc_job_state_name((enum pc_job_state)job->state));
	}
	check_ended(s, job);
	if (s->is_verbose && (job->state == PC_JOB_FAILED || job->state == PC_JOB_DEAD) &&
		!is_own_failure(s, job))
		sim_log(s, "not completed: job %lld %s", (long long)job->id,
			pc_job_state_name((enum pc_job_state)job->state));
}

/* ---- attempts ---------------------------------------------------------------- */

static bool check_row(void *context, const struct pc_attempt *row)
{
	struct sim *s = context;
	struct attempt *a = attempt_of(s, row->id);
	long long id = row->id;

	s->results.list_price += row->list_price > 0 ? row->list_price : 0;
	s->results.cash += row->cash;
	if (!a) {
		/* Its row was written, and the orchestrator died before it began. */
		if (row->verdict.len && !pc_str_is(row->verdict, "deny") && !row->ended)
			sim_find(s, "attempt %lld has a row, and never began", id);
		return true;
	}
	a->row_cash = row->cash;
	if (!row->ended)
		sim_find(s, "attempt %lld has no end", id);
	if (!pc_str_is(row->verdict, "allow") || !row->rule.len || row->generation <= 0)
		sim_find(s, "attempt %lld has no whole verdict: '%.*s' by '%.*s' of %lld",
			id, PC_STR_ARG(row->verdict), PC_STR_ARG(row->rule),
			(long long)row->generation);
	if (a->is_success && !row->verdict_after.len)
		sim_find(s, "attempt %lld has no verdict of what came back", id);
	if (a->is_told && !a->is_cancelled && a->class != PC_FAILURE_NONE &&
		row->failure == PC_FAILURE_NONE)
		sim_find(s, "attempt %lld failed (%s), and its row does not say so", id,
			pc_failure_table[a->class].name);
	if (row->cash < a->charged)
		sim_find(s, "attempt %lld cost %lld, and its row has %lld", id,
			(long long)a->charged, (long long)row->cash);
	if (place_model(row->model) != a->way.model ||
		place_backend(row->backend) != a->way.backend)
		sim_find(s, "attempt %lld went another way than its row says", id);
	return true;
}

static bool add_loss(void *context, const struct pc_job_event *event)
{
	struct sim *s = context;

	s->results.losses += pc_str_is(event->what, "lost");
	return true;
}

void rows_check(struct sim *s)
{
	struct pc_attempt_filter all = {0};
	struct pc_err err = {0};

	for (size_t i = 0; i < s->n_jobs; i++) {
		if (s->jobs[i].id)
			job_mark(s, &s->jobs[i]);
	}
	jobs_read(s);
	for (size_t i = 0; i < s->n_jobs; i++) {
		if (!s->jobs[i].id)
			continue;
		check_job(s, &s->jobs[i]);
		if (s->jobs[i].n_attempts > 1)
			sim_must(s,
				pc_job_events_each(
					s->queue, s->jobs[i].id, add_loss, s, &err),
				&err, "events");
	}
	sim_must(s, pc_attempts_each(s->queue, &all, check_row, s, &err), &err,
		"attempts");
	/* Each whole in a thousand: 995 is what has to be reached. */
	if (s->results.done * 1000 < s->results.allowed * 995)
		sim_find(s, "only %lld of %lld jobs are done", (long long)s->results.done,
			(long long)s->results.allowed);
}
