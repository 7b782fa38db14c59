/* SPDX-License-Identifier: Apache-2.0 */
/* The hooks' decisions, from the spool into the record, fairly: in each round every user
 * who has something gets one piece taken, and between rounds others are heard.  A user's
 * directory wakes us once; it is watched again just before it is looked at, so nothing
 * that is written is missed and nobody can wake us all the time. */
#include <stdlib.h>

#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/os/memory.h"
#include "pc/os/wakes.h"
#include "pc/record/spool.h"
#include "role.h"
#include "serve.h"

enum { MOMENT = 100, TOP = -1 };

struct spool_user {
	int64_t number;
	bool is_due, is_watched, is_seen;
};

struct spool {
	struct serve *serve;
	const char *path;
	struct pc_wakes *wakes;
	struct pc_watch *round; /* a timer */
	bool is_list_due, is_top_watched;
	struct spool_user *users;
	size_t count, cap;
};

static struct spool_user *find(struct spool *spool, int64_t number)
{
	for (size_t i = 0; i < spool->count; i++) {
		if (spool->users[i].number == number)
			return &spool->users[i];
	}
	return NULL;
}

/* ---- what is wrong in it -------------------------------------------------------- */

static const char source[] = "spool";

/* One row for each place, however often: whoever can cause it cannot fill the record. */
static void note(
	struct spool *spool, const char *code, struct pc_str place, struct pc_str text)
{
	const struct pc_finding_row row = {.at = pc_when_now(),
		.source = pc_str(source),
		.code = pc_str(code),
		.severity = PC_STR("warning"),
		.file = place,
		.text = text};
	struct pc_err err;
	bool is_new;

	if (pc_finding_raise(&is_new, spool->serve->db, &row, &err) != PC_OK)
		daemon_log("serve", "%s", err.text);
	else if (is_new)
		daemon_log("serve", "%s: %.*s: %.*s", code, PC_STR_ARG(place),
			PC_STR_ARG(text));
}

/* What nobody has caused for a day is over. */
static void calm(struct spool *spool)
{
	const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;
	int64_t now = pc_when_now();
	struct pc_err err;

	if (pc_findings_calm(spool->serve->db, pc_str(source), now - day_ms, now, &err) !=
		PC_OK)
		daemon_log("serve", "%s", err.text);
}

static void note_user(struct spool *spool, int64_t user, const struct pc_spooled *taken)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str place =
		pc_arena_printf(&arena, "%s/%lld", spool->path, (long long)user);

	if (taken->strange)
		note(spool, "PC2401", place,
			pc_arena_printf(&arena, "%zu line%s %s no decision%s",
				taken->strange, pc_plural(taken->strange),
				taken->strange == 1 ? "is" : "are",
				pc_plural(taken->strange)));
	if (taken->refused)
		note(spool, "PC2402", place,
			PC_STR("what is called decisions.jsonl there is no plain file of "
			       "the user's, or too large"));
	if (taken->is_foreign)
		note(spool, "PC2403", place,
			PC_STR("the directory is not its user's, or closed to policyd"));
	if (taken->is_over)
		note(spool, "PC2404", place,
			PC_STR("more decisions than are recorded of one user in a day; "
			       "the rest waits"));
}

/* ---- rounds ------------------------------------------------------------------------ */

static void soon(struct spool *spool, int64_t wait)
{
	pc_watch_after(spool->round, wait);
}

static void on_wake(void *arg, int64_t key)
{
	struct spool *spool = arg;
	struct spool_user *user = find(spool, key);

	if (key == TOP || key == PC_WAKES_ALL) {
		spool->is_list_due = true;
		spool->is_top_watched &= key != TOP;
	}
	for (size_t i = 0; key == PC_WAKES_ALL && i < spool->count; i++)
		spool->users[i].is_due = true;
	if (user) {
		user->is_due = true;
		user->is_watched = false;
	}
	/* Many lines come at once; they are taken together, a moment later. */
	soon(spool, MOMENT);
}

/* False: it is not there, or only the sweep will see what happens in it. */
static bool watch(struct spool *spool, const char *path, int64_t key)
{
	struct pc_err err;
	enum pc_status status = pc_wakes_add(spool->wakes, path, key, &err);

	return status == PC_OK;
}

static void see_user(void *arg, int64_t number)
{
	struct spool *spool = arg;
	struct spool_user *user = find(spool, number);

	if (user) {
		user->is_seen = true;
		user->is_due |= !user->is_watched; /* it may be another one now */
		return;
	}
	if (spool->count == PC_MAX_SPOOL_USERS)
		return;
	pc_xgrow(spool->users, spool->count, spool->cap);
	spool->users[spool->count++] =
		(struct spool_user){.number = number, .is_due = true, .is_seen = true};
}

static void drop_unseen(struct spool *spool)
{
	size_t kept = 0;

	for (size_t i = 0; i < spool->count; i++) {
		if (spool->users[i].is_seen)
			spool->users[kept++] = spool->users[i];
	}
	spool->count = kept;
}

static void list_users(struct spool *spool)
{
	size_t strange;
	struct pc_err err;

	spool->is_list_due = false;
	if (!spool->is_top_watched)
		spool->is_top_watched = watch(spool, spool->path, TOP);
	for (size_t i = 0; i < spool->count; i++)
		spool->users[i].is_seen = false;
	if (pc_spool_users(&strange, spool->path, see_user, spool, &err) != PC_OK) {
		if (err.status != PC_ERR_ABSENT)
			daemon_log("serve", "%s", err.text);
		return;
	}
	drop_unseen(spool);
	if (strange)
		note(spool, "PC2403", pc_str(spool->path),
			PC_STR("something was made there that is no user's own "
			       "directory"));
}

/* False: the database fails, and what is not taken waits for the sweep. */
static bool take(struct spool *spool, struct spool_user *user)
{
	char path[PC_MAX_SPOOL_PATH];
	struct pc_spooled taken;
	struct pc_err err;

	snprintf(path, sizeof(path), "%s/%lld", spool->path, (long long)user->number);
	if (!user->is_watched)
		user->is_watched = watch(spool, path, user->number);
	if (pc_spool_take(&taken, spool->serve->db, spool->path, user->number, &err) !=
		PC_OK) {
		daemon_log("serve", "%s", err.text);
		return false;
	}
	note_user(spool, user->number, &taken);
	user->is_due = taken.has_more && !taken.is_over;
	user->is_seen = !taken.is_gone;
	return true;
}

static void on_round(void *arg, int what)
{
	struct spool *spool = arg;
	bool any = false;

	(void)what;
	if (spool->is_list_due)
		list_users(spool);
	for (size_t i = 0; i < spool->count; i++) {
		if (spool->users[i].is_due && !take(spool, &spool->users[i]))
			return;
		any |= spool->users[i].is_due;
	}
	drop_unseen(spool);
	if (any)
		soon(spool, 0);
	else
		pc_memory_rest();
}

void spool_sweep(struct spool *spool)
{
	calm(spool);
	spool->is_list_due = true;
	for (size_t i = 0; i < spool->count; i++)
		spool->users[i].is_due = true;
	soon(spool, 0);
}

enum pc_status spool_open(
	struct spool **out, struct serve *serve, const char *path, struct pc_err *err)
{
	struct spool *spool = pc_xcalloc(1, sizeof(*spool));

	*spool = (struct spool){.serve = serve, .path = path};
	if (pc_wakes_new(&spool->wakes, serve->loop, on_wake, spool, err) != PC_OK) {
		free(spool);
		return err->status;
	}
	spool->round = pc_loop_timer(serve->loop, on_round, spool);
	*out = spool;
	return PC_OK;
}

void spool_close(struct spool **spool)
{
	if (!*spool)
		return;
	pc_wakes_free(&(*spool)->wakes);
	pc_watch_free(&(*spool)->round);
	free((*spool)->users);
	free(*spool);
	*spool = NULL;
}
