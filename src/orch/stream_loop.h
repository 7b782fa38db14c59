/* SPDX-License-Identifier: Apache-2.0 */
/* Streams of net/ on a loop of os/, which know nothing of each other. */
#ifndef ORCH_STREAM_LOOP_H
#define ORCH_STREAM_LOOP_H

#include "pc/net/stream.h"
#include "pc/os/loop.h"

struct stream_loop;

PC_MUST_CHECK enum pc_status stream_loop_new(
	struct stream_loop **out, struct pc_loop *loop, struct pc_err *err);
struct pc_streams *stream_loop_streams(const struct stream_loop *on);
/* Before its loop goes; not from within a call. */
void stream_loop_free(struct stream_loop **on);

#endif
