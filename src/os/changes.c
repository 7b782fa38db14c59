/* SPDX-License-Identifier: Apache-2.0 */
/* inotify. */
#include "pc/os/changes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "os_priv.h"
#include "pc/base/fs.h"

enum { MOST_DIRECTORIES = 16 };

struct pc_changes {
	int fd;
	struct pc_watch *watch;
	pc_changes_fn *fn;
	void *arg;
	struct directory {
		int number; /* inotify's */
		char *path;
	} directories[MOST_DIRECTORIES];
	size_t count;
};

static void report(void *arg, const struct inotify_event *event)
{
	struct pc_changes *changes = arg;

	if (event->mask & IN_Q_OVERFLOW) {
		changes->fn(changes->arg, NULL, NULL);
		return;
	}
	for (size_t i = 0; i < changes->count; i++) {
		if (changes->directories[i].number == event->wd)
			changes->fn(changes->arg, changes->directories[i].path,
				event->len ? event->name : NULL);
	}
}

static void on_events(void *arg, int fd)
{
	inotify_each(fd, report, arg);
}

enum pc_status pc_changes_new(struct pc_changes **out, struct pc_loop *loop,
	pc_changes_fn *fn, void *arg, struct pc_err *err)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	struct pc_changes *changes;

	if (fd < 0)
		return pc_err_sys(err, "watching directories");
	changes = calloc(1, sizeof(*changes));
	if (!changes)
		abort();
	*changes = (struct pc_changes){.fd = fd, .fn = fn, .arg = arg};
	changes->watch = pc_loop_fd(loop, fd, PC_LOOP_READ, on_events, changes);
	*out = changes;
	return PC_OK;
}

void pc_changes_free(struct pc_changes **changes)
{
	if (!*changes)
		return;
	pc_watch_free(&(*changes)->watch);
	pc_close(&(*changes)->fd);
	for (size_t i = 0; i < (*changes)->count; i++)
		free((*changes)->directories[i].path);
	free(*changes);
	*changes = NULL;
}

static struct directory *find(struct pc_changes *changes, const char *path)
{
	for (size_t i = 0; i < changes->count; i++) {
		if (strcmp(changes->directories[i].path, path) == 0)
			return &changes->directories[i];
	}
	return NULL;
}

enum pc_status pc_changes_add(
	struct pc_changes *changes, const char *directory, struct pc_err *err)
{
	const uint32_t what = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
			      IN_MOVED_TO | IN_ATTRIB | IN_MODIFY | IN_DELETE_SELF |
			      IN_MOVE_SELF | IN_ONLYDIR;
	int number = inotify_add_watch(changes->fd, directory, what);
	struct directory *entry = find(changes, directory);

	if (number < 0)
		return pc_err_sys(err, "watching '%s'", directory);
	if (entry) {
		entry->number = number;
		return PC_OK;
	}
	if (changes->count == MOST_DIRECTORIES)
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"more than %d directories to watch", MOST_DIRECTORIES);
	entry = &changes->directories[changes->count++];
	*entry = (struct directory){.number = number, .path = strdup(directory)};
	if (!entry->path)
		abort();
	return PC_OK;
}
