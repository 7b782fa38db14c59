/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes at the socket that policyctl asks: an answer of one line of JSON, or none,
 * and to the supervisor at most one wish. */
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/serve.h"
#include "daemon/serve_report.h"
#include "must.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"

static char top[] = "/tmp/pc-fuzz-question-XXXXXX";
static struct daemon machine;
static struct serve serve = {.daemon = &machine};
static struct sockaddr_un at = {.sun_family = AF_UNIX};
static int control = -1; /* the supervisor's end */

static void remove_top(void)
{
	serve_clients_close(&serve.clients);
	reporter_close(&serve.reporter);
	pc_db_close(&serve.db);
	pc_loop_free(&serve.loop);
	pc_fs_remove_tree(top);
}

/* The role's descriptor has its number before anybody else has it. */
__attribute__((constructor)) static void open_control(void)
{
	int ends[2];

	must(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		     ends) == 0,
		"a pair of sockets");
	control = fcntl(ends[0], F_DUPFD_CLOEXEC, 100);
	if (ends[0] != FD_CONTROL)
		close(ends[0]);
	must(dup2(ends[1], FD_CONTROL) == FD_CONTROL, "serve's end");
	if (ends[1] != FD_CONTROL)
		close(ends[1]);
}

static void begin(void)
{
	struct pc_err err;

	must(mkdtemp(top) != NULL, "a directory");
	atexit(remove_top);
	snprintf(at.sun_path, sizeof(at.sun_path), "%s/sock", top);
	machine.config = pc_config_usual;
	machine.config.state = pc_str(top);
	must(pc_loop_new(&serve.loop, &err) == PC_OK, "a loop");
	reporter_open(&serve.reporter, &serve);
	must(serve_clients_open(&serve.clients, &serve, at.sun_path, &err) == PC_OK,
		"the socket");
}

/* Each wish leaves a row. */
static void begin_record(void)
{
	enum { SOME = 256 };
	static unsigned n;
	struct pc_err err;

	if (n++ % SOME > 0)
		return;
	pc_db_close(&serve.db);
	must(pc_db_open(&serve.db, ":memory:", PC_DB_WRITE, &err) == PC_OK, "a record");
}

struct asking {
	char room[PC_MAX_DOC_SIZE];
	size_t len;
};

static void on_answer(void *arg, int fd)
{
	struct asking *asking = arg;
	ssize_t n = recv(fd, asking->room + asking->len,
		sizeof(asking->room) - asking->len, MSG_DONTWAIT);

	if (n > 0)
		asking->len += (size_t)n;
	else
		pc_loop_stop(serve.loop); /* also when our bytes were not wanted */
}

static void check_answer(struct pc_str answer)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_node *tree;
	struct pc_err err;

	if (answer.len == 0)
		return;
	must(pc_str_find(answer, '\n') == answer.len - 1, "an answer is one line");
	must(pc_json_read(&tree, &arena, "answer", answer, NULL, &err) == PC_OK &&
			tree->kind == PC_MAP,
		"an answer is an object");
}

static void check_wishes(void)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct message message;
	struct pc_err err;
	size_t n = 0;

	while (message_receive(&message, &arena, control, &err) == PC_OK) {
		must(message.type == MESSAGE_WISH, "a wish");
		must(message.wish.wish != WISH_ROLLBACK || message.wish.reason.len,
			"nobody is sent back without a reason");
		n++;
	}
	must(err.status == PC_ERR_SYSTEM && n <= 1, "one wish for one question");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct asking asking;
	struct pc_watch *watch;
	struct pc_err err;
	int fd;

	if (!serve.loop)
		begin();
	begin_record();
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0, "asking");
	must(send(fd, data, size, MSG_NOSIGNAL) == (ssize_t)size, "a question");
	shutdown(fd, SHUT_WR);
	asking.len = 0;
	watch = pc_loop_fd(serve.loop, fd, PC_LOOP_READ, on_answer, &asking);
	must(pc_loop_run(serve.loop, &err) == PC_OK, "it runs");
	pc_watch_free(&watch);
	close(fd);
	check_answer((struct pc_str){asking.room, asking.len});
	check_wishes();
	return 0;
}
