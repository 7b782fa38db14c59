/* SPDX-License-Identifier: Apache-2.0 */
/* Who did something in a directory, where the system tells: on Linux by fanotify, which
 * tells only those who had CAP_SYS_ADMIN in the machine's own namespaces when they asked
 * for it.  Nobody else is held up, and what is only read is not told.
 *
 * What a process says of itself is looked up at once, for most have ended when somebody
 * asks.  It is its name, not its arguments: those may hold secrets.  The name is its own
 * choice; the users are not. */
#ifndef PC_OS_ACTORS_H
#define PC_OS_ACTORS_H

#include "pc/base/err.h"
#include "pc/base/str.h"
#include "pc/os/loop.h"

struct pc_actors;

struct pc_actor {
	int64_t process; /* its number; it may have ended */
	/* "'rm', user 0, login 1000, of 'bash', in session-3.scope"; one line of
	 * printable ASCII.  The same program's next process has the same text. */
	char who[200];
};

/* Before a sandbox is entered.  PC_ERR_SYSTEM: the system does not tell us. */
PC_MUST_CHECK enum pc_status pc_actors_new(struct pc_actors **out, struct pc_err *err);
void pc_actors_free(struct pc_actors **actors);
void pc_actors_listen(struct pc_actors *actors, struct pc_loop *loop);

enum pc_actors_of {
	PC_ACTORS_ALL,   /* whoever changes what lies in it, and the directory itself */
	PC_ACTORS_NAMES, /* makes, removes or renames something in it, or its own mode */
};

/* One more directory, or again one that was replaced. PC_ERR_ABSENT: it is not there.
 * Other failures: of this directory (its file system) nobody is told. */
PC_MUST_CHECK enum pc_status pc_actors_add(struct pc_actors *actors,
	const char *directory, enum pc_actors_of of, struct pc_err *err);

/* Takes in what is waiting; a number that grows with what was taken in. */
uint64_t pc_actors_read(struct pc_actors *actors);
/* The last one but ourselves who did something to path, or else to the nearest directory
 * that it lies in; NULL: nobody knows of one.  Holds until the next call of these. */
const struct pc_actor *pc_actors_find(const struct pc_actors *actors, struct pc_str path);
/* What was taken in up to that number is over. */
void pc_actors_forget(struct pc_actors *actors, uint64_t up_to);

#endif
