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

/* ---- attributes ------------------------------------------------------------- */

enum { MAX_REFERENCES = 8 }; /* names that name each other */

/* The variable that is meant by the name; *attribute of it. */
static struct pc_str meant(const struct scope *scope, const struct walk *walk,
	struct pc_str name, char *attribute)
{
	const struct variable *at = NULL;

	*attribute = 0;
	for (int i = 0; walk->has_attributes && i < MAX_REFERENCES; i++) {
		at = scope_find(scope, name);
		if (!at || at->attribute != 'n' || !at->value.len)
			break;
		name = at->value;
	}
	if (at && at->attribute != 'n')
		*attribute = at->attribute;
	return name;
}

static struct pc_str in_case(struct walk *walk, struct pc_str text, char attribute)
{
	char *bytes, first = attribute == 'l' ? 'A' : 'a';

	if (!attribute)
		return text;
	bytes = pc_arena_bytes(walk->arena, text.len + 1);
	for (size_t i = 0; i < text.len; i++)
		bytes[i] = (char)(text.ptr[i] >= first && text.ptr[i] <= first + 25
					  ? text.ptr[i] ^ 0x20
					  : text.ptr[i]);
	return (struct pc_str){bytes, text.len};
}

void scope_set_attribute(
	struct scope *scope, struct walk *walk, struct pc_str name, char attribute)
{
	const struct variable *old = scope_find(scope, name);
	struct variable *fresh = push(scope, walk, name);

	walk->has_attributes = true;
	fresh->attribute = attribute;
	fresh->known = old && old->known;
	if (old)
		fresh->value = old->value;
}

/* ---- values ----------------------------------------------------------------- */

void scope_set(
	struct scope *scope, struct walk *walk, struct pc_str name, struct pc_str value)
{
	char attribute;
	struct variable *fresh = push(scope, walk, meant(scope, walk, name, &attribute));

	fresh->value = in_case(walk, value, attribute);
	fresh->attribute = attribute;
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

/* Of what a substitution made, that is its text. */
static struct pc_str maker_of(const struct field *value)
{
	struct pc_str text = value->text;

	if (value->from.len)
		return value->from;
	return pc_str_find_str(text, PC_STR("$(")) < text.len ||
			       pc_str_find(text, '`') < text.len
		       ? text
		       : (struct pc_str){0};
}

void scope_set_lines(struct scope *scope, struct walk *walk, struct pc_str name,
	const struct flow *from)
{
	char attribute;
	struct variable *fresh = push(scope, walk, meant(scope, walk, name, &attribute));

	fresh->attribute = attribute;
	fresh->lines = from;
	fresh->from = walk->upstream;
}

void scope_set_field(struct scope *scope, struct walk *walk, struct pc_str name,
	const struct field *value)
{
	char attribute;
	struct variable *fresh = push(scope, walk, meant(scope, walk, name, &attribute));

	fresh->attribute = attribute;
	fresh->known = value->kind != FIELD_UNKNOWN;
	if (fresh->known)
		fresh->value = in_case(walk, value->text, attribute);
	else if (value->maybe && value->maybe->count)
		fresh->value = value->maybe->items[0].text;
	if (!fresh->known)
		fresh->from = maker_of(value);
}

/* All that old knows, under the name. */
static void push_copy(struct scope *scope, struct walk *walk, struct pc_str name,
	const struct variable *old)
{
	struct variable *fresh = push(scope, walk, name);
	size_t age = fresh->age;

	*fresh = *old;
	fresh->age = age;
}

void scope_restore(struct scope *scope, struct walk *walk, struct pc_str name,
	const struct variable *old)
{
	if (old)
		push_copy(scope, walk, name, old);
	else
		scope_forget(scope, walk, name);
}

/* ---- arrays ----------------------------------------------------------------- */

static struct fields *copy_of(struct walk *walk, const struct field *items, size_t n)
{
	struct fields *copy = pc_arena_new(walk->arena, struct fields);

	copy->items = pc_arena_new_array(walk->arena, struct field, n + 1);
	copy->count = n;
	if (n)
		memcpy(copy->items, items, n * sizeof(*items));
	for (size_t i = 0; i < n; i++) {
		if (items[i].kind == FIELD_UNKNOWN)
			copy->items[i].from = maker_of(&items[i]);
	}
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
	else if (list->count)
		fresh->from = list->items[0].from;
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
	if (at > n || n > PC_MAX_STRICT_ITEMS || (old && old->is_sparse)) {
		struct variable *fresh = push(scope, walk, name);

		fresh->is_sparse = true;
		fresh->since = old && old->is_sparse ? old->since : fresh->age;
		scope_set_field(scope, walk,
			pc_arena_printf(walk->arena, "%.*s[%.*s]", PC_STR_ARG(name),
				PC_STR_ARG(index)),
			value);
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
	if (scope->last != other->last)
		scope->last = NULL;
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

	*scope = (struct scope){.cwd = settings->cwd,
		.outputs = pc_arena_new(walk->arena, struct outputs)};
	environment(scope, walk, "PWD", settings->cwd);
	environment(scope, walk, "HOME", home);
	if (home.len > 1) {
		environment(scope, walk, "USER", pc_path_base(home));
		environment(scope, walk, "LOGNAME", pc_path_base(home));
	}
	environment(scope, walk, "IFS", PC_STR(" \t\n"));
}
