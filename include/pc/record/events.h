/* SPDX-License-Identifier: Apache-2.0 */
/* Rows about what lasts, or happens again and again: told once, and counted. */
#ifndef PC_RECORD_EVENTS_H
#define PC_RECORD_EVENTS_H

#include "pc/record/rows.h"

/* ---- drift ------------------------------------------------------------------- */

/* Adds a row, or counts it in the newest one of its path, kind and change, when that one
 * says the same (process aside; "unknown" is anybody) and is at most window milliseconds
 * old, or when so much has happened to the path meanwhile (PC_MAX_DRIFT_ROWS) that it
 * cannot all be kept. */
PC_MUST_CHECK enum pc_status pc_drift_add(struct pc_db *db,
	const struct pc_drift_event *row, int64_t window, struct pc_err *err);

struct pc_drift_times {
	int64_t all;  /* how often */
	int64_t same; /* of these, as often as the newest row counts */
};

/* How often a path has drifted since a time. */
PC_MUST_CHECK enum pc_status pc_drift_count(struct pc_drift_times *out, struct pc_db *db,
	struct pc_str path, int64_t since, struct pc_err *err);

/* ---- findings ---------------------------------------------------------------- */

/* All that one look (source) finds: what is new is added, what was found before goes on,
 * and what is not among them any more has ended at that time.  One finding is another one
 * when its code, file or text is. */
PC_MUST_CHECK enum pc_status pc_findings_settle(struct pc_db *db, struct pc_str source,
	const struct pc_finding_row *rows, size_t n_rows, int64_t at, struct pc_err *err);

/* Something happened that an alert says.  While that one (by source, code and file) has
 * not ended, it is brought up to date; *is_new: it is another one. */
PC_MUST_CHECK enum pc_status pc_finding_raise(bool *is_new, struct pc_db *db,
	const struct pc_finding_row *row, struct pc_err *err);

/* Alerts of a source that nothing was added to since a time have ended. */
PC_MUST_CHECK enum pc_status pc_findings_calm(struct pc_db *db, struct pc_str source,
	int64_t since, int64_t at, struct pc_err *err);

/* Calls fn for the newest so many that have not ended, the oldest first. */
PC_MUST_CHECK enum pc_status pc_findings_standing(
	struct pc_db *db, int64_t most, pc_row_fn *fn, void *arg, struct pc_err *err);

#endif
