/* SPDX-License-Identifier: Apache-2.0 */
/* What makes bytes in a file a generation of this very program.  Pointers inside lead
 * into the image, which always lies at one address, or into the constant data of the
 * program; so the program must not be moved by the loader either, and only the same build
 * fits.
 *
 * The content is not looked through: whoever may write the file is trusted with it
 * (image_file.c).  What is checked here is what goes wrong among honest people. */
#include <unistd.h>

#include "image_priv.h"
#include "pc/base/hash.h"
#include "pc/base/self.h"

static const char magic[8] = "pcimage";

enum { VERSION = 2 };

bool image_is_possible(void)
{
	return pc_self_id().len > 0;
}

/* ---- a new one ------------------------------------------------------------ */

static void set_id(struct image *image)
{
	struct pc_str id = pc_str_head(pc_self_id(), sizeof(image->id));

	image->id_size = (uint32_t)id.len;
	if (id.len)
		memcpy(image->id, id.ptr, id.len);
}

struct image *image_new(struct pc_arena *arena, const struct image_place *place)
{
	struct image *image = pc_arena_new(arena, struct image);

	memcpy(image->magic, magic, sizeof(magic));
	image->version = VERSION;
	set_id(image);
	image->start = pc_region_start();
	/* Member by member: what lies between members would be this process's own. */
	image->place.uid = place->uid;
	image->place.bypass = place->bypass;
	image->place.yaml = place->yaml;
	image->place.managed_dir = pc_arena_str(arena, place->managed_dir);
	image->place.home = pc_arena_str(arena, place->home);
	image->place.cwd = pc_arena_str(arena, place->cwd);
	image->place.moved_to = pc_arena_str(arena, place->moved_to);
	image->place.permission_mode = pc_arena_str(arena, place->permission_mode);
	return image;
}

/* ---- one that is there ---------------------------------------------------- */

static bool lies_in(const void *at, size_t size, const struct image *header)
{
	uintptr_t start = (uintptr_t)header->start, place = (uintptr_t)at;

	return place >= start + sizeof(*header) && size <= header->size &&
	       place - start <= header->size - size;
}

static bool text_lies_in(struct pc_str text, const struct image *header)
{
	return lies_in(text.ptr, text.len, header);
}

static bool is_ours(const struct image *header)
{
	struct image own = {0};

	set_id(&own);
	return memcmp(header->magic, magic, sizeof(magic)) == 0 &&
	       header->version == VERSION && own.id_size > 0 &&
	       header->id_size == own.id_size &&
	       memcmp(header->id, own.id, sizeof(own.id)) == 0;
}

bool image_header_fits(const struct image *header, size_t size)
{
	return is_ours(header) && header->start == pc_region_start() &&
	       header->size == size && size > sizeof(*header) &&
	       size <= pc_region_size() &&
	       lies_in(header->settings, sizeof(*header->settings), header) &&
	       lies_in(header->policy, sizeof(*header->policy), header) &&
	       text_lies_in(header->place.managed_dir, header) &&
	       text_lies_in(header->place.home, header) &&
	       text_lies_in(header->place.cwd, header) &&
	       text_lies_in(header->place.moved_to, header) &&
	       lies_in(header->digest, PC_SHA256_HEX, header) &&
	       text_lies_in(header->place.permission_mode, header);
}

static bool is_same_place(const struct image_place *a, const struct image_place *b)
{
	return a->uid == b->uid && a->bypass == b->bypass && a->yaml == b->yaml &&
	       pc_str_eq(a->managed_dir, b->managed_dir) && pc_str_eq(a->home, b->home) &&
	       pc_str_eq(a->cwd, b->cwd) && pc_str_eq(a->moved_to, b->moved_to) &&
	       pc_str_eq(a->permission_mode, b->permission_mode);
}

static bool is_fresh(const struct pc_settings *settings)
{
	for (size_t i = 0; i < settings->n_stamps; i++) {
		if (!pc_stamp_holds(&settings->stamps[i]))
			return false;
	}
	return settings->n_stamps > 0;
}

const struct image *image_map(int fd, size_t size, const struct image_place *place)
{
	struct image header;
	const struct image *image;

	if (pread(fd, &header, sizeof(header), 0) != sizeof(header) ||
		!image_header_fits(&header, size) || !pc_region_map(fd, size))
		return NULL;
	image = (const struct image *)pc_region_start();
	if (is_same_place(&image->place, place) && is_fresh(image->settings))
		return image;
	pc_region_close();
	return NULL;
}
