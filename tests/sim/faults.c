/* SPDX-License-Identifier: Apache-2.0 */
/* What goes wrong when, drawn ahead for all days; what a way answers at a time; and what
 * happens to those that run when it begins. */
#include "sim.h"

static struct fault *add(struct sim *s, enum fault_kind kind, int64_t from, int64_t lasts)
{
	struct fault *f;

	pc_xgrow(s->faults, s->n_faults, s->cap_faults);
	f = &s->faults[s->n_faults++];
	*f = (struct fault){.kind = kind,
		.from = from,
		.to = from + lasts,
		.provider = -1,
		.backend = -1,
		.key = -1,
		.model = -1};
	return f;
}

static int64_t some_time(const struct sim *s, uint64_t *random)
{
	return BEGIN + chance_from(random, HOUR, s->days * DAY - HOUR);
}

/* ---- what is drawn ----------------------------------------------------------- */

static void draw_outages(struct sim *s, uint64_t *random)
{
	int64_t n = s->days >= 20 ? chance_from(random, 2, 4) : 1;

	for (int64_t i = 0; i < n; i++) {
		int64_t day = chance_from(random, 0, s->days - 1);
		struct fault *f = add(s, F_OUTAGE, BEGIN + day * DAY + 2 * HOUR,
			chance_from(random, HOUR, 4 * HOUR));

		f->provider = i && chance_is(random, 300) ? P_OPENROUTER : P_ANTHROPIC;
		f->flavour = (int)chance_from(random, 0, 2);
	}
	for (int64_t i = 0; i < s->days; i++) {
		struct fault *f = add(s, F_OUTAGE, some_time(s, random),
			chance_from(random, 20 * SECOND, 6 * MINUTE));

		f->provider = (int)chance_from(random, P_ANTHROPIC, P_OPENAI);
		f->flavour = (int)chance_from(random, 0, 2);
		if (f->provider == P_ANTHROPIC)
			f->model = (int)chance_from(random, OPUS, HAIKU);
	}
}

static void draw_storms(struct sim *s, uint64_t *random)
{
	for (int64_t i = 0; i < s->days; i++) {
		struct fault *f;

		/* A subscription's five hours are used up. */
		f = add(s, F_RATE, some_time(s, random),
			chance_from(random, 5 * MINUTE, 150 * MINUTE));
		f->backend = chance_is(random, 700) ? CLAUDE : SECOND_LOGIN;
		if (!chance_is(random, 5))
			continue;
		f->model = OPUS;
	}
	for (int64_t i = 0; i < s->days; i++) {
		struct fault *f = add(s, F_RATE, some_time(s, random),
			chance_from(random, 10 * SECOND, 12 * MINUTE));

		f->key = (int)chance_from(random, 0, KEYS - 1);
		f->flavour = (int)chance_from(random, 0, 3) == 0;
		if (chance_is(random, 400))
			add(s, F_RAMP, f->from,
				chance_from(random, 30 * SECOND, 3 * MINUTE))
				->key = f->key;
	}
}

/* Purses, quotas, keys: what lasts for hours and ends by people or at midnight. */
static void draw_purses(struct sim *s, uint64_t *random)
{
	int64_t weeks = s->days / 7 + 1;

	for (int64_t i = 0; i < weeks; i++) {
		int64_t at = some_time(s, random);
		int key = (int)chance_from(random, 0, KEYS - 1);
		struct fault *f = add(s, F_QUOTA, at, DAY - at % DAY);

		f->key = key;
		f = add(s, F_CREDIT, some_time(s, random),
			chance_from(random, HOUR, 20 * HOUR));
		f->key = (int)chance_from(random, 0, KEYS - 1);
		f->is_lifted = chance_is(random, 500);
		f = add(s, F_AUTH, some_time(s, random),
			chance_from(random, 20 * MINUTE, 10 * HOUR));
		f->key = (int)chance_from(random, 0, KEYS - 1);
		f->is_lifted = chance_is(random, 500);
		if (!chance_is(random, 400))
			continue;
		f = add(s, F_SPEND, some_time(s, random),
			chance_from(random, HOUR, 30 * HOUR));
		f->organization = key_rows[chance_from(random, 0, KEYS - 1)].organization;
	}
}

static void draw_odd_ones(struct sim *s, uint64_t *random)
{
	int64_t weeks = s->days / 7 + 1;
	struct fault *f;

	for (int64_t i = 0; i < weeks; i++) {
		f = add(s, F_STUCK, some_time(s, random), 20 * MINUTE);
		f->backend = i % 3 ? CLAUDE : API;
		if (i % 3 == 0)
			f->key = 0;
		f = add(s, F_UNKNOWN, some_time(s, random),
			chance_from(random, MINUTE, 25 * MINUTE));
		f->backend = (int)chance_from(random, CLAUDE, OPENAI);
		f = add(s, F_BREAKS, some_time(s, random),
			chance_from(random, 5 * MINUTE, HOUR));
		f->provider = (int)chance_from(random, P_ANTHROPIC, P_OPENAI);
	}
	f = add(s, F_GONE, some_time(s, random), chance_from(random, DAY, 90 * DAY));
	/* Not the one that has the largest context: what needs that would fail. */
	f->model = chance_is(random, 500) ? KIMI : MIXTRAL;
	/* All keys of a provider at once. */
	f = add(s, F_AUTH, some_time(s, random), chance_from(random, 5 * MINUTE, HOUR));
	f->provider = P_OPENROUTER;
}

/* The login of the article: 93 minutes; it is known to end twenty minutes before. */
static void draw_logins(struct sim *s, uint64_t *random)
{
	int64_t n = s->days >= 20 ? 3 : 1;

	for (int64_t i = 0; i < n; i++) {
		struct fault *f =
			add(s, F_LOGIN, some_time(s, random), (20 + 93) * MINUTE);

		f->backend = CLAUDE;
		/* 0: it can be renewed; 1: not before the end; 2: and nobody has said
		 * that it ends. */
		f->flavour = (int)((i + (int64_t)s->seed) % 3);
	}
}

void faults_draw(struct sim *s)
{
	uint64_t random = chance_stream(s->seed, OF_FAULTS, 0);

	s->renewals = chance_stream(s->seed, OF_FAULTS, 1);
	draw_outages(s, &random);
	draw_storms(s, &random);
	draw_purses(s, &random);
	draw_odd_ones(s, &random);
	draw_logins(s, &random);
	for (size_t i = 0; i < s->n_faults; i++) {
		heap_add(&s->heap, s->faults[i].from, EV_FAULT, (int64_t)i);
		heap_add(&s->heap, s->faults[i].to, EV_FAULT, (int64_t)i);
	}
}

/* ---- what holds at a time ---------------------------------------------------- */

static bool covers(const struct fault *f, const struct way *way)
{
	if (f->kind == F_LOGIN)
		return false;
	if (f->organization &&
		(way->key == KEY_NONE ||
			strcmp(key_rows[way->key].organization, f->organization) != 0))
		return false;
	return (f->provider < 0 ||
		       f->provider == (int)backend_rows[way->backend].provider) &&
	       (f->backend < 0 || f->backend == way->backend) &&
	       (f->key < 0 || f->key == way->key) &&
	       (f->model < 0 || f->model == way->model);
}

/* What nobody can know to be over without trying: it is tried half-open, seldom. */
static bool ends_in_doubt(enum fault_kind kind)
{
	return kind == F_QUOTA || kind == F_SPEND || kind == F_CREDIT || kind == F_AUTH ||
	       kind == F_STUCK || kind == F_GONE;
}

static void forget(struct sim *s, int index)
{
	for (int i = 0; i < s->n_active; i++) {
		if (s->active[i] == index)
			s->active[i--] = s->active[--s->n_active];
	}
}

static void lift(struct sim *s, const struct fault *f)
{
	struct pc_window_place place = {
		.provider = pc_str(provider_names[key_rows[f->key].provider]),
		.organization = pc_str(key_rows[f->key].organization),
		.key = pc_str(key_rows[f->key].name)};

	if (s->engine)
		pc_engine_lift(s->engine, &place,
			f->kind == F_AUTH ? PC_FAILURE_AUTH_INVALID
					  : PC_FAILURE_CREDIT_EXHAUSTED);
}

/* Room for another one: what is only in doubt goes first. */
static void make_room(struct sim *s)
{
	for (int i = 0; i < s->n_active && s->n_active == MOST_ACTIVE; i++) {
		if (s->faults[s->active[i]].state == FAULT_DOUBT)
			forget(s, s->active[i]);
	}
}

static void login_ends(struct sim *s, const struct fault *f)
{
	struct pc_credential which = {.backend = place_config_backend(s, f->backend)};

	s->login_ends[f->backend] = f->from + 20 * MINUTE;
	s->login_is_told[f->backend] = f->flavour < 2;
	if (s->engine && f->flavour < 2)
		pc_engine_expires(s->engine, &which, s->login_ends[f->backend]);
}

void fault_edge(struct sim *s, int64_t index)
{
	struct fault *f = &s->faults[index];

	if (f->state == FAULT_BEFORE) {
		f->state = FAULT_ON;
		make_room(s);
		if (s->n_active == MOST_ACTIVE)
			sim_find(s, "more goes wrong than fits");
		else
			s->active[s->n_active++] = (int)index;
		sim_log(s, "fault %d begins: backend %d key %d model %d provider %d",
			(int)f->kind, f->backend, f->key, f->model, f->provider);
		if (f->kind == F_LOGIN)
			login_ends(s, f);
		else
			fault_strike(s, f);
		return;
	}
	sim_log(s, "fault %d ends", (int)f->kind);
	f->state = ends_in_doubt(f->kind) && !f->is_lifted ? FAULT_DOUBT : FAULT_OVER;
	if (f->is_lifted)
		lift(s, f);
	if (f->state == FAULT_OVER)
		forget(s, (int)index);
}

/* Limits are counted for each line of models, and so each has to be seen to work. */
static bool is_by_model(enum fault_kind kind)
{
	return kind == F_STUCK || kind == F_QUOTA;
}

void fault_success(struct sim *s, const struct way *way, int64_t started)
{
	for (int i = 0; i < s->n_active; i++) {
		struct fault *f = &s->faults[s->active[i]];

		if (f->state == FAULT_DOUBT && covers(f, way) && started >= f->to)
			f->proven |= is_by_model(f->kind) ? 1u << way->model : ~0u;
		if (f->state == FAULT_DOUBT && f->proven == ~0u) {
			f->state = FAULT_OVER;
			s->active[i--] = s->active[--s->n_active];
		}
	}
}

bool fault_blocks_renewal(const struct sim *s, int backend)
{
	for (int i = 0; i < s->n_active; i++) {
		const struct fault *f = &s->faults[s->active[i]];

		if (f->kind == F_LOGIN && f->backend == backend && f->flavour > 0)
			return true;
	}
	return false;
}

static bool is_logged_in(const struct sim *s, int backend)
{
	return !s->login_ends[backend] || s->now < s->login_ends[backend];
}

enum way_state way_state(const struct sim *s, const struct way *way)
{
	enum way_state state = WAY_WORKS;

	if (!is_logged_in(s, way->backend))
		return WAY_CLOSED;
	for (int i = 0; i < s->n_active; i++) {
		const struct fault *f = &s->faults[s->active[i]];

		if (f->kind == F_BREAKS || !covers(f, way))
			continue;
		if (f->state == FAULT_ON)
			return WAY_CLOSED;
		if (!(f->proven >> way->model & 1))
			state = WAY_IN_DOUBT;
	}
	return state;
}

/* ---- answers ----------------------------------------------------------------- */

static void no(struct attempt *a, enum pc_failure_class class, int64_t lasts)
{
	a->class = class;
	a->ends = a->started + lasts;
	a->has_usage = true;
	a->in = a->out = a->tokens = a->charged = 0;
}

static void answer_fault(
	struct sim *s, struct attempt *a, const struct fault *f, uint64_t *random)
{
	static const enum pc_failure_class classes[FAULTS] = {
		[F_OUTAGE] = PC_FAILURE_OVERLOADED,
		[F_RATE] = PC_FAILURE_RATE_LIMITED,
		[F_RAMP] = PC_FAILURE_RAMP_LIMITED,
		[F_QUOTA] = PC_FAILURE_QUOTA_DAILY,
		[F_SPEND] = PC_FAILURE_SPEND_CAP,
		[F_CREDIT] = PC_FAILURE_CREDIT_EXHAUSTED,
		[F_AUTH] = PC_FAILURE_AUTH_INVALID,
		[F_STUCK] = PC_FAILURE_RATE_LIMITED,
		[F_GONE] = PC_FAILURE_MODEL_GONE,
		[F_UNKNOWN] = PC_FAILURE_UNKNOWN,
	};

	no(a, classes[f->kind], chance_from(random, 80, 2500));
	(void)s;
	if (f->kind == F_STUCK)
		a->until = f->from + 21 * DAY;
	else if (f->kind == F_QUOTA || f->kind == F_SPEND ||
		 (f->kind == F_RATE && !f->flavour))
		a->until = f->to;
	/* Of a connection that is refused, or of what nobody knows, it cannot be told
	 * whether something ran. */
	a->may_have_run =
		f->kind == F_UNKNOWN || (f->kind == F_OUTAGE && f->flavour == 2);
}

/* Tokens that were used up to a part of the way, in thousandths. */
static void use(struct attempt *a, const struct job *job, int64_t part)
{
	const struct model_row *model = &model_rows[a->way.model];

	a->in = job->in;
	a->out = job->out * part / 1000;
	a->tokens = a->in + a->out;
	a->charged = backend_rows[a->way.backend].is_subscription
			     ? 0
			     : a->in * model->input + a->out * model->output;
	a->has_usage = true;
}

/* In the middle of its work, with something spent that nobody tells of. */
static void break_off(
	struct attempt *a, const struct job *job, uint64_t *random, bool is_lost)
{
	int64_t part = chance_from(random, 50, 900);

	use(a, job, part);
	a->ends = a->started + job->seconds_ms * part / 1000;
	a->class = is_lost ? PC_FAILURE_WORKER_LOST : PC_FAILURE_STREAM_BROKEN;
	a->may_have_run = true;
	a->has_usage = false;
}

struct luck {
	int per_mille;
	enum pc_failure_class class;
};

/* What goes wrong now and then on a day like any other. */
static enum pc_failure_class draw_luck(const struct attempt *a, uint64_t *random)
{
	static const struct luck lucks[] = {
		{5, PC_FAILURE_OVERLOADED},
		{5, PC_FAILURE_RATE_LIMITED},
		{6, PC_FAILURE_STREAM_BROKEN},
		{6, PC_FAILURE_WORKER_LOST},
		{8, PC_FAILURE_OUTPUT_INVALID},
		{3, PC_FAILURE_MODEL_SUBSTITUTED},
		{1, PC_FAILURE_UNKNOWN},
	};
	int64_t at = chance_from(random, 0, 999);

	for (size_t i = 0; i < PC_COUNT(lucks); i++) {
		if (at < lucks[i].per_mille) {
			/* Our own machine has no other models and no storms. */
			if (a->way.backend == LOCAL &&
				lucks[i].class != PC_FAILURE_WORKER_LOST)
				return PC_FAILURE_NONE;
			return lucks[i].class;
		}
		at -= lucks[i].per_mille;
	}
	return PC_FAILURE_NONE;
}

static void by_luck(struct attempt *a, const struct job *job, enum pc_failure_class class,
	uint64_t *random)
{
	bool is_worker = backend_rows[a->way.backend].is_worker;

	switch (class) {
	case PC_FAILURE_OVERLOADED:
		no(a, class, 400);
		break;
	case PC_FAILURE_RATE_LIMITED:
		no(a, class, 300);
		a->until = a->ends + chance_from(random, 2, 40) * SECOND;
		break;
	case PC_FAILURE_STREAM_BROKEN:
		break_off(a, job, random, false);
		break;
	case PC_FAILURE_WORKER_LOST:
		break_off(a, job, random, is_worker);
		a->is_silent = is_worker && chance_is(random, 500);
		break;
	case PC_FAILURE_MODEL_SUBSTITUTED:
		/* It says that it was a success, by another model. */
		a->answered = chance_is(random, 500) ? QWEN : GPT;
		a->class = PC_FAILURE_NONE;
		break;
	case PC_FAILURE_UNKNOWN:
		no(a, class, 700);
		a->may_have_run = true;
		break;
	default:
		a->class = class;
		break;
	}
}

static bool by_its_own(struct attempt *a, const struct job *job, uint64_t *random)
{
	const struct model_row *model = &model_rows[a->way.model];

	if (job->is_bad) {
		no(a, PC_FAILURE_BAD_REQUEST, 200);
	} else if (job->context > model->context) {
		no(a, PC_FAILURE_CONTEXT_OVERFLOW, 900);
	} else if (job->refused_by >> a->way.model & 1) {
		use(a, job, chance_from(random, 20, 400));
		a->class = PC_FAILURE_CONTENT_REFUSED;
		a->ends = a->started + job->seconds_ms / 3 + 1;
	} else if (job->is_never_valid) {
		a->class = PC_FAILURE_OUTPUT_INVALID;
	} else {
		return false;
	}
	return true;
}

static const struct fault *closed_by(const struct sim *s, const struct way *way)
{
	for (int i = 0; i < s->n_active; i++) {
		const struct fault *f = &s->faults[s->active[i]];

		if (f->state == FAULT_ON && f->kind != F_BREAKS && covers(f, way))
			return f;
	}
	return NULL;
}

static bool is_breaking(const struct sim *s, const struct way *way)
{
	for (int i = 0; i < s->n_active; i++) {
		const struct fault *f = &s->faults[s->active[i]];

		if (f->state == FAULT_ON && f->kind == F_BREAKS && covers(f, way))
			return true;
	}
	return false;
}

void fault_answer(struct sim *s, struct attempt *a, const struct job *job)
{
	uint64_t random = chance_stream(s->seed, OF_ATTEMPTS,
		(uint64_t)(job - s->jobs) * 64 + (uint64_t)job->n_attempts);
	const struct fault *f = closed_by(s, &a->way);
	enum pc_failure_class luck = draw_luck(a, &random);

	a->answered = a->way.model;
	a->ends = a->started + job->seconds_ms;
	use(a, job, 1000);
	if (!is_logged_in(s, a->way.backend)) {
		no(a, PC_FAILURE_AUTH_EXPIRED, 600);
		s->results.expired++;
		if (s->login_is_told[a->way.backend])
			sim_find(s,
				"job %lld goes by a login that is known to have ended",
				(long long)job->id);
	} else if (f) {
		answer_fault(s, a, f, &random);
	} else if (by_its_own(a, job, &random)) {
		return;
	} else if (is_breaking(s, &a->way) && chance_is(&random, 500)) {
		break_off(a, job, &random, false);
	} else {
		by_luck(a, job, luck, &random);
	}
}

/* Those that run when it begins: some get through, others do not. */
static void strike(struct sim *s, struct attempt *a, const struct fault *f)
{
	uint64_t random = chance_stream(s->seed, OF_ATTEMPTS + 100, (uint64_t)a->id);
	const struct job *job = &s->jobs[a->job];
	bool is_limit = f->kind == F_RATE || f->kind == F_STUCK;

	if (a->class != PC_FAILURE_NONE || a->is_cancelled || a->is_silent ||
		!chance_is(&random, 500))
		return;
	if (f->kind != F_OUTAGE && !is_limit)
		return;
	a->ends = s->now + chance_from(&random, 50, 4000);
	use(a, job, 400);
	a->may_have_run = true;
	a->has_usage = is_limit;
	if (!is_limit)
		world_cap(a);
	a->class = is_limit ? PC_FAILURE_RATE_LIMITED : PC_FAILURE_STREAM_BROKEN;
	if (is_limit) {
		a->until = f->kind == F_STUCK ? f->from + 21 * DAY
			   : f->flavour       ? 0
					      : f->to;
		if (backend_rows[a->way.backend].is_worker)
			heap_add(&s->heap, s->now + 10, EV_LIMITS, a->id);
	}
	heap_add(&s->heap, a->ends, EV_END, a->id);
}

void fault_strike(struct sim *s, const struct fault *fault)
{
	for (size_t i = 0; i < s->n_attempts; i++) {
		struct attempt *a = &s->attempts[s->n_attempts - 1 - i];

		/* Nothing runs for longer than that. */
		if (i > 400)
			return;
		if (a->id && a->is_alive && a->engine == s->n_engines &&
			covers(fault, &a->way))
			strike(s, a, fault);
	}
}
