/* SPDX-License-Identifier: Apache-2.0 */
/* One table of the words of a schema: what each must look like, and what it asks of a
 * value.  Depth and work are bounded: both trees are foreign. */
#include "shape_priv.h"

#include "pc/base/limits.h"

struct look {
	struct pc_arena *arena;
	struct pc_str fault;
	unsigned depth;
	size_t work;
};

typedef void fit_fn(struct look *look, const struct pc_node *value);
typedef void ask_fn(struct look *look, const struct pc_node *schema,
	const struct pc_node *value, const struct pc_node *node);

static void say(struct look *look, struct pc_str fault)
{
	if (!look->fault.len)
		look->fault = fault;
}

/* "in 'steps': ...": a key of the schema before what is said. */
static void wrap(struct look *look, struct pc_str key)
{
	if (look->fault.len)
		look->fault = pc_arena_printf(look->arena, "in '%.*s': %.*s",
			PC_STR_ARG(key), PC_STR_ARG(look->fault));
}

static bool may_go_on(struct look *look)
{
	if (look->fault.len)
		return false;
	if (look->depth >= PC_MAX_SCHEMA_DEPTH)
		say(look, PC_STR("it is nested too deep"));
	else if (++look->work > PC_MAX_SCHEMA_WORK)
		say(look, PC_STR("there is too much to look at"));
	return !look->fault.len;
}

/* ---- what a schema may say -------------------------------------------------- */

static void fit_schema(struct look *look, const struct pc_node *schema);

static const struct type {
	const char *name;
	bool kinds[PC_MAP + 1];
} types[] = {
	{"null", {[PC_NULL] = true}},
	{"boolean", {[PC_BOOL] = true}},
	{"integer", {[PC_INT] = true, [PC_REAL] = true}}, /* 1.0 is one */
	{"number", {[PC_INT] = true, [PC_REAL] = true}},
	{"string", {[PC_TEXT] = true}},
	{"array", {[PC_LIST] = true}},
	{"object", {[PC_MAP] = true}},
};

static const struct type *type_called(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(types); i++) {
		if (pc_str_is(name, types[i].name))
			return &types[i];
	}
	return NULL;
}

static void fit_type(struct look *look, const struct pc_node *value)
{
	bool is_list = value->kind == PC_LIST && value->n_items;

	for (size_t i = 0; i < (is_list ? value->n_items : 1); i++) {
		if (!type_called(pc_node_text(is_list ? value->items[i] : value)))
			say(look, PC_STR("'type' names none that there is"));
	}
}

static void fit_map(struct look *look, const struct pc_node *value)
{
	if (value->kind != PC_MAP) {
		say(look, PC_STR("'properties' is no object"));
		return;
	}
	for (size_t i = 0; i < value->n_pairs && !look->fault.len; i++) {
		fit_schema(look, value->pairs[i].value);
		wrap(look, value->pairs[i].key);
	}
}

static void fit_list(struct look *look, const struct pc_node *value)
{
	if (value->kind != PC_LIST)
		say(look, PC_STR("'enum' or 'required' is no array"));
}

static void fit_number(struct look *look, const struct pc_node *value)
{
	double number;

	if (!pc_node_number(value, &number))
		say(look, PC_STR("a bound is no number"));
}

static void fit_either(struct look *look, const struct pc_node *value)
{
	if (value->kind != PC_BOOL)
		fit_schema(look, value);
}

/* ---- what it asks of a value ------------------------------------------------ */

static void ask_schema(
	struct look *look, const struct pc_node *schema, const struct pc_node *node);

static bool is_of(const struct pc_node *node, struct pc_str name)
{
	const struct type *type = type_called(name);
	double number;

	if (!type || !type->kinds[node->kind])
		return false;
	if (!pc_str_is(name, "integer") || node->kind == PC_INT)
		return true;
	return pc_node_number(node, &number) && number == __builtin_floor(number);
}

static void ask_type(struct look *look, const struct pc_node *schema,
	const struct pc_node *value, const struct pc_node *node)
{
	bool is_list = value->kind == PC_LIST;
	(void)schema;

	for (size_t i = 0; i < (is_list ? value->n_items : 1); i++) {
		if (is_of(node, pc_node_text(is_list ? value->items[i] : value)))
			return;
	}
	say(look, pc_arena_printf(look->arena, "another type was asked for than %s",
			  pc_kind_name(node->kind)));
}

static void ask_required(struct look *look, const struct pc_node *schema,
	const struct pc_node *value, const struct pc_node *node)
{
	(void)schema;
	for (size_t i = 0; node->kind == PC_MAP && i < value->n_items; i++) {
		struct pc_str key = pc_node_text(value->items[i]);

		if (!pc_node_get(node, key))
			say(look, pc_arena_printf(look->arena, "'%.*s' is not there",
					  PC_STR_ARG(key)));
	}
}

static void ask_properties(struct look *look, const struct pc_node *schema,
	const struct pc_node *value, const struct pc_node *node)
{
	(void)schema;
	for (size_t i = 0; i < value->n_pairs && !look->fault.len; i++) {
		const struct pc_node *member = pc_node_get(node, value->pairs[i].key);

		if (!member)
			continue;
		ask_schema(look, value->pairs[i].value, member);
		wrap(look, value->pairs[i].key);
	}
}

static void ask_additional(struct look *look, const struct pc_node *schema,
	const struct pc_node *value, const struct pc_node *node)
{
	const struct pc_node *known = pc_node_get_c(schema, "properties");

	if (node->kind != PC_MAP || (value->kind == PC_BOOL && value->boolean))
		return;
	for (size_t i = 0; i < node->n_pairs && may_go_on(look); i++) {
		if (pc_node_get(known, node->pairs[i].key))
			continue;
		if (value->kind == PC_BOOL)
			say(look, PC_STR("it has members that were not asked for"));
		else
			ask_schema(look, value, node->pairs[i].value);
	}
}

static void ask_items(struct look *look, const struct pc_node *schema,
	const struct pc_node *value, const struct pc_node *node)
{
	(void)schema;
	if (node->kind != PC_LIST || (value->kind == PC_BOOL && value->boolean))
		return;
	if (value->kind == PC_BOOL && node->n_items)
		say(look, PC_STR("it has items that were not asked for"));
	for (size_t i = 0; i < node->n_items && !look->fault.len; i++)
		ask_schema(look, value, node->items[i]);
	wrap(look, PC_STR("items"));
}

static void ask_enum(struct look *look, const struct pc_node *schema,
	const struct pc_node *value, const struct pc_node *node)
{
	(void)schema;
	for (size_t i = 0; i < value->n_items && may_go_on(look); i++) {
		if (pc_node_eq(value->items[i], node))
			return;
	}
	say(look, PC_STR("it is none of 'enum'"));
}

static void ask_const(struct look *look, const struct pc_node *schema,
	const struct pc_node *value, const struct pc_node *node)
{
	(void)schema;
	if (!pc_node_eq(value, node))
		say(look, PC_STR("it is not 'const'"));
}

/* Characters of a text, items of a list, or the number itself: what a bound counts. */
static bool measure(double *out, const struct pc_node *node, enum pc_kind of)
{
	size_t n = 0;

	if (of == PC_REAL)
		return pc_node_number(node, out);
	if (node->kind != of)
		return false;
	for (size_t i = 0; of == PC_TEXT && i < node->text.len; i++)
		n += ((unsigned char)node->text.ptr[i] & 0xc0) != 0x80;
	*out = (double)(of == PC_LIST ? node->n_items : n);
	return true;
}

static void ask_bound(struct look *look, const struct pc_node *value,
	const struct pc_node *node, enum pc_kind of, bool is_least)
{
	double bound, number;

	if (!measure(&number, node, of) || !pc_node_number(value, &bound))
		return;
	if (is_least ? number < bound : number > bound)
		say(look, is_least ? PC_STR("it is below its bound")
				   : PC_STR("it is above its bound"));
}

#define ASK_BOUND(name, of, is_least)                                                    \
	static void ask_##name(struct look *look, const struct pc_node *schema,          \
		const struct pc_node *value, const struct pc_node *node)                 \
	{                                                                                \
		(void)schema;                                                            \
		ask_bound(look, value, node, of, is_least);                              \
	}
ASK_BOUND(minimum, PC_REAL, true)
ASK_BOUND(maximum, PC_REAL, false)
ASK_BOUND(min_length, PC_TEXT, true)
ASK_BOUND(max_length, PC_TEXT, false)
ASK_BOUND(min_items, PC_LIST, true)
ASK_BOUND(max_items, PC_LIST, false)

/* ---- the table -------------------------------------------------------------- */

static const struct word {
	const char *name;
	fit_fn *fit; /* NULL: anything may stand there */
	ask_fn *ask; /* NULL: it asks for nothing */
} words[] = {
	{"type", fit_type, ask_type}, {"properties", fit_map, ask_properties},
	{"required", fit_list, ask_required},
	{"additionalProperties", fit_either, ask_additional},
	{"items", fit_either, ask_items}, {"enum", fit_list, ask_enum},
	{"const", NULL, ask_const}, {"minimum", fit_number, ask_minimum},
	{"maximum", fit_number, ask_maximum}, {"minLength", fit_number, ask_min_length},
	{"maxLength", fit_number, ask_max_length},
	{"minItems", fit_number, ask_min_items}, {"maxItems", fit_number, ask_max_items},
	{"$schema", NULL, NULL}, {"$id", NULL, NULL}, {"$comment", NULL, NULL},
	{"title", NULL, NULL}, {"description", NULL, NULL}, {"default", NULL, NULL},
	{"examples", NULL, NULL},
	{"format", NULL, NULL}, /* an annotation, unless somebody agrees otherwise */
};

static const struct word *word_called(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(words); i++) {
		if (pc_str_is(name, words[i].name))
			return &words[i];
	}
	return NULL;
}

static void fit_schema(struct look *look, const struct pc_node *schema)
{
	if (!may_go_on(look))
		return;
	if (schema->kind != PC_MAP) {
		say(look, PC_STR("a schema is no object"));
		return;
	}
	look->depth++;
	for (size_t i = 0; i < schema->n_pairs && !look->fault.len; i++) {
		struct pc_str name = schema->pairs[i].key;
		const struct word *word = word_called(name);

		if (!word)
			say(look, pc_arena_printf(look->arena, "'%.*s' is not looked at",
					  PC_STR_ARG(name)));
		else if (word->fit)
			word->fit(look, schema->pairs[i].value);
	}
	look->depth--;
}

static void ask_schema(
	struct look *look, const struct pc_node *schema, const struct pc_node *node)
{
	if (!may_go_on(look))
		return;
	look->depth++;
	for (size_t i = 0; i < schema->n_pairs && !look->fault.len; i++) {
		const struct word *word = word_called(schema->pairs[i].key);

		if (word && word->ask)
			word->ask(look, schema, schema->pairs[i].value, node);
	}
	look->depth--;
}

struct pc_str shape_unfit(struct pc_arena *arena, const struct pc_node *schema)
{
	struct look look = {.arena = arena};

	fit_schema(&look, schema);
	return look.fault;
}

struct pc_str shape_fault(
	struct pc_arena *arena, const struct pc_node *schema, const struct pc_node *node)
{
	struct look look = {.arena = arena};

	ask_schema(&look, schema, node);
	return look.fault;
}
