/* SPDX-License-Identifier: Apache-2.0 */
/* The index of a pack, and the headers of its objects. */
#include "pack.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/arena.h"
#include "pc/base/fs.h"
#include "pc/fleet/blobs.h"

enum {
	FANOUT_AT = 8,
	IDS_AT = FANOUT_AT + 256 * 4,
	AFTER_ID = 4 + 4,           /* a checksum and an offset for each */
	TRAILER = 2 * PC_OBJECT_ID, /* of the index */
	PACK_START = 12,            /* "PACK", version, number of objects */
	PACK_TRAILER = PC_OBJECT_ID,
	WINDOW = 1 << 20, /* of a pack that is read for headers */
	BITS = 7,
};

static uint32_t big32(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	       (uint32_t)bytes[2] << 8 | bytes[3];
}

static const unsigned char *id_at(const struct pack *pack, uint32_t index)
{
	return pack->index + IDS_AT + (size_t)index * PC_OBJECT_ID;
}

const unsigned char *pack_id(const struct pack *pack, uint32_t number)
{
	return id_at(pack, pack->entries[number].index);
}

uint64_t pack_end(const struct pack *pack, uint32_t number)
{
	return number + 1 < pack->n ? pack->entries[number + 1].offset
				    : pack->size - PACK_TRAILER;
}

/* ---- the index ------------------------------------------------------------ */

/* Its place among the ids, or NO_ENTRY. */
static uint32_t find_id(const struct pack *pack, const unsigned char *id)
{
	const unsigned char *fanout = pack->index + FANOUT_AT + 4 * (size_t)id[0];
	uint32_t low = id[0] ? big32(fanout - 4) : 0;
	uint32_t high = big32(fanout);

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = memcmp(id, id_at(pack, middle), PC_OBJECT_ID);

		if (order == 0)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NO_ENTRY;
}

bool pack_has(const struct pack *pack, const unsigned char *id)
{
	return find_id(pack, id) != NO_ENTRY;
}

/* Version 2, with tables that fit into it. */
static bool index_is_sound(struct pack *pack)
{
	static const unsigned char magic[FANOUT_AT] = {0xff, 't', 'O', 'c', 0, 0, 0, 2};
	uint32_t last = 0, count;

	if (pack->index_size < IDS_AT + TRAILER ||
		memcmp(pack->index, magic, sizeof(magic)) != 0)
		return false;
	for (size_t i = 0; i < 256; i++) {
		count = big32(pack->index + FANOUT_AT + 4 * i);
		if (count < last)
			return false;
		last = count;
	}
	pack->n = last;
	return pack->n < NO_ENTRY / 2 &&
	       (pack->index_size - IDS_AT - TRAILER) / (PC_OBJECT_ID + AFTER_ID) >=
		       pack->n;
}

/* Where the object with that id lies; 0: nowhere. */
static uint64_t offset_at(const struct pack *pack, uint32_t index)
{
	const unsigned char *offsets =
		id_at(pack, pack->n) + (size_t)pack->n * 4; /* behind the checksums */
	const unsigned char *large = offsets + (size_t)pack->n * 4;
	size_t n_large = (size_t)(pack->index + pack->index_size - TRAILER - large) / 8;
	uint32_t offset = big32(offsets + 4 * (size_t)index);

	if (!(offset >> 31))
		return offset;
	offset &= UINT32_MAX >> 1;
	if (offset >= n_large)
		return 0;
	large += 8 * (size_t)offset;
	return (uint64_t)big32(large) << 32 | big32(large + 4);
}

static int by_offset(const void *left, const void *right)
{
	const struct pack_entry *a = left, *b = right;

	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static bool read_offsets(struct pack *pack)
{
	pack->entries = pc_xcalloc((size_t)pack->n + 1, sizeof(*pack->entries));
	for (uint32_t i = 0; i < pack->n; i++) {
		uint64_t offset = offset_at(pack, i);

		if (offset < PACK_START || offset > pack->size - PACK_TRAILER)
			return false;
		pack->entries[i] = (struct pack_entry){.offset = offset,
			.index = i,
			.base = NO_ENTRY,
			.child = NO_ENTRY,
			.next = NO_ENTRY};
	}
	qsort(pack->entries, pack->n, sizeof(*pack->entries), by_offset);
	return true;
}

/* ---- headers -------------------------------------------------------------- */

/* Seven bits a byte, the lowest first. */
static bool read_size(struct pack_header *header, const unsigned char *bytes, size_t len)
{
	unsigned shift = 4;
	size_t at = 0;

	if (len == 0)
		return false;
	header->type = (enum pack_type)(bytes[0] >> 4 & 7);
	header->size = bytes[0] & 15;
	while (bytes[at] & 0x80) {
		if (++at >= len || shift > 56)
			return false;
		header->size |= (uint64_t)(bytes[at] & 0x7f) << shift;
		shift += BITS;
	}
	header->len = at + 1;
	return true;
}

/* Seven bits a byte, the highest first, and one more for each byte that follows. */
static bool read_distance(
	struct pack_header *header, const unsigned char *bytes, size_t len)
{
	size_t at = header->len;

	if (at >= len)
		return false;
	header->base_at = bytes[at] & 0x7f;
	while (bytes[at] & 0x80) {
		if (++at >= len || header->base_at >> 48)
			return false;
		header->base_at = (header->base_at + 1) << BITS | (bytes[at] & 0x7f);
	}
	header->len = at + 1;
	return true;
}

bool pack_header(struct pack_header *header, const unsigned char *bytes, size_t len)
{
	*header = (struct pack_header){.type = PACK_UNKNOWN};
	if (!read_size(header, bytes, len))
		return false;
	switch (header->type) {
	case PACK_COMMIT:
	case PACK_TREE:
	case PACK_BLOB:
	case PACK_TAG:
		return true;
	case PACK_OFS_DELTA:
		return read_distance(header, bytes, len);
	case PACK_REF_DELTA:
		header->base_id = bytes + header->len;
		header->len += PC_OBJECT_ID;
		return header->len <= len;
	default:
		return false;
	}
}

/* The entry that begins there, or NO_ENTRY. */
static uint32_t entry_at(const struct pack *pack, uint64_t offset)
{
	uint32_t low = 0, high = pack->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (pack->entries[middle].offset == offset)
			return middle;
		if (pack->entries[middle].offset > offset)
			high = middle;
		else
			low = middle + 1;
	}
	return NO_ENTRY;
}

static void note_header(
	struct pack *pack, struct pack_entry *entry, const struct pack_header *header)
{
	uint32_t index;

	entry->type = header->type;
	if (header->type == PACK_OFS_DELTA && header->base_at <= entry->offset)
		entry->base = entry_at(pack, entry->offset - header->base_at);
	if (header->type == PACK_REF_DELTA) {
		index = find_id(pack, header->base_id);
		if (index != NO_ENTRY)
			entry->base = entry_at(pack, offset_at(pack, index));
	}
}

/* From the first to the last, through a window. */
static bool read_headers(struct pack *pack)
{
	unsigned char *window = pc_xmalloc(WINDOW);
	uint64_t start = 0;
	size_t len = 0;
	bool is_fine = true;

	for (uint32_t i = 0; i < pack->n && is_fine; i++) {
		struct pack_entry *entry = &pack->entries[i];
		struct pack_header header;

		if (entry->offset + PACK_HEADER > start + len) {
			ssize_t got =
				pread(pack->fd, window, WINDOW, (off_t)entry->offset);

			start = entry->offset;
			len = got < 0 ? 0 : (size_t)got;
		}
		is_fine = pack_header(&header, window + (entry->offset - start),
			len - (size_t)(entry->offset - start));
		if (is_fine)
			note_header(pack, entry, &header);
	}
	free(window);
	return is_fine;
}

/* ---- what is made of what ------------------------------------------------- */

static bool is_delta(const struct pack_entry *entry)
{
	return entry->type == PACK_OFS_DELTA || entry->type == PACK_REF_DELTA;
}

/* The type of a delta is that of what it is made of in the end.  Who made deltas that go
 * round in a circle gets none. */
static void find_type(struct pack *pack, uint32_t number)
{
	enum pack_type type = PACK_UNKNOWN;
	uint32_t at = number, next;

	while (at != NO_ENTRY && is_delta(&pack->entries[at])) {
		pack->entries[at].type = PACK_VISITED;
		at = pack->entries[at].base;
	}
	if (at != NO_ENTRY && pack->entries[at].type != PACK_VISITED)
		type = pack->entries[at].type;
	for (at = number; at != NO_ENTRY && pack->entries[at].type == PACK_VISITED;
		at = next) {
		next = pack->entries[at].base;
		pack->entries[at].type = type;
	}
}

/* Children of one base in the order in which they lie. */
static void link_entries(struct pack *pack)
{
	for (uint32_t i = 0; i < pack->n; i++)
		find_type(pack, i);
	for (uint32_t i = pack->n; i-- > 0;) {
		struct pack_entry *entry = &pack->entries[i];

		if (entry->type != PACK_BLOB || entry->base == NO_ENTRY)
			continue;
		entry->next = pack->entries[entry->base].child;
		pack->entries[entry->base].child = i;
	}
}

/* ---- opening -------------------------------------------------------------- */

static bool map_index(struct pack *pack, const char *path)
{
	PC_AUTO(pc_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *map;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size <= 0)
		return false;
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return false;
	pack->index = map;
	pack->index_size = (size_t)st.st_size;
	return index_is_sound(pack);
}

static bool open_pack(struct pack *pack, const char *path)
{
	unsigned char start[PACK_START];
	struct stat st;

	pack->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (pack->fd < 0 || fstat(pack->fd, &st) < 0 || !S_ISREG(st.st_mode) ||
		st.st_size < PACK_START + PACK_TRAILER ||
		pread(pack->fd, start, sizeof(start), 0) != (ssize_t)sizeof(start))
		return false;
	pack->size = (uint64_t)st.st_size;
	return memcmp(start, "PACK", 4) == 0 && big32(start + 8) == pack->n;
}

bool pack_open(struct pack *pack, const char *path)
{
	struct pc_arena arena = {0};
	struct pc_str stem = pc_str_head(pc_str(path), strlen(path) - strlen("idx"));
	bool is_fine;

	*pack = (struct pack){.fd = -1};
	is_fine = map_index(pack, path) &&
		  open_pack(pack,
			  pc_arena_printf(&arena, "%.*spack", PC_STR_ARG(stem)).ptr) &&
		  read_offsets(pack) && read_headers(pack);
	pc_arena_done(&arena);
	if (is_fine)
		link_entries(pack);
	else
		pack_done(pack);
	return is_fine;
}

void pack_done(struct pack *pack)
{
	if (pack->index)
		munmap((void *)(uintptr_t)pack->index, pack->index_size);
	free(pack->entries);
	if (pack->index || pack->entries)
		pc_close(&pack->fd);
	*pack = (struct pack){.fd = -1};
}
