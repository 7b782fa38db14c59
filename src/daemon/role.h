/* SPDX-License-Identifier: Apache-2.0 */
/* What the roles that stay have in common: becoming who they are, their loop, its end. */
#ifndef DAEMON_ROLE_H
#define DAEMON_ROLE_H

#include "daemon_priv.h"
#include "pc/enforce/target.h"
#include "pc/os/sandbox.h"

/* Becomes user (NULL: stays), with the supervisor's death as its own, then gives up all
 * but what sandbox grants.  Says in the journal what the system did not take away. */
PC_MUST_CHECK enum pc_status role_enter(const char *role, const char *user,
	const struct pc_sandbox *sandbox, struct pc_err *err);

/* Root's paths, as a NUL-terminated text in arena: "<root><path>". */
char *role_path(struct pc_arena *arena, struct pc_str root, struct pc_str path);

/* After a file was refused: the first of what its reader found, in place of its "it
 * cannot be used".  err->status. */
enum pc_status role_refusal(const struct pc_diags *diags, struct pc_err *err);

/* A number from 0 below most: machines must not come to a server all at once. */
int64_t role_some(int64_t most);

/* The target whose directory of files this machine's client reads. */
const struct pc_target *role_target(const struct pc_config *config);

/* Tells the supervisor that work was done. */
void role_progress(const char *role);

/* Runs the loop until SIGTERM or SIGINT; SIGHUP is the supervisor's.  The exit status. */
int role_run(const char *role, struct pc_loop *loop);

#endif
