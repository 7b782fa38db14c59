/* SPDX-License-Identifier: Apache-2.0 */
/* From fixes to a text that was read again: see edit_priv.h. */
#include "pc/doc/edit.h"

#include <stdlib.h>

#include "edit_priv.h"
#include "pc/doc/read.h"
#include "pc/doc/source.h"

/* What a place can mean: a value, or a key. */
struct anchor {
	size_t at;
	struct part *part;
	bool is_key;
};

struct anchors {
	struct anchor *items;
	size_t count, cap;
};

static void add_anchor(struct anchors *anchors, size_t at, struct part *part, bool is_key)
{
	pc_xgrow(anchors->items, anchors->count, anchors->cap);
	anchors->items[anchors->count++] = (struct anchor){at, part, is_key};
}

static void add_anchors(struct anchors *anchors, struct part *part)
{
	if (part_is_member(part))
		add_anchor(anchors, part->key.begin, part, true);
	add_anchor(anchors, part->value.begin, part, false);
	for (struct part *child = part->first; child; child = child->next)
		add_anchors(anchors, child);
}

static int by_place(const void *a, const void *b)
{
	const struct anchor *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

static bool fits(const struct anchor *anchor, enum pc_fix_kind kind)
{
	const struct part *part = anchor->part;

	switch (kind) {
	case PC_FIX_TEXT:
		return anchor->is_key || part->kind == PC_TEXT;
	case PC_FIX_VALUE:
		return !anchor->is_key;
	case PC_FIX_REMOVE:
		return part->parent != NULL;
	case PC_FIX_ADD:
		return !anchor->is_key && part->parent && part->parent->kind == PC_LIST;
	default:
		return false;
	}
}

/* What stands at the place and can be edited so; a key before the block map that begins
 * with it. */
static const struct anchor *find(
	const struct anchors *anchors, size_t at, enum pc_fix_kind kind)
{
	const struct anchor *found = NULL;
	size_t low = 0, high = anchors->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (anchors->items[middle].at < at)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < anchors->count && anchors->items[low].at == at; low++) {
		const struct anchor *anchor = &anchors->items[low];

		if (fits(anchor, kind) && (!found || (anchor->is_key && !found->is_key)))
			found = anchor;
	}
	return found;
}

static bool is_gone(const struct part *part)
{
	for (; part; part = part->parent) {
		if (part->edit && part->edit->fix->kind != PC_FIX_TEXT)
			return true;
	}
	return false;
}

static struct edit **slot_of(const struct anchor *anchor, enum pc_fix_kind kind)
{
	struct part *part = anchor->part;
	struct edit **slot = &part->additions;

	if (kind == PC_FIX_TEXT && anchor->is_key)
		return &part->key_edit;
	if (kind != PC_FIX_ADD)
		return &part->edit;
	while (*slot)
		slot = &(*slot)->next;
	return slot;
}

static bool is_same(const struct edit *edit, const struct pc_fix *fix)
{
	return edit && edit->fix->kind == fix->kind &&
	       (fix->kind == PC_FIX_REMOVE || pc_str_eq(edit->fix->with, fix->with));
}

static bool overlaps(const struct anchor *anchor, enum pc_fix_kind kind)
{
	const struct part *part = anchor->part;
	size_t own_key = part->key_edit != NULL;

	if (is_gone(part->parent))
		return true;
	if (part_goes(part))
		return true;
	if (kind == PC_FIX_REMOVE)
		return part->n_edits > 0;
	if (kind == PC_FIX_VALUE)
		return part->n_edits > own_key;
	return kind == PC_FIX_TEXT &&
	       (anchor->is_key ? part->key_edit != NULL : part->edit != NULL);
}

/* The first key of a map that begins behind a dash: the lines between it and the next key
 * move up, so there may be no comment of somebody else among them. */
static bool takes_comment_along(const struct parts *parts, const struct part *part)
{
	size_t line = parts_line_begin(parts, part->lead);
	struct range before = {line, part->lead};

	if (!part_is_block(part->parent) || part != part->parent->first || !part->next ||
		pc_str_trim(parts_slice(parts, before)).len == 0)
		return false;
	return parts_has_comment(parts,
		(struct range){parts_line_end(parts, part->value.end), part->next->lead});
}

/* A key that its map has already would take the other's value away, or lose its own. */
static bool makes_twin(const struct anchor *anchor, const struct pc_fix *fix)
{
	const struct part *other;

	if (fix->kind != PC_FIX_TEXT || !anchor->is_key)
		return false;
	for (other = anchor->part->parent->first; other; other = other->next) {
		struct pc_str key =
			other->key_edit ? other->key_edit->node->text : other->key_text;

		if (other != anchor->part && pc_str_eq(key, fix->with))
			return true;
	}
	return false;
}

static const struct pc_node *node_of(struct pc_arena *arena, const struct pc_fix *fix)
{
	struct pc_node *node = NULL;
	struct pc_err err;

	if (fix->kind != PC_FIX_VALUE)
		return pc_node_new_text(arena, fix->with, fix->at);
	if (pc_json_read(&node, arena, NULL, fix->with, NULL, &err) != PC_OK)
		return NULL;
	return node;
}

static enum pc_edit_state mark(
	struct parts *parts, const struct anchors *anchors, const struct pc_fix *fix)
{
	const struct anchor *anchor =
		find(anchors, pc_source_offset(parts->text, fix->at), fix->kind);
	const struct pc_node *node = node_of(parts->arena, fix);
	struct edit **slot, *edit;

	if (!anchor || !node || makes_twin(anchor, fix) ||
		(fix->kind == PC_FIX_REMOVE && takes_comment_along(parts, anchor->part)))
		return PC_EDIT_UNFIT;
	slot = slot_of(anchor, fix->kind);
	if (is_same(*slot, fix))
		return PC_EDIT_DONE;
	if (overlaps(anchor, fix->kind))
		return PC_EDIT_LEFT;
	edit = pc_arena_new(parts->arena, struct edit);
	*edit = (struct edit){.fix = fix, .node = node};
	*slot = edit;
	for (struct part *part = anchor->part; part; part = part->parent)
		part->n_edits++;
	return PC_EDIT_DONE;
}

static void mark_all(const struct pc_edits *edits, struct parts *parts)
{
	struct anchors anchors = {0};

	add_anchors(&anchors, parts->root);
	qsort(anchors.items, anchors.count, sizeof(*anchors.items), by_place);
	for (size_t i = 0; i < edits->count; i++)
		edits->states[i] = mark(parts, &anchors, &edits->fixes[i]);
	free(anchors.items);
}

static bool is_cut(const struct cuts *cuts, size_t *from, size_t at)
{
	while (*from < cuts->count && cuts->items[*from].range.end <= at)
		++*from;
	return *from < cuts->count && cuts->items[*from].range.begin <= at;
}

/* Every comment that was not cut out is still there. */
static bool comments_stay(
	const struct parts *before, const struct cuts *cuts, const struct parts *behind)
{
	size_t from = 0, j = 0;

	for (size_t i = 0; i < before->n_margins; i++) {
		if (before->margins[i].kind == MARGIN_BLANK ||
			is_cut(cuts, &from, before->margins[i].at))
			continue;
		while (j < behind->n_margins && behind->margins[j].kind == MARGIN_BLANK)
			j++;
		if (j == behind->n_margins ||
			!pc_str_eq(before->margins[i].text, behind->margins[j++].text))
			return false;
	}
	return true;
}

/* False when two cuts overlap. */
static bool apply(struct pc_buf *out, const struct parts *parts, const struct cuts *cuts)
{
	size_t at = 0;

	for (size_t i = 0; i < cuts->count; i++) {
		const struct cut *cut = &cuts->items[i];

		if (cut->range.begin < at)
			return false;
		pc_buf_add(out, parts_slice(parts, (struct range){at, cut->range.begin}));
		pc_buf_add(out, cut->with);
		at = cut->range.end;
	}
	pc_buf_add(out, pc_str_from(parts->text, at));
	return true;
}

static enum pc_status edit_marked(
	struct pc_buf *out, const struct parts *parts, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct cuts cuts = {0};
	struct parts again;
	struct pc_err why;
	bool good;

	edit_cut(&cuts, parts);
	good = apply(&buf, parts, &cuts) &&
	       parts_read(&again, parts->arena, NULL, pc_buf_str(&buf), parts->language,
		       &why) == PC_OK &&
	       parts_same_tree(edit_expect(parts), again.tree) &&
	       comments_stay(parts, &cuts, &again);
	free(cuts.items);
	if (!good)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"cannot be mended without touching something else: mend it by "
			"hand");
	pc_buf_add(out, pc_buf_str(&buf));
	return PC_OK;
}

enum pc_status pc_edit(struct pc_buf *out, const struct pc_edits *edits,
	struct pc_str text, enum pc_language language, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const char *file = edits->count > 0 ? edits->fixes[0].at.file : NULL;
	struct parts parts;

	PC_TRY(parts_read(&parts, &arena, file, text, language, err));
	mark_all(edits, &parts);
	return edit_marked(out, &parts, err);
}
