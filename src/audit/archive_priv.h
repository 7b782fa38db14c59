/* SPDX-License-Identifier: Apache-2.0 */
/* libarchive, opened when the first archive is met: with all that it needs it takes
 * longer to load than most files take to be looked at. */
#ifndef PC_AUDIT_ARCHIVE_PRIV_H
#define PC_AUDIT_ARCHIVE_PRIV_H

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include "audit_priv.h"

#define PC_LA_FUNCTIONS(X)                                                               \
	X(archive_read_new)                                                              \
	X(archive_read_free)                                                             \
	X(archive_read_append_filter)                                                    \
	X(archive_read_support_format_ar)                                                \
	X(archive_read_support_format_raw)                                               \
	X(archive_read_support_format_tar)                                               \
	X(archive_read_support_format_zip)                                               \
	X(archive_read_support_format_zip_streamable)                                    \
	X(archive_read_open)                                                             \
	X(archive_read_open_memory)                                                      \
	X(archive_read_next_header)                                                      \
	X(archive_read_data)                                                             \
	X(archive_error_string)                                                          \
	X(archive_filter_bytes)                                                          \
	X(archive_format)                                                                \
	X(archive_entry_filetype)                                                        \
	X(archive_entry_is_data_encrypted)                                               \
	X(archive_entry_pathname)                                                        \
	X(archive_entry_pathname_utf8)                                                   \
	X(archive_read_support_format_7zip)                                              \
	X(archive_read_open_fd)                                                          \
	X(archive_write_new)                                                             \
	X(archive_write_free)                                                            \
	X(archive_write_set_format_gnutar)                                               \
	X(archive_write_open_fd)                                                         \
	X(archive_write_header)                                                          \
	X(archive_write_data)                                                            \
	X(archive_write_close)

struct pc_la {
	bool is_there;
	locale_t utf8; /* or 0: names that are not ASCII may be lost */
#define X(name) __typeof__ (&(name))(name);
	PC_LA_FUNCTIONS(X)
#undef X
};

extern struct pc_la pc_la;

/* Loads it once; false: it is not installed.  From any thread. */
bool pc_la_is_loaded(void);

/* A 7z archive, the bytes of which lie in memory or, with fd >= 0, in that file, comes
 * out of a pipe as a tar.  Its format lets a small file ask for any amount of memory, so
 * a child with a ceiling unpacks it. */
struct pc_audit_unpacker {
	long child; /* process id */
	int fd;     /* to read the tar from; -1: it has ended */
};

/* False: there can be no child. */
bool pc_audit_unpack_7z(struct pc_audit_unpacker *out, struct pc_str bytes, int fd);
/* As pc_audit_input has it, of a struct pc_audit_unpacker.  A child that says nothing for
 * long has ended for us. */
long pc_audit_unpack_read(void *unpacker, char *to, size_t size);
/* Ends the child, done or not.  True: it had unpacked all of it, or nearly so. */
bool pc_audit_unpack_end(struct pc_audit_unpacker *unpacker);

#endif
