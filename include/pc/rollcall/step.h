/* SPDX-License-Identifier: Apache-2.0 */
/* The roll call itself: what is known, and what sources say now, to what has happened.
 *
 * Each thing that happens is told once.  Of a source that was not read nothing follows:
 * what it said last stays as it is.  What a stronger source says is not taken back by a
 * weaker one. */
#ifndef PC_ROLLCALL_STEP_H
#define PC_ROLLCALL_STEP_H

#include "pc/rollcall/reading.h"

enum pc_event_kind {
	PC_EVENT_NEW_MODEL,
	PC_EVENT_NEW_FLAGSHIP, /* the newest of a provider's flagship line */
	PC_EVENT_LEGACY,       /* from current */
	PC_EVENT_DEPRECATED,
	PC_EVENT_RETIRED,
	PC_EVENT_OVERDUE,      /* its end has passed, and it is still served */
	PC_EVENT_REVIVED,      /* a state that is taken back */
	PC_EVENT_DATE_SET,     /* an end, or a floor, where there was none */
	PC_EVENT_DATE_EARLIER, /* an end that moved */
	PC_EVENT_DATE_LATER,
	PC_EVENT_FLOOR_EARLIER,
	PC_EVENT_FLOOR_LATER,
	PC_EVENT_FLOOR_PASSED,
	PC_EVENT_BARE_DATE,    /* an end on a model that is said to be active */
	PC_EVENT_ROW_VANISHED, /* never "gone" */
	PC_EVENT_ROW_RETURNED,
	PC_EVENT_REPLACEMENT, /* another one is recommended */
	PC_EVENT_PRICE,
	PC_EVENT_LIMITS,
	PC_EVENT_DISAGREE,    /* two official sources */
	PC_EVENT_RUMOUR,      /* one that is not official says what those do not */
	PC_EVENT_SUBSTITUTED, /* another model answers to the name */
	PC_EVENT_NOT_CHECKED, /* a source that was read before */
	PC_EVENT_CHECKED_AGAIN,
	PC_EVENT_KINDS
};

const char *pc_event_name(enum pc_event_kind kind); /* "floor-earlier", ... */
enum pc_severity pc_event_severity(enum pc_event_kind kind);

struct pc_event {
	enum pc_event_kind kind;
	enum pc_severity severity;
	struct pc_str provider, model; /* may be empty: about a source */
	struct pc_str source;          /* who said it */
	struct pc_str before, after;   /* in words: "2026-11-30", "5/25"; may be empty */
	struct pc_str text;            /* one sentence for people */
	int64_t at;
};

/* An answer of a provider, as dispatch saw it. */
struct pc_answered {
	struct pc_str provider, requested, answered;
};

struct pc_roll; /* what is known, by source and all together */

/* Empty, as before the first scan.  Events of the first reading of a source: none but
 * what is wrong in itself (a bare date, a rumour, a disagreement); what the table already
 * has is known. */
struct pc_roll *pc_roll_new(const struct pc_models *models);
void pc_roll_free(struct pc_roll *roll);

struct pc_step {
	const struct pc_reading *readings;
	size_t n_readings;
	const struct pc_answered *answered;
	size_t n_answered;
	int64_t now;
};

struct pc_stepped {
	struct pc_event *events; /* the most severe first */
	size_t count;
	size_t n_read, n_unread; /* sources */
	struct pc_str sentence;  /* the ledger's: "No flagship swap. ..." */
};

/* Makes the roll that of now.  Everything in *out lives in arena. */
void pc_roll_step(struct pc_stepped *out, struct pc_arena *arena, struct pc_roll *roll,
	const struct pc_step *step);

/* What official sources said last, as a model of the table; NULL: nothing is known. */
const struct pc_model *pc_roll_model(
	const struct pc_roll *roll, struct pc_str provider, struct pc_str id);
/* All of them, by provider and id; the array lives in arena. */
const struct pc_model **pc_roll_models(
	size_t *count, struct pc_arena *arena, const struct pc_roll *roll);

#endif
