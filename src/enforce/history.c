/* SPDX-License-Identifier: Apache-2.0 */
/* What we remember of a site: state.json, read strictly and replaced as a whole.  It is
 * the journal too: what is about to be put in place stands in it as "next" before
 * anything changes, and as "current" afterwards. */
#include <fcntl.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "site_priv.h"

static const char state_name[] = "state.json";

enum { STATE_VERSION = 1 };

/* ---- reading -------------------------------------------------------------- */

struct reader {
	struct pc_arena *arena;
	struct pc_err *err;
	bool is_damaged;
};

static int64_t read_number(struct reader *r, const struct pc_node *map, const char *key)
{
	const struct pc_node *node = pc_node_get_c(map, key);

	if (node && node->kind == PC_INT && node->integer >= 0)
		return node->integer;
	r->is_damaged = true;
	return 0;
}

/* Absent and null are the empty text. */
static struct pc_str read_text(
	struct reader *r, const struct pc_node *map, const char *key)
{
	const struct pc_node *node = pc_node_get_c(map, key);

	if (node && node->kind != PC_TEXT && node->kind != PC_NULL)
		r->is_damaged = true;
	return pc_arena_str(r->arena, pc_node_text(node));
}

static void read_digest(
	char out[PC_SHA256_HEX], struct reader *r, const struct pc_node *map)
{
	struct pc_str hex = read_text(r, map, "sha256");
	bool is_digest = hex.len == 0 || hex.len == PC_SHA256_HEX - 1;

	/* It becomes the name of a file. */
	for (size_t i = 0; i < hex.len; i++)
		is_digest &= strchr("0123456789abcdef", hex.ptr[i]) && hex.ptr[i];
	r->is_damaged |= !is_digest;
	memset(out, 0, PC_SHA256_HEX);
	if (is_digest && hex.len)
		memcpy(out, hex.ptr, hex.len);
}

static const struct pc_node *read_list(
	struct reader *r, const struct pc_node *map, const char *key)
{
	static const struct pc_node none = {.kind = PC_LIST};
	const struct pc_node *node = pc_node_get_c(map, key);

	if (node && node->kind == PC_LIST)
		return node;
	r->is_damaged = true;
	return &none;
}

static struct pc_foreign *read_foreign(
	size_t *n, struct reader *r, const struct pc_node *root, const char *key)
{
	const struct pc_node *list = read_list(r, root, key);
	struct pc_foreign *out =
		pc_arena_new_array(r->arena, struct pc_foreign, list->n_items);

	for (size_t i = 0; i < list->n_items; i++) {
		out[i].path = read_text(r, list->items[i], "path");
		read_digest(out[i].sha256, r, list->items[i]);
	}
	*n = list->n_items;
	return out;
}

static void read_applied(
	struct pc_history *out, struct reader *r, const struct pc_node *root)
{
	const struct pc_node *list = read_list(r, root, "applied");

	out->applied = pc_arena_new_array(r->arena, struct pc_applied, list->n_items);
	out->n_applied = list->n_items;
	for (size_t i = 0; i < list->n_items; i++) {
		const struct pc_node *item = list->items[i];

		out->applied[i] = (struct pc_applied){
			.number = read_number(r, item, "number"),
			.path = read_text(r, item, "path"),
			.note = read_text(r, item, "note"),
			.at_us = read_number(r, item, "at"),
			.of = read_number(r, item, "of"),
		};
		read_digest(out->applied[i].sha256, r, item);
		r->is_damaged |=
			i > 0 && out->applied[i].number <= out->applied[i - 1].number;
	}
}

static enum pc_status read_history(struct pc_history *out, struct reader *r,
	const struct pc_site *site, const struct pc_node *root)
{
	r->is_damaged |= read_number(r, root, "version") != STATE_VERSION;
	out->current = read_number(r, root, "current");
	out->next = read_number(r, root, "next");
	read_applied(out, r, root);
	out->foreign = read_foreign(&out->n_foreign, r, root, "foreign");
	out->taken = read_foreign(&out->n_taken, r, root, "taken");
	r->is_damaged |= out->current && !pc_applied_find(out, out->current);
	r->is_damaged |= out->next &&
			 (out->next == out->current || !pc_applied_find(out, out->next));
	if (r->is_damaged) {
		return pc_err_set(r->err, PC_ERR_PARSE, (struct pc_span){0},
			"'%s' in '%s' is not as it was written", state_name,
			site->where.state.ptr);
	}
	if (!pc_str_is(read_text(r, root, "target"), site->where.target->name)) {
		return pc_err_set(r->err, PC_ERR_USAGE, (struct pc_span){0},
			"'%s' belongs to another target than '%s'", site->where.state.ptr,
			site->where.target->name);
	}
	return PC_OK;
}

enum pc_status history_load(struct pc_site *site, struct pc_err *err)
{
	struct reader reader = {.arena = &site->arena, .err = err};
	struct pc_history history = {0};
	struct pc_node *root;
	struct pc_str text;
	enum pc_status status;

	if (site->state < 0)
		return PC_OK;
	status = pc_fs_read(
		&text, &site->arena, site->state, state_name, PC_MAX_STATE_SIZE, err);
	if (status == PC_ERR_ABSENT)
		return PC_OK;
	if (status != PC_OK)
		return pc_err_wrap(err, "'%s'", site->where.state.ptr);
	if (pc_json_read(&root, &site->arena, state_name, text, NULL, err) != PC_OK)
		return pc_err_wrap(err, "'%s'", site->where.state.ptr);
	PC_TRY(read_history(&history, &reader, site, root));
	site->history = history;
	site->history_text = text;
	return PC_OK;
}

const struct pc_applied *pc_applied_find(const struct pc_history *history, int64_t number)
{
	for (size_t i = 0; i < history->n_applied; i++) {
		if (history->applied[i].number == number)
			return &history->applied[i];
	}
	return NULL;
}

/* ---- adding --------------------------------------------------------------- */

struct pc_applied *history_add(struct pc_arena *arena, struct pc_history *history,
	const struct pc_applied *applied)
{
	size_t n = history->n_applied;
	struct pc_applied *items = pc_arena_new_array(arena, struct pc_applied, n + 1);

	if (n)
		memcpy(items, history->applied, n * sizeof(*items));
	items[n] = *applied;
	history->applied = items;
	history->n_applied++;
	return &items[n];
}

void history_add_taken(
	struct pc_arena *arena, struct pc_history *history, const struct pc_seen *seen)
{
	size_t n = history->n_taken, first = 0;
	struct pc_foreign *items;

	for (size_t i = 0; i < n; i++) {
		if (pc_str_eq(history->taken[i].path, seen->path) &&
			strcmp(history->taken[i].sha256, seen->sha256) == 0)
			return;
	}
	if (n >= PC_MAX_TAKEN)
		first = n - PC_MAX_TAKEN + 1;
	items = pc_arena_new_array(arena, struct pc_foreign, n - first + 1);
	if (n > first)
		memcpy(items, history->taken + first, (n - first) * sizeof(*items));
	items[n - first].path = seen->path;
	memcpy(items[n - first].sha256, seen->sha256, PC_SHA256_HEX);
	history->taken = items;
	history->n_taken = n - first + 1;
}

void history_note_foreign(
	struct pc_history *history, struct pc_site *site, struct pc_str ours)
{
	const struct seen_list *files = &site->files;

	history->n_foreign = 0;
	history->foreign =
		pc_arena_new_array(&site->arena, struct pc_foreign, files->count);
	for (size_t i = 0; i < files->count; i++) {
		const struct pc_seen *seen = &files->items[i];
		struct pc_foreign *foreign = &history->foreign[history->n_foreign];

		if (site_is_leftover(seen->path) || pc_str_eq(seen->path, ours))
			continue;
		foreign->path = seen->path;
		memcpy(foreign->sha256, seen->sha256, PC_SHA256_HEX);
		history->n_foreign++;
	}
}

/* ---- writing -------------------------------------------------------------- */

static void add_int(struct pc_buf *out, const char *key, int64_t number)
{
	pc_json_key(out, key);
	pc_buf_printf(out, "%lld", (long long)number);
}

static void add_applied(struct pc_buf *out, const struct pc_applied *applied)
{
	pc_json_next(out);
	pc_buf_puts(out, "\n{");
	add_int(out, "number", applied->number);
	pc_json_member(out, "path", applied->path);
	pc_json_member(out, "sha256", pc_str(applied->sha256));
	pc_json_member(out, "note", applied->note);
	add_int(out, "at", applied->at_us);
	add_int(out, "of", applied->of);
	pc_buf_add_char(out, '}');
}

static void add_foreign(
	struct pc_buf *out, const char *key, const struct pc_foreign *items, size_t n)
{
	pc_json_key(out, key);
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < n; i++) {
		pc_json_next(out);
		pc_buf_puts(out, "\n{");
		pc_json_member(out, "path", items[i].path);
		pc_json_member(out, "sha256", pc_str(items[i].sha256));
		pc_buf_add_char(out, '}');
	}
	pc_buf_add_char(out, ']');
}

static void write_history(
	struct pc_buf *out, const struct pc_site *site, const struct pc_history *history)
{
	pc_buf_add_char(out, '{');
	add_int(out, "version", STATE_VERSION);
	pc_json_member(out, "target", pc_str(site->where.target->name));
	add_int(out, "current", history->current);
	add_int(out, "next", history->next);
	pc_json_key(out, "applied");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < history->n_applied; i++)
		add_applied(out, &history->applied[i]);
	pc_buf_add_char(out, ']');
	add_foreign(out, "foreign", history->foreign, history->n_foreign);
	add_foreign(out, "taken", history->taken, history->n_taken);
	pc_buf_puts(out, "}\n");
}

enum pc_status history_save(
	struct pc_site *site, const struct pc_history *history, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct put put = {
		.site = site, .dir = site->state, .name = state_name, .mode = 0600};

	write_history(&text, site, history);
	if (!pc_str_eq(pc_buf_str(&text), site->history_text)) {
		PC_TRY(put_file(&put, pc_buf_str(&text), err));
		site->history_text = pc_arena_str(&site->arena, pc_buf_str(&text));
	}
	site->history = *history;
	return PC_OK;
}
