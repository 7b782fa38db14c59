/* SPDX-License-Identifier: Apache-2.0 */
/* From one scan to the next: readings in, events out. */
#include "roll_priv.h"

/* ---- what goes on ------------------------------------------------------------------ */

static struct roll_standing *find(
	const struct pc_roll *roll, const struct standing_key *key)
{
	for (size_t i = 0; i < roll->n_standing; i++) {
		struct roll_standing *s = &roll->standing[i];

		if (s->kind == key->kind && pc_str_eq(s->model, key->model.id) &&
			pc_str_eq(s->provider, key->model.provider) &&
			pc_str_eq(s->via, key->model.via) &&
			pc_str_eq(s->what, key->what))
			return s;
	}
	return NULL;
}

bool standing_begin(struct step_run *run, const struct standing_key *key)
{
	struct roll_standing *s = find(run->roll, key);

	if (s && !s->is_over)
		return false;
	if (!s)
		s = roll_standing_add(run->roll, &(struct roll_standing){
							 .kind = key->kind,
							 .provider = key->model.provider,
							 .model = key->model.id,
							 .via = key->model.via,
							 .what = key->what,
						 });
	s->is_over = false;
	s->since = run->step->now;
	s->changed = run->roll->steps;
	return true;
}

void standing_end(struct step_run *run, const struct standing_key *key)
{
	struct roll_standing *s = find(run->roll, key);

	if (!s || s->is_over)
		return;
	s->is_over = true;
	s->changed = run->roll->steps;
}

/* ---- the step ------------------------------------------------------------------------
 */

void pc_roll_step(struct pc_stepped *out, struct pc_arena *arena, struct pc_roll *roll,
	const struct pc_step *step)
{
	struct step_run run = {.roll = roll, .arena = arena, .step = step};

	*out = (struct pc_stepped){0};
	roll->steps++;
	step_sources(&run);
	step_merge(&run);
	step_vanished(&run);
	step_time(&run);
	step_rumours(&run);
	step_answers(&run);
	roll_refresh(roll);
	for (size_t i = 0; i < roll->n_sources; i++)
		out->n_read += roll->sources[i].is_read;
	out->n_unread = step->n_readings - out->n_read;
	sort_events(&run);
	out->events = run.events;
	out->count = run.count;
	out->sentence = say_sentence(&run, out, arena);
}
