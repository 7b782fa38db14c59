/* SPDX-License-Identifier: Apache-2.0 */
/* What a machine tells its hub: which policy it has, whether that is in force, and what
 * happened since it last told.  Paths are in it, contents of files never.
 *
 * Moments are milliseconds since 1970 unless they say otherwise; 0: never, or unknown. */
#ifndef PC_WIRE_REPORT_H
#define PC_WIRE_REPORT_H

#include "pc/wire/table.h"

enum { PC_REPORT_SCHEMA = 1 };

/* ---- what was seen on the machine itself ------------------------------------------ */

struct pc_report_document {
	struct pc_str path, digest; /* digest: as read back; empty: it could not be */
	struct pc_str fault;        /* why not */
};

struct pc_report_hook {
	bool is_named; /* managed settings run it before each call */
	struct pc_str program, fault;
	bool fails_closed, is_for_all;
};

struct pc_report_client {
	struct pc_str path, version, user; /* user: empty for everybody's */
	struct pc_str fault;               /* why its version is not known */
	struct pc_str ignores, refuses;
};

struct pc_report_source {
	struct pc_str what, path, user;
	bool is_dead; /* the files do not count beside it */
};

struct pc_report_survey {
	int64_t at;
	struct pc_report_document document;
	struct pc_report_hook hook;
	struct pc_str refused;       /* why no client starts with these settings */
	struct pc_wire_list clients; /* struct pc_report_client */
	struct pc_wire_list sources; /* struct pc_report_source */
};

/* ---- all of it -------------------------------------------------------------------- */

struct pc_report_machine {
	struct pc_str id; /* 32 digits, made by chance once */
	struct pc_str hostname, os, os_version, arch, policyctl;
};

struct pc_report_policy {
	struct pc_str commit, digest, signer;
	int64_t generation;             /* 0: none is known */
	int64_t at, signed_at, expires; /* signed_at, expires: seconds */
};

struct pc_report_reason {
	struct pc_str id, text;
};

/* A look at the repository. */
struct pc_report_sync {
	struct pc_str remote, commit, outcome, reason;
	int64_t at, last, times; /* since when it is like that, the last look, how many */
};

struct pc_report_drift_row {
	int64_t at, generation;
	bool mended;
	struct pc_str path, kind, by;
};

struct pc_report_drift {
	int64_t count, unmended;
	struct pc_wire_list rows; /* struct pc_report_drift_row, the newest first */
};

struct pc_report_rule {
	struct pc_str rule, verdict;
	int64_t count;
};

struct pc_report_decisions {
	int64_t allow, ask, deny, other;
	struct pc_wire_list rules; /* struct pc_report_rule, the most frequent first */
};

struct pc_report_findings {
	int64_t errors, warnings, other;
};

struct pc_report {
	int64_t schema;    /* what is written is PC_REPORT_SCHEMA, whatever stands here */
	int64_t seq;       /* of this machine's reports, from 1 */
	int64_t since, at; /* the time that counts and rows are of */
	int64_t dropped; /* reports before this one that nobody will get, for want of room
			  */
	int64_t rejected; /* those that the hub did not want, and that are kept */
	struct pc_report_machine machine;
	struct pc_report_policy policy;
	bool is_in_force;
	struct pc_wire_list reasons; /* struct pc_report_reason: why it is not */
	struct pc_report_sync sync;
	struct pc_report_sync pending; /* a commit that is not in force, and why not */
	struct pc_report_drift drift;
	struct pc_report_decisions decisions;
	struct pc_report_findings findings;
	struct pc_report_survey survey;
};

extern const struct pc_wire_table pc_report_table, pc_report_survey_table;

/* One line and its end, of at most PC_MAX_REPORT bytes. */
void pc_report_write(struct pc_buf *out, const struct pc_report *report);

/* As pc_wire_read(); PC_ERR_PARSE also for another schema and for no machine. */
PC_MUST_CHECK enum pc_status pc_report_read(struct pc_report *out, struct pc_arena *arena,
	struct pc_str text, struct pc_err *err);

#endif
