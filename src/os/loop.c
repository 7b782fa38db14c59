/* SPDX-License-Identifier: Apache-2.0 */
/* The thin face of libevent: the only file that knows which library waits for us. */
#include "pc/os/loop.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>

#include "os_priv.h"

struct pc_loop {
	struct event_base *base;
};

struct pc_watch {
	struct event *event;
	pc_loop_fn *fn;
	void *arg;
	int what;
};

/* Memory that is not there ends the program, as everywhere. */
static void *must(void *made)
{
	if (!made)
		abort();
	return made;
}

enum pc_status pc_loop_new(struct pc_loop **out, struct pc_err *err)
{
	struct event_config *config = must(event_config_new());
	struct event_base *base;

	/* One thread each: no locks, no second clock. */
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
	base = event_base_new_with_config(config);
	event_config_free(config);
	if (!base)
		return pc_err_sys(err, "an event loop");
	*out = must(calloc(1, sizeof(**out)));
	(*out)->base = base;
	return PC_OK;
}

struct event_base *loop_base(const struct pc_loop *loop)
{
	return loop->base;
}

void pc_loop_free(struct pc_loop **loop)
{
	if (*loop)
		event_base_free((*loop)->base);
	free(*loop);
	*loop = NULL;
}

enum pc_status pc_loop_run(struct pc_loop *loop, struct pc_err *err)
{
	errno = 0;
	if (event_base_loop(loop->base, EVLOOP_NO_EXIT_ON_EMPTY) < 0)
		return pc_err_sys(err, "waiting for events");
	return PC_OK;
}

void pc_loop_stop(struct pc_loop *loop)
{
	event_base_loopbreak(loop->base);
}

static void due(evutil_socket_t fd, short events, void *arg)
{
	const struct pc_watch *watch = arg;

	(void)fd;
	(void)events;
	watch->fn(watch->arg, watch->what);
}

static struct pc_watch *watch_new(
	struct pc_loop *loop, int what, short events, pc_loop_fn *fn, void *arg)
{
	struct pc_watch *watch = must(calloc(1, sizeof(*watch)));

	*watch = (struct pc_watch){.fn = fn, .arg = arg, .what = what};
	watch->event = must(event_new(loop->base,
		events & (EV_READ | EV_WRITE | EV_SIGNAL) ? what : -1, events, due,
		watch));
	return watch;
}

static void wait_for(struct pc_watch *watch, const struct timeval *after)
{
	/* It fails for a descriptor that cannot be waited for: a caller's bug. */
	if (event_add(watch->event, after) < 0)
		abort();
}

struct pc_watch *pc_loop_fd(
	struct pc_loop *loop, int fd, enum pc_loop_want want, pc_loop_fn *fn, void *arg)
{
	short events = want == PC_LOOP_READ ? EV_READ : EV_WRITE;
	struct pc_watch *watch = watch_new(loop, fd, events | EV_PERSIST, fn, arg);

	wait_for(watch, NULL);
	return watch;
}

struct pc_watch *pc_loop_signal(
	struct pc_loop *loop, int signal, pc_loop_fn *fn, void *arg)
{
	struct pc_watch *watch = watch_new(loop, signal, EV_SIGNAL | EV_PERSIST, fn, arg);

	wait_for(watch, NULL);
	return watch;
}

struct pc_watch *pc_loop_timer(struct pc_loop *loop, pc_loop_fn *fn, void *arg)
{
	return watch_new(loop, 0, EV_TIMEOUT, fn, arg);
}

void pc_watch_after(struct pc_watch *timer, int64_t milliseconds)
{
	enum { PER_SECOND = 1000 };
	int64_t from_now = milliseconds < 0 ? 0 : milliseconds;
	struct timeval after = {
		from_now / PER_SECOND, from_now % PER_SECOND * PER_SECOND};

	wait_for(timer, &after);
}

void pc_watch_unset(struct pc_watch *timer)
{
	event_del(timer->event);
}

void pc_watch_free(struct pc_watch **watch)
{
	if (*watch)
		event_free((*watch)->event);
	free(*watch);
	*watch = NULL;
}
