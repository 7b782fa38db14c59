/* SPDX-License-Identifier: Apache-2.0 */
/* What an organization says about audits, in a file audit.yaml of its policy repository
 * or of a machine: the map "audit:". */
#ifndef PC_AUDIT_POLICY_H
#define PC_AUDIT_POLICY_H

#include "pc/audit/finding.h"
#include "pc/doc/fields.h"

enum pc_audit_on_write { PC_AUDIT_WRITE_OFF, PC_AUDIT_WRITE_ASK, PC_AUDIT_WRITE_DENY };

/* What a comment may allow a key for where no policy says it, ms: two years. */
#define PC_AUDIT_LONGEST_ALLOW (INT64_C(731) * 24 * 60 * 60 * 1000)

struct pc_audit_policy_parts; /* what goes by paths and names */

struct pc_audit_policy {
	const char *file;
	struct pc_texts rules_off;   /* ids */
	struct pc_texts rules_files; /* relative to the file's directory */
	struct pc_texts verify;      /* providers that may be asked; none: nobody is */
	struct pc_str
		verify_at; /* a gateway's address in place of theirs; may be empty */
	struct pc_str fingerprint_key; /* a file; may be empty */
	int on_write;                  /* enum pc_audit_on_write: a key in a tool call */
	int64_t longest_allow;         /* ms that a comment may allow for */
	int64_t schedule;              /* ms between two audits of policyd's; 0: none */
	struct pc_audit_policy_parts *parts;
};

/* Where the machine's policy is. */
#define PC_AUDIT_POLICY_FILE "/etc/policyctl/audit.yaml"

/* Reads a policy; texts live in arena.  Findings: PC2101 to PC2104 as of all
 * configurations, PC2545 a pattern that cannot be used, PC2547 no YAML.  PC_ERR_PARSE:
 * one was an error.  The owner of *out frees it. */
PC_MUST_CHECK enum pc_status pc_audit_policy_read(struct pc_audit_policy **out,
	struct pc_arena *arena, const char *file, struct pc_str text,
	struct pc_diags *diags, struct pc_err *err);
/* The same of a file that only root or this user may have written. */
PC_MUST_CHECK enum pc_status pc_audit_policy_load(struct pc_audit_policy **out,
	struct pc_arena *arena, const char *file, struct pc_diags *diags,
	struct pc_err *err);
/* PC2546 for each rule that it has off and that is neither built in nor one of those. */
void pc_audit_policy_check_rules(const struct pc_audit_policy *policy,
	const struct pc_secret_rule *more, size_t n_more, struct pc_diags *diags);
void pc_audit_policy_free(struct pc_audit_policy *policy);

/* From any thread: whether that path, below the root of a tree, is not looked at. */
bool pc_audit_policy_leaves_out(struct pc_audit_policy *policy, struct pc_str path);
/* Severity, owner, and whether it is allowed where it is. */
void pc_audit_policy_apply(
	struct pc_audit_policy *policy, struct pc_audit_finding *finding);

#endif
