/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of a pack: zlib streams, which hold the object or what its base has to be
 * changed to. */
#include "unpack.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "pc/base/arena.h"

enum {
	CHUNK = 16 << 10, /* read at a time: most deltas are smaller than that */
	SHIFT = 8,
};

struct unpacker {
	size_t ceiling;
	z_stream stream;
	/* A piece of a pack. */
	const struct pack *pack;
	uint64_t start;
	size_t len;
	unsigned char window[CHUNK];
	/* The delta that is looked at. */
	unsigned char *delta;
	size_t delta_cap;
};

struct unpacker *unpacker_new(size_t ceiling)
{
	struct unpacker *unpacker = pc_xcalloc(1, sizeof(*unpacker));

	unpacker->ceiling = ceiling;
	if (inflateInit(&unpacker->stream) != Z_OK)
		abort(); /* out of memory */
	return unpacker;
}

void unpacker_free(struct unpacker *unpacker)
{
	if (!unpacker)
		return;
	inflateEnd(&unpacker->stream);
	if (unpacker->delta)
		explicit_bzero(unpacker->delta, unpacker->delta_cap);
	free(unpacker->delta);
	explicit_bzero(unpacker, sizeof(*unpacker));
	free(unpacker);
}

void unpacked_done(struct unpacked *unpacked, bool is_secret)
{
	if (is_secret && unpacked->bytes)
		explicit_bzero(unpacked->bytes, unpacked->size);
	free(unpacked->bytes);
	*unpacked = (struct unpacked){0};
}

/* At least one byte of the pack at offset, and least where it has so many; *len says how
 * many there are.  NULL: none. */
static unsigned char *look(struct unpacker *unpacker, const struct pack *pack,
	uint64_t offset, size_t least, size_t *len)
{
	if (pack != unpacker->pack || offset < unpacker->start ||
		offset + least > unpacker->start + unpacker->len) {
		ssize_t got = pread(pack->fd, unpacker->window, sizeof(unpacker->window),
			(off_t)offset);

		unpacker->pack = pack;
		unpacker->start = offset;
		unpacker->len = got < 0 ? 0 : (size_t)got;
	}
	*len = unpacker->len - (size_t)(offset - unpacker->start);
	return *len ? unpacker->window + (offset - unpacker->start) : NULL;
}

/* Exactly size bytes, which is what the object's header says. */
static bool inflate_all(struct unpacker *unpacker, const struct pack *pack,
	uint64_t offset, unsigned char *out, size_t size)
{
	z_stream *stream = &unpacker->stream;
	unsigned char beyond;
	int code = Z_OK;
	size_t len;

	inflateReset(stream);
	stream->next_out = size ? out : &beyond;
	stream->avail_out = size ? (uInt)size : 1;
	while (code == Z_OK) {
		stream->next_in = look(unpacker, pack, offset, 1, &len);
		if (!stream->next_in)
			return false;
		stream->avail_in = (uInt)len;
		code = inflate(stream, Z_NO_FLUSH);
		offset += len - stream->avail_in;
		/* No more room, and the stream still has some, or wants to end. */
		if (code == Z_OK && stream->avail_out == 0 && stream->avail_in) {
			stream->next_out = &beyond;
			stream->avail_out = 1;
		}
		if (stream->total_out > size)
			return false;
	}
	return code == Z_STREAM_END && stream->total_out == size;
}

static bool read_header(struct pack_header *header, uint64_t *data,
	struct unpacker *unpacker, const struct pack *pack, uint32_t number)
{
	uint64_t offset = pack->entries[number].offset;
	size_t len;
	const unsigned char *bytes = look(unpacker, pack, offset, PACK_HEADER, &len);

	if (!bytes || !pack_header(header, bytes, len))
		return false;
	*data = offset + header->len;
	return true;
}

enum unpack_result unpack_whole(struct unpacked *out, struct unpacker *unpacker,
	const struct pack *pack, uint32_t number)
{
	struct pack_header header;
	uint64_t data;

	if (!read_header(&header, &data, unpacker, pack, number))
		return UNPACK_BROKEN;
	out->size = (size_t)header.size;
	out->bytes = NULL;
	if (header.size > unpacker->ceiling)
		return UNPACK_LARGE;
	out->bytes = pc_xmalloc(out->size + 1);
	if (inflate_all(unpacker, pack, data, out->bytes, out->size))
		return UNPACK_FINE;
	unpacked_done(out, true);
	return UNPACK_BROKEN;
}

/* ---- deltas --------------------------------------------------------------- */

struct reader {
	const unsigned char *at, *end;
};

/* Seven bits a byte, the lowest first. */
static bool read_size(uint64_t *size, struct reader *from)
{
	unsigned shift = 0;

	*size = 0;
	while (from->at < from->end && shift < 63) {
		unsigned char byte = *from->at++;

		*size |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

/* Those bytes of a number that the bits of mask say are there. */
static bool read_number(size_t *number, struct reader *from, unsigned mask)
{
	*number = 0;
	for (unsigned shift = 0; mask; shift += SHIFT, mask >>= 1) {
		if (!(mask & 1))
			continue;
		if (from->at == from->end)
			return false;
		*number |= (size_t)*from->at++ << shift;
	}
	return true;
}

/* One step: bytes of the base, or bytes of its own.  False: it leads out of one of
 * them. */
static bool apply_step(struct unpacked *out, size_t *done, struct reader *from,
	const struct unpacked *base)
{
	enum { COPY = 0x80, OFFSET = 0x0f, SIZE = 0x07, SIZE_SHIFT = 4, USUAL = 0x10000 };
	unsigned char op = *from->at++;
	const unsigned char *source = from->at;
	size_t offset, size = op;

	if (op & COPY) {
		if (!read_number(&offset, from, op & OFFSET) ||
			!read_number(&size, from, op >> SIZE_SHIFT & SIZE))
			return false;
		if (size == 0)
			size = USUAL;
		if (offset > base->size || size > base->size - offset)
			return false;
		source = base->bytes + offset;
	} else {
		if (size == 0 || size > (size_t)(from->end - from->at))
			return false;
		from->at += size;
	}
	if (size > out->size - *done)
		return false;
	memcpy(out->bytes + *done, source, size);
	*done += size;
	return true;
}

static enum unpack_result apply(struct unpacked *out, const struct unpacker *unpacker,
	struct reader from, const struct unpacked *base)
{
	uint64_t base_size, size;
	size_t done = 0;

	if (!read_size(&base_size, &from) || base_size != base->size ||
		!read_size(&size, &from))
		return UNPACK_BROKEN;
	out->size = (size_t)size;
	out->bytes = NULL;
	if (size > unpacker->ceiling)
		return UNPACK_LARGE;
	out->bytes = pc_xmalloc(out->size + 1);
	while (from.at < from.end) {
		if (!apply_step(out, &done, &from, base))
			break;
	}
	if (from.at == from.end && done == out->size)
		return UNPACK_FINE;
	unpacked_done(out, true);
	return UNPACK_BROKEN;
}

enum unpack_result unpack_delta(struct unpacked *out, struct unpacker *unpacker,
	const struct pack *pack, uint32_t number, const struct unpacked *base)
{
	struct pack_header header;
	uint64_t data;

	/* No delta that somebody made is larger than what it makes and what it is made
	 * of. */
	if (!read_header(&header, &data, unpacker, pack, number) ||
		header.size > 2 * unpacker->ceiling)
		return UNPACK_BROKEN;
	if (header.size >= unpacker->delta_cap) {
		if (unpacker->delta)
			explicit_bzero(unpacker->delta, unpacker->delta_cap);
		free(unpacker->delta);
		unpacker->delta_cap = 2 * (size_t)header.size + CHUNK;
		unpacker->delta = pc_xmalloc(unpacker->delta_cap);
	}
	if (!inflate_all(unpacker, pack, data, unpacker->delta, (size_t)header.size))
		return UNPACK_BROKEN;
	return apply(out, unpacker,
		(struct reader){unpacker->delta, unpacker->delta + header.size}, base);
}
