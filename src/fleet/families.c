/* SPDX-License-Identifier: Apache-2.0 */
/* A walk down the deltas of one blob.  A base is held until the last of its deltas is
 * made, and not longer. */
#include "families.h"

#include <stdlib.h>

#include "pc/base/arena.h"
#include "pc/base/limits.h"

/* A blob with deltas that are still to be made. */
struct frame {
	struct unpacked blob;
	uint32_t child; /* the next of them */
	bool is_secret;
};

struct walk {
	const struct family_job *job;
	struct unpacker *unpacker;
	const struct pack *pack;
	struct frame *frames;
	size_t n, cap;
	size_t held; /* bytes of all frames */
};

/* It and everything below it cannot be had here.  Depth does not matter: a list of what
 * is still to be left, in the order of the pack. */
static void leave(struct walk *walk, uint32_t number)
{
	uint32_t *list = NULL;
	size_t n = 0, cap = 0;

	pc_xgrow(list, n, cap);
	list[n++] = number;
	while (n) {
		uint32_t at = list[--n];
		uint32_t child = walk->pack->entries[at].child;

		walk->job->left(walk->job->context, pack_id(walk->pack, at));
		for (; child != NO_ENTRY; child = walk->pack->entries[child].next) {
			pc_xgrow(list, n, cap);
			list[n++] = child;
		}
	}
	free(list);
}

static void leave_children(struct walk *walk, uint32_t number)
{
	uint32_t child = walk->pack->entries[number].child;

	for (; child != NO_ENTRY; child = walk->pack->entries[child].next)
		leave(walk, child);
}

/* Tells what became of one, and keeps it if there are deltas of it. */
static void take(struct walk *walk, uint32_t number, enum unpack_result result,
	struct unpacked *blob)
{
	const struct pack_entry *entry = &walk->pack->entries[number];
	const unsigned char *id = pack_id(walk->pack, number);
	bool is_secret;

	if (result == UNPACK_BROKEN) {
		leave(walk, number);
		return;
	}
	if (result == UNPACK_LARGE) {
		walk->job->large(walk->job->context, id, blob->size);
		leave_children(walk, number);
		return;
	}
	is_secret = walk->job->made(walk->job->context, id, blob);
	if (entry->child == NO_ENTRY || walk->held + blob->size > PC_MAX_FAMILY) {
		unpacked_done(blob, is_secret);
		leave_children(walk, number);
		return;
	}
	pc_xgrow(walk->frames, walk->n, walk->cap);
	walk->frames[walk->n++] = (struct frame){*blob, entry->child, is_secret};
	walk->held += blob->size;
}

/* The next delta of the newest frame, which goes when that was its last. */
static void step(struct walk *walk)
{
	struct frame frame = walk->frames[walk->n - 1];
	uint32_t number = frame.child;
	struct unpacked blob = {0};
	enum unpack_result result;

	result = unpack_delta(&blob, walk->unpacker, walk->pack, number, &frame.blob);
	walk->frames[walk->n - 1].child = walk->pack->entries[number].next;
	if (walk->frames[walk->n - 1].child == NO_ENTRY) {
		walk->held -= frame.blob.size;
		walk->n--;
		unpacked_done(&frame.blob, frame.is_secret);
	}
	take(walk, number, result, &blob);
}

void family_walk(const struct family_job *job, struct unpacker *unpacker,
	const struct pack *pack, uint32_t number)
{
	struct walk walk = {.job = job, .unpacker = unpacker, .pack = pack};
	struct unpacked blob = {0};
	enum unpack_result result = unpack_whole(&blob, unpacker, pack, number);

	take(&walk, number, result, &blob);
	while (walk.n)
		step(&walk);
	free(walk.frames);
}
