/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of any size, of which no more is kept than a request may have. */
#include "calls.h"

#include <errno.h>
#include <unistd.h>

#include "pc/base/limits.h"

/* Leaves nothing between at and end when the input is over. */
static enum pc_status fill(struct calls *calls, struct pc_err *err)
{
	ssize_t n;

	do
		n = read(calls->fd, calls->block, sizeof(calls->block));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return pc_err_sys(err, "reading");
	calls->at = 0;
	calls->end = (size_t)n;
	return PC_OK;
}

/* PC_ERR_ABSENT at the end. */
static enum pc_status next_line(struct calls *calls, struct pc_err *err)
{
	struct pc_buf *line = &calls->line;

	line->len = 0;
	for (;;) {
		struct pc_str rest, part;
		size_t stop;

		if (calls->at == calls->end)
			PC_TRY(fill(calls, err));
		if (calls->end == 0)
			return line->len ? PC_OK : PC_ERR_ABSENT;
		rest = (struct pc_str){calls->block + calls->at, calls->end - calls->at};
		stop = pc_str_find(rest, '\n');
		part = pc_str_head(rest, stop);
		pc_buf_add(line, pc_str_head(part, PC_MAX_REQUEST_SIZE + 1 - line->len));
		calls->at += stop < rest.len ? stop + 1 : stop;
		if (stop < rest.len)
			return PC_OK;
	}
}

enum pc_status calls_next(struct calls *calls, struct pc_action *out,
	struct pc_arena *arena, struct pc_err *err)
{
	struct pc_str line;

	do {
		PC_TRY(next_line(calls, err));
		calls->number++;
		line = pc_buf_str(&calls->line);
	} while (pc_str_trim(line).len == 0);
	if (line.len > PC_MAX_REQUEST_SIZE) {
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"a call is at most %d bytes", PC_MAX_REQUEST_SIZE);
	}
	return pc_call_from_line(out, arena, line, err);
}

void calls_done(struct calls *calls)
{
	pc_buf_done(&calls->line);
}
