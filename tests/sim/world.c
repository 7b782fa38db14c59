/* SPDX-License-Identifier: Apache-2.0 */
/* Attempts: they begin, are struck by what goes wrong, and end; each start is held
 * against what must never happen.  The engine is told of an end as the runner would tell
 * it. */
#include "pc/orch/route.h"
#include "sim.h"

struct attempt *attempt_of(struct sim *s, int64_t id)
{
	return id > 0 && (size_t)id < s->n_attempts && s->attempts[id].id
		       ? &s->attempts[id]
		       : NULL;
}

static struct attempt *new_attempt(struct sim *s, int64_t id)
{
	if (id <= 0 || attempt_of(s, id)) {
		sim_find(s, "attempt %lld was started twice", (long long)id);
		return NULL;
	}
	while (s->n_attempts <= (size_t)id) {
		pc_xgrow(s->attempts, s->n_attempts, s->cap_attempts);
		s->attempts[s->n_attempts++] = (struct attempt){0};
	}
	s->attempts[id] = (struct attempt){.id = id, .engine = s->n_engines};
	return &s->attempts[id];
}

/* ---- what must never happen --------------------------------------------------- */

struct search {
	int64_t since;
	bool found;
};

static bool is_loss(void *context, const struct pc_job_event *event)
{
	struct search *search = context;

	if (event->at >= search->since && pc_str_is(event->what, "lost"))
		search->found = true;
	return !search->found;
}

static bool was_lost(struct sim *s, const struct job *job, int64_t since)
{
	struct search search = {.since = since};
	struct pc_err err = {0};

	sim_must(s, pc_job_events_each(s->queue, job->id, is_loss, &search, &err), &err,
		"events");
	return search.found;
}

static void check_once(struct sim *s, const struct job *job)
{
	const struct attempt *other = attempt_of(s, job->alive);

	if (job->is_succeeded && !job->has_gate)
		sim_find(
			s, "job %lld is run again after its success", (long long)job->id);
	if (job->is_cancelled && !job->was_retried)
		sim_find(s, "job %lld was cancelled and is run", (long long)job->id);
	if (!other || !other->is_alive)
		return;
	if (!was_lost(s, job, other->started))
		sim_find(s, "job %lld is run twice at once (attempt %lld still runs)",
			(long long)job->id, (long long)other->id);
}

static void check_policy(struct sim *s, const struct job *job, const struct attempt *a)
{
	if (a->way.backend < 0 || a->way.model < 0) {
		sim_find(s, "job %lld goes to nobody that is known", (long long)job->id);
		return;
	}
	if (!place_lets(s, job, &a->way))
		sim_find(s,
			"job %lld breaks policy: data %s, tools '%s', to %s with %s by "
			"%s",
			(long long)job->id, data_names[job->data],
			tool_grants[job->tools], backend_rows[a->way.backend].name,
			model_rows[a->way.model].id,
			a->way.key < 0 ? "its login" : key_rows[a->way.key].name);
	if (people_pause(s, job) || (a->way.key >= 0 && people_pause_key(s, a->way.key)))
		sim_find(
			s, "job %lld is started though it is paused", (long long)job->id);
}

static void check_room(struct sim *s, const struct job *job, const struct attempt *a)
{
	const struct backend_row *backend = &backend_rows[a->way.backend];
	const struct type_row *type = &type_rows[job->type];
	const struct {
		const char *what;
		int64_t running, most; /* most 0: any */
	} rows[] = {
		{"slots", s->all_running, s->limits.slots},
		{"slots for batch", s->batch_running,
			s->limits.slots - s->limits.operator_slots},
		{"places of its backend", s->running[a->way.backend],
			backend->concurrency},
		{"places of its key", a->way.key < 0 ? 0 : s->key_running[a->way.key],
			a->way.key < 0 ? 0 : key_rows[a->way.key].concurrency},
		{"places of its type", job->is_operator ? 0 : s->type_running[job->type],
			type->concurrency},
	};

	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		if (rows[i].most && rows[i].running > rows[i].most)
			sim_find(s, "job %lld starts, and there are %lld %s (most %lld)",
				(long long)job->id, (long long)rows[i].running,
				rows[i].what, (long long)rows[i].most);
	}
}

static void check_wait(struct sim *s, struct job *job)
{
	int64_t waited = s->now - job->submitted;

	if (job->first_start) {
		int64_t again = s->now - job->waiting_since;

		if (job->is_operator && job->waiting_since &&
			again > s->results.worst_wait_again)
			s->results.worst_wait_again = again;
		return;
	}
	job->first_start = s->now;
	if (!job->is_operator)
		return;
	if (waited > s->results.operator_waited)
		s->results.operator_waited = waited;
	if (waited > SECOND)
		sim_find(s, "operator's job %lld waited for %lld ms", (long long)job->id,
			(long long)waited);
}

/* ---- starts ------------------------------------------------------------------ */

static void count(struct sim *s, struct attempt *a, bool is_more)
{
	const struct job *job = &s->jobs[a->job];
	int more = is_more ? 1 : -1;

	if (a->is_counted == is_more)
		return;
	a->is_counted = is_more;
	s->all_running += more;
	s->batch_running += job->is_operator ? 0 : more;
	s->type_running[job->type] += job->is_operator ? 0 : more;
	s->running[a->way.backend] += more;
	if (a->way.key >= 0)
		s->key_running[a->way.key] += more;
}

static struct way way_of(const struct pc_engine_attempt *attempt)
{
	return (struct way){.backend = place_backend(attempt->backend->name),
		.key = attempt->key
			       ? place_key(attempt->key->name, attempt->key->provider)
			       : KEY_NONE,
		.model = place_model(attempt->plan.model)};
}

static void check_plan(struct sim *s, const struct pc_engine_attempt *attempt)
{
	const struct pc_run_plan *plan = &attempt->plan;
	struct pc_err err = {0};

	if (plan->job != attempt->job &&
		(!plan->job || plan->job->id != attempt->job->id))
		sim_find(s, "attempt %lld has a plan for another job",
			(long long)attempt->id);
	if (pc_pass_take(plan, &err) != PC_OK)
		sim_find(s, "attempt %lld: %s", (long long)attempt->id, err.text);
	if (attempt->key && plan->key)
		sim_find(s, "attempt %lld has a key in its plan", (long long)attempt->id);
}

static void start(void *context, const struct pc_engine_attempt *attempt)
{
	struct sim *s = context;
	struct job *job;
	struct attempt *a;

	jobs_discover(s, attempt->job->id);
	job = job_of(s, attempt->job->id);
	a = new_attempt(s, attempt->id);
	if (!job || !a)
		return;
	a->job = job - s->jobs;
	a->way = way_of(attempt);
	a->started = s->now;
	check_policy(s, job, a);
	if (a->way.backend < 0 || a->way.model < 0)
		return;
	check_plan(s, attempt);
	check_once(s, job);
	world_forget(s, job);
	a->is_alive = true;
	count(s, a, true);
	check_room(s, job, a);
	check_wait(s, job);
	job->n_attempts++;
	fault_answer(s, a, job);
	job->alive = a->id;
	job->waiting_since = 0;
	job->state = PC_JOB_RUNNING;
	s->starts++;
	s->results.attempts++;
	heap_add(&s->heap, s->now + 15, EV_STARTED, a->id);
	heap_add(&s->heap, a->ends, EV_END, a->id);
	sim_log(s, "job %lld attempt %lld: %s %s %s", (long long)job->id,
		(long long)a->id, backend_rows[a->way.backend].name,
		a->way.key < 0 ? "-" : key_rows[a->way.key].name,
		model_rows[a->way.model].id);
}

/* ---- money ------------------------------------------------------------------- */

/* An attempt starts, or has ended: of its key's purse and of everybody's. */
static void pay(struct sim *s, struct attempt *a, bool is_end)
{
	const int which[] = {a->way.key, KEYS};
	const int64_t budgets[] = {a->way.key < 0 ? 0 : key_rows[a->way.key].budget_day,
		s->limits.budget_day};
	int64_t reserved = a->reserved_money > 0 ? a->reserved_money : 0;

	if (!a->is_known || a->is_paid)
		return;
	a->is_paid = is_end;
	for (size_t i = 0; i < PC_COUNT(which); i++) {
		struct purse *p = which[i] < 0 ? NULL : &s->purses[which[i]];

		if (!p)
			continue;
		if (p->day != s->now / DAY)
			p->spent = 0;
		p->day = s->now / DAY;
		p->spent += is_end ? a->charged : 0;
		p->reserved += is_end ? -reserved : reserved;
		if (!is_end && reserved && budgets[i] &&
			p->spent + p->reserved > budgets[i])
			sim_find(s,
				"attempt %lld starts, and with %lld more than the "
				"budget of a day (%s)",
				(long long)a->id,
				(long long)(p->spent + p->reserved - budgets[i]),
				which[i] == KEYS ? "all" : key_rows[which[i]].name);
	}
}

void world_cap(struct attempt *a)
{
	int64_t most = a->reserved_money > 0 ? a->reserved_money : 0;

	if (a->is_known && a->charged > most)
		a->charged = most;
}

static bool take_reserve(void *context, const struct pc_attempt *row)
{
	struct sim *s = context;
	struct attempt *a = attempt_of(s, row->id);

	if (!a || a->is_known)
		return true;
	a->is_known = true;
	a->reserved_money = row->reserved_money;
	a->reserved_tokens = row->reserved_tokens;
	if (!a->has_usage || a->is_silent)
		world_cap(a);
	pay(s, a, false);
	if (a->way.key >= 0) {
		int64_t day = s->now / DAY, *spent = &s->key_spent[a->way.key];

		if (s->key_day[a->way.key] != day)
			*spent = 0;
		s->key_day[a->way.key] = day;
		*spent += a->charged > a->reserved_money ? a->charged : a->reserved_money;
	}
	return true;
}

void world_reserves(struct sim *s)
{
	for (size_t i = s->n_attempts; i-- > 1;) {
		struct attempt *a = &s->attempts[i];
		struct pc_attempt_filter filter = {.only_open = true};
		struct pc_err err = {0};

		if (!a->id)
			continue;
		if (a->is_known)
			return;
		/* Nothing is reserved of what costs nothing. */
		a->is_known = backend_rows[a->way.backend].is_subscription;
		if (a->is_known)
			continue;
		filter.job = s->jobs[a->job].id;
		sim_must(s, pc_attempts_each(s->queue, &filter, take_reserve, s, &err),
			&err, "attempts");
		if (!a->is_known)
			sim_find(s, "attempt %lld has no open row", (long long)a->id);
		a->is_known = true;
	}
}

bool world_is_alive(void *context, int64_t pid, int64_t started)
{
	struct sim *s = context;
	const struct attempt *a = attempt_of(s, pid - 100000);

	if (pid == s->pid)
		return started == s->pid_started;
	return a && a->is_alive && a->started == started;
}

void world_started(struct sim *s, int64_t id)
{
	struct attempt *a = attempt_of(s, id);
	bool is_worker = a && backend_rows[a->way.backend].is_worker;
	struct pc_err err = {0};

	if (!a || !a->is_alive || a->engine != s->n_engines || s->is_down)
		return;
	sim_must(s,
		pc_engine_started(s->engine, id, is_worker ? 100000 + id : 0,
			is_worker ? a->started : 0, &err),
		&err, "started");
	if (is_worker && s->jobs[a->job].seconds_ms > MINUTE)
		sim_must(s, pc_engine_step(s->engine, id, 1, &err), &err, "step");
}

void world_limits(struct sim *s, int64_t id)
{
	struct attempt *a = attempt_of(s, id);
	struct pc_failure limit = {
		.class = PC_FAILURE_RATE_LIMITED, .said = PC_STR("five_hour")};

	if (!a || !a->is_alive || a->engine != s->n_engines || s->is_down)
		return;
	limit.until = a->until;
	pc_engine_limits(s->engine, id, &limit);
}

/* ---- ends -------------------------------------------------------------------- */

static void fill(struct pc_run_end *end, const struct attempt *a)
{
	static const char *const said[PC_FAILURES] = {
		[PC_FAILURE_RATE_LIMITED] = "rate_limit_error",
		[PC_FAILURE_OVERLOADED] = "overloaded_error",
		[PC_FAILURE_WORKER_LOST] = "signal_9",
		[PC_FAILURE_UNKNOWN] = "http_418",
	};

	*end = (struct pc_run_end){.failure = {.class = a->class,
					   .until = a->until,
					   .may_have_run = a->may_have_run}};
	end->usage.list_price = -1;
	if (said[a->class])
		end->failure.said = pc_str(said[a->class]);
	if (a->is_cancelled)
		end->failure.said = PC_STR("cancelled");
	if (a->has_usage) {
		end->usage.in = a->in;
		end->usage.out = a->out;
	} else {
		end->usage.at_least = a->out / 2;
	}
	if (a->class != PC_FAILURE_NONE && a->class != PC_FAILURE_OUTPUT_INVALID)
		return;
	end->answered = pc_str(model_rows[a->answered].id);
	end->output = PC_STR("Done.");
	end->session = PC_STR("s-1");
}

struct blocked {
	int64_t started;
	bool found;
};

/* After a success nothing may stand in the way that was there when it was sent. */
static void check_windows(struct sim *s, const struct attempt *a)
{
	struct pc_engine_view view;
	struct pc_window_place place;
	const struct pc_window *window;
	const struct pc_route way = {.backend = place_config_backend(s, a->way.backend),
		.key = place_config_key(s, a->way.key),
		.model = pc_str(model_rows[a->way.model].id)};
	bool may_probe;

	if (!way.backend)
		return;
	pc_engine_look(&view, s->engine);
	pc_route_place(&place, &way, place_models(s));
	window = pc_windows_find(view.windows, &place, s->now, &may_probe);
	if (window && window->since <= a->started)
		sim_find(s, "attempt %lld was a success, and a window of %s stays open",
			(long long)a->id, pc_failure_table[window->why].name);
}

static void end_in_world(struct sim *s, struct attempt *a)
{
	struct job *job = &s->jobs[a->job];

	a->is_alive = false;
	pay(s, a, true);
	if (job->alive == a->id)
		job->alive = 0;
	/* Who died in silence keeps its place until somebody looks. */
	if (!a->is_silent || a->engine != s->n_engines)
		count(s, a, false);
}

void world_forget(struct sim *s, const struct job *job)
{
	struct attempt *a = attempt_of(s, job->alive);

	if (a && a->engine != s->n_engines)
		count(s, a, false);
}

/* What answered is judged by the policy of now. */
static bool counts_as_success(const struct sim *s, const struct attempt *a)
{
	bool is_maker_denied = (a->answered == GPT || a->answered == CODEX) &&
			       s->policy.denies_provider[P_OPENAI];

	return a->class == PC_FAILURE_NONE && !a->is_cancelled && !is_maker_denied &&
	       !s->policy.denies_model[a->answered];
}

static void tell_end(struct sim *s, struct attempt *a)
{
	struct job *job = &s->jobs[a->job];
	int64_t told = s->n_told;
	struct pc_run_end end;
	struct pc_err err = {0};

	fill(&end, a);
	count(s, a, false);
	a->is_told = true;
	sim_must(s, pc_engine_ended(s->engine, a->id, &end, &err), &err, "ended");
	job = &s->jobs[a->job];
	job->waiting_since = s->now;
	job_mark(s, job);
	if (a->class == PC_FAILURE_UNKNOWN) {
		s->results.unknown++;
		if (s->n_told == told)
			sim_find(s, "attempt %lld failed for no known reason in silence",
				(long long)a->id);
	}
	job->was_answered_by_other =
		a->class == PC_FAILURE_NONE && !counts_as_success(s, a);
	if (!counts_as_success(s, a))
		return;
	a->is_success = true;
	if (!job->is_cancelled)
		job->is_succeeded = true;
	fault_success(s, &a->way, a->started);
	check_windows(s, a);
}

void world_ended(struct sim *s, int64_t id)
{
	struct attempt *a = attempt_of(s, id);

	if (!a || a->is_told || s->now < a->ends || (!a->is_alive && !a->is_cancelled))
		return;
	if (a->is_alive)
		end_in_world(s, a);
	/* Nobody tells: its pipe is gone, or whoever held it. */
	if (a->is_silent || a->engine != s->n_engines || s->is_down) {
		job_mark(s, &s->jobs[a->job]);
		return;
	}
	tell_end(s, a);
	sim_log(s, "job %lld attempt %lld ends: %s", (long long)s->jobs[a->job].id,
		(long long)id, pc_failure_table[a->class].name);
}

static void cancel(void *context, int64_t attempt)
{
	struct sim *s = context;
	struct attempt *a = attempt_of(s, attempt);

	if (!a || a->is_told || a->is_cancelled || a->engine != s->n_engines)
		return;
	a->is_cancelled = true;
	a->is_silent = false;
	a->class = PC_FAILURE_WORKER_LOST;
	a->may_have_run = true;
	a->has_usage = false;
	world_cap(a);
	a->ends = s->now + 300;
	heap_add(&s->heap, a->ends, EV_END, a->id);
}

/* ---- logins ------------------------------------------------------------------ */

static void renew(void *context, const struct pc_credential *which)
{
	struct sim *s = context;
	int backend = place_backend(which->backend->name);

	if (which->key || backend < 0) {
		sim_find(s, "something is renewed that has no end");
		return;
	}
	heap_add(&s->heap, s->now + chance_from(&s->renewals, 300, 2500), EV_RENEWED,
		backend);
}

void world_renewed(struct sim *s, int64_t what)
{
	int backend = (int)what;
	struct pc_credential which = {.backend = place_config_backend(s, backend)};

	if (s->is_down || !which.backend)
		return;
	if (fault_blocks_renewal(s, backend)) {
		pc_engine_renewed(s->engine, &which, 0, PC_STR("the server says no"));
		return;
	}
	s->login_ends[backend] = s->now + 8 * HOUR;
	s->login_is_told[backend] = true;
	pc_engine_renewed(s->engine, &which, s->login_ends[backend], (struct pc_str){0});
}

/* What the runner reads of logins when it begins. */
void world_logins(struct sim *s)
{
	for (int b = CLAUDE; b <= SECOND_LOGIN; b++) {
		struct pc_credential which = {.backend = place_config_backend(s, b)};

		if (!which.backend)
			continue;
		if (!s->login_ends[b])
			s->login_ends[b] = s->now + (b + 5) * HOUR;
		s->login_is_told[b] = true;
		pc_engine_expires(s->engine, &which, s->login_ends[b]);
	}
}

/* ---- the rest of the face ----------------------------------------------------- */

static int64_t now(void *context)
{
	const struct sim *s = context;

	return s->now;
}

static void tell(
	void *context, enum pc_severity severity, int64_t job, struct pc_str text)
{
	struct sim *s = context;

	(void)severity;
	s->n_told++;
	sim_log(s, "told of job %lld: %.*s", (long long)job, PC_STR_ARG(text));
}

static void changed(void *context, int64_t id)
{
	struct sim *s = context;
	struct job *job = job_of(s, id);

	if (job)
		job_mark(s, job);
}

void world_face(struct pc_engine_world *out, struct sim *s)
{
	*out = (struct pc_engine_world){.now = now,
		.start = start,
		.cancel = cancel,
		.renew = renew,
		.tell = tell,
		.changed = changed,
		.context = s};
}

/* The orchestrator is gone: requests with it, workers mostly not. */
void world_crash(struct sim *s)
{
	for (size_t i = 1; i < s->n_attempts; i++) {
		struct attempt *a = &s->attempts[i];
		bool is_worker;

		if (a->id && !a->is_alive)
			count(s, a, false);
		if (!a->id || !a->is_alive || a->engine != s->n_engines)
			continue;
		is_worker = backend_rows[a->way.backend].is_worker;
		world_cap(a);
		a->engine = 0;
		if (!is_worker || a->id % 3 == 0)
			end_in_world(s, a);
		job_mark(s, &s->jobs[a->job]);
	}
}
