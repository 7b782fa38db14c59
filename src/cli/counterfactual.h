/* SPDX-License-Identifier: Apache-2.0 */
/* What would change a verdict, found by trying it: the same question is put to policies
 * that differ by one rule. */
#ifndef PC_CLI_COUNTERFACTUAL_H
#define PC_CLI_COUNTERFACTUAL_H

#include <stdio.h>

#include "pc/rules/policy.h"

/* Prints each rule that could speak of the call, and whether it does: each is tried
 * alone. Command rules are left out; the trace has them with the spelling that they
 * match. */
void counterfactual_rules(FILE *to, const struct pc_settings *settings,
	const struct pc_evaluator *ev, const struct pc_action *action);

/* Prints one line for each change that was tried and did change the verdict. */
void counterfactual_print(FILE *to, const struct pc_settings *settings,
	const struct pc_evaluator *ev, const struct pc_action *action,
	const struct pc_verdict *verdict);

#endif
