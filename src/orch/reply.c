/* SPDX-License-Identifier: Apache-2.0 */
/* What all contracts have in common: pieces to events or to one document, each read into
 * an arena that the next one takes over, and what can be said of tokens when the provider
 * did not come to say it. */
#include "reply.h"

#include "pc/doc/read.h"

/* ---- words and counts ---------------------------------------------------------------
 */

void reply_word_set(struct reply_word *word, const struct pc_node *node)
{
	struct pc_str text = pc_str_head(pc_node_text(node), sizeof(word->bytes));

	if (!text.len)
		return;
	memcpy(word->bytes, text.ptr, text.len);
	word->len = text.len;
}

struct pc_str reply_word_str(const struct reply_word *word)
{
	return (struct pc_str){word->bytes, word->len};
}

/* Past what anybody's tokens come to it is no count, and sums stay far from overflow. */
void reply_count(int64_t *out, const struct pc_node *map, const char *key)
{
	const int64_t most = INT64_C(1) << 48;
	const struct pc_node *node = pc_node_get_c(map, key);

	if (node && node->kind == PC_INT && node->integer >= 0)
		*out = node->integer < most ? node->integer : most;
}

void reply_add(struct reply *reply, struct pc_str text, bool is_shown)
{
	struct pc_str kept;

	if (!text.len)
		return;
	reply->n_deltas++;
	reply->n_bytes += (int64_t)text.len;
	if (!is_shown)
		return;
	kept = pc_str_head(text, reply->most - reply->text.len);
	reply->is_truncated |= kept.len < text.len;
	pc_buf_add(&reply->text, kept);
	if (reply->piece)
		reply->piece(reply->context, text);
}

/* ---- events -------------------------------------------------------------------------
 */

static const struct pc_node *read_map(struct reply *reply, struct pc_str text)
{
	struct pc_node *node = NULL;
	struct pc_err err;

	pc_arena_reset(&reply->arena);
	if (pc_json_read_cut(&node, &reply->arena, "answer", text, NULL, &err) != PC_OK)
		return NULL;
	/* Some providers put an error into a list. */
	if (node->kind == PC_LIST && node->n_items == 1)
		node = node->items[0];
	return node->kind == PC_MAP ? node : NULL;
}

static bool has_error(const struct pc_node *map)
{
	const struct pc_node *error = pc_node_get_c(map, "error");

	return error && error->kind != PC_NULL;
}

/* The first one says what happened. */
void reply_fail(struct reply *reply)
{
	if (!reply->is_error)
		pc_buf_add(&reply->error, reply->current);
	reply->is_error = true;
}

static bool is_last(const struct reply *reply, struct pc_str data)
{
	return reply->contract->last &&
	       pc_str_is(pc_str_trim(data), reply->contract->last);
}

/* What comes behind the last frame is not looked at, unless it takes the answer back. */
static bool on_event(void *context, const struct sse_event *event)
{
	struct reply *reply = context;
	const struct pc_node *map = NULL;

	reply->current = event->data;
	if (is_last(reply, event->data)) {
		reply->has_ended = true;
		return true;
	}
	/* Some only keep the connection busy. */
	if (!pc_str_trim(event->data).len)
		return true;
	map = read_map(reply, event->data);
	if (has_error(map) || pc_str_is(event->name, "error"))
		reply_fail(reply);
	if (!map) {
		reply->is_odd = true;
		return false;
	}
	if (!reply->has_ended)
		reply->contract->event(reply, map);
	return true;
}

/* ---- feeding ------------------------------------------------------------------------
 */

void reply_header(struct reply *reply, struct pc_str line)
{
	struct pc_str rest = line, name = pc_str_cut(&rest, ':'), type;

	if (!pc_str_eq_nocase(name, PC_STR("content-type")))
		return;
	type = pc_str_trim(pc_str_cut(&rest, ';'));
	reply->is_stream = pc_str_eq_nocase(type, PC_STR("text/event-stream"));
}

static bool feed_document(struct reply *reply, struct pc_str bytes)
{
	if (bytes.len > PC_MAX_REPLY_BODY - reply->body.len) {
		reply->is_odd = true;
		return false;
	}
	pc_buf_add(&reply->body, bytes);
	return true;
}

bool reply_feed(struct reply *reply, struct pc_str bytes)
{
	if (reply->is_odd)
		return false;
	if (!reply->is_stream)
		return feed_document(reply, bytes);
	reply->sse.event = on_event;
	reply->sse.context = reply;
	reply->is_odd |= !sse_feed(&reply->sse, bytes);
	return !reply->is_odd;
}

/* A document that is not whole, or no JSON, may still say why: a page of a proxy. */
static void end_document(struct reply *reply, bool is_whole)
{
	const struct pc_node *map = read_map(reply, pc_buf_str(&reply->body));

	reply->current = pc_buf_str(&reply->body);
	if (!map) {
		reply->is_odd = true;
		pc_buf_add(&reply->error, reply->current);
		return;
	}
	if (has_error(map))
		reply_fail(reply);
	reply->contract->document(reply, map);
	reply->has_ended = is_whole && !reply->is_odd;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Each piece is a token or more; where pieces are put together on the way their size
 * still tells, as hardly a token is longer than that. */
static int64_t made_at_least(const struct reply *reply)
{
	enum { LONGEST = 16 };

	return larger(reply->n_deltas, reply->n_bytes / LONGEST);
}

void reply_end(struct reply *reply, bool is_whole)
{
	const struct reply_contract *contract = reply->contract;

	if (!reply->is_stream)
		end_document(reply, is_whole);
	else if (!reply->has_ended && contract->has_ended && !reply->is_odd)
		reply->has_ended = is_whole && contract->has_ended(reply);
	reply->has_usage &= reply->has_ended;
	/* Of a chunk on the way it is the price so far. */
	if (!reply->has_price || !reply->has_ended)
		reply->usage.list_price = -1;
	reply->usage.at_least = reply->has_usage
					? reply->usage.out
					: larger(reply->usage.out, made_at_least(reply));
}

/* ---- the end ------------------------------------------------------------------------
 */

static void wipe(struct pc_buf *buf)
{
	if (buf->ptr)
		explicit_bzero(buf->ptr, buf->cap);
	pc_buf_done(buf);
	*buf = (struct pc_buf){0};
}

void reply_done(struct reply *reply)
{
	wipe(&reply->text);
	wipe(&reply->error);
	wipe(&reply->body);
	sse_done(&reply->sse);
	pc_arena_wipe(&reply->arena);
}
