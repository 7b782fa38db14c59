/* SPDX-License-Identifier: Apache-2.0 */
/* One look at the machine for a report: the document read back, the hook, what stands
 * above the files, the clients.
 *
 * Homes are their users' alone, so this is root where policyd is; it may write nothing
 * and reach nobody.  Clients are asked for their version as the users whose they are, and
 * what they start is as closed in as this is. */
#include <stdlib.h>

#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/machine/report.h"
#include "pc/os/program.h"
#include "role.h"

static enum pc_status tell(const struct pc_wire_survey *survey, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct message message = {.type = MESSAGE_SURVEYED};

	pc_wire_write(&text, &pc_wire_survey_table, survey, PC_MAX_MESSAGE_BYTES);
	message.surveyed.survey = pc_buf_str(&text);
	return message_send(FD_EVENTS, &message, err);
}

/* The machine's own table, or the one that came with the program; NULL: it cannot be
 * used, and then nothing is said of models. */
static const struct pc_models *open_models(
	const struct daemon *daemon, struct pc_arena *arena)
{
	const char *file = role_path(arena, daemon->config.root, PC_STR(PC_MODELS_FILE));
	struct pc_models *models = NULL;
	struct pc_err err;
	enum pc_status status = pc_models_load(&models, arena, file, NULL, &err);

	if (status == PC_ERR_ABSENT)
		status = pc_models_builtin(&models, arena, &err);
	if (status != PC_OK)
		daemon_log("survey", "'%s': %s", file, err.text);
	return models;
}

int role_survey(struct daemon *daemon)
{
	static const struct pc_sandbox_path paths[] = {
		{"/", PC_SANDBOX_RUN},
		{"/dev/null", PC_SANDBOX_WRITE},
	};
	const struct pc_sandbox sandbox = {
		paths, PC_COUNT(paths), PC_SANDBOX_SPAWN | PC_SANDBOX_BECOME};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_config *config = &daemon->config;
	const struct pc_target *target = role_target(config);
	struct pc_machine machine = {
		.arena = &arena,
		.root = config->root,
		.managed = pc_str(role_path(&arena, config->root, pc_str(target->place))),
		.os = target->os,
		.until = pc_program_now() + config->timeout / 2,
	};
	struct pc_wire_survey survey;
	struct pc_err err;

	if (role_enter("survey", NULL, &sandbox, &err) != PC_OK) {
		daemon_log("survey", "%s", err.text);
		return ENDED_BADLY;
	}
	machine.models = open_models(daemon, &arena);
	pc_machine_survey(&survey, &machine, true, pc_when_now());
	if (tell(&survey, &err) != PC_OK) {
		daemon_log("survey", "%s", err.text);
		return ENDED_BADLY;
	}
	return ENDED_WELL;
}
