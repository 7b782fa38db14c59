/* SPDX-License-Identifier: Apache-2.0 */
/* All blobs of a pack, from the whole ones down to what is a delta of a delta of them. */
#ifndef PC_FLEET_FAMILIES_H
#define PC_FLEET_FAMILIES_H

#include "unpack.h"

struct family_job {
	/* One that was made; true: zero it when it is done. */
	bool (*made)(void *context, const unsigned char *id, const struct unpacked *blob);
	/* One that is larger than the ceiling, and so not made. */
	void (*large)(void *context, const unsigned char *id, uint64_t size);
	/* One that could not be made, or not in the memory there is. */
	void (*left)(void *context, const unsigned char *id);
	void *context;
};

/* A whole blob and everything that is made of it, each once and in the order in which
 * they lie where that can be.  What is held meanwhile is bounded by PC_MAX_FAMILY. */
void family_walk(const struct family_job *job, struct unpacker *unpacker,
	const struct pack *pack, uint32_t number);

#endif
