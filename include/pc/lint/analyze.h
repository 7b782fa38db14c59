/* SPDX-License-Identifier: Apache-2.0 */
/* How rules stand to each other, decided exactly: a rule's content is a regular language,
 * so whether one covers another is a question about automata (pc/match/automaton.h), and
 * the answer comes with the shortest call that proves it.  Every such call was also put
 * to pc_policy_decide() with the rule alone; where the decider did not agree, the answer
 * is "unknown".
 *
 * Commands are compared as simple commands: one command, no operators.  Path rules are
 * anchored in settings->cwd and settings->home; links are not followed. */
#ifndef PC_LINT_ANALYZE_H
#define PC_LINT_ANALYZE_H

#include "pc/rules/policy.h"

enum pc_relation {
	PC_RELATION_UNKNOWN,
	PC_RELATION_EQUIVALENT, /* the same calls */
	PC_RELATION_WITHIN,     /* every call of a is one of b, which has others */
	PC_RELATION_COVERS,     /* the other way round */
	PC_RELATION_OVERLAPS,   /* some calls in common, and each has others */
	PC_RELATION_DISJOINT,   /* no call in common */
};

/* The calls have a NULL tool where there is none.  They live in the arena. */
struct pc_analysis {
	enum pc_relation relation;
	struct pc_action both;
	struct pc_action only_a, only_b;
	struct pc_str why; /* UNKNOWN: one sentence */
};

/* Each rule speaks as one of its own list (text.list).  base may be empty: cwd. */
void pc_analyze_rules(struct pc_analysis *out, struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_rule_text *a,
	const struct pc_rule_text *b);

/* "equivalent", "within", "covers", "overlaps", "disjoint", "unknown". */
const char *pc_relation_name(enum pc_relation relation);

enum pc_cover { PC_COVER_NO, PC_COVER_YES, PC_COVER_UNKNOWN };

/* Whether every call of a is one of some rule of b, which has n.  NO: *witness is the
 * shortest call that is not. */
enum pc_cover pc_analyze_cover(struct pc_action *witness, struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_rule_text *a,
	const struct pc_rule_text *b, size_t n);

/* The shortest call that the rule decides; false when none was found. */
bool pc_analyze_sample(struct pc_action *out, struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_rule_text *rule);

/* A call as people write it: the command, the path, the host's URL, else its JSON. */
struct pc_str pc_analyze_show(struct pc_arena *arena, const struct pc_settings *settings,
	const struct pc_action *action);

/* All rules of the settings against each other: findings PC1601 to PC1608. */
void pc_analyze_settings(const struct pc_settings *settings, struct pc_diags *diags);

#endif
