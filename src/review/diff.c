/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of a comparison: what is compared when, and in which order it stands. */
#include <stdlib.h>

#include "diff_priv.h"

const char *pc_sense_name(enum pc_sense sense)
{
	static const char *const names[] = {"sideways", "narrower", "wider"};

	return names[sense];
}

void pc_diff_begin(struct pc_diff *diff)
{
	diff->priv = pc_xcalloc(1, sizeof(*diff->priv));
	diff->priv->scratch = pc_scratch_new();
	diff_settings(diff);
	diff_rules(diff);
}

void pc_diff_done(struct pc_diff *diff)
{
	if (!diff->priv)
		return;
	pc_scratch_free(diff->priv->scratch);
	text_set_done(&diff->priv->calls);
	for (int side = 0; side < 2; side++) {
		text_set_done(&diff->priv->rules[side]);
		text_set_done(&diff->priv->changed[side]);
	}
	pc_buf_done(&diff->priv->key);
	pc_arena_done(&diff->priv->scratch_arena);
	pc_arena_done(&diff->priv->call_arena);
	free(diff->priv);
	diff->priv = NULL;
}

/* ---- order ---------------------------------------------------------------- */

static int by_sense(enum pc_sense a, enum pc_sense b)
{
	return (a < b) - (a > b);
}

static int by_number(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* qsort() is not stable: places, which differ, decide where senses are equal. */
static int compare_settings(const void *left, const void *right)
{
	const struct pc_setting_change *a = left, *b = right;
	int order = by_sense(a->sense, b->sense);

	if (order == 0)
		order = pc_str_cmp(a->path, b->path);
	for (int side = 0; side < 2 && order == 0; side++) {
		order = by_number(a->at[side].line, b->at[side].line);
		if (order == 0)
			order = by_number(a->at[side].col, b->at[side].col);
	}
	return order;
}

/* Removed before added; each in the order of its side. */
static int compare_rules(const void *left, const void *right)
{
	const struct pc_rule_change *a = left, *b = right;
	int order = by_sense(a->sense, b->sense);

	for (int side = 0; side < 2 && order == 0; side++) {
		if (!a->rule[side] || !b->rule[side])
			order = !a->rule[side] - !b->rule[side];
		else
			order = (a->rule[side] > b->rule[side]) -
				(a->rule[side] < b->rule[side]);
	}
	return order;
}

static int compare_texts(const struct pc_rule_text *a, const struct pc_rule_text *b)
{
	int order;

	if (!a || !b)
		return (a != NULL) - (b != NULL);
	order = by_number(a->list, b->list);
	if (order == 0)
		order = strcmp(a->from.at.file ? a->from.at.file : "",
			b->from.at.file ? b->from.at.file : "");
	if (order == 0)
		order = by_number(a->from.at.line, b->from.at.line);
	if (order == 0)
		order = by_number(a->from.at.col, b->from.at.col);
	return order ? order : pc_str_cmp(a->text, b->text);
}

static int compare_rulings(const struct pc_ruling *a, const struct pc_ruling *b)
{
	int order = compare_texts(a->rule, b->rule);

	if (order == 0)
		order = by_number(a->kind, b->kind);
	return order ? order : by_number(a->by, b->by);
}

/* How much a call is opened: from deny to allow before from ask to allow. */
static int leap(const struct pc_decision_change *change)
{
	return ruling_firmness(&change->was) - ruling_firmness(&change->now);
}

static bool is_same_group(
	const struct pc_decision_change *a, const struct pc_decision_change *b)
{
	return compare_rulings(&a->was, &b->was) == 0 &&
	       compare_rulings(&a->now, &b->now) == 0;
}

static int compare_decisions(const void *left, const void *right)
{
	const struct pc_decision_change *a = left, *b = right;
	int order = by_sense(a->sense, b->sense);

	if (order == 0)
		order = leap(b) - leap(a);
	if (order == 0)
		order = compare_rulings(&a->was, &b->was);
	if (order == 0)
		order = compare_rulings(&a->now, &b->now);
	return order ? order : by_number(a->group, b->group);
}

/* .group holds the order of arrival until here. */
static void group_decisions(struct pc_diff *diff)
{
	struct pc_decision_change *changes = diff->decisions;

	if (diff->n_decisions)
		qsort(changes, diff->n_decisions, sizeof(*changes), compare_decisions);
	for (size_t i = 0; i < diff->n_decisions; i++) {
		if (i == 0 || !is_same_group(&changes[i - 1], &changes[i]))
			diff->n_groups++;
		changes[i].group = diff->n_groups - 1;
	}
}

void pc_diff_end(struct pc_diff *diff)
{
	diff_judge_rules(diff);
	if (diff->n_settings)
		qsort(diff->settings, diff->n_settings, sizeof(*diff->settings),
			compare_settings);
	if (diff->n_rules)
		qsort(diff->rules, diff->n_rules, sizeof(*diff->rules), compare_rules);
	group_decisions(diff);
}

struct diff_totals diff_totals(const struct pc_diff *diff)
{
	struct diff_totals totals = {0};

	for (size_t i = 0; i < diff->n_settings; i++)
		totals.wider_settings += diff->settings[i].sense == PC_SENSE_WIDER;
	for (size_t i = 0; i < diff->n_rules; i++)
		totals.rules[diff->rules[i].kind]++;
	return totals;
}

/* ---- the gravest ---------------------------------------------------------- */

bool pc_diff_refused(const struct pc_diff *diff, enum pc_sense *sense)
{
	bool was = diff->sides.settings[0]->refused,
	     is = diff->sides.settings[1]->refused;

	*sense = was == is ? PC_SENSE_SIDEWAYS : was ? PC_SENSE_WIDER : PC_SENSE_NARROWER;
	return was || is;
}

static void take_worst(enum pc_sense *worst, bool *any, enum pc_sense sense)
{
	*worst = *any && *worst > sense ? *worst : sense;
	*any = true;
}

bool pc_diff_worst(const struct pc_diff *diff, enum pc_sense *worst)
{
	bool any = false;
	enum pc_sense sense;

	*worst = PC_SENSE_SIDEWAYS;
	if (pc_diff_refused(diff, &sense) && sense != PC_SENSE_SIDEWAYS)
		take_worst(worst, &any, sense);
	for (size_t i = 0; i < diff->n_settings; i++)
		take_worst(worst, &any, diff->settings[i].sense);
	for (size_t i = 0; i < diff->n_rules; i++) {
		if (diff->rules[i].kind != PC_RULE_RELOCATED)
			take_worst(worst, &any, diff->rules[i].sense);
	}
	for (int s = 0; s < PC_N_SENSES; s++) {
		if (diff->n_changed[s])
			take_worst(worst, &any, (enum pc_sense)s);
	}
	return any;
}

void pc_diff_write(
	struct pc_buf *out, const struct pc_diff *diff, const struct pc_diff_style *style)
{
	static void (*const writers[])(
		struct pc_buf *, const struct pc_diff *, const struct pc_diff_style *) = {
		[PC_DIFF_TEXT] = write_text,
		[PC_DIFF_MARKDOWN] = write_markdown,
		[PC_DIFF_JSON] = write_json,
	};

	writers[style->format](out, diff, style);
}
