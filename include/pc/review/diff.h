/* SPDX-License-Identifier: Apache-2.0 */
/* Two generations of a policy compared: settings, rules, and the decisions that change
 * over calls that are put to both.
 *
 *   pc_diff_begin -> settings and rules
 *   pc_diff_derived, pc_diff_call ... -> decisions
 *   pc_diff_end -> everything sorted and judged -> pc_diff_write
 *
 * What is judged is what changes for the people under the policy: a change is wider when
 * something is allowed, or can be allowed by users themselves, that was not before. */
#ifndef PC_REVIEW_DIFF_H
#define PC_REVIEW_DIFF_H

#include "pc/base/buf.h"
#include "pc/rules/policy.h"

enum pc_sense {
	PC_SENSE_SIDEWAYS, /* nobody may do more or less, as far as can be told */
	PC_SENSE_NARROWER,
	PC_SENSE_WIDER,
	PC_N_SENSES,
};

const char *pc_sense_name(enum pc_sense sense); /* "sideways", "narrower", "wider" */

/* Two policies of one person in one place. */
struct pc_sides {
	const struct pc_settings *settings[2]; /* the old one first */
	const struct pc_policy *policy[2];
};

struct pc_setting_change {
	struct pc_str path;             /* dotted; a list's item ends in "[]" */
	const struct pc_node *value[2]; /* NULL: not there */
	struct pc_span at[2];
	enum pc_sense sense;
	const char *why; /* static; may be NULL */
};

enum pc_rule_change_kind {
	PC_RULE_ADDED,
	PC_RULE_REMOVED,
	PC_RULE_RELISTED,  /* the same text in another list */
	PC_RULE_RELOCATED, /* the same rule in another fragment */
};

struct pc_rule_change {
	enum pc_rule_change_kind kind;
	const struct pc_rule_text *rule[2]; /* NULL: not there */
	bool decides;                       /* a call whose decision changes */
	enum pc_sense sense;                /* the gravest of these */
	const char *note;                   /* static; when it decides none: why */
};

/* What one generation says of a call. */
struct pc_ruling {
	enum pc_verdict_kind kind;
	enum pc_by by;
	const struct pc_rule_text *rule; /* or NULL */
	struct pc_str reason;
};

struct pc_decision_change {
	struct pc_action action;
	struct pc_str from; /* where the call comes from; empty: derived from a rule */
	struct pc_ruling was, now;
	enum pc_sense sense;
	size_t group; /* equal for calls that the same rules decide, in order */
};

struct pc_diff_priv;

struct pc_diff {
	/* The question; zero what is not set. */
	struct pc_arena *arena; /* owns the answer; the policies must live as long */
	struct pc_sides sides;
	struct pc_str name[2]; /* the sides as people typed them */
	struct pc_str root[2]; /* what the file names of a side's places begin with */
	bool only_given; /* rules, too, are judged by the calls that are given alone */

	/* The answer; widening changes first. */
	struct pc_setting_change *settings;
	size_t n_settings;
	struct pc_rule_change *rules;
	size_t n_rules;
	struct pc_decision_change *decisions;
	size_t n_decisions;
	size_t n_groups;
	size_t n_calls;                /* different calls that were decided */
	size_t n_derived;              /* of these, made from rules */
	size_t n_changed[PC_N_SENSES]; /* decisions, those not kept included */
	size_t n_left_out;             /* changed decisions past PC_MAX_CHANGES */
	struct pc_diff_priv *priv;
};

void pc_diff_begin(struct pc_diff *diff);
/* Decides one call under both policies of the sides, which is diff->sides or the same two
 * generations seen by somebody else.  A call that was there before, by the same person,
 * does not count again.  from is kept. */
void pc_diff_call(struct pc_diff *diff, const struct pc_sides *sides,
	const struct pc_action *action, struct pc_str from);
/* Usual calls, and calls at the edges of every rule of either side. */
void pc_diff_derived(struct pc_diff *diff);
void pc_diff_end(struct pc_diff *diff);
void pc_diff_done(struct pc_diff *diff); /* what is not in the arena */

/* Whether either side would not start; *sense is what that makes of the change. */
bool pc_diff_refused(const struct pc_diff *diff, enum pc_sense *sense);
/* The gravest sense of anything that changed; false when nothing did. */
bool pc_diff_worst(const struct pc_diff *diff, enum pc_sense *worst);

enum pc_diff_format { PC_DIFF_TEXT, PC_DIFF_MARKDOWN, PC_DIFF_JSON };

struct pc_diff_style {
	enum pc_diff_format format;
	bool summary; /* counts only */
	bool verbose; /* also what changes no decision, and every call */
};

void pc_diff_write(struct pc_buf *out, const struct pc_diff *diff,
	const struct pc_diff_style *style);

#endif
