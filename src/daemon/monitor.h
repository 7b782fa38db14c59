/* SPDX-License-Identifier: Apache-2.0 */
/* What hooks find of ours besides the policy in force: a directory with what was compiled
 * for them, and in it the policy as it would be with the fragments enforced that are only
 * monitored.  Hooks decide by that one, too, and record what it would have said. */
#ifndef DAEMON_MONITOR_H
#define DAEMON_MONITOR_H

#include "pc/base/arena.h"
#include "pc/config/config.h"

/* "<root>/var/lib/policyctl", as the hook has it; and "monitor" in it, a directory of
 * managed settings like the client's own. */
char *monitor_shared(struct pc_arena *arena, const struct pc_config *config);
char *monitor_dir(struct pc_arena *arena, const struct pc_config *config);

/* Makes that directory, and those that it lies in, where they are not there. */
PC_MUST_CHECK enum pc_status monitor_make(const char *dir, struct pc_err *err);

/* The document of that directory becomes bytes, at once; empty: there is none.  What it
 * is already is left as it is. */
PC_MUST_CHECK enum pc_status monitor_put(
	const char *dir, struct pc_str bytes, struct pc_err *err);

#endif
