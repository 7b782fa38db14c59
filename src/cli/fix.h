/* SPDX-License-Identifier: Apache-2.0 */
/* The fixes of findings, carried out or shown: verify --fix and --dry-run. */
#ifndef PC_CLI_FIX_H
#define PC_CLI_FIX_H

#include "cmd.h"
#include "pc/base/diag.h"

/* What became of the fixes. */
struct fix_result {
	size_t n_done; /* findings whose fix was applied, or would be */
	bool failed;   /* a file could not be read, mended or written; it was said why */
};

/* Applies the fixes of all findings to the files they were found in, each file at once
 * and as a whole, and says on standard error which. With dry_run it prints a unified
 * diff instead and changes nothing. Fixes that overlap are left for another run. */
struct fix_result fix_findings(
	const struct pc_diags *diags, bool dry_run, struct pc_arena *arena);

#endif
