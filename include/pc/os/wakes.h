/* SPDX-License-Identifier: Apache-2.0 */
/* Directories of people who are not trusted, watched so that they cannot keep us busy:
 * each tells once that something was written or made in it, and then nothing more until
 * it is watched again. */
#ifndef PC_OS_WAKES_H
#define PC_OS_WAKES_H

#include "pc/base/err.h"
#include "pc/os/loop.h"

struct pc_wakes;

/* key: as it was given; PC_WAKES_ALL: any of them, more than can be told. */
enum { PC_WAKES_ALL = -2 };
typedef void pc_wakes_fn(void *arg, int64_t key);

PC_MUST_CHECK enum pc_status pc_wakes_new(struct pc_wakes **out, struct pc_loop *loop,
	pc_wakes_fn *fn, void *arg, struct pc_err *err);
void pc_wakes_free(struct pc_wakes **wakes);

/* Tells once.  Look at the directory after this, not before.  PC_ERR_ABSENT: it is not
 * there; PC_ERR_LIMIT or PC_ERR_SYSTEM: it cannot be watched, and has to be looked at. */
PC_MUST_CHECK enum pc_status pc_wakes_add(
	struct pc_wakes *wakes, const char *directory, int64_t key, struct pc_err *err);

#endif
