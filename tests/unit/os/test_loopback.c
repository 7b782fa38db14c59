/* SPDX-License-Identifier: Apache-2.0 */
/* What a process that keeps to itself can still reach. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pc/os/loopback.h"
#include "pc_test.h"

enum { FINE, WRONG, UNKNOWN };

static int listen_at(struct sockaddr_in *at)
{
	socklen_t size = sizeof(*at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*at = (struct sockaddr_in){.sin_family = AF_INET};
	at->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)at, size) < 0 || listen(fd, 4) < 0 ||
		getsockname(fd, (struct sockaddr *)at, &size) < 0)
		return -1;
	return fd;
}

static int dial(const struct sockaddr_in *at)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return connect(fd, (const struct sockaddr *)at, sizeof(*at)) < 0 ? errno : 0;
}

static int in_child(int (*fn)(void))
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(fn());
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* One port and no other. */
static int keep_port(void)
{
	struct sockaddr_in here, there;

	if (listen_at(&here) < 0 || listen_at(&there) < 0 || dial(&there) != 0)
		return WRONG;
	if (!pc_loopback_port(ntohs(here.sin_port)))
		return UNKNOWN;
	return dial(&here) == 0 && dial(&there) == EACCES ? FINE : WRONG;
}

/* A loopback of its own, and no way out. */
static int be_alone(void)
{
	struct sockaddr_in outside, inside;
	struct sockaddr_in far = {.sin_family = AF_INET, .sin_port = htons(9)};

	if (listen_at(&outside) < 0)
		return WRONG;
	if (!pc_loopback_alone())
		return UNKNOWN;
	far.sin_addr.s_addr = htonl(UINT32_C(0xc0000201)); /* 192.0.2.1, of nobody */
	return listen_at(&inside) >= 0 && dial(&inside) == 0 &&
			       dial(&outside) == ECONNREFUSED && dial(&far) == ENETUNREACH
		       ? FINE
		       : WRONG;
}

static void check(int (*fn)(void))
{
	int got = in_child(fn);

	if (got == UNKNOWN)
		skip(); /* this kernel, or this user, cannot */
	assert_int_equal(got, FINE);
}

static void test_port(void **state)
{
	(void)state;
	check(keep_port);
}

static void test_alone(void **state)
{
	(void)state;
	check(be_alone);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_port),
		cmocka_unit_test(test_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
