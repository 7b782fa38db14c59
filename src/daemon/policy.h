/* SPDX-License-Identifier: Apache-2.0 */
/* From the files of a signed commit to the one document that this machine gets, if every
 * check of `policyctl verify` finds them right. */
#ifndef DAEMON_POLICY_H
#define DAEMON_POLICY_H

#include "pc/base/hash.h"
#include "pc/enforce/target.h"
#include "pc/fleet/repo.h"

struct policy {
	struct pc_str path; /* in the target's directory */
	struct pc_str bytes;
	char digest[PC_SHA256_HEX]; /* of the bytes */
};

/* Everything lives in arena.  PC_ERR_PARSE: they are not right; the text is the first
 * error, where it stands, and how many there are. */
PC_MUST_CHECK enum pc_status policy_make(struct policy *out, struct pc_arena *arena,
	const struct pc_target *target, const struct pc_export *copy, struct pc_err *err);

#endif
