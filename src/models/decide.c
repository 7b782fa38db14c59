/* SPDX-License-Identifier: Apache-2.0 */
/* One hop of a dispatch: use this model, or refuse, and why.  The questions stand in one
 * table, in their order; the first that refuses or leads elsewhere ends it. */
#include "pc/base/limits.h"
#include "policy_priv.h"

struct judging {
	const struct pc_models *models;
	const struct pc_model_policy *policy;
	const struct pc_hop *hop;
	/* It has answered already: nothing can be called in its place. */
	bool is_answer;
};

struct question {
	const struct judging *judging;
	const struct called *called;
	struct pc_model_status status;
	unsigned depth; /* redirections so far */
	struct pc_hop_answer *out;
};

static void judge(struct pc_hop_answer *out, const struct judging *judging,
	struct pc_str name, unsigned depth);

/* ---- ends ----------------------------------------------------------------- */

static bool refuse(struct question *q, enum pc_hop_reason reason, struct pc_span at,
	struct pc_str why)
{
	*q->out = (struct pc_hop_answer){.verdict = PC_HOP_REFUSE,
		.reason = reason,
		.model = q->called->known.model,
		.at = at,
		.why = why};
	return true;
}

static struct pc_span place_of(const struct question *q)
{
	const struct pc_model *model = q->called->known.model;

	return model ? model->at : (struct pc_span){0};
}

/* It goes on after a warning; the first one is what is told. */
static bool apply(struct question *q, int on, enum pc_hop_reason reason)
{
	if (on == PC_ON_MODEL_DENY || on == PC_ON_MODEL_REDIRECT)
		return refuse(q, reason, place_of(q), (struct pc_str){0});
	if (on == PC_ON_MODEL_WARN && q->out->verdict == PC_HOP_USE) {
		q->out->verdict = PC_HOP_WARN;
		q->out->reason = reason;
		q->out->at = place_of(q);
	}
	return false;
}

/* Another one in its place, if that one may be used by all the same rules. */
static bool lead_to(struct question *q, struct pc_str to, enum pc_hop_reason reason,
	struct pc_span at)
{
	struct pc_hop_answer there = {.verdict = PC_HOP_REFUSE, .reason = reason};

	if (to.len && !q->judging->is_answer && q->depth < PC_MAX_MODEL_REDIRECTS)
		judge(&there, q->judging, to, q->depth + 1);
	if (there.verdict == PC_HOP_REFUSE) {
		refuse(q, q->judging->is_answer ? reason : PC_HOP_NO_REPLACEMENT, at,
			there.why);
		q->out->beneath = there.reason;
		return true;
	}
	there.beneath = there.verdict == PC_HOP_REDIRECT ? there.beneath : there.reason;
	there.verdict = PC_HOP_REDIRECT;
	there.reason = reason;
	there.at = at;
	*q->out = there;
	return true;
}

/* ---- the questions; true: that was the last ------------------------------- */

static bool is_over(const struct pc_model_block *block, int64_t now)
{
	return block->until && now >= block->until;
}

static bool ask_blocked(struct question *q)
{
	const struct pc_model_policy *policy = q->judging->policy;

	if (policy->blocks_fault.len)
		return refuse(q, PC_HOP_BLOCKED, policy->blocks_at, policy->blocks_fault);
	for (size_t i = 0; i < policy->n_blocks; i++) {
		const struct pc_model_block *block = &policy->blocks[i];

		if (!is_over(block, q->judging->hop->now) &&
			entry_fits(q->judging->models, block->what, q->called, true))
			return refuse(q, PC_HOP_BLOCKED, block->at, block->reason);
	}
	return false;
}

static bool ask_denied(struct question *q)
{
	const struct pc_texts *deny = &q->judging->policy->deny;

	for (size_t i = 0; i < deny->count; i++) {
		if (entry_fits(q->judging->models, deny->items[i], q->called, true))
			return refuse(q, PC_HOP_DENIED, deny->at[i], (struct pc_str){0});
	}
	return false;
}

/* A redirection that leads to the same model says nothing: "claude-opus-*" to the
 * flagship, asked for the flagship. */
static bool ask_redirected(struct question *q)
{
	const struct pc_model_policy *policy = q->judging->policy;
	const struct pc_models *models = q->judging->models;

	for (size_t i = 0; i < policy->n_redirects; i++) {
		const struct pc_model_redirect *redirect = &policy->redirects[i];
		const struct pc_model *to;

		if (!entry_fits(models, redirect->from, q->called, false))
			continue;
		to = pc_models_name(models, redirect->to).model;
		if (to ? to != q->called->known.model
		       : !pc_str_eq(redirect->to, q->called->name))
			return lead_to(q, redirect->to, PC_HOP_REDIRECTED, redirect->at);
	}
	return false;
}

static bool is_position(const struct pc_models *models, struct pc_str name)
{
	for (size_t i = 0; i < models->n_positions; i++) {
		if (pc_str_eq(models->positions[i].name, name))
			return true;
	}
	return false;
}

static bool ask_unknown(struct question *q)
{
	const struct judging *judging = q->judging;

	if (q->called->known.model && q->status.state != PC_MODEL_UNKNOWN)
		return false;
	if (!q->called->known.model && is_position(judging->models, q->called->name))
		return refuse(
			q, PC_HOP_NO_HOLDER, (struct pc_span){0}, (struct pc_str){0});
	return apply(q, judging->policy->on_unknown, PC_HOP_UNKNOWN);
}

static bool ask_allowed(struct question *q)
{
	const struct pc_texts *allow = &q->judging->policy->allow;

	for (size_t i = 0; i < allow->count; i++) {
		if (entry_fits(q->judging->models, allow->items[i], q->called, false))
			return false;
	}
	return allow->count &&
	       refuse(q, PC_HOP_NOT_ALLOWED, place_of(q), (struct pc_str){0});
}

static bool ask_preview(struct question *q)
{
	return q->status.state == PC_MODEL_PREVIEW &&
	       apply(q, q->judging->policy->on_preview, PC_HOP_PREVIEW);
}

static bool lead_to_successor(struct question *q, enum pc_hop_reason reason)
{
	const struct judging *judging = q->judging;
	const struct pc_model *next = pc_model_successor(
		judging->models, q->called->known.model, judging->hop->now);

	return lead_to(q, next ? next->id : (struct pc_str){0}, reason, place_of(q));
}

/* One that should have ended is not relied upon, though it still answered. */
static bool ask_ended(struct question *q)
{
	const struct pc_model_policy *policy = q->judging->policy;
	bool has_ended = q->status.state == PC_MODEL_RETIRED || q->status.is_overdue;
	bool is_ending = q->status.state == PC_MODEL_DEPRECATED;
	int on = has_ended ? policy->on_retired : policy->on_deprecated;
	enum pc_hop_reason reason = has_ended ? PC_HOP_RETIRED : PC_HOP_DEPRECATED;

	if (!has_ended && !is_ending)
		return false;
	return on == PC_ON_MODEL_REDIRECT ? lead_to_successor(q, reason)
					  : apply(q, on, reason);
}

/* Of an end only: until a floor has passed there is nothing to count down to. */
static bool ask_days(struct question *q)
{
	return q->status.has_end &&
	       q->status.days_left < q->judging->policy->min_days_left &&
	       apply(q, PC_ON_MODEL_DENY, PC_HOP_FEW_DAYS);
}

static bool has_price(const struct pc_model *model)
{
	const struct pc_price *price = model ? pc_model_price(model, 0) : NULL;

	return price && price->of[PC_PRICE_INPUT] != PC_PRICE_UNKNOWN &&
	       price->of[PC_PRICE_OUTPUT] != PC_PRICE_UNKNOWN;
}

static bool ask_price(struct question *q)
{
	return !has_price(q->called->known.model) &&
	       apply(q, q->judging->policy->on_unknown_price, PC_HOP_NO_PRICE);
}

static bool (*const questions[])(struct question *) = {ask_blocked, ask_denied,
	ask_redirected, ask_unknown, ask_allowed, ask_preview, ask_ended, ask_days,
	ask_price};

/* ---- one name ------------------------------------------------------------- */

static struct pc_str via_of(const struct judging *judging, const struct called *called)
{
	return judging->hop->via.len ? judging->hop->via : called->known.via;
}

/* A name as the caller wrote it stays, unless it names a position or another one is
 * called in its place. */
static struct pc_str name_to_use(
	const struct judging *judging, const struct called *called, unsigned depth)
{
	const struct pc_model *model = called->known.model;
	struct pc_str via = via_of(judging, called);

	if (!model || (!called->known.is_position && depth == 0))
		return called->name;
	for (size_t i = 0; via.len && i < model->n_clouds; i++) {
		if (pc_str_eq(model->clouds[i].via, via) && model->clouds[i].id.len)
			return model->clouds[i].id;
	}
	return model->id;
}

/* A cloud's name for it may be what is forbidden. */
static void check_name(struct question *q)
{
	struct called sold = *q->called;

	sold.name = q->out->use;
	q->called = &sold;
	if (!ask_blocked(q))
		ask_denied(q);
}

static void judge_called(struct pc_hop_answer *out, const struct judging *judging,
	const struct called *called, unsigned depth)
{
	struct question q = {
		.judging = judging, .called = called, .depth = depth, .out = out};

	*out = (struct pc_hop_answer){
		.verdict = PC_HOP_USE, .model = called->known.model};
	if (called->known.model)
		pc_model_status(&q.status, judging->models, called->known.model,
			via_of(judging, called), judging->hop->now);
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		if (questions[i](&q))
			return;
	}
	out->use = name_to_use(judging, called, depth);
	if (called->known.model && !pc_str_eq(out->use, called->known.model->id) &&
		!pc_str_eq(out->use, called->name))
		check_name(&q);
}

static void judge(struct pc_hop_answer *out, const struct judging *judging,
	struct pc_str name, unsigned depth)
{
	struct called called;

	if (!name.len || name.len > PC_MAX_MODEL_NAME) {
		*out = (struct pc_hop_answer){
			.verdict = PC_HOP_REFUSE, .reason = PC_HOP_UNKNOWN};
		return;
	}
	called = called_as(judging->models, name);
	judge_called(out, judging, &called, depth);
}

/* ---- what has answered ---------------------------------------------------- */

/* Whether it is what was meant: the model itself, or the snapshot behind its name. */
static bool is_meant(const struct pc_models *models, const struct pc_hop_answer *meant,
	const struct called *answered)
{
	const struct pc_model *model = answered->known.model;
	struct called use;

	if (model)
		return model == meant->model;
	use = called_as(models, meant->use);
	return pc_str_eq(answered->name, use.name) ||
	       pc_str_eq(answered->known.id, use.known.id) ||
	       (answered->known.id.len > use.known.id.len &&
		       is_dated(answered->known.id, use.known.id)) ||
	       (meant->model && answered->known.id.len > meant->model->id.len &&
		       is_dated(answered->known.id, meant->model->id));
}

/* Blocks and denials can name the snapshot alone. */
static bool is_forbidden(struct pc_hop_answer *out, const struct judging *judging,
	const struct called *answered)
{
	struct pc_hop_answer found = {0};
	struct question q = {.judging = judging, .called = answered, .out = &found};

	if (!ask_blocked(&q) && !ask_denied(&q))
		return false;
	*out = found;
	return true;
}

static void judge_substitute(struct pc_hop_answer *out, const struct judging *judging,
	const struct called *answered)
{
	struct pc_hop_answer found;

	judge_called(&found, judging, answered, 0);
	found.beneath = found.reason;
	found.reason = PC_HOP_SUBSTITUTED;
	if (found.verdict != PC_HOP_REFUSE)
		found.verdict = PC_HOP_WARN;
	*out = found;
}

static void judge_answered(struct pc_hop_answer *out, const struct judging *judging)
{
	struct judging answering = *judging;
	struct pc_str name = judging->hop->answered;
	struct called answered;

	answering.is_answer = true;
	if (name.len > PC_MAX_MODEL_NAME) {
		*out = (struct pc_hop_answer){.verdict = PC_HOP_REFUSE,
			.reason = PC_HOP_SUBSTITUTED,
			.beneath = PC_HOP_UNKNOWN};
		return;
	}
	answered = called_as(judging->models, name);
	/* Nobody answers as a position: that name is the caller's. */
	if (answered.known.is_position)
		answered.known = (struct pc_model_name){.id = name};
	if (is_meant(judging->models, out, &answered))
		is_forbidden(out, &answering, &answered);
	else
		judge_substitute(out, &answering, &answered);
}

static void judge_position(struct pc_hop_answer *out, const struct judging *judging)
{
	if (pc_models_position(judging->models, judging->hop->position))
		judge(out, judging, judging->hop->position, 0);
	else
		*out = (struct pc_hop_answer){
			.verdict = PC_HOP_REFUSE, .reason = PC_HOP_NO_HOLDER};
}

void pc_model_decide(struct pc_hop_answer *out, const struct pc_models *models,
	const struct pc_model_policy *policy, const struct pc_hop *hop)
{
	const struct judging judging = {.models = models, .policy = policy, .hop = hop};
	struct pc_hop_answer answer;

	if (hop->requested.len || !hop->position.len)
		judge(&answer, &judging, hop->requested, 0);
	else
		judge_position(&answer, &judging);
	if (hop->answered.len && answer.verdict != PC_HOP_REFUSE)
		judge_answered(&answer, &judging);
	*out = answer;
}
