/* SPDX-License-Identifier: Apache-2.0 */
/* Words and values that every writer of a comparison uses. */
#include "diff_priv.h"
#include "pc/base/utf.h"
#include "pc/doc/write.h"

const char *ruling_name(const struct pc_ruling *ruling)
{
	return ruling->by == PC_BY_REFUSED ? "refused" : pc_verdict_name(ruling->kind);
}

void add_place(struct pc_buf *out, struct pc_span at)
{
	add_visible(out, at.file ? pc_str(at.file) : PC_STR("-"), SIZE_MAX);
	if (at.file && at.line)
		pc_buf_printf(out, ":%u:%u", at.line, at.col);
}

static void add_visible_char(struct pc_buf *out, uint32_t cp)
{
	char bytes[4];

	if (cp == '\n')
		pc_buf_puts(out, "\\n");
	else if (cp == '\t')
		pc_buf_puts(out, "\\t");
	else if (cp < ' ' || (cp >= 0x7f && cp < 0xa0))
		pc_buf_printf(out, "\\x%02x", (unsigned)cp);
	else if (cp == 0x061c || (cp >= 0x200b && cp <= 0x200f) ||
		 (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069))
		/* Invisible, or turns the direction of what stands beside it. */
		pc_buf_printf(out, "\\u%04x", (unsigned)cp);
	else
		pc_buf_add(out, (struct pc_str){bytes, pc_utf8_put(bytes, cp)});
}

void add_visible(struct pc_buf *out, struct pc_str text, size_t width)
{
	size_t at = 0;

	while (at < text.len && at < width)
		add_visible_char(out, pc_utf8_next(text, &at));
	if (at < text.len)
		pc_buf_puts(out, "...");
}

struct pc_str value_text(struct pc_arena *arena, const struct pc_node *node)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	if (!node)
		return PC_STR("not set");
	pc_node_write(&out, node, PC_FORMAT_JSON_LINE);
	return pc_arena_str(arena, pc_str_trim(pc_buf_str(&out)));
}

/* The one text in a call's input, when there is one; a prompt is never what a call is
 * about. */
static const struct pc_node *only_text(const struct pc_node *input)
{
	const struct pc_node *found = NULL;

	for (size_t i = 0; input && i < input->n_pairs; i++) {
		if (pc_str_is(input->pairs[i].key, "prompt"))
			continue;
		if (found || input->pairs[i].value->kind != PC_TEXT)
			return NULL;
		found = input->pairs[i].value;
	}
	return found;
}

struct pc_str call_text(struct pc_arena *arena, const struct pc_action *action)
{
	const struct pc_node *text = only_text(action->input);
	struct pc_str value = text ? text->text : (struct pc_str){0};

	if (!text && action->input && action->input->n_pairs)
		value = value_text(arena, action->input);
	if (value.len == 0)
		return action->tool;
	return pc_arena_printf(
		arena, "%.*s: %.*s", PC_STR_ARG(action->tool), PC_STR_ARG(value));
}

void add_decider(struct pc_buf *out, const struct pc_ruling *ruling)
{
	static const char *const ways[] = {
		[PC_BY_DEFAULT] = "no rule",
		[PC_BY_READ_ONLY] = "the client's list of harmless things",
		[PC_BY_SAFETY] = "a safety check",
		[PC_BY_MODE] = "the permission mode",
		[PC_BY_REFUSED] = "a client that does not start",
	};

	if (!ruling->rule) {
		pc_buf_printf(out, "by %s",
			ruling->by == PC_BY_RULE ? "a rule" : ways[ruling->by]);
		return;
	}
	pc_buf_printf(out, "by %s ", pc_list_name(ruling->rule->list));
	add_visible(out, ruling->rule->text, 200);
	pc_buf_puts(out, "  ");
	add_place(out, ruling->rule->from.at);
}

const char *change_note(const struct pc_decision_change *change)
{
	if (change->was.kind != change->now.kind || change->sense == PC_SENSE_SIDEWAYS ||
		change->was.by == PC_BY_REFUSED || change->now.by == PC_BY_REFUSED)
		return NULL;
	return change->sense == PC_SENSE_WIDER
		       ? "a user's own allow rule or mode is enough to change that now"
		       : "no rule or mode of a user's changes that any more";
}
