/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl status: is this machine on the policy, and if not, why.  What policyd says is
 * held against what lies on the disk; a policy counts as verified when it was read back.
 */
#include <inttypes.h>
#include <stdio.h>

#include "ask.h"
#include "clean.h"
#include "output.h"
#include "pc/base/when.h"
#include "status.h"

struct status_args {
	struct agent_words words;
	bool no_clients;
	struct pc_str format;
};

#define FIELD(member) offsetof(struct status_args, member)

static const struct opt options[] = {
	{OPT_FLAG, "no-clients", NULL, "Do not run clients to ask for their versions",
		FIELD(no_clients)},
	{OPT_WORD, "format", "text|json", "How to print (default: text)", FIELD(format)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* ---- judging ------------------------------------------------------------------ */

const struct pc_node *status_look(const struct status *status)
{
	const struct pc_node *look = pc_node_get_c(status->answer, "look");

	return look && look->kind == PC_MAP ? look : NULL;
}

static enum state judge_state(const struct status *status)
{
	const struct pc_node *look = status_look(status);
	struct pc_str commit = agent_text(look, "commit_id");

	if (agent_refusal(status->answer, &status->generation))
		return STATE_FAILED;
	if (!status->has_generation)
		return commit.len ? STATE_PENDING : STATE_NONE;
	if (commit.len && !pc_str_eq(commit, status->generation.commit) &&
		agent_number(look, "at") > status->generation.at)
		return STATE_PENDING;
	return status->is_read_back ? STATE_VERIFIED : STATE_VERIFYING;
}

bool status_pending(struct pending *out, const struct status *status)
{
	const struct pc_node *look = status_look(status);
	const struct pc_node *refusal =
		agent_refusal(status->answer, &status->generation);
	const struct pc_node *newest = pc_node_get_c(status->answer, "sync");
	const struct pc_node *about = refusal ? refusal : look;

	if (status->state != STATE_PENDING && status->state != STATE_FAILED)
		return false;
	*out = (struct pending){.commit = agent_text(about, "commit_id"),
		.why = agent_text(refusal, "reason"),
		.since = agent_number(about, "at")};
	/* What keeps it waiting is told after the look that found it. */
	if (!refusal && pc_str_eq(agent_text(newest, "commit_id"), out->commit))
		out->why = agent_text(newest, "reason");
	return true;
}

/* ---- reasons ------------------------------------------------------------------- */

static void judge_daemon(struct status *status)
{
	if (!status->answer)
		pc_machine_reason_add(&status->reasons, "silent",
			"policyd does not answer: %s", status->silence.text);
	if (status->agent.config_status == PC_ERR_PARSE)
		pc_machine_reason_add(&status->reasons, "configuration",
			"'%s' cannot be used; policyctl doctor "
			"says why",
			status->agent.config_file);
}

/* What a kill switch says that is on. */
static struct pc_str find_kill(const struct status *status)
{
	const struct pc_node *refusal =
		agent_refusal(status->answer, &status->generation);
	struct pc_str why = agent_text(refusal, "reason");

	if (!pc_str_is(agent_text(refusal, "outcome"), "killed"))
		return (struct pc_str){0};
	return why.len ? why : PC_STR("a kill switch is on");
}

static void judge_machine(struct status *status)
{
	bool is_refused = status->settings && status->settings->refused;
	const struct pc_machine_case seen = {
		.has_policy = status->has_generation,
		.is_seen = true,
		.is_read_back = status->is_read_back,
		.document = status->document.path,
		.fault = status->document.fault,
		.expires = status->generation.expires,
		.now = pc_when_now(),
		.killed = find_kill(status),
		.refused =
			is_refused ? status->settings->refused_why : (struct pc_str){0},
		.sources = status->sources,
		.hook = status->hook,
		.clients = status->clients,
	};

	pc_machine_find_reasons(&status->reasons, &seen);
}

static void judge_drift(struct status *status)
{
	int64_t left = agent_number(pc_node_get_c(status->answer, "day"), "unmended");

	if (left && !status->is_read_back)
		pc_machine_reason_add(&status->reasons, "drift",
			"%" PRId64 " change%s of the last day %s left", left,
			pc_plural((size_t)left), left == 1 ? "was" : "were");
}

static bool judge_force(const struct status *status)
{
	bool is_dead = status->settings && status->settings->refused;

	for (size_t i = 0; i < status->sources.count; i++)
		is_dead |= status->sources.items[i].is_dead;
	return status->is_read_back && !is_dead;
}

/* As far as this user can see into homes. */
static void find_models(struct status *status)
{
	enum { SECOND = 1000 };
	const struct pc_models *models = agent_models(&status->agent);

	if (models)
		pc_machine_find_models(&status->models, &status->agent.machine, models,
			pc_when_now() / SECOND);
}

static void look_at_everything(struct status *status, const struct status_args *args)
{
	const struct agent *agent = &status->agent;
	struct pc_diags diags = {.arena = status->arena};
	struct pc_err err;

	agent_read(&status->agent, status->arena, &args->words);
	if (agent_status(&status->answer, agent, &status->silence) != PC_OK)
		status->answer = NULL;
	status->has_generation =
		agent_generation(&status->generation, agent, status->answer);
	pc_machine_read_document(&status->document, &agent->machine);
	status->is_read_back =
		status->has_generation && status->document.digest[0] &&
		pc_str_is(status->generation.digest, status->document.digest);
	status->settings =
		pc_machine_settings(&agent->machine, (struct pc_str){0}, &diags, &err);
	pc_machine_read_hook(&status->hook, &agent->machine, status->settings);
	pc_machine_find_sources(&status->sources, &agent->machine, status->settings);
	find_models(status);
	if (!args->no_clients)
		pc_machine_find_clients(&status->clients, &agent->machine);
	status->state = judge_state(status);
	judge_daemon(status);
	judge_machine(status);
	judge_drift(status);
	status_judge_findings(status);
	status->is_in_force = judge_force(status);
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct status_args *args = opaque;
	struct status status = {.arena = arena, .reasons = {.arena = arena}};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	PC_AUTO(pc_buf_done) struct pc_buf clean = {0};

	(void)operands;
	look_at_everything(&status, args);
	if (pc_str_is(args->format, "json")) {
		status_write_json(&out, &status);
		clean_json(&clean, pc_buf_str(&out));
	} else {
		status_write_text(&clean, &status);
	}
	output_text(stdout, pc_buf_str(&clean));
	return status.reasons.count ? EXIT_FINDINGS : EXIT_FINE;
}

const struct cmd cmd_status = {
	.name = "status",
	.operands = "",
	.brief = "Say whether this machine is on the policy, and if not, why",
	.opts = {agent_options, options, NULL},
	.args_size = sizeof(struct status_args),
	.run = run,
};
