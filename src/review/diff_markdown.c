/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison as a comment on a merge request: what is wider stands open, the rest is
 * folded. */
#include "diff_priv.h"

enum { FEW_CALLS = 5, WIDTH = 160 };

/* A code span that its text cannot end: more backquotes than any run in it. */
static void add_code(struct pc_buf *out, struct pc_str text)
{
	PC_AUTO(pc_buf_done) struct pc_buf visible = {0};
	size_t run = 0, most = 0;

	add_visible(&visible, text, WIDTH);
	for (size_t i = 0; i < visible.len; i++) {
		run = visible.ptr[i] == '`' ? run + 1 : 0;
		most = run > most ? run : most;
	}
	for (size_t i = 0; i <= most; i++)
		pc_buf_add_char(out, '`');
	if (most)
		pc_buf_add_char(out, ' ');
	pc_buf_add(out, pc_buf_str(&visible));
	if (most)
		pc_buf_add_char(out, ' ');
	for (size_t i = 0; i <= most; i++)
		pc_buf_add_char(out, '`');
}

static void add_place_code(struct pc_buf *out, struct pc_span at)
{
	PC_AUTO(pc_buf_done) struct pc_buf place = {0};

	add_place(&place, at);
	add_code(out, pc_buf_str(&place));
}

static void write_title(struct pc_buf *out, const struct pc_diff *diff)
{
	pc_buf_puts(out, "### Policy: ");
	add_code(out, diff->name[0]);
	pc_buf_puts(out, " to ");
	add_code(out, diff->name[1]);
	pc_buf_puts(out, "\n\n");
	for (int side = 0; side < 2; side++) {
		const struct pc_settings *settings = diff->sides.settings[side];

		if (!settings->refused)
			continue;
		pc_buf_puts(out, "**Refused: with ");
		add_code(out, diff->name[side]);
		pc_buf_puts(out, " the client does not start**: ");
		add_place_code(out, settings->refused_at);
		pc_buf_puts(out, " ");
		add_code(out, settings->refused_why);
		pc_buf_puts(out, "\n\n");
	}
}

/* ---- decisions and settings ----------------------------------------------- */

static void add_who(struct pc_buf *out, const struct pc_ruling *ruling)
{
	PC_AUTO(pc_buf_done) struct pc_buf words = {0};

	if (ruling->rule) {
		pc_buf_printf(out, "%s ", pc_list_name(ruling->rule->list));
		add_code(out, ruling->rule->text);
		pc_buf_puts(out, " at ");
		add_place_code(out, ruling->rule->from.at);
		return;
	}
	add_decider(&words, ruling);
	pc_buf_add(out, pc_buf_str(&words));
}

static size_t write_group(struct pc_buf *out, const struct pc_diff *diff, size_t first,
	const struct pc_diff_style *style)
{
	const struct pc_decision_change *head = &diff->decisions[first];
	size_t end = first;

	pc_buf_printf(out, "- **%s → %s**: was ", ruling_name(&head->was),
		ruling_name(&head->now));
	add_who(out, &head->was);
	pc_buf_puts(out, ", now ");
	add_who(out, &head->now);
	if (change_note(head))
		pc_buf_printf(out, " (%s)", change_note(head));
	pc_buf_add_char(out, '\n');
	while (end < diff->n_decisions && diff->decisions[end].group == head->group) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

		if (style->verbose || end - first < FEW_CALLS) {
			pc_buf_puts(out, "  - ");
			add_code(out, call_text(&arena, &diff->decisions[end].action));
			pc_buf_add_char(out, '\n');
		}
		end++;
	}
	if (!style->verbose && end - first > FEW_CALLS)
		pc_buf_printf(out, "  - and %zu more\n", end - first - FEW_CALLS);
	return end;
}

static void add_change_value(
	struct pc_buf *out, const struct pc_node *value, struct pc_span at)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	if (!value) {
		pc_buf_puts(out, "not set");
		return;
	}
	add_code(out, value_text(&arena, value));
	pc_buf_puts(out, " at ");
	add_place_code(out, at);
}

static void write_setting(struct pc_buf *out, const struct pc_setting_change *change)
{
	pc_buf_puts(out, "- ");
	add_code(out, change->path);
	pc_buf_puts(out, ": was ");
	add_change_value(out, change->value[0], change->at[0]);
	pc_buf_puts(out, ", now ");
	add_change_value(out, change->value[1], change->at[1]);
	if (change->why)
		pc_buf_printf(out, " (%s)", change->why);
	pc_buf_add_char(out, '\n');
}

static void write_sense(struct pc_buf *out, const struct pc_diff *diff,
	enum pc_sense sense, const struct pc_diff_style *style)
{
	enum pc_sense ignored;
	bool refused = pc_diff_refused(diff, &ignored);

	for (size_t i = 0; !refused && i < diff->n_decisions;) {
		if (diff->decisions[i].sense == sense)
			i = write_group(out, diff, i, style);
		else
			i++;
	}
	for (size_t i = 0; i < diff->n_settings; i++) {
		if (diff->settings[i].sense == sense)
			write_setting(out, &diff->settings[i]);
	}
}

/* ---- rules ---------------------------------------------------------------- */

static void write_rule(struct pc_buf *out, const struct pc_rule_change *change)
{
	static const char *const kinds[] = {"added", "removed", "moved", "moved"};

	pc_buf_printf(out, "- %s: ", kinds[change->kind]);
	add_code(out, change->rule[change->rule[0] ? 0 : 1]->text);
	for (int side = 0; side < 2; side++) {
		if (!change->rule[side])
			continue;
		pc_buf_printf(out, ", %s %s at ", side ? "now" : "was",
			pc_list_name(change->rule[side]->list));
		add_place_code(out, change->rule[side]->from.at);
	}
	if (change->note)
		pc_buf_printf(out, " (%s)", change->note);
	pc_buf_add_char(out, '\n');
}

static void write_rules(
	struct pc_buf *out, const struct pc_diff *diff, const struct pc_diff_style *style)
{
	for (size_t i = 0; i < diff->n_rules; i++) {
		if (diff->rules[i].kind != PC_RULE_RELOCATED || style->verbose)
			write_rule(out, &diff->rules[i]);
	}
}

/* ---- the whole ------------------------------------------------------------ */

/* A part with a heading, open or folded; nothing for an empty one. */
static void write_part(
	struct pc_buf *out, const char *title, const struct pc_buf *body, bool folded)
{
	if (body->len == 0)
		return;
	if (folded)
		pc_buf_printf(out, "<details><summary>%s</summary>\n\n", title);
	else
		pc_buf_printf(out, "#### %s\n\n", title);
	pc_buf_add(out, pc_buf_str(body));
	pc_buf_puts(out, folded ? "\n</details>\n\n" : "\n");
}

void write_markdown(
	struct pc_buf *out, const struct pc_diff *diff, const struct pc_diff_style *style)
{
	static const struct {
		enum pc_sense sense;
		const char *title;
		bool folded;
	} parts[] = {
		{PC_SENSE_WIDER, "Wider", false},
		{PC_SENSE_NARROWER, "Narrower", false},
		{PC_SENSE_SIDEWAYS, "Different", true},
	};
	PC_AUTO(pc_buf_done) struct pc_buf rules = {0};

	write_title(out, diff);
	for (size_t i = 0; i < PC_COUNT(parts) && !style->summary; i++) {
		PC_AUTO(pc_buf_done) struct pc_buf body = {0};

		write_sense(&body, diff, parts[i].sense, style);
		write_part(out, parts[i].title, &body, parts[i].folded);
	}
	if (!style->summary) {
		write_rules(&rules, diff, style);
		write_part(out, "Rules", &rules, true);
	}
	write_totals(out, diff);
}
