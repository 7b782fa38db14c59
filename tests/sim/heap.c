/* SPDX-License-Identifier: Apache-2.0 */
/* A binary heap of events, and the long tail of durations. */
#include "heap.h"

#include <math.h>
#include <stdlib.h>

#include "chance.h"
#include "pc/base/arena.h"

static int is_before(const struct event *a, const struct event *b)
{
	return a->at != b->at ? a->at < b->at : a->number < b->number;
}

void heap_add(struct heap *heap, int64_t at, int kind, int64_t what)
{
	struct event new = {at, heap->number++, kind, what};
	size_t i = heap->count;

	pc_xgrow(heap->items, heap->count, heap->cap);
	heap->count++;
	for (; i && is_before(&new, &heap->items[(i - 1) / 2]); i = (i - 1) / 2)
		heap->items[i] = heap->items[(i - 1) / 2];
	heap->items[i] = new;
}

int64_t heap_first(const struct heap *heap)
{
	return heap->count ? heap->items[0].at : INT64_MAX;
}

struct event heap_take(struct heap *heap)
{
	struct event first = heap->items[0], last = heap->items[--heap->count];
	size_t i = 0;

	for (;;) {
		size_t next = 2 * i + 1;

		if (next >= heap->count)
			break;
		if (next + 1 < heap->count &&
			is_before(&heap->items[next + 1], &heap->items[next]))
			next++;
		if (!is_before(&heap->items[next], &last))
			break;
		heap->items[i] = heap->items[next];
		i = next;
	}
	heap->items[i] = last;
	return first;
}

void heap_done(struct heap *heap)
{
	free(heap->items);
	*heap = (struct heap){0};
}

int64_t chance_long_tail(uint64_t *state, int64_t median, int sigma)
{
	int64_t sum = 0;
	double value;

	for (int i = 0; i < 12; i++)
		sum += chance_from(state, 0, 1000);
	value = (double)median * exp((double)(sum - 6000) / 1000 * sigma / 1000);
	return value < 1 ? 1 : (int64_t)value;
}
