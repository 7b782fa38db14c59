/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of a JSON text.  The reader took it, so its tokens are where they have to
 * be and this only finds their ends. */
#include "parts_priv.h"

#include "pc/doc/read.h"

struct walk {
	struct parts *parts;
	size_t at;
	size_t key_begin, key_end; /* of the member whose value comes next */
};

static char here(const struct walk *walk)
{
	return walk->at < walk->parts->text.len ? walk->parts->text.ptr[walk->at] : '\0';
}

static void skip_string(struct walk *walk)
{
	for (walk->at++; here(walk) != '"'; walk->at++)
		walk->at += here(walk) == '\\';
	walk->at++;
}

static void skip_scalar(struct walk *walk)
{
	if (here(walk) == '"')
		skip_string(walk);
	else
		while (here(walk) && !strchr(",]} \t\r\n", here(walk)))
			walk->at++;
}

/* The value of a scalar or key by itself: JSON's mean the same anywhere. */
static struct pc_node *value_of(struct parts *parts, struct range range)
{
	struct pc_node *node = NULL;
	struct pc_err err;

	if (pc_json_read(&node, parts->arena, NULL, parts_slice(parts, range), NULL,
		    &err) != PC_OK)
		return NULL; /* not for what the reader took */
	return node;
}

static void walk_value(struct walk *walk, struct part *parent);

static void walk_key(struct walk *walk)
{
	walk->key_begin = walk->at;
	skip_string(walk);
	walk->key_end = walk->at;
	walk->at = parts_skip(walk->parts, walk->at) + 1; /* the colon */
}

static void walk_children(struct walk *walk, struct part *part, char closer)
{
	walk->at = parts_skip(walk->parts, walk->at + 1);
	while (here(walk) != closer) {
		if (part->kind == PC_MAP)
			walk_key(walk);
		walk_value(walk, part);
		walk->at = parts_skip(walk->parts, walk->at);
		if (here(walk) == ',')
			walk->at = parts_skip(walk->parts, walk->at + 1);
	}
	walk->at++;
}

static void set_key(struct walk *walk, struct part *part)
{
	part->key = (struct range){walk->key_begin, walk->key_end};
	part->key_style = PART_DOUBLE;
	part->key_text = pc_node_text(value_of(walk->parts, part->key));
}

static void walk_value(struct walk *walk, struct part *parent)
{
	struct part *part = pc_arena_new(walk->parts->arena, struct part);

	parts_keep(walk->parts, parent, part);
	walk->at = parts_skip(walk->parts, walk->at);
	part->value.begin = part->lead = walk->at;
	if (part_is_member(part)) {
		set_key(walk, part);
		part->lead = part->key.begin;
	}
	part->style = PART_FLOW;
	if (here(walk) == '{') {
		part->kind = PC_MAP;
		walk_children(walk, part, '}');
	} else if (here(walk) == '[') {
		part->kind = PC_LIST;
		walk_children(walk, part, ']');
	} else {
		part->style = here(walk) == '"' ? PART_DOUBLE : PART_PLAIN;
		skip_scalar(walk);
		part->value.end = walk->at;
		part->node = value_of(walk->parts, part->value);
		part->kind = part->node->kind;
	}
	part->value.end = walk->at;
}

void parts_of_json(struct parts *parts)
{
	struct walk walk = {.parts = parts};

	walk_value(&walk, NULL);
}
