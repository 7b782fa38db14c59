/* SPDX-License-Identifier: Apache-2.0 */
/* Values that are well formed and still do not count: grants of a repository that is not
 * trusted, start modes that only a person may choose, rules beside a managed lock. */
#include "withhold_priv.h"

static const char untrusted[] =
	"the workspace is not trusted, so the repository grants itself nothing";
static const char not_for_repositories[] =
	"only user and managed settings may choose this start mode";
static const char locked[] = "allowManagedPermissionRulesOnly: only managed rules count";

static void keep(
	struct load *load, struct withheld_list *out, const struct withheld *item)
{
	pc_arena_grow(load->arena, out->items, out->count, out->cap);
	out->items[out->count++] = *item;
}

/* A member of a document's block, by the two names of its path. */
struct place {
	struct pc_node *map;
	size_t i;
};

static struct pc_node *member_of(struct pc_node *map, const char *name, struct place *out)
{
	for (size_t i = 0; map && map->kind == PC_MAP && i < map->n_pairs; i++) {
		if (!pc_str_is(map->pairs[i].key, name))
			continue;
		*out = (struct place){map, i};
		return map->pairs[i].value;
	}
	return NULL;
}

static void take_out(const struct place *place)
{
	struct pc_node *map = place->map;

	map->n_pairs--;
	for (size_t i = place->i; i < map->n_pairs; i++)
		map->pairs[i] = map->pairs[i + 1];
	map->by_key = NULL;
}

/* Why something is taken out, and whose word stands against it. */
struct cause {
	const char *why;
	struct pc_origin by;
};

struct target {
	const char *block, *name; /* block NULL: a key of the top level */
};

static void withhold(struct load *load, struct withheld_list *out, const struct doc *doc,
	struct target target, const struct cause *cause)
{
	struct place place;
	struct pc_node *map =
		target.block ? member_of(doc->root, target.block, &place) : doc->root;
	struct pc_node *value = member_of(map, target.name, &place);
	struct withheld item = {
		.path = pc_arena_printf(load->arena, "%s%s%s",
			target.block ? target.block : "", target.block ? "." : "",
			target.name),
		.value = value,
		.by = cause->by,
		.why = cause->why,
	};

	if (!value || (value->kind == PC_LIST && value->n_items == 0))
		return;
	item.from = (struct pc_origin){doc->layer, value->at};
	finding_add(load->diags, "PC1316", value->at, item.path,
		"the client ignores it: %s", cause->why);
	take_out(&place);
	keep(load, out, &item);
}

static void withhold_grants(
	struct load *load, struct withheld_list *out, const struct doc *doc)
{
	static const struct target grants[] = {{"permissions", "allow"},
		{"permissions", "additionalDirectories"},
		{NULL, "extraKnownMarketplaces"}};
	struct cause cause = {.why = untrusted};

	for (size_t i = 0; i < PC_COUNT(grants); i++)
		withhold(load, out, doc, grants[i], &cause);
}

static void withhold_mode(
	struct load *load, struct withheld_list *out, const struct doc *doc)
{
	struct pc_str mode = pc_node_text(
		pc_node_get_c(pc_node_get_c(doc->root, "permissions"), "defaultMode"));
	struct cause cause = {.why = not_for_repositories};

	if (pc_str_is(mode, "auto") || pc_str_is(mode, "bypassPermissions")) {
		withhold(load, out, doc, (struct target){"permissions", "defaultMode"},
			&cause);
	}
}

static void withhold_rules(struct load *load, struct withheld_list *out,
	const struct doc *doc, const struct pc_node *lock)
{
	struct cause cause = {locked, {PC_LAYER_MANAGED, lock->at}};

	for (int list = 0; list < PC_N_LISTS; list++) {
		withhold(load, out, doc,
			(struct target){
				"permissions", pc_list_name((enum pc_list_kind)list)},
			&cause);
	}
}

const struct pc_node *withhold_lock(const struct load *load)
{
	const struct pc_node *lock = NULL;

	for (size_t i = 0; i < load->n_docs; i++) {
		const struct pc_node *value = pc_node_get_c(
			load->docs[i].root, "allowManagedPermissionRulesOnly");

		if (value && load->docs[i].layer == PC_LAYER_MANAGED)
			lock = value; /* the last one counts */
	}
	return lock && lock->kind == PC_BOOL && lock->boolean ? lock : NULL;
}

void withhold_values(struct load *load, struct withheld_list *out)
{
	const struct pc_node *lock = withhold_lock(load);

	for (size_t i = 0; i < load->n_docs; i++) {
		const struct doc *doc = &load->docs[i];

		if (doc->from_repository && !load->out->is_trusted)
			withhold_grants(load, out, doc);
		if (doc->layer == PC_LAYER_PROJECT || doc->layer == PC_LAYER_LOCAL)
			withhold_mode(load, out, doc);
		if (lock && doc->layer != PC_LAYER_MANAGED)
			withhold_rules(load, out, doc, lock);
	}
}

void withhold_remember(
	struct load *load, struct pc_value *root, const struct withheld_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct withheld *item = &list->items[i];
		struct pc_str rest = item->path;
		struct pc_value *at = root, *next;

		while (rest.ptr && (next = merge_member(at, pc_str_cut(&rest, '.'))))
			at = next;
		merge_lose(load->arena, at, item->value, item->from, item->by, item->why);
	}
}
