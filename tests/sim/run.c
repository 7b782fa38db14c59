/* SPDX-License-Identifier: Apache-2.0 */
/* From the first day to the last: what is due happens, then the engine has its turn, and
 * again when it said that it wants one.  After the last day nothing new goes wrong, and
 * all that is left has three days to come to its end. */
#include <stdarg.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "sim.h"

enum { REST_DAYS = 4, MOST_TURNS_AT_ONCE = 200 };

static const char *stamp(const struct sim *s, char *out, size_t size)
{
	int64_t at = s->now - BEGIN;

	snprintf(out, size, "day %lld %02lld:%02lld:%02lld.%03lld", (long long)(at / DAY),
		(long long)(at / HOUR % 24), (long long)(at / MINUTE % 60),
		(long long)(at / SECOND % 60), (long long)(at % SECOND));
	return out;
}

void sim_find(struct sim *s, const char *fmt, ...)
{
	char *out = s->findings[s->n_findings % MOST_FINDINGS], when[48];
	size_t n;
	va_list args;

	if (s->n_findings++ >= MOST_FINDINGS && !s->is_verbose)
		return;
	n = (size_t)snprintf(out, FINDING_SIZE, "%s: ", stamp(s, when, sizeof(when)));
	va_start(args, fmt);
	vsnprintf(out + n, FINDING_SIZE - n, fmt, args);
	va_end(args);
	sim_log(s, "FINDING: %s", out);
}

void sim_log(const struct sim *s, const char *fmt, ...)
{
	char when[48];
	va_list args;

	if (!s->is_verbose)
		return;
	printf("%s  ", stamp(s, when, sizeof(when)));
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n");
}

void sim_must(
	struct sim *s, enum pc_status status, const struct pc_err *err, const char *doing)
{
	if (status == PC_OK)
		return;
	sim_find(s, "%s: %s", doing, err->text);
	s->is_broken = true;
}

/* ---- the orchestrator comes and goes ------------------------------------------ */

static void come(struct sim *s)
{
	static const char *const environment[] = {
		"PATH=/usr/bin", "HOME=/home/worker", "LANG=C", NULL};
	struct pc_engine_setup setup = {.environment = environment,
		.seed = s->seed + (uint64_t)s->n_engines,
		.pid = 10 + s->n_engines,
		.pid_started = s->now,
		.is_alive = world_is_alive};
	struct pc_engine_view view;
	struct pc_err err = {0};

	sim_must(s, pc_queue_open(&s->queue, s->file, true, &err), &err, "queue");
	if (s->is_broken)
		return;
	s->n_engines++;
	s->pid = setup.pid;
	s->pid_started = setup.pid_started;
	setup.queue = s->queue;
	/* Who was let go of the rules of before gets them anew. */
	place_rules(&setup.rules, s, false);
	world_face(&setup.world, s);
	sim_must(s, pc_engine_new(&s->engine, &setup, &err), &err, "engine");
	if (s->is_broken)
		return;
	pc_engine_look(&view, s->engine);
	s->is_down = false;
	s->turn_at = s->now;
	world_logins(s);
}

static void go(struct sim *s)
{
	world_crash(s);
	s->results.crashes++;
	s->is_down = true;
	s->turn_at = 0;
	pc_engine_free(&s->engine);
	pc_queue_close(&s->queue);
	sim_log(s, "the orchestrator dies");
	heap_add(&s->heap, s->now + chance_from(&s->people, 100, 5000), EV_BACK, 0);
}

static void change_rules(struct sim *s)
{
	struct pc_engine_rules rules;
	struct pc_err err = {0};

	place_rules(&rules, s, true);
	sim_must(s, pc_engine_regenerate(s->engine, &rules, &err), &err, "regenerate");
	world_logins(s);
	sim_log(s, "another policy");
}

/* ---- events ------------------------------------------------------------------ */

/* Whoever asks while nobody is there comes again. */
static bool waits_for_us(int kind)
{
	return kind == EV_SUBMIT || kind == EV_PERSON || kind == EV_REVIEW ||
	       kind == EV_OPERATOR || kind == EV_POLICY || kind == EV_CRASH ||
	       (kind >= EV_JOB_CANCEL && kind <= EV_OVER);
}

static void happen(struct sim *s, const struct event *event)
{
	switch ((enum event_kind)event->kind) {
	case EV_SUBMIT:
		job_submit(s, event->what);
		break;
	case EV_STARTED:
		world_started(s, event->what);
		break;
	case EV_LIMITS:
		world_limits(s, event->what);
		break;
	case EV_END:
		world_ended(s, event->what);
		break;
	case EV_FAULT:
		fault_edge(s, event->what);
		break;
	case EV_RENEWED:
		world_renewed(s, event->what);
		break;
	case EV_PERSON:
		if (s->now < s->end - REST_DAYS * DAY)
			people_act(s);
		break;
	case EV_REVIEW:
		people_review(s, event->what);
		break;
	case EV_OPERATOR:
		people_ask(s, event->what);
		break;
	case EV_CRASH:
		go(s);
		break;
	case EV_BACK:
		come(s);
		break;
	case EV_POLICY:
		change_rules(s);
		break;
	case EV_LOOK:
		break;
	case EV_JOB_CANCEL:
		people_cancel(s, event->what);
		break;
	case EV_JOB_HOLD:
		people_hold(s, event->what, true);
		break;
	case EV_JOB_LET_GO:
		people_hold(s, event->what, false);
		break;
	case EV_OVER:
		people_leave(s);
		jobs_unschedule(s);
		break;
	}
}

static void turn(struct sim *s)
{
	int64_t next = 0;
	struct pc_err err = {0};

	if (s->is_down || s->is_broken)
		return;
	sim_must(s, pc_engine_turn(&next, s->engine, &err), &err, "turn");
	s->results.turns++;
	world_reserves(s);
	s->turn_at = next;
}

/* Turns that ask for another one at once have to end some time. */
static void turns(struct sim *s)
{
	int n = 0;

	do
		turn(s);
	while (s->turn_at && s->turn_at <= s->now && ++n < MOST_TURNS_AT_ONCE &&
		!s->is_broken);
	if (n == MOST_TURNS_AT_ONCE) {
		sim_find(s, "the engine wants a turn again and again");
		s->is_broken = true;
	}
}

static bool step(struct sim *s)
{
	int64_t at = heap_first(&s->heap);
	bool is_event = !s->turn_at || at <= s->turn_at;
	bool is_quiet = is_event && at != s->turn_at;
	int64_t next = is_event ? at : s->turn_at;

	if (next > s->end || s->is_broken)
		return false;
	s->now = next > s->now ? next : s->now;
	blind_before(s);
	while (heap_first(&s->heap) <= s->now) {
		struct event event = heap_take(&s->heap);

		is_quiet &= event.kind == EV_STARTED;
		s->results.events++;
		if (s->is_down && waits_for_us(event.kind))
			heap_add(&s->heap, s->now + SECOND, event.kind, event.what);
		else
			happen(s, &event);
	}
	/* That somebody has begun is no reason for a turn. */
	if (!is_quiet)
		turns(s);
	if (!is_quiet && !s->is_broken)
		blind_look(s);
	return true;
}

static const char *place_for_files(void)
{
	static const char fast[] = "/dev/shm";
	const char *tmp = getenv("TMPDIR");

	if (tmp && *tmp)
		return tmp;
	return access(fast, W_OK) == 0 ? fast : "/tmp";
}

void sim_run(struct sim *s)
{
	snprintf(s->dir, sizeof(s->dir), "%.40s/sim-jobs-XXXXXX", place_for_files());
	if (!mkdtemp(s->dir)) {
		s->dir[0] = '\0';
		sim_find(s, "no place for files");
		return;
	}
	snprintf(s->file, sizeof(s->file), "%s/queue.db", s->dir);
	s->now = BEGIN;
	s->end = BEGIN + (s->days + REST_DAYS) * DAY;
	place_draw(s);
	jobs_draw(s);
	faults_draw(s);
	people_draw(s);
	heap_add(&s->heap, BEGIN + s->days * DAY, EV_OVER, 0);
	come(s);
	if (!s->is_broken)
		jobs_schedule(s);
	while (step(s))
		;
	if (!s->is_broken && !s->is_down)
		rows_check(s);
	pc_engine_free(&s->engine);
	place_check(s);
}

void sim_done(struct sim *s)
{
	pc_engine_free(&s->engine);
	pc_queue_close(&s->queue);
	place_done(s);
	heap_done(&s->heap);
	if (s->dir[0])
		pc_fs_remove_tree(s->dir);
	free(s->jobs);
	free(s->by_id);
	free(s->waiting);
	free(s->dirty);
	free(s->faults);
	free(s->attempts);
}
