/* SPDX-License-Identifier: Apache-2.0 */
/* The client's side of the protocol.  A denial is said three times: as JSON, as exit
 * status 2 and on stderr, for every version heeds one of them. */
#include <stdio.h>
#include <unistd.h>

#include "hook_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"
#include "pc/doc/write.h"

static const char *const words[] = {
	[OPINION_NONE] = NULL,
	[OPINION_ASK] = "ask",
	[OPINION_DENY] = "deny",
};

/* As much of it as the client shows, never half a character. */
static struct pc_str shortened(struct pc_str text)
{
	size_t at = 0;

	if (text.len <= PC_MAX_REASON_SIZE)
		return text;
	for (;;) {
		size_t next = at;

		pc_utf8_next(text, &next);
		if (next > PC_MAX_REASON_SIZE)
			return pc_str_head(text, at);
		at = next;
	}
}

/* One line for people, whatever a command was made of. */
static void say(struct pc_str text)
{
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};

	pc_buf_puts(&line, "policyctl: ");
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		pc_buf_add_char(&line, c < ' ' || c == 0x7F ? '?' : (char)c);
	}
	pc_buf_add_char(&line, '\n');
	fwrite(line.ptr, 1, line.len, stderr);
}

static void write_specific(
	struct pc_buf *out, struct pc_str event, const struct answer *answer)
{
	pc_buf_puts(out, "{\"hookSpecificOutput\":{");
	pc_json_member(out, "hookEventName", event);
	if (answer->context.len)
		pc_json_member(out, "additionalContext", answer->context);
	if (words[answer->opinion]) {
		pc_json_member(out, "permissionDecision", pc_str(words[answer->opinion]));
		pc_json_member(
			out, "permissionDecisionReason", shortened(answer->reason));
	}
	pc_buf_puts(out, "}}\n");
}

void answer_write(
	struct pc_buf *out, const struct request *request, const struct answer *answer)
{
	bool is_call = pc_str_is(request->event, "PreToolUse");

	if (answer->context.len || (is_call && answer->opinion != OPINION_NONE)) {
		write_specific(out, request->event, answer);
	} else if (answer->opinion == OPINION_DENY && request->event.len) {
		pc_buf_puts(out, "{\"decision\":\"block\"");
		pc_json_member(out, "reason", shortened(answer->reason));
		pc_buf_puts(out, "}\n");
	}
}

int answer_say(const struct request *request, const struct answer *answer)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_err err;

	answer_write(&out, request, answer);
	if (answer->opinion == OPINION_DENY)
		say(shortened(answer->reason));
	if (pc_fs_write_fd(STDOUT_FILENO, pc_buf_str(&out), &err) != PC_OK) {
		/* Half an answer would be none, and the call would run. */
		fprintf(stderr, "policyctl: the answer could not be written: %s\n",
			err.text);
		return HOOK_BLOCK;
	}
	return answer->opinion == OPINION_DENY ? HOOK_BLOCK : HOOK_FINE;
}
