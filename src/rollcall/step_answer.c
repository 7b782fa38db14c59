/* SPDX-License-Identifier: Apache-2.0 */
/* Which model answers to a name, as dispatch saw it. */
#include "roll_priv.h"

static const struct pc_model *known(const struct pc_roll *roll, struct pc_str name)
{
	return roll->models ? pc_models_name(roll->models, name).model : NULL;
}

/* "x-20250805" and "x-2025-08-05" are snapshots of "x". */
static bool is_snapshot(struct pc_str name, struct pc_str of)
{
	struct pc_str rest = pc_str_from(name, of.len);
	size_t digits = 0;

	if (!of.len || !pc_str_starts(name, of) || !pc_str_starts(rest, PC_STR("-")))
		return false;
	for (size_t i = 0; i < rest.len; i++) {
		if (rest.ptr[i] >= '0' && rest.ptr[i] <= '9')
			digits++;
		else if (rest.ptr[i] != '-')
			return false;
	}
	return digits == 8;
}

static bool is_itself(const struct pc_roll *roll, const struct pc_answered *a)
{
	const struct roll_key key = {.provider = a->provider, .id = a->requested};
	const struct roll_belief *b = roll_belief(roll, &key);
	const struct pc_model *model = known(roll, a->requested);

	if (pc_str_eq(a->requested, a->answered))
		return true;
	if (b && b->target.len)
		return pc_str_eq(b->target, a->answered);
	return model && model == known(roll, a->answered);
}

/* The snapshot that answered last; NULL: none did. */
static struct roll_standing *last_answer(
	struct pc_roll *roll, const struct pc_answered *a)
{
	for (size_t i = 0; i < roll->n_standing; i++) {
		struct roll_standing *s = &roll->standing[i];

		if (s->kind == PC_EVENT_SUBSTITUTED && !s->is_over &&
			pc_str_eq(s->model, a->requested) &&
			pc_str_eq(s->provider, a->provider))
			return s;
	}
	return NULL;
}

static void tell(struct step_run *run, const struct pc_answered *a, struct pc_str before)
{
	say(run, &(struct saying){
			 .kind = PC_EVENT_SUBSTITUTED,
			 .severity = USUAL,
			 .provider = a->provider,
			 .model = a->requested,
			 .before = before,
			 .after = a->answered,
		 });
}

static void take_answer(struct step_run *run, const struct pc_answered *a)
{
	struct roll_standing *last = last_answer(run->roll, a);
	struct standing_key key = {
		.kind = PC_EVENT_SUBSTITUTED,
		.model = {.provider = a->provider, .id = a->requested},
		.what = a->answered,
	};
	struct pc_str before = {0};
	bool is_news = !is_snapshot(a->answered, a->requested);

	if (!a->answered.len || !a->requested.len)
		return;
	if (last && pc_str_eq(last->what, a->answered))
		return;
	if (last) {
		before = last->what;
		last->is_over = true;
		last->changed = run->roll->steps;
		is_news = true;
	}
	if (is_itself(run->roll, a))
		return;
	if (standing_begin(run, &key) && is_news)
		tell(run, a, before);
}

void step_answers(struct step_run *run)
{
	for (size_t i = 0; i < run->step->n_answered; i++)
		take_answer(run, &run->step->answered[i]);
}
