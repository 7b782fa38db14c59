/* SPDX-License-Identifier: Apache-2.0 */
/* What check and the supervisor say to apply, and what it answers. */
#include "apply.h"
#include "pc/base/limits.h"

void apply_forget_coming(struct apply *apply)
{
	apply->coming = (struct message_begin){0};
	apply->name = (struct pc_str){0};
	apply->document.len = 0;
	pc_arena_reset(&apply->coming_arena);
}

static void take_begin(struct apply *apply, const struct message *message)
{
	const struct message_begin *begin = &message->begin;

	apply_forget_coming(apply);
	apply->coming = *begin;
	apply->coming.commit = pc_arena_str(&apply->coming_arena, begin->commit);
	apply->coming.digest = pc_arena_str(&apply->coming_arena, begin->digest);
	apply->coming.signer = pc_arena_str(&apply->coming_arena, begin->signer);
	apply->name = pc_str(pc_wish_path);
}

/* Pieces come in order, or not at all. */
static void take_part(struct apply *apply, const struct message *message)
{
	const struct message_part *part = &message->part;

	if (apply->coming.n_files != 1 || part->file != 0 ||
		part->offset != apply->document.len ||
		apply->document.len + part->bytes.len > PC_CLIENT_MAX_FILE) {
		daemon_log("apply", "a piece of a policy that does not fit was left out");
		apply_forget_coming(apply);
		return;
	}
	pc_buf_add(&apply->document, part->bytes);
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
	if (apply->coming.n_files != 1)
		answer.applied.reason = PC_STR("nothing came before its end");
	else if (apply_coming(apply, &answer.applied, &err) != PC_OK) {
		answer.applied.generation = 0;
		answer.applied.reason = pc_str(err.text);
	}
	apply_tell(FD_POLICY, &answer);
	apply_tell(FD_EVENTS, &answer);
	apply_forget_coming(apply);
}

static void take_wish(struct apply *apply, const struct message *message)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct message answer = {.type = MESSAGE_APPLIED};
	struct pc_err err;

	if (message->wish.wish != WISH_ROLLBACK)
		return;
	if (apply_earlier(apply, &answer.applied, &arena, (int64_t)message->wish.number,
		    &err) != PC_OK) {
		answer.applied.generation = 0;
		answer.applied.reason = pc_str(err.text);
	}
	apply_tell(FD_EVENTS, &answer);
}

/* The commit that apply_coming() noted. */
static struct pc_str commit_of(const struct pc_applied *applied)
{
	return pc_str_head(applied->note, pc_str_find(applied->note, ' '));
}

static void take_ask(struct apply *apply, const struct message *message)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	struct message answer = {
		MESSAGE_IN_FORCE, .in_force = {.number = message->ask.number}};
	const struct pc_applied *applied = NULL;
	const struct pc_history *history;
	struct pc_err err;

	if (pc_site_open(&site, &apply->where, PC_SITE_LOOK, &err) == PC_OK) {
		history = pc_site_history(site);
		answer.in_force.generation = (uint64_t)history->current;
		applied = pc_applied_find(history, history->current);
	} else if (err.status != PC_ERR_ABSENT) {
		daemon_log("apply", "%s", err.text);
		return; /* whoever does not know that may not change it */
	}
	if (applied) {
		answer.in_force.commit = commit_of(applied);
		answer.in_force.digest = pc_str(applied->sha256);
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
