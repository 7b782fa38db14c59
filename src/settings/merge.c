/* SPDX-License-Identifier: Apache-2.0 */
/* Documents to one tree, as the client merges: objects by member, lists by union, of two
 * single values the later; nothing that lost is forgotten.
 *
 * Every value of the tree is a struct merged, which knows its members by hash, so that a
 * list of a thousand fragments unites in linear time. */
#include "pc/doc/write.h"
#include "settings_priv.h"

struct merged {
	struct pc_value value; /* first: to everyone else a merged is a pc_value */
	size_t cap;            /* of value.children */
	/* Open addressing over the children: by key in a map, by value in a list, whose
	 * lists and objects are never equal to anything. */
	struct pc_value **slots;
	size_t n_slots;
	bool is_unique; /* a list that went through a union, where nothing stands twice */
};

static struct merged *as_merged(struct pc_value *value)
{
	return (struct merged *)(void *)value;
}

/* ---- equality, as a JavaScript Set has it --------------------------------- */

static bool is_single(const struct pc_node *node)
{
	return node->kind != PC_LIST && node->kind != PC_MAP;
}

static bool same_single(const struct pc_node *a, const struct pc_node *b)
{
	double x, y;

	if (pc_node_number(a, &x) && pc_node_number(b, &y))
		return x == y;
	return a->kind == b->kind && pc_node_eq(a, b);
}

static uint64_t hash_single(const struct pc_node *node)
{
	double number;

	if (node->kind == PC_TEXT)
		return pc_str_hash(node->text);
	if (!pc_node_number(node, &number))
		return node->kind == PC_BOOL ? 2 + node->boolean : 1;
	if (number == 0)
		number = 0; /* minus zero is zero */
	return pc_str_hash((struct pc_str){(const char *)&number, sizeof(number)});
}

static uint64_t hash_of(const struct merged *parent, const struct pc_value *child)
{
	return parent->value.node->kind == PC_MAP ? pc_str_hash(child->key)
						  : hash_single(child->node);
}

/* ---- children ------------------------------------------------------------- */

static bool is_indexed(const struct merged *parent, const struct pc_value *child)
{
	return parent->value.node->kind == PC_MAP || is_single(child->node);
}

static void put_slot(struct merged *parent, struct pc_value *child)
{
	size_t mask = parent->n_slots - 1;
	size_t i = hash_of(parent, child) & mask;

	while (parent->slots[i])
		i = (i + 1) & mask;
	parent->slots[i] = child;
}

static void grow(struct pc_arena *arena, struct merged *parent)
{
	size_t n = parent->value.n_children;
	size_t cap = parent->cap ? parent->cap * 2 : 4;
	struct pc_value **more = pc_arena_new_array(arena, struct pc_value *, cap);

	for (size_t i = 0; i < n; i++)
		more[i] = parent->value.children[i];
	parent->value.children = more;
	parent->cap = cap;
	parent->n_slots = cap * 2;
	parent->slots = pc_arena_new_array(arena, struct pc_value *, parent->n_slots);
	for (size_t i = 0; i < n; i++) {
		if (is_indexed(parent, more[i]))
			put_slot(parent, more[i]);
	}
}

static void add_child(
	struct pc_arena *arena, struct merged *parent, struct pc_value *child)
{
	if (parent->value.n_children == parent->cap)
		grow(arena, parent);
	parent->value.children[parent->value.n_children++] = child;
	if (is_indexed(parent, child))
		put_slot(parent, child);
}

static struct pc_value *find_key(const struct merged *map, struct pc_str key)
{
	size_t mask = map->n_slots - 1;

	if (map->n_slots == 0)
		return NULL;
	for (size_t i = pc_str_hash(key) & mask; map->slots[i]; i = (i + 1) & mask) {
		if (pc_str_eq(map->slots[i]->key, key))
			return map->slots[i];
	}
	return NULL;
}

static struct pc_value *find_item(const struct merged *list, const struct pc_node *node)
{
	size_t mask = list->n_slots - 1;

	if (list->n_slots == 0 || !is_single(node))
		return NULL;
	for (size_t i = hash_single(node) & mask; list->slots[i]; i = (i + 1) & mask) {
		if (same_single(list->slots[i]->node, node))
			return list->slots[i];
	}
	return NULL;
}

struct pc_value *merge_member(const struct pc_value *map, struct pc_str key)
{
	if (!map || map->node->kind != PC_MAP)
		return NULL;
	return find_key((const struct merged *)(const void *)map, key);
}

/* ---- merging -------------------------------------------------------------- */

void merge_lose(struct pc_arena *arena, struct pc_value *winner,
	const struct pc_node *value, struct pc_origin from, struct pc_origin by,
	const char *why)
{
	struct pc_lost *lost = pc_arena_new(arena, struct pc_lost);

	*lost = (struct pc_lost){value, from, by, why, winner->lost};
	winner->lost = lost;
}

struct pc_value *merge_new_root(struct pc_arena *arena)
{
	struct merged *root = pc_arena_new(arena, struct merged);

	root->value.node = pc_node_new(arena, PC_MAP, (struct pc_span){0});
	return &root->value;
}

/* What a merge is about: whose node, and how deep (0: the root's members). */
struct step {
	struct pc_arena *arena;
	enum pc_layer layer;
	int depth;
	struct pc_str top; /* the key at the top level */
	bool replaces;     /* members are replaced whole */
};

static struct pc_value *new_value(
	const struct step *step, struct pc_str key, const struct pc_node *node);

static struct pc_origin origin_of(const struct step *step, const struct pc_node *node)
{
	return (struct pc_origin){step->layer, node->at};
}

/* The one key that JavaScript's merge never copies. */
static bool is_copied(struct pc_str key)
{
	return !pc_str_is(key, "__proto__");
}

static void fill(
	const struct step *step, struct merged *value, const struct pc_node *node)
{
	for (size_t i = 0; node->kind == PC_MAP && i < node->n_pairs; i++) {
		if (!is_copied(node->pairs[i].key))
			continue;
		add_child(step->arena, value,
			new_value(step, node->pairs[i].key, node->pairs[i].value));
	}
	for (size_t i = 0; node->kind == PC_LIST && i < node->n_items; i++) {
		add_child(step->arena, value,
			new_value(step, (struct pc_str){0}, node->items[i]));
	}
}

static struct pc_value *new_value(
	const struct step *step, struct pc_str key, const struct pc_node *node)
{
	struct merged *value = pc_arena_new(step->arena, struct merged);

	value->value.key = key;
	value->value.node = node;
	value->value.from = origin_of(step, node);
	fill(step, value, node);
	return &value->value;
}

static const char later[] = "a later value counts";
static const char same[] = "the same entry stands earlier";
static const char whole[] = "this key is replaced as a whole";

static void replace(const struct step *step, struct merged *old,
	const struct pc_node *node, const char *why)
{
	const struct pc_node *was = old->value.node;
	struct pc_origin from = old->value.from;
	struct pc_origin by = origin_of(step, node);
	const struct pc_node *plain =
		is_single(was) ? was : merge_plain(step->arena, &old->value);
	struct pc_lost *lost = old->value.lost;
	struct pc_str key = old->value.key;

	*old = (struct merged){.value = {.key = key, .node = node, .from = by}};
	old->value.lost = lost;
	fill(step, old, node);
	merge_lose(step->arena, &old->value, plain, from, by, why);
}

/* Takes out what stands twice in the list: the first stays. */
static void make_unique(const struct step *step, struct merged *list)
{
	struct pc_value **children = list->value.children;
	size_t n = list->value.n_children;

	if (list->is_unique)
		return;
	list->is_unique = true;
	list->value.children = NULL;
	list->value.n_children = list->cap = list->n_slots = 0;
	list->slots = NULL;
	for (size_t i = 0; i < n; i++) {
		struct pc_value *twin = find_item(list, children[i]->node);

		if (!twin) {
			add_child(step->arena, list, children[i]);
			continue;
		}
		merge_lose(step->arena, twin, children[i]->node, children[i]->from,
			twin->from, same);
	}
}

static void unite(
	const struct step *step, struct merged *list, const struct pc_node *node)
{
	make_unique(step, list);
	for (size_t i = 0; i < node->n_items; i++) {
		const struct pc_node *item = node->items[i];
		struct pc_value *twin = find_item(list, item);

		if (twin) {
			merge_lose(step->arena, twin, item, origin_of(step, item),
				twin->from, same);
			continue;
		}
		add_child(step->arena, list, new_value(step, (struct pc_str){0}, item));
	}
}

static void merge_map(
	const struct step *step, struct merged *map, const struct pc_node *node);

/* Keys of which the later value replaces the earlier: always, by member, or where a
 * managed list meets a user's. */
static bool is_replaced(const struct step *step, const struct merged *old)
{
	if (step->depth != 0)
		return step->replaces && step->depth == 1;
	if (pc_str_is(step->top, "fallbackModel") || pc_str_is(step->top, "modelPicker"))
		return true;
	return pc_str_is(step->top, "availableModels") &&
	       step->layer == PC_LAYER_MANAGED &&
	       old->value.from.layer != PC_LAYER_MANAGED;
}

static void merge_value(
	const struct step *step, struct merged *old, const struct pc_node *node)
{
	enum pc_kind was = old->value.node->kind;

	if (is_replaced(step, old) && !is_single(node))
		replace(step, old, node, whole);
	else if (was == PC_LIST && node->kind == PC_LIST)
		unite(step, old, node);
	else if (was == PC_MAP && node->kind == PC_MAP)
		merge_map(step, old, node);
	else if (was == PC_LIST && node->kind == PC_MAP)
		/* The client lays the members onto the list, where nobody sees them. */
		merge_lose(step->arena, &old->value, node, origin_of(step, node),
			old->value.from, "an object does not replace a list");
	else
		replace(step, old, node, later);
}

static void merge_map(
	const struct step *step, struct merged *map, const struct pc_node *node)
{
	for (size_t i = 0; i < node->n_pairs; i++) {
		const struct pc_pair *pair = &node->pairs[i];
		struct pc_value *old = find_key(map, pair->key);
		struct step inner = *step;

		inner.depth++;
		if (inner.depth == 0) {
			inner.top = pair->key;
			inner.replaces = pc_str_is(pair->key, "extraKnownMarketplaces") ||
					 pc_str_is(pair->key, "managedMcpServers");
		}
		if (old)
			merge_value(&inner, as_merged(old), pair->value);
		else if (is_copied(pair->key))
			add_child(step->arena, map,
				new_value(&inner, pair->key, pair->value));
	}
}

void merge_document(struct pc_arena *arena, struct pc_value *root, const struct doc *doc)
{
	struct step step = {.arena = arena, .layer = doc->layer, .depth = -1};

	merge_map(&step, as_merged(root), doc->root);
}

/* ---- back to plain nodes -------------------------------------------------- */

static struct pc_node *plain_map(struct pc_arena *arena, const struct pc_value *value)
{
	struct pc_node *out = pc_node_new(arena, PC_MAP, value->node->at);

	out->pairs = pc_arena_new_array(arena, struct pc_pair, value->n_children);
	out->n_pairs = value->n_children;
	for (size_t i = 0; i < value->n_children; i++) {
		out->pairs[i].key = value->children[i]->key;
		out->pairs[i].key_at = value->children[i]->from.at;
		out->pairs[i].value = merge_plain(arena, value->children[i]);
	}
	return out;
}

struct pc_node *merge_plain(struct pc_arena *arena, const struct pc_value *value)
{
	struct pc_node *out;

	if (value->node->kind == PC_MAP)
		return plain_map(arena, value);
	out = pc_node_new(arena, value->node->kind, value->node->at);
	if (value->node->kind != PC_LIST) {
		*out = *value->node;
		return out;
	}
	out->items = pc_arena_new_array(arena, struct pc_node *, value->n_children);
	out->n_items = value->n_children;
	for (size_t i = 0; i < value->n_children; i++)
		out->items[i] = merge_plain(arena, value->children[i]);
	return out;
}
