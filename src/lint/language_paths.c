/* SPDX-License-Identifier: Apache-2.0 */
/* Path rules as sets of absolute paths. */
#include "language_priv.h"

static const struct pc_range slash = {'/', '/'};

/* Components behind at, each with its '/': any number of them. */
static uint32_t add_parents(struct pc_auto *a, uint32_t at)
{
	uint32_t loop = pc_auto_state(a), end;

	pc_auto_skip(a, at, loop);
	end = pc_auto_run(a, pc_auto_one(a, loop, pc_not_slash, 2), pc_not_slash, 2);
	pc_auto_edge(a, end, slash, loop);
	return loop;
}

/* The place itself, unless only what is in it counts, and all below it. */
static void accept_tree(struct pc_auto *a, uint32_t at, bool below_only)
{
	if (!below_only)
		pc_auto_accept(a, at);
	at = pc_auto_one(a, at, &slash, 1);
	at = pc_auto_one(a, at, pc_not_slash, 2);
	pc_auto_accept(a, pc_auto_run(a, at, &pc_any_char, 1));
}

static bool add_path(struct pc_auto *a, const struct pc_path_shape *shape)
{
	struct pc_str root =
		pc_str_is(shape->root, "/") ? (struct pc_str){0} : shape->root;
	uint32_t at = pc_auto_text(a, 0, root, false);

	switch (shape->kind) {
	case PC_PATH_NEVER:
		return true;
	case PC_PATH_EXACT:
		/* "/" is its own anchor, and nothing is left of it. */
		if (shape->text.len > root.len && !pc_str_is(shape->text, "/"))
			at = pc_auto_text(
				a, at, pc_str_from(shape->text, root.len), true);
		accept_tree(a, at, shape->below_only);
		return true;
	case PC_PATH_NAME:
	case PC_PATH_SIMPLE:
		at = add_parents(a, pc_auto_one(a, at, &slash, 1));
		at = words_with_stars(a, at, shape->text, pc_not_slash, 2, true);
		accept_tree(a, at, shape->below_only);
		return true;
	case PC_PATH_GENERAL:
		return pc_auto_glob(a, pc_auto_one(a, at, &slash, 1), shape->text);
	}
	return false;
}

/* A pattern without a literal start matches nothing at its anchor, but "/" is a path. */
static const struct pc_lang *without_root(
	struct pc_arena *arena, const struct pc_auto *paths)
{
	struct pc_auto *root = pc_auto_new(arena);

	pc_auto_accept(root, pc_auto_one(root, 0, &slash, 1));
	return pc_lang_and(arena, pc_lang_auto(arena, paths),
		pc_lang_not(arena, pc_lang_auto(arena, root)));
}

const struct pc_lang *words_of_paths(
	struct analysis *analysis, const struct pc_rule *rule)
{
	const struct pc_settings *settings = &analysis->settings;
	struct pc_auto *a = pc_auto_new(analysis->arena);
	struct pc_path_shape shape;

	pc_path_shape(&shape, analysis->arena, settings, rule, settings->cwd);
	if (!add_path(a, &shape))
		return NULL;
	if (shape.kind == PC_PATH_GENERAL && pc_str_is(shape.root, "/"))
		return without_root(analysis->arena, a);
	if (!shape.is_bare || rule->src->list == PC_LIST_ALLOW)
		return pc_lang_auto(analysis->arena, a);
	for (size_t i = 0; i < settings->n_dirs; i++) {
		if (pc_str_eq(settings->dirs[i], settings->cwd))
			continue;
		pc_path_shape(&shape, analysis->arena, settings, rule, settings->dirs[i]);
		if (!add_path(a, &shape))
			return NULL;
	}
	return pc_lang_auto(analysis->arena, a);
}

/* Absolute and normal: no empty component, no "." and "..", no white space at the end,
 * which the client takes off.  plain: letters, digits and what names are made of. */
const struct pc_lang *universe_of_paths(struct analysis *analysis, bool plain)
{
	static const struct pc_range plain_chars[] = {
		{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'_', '_'}, {'-', '-'}};
	static const struct pc_range all_chars[] = {
		{' ' + 1, '.' - 1}, {'/' + 1, 0x10FFFF}};
	const struct pc_range blanks = {0, ' '};
	const struct pc_range *chars = plain ? plain_chars : all_chars;
	size_t n = plain ? PC_COUNT(plain_chars) : PC_COUNT(all_chars);
	struct pc_auto *a = pc_auto_new(analysis->arena);
	uint32_t begin = pc_auto_one(a, 0, &slash, 1), name = pc_auto_state(a);
	uint32_t dot = pc_auto_state(a), dots = pc_auto_state(a),
		 blank = pc_auto_state(a), from[5];
	const struct pc_range full_stop = {'.', '.'};

	pc_auto_accept(a, pc_auto_one(a, 0, &slash, 1)); /* the root itself */
	pc_auto_accept(a, name);
	pc_auto_edge(a, begin, full_stop, dot);
	pc_auto_edge(a, dot, full_stop, dots);
	pc_auto_edge(a, dots, full_stop, name);
	pc_auto_edge(a, name, full_stop, name);
	pc_auto_edge(a, blank, full_stop, name);
	pc_auto_edge(a, name, slash, begin);
	pc_auto_edge(a, blank, slash, begin);
	from[0] = begin;
	from[1] = dot;
	from[2] = dots;
	from[3] = name;
	from[4] = blank;
	for (size_t f = 0; f < PC_COUNT(from); f++) {
		for (size_t i = 0; i < n; i++)
			pc_auto_edge(a, from[f], chars[i], name);
		if (!plain)
			pc_auto_edge(a, from[f], blanks, blank);
	}
	return pc_lang_auto(analysis->arena, a);
}
