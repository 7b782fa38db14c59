/* SPDX-License-Identifier: Apache-2.0 */
/* Files, read with a ceiling and relative to a directory descriptor, and paths as texts.
 * Nothing here follows a rule about policy. */
#ifndef PC_BASE_FS_H
#define PC_BASE_FS_H

#include <sys/types.h>

#include "pc/base/arena.h"
#include "pc/base/err.h"

/* Cleanup for descriptors: PC_AUTO(pc_close) int fd = -1; */
void pc_close(int *fd);

/* Reads a regular file (links are followed, as the client does) of at most max bytes
 * into arena; *out is NUL-terminated behind its last byte.  PC_ERR_ABSENT when it is
 * not there, PC_ERR_LIMIT when it is larger, PC_ERR_SYSTEM otherwise (also for
 * directories, FIFOs and devices, which are never read). */
PC_MUST_CHECK enum pc_status pc_fs_read(struct pc_str *out, struct pc_arena *arena,
	int dirfd, const char *path, size_t max, struct pc_err *err);
/* The same from an open descriptor of any kind. */
PC_MUST_CHECK enum pc_status pc_fs_read_fd(struct pc_str *out, struct pc_arena *arena,
	int fd, size_t max, struct pc_err *err);
/* Reads what this process goes by: PC_ERR_SYSTEM, with what to do about it, for a file
 * that belongs to somebody but root or this user, or that others may write. */
PC_MUST_CHECK enum pc_status pc_fs_read_trusted(struct pc_str *out,
	struct pc_arena *arena, const char *path, size_t max, struct pc_err *err);

/* All of bytes to an open descriptor. */
PC_MUST_CHECK enum pc_status pc_fs_write_fd(
	int fd, struct pc_str bytes, struct pc_err *err);

/* Removes a directory and everything below it, following no link.  What cannot be removed
 * stays: for directories that we made. */
void pc_fs_remove_tree(const char *path);

/* What the file holds becomes bytes, all of it or nothing, whatever happens meanwhile: a
 * reader sees the old file or the new one, and the new one is on the disk when this
 * returns.  Its mode, owner and group stay (the call fails where they cannot); its other
 * hard links keep the old content.  A symbolic link stays and what it points to is
 * replaced.  A file that is not there is made with mode; mode 0: PC_ERR_ABSENT.  Anything
 * but a regular file is PC_ERR_SYSTEM.
 *
 * The temporary file lies in the same directory, is named ".policyctl-" and 16 digits,
 * and is readable by its owner only as long as it has that name. */
PC_MUST_CHECK enum pc_status pc_fs_replace(int dirfd, const char *path,
	struct pc_str bytes, mode_t mode, struct pc_err *err);

/* The real path of an absolute path: every symbolic link on the way followed; parts that
 * are not there (or not to be looked at) stay as written. PC_ERR_LIMIT on a loop. */
PC_MUST_CHECK enum pc_status pc_fs_real(
	struct pc_str *out, struct pc_arena *arena, struct pc_str path);

/* One step of that: the path with its first symbolic link replaced by what the link says.
 * False, and *out untouched, when no part of it is a link. */
bool pc_fs_follow(struct pc_str *out, struct pc_arena *arena, struct pc_str path);

/* Lexical: joins (an absolute path wins), removes "." and "..", doubled and trailing
 * slashes.  Never touches the file system.  Result in arena. */
struct pc_str pc_path_join(struct pc_arena *arena, struct pc_str dir, struct pc_str path);
struct pc_str pc_path_normal(struct pc_arena *arena, struct pc_str path);
/* The part before the last slash ("/" for "/x"); the part behind it. */
struct pc_str pc_path_dir(struct pc_str path);
struct pc_str pc_path_base(struct pc_str path);
/* Whether path is dir or lies below it; both absolute and normal. */
bool pc_path_within(struct pc_str path, struct pc_str dir);

#endif
