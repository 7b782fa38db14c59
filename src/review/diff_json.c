/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison for programs: one JSON document, documented in policyctl-diff(1). */
#include "diff_priv.h"

static void add_span(struct pc_buf *out, const char *name, struct pc_span at)
{
	PC_AUTO(pc_buf_done) struct pc_buf place = {0};

	if (at.file)
		pc_buf_puts(&place, at.file);
	if (at.file && at.line)
		pc_buf_printf(&place, ":%u:%u", at.line, at.col);
	pc_json_member(out, name, pc_buf_str(&place));
}

static void add_side(struct pc_buf *out, const struct pc_diff *diff, int side)
{
	const struct pc_settings *settings = diff->sides.settings[side];

	pc_buf_puts(out, "{");
	pc_json_member(out, "name", diff->name[side]);
	pc_buf_printf(out, ",\"rules\":%zu,\"refused\":", settings->n_rules);
	if (!settings->refused) {
		pc_buf_puts(out, "null}");
		return;
	}
	pc_buf_puts(out, "{");
	add_span(out, "source", settings->refused_at);
	pc_json_member(out, "reason", settings->refused_why);
	pc_buf_puts(out, "}}");
}

static void add_value(struct pc_buf *out, const char *name, const struct pc_node *value)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	pc_json_key(out, name);
	pc_buf_add(out, value ? value_text(&arena, value) : PC_STR("null"));
}

static void begin_change(struct pc_buf *out, enum pc_sense sense)
{
	pc_buf_puts(out, "{");
	pc_json_member(out, "sense", pc_str(pc_sense_name(sense)));
}

static void add_setting(struct pc_buf *out, const struct pc_setting_change *change)
{
	const char *kind = !change->value[0]   ? "added"
			   : !change->value[1] ? "removed"
					       : "changed";

	begin_change(out, change->sense);
	pc_json_member(out, "change", pc_str(kind));
	pc_json_member(out, "key", change->path);
	add_value(out, "was", change->value[0]);
	add_span(out, "was_source", change->at[0]);
	add_value(out, "now", change->value[1]);
	add_span(out, "now_source", change->at[1]);
	pc_json_member(out, "why", pc_str(change->why));
	pc_buf_puts(out, "}");
}

static void add_rule_side(
	struct pc_buf *out, const char *name, const struct pc_rule_text *rule)
{
	pc_json_key(out, name);
	if (!rule) {
		pc_buf_puts(out, "null");
		return;
	}
	pc_buf_puts(out, "{");
	pc_json_member(out, "list", pc_str(pc_list_name(rule->list)));
	add_span(out, "source", rule->from.at);
	pc_buf_puts(out, "}");
}

static void add_rule(struct pc_buf *out, const struct pc_rule_change *change)
{
	static const char *const kinds[] = {
		"added", "removed", "moved to another list", "moved to another file"};

	begin_change(out, change->sense);
	pc_json_member(out, "change", pc_str(kinds[change->kind]));
	pc_json_member(out, "rule", change->rule[change->rule[0] ? 0 : 1]->text);
	add_rule_side(out, "was", change->rule[0]);
	add_rule_side(out, "now", change->rule[1]);
	pc_json_member(out, "note", pc_str(change->note));
	pc_buf_puts(out, "}");
}

static void add_ruling(
	struct pc_buf *out, const char *name, const struct pc_ruling *ruling)
{
	const struct pc_rule_text *rule = ruling->rule;
	struct pc_str none = {0};

	pc_json_key(out, name);
	pc_buf_puts(out, "{");
	pc_json_member(out, "verdict", pc_str(ruling_name(ruling)));
	pc_json_member(out, "by", pc_str(pc_by_name(ruling->by)));
	pc_json_member(out, "rule", rule ? rule->text : none);
	pc_json_member(out, "list", rule ? pc_str(pc_list_name(rule->list)) : none);
	add_span(out, "source", rule ? rule->from.at : (struct pc_span){0});
	pc_buf_puts(out, "}");
}

static void add_decision(struct pc_buf *out, const struct pc_decision_change *change)
{
	begin_change(out, change->sense);
	pc_json_member(out, "tool", change->action.tool);
	add_value(out, "input", change->action.input);
	pc_json_member(out, "from", change->from);
	add_ruling(out, "was", &change->was);
	add_ruling(out, "now", &change->now);
	pc_buf_puts(out, "}");
}

/* Items one a line, so that the document can be read and compared. */
static void begin_item(struct pc_buf *out)
{
	pc_json_next(out);
	pc_buf_puts(out, "\n    ");
}

static void add_lists(struct pc_buf *out, const struct pc_diff *diff)
{
	pc_buf_puts(out, "  \"settings\": [");
	for (size_t i = 0; i < diff->n_settings; i++) {
		begin_item(out);
		add_setting(out, &diff->settings[i]);
	}
	pc_buf_puts(out, "],\n  \"rules\": [");
	for (size_t i = 0; i < diff->n_rules; i++) {
		begin_item(out);
		add_rule(out, &diff->rules[i]);
	}
	pc_buf_puts(out, "],\n  \"decisions\": [");
	for (size_t i = 0; i < diff->n_decisions; i++) {
		begin_item(out);
		add_decision(out, &diff->decisions[i]);
	}
	pc_buf_puts(out, "]\n");
}

void write_json(
	struct pc_buf *out, const struct pc_diff *diff, const struct pc_diff_style *style)
{
	enum pc_sense worst;
	bool any = pc_diff_worst(diff, &worst);

	pc_buf_printf(out, "{\n  \"sense\": %s%s%s,\n  \"old\": ", any ? "\"" : "",
		any ? pc_sense_name(worst) : "null", any ? "\"" : "");
	add_side(out, diff, 0);
	pc_buf_puts(out, ",\n  \"new\": ");
	add_side(out, diff, 1);
	pc_buf_printf(out,
		",\n  \"calls\": {\"decided\":%zu,\"derived\":%zu,\"wider\":%zu,"
		"\"narrower\":%zu,\"sideways\":%zu,\"not_listed\":%zu}%s\n",
		diff->n_calls, diff->n_derived, diff->n_changed[PC_SENSE_WIDER],
		diff->n_changed[PC_SENSE_NARROWER], diff->n_changed[PC_SENSE_SIDEWAYS],
		diff->n_left_out, style->summary ? "" : ",");
	if (!style->summary)
		add_lists(out, diff);
	pc_buf_puts(out, "}\n");
}
