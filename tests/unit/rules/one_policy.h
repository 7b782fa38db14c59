/* SPDX-License-Identifier: Apache-2.0 */
/* A policy out of a few rules written in the test, and one call decided by it. */
#ifndef ONE_POLICY_H
#define ONE_POLICY_H

#include "pc/doc/read.h"
#include "pc_test.h"
#include "rules_priv.h"

enum { MOST_RULES = 64 };

struct one_policy {
	struct pc_arena arena;
	struct pc_settings settings;
	struct pc_rule_text rules[MOST_RULES];
	struct pc_policy *policy;
	struct pc_diags diags;
};

/* rules: "deny Bash(ls *)", one a line. */
static inline void one_policy_init(struct one_policy *p, const char *rules)
{
	static const char *const lists[] = {"deny ", "ask ", "allow "};
	struct pc_str rest = pc_str(rules);
	struct pc_err err;
	size_t n = 0;

	p->diags.arena = &p->arena;
	p->settings.rules = p->rules;
	p->settings.cwd = PC_STR("/w");
	p->settings.home = PC_STR("/h");
	p->settings.dirs = &p->settings.cwd;
	p->settings.n_dirs = 1;
	while (rest.len) {
		struct pc_str line = pc_str_cut(&rest, '\n');

		for (unsigned list = 0; list < PC_COUNT(lists); list++) {
			struct pc_str word = pc_str(lists[list]);

			if (!pc_str_starts(line, word))
				continue;
			assert_true(n < MOST_RULES);
			p->rules[n] =
				(struct pc_rule_text){.text = pc_str_from(line, word.len),
					.list = (enum pc_list_kind)list,
					.from.at = {"test", (uint32_t)n + 1, 1},
					.base = PC_STR("/w")};
			n++;
			break;
		}
	}
	p->settings.n_rules = n;
	assert_int_equal(
		pc_policy_compile(&p->policy, &p->settings, &p->diags, &err), PC_OK);
}

static inline void one_policy_done(struct one_policy *p)
{
	pc_policy_free(p->policy);
	pc_arena_done(&p->arena);
}

/* "deny rule WebFetch(domain:x.com)", "ask default": verdict, by, and the rule. */
static inline const char *one_policy_decide(
	struct one_policy *p, const char *tool, const char *input)
{
	PC_AUTO(pc_scratch_freep) struct pc_scratch *scratch = pc_scratch_new();
	struct pc_evaluator ev = {.arena = &p->arena, .scratch = scratch};
	struct pc_action action = {.tool = pc_str(tool)};
	struct pc_node *node = NULL;
	struct pc_verdict verdict;
	struct pc_err err;
	struct pc_str rule;

	assert_int_equal(
		pc_json_read(&node, &p->arena, "input", pc_str(input), NULL, &err),
		PC_OK);
	action.input = node;
	verdict = pc_policy_decide(p->policy, &ev, &action);
	rule = verdict.rule ? verdict.rule->src->text : (struct pc_str){0};
	return pc_arena_printf(&p->arena, "%s %s%s%.*s", pc_verdict_name(verdict.kind),
		pc_by_name(verdict.by), rule.len ? " " : "", PC_STR_ARG(rule))
		.ptr;
}

/* One row of the tests that ask for a verdict. */
struct verdict_row {
	const char *name, *rules, *tool, *input, *want;
};

static inline void check_verdict(const struct verdict_row *r)
{
	struct one_policy p = {0};

	one_policy_init(&p, r->rules);
	assert_string_equal(one_policy_decide(&p, r->tool, r->input), r->want);
	one_policy_done(&p);
}

#endif
