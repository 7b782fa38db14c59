/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with the machine: drift that does not stop, and what looks have found. */
#include <inttypes.h>

#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "role.h"
#include "serve.h"

/* ---- drift --------------------------------------------------------------------- */

static const struct window {
	int64_t length; /* ms */
	int64_t times;
	const char *name;
} windows[] = {
	{PC_TAMPER_WINDOW, PC_TAMPER_TIMES, "ten minutes"},
	{PC_TAMPER_DAY, PC_TAMPER_DAILY, "a day"},
};

static const char alerts[] = "drift";

/* One who writes the same each time is another manager of the file rather than somebody
 * who tries what goes through. */
static enum pc_status raise_alert(struct serve *serve, const struct message_drift *drift,
	const struct pc_drift_times *times, const struct window *window,
	struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	bool is_fight = times->same >= PC_TAMPER_TIMES;
	struct pc_finding_row row = {.at = pc_when_now(),
		.source = pc_str(alerts),
		.code = is_fight ? PC_STR("PC2202") : PC_STR("PC2201"),
		.severity = PC_STR("error"),
		.file = drift->path};
	bool is_new;

	row.text = is_fight ? pc_arena_printf(&arena,
				      "something else manages this file: %.*s did the "
				      "same to it %" PRId64 " times, and each time it "
				      "was put right",
				      PC_STR_ARG(drift->by), times->same)
			    : pc_arena_printf(&arena,
				      "tampering: it was changed %" PRId64
				      " times within %s, and put right; the last time by "
				      "%.*s",
				      times->all, window->name, PC_STR_ARG(drift->by));
	PC_TRY(pc_finding_raise(&is_new, serve->db, &row, err));
	if (is_new)
		daemon_log("serve", "%.*s: %.*s", PC_STR_ARG(row.file),
			PC_STR_ARG(row.text));
	return PC_OK;
}

static enum pc_status look_for_tampering(
	struct serve *serve, const struct message_drift *drift, struct pc_err *err)
{
	for (size_t i = 0; i < PC_COUNT(windows); i++) {
		struct pc_drift_times times;

		PC_TRY(pc_drift_count(&times, serve->db, drift->path,
			pc_when_now() - windows[i].length, err));
		if (times.all >= windows[i].times)
			return raise_alert(serve, drift, &times, &windows[i], err);
	}
	return PC_OK;
}

enum pc_status record_drift(
	struct serve *serve, const struct message *message, struct pc_err *err)
{
	const struct message_drift *drift = &message->drift;
	const struct pc_drift_event row = {
		.at = pc_when_now(),
		.last = pc_when_now(),
		.times = 1,
		.generation = (int64_t)drift->generation,
		.mended = (int64_t)drift->mended,
		.process = (int64_t)drift->process,
		.change = drift->change,
		.path = drift->path,
		.kind = drift->kind,
		.by = drift->by,
		.diff = drift->diff,
	};

	PC_TRY(pc_drift_add(serve->db, &row, PC_DRIFT_WINDOW, err));
	return drift->is_ours && pc_str_is(drift->change, "drift")
		       ? look_for_tampering(serve, drift, err)
		       : PC_OK;
}

void record_calm(struct serve *serve)
{
	int64_t now = pc_when_now();
	struct pc_err err;

	if (pc_findings_calm(
		    serve->db, pc_str(alerts), now - PC_TAMPER_CALM, now, &err) != PC_OK)
		daemon_log("serve", "%s", err.text);
}

/* ---- looks ----------------------------------------------------------------------- */

enum pc_status record_finding(
	struct serve *serve, const struct message *message, struct pc_err *err)
{
	const struct message_finding *finding = &message->finding;
	struct incoming *incoming = &serve->incoming;
	struct pc_arena *arena = &incoming->arena;

	if (incoming->n_rows == (size_t)2 * PC_MAX_LOOK_FINDINGS)
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"looks that find something and do not end");
	pc_arena_grow(arena, incoming->rows, incoming->n_rows, incoming->cap);
	incoming->rows[incoming->n_rows++] =
		(struct pc_finding_row){.source = pc_arena_str(arena, finding->source),
			.code = pc_arena_str(arena, finding->code),
			.severity = pc_arena_str(arena, finding->severity),
			.file = pc_arena_str(arena, finding->file),
			.text = pc_arena_str(arena, finding->text)};
	return PC_OK;
}

/* Those of that source to the front. */
static size_t bring_forward(struct incoming *incoming, struct pc_str source)
{
	size_t n = 0;

	for (size_t i = 0; i < incoming->n_rows; i++) {
		struct pc_finding_row row = incoming->rows[i];

		if (!pc_str_eq(row.source, source))
			continue;
		incoming->rows[i] = incoming->rows[n];
		incoming->rows[n++] = row;
	}
	return n;
}

static void drop(struct incoming *incoming, size_t n)
{
	for (size_t i = n; i < incoming->n_rows; i++)
		incoming->rows[i - n] = incoming->rows[i];
	incoming->n_rows -= n;
	if (incoming->n_rows > 0)
		return;
	pc_arena_reset(&incoming->arena);
	incoming->rows = NULL;
	incoming->cap = 0;
}

/* A look of which we missed a part says nothing about what has ended. */
enum pc_status record_findings(
	struct serve *serve, const struct message *message, struct pc_err *err)
{
	const struct message_findings *all = &message->findings;
	struct incoming *incoming = &serve->incoming;
	size_t n = bring_forward(incoming, all->source);
	enum pc_status status = PC_OK;

	if (n == all->count)
		status = pc_findings_settle(
			serve->db, all->source, incoming->rows, n, pc_when_now(), err);
	drop(incoming, n);
	return status;
}
