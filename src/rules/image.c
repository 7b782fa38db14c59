/* SPDX-License-Identifier: Apache-2.0 */
/* What makes bytes in a file a generation of this very program.  Pointers inside lead into
 * the image, which always lies at one address, or into the constant data of the program;
 * so the program must not be moved by the loader either, and only the same build fits.
 *
 * The content is not looked through: whoever may write the file is trusted with it
 * (image_file.c).  What is checked here is what goes wrong among honest people. */
#include <elf.h>
#include <link.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "image_priv.h"
#include "pc/base/hash.h"

static const char magic[8] = "pcimage";

enum { VERSION = 1 };

/* ---- this program --------------------------------------------------------- */

extern const ElfW(Ehdr) __ehdr_start __attribute__((weak, visibility("hidden")));

struct id {
	const unsigned char *bytes;
	size_t size;
};

static size_t padded(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static bool find_id(struct id *out, struct pc_str notes)
{
	ElfW(Nhdr) note;

	while (notes.len >= sizeof(note)) {
		size_t name, size;

		memcpy(&note, notes.ptr, sizeof(note));
		name = padded(note.n_namesz);
		size = padded(note.n_descsz);
		notes = pc_str_from(notes, sizeof(note));
		if (notes.len < name || notes.len - name < size)
			return false;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
			memcmp(notes.ptr, ELF_NOTE_GNU, 4) == 0) {
			*out = (struct id){(const unsigned char *)notes.ptr + name,
				note.n_descsz};
			return note.n_descsz > 0 && note.n_descsz <= IMAGE_ID;
		}
		notes = pc_str_from(notes, name + size);
	}
	return false;
}

static bool own_id(struct id *out)
{
	const ElfW(Ehdr) *self = &__ehdr_start;
	const ElfW(Phdr) *headers;

	if (!self || self->e_type != ET_EXEC)
		return false;
	headers = (const ElfW(Phdr) *)((const char *)self + self->e_phoff);
	for (size_t i = 0; i < self->e_phnum; i++) {
		/* NOLINTNEXTLINE(performance-no-int-to-ptr): ET_EXEC says where it is */
		const char *at = (const char *)headers[i].p_vaddr;

		if (headers[i].p_type == PT_NOTE &&
			find_id(out, (struct pc_str){at, headers[i].p_memsz}))
			return true;
	}
	return false;
}

bool image_is_possible(void)
{
	struct id id;

	return own_id(&id);
}

/* ---- a new one ------------------------------------------------------------ */

struct image *image_new(struct pc_arena *arena, const struct image_place *place)
{
	struct image *image = pc_arena_new(arena, struct image);
	struct id id = {0};

	memcpy(image->magic, magic, sizeof(magic));
	image->version = VERSION;
	if (own_id(&id)) {
		image->id_size = (uint32_t)id.size;
		memcpy(image->id, id.bytes, id.size);
	}
	image->start = pc_region_start();
	image->place = *place;
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

bool image_header_fits(const struct image *header, size_t size)
{
	struct id id;

	return memcmp(header->magic, magic, sizeof(magic)) == 0 &&
	       header->version == VERSION && own_id(&id) && header->id_size == id.size &&
	       memcmp(header->id, id.bytes, id.size) == 0 &&
	       header->start == pc_region_start() && header->size == size &&
	       size > sizeof(*header) && size <= pc_region_size() &&
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
	       pc_str_eq(a->cwd, b->cwd) &&
	       pc_str_eq(a->moved_to, b->moved_to) &&
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
