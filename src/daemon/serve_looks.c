/* SPDX-License-Identifier: Apache-2.0 */
/* When the machine is looked at, and what of a survey is a finding. */
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/machine/report.h"
#include "pc/os/program.h"
#include "pc/wire/report.h"
#include "role.h"
#include "serve.h"

static const int64_t survey_every = INT64_C(24) * 60 * 60 * 1000;

static void want(enum wish wish)
{
	struct pc_err err;

	if (message_send(FD_CONTROL,
		    &(struct message){MESSAGE_WISH, .wish.wish = (uint64_t)wish},
		    &err) != PC_OK)
		daemon_log("serve", "%s", err.text);
}

/* The sweep is also called for what is spooled, which is more often. */
void looks_plan(struct serve *serve)
{
	int64_t now = pc_program_now();

	if (!serve->glanced_at ||
		now - serve->glanced_at >= serve->daemon->config.sweep) {
		serve->glanced_at = now;
		want(WISH_GLANCE);
	}
	if (!serve->surveyed_at || now - serve->surveyed_at >= survey_every) {
		serve->surveyed_at = now;
		want(WISH_SURVEY);
	}
}

/* ---- what of it is a finding
 * --------------------------------------------------------------------- */

struct found {
	struct pc_arena arena;
	struct pc_finding_row rows[PC_MAX_LOOK_FINDINGS];
	size_t n_rows;
};

static void found_done(struct found *found)
{
	pc_arena_done(&found->arena);
}

#define ADD(found, code, severity, client, ...)                                          \
	add((found), (code), (severity), (client),                                       \
		pc_arena_printf(&(found)->arena, __VA_ARGS__))

static void add(struct found *found, const char *code, const char *severity,
	const struct pc_wire_client *client, struct pc_str text)
{
	if (found->n_rows < PC_COUNT(found->rows))
		found->rows[found->n_rows++] = (struct pc_finding_row){
			.code = pc_str(code),
			.severity = pc_str(severity),
			.file = client->path,
			.text = text,
		};
}

static void judge(struct found *found, const struct pc_wire_client *client)
{
	struct pc_str version = client->version;

	if (client->ignores.len)
		ADD(found, "PC2205", "warning", client,
			"the client %.*s ignores what the policy uses: %.*s",
			PC_STR_ARG(version), PC_STR_ARG(client->ignores));
	if (client->refuses.len)
		ADD(found, "PC2206", "note", client,
			"the client %.*s does not start with this policy: it %.*s",
			PC_STR_ARG(version), PC_STR_ARG(client->refuses));
	if (client->fault.len)
		ADD(found, "PC2207", "note", client,
			"the version of the client is not known: it %.*s",
			PC_STR_ARG(client->fault));
}

static void judge_model(struct found *found, const struct pc_wire_model *model)
{
	if (!model->is_wrong || found->n_rows == PC_COUNT(found->rows))
		return;
	/* An error in the record means that the policy is not in force. */
	found->rows[found->n_rows++] = (struct pc_finding_row){
		.code = model->code,
		.severity = PC_STR("warning"),
		.file = model->path,
		.text = pc_machine_model_say(&found->arena, model, 0),
	};
}

static void settle(struct serve *serve, const char *source, struct found *found)
{
	struct pc_err err;

	if (pc_findings_settle(serve->db, pc_str(source), found->rows, found->n_rows,
		    pc_when_now(), &err) != PC_OK)
		daemon_log("serve", "%s", err.text);
	found->n_rows = 0;
}

static void record_survey(struct serve *serve, struct pc_str text)
{
	PC_AUTO(found_done) struct found found = {0};
	struct pc_wire_survey survey = {0};
	const struct pc_wire_client *clients;
	const struct pc_wire_model *models;
	struct pc_err err;

	if (pc_wire_read(&survey, &found.arena, &pc_wire_survey_table, text,
		    PC_MAX_MESSAGE_BYTES, &err) != PC_OK)
		return; /* who reports says so */
	clients = survey.clients.items;
	for (size_t i = 0; i < survey.clients.count; i++)
		judge(&found, &clients[i]);
	settle(serve, "clients", &found);
	models = survey.models.items;
	for (size_t i = 0; i < survey.models.count; i++)
		judge_model(&found, &models[i]);
	settle(serve, "models", &found);
}

void looks_hear(struct serve *serve, const struct message *message)
{
	if (message->type == MESSAGE_SURVEYED)
		record_survey(serve, message->surveyed.survey);
	/* Another policy: its keys are held against the clients, at once. */
	if (message->type == MESSAGE_APPLIED && message->applied.is_new &&
		message->applied.generation)
		want(WISH_SURVEY);
}
