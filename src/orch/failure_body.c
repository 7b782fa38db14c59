/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the error in what a provider sent: whole or in a list, as an event of a stream,
 * or written as a text into the message of another one by whoever stood between. */
#include "failure_priv.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/doc/source.h"

const struct pc_node *failure_read(struct pc_arena *arena, struct pc_str text)
{
	struct pc_source_facts facts;
	struct pc_node *tree;
	struct pc_err err;

	text = pc_source_decode(
		&facts, arena, "answer", pc_str_head(text, PC_MAX_FAILURE_BODY));
	/* No reader looks deep here. */
	if (pc_json_read_cut(&tree, arena, "answer", text, NULL, &err) != PC_OK)
		return NULL;
	return tree;
}

struct pc_str failure_small(struct pc_arena *arena, struct pc_str text)
{
	return pc_arena_lower(arena, pc_str_head(text, PC_MAX_FAILURE_TEXT));
}

static bool is_error(const struct pc_node *node)
{
	return node && (node->kind == PC_MAP || node->kind == PC_TEXT);
}

static const struct pc_node *in_map(const struct pc_node *map)
{
	const struct pc_node *error = pc_node_get_c(map, "error");

	if (is_error(error))
		return error;
	/* {"type":"error","code":...}: the error lies flat in its event. */
	if (pc_str_is(pc_node_text(pc_node_get_c(map, "type")), "error"))
		return map;
	return NULL;
}

static const struct pc_node *in_tree(const struct pc_node *tree)
{
	const struct pc_node *error = NULL;

	if (!tree || tree->kind != PC_LIST)
		return in_map(tree);
	for (size_t i = 0; i < tree->n_items && !error; i++)
		error = in_map(tree->items[i]);
	return error;
}

/* Proxies put what they were sent into their own message. */
static const struct pc_node *in_message(
	struct pc_arena *arena, const struct pc_node *error)
{
	struct pc_str text = pc_str_trim(
		error->kind == PC_TEXT ? error->text
				       : pc_node_text(pc_node_get_c(error, "message")));

	if (!text.len || (text.ptr[0] != '{' && text.ptr[0] != '['))
		return NULL;
	return in_tree(failure_read(arena, text));
}

static const struct pc_node *error_of(struct pc_arena *arena, const struct pc_node *tree)
{
	enum { NESTED = 3 };
	const struct pc_node *error = in_tree(tree), *inner = error;

	for (int i = 0; i < NESTED && inner; i++) {
		error = inner;
		inner = in_message(arena, error);
	}
	return error;
}

/* The last event that is an error; lines are those of a stream of events. */
static const struct pc_node *in_events(struct pc_arena *arena, struct pc_str rest)
{
	const struct pc_node *found = NULL;

	while (rest.ptr) {
		struct pc_str line = pc_str_cut(&rest, '\n');
		const struct pc_node *error;

		if (!pc_str_starts(line, PC_STR("data:")))
			continue;
		line = pc_str_trim(pc_str_from(line, sizeof("data:") - 1));
		error = error_of(arena, failure_read(arena, line));
		if (error)
			found = error;
	}
	return found;
}

/* A piece of a list that comes bit by bit: ",\r\n{...}]" */
static struct pc_str without_list(struct pc_str text)
{
	while (text.len && strchr("[, \t\r\n", text.ptr[0]))
		text = pc_str_from(text, 1);
	while (text.len && strchr("], \t\r\n", text.ptr[text.len - 1]))
		text.len--;
	return text;
}

const struct pc_node *failure_error(struct pc_arena *arena, struct pc_str body)
{
	const struct pc_node *tree, *error;

	body = pc_str_head(body, PC_MAX_FAILURE_BODY);
	if (!pc_str_trim(body).len)
		return NULL;
	tree = failure_read(arena, body);
	if (tree)
		return error_of(arena, tree);
	error = in_events(arena, body);
	if (error)
		return error;
	return error_of(arena, failure_read(arena, without_list(body)));
}

static bool is_whole(const struct pc_node *node, int64_t least, int64_t most)
{
	return node && node->kind == PC_INT && node->integer >= least &&
	       node->integer <= most;
}

void failure_words(struct answer *answer, const struct pc_node *error)
{
	enum { FIRST = 400, LAST = 599, OK = 200, OK_END = 300 };
	const struct pc_node *code = pc_node_get_c(error, "code");
	bool is_behind_ok =
		!answer->http || (answer->http >= OK && answer->http < OK_END);

	if (error->kind == PC_TEXT) {
		answer->text = failure_small(answer->scratch, error->text);
		return;
	}
	answer->type = pc_node_text(pc_node_get_c(error, "type"));
	answer->code = pc_node_text(code);
	answer->text = failure_small(
		answer->scratch, pc_node_text(pc_node_get_c(error, "message")));
	/* The status of HTTP had gone out before it went wrong. */
	if (is_behind_ok && is_whole(code, FIRST, LAST))
		answer->http = (int)code->integer;
}
