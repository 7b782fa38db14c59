/* SPDX-License-Identifier: Apache-2.0 */
/* What a client's words about a call mean, and how they are quoted. */
#include "pc_test.h"
#include "probe_priv.h"

static const struct row {
	const char *name;
	bool is_error;
	const char *text;
	int fate;
} rows[] = {
	{"it ran", false, "fine", PC_FATE_THROUGH},
	{"words of a denial that is none", false,
		"Permission to use Bash has been denied", PC_FATE_THROUGH},
	{"a command", true, "Permission to use Bash with command curl has been denied.",
		PC_FATE_DENIED},
	{"a file", true,
		"<tool_use_error>File is in a directory that is denied by your "
		"permission settings.</tool_use_error>",
		PC_FATE_DENIED},
	{"an edit", true,
		"File is covered by a Read deny rule in your permission settings and "
		"cannot be edited.",
		PC_FATE_DENIED},
	{"a host", true, "WebFetch denied access to domain:evil.example.",
		PC_FATE_DENIED},
	{"an agent", true,
		"Agent type 'Explore' has been denied by permission rule "
		"'Agent(Explore)' from policySettings.",
		PC_FATE_DENIED},
	{"a skill", true, "Skill execution blocked by permission rules", PC_FATE_DENIED},
	{"a hook", true,
		"<tool_use_error>PreToolUse:Bash hook error: the policy forbids it",
		PC_FATE_HOOKED},
	{"a tool that is not there", true, "Error: No such tool available: WebSearch.",
		PC_FATE_ABSENT},
	{"somebody would be asked", true,
		"Claude requested permissions to use WebFetch, but you haven't granted "
		"it yet.",
		PC_FATE_ASKED},
	{"a wrong input", true, "<tool_use_error>InputValidationError: x",
		PC_FATE_UNCLEAR},
	{"cancelled", true, "Cancelled: parallel tool call Bash(curl) errored",
		FATE_AGAIN},
	{"words that nobody knows", true, "No.", PC_FATE_THROUGH},
};

static void check(const struct row *r)
{
	assert_int_equal(fate_of(r->is_error, pc_str(r->text)), r->fate);
}

static const struct quote {
	const char *name, *text, *quoted;
} quotes[] = {
	{"plain", "a b", "a b"},
	{"the client's additions",
		"<tool_use_error>no</tool_use_error>\n\n<system-reminder>x</"
		"system-reminder>",
		"no"},
	{"control characters", "a\nb\x1b[1m\x7f", "a b [1m "},
	{"cut", "0123456789", "0123456"},
	{"cut, not inside a character", "012345\xc3\xa4", "012345"},
	{"nothing", "", ""},
};

static void check_quote(const struct quote *r)
{
	char out[8];
	char large[PC_MAX_CANARY_TEXT];
	bool is_cut = strlen(r->quoted) < sizeof(out) && strncmp(r->name, "cut", 3) == 0;

	fate_text(is_cut ? out : large, is_cut ? sizeof(out) : sizeof(large),
		pc_str(r->text));
	assert_string_equal(is_cut ? out : large, r->quoted);
}

PC_TABLE(rows, check)
PC_TABLE(quotes, check_quote)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(quotes);
}
