/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl check: one decision, or many from JSON lines. */
#include <stdio.h>
#include <unistd.h>

#include "calls.h"
#include "counterfactual.h"
#include "output.h"
#include "pc/doc/write.h"
#include "pc/strict/strict.h"
#include "places.h"

struct check_args {
	struct places places;
	bool batch, explain;
	struct pc_str format, profile;
};

#define FIELD(member) offsetof(struct check_args, member)

static const struct opt options[] = {
	{OPT_FLAG, "batch", NULL,
		"Read {\"tool\",\"input\"} JSON lines, answer each in order",
		FIELD(batch)},
	{OPT_FLAG, "explain", NULL,
		"Show how the verdict came about, and what would change it",
		FIELD(explain)},
	{OPT_WORD, "format", "text|json", "How to print one decision (default: text)",
		FIELD(format)},
	{OPT_WORD, "profile", "claude-code|strict",
		"Decide as the client does (default), or so that what a rule denies "
		"stays "
		"denied however a command spells it",
		FIELD(profile)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* What a run of check holds. */
struct check {
	struct pc_settings *settings;
	struct pc_policy *policy;
	struct pc_evaluator ev;
	bool strict;
};

static void check_done(struct check *check)
{
	pc_policy_free(check->policy);
	pc_scratch_free(check->ev.scratch);
}

static struct pc_verdict decide(const struct check *check, const struct pc_action *action)
{
	return check->strict ? pc_strict_decide(check->policy, &check->ev, action)
			     : pc_policy_decide(check->policy, &check->ev, action);
}

/* The verdict's place: the rule's, or that of the file that stops the client. */
static struct pc_span verdict_place(
	const struct check *check, const struct pc_verdict *verdict)
{
	if (verdict->rule)
		return verdict->rule->src->from.at;
	return verdict->by == PC_BY_REFUSED ? check->settings->refused_at
					    : (struct pc_span){0};
}

static void print_json(const struct check *check, const struct pc_verdict *verdict)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_span at = verdict_place(check, verdict);
	struct pc_str none = {0};

	pc_buf_printf(&out, "{\"verdict\":\"%s\",\"by\":\"%s\"",
		pc_verdict_name(verdict->kind), pc_by_name(verdict->by));
	pc_json_member(&out, "rule", verdict->rule ? verdict->rule->src->text : none);
	pc_json_member(&out, "source", at.file ? output_place(&arena, at) : none);
	if (verdict->reason.len)
		pc_json_member(&out, "reason", verdict->reason);
	if (check->strict)
		pc_buf_puts(&out, ",\"profile\":\"strict\"");
	pc_buf_puts(&out, "}\n");
	output_text(stdout, pc_buf_str(&out));
}

static void print_text(const struct check *check, const struct pc_verdict *verdict)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_span at = verdict_place(check, verdict);

	printf("%s (by %s)\n", pc_verdict_name(verdict->kind), pc_by_name(verdict->by));
	if (verdict->rule) {
		printf("  rule:   %.*s (%s)\n", PC_STR_ARG(verdict->rule->src->text),
			pc_layer_name(verdict->rule->src->from.layer));
	}
	if (at.file) {
		struct pc_str place = output_place(&arena, at);

		printf("  source: %.*s\n", PC_STR_ARG(place));
	}
	if (verdict->reason.len)
		printf("  reason: %.*s\n", PC_STR_ARG(verdict->reason));
}

static void print_bad_line(const struct pc_err *err, size_t number)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_buf_printf(&out,
		"{\"verdict\":null,\"line\":%zu,\"column\":%u,\"error\":", number,
		err->at.col);
	pc_json_quote(&out, pc_str(err->text));
	pc_buf_puts(&out, "}\n");
	output_text(stdout, pc_buf_str(&out));
	fprintf(stderr, "policyctl check: line %zu, column %u: %s\n", number, err->at.col,
		err->text);
}

static int run_batch(struct check *check)
{
	PC_AUTO(calls_done) struct calls calls = {.fd = STDIN_FILENO};
	bool all_allowed = true;

	for (;;) {
		struct pc_action action = {0};
		struct pc_verdict verdict;
		struct pc_err err = {0};
		enum pc_status status;

		pc_arena_reset(check->ev.arena);
		status = calls_next(&calls, &action, check->ev.arena, &err);
		if (status == PC_ERR_ABSENT)
			return all_allowed ? EXIT_FINE : EXIT_FINDINGS;
		if (status == PC_ERR_SYSTEM) {
			pc_err_wrap(&err, "standard input");
			return output_failure(&err);
		}
		if (status != PC_OK) {
			print_bad_line(&err, calls.number);
			all_allowed = false;
			continue;
		}
		verdict = decide(check, &action);
		print_json(check, &verdict);
		if (ferror(stdout))
			return EXIT_COULD_NOT;
		all_allowed &= verdict.kind == PC_VERDICT_ALLOW;
	}
}

static int run_one(struct check *check, const struct check_args *args, struct pc_str tool,
	struct pc_str input)
{
	bool json = pc_str_is(args->format, "json");
	FILE *talk = json ? stderr : stdout;
	struct pc_trace trace = {.step = output_step, .user = talk};
	struct pc_action action;
	struct pc_verdict verdict;

	pc_call_from_text(&action, check->ev.arena, check->settings, tool, input);
	if (args->explain) {
		counterfactual_rules(talk, check->settings, &check->ev, &action);
		check->ev.trace = &trace;
	}
	verdict = decide(check, &action);
	if (json)
		print_json(check, &verdict);
	else
		print_text(check, &verdict);
	if (args->explain) {
		fputs("what would change it:\n", talk);
		counterfactual_print(
			talk, check->settings, &check->ev, &action, &verdict);
	}
	return verdict.kind == PC_VERDICT_ALLOW ? EXIT_FINE : EXIT_FINDINGS;
}

static int usage(const struct check_args *args, const struct texts *operands)
{
	size_t want = args->batch ? 0 : 2;

	if (operands->count == want)
		return 0;
	fputs(args->batch ? "policyctl check: --batch reads the calls from standard "
			    "input and takes no operands\n"
			  : "policyctl check: TOOL and INPUT are needed: policyctl check "
			    "Bash 'curl x'\n",
		stderr);
	return EXIT_USAGE;
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct check_args *args = opaque;
	PC_AUTO(pc_arena_done) struct pc_arena scratch_arena = {0};
	PC_AUTO(check_done)
	struct check check = {.ev = {.arena = &scratch_arena,
				      .resolve = pc_resolve_here,
				      .follow = pc_follow_here}};
	struct pc_diags diags = {.arena = arena};
	struct pc_err err;
	int status = usage(args, operands);

	if (status == 0)
		status = places_load(&check.settings, arena, &args->places, &diags);
	if (status != 0)
		return status;
	if (pc_policy_compile(&check.policy, check.settings, &diags, &err) != PC_OK)
		return output_failure(&err);
	check.strict = pc_str_is(args->profile, "strict");
	check.ev.scratch = pc_scratch_new();
	output_diags(stderr, &diags, PC_WARNING);
	if (args->batch)
		return run_batch(&check);
	return run_one(&check, args, operands->items[0], operands->items[1]);
}

const struct cmd cmd_check = {
	.name = "check",
	.operands = "[TOOL INPUT]",
	.brief = "Decide a tool call as the client would, and say which rule decided",
	.opts = {options, place_options, NULL},
	.args_size = sizeof(struct check_args),
	.max_operands = 2,
	.run = run,
};
