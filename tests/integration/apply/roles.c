/* SPDX-License-Identifier: Apache-2.0 */
/* policyd's apply role as a whole: it starts, becomes what it is, hears what others tell
 * it, and ends when they are gone.  What they say lies in its sockets before it starts.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon_priv.h"
#include "pc/base/hash.h"
#include "walk.h"

#define DROPIN "managed-settings.d/zz-policyd.json"
#define LINUX  "root/etc/claude-code/"
#define COMMIT "1111111111111111111111111111111111111111"

static const char first_policy[] = "{\"permissions\":{\"deny\":[\"Bash(curl:*)\"]}}";
static const char second_policy[] =
	"{\"permissions\":{\"deny\":[\"Bash(curl:*)\",\"Bash(wget:*)\"]}}";
static const char tampered[] = "{\"permissions\":{\"allow\":[\"Bash(curl:*)\"]}}";

/* ---- the role ----------------------------------------------------------------- */

enum { OTHERS = 64, CONTROL = OTHERS, POLICY, EVENTS };

/* Both ends of each pair are ours; the role's are where it looks for them. */
static void open_pairs(void)
{
	int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

	dup2(nothing, STDERR_FILENO);
	closefrom(FD_CONTROL);
	for (int i = 0; i < 3; i++) {
		int ends[2];

		if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0 ||
			dup2(ends[1], OTHERS + i) < 0)
			_exit(2);
		close(ends[1]);
		if (ends[0] != FD_CONTROL + i && dup2(ends[0], FD_CONTROL + i) < 0)
			_exit(2);
	}
}

static bool say(int fd, const struct message *message)
{
	struct pc_err err;

	return message_send(fd, message, &err) == PC_OK;
}

/* Whether it says that something is in force. */
static bool heard_success(void)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct message message;
	struct pc_err err;

	shutdown(FD_EVENTS, SHUT_WR);
	while (message_receive(&message, &arena, EVENTS, &err) == PC_OK) {
		if (message.type == MESSAGE_APPLIED)
			return message.applied.generation > 0;
	}
	return false;
}

static int run(const char *dir)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct daemon daemon = {.config = pc_config_usual};

	daemon.config.root = pc_arena_printf(&arena, "%s/root", dir);
	daemon.config.state = pc_arena_printf(&arena, "%s/state", dir);
	/* So that one look at the machine comes before the end. */
	say(POLICY, &(struct message){.type = MESSAGE_ASK});
	shutdown(POLICY, SHUT_WR);
	return role_apply(&daemon);
}

static bool put(const char *dir, const char *text)
{
	char digest[PC_SHA256_HEX];

	open_pairs();
	pc_sha256_hex(digest, pc_str(text));
	say(POLICY, &(struct message){
			    MESSAGE_BEGIN, .begin = {.commit = PC_STR(COMMIT),
						   .plan = PC_STR("all"),
						   .digest = pc_str(digest),
						   .signer = PC_STR("a@example.com"),
						   .signed_at = 1700000000,
						   .n_files = 1}});
	say(POLICY, &(struct message){MESSAGE_PART,
			    .part = {.name = PC_STR("policy"), .bytes = pc_str(text)}});
	say(POLICY, &(struct message){MESSAGE_COMMIT, .commit.digest = pc_str(digest)});
	return run(dir) == ENDED_WELL && heard_success();
}

/* ---- scenes -------------------------------------------------------------------- */

static bool put_first(const char *dir, struct pc_err *err)
{
	(void)err;
	return put(dir, first_policy);
}

static bool put_second(const char *dir, struct pc_err *err)
{
	(void)err;
	return put(dir, second_policy);
}

static bool only_start(const char *dir, struct pc_err *err)
{
	(void)err;
	open_pairs();
	return run(dir) == ENDED_WELL;
}

static void empty(const char *dir)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	mkdir(pc_arena_printf(&arena, "%s/root", dir).ptr, 0755);
	chmod(pc_arena_printf(&arena, "%s/root", dir).ptr, 0755);
	mkdir(pc_arena_printf(&arena, "%s/root/etc", dir).ptr, 0755);
	chmod(pc_arena_printf(&arena, "%s/root/etc", dir).ptr, 0755);
	mkdir(pc_arena_printf(&arena, "%s/state", dir).ptr, 0700);
}

static void first_there(const char *dir)
{
	static const struct scene first = {.act = put_first, .is_role = true};
	struct pc_err err;

	empty(dir);
	if (!scene_act(&first, dir, &err))
		printf("the first policy: %s\n", err.text);
}

static void changed_there(const char *dir)
{
	first_there(dir);
	file_put(dir, LINUX DROPIN, tampered, 0644);
}

const struct scene role_scenes[] = {
	{.name = "a first policy comes",
		.target = "claude-linux",
		.prepare = empty,
		.act = put_first,
		.old_name = DROPIN,
		.is_role = true},
	{.name = "another policy comes",
		.target = "claude-linux",
		.prepare = first_there,
		.act = put_second,
		.old_name = DROPIN,
		.is_role = true},
	{.name = "it starts, and somebody changed it",
		.target = "claude-linux",
		.prepare = changed_there,
		.act = only_start,
		.old_name = DROPIN,
		.is_role = true},
};
const size_t n_role_scenes = PC_COUNT(role_scenes);
