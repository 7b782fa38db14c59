/* SPDX-License-Identifier: Apache-2.0 */
/* Findings and test results as the formats that people, editors and CI services read.
 * One description of what was found, one function for each format, chosen by name. */
#ifndef PC_REPORT_REPORT_H
#define PC_REPORT_REPORT_H

#include "pc/base/buf.h"
#include "pc/base/diag.h"

enum pc_case_outcome {
	PC_PASSED,
	PC_FAILED,  /* the answer differs from the expected one */
	PC_BROKEN,  /* it could not be asked */
	PC_SKIPPED, /* it does not apply here */
};

/* One test that was run; junit and tap show it. */
struct pc_test_result {
	struct pc_str suite; /* the file or the group that it stands in */
	struct pc_str name;
	enum pc_case_outcome outcome;
	struct pc_str message; /* what differed, in lines; empty when it passed */
	struct pc_span at;     /* where the test is written; may be no place */
	double seconds;
};

/* Texts that are not where their file's name says: standard input. */
struct pc_report_source {
	const char *file;
	struct pc_str text;
};

struct pc_report {
	const struct pc_diags *diags;
	enum pc_severity least;   /* text: what is less is not shown */
	enum pc_severity fail_on; /* junit, tap: from here on a finding is a failure */
	const char *const *files; /* all that were looked at */
	size_t n_files;
	size_t n_rules;
	size_t n_tests; /* policy tests that were run */
	bool refused;   /* the client would not start with these settings */
	bool quiet;     /* text: the findings alone, no count */
	bool colour;    /* text: for a terminal */
	const struct pc_report_source *source; /* or NULL */
	const struct pc_test_result *results;
	size_t n_results;
};

typedef void pc_report_fn(struct pc_buf *out, const struct pc_report *report);

/* The writer of a format, or NULL when there is none of that name. */
pc_report_fn *pc_report_format(struct pc_str name);

/* For people: each finding with its line and a caret, then what to do.  Files are read
 * again for that, each once in a row. */
pc_report_fn pc_report_text;
/* {"findings": [...], "summary": {...}} */
pc_report_fn pc_report_json;
/* SARIF 2.1.0 */
pc_report_fn pc_report_sarif;
/* A test suite for each file and for each suite of results. */
pc_report_fn pc_report_junit;
/* Version 13, which readers of 14 take. */
pc_report_fn pc_report_tap;
/* Workflow commands of GitHub Actions. */
pc_report_fn pc_report_github;
/* GitLab's Code Quality report. */
pc_report_fn pc_report_gitlab;
/* Logging commands of Azure Pipelines. */
pc_report_fn pc_report_azure;

#endif
