/* SPDX-License-Identifier: Apache-2.0 */
/* What a directory holds, many entries at a time and without a look at any of them. */
#ifndef PC_OS_ENTRIES_H
#define PC_OS_ENTRIES_H

#include "pc/base/str.h"

enum pc_entry_kind {
	PC_ENTRY_UNKNOWN, /* the file system does not say: ask fstatat() */
	PC_ENTRY_FILE,
	PC_ENTRY_DIR,
	PC_ENTRY_LINK,
	PC_ENTRY_OTHER, /* FIFO, socket, device */
};

struct pc_entry {
	const char *name; /* NUL-terminated, in the caller's buffer */
	enum pc_entry_kind kind;
};

enum { PC_ENTRIES_SIZE = 32 << 10 };

/* Reads the next entries of an open directory into buffer, which has PC_ENTRIES_SIZE
 * bytes and is aligned for any object: the bytes read, 0 at the end, -1 and errno. */
long pc_entries_read(int fd, char *buffer);
/* The next entry of what was read, "." and ".." left out; *at starts at 0.  False: there
 * is no further one. */
bool pc_entries_next(struct pc_entry *out, const char *buffer, long size, long *at);

/* What an open directory lies on. */
struct pc_mount {
	bool is_made_up;  /* the kernel's own tables (proc, sysfs, ...): no files that
			     anybody wrote */
	bool reads_whole; /* a read() that brings less than was asked for is the last */
};

/* False, and errno, when that cannot be known. */
bool pc_mount_of(struct pc_mount *out, int fd);

#endif
