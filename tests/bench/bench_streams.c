/* SPDX-License-Identifier: Apache-2.0 */
/* What many streams at once take: each an attempt of the runner, with a key from a file,
 * a prompt, and an answer that comes in pieces from a server on loopback, which is
 * another process and says nothing before all of them are there.
 *
 *   bench_streams [--quick] [--streams N] [--answer BYTES] [--most MB]
 *
 * Prints the memory of this process when all streams are open and none has ended, and the
 * most that it ever was; with --most it fails above that.  The engine and the gate are
 * played: they have their own programs here, and hold nothing for a stream. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pc/base/arena.h"
#include "pc/base/fs.h"
#include "pc/orch/gate.h"
#include "pc/orch/runner.h"

enum { PIECE = 512, PROMPT = 8192, MINUTES = 600000, KB = 1024 };

struct wish {
	long streams, answer, most;
};

/* ---- the server ---------------------------------------------------------------------
 */

static const char head[] =
	"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
	"data: {\"type\":\"message_start\",\"message\":{\"model\":\"model-x\",\"usage\":{"
	"\"input_tokens\":3,\"output_tokens\":1}}}\n\n";
static const char delta[] =
	"data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\","
	"\"text\":\"%.*s\"}}\n\n";
static const char tail[] =
	"data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
	"\"usage\":{\"output_tokens\":9}}\n\ndata: {\"type\":\"message_stop\"}\n\n";

static void say(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = send(fd, text, len, MSG_NOSIGNAL);

		if (n <= 0)
			_exit(1);
		text += n;
		len -= (size_t)n;
	}
}

/* Until the body's last byte: a request ends with "}]}". */
static void hear(int fd)
{
	char bytes[PIECE * 8], last[3] = "";

	while (memcmp(last, "}]}", sizeof(last)) != 0) {
		ssize_t n = recv(fd, bytes, sizeof(bytes), 0);

		if (n <= 0)
			_exit(1);
		for (ssize_t i = n > 3 ? n - 3 : 0; i < n; i++) {
			memmove(last, last + 1, sizeof(last) - 1);
			last[sizeof(last) - 1] = bytes[i];
		}
	}
}

static void serve(int listening, const struct wish *wish)
{
	int *fds = pc_xcalloc((size_t)wish->streams, sizeof(*fds));
	char text[PIECE], piece[PIECE * 2];
	int len;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	memset(text, 'a', sizeof(text));
	for (long i = 0; i < wish->streams; i++) {
		fds[i] = accept(listening, NULL, NULL);
		if (fds[i] < 0)
			_exit(1);
		hear(fds[i]);
		say(fds[i], head, sizeof(head) - 1);
	}
	len = snprintf(piece, sizeof(piece), delta, PIECE, text);
	for (long said = 0; said < wish->answer; said += PIECE)
		for (long i = 0; i < wish->streams; i++)
			say(fds[i], piece, (size_t)len);
	/* No stream ends before each has all of its answer. */
	for (long i = 0; i < wish->streams; i++)
		say(fds[i], tail, sizeof(tail) - 1);
	for (long i = 0; i < wish->streams; i++)
		close(fds[i]);
	_exit(0);
}

static int begin_server(int *port, const struct wish *wish)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
		listen(fd, (int)wish->streams) < 0 ||
		getsockname(fd, (struct sockaddr *)&at, &size) < 0)
		return 1;
	*port = ntohs(at.sin_port);
	if (fork() == 0)
		serve(fd, wish);
	close(fd);
	return 0;
}

/* ---- the engine and the gate, played ------------------------------------------------
 */

struct pc_engine {
	struct pc_orch_config config;
	struct pc_loop *loop;
	long open, begun, failed;
	size_t said, wanted;
	long full; /* kB, when each has all of its answer and none has ended */
};

static long memory(const char *what)
{
	char line[256];
	long kb = 0;
	FILE *in = fopen("/proc/self/status", "re");

	while (in && fgets(line, sizeof(line), in))
		if (strncmp(line, what, strlen(what)) == 0)
			kb = strtol(line + strlen(what), NULL, 10);
	if (in)
		fclose(in);
	return kb;
}

enum pc_status pc_pass_take(const struct pc_run_plan *plan, struct pc_err *err)
{
	(void)plan;
	(void)err;
	return PC_OK;
}

void pc_engine_look(struct pc_engine_view *out, const struct pc_engine *engine)
{
	*out = (struct pc_engine_view){.config = &engine->config};
}

enum pc_status pc_engine_started(struct pc_engine *engine, int64_t attempt, int64_t pid,
	int64_t pid_started, struct pc_err *err)
{
	(void)attempt;
	(void)pid;
	(void)pid_started;
	(void)err;
	engine->begun++;
	return PC_OK;
}

void pc_engine_limits(
	struct pc_engine *engine, int64_t attempt, const struct pc_failure *limit)
{
	(void)engine;
	(void)attempt;
	(void)limit;
}

enum pc_status pc_engine_step(
	struct pc_engine *engine, int64_t attempt, int64_t step, struct pc_err *err)
{
	(void)engine;
	(void)attempt;
	(void)step;
	(void)err;
	return PC_OK;
}

enum pc_status pc_engine_ended(struct pc_engine *engine, int64_t attempt,
	const struct pc_run_end *end, struct pc_err *err)
{
	(void)attempt;
	(void)err;
	if (end->failure.class != PC_FAILURE_NONE) {
		fprintf(stderr, "bench_streams: an attempt ended: %s, %.*s\n",
			pc_failure_table[end->failure.class].name,
			PC_STR_ARG(end->failure.said));
		engine->failed++;
	}
	if (--engine->open == 0)
		pc_loop_stop(engine->loop);
	return PC_OK;
}

void pc_engine_expires(
	struct pc_engine *engine, const struct pc_credential *which, int64_t at)
{
	(void)engine;
	(void)which;
	(void)at;
}

void pc_engine_renewed(struct pc_engine *engine, const struct pc_credential *which,
	int64_t at, struct pc_str error)
{
	(void)engine;
	(void)which;
	(void)at;
	(void)error;
}

static void on_piece(void *context, int64_t job, struct pc_str text)
{
	struct pc_engine *engine = context;

	(void)job;
	engine->said += text.len;
	if (engine->said == engine->wanted)
		engine->full = memory("VmRSS:");
}

/* ---- attempts -----------------------------------------------------------------------
 */

static int put_key(char *dir, size_t size, struct pc_err *err)
{
	char path[64];

	(void)snprintf(dir, size, "/tmp/pc-streams-XXXXXX");
	if (!mkdtemp(dir))
		return 1;
	(void)snprintf(path, sizeof(path), "%s/key", dir);
	return pc_fs_replace(AT_FDCWD, path, PC_STR("bench-key\n"), 0600, err) != PC_OK;
}

static void begin_all(struct pc_engine *engine, struct pc_runner *runner,
	struct pc_arena *arena, const struct pc_engine_attempt *like)
{
	struct pc_engine_attempt *attempts =
		pc_arena_new_array(arena, struct pc_engine_attempt, (size_t)engine->open);
	struct pc_engine_world world;

	pc_runner_world(&world, runner);
	for (long i = 0; i < engine->open; i++) {
		attempts[i] = *like;
		attempts[i].id = i + 1;
		world.start(world.context, &attempts[i]);
	}
}

static int measure(const struct wish *wish, struct pc_arena *arena, const char *dir,
	struct pc_err *err)
{
	char *prompt = pc_arena_bytes(arena, PROMPT);
	struct pc_engine engine = {
		.open = wish->streams, .wanted = (size_t)(wish->streams * wish->answer)};
	struct pc_job job = {.id = 1, .prompt = {prompt, PROMPT}};
	struct pc_orch_backend backend = {
		.name = PC_STR("api"), .kind = PC_BACKEND_ANTHROPIC};
	struct pc_key key = {.name = PC_STR("k"),
		.reference = pc_arena_printf(arena, "file:%s/key", dir)};
	struct pc_engine_attempt like = {.job = &job, .backend = &backend, .key = &key};
	struct pc_runner_setup setup = {.piece = on_piece, .context = &engine};
	struct pc_runner *runner;
	long before;
	int port = 0;

	memset(prompt, 'p', PROMPT);
	if (begin_server(&port, wish) || pc_loop_new(&engine.loop, err) != PC_OK)
		return 1;
	setup.loop = engine.loop;
	like.plan = (struct pc_run_plan){.job = &job,
		.model = PC_STR("model-x"),
		.url = pc_arena_printf(arena, "http://127.0.0.1:%d", port),
		.deadline = MINUTES,
		.idle = MINUTES};
	if (pc_runner_new(&runner, &setup, err) != PC_OK)
		return 1;
	pc_runner_serve(runner, &engine);
	before = memory("VmRSS:");
	begin_all(&engine, runner, arena, &like);
	if (pc_loop_run(engine.loop, err) != PC_OK)
		return 1;
	printf("%ld streams with answers of %ld bytes: %.1f MB when all are open, at "
	       "most "
	       "%.1f MB; %.1f MB before them\n",
		wish->streams, wish->answer, (double)engine.full / KB,
		(double)memory("VmHWM:") / KB, (double)before / KB);
	pc_runner_free(&runner);
	pc_backends_done();
	pc_loop_free(&engine.loop);
	while (wait(NULL) > 0)
		;
	if (engine.failed || engine.begun != wish->streams || !engine.full)
		return 1;
	return wish->most && memory("VmHWM:") > wish->most * KB;
}

static int read_words(struct wish *wish, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i], *value = i + 1 < argc ? argv[i + 1] : "0";

		if (strcmp(word, "--quick") == 0) {
			wish->streams = 20;
			continue;
		}
		if (strcmp(word, "--streams") == 0)
			wish->streams = strtol(value, NULL, 10);
		else if (strcmp(word, "--answer") == 0)
			wish->answer = strtol(value, NULL, 10) / PIECE * PIECE;
		else if (strcmp(word, "--most") == 0)
			wish->most = strtol(value, NULL, 10);
		else
			return 1;
		i++;
	}
	return wish->streams < 1 || wish->answer < PIECE;
}

int main(int argc, char **argv)
{
	struct wish wish = {.streams = 500, .answer = 16384};
	struct pc_arena arena = {0};
	struct rlimit files;
	struct pc_err err = {0};
	char dir[32];
	int status;

	if (read_words(&wish, argc, argv)) {
		fputs("bench_streams [--quick] [--streams N] [--answer BYTES] "
		      "[--most MB]\n",
			stderr);
		return 64;
	}
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	status = put_key(dir, sizeof(dir), &err) || measure(&wish, &arena, dir, &err);
	if (err.status != PC_OK)
		fprintf(stderr, "bench_streams: %s\n", err.text);
	pc_fs_remove_tree(dir);
	pc_arena_done(&arena);
	return status;
}
