/* SPDX-License-Identifier: Apache-2.0 */
/* Stamps of files: identity, size and both times.  The time of the last change of the
 * inode cannot be set by a program, so a content that was put back in place with its old
 * date still shows. */
#include "pc/base/stamp.h"

#include <errno.h>
#include <sys/stat.h>

static bool is_same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

void pc_stamp_take(struct pc_stamp *out, const char *path, enum pc_stamp_kind kind)
{
	struct stat st;
	int rc = kind == PC_STAMP_LINK ? lstat(path, &st) : stat(path, &st);

	*out = (struct pc_stamp){.path = path, .kind = kind};
	if (rc < 0) {
		out->cause = errno;
		return;
	}
	if (kind == PC_STAMP_LINK)
		out->mode = S_ISLNK(st.st_mode) ? S_IFLNK : 0;
	if (kind != PC_STAMP_CONTENT)
		return;
	out->mode = st.st_mode;
	out->uid = st.st_uid;
	out->gid = st.st_gid;
	out->dev = st.st_dev;
	out->ino = st.st_ino;
	out->size = st.st_size;
	out->written = st.st_mtim;
	out->changed = st.st_ctim;
}

bool pc_stamp_holds(const struct pc_stamp *then)
{
	struct pc_stamp now;

	pc_stamp_take(&now, then->path, then->kind);
	return now.cause == then->cause && now.mode == then->mode &&
	       now.uid == then->uid && now.gid == then->gid && now.dev == then->dev &&
	       now.ino == then->ino && now.size == then->size &&
	       is_same_time(now.written, then->written) &&
	       is_same_time(now.changed, then->changed);
}

bool pc_stamp_is_young(const struct pc_stamp *stamp, struct timespec at)
{
	enum { TICK = 20000000, SECOND = 1000000000 }; /* two ticks at 100 Hz */
	struct timespec until = stamp->changed;

	if (stamp->kind != PC_STAMP_CONTENT || stamp->cause)
		return false;
	until.tv_nsec += TICK;
	if (until.tv_nsec >= SECOND) {
		until.tv_sec++;
		until.tv_nsec -= SECOND;
	}
	return until.tv_sec != at.tv_sec ? until.tv_sec > at.tv_sec
					 : until.tv_nsec >= at.tv_nsec;
}
