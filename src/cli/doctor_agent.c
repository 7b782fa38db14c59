/* SPDX-License-Identifier: Apache-2.0 */
/* Clients, the hook that they run, and sources that make the files count for nothing. */
#include <unistd.h>

#include "doctor.h"

static void look_at_sources(struct health_report *out, struct doctor *doctor)
{
	for (size_t i = 0; i < doctor->sources.count; i++) {
		const struct pc_machine_source *source = &doctor->sources.items[i];

		if (!source->is_dead)
			continue;
		health_fault(out, doctor, source->path,
			"'%.*s'%s%.*s: %s; clients do not look at the files beside it",
			PC_STR_ARG(source->path), source->who.len ? " of " : "",
			PC_STR_ARG(source->who), source->what);
		return;
	}
}

static void look_at_clients(struct health_report *out, struct doctor *doctor)
{
	struct pc_machine_clients clients;

	pc_machine_find_clients(&clients, &doctor->agent.machine);
	if (clients.count == 0)
		health_skip(out, "no client was found");
	for (size_t i = 0; i < clients.count; i++) {
		const struct pc_machine_client *client = &clients.items[i];

		if (client->fault.len)
			health_fault(out, doctor, client->path, "'%.*s': %.*s",
				PC_STR_ARG(client->path), PC_STR_ARG(client->fault));
		else if (client->refuses.len)
			health_fault(out, doctor, client->path,
				"'%.*s' (%.*s) does not start: %.*s",
				PC_STR_ARG(client->path), PC_STR_ARG(client->version),
				PC_STR_ARG(client->refuses));
		else if (client->n_ignores)
			health_fault(out, doctor, client->path,
				"'%.*s' (%.*s) ignores what the policy uses: %.*s",
				PC_STR_ARG(client->path), PC_STR_ARG(client->version),
				PC_STR_ARG(client->ignores));
		if (out->health == HEALTH_FAULT)
			return;
	}
}

static void look_for_hook(struct health_report *out, struct doctor *doctor)
{
	if (!doctor->hook.is_named)
		health_fault(out, doctor, (struct pc_str){0},
			"no managed PreToolUse hook runs policyctl-hook: only what the "
			"client itself sees is denied, and no decision is recorded");
	else if (!doctor->hook.is_for_all)
		health_fault(out, doctor, (struct pc_str){0},
			"the hook's matcher keeps some tools from it");
}

static void look_at_program(struct health_report *out, struct doctor *doctor)
{
	const struct pc_machine_hook *hook = &doctor->hook;

	if (!hook->is_named) {
		health_skip(out, "there is no hook");
		return;
	}
	if (hook->fault.len == 0)
		return;
	health_fault(out, doctor, agent_path(&doctor->agent, hook->program),
		"the hook's program '%.*s' %.*s", PC_STR_ARG(hook->program),
		PC_STR_ARG(hook->fault));
	if (access(out->about.ptr, F_OK) == 0) /* it is its mode alone */
		out->mend = "chmod 0755 @";
}

static void look_at_failure(struct health_report *out, struct doctor *doctor)
{
	if (!doctor->hook.is_named)
		health_skip(out, "there is no hook");
	else if (!doctor->hook.fails_closed)
		health_fault(out, doctor, (struct pc_str){0},
			"the hook has no \"onFailure\": \"block\": calls run when it "
			"cannot");
}

const struct check doctor_agent[] = {
	{"source", "nothing stands above the files", look_at_sources,
		"policyctl show --managed % --origin   # and take the policy out of @ "
		"where "
		"it is made, or set managedSourcesBehavior to merge there"},
	{"client", "every client knows all that the policy uses", look_at_clients,
		"@ update"},
	{"hook", "managed settings name the hook, for all tools", look_for_hook,
		"policyctl hook --install --managed %"},
	{"hook-program", "the hook's program can be run, and not be replaced",
		look_at_program, "policyctl hook --install --managed %"},
	{"hook-failure", "calls are blocked when the hook fails", look_at_failure,
		"policyctl hook --install --managed %"},
	{.id = NULL},
};
