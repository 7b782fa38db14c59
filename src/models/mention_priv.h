/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the search for names share: mention.c finds places where one may
 * stand, mention_token.c how far it reaches, mention_key.c where nothing but one can
 * stand, mention_shape.c what has the shape of one, mention_like.c what looks like one.
 */
#ifndef PC_MODELS_MENTION_PRIV_H
#define PC_MODELS_MENTION_PRIV_H

#include <pthread.h>

#include "pc/match/literals.h"
#include "pc/models/mention.h"

enum {
	/* The longest name that is looked at; ARNs of Bedrock have 150 bytes, and only
	 * what follows their last slash counts. */
	MOST_NAME = 128,
	MOST_PARTS = 14,
	/* The client's and the makers' words for models: those of a table that anybody
	 * made up are no more. */
	MOST_WORDS = 512,
};

/* A name taken apart: lower case, letters of other scripts as the ones that they look
 * like, what cannot be seen left out, at each of "-._@" a new part. */
struct name_parts {
	char text[MOST_NAME];
	struct pc_str items[MOST_PARTS];
	size_t n;        /* without a date at the end */
	size_t base_len; /* bytes of the name as written up to that date */
	bool is_dated;
	bool is_strange;  /* not ASCII */
	uint64_t joint;   /* hash of the parts in a row */
	uint64_t sorted;  /* the same in any order */
	uint64_t figures; /* of the figures in them */
};

/* False: that is no name, or a longer one than any. */
bool name_parts_read(struct name_parts *out, struct pc_str name);

/* A name that the table has. */
struct known_name {
	const struct pc_model *model;
	struct pc_str text;
	uint64_t joint, sorted, figures;
	size_t base_len;
	bool is_dated;
	bool has_dated; /* there is one with a date, and the same without it */
};

enum anchor_kind {
	ANCHOR_FAMILY,  /* "claude-": a name may begin here */
	ANCHOR_CAPITAL, /* "CLAUDE-": the same in another case, if the rest is known */
	ANCHOR_SMALL,   /* "o3-" */
	ANCHOR_REST,    /* "-opus-": one with another beginning may have this */
	ANCHOR_WHOLE,   /* an id of the table that has no family */
	ANCHOR_KEY,     /* "model": what follows may be one */
};

struct anchor {
	enum anchor_kind kind;
	struct pc_str text;
};

struct pc_mentions {
	const struct pc_models *models;
	const struct pc_literals_way *way;
	struct pc_literals *literals;
	struct pc_arena arena;
	struct anchor *anchors;
	size_t n_anchors, cap_anchors;
	struct known_name *known;
	size_t n_known, cap_known;
	struct pc_str *lines; /* "opus" */
	size_t n_lines, cap_lines;
	struct pc_str *words; /* what ids of the table are made of, without figures */
	size_t n_words, cap_words;
	/* What threads need to look for literals: those that are not in use. */
	pthread_mutex_t lock;
	struct pc_literals_space **spaces;
	size_t n_spaces, cap_spaces;
};

/* ---- mention_token.c -------------------------------------------------------- */

struct token {
	size_t start, end;  /* with what stands before it of a seller's name */
	size_t core;        /* where the maker's name begins */
	size_t strange_end; /* with signs that are not ASCII; end: there are none */
	bool is_none;       /* a path, a pattern, a part of a word */
};

bool is_name_char(char c); /* letters, figures, '-', '_' */
/* Signs that can pass for one of a name: the ASCII that it looks like, 0 where it
 * cannot be seen, -1 where it is none.  *len: its bytes. */
int strange_at(struct pc_str text, size_t at, size_t *len);
/* The name whose maker's part begins at core. */
void token_read(struct token *out, struct pc_str text, size_t core);
/* Where the name begins that at lies in. */
size_t token_begin(struct pc_str text, size_t at, size_t least);
/* How far a name reaches that begins there, signs that are not ASCII included. */
size_t token_reach(struct pc_str text, size_t start, bool takes_strange);

/* ---- mention_shape.c, mention_like.c ---------------------------------------- */

enum shape { SHAPE_NONE, SHAPE_WEAK, SHAPE_STRONG };

/* Whether it is made as names of models are.  A weak one is none where it may be prose or
 * the name of something else: "claude-3", "gpt-7". */
enum shape shape_of(const struct pc_mentions *mentions, struct pc_str name);

/* Fills mentions->known, lines and words. */
void known_read(struct pc_mentions *mentions);
/* Which known one a name that is not known looks like; NULL: none. */
const struct known_name *like_find(const struct pc_mentions *mentions, struct pc_str name,
	const struct name_parts *parts);
/* What is meant by a word that stands in the place of a client's alias; empty: none. */
struct pc_str alias_like(struct pc_str word);
bool is_client_alias(struct pc_str word);
/* At most two letters differ, or two next to each other changed places. */
bool is_typo(struct pc_str a, struct pc_str b);

/* ---- mention_key.c ---------------------------------------------------------- */

/* The value, or one of the values, that stand where a model is named. */
struct key_value {
	size_t start, end;
	bool is_certain; /* nothing but a model can be meant */
};

/* State of going through the values behind one key. */
struct key_values {
	struct pc_str text;
	size_t at, n_items;
	bool is_certain;
	bool is_list;   /* "[a, b]" */
	bool is_block;  /* "- a" in lines of their own */
	bool is_option; /* --model a */
	bool is_done;
};

/* start, end: the word "model" in text.  False: it is no key. */
bool key_values_open(struct key_values *out, struct pc_str text, size_t start, size_t end,
	enum pc_mention_where where);
bool key_values_next(struct key_values *values, struct key_value *out);

/* ---- mention.c -------------------------------------------------------------- */

/* A name, without what sellers put around it, is one of the table, or looks like one.
 * False: it is neither. */
bool mention_judge_name(const struct pc_mentions *mentions, struct pc_mention *out,
	struct pc_str name, struct pc_str core, enum shape least);

#endif
