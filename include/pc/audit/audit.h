/* SPDX-License-Identifier: Apache-2.0 */
/* One audit: what the inputs found, sorted, told once, as incidents: the same key is one,
 * however many places it stands in. */
#ifndef PC_AUDIT_AUDIT_H
#define PC_AUDIT_AUDIT_H

#include "pc/audit/finding.h"
#include "pc/audit/key.h"

struct pc_audit_policy;
struct pc_baseline;

struct pc_audit_counts {
	uint64_t files, bytes; /* that were looked at */
	uint64_t expected_files, expected_bytes;
	uint64_t done, all; /* of work that is counted otherwise; all 0: none is */
	double seconds;
};

/* What whoever gave a key says of it. */
enum pc_audit_life {
	PC_AUDIT_NOT_ASKED,
	PC_AUDIT_ALIVE,
	PC_AUDIT_DEAD,
	PC_AUDIT_UNCERTAIN, /* it was asked, and the answer tells neither */
};

struct pc_audit_options {
	const struct pc_audit_key *key;
	struct pc_audit_policy *policy; /* NULL: none */
	struct pc_baseline *baseline;   /* NULL: none; what matches is marked in it */
	int64_t now;                    /* seconds since 1970 */
	/* Called from any thread, one at a time and a few times a second; or NULL. */
	void (*progress)(void *context, const struct pc_audit_counts *counts);
	void *context;
	/* Called under the audit's lock with each key that is found, before it is
	 * forgotten; or NULL, as nobody but a live check has to know it. */
	void (*keep)(void *keeper, const struct pc_secret_rule *rule,
		const char *fingerprint, struct pc_str key);
	void *keeper;
};

/* One key of a provider, in all its places. */
struct pc_audit_incident {
	const struct pc_secret_rule *rule; /* of the surest finding */
	const char *fingerprint, *shown;
	size_t length;
	enum pc_secret_sureness sureness;
	enum pc_severity severity; /* the highest of those that are open, or of all */
	enum pc_audit_state state; /* open, if one of its places is */
	struct pc_str owner;       /* of the first place that has one */
	const struct pc_audit_finding *const *places; /* in their order */
	size_t n_places, n_open;
	int64_t first, last; /* dates of commits; 0: none */
	enum pc_audit_life life;
	struct pc_str life_why; /* of an answer that tells neither; may be empty */
};

struct pc_audit_result {
	const struct pc_audit_finding *findings; /* in the order of their places */
	size_t n_findings;
	/* The open ones first, those of the highest severity first. */
	const struct pc_audit_incident *incidents;
	size_t n_incidents;
	size_t n_open, n_known, n_allowed; /* of the incidents */
	size_t n_dropped;                  /* findings past PC_MAX_AUDIT_FINDINGS */
	struct pc_diags *diags;            /* sorted; PC252x and on */
	struct pc_audit_counts counts;
	const char *key_id;
	int64_t started, ended; /* seconds since 1970 */
};

/* What options point to has to live as long. */
struct pc_audit *pc_audit_new(const struct pc_audit_options *options);
void pc_audit_free(struct pc_audit *audit);
/* From here on, paths of findings are below root: policy speaks of them without it.  Not
 * while an input runs.  Empty: they are as they are. */
void pc_audit_root(struct pc_audit *audit, struct pc_str root);
/* A path without that root. */
struct pc_str pc_audit_below(const struct pc_audit *audit, struct pc_str path);
/* Findings about what the audit goes by, to be reported with its own.  Not while an input
 * runs. */
struct pc_diags *pc_audit_diags(struct pc_audit *audit);
/* When all inputs are through.  Lives as long as the audit. */
const struct pc_audit_result *pc_audit_finish(struct pc_audit *audit);
/* After that: what a live check found of the incident with that number. */
void pc_audit_set_life(struct pc_audit *audit, size_t incident, enum pc_audit_life life,
	const char *why);
/* "not asked", "alive", "dead", "uncertain". */
const char *pc_audit_life_name(enum pc_audit_life life);

#endif
