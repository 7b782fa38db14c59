/* SPDX-License-Identifier: Apache-2.0 */
/* A word that a rule surely means, for most rules without a search: every other rule that
 * covers this one has the word. */
#include "relations_priv.h"

#include "pc/base/buf.h"

struct pc_str example_of_stars(struct pc_arena *arena, struct pc_str pattern)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < pattern.len; i++) {
		if (pattern.ptr[i] != '*')
			pc_buf_add_char(&out, pattern.ptr[i]);
		else if (i == 0 || pattern.ptr[i - 1] != '*')
			pc_buf_add_char(&out, 'a');
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}

static void add_piece(struct pc_buf *out, struct pc_str piece)
{
	bool at_blank = out->len == 0 || out->ptr[out->len - 1] == ' ';

	if (at_blank && (piece.len == 0 || piece.ptr[0] == ' '))
		pc_buf_add_char(out, 'a');
	pc_buf_add(out, piece);
}

struct pc_str example_of_command(
	struct pc_arena *arena, const struct pc_command_shape *shape)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	if (shape->kind != PC_COMMAND_GLOB)
		return shape->head;
	pc_buf_add(&out, shape->head);
	for (size_t i = 0; i < shape->n_pieces; i++)
		add_piece(&out, shape->pieces[i]);
	return pc_arena_str(arena, pc_buf_str(&out));
}

/* The pattern with its wildcards made something; empty where that takes more thought. */
static struct pc_str glob_example(struct pc_arena *arena, struct pc_str pattern)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	if (pc_str_starts(pattern, PC_STR("/")))
		pattern = pc_str_from(pattern, 1);
	for (size_t i = 0; i < pattern.len; i++) {
		char c = pattern.ptr[i];

		if (c == '[' || c == '\\' || c == ' ' || (unsigned char)c >= 0x80)
			return (struct pc_str){0};
		if (pc_str_starts(pc_str_from(pattern, i), PC_STR("**/"))) {
			i += 2;
			continue;
		}
		if (c == '*' && i > 0 && pattern.ptr[i - 1] == '*')
			continue;
		pc_buf_add_char(&out, c == '*' || c == '?' ? 'a' : c);
	}
	if (out.len == 0 || out.ptr[out.len - 1] == '/')
		pc_buf_add_char(&out, 'a');
	return pc_arena_str(arena, pc_buf_str(&out));
}

struct pc_str example_of_path(struct pc_arena *arena, const struct pc_path_shape *shape)
{
	struct pc_str root =
		pc_str_is(shape->root, "/") ? (struct pc_str){0} : shape->root;
	const char *below = shape->below_only ? "/a" : "";
	struct pc_str text = shape->text;

	switch (shape->kind) {
	case PC_PATH_EXACT:
		if (pc_str_is(text, "/"))
			return PC_STR("/a");
		return pc_arena_printf(arena, "%.*s%.*s%s", PC_STR_ARG(root),
			PC_STR_ARG(pc_str_from(text, root.len)), below);
	case PC_PATH_SIMPLE:
	case PC_PATH_NAME:
		text = example_of_stars(arena, text);
		return pc_arena_printf(
			arena, "%.*s/%.*s%s", PC_STR_ARG(root), PC_STR_ARG(text), below);
	case PC_PATH_GENERAL:
		text = glob_example(arena, text);
		return text.len ? pc_arena_printf(arena, "%.*s/%.*s", PC_STR_ARG(root),
					  PC_STR_ARG(text))
				: text;
	default:
		return (struct pc_str){0};
	}
}

struct pc_str example_by_search(struct relations *relations, struct entry *entry)
{
	const struct facet *facet = &entry->language.facets[0];
	struct point point = {.word = {0}};

	if (language_within(&relations->analysis, &entry->language, NULL, 0, &point) !=
			ANSWER_NO ||
		!facet_eq(&point.facet, facet))
		return (struct pc_str){0};
	return point.word;
}
