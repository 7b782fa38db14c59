/* SPDX-License-Identifier: Apache-2.0 */
/* A pack, read by us: libgit2 resolves each object from its base anew and locks several
 * times for each, where somebody who wants all of them needs each step once.  Formats are
 * those of gitformat-pack(5).  Packs come with clones, so that nothing in them is taken
 * for granted; what looks odd is left to libgit2.
 *
 *   pack.c      the index, and what is a delta of what
 *   unpack.c    one object: inflate it, or make it of its base
 *   families.c  all blobs that come of one, each made once */
#ifndef PC_FLEET_PACK_H
#define PC_FLEET_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NO_ENTRY = UINT32_MAX };

enum pack_type {
	PACK_UNKNOWN, /* a delta of something that is not here */
	PACK_COMMIT,
	PACK_TREE,
	PACK_BLOB,
	PACK_TAG,
	PACK_OFS_DELTA = 6,
	PACK_REF_DELTA,
	PACK_VISITED, /* while types are found */
};

struct pack_entry {
	uint64_t offset;
	uint32_t index; /* of its id in the index */
	uint32_t base;  /* what it is a delta of, or NO_ENTRY */
	uint32_t child; /* the first blob that is a delta of it, and the next of its base;
			   or NO_ENTRY */
	uint32_t next;
	enum pack_type type; /* that of its first base: never a delta */
};

struct pack {
	int fd;
	uint64_t size;
	const unsigned char *index; /* mapped */
	size_t index_size;
	uint32_t n;
	struct pack_entry *entries; /* by their offsets */
};

/* The pack of an index "....idx".  False: not one that we read. */
bool pack_open(struct pack *pack, const char *path);
/* Of one that was opened, or zero. */
void pack_done(struct pack *pack);

/* The bytes of an entry's id. */
const unsigned char *pack_id(const struct pack *pack, uint32_t number);
bool pack_has(const struct pack *pack, const unsigned char *id);
/* Where it ends. */
uint64_t pack_end(const struct pack *pack, uint32_t number);

/* What stands before an object's bytes.  *at is behind it; base_at: as many bytes before
 * the object its base lies (PACK_OFS_DELTA), base_id: its id. */
struct pack_header {
	enum pack_type type;
	uint64_t size; /* inflated */
	uint64_t base_at;
	const unsigned char *base_id;
	size_t len;
};

enum { PACK_HEADER = 64 }; /* no header is longer */

bool pack_header(struct pack_header *header, const unsigned char *bytes, size_t len);

#endif
