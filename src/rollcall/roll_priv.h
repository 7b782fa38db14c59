/* SPDX-License-Identifier: Apache-2.0 */
/* What the roll consists of, and how its parts fit together.
 *
 *   roll.c          the roll itself: made from the table, looked up, seen as models
 *   roll_keep.c     copies of what readings say, that live as long as the roll
 *   step.c          one step: readings in, events out
 *   step_source.c   a reading becomes sightings; sources that go blind; rows that vanish
 *   step_merge.c    what official sources say, to what is believed
 *   step_date.c     ends and floors that move, or pass
 *   step_price.c    prices of those who are not official, and rumours
 *   step_answer.c   which model answers to a name
 *   step_say.c      events in words; the sentence
 *   ledger*.c       all of it in a file
 *
 * Rules: docs/decisions/0015-what-is-news.md. */
#ifndef ROLL_PRIV_H
#define ROLL_PRIV_H

#include "pc/rollcall/source.h"
#include "pc/rollcall/step.h"

/* A source, as of the last time that it was read. */
struct roll_source {
	struct pc_str name, provider;
	enum pc_authority authority;
	bool is_complete;
	bool was_read;         /* ever */
	enum pc_unread unread; /* at the last scan in which it was asked */
	struct pc_str url, sha256;
	int64_t first, last; /* s; when it was read */
	int64_t changed;     /* the step that did; as of all parts */
	/* Of the step that is being made. */
	bool is_read, is_first;
};

/* What a source said last of a model. */
struct roll_sighting {
	uint32_t source; /* its index */
	struct pc_sighting said;
	int64_t first; /* since when it said exactly that */
	int64_t last;  /* until when, if it is gone; else as of the source's last */
	bool is_gone;  /* the source was read since, without it */
	bool is_told;  /* gone, and told to be */
	/* Fields (PC_SAYS_...) of one who is not official that have not been held
	 * against what is believed: nobody official was read since. */
	unsigned unweighed;
	int64_t changed;
	/* Of the step. */
	bool is_seen;
	bool is_lost;              /* gone since this step */
	bool is_moved;             /* it says something else than before */
	struct pc_sighting before; /* .says 0: nothing; only of one that moved */
};
/* In .unweighed: that there is such a model; that it had another price before. */
enum { ROLL_SAYS_THERE = 1 << 16, ROLL_PRICE_MOVED = 1 << 17 };

/* What is believed of a model, from the table and from what official sources said. */
struct roll_belief {
	struct pc_model model; /* of the table; then fields by said */
	struct pc_str via, target;
	unsigned said; /* fields that an official source has spoken of */
	enum pc_model_state table_state; /* what the table said last */
	int64_t floor_told;   /* the floor whose end was told, or known from the start */
	int64_t overdue_told; /* the end of which that was told */
	int64_t changed;
	/* Of the step: nobody knew of it. */
	bool is_fresh;
	struct pc_evidence *own;
	size_t n_own;
};

/* Something that goes on, and was told when it began. */
struct roll_standing {
	enum pc_event_kind kind;
	struct pc_str provider, model, via;
	struct pc_str what; /* which field, date or price */
	int64_t since;
	bool is_over; /* told again when it comes back */
	int64_t changed;
};

/* Indexes by key: open addressing, an entry is an index + 1. */
struct roll_index {
	uint32_t *slots;
	size_t cap; /* 0, or a power of two */
};

struct pc_roll {
	const struct pc_models *models;
	struct pc_arena arena;
	int64_t steps;  /* taken, since the first scan */
	int64_t loaded; /* as many when the ledger gave it */
	struct roll_source *sources;
	size_t n_sources, cap_sources;
	struct roll_sighting *sightings;
	size_t n_sightings, cap_sightings;
	struct roll_belief *beliefs;
	size_t n_beliefs, cap_beliefs;
	struct roll_standing *standing;
	size_t n_standing, cap_standing;
	struct roll_index by_sighting, by_belief;
};

/* The step that is being made. */
struct step_run {
	struct pc_roll *roll;
	struct pc_arena *arena;
	const struct pc_step *step;
	struct pc_event *events;
	size_t count, cap;
};

/* ---- roll.c ---- */
struct roll_key {
	struct pc_str provider, id, via;
};
struct roll_source *roll_source(struct pc_roll *roll, struct pc_str name);
struct roll_source *roll_source_add(struct pc_roll *roll, const struct roll_source *what);
struct roll_sighting *roll_sighting(
	const struct pc_roll *roll, uint32_t source, const struct roll_key *key);
/* Not there yet; texts live as long as the roll. */
struct roll_sighting *roll_sighting_add(
	struct pc_roll *roll, const struct roll_sighting *what);
struct roll_belief *roll_belief(const struct pc_roll *roll, const struct roll_key *key);
struct roll_belief *roll_belief_add(struct pc_roll *roll, const struct roll_belief *what);
/* A roll without what the table says: the ledger puts that in with the rest. */
struct pc_roll *roll_new_empty(const struct pc_models *models);
/* What the table says now, of what no official source has spoken of; nothing is told. */
void roll_take_table(struct pc_roll *roll);
/* The name of a model, as the table calls it. */
struct pc_str roll_id(const struct pc_roll *roll, struct pc_str provider,
	struct pc_str id, enum pc_authority authority);
static inline struct roll_key roll_key_of(const struct pc_sighting *s)
{
	return (struct roll_key){s->model.provider, s->model.id, s->via};
}
static inline bool roll_is_active(enum pc_model_state state)
{
	return state >= PC_MODEL_PREVIEW && state <= PC_MODEL_LEGACY;
}

/* ---- roll_keep.c ---- */
struct pc_str keep_str(struct pc_arena *arena, struct pc_str s);
struct pc_texts keep_texts(struct pc_arena *arena, const struct pc_texts *texts);
/* The fields of .says, and nothing else. */
void keep_sighting(
	struct pc_sighting *out, struct pc_arena *arena, const struct pc_sighting *from);
/* Copies the fields of mask from one model to another; texts are kept in arena. */
void keep_fields(struct pc_model *to, struct pc_arena *arena, const struct pc_model *from,
	unsigned mask);
/* Whether two models have the same in every field of the mask. */
bool same_fields(const struct pc_model *a, const struct pc_model *b, unsigned mask);
bool same_texts(const struct pc_texts *a, const struct pc_texts *b);
bool same_date(const struct pc_model_date *a, const struct pc_model_date *b);
/* Whether they agree in all that both know. */
bool same_prices(const struct pc_model *a, const struct pc_model *b);

/* ---- step_source.c ---- */
void step_sources(struct step_run *run);
/* After what is believed is that of now. */
void step_vanished(struct step_run *run);

/* ---- step_merge.c ---- */
void step_merge(struct step_run *run);
/* Fills the evidence of what is believed. */
void roll_refresh(struct pc_roll *roll);
enum { MAX_VIEWS = 16 }; /* official sources of one provider: two or three */
/* What one official source says of the model that is looked at. */
struct view {
	const struct roll_sighting *sighting;
	const struct roll_source *source;
	bool is_now; /* read in this step, and it is there */
};
struct views {
	struct view items[MAX_VIEWS];
	size_t count;
	bool has_now;
	bool is_first; /* all that say something now were never read before */
};
/* A belief that is being made anew. */
struct merging {
	struct step_run *run;
	const struct views *views;
	const struct roll_belief *old;
	struct roll_belief *now;
	bool is_known;   /* it was believed before */
	bool is_ended;   /* an event of this step tells of the end, too */
	bool is_revived; /* and that there is none any more */
	bool is_bare;    /* an end on a model that is active */
};
bool view_says(const struct view *view, unsigned bit);
/* Everybody who ever spoke of the field was read, and it is still there. */
bool views_complete(const struct views *views, unsigned bit);

/* ---- step_date.c ---- */
void choose_date(struct merging *m);
void tell_date(struct merging *m);
void step_time(struct step_run *run);

/* ---- step_price.c ---- */
void step_rumours(struct step_run *run);

/* ---- step_answer.c ---- */
void step_answers(struct step_run *run);

/* ---- step_say.c ---- */
struct saying {
	enum pc_event_kind kind;
	int severity; /* the kind's, when negative */
	struct pc_str provider, model, via, source, before, after;
	struct pc_str more; /* said behind the sentence */
};
enum { USUAL = -1 };
void say(struct step_run *run, const struct saying *what);
/* Of a belief. */
void say_of(const struct merging *m, enum pc_event_kind kind, struct pc_str before,
	struct pc_str after);
struct pc_str say_date(struct pc_arena *arena, const struct pc_model_date *date);
struct pc_str say_day(struct pc_arena *arena, int64_t at);
/* "5/25": of a million tokens; with the first one that differs from other's, where these
 * two do not.  other may be NULL. */
struct pc_str say_price(struct pc_arena *arena, const struct pc_model *model,
	const struct pc_model *other);
struct pc_str say_sentence(
	const struct step_run *run, const struct pc_stepped *out, struct pc_arena *arena);
void sort_events(struct step_run *run);

/* What goes on: begins (true: it was not so before, tell it), or is over. */
struct standing_key {
	enum pc_event_kind kind;
	struct roll_key model;
	struct pc_str what;
};
bool standing_begin(struct step_run *run, const struct standing_key *key);
void standing_end(struct step_run *run, const struct standing_key *key);
struct roll_standing *roll_standing_add(
	struct pc_roll *roll, const struct roll_standing *what);

#endif
