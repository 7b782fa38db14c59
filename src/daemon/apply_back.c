/* SPDX-License-Identifier: Apache-2.0 */
/* The way back: from a policy that turns out not to be one, by itself, and from one that
 * somebody does not want any more.  Either way its commit is held, so that the next look
 * at the repository does not bring it again. */
#include <inttypes.h>

#include "apply.h"
#include "pc/base/when.h"
#include "pc/enforce/drift.h"
#include "pc/enforce/hold.h"
#include "pc/settings/settings.h"

static struct pc_str refusal(struct apply *apply, struct pc_arena *arena)
{
	PC_AUTO(pc_arena_done) struct pc_arena room = {0};
	const struct pc_where where = {
		.apart = true, .managed_dir = pc_str(apply->places[PLACE])};
	struct pc_settings *settings;
	struct pc_err err;

	if (pc_settings_load(&settings, &room, &where, NULL, &err) != PC_OK)
		return pc_arena_str(arena, pc_str(err.text));
	return settings->refused ? pc_arena_str(arena, settings->refused_why)
				 : (struct pc_str){0};
}

static struct pc_str commit_in_force(struct apply *apply, struct pc_arena *arena)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	const struct pc_applied *now;
	struct apply_note note = {0};
	struct pc_err err;

	if (pc_site_open(&site, &apply->where, PC_SITE_LOOK, &err) != PC_OK)
		return note.commit;
	now = pc_applied_find(pc_site_history(site), pc_site_history(site)->current);
	if (now)
		apply_note_read(&note, pc_arena_str(arena, now->note));
	return note.commit;
}

struct apply_before apply_look_before(struct apply *apply, struct pc_arena *arena)
{
	return (struct apply_before){
		refusal(apply, arena), commit_in_force(apply, arena)};
}

/* Read back, byte for byte. */
static enum pc_status look_again(struct apply *apply, struct pc_err *err)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	struct pc_drift drift;

	PC_TRY(pc_site_open(&site, &apply->where, PC_SITE_LOOK, err));
	PC_TRY(pc_drift_check(&drift, site, err));
	for (size_t i = 0; i < drift.n_rows; i++) {
		const struct pc_drift_row *row = &drift.rows[i];

		if (pc_drift_is_ours(row->kind))
			return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
				"read back, '%.*s' is not what was written (%s)",
				PC_STR_ARG(row->path), pc_drift_name(row->kind));
	}
	return PC_OK;
}

static enum pc_status try_it(
	struct apply *apply, const struct apply_before *before, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str is;

	PC_TRY(look_again(apply, err));
	is = refusal(apply, &arena);
	/* What kept clients from starting before is somebody else's. */
	if (is.len == 0 || before->refusal.len > 0)
		return PC_OK;
	return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
		"clients would not start with it on this machine: %.*s", PC_STR_ARG(is));
}

static enum pc_status hold(
	struct apply *apply, struct pc_str commit, struct pc_str why, struct pc_err *err)
{
	const struct pc_hold held = {.commit = commit, .why = why, .at = pc_when_now()};

	return commit.len ? pc_hold_write(apply->where.state, &held, err) : PC_OK;
}

/* Without an earlier generation there is nothing to go back to: what came stays, and the
 * next look says so again. */
static enum pc_status go_back_from(
	struct apply *apply, struct pc_str commit, struct pc_err *why)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct message back = {.type = MESSAGE_APPLIED};
	struct pc_err err;

	if (hold(apply, commit, pc_str(why->text), &err) != PC_OK ||
		apply_earlier(apply, &back.applied, &arena, 0, &err) != PC_OK) {
		daemon_log("apply", "%s", err.text);
		return why->status;
	}
	apply_tell(FD_EVENTS, &back);
	return pc_err_wrap(why,
		"it was put in force and taken back, generation %" PRIu64
		" holds, and this commit is not tried again",
		back.applied.generation);
}

enum pc_status apply_prove(struct apply *apply, const struct message_applied *applied,
	const struct apply_before *before, struct pc_err *err)
{
	struct pc_err lifted;

	if (!applied->is_new)
		return PC_OK;
	if (try_it(apply, before, err) != PC_OK)
		return go_back_from(apply, applied->commit, err);
	if (!pc_str_eq(applied->commit, before->commit) &&
		pc_hold_lift(apply->where.state, &lifted) != PC_OK)
		daemon_log("apply", "%s", lifted.text);
	return PC_OK;
}

/* Held first: stopped in between, the machine is at worst where it was. */
enum pc_status apply_go_back(struct apply *apply, struct message_applied *out,
	struct pc_arena *arena, const struct message_wish *wish, struct pc_err *err)
{
	struct pc_str left = commit_in_force(apply, arena);
	struct pc_hold before;
	enum pc_status status;
	struct pc_err failed;

	PC_TRY(pc_hold_read(&before, arena, apply->where.state, err));
	/* Further back: what was left first is still what nobody wants. */
	if (before.commit.len == 0)
		PC_TRY(hold(apply, left, wish->reason, err));
	status = apply_earlier(apply, out, arena, (int64_t)wish->number, err);
	/* Whoever goes back to what was left does not hold it any more. */
	if ((status != PC_OK && before.commit.len == 0) ||
		(status == PC_OK && pc_str_eq(before.commit, out->commit))) {
		if (pc_hold_lift(apply->where.state, &failed) != PC_OK)
			daemon_log("apply", "%s", failed.text);
	}
	return status;
}
