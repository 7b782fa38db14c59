/* SPDX-License-Identifier: Apache-2.0 */
/* A pack of any objects: deltas of each other, of themselves, of nothing, with any steps
 * and sizes that lie.  Every blob is made, left or too large once, and nothing is made
 * that is larger than the ceiling.
 *
 * Bytes are instructions, each making an object:
 *
 *   TYPE BASE LIE LEN BYTES   BASE: how many objects before it its base is; LIE: what the
 *                             header's size is more than LEN
 *   anything left             stands in the pack behind them */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "fleet/families.h"
#include "must.h"
#include "pc/base/buf.h"
#include "pc/base/fs.h"

enum { MOST = 64, CEILING = 4096, HEAD = 12, ID = 20 };

static char top[] = "/tmp/pc-fuzz-pack-XXXXXX";

struct scene {
	const uint8_t *at, *end;
	struct pc_buf pack, index;
	uint64_t offsets[MOST];
	uint32_t n;
	unsigned told[MOST];
};

static uint8_t take(struct scene *s)
{
	return s->at < s->end ? *s->at++ : 0;
}

static void put32(struct pc_buf *out, uint32_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		pc_buf_add_char(out, (char)(number >> shift));
}

/* Ids count, so that their order is that of the objects. */
static void put_id(struct pc_buf *out, uint32_t number)
{
	static const char zero[ID - 2];

	pc_buf_add_char(out, (char)number);
	pc_buf_add_char(out, 'x');
	pc_buf_add(out, (struct pc_str){zero, sizeof(zero)});
}

static void put_header(struct pc_buf *out, unsigned type, size_t size)
{
	unsigned char byte = (unsigned char)(type << 4 | (size & 15));

	for (size >>= 4; size; size >>= 7) {
		pc_buf_add_char(out, (char)(byte | 0x80));
		byte = size & 0x7f;
	}
	pc_buf_add_char(out, (char)byte);
}

static void put_distance(struct pc_buf *out, uint64_t distance)
{
	unsigned char bytes[10];
	size_t at = sizeof(bytes);

	bytes[--at] = distance & 0x7f;
	while (distance >>= 7)
		bytes[--at] = 0x80 | (--distance & 0x7f);
	pc_buf_add(out, (struct pc_str){(char *)bytes + at, sizeof(bytes) - at});
}

static void put_object(struct scene *s)
{
	unsigned type = take(s) & 7;
	uint32_t base = take(s);
	size_t lie = take(s);
	size_t len = take(s);
	unsigned char out[512];
	uLongf size = sizeof(out);

	if (len > (size_t)(s->end - s->at))
		len = (size_t)(s->end - s->at);
	s->offsets[s->n] = s->pack.len;
	put_header(&s->pack, type, len + lie);
	if (type == PACK_OFS_DELTA)
		put_distance(&s->pack, base && base <= s->n
					       ? s->pack.len - s->offsets[s->n - base]
					       : base);
	if (type == PACK_REF_DELTA)
		put_id(&s->pack, s->n - base);
	must(compress2(out, &size, s->at, len, 0) == Z_OK, "a stream");
	pc_buf_add(&s->pack, (struct pc_str){(char *)out, size});
	s->at += len;
	s->n++;
}

static void make_pack(struct scene *s)
{
	static const char trailer[2 * ID];

	pc_buf_add(&s->pack, PC_STR("PACK\0\0\0\2\0\0\0\0"));
	while (s->n < MOST && s->end - s->at > 4)
		put_object(s);
	s->pack.ptr[HEAD - 1] = (char)s->n;
	pc_buf_add(
		&s->pack, (struct pc_str){(const char *)s->at, (size_t)(s->end - s->at)});
	pc_buf_add(&s->pack, (struct pc_str){trailer, ID});
	pc_buf_add(&s->index, PC_STR("\377tOc\0\0\0\2"));
	for (uint32_t i = 0; i < 256; i++)
		put32(&s->index, i < s->n ? i + 1 : s->n);
	for (uint32_t i = 0; i < s->n; i++)
		put_id(&s->index, i);
	for (uint32_t i = 0; i < s->n; i++)
		put32(&s->index, 0);
	for (uint32_t i = 0; i < s->n; i++)
		put32(&s->index, (uint32_t)s->offsets[i]);
	pc_buf_add(&s->index, (struct pc_str){trailer, sizeof(trailer)});
}

static void write_file(const char *name, const struct pc_buf *bytes)
{
	char path[64];
	struct pc_err err;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", top, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	must(fd >= 0 && pc_fs_write_fd(fd, pc_buf_str(bytes), &err) == PC_OK, "a file");
	close(fd);
}

static void tell(void *context, const unsigned char *id)
{
	struct scene *s = context;

	must(id[0] < s->n, "an id of the pack");
	must(++s->told[id[0]] == 1, "told once");
}

static bool made(void *context, const unsigned char *id, const struct unpacked *blob)
{
	unsigned sum = 0;

	tell(context, id);
	must(blob->size <= CEILING, "small");
	for (size_t i = 0; i < blob->size; i++)
		sum += blob->bytes[i];
	return sum & 1;
}

static void large(void *context, const unsigned char *id, uint64_t size)
{
	tell(context, id);
	must(size > CEILING, "large");
}

static void walk(struct scene *s)
{
	const struct family_job job = {
		.made = made, .large = large, .left = tell, .context = s};
	struct unpacker *unpacker = unpacker_new(CEILING);
	char path[64];
	struct pack pack;

	snprintf(path, sizeof(path), "%s/a.idx", top);
	if (pack_open(&pack, path)) {
		for (uint32_t i = 0; i < pack.n; i++) {
			if (pack.entries[i].type == PACK_BLOB &&
				pack.entries[i].base == NO_ENTRY)
				family_walk(&job, unpacker, &pack, i);
		}
		for (uint32_t i = 0; i < pack.n; i++)
			must((pack.entries[i].type == PACK_BLOB) ==
					(s->told[*pack_id(&pack, i)] == 1),
				"every blob");
		pack_done(&pack);
	}
	unpacker_free(unpacker);
}

static void clean_up(void)
{
	pc_fs_remove_tree(top);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool is_ready;
	struct scene s = {.at = data, .end = data + size};

	if (!is_ready) {
		must(mkdtemp(top) != NULL, "a directory");
		atexit(clean_up);
		is_ready = true;
	}
	make_pack(&s);
	write_file("a.pack", &s.pack);
	write_file("a.idx", &s.index);
	walk(&s);
	pc_buf_done(&s.pack);
	pc_buf_done(&s.index);
	return 0;
}
