/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison for people at a terminal: what is wider, what is narrower, what else is
 * different, and the totals. */
#include "diff_priv.h"

enum { FEW_CALLS = 3, WIDTH = 160 };

struct printer {
	struct pc_buf *out;
	const struct pc_diff *diff;
	const struct pc_diff_style *style;
};

/* ---- who does not start --------------------------------------------------- */

static void write_refusal(const struct printer *p, int side)
{
	const struct pc_settings *settings = p->diff->sides.settings[side];

	if (!settings->refused)
		return;
	pc_buf_printf(p->out, "refused: with %.*s the client does not start: ",
		PC_STR_ARG(p->diff->name[side]));
	add_place(p->out, settings->refused_at);
	pc_buf_puts(p->out, ": ");
	add_visible(p->out, settings->refused_why, SIZE_MAX);
	pc_buf_add_char(p->out, '\n');
}

/* ---- decisions ------------------------------------------------------------ */

static void write_rulings(const struct printer *p, const struct pc_decision_change *head)
{
	const char *note = change_note(head);

	pc_buf_printf(p->out, "  %s -> %s%s%s\n", ruling_name(&head->was),
		ruling_name(&head->now), note ? ": " : "", note ? note : "");
	pc_buf_puts(p->out, "    was ");
	add_decider(p->out, &head->was);
	pc_buf_puts(p->out, "\n    now ");
	add_decider(p->out, &head->now);
	pc_buf_add_char(p->out, '\n');
}

static void write_call(const struct printer *p, const struct pc_decision_change *change)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	pc_buf_puts(p->out, "      ");
	add_visible(p->out, call_text(&arena, &change->action),
		p->style->verbose ? SIZE_MAX : WIDTH);
	if (change->from.len) {
		pc_buf_puts(p->out, "  (");
		add_visible(p->out, change->from, WIDTH);
		pc_buf_add_char(p->out, ')');
	}
	pc_buf_add_char(p->out, '\n');
}

/* One group; returns the index behind it. */
static size_t write_group(const struct printer *p, size_t first)
{
	const struct pc_decision_change *changes = p->diff->decisions;
	size_t end = first;

	write_rulings(p, &changes[first]);
	while (end < p->diff->n_decisions && changes[end].group == changes[first].group) {
		if (p->style->verbose || end - first < FEW_CALLS)
			write_call(p, &changes[end]);
		end++;
	}
	if (!p->style->verbose && end - first > FEW_CALLS) {
		pc_buf_printf(p->out, "      and %zu more such calls\n",
			end - first - FEW_CALLS);
	}
	return end;
}

static void write_decisions(const struct printer *p, enum pc_sense sense)
{
	size_t i = 0;

	while (i < p->diff->n_decisions) {
		if (p->diff->decisions[i].sense == sense)
			i = write_group(p, i);
		else
			i++;
	}
}

/* ---- settings ------------------------------------------------------------- */

static void write_value(const struct printer *p, const char *word,
	const struct pc_node *value, struct pc_span at)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	pc_buf_printf(p->out, "    %s ", word);
	add_visible(
		p->out, value_text(&arena, value), p->style->verbose ? SIZE_MAX : WIDTH);
	if (value) {
		pc_buf_puts(p->out, "  ");
		add_place(p->out, at);
	}
	pc_buf_add_char(p->out, '\n');
}

static void write_setting(const struct printer *p, const struct pc_setting_change *change)
{
	pc_buf_puts(p->out, "  ");
	add_visible(p->out, change->path, SIZE_MAX);
	if (change->why)
		pc_buf_printf(p->out, ": %s", change->why);
	pc_buf_add_char(p->out, '\n');
	write_value(p, "was", change->value[0], change->at[0]);
	write_value(p, "now", change->value[1], change->at[1]);
}

static void write_settings(const struct printer *p, enum pc_sense sense)
{
	for (size_t i = 0; i < p->diff->n_settings; i++) {
		if (p->diff->settings[i].sense == sense)
			write_setting(p, &p->diff->settings[i]);
	}
}

/* ---- rules ---------------------------------------------------------------- */

static void write_rule_side(
	const struct printer *p, char sign, const struct pc_rule_text *rule)
{
	pc_buf_printf(p->out, "  %c %-5s ", sign, pc_list_name(rule->list));
	add_visible(p->out, rule->text, SIZE_MAX);
	pc_buf_puts(p->out, "  ");
	add_place(p->out, rule->from.at);
	pc_buf_add_char(p->out, '\n');
}

static void write_rules(const struct printer *p, bool relocated)
{
	for (size_t i = 0; i < p->diff->n_rules; i++) {
		const struct pc_rule_change *change = &p->diff->rules[i];

		if ((change->kind == PC_RULE_RELOCATED) != relocated)
			continue;
		if (change->rule[0])
			write_rule_side(p, '-', change->rule[0]);
		if (change->rule[1])
			write_rule_side(p, '+', change->rule[1]);
		if (change->note)
			pc_buf_printf(p->out, "      %s: %s\n",
				pc_sense_name(change->sense), change->note);
	}
}

/* ---- the whole ------------------------------------------------------------ */

static bool has_rules(const struct pc_diff *diff, bool relocated)
{
	for (size_t i = 0; i < diff->n_rules; i++) {
		if ((diff->rules[i].kind == PC_RULE_RELOCATED) == relocated)
			return true;
	}
	return false;
}

static bool has_settings(const struct pc_diff *diff, enum pc_sense sense)
{
	for (size_t i = 0; i < diff->n_settings; i++) {
		if (diff->settings[i].sense == sense)
			return true;
	}
	return false;
}

/* Where one side does not start, each call changes; that was said. */
static bool shows_decisions(const struct printer *p, enum pc_sense sense)
{
	enum pc_sense ignored;

	if (!p->diff->n_changed[sense] || pc_diff_refused(p->diff, &ignored))
		return false;
	return sense != PC_SENSE_SIDEWAYS || p->style->verbose;
}

static void write_sense(const struct printer *p, enum pc_sense sense, const char *title)
{
	bool decisions = shows_decisions(p, sense);

	if (!decisions && !has_settings(p->diff, sense))
		return;
	pc_buf_printf(p->out, "%s:\n", title);
	if (decisions)
		write_decisions(p, sense);
	write_settings(p, sense);
}

static void write_details(const struct printer *p)
{
	write_sense(p, PC_SENSE_WIDER, "wider");
	write_sense(p, PC_SENSE_NARROWER, "narrower");
	write_sense(p, PC_SENSE_SIDEWAYS, "different");
	if (has_rules(p->diff, false)) {
		pc_buf_puts(p->out, "rules:\n");
		write_rules(p, false);
	}
	if (p->style->verbose && has_rules(p->diff, true)) {
		pc_buf_puts(p->out, "rules that are in another file:\n");
		write_rules(p, true);
	}
}

void write_totals(struct pc_buf *out, const struct pc_diff *diff)
{
	struct diff_totals totals = diff_totals(diff);

	pc_buf_printf(out,
		"settings: %zu changed (%zu wider); rules: %zu added, %zu removed, %zu "
		"moved to another list\n",
		diff->n_settings, totals.wider_settings, totals.rules[PC_RULE_ADDED],
		totals.rules[PC_RULE_REMOVED], totals.rules[PC_RULE_RELISTED]);
	pc_buf_printf(out,
		"decisions: %zu wider, %zu narrower, %zu by another rule, of %zu call%s",
		diff->n_changed[PC_SENSE_WIDER], diff->n_changed[PC_SENSE_NARROWER],
		diff->n_changed[PC_SENSE_SIDEWAYS], diff->n_calls,
		pc_plural(diff->n_calls));
	if (diff->n_derived)
		pc_buf_printf(out, " (%zu made from rules)", diff->n_derived);
	pc_buf_add_char(out, '\n');
	if (diff->n_left_out) {
		pc_buf_printf(out, "%zu changed decisions are counted but not listed\n",
			diff->n_left_out);
	}
}

void write_text(
	struct pc_buf *out, const struct pc_diff *diff, const struct pc_diff_style *style)
{
	struct printer p = {out, diff, style};

	write_refusal(&p, 0);
	write_refusal(&p, 1);
	if (!style->summary)
		write_details(&p);
	write_totals(out, diff);
}
