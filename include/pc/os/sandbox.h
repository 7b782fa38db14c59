/* SPDX-License-Identifier: Apache-2.0 */
/* What a process gives up for good, before it looks at anything foreign.
 *
 * Linux: no new privileges, of root's capabilities those alone that change whose a file
 * is (or, to look, the one that reads all files), Landlock for files, a system call
 * filter for the rest.  Other systems fill the same function in sandbox_none.c, which
 * says that nothing was given up.
 */
#ifndef PC_OS_SANDBOX_H
#define PC_OS_SANDBOX_H

#include <stdbool.h>

#include "pc/base/arena.h"
#include "pc/base/err.h"

enum pc_sandbox_use {
	PC_SANDBOX_READ,  /* and go through */
	PC_SANDBOX_WRITE, /* read, make, change, rename and remove below it */
	PC_SANDBOX_RUN,   /* read and execute */
};

/* A path that is not there is left out: what appears there later stays closed. */
struct pc_sandbox_path {
	const char *path;
	enum pc_sandbox_use use;
};

enum pc_sandbox_may {
	PC_SANDBOX_CONNECT = 1 << 0, /* make sockets of the internet, and pairs */
	PC_SANDBOX_LOCAL = 1 << 1,   /* make sockets of this machine */
	PC_SANDBOX_SPAWN = 1 << 2,   /* run programs */
	PC_SANDBOX_BECOME = 1 << 3,  /* as other users, and end them: if it is root */
	/* Read the files of all users if it is root; in exchange no file can be opened
	 * for writing, made or changed, whatever paths say. */
	PC_SANDBOX_LOOK = 1 << 4,
	/* Make namespaces, and mount in them: programs that it runs have sandboxes of
	 * their own.  In exchange paths do not count, for what keeps to paths may not
	 * mount. */
	PC_SANDBOX_NEST = 1 << 5,
};

/* Nothing beyond these any more. */
struct pc_sandbox {
	const struct pc_sandbox_path *paths;
	size_t n_paths;
	unsigned may; /* of enum pc_sandbox_may */
};

/* What the system really took away: some of it may be missing. */
struct pc_sandboxed {
	bool files; /* paths hold */
	bool calls; /* may holds */
};

/* PC_OK also where the system knows no such thing; *out tells.  PC_ERR_SYSTEM when it
 * knows and refused: the caller ends. */
PC_MUST_CHECK enum pc_status pc_sandbox_enter(
	struct pc_sandboxed *out, const struct pc_sandbox *sandbox, struct pc_err *err);

/* Those paths, what the network needs besides, and PC_SANDBOX_CONNECT with whatever else
 * it may; in arena. */
struct pc_sandbox pc_sandbox_with_network(struct pc_arena *arena,
	const struct pc_sandbox_path *own, size_t n_own, unsigned may);

/* Whether this kernel can take away files at all. */
bool pc_sandbox_knows_files(void);

#endif
