/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl status: is this machine on the policy, and if not, why.  What policyd says is
 * held against what lies on the disk; a policy counts as verified when it was read back.
 */
#include <inttypes.h>
#include <stdio.h>

#include "ask.h"
#include "clean.h"
#include "output.h"
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

void status_add_reason(struct status *status, const char *id, struct pc_str text)
{
	pc_arena_grow(
		status->arena, status->reasons, status->n_reasons, status->reasons_cap);
	status->reasons[status->n_reasons++] = (struct reason){id, text};
}

#define REASON(status, id, ...)                                                          \
	status_add_reason((status), (id), pc_arena_printf((status)->arena, __VA_ARGS__))

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
		REASON(status, "silent", "policyd does not answer: %s",
			status->silence.text);
	if (status->agent.config_status == PC_ERR_PARSE)
		REASON(status, "configuration",
			"'%s' cannot be used; policyctl doctor "
			"says why",
			status->agent.config_file);
}

static void judge_policy(struct status *status)
{
	enum { PER_SECOND = 1000 };
	const struct agent_generation *generation = &status->generation;
	int64_t now = clean_now();

	if (!status->has_generation) {
		REASON(status, "no-policy",
			"no policy has been put in force, as far as is "
			"known");
		return;
	}
	if (!status->is_read_back)
		REASON(status, "read-back", "'%.*s' is not what was put in force%s%.*s",
			PC_STR_ARG(status->document.path),
			status->document.fault.len ? ": " : "",
			PC_STR_ARG(status->document.fault));
	if (generation->expires && generation->expires * PER_SECOND <= now)
		REASON(status, "expired", "the policy expired %.*s ago, at %.*s",
			PC_STR_ARG(clean_age(
				status->arena, now - generation->expires * PER_SECOND)),
			PC_STR_ARG(clean_time(
				status->arena, generation->expires * PER_SECOND)));
}

/* In force and read back, and yet no policy. */
static void judge_kill(struct status *status)
{
	const struct pc_node *refusal =
		agent_refusal(status->answer, &status->generation);

	if (pc_str_is(agent_text(refusal, "outcome"), "killed"))
		REASON(status, "killed", "%.*s",
			PC_STR_ARG(agent_text(refusal, "reason")));
}

static void judge_machine(struct status *status)
{
	const struct pc_machine_hook *hook = &status->hook;

	for (size_t i = 0; i < status->sources.count; i++) {
		const struct pc_machine_source *source = &status->sources.items[i];

		if (source->is_dead)
			REASON(status, "higher-source",
				"the files do not count%s%.*s: %s come%s first (%.*s)",
				source->who.len ? " for " : "", PC_STR_ARG(source->who),
				source->what, source->what[0] == 'a' ? "s" : "",
				PC_STR_ARG(source->path));
	}
	if (status->settings && status->settings->refused)
		REASON(status, "refused", "clients do not start: %.*s",
			PC_STR_ARG(status->settings->refused_why));
	if (hook->is_named && hook->fault.len)
		REASON(status, "hook", "the hook '%.*s' %.*s", PC_STR_ARG(hook->program),
			PC_STR_ARG(hook->fault));
	for (size_t i = 0; i < status->clients.count; i++) {
		const struct pc_machine_client *client = &status->clients.items[i];

		if (client->n_ignores)
			REASON(status, "old-client",
				"the client '%.*s' (%.*s) ignores what the policy "
				"uses: %.*s",
				PC_STR_ARG(client->path), PC_STR_ARG(client->version),
				PC_STR_ARG(client->ignores));
	}
}

static void judge_drift(struct status *status)
{
	int64_t left = agent_number(pc_node_get_c(status->answer, "day"), "unmended");

	if (left && !status->is_read_back)
		REASON(status, "drift", "%" PRId64 " change%s of the last day %s left",
			left, pc_plural((size_t)left), left == 1 ? "was" : "were");
}

static bool judge_force(const struct status *status)
{
	bool is_dead = status->settings && status->settings->refused;

	for (size_t i = 0; i < status->sources.count; i++)
		is_dead |= status->sources.items[i].is_dead;
	return status->is_read_back && !is_dead;
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
	if (!args->no_clients)
		pc_machine_find_clients(&status->clients, &agent->machine);
	status->state = judge_state(status);
	judge_daemon(status);
	judge_policy(status);
	judge_kill(status);
	judge_machine(status);
	judge_drift(status);
	status_judge_findings(status);
	status->is_in_force = judge_force(status);
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct status_args *args = opaque;
	struct status status = {.arena = arena};
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
	return status.n_reasons ? EXIT_FINDINGS : EXIT_FINE;
}

const struct cmd cmd_status = {
	.name = "status",
	.operands = "",
	.brief = "Say whether this machine is on the policy, and if not, why",
	.opts = {agent_options, options, NULL},
	.args_size = sizeof(struct status_args),
	.run = run,
};
