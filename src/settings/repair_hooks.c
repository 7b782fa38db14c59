/* SPDX-License-Identifier: Apache-2.0 */
/* Hooks: event -> matchers -> handlers.  A wrong part is dropped alone, except where it
 * belongs to a guard (PreToolUse, PermissionRequest): then no hook of the document is
 * loaded, and a user's file does not count at all. */
#include "keys_hooks_priv.h"

/* Where in the hooks a value stands. */
struct spot {
	struct repair *r;
	struct pc_str path; /* "hooks.Stop.0" */
	bool guards;
};

static bool is_guard(struct pc_str event)
{
	return pc_str_is(event, "PreToolUse") || pc_str_is(event, "PermissionRequest");
}

static bool is_event(struct pc_str name)
{
	for (const struct member *event = hook_events; event->name; event++) {
		if (pc_str_is(name, event->name))
			return true;
	}
	return false;
}

static struct pc_node *lose(
	const struct spot *spot, const struct pc_node *node, struct pc_str what)
{
	struct repair *r = spot->r;

	if (!spot->guards) {
		repair_say(r, "PC1311", node->at, spot->path,
			"%.*s; the client ignores it", PC_STR_ARG(what));
		return NULL;
	}
	if (!r->guard_lost)
		r->guard_at = node->at;
	r->guard_lost = true;
	repair_say(r, "PC1312", node->at, spot->path, "%.*s; %s", PC_STR_ARG(what),
		r->managed ? "the client does not load it"
			   : "the client ignores the whole file");
	return NULL;
}

static struct spot below(const struct spot *spot, size_t i)
{
	struct spot inner = *spot;

	inner.path =
		pc_arena_printf(spot->r->arena, "%.*s.%zu", PC_STR_ARG(spot->path), i);
	return inner;
}

static struct pc_node *wrong_kind(const struct spot *spot, const struct pc_node *node,
	const char *must_be, const struct pc_node *got)
{
	return lose(spot, node,
		pc_arena_printf(spot->r->arena, "%s, not %s", must_be,
			got ? pc_kind_name(got->kind) : "missing"));
}

/* http hooks take an absolute URL. */
static bool is_url(struct pc_str url)
{
	size_t colon = pc_str_find(url, ':');

	for (size_t i = 0; i < colon; i++) {
		char c = url.ptr[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' ||
						  c == '-' || c == '.')))
			return false;
	}
	return colon > 0 && colon < url.len;
}

static struct pc_node *repair_typed(
	const struct spot *spot, const struct shape *shape, struct pc_node *node)
{
	struct shape_fault fault = {0};
	const struct pc_node *url = pc_node_get_c(node, "url");

	if (!shape_fits(shape, node, spot->r->arena, &fault)) {
		return lose(spot, node,
			pc_arena_printf(spot->r->arena, "'%.*s' %.*s",
				PC_STR_ARG(fault.member), PC_STR_ARG(fault.what)));
	}
	if (url && shape == &hook_http && !is_url(url->text))
		return lose(spot, url, PC_STR("'url' must be an absolute URL"));
	unknown_members(spot->r, shape, spot->path, node);
	return shape_strip(shape, node, spot->r->arena);
}

/* Every handler's first member is its type, of one word. */
static const char *handler_type(const struct shape *handler)
{
	return handler->members[0].shape->words[0];
}

static struct pc_node *repair_handler(const struct spot *spot, struct pc_node *node)
{
	const struct pc_node *type = pc_node_get_c(node, "type");
	struct spot at_type = *spot;

	if (node->kind != PC_MAP)
		return wrong_kind(spot, node, "a hook must be an object", node);
	at_type.path =
		pc_arena_printf(spot->r->arena, "%.*s.type", PC_STR_ARG(spot->path));
	if (!type || type->kind != PC_TEXT)
		return wrong_kind(&at_type, type ? type : node, "must be a text", type);
	for (size_t i = 0; hook_handlers[i]; i++) {
		if (pc_str_is(type->text, handler_type(hook_handlers[i])))
			return repair_typed(spot, hook_handlers[i], node);
	}
	return lose(&at_type, type,
		pc_arena_printf(spot->r->arena,
			"'%.*s' is no hook type (command, prompt, agent, http, mcp_tool)",
			PC_STR_ARG(type->text)));
}

static struct pc_node *repair_list_of(const struct spot *spot, struct pc_node *list,
	struct pc_node *(*each)(const struct spot *spot, struct pc_node *node))
{
	struct pc_node *out = repair_new_list(spot->r, list);

	for (size_t i = 0; i < list->n_items; i++) {
		struct spot inner = below(spot, i);
		struct pc_node *kept = each(&inner, list->items[i]);

		if (kept)
			out->items[out->n_items++] = kept;
	}
	return out;
}

/* A guard's name with anything in it. */
static bool is_filled(const struct pc_node *value)
{
	switch (value->kind) {
	case PC_LIST:
		return value->n_items > 0;
	case PC_MAP:
		return value->n_pairs > 0;
	default:
		return value->kind != PC_NULL;
	}
}

/* Whether guards hide below node; bare: a filled list under the name "hooks" is taken for
 * one too.  What stands under another event's name belongs to that event. */
static bool holds_guards(const struct pc_node *node, bool bare)
{
	for (size_t i = 0; node->kind == PC_LIST && i < node->n_items; i++) {
		if (holds_guards(node->items[i], bare))
			return true;
	}
	for (size_t i = 0; node->kind == PC_MAP && i < node->n_pairs; i++) {
		const struct pc_pair *pair = &node->pairs[i];

		if (is_guard(pair->key) && is_filled(pair->value))
			return true;
		if (bare && pc_str_is(pair->key, "hooks") &&
			pair->value->kind == PC_LIST && pair->value->n_items)
			return true;
		if (!is_event(pair->key) && holds_guards(pair->value, bare))
			return true;
	}
	return false;
}

static struct pc_node *repair_matcher(const struct spot *spot, struct pc_node *node)
{
	const struct pc_node *matcher = pc_node_get_c(node, "matcher");
	const struct pc_node *hooks = pc_node_get_c(node, "hooks");
	struct spot inner = *spot;
	struct pc_node *out;

	if (node->kind != PC_MAP)
		return wrong_kind(spot, node, "a matcher must be an object", node);
	if (!spot->guards && holds_guards(node, false)) {
		inner.guards = true;
		return lose(&inner, node, PC_STR("hides hooks that guard tool calls"));
	}
	if (!hooks || hooks->kind != PC_LIST)
		return wrong_kind(spot, node, "'hooks' must be a list", hooks);
	if (matcher && matcher->kind != PC_TEXT) {
		wrong_kind(spot, matcher, "'matcher' must be a text", matcher);
		if (!spot->r->as_mended)
			return NULL;
	}
	inner.path =
		pc_arena_printf(spot->r->arena, "%.*s.hooks", PC_STR_ARG(spot->path));
	out = repair_new_map(spot->r, node);
	unknown_members(spot->r, &hook_matcher, spot->path, node);
	for (size_t i = 0; i < node->n_pairs; i++) {
		struct pc_pair pair = node->pairs[i];

		if (pc_str_is(pair.key, "matcher"))
			repair_keep(out, pair, pair.value);
		if (pc_str_is(pair.key, "hooks"))
			repair_keep(out, pair,
				repair_list_of(&inner, pair.value, repair_handler));
	}
	return out;
}

static struct pc_str no_event(struct repair *r, struct pc_str event)
{
	for (const struct member *known = hook_events; known->name; known++) {
		if (pc_str_distance(event, pc_str(known->name)) < 3)
			return pc_arena_printf(r->arena,
				"is no hook event, did you mean '%s'?", known->name);
	}
	return PC_STR("is no hook event");
}

static struct pc_node *repair_event(
	const struct spot *spot, struct pc_str event, struct pc_node *value)
{
	struct spot unguarded = *spot;

	if (!is_event(event)) {
		unguarded.guards = holds_guards(value, false);
		return lose(&unguarded, value, no_event(spot->r, event));
	}
	if (value->kind == PC_NULL)
		unguarded.guards = false; /* nothing was asked for */
	if (value->kind != PC_LIST)
		return wrong_kind(&unguarded, value, "must be a list of matchers", value);
	return repair_list_of(spot, value, repair_matcher);
}

static struct pc_node *give_up(struct repair *r, struct pc_str path,
	const struct pc_node *value, struct pc_node *rest)
{
	struct pc_diag *diag = repair_say(r, "PC1312", value->at, path,
		"is ignored as a whole, because a hook that guards tool calls is lost");

	diag->severity = PC_NOTE;
	diag->caused_by = r->guard_at;
	return repair_kept(r, rest);
}

/* A list where the events should be: harmless unless it holds what looks like hooks. */
static bool holds_objects(const struct pc_node *list)
{
	for (size_t i = 0; list->kind == PC_LIST && i < list->n_items; i++) {
		if (list->items[i]->kind == PC_MAP)
			return true;
	}
	return false;
}

struct pc_node *repair_hooks(struct repair *r, const struct key *key, struct pc_str path,
	struct pc_node *value)
{
	struct spot spot = {r, path, false};
	struct pc_node *out;
	bool stray = r->guard_lost;

	(void)key;
	if (value->kind != PC_MAP) {
		spot.guards = holds_objects(value);
		return wrong_kind(
			&spot, value, "must be an object of hook events", value);
	}
	out = repair_new_map(r, value);
	for (size_t i = 0; i < value->n_pairs; i++) {
		struct pc_pair pair = value->pairs[i];

		spot.path = pc_arena_printf(
			r->arena, "%.*s.%.*s", PC_STR_ARG(path), PC_STR_ARG(pair.key));
		spot.guards = is_guard(pair.key);
		repair_keep(out, pair, repair_event(&spot, pair.key, pair.value));
	}
	if (r->guard_lost && !stray)
		return give_up(r, path, value, out);
	return out->n_pairs || value->n_pairs == 0 ? out : NULL;
}

void repair_stray_guards(struct repair *r, const struct pc_node *root)
{
	for (size_t i = 0; i < root->n_pairs; i++) {
		const struct pc_pair *pair = &root->pairs[i];
		struct spot spot = {r, PC_STR("hooks"), true};
		bool stray = is_guard(pair->key)
				     ? is_filled(pair->value)
				     : !pc_str_is(pair->key, "hooks") &&
					       !is_event(pair->key) &&
					       holds_guards(pair->value, true);

		if (!stray)
			continue;
		lose(&spot, pair->value,
			pc_arena_printf(r->arena,
				"hooks that guard tool calls stand under '%.*s', where "
				"the client does not look for them",
				PC_STR_ARG(pair->key)));
		return;
	}
}
