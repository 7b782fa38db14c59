/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this module share: the library's own object behind a loop, and how
 * inotify is read. */
#ifndef PC_OS_PRIV_H
#define PC_OS_PRIV_H

#include "pc/os/loop.h"

struct event_base;

struct event_base *loop_base(const struct pc_loop *loop);

struct inotify_event;

/* Calls fn for each event that fd, of inotify_init1(), has now. */
typedef void inotify_fn(void *arg, const struct inotify_event *event);
void inotify_each(int fd, inotify_fn *fn, void *arg);

#endif
