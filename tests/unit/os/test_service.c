/* SPDX-License-Identifier: Apache-2.0 */
/* What a service manager hears of us. */
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "pc/os/service.h"
#include "pc_test.h"

static int listen_at(const char *name, size_t len)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	memcpy(at.sun_path, name, len);
	assert_true(fd >= 0);
	assert_int_equal(
		bind(fd, (struct sockaddr *)&at,
			(socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)),
		0);
	return fd;
}

static void hears(int fd, const char *want)
{
	char got[64] = "";

	assert_true(recv(fd, got, sizeof(got) - 1, MSG_DONTWAIT) >= 0);
	assert_string_equal(got, want);
	close(fd);
}

static void a_manager_is_told(void **state)
{
	char name[64];
	int fd, n = snprintf(name, sizeof(name), "/tmp/pc-service-%d", (int)getpid());

	(void)state;
	fd = listen_at(name, (size_t)n);
	setenv("NOTIFY_SOCKET", name, 1);
	pc_service_tell(PC_STR("READY=1\nSTATUS=in force"));
	hears(fd, "READY=1\nSTATUS=in force");
	unlink(name);
}

static void a_manager_without_a_file_is_told(void **state)
{
	char name[64];
	int fd, n = snprintf(name, sizeof(name), "@pc-service-%d", (int)getpid());

	(void)state;
	setenv("NOTIFY_SOCKET", name, 1);
	name[0] = '\0';
	fd = listen_at(name, (size_t)n);
	pc_service_tell(PC_STR("WATCHDOG=1"));
	hears(fd, "WATCHDOG=1");
}

static void nobody_listens(void **state)
{
	(void)state;
	setenv("NOTIFY_SOCKET", "/nonexistent/socket", 1);
	pc_service_tell(PC_STR("READY=1"));
	unsetenv("NOTIFY_SOCKET");
	pc_service_tell(PC_STR("READY=1"));
}

static const struct row {
	const char *name, *period;
	int other; /* the process that is meant: 0 this one, 1 another, -1 not said */
	int64_t want;
} rows[] = {
	{"half a minute", "30000000", -1, 30000},
	{"said to be ours", "5000000", 0, 5000},
	{"somebody else's", "5000000", 1, 0},
	{"none", NULL, -1, 0},
	{"no number", "soon", -1, 0},
	{"a negative one", "-1", -1, 0},
};

static void check(const struct row *r)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)getpid() + r->other);
	if (r->period)
		setenv("WATCHDOG_USEC", r->period, 1);
	else
		unsetenv("WATCHDOG_USEC");
	if (r->other >= 0)
		setenv("WATCHDOG_PID", pid, 1);
	else
		unsetenv("WATCHDOG_PID");
	assert_int_equal(pc_service_watchdog(), r->want);
}
PC_TABLE(rows, check)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_manager_is_told),
		cmocka_unit_test(a_manager_without_a_file_is_told),
		cmocka_unit_test(nobody_listens),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
