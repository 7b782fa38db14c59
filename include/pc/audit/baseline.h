/* SPDX-License-Identifier: Apache-2.0 */
/* Findings that are known and not yet dealt with, as a file under version control: one
 * line for each rule, path and fingerprint, in the order of their bytes; no line numbers
 * and no times, which would change with every edit around them.
 *
 *	# policyctl audit baseline 1, key 0123456789abcdef
 *	openrouter-api-key deploy/api.yaml 00112233445566778899aabbccddeeff
 *
 * Paths are relative to the directory of the file; what is no plain character in them is
 * %XX. */
#ifndef PC_AUDIT_BASELINE_H
#define PC_AUDIT_BASELINE_H

#include "pc/audit/audit.h"
#include "pc/base/buf.h"

#define PC_BASELINE_NAME ".policyctl-audit-baseline"

struct pc_baseline_entry {
	struct pc_str rule, path, fingerprint;
	uint32_t line;
	bool is_met; /* something was found that it speaks of */
};

/* What an entry may be called stale for, if nothing met it. */
enum {
	PC_BASELINE_FILES = 1,
	PC_BASELINE_HISTORY = 2,
	PC_BASELINE_PROCESSES = 4,
};

struct pc_baseline {
	struct pc_arena *arena;
	const char *file;
	struct pc_str dir; /* of it: absolute and normal */
	struct pc_str cwd;
	struct pc_baseline_entry *entries;
	size_t count, cap;
	bool is_new;           /* there was no file */
	unsigned looked_at;    /* PC_BASELINE_...: what was looked through */
	struct pc_str *scopes; /* absolute paths that were looked through */
	size_t n_scopes, cap_scopes;
	const struct pc_str *left_out; /* ids of rules that were not looked for */
	size_t n_left_out;
	bool no_members; /* archives were not looked into */
};

/* Zeroes *out and says where the file is or will be. */
void pc_baseline_init(struct pc_baseline *out, struct pc_arena *arena, const char *file);
/* Reads it.  PC2544 a line that is none goes to diags.  PC_ERR_ABSENT: there is no file
 * (is_new is set); PC_ERR_USAGE: it was made with another key. */
PC_MUST_CHECK enum pc_status pc_baseline_read(struct pc_baseline *baseline,
	const struct pc_audit_key *key, struct pc_diags *diags, struct pc_err *err);
/* The same of a text, for which nobody looks into the file. */
PC_MUST_CHECK enum pc_status pc_baseline_parse(struct pc_baseline *baseline,
	struct pc_str text, const struct pc_audit_key *key, struct pc_diags *diags,
	struct pc_err *err);
/* Whether a path, as an audit has it, is that of the file itself. */
bool pc_baseline_is_at(const struct pc_baseline *baseline, struct pc_str path);
/* A path that is looked through, as the command line says it. */
void pc_baseline_scope(struct pc_baseline *baseline, struct pc_str path);

/* Whether it knows the finding; marks the entry. */
bool pc_baseline_meets(
	struct pc_baseline *baseline, const struct pc_audit_finding *finding);
/* Whether nothing met the entry where it would have been found, by a rule and in a kind
 * of file that were looked at. */
bool pc_baseline_is_stale(
	const struct pc_baseline *baseline, const struct pc_baseline_entry *entry);
/* PC2543 for each such entry. */
void pc_baseline_report_stale(const struct pc_baseline *baseline, struct pc_diags *diags);

struct pc_baseline_change {
	size_t n_entries, n_added, n_removed;
};

/* What the file should say now: everything that is open or known, and the entries of what
 * was not looked through. */
struct pc_baseline_change pc_baseline_write(struct pc_buf *out,
	const struct pc_baseline *baseline, const struct pc_audit_result *result);

#endif
