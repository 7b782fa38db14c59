/* SPDX-License-Identifier: Apache-2.0 */
/* What is going to happen, by its time; of the same time, what was said first. */
#ifndef SIM_HEAP_H
#define SIM_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct event {
	int64_t at; /* ms since 1970 */
	uint64_t number;
	int kind;
	int64_t what; /* of the kind: a job, an attempt, a fault ... */
};

struct heap {
	struct event *items;
	size_t count, cap;
	uint64_t number;
};

void heap_add(struct heap *heap, int64_t at, int kind, int64_t what);
/* INT64_MAX: nothing is left. */
int64_t heap_first(const struct heap *heap);
struct event heap_take(struct heap *heap);
void heap_done(struct heap *heap);

#endif
