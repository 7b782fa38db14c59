/* SPDX-License-Identifier: Apache-2.0 */
/* How a site differs from what we left there: typed rows for the record, with a diff for
 * people.  Repair is pc_wish_of_generation() for the policy in force, planned and written
 * like anything else. */
#ifndef PC_ENFORCE_DRIFT_H
#define PC_ENFORCE_DRIFT_H

#include "pc/base/buf.h"
#include "pc/enforce/site.h"

enum pc_drift_kind {
	/* Ours: a repair puts it right. */
	PC_DRIFT_MISSING,
	PC_DRIFT_CHANGED, /* other bytes */
	PC_DRIFT_MODE,    /* of a document or a directory */
	PC_DRIFT_OWNER,
	PC_DRIFT_LINK,      /* a link is in its place */
	PC_DRIFT_KIND,      /* a directory, a device, ... is in its place */
	PC_DRIFT_HARD_LINK, /* somebody else has another name for it */
	PC_DRIFT_LEFTOVER,  /* of a write that was stopped */
	/* Somebody else's: reported only. */
	PC_DRIFT_PARENT, /* who may write a directory on the way may replace the policy */
	PC_DRIFT_FOREIGN_APPEARED,
	PC_DRIFT_FOREIGN_CHANGED,
	PC_DRIFT_FOREIGN_GONE,
	PC_DRIFT_FOREIGN_FAULT, /* with it clients do not start, or do not read it */
};

struct pc_drift_row {
	enum pc_drift_kind kind;
	struct pc_str path;
	struct pc_str was, now; /* a digest, a mode, an owner, ...; may be empty */
	struct pc_str diff;     /* PC_DRIFT_CHANGED: unified, "a" is what should be */
};

struct pc_drift {
	struct pc_drift_row *rows;
	size_t n_rows;
	size_t n_ours; /* rows that a repair puts right */
};

const char *pc_drift_name(enum pc_drift_kind kind); /* "missing", "foreign appeared" */
bool pc_drift_is_ours(enum pc_drift_kind kind);
/* It goes on until somebody puts it right; others are over when pc_drift_settle() has
 * taken them in. */
bool pc_drift_lasts(enum pc_drift_kind kind);

/* Lives as long as the site.  Fails when the policy in force is not kept whole. */
PC_MUST_CHECK enum pc_status pc_drift_check(
	struct pc_drift *out, struct pc_site *site, struct pc_err *err);

/* What is there of others becomes what is remembered: rows that tell of its coming, its
 * changes and its going are not found again.  For a site that was opened to be written.
 */
PC_MUST_CHECK enum pc_status pc_drift_settle(struct pc_site *site, struct pc_err *err);

void pc_drift_text(struct pc_buf *out, const struct pc_drift *drift);
void pc_drift_json(struct pc_buf *out, const struct pc_drift *drift);

#endif
