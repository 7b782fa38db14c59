/* SPDX-License-Identifier: Apache-2.0 */
/* Policy tests: calls with the verdict that their author expects, in files beside the
 * fragments (policy-tests(5) describes them).
 *
 *   <repository>/tests/ *.yaml *.yml *.json -> pc_tests_load -> pc_tests_run -> answers
 *
 * A run is hermetic: who asks, and where, stands in the test; no file of a home or a
 * working directory is read and no link is followed. */
#ifndef PC_REVIEW_TESTS_H
#define PC_REVIEW_TESTS_H

#include "pc/rules/policy.h"

/* Who asks, and where; one for all calls that say the same. */
struct pc_test_where {
	struct pc_str home, cwd, mode; /* absolute and normal; mode may be empty */
	const struct pc_str *dirs;     /* as --add-dir */
	size_t n_dirs;
	struct pc_stand_ins own;
};

struct pc_test {
	struct pc_span at;   /* of the tool's name */
	struct pc_str call;  /* "Bash: curl x", one line */
	struct pc_str about; /* the call's own words, or its file's; may be empty */
	struct pc_str tool;
	const struct pc_node *input; /* a text or a map */
	size_t where;                /* index into the tests' wheres */
	enum pc_verdict_kind expect;
	struct pc_str rule; /* the rule that is to decide; empty: any */
	bool has_by;
	enum pc_by by;
};

/* Zeroed before the first use; all memory is that of the arena of the first load. */
struct pc_tests {
	struct pc_test *items;
	size_t count, cap;
	struct pc_test_where *wheres;
	size_t n_wheres, cap_wheres;
	const char **files; /* that were looked at */
	size_t n_files, cap_files;
};

/* Adds the tests of repository/tests; no such directory is no test.  What is wrong with a
 * file is a finding (PC1802 to PC1805), and the calls that can be read still count. Fails
 * only when the directory cannot be read or a limit is met. */
PC_MUST_CHECK enum pc_status pc_tests_load(struct pc_tests *tests, struct pc_arena *arena,
	struct pc_str repository, struct pc_diags *diags, struct pc_err *err);
/* Adds the tests of one file. */
PC_MUST_CHECK enum pc_status pc_tests_load_file(struct pc_tests *tests,
	struct pc_arena *arena, struct pc_str path, struct pc_diags *diags,
	struct pc_err *err);
/* The same of a text that is already there; file names its places and is borrowed. */
void pc_tests_read(struct pc_tests *tests, struct pc_arena *arena, const char *file,
	struct pc_str text, struct pc_diags *diags);

struct pc_test_answer {
	const struct pc_test *test;
	bool was_run; /* false: the client would not start with this policy */
	bool passed;
	enum pc_verdict_kind got;
	enum pc_by by;
	struct pc_str rule; /* that decided; empty: none */
	struct pc_span rule_at;
	struct pc_str reason;
	struct pc_str hint;      /* of a failure: about the rule that it expected */
	double seconds;          /* that deciding it took */
	struct pc_str explained; /* of a failure: what the caller's function made of it */
};

/* A managed rule, and how many of the calls it decided. */
struct pc_test_touch {
	struct pc_str text;
	struct pc_span at;
	enum pc_list_kind list;
	size_t n_decided;
};

/* Called for each failure, while its policy is there: says more for people, in arena.
 * evaluator->arena is for its own use. */
typedef struct pc_str pc_test_explain_fn(void *user, struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_policy *policy,
	const struct pc_evaluator *evaluator, const struct pc_action *action);

struct pc_test_run {
	/* The question. */
	const struct pc_tests *tests;
	struct pc_str repository;
	pc_test_explain_fn *explain; /* may be NULL */
	void *explain_user;
	/* What the caller has of the repository already; either may be NULL.  Of settings
	 * the managed documents are taken instead of reading them again; tests whose
	 * `where` is that of settings are decided by policy, which is made of them. */
	const struct pc_settings *settings;
	const struct pc_policy *policy;

	/* The answer, in the order of the tests. */
	struct pc_test_answer *answers;
	size_t n_passed, n_failed;
	struct pc_test_touch *rules; /* every managed rule, in the client's order */
	size_t n_rules, n_touched;
	bool refused; /* the client does not start: no test was run */
	struct pc_span refused_at;
	struct pc_str refused_why;
};

/* Findings about settings that stand in the tests go to diags (may be NULL), none about
 * the policy itself.  Fails when the policy cannot be loaded. */
PC_MUST_CHECK enum pc_status pc_tests_run(struct pc_test_run *run, struct pc_arena *arena,
	struct pc_diags *diags, struct pc_err *err);

/* One finding (PC1801) for each failure. */
void pc_tests_report(const struct pc_test_run *run, struct pc_diags *diags);

/* "deny by Bash(curl:*)", "ask by safety": what a test expects, what it got. */
struct pc_str pc_test_expected(struct pc_arena *arena, const struct pc_test *test);
struct pc_str pc_test_got(struct pc_arena *arena, const struct pc_test_answer *answer);

/* Who asks in a test that does not say. */
extern const struct pc_test_where pc_test_anybody;

#endif
