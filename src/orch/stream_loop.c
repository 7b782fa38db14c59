/* SPDX-License-Identifier: Apache-2.0 */
/* A watch for each way of each descriptor that libcurl names, and one timer. */
#include "stream_loop.h"

#include <stdlib.h>

#include "pc/base/arena.h"

struct place {
	int fd; /* -1: free */
	struct pc_watch *read, *write;
};

struct stream_loop {
	struct pc_loop *loop;
	struct pc_streams *streams;
	struct pc_watch *timer;
	struct place *places; /* few: found by looking at each */
	size_t n, cap;
};

static void on_read(void *arg, int fd)
{
	pc_streams_ready(((struct stream_loop *)arg)->streams, fd, true, false);
}

static void on_write(void *arg, int fd)
{
	pc_streams_ready(((struct stream_loop *)arg)->streams, fd, false, true);
}

static void on_late(void *arg, int what)
{
	(void)what;
	pc_streams_late(((struct stream_loop *)arg)->streams);
}

static struct place *place_of(struct stream_loop *on, int fd)
{
	struct place *spare = NULL;

	for (size_t i = 0; i < on->n; i++) {
		if (on->places[i].fd == fd)
			return &on->places[i];
		if (on->places[i].fd < 0)
			spare = &on->places[i];
	}
	if (!spare) {
		pc_xgrow(on->places, on->n, on->cap);
		spare = &on->places[on->n++];
	}
	*spare = (struct place){.fd = fd};
	return spare;
}

static void want(struct stream_loop *on, struct pc_watch **watch, int fd, bool is_read)
{
	*watch = pc_loop_fd(on->loop, fd, is_read ? PC_LOOP_READ : PC_LOOP_WRITE,
		is_read ? on_read : on_write, on);
}

static void watch(void *context, int fd, bool read, bool write)
{
	struct stream_loop *on = context;
	struct place *place = place_of(on, fd);

	if (!read)
		pc_watch_free(&place->read);
	else if (!place->read)
		want(on, &place->read, fd, true);
	if (!write)
		pc_watch_free(&place->write);
	else if (!place->write)
		want(on, &place->write, fd, false);
	if (!read && !write)
		place->fd = -1;
}

static void after(void *context, int64_t ms)
{
	const struct stream_loop *on = context;

	if (ms < 0)
		pc_watch_unset(on->timer);
	else
		pc_watch_after(on->timer, ms);
}

enum pc_status stream_loop_new(
	struct stream_loop **out, struct pc_loop *loop, struct pc_err *err)
{
	struct stream_loop *on = pc_xcalloc(1, sizeof(*on));
	const struct pc_stream_loop face = {watch, after, on};
	enum pc_status status;

	on->loop = loop;
	on->timer = pc_loop_timer(loop, on_late, on);
	status = pc_streams_new(&on->streams, &face, err);
	if (status != PC_OK) {
		stream_loop_free(&on);
		return status;
	}
	*out = on;
	return PC_OK;
}

struct pc_streams *stream_loop_streams(const struct stream_loop *on)
{
	return on->streams;
}

void stream_loop_free(struct stream_loop **at)
{
	struct stream_loop *on = pc_steal(at);

	if (!on)
		return;
	pc_streams_free(&on->streams);
	for (size_t i = 0; i < on->n; i++) {
		pc_watch_free(&on->places[i].read);
		pc_watch_free(&on->places[i].write);
	}
	pc_watch_free(&on->timer);
	free(on->places);
	free(on);
}
