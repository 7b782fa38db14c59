/* SPDX-License-Identifier: Apache-2.0 */
/* What the client takes in silence and what still does not do what its author expects:
 * rules that mean less or more than they read, fragments that contradict each other,
 * hooks and settings that leave a gap.
 *
 * Nothing is guessed from a rule's looks alone where a decision can show it: a finding
 * that says "this gets through" holds a call that pc_policy_decide lets through. */
#ifndef PC_LINT_LINT_H
#define PC_LINT_LINT_H

#include "pc/rules/policy.h"

struct pc_lint_options {
	/* The fleet has Windows machines.  Settings that only make sense there (a
	 * PowerShell rule, "defaultShell": "powershell") say so as well. */
	bool windows;
	/* One note for each deny rule on a command, with the shortest command found that
	 * runs the same program and that the rule does not see. Off: every such rule has
	 * one, so the notes would drown the rest. */
	bool ways_around;
};

/* Findings PC15xx and PC17xx go to diags, in the order of the rules, then by subject.
 * policy is the compiled settings; options may be NULL. */
void pc_lint(const struct pc_settings *settings, const struct pc_policy *policy,
	const struct pc_lint_options *options, struct pc_diags *diags);

#endif
