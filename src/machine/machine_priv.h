/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the module fit together.
 *
 *   policy.c    the document that was put in force, and the hook that it names
 *   homes.c     homes of users, and reading in them as their users
 *   sources.c   what stands above the files, for whom
 *   clients.c   which clients there are, and what they make of the policy
 *   install.c   which version a client is, without running it
 *   features.c  what the policy uses that is younger than a client
 *   models.c    which models settings name
 *   survey.c    all of that, for a report
 *   report.c    that, and what was recorded since the report before
 *   judge.c     whether the machine complies, by what is in the report
 *   reasons.c   why not, for that and for policyctl status
 */
#ifndef PC_MACHINE_PRIV_H
#define PC_MACHINE_PRIV_H

#include "pc/doc/node.h"
#include "pc/machine/machine.h"

/* The text of a map's member; empty when it is not there, or no text. */
static inline struct pc_str machine_text(const struct pc_node *map, const char *name)
{
	return pc_node_text(pc_node_get_c(map, name));
}

/* What a root does to a user's files is done as that user, until it is called with NULL.
 * False: it cannot be. Who is not root is himself anyway. */
bool machine_act_as(const struct pc_machine_home *home);

/* ---- versions: install.c ---------------------------------------------------------- */

/* The version at the start of text, "2.1.283", in arena; empty: there is none. */
struct pc_str machine_version(struct pc_arena *arena, struct pc_str text);
/* False when either is none: the client does not compare it, either. */
bool machine_is_older(struct pc_str a, struct pc_str b);
/* By the path of an install, or the package.json beside it; empty: neither says it. */
struct pc_str machine_installed_version(
	const struct pc_machine *machine, struct pc_str real);

/* ---- what a client does not know: features.c ----------------------------------------
 */

/* "managedMcpServers (since 2.1.259), ...", in arena, and how many; empty: it knows all
 * of what the policy uses. */
struct pc_str machine_ignored(size_t *n, const struct pc_machine *machine,
	struct pc_str version, const struct pc_settings *settings,
	const struct pc_diags *diags);

#endif
