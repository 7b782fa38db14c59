/* SPDX-License-Identifier: Apache-2.0 */
/* Root's own part: what check found good becomes what the client reads, and stays so.
 *
 * It has no network and no parser but that of settings, and may write the target's
 * directory and its own memory of it, nothing else. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/hash.h"
#include "pc/base/limits.h"
#include "pc/enforce/drift.h"
#include "pc/enforce/plan.h"
#include "pc/os/changes.h"
#include "role.h"

struct apply {
	struct daemon *daemon;
	struct pc_arena arena; /* of places */
	char *places[3];       /* the target's directory, its parent, its drop-ins */
	struct pc_loop *loop;
	struct pc_changes *changes;
	struct pc_watch *policy, *control, *sweep;
	struct pc_site_where where;
	/* A policy that is coming in. */
	struct message_begin coming; /* texts in coming_arena; n_files 0: none */
	struct pc_arena coming_arena;
	struct pc_buf document;
	struct pc_str name;
};

/* ---- what it tells ------------------------------------------------------------- */

static void tell(int fd, const struct message *message)
{
	struct pc_err err;

	if (message_send(fd, message, &err) != PC_OK)
		daemon_log("apply", "%s", err.text);
}

static void tell_drift(const struct pc_drift *drift, int64_t generation, bool mended)
{
	for (size_t i = 0; i < drift->n_rows; i++) {
		const struct pc_drift_row *row = &drift->rows[i];

		tell(FD_EVENTS, &(struct message){MESSAGE_DRIFT,
					.drift = {.path = row->path,
						.kind = pc_str(pc_drift_name(row->kind)),
						.diff = row->diff,
						.generation = (uint64_t)generation,
						.mended = mended &&
							  pc_drift_is_ours(row->kind)}});
	}
}

/* ---- the site ------------------------------------------------------------------ */

static enum pc_status write_wish(struct message_applied *out, struct pc_site *site,
	const struct pc_wish *wish, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	const struct pc_applied *current;
	struct pc_plan plan;

	PC_TRY(pc_plan_make(&plan, site, wish, err));
	if (plan.n_refused > 0) {
		pc_plan_text(&text, &plan);
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0}, "%.*s",
			PC_STR_ARG(pc_str_trim(pc_buf_str(&text))));
	}
	current = pc_applied_find(pc_site_history(site), plan.generation);
	/* The same document of another commit is another policy, as far as who answers
	 * for it and until when it holds. */
	out->is_new = plan.generation != pc_site_history(site)->current || !current ||
		      !pc_str_eq(current->note, pc_str_head(wish->note, PC_MAX_NOTE));
	out->generation = (uint64_t)plan.generation;
	out->changes = plan.n_changes;
	return plan.n_changes > 0 || out->is_new ? pc_plan_write(site, &plan, err)
						 : PC_OK;
}

static int64_t now_us(void)
{
	const int64_t per_milli = 1000;

	return role_now() * per_milli;
}

/* What came is put in force, unless it is not what was announced. */
static enum pc_status put_in_force(
	struct apply *apply, struct message_applied *out, struct pc_err *err)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	struct pc_str bytes = pc_buf_str(&apply->document);
	struct pc_wish wish = {.path = apply->name,
		.bytes = bytes,
		.at_us = now_us(),
		.note = pc_arena_printf(&apply->coming_arena, "%.*s %.*s %" PRIu64,
			PC_STR_ARG(apply->coming.commit),
			PC_STR_ARG(apply->coming.signer), apply->coming.expires)};
	char digest[PC_SHA256_HEX];

	pc_sha256_hex(digest, bytes);
	if (!pc_str_is(apply->coming.digest, digest))
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"what came is not what was announced");
	PC_TRY(pc_site_open(&site, &apply->where, PC_SITE_WRITE, err));
	return write_wish(out, site, &wish, err);
}

/* The note of put_in_force(), taken apart again: "<commit> <signer> <expires>". */
static void read_note(struct message_applied *out, struct pc_str note)
{
	const int decimal = 10;
	size_t last = pc_str_rfind(note, ' ');

	if (last == note.len)
		return;
	out->expires = strtoull(note.ptr + last + 1, NULL, decimal);
	out->signer = pc_str_head(note, last);
	out->commit = pc_str_cut(&out->signer, ' ');
}

/* Back to what was in force before number (0: the newest before this one).  Texts of
 * *out live in arena. */
static enum pc_status roll_back(struct apply *apply, struct message_applied *out,
	struct pc_arena *arena, int64_t number, struct pc_err *err)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	char digest[PC_SHA256_HEX];
	struct pc_wish wish;

	PC_TRY(pc_site_open(&site, &apply->where, PC_SITE_WRITE, err));
	PC_TRY(pc_wish_of_generation(&wish, site, number, err));
	wish.at_us = now_us();
	pc_sha256_hex(digest, wish.bytes);
	out->digest = pc_arena_str(arena, pc_str(digest));
	read_note(out, pc_arena_str(arena, wish.note));
	return write_wish(out, site, &wish, err);
}

/* What is not as it was left is told, and ours put right. */
static enum pc_status mend(struct apply *apply, struct pc_err *err)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	const struct pc_history *history;
	struct message_applied applied = {0};
	struct pc_drift drift;
	struct pc_wish wish;

	PC_TRY(pc_site_open(&site, &apply->where, PC_SITE_WRITE, err));
	history = pc_site_history(site);
	if (history->current == 0)
		return PC_OK; /* nothing of ours is there yet */
	PC_TRY(pc_drift_check(&drift, site, err));
	if (drift.n_ours > 0) {
		PC_TRY(pc_wish_of_generation(&wish, site, history->current, err));
		PC_TRY(write_wish(&applied, site, &wish, err));
	}
	tell_drift(&drift, history->current, true);
	return PC_OK;
}

/* ---- what comes in --------------------------------------------------------------- */

static void forget_coming(struct apply *apply)
{
	apply->coming = (struct message_begin){0};
	apply->name = (struct pc_str){0};
	apply->document.len = 0;
	pc_arena_reset(&apply->coming_arena);
}

static void take_begin(struct apply *apply, const struct message *message)
{
	const struct message_begin *begin = &message->begin;

	forget_coming(apply);
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
		forget_coming(apply);
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
	else if (put_in_force(apply, &answer.applied, &err) != PC_OK) {
		answer.applied.generation = 0;
		answer.applied.reason = pc_str(err.text);
	}
	tell(FD_POLICY, &answer);
	tell(FD_EVENTS, &answer);
	forget_coming(apply);
}

static void take_wish(struct apply *apply, const struct message *message)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct message answer = {.type = MESSAGE_APPLIED};
	struct pc_err err;

	if (message->wish.wish != WISH_ROLLBACK)
		return;
	if (roll_back(apply, &answer.applied, &arena, (int64_t)message->wish.number,
		    &err) != PC_OK) {
		answer.applied.generation = 0;
		answer.applied.reason = pc_str(err.text);
	}
	tell(FD_EVENTS, &answer);
}

/* The commit that put_in_force() noted. */
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
	tell(FD_POLICY, &answer);
}

static void (*const takers[MESSAGE_TYPES])(
	struct apply *apply, const struct message *message) = {
	[MESSAGE_BEGIN] = take_begin,
	[MESSAGE_PART] = take_part,
	[MESSAGE_COMMIT] = take_commit,
	[MESSAGE_WISH] = take_wish,
	[MESSAGE_ASK] = take_ask,
};

static void on_message(void *arg, int fd)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct apply *apply = arg;
	struct message message;
	struct pc_err err;

	if (message_receive(&message, &arena, fd, &err) != PC_OK) {
		daemon_log("apply", "%s", err.text);
		forget_coming(apply);
		if (err.status != PC_ERR_PARSE)
			pc_loop_stop(apply->loop);
		return;
	}
	if (takers[message.type])
		takers[message.type](apply, &message);
}

/* What is not there yet is seen through its parent, or by the sweep. */
static void watch_places(struct apply *apply)
{
	struct pc_err err;

	for (size_t i = 0; i < PC_COUNT(apply->places); i++) {
		if (pc_changes_add(apply->changes, apply->places[i], &err) != PC_OK &&
			err.status != PC_ERR_ABSENT)
			daemon_log("apply", "%s", err.text);
	}
}

static void on_sweep(void *arg, int what)
{
	struct apply *apply = arg;
	struct pc_err err;

	(void)what;
	if (mend(apply, &err) != PC_OK)
		daemon_log("apply", "%s", err.text);
	watch_places(apply);
	role_progress("apply");
	pc_watch_after(apply->sweep, apply->daemon->config.sweep);
}

/* One who writes a file does several things at once: they are looked at together. */
static void on_change(void *arg, const char *directory, const char *name)
{
	enum { MOMENT = 50 };
	struct apply *apply = arg;

	(void)directory;
	(void)name;
	pc_watch_after(apply->sweep, MOMENT);
}

/* ---- the whole --------------------------------------------------------------------- */

static enum pc_status find_places(struct apply *apply, struct pc_err *err)
{
	const struct pc_config *config = &apply->daemon->config;
	struct pc_arena *arena = &apply->arena;
	struct pc_str name =
		config->targets.count ? config->targets.items[0] : PC_STR("claude-linux");
	const struct pc_target *target = pc_target_find(name);
	struct pc_str place;

	if (!target || target->form != PC_FORM_FILES)
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"'%.*s' is no target that files are written for",
			PC_STR_ARG(name));
	place = pc_str(target->place);
	apply->places[0] = role_path(arena, config->root, place);
	apply->places[1] = role_path(arena, config->root, pc_path_dir(place));
	apply->places[2] = role_path(arena, pc_str(apply->places[0]),
		pc_arena_printf(arena, "/%s", target->dropins));
	apply->where = (struct pc_site_where){.target = target,
		.root = config->root,
		.state = pc_str(role_path(arena, config->state, PC_STR("/apply"))),
		.uid = geteuid(),
		.gid = getegid()};
	return PC_OK;
}

/* The target's directory may have to be made: its parent is needed, too.  Our own has to
 * be there before it can be granted. */
static enum pc_status enter(struct apply *apply, struct pc_err *err)
{
	const struct pc_config *config = &apply->daemon->config;
	const struct pc_sandbox_path paths[] = {
		{apply->places[0], PC_SANDBOX_WRITE},
		{apply->places[1], PC_SANDBOX_WRITE},
		{role_path(&apply->arena, config->state, PC_STR("")), PC_SANDBOX_READ},
		{apply->where.state.ptr, PC_SANDBOX_WRITE},
		{"/", PC_SANDBOX_READ},
	};
	const struct pc_sandbox sandbox = {paths, PC_COUNT(paths), 0};

	if (mkdir(apply->where.state.ptr, 0700) < 0 && errno != EEXIST)
		return pc_err_sys(err, "'%s'", apply->where.state.ptr);
	return role_enter("apply", NULL, &sandbox, err);
}

static enum pc_status begin(struct apply *apply, struct pc_err *err)
{
	PC_TRY(find_places(apply, err));
	PC_TRY(enter(apply, err));
	PC_TRY(pc_loop_new(&apply->loop, err));
	PC_TRY(pc_changes_new(&apply->changes, apply->loop, on_change, apply, err));
	apply->policy =
		pc_loop_fd(apply->loop, FD_POLICY, PC_LOOP_READ, on_message, apply);
	apply->control =
		pc_loop_fd(apply->loop, FD_CONTROL, PC_LOOP_READ, on_message, apply);
	apply->sweep = pc_loop_timer(apply->loop, on_sweep, apply);
	pc_watch_after(apply->sweep, 0);
	return PC_OK;
}

static void end(struct apply *apply)
{
	pc_changes_free(&apply->changes);
	pc_watch_free(&apply->policy);
	pc_watch_free(&apply->control);
	pc_watch_free(&apply->sweep);
	pc_loop_free(&apply->loop);
	pc_buf_done(&apply->document);
	pc_arena_done(&apply->coming_arena);
	pc_arena_done(&apply->arena);
}

int role_apply(struct daemon *daemon)
{
	struct apply apply = {.daemon = daemon};
	int status = ENDED_BADLY;
	struct pc_err err;

	if (begin(&apply, &err) == PC_OK)
		status = role_run("apply", apply.loop);
	else
		daemon_log("apply", "%s", err.text);
	end(&apply);
	return status;
}
