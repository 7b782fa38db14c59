/* SPDX-License-Identifier: Apache-2.0 */
/* What an audit found, in the formats that people, CI services and later audits read.  A
 * key is its first four characters, its length and its fingerprint, in all of them. */
#ifndef PC_AUDIT_REPORT_H
#define PC_AUDIT_REPORT_H

#include "pc/audit/audit.h"
#include "pc/base/buf.h"

struct pc_audit_report {
	const struct pc_audit_result *result;
	enum pc_severity fail_on; /* junit: from here on an open one is a failure */
	bool quiet;               /* text: what is open alone, and no count */
	bool colour;              /* text: for a terminal */
	const char *baseline;     /* text: what known ones are known from; or NULL */
};

typedef void pc_audit_write_fn(struct pc_buf *out, const struct pc_audit_report *report);

/* The writer of a format, or NULL when there is none of that name. */
pc_audit_write_fn *pc_audit_format(struct pc_str name);

pc_audit_write_fn pc_audit_write_text;
pc_audit_write_fn pc_audit_write_json; /* what --compare reads */
/* SARIF 2.1.0: a result for each place, whose partial fingerprints are keyed; what is
 * known or allowed is suppressed. */
pc_audit_write_fn pc_audit_write_sarif;
/* A test suite for each file. */
pc_audit_write_fn pc_audit_write_junit;
/* RFC 4180, a line for each place; no field begins as a formula does. */
pc_audit_write_fn pc_audit_write_csv;
/* GitLab's secret detection report. */
pc_audit_write_fn pc_audit_write_gitlab;

/* Findings as text, without the lines that they are about: keys stand in such lines. */
void pc_audit_write_diags(struct pc_buf *out, const struct pc_diags *diags,
	enum pc_severity least, bool colour);

/* "open", "known", "allowed" */
const char *pc_audit_state_name(enum pc_audit_state state);
/* "file", "member", "stdin", ... */
const char *pc_audit_source_name(enum pc_audit_source source);
/* "possible", "likely", "sure" */
const char *pc_audit_sureness_name(enum pc_secret_sureness sureness);

#endif
