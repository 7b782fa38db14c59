/* SPDX-License-Identifier: Apache-2.0 */
/* Server-Sent Events out of pieces of any size, as the HTML standard reads them: lines
 * end by LF, CRLF or CR, lines that begin with a colon are comments, an event ends at an
 * empty line.  What is left at the end is no event. */
#ifndef ORCH_SSE_H
#define ORCH_SSE_H

#include "pc/base/buf.h"

struct sse_event {
	struct pc_str name; /* empty: none was said */
	struct pc_str data; /* its lines joined by LF */
};

struct sse {
	/* False: no more is wanted. */
	bool (*event)(void *context, const struct sse_event *event);
	void *context;
	struct pc_buf line, data; /* the line and the event that are on their way */
	char name[64];
	size_t name_len, lines; /* lines: of data */
	bool is_after_cr, is_begun, is_over;
};

/* False: an event or a line is past PC_MAX_SSE_EVENT, or event() wanted no more; nothing
 * is read from then on. */
bool sse_feed(struct sse *sse, struct pc_str bytes);
/* Overwrites what is on its way. */
void sse_done(struct sse *sse);

#endif
