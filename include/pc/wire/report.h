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

struct pc_wire_document {
	struct pc_str path, digest; /* digest: as read back; empty: it could not be */
	struct pc_str fault;        /* why not */
};

struct pc_wire_hook {
	bool is_named; /* managed settings run it before each call */
	struct pc_str program, fault;
	bool fails_closed, is_for_all;
};

struct pc_wire_client {
	struct pc_str path, version, user; /* user: empty for everybody's */
	struct pc_str fault;               /* why its version is not known */
	struct pc_str ignores, refuses;
};

struct pc_wire_source {
	struct pc_str what, path, user;
	bool is_dead; /* the files do not count beside it */
};

/* A model that settings name. */
struct pc_wire_model {
	struct pc_str name;    /* as it is written */
	struct pc_str verdict; /* "deprecated", as policyctl models check has it */
	struct pc_str code;    /* "PC2641" */
	struct pc_str use;     /* what to write instead; may be empty */
	struct pc_str path;    /* where, for one */
	int64_t users;         /* how many have it in settings of their own */
	int64_t ends;          /* seconds; 0: no end was announced */
	bool is_managed;       /* managed settings name it */
	bool is_wrong;         /* it is worth a warning */
};

struct pc_wire_survey {
	int64_t at;
	struct pc_wire_document document;
	struct pc_wire_hook hook;
	struct pc_str refused;       /* why no client starts with these settings */
	struct pc_wire_list clients; /* struct pc_wire_client */
	struct pc_wire_list sources; /* struct pc_wire_source */
	struct pc_wire_list models;  /* struct pc_wire_model */
};

/* ---- all of it -------------------------------------------------------------------- */

struct pc_wire_machine {
	struct pc_str id; /* 32 digits, made by chance once */
	struct pc_str hostname, os, os_version, arch, policyctl;
};

struct pc_wire_policy {
	struct pc_str commit, digest, signer;
	int64_t generation;             /* 0: none is known */
	int64_t at, signed_at, expires; /* signed_at, expires: seconds */
};

struct pc_wire_reason {
	struct pc_str id, text;
};

/* A look at the repository. */
struct pc_wire_sync {
	struct pc_str remote, commit, outcome, reason;
	int64_t at, last, times; /* since when it is like that, the last look, how many */
};

struct pc_wire_drift_row {
	int64_t at, last, times, generation;
	bool mended;
	struct pc_str change; /* "drift", "corrective", "intended" */
	struct pc_str path, kind, by;
};

struct pc_wire_drift {
	int64_t count, unmended;  /* of change "drift" */
	struct pc_wire_list rows; /* struct pc_wire_drift_row, the newest first */
};

struct pc_wire_rule {
	struct pc_str rule, verdict;
	int64_t count;
};

struct pc_wire_decisions {
	int64_t allow, ask, deny, other;
	struct pc_wire_list rules; /* struct pc_wire_rule, the most frequent first */
};

struct pc_wire_finding {
	int64_t at, last, times;
	struct pc_str code, severity, source, file, text;
	struct pc_str fingerprint; /* of a key that stands there (PC2570); or empty */
};

/* What is wrong with the machine now. */
struct pc_wire_findings {
	int64_t errors, warnings, other;
	int64_t keys;             /* how many of them are a key on the machine */
	struct pc_wire_list rows; /* struct pc_wire_finding, the newest first */
};

struct pc_wire_report {
	int64_t schema;    /* what is written is PC_REPORT_SCHEMA, whatever stands here */
	int64_t seq;       /* of this machine's reports, from 1 */
	int64_t since, at; /* the time that counts and rows are of */
	int64_t dropped; /* reports before this one that nobody will get, for want of room
			  */
	int64_t rejected; /* those that the hub did not want, and that are kept */
	struct pc_wire_machine machine;
	struct pc_wire_policy policy;
	bool is_in_force;
	struct pc_wire_list reasons; /* struct pc_wire_reason: why it is not */
	struct pc_wire_sync sync;
	struct pc_wire_sync pending; /* a commit that is not in force, and why not */
	struct pc_wire_drift drift;
	struct pc_wire_decisions decisions;
	struct pc_wire_findings findings;
	struct pc_wire_survey survey;
};

extern const struct pc_wire_table pc_wire_report_table, pc_wire_survey_table;

/* One line and its end, of at most PC_MAX_REPORT bytes. */
void pc_wire_report_write(struct pc_buf *out, const struct pc_wire_report *report);

/* As pc_wire_read(); PC_ERR_PARSE also for another schema and for no machine. */
PC_MUST_CHECK enum pc_status pc_wire_report_read(struct pc_wire_report *out,
	struct pc_arena *arena, struct pc_str text, struct pc_err *err);

#endif
