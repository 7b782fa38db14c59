/* SPDX-License-Identifier: Apache-2.0 */
/* What inotify has to tell, one by one. */
#include <limits.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "os_priv.h"

void inotify_each(int fd, inotify_fn *fn, void *arg)
{
	enum { ROOM = 16 * (sizeof(struct inotify_event) + NAME_MAX + 1) };
	_Alignas(struct inotify_event) char buffer[ROOM];
	ssize_t n = read(fd, buffer, sizeof(buffer));

	for (ssize_t at = 0; at < n;) {
		/* The system keeps each of them aligned. */
		const struct inotify_event *event = (const void *)(buffer + at);

		fn(arg, event);
		at += (ssize_t)(sizeof(*event) + event->len);
	}
}
