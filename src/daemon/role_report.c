/* SPDX-License-Identifier: Apache-2.0 */
/* Sends what waits in the queue, the oldest first, until the hub does not take one.
 *
 * The role has the network and the token, and may write nothing: what became of a report
 * is told to serve, which has neither.  One that was taken and then told in vain is sent
 * again; the hub knows it by the machine's id and the report's number. */
#include <stdlib.h>

#include "outbox.h"
#include "pc/base/self.h"
#include "pc/net/post.h"
#include "pc/os/program.h"
#include "role.h"

static const int endings[] = {
	[PC_POST_TAKEN] = ENDED_WELL,
	[PC_POST_LATER] = ENDED_OFFLINE,
	[PC_POST_REFUSED] = ENDED_REFUSED,
	[PC_POST_OFFLINE] = ENDED_OFFLINE,
	[PC_POST_FAILED] = ENDED_BADLY,
};

static int tell(struct pc_str name, const struct pc_posted *posted)
{
	const struct message message = {
		MESSAGE_SENT, .sent = {
				      .name = name,
				      .outcome = posted->outcome,
				      .retry_after = (uint64_t)posted->retry_after,
				      .reason = pc_str(posted->why.text),
			      }};
	struct pc_err err;

	if (message_send(FD_EVENTS, &message, &err) != PC_OK)
		daemon_log("report", "%s", err.text);
	return endings[posted->outcome];
}

static int tell_fault(const struct pc_err *why)
{
	const struct pc_posted posted = {.outcome = PC_POST_FAILED, .why = *why};

	return tell((struct pc_str){0}, &posted);
}

static enum pc_status enter(
	struct daemon *daemon, struct pc_arena *arena, struct pc_err *err)
{
	const struct pc_config *config = &daemon->config;
	struct pc_str none = {0};
	const struct pc_sandbox_path own[] = {
		{role_path(arena, config->state, PC_STR("/queue")), PC_SANDBOX_READ},
		{role_path(arena, none, config->hub_token_file), PC_SANDBOX_READ},
		{role_path(arena, none, config->ca_file), PC_SANDBOX_READ},
		{role_path(arena, none, config->hub_ca_file), PC_SANDBOX_READ},
	};
	struct pc_sandbox sandbox = pc_sandbox_with_network(arena, own, PC_COUNT(own), 0);

	PC_TRY(role_enter(
		"report", role_path(arena, none, config->sync_user), &sandbox, err));
	/* The token is in this memory. */
	pc_self_hide();
	return PC_OK;
}

/* The name of the file that is not said: it has to be said then. */
static enum pc_status read_token(
	struct pc_secret *out, const struct pc_config *config, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	if (config->hub_token_file.len == 0)
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"hub-token-file has to name the file of this machine's token");
	return pc_secret_read(out, pc_arena_str(&arena, config->hub_token_file).ptr, err);
}

static struct pc_posted send_one(const struct pc_config *config, const char *queue,
	struct pc_str name, const struct pc_secret *token, int64_t until)
{
	enum { LONGEST = 30000 };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	int64_t left = until - pc_program_now();
	struct pc_posted failed = {.outcome = PC_POST_FAILED};
	struct pc_post post = {
		.url = config->hub,
		.ca_file =
			config->hub_ca_file.len ? config->hub_ca_file : config->ca_file,
		.proxy = config->proxy,
		.token = token,
		.deadline = left < LONGEST ? (left > 1 ? left : 1) : LONGEST,
	};

	if (outbox_read(&post.body, &arena, queue, name, &failed.why) != PC_OK)
		return failed;
	return pc_post(&post);
}

/* Before the supervisor's own patience is at its end. */
static int64_t time_is_up(const struct pc_config *config)
{
	return pc_program_now() + config->timeout - config->timeout / 10;
}

static int send_all(
	const struct pc_config *config, const char *queue, const struct pc_secret *token)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	int64_t until = time_is_up(config);
	struct outbox_names names;
	struct pc_err err;
	int status = ENDED_WELL;

	if (outbox_list(&names, &arena, queue, &err) != PC_OK)
		return tell_fault(&err);
	for (size_t i = 0;
		i < names.count && status == ENDED_WELL && pc_program_now() < until;
		i++) {
		struct pc_posted posted =
			send_one(config, queue, names.items[i], token, until);

		/* One that made room meanwhile. */
		if (posted.why.status != PC_ERR_ABSENT)
			status = tell(names.items[i], &posted);
	}
	return status;
}

int role_report(struct daemon *daemon)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_secret_done) struct pc_secret token = {0};
	struct pc_err err;

	if (enter(daemon, &arena, &err) != PC_OK ||
		read_token(&token, &daemon->config, &err) != PC_OK)
		return tell_fault(&err);
	return send_all(&daemon->config,
		role_path(&arena, daemon->config.state, PC_STR("/queue")), &token);
}
