/* SPDX-License-Identifier: Apache-2.0 */
/* Reports read again, and held against each other. */
#include "pc/audit/compare.h"

#include <stdlib.h>

#include "pc/doc/node.h"
#include "pc/doc/read.h"

static const char magic[] = "{\"policyctl-audit\":1,";

/* What a place is told by. */
struct place {
	struct pc_str source, path, shown_path, service, container, variable, commit;
	uint32_t line;
	bool is_open;
};

struct incident {
	struct pc_str fingerprint;
	const struct pc_node *node;
	struct place *places; /* sorted */
	size_t n_places, n_open;
};

struct snapshot {
	struct pc_str key_id;
	struct incident *items; /* in the order of the report */
	struct incident **by_print;
	size_t count;
};

bool pc_audit_is_report(struct pc_str text)
{
	return pc_str_starts(text, pc_str(magic));
}

static struct pc_str text_of(const struct pc_node *map, const char *name)
{
	return pc_node_text(pc_node_get_c(map, name));
}

/* ---- reading -------------------------------------------------------------- */

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	const int orders[] = {
		pc_str_cmp(x->source, y->source),
		pc_str_cmp(x->path, y->path),
		pc_str_cmp(x->service, y->service),
		pc_str_cmp(x->container, y->container),
		pc_str_cmp(x->variable, y->variable),
		pc_str_cmp(x->commit, y->commit),
	};

	for (size_t i = 0; i < PC_COUNT(orders); i++) {
		if (orders[i])
			return orders[i];
	}
	return 0;
}

static struct place read_place(const struct pc_node *node)
{
	const struct pc_node *line = pc_node_get_c(node, "line");
	struct pc_str below = text_of(node, "below");
	struct place place = {.source = text_of(node, "source"),
		.shown_path = text_of(node, "path"),
		.service = text_of(node, "service"),
		.container = text_of(node, "container"),
		.variable = text_of(node, "variable"),
		.commit = text_of(node, "commit"),
		.is_open = pc_str_is(text_of(node, "state"), "open")};

	place.path = below.len ? below : place.shown_path;
	if (line && line->kind == PC_INT && line->integer > 0 &&
		line->integer <= UINT32_MAX)
		place.line = (uint32_t)line->integer;
	return place;
}

/* The same key twice in one file is one place here: an open one if either is. */
static void sort_places(struct incident *incident)
{
	size_t n = 0;

	if (incident->n_places)
		qsort(incident->places, incident->n_places, sizeof(*incident->places),
			compare_places);
	for (size_t i = 0; i < incident->n_places; i++) {
		struct place *last = n ? &incident->places[n - 1] : NULL;

		if (last && compare_places(last, &incident->places[i]) == 0)
			last->is_open |= incident->places[i].is_open;
		else
			incident->places[n++] = incident->places[i];
	}
	incident->n_places = n;
	for (size_t i = 0; i < n; i++)
		incident->n_open += incident->places[i].is_open;
}

static void read_incident(
	struct incident *out, struct pc_arena *arena, const struct pc_node *node)
{
	const struct pc_node *places = pc_node_get_c(node, "places");

	out->fingerprint = text_of(node, "fingerprint");
	out->node = node;
	if (!places || places->kind != PC_LIST)
		return;
	out->places = pc_arena_new_array(arena, struct place, places->n_items);
	for (size_t i = 0; i < places->n_items; i++)
		out->places[out->n_places++] = read_place(places->items[i]);
	sort_places(out);
}

static int compare_prints(const void *a, const void *b)
{
	const struct incident *x = *(const struct incident *const *)a;
	const struct incident *y = *(const struct incident *const *)b;

	return pc_str_cmp(x->fingerprint, y->fingerprint);
}

static enum pc_status read_side(struct snapshot *out, struct pc_arena *arena,
	const struct pc_audit_side *side, struct pc_err *err)
{
	const struct pc_node *list;
	struct pc_node *tree;

	if (!pc_audit_is_report(side->text))
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){.file = side->file},
			"this is no report of 'policyctl audit --format json'");
	PC_TRY(pc_json_read_report(&tree, arena, side->file, side->text, err));
	list = pc_node_get_c(tree, "incidents");
	out->key_id = text_of(tree, "key");
	if (!list || list->kind != PC_LIST)
		return PC_OK;
	out->items = pc_arena_new_array(arena, struct incident, list->n_items);
	out->by_print = pc_arena_new_array(arena, struct incident *, list->n_items);
	for (size_t i = 0; i < list->n_items; i++) {
		read_incident(&out->items[i], arena, list->items[i]);
		out->by_print[i] = &out->items[i];
	}
	out->count = list->n_items;
	if (out->count)
		qsort(out->by_print, out->count, sizeof(struct incident *),
			compare_prints);
	return PC_OK;
}

static const struct incident *find(const struct snapshot *in, struct pc_str fingerprint)
{
	struct incident wanted = {.fingerprint = fingerprint};
	struct incident *key = &wanted, **found = NULL;

	if (in->count)
		found = bsearch(&key, in->by_print, in->count, sizeof(struct incident *),
			compare_prints);
	return found ? *found : NULL;
}

/* ---- comparing ------------------------------------------------------------ */

static void add_place(
	struct pc_audit_changed *to, const struct place *place, bool was, bool is)
{
	if (!was && !is)
		return;
	to->places[to->n_places++] = (struct pc_audit_changed_place){
		.path = place->shown_path,
		.service = place->service,
		.container = place->container,
		.variable = place->variable,
		.commit = place->commit,
		.line = place->line,
		.was = was,
		.is = is,
	};
}

/* Both lists are sorted. */
static void merge_places(struct pc_audit_changed *to, const struct incident *old,
	const struct incident *new)
{
	size_t o = 0, n = 0;

	while (o < old->n_places && n < new->n_places) {
		const struct place *was = &old->places[o], *is = &new->places[n];
		int order = compare_places(was, is);

		if (order < 0)
			add_place(to, was, was->is_open, false);
		else if (order > 0)
			add_place(to, is, false, is->is_open);
		else
			add_place(to, is, was->is_open, is->is_open);
		o += order <= 0;
		n += order >= 0;
	}
	for (; o < old->n_places; o++)
		add_place(to, &old->places[o], old->places[o].is_open, false);
	for (; n < new->n_places; n++)
		add_place(to, &new->places[n], false, new->places[n].is_open);
}

static enum pc_audit_change judge(const struct pc_audit_changed *changed,
	const struct incident *old, const struct incident *new)
{
	if (!new->n_open)
		return new->n_places ? PC_AUDIT_ACCEPTED : PC_AUDIT_FIXED;
	if (!old->n_open)
		return PC_AUDIT_NEW;
	for (size_t i = 0; i < changed->n_places; i++) {
		if (changed->places[i].was && changed->places[i].is)
			return PC_AUDIT_STILL;
	}
	return PC_AUDIT_MOVED;
}

/* Either may be NULL, not both. */
static void hold_together(struct pc_audit_comparison *out, struct pc_arena *arena,
	const struct incident *old, const struct incident *new)
{
	static const struct incident none = {.places = NULL};
	const struct pc_node *node = (new ? new : old)->node;
	struct pc_audit_changed *changed = &out->items[out->count];
	struct pc_str provider = text_of(node, "provider"),
		      about = text_of(node, "about");

	old = old ? old : &none;
	new = new ? new : &none;
	if (!old->n_open && !new->n_open)
		return;
	*changed = (struct pc_audit_changed){.fingerprint = text_of(node, "fingerprint"),
		.rule = text_of(node, "rule"),
		.shown = text_of(node, "shown"),
		.severity = text_of(node, "severity"),
		.mend = text_of(node, "mend"),
		.rotate = text_of(node, "rotate")};
	changed->kind = pc_arena_printf(arena, "%.*s%s%.*s", PC_STR_ARG(provider),
		provider.len && about.len ? " " : "", PC_STR_ARG(about));
	changed->places = pc_arena_new_array(
		arena, struct pc_audit_changed_place, old->n_places + new->n_places);
	merge_places(changed, old, new);
	changed->change = judge(changed, old, new);
	out->n[changed->change]++;
	out->count++;
}

static int compare_changes(const void *a, const void *b)
{
	const struct pc_audit_changed *x = a, *y = b;
	int order = (int)x->change - (int)y->change;

	if (order == 0)
		order = pc_str_cmp(x->rule, y->rule);
	return order ? order : pc_str_cmp(x->fingerprint, y->fingerprint);
}

enum pc_status pc_audit_compare(struct pc_audit_comparison *out, struct pc_arena *arena,
	const struct pc_audit_side *old, const struct pc_audit_side *new,
	struct pc_err *err)
{
	struct pc_audit_comparison comparison = {0};
	struct snapshot then = {0}, now = {0};

	PC_TRY(read_side(&then, arena, old, err));
	PC_TRY(read_side(&now, arena, new, err));
	if (!pc_str_eq(then.key_id, now.key_id))
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){.file = old->file},
			"it was made with another key for fingerprints: %.*s, and the "
			"other with %.*s, so that nothing in them can be compared; make "
			"both with the same --fingerprint-key",
			PC_STR_ARG(then.key_id), PC_STR_ARG(now.key_id));
	comparison.key_id = now.key_id;
	comparison.items = pc_arena_new_array(
		arena, struct pc_audit_changed, then.count + now.count);
	for (size_t i = 0; i < now.count; i++) {
		const struct incident *before = find(&then, now.items[i].fingerprint);

		hold_together(&comparison, arena, before, &now.items[i]);
	}
	for (size_t i = 0; i < then.count; i++) {
		if (!find(&now, then.items[i].fingerprint))
			hold_together(&comparison, arena, &then.items[i], NULL);
	}
	if (comparison.count)
		qsort(comparison.items, comparison.count, sizeof(*comparison.items),
			compare_changes);
	*out = comparison;
	return PC_OK;
}
