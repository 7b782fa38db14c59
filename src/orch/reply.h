/* SPDX-License-Identifier: Apache-2.0 */
/* What a provider answers over HTTP, as it comes: a stream of events or one document, to
 * text, tokens, the model that answered, why it stopped.  Pure: bytes in, a struct that
 * can be read at any time; stream_anthropic.c and stream_openai.c know the contracts.
 *
 *   reply.contract = &reply_anthropic;  reply.most = ...;
 *   reply_header(), reply_feed() as they come, reply_end(), look, reply_done()
 *
 * In .usage "in" is without what caches brought and took, "out" is with the thinking: so
 * do all contracts come out, whatever their own words mean. */
#ifndef ORCH_REPLY_H
#define ORCH_REPLY_H

#include "pc/base/limits.h"
#include "pc/doc/node.h"
#include "pc/orch/backend.h"
#include "sse.h"

struct reply;

struct reply_contract {
	const char *last; /* an event that is no JSON and the last one; NULL: none */
	void (*event)(struct reply *reply, const struct pc_node *map);
	void (*document)(struct reply *reply, const struct pc_node *map);
	/* Whether the last frame came, beyond what event() saw; may be NULL. */
	bool (*has_ended)(const struct reply *reply);
};

extern const struct reply_contract reply_anthropic, reply_openai;

struct reply_word {
	char bytes[PC_MAX_REPLY_WORD];
	size_t len;
};

struct reply {
	const struct reply_contract *contract;
	size_t most; /* bytes of .text */
	/* Each piece of text, also what is past .most; may be NULL. */
	void (*piece)(void *context, struct pc_str text);
	void *context;

	bool is_stream;    /* by its headers */
	bool has_ended;    /* the last frame came, or the document was whole */
	bool is_truncated; /* there was more text */
	bool is_error;     /* .error says which */
	bool is_odd;       /* it does not follow its contract: what came is not to be
			    * relied upon */
	bool has_price;    /* .usage.list_price is what it said; after the end: else -1 */
	bool has_usage;    /* .usage is what the provider counted to the end */
	struct pc_buf text;  /* bounded */
	struct pc_buf error; /* the event or the document, JSON */
	struct reply_word model, stop;
	struct pc_usage usage;

	/* of its own */
	struct sse sse;
	struct pc_buf body;
	struct pc_arena arena;     /* of one event */
	struct pc_str current;     /* that event */
	int64_t n_deltas, n_bytes; /* that were made of tokens */
};

void reply_header(struct reply *reply, struct pc_str line);
/* False: no more is wanted. */
bool reply_feed(struct reply *reply, struct pc_str bytes);
/* Nothing more comes; is_whole: as the connection says. */
void reply_end(struct reply *reply, bool is_whole);
/* Overwrites what it held. */
void reply_done(struct reply *reply);

/* ---- for the contracts --------------------------------------------------------------
 */

/* is_shown: it is part of the answer; thinking and calls of tools only cost. */
void reply_add(struct reply *reply, struct pc_str text, bool is_shown);
/* What is looked at is an error. */
void reply_fail(struct reply *reply);
/* Keeps what a text node says; anything else changes nothing. */
void reply_word_set(struct reply_word *word, const struct pc_node *node);
struct pc_str reply_word_str(const struct reply_word *word);
/* A count of tokens: never negative, and what is absent or no count leaves *out. */
void reply_count(int64_t *out, const struct pc_node *map, const char *key);

#endif
