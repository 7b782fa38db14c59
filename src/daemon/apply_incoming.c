/* SPDX-License-Identifier: Apache-2.0 */
/* What check and the supervisor say to apply, and what it answers. */
#include "apply.h"
#include "monitor.h"
#include "pc/base/limits.h"
#include "pc/enforce/hold.h"

enum { MOST_FILES = 2 };

void apply_forget_coming(struct apply *apply)
{
	apply->coming = (struct message_begin){0};
	apply->name = (struct pc_str){0};
	apply->document.len = apply->monitored.len = 0;
	pc_arena_reset(&apply->coming_arena);
}

static void take_begin(struct apply *apply, const struct message *message)
{
	const struct message_begin *begin = &message->begin;

	apply_forget_coming(apply);
	apply->coming = *begin;
	apply->coming.commit = pc_arena_str(&apply->coming_arena, begin->commit);
	apply->coming.plan = pc_arena_str(&apply->coming_arena, begin->plan);
	apply->coming.digest = pc_arena_str(&apply->coming_arena, begin->digest);
	apply->coming.signer = pc_arena_str(&apply->coming_arena, begin->signer);
	apply->name = pc_str(pc_wish_path);
}

/* Pieces come in order, or not at all; the monitored policy behind the one in force. */
static void take_part(struct apply *apply, const struct message *message)
{
	const struct message_part *part = &message->part;
	struct pc_buf *files[MOST_FILES] = {&apply->document, &apply->monitored};
	uint64_t n_files = apply->coming.n_files;

	if (n_files > MOST_FILES || part->file >= n_files ||
		part->offset != files[part->file]->len ||
		part->offset + part->bytes.len > PC_CLIENT_MAX_FILE) {
		daemon_log("apply", "a piece of a policy that does not fit was left out");
		apply_forget_coming(apply);
		return;
	}
	pc_buf_add(files[part->file], part->bytes);
}

/* What cannot be monitored is no reason not to enforce the rest. */
static void monitor(struct apply *apply, struct pc_str bytes)
{
	const struct pc_str source = PC_STR("monitor");
	struct pc_err err;
	bool well = monitor_put(apply->monitor, bytes, &err) == PC_OK;

	if (!well)
		apply_tell(FD_EVENTS, &(struct message){MESSAGE_FINDING,
					      .finding = {.source = source,
						      .code = PC_STR("PC2406"),
						      .severity = PC_STR("error"),
						      .file = pc_str(apply->monitor),
						      .text = pc_str(err.text)}});
	apply_tell(FD_EVENTS,
		&(struct message){MESSAGE_FINDINGS, .findings = {source, well ? 0 : 1}});
}

/* The monitored policy first: if we are stopped in between, the commit is not the one in
 * force, and comes again. */
static enum pc_status put_in_force(
	struct apply *apply, struct message_applied *out, struct pc_err *err)
{
	struct apply_before before = apply_look_before(apply, &apply->coming_arena);

	if (apply->coming.n_files == 0)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"nothing came before its end");
	monitor(apply, pc_buf_str(&apply->monitored));
	PC_TRY(apply_coming(apply, out, err));
	if (apply_prove(apply, out, &before, err) == PC_OK)
		return PC_OK;
	/* Of a policy that was taken back nothing is monitored either. */
	monitor(apply, (struct pc_str){0});
	return err->status;
}

static void take_commit(struct apply *apply, const struct message *message)
{
	struct message answer = {
		MESSAGE_APPLIED, .applied = {.commit = apply->coming.commit,
					 .digest = apply->coming.digest,
					 .signer = apply->coming.signer,
					 .signed_at = apply->coming.signed_at,
					 .expires = apply->coming.expires}};
	struct pc_err err;

	(void)message;
	if (put_in_force(apply, &answer.applied, &err) != PC_OK) {
		answer.applied.generation = 0;
		answer.applied.reason = pc_str(err.text);
	}
	/* First, so that it is started before check's end is known. */
	apply_compile_changed(apply);
	apply_tell(FD_POLICY, &answer);
	apply_tell(FD_EVENTS, &answer);
	apply_forget_coming(apply);
}

static void take_wish(struct apply *apply, const struct message *message)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct message answer = {.type = MESSAGE_APPLIED};
	struct pc_err err;

	if (message->wish.wish == WISH_RESUME) {
		if (pc_hold_lift(apply->where.state, &err) != PC_OK)
			daemon_log("apply", "%s", err.text);
		return;
	}
	if (message->wish.wish != WISH_ROLLBACK)
		return;
	if (apply_go_back(apply, &answer.applied, &arena, &message->wish, &err) !=
		PC_OK) {
		answer.applied.generation = 0;
		answer.applied.reason = pc_str(err.text);
	} else /* what was monitored belongs to the policy that was left */
		monitor(apply, (struct pc_str){0});
	apply_compile_changed(apply);
	apply_tell(FD_EVENTS, &answer);
}

static enum pc_status find_in_force(struct message_in_force *out, struct apply *apply,
	struct pc_arena *arena, struct pc_err *err)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	const struct pc_applied *applied;
	const struct pc_history *history;
	struct apply_note note;
	struct pc_hold hold;

	PC_TRY(pc_hold_read(&hold, arena, apply->where.state, err));
	PC_TRY(pc_site_open(&site, &apply->where, PC_SITE_LOOK, err));
	history = pc_site_history(site);
	applied = pc_applied_find(history, history->current);
	out->generation = (uint64_t)history->current;
	out->held = hold.commit;
	out->held_why = hold.why;
	if (!applied)
		return PC_OK;
	apply_note_read(&note, pc_arena_str(arena, applied->note));
	out->commit = note.commit;
	out->plan = note.plan;
	out->digest = pc_arena_str(arena, pc_str(applied->sha256));
	return PC_OK;
}

static void take_ask(struct apply *apply, const struct message *message)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct message answer = {
		MESSAGE_IN_FORCE, .in_force = {.number = message->ask.number}};
	struct pc_err err;

	if (find_in_force(&answer.in_force, apply, &arena, &err) != PC_OK &&
		err.status != PC_ERR_ABSENT) {
		daemon_log("apply", "%s", err.text);
		return; /* whoever does not know that may not change it */
	}
	apply_tell(FD_POLICY, &answer);
}

static void (*const takers[MESSAGE_TYPES])(
	struct apply *apply, const struct message *message) = {
	[MESSAGE_BEGIN] = take_begin,
	[MESSAGE_PART] = take_part,
	[MESSAGE_COMMIT] = take_commit,
	[MESSAGE_WISH] = take_wish,
	[MESSAGE_ASK] = take_ask,
};

void apply_on_message(void *arg, int fd)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct apply *apply = arg;
	struct message message;
	struct pc_err err;

	if (message_receive(&message, &arena, fd, &err) != PC_OK) {
		daemon_log("apply", "%s", err.text);
		apply_forget_coming(apply);
		if (err.status != PC_ERR_PARSE)
			pc_loop_stop(apply->loop);
		return;
	}
	if (takers[message.type])
		takers[message.type](apply, &message);
}
