/* SPDX-License-Identifier: Apache-2.0 */
/* What is there against what we left there. */
#include "pc/enforce/drift.h"

#include <assert.h>

#include "pc/base/fs.h"
#include "pc/base/utf.h"
#include "pc/doc/diff.h"
#include "pc/doc/write.h"
#include "site_priv.h"

struct checker {
	struct pc_site *site;
	struct pc_arena *arena;
	struct pc_drift *out;
	const struct pc_applied *current; /* or NULL */
	size_t cap;
};

static const struct {
	const char *name;
	bool is_ours, is_over;
} kinds[] = {
	[PC_DRIFT_MISSING] = {"missing", true, false},
	[PC_DRIFT_CHANGED] = {"changed", true, false},
	[PC_DRIFT_MODE] = {"mode", true, false},
	[PC_DRIFT_OWNER] = {"owner", true, false},
	[PC_DRIFT_LINK] = {"link", true, false},
	[PC_DRIFT_KIND] = {"kind", true, false},
	[PC_DRIFT_HARD_LINK] = {"hard link", true, false},
	[PC_DRIFT_LEFTOVER] = {"leftover", true, false},
	[PC_DRIFT_PARENT] = {"parent", false, false},
	[PC_DRIFT_FOREIGN_APPEARED] = {"foreign appeared", false, true},
	[PC_DRIFT_FOREIGN_CHANGED] = {"foreign changed", false, true},
	[PC_DRIFT_FOREIGN_GONE] = {"foreign gone", false, true},
	[PC_DRIFT_FOREIGN_FAULT] = {"foreign fault", false, false},
};

const char *pc_drift_name(enum pc_drift_kind kind)
{
	return kinds[kind].name;
}

bool pc_drift_is_ours(enum pc_drift_kind kind)
{
	return kinds[kind].is_ours;
}

bool pc_drift_lasts(enum pc_drift_kind kind)
{
	return !kinds[kind].is_over;
}

static struct pc_drift_row *add(struct checker *c, enum pc_drift_kind kind,
	struct pc_str path, struct pc_str was, struct pc_str now)
{
	struct pc_drift_row *row;

	pc_arena_grow(c->arena, c->out->rows, c->out->n_rows, c->cap);
	row = &c->out->rows[c->out->n_rows++];
	*row = (struct pc_drift_row){.kind = kind, .path = path, .was = was, .now = now};
	c->out->n_ours += pc_drift_is_ours(kind);
	return row;
}

/* ---- rights --------------------------------------------------------------- */

static struct pc_str mode_text(const struct checker *c, mode_t mode)
{
	return pc_arena_printf(c->arena, "%04o", (unsigned)mode);
}

static struct pc_str owner_text(const struct checker *c, uid_t uid, gid_t gid)
{
	return pc_arena_printf(c->arena, "%u:%u", (unsigned)uid, (unsigned)gid);
}

static void check_rights(struct checker *c, const struct pc_seen *seen)
{
	const struct pc_site *site = c->site;
	mode_t mode = seen->kind == PC_SEEN_DIRECTORY ? site->dir_mode : site->file_mode;
	uid_t uid = site->where.uid;
	gid_t gid = site->where.gid;

	if (seen->uid != uid || seen->gid != gid)
		add(c, PC_DRIFT_OWNER, seen->path, owner_text(c, uid, gid),
			owner_text(c, seen->uid, seen->gid));
	if (seen->mode == mode)
		return;
	if (site->has_modes || site_rights_fault(site, seen))
		add(c, PC_DRIFT_MODE, seen->path, mode_text(c, mode),
			mode_text(c, seen->mode));
}

static void check_kind(struct checker *c, const struct pc_seen *seen, struct pc_str was)
{
	static const struct pc_str now[] = {
		[PC_SEEN_FILE] = {"file", 4},
		[PC_SEEN_DIRECTORY] = {"directory", 9},
		[PC_SEEN_LINK] = {"link", 4},
		[PC_SEEN_OTHER] = {"neither file nor directory", 26},
	};

	add(c, seen->kind == PC_SEEN_LINK ? PC_DRIFT_LINK : PC_DRIFT_KIND, seen->path,
		was, now[seen->kind]);
}

/* ---- directories ---------------------------------------------------------- */

static void check_parent(struct checker *c, const struct pc_seen *seen)
{
	const char *fault = NULL;

	if (seen->kind == PC_SEEN_DIRECTORY)
		fault = site_writers_fault(c->site, seen);
	else if (seen->kind != PC_SEEN_ABSENT)
		fault = "it is no directory";
	if (fault)
		add(c, PC_DRIFT_PARENT, seen->path, (struct pc_str){0}, pc_str(fault));
}

static void check_directories(struct checker *c)
{
	const struct pc_site *site = c->site;

	for (size_t i = 0; i < site->n_parents; i++)
		check_parent(c, &site->dirs.items[i]);
	/* One that is missing shows by what is missing in it. */
	for (size_t i = site->n_parents; c->current && i < site->dirs.count; i++) {
		const struct pc_seen *seen = &site->dirs.items[i];

		if (seen->kind == PC_SEEN_DIRECTORY)
			check_rights(c, seen);
		else if (seen->kind != PC_SEEN_ABSENT)
			check_kind(c, seen, PC_STR("directory"));
	}
}

/* ---- ours ----------------------------------------------------------------- */

static enum pc_status check_content(
	struct checker *c, const struct pc_seen *seen, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf diff = {0};
	struct pc_drift_row *row;
	struct pc_str was, now;

	if (seen_holds(seen, c->current->sha256))
		return PC_OK;
	row = add(c, PC_DRIFT_CHANGED, seen->path, pc_str(c->current->sha256),
		pc_arena_str(c->arena, pc_str(seen->sha256)));
	if (!*seen->sha256) {
		row->diff = seen->fault;
		return PC_OK;
	}
	PC_TRY(object_get(&was, c->site, c->current->sha256, err));
	PC_TRY(site_read(&now, c->site, seen, err));
	if (pc_utf8_valid(now, NULL))
		pc_diff(&diff, seen->path, was, now);
	row->diff = pc_arena_str(c->arena, pc_buf_str(&diff));
	return PC_OK;
}

static enum pc_status check_document(struct checker *c, struct pc_err *err)
{
	const struct pc_seen *seen;

	if (!c->current || c->current->path.len == 0)
		return PC_OK;
	seen = site_file(c->site, c->current->path);
	if (!seen) {
		add(c, PC_DRIFT_MISSING, c->current->path, pc_str(c->current->sha256),
			(struct pc_str){0});
		return PC_OK;
	}
	if (seen->kind != PC_SEEN_FILE) {
		check_kind(c, seen, PC_STR("file"));
		return PC_OK;
	}
	if (seen->n_links != 1)
		add(c, PC_DRIFT_HARD_LINK, seen->path, PC_STR("1"),
			pc_arena_printf(c->arena, "%lu", (unsigned long)seen->n_links));
	check_rights(c, seen);
	return check_content(c, seen, err);
}

/* ---- theirs --------------------------------------------------------------- */

static const struct pc_foreign *remembered(const struct checker *c, struct pc_str path)
{
	const struct pc_history *history = &c->site->history;

	for (size_t i = 0; i < history->n_foreign; i++) {
		if (pc_str_eq(history->foreign[i].path, path))
			return &history->foreign[i];
	}
	return NULL;
}

static bool is_ours(const struct checker *c, struct pc_str path)
{
	return c->current && pc_str_eq(path, c->current->path);
}

static void check_foreign(struct checker *c, const struct pc_seen *seen)
{
	const struct pc_foreign *was = remembered(c, seen->path);
	const char *writers = site_writers_fault(c->site, seen);
	struct pc_str now = pc_arena_str(c->arena, pc_str(seen->sha256));

	if (!was && c->site->knows_site)
		add(c, PC_DRIFT_FOREIGN_APPEARED, seen->path, (struct pc_str){0}, now);
	else if (was && strcmp(was->sha256, seen->sha256) != 0)
		add(c, PC_DRIFT_FOREIGN_CHANGED, seen->path, pc_str(was->sha256), now);
	if (seen->fault.len)
		add(c, PC_DRIFT_FOREIGN_FAULT, seen->path, (struct pc_str){0},
			seen->fault);
	else if (writers && seen->kind != PC_SEEN_LINK)
		add(c, PC_DRIFT_FOREIGN_FAULT, seen->path, (struct pc_str){0},
			pc_str(writers));
}

static void check_others(struct checker *c)
{
	const struct seen_list *files = &c->site->files;
	const struct pc_history *history = &c->site->history;

	for (size_t i = 0; i < files->count; i++) {
		const struct pc_seen *seen = &files->items[i];

		if (site_is_leftover(seen->path))
			add(c, PC_DRIFT_LEFTOVER, seen->path, (struct pc_str){0},
				(struct pc_str){0});
		else if (!is_ours(c, seen->path))
			check_foreign(c, seen);
	}
	for (size_t i = 0; i < history->n_foreign; i++) {
		const struct pc_foreign *was = &history->foreign[i];

		if (!site_file(c->site, was->path))
			add(c, PC_DRIFT_FOREIGN_GONE, was->path, pc_str(was->sha256),
				(struct pc_str){0});
	}
}

enum pc_status pc_drift_check(
	struct pc_drift *out, struct pc_site *site, struct pc_err *err)
{
	struct pc_drift drift = {0};
	struct checker c = {
		.site = site,
		.arena = &site->arena,
		.out = &drift,
		.current = pc_applied_find(&site->history, site->history.current),
	};

	check_directories(&c);
	PC_TRY(check_document(&c, err));
	check_others(&c);
	*out = drift;
	return PC_OK;
}

enum pc_status pc_drift_settle(struct pc_site *site, struct pc_err *err)
{
	struct pc_history history = site->history;
	const struct pc_applied *current = pc_applied_find(&history, history.current);

	assert(site->is_locked);
	history_note_foreign(
		&history, site, current ? current->path : (struct pc_str){0});
	return history_save(site, &history, err);
}

/* ---- as text -------------------------------------------------------------- */

void pc_drift_text(struct pc_buf *out, const struct pc_drift *drift)
{
	for (size_t i = 0; i < drift->n_rows; i++) {
		const struct pc_drift_row *row = &drift->rows[i];

		pc_buf_printf(out, "%s: ", pc_drift_name(row->kind));
		line_add(out, row->path);
		if (row->was.len) {
			pc_buf_puts(out, ", was ");
			line_add(out, row->was);
		}
		if (row->now.len) {
			pc_buf_puts(out, row->was.len ? ", is " : ": ");
			line_add(out, row->now);
		}
		pc_buf_add_char(out, '\n');
		pc_buf_add(out, row->diff);
	}
}

void pc_drift_json(struct pc_buf *out, const struct pc_drift *drift)
{
	pc_buf_puts(out, "{\"drift\":[");
	for (size_t i = 0; i < drift->n_rows; i++) {
		const struct pc_drift_row *row = &drift->rows[i];

		pc_json_next(out);
		pc_buf_add_char(out, '{');
		pc_json_member(out, "kind", pc_str(pc_drift_name(row->kind)));
		pc_json_member(out, "path", row->path);
		pc_json_key(out, "ours");
		pc_buf_puts(out, pc_drift_is_ours(row->kind) ? "true" : "false");
		pc_json_member(out, "was", row->was);
		pc_json_member(out, "now", row->now);
		pc_json_member(out, "diff", row->diff);
		pc_buf_add_char(out, '}');
	}
	pc_buf_puts(out, "]}\n");
}
