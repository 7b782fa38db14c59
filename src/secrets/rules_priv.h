/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of rules share: rules_read.c (our YAML), rules_toml.c (gitleaks'
 * TOML), rules_check.c (what holds for rules of either). */
#ifndef PC_SECRETS_RULES_PRIV_H
#define PC_SECRETS_RULES_PRIV_H

#include "pc/secrets/rule.h"

/* Where parts of a rule were written. */
struct rule_places {
	struct pc_span pattern;
	const struct pc_span *match, *none; /* of each example */
};

/* Rules as they are read, and where each was written. */
struct rules {
	struct pc_arena *arena;
	struct pc_diags *diags;
	struct pc_secret_rule *items;
	struct pc_span *at;
	struct rule_places *places; /* NULL: not known */
	size_t count;
};

/* As pc_secret_rules_read(), for a file in the form that gitleaks reads.  Adds to
 * rules->items what could be carried over; false: an error was found. */
bool pc_secret_rules_read_toml(struct rules *rules, const char *file, struct pc_str text);

/* Whether a built-in rule has that id, or one that was read already. */
bool pc_secret_rule_is_taken(const struct rules *rules, const char *id);

/* Holds rules->items against each other and against the built-in ones.  False: an error
 * was found. */
bool pc_secret_rules_check(const struct rules *rules);

/* Holds rules that were checked against their own examples, through the whole engine.
 * False: an example is not what it should be. */
bool pc_secret_rules_try(const struct rules *rules);

/* What is to be done about a key whose rule does not say it. */
extern const char pc_secret_usual_mend[];

#endif
