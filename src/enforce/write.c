/* SPDX-License-Identifier: Apache-2.0 */
/* A plan is carried out: what will be is noted, then each step is done, then what is
 * there is looked at again, and only then noted as what is in force.  Stopped anywhere,
 * the next look finds out how far it came; nothing is undone. */
#include <assert.h>
#include <errno.h>
#include <unistd.h>

#include "enforce_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "site_priv.h"

struct writing {
	struct pc_site *site;
	const struct pc_plan *plan;
	struct pc_err *err;
	struct pc_history history; /* as it will be */
};

/* ---- before --------------------------------------------------------------- */

static bool is_new(const struct writing *w)
{
	return w->plan->generation != w->site->history.current;
}

static void note_next(struct writing *w)
{
	const struct pc_wish *wish = w->plan->wish;
	struct pc_arena *arena = &w->site->arena;
	struct pc_applied applied = {
		.number = w->plan->generation,
		.path = w->plan->path,
		.note = pc_arena_str(arena, pc_str_head(wish->note, PC_MAX_NOTE)),
		.at_us = wish->at_us,
		.of = wish->of,
	};

	memcpy(applied.sha256, w->plan->sha256, PC_SHA256_HEX);
	history_add(arena, &w->history, &applied);
	w->history.next = applied.number;
}

/* The same document again, of which something else is said now: another commit. */
static void renew_note(struct writing *w)
{
	struct pc_str note = pc_str_head(w->plan->wish->note, PC_MAX_NOTE);
	struct pc_history *history = &w->history;

	for (size_t i = 0; note.len && i < history->n_applied; i++) {
		if (history->applied[i].number == w->plan->generation)
			history->applied[i].note = pc_arena_str(&w->site->arena, note);
	}
}

/* Documents of others that will go: their bytes are kept. */
static enum pc_status keep_foreign(struct writing *w)
{
	for (size_t i = 0; i < w->plan->n_steps; i++) {
		const struct pc_plan_step *step = &w->plan->steps[i];
		struct pc_seen seen;
		struct pc_str bytes;

		if (!step->is_foreign || step->action == PC_PLAN_KEEP ||
			!*step->on->sha256)
			continue;
		seen = *step->on;
		PC_TRY(site_read(&bytes, w->site, &seen, w->err));
		pc_sha256_hex(seen.sha256, bytes);
		PC_TRY(object_put(w->site, seen.sha256, bytes, w->err));
		history_add_taken(&w->site->arena, &w->history, &seen);
	}
	return PC_OK;
}

static enum pc_status note(struct writing *w)
{
	struct pc_site *site = w->site;

	w->history = site->history;
	PC_TRY(put_sweep(site->state, w->err));
	PC_TRY(put_sweep(site->objects, w->err));
	PC_TRY(keep_foreign(w));
	if (w->plan->path.len) {
		PC_TRY(object_put(site, w->plan->sha256, w->plan->document, w->err));
	}
	if (is_new(w))
		note_next(w);
	else
		renew_note(w);
	return history_save(site, &w->history, w->err);
}

/* ---- steps ---------------------------------------------------------------- */

static const struct pc_plan_step *step_about(
	const struct pc_plan *plan, struct pc_str path)
{
	for (size_t i = 0; i < plan->n_steps; i++) {
		const struct pc_plan_step *step = &plan->steps[i];

		if ((step->action == PC_PLAN_MAKE || step->action == PC_PLAN_MEND) &&
			pc_str_eq(step->path, path))
			return step;
	}
	return NULL;
}

/* Directory i of the way, which may have to be made or mended. */
static enum pc_status go_down(int *out, struct writing *w, int parent, size_t i)
{
	struct pc_site *site = w->site;
	struct pc_str path = site->dirs.items[i].path;
	const char *name = pc_path_base(path).ptr;

	if (step_about(w->plan, path))
		return put_directory(out, site, parent, name, site->dir_mode, w->err);
	*out = site_open_dir(parent, name);
	if (*out < 0 && errno != ENOENT)
		return pc_err_sys(w->err, "'%s'", path.ptr);
	return PC_OK;
}

static enum pc_status do_directories(struct writing *w)
{
	struct pc_site *site = w->site;
	PC_AUTO(pc_close) int at = -1;

	PC_TRY(site_open_root(&at, site, w->err));
	for (size_t i = 1; i <= site->n_parents; i++) {
		int below;

		PC_TRY(go_down(&below, w, at, i));
		pc_close(&at);
		at = below;
		if (at < 0)
			return PC_OK;
	}
	pc_close(&site->place);
	pc_close(&site->dropins);
	site->place = at;
	at = -1;
	return go_down(&site->dropins, w, site->place, site->n_parents + 1);
}

static enum pc_status do_put(struct writing *w, const struct pc_plan_step *step)
{
	struct put put = {.site = w->site,
		.mode = w->site->file_mode,
		.is_new = step->action == PC_PLAN_CREATE};

	put.dir = site_dir_of(w->site, step->path, &put.name);
	return put_file(&put, w->plan->document, w->err);
}

static enum pc_status do_move(struct writing *w, const struct pc_plan_step *step)
{
	struct put put = {.site = w->site, .is_new = true};
	const char *from;
	int from_dir = site_dir_of(w->site, step->from, &from);

	put.dir = site_dir_of(w->site, step->path, &put.name);
	return put_move(&put, from_dir, from, w->err);
}

static enum pc_status do_remove(struct writing *w, const struct pc_plan_step *step)
{
	const char *name;
	int dir = site_dir_of(w->site, step->path, &name);

	return put_remove(dir, name, w->err);
}

static enum pc_status do_step(struct writing *w, const struct pc_plan_step *step)
{
	static enum pc_status (*const doers[])(
		struct writing *, const struct pc_plan_step *) = {
		[PC_PLAN_SWEEP] = do_remove,
		[PC_PLAN_CREATE] = do_put,
		[PC_PLAN_CHANGE] = do_put,
		[PC_PLAN_MOVE] = do_move,
		[PC_PLAN_REMOVE] = do_remove,
		[PC_PLAN_KEEP] = NULL,
	};

	return doers[step->action] ? doers[step->action](w, step) : PC_OK;
}

static enum pc_status do_steps(struct writing *w)
{
	bool has_ways = false;

	for (size_t i = 0; i < w->plan->n_steps; i++) {
		enum pc_plan_action action = w->plan->steps[i].action;

		has_ways |= action == PC_PLAN_MAKE || action == PC_PLAN_MEND;
	}
	if (has_ways)
		PC_TRY(do_directories(w));
	for (size_t i = 0; i < w->plan->n_steps; i++)
		PC_TRY(do_step(w, &w->plan->steps[i]));
	return PC_OK;
}

/* ---- afterwards ----------------------------------------------------------- */

static enum pc_status read_back(struct writing *w)
{
	const struct pc_seen *seen;

	PC_TRY(site_look(w->site, w->err));
	if (w->plan->path.len == 0)
		return PC_OK;
	seen = site_file(w->site, w->plan->path);
	if (seen_holds(seen, w->plan->sha256) && !site_rights_fault(w->site, seen))
		return PC_OK;
	return pc_err_set(w->err, PC_ERR_SYSTEM, (struct pc_span){0},
		"'%s' is not as it was written; somebody changes it", w->plan->path.ptr);
}

static enum pc_status settle(struct writing *w)
{
	struct pc_history *history = &w->history;

	history->current = w->plan->generation;
	history->next = 0;
	if (history->n_applied > PC_MAX_GENERATIONS) {
		size_t first = history->n_applied - PC_MAX_GENERATIONS;

		history->applied += first; /* what is in force is the last one */
		history->n_applied -= first;
	}
	history_note_foreign(history, w->site, w->plan->path);
	PC_TRY(history_save(w->site, history, w->err));
	w->site->knows_site = true;
	return objects_sweep(w->site, w->err);
}

static enum pc_status refuse(const struct pc_plan *plan, struct pc_err *err)
{
	const struct pc_plan_step *step = plan->steps;

	while (step->action != PC_PLAN_REFUSE)
		step++;
	return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0}, "'%.*s': %.*s",
		PC_STR_ARG(step->path), PC_STR_ARG(step->why));
}

enum pc_status pc_plan_write(
	struct pc_site *site, const struct pc_plan *plan, struct pc_err *err)
{
	struct writing w = {.site = site, .plan = plan, .err = err};

	assert(site->is_locked);
	if (plan->n_refused)
		return refuse(plan, err);
	PC_TRY(note(&w));
	PC_TRY(do_steps(&w));
	PC_TRY(read_back(&w));
	return settle(&w);
}
