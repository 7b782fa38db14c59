/* SPDX-License-Identifier: Apache-2.0 */
/* What the shell knows: variables, functions, aliases, the working directory. */
#include "pc/base/fs.h"
#include "walk_priv.h"

const struct variable *scope_find(const struct scope *scope, struct pc_str name)
{
	return map_find(scope->variables, name);
}

bool scope_variable(struct pc_str *out, const struct scope *scope, struct pc_str name)
{
	const struct variable *found = scope_find(scope, name);

	if (!found || !found->known)
		return false;
	*out = found->value;
	return true;
}

struct variable *scope_add(
	struct scope *scope, struct pc_arena *arena, struct pc_str name)
{
	struct variable *fresh = pc_arena_new(arena, struct variable);

	fresh->age = arena->used;
	scope->variables = map_with(arena, scope->variables, name, fresh);
	return fresh;
}

static struct variable *push(struct scope *scope, struct walk *walk, struct pc_str name)
{
	return scope_add(scope, walk->arena, name);
}

void scope_set(
	struct scope *scope, struct walk *walk, struct pc_str name, struct pc_str value)
{
	struct variable *fresh = push(scope, walk, name);

	fresh->value = value;
	fresh->known = true;
}

void scope_forget(struct scope *scope, struct walk *walk, struct pc_str name)
{
	(void)push(scope, walk, name);
}

void scope_guess(
	struct scope *scope, struct walk *walk, struct pc_str name, struct pc_str value)
{
	push(scope, walk, name)->value = value;
}

void scope_set_lines(struct scope *scope, struct walk *walk, struct pc_str name,
	const struct flow *from)
{
	push(scope, walk, name)->lines = from;
}

/* ---- arrays ----------------------------------------------------------------- */

static struct fields *copy_of(struct walk *walk, const struct field *items, size_t n)
{
	struct fields *copy = pc_arena_new(walk->arena, struct fields);

	copy->items = pc_arena_new_array(walk->arena, struct field, n + 1);
	copy->count = n;
	if (n)
		memcpy(copy->items, items, n * sizeof(*items));
	return copy;
}

static void set_list(
	struct scope *scope, struct walk *walk, struct pc_str name, struct fields *list)
{
	struct variable *fresh = push(scope, walk, name);

	fresh->array = list;
	fresh->known = list->count && list->items[0].kind == FIELD_KNOWN;
	if (fresh->known)
		fresh->value = list->items[0].text;
}

void scope_set_array(struct scope *scope, struct walk *walk, struct pc_str name,
	const struct fields *items)
{
	set_list(scope, walk, name, copy_of(walk, items->items, items->count));
}

/* The item of that index of what was an array, or is one now. */
void scope_set_item(struct scope *scope, struct walk *walk, struct pc_str name,
	struct pc_str index, const struct field *value)
{
	const struct variable *old = scope_find(scope, name);
	struct fields *list;
	size_t at = 0, n = old && old->array ? old->array->count : 0;

	for (size_t i = 0; i < index.len; i++) {
		if (index.ptr[i] < '0' || index.ptr[i] > '9' || at > PC_MAX_STRICT_ITEMS)
			at = SIZE_MAX / 16;
		else
			at = 10 * at + (size_t)(index.ptr[i] - '0');
	}
	if (at > n || n > PC_MAX_STRICT_ITEMS) {
		scope_guess(scope, walk, name, value->text);
		return;
	}
	list = pc_arena_new(walk->arena, struct fields);
	list->items = pc_arena_new_array(walk->arena, struct field, n + 1);
	list->count = at == n ? n + 1 : n;
	if (n)
		memcpy(list->items, old->array->items, n * sizeof(*list->items));
	list->items[at] = *value;
	set_list(scope, walk, name, list);
}

void scope_set_arguments(
	struct scope *scope, struct walk *walk, const struct field *items, size_t n)
{
	set_list(scope, walk, PC_STR("@"), copy_of(walk, items, n));
}

/* ---- the working directory -------------------------------------------------- */

void scope_change_dir(struct scope *scope, struct walk *walk, const struct field *to)
{
	struct pc_str path = to->text;

	if (to->kind != FIELD_KNOWN ||
		scope->cwd.len + path.len > (size_t)PC_MAX_STRICT_PATH ||
		(!scope->cwd.len && !(path.len && path.ptr[0] == '/'))) {
		scope->cwd = (struct pc_str){0};
		scope_forget(scope, walk, PC_STR("PWD"));
		scope_forget(scope, walk, PC_STR("OLDPWD"));
		return;
	}
	/* Joining goes over each byte a few times. */
	(void)walk_read(walk, 16 * (scope->cwd.len + path.len));
	if (scope->cwd.len)
		scope_set(scope, walk, PC_STR("OLDPWD"), scope->cwd);
	else
		scope_forget(scope, walk, PC_STR("OLDPWD"));
	scope->cwd = pc_path_join(walk->arena, scope->cwd, path);
	scope_set(scope, walk, PC_STR("PWD"), scope->cwd);
}

/* ---- two ways --------------------------------------------------------------- */

static bool same(const struct variable *a, const struct variable *b)
{
	return a == b || (a->known && b->known && pc_str_eq(a->value, b->value));
}

/* Two maps that have most of their nodes in common become one. */
struct merge {
	struct walk *walk;
	const struct map_node *mine; /* as it was */
	const struct map_node **out; /* begins as .mine */
};

/* Of two values the newer one is the guess.  A value that only one way sets, and the
 * other leaves unset, is the more telling one. */
static void merge_variables(const struct merge *merge, const struct map_node *before,
	const struct map_node *changed)
{
	struct walk *walk = merge->walk;
	const struct variable *a, *b;

	if (!changed || changed == before || !walk_step(walk))
		return;
	a = map_find(merge->mine, changed->name);
	b = changed->item;
	if (!a) {
		*merge->out = map_with(walk->arena, *merge->out, changed->name, b);
	} else if (!same(a, b)) {
		struct scope scope = {.variables = *merge->out};

		scope_guess(&scope, walk, changed->name,
			a->age > b->age ? a->value : b->value);
		*merge->out = scope.variables;
	}
	for (size_t i = 0; i < MAP_WAYS; i++)
		merge_variables(
			merge, before ? before->below[i] : NULL, changed->below[i]);
}

/* What either way defined counts, the other way's first. */
static void merge_names(const struct merge *merge, const struct map_node *before,
	const struct map_node *changed)
{
	if (!changed || changed == before || !walk_step(merge->walk))
		return;
	if (changed->item)
		*merge->out = map_with(
			merge->walk->arena, *merge->out, changed->name, changed->item);
	for (size_t i = 0; i < MAP_WAYS; i++)
		merge_names(merge, before ? before->below[i] : NULL, changed->below[i]);
}

void scope_merge(struct scope *scope, struct walk *walk, const struct scope *other)
{
	struct merge variables = {walk, scope->variables, &scope->variables};
	struct merge functions = {walk, scope->functions, &scope->functions};
	struct merge aliases = {walk, scope->aliases, &scope->aliases};

	if (!pc_str_eq(scope->cwd, other->cwd))
		scope->cwd = (struct pc_str){0};
	merge_variables(&variables, variables.mine, other->variables);
	merge_names(&functions, functions.mine, other->functions);
	merge_names(&aliases, aliases.mine, other->aliases);
}

/* ---- the beginning ---------------------------------------------------------- */

static void environment(
	struct scope *scope, struct walk *walk, const char *name, struct pc_str value)
{
	if (!value.len)
		return;
	scope_set(scope, walk, pc_str(name), value);
}

void scope_init(struct scope *scope, struct walk *walk)
{
	const struct pc_settings *settings = pc_policy_settings(walk->policy);
	struct pc_str home = settings->home;

	*scope = (struct scope){.cwd = settings->cwd};
	environment(scope, walk, "PWD", settings->cwd);
	environment(scope, walk, "HOME", home);
	if (home.len > 1) {
		environment(scope, walk, "USER", pc_path_base(home));
		environment(scope, walk, "LOGNAME", pc_path_base(home));
	}
	environment(scope, walk, "IFS", PC_STR(" \t\n"));
}
