/* SPDX-License-Identifier: Apache-2.0 */
/* One object of a pack. */
#ifndef PC_FLEET_UNPACK_H
#define PC_FLEET_UNPACK_H

#include "pack.h"

/* malloc memory. */
struct unpacked {
	unsigned char *bytes;
	size_t size;
};

enum unpack_result {
	UNPACK_FINE,
	UNPACK_LARGE, /* than the ceiling: size says how large */
	UNPACK_BROKEN,
};

/* What one thread needs. */
struct unpacker;

struct unpacker *unpacker_new(size_t ceiling);
void unpacker_free(struct unpacker *unpacker);

/* An object that is no delta.  *out is malloc memory when it is fine. */
enum unpack_result unpack_whole(struct unpacked *out, struct unpacker *unpacker,
	const struct pack *pack, uint32_t number);
/* One that is a delta of base. */
enum unpack_result unpack_delta(struct unpacked *out, struct unpacker *unpacker,
	const struct pack *pack, uint32_t number, const struct unpacked *base);
/* Frees it; is_secret: and zeroes it first. */
void unpacked_done(struct unpacked *unpacked, bool is_secret);

#endif
