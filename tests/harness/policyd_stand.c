/* SPDX-License-Identifier: Apache-2.0 */
/* policyd without a repository: the roles that keep the record and put a policy in force
 * run as they do, and what the others would tell them comes from standard input:
 *
 *   put FILE COMMIT SIGNER SIGNED-AT EXPIRES     a policy that was found good
 *   synced REMOTE COMMIT OUTCOME REASON...       a look at the repository
 *
 *   policyd_stand CONFIG ROOT < commands
 *
 * answers each with a line, when what came of it is in the record. */
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon_priv.h"
#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/base/hash.h"
#include "pc/base/limits.h"

enum pair { CONTROL_APPLY, CONTROL_SERVE, POLICY, EVENTS, PAIRS };

static int pairs[PAIRS][2];

static void fail(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static pid_t start(struct daemon *daemon, int (*role)(struct daemon *daemon),
	const int fds[static 3])
{
	pid_t child = fork();

	if (child < 0)
		fail("fork");
	if (child > 0)
		return child;
	for (int i = 0; i < 3; i++) {
		int high = fcntl(fds[i], F_DUPFD, 64);

		if (high < 0 || dup2(high, FD_CONTROL + i) < 0)
			fail("dup2");
	}
	closefrom(FD_EVENTS + 1);
	exit(role(daemon));
}

/* Looks at the machine are processes that end by themselves. */
static bool look(struct daemon *daemon, uint64_t wish)
{
	int none = open("/dev/null", O_RDWR | O_CLOEXEC);
	const int fds[] = {none, none, pairs[EVENTS][0]};

	while (waitpid(-1, NULL, WNOHANG) > 0)
		; /* earlier ones */
	if (wish == WISH_GLANCE)
		start(daemon, role_glance, fds);
	else if (wish == WISH_SURVEY)
		start(daemon, role_survey, fds);
	close(none);
	return wish == WISH_GLANCE || wish == WISH_SURVEY;
}

/* Waits for what apply says, passing on what serve wants of it meanwhile. */
static void relay(struct daemon *daemon, int timeout)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pollfd watched[] = {
		{pairs[CONTROL_SERVE][0], POLLIN, 0},
		{pairs[CONTROL_APPLY][0], POLLIN, 0},
	};
	struct message message;
	struct pc_err err;

	if (poll(watched, PC_COUNT(watched), timeout) <= 0)
		return;
	for (size_t i = 0; i < PC_COUNT(watched); i++) {
		if (!watched[i].revents ||
			message_receive(&message, &arena, watched[i].fd, &err) != PC_OK)
			continue;
		if (message.type == MESSAGE_WISH && look(daemon, message.wish.wish))
			continue;
		if (message.type == MESSAGE_WISH &&
			message_send(pairs[CONTROL_APPLY][0], &message, &err) != PC_OK)
			fail(err.text);
	}
}

static void send_or_fail(int fd, const struct message *message)
{
	struct pc_err err;

	if (message_send(fd, message, &err) != PC_OK)
		fail(err.text);
}

/* What apply says about a policy it says to the record last. */
static void await_apply(void)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct message message = {.type = MESSAGE_ASK};
	struct pc_err err;

	send_or_fail(pairs[POLICY][0], &message);
	do {
		if (message_receive(&message, &arena, pairs[POLICY][0], &err) != PC_OK)
			fail(err.text);
	} while (message.type != MESSAGE_IN_FORCE);
}

/* The answer to a question comes after what was told before it: a second one, as several
 * things may have been. */
static void await_record(struct pc_str run)
{
	static const char question[] = "{\"do\":\"status\"}\n";
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	char answer[4096];

	snprintf(at.sun_path, sizeof(at.sun_path), "%.*s/policyd.sock", PC_STR_ARG(run));
	for (int i = 0; i < 2; i++) {
		int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

		if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
			send(fd, question, strlen(question), MSG_NOSIGNAL) < 0)
			fail("asking serve");
		while (read(fd, answer, sizeof(answer)) > 0)
			;
		close(fd);
	}
}

static void put(struct pc_str words, struct pc_str run)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct message begin = {.type = MESSAGE_BEGIN}, answer;
	struct pc_str file = pc_str_cut(&words, ' '), bytes;
	char digest[PC_SHA256_HEX];
	struct pc_err err;

	begin.begin.commit = pc_str_cut(&words, ' ');
	begin.begin.signer = pc_str_cut(&words, ' ');
	begin.begin.signed_at =
		strtoull(pc_arena_str(&arena, pc_str_cut(&words, ' ')).ptr, NULL, 10);
	begin.begin.expires = strtoull(pc_arena_str(&arena, words).ptr, NULL, 10);
	begin.begin.n_files = 1;
	if (pc_fs_read(&bytes, &arena, AT_FDCWD, pc_arena_str(&arena, file).ptr,
		    PC_MAX_DOC_SIZE, &err) != PC_OK)
		fail(err.text);
	pc_sha256_hex(digest, bytes);
	begin.begin.digest = pc_str(digest);
	send_or_fail(pairs[POLICY][0], &begin);
	send_or_fail(pairs[POLICY][0],
		&(struct message){MESSAGE_PART,
			.part = {.name = PC_STR("policy"), .bytes = bytes}});
	send_or_fail(pairs[POLICY][0],
		&(struct message){MESSAGE_COMMIT, .commit.digest = pc_str(digest)});
	if (message_receive(&answer, &arena, pairs[POLICY][0], &err) != PC_OK)
		fail(err.text);
	await_apply();
	await_record(run);
	printf("generation %" PRIu64 " %.*s\n", answer.applied.generation,
		PC_STR_ARG(answer.applied.reason));
}

static void synced(struct pc_str words, struct pc_str run)
{
	struct message message = {.type = MESSAGE_SYNCED};
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	message.synced.remote = pc_str_cut(&words, ' ');
	message.synced.commit = pc_str_cut(&words, ' ');
	message.synced.outcome = pc_str_cut(&words, ' ');
	message.synced.reason = words;
	message.synced.ended =
		(uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
	message.synced.started = message.synced.ended;
	send_or_fail(pairs[EVENTS][0], &message);
	await_record(run);
	puts("told");
}

static bool do_line(struct pc_str run)
{
	char line[4200];
	struct pc_str words;

	if (!fgets(line, sizeof(line), stdin))
		return false;
	words = pc_str_trim(pc_str(line));
	if (pc_str_is(pc_str_cut(&words, ' '), "put"))
		put(words, run);
	else
		synced(words, run);
	fflush(stdout);
	return true;
}

int main(int argc, char **argv)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct daemon daemon = {.config_file = argc > 1 ? argv[1] : NULL};
	struct pollfd input = {STDIN_FILENO, POLLIN, 0};
	struct pc_err err;
	pid_t roles[2];

	if (argc != 3)
		return 64;
	setvbuf(stdin, NULL, _IONBF, 0);
	if (pc_config_read(&daemon.config, &arena, argv[1], &diags, &err) != PC_OK) {
		fprintf(stderr, "%s\n", err.text);
		return EXIT_FAILURE;
	}
	pc_config_put_under(&daemon.config, &arena, pc_str(argv[2]));
	for (size_t i = 0; i < PAIRS; i++) {
		if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pairs[i]) < 0)
			fail("socketpair");
	}
	roles[0] = start(&daemon, role_serve,
		(int[]){pairs[CONTROL_SERVE][1], pairs[CONTROL_SERVE][1],
			pairs[EVENTS][1]});
	roles[1] = start(&daemon, role_apply,
		(int[]){pairs[CONTROL_APPLY][1], pairs[POLICY][1], pairs[EVENTS][0]});
	for (;;) {
		relay(&daemon, 20);
		if (poll(&input, 1, 0) > 0 && !do_line(daemon.config.run))
			break;
	}
	for (size_t i = 0; i < PC_COUNT(roles); i++) {
		kill(roles[i], SIGTERM);
		waitpid(roles[i], NULL, 0);
	}
	return EXIT_SUCCESS;
}
