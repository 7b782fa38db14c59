/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files that tell what an attempt's end means: what a contract's table asks,
 * and an answer with the few words of it that tables ask for. */
#ifndef FAILURE_PRIV_H
#define FAILURE_PRIV_H

#include "pc/doc/node.h"
#include "pc/orch/failure.h"

/* Where the end of a window is taken from. */
enum lasts {
	LASTS_OWN,   /* the class has a time of its own */
	LASTS_SAID,  /* by headers and body: the longest of them */
	LASTS_MONTH, /* to the first of the next month, UTC */
	LASTS_DAY,   /* to midnight where Google counts days */
	N_LASTS
};

/* A line of a contract: all that is asked has to hold; the first line counts. */
struct sign {
	int http;         /* 0: any */
	const char *type; /* NULL: any */
	const char *code; /* with * for any bytes; NULL: any */
	const char *text; /* small letters, somewhere in the message; NULL: any */
	enum pc_failure_class class;
	enum lasts lasts;
};

/* What a model stopped for. */
struct stop {
	const char *word;
	enum pc_failure_class class;
};

struct answer {
	const struct pc_outcome *outcome;
	struct pc_arena *scratch; /* gone when the class is known */
	int http;                 /* or what an error behind a 200 says it is */
	struct pc_str type, code;
	struct pc_str text; /* bounded, in small letters; compared and never kept */
	int64_t wait;       /* ms, as the body says; -1: it does not */
};

struct contract {
	const struct sign *signs;
	size_t n_signs;
	const struct stop *stops;
	size_t n_stops;
	/* More of an error than its type, code and message; may be NULL. */
	void (*look)(struct answer *answer, const struct pc_node *error);
};

extern const struct contract failure_anthropic, failure_openai, failure_openrouter,
	failure_gemini;

/* failure.c */
/* out->said is a text of the caller's until the class is known. */
void failure_decide(struct pc_failure *out, struct answer *answer,
	const struct contract *contract, const struct pc_node *error);
void failure_stop(
	struct pc_failure *out, const struct contract *contract, struct pc_str word);

/* failure_cli.c, failure_command.c */
void failure_cli(struct pc_failure *out, struct answer *answer);
void failure_command(struct pc_failure *out, struct answer *answer);
/* Of a process that was ended, or ended itself badly; false: it ended well. */
bool failure_process(struct pc_failure *out, const struct pc_outcome *outcome);

/* failure_body.c */
/* The tree of bounded bytes; NULL: they are none. */
const struct pc_node *failure_read(struct pc_arena *arena, struct pc_str text);
/* The error in a body: JSON, JSON in a list, events of a stream, JSON within a message of
 * it; a map, or a text for an error that is no more than that.  NULL: there is none. */
const struct pc_node *failure_error(struct pc_arena *arena, struct pc_str body);
/* Type, code and message of it into answer. */
void failure_words(struct answer *answer, const struct pc_node *error);
/* For texts that are compared. */
struct pc_str failure_small(struct pc_arena *arena, struct pc_str text);

/* failure_ends.c */
/* The longest time from now that the headers tell; -1: none does. */
int64_t failure_headers(const struct pc_outcome *outcome);
int64_t failure_month_end(int64_t now);
int64_t failure_pacific_midnight(int64_t now);

#endif
