/* SPDX-License-Identifier: Apache-2.0 */
/* One glance at what stands above the files, with each sweep: as soon as settings come
 * from elsewhere, the policy is in force no more, and no client tells anybody.
 *
 * Homes are their users' alone, so this is root where policyd is.  It runs nothing, may
 * write nothing and reach nobody; and it is a process of its own, since a home on a
 * server that hangs must not hold up who repairs. */
#include "pc/base/limits.h"
#include "pc/machine/machine.h"
#include "role.h"

static const char source_name[] = "sources";

static enum pc_status tell(struct pc_arena *arena, const struct pc_machine *machine,
	const struct pc_machine_source *source, struct pc_err *err)
{
	struct pc_str path = source->path;
	struct message message = {
		MESSAGE_FINDING, .finding = {.source = pc_str(source_name),
					 .code = PC_STR("PC2204"),
					 .severity = PC_STR("error")}};

	if (machine->root.len && pc_str_starts(path, machine->root))
		path = pc_str_from(path, machine->root.len);
	message.finding.file = path;
	message.finding.text = pc_arena_printf(arena,
		"your policy is not in force%s%.*s, because %s come%s first",
		source->who.len ? " for " : "", PC_STR_ARG(source->who), source->what,
		pc_str_starts(pc_str(source->what), PC_STR("a ")) ? "s" : "");
	return message_send(FD_EVENTS, &message, err);
}

static enum pc_status glance(const struct pc_machine *machine, struct pc_err *err)
{
	struct pc_diags diags = {.arena = machine->arena};
	struct message all = {MESSAGE_FINDINGS, .findings.source = pc_str(source_name)};
	struct pc_machine_sources sources;
	const struct pc_settings *settings;
	struct pc_err unread;

	settings = pc_machine_settings(machine, (struct pc_str){0}, &diags, &unread);
	pc_machine_find_sources(&sources, machine, settings);
	for (size_t i = 0; i < sources.count && all.findings.count < PC_MAX_LOOK_FINDINGS;
		i++) {
		if (!sources.items[i].is_dead)
			continue;
		PC_TRY(tell(machine->arena, machine, &sources.items[i], err));
		all.findings.count++;
	}
	return message_send(FD_EVENTS, &all, err);
}

int role_glance(struct daemon *daemon)
{
	static const struct pc_sandbox_path paths[] = {{"/", PC_SANDBOX_READ}};
	const struct pc_sandbox sandbox = {paths, PC_COUNT(paths), PC_SANDBOX_BECOME};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_config *config = &daemon->config;
	const struct pc_target *target = role_target(config);
	const struct pc_machine machine = {
		.arena = &arena,
		.root = config->root,
		.managed = pc_str(role_path(&arena, config->root, pc_str(target->place))),
		.os = target->os,
	};
	struct pc_err err;

	if (role_enter("glance", NULL, &sandbox, &err) == PC_OK &&
		glance(&machine, &err) == PC_OK)
		return ENDED_WELL;
	daemon_log("glance", "%s", err.text);
	return ENDED_BADLY;
}
