/* SPDX-License-Identifier: Apache-2.0 */
/* What apply tells the record: each change once, whatever lasts. */
#include <stdlib.h>

#include "apply.h"

struct told_row {
	enum pc_drift_kind kind;
	struct pc_str path, now;
};

struct told {
	struct pc_arena arena;
	struct told_row *rows;
	size_t n_rows, cap;
};

void apply_told_freep(struct told **told)
{
	if (*told)
		pc_arena_done(&(*told)->arena);
	free(*told);
	*told = NULL;
}

static struct told *told_new(void)
{
	struct told *told = calloc(1, sizeof(*told));

	if (!told)
		abort();
	return told;
}

static void told_add(struct told *told, const struct pc_drift_row *row)
{
	pc_arena_grow(&told->arena, told->rows, told->n_rows, told->cap);
	told->rows[told->n_rows++] =
		(struct told_row){row->kind, pc_arena_str(&told->arena, row->path),
			pc_arena_str(&told->arena, row->now)};
}

static bool was_told(const struct told *told, const struct pc_drift_row *row)
{
	for (size_t i = 0; told && i < told->n_rows; i++) {
		if (told->rows[i].kind == row->kind &&
			pc_str_eq(told->rows[i].path, row->path) &&
			pc_str_eq(told->rows[i].now, row->now))
			return true;
	}
	return false;
}

static bool goes_on(const struct pc_drift *drift, const struct told_row *told)
{
	for (size_t i = 0; i < drift->n_rows; i++) {
		if (drift->rows[i].kind == told->kind &&
			pc_str_eq(drift->rows[i].path, told->path))
			return true;
	}
	return false;
}

static void tell(const struct message_drift *drift)
{
	apply_tell(FD_EVENTS, &(struct message){MESSAGE_DRIFT, .drift = *drift});
}

static void tell_row(const struct apply *apply, const struct pc_drift_row *row,
	int64_t generation, bool is_mended)
{
	/* What we were writing when we were stopped is nobody's doing. */
	struct pc_actor actor = row->kind == PC_DRIFT_LEFTOVER
					? (struct pc_actor){.who = "policyd, stopped"}
					: apply_who(apply, row->path);

	tell(&(struct message_drift){.change = PC_STR("drift"),
		.path = row->path,
		.kind = pc_str(pc_drift_name(row->kind)),
		.by = pc_str(actor.who),
		.diff = row->diff,
		.generation = (uint64_t)generation,
		.mended = is_mended,
		.process = (uint64_t)actor.process,
		.is_ours =
			pc_drift_is_ours(row->kind) && row->kind != PC_DRIFT_LEFTOVER});
}

void apply_tell_own(
	struct pc_str change, struct pc_str path, const char *kind, int64_t generation)
{
	tell(&(struct message_drift){.change = change,
		.path = path,
		.kind = pc_str(kind),
		.by = PC_STR("policyd"),
		.generation = (uint64_t)generation,
		.mended = true});
}

/* What nobody finds any more, somebody else has put right. */
static void tell_recovered(
	const struct apply *apply, const struct pc_drift *drift, int64_t generation)
{
	for (size_t i = 0; apply->told && i < apply->told->n_rows; i++) {
		const struct told_row *told = &apply->told->rows[i];
		struct pc_actor actor;

		if (goes_on(drift, told))
			continue;
		actor = apply_who(apply, told->path);
		tell(&(struct message_drift){.change = PC_STR("corrective"),
			.path = told->path,
			.kind = pc_str(pc_drift_name(told->kind)),
			.by = pc_str(actor.who),
			.generation = (uint64_t)generation,
			.mended = true,
			.process = (uint64_t)actor.process});
	}
}

/* Where nobody else's documents may be, those are put right, too: they are removed. */
static bool is_put_right(const struct apply *apply, enum pc_drift_kind kind)
{
	return pc_drift_is_ours(kind) ||
	       (apply->daemon->config.exclusive && kind != PC_DRIFT_PARENT);
}

void apply_tell_drift(struct apply *apply, const struct pc_drift *drift,
	int64_t generation, bool is_mended)
{
	struct told *told = told_new();

	tell_recovered(apply, drift, generation);
	for (size_t i = 0; i < drift->n_rows; i++) {
		const struct pc_drift_row *row = &drift->rows[i];
		bool mended = is_mended && is_put_right(apply, row->kind);

		if (!was_told(apply->told, row))
			tell_row(apply, row, generation, mended);
		if (mended && pc_drift_is_ours(row->kind))
			apply_tell_own(PC_STR("corrective"), row->path,
				pc_drift_name(row->kind), generation);
		if (!mended && pc_drift_lasts(row->kind))
			told_add(told, row);
	}
	apply_told_freep(&apply->told);
	apply->told = told;
}

/* ---- what cannot be put right ---------------------------------------------------- */

void apply_tell_fault(struct apply *apply, const struct pc_err *err)
{
	const struct pc_str source = PC_STR("repair");
	struct pc_str text = pc_str(err ? err->text : "");

	if (apply->is_fault_told && pc_str_eq(text, pc_buf_str(&apply->fault)))
		return;
	apply->is_fault_told = true;
	apply->fault.len = 0;
	pc_buf_add(&apply->fault, text);
	if (err) {
		daemon_log("apply", "%s", err->text);
		apply_tell(
			FD_EVENTS, &(struct message){MESSAGE_FINDING,
					   .finding = {.source = source,
						   .code = PC_STR("PC2203"),
						   .severity = PC_STR("error"),
						   .file = pc_str(apply->places[PLACE]),
						   .text = text}});
	}
	apply_tell(FD_EVENTS,
		&(struct message){MESSAGE_FINDINGS, .findings = {source, err ? 1 : 0}});
}
