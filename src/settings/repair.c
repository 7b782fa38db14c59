/* SPDX-License-Identifier: Apache-2.0 */
/* Holding a document against the schema as the client does: value by value in a managed
 * document, all or nothing in a user's.  Every departure is a finding that begins with
 * the dotted path which the client names in its own message. */
#include <stdio.h>

#include "keys_priv.h"
#include "pc/base/buf.h"
#include "pc/doc/read.h"

void repair_say(struct repair *r, const char *code, enum pc_severity severity,
	struct pc_span at, struct pc_str path, const char *fmt, ...)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	va_list args;

	va_start(args, fmt);
	pc_buf_vprintf(&text, fmt, args);
	va_end(args);
	pc_diag_add(r->diags, code, severity, at, "%.*s: %.*s", PC_STR_ARG(path),
		PC_STR_ARG(pc_buf_str(&text)));
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

struct pc_node *repair_stand_in(
	struct repair *r, const char *json, const struct pc_node *value)
{
	struct pc_node *node = NULL;
	struct pc_err err;

	if (pc_json_read(&node, r->arena, "", pc_str(json), NULL, &err) != PC_OK)
		return NULL; /* a slip in the tables, which their test finds */
	move_to(node, value->at);
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

static struct pc_node *reject(struct repair *r, struct pc_str path,
	const struct pc_node *value, struct pc_str what)
{
	r->rejected = true;
	repair_say(r, "PC1203", PC_ERROR, value->at, path,
		"%.*s; the client ignores the whole file", PC_STR_ARG(what));
	return NULL;
}

static struct pc_node *read_strictly(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value, struct pc_str what)
{
	repair_say(r, "PC1302", PC_WARNING, value->at, path,
		"%.*s; the client reads its strictest value, %s", PC_STR_ARG(what),
		key->strict);
	return repair_stand_in(r, key->strict, value);
}

struct pc_node *repair_bad(struct repair *r, const struct key *key, struct pc_str path,
	struct pc_node *value, struct pc_str what)
{
	if (key->bad == BAD_SILENT) {
		repair_say(r, "PC1301", PC_NOTE, value->at, path,
			"%.*s; the client ignores it and says nothing", PC_STR_ARG(what));
		return NULL;
	}
	if (!r->managed && !key->lenient)
		return reject(r, path, value, what);
	switch (key->bad) {
	case BAD_STRICT:
		return read_strictly(r, key, path, value, what);
	case BAD_EMPTY:
		repair_say(r, "PC1303", PC_WARNING, value->at, path,
			"%.*s; the client enforces an empty list", PC_STR_ARG(what));
		return pc_node_new(r->arena, PC_LIST, value->at);
	default:
		repair_say(r, "PC1301", PC_WARNING, value->at, path,
			"%.*s; the client ignores it", PC_STR_ARG(what));
		return NULL;
	}
}

static struct pc_node *bad_shape(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value)
{
	struct shape_fault fault = {0};

	shape_fits(key->shape, value, r->arena, &fault);
	if (fault.member.len) {
		fault.what = pc_arena_printf(r->arena, "'%.*s' %.*s",
			PC_STR_ARG(fault.member), PC_STR_ARG(fault.what));
	}
	return repair_bad(r, key, path, value, fault.what);
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
		repair_say(r, "PC1305", PC_WARNING, value->at, path,
			"is null; the client reads it as not set here");
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

static void say_entry(struct repair *r, const struct key *key, struct pc_str path,
	const struct pc_node *list, size_t i)
{
	struct shape_fault fault = {0};
	bool named;

	shape_fits(key->shape->of, list->items[i], r->arena, &fault);
	named = fault.member.len > 0;
	repair_say(r, "PC1304", PC_WARNING, list->items[i]->at,
		entry_path(r, key, path, i), "entry %s%.*s%s%.*s; the client ignores it",
		named ? "'" : "", PC_STR_ARG(fault.member), named ? "' " : "",
		PC_STR_ARG(fault.what));
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
		if ((!none || key->entries != ENTRIES_BLOCK) &&
			!shape_fits(shape, value->items[i], r->arena, NULL))
			say_entry(r, key, path, value, i);
	}
	if (none && key->none_is_bad)
		return repair_bad(r, key, path, value, PC_STR("has no valid entry"));
	return out;
}

/* ---- one value ------------------------------------------------------------ */

static bool is_text(const struct pc_node *node, const char *text)
{
	return node->kind == PC_TEXT && pc_str_is(node->text, text);
}

struct pc_node *repair_value(struct repair *r, const struct key *key, struct pc_str path,
	struct pc_node *value)
{
	if (is_unset(r, key, path, value))
		return NULL;
	if (value->kind == PC_LIST && key->entries != ENTRIES_TOGETHER)
		return repair_entries(r, key, path, value);
	if (shape_fits(key->shape, value, r->arena, NULL))
		return shape_strip(key->shape, value, r->arena);
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
	struct pc_node *out;

	if (r->managed && words && value->kind == PC_BOOL && !value->boolean) {
		repair_say(r, "PC1305", PC_WARNING, value->at, path,
			"its only value is %s; the client reads false as not set",
			key->strict);
		return NULL;
	}
	if (!r->managed || words || !is_text(value, "true"))
		return repair_value(r, key, path, value);
	repair_say(r, "PC1306", PC_WARNING, value->at, path,
		"is the text \"true\"; the client reads true");
	out = pc_node_new(r->arena, PC_BOOL, value->at);
	out->boolean = true;
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

		if (member) {
			pair.value = member->repair(r, member, inner, pair.value);
			dropped |= !pair.value;
		} else if (!key->open) {
			continue;
		}
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

/* Whether the author wrote anything below node that counts. */
static bool is_content(const struct repair *r, const struct pc_node *node)
{
	if (is_stand_in(r, node))
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

static bool has_stand_in(const struct repair *r, const struct pc_node *node)
{
	if (is_stand_in(r, node))
		return true;
	for (size_t i = 0; node->kind == PC_MAP && i < node->n_pairs; i++) {
		if (has_stand_in(r, node->pairs[i].value))
			return true;
	}
	return false;
}

/* A document in which only fail-closed readings are left. */
static void say_hollow(struct repair *r, const struct pc_node *root)
{
	if (r->n_stand_ins == 0 || has_content(r, root))
		return;
	for (size_t i = 0; i < root->n_pairs; i++) {
		const struct pc_pair *pair = &root->pairs[i];

		if (is_about_sources(pair->key) || !has_stand_in(r, pair->value))
			continue;
		repair_say(r, "PC1308", PC_WARNING, pair->key_at, pair->key,
			"nothing in it can be applied as written and nothing else is in "
			"the file; only its strictest reading counts");
	}
}

static void say_scope(struct repair *r, const struct doc *doc, const struct key *key,
	const struct pc_pair *pair)
{
	static const char *const who[] = {
		[SCOPE_NO_REPOSITORY] = "user, local and managed settings",
		[SCOPE_USER] = "user and managed settings",
		[SCOPE_MANAGED] = "managed settings",
	};

	repair_say(r, "PC1313", PC_WARNING, pair->key_at, pair->key,
		"only %s may set it; the client ignores it in %s settings",
		who[key->scope], pc_layer_name(doc->layer));
}

static bool counts_here(enum key_scope scope, enum pc_layer layer)
{
	switch (layer) {
	case PC_LAYER_MANAGED:
		return true;
	case PC_LAYER_USER:
	case PC_LAYER_FLAG:
		return scope != SCOPE_MANAGED;
	case PC_LAYER_LOCAL:
		return scope <= SCOPE_NO_REPOSITORY;
	default:
		return scope == SCOPE_ANY;
	}
}

static void say_unknown(struct repair *r, const struct pc_pair *pair)
{
	const char *near = NULL;
	size_t best = 3; /* more than two slips is another word */

	if (pc_str_starts(pair->key, PC_STR("x-")) || pc_str_is(pair->key, "$schema"))
		return;
	for (size_t i = 0; i < n_keys_top; i++) {
		size_t distance = pc_str_distance(pair->key, pc_str(keys_top[i].name));

		if (distance < best) {
			best = distance;
			near = keys_top[i].name;
		}
	}
	repair_say(r, "PC1309", PC_WARNING, pair->key_at, pair->key,
		"is no key that the client knows; it ignores it and says nothing%s%s%s",
		near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static void repair_pair(
	struct repair *r, const struct doc *doc, struct pc_node *out, struct pc_pair pair)
{
	const struct key *key = key_top(pair.key);
	struct pc_node *value;

	if (!key) {
		say_unknown(r, &pair);
		repair_keep(out, pair, pair.value);
		return;
	}
	value = key->repair(r, key, pair.key, pair.value);
	if (value && !counts_here(key->scope, doc->layer)) {
		say_scope(r, doc, key, &pair);
		value = NULL;
	}
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
		repair_say(r, "PC1301", PC_WARNING, pair->key_at, pair->key,
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
		.managed = doc->layer == PC_LAYER_MANAGED,
	};
	struct pc_node *root = doc->root;
	struct pc_node *out;

	repair_stray_guards(&r, root);
	rename_alias(&r, root);
	out = repair_new_map(&r, root);
	for (size_t i = 0; i < root->n_pairs; i++)
		repair_pair(&r, doc, out, root->pairs[i]);
	doc->root = out;
	if (r.managed)
		say_hollow(&r, out);
	return finish_guards(load, &r, doc) && !r.rejected;
}
