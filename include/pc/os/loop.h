/* SPDX-License-Identifier: Apache-2.0 */
/* One event loop for each process of policyd: descriptors, signals and timers, each with
 * the function that is called for it.  Nothing wakes up unless one of them is due.
 *
 *   pc_loop_new    pc_loop_fd, pc_loop_signal, pc_loop_timer    pc_loop_run
 *
 * Everything is called from pc_loop_run(), one after the other, never inside a signal
 * handler.  A function may free any watch, also the one that it is called for. */
#ifndef PC_OS_LOOP_H
#define PC_OS_LOOP_H

#include <stdint.h>

#include "pc/base/err.h"

struct pc_loop;
/* One thing waited for.  It ends with pc_watch_free(), before its loop does. */
struct pc_watch;

/* What: the descriptor, the signal's number, or 0 for a timer. */
typedef void pc_loop_fn(void *arg, int what);

PC_MUST_CHECK enum pc_status pc_loop_new(struct pc_loop **out, struct pc_err *err);
void pc_loop_free(struct pc_loop **loop);

/* Until pc_loop_stop(); PC_ERR_SYSTEM when the system's own waiting fails. */
PC_MUST_CHECK enum pc_status pc_loop_run(struct pc_loop *loop, struct pc_err *err);
/* What is being called ends first. */
void pc_loop_stop(struct pc_loop *loop);

enum pc_loop_want { PC_LOOP_READ, PC_LOOP_WRITE };

/* Whenever fd can be read (or written) without waiting, until the watch is freed. The
 * descriptor stays the caller's. */
struct pc_watch *pc_loop_fd(
	struct pc_loop *loop, int fd, enum pc_loop_want want, pc_loop_fn *fn, void *arg);
struct pc_watch *pc_loop_signal(
	struct pc_loop *loop, int signal, pc_loop_fn *fn, void *arg);
/* Called once each time that it was set by pc_watch_after() and not unset since. */
struct pc_watch *pc_loop_timer(struct pc_loop *loop, pc_loop_fn *fn, void *arg);
void pc_watch_after(struct pc_watch *timer, int64_t milliseconds);
void pc_watch_unset(struct pc_watch *timer);

/* Accepts NULL. */
void pc_watch_free(struct pc_watch **watch);

#endif
