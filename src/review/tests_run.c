/* SPDX-License-Identifier: Apache-2.0 */
/* Policy tests to verdicts.  Each `where` has a policy of its own, made once, asked all
 * its calls and let go, so that many people cost the memory of one. */
#include <time.h>

#include "pc/review/call.h"
#include "tests_priv.h"

/* One person's policy. */
struct person {
	struct pc_arena own; /* of settings that nobody else needs */
	const struct pc_settings *settings;
	const struct pc_policy *policy;
	struct pc_policy *made; /* the same, when it is ours to free */
	size_t first_managed;   /* where the managed rules begin */
};

static void person_done(struct person *person)
{
	pc_policy_free(person->made);
	pc_arena_done(&person->own);
}

static bool is_managed(const struct pc_rule_text *rule)
{
	return rule->from.layer == PC_LAYER_MANAGED;
}

/* Whether the policy that the caller has is also this person's. */
static bool is_given(const struct pc_test_run *run, const struct pc_test_where *where)
{
	const struct pc_settings *have = run->settings;
	const struct pc_stand_ins *own = &where->own;

	return run->policy && pc_str_eq(have->home, where->home) &&
	       pc_str_eq(have->cwd, where->cwd) && where->mode.len == 0 &&
	       where->n_dirs == 0 && have->is_trusted == own->trusted && !own->user &&
	       !own->project && !own->local && !own->flag;
}

static void keep_finding(struct pc_diags *diags, const struct pc_diag *found)
{
	struct pc_diag *kept = pc_diag_add(diags, found->code, found->severity, found->at,
		"%.*s", PC_STR_ARG(found->text));

	/* The settings that it borrows from may be gone when it is read. */
	kept->effect = found->effect;
	kept->hint = pc_arena_str(diags->arena, found->hint);
	kept->key = pc_arena_str(diags->arena, found->key);
	kept->rule = pc_arena_str(diags->arena, found->rule);
	kept->fix = found->fix;
	kept->fix.with = pc_arena_str(diags->arena, found->fix.with);
}

/* Another `where` may have the same settings, and so the same finding. */
static bool is_said(const struct pc_diags *diags, const struct pc_diag *found)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct pc_diag *said = &diags->items[i];

		if (said->at.file == found->at.file && said->at.line == found->at.line &&
			said->at.col == found->at.col &&
			strcmp(said->code, found->code) == 0)
			return true;
	}
	return false;
}

/* Settings that stand in a test are the test author's business, the others are not; nor
 * is what a `where` withholds from them on purpose (PC1316). */
static void keep_own_findings(struct pc_diags *diags, const struct pc_diags *all,
	const struct pc_test_where *where)
{
	const struct pc_node *const documents[] = {
		where->own.user, where->own.project, where->own.local, where->own.flag};

	for (size_t i = 0; i < all->count; i++) {
		for (size_t d = 0; d < PC_COUNT(documents); d++) {
			if (!documents[d] ||
				documents[d]->at.file != all->items[i].at.file)
				continue;
			if (strcmp(all->items[i].code, "PC1316") != 0 &&
				!is_said(diags, &all->items[i]))
				keep_finding(diags, &all->items[i]);
			break;
		}
	}
}

static enum pc_status person_load(struct person *out, struct pc_arena *arena,
	const struct pc_test_run *run, const struct pc_test_where *who,
	struct pc_diags *diags, struct pc_err *err)
{
	struct pc_where where = {
		.managed_dir = run->repository,
		.yaml = true,
		.home = who->home,
		.cwd = who->cwd,
		.permission_mode = who->mode,
		.add_dirs = who->dirs,
		.n_add_dirs = who->n_dirs,
		.stand_ins = &who->own,
		.managed_of = run->settings,
	};
	struct pc_diags found = {.arena = diags ? diags->arena : NULL};
	struct pc_settings *settings;

	if (is_given(run, who)) {
		out->settings = run->settings;
		out->policy = run->policy;
	} else {
		PC_TRY(pc_settings_load(
			&settings, arena, &where, diags ? &found : NULL, err));
		PC_TRY(pc_policy_compile(&out->made, settings, NULL, err));
		out->settings = settings;
		out->policy = out->made;
		keep_own_findings(diags, &found, who);
	}
	while (out->first_managed < out->settings->n_rules &&
		!is_managed(&out->settings->rules[out->first_managed]))
		out->first_managed++;
	return PC_OK;
}

/* The managed rules of the first person, which are everybody's. */
static void list_rules(
	struct pc_test_run *run, struct pc_arena *arena, const struct pc_settings *from)
{
	run->rules = pc_arena_new_array(arena, struct pc_test_touch, from->n_rules);
	for (size_t i = 0; i < from->n_rules; i++) {
		const struct pc_rule_text *rule = &from->rules[i];

		if (is_managed(rule)) {
			run->rules[run->n_rules++] = (struct pc_test_touch){
				rule->text, rule->from.at, rule->list, 0};
		}
	}
}

static void touch(
	struct pc_test_run *run, const struct person *person, const struct pc_rule *rule)
{
	size_t i;

	if (!rule || !is_managed(rule->src))
		return;
	i = (size_t)(rule->src - person->settings->rules) - person->first_managed;
	if (i < run->n_rules && run->rules[i].n_decided++ == 0)
		run->n_touched++;
}

static bool is_as_expected(const struct pc_test *test, const struct pc_verdict *verdict)
{
	if (verdict->kind != test->expect || (test->has_by && verdict->by != test->by))
		return false;
	return test->rule.len == 0 ||
	       (verdict->rule && pc_str_eq(verdict->rule->src->text, test->rule));
}

/* Why the expected rule did not decide, as far as its text tells. */
static struct pc_str rule_hint(struct pc_arena *arena, const struct pc_settings *settings,
	struct pc_str expected)
{
	struct pc_str like = {0};
	size_t least = 1 + expected.len / 4;

	for (size_t i = 0; i < settings->n_rules; i++) {
		const struct pc_rule_text *rule = &settings->rules[i];
		size_t longer = rule->text.len > expected.len
					? rule->text.len - expected.len
					: expected.len - rule->text.len;
		size_t distance;

		if (pc_str_eq(rule->text, expected)) {
			return pc_arena_printf(arena,
				"that rule stands at %s:%u:%u and did not decide",
				rule->from.at.file, rule->from.at.line,
				rule->from.at.col);
		}
		if (longer > least)
			continue;
		distance = pc_str_distance(rule->text, expected);
		if (distance <= least) {
			least = distance;
			like = rule->text;
		}
	}
	if (like.len) {
		return pc_arena_printf(arena,
			"the policy has no rule '%.*s'; did you mean '%.*s'?",
			PC_STR_ARG(expected), PC_STR_ARG(like));
	}
	return pc_arena_printf(
		arena, "the policy has no rule '%.*s'", PC_STR_ARG(expected));
}

static void fill(struct pc_test_answer *answer, struct pc_arena *arena,
	const struct pc_verdict *verdict)
{
	answer->was_run = true;
	answer->got = verdict->kind;
	answer->by = verdict->by;
	answer->passed = is_as_expected(answer->test, verdict);
	if (answer->passed)
		return;
	/* The policy may be gone when the answer is read. */
	answer->reason = pc_arena_str(arena, verdict->reason);
	if (!verdict->rule)
		return;
	answer->rule = pc_arena_str(arena, verdict->rule->src->text);
	answer->rule_at = verdict->rule->src->from.at;
	answer->rule_at.file = pc_arena_str(arena, pc_str(answer->rule_at.file)).ptr;
}

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void run_test(struct pc_test_run *run, struct pc_arena *arena, size_t i,
	const struct person *person, const struct pc_evaluator *ev)
{
	enum { MOST_HINTS = 50 }; /* each looks at every rule there is */
	struct pc_test_answer *answer = &run->answers[i];
	const struct pc_test *test = answer->test;
	struct pc_action action;
	struct pc_verdict verdict;
	double start = now();

	pc_arena_reset(ev->arena);
	pc_call_from_node(&action, ev->arena, person->settings, test->tool, test->input);
	verdict = pc_policy_decide(person->policy, ev, &action);
	answer->seconds = now() - start;
	touch(run, person, verdict.rule);
	fill(answer, arena, &verdict);
	if (answer->passed) {
		run->n_passed++;
		return;
	}
	run->n_failed++;
	if (test->rule.len && run->n_failed <= MOST_HINTS)
		answer->hint = rule_hint(arena, person->settings, test->rule);
	if (run->explain) {
		answer->explained = run->explain(run->explain_user, arena,
			person->settings, person->policy, ev, &action);
	}
}

/* All calls of one `where`. */
static enum pc_status run_where(struct pc_test_run *run, struct pc_arena *arena,
	size_t where, struct pc_diags *diags, struct pc_err *err)
{
	const struct pc_test_where *who =
		run->tests->n_wheres ? &run->tests->wheres[where] : &pc_test_anybody;
	PC_AUTO(pc_arena_done) struct pc_arena calls = {0};
	PC_AUTO(pc_scratch_freep) struct pc_scratch *scratch = pc_scratch_new();
	PC_AUTO(person_done) struct person person = {0};
	struct pc_evaluator ev = {.arena = &calls, .scratch = scratch};

	/* What the list of rules shows, and what later loads take over, has to stay. */
	PC_TRY(person_load(
		&person, run->rules ? &person.own : arena, run, who, diags, err));
	if (!run->settings)
		run->settings = person.settings;
	if (person.settings->refused) {
		run->refused = true;
		run->refused_at = person.settings->refused_at;
		run->refused_why = person.settings->refused_why;
		return PC_OK;
	}
	if (!run->rules)
		list_rules(run, arena, person.settings);
	for (size_t i = 0; i < run->tests->count; i++) {
		if (run->tests->items[i].where == where)
			run_test(run, arena, i, &person, &ev);
	}
	return PC_OK;
}

enum pc_status pc_tests_run(struct pc_test_run *run, struct pc_arena *arena,
	struct pc_diags *diags, struct pc_err *err)
{
	const struct pc_tests *tests = run->tests;

	run->answers = pc_arena_new_array(arena, struct pc_test_answer, tests->count);
	for (size_t i = 0; i < tests->count; i++)
		run->answers[i].test = &tests->items[i];
	/* Without any test there are still rules that none touches. */
	PC_TRY(run_where(run, arena, 0, diags, err));
	for (size_t where = 1; where < tests->n_wheres && !run->refused; where++)
		PC_TRY(run_where(run, arena, where, diags, err));
	return PC_OK;
}
