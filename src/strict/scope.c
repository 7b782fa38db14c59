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

	if (pc_str_is(name, "PWD") && (!found || !found->is_set)) {
		*out = scope->cwd;
		return scope->cwd.len > 0;
	}
	if (!found || !found->known)
		return false;
	*out = found->value;
	return true;
}

static struct variable *push(struct scope *scope, struct walk *walk, struct pc_str name)
{
	struct variable *fresh = pc_arena_new(walk->arena, struct variable);

	fresh->name = name;
	fresh->is_set = true;
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

/* ---- arrays: NAME[0] NAME[1] ... and NAME[#]; NAME is the first, NAME[@] all --------
 */

static struct pc_str joined(
	struct walk *walk, const struct field *items, size_t n, bool *known)
{
	size_t size = 0;
	char *bytes, *at;

	*known = true;
	for (size_t i = 0; i < n; i++) {
		size += items[i].text.len + 1;
		*known &= items[i].kind == FIELD_KNOWN;
	}
	at = bytes = pc_arena_bytes(walk->arena, size + 1);
	for (size_t i = 0; i < n; i++) {
		if (i)
			*at++ = ' ';
		if (items[i].text.len)
			memcpy(at, items[i].text.ptr, items[i].text.len);
		at += items[i].text.len;
	}
	return (struct pc_str){bytes, (size_t)(at - bytes)};
}

static void set_field(struct scope *scope, struct walk *walk, struct pc_str name,
	const struct field *field)
{
	struct variable *fresh = push(scope, walk, name);

	fresh->value = field->text;
	fresh->known = field->kind == FIELD_KNOWN;
}

static void set_joined(struct scope *scope, struct walk *walk, struct pc_str name,
	const struct field *items, size_t n)
{
	struct variable *all = push(scope, walk, name);

	all->value = joined(walk, items, n, &all->known);
}

void scope_set_array(struct scope *scope, struct walk *walk, struct pc_str name,
	const struct fields *items)
{
	size_t n =
		items->count < PC_MAX_STRICT_ITEMS ? items->count : PC_MAX_STRICT_ITEMS;

	for (size_t i = 0; i < n; i++) {
		set_field(scope, walk,
			pc_arena_printf(walk->arena, "%.*s[%zu]", PC_STR_ARG(name), i),
			&items->items[i]);
	}
	set_joined(scope, walk, pc_arena_printf(walk->arena, "%.*s[@]", PC_STR_ARG(name)),
		items->items, items->count);
	set_joined(scope, walk, pc_arena_printf(walk->arena, "%.*s[*]", PC_STR_ARG(name)),
		items->items, items->count);
	scope_set(scope, walk, pc_arena_printf(walk->arena, "%.*s[#]", PC_STR_ARG(name)),
		pc_arena_printf(walk->arena, "%zu", items->count));
	if (items->count)
		set_field(scope, walk, name, &items->items[0]);
	else
		scope_set(scope, walk, name, PC_STR(""));
}

void scope_set_item(struct scope *scope, struct walk *walk, struct pc_str name,
	struct pc_str index, const struct field *value)
{
	static const char *const all[] = {"@", "*"};

	set_field(scope, walk,
		pc_arena_printf(
			walk->arena, "%.*s[%.*s]", PC_STR_ARG(name), PC_STR_ARG(index)),
		value);
	if (pc_str_is(index, "0"))
		set_field(scope, walk, name, value);
	for (size_t i = 0; i < PC_COUNT(all); i++) {
		scope_forget(scope, walk,
			pc_arena_printf(
				walk->arena, "%.*s[%s]", PC_STR_ARG(name), all[i]));
	}
}

void scope_set_arguments(
	struct scope *scope, struct walk *walk, const struct field *items, size_t n)
{
	for (size_t i = 0; i < n && i < PC_MAX_STRICT_ITEMS; i++) {
		set_field(scope, walk, pc_arena_printf(walk->arena, "%zu", i + 1),
			&items[i]);
	}
	scope_set(scope, walk, pc_arena_printf(walk->arena, "%zu", n + 1), PC_STR(""));
	set_joined(scope, walk, PC_STR("@"), items, n);
	set_joined(scope, walk, PC_STR("*"), items, n);
	scope_set(scope, walk, PC_STR("#"), pc_arena_printf(walk->arena, "%zu", n));
}

/* ---- the working directory -------------------------------------------------- */

void scope_change_dir(struct scope *scope, struct walk *walk, const struct field *to)
{
	struct pc_str path = to->text;

	if (to->kind != FIELD_KNOWN ||
		(!scope->cwd.len && !(path.len && path.ptr[0] == '/'))) {
		scope->cwd = (struct pc_str){0};
		return;
	}
	scope_set(scope, walk, PC_STR("OLDPWD"), scope->cwd);
	scope->cwd = pc_path_join(walk->arena, scope->cwd, path);
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
			scope_forget(scope, walk, v->name);
		} else {
			struct variable *fresh = push(scope, walk, v->name);

			fresh->value = v->value;
			fresh->known = v->known;
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
	scope->variables->is_set = false;
}

void scope_init(struct scope *scope, struct walk *walk)
{
	const struct pc_settings *settings = pc_policy_settings(walk->policy);
	struct pc_str home = settings->home;

	*scope = (struct scope){.cwd = settings->cwd};
	environment(scope, walk, "HOME", home);
	if (home.len > 1) {
		environment(scope, walk, "USER", pc_path_base(home));
		environment(scope, walk, "LOGNAME", pc_path_base(home));
	}
	environment(scope, walk, "IFS", PC_STR(" \t\n"));
}
