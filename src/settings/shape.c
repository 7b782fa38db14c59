/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing values with shapes, and taking out what a shape does not know. */
#include "shape_priv.h"

#include <math.h>

#include "pc/base/buf.h"
#include "shape_special_priv.h"

static struct pc_str list_words(const char *const *words, struct pc_arena *arena)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; words[i]; i++)
		pc_buf_printf(&out, "%s\"%s\"", i ? ", " : "", words[i]);
	return pc_arena_printf(
		arena, "%s%s", words[0] && words[1] ? "one of " : "", out.ptr);
}

static struct pc_str number_words(const struct shape *shape, struct pc_arena *arena)
{
	const char *kind = shape->whole ? "a whole number" : "a number";

	if (shape->has_min && shape->has_max) {
		return pc_arena_printf(
			arena, "%s from %g to %g", kind, shape->min, shape->max);
	}
	if (shape->has_min) {
		return pc_arena_printf(arena, "%s %s %g", kind,
			shape->above_min ? "above" : "of at least", shape->min);
	}
	return pc_str(kind);
}

struct pc_str shape_words(const struct shape *shape, struct pc_arena *arena)
{
	switch (shape->kind) {
	case SHAPE_BOOL:
		return PC_STR("true or false");
	case SHAPE_TEXT:
		return shape->not_empty ? PC_STR("a text that is not empty")
					: PC_STR("a text");
	case SHAPE_NUMBER:
		return number_words(shape, arena);
	case SHAPE_WORD:
		return list_words(shape->words, arena);
	case SHAPE_LIST:
		return pc_arena_printf(arena, "a list (each entry %.*s)",
			PC_STR_ARG(shape_words(shape->of, arena)));
	case SHAPE_MAP:
	case SHAPE_FORM:
		return PC_STR("an object");
	case SHAPE_EITHER:
		return pc_arena_printf(arena, "%.*s or %.*s",
			PC_STR_ARG(shape_words(shape->choices[0], arena)),
			PC_STR_ARG(shape_words(shape->choices[1], arena)));
	case SHAPE_PATH:
		return PC_STR("an absolute path");
	case SHAPE_NAME:
		return PC_STR("the name of a variable");
	case SHAPE_SERVER_ALLOWED:
	case SHAPE_SERVER_DENIED:
		return PC_STR("an object with one of serverName, serverUrl, "
			      "serverCommand");
	case SHAPE_SOURCE:
		return PC_STR("a marketplace source");
	case SHAPE_ANY:
		break;
	}
	return PC_STR("a value");
}

/* What node is instead, for people: the value where only that is wrong, else its kind. */
static struct pc_str instead_of(
	const struct shape *shape, const struct pc_node *node, struct pc_arena *arena)
{
	if (!node)
		return PC_STR("missing");
	if (shape->kind == SHAPE_WORD && node->kind == PC_TEXT)
		return pc_arena_printf(arena, "\"%.*s\"", PC_STR_ARG(node->text));
	if (shape->kind == SHAPE_NUMBER && node->kind == PC_INT)
		return pc_arena_printf(arena, "%lld", (long long)node->integer);
	if (shape->kind == SHAPE_NUMBER && node->kind == PC_REAL)
		return node->written;
	return pc_str(pc_kind_name(node->kind));
}

static bool fail(const struct shape *shape, const struct pc_node *node,
	struct pc_arena *arena, struct shape_fault *fault)
{
	bool looks_right = node && node->kind == PC_MAP && shape->kind >= SHAPE_FORM;

	if (fault) {
		*fault = (struct shape_fault){.at = node};
		fault->what = pc_arena_printf(arena, "must be %.*s%s%.*s",
			PC_STR_ARG(shape_words(shape, arena)),
			looks_right ? "" : ", not ",
			PC_STR_ARG(looks_right ? PC_STR("")
					       : instead_of(shape, node, arena)));
	}
	return false;
}

/* A fault of a part is told with the part's name in front. */
static bool fail_below(
	struct shape_fault *fault, struct pc_arena *arena, struct pc_str name)
{
	if (fault) {
		fault->member = pc_arena_printf(arena, "%.*s%s%.*s", PC_STR_ARG(name),
			fault->member.len ? "." : "", PC_STR_ARG(fault->member));
	}
	return false;
}

/* Nobody asks for names without a fault to put them in. */
static struct pc_str index_name(
	const struct shape_fault *fault, struct pc_arena *arena, size_t i)
{
	return fault ? pc_arena_printf(arena, "%zu", i) : (struct pc_str){0};
}

static bool number_fits(const struct shape *shape, const struct pc_node *node)
{
	double value;

	if (!pc_node_number(node, &value) || isinf(value))
		return false;
	if (shape->whole && (value != floor(value) || fabs(value) > 9007199254740991.0))
		return false;
	if (shape->has_min &&
		(value < shape->min || (shape->above_min && value <= shape->min)))
		return false;
	return !shape->has_max || value <= shape->max;
}

static bool word_fits(const struct shape *shape, const struct pc_node *node)
{
	if (node->kind != PC_TEXT)
		return false;
	for (size_t i = 0; shape->words[i]; i++) {
		if (pc_str_is(node->text, shape->words[i]))
			return true;
	}
	return false;
}

static bool list_fits(const struct shape *shape, const struct pc_node *node,
	struct pc_arena *arena, struct shape_fault *fault)
{
	for (size_t i = 0; i < node->n_items; i++) {
		if (shape_fits(shape->of, node->items[i], arena, fault))
			continue;
		return fail_below(fault, arena, index_name(fault, arena, i));
	}
	return true;
}

static bool map_fits(const struct shape *shape, const struct pc_node *node,
	struct pc_arena *arena, struct shape_fault *fault)
{
	for (size_t i = 0; i < node->n_pairs; i++) {
		if (!shape_fits(shape->of, node->pairs[i].value, arena, fault))
			return fail_below(fault, arena, node->pairs[i].key);
	}
	return true;
}

static bool form_fits(const struct shape *shape, const struct pc_node *node,
	struct pc_arena *arena, struct shape_fault *fault)
{
	for (const struct member *m = shape->members; m->name; m++) {
		const struct pc_node *value = pc_node_get_c(node, m->name);

		if (m->need == QUIET_MEMBER || (!value && m->need == MAY))
			continue;
		if (!value) {
			fail(m->shape, NULL, arena, fault);
			return fail_below(fault, arena, pc_str(m->name));
		}
		if (!shape_fits(m->shape, value, arena, fault))
			return fail_below(fault, arena, pc_str(m->name));
	}
	return true;
}

static bool either_fits(const struct shape *shape, const struct pc_node *node)
{
	for (size_t i = 0; shape->choices[i]; i++) {
		if (shape_fits(shape->choices[i], node, NULL, NULL))
			return true;
	}
	return false;
}

bool shape_fits(const struct shape *shape, const struct pc_node *node,
	struct pc_arena *arena, struct shape_fault *fault)
{
	bool fits = true;

	switch (shape->kind) {
	case SHAPE_ANY:
		return true;
	case SHAPE_BOOL:
		fits = node->kind == PC_BOOL;
		break;
	case SHAPE_TEXT:
		fits = node->kind == PC_TEXT && (!shape->not_empty || node->text.len);
		break;
	case SHAPE_NUMBER:
		fits = number_fits(shape, node);
		break;
	case SHAPE_WORD:
		fits = word_fits(shape, node);
		break;
	case SHAPE_LIST:
		if (node->kind == PC_LIST)
			return list_fits(shape, node, arena, fault);
		fits = false;
		break;
	case SHAPE_MAP:
		if (node->kind == PC_MAP)
			return map_fits(shape, node, arena, fault);
		fits = false;
		break;
	case SHAPE_FORM:
		if (node->kind == PC_MAP)
			return form_fits(shape, node, arena, fault);
		fits = false;
		break;
	case SHAPE_EITHER:
		fits = either_fits(shape, node);
		break;
	case SHAPE_PATH:
		fits = special_path(node);
		break;
	case SHAPE_NAME:
		fits = special_name(node);
		break;
	case SHAPE_SERVER_ALLOWED:
	case SHAPE_SERVER_DENIED:
		fits = special_server(node, shape->kind == SHAPE_SERVER_ALLOWED);
		break;
	case SHAPE_SOURCE:
		fits = special_source(node);
		break;
	}
	return fits || fail(shape, node, arena, fault);
}

/* The shape of a member that stays, or NULL. */
static const struct shape *member_shape(
	const struct shape *shape, const struct pc_pair *pair)
{
	for (const struct member *m = shape->members; m->name; m++) {
		if (!pc_str_is(pair->key, m->name))
			continue;
		return m->need == QUIET_MEMBER &&
				       !shape_fits(m->shape, pair->value, NULL, NULL)
			       ? NULL
			       : m->shape;
	}
	return NULL;
}

static struct pc_node *strip_map(
	const struct shape *shape, struct pc_node *node, struct pc_arena *arena)
{
	struct pc_node *out = pc_node_new(arena, PC_MAP, node->at);

	out->pairs = pc_arena_new_array(arena, struct pc_pair, node->n_pairs);
	for (size_t i = 0; i < node->n_pairs; i++) {
		struct pc_pair pair = node->pairs[i];
		const struct shape *inner =
			shape->kind == SHAPE_MAP ? shape->of : member_shape(shape, &pair);

		if (!inner && !shape->open)
			continue;
		if (inner)
			pair.value = shape_strip(inner, pair.value, arena);
		out->pairs[out->n_pairs++] = pair;
	}
	return out;
}

static struct pc_node *strip_list(
	const struct shape *shape, struct pc_node *node, struct pc_arena *arena)
{
	struct pc_node *out = pc_node_new(arena, PC_LIST, node->at);

	out->n_items = node->n_items;
	out->items = pc_arena_new_array(arena, struct pc_node *, node->n_items);
	for (size_t i = 0; i < node->n_items; i++)
		out->items[i] = shape_strip(shape->of, node->items[i], arena);
	return out;
}

struct pc_node *shape_strip(
	const struct shape *shape, struct pc_node *node, struct pc_arena *arena)
{
	switch (shape->kind) {
	case SHAPE_MAP:
	case SHAPE_FORM:
		return strip_map(shape, node, arena);
	case SHAPE_LIST:
		return shape->of->kind >= SHAPE_LIST ? strip_list(shape, node, arena)
						     : node;
	case SHAPE_SERVER_ALLOWED:
	case SHAPE_SERVER_DENIED:
		return special_strip_server(node, arena);
	case SHAPE_SOURCE:
		return shape_strip(special_source_form(node), node, arena);
	case SHAPE_EITHER:
		for (size_t i = 0; shape->choices[i]; i++) {
			if (shape_fits(shape->choices[i], node, arena, NULL))
				return shape_strip(shape->choices[i], node, arena);
		}
		return node;
	default:
		return node;
	}
}
