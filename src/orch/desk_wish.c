/* SPDX-License-Identifier: Apache-2.0 */
/* What people want of jobs that are there, and of many at once. */
#include "desk_priv.h"
#include "pc/base/limits.h"

/* A reason, for the record: some lines. */
enum { WHY_MOST = 2000 };

#define WHY(type)                                                                        \
	{                                                                                \
		"why", PC_FIELD_TEXT, offsetof(struct type, why), false, DESK_LINES,     \
			WHY_MOST, NULL, NULL                                             \
	}

/* ---- of one job ----------------------------------------------------------------- */

struct wish {
	int64_t job, until;
	bool passes;
	struct pc_str why;
};

#define JOB                                                                              \
	{                                                                                \
		"job", PC_FIELD_NUMBER, offsetof(struct wish, job), true, 1, INT64_MAX,  \
			NULL, "the number of a job"                                      \
	}

static const struct pc_field wish_fields[] = {JOB, WHY(wish)};
static const struct pc_field snooze_fields[] = {
	JOB,
	WHY(wish),
	{"until", PC_FIELD_NUMBER, offsetof(struct wish, until), true, 1, DESK_TIME_MOST,
		NULL, "a time, ms since 1970"},
};
static const struct pc_field review_fields[] = {
	JOB,
	WHY(wish),
	{"passes", PC_FIELD_BOOL, offsetof(struct wish, passes), true, 0, 0, NULL,
		"whether it is good"},
};

typedef enum pc_status wish_fn(
	struct desk_case *c, const struct pc_queue_wish *wish, const struct wish *asked);

static enum pc_status do_wish(
	struct desk_case *c, const struct pc_fields *table, wish_fn *fn)
{
	struct wish asked = {0};
	struct pc_queue_wish wish;
	struct pc_job job;
	bool found;

	if (!desk_read(c, &asked, table, c->asked))
		return PC_OK;
	PC_TRY(desk_find(&found, &job, c, asked.job));
	if (!found)
		return PC_OK;
	wish = (struct pc_queue_wish){
		.job = asked.job, .now = c->now, .by = c->who->name, .why = asked.why};
	PC_TRY(desk_settle(c, fn(c, &wish, &asked)));
	if (c->said->is_error)
		return PC_OK;
	c->said->is_change = true;
	PC_TRY(desk_write_state(c, asked.job));
	pc_buf_add_char(c->out, '}');
	return PC_OK;
}

static enum pc_status cancel(
	struct desk_case *c, const struct pc_queue_wish *wish, const struct wish *asked)
{
	(void)asked;
	return pc_engine_cancel(c->desk->engine, wish, c->err);
}

static enum pc_status retry(
	struct desk_case *c, const struct pc_queue_wish *wish, const struct wish *asked)
{
	(void)asked;
	return pc_queue_retry(c->desk->queue, wish, c->err);
}

static enum pc_status hold(
	struct desk_case *c, const struct pc_queue_wish *wish, const struct wish *asked)
{
	(void)asked;
	return pc_queue_hold(c->desk->queue, wish, c->err);
}

struct holder {
	struct pc_arena *arena;
	struct pc_str by;
};

static bool see_holder(void *context, const struct pc_job_event *event)
{
	struct holder *holder = context;

	if (pc_str_is(event->what, "held"))
		holder->by = pc_arena_str(holder->arena, event->by);
	return true;
}

/* What an operator held, an operator lets go. */
static enum pc_status unhold(
	struct desk_case *c, const struct pc_queue_wish *wish, const struct wish *asked)
{
	struct holder holder = {.arena = c->arena};

	(void)asked;
	PC_TRY(pc_job_events_each(
		c->desk->queue, wish->job, see_holder, &holder, c->err));
	if (!c->who->is_operator && holder.by.len &&
		!pc_str_eq(holder.by, c->who->name)) {
		desk_refuse(c, PC_STR("ask whoever held it"),
			"job %lld was held by '%.*s'", (long long)wish->job,
			PC_STR_ARG(holder.by));
		return PC_OK;
	}
	return pc_queue_unhold(c->desk->queue, wish, c->err);
}

static enum pc_status snooze(
	struct desk_case *c, const struct pc_queue_wish *wish, const struct wish *asked)
{
	return pc_queue_snooze(c->desk->queue, wish, asked->until, c->err);
}

/* A second look is somebody else's: who handed it in may find fault with it, no more. */
static enum pc_status review(
	struct desk_case *c, const struct pc_queue_wish *wish, const struct wish *asked)
{
	if (asked->passes && !c->who->is_operator) {
		desk_refuse(c, PC_STR("\"passes\":false sends it back, with \"why\""),
			"that a job passes is for operators to say");
		return PC_OK;
	}
	return pc_queue_review(c->desk->queue, wish, asked->passes, c->err);
}

#define WISH(verb, members)                                                              \
	enum pc_status desk_##verb(struct desk_case *c)                                  \
	{                                                                                \
		static const struct pc_fields table = {                                  \
			#verb, members, PC_COUNT(members)};                              \
		return do_wish(c, &table, verb);                                         \
	}

WISH(cancel, wish_fields)
WISH(retry, wish_fields)
WISH(hold, wish_fields)
WISH(unhold, wish_fields)
WISH(snooze, snooze_fields)
WISH(review, review_fields)

/* ---- of many -------------------------------------------------------------------- */

struct pausing {
	int what; /* enum pc_pause_kind */
	struct pc_str name, why;
};

static const char *const pause_words[] = {"all", "queue", "type", "project", "key", NULL};
static const struct pc_field pause_fields[] = {
	{"what", PC_FIELD_WORD, offsetof(struct pausing, what), true, 0, 0, pause_words,
		"all, queue, type, project or key"},
	{"name", PC_FIELD_TEXT, offsetof(struct pausing, name), false, DESK_NAME,
		PC_MAX_ORCH_NAME, NULL, NULL},
	WHY(pausing),
};

/* A pause of what there is not keeps nothing, and nobody would notice. */
static bool check_paused(struct desk_case *c, const struct pausing *asked)
{
	const struct pc_orch_config *config = c->config;
	bool is_known = asked->what != PC_PAUSE_KEY && asked->what != PC_PAUSE_TYPE;

	for (size_t i = 0; asked->what == PC_PAUSE_KEY && i < config->n_keys; i++)
		is_known |= pc_str_eq(config->keys[i].name, asked->name);
	/* The login of a backend has its name. */
	for (size_t i = 0; asked->what == PC_PAUSE_KEY && i < config->n_backends; i++)
		is_known |= config->backends[i].is_keyless &&
			    pc_str_eq(config->backends[i].name, asked->name);
	for (size_t i = 0; asked->what == PC_PAUSE_TYPE && i < config->n_types; i++)
		is_known |= pc_str_eq(config->types[i].name, asked->name);
	if (is_known)
		return true;
	return desk_refuse(c,
		asked->what == PC_PAUSE_KEY
			? DESK_KNOWN(c, config->keys, config->n_keys, struct pc_key)
			: DESK_KNOWN(
				  c, config->types, config->n_types, struct pc_orch_type),
		"there is no %s '%.*s'",
		pc_pause_kind_name((enum pc_pause_kind)asked->what),
		PC_STR_ARG(asked->name));
}

static bool read_pausing(
	struct desk_case *c, struct pausing *asked, const struct pc_fields *table)
{
	if (!desk_read(c, asked, table, c->asked))
		return false;
	if ((asked->what == PC_PAUSE_ALL) == (asked->name.len == 0))
		return true;
	return desk_refuse(c, (struct pc_str){0},
		asked->name.len ? "'all' has no name" : "'name' has to say which %s",
		pause_words[asked->what]);
}

static enum pc_status write_paused(
	struct desk_case *c, const struct pausing *asked, bool is_paused)
{
	c->said->is_change = true;
	pc_buf_add_char(c->out, '{');
	pc_json_member(c->out, "what", pc_str(pause_words[asked->what]));
	pc_json_member(c->out, "name", asked->name);
	pc_json_bool(c->out, "is_paused", is_paused);
	pc_buf_add_char(c->out, '}');
	return PC_OK;
}

static struct pc_queue_wish wish_of(const struct desk_case *c, struct pc_str why)
{
	return (struct pc_queue_wish){.now = c->now, .by = c->who->name, .why = why};
}

enum pc_status desk_pause(struct desk_case *c)
{
	static const struct pc_fields table = {
		"pause", pause_fields, PC_COUNT(pause_fields)};
	struct pausing asked = {0};
	struct pc_queue_wish wish;

	if (!read_pausing(c, &asked, &table) || !check_paused(c, &asked))
		return PC_OK;
	wish = wish_of(c, asked.why);
	PC_TRY(desk_settle(
		c, pc_queue_pause(c->desk->queue, (enum pc_pause_kind)asked.what,
			   asked.name, &wish, c->err)));
	return c->said->is_error ? PC_OK : write_paused(c, &asked, true);
}

enum pc_status desk_resume(struct desk_case *c)
{
	static const struct pc_fields table = {
		"resume", pause_fields, PC_COUNT(pause_fields)};
	struct pausing asked = {0};
	struct pc_queue_wish wish;

	if (!read_pausing(c, &asked, &table))
		return PC_OK;
	wish = wish_of(c, asked.why);
	PC_TRY(desk_settle(
		c, pc_queue_resume(c->desk->queue, (enum pc_pause_kind)asked.what,
			   asked.name, &wish, c->err)));
	return c->said->is_error ? PC_OK : write_paused(c, &asked, false);
}

/* ---- windows -------------------------------------------------------------------- */

struct lifting {
	struct pc_str key, provider, model, why;
};

static const struct pc_field lift_fields[] = {
	{"key", PC_FIELD_TEXT, offsetof(struct lifting, key), false, DESK_NAME,
		PC_MAX_ORCH_NAME, NULL, NULL},
	{"provider", PC_FIELD_TEXT, offsetof(struct lifting, provider), false, DESK_NAME,
		PC_MAX_ORCH_NAME, NULL, NULL},
	{"model", PC_FIELD_TEXT, offsetof(struct lifting, model), false, DESK_NAME,
		PC_MAX_MODEL_NAME, NULL, NULL},
	WHY(lifting),
};

/* Windows that were open, with texts of their own: lifting changes the list. */
struct open_windows {
	struct desk_case *c;
	const struct lifting *asked;
	struct pc_str organization; /* of the key */
	struct pc_window *items;
	size_t count, cap;
};

static bool fits(struct pc_str wanted, struct pc_str is)
{
	return !wanted.len || pc_str_eq(wanted, is);
}

static bool collect(void *context, const struct pc_window *window)
{
	struct open_windows *o = context;
	struct pc_window *copy;
	bool is_its_purse = o->organization.len &&
			    window->scope == PC_SCOPE_ORGANIZATION &&
			    pc_str_eq(window->key, o->organization);

	if (window->until <= o->c->now || !fits(o->asked->provider, window->provider) ||
		!fits(o->asked->model, window->model) ||
		!(fits(o->asked->key, window->key) || is_its_purse))
		return true;
	pc_arena_grow(o->c->arena, o->items, o->count, o->cap);
	copy = &o->items[o->count++];
	*copy = *window;
	copy->provider = pc_arena_str(o->c->arena, window->provider);
	copy->key = pc_arena_str(o->c->arena, window->key);
	copy->model = pc_arena_str(o->c->arena, window->model);
	return true;
}

static void collect_open(
	struct open_windows *out, struct desk_case *c, const struct lifting *asked)
{
	struct pc_engine_view view;

	*out = (struct open_windows){.c = c, .asked = asked};
	for (size_t i = 0; asked->key.len && i < c->config->n_keys; i++) {
		if (pc_str_eq(c->config->keys[i].name, asked->key))
			out->organization = c->config->keys[i].organization;
	}
	pc_engine_look(&view, c->desk->engine);
	pc_windows_each(view.windows, collect, out);
}

enum pc_status desk_lift(struct desk_case *c)
{
	static const struct pc_fields table = {
		"lift", lift_fields, PC_COUNT(lift_fields)};
	struct lifting asked = {0};
	struct open_windows before, after;

	if (!desk_read(c, &asked, &table, c->asked))
		return PC_OK;
	if (!asked.key.len && !asked.provider.len && !asked.model.len) {
		desk_refuse(c, (struct pc_str){0},
			"which windows? Say a 'key', a 'provider' or a 'model'");
		return PC_OK;
	}
	collect_open(&before, c, &asked);
	if (!before.count) {
		desk_refuse(c, PC_STR("policyctl job watch shows those that are open"),
			"no window is open there");
		return PC_OK;
	}
	for (size_t i = 0; i < before.count; i++) {
		const struct pc_window *w = &before.items[i];
		/* Its key stands for what its scope says. */
		const struct pc_window_place place = {.provider = w->provider,
			.organization = w->key,
			.key = w->key,
			.backend = w->key,
			.model = w->model,
			.line = w->model};

		pc_engine_lift(c->desk->engine, &place, w->why);
	}
	collect_open(&after, c, &asked);
	c->said->is_change = true;
	pc_buf_add_char(c->out, '{');
	pc_json_integer(c->out, "lifted", (int64_t)(before.count - after.count));
	pc_buf_add_char(c->out, '}');
	return PC_OK;
}
