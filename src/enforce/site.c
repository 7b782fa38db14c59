/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a site: the state directory, which has to be ours alone; the lock; a look at
 * the agent's directory; and, where an earlier write was stopped, finding out whether
 * what it wrote is in force. */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "enforce_priv.h"
#include "pc/base/fs.h"
#include "site_priv.h"

static const char objects_name[] = "objects";

void pc_site_freep(struct pc_site **site)
{
	struct pc_arena arena;

	if (!*site)
		return;
	pc_close(&(*site)->place);
	pc_close(&(*site)->dropins);
	pc_close(&(*site)->objects);
	pc_close(&(*site)->state); /* and the lock with it */
	arena = (*site)->arena;
	*site = NULL;
	pc_arena_done(&arena);
}

const struct pc_history *pc_site_history(const struct pc_site *site)
{
	return &site->history;
}

static struct pc_site *site_new(const struct pc_site_where *where)
{
	struct pc_arena arena = {0};
	struct pc_site *site = pc_arena_new(&arena, struct pc_site);
	const struct pc_target *target = where->target;

	*site = (struct pc_site){
		.arena = arena,
		.where = *where,
		.file_mode = target->file_mode ? target->file_mode : 0644,
		.dir_mode = target->dir_mode ? target->dir_mode : 0755,
		.has_modes = target->file_mode != 0,
		.place = -1,
		.dropins = -1,
		.state = -1,
		.objects = -1,
	};
	site->where.root =
		pc_arena_str(&site->arena, where->root.len ? where->root : PC_STR("/"));
	site->where.state = pc_path_normal(&site->arena, where->state);
	return site;
}

/* ---- the state directory -------------------------------------------------- */

static enum pc_status refuse_state(
	const struct pc_site *site, const char *why, struct pc_err *err)
{
	return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
		"'%s' cannot be used: %s", site->where.state.ptr, why);
}

/* Opens the directory that name is in parent; makes it when somebody will write.  -1: it
 * is not there. */
static enum pc_status open_own(int *out, const struct pc_site *site, int parent,
	const char *name, struct pc_err *err)
{
	struct stat st;

	if (site->is_locked && mkdirat(parent, name, S_IRWXU) < 0 && errno != EEXIST)
		return pc_err_sys(err, "making '%s'", name);
	*out = site_open_dir(parent, name);
	if (*out < 0 && errno == ENOENT)
		return PC_OK;
	if (*out < 0 || fstat(*out, &st) < 0)
		return pc_err_sys(err, "'%s'", name);
	if (st.st_uid != site->where.uid)
		return refuse_state(site, "somebody else owns it", err);
	if (st.st_mode & (S_IRWXG | S_IRWXO))
		return refuse_state(site, "others may enter it", err);
	return PC_OK;
}

/* Above it, others may not rename what is ours. */
static enum pc_status open_state(struct pc_site *site, struct pc_err *err)
{
	const char *path = pc_arena_str(&site->arena, pc_path_dir(site->where.state)).ptr;
	PC_AUTO(pc_close) int parent = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat st;

	if (parent < 0 || fstat(parent, &st) < 0)
		return pc_err_sys(err, "'%s'", path);
	if (st.st_uid != site->where.uid && st.st_uid != 0)
		return refuse_state(site, "somebody else owns the one above", err);
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) && !(st.st_mode & S_ISVTX))
		return refuse_state(site, "others may write the one above", err);
	PC_TRY(open_own(
		&site->state, site, parent, pc_path_base(site->where.state).ptr, err));
	if (site->is_locked && flock(site->state, LOCK_EX | LOCK_NB) < 0)
		return pc_err_sys(err, "locking '%s'", site->where.state.ptr);
	if (site->state < 0)
		return PC_OK;
	PC_TRY(open_own(&site->objects, site, site->state, objects_name, err));
	return site->is_locked ? put_sync(parent, err) : PC_OK;
}

/* ---- what is in force ----------------------------------------------------- */

static bool is_in_force(const struct pc_site *site, const struct pc_applied *next,
	const struct pc_applied *current)
{
	const struct pc_seen *seen;

	if (next->path.len) {
		seen = site_file(site, next->path);
		return seen_holds(seen, next->sha256);
	}
	return current && current->path.len && !site_file(site, current->path);
}

static void drop_applied(struct pc_history *history, int64_t number)
{
	size_t kept = 0;

	for (size_t i = 0; i < history->n_applied; i++) {
		if (history->applied[i].number != number)
			history->applied[kept++] = history->applied[i];
	}
	history->n_applied = kept;
}

/* A write that was stopped either got its document in place or did not; which of the two
 * the directory itself says.  Whoever may, writes that down at once: a document that is
 * changed later would look like one that never came, and the one before it be put back.
 * Where that fails, the next one to open the site tries again. */
static void settle(struct pc_site *site)
{
	struct pc_history *history = &site->history;
	const struct pc_applied *next = pc_applied_find(history, history->next);
	bool is_noted = true;
	struct pc_err err;

	if (next && is_in_force(site, next, pc_applied_find(history, history->current)))
		history->current = history->next;
	else if (next)
		drop_applied(history, history->next);
	history->next = 0;
	site->knows_site = history->current != 0;
	if (next && site->is_locked)
		is_noted = history_save(site, history, &err) == PC_OK;
	(void)is_noted;
}

static enum pc_status open_and_look(struct pc_site *site, struct pc_err *err)
{
	PC_TRY(open_state(site, err));
	PC_TRY(history_load(site, err));
	PC_TRY(site_look(site, err));
	settle(site);
	return PC_OK;
}

enum pc_status pc_site_open(struct pc_site **out, const struct pc_site_where *where,
	enum pc_site_use use, struct pc_err *err)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = site_new(where);

	if (where->target->form != PC_FORM_FILES) {
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"'%s' is no directory of files", where->target->name);
	}
	site->is_locked = use == PC_SITE_WRITE;
	PC_TRY(open_and_look(site, err));
	*out = pc_steal(&site);
	return PC_OK;
}
