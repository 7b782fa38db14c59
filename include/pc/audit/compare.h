/* SPDX-License-Identifier: Apache-2.0 */
/* Two audits held against each other: what is still open, what is new, what moved, what
 * is fixed.  Incidents are told by fingerprints, places by everything but line and
 * column. */
#ifndef PC_AUDIT_COMPARE_H
#define PC_AUDIT_COMPARE_H

#include "pc/audit/report.h"

enum pc_audit_change {
	PC_AUDIT_NEW,      /* it was not open, or not there */
	PC_AUDIT_STILL,    /* open then and now, in one place at least */
	PC_AUDIT_MOVED,    /* open then and now, and nowhere where it was */
	PC_AUDIT_ACCEPTED, /* open then, and now in a baseline or allowed */
	PC_AUDIT_FIXED,    /* open then, and not found now */
	PC_AUDIT_CHANGES,
};

struct pc_audit_changed_place {
	struct pc_str path, service, container, variable, commit;
	uint32_t line;
	bool was, is; /* open there in the old audit, in the new one */
};

struct pc_audit_changed {
	enum pc_audit_change change;
	struct pc_str fingerprint, rule, shown, kind, severity, mend, rotate;
	struct pc_audit_changed_place *places; /* open ones, of either */
	size_t n_places;
};

struct pc_audit_comparison {
	struct pc_str key_id;
	struct pc_audit_changed *items; /* by change, then as in the new audit */
	size_t count;
	size_t n[PC_AUDIT_CHANGES];
};

/* One of the two: a report as pc_audit_write_json() writes it. */
struct pc_audit_side {
	const char *file;
	struct pc_str text;
};

/* Whether a text begins as such a report does. */
bool pc_audit_is_report(struct pc_str text);

/* Lives in arena.  PC_ERR_USAGE: they were made with different keys, so that nothing can
 * be said; PC_ERR_PARSE, PC_ERR_LIMIT: one is no report. */
PC_MUST_CHECK enum pc_status pc_audit_compare(struct pc_audit_comparison *out,
	struct pc_arena *arena, const struct pc_audit_side *old,
	const struct pc_audit_side *new, struct pc_err *err);

void pc_audit_compare_text(
	struct pc_buf *out, const struct pc_audit_comparison *comparison, bool colour);
void pc_audit_compare_json(
	struct pc_buf *out, const struct pc_audit_comparison *comparison);

#endif
