/* SPDX-License-Identifier: Apache-2.0 */
/* An answer goes out: as the agent's protocol has it, and for people on stderr, which
 * some agents read the reason from. */
#include <stdio.h>
#include <unistd.h>

#include "hook_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"

const char *opinion_name(enum opinion opinion)
{
	static const char *const names[] = {
		[OPINION_NONE] = "none",
		[OPINION_ASK] = "ask",
		[OPINION_DENY] = "deny",
	};

	return names[opinion];
}

struct pc_str shortened(struct pc_str text)
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

int answer_say(const struct request *request, const struct answer *answer)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_err err;

	request->agent->write(&out, request, answer);
	if (answer->opinion == OPINION_DENY)
		say(shortened(answer->reason));
	if (pc_fs_write_fd(STDOUT_FILENO, pc_buf_str(&out), &err) != PC_OK) {
		/* Half an answer would be none, and the call would run. */
		fprintf(stderr, "policyctl: the answer could not be written: %s\n",
			err.text);
		return HOOK_BLOCK;
	}
	return answer->opinion == OPINION_DENY ? request->agent->denied : HOOK_FINE;
}
