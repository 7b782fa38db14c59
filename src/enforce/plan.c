/* SPDX-License-Identifier: Apache-2.0 */
/* What is wanted against what is there.  Nothing is changed here.
 *
 * A name is ours when the history says so: what lies there may be mended, whatever became
 * of it.  At any other name nothing is replaced unless the caller adopts it. */
#include "enforce_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"
#include "site_priv.h"

const char pc_wish_path[] = "managed-settings.d/zz-policyd.json";

struct planner {
	struct pc_site *site;
	struct pc_arena *arena;
	const struct pc_wish *wish;
	struct pc_plan *plan;
	struct pc_str path;               /* the wish's, NUL-terminated */
	const struct pc_applied *current; /* or NULL */
	size_t cap;
};

static struct pc_plan_step *add(struct planner *p, enum pc_plan_action action,
	struct pc_str path, const char *why)
{
	struct pc_plan *plan = p->plan;
	struct pc_plan_step *step;

	pc_arena_grow(p->arena, plan->steps, plan->n_steps, p->cap);
	step = &plan->steps[plan->n_steps++];
	*step = (struct pc_plan_step){
		.action = action, .path = path, .why = pc_str(why ? why : "")};
	step->on = site_file(p->site, path);
	if (action == PC_PLAN_REFUSE)
		plan->n_refused++;
	else if (action != PC_PLAN_LEAVE && action != PC_PLAN_KEEP)
		plan->n_changes++;
	return step;
}

/* ---- the wish ------------------------------------------------------------- */

static bool is_dropin_name(struct pc_str name)
{
	enum { MAX_NAME = 255 };

	if (name.len == 0 || name.len > MAX_NAME || name.ptr[0] == '.' ||
		!pc_str_ends(name, PC_STR(".json")) || !pc_utf8_valid(name, NULL))
		return false;
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];

		if (c < ' ' || c == 0x7f || strchr("/\\:*?\"<>|", c))
			return false;
	}
	return true;
}

static enum pc_status check_path(const struct planner *p, struct pc_err *err)
{
	const struct pc_target *target = p->site->where.target;
	struct pc_str dropins = pc_arena_printf(p->arena, "%s/", target->dropins);

	if (p->path.len == 0 || pc_str_is(p->path, target->file) ||
		(pc_str_starts(p->path, dropins) &&
			is_dropin_name(pc_str_from(p->path, dropins.len))))
		return PC_OK;
	return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
		"'%.*s' is neither '%s' nor a drop-in of it", PC_STR_ARG(p->path),
		target->file);
}

static enum pc_status check_document(const struct planner *p, struct pc_err *err)
{
	const struct pc_target *target = p->site->where.target;
	struct pc_str fault;

	if (p->path.len == 0)
		return PC_OK;
	if (p->wish->bytes.len > target->max_size) {
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"the policy has %zu bytes; %s reads at most %zu",
			p->wish->bytes.len, target->agent, target->max_size);
	}
	fault = document_fault(p->arena, p->site, p->wish->bytes);
	if (fault.len == 0)
		return PC_OK;
	return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
		"%s would not start with the policy: %.*s", target->agent,
		PC_STR_ARG(fault));
}

/* ---- directories ---------------------------------------------------------- */

static const char *no_directory(const struct pc_seen *seen)
{
	return seen->kind == PC_SEEN_LINK ? "it is a symbolic link"
					  : "it is no directory";
}

static void plan_parent(struct planner *p, const struct pc_seen *seen)
{
	const char *fault = site_writers_fault(p->site, seen);

	if (seen->kind == PC_SEEN_ABSENT) {
		if (p->path.len)
			add(p, PC_PLAN_MAKE, seen->path, NULL)->on = seen;
	} else if (seen->kind != PC_SEEN_DIRECTORY) {
		add(p, PC_PLAN_REFUSE, seen->path, no_directory(seen))->on = seen;
	} else if (fault) {
		add(p, PC_PLAN_REFUSE, seen->path, fault)->on = seen;
	}
}

/* A directory of the target's own.  Rights that were never right are somebody's mistake
 * or trap; those that were right once are drift. */
static void plan_own(struct planner *p, const struct pc_seen *seen, bool is_needed)
{
	const char *writers = site_writers_fault(p->site, seen);
	const char *rights = site_rights_fault(p->site, seen);

	if (seen->kind == PC_SEEN_ABSENT) {
		if (is_needed)
			add(p, PC_PLAN_MAKE, seen->path, NULL)->on = seen;
	} else if (seen->kind != PC_SEEN_DIRECTORY) {
		add(p, is_needed ? PC_PLAN_REFUSE : PC_PLAN_KEEP, seen->path,
			no_directory(seen))
			->on = seen;
	} else if (writers && !p->site->knows_site) {
		add(p, PC_PLAN_REFUSE, seen->path, writers)->on = seen;
	} else if (rights) {
		add(p, PC_PLAN_MEND, seen->path, rights)->on = seen;
	}
}

static void plan_directories(struct planner *p)
{
	const struct seen_list *dirs = &p->site->dirs;
	size_t place = p->site->n_parents;

	for (size_t i = 0; i < place; i++)
		plan_parent(p, &dirs->items[i]);
	plan_own(p, &dirs->items[place], p->path.len > 0);
	plan_own(p, &dirs->items[place + 1], site_is_dropin(p->site, p->path));
}

static void plan_leftovers(struct planner *p)
{
	const struct seen_list *files = &p->site->files;

	for (size_t i = 0; i < files->count; i++) {
		const struct pc_seen *seen = &files->items[i];

		if (!site_is_leftover(seen->path))
			continue;
		if (seen->kind == PC_SEEN_DIRECTORY)
			add(p, PC_PLAN_REFUSE, seen->path, "a directory is in the way");
		else
			add(p, PC_PLAN_SWEEP, seen->path, "a write was stopped");
	}
}

/* ---- ours ----------------------------------------------------------------- */

/* Why what is there cannot stay, or NULL. */
static const char *document_difference(
	const struct planner *p, const struct pc_seen *seen)
{
	if (seen->kind != PC_SEEN_FILE)
		return "it is no regular file";
	if (!seen_holds(seen, p->plan->sha256))
		return "its content is another one";
	if (seen->n_links != 1)
		return "it has another name too";
	return site_rights_fault(p->site, seen);
}

static void plan_document(struct planner *p, struct pc_str path, bool is_ours)
{
	const struct pc_seen *seen = site_file(p->site, path);
	const char *why = seen ? document_difference(p, seen) : NULL;

	if (!seen)
		add(p, PC_PLAN_CREATE, path, NULL);
	else if (!why)
		add(p, PC_PLAN_LEAVE, path, is_ours ? NULL : "it was there already");
	else if (seen->kind == PC_SEEN_DIRECTORY)
		add(p, PC_PLAN_REFUSE, path, "a directory is in its place");
	else if (is_ours)
		add(p, PC_PLAN_CHANGE, path, why);
	else if (seen->kind == PC_SEEN_LINK)
		add(p, PC_PLAN_REFUSE, path, "it is a symbolic link");
	else if (p->wish->adopt || seen_holds(seen, p->plan->sha256))
		add(p, PC_PLAN_CHANGE, path, "taken over from somebody else")
			->is_foreign = true;
	else
		add(p, PC_PLAN_REFUSE, path, "somebody else put it there");
}

/* To another name: the new content takes the place of the old first, then one rename
 * carries it over, so that there is always just one document of ours. */
static void plan_move(struct planner *p, struct pc_str from)
{
	plan_document(p, from, true);
	add(p, PC_PLAN_MOVE, p->path, NULL)->from = from;
}

static void plan_ours(struct planner *p)
{
	struct pc_str old = p->current ? p->current->path : (struct pc_str){0};
	bool is_there = old.len && site_file(p->site, old);
	bool stays = pc_str_eq(old, p->path);

	if (p->path.len == 0) {
		if (is_there)
			add(p, PC_PLAN_REMOVE, old, "the policy is withdrawn");
	} else if (is_there && !stays && !site_file(p->site, p->path)) {
		plan_move(p, old);
	} else {
		plan_document(p, p->path, stays);
		if (is_there && !stays)
			add(p, PC_PLAN_REMOVE, old, "the policy has another name now");
	}
}

/* ---- theirs --------------------------------------------------------------- */

static const char *foreign_why(const struct planner *p, const struct pc_seen *seen)
{
	if (seen->fault.len)
		return seen->fault.ptr;
	if (site_writers_fault(p->site, seen))
		return site_writers_fault(p->site, seen);
	if (p->path.len && pc_utf16_cmp(seen->path, p->path) > 0 &&
		site_is_dropin(p->site, seen->path))
		return "it is merged after the policy: its single values win";
	return NULL;
}

static bool is_twin(const struct planner *p, struct pc_str path)
{
	return p->site->where.target->folds_case && pc_str_eq_nocase(path, p->path);
}

static void plan_foreign(struct planner *p)
{
	const struct seen_list *files = &p->site->files;

	for (size_t i = 0; i < files->count; i++) {
		const struct pc_seen *seen = &files->items[i];

		if (site_is_leftover(seen->path) || pc_str_eq(seen->path, p->path) ||
			(p->current && pc_str_eq(seen->path, p->current->path)))
			continue;
		if (is_twin(p, seen->path))
			add(p, PC_PLAN_REFUSE, seen->path,
				"its name is that of the policy but for case");
		else if (p->wish->exclusive && seen->kind != PC_SEEN_DIRECTORY)
			add(p, PC_PLAN_REMOVE, seen->path, "the policy is exclusive");
		else
			add(p, PC_PLAN_KEEP, seen->path, foreign_why(p, seen));
		p->plan->steps[p->plan->n_steps - 1].is_foreign = true;
	}
}

/* ---- all of it ------------------------------------------------------------ */

static int64_t generation_of(const struct planner *p)
{
	const struct pc_history *history = &p->site->history;
	int64_t last = 0;

	if (p->current && pc_str_eq(p->current->path, p->path) &&
		strcmp(p->current->sha256, p->plan->sha256) == 0)
		return p->current->number;
	for (size_t i = 0; i < history->n_applied; i++) {
		if (history->applied[i].number > last)
			last = history->applied[i].number;
	}
	return last + 1;
}

enum pc_status pc_plan_make(struct pc_plan *out, struct pc_site *site,
	const struct pc_wish *wish, struct pc_err *err)
{
	struct pc_plan plan = {.wish = wish};
	struct planner p = {
		.site = site,
		.arena = &site->arena,
		.wish = wish,
		.plan = &plan,
		.path = pc_arena_str(&site->arena, wish->path),
		.current = pc_applied_find(&site->history, site->history.current),
	};

	PC_TRY(check_path(&p, err));
	PC_TRY(check_document(&p, err));
	if (p.path.len) {
		plan.document = wish->bytes;
		pc_sha256_hex(plan.sha256, wish->bytes);
	}
	plan.path = p.path;
	plan.generation = generation_of(&p);
	plan_directories(&p);
	plan_leftovers(&p);
	plan_ours(&p);
	plan_foreign(&p);
	*out = plan;
	return PC_OK;
}
