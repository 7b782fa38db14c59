/* SPDX-License-Identifier: Apache-2.0 */
/* Reports that wait for the hub: files of one directory, named by their numbers.
 *
 *   <state>/queue/0000000000000007.json    serve makes and removes them, report reads
 * them <state>/queue/rejected/                 what the hub did not want
 *
 * Bounded in number and bytes: the oldest ones make room, and the report that comes then
 * says how many nobody will get, those counted in that they counted themselves. */
#ifndef DAEMON_OUTBOX_H
#define DAEMON_OUTBOX_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

struct outbox_names {
	struct pc_str *items; /* the oldest first; NUL-terminated */
	size_t count, cap;
};

/* A directory that is not there is empty. */
PC_MUST_CHECK enum pc_status outbox_list(struct outbox_names *out, struct pc_arena *arena,
	const char *directory, struct pc_err *err);

/* Bytes of one, as they were put there. */
PC_MUST_CHECK enum pc_status outbox_read(struct pc_str *out, struct pc_arena *arena,
	const char *directory, struct pc_str name, struct pc_err *err);

/* Which of the oldest have to go before another one comes. */
struct outbox_room {
	struct outbox_names names;
	size_t n_goes;   /* the first so many of names */
	int64_t dropped; /* reports that are lost with them */
};
PC_MUST_CHECK enum pc_status outbox_look(struct outbox_room *out, struct pc_arena *arena,
	const char *directory, struct pc_err *err);

/* Puts it there, then removes what goes. */
PC_MUST_CHECK enum pc_status outbox_put(const char *directory,
	const struct outbox_room *room, int64_t number, struct pc_str report,
	struct pc_err *err);

/* One that is done.  A name that is none of the queue's is PC_ERR_PARSE. */
PC_MUST_CHECK enum pc_status outbox_remove(
	const char *directory, struct pc_str name, struct pc_err *err);
/* One that the hub does not want; the oldest of those go when there are too many. */
PC_MUST_CHECK enum pc_status outbox_set_aside(
	const char *directory, struct pc_str name, struct pc_err *err);
/* How many were set aside and are still there. */
size_t outbox_count_aside(const char *directory);

#endif
