/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of policyctl-rollcall, which policyctl models scan writes and people
 * may write, too. */
#ifndef ROLLCALL_WORDS_H
#define ROLLCALL_WORDS_H

#include "pc/base/diag.h"
#include "pc/models/policy.h"

/* What it exits with; as policyctl does. */
enum { EXIT_FINE = 0, EXIT_FINDINGS = 1, EXIT_WORDS = 64, EXIT_COULD_NOT = 70 };

/* Texts of the command line; NULL: not said. */
struct words {
	struct pc_arena *arena;
	const char *ledger, *policy, *table, *ca_file, *proxy;
	struct pc_str *sources, *keys; /* "NAME" or "NAME=URL"; "NAME=file:PATH" */
	size_t n_sources, cap_sources, n_keys, cap_keys;
	int64_t deadline; /* ms */
	int64_t at;       /* s */
	bool has_fail_on;
	enum pc_severity fail_on;
	bool is_json, is_quiet, only_readings, only_names;
};

/* -1: go on; else what to exit with, all that is to be said being said. */
int words_read(struct words *words, int argc, char **argv);

/* Who is asked, by the policy and the command line: what that names is asked, by the
 * policy's address and key where it says none; in arena.  PC_ERR_USAGE. */
PC_MUST_CHECK enum pc_status words_wishes(struct pc_model_source_wish **out,
	size_t *count, const struct words *words, const struct pc_model_policy *policy,
	struct pc_err *err);

#endif
