/* SPDX-License-Identifier: Apache-2.0 */
/* The part `where` of a test: a person's home, directory, mode and own settings. */
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "tests_priv.h"

#define S(text)                                                                          \
	{                                                                                \
		text, sizeof(text) - 1                                                   \
	}

const struct pc_test_where pc_test_anybody = {
	.home = S("/home/user"),
	.cwd = S("/home/user/project"),
	.own.trusted = true,
};

enum { HOME, CWD, MODE, DIRS, USER, PROJECT, LOCAL, SETTINGS, TRUSTED, N_FIELDS };

static const struct field fields[] = {
	[HOME] = {"home", 1 << PC_TEXT},
	[CWD] = {"cwd", 1 << PC_TEXT},
	[MODE] = {"mode", 1 << PC_TEXT},
	[DIRS] = {"dirs", 1 << PC_LIST},
	[USER] = {"user", 1 << PC_MAP},
	[PROJECT] = {"project", 1 << PC_MAP},
	[LOCAL] = {"local", 1 << PC_MAP},
	[SETTINGS] = {"settings", 1 << PC_MAP},
	[TRUSTED] = {"trusted", 1 << PC_BOOL},
	[N_FIELDS] = {NULL, 0},
};

static const char *const modes[] = {"default", "manual", "acceptEdits", "plan", "auto",
	"dontAsk", "bypassPermissions", NULL};

static struct pc_str absolute(
	struct pc_arena *arena, const struct pc_test_where *where, struct pc_str path)
{
	if (pc_str_is(path, "~"))
		return where->home;
	if (pc_str_starts(path, PC_STR("~/")))
		return pc_path_join(arena, where->home, pc_str_from(path, 2));
	return pc_path_join(arena, where->cwd, path);
}

static bool read_home(
	struct pc_test_where *out, struct reading *reading, const struct pc_node *node)
{
	if (node->text.len == 0 || node->text.ptr[0] != '/') {
		reading_fault(reading, node->at, node->text, NULL,
			"home is an absolute path, not");
		return false;
	}
	out->home = pc_path_normal(reading->arena, node->text);
	return true;
}

static bool read_mode(
	struct pc_test_where *out, struct reading *reading, const struct pc_node *node)
{
	for (size_t i = 0; modes[i]; i++) {
		if (pc_str_is(node->text, modes[i])) {
			out->mode = node->text;
			return true;
		}
	}
	reading_fault(
		reading, node->at, node->text, modes, "there is no permission mode");
	return false;
}

static bool read_dirs(
	struct pc_test_where *out, struct reading *reading, const struct pc_node *list)
{
	struct pc_str *dirs =
		pc_arena_new_array(reading->arena, struct pc_str, list->n_items);

	for (size_t i = 0; i < list->n_items; i++) {
		if (list->items[i]->kind != PC_TEXT) {
			reading_fault(reading, list->items[i]->at,
				pc_str(pc_kind_name(list->items[i]->kind)), NULL,
				"a directory is a text, no");
			return false;
		}
		dirs[i] = absolute(reading->arena, out, list->items[i]->text);
	}
	out->dirs = dirs;
	out->n_dirs = list->n_items;
	return true;
}

bool where_read(struct pc_test_where *out, struct reading *reading,
	const struct pc_test_where *base, const struct pc_node *map)
{
	const struct pc_pair *found[N_FIELDS] = {0};
	const struct {
		const struct pc_node **to;
		int from;
	} documents[] = {
		{&out->own.user, USER},
		{&out->own.project, PROJECT},
		{&out->own.local, LOCAL},
		{&out->own.flag, SETTINGS},
	};
	bool fine = true;

	*out = *base;
	if (!map)
		return true;
	if (!fields_take(found, reading, fields, map, NULL, NULL))
		return false;
	if (found[HOME])
		fine &= read_home(out, reading, found[HOME]->value);
	if (found[HOME] && !found[CWD])
		out->cwd = pc_path_join(reading->arena, out->home, PC_STR("project"));
	if (found[CWD])
		out->cwd = absolute(reading->arena, out, found[CWD]->value->text);
	if (found[MODE])
		fine &= read_mode(out, reading, found[MODE]->value);
	if (found[DIRS])
		fine &= read_dirs(out, reading, found[DIRS]->value);
	if (found[TRUSTED])
		out->own.trusted = found[TRUSTED]->value->boolean;
	for (size_t i = 0; i < PC_COUNT(documents); i++) {
		if (found[documents[i].from])
			*documents[i].to = found[documents[i].from]->value;
	}
	return fine;
}

static bool same_tree(const struct pc_node *a, const struct pc_node *b)
{
	return a == b || (a && b && pc_node_eq(a, b));
}

static bool same_where(const struct pc_test_where *a, const struct pc_test_where *b)
{
	if (!pc_str_eq(a->home, b->home) || !pc_str_eq(a->cwd, b->cwd) ||
		!pc_str_eq(a->mode, b->mode) || a->n_dirs != b->n_dirs ||
		a->own.trusted != b->own.trusted)
		return false;
	for (size_t i = 0; i < a->n_dirs; i++) {
		if (!pc_str_eq(a->dirs[i], b->dirs[i]))
			return false;
	}
	return same_tree(a->own.user, b->own.user) &&
	       same_tree(a->own.project, b->own.project) &&
	       same_tree(a->own.local, b->own.local) &&
	       same_tree(a->own.flag, b->own.flag);
}

bool where_intern(size_t *out, struct reading *reading, const struct pc_test_where *where)
{
	struct pc_tests *tests = reading->tests;

	/* Neighbours say the same more often than strangers. */
	for (size_t i = tests->n_wheres; i-- > 0;) {
		if (same_where(&tests->wheres[i], where)) {
			*out = i;
			return true;
		}
	}
	if (tests->n_wheres == PC_MAX_TEST_WHERES)
		return false;
	pc_arena_grow(reading->arena, tests->wheres, tests->n_wheres, tests->cap_wheres);
	*out = tests->n_wheres;
	tests->wheres[tests->n_wheres++] = *where;
	return true;
}
