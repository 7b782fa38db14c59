/* SPDX-License-Identifier: Apache-2.0 */
/* A socket with a deadline. */
#include "ask.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/os/program.h"

static enum pc_status dial(int *out, const char *socket_path, struct pc_err *err)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};

	if (strlen(socket_path) >= sizeof(at.sun_path))
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"'%s' is too long for a socket", socket_path);
	memcpy(at.sun_path, socket_path, strlen(socket_path));
	*out = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (*out >= 0 && connect(*out, (struct sockaddr *)&at, sizeof(at)) == 0)
		return PC_OK;
	pc_err_sys(err, "policyd's socket '%s'", socket_path);
	if (err->cause == ECONNREFUSED) /* the file of one that was killed */
		err->status = PC_ERR_ABSENT;
	return err->status;
}

static enum pc_status read_answer(const struct pc_node **out, struct pc_arena *arena,
	struct pc_str answer, struct pc_err *err)
{
	struct pc_node *tree;
	struct pc_str fault;

	if (answer.len == 0)
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"policyd closed the socket without an answer");
	PC_TRY(pc_json_read(&tree, arena, "policyd", answer, NULL, err));
	fault = pc_node_text(pc_node_get_c(tree, "error"));
	if (fault.len || tree->kind != PC_MAP)
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0}, "policyd: %.*s",
			PC_STR_ARG(fault));
	*out = tree;
	return PC_OK;
}

enum pc_status ask_policyd(const struct pc_node **out, struct pc_arena *arena,
	const char *socket_path, struct pc_str question, int64_t deadline,
	struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = -1;
	struct pc_str answer;

	PC_TRY(dial(&fd, socket_path, err));
	if (send(fd, question.ptr, question.len, MSG_NOSIGNAL) != (ssize_t)question.len)
		return pc_err_sys(err, "policyd's socket '%s'", socket_path);
	PC_TRY(pc_program_hear(&answer, arena, fd, deadline, PC_MAX_ANSWER, err));
	return read_answer(out, arena, answer, err);
}

struct pc_str ask_simple(struct pc_arena *arena, const char *what)
{
	return pc_arena_printf(arena, "{\"do\":\"%s\"}\n", what);
}
