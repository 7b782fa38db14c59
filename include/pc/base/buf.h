/* SPDX-License-Identifier: Apache-2.0 */
/* Growable bytes: build a text, then steal it or copy it into an arena.  The zero value
 * is an empty buffer. */
#ifndef PC_BASE_BUF_H
#define PC_BASE_BUF_H

#include <stdarg.h>

#include "pc/base/arena.h"

struct pc_buf {
	char *ptr; /* NUL-terminated when not NULL */
	size_t len, cap;
};

/* s may not lie inside the buffer itself: growing moves it. */
void pc_buf_add(struct pc_buf *buf, struct pc_str s);
void pc_buf_add_char(struct pc_buf *buf, char c);
void pc_buf_printf(struct pc_buf *buf, const char *fmt, ...) PC_PRINTF(2, 3);
void pc_buf_vprintf(struct pc_buf *buf, const char *fmt, va_list args) PC_PRINTF(2, 0);
/* Room for at least extra more bytes and a NUL; returns where to write them. The caller
 * adds what it wrote to .len, and the NUL. */
char *pc_buf_room(struct pc_buf *buf, size_t extra);

static inline void pc_buf_puts(struct pc_buf *buf, const char *text)
{
	pc_buf_add(buf, pc_str(text));
}

static inline struct pc_str pc_buf_str(const struct pc_buf *buf)
{
	return (struct pc_str){buf->ptr, buf->len};
}

void pc_buf_done(struct pc_buf *buf);

#endif
