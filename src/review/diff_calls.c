/* SPDX-License-Identifier: Apache-2.0 */
/* One call, two generations, and whether the difference gives people room.
 *
 * A verdict counts with what lifts it: where no rule asks, any allow rule of a user's
 * makes the client stop asking, so an ask rule that goes is a loss even where the client
 * still prompts. */
#include "diff_priv.h"
#include "pc/base/limits.h"
#include "pc/doc/write.h"
#include "pc/review/derive.h"

int ruling_firmness(const struct pc_ruling *ruling)
{
	/* By a rule or a check that no rule lifts; and otherwise. */
	static const int firmness[][2] = {
		[PC_VERDICT_ALLOW] = {0, 0},
		[PC_VERDICT_ASK] = {2, 1},
		[PC_VERDICT_DENY] = {4, 3},
		[PC_VERDICT_ABSENT] = {5, 5},
	};
	bool is_loose = ruling->by != PC_BY_RULE && ruling->by != PC_BY_SAFETY;

	if (ruling->by == PC_BY_REFUSED)
		return 6;
	return firmness[ruling->kind][is_loose];
}

static struct pc_ruling decide(struct pc_diff *diff, const struct pc_policy *policy,
	const struct pc_action *action)
{
	struct pc_diff_priv *priv = diff->priv;
	struct pc_evaluator ev = {
		.arena = &priv->scratch_arena, .scratch = priv->scratch};
	struct pc_verdict verdict = pc_policy_decide(policy, &ev, action);

	return (struct pc_ruling){verdict.kind, verdict.by,
		verdict.rule ? verdict.rule->src : NULL, verdict.reason};
}

struct pc_ruling rule_on(struct pc_diff *diff, int side, const struct pc_action *action)
{
	struct pc_ruling ruling = decide(diff, diff->sides.policy[side], action);

	pc_arena_reset(&diff->priv->scratch_arena);
	return ruling;
}

static bool is_same_rule(const struct pc_rule_text *a, const struct pc_rule_text *b)
{
	if (!a || !b)
		return a == b;
	return a->list == b->list && pc_str_eq(a->text, b->text);
}

static bool is_same(const struct pc_ruling *a, const struct pc_ruling *b)
{
	return a->kind == b->kind && a->by == b->by && is_same_rule(a->rule, b->rule);
}

/* ---- what is kept --------------------------------------------------------- */

static struct pc_node *copy_node(struct pc_arena *arena, const struct pc_node *node)
{
	struct pc_node *copy = pc_node_new(arena, node->kind, node->at);

	*copy = *node;
	if (node->kind == PC_TEXT)
		copy->text = pc_arena_str(arena, node->text);
	if (node->kind == PC_REAL)
		copy->written = pc_arena_str(arena, node->written);
	if (node->kind == PC_LIST) {
		copy->items = pc_arena_new_array(arena, struct pc_node *, node->n_items);
		for (size_t i = 0; i < node->n_items; i++)
			copy->items[i] = copy_node(arena, node->items[i]);
	}
	if (node->kind == PC_MAP) {
		copy->by_key = NULL;
		copy->pairs = pc_arena_new_array(arena, struct pc_pair, node->n_pairs);
		for (size_t i = 0; i < node->n_pairs; i++) {
			copy->pairs[i].key = pc_arena_str(arena, node->pairs[i].key);
			copy->pairs[i].value = copy_node(arena, node->pairs[i].value);
		}
	}
	return copy;
}

static struct pc_ruling kept(struct pc_arena *arena, struct pc_ruling ruling)
{
	ruling.reason = pc_arena_str(arena, ruling.reason);
	return ruling;
}

static void keep(struct pc_diff *diff, const struct pc_decision_change *found)
{
	struct pc_decision_change *change;
	const struct pc_action *action = &found->action;

	diff->n_changed[found->sense]++;
	diff_note_decider(diff, 0, &found->was, found->sense);
	diff_note_decider(diff, 1, &found->now, found->sense);
	if (diff->n_changed[found->sense] > PC_MAX_CHANGES) {
		diff->n_left_out++;
		return;
	}
	pc_arena_grow(diff->arena, diff->decisions, diff->n_decisions,
		diff->priv->cap_decisions);
	change = &diff->decisions[diff->n_decisions];
	*change = *found;
	change->action.tool = pc_arena_str(diff->arena, action->tool);
	if (action->input)
		change->action.input = copy_node(diff->arena, action->input);
	change->was = kept(diff->arena, found->was);
	change->now = kept(diff->arena, found->now);
	change->group = diff->n_decisions++;
}

/* ---- one call ------------------------------------------------------------- */

/* Whether this is the first time that this person makes this call. */
static bool is_new(struct pc_diff *diff, const struct pc_sides *sides,
	const struct pc_action *action)
{
	struct pc_buf *key = &diff->priv->key;

	key->len = 0;
	pc_buf_add(key, (struct pc_str){(const char *)&sides, sizeof(sides)});
	pc_buf_add(key, action->tool);
	pc_buf_add_char(key, '\0');
	if (action->input)
		pc_node_write(key, action->input, PC_FORMAT_CANONICAL);
	return text_set_add(&diff->priv->calls, pc_buf_str(key), 0);
}

void pc_diff_call(struct pc_diff *diff, const struct pc_sides *sides,
	const struct pc_action *action, struct pc_str from)
{
	struct pc_decision_change change = {.action = *action, .from = from};
	int was, now;

	if (!is_new(diff, sides, action))
		return;
	diff->n_calls++;
	change.was = decide(diff, sides->policy[0], action);
	change.now = decide(diff, sides->policy[1], action);
	if (!is_same(&change.was, &change.now)) {
		was = ruling_firmness(&change.was);
		now = ruling_firmness(&change.now);
		if (was != now)
			change.sense = now < was ? PC_SENSE_WIDER : PC_SENSE_NARROWER;
		keep(diff, &change);
	}
	pc_arena_reset(&diff->priv->scratch_arena);
}

/* ---- calls of the rules --------------------------------------------------- */

static void take_derived(void *user, const struct pc_action *action)
{
	struct pc_diff *diff = user;

	pc_diff_call(diff, &diff->sides, action, (struct pc_str){0});
}

static void derive_from(struct pc_diff *diff, const struct pc_derive *derive, int side)
{
	const struct pc_settings *settings = diff->sides.settings[side];

	for (size_t i = 0; i < settings->n_rules; i++) {
		struct pc_rule rule;

		pc_rule_parse(&rule, derive->arena, &settings->rules[i], NULL);
		pc_derive_calls(derive, &rule);
		pc_arena_reset(derive->arena);
	}
}

void pc_diff_derived(struct pc_diff *diff)
{
	const struct pc_derive derive = {
		.arena = &diff->priv->call_arena,
		.home = diff->sides.settings[0]->home,
		.cwd = diff->sides.settings[0]->cwd,
		.take = take_derived,
		.user = diff,
	};
	size_t before;

	pc_derive_usual_calls(&derive);
	pc_arena_reset(derive.arena);
	before = diff->n_calls;
	derive_from(diff, &derive, 0);
	derive_from(diff, &derive, 1);
	diff->n_derived += diff->n_calls - before;
}
