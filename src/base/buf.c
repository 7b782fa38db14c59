/* SPDX-License-Identifier: Apache-2.0 */
/* Growable bytes over the aborting malloc family. */
#include "pc/base/buf.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST_SIZE = 256 };

char *pc_buf_room(struct pc_buf *buf, size_t extra)
{
	size_t cap = buf->cap ? buf->cap : FIRST_SIZE;

	if (extra >= buf->cap - buf->len) {
		/* Doubling past the top gives 0, which ends in the refusal of malloc. */
		while (cap && extra >= cap - buf->len)
			cap *= 2;
		buf->ptr = pc_xrealloc(buf->ptr, cap ? cap : SIZE_MAX);
		buf->cap = cap;
		buf->ptr[buf->len] = '\0';
	}
	return buf->ptr + buf->len;
}

void pc_buf_add(struct pc_buf *buf, struct pc_str s)
{
	char *to = pc_buf_room(buf, s.len);

	if (s.len)
		memcpy(to, s.ptr, s.len);
	to[s.len] = '\0';
	buf->len += s.len;
}

void pc_buf_add_char(struct pc_buf *buf, char c)
{
	char *to = pc_buf_room(buf, 1);

	to[0] = c;
	to[1] = '\0';
	buf->len++;
}

void pc_buf_vprintf(struct pc_buf *buf, const char *fmt, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		return;
	vsnprintf(pc_buf_room(buf, (size_t)len), (size_t)len + 1, fmt, args);
	buf->len += (size_t)len;
}

void pc_buf_printf(struct pc_buf *buf, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	pc_buf_vprintf(buf, fmt, args);
	va_end(args);
}

void pc_buf_done(struct pc_buf *buf)
{
	free(buf->ptr);
	*buf = (struct pc_buf){0};
}
