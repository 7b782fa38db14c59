/* SPDX-License-Identifier: Apache-2.0 */
/* inotify, one event for each watch. */
#include "pc/os/wakes.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "os_priv.h"
#include "pc/base/fs.h"

enum { MOST_DIRECTORIES = 4096, STEP = 16 };

struct pc_wakes {
	int fd;
	struct pc_watch *watch;
	pc_wakes_fn *fn;
	void *arg;
	struct watched {
		int number; /* inotify's */
		int64_t key;
	} * items;
	size_t count, cap;
};

static struct watched *find(struct pc_wakes *wakes, int number)
{
	for (size_t i = 0; i < wakes->count; i++) {
		if (wakes->items[i].number == number)
			return &wakes->items[i];
	}
	return NULL;
}

static void report(void *arg, const struct inotify_event *event)
{
	struct pc_wakes *wakes = arg;
	struct watched *item = find(wakes, event->wd);
	int64_t key;

	if (event->mask & IN_Q_OVERFLOW) {
		wakes->fn(wakes->arg, PC_WAKES_ALL);
		return;
	}
	if (!item)
		return;
	key = item->key;
	*item = wakes->items[--wakes->count];
	wakes->fn(wakes->arg, key);
}

static void on_events(void *arg, int fd)
{
	inotify_each(fd, report, arg);
}

enum pc_status pc_wakes_new(struct pc_wakes **out, struct pc_loop *loop, pc_wakes_fn *fn,
	void *arg, struct pc_err *err)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	struct pc_wakes *wakes;

	if (fd < 0)
		return pc_err_sys(err, "watching directories");
	wakes = calloc(1, sizeof(*wakes));
	if (!wakes)
		abort();
	*wakes = (struct pc_wakes){.fd = fd, .fn = fn, .arg = arg};
	wakes->watch = pc_loop_fd(loop, fd, PC_LOOP_READ, on_events, wakes);
	*out = wakes;
	return PC_OK;
}

void pc_wakes_free(struct pc_wakes **wakes)
{
	if (!*wakes)
		return;
	pc_watch_free(&(*wakes)->watch);
	pc_close(&(*wakes)->fd);
	free((*wakes)->items);
	free(*wakes);
	*wakes = NULL;
}

static struct watched *room_for_one(struct pc_wakes *wakes)
{
	struct watched *items;

	if (wakes->count < wakes->cap)
		return &wakes->items[wakes->count++];
	items = realloc(wakes->items, (wakes->cap + STEP) * sizeof(*items));
	if (!items)
		abort();
	wakes->items = items;
	wakes->cap += STEP;
	return &wakes->items[wakes->count++];
}

enum pc_status pc_wakes_add(
	struct pc_wakes *wakes, const char *directory, int64_t key, struct pc_err *err)
{
	const uint32_t what = IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_ONLYDIR |
			      IN_DONT_FOLLOW | IN_ONESHOT;
	struct watched *item;
	int number;

	if (wakes->count == MOST_DIRECTORIES)
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"more than %d directories to watch", MOST_DIRECTORIES);
	number = inotify_add_watch(wakes->fd, directory, what);
	if (number < 0)
		return pc_err_sys(err, "watching '%s'", directory);
	item = find(wakes, number);
	if (!item)
		item = room_for_one(wakes);
	*item = (struct watched){number, key};
	return PC_OK;
}
