/* SPDX-License-Identifier: Apache-2.0 */
/* The values of a tree, with the names that the table gives to their paths. */
#include "shape_priv.h"

#include "pc/base/buf.h"

#include "pc/base/limits.h"

struct step {
	struct pc_str key; /* .ptr NULL: an item of a list */
	const struct pc_node *node;
	size_t index; /* of an item */
};

/* A row of the table, taken apart. */
struct pattern {
	const struct pc_shape_row *row;
	struct pc_str *parts;
	size_t n;
};

struct walk {
	struct pc_shape *shape;
	const struct pattern *patterns; /* as many as there are rows */
	/* Of these, those that may fit below the key or item of the root where we are. */
	const struct pattern **chosen;
	size_t n_chosen;
	const struct pc_shape_tree *tree;
	struct pc_str service, kind; /* of the document as a whole */
	size_t n;
	struct step steps[PC_MAX_SHAPE_DEPTH];
};

struct names {
	struct pc_str service, container, variable;
};

/* "repository/path/api:1.2@sha256:..." is called api. */
static struct pc_str image_name(struct pc_str image)
{
	size_t slash = pc_str_rfind(image, '/');
	struct pc_str name = slash < image.len ? pc_str_from(image, slash + 1) : image;

	name = pc_str_head(name, pc_str_find(name, '@'));
	return pc_str_head(name, pc_str_find(name, ':'));
}

static struct pc_str member_name(const struct pc_node *item, struct pc_str names)
{
	while (names.ptr) {
		struct pc_str name = pc_str_cut(&names, ',');
		struct pc_str text = pc_node_text(pc_node_get(item, name));

		if (text.len)
			return pc_str_is(name, "image") ? image_name(text) : text;
	}
	return (struct pc_str){0};
}

static void capture(struct names *names, char which, struct pc_str text)
{
	if (which == 'S')
		names->service = text;
	else if (which == 'C')
		names->container = text;
	else
		names->variable = text;
}

static bool match_item(struct names *names, struct walk *walk, struct pc_str part,
	const struct step *step)
{
	if (step->key.ptr || part.ptr[0] != '[')
		return false;
	if (part.len < 5) /* [] */
		return true;

	struct pc_str from = {part.ptr + 3, part.len - 4};
	struct pc_str text;

	if (from.ptr[0] == '#')
		text = pc_arena_printf(&walk->shape->arena, "%.*s %zu",
			PC_STR_ARG(pc_str_from(from, 1)), step->index + 1);
	else
		text = member_name(step->node, from);
	capture(names, part.ptr[1], text);
	return true;
}

static bool match_key(struct names *names, struct pc_str part, const struct step *step)
{
	if (!step->key.ptr || part.ptr[0] == '[')
		return false;
	if (part.len > 2 && part.ptr[1] == '=') {
		capture(names, part.ptr[0], step->key);
		return true;
	}
	if (pc_str_is(part, "*"))
		return true;
	while (part.ptr)
		if (pc_str_eq(pc_str_cut(&part, '|'), step->key))
			return true;
	return false;
}

static bool match_step(
	struct names *names, struct walk *walk, struct pc_str part, size_t i)
{
	const struct step *step = &walk->steps[i];

	return match_item(names, walk, part, step) || match_key(names, part, step);
}

/* The parts from p on against the steps from i on. */
static bool match(struct names *names, struct walk *walk, const struct pattern *pattern,
	size_t p, size_t i)
{
	for (; p < pattern->n; p++, i++) {
		if (pc_str_is(pattern->parts[p], "**")) {
			for (size_t from = i; from <= walk->n; from++)
				if (match(names, walk, pattern, p + 1, from))
					return true;
			return false;
		}
		if (i == walk->n || !match_step(names, walk, pattern->parts[p], i))
			return false;
	}
	return i == walk->n;
}

/* Most rows end in a key, which tells most of them apart. */
static bool may_match(struct walk *walk, const struct pattern *pattern)
{
	struct pc_str last = pattern->parts[pattern->n - 1];
	struct names ignored;

	return pc_str_is(last, "**") || match_step(&ignored, walk, last, walk->n - 1);
}

static const struct pc_shape_row *find_row(struct names *names, struct walk *walk)
{
	for (size_t i = 0; i < walk->n_chosen; i++) {
		*names = (struct names){0};
		if (may_match(walk, walk->chosen[i]) &&
			match(names, walk, walk->chosen[i], 0, 0))
			return walk->chosen[i]->row;
	}
	*names = (struct names){0};
	return NULL;
}

static void choose(struct walk *walk)
{
	struct names ignored;

	walk->n_chosen = 0;
	for (size_t i = 0; i < pc_shape_n_rows; i++) {
		const struct pattern *pattern = &walk->patterns[i];
		const char *kind = pattern->row->kind;

		if (kind && !pc_str_is(walk->kind, kind))
			continue;
		if (pc_str_is(pattern->parts[0], "**") ||
			match_step(&ignored, walk, pattern->parts[0], 0))
			walk->chosen[walk->n_chosen++] = pattern;
	}
}

static struct pattern *take_apart(struct pc_arena *arena)
{
	enum { MOST = 16 };
	struct pattern *patterns =
		pc_arena_new_array(arena, struct pattern, pc_shape_n_rows);

	for (size_t i = 0; i < pc_shape_n_rows; i++) {
		struct pc_str rest = pc_str(pc_shape_rows[i].path);
		struct pattern *pattern = &patterns[i];

		pattern->row = &pc_shape_rows[i];
		pattern->parts = pc_arena_new_array(arena, struct pc_str, MOST);
		while (rest.ptr && pattern->n < MOST)
			pattern->parts[pattern->n++] = pc_str_cut(&rest, '.');
	}
	return patterns;
}

/* What no row names is called by its last keys: "openrouter.apiKey". */
static struct pc_str own_name(struct walk *walk)
{
	enum { SHOWN = 3 };
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	size_t shown = 0;
	size_t from = walk->n;

	while (from > 0 && shown < SHOWN)
		shown += walk->steps[--from].key.ptr != NULL;
	for (size_t i = from; i < walk->n; i++) {
		if (!walk->steps[i].key.ptr)
			continue;
		if (out.len)
			pc_buf_add_char(&out, '.');
		pc_buf_add(&out, pc_str_head(walk->steps[i].key, PC_MAX_SHAPE_NAME));
	}
	return pc_arena_str(&walk->shape->arena, pc_buf_str(&out));
}

static struct pc_str last_key(const struct walk *walk)
{
	for (size_t i = walk->n; i > 0; i--)
		if (walk->steps[i - 1].key.ptr)
			return walk->steps[i - 1].key;
	return (struct pc_str){0};
}

/* The word "--api-key" before this one, or in it. */
static struct pc_str flag_of(const struct walk *walk, struct pc_str word)
{
	const struct step *step = &walk->steps[walk->n - 1];
	const struct pc_node *list = walk->n > 1 ? walk->steps[walk->n - 2].node : NULL;
	size_t equals = pc_str_find(word, '=');

	if (equals < word.len)
		return pc_str_head(word, equals);
	if (!step->key.ptr && step->index > 0 && list && list->kind == PC_LIST) {
		struct pc_str before = pc_node_text(list->items[step->index - 1]);

		if (pc_str_starts(before, PC_STR("-")) &&
			pc_str_find(before, '=') == before.len)
			return before;
	}
	return (struct pc_str){0};
}

static struct pc_str variable_of(
	struct walk *walk, const struct pc_shape_row *row, struct pc_str value)
{
	if (row && row->role == PC_SHAPE_ASSIGNMENT)
		return pc_str_head(value, pc_str_find(value, '='));
	if (row && row->role == PC_SHAPE_WORD) {
		struct pc_str flag = flag_of(walk, value);

		if (flag.len && flag.len < PC_MAX_SHAPE_NAME &&
			pc_str_find(flag, ' ') == flag.len)
			return pc_arena_printf(&walk->shape->arena, "%.*s %.*s",
				PC_STR_ARG(
					pc_str_head(last_key(walk), PC_MAX_SHAPE_NAME)),
				PC_STR_ARG(flag));
	}
	return row && row->role != PC_SHAPE_REFERENCE ? last_key(walk) : own_name(walk);
}

static void add_leaf(struct walk *walk, const struct pc_node *leaf)
{
	struct names names;
	const struct pc_shape_row *row = find_row(&names, walk);
	struct pc_str value = leaf->kind == PC_REAL ? leaf->written : pc_node_text(leaf);
	struct pc_str variable = names.variable;

	if (!variable.len)
		variable = variable_of(walk, row, value);
	pc_shape_add(walk->shape,
		&(struct pc_shape_entry){
			.role = row ? row->role : PC_SHAPE_NAMED,
			.has_no_comments = walk->tree->has_no_comments,
			.service = names.service.len ? names.service : walk->service,
			.container = names.container,
			.variable = variable,
			.value = value,
			.line = leaf->at.line + walk->tree->lines_before,
			.col = leaf->at.col,
		});
}

static void walk_node(struct walk *walk, const struct pc_node *node);

static void walk_child(struct walk *walk, const struct step *step)
{
	if (walk->n == PC_MAX_SHAPE_DEPTH)
		return;
	walk->steps[walk->n++] = *step;
	if (walk->n == 1)
		choose(walk);
	walk_node(walk, step->node);
	walk->n--;
}

static void walk_node(struct walk *walk, const struct pc_node *node)
{
	if (node->kind == PC_MAP) {
		for (size_t i = 0; i < node->n_pairs; i++)
			walk_child(
				walk, &(struct step){.key = node->pairs[i].key.ptr
								    ? node->pairs[i].key
								    : PC_STR(""),
					      .node = node->pairs[i].value});
	} else if (node->kind == PC_LIST) {
		for (size_t i = 0; i < node->n_items; i++)
			walk_child(
				walk, &(struct step){.node = node->items[i], .index = i});
	} else {
		add_leaf(walk, node);
	}
}

static struct pc_str service_of(const struct pc_node *root)
{
	for (const char *const *path = pc_shape_services; *path; path++) {
		struct pc_str rest = pc_str(*path);
		const struct pc_node *node = root;

		while (rest.ptr)
			node = pc_node_get(node, pc_str_cut(&rest, '.'));

		struct pc_str text = pc_node_text(node);

		if (text.len) /* "projects/p/locations/l/services/api" */
			return pc_str_from(text, pc_str_rfind(text, '/') < text.len
							 ? pc_str_rfind(text, '/') + 1
							 : 0);
	}
	return (struct pc_str){0};
}

static bool is_object(const struct pc_node *node)
{
	return pc_node_get_c(node, "metadata") &&
	       (pc_node_get_c(node, "kind") || pc_node_get_c(node, "spec"));
}

/* The list of objects that a document is, or NULL: what a client prints of many. */
static const struct pc_node *objects_of(const struct pc_node *root)
{
	const struct pc_node *list =
		root->kind == PC_LIST ? root : pc_node_get_c(root, "items");

	if (!list || list->kind != PC_LIST || list->n_items == 0)
		return NULL;
	return is_object(list->items[0]) ? list : NULL;
}

static void walk_document(struct pc_shape *shape, const struct pc_shape_tree *tree)
{
	struct walk walk = {.shape = shape, .tree = tree};

	if (!shape->patterns)
		shape->patterns = take_apart(&shape->arena);
	walk.patterns = shape->patterns;
	walk.chosen = pc_arena_new_array(
		&shape->arena, const struct pattern *, pc_shape_n_rows);
	walk.service = service_of(tree->root);
	walk.kind = pc_node_text(pc_node_get_c(tree->root, "kind"));
	walk_node(&walk, tree->root);
}

void pc_shape_tree(struct pc_shape *shape, const struct pc_shape_tree *tree)
{
	const struct pc_node *objects = objects_of(tree->root);

	if (!objects) {
		walk_document(shape, tree);
		return;
	}
	for (size_t i = 0; i < objects->n_items; i++) {
		struct pc_shape_tree part = *tree;

		part.root = objects->items[i];
		walk_document(shape, &part);
	}
}
