/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts as values, and the trace: what every decider ends with. */
#include <stdarg.h>
#include <stdio.h>

#include "rules_priv.h"

const struct pc_rule *first_rule(const struct pc_rule *a, const struct pc_rule *b)
{
	if (!a || !b)
		return a ? a : b;
	return a < b ? a : b;
}

struct pc_verdict verdict_by_rule(enum pc_verdict_kind kind, const struct pc_rule *rule)
{
	return (struct pc_verdict){
		.kind = kind, .by = PC_BY_RULE, .rule = rule, .reason = rule->src->why};
}

struct pc_verdict verdict_by(
	enum pc_verdict_kind kind, enum pc_by by, struct pc_str reason)
{
	return (struct pc_verdict){.kind = kind, .by = by, .reason = reason};
}

void trace_step(
	const struct pc_evaluator *ev, const struct pc_rule *rule, const char *fmt, ...)
{
	char text[1024];
	va_list args;
	int len;

	if (!ev->trace)
		return;
	va_start(args, fmt);
	len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (len < 0)
		return;
	ev->trace->step(ev->trace->user, rule,
		pc_str_head((struct pc_str){text, (size_t)len}, sizeof(text) - 1));
}

const char *pc_verdict_name(enum pc_verdict_kind kind)
{
	static const char *const names[] = {"allow", "ask", "deny", "absent"};

	return names[kind];
}

const char *pc_by_name(enum pc_by by)
{
	static const char *const names[] = {
		"rule", "default", "read-only", "safety", "mode", "refused"};

	return names[by];
}
