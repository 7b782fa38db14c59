/* SPDX-License-Identifier: Apache-2.0 */
/* What is to be said of a key whatever its value is: nobody knows it, it stands in the
 * wrong place, its time is over.  The client says nothing about most of this. */
#include "keys_priv.h"
#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "shape_special_priv.h"

/* ---- scope, deprecation --------------------------------------------------- */

static bool counts_here(enum key_scope scope, enum pc_layer layer)
{
	switch (layer) {
	case PC_LAYER_MANAGED:
		return true;
	case PC_LAYER_USER:
	case PC_LAYER_FLAG:
		return scope != SCOPE_MANAGED;
	case PC_LAYER_LOCAL:
		return scope <= SCOPE_NO_REPOSITORY || scope == SCOPE_GLOBAL;
	default:
		return scope == SCOPE_ANY || scope == SCOPE_GLOBAL;
	}
}

bool repair_may_set(struct repair *r, const struct key *key, struct pc_str path,
	const struct pc_pair *pair)
{
	static const char *const who[] = {
		[SCOPE_NO_REPOSITORY] = "user, local and managed settings",
		[SCOPE_USER] = "user and managed settings",
		[SCOPE_MANAGED] = "managed settings",
	};

	if (key->scope == SCOPE_GLOBAL && !key->gone)
		repair_say(r, "PC1317", pair->key_at, path,
			"belongs in ~/.claude.json; the client does nothing with it in a "
			"settings file, and says nothing");
	if (key->gone)
		repair_say(r, "PC1318", pair->key_at, path,
			"does nothing since %s; the client says nothing", key->gone);
	if (key->instead)
		repair_say(r, "PC1318", pair->key_at, path,
			"is deprecated; the client still reads it: use '%s'",
			key->instead);
	if (counts_here(key->scope, r->layer))
		return true;
	repair_say(r, "PC1313", pair->key_at, path,
		"only %s may set it; the client ignores it in %s settings",
		who[key->scope], pc_layer_name(r->layer));
	return false;
}

/* ---- unknown names -------------------------------------------------------- */

/* A name that nobody knows, and the known one that was probably meant. */
struct guess {
	char typed[64];
	const char *best;
	size_t distance;
};

/* Capitals, '-' and '_' are the commonest slips of all. */
static void fold(char *out, size_t size, struct pc_str name)
{
	size_t n = 0;

	for (size_t i = 0; i < name.len && n + 1 < size; i++) {
		char c = name.ptr[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != '-' && c != '_')
			out[n++] = c;
	}
	out[n] = '\0';
}

static struct guess guess_start(struct pc_str name)
{
	struct guess guess = {.distance = name.len > 4 ? 3 : 2};

	fold(guess.typed, sizeof(guess.typed), name);
	return guess;
}

static void consider(struct guess *guess, const char *known)
{
	size_t len = strlen(guess->typed), distance = strlen(known);
	char folded[64];

	if (len >= distance + guess->distance || distance >= len + guess->distance + 2)
		return; /* no two names of such lengths are near; known may lose a '_' */
	fold(folded, sizeof(folded), pc_str(known));
	distance = pc_str_distance(pc_str(guess->typed), pc_str(folded));
	if (distance < guess->distance) {
		guess->distance = distance;
		guess->best = known;
	}
}

/* Nobody reads the ten thousandth finding, and guessing takes time: it is counted. */
static bool is_full(struct repair *r)
{
	bool is_full = r->diags && r->diags->count >= PC_MAX_DIAGS;

	if (is_full)
		r->diags->dropped++;
	return !r->diags || is_full;
}

/* Remarks, and what other programs keep in the same file. */
static bool is_remark(struct pc_str name)
{
	static const char *const starts[] = {"x-", "$", "_", "//", "#"};

	for (size_t i = 0; i < PC_COUNT(starts); i++) {
		if (pc_str_starts(name, pc_str(starts[i])))
			return true;
	}
	return pc_str_is(name, "comment") || pc_str_is(name, "comments");
}

/* The dotted path of a key of that very name elsewhere in the tables, or empty. */
static struct pc_str elsewhere(
	struct repair *r, const struct key *members, struct pc_str name)
{
	for (const struct key *key = members; key->name; key++) {
		struct pc_str below = {0};

		if (pc_str_is(name, key->name))
			return pc_str(key->name);
		if (key->members)
			below = elsewhere(r, key->members, name);
		if (below.len)
			return pc_arena_printf(
				r->arena, "%s.%.*s", key->name, PC_STR_ARG(below));
	}
	return (struct pc_str){0};
}

void unknown_key(struct repair *r, const struct key *members, struct pc_str path,
	const struct pc_pair *pair)
{
	struct guess guess = guess_start(pair->key);
	struct pc_str place = {0};

	if (is_remark(pair->key) || is_full(r))
		return;
	for (const struct key *key = members; key->name; key++)
		consider(&guess, key->name);
	if (!guess.best || guess.distance > 0)
		place = elsewhere(r, keys_top, pair->key);
	if (place.len)
		guess.best = place.ptr;
	repair_say(r, "PC1309", pair->key_at, path,
		"is no key that the client knows here; it ignores it and says nothing%s%s"
		"%s",
		guess.best ? "; did you mean '" : "", guess.best ? guess.best : "",
		guess.best ? "'?" : "");
}

static const struct member *member_of(const struct shape *shape, struct pc_str name)
{
	for (const struct member *m = shape->members; m->name; m++) {
		if (pc_str_is(name, m->name))
			return m;
	}
	return NULL;
}

static void unknown_member(struct repair *r, const struct shape *shape,
	struct pc_str path, const struct pc_pair *pair)
{
	struct guess guess = guess_start(pair->key);

	if (is_remark(pair->key) || is_full(r))
		return;
	for (const struct member *m = shape->members; m->name; m++)
		consider(&guess, m->name);
	repair_say(r, "PC1309", pair->key_at, path,
		"is no key that the client knows here; it drops it and says nothing%s%s"
		"%s",
		guess.best ? "; did you mean '" : "", guess.best ? guess.best : "",
		guess.best ? "'?" : "");
}

static void unknown_in_map(struct repair *r, const struct shape *shape,
	struct pc_str path, const struct pc_node *map)
{
	for (size_t i = 0; i < map->n_pairs; i++) {
		const struct pc_pair *pair = &map->pairs[i];
		struct pc_str inner = pc_arena_printf(
			r->arena, "%.*s.%.*s", PC_STR_ARG(path), PC_STR_ARG(pair->key));
		const struct member *member =
			shape->kind == SHAPE_FORM ? member_of(shape, pair->key) : NULL;

		if (shape->kind == SHAPE_MAP)
			unknown_members(r, shape->of, inner, pair->value);
		else if (member)
			unknown_members(r, member->shape, inner, pair->value);
		else
			unknown_member(r, shape, inner, pair);
	}
}

void unknown_members(struct repair *r, const struct shape *shape, struct pc_str path,
	const struct pc_node *value)
{
	if (shape->kind == SHAPE_SOURCE)
		shape = special_source_form(value);
	if (shape && shape->kind == SHAPE_LIST && value->kind == PC_LIST) {
		for (size_t i = 0; i < value->n_items; i++)
			unknown_members(r, shape->of, path, value->items[i]);
	}
	if (shape && value->kind == PC_MAP &&
		(shape->kind == SHAPE_MAP || (shape->kind == SHAPE_FORM && !shape->open)))
		unknown_in_map(r, shape, path, value);
}

/* ---- edits ---------------------------------------------------------------- */

static bool same_but_case(struct pc_str a, const char *b)
{
	char left[64], right[64];

	fold(left, sizeof(left), a);
	fold(right, sizeof(right), pc_str(b));
	return strcmp(left, right) == 0;
}

/* The text without its quotes: a number or a boolean. */
static struct pc_str unquoted(
	struct repair *r, const struct shape *shape, struct pc_str text)
{
	struct pc_node *node = NULL;
	struct pc_err err;

	if (pc_json_read(&node, r->arena, "", text, NULL, &err) != PC_OK ||
		(node->kind != PC_BOOL && node->kind != PC_INT && node->kind != PC_REAL))
		return (struct pc_str){0};
	return shape_fits(shape, node, r->arena, NULL) ? text : (struct pc_str){0};
}

static struct pc_str written(struct repair *r, const char *before,
	const struct pc_node *value, const char *after)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_buf_puts(&out, before);
	pc_node_write(&out, value, PC_FORMAT_JSON_LINE);
	while (out.len && out.ptr[out.len - 1] == '\n')
		out.len--;
	pc_buf_puts(&out, after);
	return pc_arena_str(r->arena, pc_buf_str(&out));
}

struct pc_fix repair_fix(
	struct repair *r, const struct shape *shape, const struct pc_node *value)
{
	struct pc_fix fix = {.kind = PC_FIX_VALUE, .at = value->at};

	if (value->kind == PC_TEXT && shape->kind == SHAPE_WORD) {
		for (size_t i = 0; shape->words[i]; i++) {
			if (same_but_case(value->text, shape->words[i]))
				return (struct pc_fix){
					PC_FIX_TEXT, value->at, pc_str(shape->words[i])};
		}
	}
	if (value->kind == PC_TEXT)
		fix.with = unquoted(r, shape, value->text);
	if (!fix.with.len && shape->kind == SHAPE_LIST && value->kind != PC_LIST &&
		value->kind != PC_NULL && shape_fits(shape->of, value, r->arena, NULL))
		fix.with = written(r, "[", value, "]");
	return fix.with.len ? fix : (struct pc_fix){0};
}
