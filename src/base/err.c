/* SPDX-License-Identifier: Apache-2.0 */
/* The error value: text is always cut to fit, never allocated. */
#include "pc/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "pc/base/utf.h"

/* Foreign names are quoted in texts: they may neither break the line nor talk to the
 * terminal, a document with the text in it has to be one, and a cut may not leave half a
 * character. */
static void make_line(struct pc_err *err)
{
	size_t len = strlen(err->text), tail = len, bad;

	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)err->text[i] < ' ' || err->text[i] == 0x7f)
			err->text[i] = '?';
	}
	if (len == sizeof(err->text) - 1) {
		while (len - tail < 3 && (err->text[tail - 1] & 0xc0) == 0x80)
			tail--;
		tail--;
		if (!pc_utf8_valid((struct pc_str){err->text + tail, len - tail}, NULL))
			err->text[tail] = '\0';
	}
	while (!pc_utf8_valid(pc_str(err->text), &bad))
		err->text[bad] = '?';
}

enum pc_status pc_err_set(struct pc_err *err, enum pc_status status, struct pc_span at,
	const char *fmt, ...)
{
	va_list args;

	err->status = status;
	err->at = at;
	err->cause = 0;
	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	make_line(err);
	return status;
}

/* Appends ": <more>" at offset len, cut to what fits. */
static void append(struct pc_err *err, int len, const char *more)
{
	size_t at = len < 0 ? 0 : (size_t)len;
	struct pc_str parts[] = {PC_STR(": "), pc_str(more)};

	for (size_t i = 0; i < PC_COUNT(parts) && at < sizeof(err->text) - 1; i++) {
		struct pc_str fits = pc_str_head(parts[i], sizeof(err->text) - 1 - at);

		if (fits.len)
			memcpy(err->text + at, fits.ptr, fits.len);
		at += fits.len;
		err->text[at] = '\0';
	}
	make_line(err);
}

enum pc_status pc_err_sys(struct pc_err *err, const char *fmt, ...)
{
	int cause = errno;
	va_list args;
	int len;

	err->status = cause == ENOENT || cause == ENOTDIR ? PC_ERR_ABSENT : PC_ERR_SYSTEM;
	err->at = (struct pc_span){0};
	err->cause = cause;
	va_start(args, fmt);
	len = vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	append(err, len, strerror(cause));
	return err->status;
}

enum pc_status pc_err_wrap(struct pc_err *err, const char *fmt, ...)
{
	char inner[sizeof(err->text)];
	va_list args;
	int len;

	memcpy(inner, err->text, sizeof(inner));
	va_start(args, fmt);
	len = vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	append(err, len, inner);
	return err->status;
}
