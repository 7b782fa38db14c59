/* SPDX-License-Identifier: Apache-2.0 */
/* One roll call: what providers say of their models, held against what they said before,
 * into the ledger; and what of it is wrong now.
 *
 * Pages of strangers are read here, so the role is a user of its own, who may write
 * nothing but the ledger and read nothing but the table of models.  Its policy, and keys
 * that this names, are root's to read, before that. */
#include "pc/base/limits.h"
#include "pc/base/self.h"
#include "pc/base/when.h"
#include "pc/rollcall/ledger.h"
#include "pc/rollcall/scan.h"
#include "role.h"
#include "schedule.h"

enum { SECOND = 1000 };

static const int64_t patience = INT64_C(120) * SECOND; /* with all providers */
/* What providers did with little notice is shown until somebody may have seen it. */
static const int64_t shown_for = INT64_C(7) * 24 * 60 * 60; /* s */

struct run {
	const struct daemon *daemon;
	struct pc_arena arena;
	struct pc_diags diags;
	struct pc_model_policy *policy;
	struct pc_scan scan;
	struct pc_scanner *scanner;
	struct pc_models *models;
	struct pc_ledger *ledger;
	struct pc_roll *roll;
	struct pc_reading *readings;
	size_t n_readings;
	int64_t now; /* s */
	uint64_t n_told;
	struct pc_err told; /* why somebody could not be told */
};

/* ---- what it goes by -------------------------------------------------------------- */

static enum pc_status open_policy(struct run *run, struct pc_err *err)
{
	const char *file = role_path(
		&run->arena, run->daemon->config.root, PC_STR(PC_MODEL_POLICY_FILE));

	if (pc_model_policy_load(
		    &run->policy, &run->arena, file, NULL, &run->diags, err) == PC_OK)
		return PC_OK;
	return role_refusal(&run->diags, err);
}

static enum pc_status open_scanner(struct run *run, struct pc_err *err)
{
	run->scan = (struct pc_scan){.wishes = run->policy->sources,
		.n_wishes = run->policy->n_sources,
		.proxy = run->daemon->config.proxy,
		.deadline = patience,
		.now = run->now};
	return pc_scanner_open(&run->scanner, &run->scan, err);
}

/* The machine's own, or the one that came with the program. */
static enum pc_status open_table(struct run *run, struct pc_err *err)
{
	const char *file =
		role_path(&run->arena, run->daemon->config.root, PC_STR(PC_MODELS_FILE));
	enum pc_status status =
		pc_models_load(&run->models, &run->arena, file, &run->diags, err);

	if (status == PC_ERR_ABSENT)
		return pc_models_builtin(&run->models, &run->arena, err);
	return status == PC_OK ? PC_OK : role_refusal(&run->diags, err);
}

static enum pc_status open_ledger(struct run *run, struct pc_err *err)
{
	const char *file =
		role_path(&run->arena, run->daemon->config.state, PC_STR(PC_LEDGER_FILE));

	PC_TRY(pc_ledger_open(&run->ledger, file, PC_LEDGER_WRITE, err));
	return pc_ledger_roll(&run->roll, run->ledger, run->models, err);
}

static enum pc_status prepare(struct run *run, struct pc_err *err)
{
	PC_TRY(open_table(run, err));
	return open_ledger(run, err);
}

/* ---- telling ---------------------------------------------------------------------- */

/* An error in the record means that the policy is not in force, which this is not. */
static void tell_row(
	struct run *run, const char *code, struct pc_str file, struct pc_str text)
{
	const struct message message = {
		MESSAGE_FINDING, .finding = {.source = pc_str(schedule_of_scans.finds),
					 .code = pc_str(code),
					 .severity = PC_STR("warning"),
					 .file = file,
					 .text = text}};

	if (run->told.status != PC_OK || run->n_told == PC_MAX_LOOK_FINDINGS)
		return;
	if (message_send(FD_EVENTS, &message, &run->told) == PC_OK)
		run->n_told++;
}

static void tell_unread(struct run *run)
{
	for (size_t i = 0; i < run->n_readings; i++) {
		const struct pc_reading *reading = &run->readings[i];

		if (reading->unread == PC_READ)
			continue;
		tell_row(run, "PC2670", reading->url,
			pc_arena_printf(&run->arena, "%s was not read: %.*s",
				reading->source->name, PC_STR_ARG(reading->why)));
	}
}

/* By what the table says and what was seen since. */
static void tell_overdue(struct run *run)
{
	size_t count;
	const struct pc_model **models = pc_roll_models(&count, &run->arena, run->roll);
	struct pc_model_status status;

	for (size_t i = 0; i < count; i++) {
		pc_model_status(
			&status, run->models, models[i], (struct pc_str){0}, run->now);
		if (!status.is_overdue)
			continue;
		tell_row(run, "PC2672", models[i]->id,
			pc_arena_printf(&run->arena,
				"its end was to be on %.*s, and it is still served", 10,
				pc_when_time(&run->arena, status.end * SECOND).ptr));
	}
}

/* What a later event takes back. */
static const struct {
	enum pc_event_kind kind, ended_by;
} ends[] = {
	{PC_EVENT_ROW_VANISHED, PC_EVENT_ROW_RETURNED},
	{PC_EVENT_BARE_DATE, PC_EVENT_DEPRECATED},
	{PC_EVENT_BARE_DATE, PC_EVENT_RETIRED},
	{PC_EVENT_RETIRED, PC_EVENT_REVIVED},
	{PC_EVENT_DEPRECATED, PC_EVENT_REVIVED},
	{PC_EVENT_DEPRECATED, PC_EVENT_RETIRED},
};

struct shown {
	struct pc_event *items;
	size_t count, cap;
	struct pc_arena *arena;
};

static bool is_about(const struct pc_event *a, const struct pc_event *b)
{
	return pc_str_eq(a->provider, b->provider) && pc_str_eq(a->model, b->model);
}

static bool ends_it(const struct pc_event *before, const struct pc_event *event)
{
	if (!is_about(before, event))
		return false;
	if (before->kind == event->kind)
		return true;
	for (size_t i = 0; i < PC_COUNT(ends); i++) {
		if (ends[i].kind == before->kind && ends[i].ended_by == event->kind)
			return true;
	}
	return false;
}

/* Told otherwise: by readings, and by dates. */
static bool is_shown(enum pc_event_kind kind)
{
	return kind != PC_EVENT_NOT_CHECKED && kind != PC_EVENT_OVERDUE;
}

static bool see_event(void *context, int64_t scan, const struct pc_event *event)
{
	struct shown *shown = context;
	size_t kept = 0;
	struct pc_event *own;

	(void)scan;
	for (size_t i = 0; i < shown->count; i++) {
		if (!ends_it(&shown->items[i], event))
			shown->items[kept++] = shown->items[i];
	}
	shown->count = kept;
	if (event->severity != PC_ERROR || !is_shown(event->kind) ||
		shown->count == PC_MAX_LOOK_FINDINGS)
		return true;
	pc_arena_grow(shown->arena, shown->items, shown->count, shown->cap);
	own = &shown->items[shown->count++];
	*own = *event;
	own->provider = pc_arena_str(shown->arena, event->provider);
	own->model = pc_arena_str(shown->arena, event->model);
	own->text = pc_arena_str(shown->arena, event->text);
	return true;
}

static enum pc_status tell_events(struct run *run, struct pc_err *err)
{
	const struct pc_ledger_filter filter = {.since = run->now - shown_for};
	struct shown shown = {.arena = &run->arena};

	PC_TRY(pc_ledger_events(run->ledger, &filter, see_event, &shown, err));
	for (size_t i = 0; i < shown.count; i++)
		tell_row(run, "PC2672",
			shown.items[i].model.len ? shown.items[i].model
						 : shown.items[i].provider,
			shown.items[i].text);
	return PC_OK;
}

static enum pc_status tell(struct run *run, struct pc_err *err)
{
	tell_unread(run);
	tell_overdue(run);
	PC_TRY(tell_events(run, err));
	if (run->told.status != PC_OK) {
		*err = run->told;
		return err->status;
	}
	return message_send(FD_EVENTS,
		&(struct message){MESSAGE_FINDINGS,
			.findings = {pc_str(schedule_of_scans.finds), run->n_told}},
		err);
}

/* ---- the whole -------------------------------------------------------------------- */

static enum pc_status call(struct run *run, struct pc_err *err)
{
	struct pc_stepped stepped;
	struct pc_step step = {.now = run->now};

	pc_scanner_read(&run->readings, &run->n_readings, &run->arena, run->scanner);
	pc_scanner_close(&run->scanner);
	step.readings = run->readings;
	step.n_readings = run->n_readings;
	pc_roll_step(&stepped, &run->arena, run->roll, &step);
	PC_TRY(pc_ledger_add(run->ledger, &step, &stepped, run->roll, err));
	daemon_log("models", "%zu of %zu sources read: %.*s", stepped.n_read,
		stepped.n_read + stepped.n_unread, PC_STR_ARG(stepped.sentence));
	return tell(run, err);
}

/* Keys are in this memory, and nobody gets an image of it; whose they are they were read
 * for, by root, so that they may be root's alone. */
static enum pc_status enter(struct run *run, struct pc_err *err)
{
	const struct pc_config *config = &run->daemon->config;
	const struct pc_sandbox_path own[] = {
		{role_path(&run->arena, config->state, PC_STR(PC_LEDGER_DIR)),
			PC_SANDBOX_WRITE},
		{role_path(&run->arena, config->root, PC_STR(PC_MODELS_FILE)),
			PC_SANDBOX_READ},
	};
	struct pc_sandbox sandbox =
		pc_sandbox_with_network(&run->arena, own, PC_COUNT(own), 0);

	PC_TRY(role_enter("models",
		role_path(&run->arena, (struct pc_str){0}, config->models_user), &sandbox,
		err));
	pc_self_hide();
	return PC_OK;
}

int role_models(struct daemon *daemon)
{
	struct run run = {.daemon = daemon, .now = pc_when_now() / SECOND};
	int status = ENDED_BADLY;
	struct pc_err err;

	run.diags.arena = &run.arena;
	if (open_policy(&run, &err) != PC_OK || open_scanner(&run, &err) != PC_OK ||
		enter(&run, &err) != PC_OK || prepare(&run, &err) != PC_OK ||
		call(&run, &err) != PC_OK) {
		schedule_tell_fault(FD_EVENTS, &schedule_of_scans, err.text);
	} else {
		schedule_tell_well(FD_EVENTS, &schedule_of_scans);
		status = ENDED_WELL;
	}
	pc_scanner_close(&run.scanner);
	pc_roll_free(run.roll);
	pc_ledger_close(&run.ledger);
	pc_arena_wipe(&run.arena);
	return status;
}
