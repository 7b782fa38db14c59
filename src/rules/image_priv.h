/* SPDX-License-Identifier: Apache-2.0 */
/* An image is the region (pc/base/region.h) of a process that loaded and compiled, byte
 * for byte, with this header at its start.
 *
 *   generation.c    which generation, from where
 *   shared.c        the managed settings alone, compiled by who may write them for all
 *   image_file.c    directories and files: whose, how they are named, how many
 *   image.c         whether the bytes are a generation that this program may use */
#ifndef PC_IMAGE_PRIV_H
#define PC_IMAGE_PRIV_H

#include <sys/types.h>

#include "pc/base/region.h"
#include "pc/rules/generation.h"
#include "rules_priv.h"

enum { IMAGE_ID = 32, IMAGE_NAME = 32 };

/* For whom and for which place a generation is: all that counts besides files. */
struct image_place {
	uid_t uid;
	struct pc_str managed_dir, home, cwd, moved_to, permission_mode;
	bool bypass, yaml;
};

struct image {
	char magic[8];
	uint32_t version;
	uint32_t id_size;
	unsigned char id[IMAGE_ID]; /* of the program: its data is pointed into */
	const char *start;          /* where it has to lie, and so this header */
	size_t size;
	struct image_place place;
	struct timespec start_of; /* when compiling it began */
	const struct pc_settings *settings;
	const struct pc_policy *policy;
	const char *digest;
};

/* ---- image.c -------------------------------------------------------------- */

/* Whether this program always lies at the same address and can say which one it is. */
bool image_is_possible(void);
/* The header of a new image: first in the arena, which is that of the region. */
struct image *image_new(struct pc_arena *arena, const struct image_place *place);
/* Maps the image in fd, size bytes; NULL when it is another program's, another place's,
 * stale, or no image. */
const struct image *image_map(int fd, size_t size, const struct image_place *place);
/* The first bytes of a file alone: whether they begin an image of this program that is
 * size bytes long. */
bool image_header_fits(const struct image *header, size_t size);

/* ---- image_file.c --------------------------------------------------------- */

/* The directory of that name below state_dir, opened; -1 when there is none that may be
 * used.  Both are made when they are not there and this user may keep images. */
int image_dir_open(struct pc_str state_dir, const char *name,
	const struct image_place *place, struct pc_err *notice);
void image_name(char name[static IMAGE_NAME], const struct image_place *place);
/* The file of that name if it is there and its owner is to be trusted, or -1. */
int image_file_open(size_t *size, int dir, const char *name,
	const struct image_place *place, struct pc_err *notice);
/* Keeps the bytes under that name, and lets go of the oldest where there are too many. */
bool image_file_keep(int dir, const char *name, struct pc_str bytes, mode_t mode,
	struct pc_err *notice);
/* Whether somebody may keep images for that place. */
bool image_owner_is_trusted(uid_t owner, const struct image_place *place);

/* ---- generation.c --------------------------------------------------------- */

/* The generation of the image of that name, if there is one that holds. */
bool generation_map(struct pc_generation *out, int dir, const struct image_place *place);
/* Compiles into out->arena, which is the region's, what the image is for. */
enum pc_status generation_compile(
	struct pc_generation *out, struct image *image, bool apart, struct pc_err *err);
/* The bytes to keep of what was compiled; empty when it is too large or too young. */
struct pc_str generation_bytes(struct pc_generation *out, struct image *image);

/* ---- shared.c ------------------------------------------------------------- */

/* The generation of a place, made with what the machine shares; false when it shares
 * nothing that holds. */
bool shared_open(struct pc_generation *out, const struct pc_where *where,
	struct pc_str shared_dir);

#endif
