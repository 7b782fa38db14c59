/* SPDX-License-Identifier: Apache-2.0 */
/* Holding a document against the schema as the client does: value by value in a managed
 * document, all or nothing in a user's.  Every departure is a finding that begins with
 * the dotted path which the client names in its own message. */
#include <stdio.h>

#include "keys_priv.h"
#include "pc/base/buf.h"
#include "pc/doc/read.h"

struct pc_diag *repair_say(struct repair *r, const char *code, struct pc_span at,
	struct pc_str path, const char *fmt, ...)
{
	struct pc_diag *diag;
	va_list args;

	va_start(args, fmt);
	diag = finding_vadd(r->diags, code, at, path, fmt, args);
	va_end(args);
	return diag;
}

void repair_mark(struct repair *r, const struct pc_node *node)
{
	size_t n = r->n_stand_ins;

	if ((n & (n - 1)) == 0) { /* full at every power of two */
		const struct pc_node **more = pc_arena_new_array(
			r->arena, const struct pc_node *, n ? n * 2 : 1);

		for (size_t i = 0; i < n; i++)
			more[i] = r->stand_ins[i];
		r->stand_ins = more;
	}
	r->stand_ins[r->n_stand_ins++] = node;
}

static void move_to(struct pc_node *node, struct pc_span at)
{
	node->at = at;
	for (size_t i = 0; node->kind == PC_MAP && i < node->n_pairs; i++) {
		node->pairs[i].key_at = at;
		move_to(node->pairs[i].value, at);
	}
	for (size_t i = 0; node->kind == PC_LIST && i < node->n_items; i++)
		move_to(node->items[i], at);
}

struct pc_node *repair_constant(
	struct repair *r, const char *json, const struct pc_node *value)
{
	struct pc_node *node = NULL;
	struct pc_err err;

	if (pc_json_read(&node, r->arena, "", pc_str(json), NULL, &err) != PC_OK)
		return NULL; /* a slip in the tables, which their test finds */
	move_to(node, value->at);
	return node;
}

struct pc_node *repair_stand_in(
	struct repair *r, const char *json, const struct pc_node *value)
{
	struct pc_node *node = repair_constant(r, json, value);

	if (node)
		repair_mark(r, node);
	return node;
}

struct pc_node *repair_new_list(struct repair *r, const struct pc_node *like)
{
	struct pc_node *list = pc_node_new(r->arena, PC_LIST, like->at);

	list->items = pc_arena_new_array(r->arena, struct pc_node *, like->n_items);
	return list;
}

struct pc_node *repair_new_map(struct repair *r, const struct pc_node *like)
{
	struct pc_node *map = pc_node_new(r->arena, PC_MAP, like->at);

	map->pairs = pc_arena_new_array(r->arena, struct pc_pair, like->n_pairs);
	return map;
}

void repair_keep(struct pc_node *map, struct pc_pair pair, struct pc_node *value)
{
	if (!value)
		return;
	pair.value = value;
	map->pairs[map->n_pairs++] = pair;
}

/* ---- one wrong value ------------------------------------------------------ */

/* What becomes of a wrong value in a managed document. */
static const struct {
	const char *code;
	enum pc_effect effect;
	const char *then;
} fates[] = {
	[BAD_DROP] = {"PC1301", PC_EFFECT_IGNORED, "the client ignores it"},
	[BAD_UNHELD] = {"PC1301", PC_EFFECT_WARNED, "the client drops it"},
	[BAD_SILENT] = {"PC1301", PC_EFFECT_ACCEPTED,
		"the client ignores it and says nothing"},
	[BAD_STRICT] = {"PC1302", PC_EFFECT_RESTRICTIVE,
		"the client reads its strictest value, "},
	[BAD_EMPTY] = {"PC1303", PC_EFFECT_EMPTIED, "the client enforces an empty list"},
};

static struct pc_diag *say_bad(struct repair *r, const struct key *key,
	struct pc_str path, const struct pc_node *value, struct pc_str what)
{
	bool silent = key->bad == BAD_SILENT;
	struct pc_diag *diag;

	if (!r->managed && !key->lenient && !silent) {
		r->rejected = true;
		return repair_say(r, "PC1203", value->at, path,
			"%.*s; the client ignores the whole file", PC_STR_ARG(what));
	}
	diag = repair_say(r, fates[key->bad].code, value->at, path, "%.*s; %s%s",
		PC_STR_ARG(what), fates[key->bad].then,
		key->bad == BAD_STRICT ? key->strict : "");
	diag->effect = fates[key->bad].effect;
	if (silent)
		diag->severity = PC_WARNING;
	return diag;
}

/* What stands for a wrong value. */
static struct pc_node *stand_in(
	struct repair *r, const struct key *key, const struct pc_node *value)
{
	if (!r->managed && !key->lenient)
		return NULL;
	if (key->bad == BAD_STRICT)
		return repair_stand_in(r, key->strict, value);
	return key->bad == BAD_EMPTY ? pc_node_new(r->arena, PC_LIST, value->at) : NULL;
}

void repair_follows(struct repair *r, struct pc_span cause)
{
	if (r->diags && r->diags->count && !r->diags->dropped)
		r->diags->items[r->diags->count - 1].caused_by = cause;
}

struct pc_node *repair_bad(struct repair *r, const struct key *key, struct pc_str path,
	struct pc_node *value, struct pc_str what)
{
	say_bad(r, key, path, value, what);
	return stand_in(r, key, value);
}

static struct pc_node *bad_shape(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value)
{
	struct shape_fault fault = {0};
	struct pc_diag *diag;

	shape_fits(key->shape, value, r->arena, &fault);
	if (fault.member.len) {
		fault.what = pc_arena_printf(r->arena, "'%.*s' %.*s",
			PC_STR_ARG(fault.member), PC_STR_ARG(fault.what));
	}
	diag = say_bad(r, key, path, value, fault.what);
	diag->fix = repair_fix(r, key->shape, value);
	return stand_in(r, key, value);
}

/* null where it does not count as a wrong value; false: it does. */
static bool is_unset(struct repair *r, const struct key *key, struct pc_str path,
	const struct pc_node *value)
{
	if (value->kind != PC_NULL || key->null == NULL_BAD)
		return false;
	if (!r->managed && key->null_rejects)
		return false;
	if (key->null == NULL_SAID) {
		struct pc_diag *diag = repair_say(r, "PC1305", value->at, path,
			"is null; the client reads it as not set here");

		diag->fix = (struct pc_fix){.kind = PC_FIX_REMOVE, .at = value->at};
	}
	return true;
}

/* ---- lists whose entries are judged one by one ---------------------------- */

static struct pc_str entry_path(
	struct repair *r, const struct key *key, struct pc_str path, size_t i)
{
	switch (key->entries) {
	case ENTRIES_INDEX:
	case ENTRIES_BLOCK:
		return pc_arena_printf(r->arena, "%.*s[%zu]", PC_STR_ARG(path), i);
	case ENTRIES_EACH:
		return pc_arena_printf(r->arena, "%.*s[]", PC_STR_ARG(path));
	default:
		return path;
	}
}

static struct pc_diag *say_entry(struct repair *r, const struct key *key,
	struct pc_str path, const struct pc_node *list, size_t i)
{
	struct shape_fault fault = {0};
	struct pc_diag *diag;
	bool named;

	shape_fits(key->shape->of, list->items[i], r->arena, &fault);
	named = fault.member.len > 0;
	diag = repair_say(r, "PC1304", list->items[i]->at, entry_path(r, key, path, i),
		"entry %s%.*s%s%.*s; the client ignores it", named ? "'" : "",
		PC_STR_ARG(fault.member), named ? "' " : "", PC_STR_ARG(fault.what));
	diag->fix = repair_fix(r, key->shape->of, list->items[i]);
	return diag;
}

/* A list without a right entry is as wrong as a value of another type; that is told of
 * the entries, and once more of the list. */
static struct pc_node *lose_all(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value)
{
	struct pc_diag *diag = say_bad(r, key, path, value, PC_STR("has no valid entry"));

	if (key->bad == BAD_UNHELD)
		diag->effect = PC_EFFECT_IGNORED;
	if (key->entries != ENTRIES_BLOCK) {
		diag->severity = PC_NOTE;
		diag->caused_by = value->items[0]->at;
	}
	return stand_in(r, key, value);
}

static struct pc_node *repair_entries(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value)
{
	const struct shape *shape = key->shape->of;
	struct pc_node *out = repair_new_list(r, value);
	bool none;

	for (size_t i = 0; i < value->n_items; i++) {
		struct pc_node *item = value->items[i];

		if (shape_fits(shape, item, r->arena, NULL))
			out->items[out->n_items++] = shape_strip(shape, item, r->arena);
		else if (!r->managed && !key->lenient)
			return repair_bad(
				r, key, path, item, PC_STR("has a wrong entry"));
	}
	none = value->n_items && out->n_items == 0;
	for (size_t i = 0; i < value->n_items; i++) {
		struct pc_node *item = value->items[i];
		struct pc_diag *diag;

		if (shape_fits(shape, item, r->arena, NULL)) {
			unknown_members(r, shape, path, item);
		} else if (!none || key->entries != ENTRIES_BLOCK) {
			diag = say_entry(r, key, path, value, i);
			if (none && key->none_is_bad && key->bad == BAD_EMPTY)
				diag->effect = PC_EFFECT_EMPTIED;
		}
	}
	return none && key->none_is_bad ? lose_all(r, key, path, value) : out;
}

/* ---- one value ------------------------------------------------------------ */

/* A boolean in quotes. */
static struct pc_node *quoted_boolean(struct repair *r, const struct pc_node *node)
{
	bool yes = pc_str_is(pc_node_text(node), "true");
	struct pc_node *out;

	if (!yes && !pc_str_is(pc_node_text(node), "false"))
		return NULL;
	out = pc_node_new(r->arena, PC_BOOL, node->at);
	out->boolean = yes;
	return out;
}

struct pc_node *repair_value(struct repair *r, const struct key *key, struct pc_str path,
	struct pc_node *value)
{
	if (is_unset(r, key, path, value))
		return NULL;
	if (value->kind == PC_LIST && key->entries != ENTRIES_TOGETHER)
		return repair_entries(r, key, path, value);
	if (shape_fits(key->shape, value, r->arena, NULL)) {
		unknown_members(r, key->shape, path, value);
		return shape_strip(key->shape, value, r->arena);
	}
	return bad_shape(r, key, path, value);
}

/* A word of a closed list.  What stands for a wrong one counts as the author's. */
struct pc_node *repair_words(struct repair *r, const struct key *key, struct pc_str path,
	struct pc_node *value)
{
	size_t before = r->n_stand_ins;
	struct pc_node *out = repair_value(r, key, path, value);

	r->n_stand_ins = before;
	return out;
}

/* A switch of the administrator's: true or false, and lenient about quotes. */
struct pc_node *repair_switch(struct repair *r, const struct key *key, struct pc_str path,
	struct pc_node *value)
{
	bool words = key->shape->kind == SHAPE_WORD;
	struct pc_node *out = words ? NULL : quoted_boolean(r, value);
	struct pc_diag *diag;

	if (r->managed && words && value->kind == PC_BOOL && !value->boolean) {
		diag = repair_say(r, "PC1305", value->at, path,
			"its only value is %s; the client reads false as not set",
			key->strict);
		diag->fix = (struct pc_fix){.kind = PC_FIX_REMOVE, .at = value->at};
		return NULL;
	}
	if (!r->managed || !out)
		return repair_value(r, key, path, value);
	diag = repair_say(r, "PC1306", value->at, path,
		"is the text \"%.*s\"; the client reads %.*s", PC_STR_ARG(value->text),
		PC_STR_ARG(value->text));
	diag->fix = repair_fix(r, key->shape, value);
	return out;
}

/* ---- blocks --------------------------------------------------------------- */

struct pc_node *repair_block(struct repair *r, const struct key *key, struct pc_str path,
	struct pc_node *value)
{
	struct pc_node *out;
	bool dropped = false;

	if (is_unset(r, key, path, value))
		return NULL;
	if (value->kind != PC_MAP) {
		return repair_bad(r, key, path, value,
			pc_arena_printf(r->arena, "must be an object, not %s",
				pc_kind_name(value->kind)));
	}
	out = repair_new_map(r, value);
	for (size_t i = 0; i < value->n_pairs; i++) {
		struct pc_pair pair = value->pairs[i];
		const struct key *member = key_find(key->members, pair.key);
		struct pc_str inner = pc_arena_printf(
			r->arena, "%.*s.%.*s", PC_STR_ARG(path), PC_STR_ARG(pair.key));

		if (!member) {
			unknown_key(r, key->members, inner, &pair);
			if (key->open)
				repair_keep(out, pair, pair.value);
			continue;
		}
		pair.value = member->repair(r, member, inner, pair.value);
		if (pair.value && !repair_may_set(r, member, inner, &pair))
			pair.value = NULL;
		dropped |= !pair.value;
		repair_keep(out, pair, pair.value);
	}
	/* What repair emptied is not set; what was written empty is. */
	return out->n_pairs == 0 && dropped ? NULL : out;
}

/* ---- the document --------------------------------------------------------- */

static bool is_stand_in(const struct repair *r, const struct pc_node *node)
{
	for (size_t i = 0; i < r->n_stand_ins; i++) {
		if (r->stand_ins[i] == node)
			return true;
	}
	return false;
}

struct pc_node *repair_kept(struct repair *r, struct pc_node *node)
{
	if (!r->as_mended || r->n_kept == PC_COUNT(r->kept))
		return NULL;
	r->kept[r->n_kept++] = node;
	return node;
}

static bool is_kept(const struct repair *r, const struct pc_node *node)
{
	for (size_t i = 0; i < r->n_kept; i++) {
		if (r->kept[i] == node)
			return true;
	}
	return false;
}

/* Whether the author wrote anything below node that counts. */
static bool is_content(const struct repair *r, const struct pc_node *node)
{
	if (is_stand_in(r, node) || is_kept(r, node))
		return false;
	if (node->kind != PC_MAP)
		return true;
	for (size_t i = 0; i < node->n_pairs; i++) {
		if (is_content(r, node->pairs[i].value))
			return true;
	}
	return false;
}

static bool is_about_sources(struct pc_str key)
{
	return pc_str_is(key, "managedSourcesBehavior") ||
	       pc_str_is(key, "wslInheritsWindowsSettings");
}

static bool has_content(const struct repair *r, const struct pc_node *root)
{
	for (size_t i = 0; i < root->n_pairs; i++) {
		if (!is_about_sources(root->pairs[i].key) &&
			is_content(r, root->pairs[i].value))
			return true;
	}
	return false;
}

/* The first stand-in below node, or node itself if it is one; NULL: none. */
static const struct pc_node *stand_in_of(
	const struct repair *r, const struct pc_node *node)
{
	const struct pc_node *found = NULL;

	if (is_stand_in(r, node))
		return node;
	for (size_t i = 0; !found && node->kind == PC_MAP && i < node->n_pairs; i++)
		found = stand_in_of(r, node->pairs[i].value);
	return found;
}

/* A document in which only fail-closed readings are left. */
static void say_hollow(struct repair *r, const struct pc_node *root)
{
	if (r->n_stand_ins == 0 || has_content(r, root))
		return;
	for (size_t i = 0; i < root->n_pairs; i++) {
		const struct pc_pair *pair = &root->pairs[i];
		const struct pc_node *wrong = stand_in_of(r, pair->value);
		struct pc_diag *diag;

		if (is_about_sources(pair->key) || !wrong)
			continue;
		diag = repair_say(r, "PC1302", pair->key_at, pair->key,
			"has nothing that can be applied as written, and nothing else is "
			"in the file; only its strictest reading counts");
		diag->severity = PC_NOTE;
		diag->caused_by = wrong->at;
	}
}

static void repair_pair(struct repair *r, struct pc_node *out, struct pc_pair pair)
{
	const struct key *key = key_top(pair.key);
	struct pc_node *value;

	if (!key) {
		unknown_key(r, keys_top, pair.key, &pair);
		repair_keep(out, pair, pair.value);
		return;
	}
	value = key->repair(r, key, pair.key, pair.value);
	if (value && !repair_may_set(r, key, pair.key, &pair))
		value = NULL;
	repair_keep(out, pair, value);
}

/* strictKnownMarketplaces goes by another name too. */
static void rename_alias(struct repair *r, struct pc_node *root)
{
	static const char alias[] = "allowedMarketplaces",
			  name[] = "strictKnownMarketplaces";
	bool both = pc_node_get_c(root, name) != NULL;

	for (size_t i = 0; i < root->n_pairs; i++) {
		struct pc_pair *pair = &root->pairs[i];

		if (!pc_str_is(pair->key, alias))
			continue;
		if (!both) {
			pair->key = pc_str(name);
			root->by_key = NULL;
			return;
		}
		repair_say(r, "PC1301", pair->key_at, pair->key,
			"is another name for '%s', which is here too; the client ignores "
			"'%s'",
			name, alias);
		root->pairs[i] = root->pairs[root->n_pairs - 1];
		root->n_pairs--;
		root->by_key = NULL;
		return;
	}
}

static bool finish_guards(struct load *load, struct repair *r, struct doc *doc)
{
	if (!r->guard_lost)
		return true;
	if (!r->managed)
		return false;
	if (has_content(r, doc->root))
		return true;
	doc->adds_nothing = true;
	load->source_failed = true;
	load->failed_at = r->guard_at;
	load->failed_why =
		PC_STR("a PreToolUse or PermissionRequest hook cannot be loaded "
		       "and nothing else is in the file");
	return true;
}

bool repair_document(struct load *load, struct doc *doc)
{
	struct repair r = {
		.arena = load->arena,
		.diags = load->diags,
		.layer = doc->layer,
		.managed = doc->layer == PC_LAYER_MANAGED,
		.as_mended = load->where && load->where->as_mended,
	};
	struct pc_node *root = doc->root;
	struct pc_node *out;

	repair_stray_guards(&r, root);
	rename_alias(&r, root);
	out = repair_new_map(&r, root);
	for (size_t i = 0; i < root->n_pairs; i++)
		repair_pair(&r, out, root->pairs[i]);
	doc->root = out;
	if (r.managed)
		say_hollow(&r, out);
	return (finish_guards(load, &r, doc) && !r.rejected) || r.as_mended;
}
