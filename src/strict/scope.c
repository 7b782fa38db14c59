/* SPDX-License-Identifier: Apache-2.0 */
/* What the shell knows: variables, functions, aliases, the working directory.  Lists that
 * only grow at the front, so that a copy of the heads is a copy of the scope. */
#include "pc/base/fs.h"
#include "walk_priv.h"

const struct variable *scope_find(const struct scope *scope, struct pc_str name)
{
	const struct variable *at = scope->variables;

	while (at && !pc_str_eq(at->name, name))
		at = at->next;
	return at;
}

bool scope_variable(struct pc_str *out, const struct scope *scope, struct pc_str name)
{
	const struct variable *found = scope_find(scope, name);

	if (!found || !found->known)
		return false;
	*out = found->value;
	return true;
}

static struct variable *push(struct scope *scope, struct walk *walk, struct pc_str name)
{
	struct variable *fresh = pc_arena_new(walk->arena, struct variable);

	fresh->name = name;
	fresh->next = scope->variables;
	scope->variables = fresh;
	return fresh;
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

void scope_set_lines(
	struct scope *scope, struct walk *walk, struct pc_str name, const struct flow *from)
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
		(!scope->cwd.len && !(path.len && path.ptr[0] == '/'))) {
		scope->cwd = (struct pc_str){0};
		scope_forget(scope, walk, PC_STR("PWD"));
		scope_forget(scope, walk, PC_STR("OLDPWD"));
		return;
	}
	if (scope->cwd.len)
		scope_set(scope, walk, PC_STR("OLDPWD"), scope->cwd);
	else
		scope_forget(scope, walk, PC_STR("OLDPWD"));
	scope->cwd = pc_path_join(walk->arena, scope->cwd, path);
	scope_set(scope, walk, PC_STR("PWD"), scope->cwd);
}

/* ---- two ways --------------------------------------------------------------- */

static const struct variable *common_tail(
	const struct variable *a, const struct variable *b)
{
	size_t na = 0, nb = 0;

	for (const struct variable *v = a; v; v = v->next)
		na++;
	for (const struct variable *v = b; v; v = v->next)
		nb++;
	for (; na > nb; na--)
		a = a->next;
	for (; nb > na; nb--)
		b = b->next;
	while (a != b) {
		a = a->next;
		b = b->next;
	}
	return a;
}

static bool same(const struct variable *a, const struct variable *b)
{
	return a == b ||
	       (a && b && a->known && b->known && pc_str_eq(a->value, b->value));
}

/* A value that only one way sets, and the other leaves unset, is the more telling one. */
static void merge_new(struct scope *scope, struct walk *walk, const struct scope *one,
	const struct scope *two, const struct variable *end)
{
	for (const struct variable *v = one->variables; v != end; v = v->next) {
		const struct variable *a = scope_find(one, v->name);
		const struct variable *b = scope_find(two, v->name);

		if (a != v || same(a, b) || !walk_step(walk))
			continue;
		if (b) {
			scope_guess(scope, walk, v->name, v->value);
		} else {
			struct variable *fresh = push(scope, walk, v->name);

			fresh->value = v->value;
			fresh->known = v->known;
			fresh->array = v->array;
		}
	}
}

void scope_merge(struct scope *scope, struct walk *walk, const struct scope *other)
{
	struct scope mine = *scope;

	if (!pc_str_eq(scope->cwd, other->cwd))
		scope->cwd = (struct pc_str){0};
	if (mine.variables != other->variables) {
		const struct variable *end =
			common_tail(mine.variables, other->variables);

		merge_new(scope, walk, &mine, other, end);
		merge_new(scope, walk, other, &mine, end);
	}
	/* Of functions and aliases those of either way count, the other way's first. */
	if (!mine.functions || other->functions != mine.functions)
		scope->functions = other->functions ? other->functions : mine.functions;
	if (!mine.aliases || other->aliases != mine.aliases)
		scope->aliases = other->aliases ? other->aliases : mine.aliases;
}

const struct function *scope_function(const struct scope *scope, struct pc_str name)
{
	const struct function *at = scope->functions;

	while (at && !pc_str_eq(at->name, name))
		at = at->next;
	return at;
}

const struct alias *scope_alias(const struct scope *scope, struct pc_str name)
{
	const struct alias *at = scope->aliases;

	while (at && !pc_str_eq(at->name, name))
		at = at->next;
	return at;
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
