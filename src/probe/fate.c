/* SPDX-License-Identifier: Apache-2.0 */
/* What a client says of a call that it was made to try.  Words that mean a denial were
 * recorded from clients; words that nobody knows are none, so that a new client's are
 * reported and not believed. */
#include <string.h>

#include "probe_priv.h"

const char stub_words[] = "policyctl-probe: nothing is run here";

static const char *const names[] = {
	[PC_FATE_NONE] = "none",
	[PC_FATE_HELD] = "held",
	[PC_FATE_DENIED] = "denied",
	[PC_FATE_HOOKED] = "hook",
	[PC_FATE_ABSENT] = "absent",
	[PC_FATE_ASKED] = "asked",
	[PC_FATE_THROUGH] = "through",
	[PC_FATE_UNCLEAR] = "unclear",
};

const char *pc_fate_name(enum pc_fate_kind kind)
{
	return names[kind];
}

/* The first row counts all of whose words are there. */
static const struct {
	const char *words[2];
	int fate;
} meanings[] = {
	{{"ancelled: parallel", NULL}, FATE_AGAIN},
	{{"PreToolUse:", "hook"}, PC_FATE_HOOKED},
	{{"No such tool available", NULL}, PC_FATE_ABSENT},
	{{"denied by your permission settings", NULL}, PC_FATE_DENIED},
	{{"deny rule in your permission settings", NULL}, PC_FATE_DENIED},
	{{"denied access to domain", NULL}, PC_FATE_DENIED},
	{{"Permission to use", "has been denied"}, PC_FATE_DENIED},
	{{"has been denied by permission rule", NULL}, PC_FATE_DENIED},
	{{"blocked by permission rules", NULL}, PC_FATE_DENIED},
	{{"haven't granted", NULL}, PC_FATE_ASKED},
	{{"InputValidationError", NULL}, PC_FATE_UNCLEAR},
};

static bool has(struct pc_str text, const char *words)
{
	return !words || pc_str_find_str(text, pc_str(words)) < text.len;
}

int fate_of(bool is_error, struct pc_str text)
{
	for (size_t i = 0; is_error && i < PC_COUNT(meanings); i++) {
		if (has(text, meanings[i].words[0]) && has(text, meanings[i].words[1]))
			return meanings[i].fate;
	}
	return PC_FATE_THROUGH;
}

static struct pc_str without(struct pc_str text, const char *tag)
{
	if (pc_str_starts(text, pc_str(tag)))
		text = pc_str_from(text, strlen(tag));
	return text;
}

void fate_text(char *out, size_t size, struct pc_str text)
{
	static const char error[] = "<tool_use_error>";
	size_t end = pc_str_find_str(text, PC_STR("<system-reminder>"));
	size_t at = 0;

	text = pc_str_trim(without(pc_str_trim(pc_str_head(text, end)), error));
	text = pc_str_head(text, pc_str_find_str(text, PC_STR("</tool_use_error>")));
	for (size_t i = 0; i < text.len && at + 1 < size; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		out[at++] = c < ' ' || c == 0x7f ? ' ' : (char)c;
	}
	/* Never inside a character. */
	while (at + 1 == size && at > 0 && ((unsigned char)text.ptr[at] & 0xc0) == 0x80)
		at--;
	out[at] = '\0';
}
