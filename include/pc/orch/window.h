/* SPDX-License-Identifier: Apache-2.0 */
/* What must not be asked now, and until when: windows by key and model, by key, by model,
 * by provider.  A success on the same place clears them; a long one is probed half-open;
 * an error while one is open neither widens, shortens nor moves it.  Behind one that was
 * opened more than once attempts go one by one until one succeeds.
 *
 * Which scope an error has says pc_failure_table.  Each class has windows of its own, so
 * that a 429 and a 529 never count for each other.  All keys of a provider that cannot
 * log in at once are an incident of the provider's: a window on it, which ends with the
 * first key that is let in again. */
#ifndef PC_ORCH_WINDOW_H
#define PC_ORCH_WINDOW_H

#include "pc/base/arena.h"
#include "pc/orch/failure.h"

#define PC_WINDOW_FOR_GOOD INT64_MAX

struct pc_window {
	enum pc_failure_scope scope;
	/* Those that the scope has.  key: with PC_SCOPE_ORGANIZATION that one's name,
	 * and the backend's where there is no key; model: the line, with
	 * PC_SCOPE_KEY_MODEL where there is one. */
	struct pc_str provider, key, model;
	int64_t since, until; /* ms; until PC_WINDOW_FOR_GOOD: a probe or somebody ends it
			       */
	int64_t probe_at;     /* when one attempt may look; 0: none does */
	enum pc_failure_class why;
	struct pc_str said, source; /* "provider", "our own", "all keys" */
	int64_t hits;               /* answers that opened it, for its backoff */
	bool is_probing;            /* one attempt is out to see */
};

struct pc_windows; /* in memory; rows in the queue's file */

/* seed: of the jitter; the same one gives the same windows. */
struct pc_windows *pc_windows_new(uint64_t seed);
void pc_windows_free(struct pc_windows *windows);

/* Told of each change, so that rows follow: opened anew, or gone for good.  What is
 * handed over is valid for the call; nothing may be changed from inside. */
struct pc_window_watch {
	void (*opened)(void *context, const struct pc_window *window);
	void (*gone)(void *context, const struct pc_window *window);
	void *context;
};
void pc_windows_watch(struct pc_windows *windows, const struct pc_window_watch *watch);

/* How many keys a provider has, all of which can fail at once; not told: an incident of
 * the provider's is never seen. */
void pc_windows_expect(struct pc_windows *windows, struct pc_str provider, size_t n_keys);
/* One that was kept in a row: as it was, without its probe.  probe_at 0: as it was when
 * the window opened. */
void pc_windows_put(struct pc_windows *windows, const struct pc_window *window);

struct pc_window_place {
	struct pc_str provider, organization, key, model, line, backend;
	bool is_probe; /* the attempt whose end is told was one */
};
/* NULL: nothing is in the way; else the window that lasts the longest.  *may_probe: all
 * that are in the way are long, and this may be the one attempt that looks whether it is
 * still so; or nothing is any more, and this is the first to see. */
const struct pc_window *pc_windows_find(const struct pc_windows *windows,
	const struct pc_window_place *place, int64_t now, bool *may_probe);
/* When the place may be asked again if nothing happens until then, a probe counting; now:
 * at once. */
int64_t pc_windows_again(const struct pc_windows *windows,
	const struct pc_window_place *place, int64_t now);
/* An attempt is sent to look; another one may after its end was told. */
void pc_windows_probe(
	struct pc_windows *windows, const struct pc_window_place *place, int64_t now);
/* most: no header makes a window longer, ms; 0: a day.  Every end that is no success is
 * told, also one of class NONE (it was cancelled) or without a scope here: it may have
 * been a probe. */
void pc_windows_fail(struct pc_windows *windows, const struct pc_window_place *place,
	const struct pc_failure *failure, int64_t now, int64_t most);
/* started: when the attempt was sent; one that was under way before a window opened
 * proves nothing about it. */
void pc_windows_succeed(
	struct pc_windows *windows, const struct pc_window_place *place, int64_t started);
/* Somebody knows better: windows of that class on the place end (a key was renewed, an
 * account was topped up); PC_FAILURE_NONE: of each class. */
void pc_windows_lift(struct pc_windows *windows, const struct pc_window_place *place,
	enum pc_failure_class why);
/* Ends when fn says false.  Also those that are over and not forgotten yet: their hits
 * make the next one longer. */
typedef bool pc_window_fn(void *context, const struct pc_window *window);
void pc_windows_each(const struct pc_windows *windows, pc_window_fn *fn, void *context);

#endif
