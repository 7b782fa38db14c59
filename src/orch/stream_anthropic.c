/* SPDX-License-Identifier: Apache-2.0 */
/* The contract of Messages: message_start, blocks with their deltas, message_delta,
 * message_stop; "ping" and what is not known are passed over, as the contract wants. */
#include "reply.h"

/* Counts are of the message so far, not of the event: a later one takes the place of an
 * earlier one, and what it leaves out stays. */
static void take_usage(struct reply *reply, const struct pc_node *usage)
{
	struct pc_usage *to = &reply->usage;

	reply_count(&to->in, usage, "input_tokens");
	reply_count(&to->cache_read, usage, "cache_read_input_tokens");
	reply_count(&to->cache_write, usage, "cache_creation_input_tokens");
	reply_count(&to->out, usage, "output_tokens");
	reply_count(&to->thinking, pc_node_get_c(usage, "output_tokens_details"),
		"thinking_tokens");
}

static void on_start(struct reply *reply, const struct pc_node *map)
{
	const struct pc_node *message = pc_node_get_c(map, "message");

	reply_word_set(&reply->model, pc_node_get_c(message, "model"));
	take_usage(reply, pc_node_get_c(message, "usage"));
}

/* Where each kind of block and delta has what was made. */
static const struct made {
	const char *key;
	bool is_shown;
} mades[] = {{"text", true}, {"thinking", false}, {"partial_json", false}};

static void take_made(struct reply *reply, const struct pc_node *from)
{
	for (size_t i = 0; i < PC_COUNT(mades); i++)
		reply_add(reply, pc_node_text(pc_node_get_c(from, mades[i].key)),
			mades[i].is_shown);
}

static void on_block(struct reply *reply, const struct pc_node *map)
{
	take_made(reply, pc_node_get_c(map, "content_block"));
}

static void on_block_delta(struct reply *reply, const struct pc_node *map)
{
	take_made(reply, pc_node_get_c(map, "delta"));
}

static void on_delta(struct reply *reply, const struct pc_node *map)
{
	const struct pc_node *usage = pc_node_get_c(map, "usage");
	const struct pc_node *delta = pc_node_get_c(map, "delta");

	reply_word_set(&reply->stop, pc_node_get_c(delta, "stop_reason"));
	take_usage(reply, usage);
	/* That of the start has no output yet. */
	reply->has_usage |= pc_node_get_c(usage, "output_tokens") != NULL;
}

static void on_stop(struct reply *reply, const struct pc_node *map)
{
	(void)map;
	reply->has_ended = true;
}

static const struct row {
	const char *type;
	void (*take)(struct reply *, const struct pc_node *);
} rows[] = {
	{"message_start", on_start},
	{"content_block_start", on_block},
	{"content_block_delta", on_block_delta},
	{"message_delta", on_delta},
	{"message_stop", on_stop},
};

static void on_event(struct reply *reply, const struct pc_node *map)
{
	struct pc_str type = pc_node_text(pc_node_get_c(map, "type"));

	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		if (pc_str_is(type, rows[i].type))
			rows[i].take(reply, map);
	}
}

static void on_document(struct reply *reply, const struct pc_node *map)
{
	const struct pc_node *content = pc_node_get_c(map, "content");
	const struct pc_node *usage = pc_node_get_c(map, "usage");

	if (reply->is_error)
		return;
	if (!content || content->kind != PC_LIST) {
		reply->is_odd = true;
		return;
	}
	for (size_t i = 0; i < content->n_items; i++)
		take_made(reply, content->items[i]);
	reply_word_set(&reply->model, pc_node_get_c(map, "model"));
	reply_word_set(&reply->stop, pc_node_get_c(map, "stop_reason"));
	take_usage(reply, usage);
	reply->has_usage = pc_node_get_c(usage, "output_tokens") != NULL;
}

const struct reply_contract reply_anthropic = {
	.event = on_event, .document = on_document};
