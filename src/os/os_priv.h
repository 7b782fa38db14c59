/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this module share: the library's own object behind a loop. */
#ifndef PC_OS_PRIV_H
#define PC_OS_PRIV_H

#include "pc/os/loop.h"

struct event_base;

struct event_base *loop_base(const struct pc_loop *loop);

#endif
