/* SPDX-License-Identifier: Apache-2.0 */
/* One datagram to the socket that the manager named. */
#include "pc/os/service.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "pc/base/fs.h"

void pc_service_tell(struct pc_str lines)
{
	struct pc_str name = pc_str(getenv("NOTIFY_SOCKET"));
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	PC_AUTO(pc_close) int fd = -1;

	if (name.len == 0 || name.len >= sizeof(to.sun_path) ||
		(name.ptr[0] != '/' && name.ptr[0] != '@'))
		return;
	memcpy(to.sun_path, name.ptr, name.len);
	if (name.ptr[0] == '@')
		to.sun_path[0] = '\0'; /* a name that is in no directory */
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	while (sendto(fd, lines.ptr, lines.len, MSG_NOSIGNAL, (struct sockaddr *)&to,
		       (socklen_t)(offsetof(struct sockaddr_un, sun_path) + name.len)) <
			0 &&
		errno == EINTR)
		;
}

static bool is_for_us(void)
{
	const char *pid = getenv("WATCHDOG_PID");

	return !pid || strtoimax(pid, NULL, 10) == getpid();
}

int64_t pc_service_watchdog(void)
{
	enum { MICROSECONDS = 1000, DECIMAL = 10 };
	const char *period = getenv("WATCHDOG_USEC");
	int64_t value = period && is_for_us() ? strtoimax(period, NULL, DECIMAL) : 0;

	return value > 0 ? value / MICROSECONDS : 0;
}
