/* SPDX-License-Identifier: Apache-2.0 */
/* What a path led to when somebody looked, so that it can be told later, without reading
 * anything, whether looking again would show the same. */
#ifndef PC_BASE_STAMP_H
#define PC_BASE_STAMP_H

#include <sys/types.h>
#include <time.h>

#include "pc/base/str.h"

enum pc_stamp_kind {
	PC_STAMP_CONTENT, /* a file that was read, a directory that was listed */
	PC_STAMP_THERE,   /* only whether something is there counted */
	PC_STAMP_LINK,    /* only whether it is there, and whether it is a link */
};

struct pc_stamp {
	const char *path; /* borrowed */
	enum pc_stamp_kind kind;
	int cause; /* errno of the look, 0 when it is there; the rest is zero then */
	mode_t mode;
	uid_t uid;
	gid_t gid;
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec written, changed;
};

/* Links are followed, but for PC_STAMP_LINK. */
void pc_stamp_take(struct pc_stamp *out, const char *path, enum pc_stamp_kind kind);
/* Whether the path leads to the same as then. */
bool pc_stamp_holds(const struct pc_stamp *then);
/* Whether the file changed so shortly before that moment that another change within one
 * tick of the file system's clock would leave the same stamp. */
bool pc_stamp_is_young(const struct pc_stamp *stamp, struct timespec at);

#endif
