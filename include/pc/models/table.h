/* SPDX-License-Identifier: Apache-2.0 */
/* The truth table: which models there are, until when, what they cost, and who says so.
 * It is read from models.yaml (models.yaml(5)); whoever has none gets the one that was
 * built in, which is as old as its "as-of".
 *
 * A table is read-only once it is read, and may be used by several threads.  Times are
 * seconds since 1970, UTC; a date is its midnight. */
#ifndef PC_MODELS_TABLE_H
#define PC_MODELS_TABLE_H

#include "pc/base/diag.h"
#include "pc/doc/fields.h"

/* From the least to the most severe, but for the first. */
enum pc_model_state {
	PC_MODEL_UNKNOWN,
	PC_MODEL_PREVIEW,    /* served to some; work is not routed to it */
	PC_MODEL_CURRENT,    /* what its maker recommends */
	PC_MODEL_LEGACY,     /* served, no longer the answer; may be deprecated next */
	PC_MODEL_DEPRECATED, /* served, with an end that was announced */
	PC_MODEL_RETIRED,    /* requests fail */
};
#define PC_MODEL_STATES (PC_MODEL_RETIRED + 1)

/* "current", ...; the index of a name, or -1. */
const char *pc_model_state_name(enum pc_model_state state);

enum pc_model_date_kind {
	PC_DATE_NONE,
	PC_DATE_EXACT,
	PC_DATE_NOT_BEFORE,  /* a floor, never an end */
	PC_DATE_TO_ANNOUNCE, /* there will be one */
};

struct pc_model_date {
	enum pc_model_date_kind kind;
	int64_t at; /* 0 where there is none */
};

/* Whose word it is, from the least to the most. */
enum pc_authority {
	PC_AUTHORITY_RUMOUR,
	PC_AUTHORITY_THIRD_PARTY,
	PC_AUTHORITY_PAGE, /* the provider's own page */
	PC_AUTHORITY_API,  /* the provider's own interface */
};

enum pc_price_of {
	PC_PRICE_INPUT,
	PC_PRICE_OUTPUT,
	PC_PRICE_CACHE_READ,
	PC_PRICE_CACHE_WRITE,      /* kept for the provider's short time */
	PC_PRICE_CACHE_WRITE_LONG, /* an hour */
	PC_PRICE_REASONING,
	PC_PRICES
};

/* Of one token, in picodollars; which is micro-dollars of a million tokens. */
#define PC_PRICE_UNKNOWN (-1)
enum { PC_PRICE_TOKEN_PLACES = 12, PC_PRICE_MILLION_PLACES = 6 };

struct pc_price {
	int64_t above; /* for all of a request with more tokens than that coming in; the
			  first of a list has 0 */
	int64_t of[PC_PRICES];
};

/* What another seller of the model says, where it differs. */
struct pc_model_cloud {
	struct pc_str via; /* "bedrock", "vertex", "foundry", ... */
	struct pc_str id;  /* how it is called there; may be empty */
	struct pc_model_date retires;
};

struct pc_evidence {
	struct pc_str url, sha256;
	int64_t retrieved, first, last; /* last: when it was last seen to say so */
};

struct pc_model {
	struct pc_str provider; /* "anthropic" */
	struct pc_str id;
	struct pc_texts aliases; /* other names of the same snapshot: they end with it */
	struct pc_str line;      /* "opus"; may be empty */
	enum pc_model_state state; /* as recorded; pc_model_status() has today's */
	/* For those who were invited, whatever its state: work is not routed to it.  Also
	 * set where the state is PC_MODEL_PREVIEW. */
	bool is_preview;
	int64_t released, announced; /* 0: not known; announced: its end */
	struct pc_model_date retires;
	struct pc_str replacement; /* empty: none is certain */
	struct pc_texts options;   /* others that are named for it */
	struct pc_texts refuses;   /* what a request may not say to it */
	struct pc_price *prices;   /* by rising .above */
	size_t n_prices;
	int64_t context, output; /* tokens; 0: not known */
	struct pc_model_cloud *clouds;
	size_t n_clouds;
	int64_t as_of; /* when this was so; at least 1 */
	enum pc_authority authority;
	struct pc_evidence *evidence;
	size_t n_evidence;
	struct pc_span at; /* of its id in the file */
};

struct pc_model_provider {
	struct pc_str name;
	int64_t notice; /* seconds that it gives at least; 0: none */
	struct pc_str
		flagship_line; /* whose newest model is the flagship; may be empty */
	struct pc_str docs;    /* its page of deprecations */
};

/* A name that stays while those who hold it change. */
struct pc_model_position {
	struct pc_str
		name; /* "flagship", "previous-flagship", "current-sonnet", "brain" */
	struct pc_str holds; /* an id, or the name of another position */
	struct pc_span at;
};

struct pc_models_index;

struct pc_models {
	const char *file; /* "built in", or where it was read */
	int64_t as_of;
	struct pc_model *items; /* as they stand in the file */
	size_t count;
	struct pc_model_provider *providers;
	size_t n_providers;
	struct pc_model_position *positions;
	size_t n_positions;
	struct pc_models_index *index;
};

/* The machine's own table. */
#define PC_MODELS_FILE "/etc/policyctl/models.yaml"
#define PC_MODELS_NAME "models.yaml" /* in a policy repository */

/* Everything lands in arena.  Findings: PC2101 to PC2104, and PC2600 to PC2619 about what
 * the table says.  PC_ERR_PARSE: one of them is an error. */
PC_MUST_CHECK enum pc_status pc_models_read(struct pc_models **out,
	struct pc_arena *arena, const char *file, struct pc_str text,
	struct pc_diags *diags, struct pc_err *err);
/* The same from a file. PC_ERR_ABSENT: it is not there. */
PC_MUST_CHECK enum pc_status pc_models_load(struct pc_models **out,
	struct pc_arena *arena, const char *file, struct pc_diags *diags,
	struct pc_err *err);
/* The table that came with the program; and its text. */
PC_MUST_CHECK enum pc_status pc_models_builtin(
	struct pc_models **out, struct pc_arena *arena, struct pc_err *err);
struct pc_str pc_models_builtin_text(void);
/* Findings that need the time: PC2615. */
void pc_models_check(const struct pc_models *models, int64_t now, struct pc_diags *diags);

/* By id, alias or position, in a fifth of a microsecond; NULL: none has that name.  Names
 * are compared byte by byte. */
const struct pc_model *pc_models_find(const struct pc_models *models, struct pc_str name);
/* What a position stands for; NULL: there is none, or nobody holds it. */
const struct pc_model *pc_models_position(
	const struct pc_models *models, struct pc_str name);
const struct pc_model_provider *pc_models_provider(
	const struct pc_models *models, struct pc_str name);

/* The same model under the names that sellers and clients give it:
 * "us.anthropic.claude-opus-4-1-20250805-v1:0", "claude-opus-4-1@20250805",
 * "anthropic/claude-opus-4.1", "models/gemini-2.5-pro", "claude-opus-5-5[1m]". */
struct pc_model_name {
	const struct pc_model *model; /* NULL: unknown */
	struct pc_str id;  /* the part of the name that says which, as written */
	struct pc_str via; /* who sells it under such names; empty: its maker */
	bool is_alias;     /* not the id itself */
	bool is_position;
};
struct pc_model_name pc_models_name(const struct pc_models *models, struct pc_str name);

/* ---- how it stands at a time ------------------------------------------------ */

struct pc_model_status {
	enum pc_model_state state;
	/* The end has passed, but it was seen to be served since. */
	bool is_overdue;
	/* The state follows from the date alone: nobody has looked since. */
	bool is_by_date;
	bool has_end;      /* there is an exact one: days_left may be below zero */
	bool has_earliest; /* it will be served until then at least, by floor or notice */
	int64_t end, earliest;
	/* Whole days from now to the end or, without one, to the earliest one; only
	 * with one of them. */
	int64_t days_left;
};

/* via: empty, or the name of a cloud.  A preview stays one until it is retired, so that
 * nobody who goes by the state routes work to it.  An active model that has an exact end
 * counts as deprecated. */
void pc_model_status(struct pc_model_status *out, const struct pc_models *models,
	const struct pc_model *model, struct pc_str via, int64_t now);
/* The first one after it, along replacements, that is neither deprecated nor retired at
 * that time; NULL: none is certain, or the way there is longer than any real one. */
const struct pc_model *pc_model_successor(
	const struct pc_models *models, const struct pc_model *model, int64_t now);
/* The prices of a request with that many tokens coming in; NULL: none is known. */
const struct pc_price *pc_model_price(const struct pc_model *model, int64_t tokens);

#endif
