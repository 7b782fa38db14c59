/* SPDX-License-Identifier: Apache-2.0 */
/* Where a text names models: ids, aliases, names of sellers, and what looks like them. */
#ifndef PC_MODELS_MENTION_H
#define PC_MODELS_MENTION_H

#include "pc/models/table.h"

enum pc_mention_kind {
	PC_MENTION_MODEL,     /* the table knows it */
	PC_MENTION_UNKNOWN,   /* of the shape of an id, and not in the table */
	PC_MENTION_LOOKALIKE, /* one that differs from a known one by little: another
				 date, a dot for a dash, a letter of another script */
};

struct pc_mention {
	enum pc_mention_kind kind;
	struct pc_str name; /* in the text, as written */
	size_t offset;
	uint32_t line, col;          /* from 1; col in characters */
	struct pc_model_name known;  /* PC_MENTION_MODEL */
	const struct pc_model *like; /* PC_MENTION_LOOKALIKE: which one */
	bool is_alias_of_client; /* "opus", "sonnet[1m]": where only a model can stand */
};

typedef void pc_mention_fn(void *context, const struct pc_mention *mention);

/* Looks for names in many texts; one for all threads. */
struct pc_mentions;
PC_MUST_CHECK enum pc_status pc_mentions_open(
	struct pc_mentions **out, const struct pc_models *models, struct pc_err *err);
void pc_mentions_close(struct pc_mentions **mentions);

/* Calls fn for each, in order. */
void pc_mentions_find(const struct pc_mentions *mentions, struct pc_str text,
	pc_mention_fn *fn, void *context);

#endif
