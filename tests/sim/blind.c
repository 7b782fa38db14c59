/* SPDX-License-Identifier: Apache-2.0 */
/* Blindness: a job waits, a way that it may go works, there is room on it, and for a
 * minute nothing is started on any way.  The world knows which ways work; the engine has
 * to find out.
 *
 * A way is in doubt when a provider said that it is closed for long, or a key was found
 * to be no good, and that is over without anybody saying so: it is tried once in an hour
 * at most (window.h), and so it is blind for as long at worst. */
#include "sim.h"

enum { DOUBT_MINUTES = 62 };

static bool is_waiting(const struct job *job)
{
	return (job->state == PC_JOB_QUEUED || job->state == PC_JOB_SNOOZED) &&
	       !job->is_held && !job->is_cancelled;
}

/* Room for one more, told carefully: when in doubt there is none. */
static bool has_room(const struct sim *s, const struct job *job, size_t n_waiting,
	const struct pc_engine_view *view)
{
	const struct limits *l = &s->limits;
	int64_t most = l->slots - l->operator_slots;

	if ((int64_t)n_waiting >= l->depth / 2)
		most = l->slots * l->percent / 100;
	if (view->running >= most - 1)
		return false;
	if (view->tokens_5min > l->tokens_5min / 2)
		return false;
	return !type_rows[job->type].concurrency ||
	       s->type_running[job->type] < type_rows[job->type].concurrency;
}

static bool has_money(
	const struct sim *s, const struct way *way, const struct pc_engine_view *view)
{
	static const int64_t few = INT64_C(4000000000000);
	int64_t budget;

	if (backend_rows[way->backend].is_subscription)
		return true;
	if (view->cash_day + few > s->limits.budget_day)
		return false;
	budget = way->key >= 0 ? key_rows[way->key].budget_day : 0;
	return !budget || s->key_day[way->key] != s->now / DAY ||
	       s->key_spent[way->key] + few < budget;
}

static bool is_free(
	const struct sim *s, const struct way *way, const struct pc_engine_view *view)
{
	const struct backend_row *backend = &backend_rows[way->backend];

	if (way->key >= 0 && (people_pause_key(s, way->key) ||
				     (key_rows[way->key].concurrency &&
					     s->key_running[way->key] + 1 >=
						     key_rows[way->key].concurrency)))
		return false;
	return (!backend->concurrency ||
		       s->running[way->backend] + 1 < backend->concurrency) &&
	       has_money(s, way, view);
}

/* How well a job could go now. */
static enum way_state chance_of(const struct sim *s, const struct job *job,
	size_t n_waiting, const struct pc_engine_view *view)
{
	struct way ways[MOST_WAYS];
	enum way_state best = WAY_CLOSED;
	size_t n;

	if (people_pause(s, job) || !has_room(s, job, n_waiting, view) ||
		(job->project == 7))
		return WAY_CLOSED;
	n = place_ways(ways, s, job);
	for (size_t i = 0; i < n && best != WAY_WORKS; i++) {
		enum way_state state;

		if (!job_fits(job, &ways[i]) || !is_free(s, &ways[i], view))
			continue;
		state = way_state(s, &ways[i]);
		if (state < best)
			best = state;
	}
	return best;
}

/* Drops those that are at their end from the list. */
static size_t sift(struct sim *s)
{
	size_t n = 0, n_waiting = 0;

	for (size_t i = 0; i < s->n_waiting; i++) {
		const struct job *job = &s->jobs[s->waiting[i]];

		if (pc_job_is_ended((enum pc_job_state)job->state) && !job->is_dirty)
			continue;
		s->waiting[n++] = s->waiting[i];
		n_waiting += is_waiting(job);
	}
	s->n_waiting = n;
	return n_waiting;
}

static void close_span(
	struct sim *s, int64_t *since, int64_t most, int64_t *worst, const char *what)
{
	int64_t lasted = *since ? s->now - *since : 0;

	if (lasted > *worst)
		*worst = lasted;
	if (lasted > most) {
		const struct job *job = job_of(s, s->blind_job);

		sim_find(s,
			"blind for %lld s (%s): job %lld (%s, %s, %s, p%02d) waits, %lld "
			"run",
			(long long)(lasted / SECOND), what, (long long)s->blind_job,
			type_rows[job->type].name, chain_rows[job->chain].name,
			data_names[job->data], job->project, (long long)s->all_running);
		*since = 0;
	}
}

void blind_before(struct sim *s)
{
	if (s->is_down) {
		s->blind_since = s->doubt_since = 0;
		return;
	}
	close_span(s, &s->blind_since, MINUTE, &s->results.blind, "a way works");
	close_span(s, &s->doubt_since, DOUBT_MINUTES * MINUTE, &s->results.in_doubt,
		"a way would work");
}

void blind_look(struct sim *s)
{
	enum way_state best = WAY_CLOSED;
	struct pc_engine_view view;
	size_t n_waiting;

	jobs_read(s);
	if (s->is_down)
		return;
	if (s->starts != s->blind_starts)
		s->blind_since = s->doubt_since = 0;
	s->blind_starts = s->starts;
	n_waiting = sift(s);
	if (n_waiting)
		pc_engine_look(&view, s->engine);
	for (size_t i = 0; i < s->n_waiting && n_waiting && best != WAY_WORKS; i++) {
		const struct job *job = &s->jobs[s->waiting[i]];
		enum way_state state = is_waiting(job)
					       ? chance_of(s, job, n_waiting, &view)
					       : WAY_CLOSED;

		if (state < best) {
			best = state;
			s->blind_job = job->id;
		}
	}
	if (best != WAY_WORKS)
		s->blind_since = 0;
	else if (!s->blind_since)
		s->blind_since = s->now;
	if (best == WAY_CLOSED)
		s->doubt_since = 0;
	else if (!s->doubt_since)
		s->doubt_since = s->now;
}
