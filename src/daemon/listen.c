/* SPDX-License-Identifier: Apache-2.0 */
/* A socket that anybody may reach: credentials decide, not the file. */
#include "listen.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { MODE = 0666 };

enum pc_status listen_at(int fd, const char *path, int backlog, struct pc_err *err)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};

	if (fd < 0)
		return pc_err_sys(err, "the socket '%s'", path);
	if (strlen(path) >= sizeof(at.sun_path))
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"'%s' is too long for a socket", path);
	memcpy(at.sun_path, path, strlen(path));
	unlink(path);
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 || chmod(path, MODE) < 0 ||
		listen(fd, backlog) < 0)
		return pc_err_sys(err, "the socket '%s'", path);
	return PC_OK;
}
