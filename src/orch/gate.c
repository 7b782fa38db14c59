/* SPDX-License-Identifier: Apache-2.0 */
/* The steps in their order, and the only place that makes a pass (docs/ARCHITECTURE.md,
 * "An attempt, step by step"; the test gate.only holds the other files against it). */
#include <stdlib.h>

#include "gate_priv.h"
#include "pc/doc/read.h"

enum { MAX_WHY = 400 };

struct pc_pass {
	/* Where it was made: a copy of a pass is none, and neither is zeroed memory. */
	uintptr_t seal;
	bool *is_spent;
	int64_t job, generation, now;
	struct pc_str requested, model, via, rule;
	const char *const *environment;
	const struct pc_node *schema;
	bool tells_model; /* a backend that does not say which model answered is wrong */
};

static const struct {
	const char *name;
	bool (*lets)(struct gate_case *c);
} steps[PC_GATE_STEPS] = {
	[PC_GATE_MODEL] = {"model", gate_model},
	[PC_GATE_PROVIDER] = {"provider", gate_provider},
	[PC_GATE_KEY] = {"key", gate_key},
	[PC_GATE_TOOLS] = {"tools", gate_tools},
	[PC_GATE_BUDGET] = {"budget", gate_budget},
	[PC_GATE_PLACE] = {"place", gate_place},
	[PC_GATE_ENVIRONMENT] = {"environment", gate_environment},
	[PC_GATE_OUTPUT] = {"output", gate_output},
};

const char *pc_gate_step_name(enum pc_gate_step step)
{
	return steps[step].name;
}

enum pc_status pc_gate_new(
	struct pc_gate **out, const struct pc_gate_setup *setup, struct pc_err *err)
{
	struct pc_gate *gate;

	if (!setup->guard || !setup->policy || !setup->config) {
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"a gate needs models, rules and a configuration");
	}
	gate = pc_xcalloc(1, sizeof(*gate));
	gate->with = *setup;
	gate->scratch = pc_scratch_new();
	*out = gate;
	return PC_OK;
}

void pc_gate_free(struct pc_gate *gate)
{
	if (!gate)
		return;
	pc_scratch_free(gate->scratch);
	free(gate);
}

bool gate_refuse(
	struct gate_case *c, struct pc_str rule, struct pc_span at, struct pc_str why)
{
	char *line;

	why = pc_str_head(why, MAX_WHY);
	line = pc_arena_bytes(c->arena, why.len + 1);
	for (size_t i = 0; i < why.len; i++) {
		unsigned char byte = (unsigned char)why.ptr[i];

		line[i] = byte < ' ' || byte == 0x7f ? '?' : why.ptr[i];
	}
	line[why.len] = '\0';
	c->answer->is_let = false;
	c->answer->rule = pc_arena_str(c->arena, rule);
	c->answer->why = (struct pc_str){line, why.len};
	c->answer->at = at;
	return false;
}

static struct gate_case open_case(struct pc_gate *gate, struct pc_gate_answer *answer,
	struct pc_arena *arena, const struct pc_gate_ask *ask)
{
	struct gate_case c = {.gate = gate, .ask = ask, .arena = arena, .answer = answer};

	c.evaluator = (struct pc_evaluator){.arena = arena,
		.scratch = gate->scratch,
		.resolve = gate->with.resolve,
		.follow = gate->with.follow,
		.resolve_user = gate->with.resolve_user};
	*answer = (struct pc_gate_answer){.generation = gate->with.generation};
	pc_model_guard_look(&c.view, gate->with.guard);
	return c;
}

static uintptr_t seal_of(const struct pc_pass *pass)
{
	return (uintptr_t)pass ^ (uintptr_t)0x7061737354686973;
}

static struct pc_pass *make_pass(const struct gate_case *c)
{
	struct pc_pass *pass = pc_arena_new(c->arena, struct pc_pass);

	*pass = (struct pc_pass){.seal = seal_of(pass),
		.is_spent = pc_arena_new(c->arena, bool),
		.job = c->ask->job->id,
		.generation = c->answer->generation,
		.now = c->ask->now,
		.requested = pc_arena_str(c->arena, c->requested),
		.model = pc_arena_str(c->arena, c->answer->model),
		.via = pc_arena_str(c->arena, c->ask->via),
		.rule = c->answer->rule,
		.environment = c->answer->environment,
		.schema = c->schema,
		.tells_model = c->backend->contract != PC_CONTRACT_COMMAND};
	return pass;
}

enum pc_status pc_gate_before(struct pc_pass **out, struct pc_gate_answer *answer,
	struct pc_arena *arena, struct pc_gate *gate, const struct pc_gate_ask *ask,
	struct pc_err *err)
{
	struct gate_case c;

	*out = NULL;
	if (!ask->job) {
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"the gate was asked about no job");
	}
	c = open_case(gate, answer, arena, ask);
	for (unsigned step = 0; step < PC_GATE_STEPS; step++) {
		answer->step = (enum pc_gate_step)step;
		if (!steps[step].lets(&c))
			return PC_OK;
	}
	answer->is_let = true;
	*out = make_pass(&c);
	return PC_OK;
}

/* What is wrong with using it for that plan; NULL: nothing. */
static const char *fault_of(const struct pc_pass *pass, const struct pc_run_plan *plan)
{
	if (!pass)
		return "an attempt has no pass";
	if (pass->seal != seal_of(pass))
		return "an attempt's pass was not made by the gate";
	if (*pass->is_spent)
		return "an attempt's pass was used before";
	if (!plan->job || plan->job->id != pass->job)
		return "an attempt's pass is for another job";
	if (!pc_str_eq(plan->model, pass->model))
		return "an attempt's pass is for another model";
	if (plan->environment != pass->environment)
		return "an attempt's environment is not the one that the gate left";
	return NULL;
}

enum pc_status pc_pass_take(const struct pc_run_plan *plan, struct pc_err *err)
{
	const char *fault = fault_of(plan->pass, plan);

	if (fault) {
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"%s: it is not started", fault);
	}
	*plan->pass->is_spent = true;
	return PC_OK;
}

/* ---- what came back --------------------------------------------------------- */

static bool lets_answered(
	struct gate_case *c, const struct pc_pass *pass, const struct pc_gate_came *came)
{
	const struct pc_hop hop = {.requested = pass->model,
		.answered = came->answered,
		.via = pass->via,
		.now = (came->now > pass->now ? came->now : pass->now) / 1000};
	struct pc_hop_answer hops;

	c->answer->step = PC_GATE_MODEL;
	if (!came->answered.len && pass->tells_model) {
		return gate_refuse(c, PC_STR("models: answered"), (struct pc_span){0},
			PC_STR("nobody said which model has answered"));
	}
	pc_model_decide(&hops, c->view.models, c->view.policy, &hop);
	if (hops.verdict == PC_HOP_REFUSE) {
		return gate_refuse(c,
			pc_arena_printf(
				c->arena, "models: %s", pc_hop_reason_name(hops.reason)),
			hops.at, pc_hop_say(c->arena, c->view.models, &hop, &hops));
	}
	/* It has answered: nothing is redirected any more, only told. */
	if (hops.verdict != PC_HOP_USE)
		c->answer->warning = pc_hop_say(c->arena, c->view.models, &hop, &hops);
	c->answer->model =
		pc_arena_str(c->arena, came->answered.len ? came->answered : pass->model);
	return true;
}

static bool lets_text(struct gate_case *c, const struct pc_pass *pass, struct pc_str text)
{
	struct pc_node *node = NULL;
	struct pc_str fault;
	struct pc_err err;

	c->answer->step = PC_GATE_OUTPUT;
	if (!pass->schema)
		return true;
	if (pc_json_read(&node, c->arena, "output", pc_str_trim(text), NULL, &err) !=
		PC_OK) {
		/* The error's text may quote what came: the place is enough. */
		return gate_refuse(c, PC_STR("schema"), pass->schema->at,
			pc_arena_printf(c->arena, "the output is no JSON from line %u on",
				(unsigned)err.at.line));
	}
	fault = shape_fault(c->arena, pass->schema, node);
	return !fault.len || gate_refuse(c, PC_STR("schema"), pass->schema->at,
				     pc_arena_printf(c->arena,
					     "the output does not have its shape: %.*s",
					     PC_STR_ARG(fault)));
}

void pc_gate_after(struct pc_gate_answer *answer, struct pc_arena *arena,
	struct pc_gate *gate, const struct pc_pass *pass, const struct pc_gate_came *came)
{
	static const struct pc_gate_ask none = {0};
	struct gate_case c = open_case(gate, answer, arena, &none);

	if (!pass || pass->seal != seal_of(pass) || !*pass->is_spent) {
		answer->step = PC_GATE_OUTPUT;
		gate_refuse(&c, PC_STR("gate"), (struct pc_span){0},
			PC_STR("an answer came for which nothing was let through"));
		return;
	}
	answer->is_let = lets_answered(&c, pass, came) && lets_text(&c, pass, came->text);
	if (answer->is_let)
		answer->rule = pass->rule;
}
