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

/* Whose text it is: what a word means in the place of a model. */
enum pc_mention_where {
	PC_MENTION_IN_TEXT,
	PC_MENTION_IN_SETTINGS, /* of the client: model is the client's */
	PC_MENTION_IN_PROMPT,   /* of the client, Markdown: so it is in front matter */
	PC_MENTION_IN_ROWS,     /* a file of sqlite: a text begins where another ends */
};
/* By a path. */
enum pc_mention_where pc_mention_where(struct pc_str path);

struct pc_mention {
	enum pc_mention_kind kind;
	struct pc_str name; /* in the text, as written */
	size_t offset;
	uint32_t line, col;          /* from 1; col in characters */
	struct pc_model_name known;  /* PC_MENTION_MODEL */
	const struct pc_model *like; /* PC_MENTION_LOOKALIKE: which one; NULL: a word */
	struct pc_str like_name; /* how it is called; a word of the client's: "opus" */
	bool is_alias_of_client; /* "opus", "sonnet[1m]": where only a model can stand */
};

typedef void pc_mention_fn(void *context, const struct pc_mention *mention);

/* Looks for names in many texts; one for all threads.  way: pc_literals_table, or a
 * faster one that takes longer to make. */
struct pc_mentions;
struct pc_literals_way;
PC_MUST_CHECK enum pc_status pc_mentions_open(struct pc_mentions **out,
	const struct pc_models *models, const struct pc_literals_way *way,
	struct pc_err *err);
void pc_mentions_close(struct pc_mentions **mentions);

/* Calls fn for each, in order. */
void pc_mentions_find(struct pc_mentions *mentions, struct pc_str text,
	enum pc_mention_where where, pc_mention_fn *fn, void *context);

/* ---- what is wrong with one -------------------------------------------------- */

enum pc_mention_verdict {
	PC_MENTION_FINE,
	PC_MENTION_LEGACY,
	PC_MENTION_DEPRECATED,
	PC_MENTION_OVERDUE, /* its end has passed, and it was seen to be served since */
	PC_MENTION_RETIRED,
	PC_MENTION_PREVIEW,
	PC_MENTION_NOT_KNOWN,
	PC_MENTION_NOT_ONE, /* a lookalike */
};
const char *pc_mention_verdict_name(enum pc_mention_verdict verdict); /* "retired" */

struct pc_mention_how {
	struct pc_str via; /* of names that do not say who sells them; empty: the maker */
	int64_t now;       /* s */
	int64_t fail_in;   /* s: an end within it is an error; 0: none is */
};

struct pc_mention_judged {
	enum pc_mention_verdict verdict;
	const char *code; /* "PC2640" */
	enum pc_severity severity;
	struct pc_model_status status;    /* PC_MENTION_MODEL, but for a client's alias */
	const struct pc_model *model;     /* NULL: not known, or a client's alias */
	const struct pc_model *successor; /* what to write instead; NULL: none is certain,
					     or none is needed */
};

void pc_mention_judge(struct pc_mention_judged *out, const struct pc_models *models,
	const struct pc_mention *mention, const struct pc_mention_how *how);
/* Not what to write instead, as nobody says so, but where to look: the newest of the same
 * line; NULL: there is none. */
const struct pc_model *pc_mention_newest(
	const struct pc_models *models, const struct pc_model *model);
/* What to write instead, in the spelling of whoever sells it; empty: that is not certain.
 * An alias becomes an alias where the successor has one of its kind. */
struct pc_str pc_mention_instead(struct pc_arena *arena, const struct pc_models *models,
	const struct pc_mention *mention, const struct pc_mention_judged *judged);
/* What is wrong with it, for people: one line. */
struct pc_str pc_mention_say(struct pc_arena *arena, const struct pc_models *models,
	const struct pc_mention *mention, const struct pc_mention_judged *judged);

#endif
