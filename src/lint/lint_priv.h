/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the lint module fit together.
 *
 *   lint.c            the tables of checks; how a check asks the policy
 *   lint_paths.c      Read and Edit rules: anchors, reading denied but not writing
 *   lint_domains.c    WebFetch rules
 *   lint_spelling.c   deny rules that another spelling of the same command escapes
 *   lint_around.c     deny rules that another way to run the command escapes
 *   lint_broad.c      allow rules that let any program run
 *   lint_fragments.c  several files: their names, what they fight over
 *   lint_managed.c    what does not belong in managed settings, or is missing there
 *   lint_hooks.c      guards that fail open
 *   lint_matchers.c   hooks that never run, or wait for hours
 */
#ifndef PC_LINT_PRIV_H
#define PC_LINT_PRIV_H

#include "pc/base/buf.h"
#include "pc/lint/lint.h"

enum { LINT_SANDBOX_LISTS = 4 };

struct lint {
	const struct pc_settings *settings;
	const struct pc_policy *policy;
	const struct pc_lint_options *options;
	struct pc_diags *diags;
	struct pc_rule *rules;               /* settings->n_rules of them */
	const struct pc_node *denied_writes; /* a set: what Write(...) deny rules say */
	const struct pc_node *sandboxed[LINT_SANDBOX_LISTS]; /* sets of paths */
	struct pc_arena arena;                               /* as long as the run */
	struct pc_arena work; /* as long as one check of one rule */
	struct pc_evaluator evaluator;
	bool has_ended; /* asking has cost too much */
};

/* ---- asking the policy: lint.c -------------------------------------------- */

/* What the policy says of a call with one input field. */
struct pc_verdict lint_decide(
	struct lint *lint, const char *tool, const char *field, struct pc_str value);
struct pc_verdict lint_decide_command(struct lint *lint, struct pc_str command);

/* Whether a call that a rule of this list was written against comes past it: not denied,
 * and for an ask rule not even asked about.  What the client's own checks stop counts as
 * stopped. */
bool lint_escapes(enum pc_list_kind list, const struct pc_verdict *verdict);
/* "is allowed" or "is only asked about": what then happens to it. */
const char *lint_outcome(const struct pc_verdict *verdict);

/* Says in a finding which rule it is about; returns it. */
struct pc_diag *lint_about(
	struct pc_diag *finding, const struct pc_rule *rule, enum pc_effect effect);

/* The value of a managed key, or NULL. */
const struct pc_value *lint_managed(const struct lint *lint, const char *path);

/* False: what was looked at so far has cost too much, and the rest is left out.  That is
 * said once, at this place. */
bool lint_may_go_on(struct lint *lint, struct pc_span at);

/* A set of at most n texts, for pc_node_get: there or NULL.  Filled, it is given to
 * pc_node_index. */
struct pc_node *lint_set_new(struct lint *lint, size_t n);
void lint_set_add(struct pc_node *set, struct pc_str text);

/* ---- checks of one rule --------------------------------------------------- */

void lint_anchor(struct lint *lint, const struct pc_rule *rule);
void lint_dots(struct lint *lint, const struct pc_rule *rule);
void lint_written(struct lint *lint, const struct pc_rule *rule);
/* Fills lint->denied_writes, for lint_written. */
void lint_collect_writes(struct lint *lint);
void lint_subdomains(struct lint *lint, const struct pc_rule *rule);
void lint_spelling(struct lint *lint, const struct pc_rule *rule);
void lint_around(struct lint *lint, const struct pc_rule *rule);
void lint_runner(struct lint *lint, const struct pc_rule *rule);
void lint_any_command(struct lint *lint, const struct pc_rule *rule);
void lint_early_star(struct lint *lint, const struct pc_rule *rule);

/* Whether the sandbox names the same path, which is another place there (PC1710). */
bool lint_is_in_sandbox(const struct lint *lint, const struct pc_rule *rule);
/* Fills lint->sandboxed, for this and for lint_sandbox_paths. */
void lint_collect_sandbox(struct lint *lint);
/* Whether a path rule's leading slash is surely meant as the root of the file system. */
bool lint_looks_absolute(struct pc_str path);

/* ---- command rules as words: lint_spelling.c ------------------------------ */

enum { LINT_MAX_WORDS = 24 };

/* A command that a rule matches, with "x" where the rule leaves something open. */
struct lint_words {
	struct pc_str items[LINT_MAX_WORDS];
	bool is_open[LINT_MAX_WORDS]; /* the rule says "*" there */
	size_t n;
};

/* False when the rule is not made of plain words. */
bool lint_words_of(struct lint_words *out, struct lint *lint, const struct pc_rule *rule);
struct pc_str lint_words_join(struct lint *lint, const struct lint_words *words);

/* ---- checks of the whole -------------------------------------------------- */

void lint_names(struct lint *lint);
void lint_fights(struct lint *lint);
void lint_hooks(struct lint *lint);
void lint_matchers(struct lint *lint);
void lint_windows(struct lint *lint);
void lint_managed_allow(struct lint *lint);
void lint_models(struct lint *lint);
void lint_server_names(struct lint *lint);
void lint_sandbox_ask(struct lint *lint);
void lint_sandbox_paths(struct lint *lint);

#endif
