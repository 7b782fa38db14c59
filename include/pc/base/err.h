/* SPDX-License-Identifier: Apache-2.0 */
/* Failure as a value: a status to branch on, a place, one line of text.  Set once where
 * the fault is known, wrapped by callers who know something that the reader needs,
 * printed once, by the program.  No allocation. */
#ifndef PC_BASE_ERR_H
#define PC_BASE_ERR_H

#include "pc/base/str.h"

enum pc_status {
	PC_OK,
	PC_ERR_PARSE,  /* foreign bytes that do not follow their grammar */
	PC_ERR_LIMIT,  /* a ceiling of limits.h */
	PC_ERR_SYSTEM, /* the system said no; text has strerror */
	PC_ERR_ABSENT, /* the thing named is not there */
	PC_ERR_USAGE,  /* wrong words on a command line */
};

/* Where something was written.  file is interned and outlives every holder. */
struct pc_span {
	const char *file;   /* NULL: no place */
	uint32_t line, col; /* from 1, col in characters; line 0: the file as a whole */
};

struct pc_err {
	enum pc_status status;
	struct pc_span at;
	int cause;      /* errno where the system said no, else 0 */
	char text[480]; /* one line, lower case, no full stop; cut where it does not fit,
			   never inside a character; control characters became '?' */
};

/* All return status, so that "return pc_err_set(...)" is the whole error path. */
enum pc_status pc_err_set(struct pc_err *err, enum pc_status status, struct pc_span at,
	const char *fmt, ...) PC_PRINTF(4, 5);
/* "<text>: <strerror(errno)>" with PC_ERR_ABSENT for ENOENT and ENOTDIR, else
 * PC_ERR_SYSTEM. */
enum pc_status pc_err_sys(struct pc_err *err, const char *fmt, ...) PC_PRINTF(2, 3);
/* Puts "<text>: " before what is there; keeps status and place. */
enum pc_status pc_err_wrap(struct pc_err *err, const char *fmt, ...) PC_PRINTF(2, 3);

#define PC_TRY(step)                                                                     \
	do {                                                                             \
		enum pc_status st_ = (step);                                             \
		if (st_ != PC_OK)                                                        \
			return st_;                                                      \
	} while (0)

#endif
