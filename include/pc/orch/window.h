/* SPDX-License-Identifier: Apache-2.0 */
/* What must not be asked now, and until when: windows by key and model, by key, by model,
 * by provider.  A success on the same place clears them; a long one is probed half-open;
 * an error while one is open neither widens, shortens nor moves it. */
#ifndef PC_ORCH_WINDOW_H
#define PC_ORCH_WINDOW_H

#include "pc/base/arena.h"
#include "pc/orch/failure.h"

struct pc_window {
	enum pc_failure_scope scope;
	struct pc_str provider, key, model; /* those that the scope has */
	int64_t since, until;               /* ms */
	enum pc_failure_class why;
	struct pc_str said, source; /* "retry-after", "resets_at", "our own" */
	int64_t hits;               /* answers that opened it, for its backoff */
	bool is_probing;            /* one attempt is out to see */
};

struct pc_windows; /* in memory; rows in the queue's file */

struct pc_windows *pc_windows_new(void);
void pc_windows_free(struct pc_windows *windows);

struct pc_window_place {
	struct pc_str provider, organization, key, model, line;
};
/* NULL: nothing is in the way.  *may_probe: it is long, and this may be the one attempt
 * that looks whether it is still so. */
const struct pc_window *pc_windows_find(const struct pc_windows *windows,
	const struct pc_window_place *place, int64_t now, bool *may_probe);
/* most: no header makes a window longer, ms. */
void pc_windows_fail(struct pc_windows *windows, const struct pc_window_place *place,
	const struct pc_failure *failure, int64_t now, int64_t most);
void pc_windows_succeed(struct pc_windows *windows, const struct pc_window_place *place);
typedef bool pc_window_fn(void *context, const struct pc_window *window);
void pc_windows_each(const struct pc_windows *windows, pc_window_fn *fn, void *context);

#endif
