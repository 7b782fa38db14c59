/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of policyctl audit know of each other. */
#ifndef PC_CLI_AUDIT_H
#define PC_CLI_AUDIT_H

#include "cmd.h"
#include "pc/audit/input.h"
#include "pc/audit/report.h"

struct audit_args {
	struct pc_str format, fail_on, jobs, progress, home, stdin_name, fingerprint_key;
	struct texts rules, no_rules;
	struct pc_str check_rules;
	bool agents, processes, gitignore, no_archives, quiet, list_rules;
	bool history, staged, install_hook, remove_hook;
};

/* One run.  Zero it, and end it with audit_run_done(). */
struct audit_run {
	const struct audit_args *args;
	struct pc_arena *arena;
	struct pc_diags
		diags; /* of rules files and policy, before anything is looked at */
	struct pc_audit_key key;
	struct pc_secrets *secrets;
	struct pc_audit *audit;
	struct pc_audit_job job;
	int status; /* of what could not be done; 0: all was */
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

/* ---- audit_progress.c ----------------------------------------------------- */

/* Says on stderr how far it is; a pc_audit_options.progress. */
void audit_progress_say(void *unused, const struct pc_audit_counts *counts);
/* Whether --progress wants that: on terminals, if it says nothing. */
bool audit_progress_is_wanted(const struct audit_args *args);
void audit_progress_end(void);

#endif
