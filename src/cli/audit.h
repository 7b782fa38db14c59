/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of policyctl audit know of each other. */
#ifndef PC_CLI_AUDIT_H
#define PC_CLI_AUDIT_H

#include <stdio.h>

#include "cmd.h"
#include "pc/audit/baseline.h"
#include "pc/audit/input.h"
#include "pc/audit/policy.h"
#include "pc/audit/report.h"

struct audit_args {
	struct pc_str format, fail_on, jobs, progress, home, stdin_name, fingerprint_key;
	struct texts rules, no_rules;
	struct pc_str check_rules, policy, baseline, compare;
	bool agents, processes, gitignore, no_archives, quiet, list_rules;
	bool write_baseline, no_baseline;
	bool redact; /* which it always does */
	bool verify;
	bool history, staged, install_hook, remove_hook;
};

/* One run.  Zero it, and end it with audit_run_done(). */
struct live_keys; /* audit_verify.c */

struct audit_run {
	const struct audit_args *args;
	struct pc_arena *arena;
	struct pc_diags
		diags; /* of rules files and policy, before anything is looked at */
	struct pc_audit_key key;
	struct pc_audit_policy *policy; /* NULL: there is none */
	struct pc_baseline baseline;
	bool has_baseline;
	struct pc_secrets *secrets;
	struct pc_audit *audit;
	struct pc_audit_job job;
	struct live_keys *live; /* NULL: keys are forgotten */
	int status;             /* of what could not be done; 0: all was */
};

/* ---- audit_rules.c -------------------------------------------------------- */

/* Reads the files of --rules, leaves out what --no-rule says, makes the rules ready. size
 * is about how much there is to look at; 0: much.  Returns 0 or an exit status. */
int audit_rules_open(struct audit_run *run, size_t size);
/* --list-rules and --check-rules; return an exit status. */
int audit_rules_list(struct audit_run *run);
int audit_rules_check(struct audit_run *run);

/* ---- audit_key.c ---------------------------------------------------------- */

/* Fingerprints are made with the file of --fingerprint-key, or the machine's, or one of
 * this user's, made by chance where there is none.  Returns 0 or an exit status. */
int audit_key_find(struct audit_run *run);

/* ---- audit_life.c --------------------------------------------------------- */

/* The file of --policy, or the machine's if there is one.  Returns 0 or an exit status.
 */
int audit_policy_open(struct audit_run *run);
/* Which baseline it is, of what is looked through; and what it says.  The same. */
void audit_baseline_choose(struct audit_run *run, const struct texts *operands);
int audit_baseline_open(struct audit_run *run);
/* --write-baseline; returns an exit status. */
int audit_baseline_write(
	const struct audit_run *run, const struct pc_audit_result *result);
/* Findings of rules files and policy, on stderr. */
void audit_say_diags(FILE *to, struct pc_diags *diags);

/* ---- audit_compare.c ------------------------------------------------------ */

/* Whether --compare is told to compare with a report, rather than with what it finds. */
bool audit_compare_has_both(const struct audit_run *run, const struct texts *operands);
/* OLD against the report that the operand names, or against what was found; return an
 * exit status. */
int audit_compare_reports(struct audit_run *run, struct pc_str new);
int audit_compare_result(struct audit_run *run, const struct pc_audit_result *result);

/* ---- audit_verify.c ------------------------------------------------------- */

/* --verify: whether policy lets anybody be asked, and a place to keep keys until then.
 * Returns 0 or an exit status. */
int audit_verify_open(struct audit_run *run);
/* A pc_audit_options.keep; keeper: the run's live. */
void audit_verify_keep(void *keeper, const struct pc_secret_rule *rule,
	const char *fingerprint, struct pc_str key);
/* Has policyctl-live ask, and tells the audit.  Failures are notes on stderr. */
void audit_verify_ask(struct audit_run *run, const struct pc_audit_result *result);
/* Overwrites what was kept.  NULL is allowed. */
void audit_verify_done(struct live_keys *live);

/* ---- audit_progress.c ----------------------------------------------------- */

/* Says on stderr how far it is; a pc_audit_options.progress. */
void audit_progress_say(void *unused, const struct pc_audit_counts *counts);
/* Whether --progress wants that: on terminals, if it says nothing. */
bool audit_progress_is_wanted(const struct audit_args *args);
/* Finds out how much there is to look at, if it takes long. */
void audit_progress_begin(struct pc_audit *audit, const struct texts *operands);
void audit_progress_end(void);

#endif
