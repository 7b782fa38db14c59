/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl-live: the part of policyctl audit --verify that talks to providers.  It is
 * started by that, reads its questions from standard input, and ends. */
#include <stdio.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/self.h"
#include "pc/live/live.h"

enum { DEADLINE = 10000, PAUSE = 500, COULD_NOT = 70 };

int main(void)
{
	const struct pc_live_options options = {
		.proxy = PC_STR("auto"), .deadline = DEADLINE, .pause = PAUSE};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str question;
	struct pc_err err;
	enum pc_status status;

	pc_self_hide();
	status = pc_fs_read_fd(&question, &arena, STDIN_FILENO, PC_MAX_DOC_SIZE, &err);
	if (status == PC_OK)
		status = pc_live_ask(&out, question, &options, &err);
	if (status == PC_OK)
		status = pc_fs_write_fd(STDOUT_FILENO, pc_buf_str(&out), &err);
	if (status == PC_OK)
		return 0;
	/* The text of what could not be read may hold keys; only what it is is told. */
	fputs("policyctl-live: the questions are not understood, or nobody reads the "
	      "answers\n",
		stderr);
	return COULD_NOT;
}
