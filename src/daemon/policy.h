/* SPDX-License-Identifier: Apache-2.0 */
/* From the files of a signed commit to the one document that this machine gets, if every
 * check of `policyctl verify` finds them right. */
#ifndef DAEMON_POLICY_H
#define DAEMON_POLICY_H

#include "pc/base/hash.h"
#include "pc/enforce/target.h"
#include "pc/fleet/repo.h"
#include "pc/fleet/targets.h"
#include "pc/settings/settings.h"

struct policy {
	struct pc_str path; /* in the target's directory */
	struct pc_str bytes;
	char digest[PC_SHA256_HEX]; /* of the bytes */
	/* The same with the fragments enforced that are only monitored; empty: none is.
	 */
	struct pc_str monitor;
};

struct policy_wish {
	const struct pc_target *target;
	const struct pc_export *copy; /* fragments that are not picked are taken out */
	const struct pc_picks *picks;
	enum pc_kill kill;
	struct pc_str killed; /* why; see struct pc_choice */
	int64_t now, made;    /* see struct pc_targets_where */
};

/* Everything lives in arena.  PC_ERR_PARSE: they are not right; the text is the first
 * error, where it stands, and how many there are. */
PC_MUST_CHECK enum pc_status policy_make(struct policy *out, struct pc_arena *arena,
	const struct policy_wish *wish, struct pc_err *err);

/* The targets of a copy; errors as in policy_make(). */
PC_MUST_CHECK enum pc_status policy_targets(struct pc_targets **out,
	struct pc_arena *arena, const struct policy_wish *wish, struct pc_err *err);

/* ---- policy_monitor.c ---------------------------------------------------------- */

/* Which rules of settings are of which monitored fragment, as one more drop-in in dir:
 * "x-policyctl": {"monitored": {"50-try.json": ["Bash(curl:*)"]}}. */
PC_MUST_CHECK enum pc_status policy_monitor_add(const char *dir,
	const struct pc_picks *picks, const struct pc_settings *settings,
	struct pc_err *err);
PC_MUST_CHECK enum pc_status policy_monitor_remove(const char *dir, struct pc_err *err);

#endif
