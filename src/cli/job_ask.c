/* SPDX-License-Identifier: Apache-2.0 */
/* The orchestrator's socket: lines of JSON, bounded, with a deadline, for it may hang. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "clean.h"
#include "job.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/os/program.h"
#include "places.h"

enum { PATIENCE = 30000 }; /* ms; a commit on a disk that is busy takes seconds */

#define FIELD(member) offsetof(struct job_words, member)

const struct opt job_options[] = {
	{OPT_TEXT, "socket", "FILE",
		"Where the orchestrator answers (default: what its configuration says)",
		FIELD(socket)},
	{OPT_TEXT, "config", "FILE",
		"The orchestrator's configuration (default: "
		"/etc/policyctl/orchestrator.yaml)",
		FIELD(config)},
	{OPT_WORD, "format", "text|json", "How to print (default: text)", FIELD(format)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* ---- where -------------------------------------------------------------------- */

/* Only this key is looked at: what else is wrong with the file is its owner's business,
 * and no reason not to find the socket. */
static struct pc_str socket_of_config(struct pc_arena *arena, const char *file)
{
	struct pc_node *tree;
	struct pc_str text;
	struct pc_err err;

	if (pc_fs_read_trusted(&text, arena, file, PC_MAX_DOC_SIZE, &err) != PC_OK ||
		pc_yaml_read(&tree, arena, file, text, NULL, &err) != PC_OK)
		return (struct pc_str){0};
	return job_text(pc_node_get_c(tree, "orchestrator"), "socket");
}

struct pc_str job_socket(struct pc_arena *arena, const struct job_words *words)
{
	struct pc_str file = words->config.len ? words->config : PC_STR(JOB_CONFIG);
	struct pc_str found = words->socket;

	if (!found.len)
		found = socket_of_config(arena, pc_arena_str(arena, file).ptr);
	if (!found.len)
		found = PC_STR(JOB_SOCKET);
	return pc_arena_str(arena, places_absolute(arena, found));
}

/* ---- a connection ---------------------------------------------------------------- */

static enum pc_status nobody(struct pc_str socket, struct pc_err *err)
{
	switch (err->cause) {
	case ENOENT:
	case ECONNREFUSED: /* the file of one that was killed */
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"the orchestrator is not running (nobody answers at '%.*s'); "
			"start it with: systemctl start policyd-orch",
			PC_STR_ARG(socket));
	case EACCES:
	case EPERM:
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"the orchestrator's socket '%.*s' is not open to you; who may "
			"use it says 'users' of its configuration",
			PC_STR_ARG(socket));
	default:
		return err->status;
	}
}

enum pc_status job_dial(
	struct job_line *out, struct pc_str socket_path, struct pc_err *err)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd;

	*out = (struct job_line){.fd = -1};
	if (socket_path.len >= sizeof(at.sun_path))
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"'%.*s' is too long for a socket", PC_STR_ARG(socket_path));
	memcpy(at.sun_path, socket_path.ptr, socket_path.len);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0) {
		out->fd = fd;
		return PC_OK;
	}
	pc_err_sys(err, "the orchestrator's socket '%.*s'", PC_STR_ARG(socket_path));
	pc_close(&fd);
	return nobody(socket_path, err);
}

void job_hang_up(struct job_line *line)
{
	/* A zeroed one never had a descriptor. */
	if (line->fd > 0)
		pc_close(&line->fd);
	pc_buf_done(&line->in);
	*line = (struct job_line){.fd = -1};
}

/* False: not within the time that is left. */
static bool wait_until(const struct job_line *line, short what, int64_t end)
{
	struct pollfd entry = {.fd = line->fd, .events = what};
	int64_t left = end - pc_program_now();
	int ready;

	do
		ready = poll(&entry, 1, left > 0 ? (int)left : 0);
	while (ready < 0 && errno == EINTR);
	return ready > 0;
}

static enum pc_status set_silent(struct pc_err *err)
{
	return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
		"the orchestrator did not answer within %d s", PATIENCE / 1000);
}

enum pc_status job_say(struct job_line *line, struct pc_str question, struct pc_err *err)
{
	int64_t end = pc_program_now() + PATIENCE;

	while (question.len) {
		ssize_t n = send(line->fd, question.ptr, question.len, MSG_NOSIGNAL);

		if (n > 0)
			question = pc_str_from(question, (size_t)n);
		else if (n < 0 && errno == EPIPE)
			return PC_OK; /* it may have said why */
		else if (n < 0 && errno != EAGAIN && errno != EINTR)
			return pc_err_sys(err, "the orchestrator's socket");
		else if (!wait_until(line, POLLOUT, end))
			return set_silent(err);
	}
	return PC_OK;
}

/* What was taken goes, so that a stream of any length stays small. */
static void make_room(struct job_line *line)
{
	if (!line->taken)
		return;
	memmove(line->in.ptr, line->in.ptr + line->taken, line->in.len - line->taken);
	line->in.len -= line->taken;
	line->taken = 0;
}

enum pc_status job_listen(struct job_line *line, struct pc_err *err)
{
	enum { AT_ONCE = 64 << 10 };
	ssize_t n;

	make_room(line);
	if (line->in.len >= PC_MAX_REQUEST_SIZE)
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"the orchestrator's answer has more than %d bytes",
			PC_MAX_REQUEST_SIZE);
	do
		n = recv(line->fd, pc_buf_room(&line->in, AT_ONCE), AT_ONCE, 0);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return PC_OK;
	/* Somebody who closes with words of ours unread is gone, no more. */
	if (n < 0 && errno != ECONNRESET)
		return pc_err_sys(err, "the orchestrator's socket");
	line->is_closed = n <= 0;
	line->in.len += n > 0 ? (size_t)n : 0;
	line->in.ptr[line->in.len] = '\0';
	return PC_OK;
}

bool job_next(struct pc_str *out, struct job_line *line)
{
	struct pc_str rest = pc_str_from(pc_buf_str(&line->in), line->taken);
	size_t at = pc_str_find(rest, '\n');

	if (at == rest.len)
		return false;
	*out = pc_str_head(rest, at);
	line->taken += at + 1;
	return true;
}

enum pc_status job_read(const struct pc_node **out, struct pc_arena *arena,
	struct pc_str text, struct pc_err *err)
{
	struct pc_node *tree;

	if (pc_json_read_request(&tree, arena, "answer", text, NULL, err) != PC_OK)
		return pc_err_wrap(err, "the orchestrator's answer");
	if (tree->kind != PC_MAP)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"the orchestrator answered with something that is no object");
	*out = tree;
	return PC_OK;
}

/* The next line as a tree, waiting for at most half a minute. */
static enum pc_status hear(const struct pc_node **out, struct pc_str *text,
	struct job_line *line, struct pc_arena *arena, struct pc_err *err)
{
	int64_t end = pc_program_now() + PATIENCE;
	struct pc_str found;

	while (!job_next(&found, line)) {
		if (line->is_closed)
			return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
				"the orchestrator closed the socket without an answer");
		if (!wait_until(line, POLLIN, end))
			return set_silent(err);
		PC_TRY(job_listen(line, err));
	}
	*text = pc_arena_str(arena, found); /* the buffer moves; trees borrow */
	return job_read(out, arena, *text, err);
}

/* ---- a question ---------------------------------------------------------------------
 */

bool job_is_json(const struct job_words *words)
{
	return pc_str_is(words->format, "json");
}

void job_print_json(struct pc_str text)
{
	PC_AUTO(pc_buf_done) struct pc_buf clean = {0};

	clean_json(&clean, text);
	pc_buf_add_char(&clean, '\n');
	output_text(stdout, pc_buf_str(&clean));
}

bool job_refused(const char *command, const struct pc_node *answer)
{
	const struct pc_node *error = pc_node_get_c(answer, "error");
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str hint = job_text(answer, "hint");

	if (!error)
		return false;
	pc_buf_printf(&out, "policyctl %s: ", command);
	clean_text(&out, error->kind == PC_TEXT ? error->text : PC_STR("refused"));
	if (hint.len) {
		pc_buf_puts(&out, "; ");
		clean_text(&out, hint);
	}
	pc_buf_add_char(&out, '\n');
	output_text(stderr, pc_buf_str(&out));
	return true;
}

int job_no_answer(const char *command)
{
	fprintf(stderr,
		"policyctl %s: the orchestrator answered, but says nothing of the job\n",
		command);
	return EXIT_COULD_NOT;
}

void job_say_known(const struct pc_node *answer)
{
	const struct pc_node *is_new = pc_node_get_c(answer, "is_new");

	if (is_new && is_new->kind == PC_BOOL && !is_new->boolean)
		fprintf(stderr, "job %" PRId64 " of this key is under way\n",
			job_id(answer));
}

static enum pc_status ask(struct job_answer *out, struct job_line *line,
	struct pc_str socket_path, struct pc_str question, struct pc_arena *arena,
	struct pc_err *err)
{
	PC_TRY(job_dial(line, socket_path, err));
	PC_TRY(job_say(line, question, err));
	return hear(&out->tree, &out->text, line, arena, err);
}

int job_ask_first(struct job_answer *out, struct job_line *line, const char *command,
	const struct job_words *words, struct pc_str question, struct pc_arena *arena)
{
	enum { MEGA = 20 };
	struct pc_err err;

	*line = (struct job_line){.fd = -1};
	if (question.len > PC_MAX_ORCH_QUESTION) {
		fprintf(stderr,
			"policyctl %s: that is more than the orchestrator takes at once "
			"(%d MB); name a file that the "
			"worker can read instead\n",
			command, PC_MAX_ORCH_QUESTION >> MEGA);
		return EXIT_USAGE;
	}
	if (ask(out, line, job_socket(arena, words), question, arena, &err) != PC_OK) {
		output_error(&err);
		return EXIT_COULD_NOT;
	}
	if (!job_refused(command, out->tree))
		return EXIT_FINE;
	if (job_is_json(words))
		job_print_json(out->text);
	return EXIT_FINDINGS;
}

int job_ask(struct job_answer *out, const char *command, const struct job_words *words,
	struct pc_str question, struct pc_arena *arena)
{
	struct job_line line;
	int status = job_ask_first(out, &line, command, words, question, arena);

	job_hang_up(&line);
	return status;
}
