/* SPDX-License-Identifier: Apache-2.0 */
/* A generation for one process: mapped where an image holds, compiled where none does.
 * Whatever is wrong with images, the files are read instead. */
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "image_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/rules/generation.h"

/* What somebody typed or handed in belongs to one call; images are for what comes again.
 */
static bool comes_again(const struct pc_where *where)
{
	return !where->apart && !where->file && !where->stand_ins && !where->managed_of &&
	       where->settings.len == 0 && where->shown_as.len == 0 &&
	       where->n_allowed_tools + where->n_disallowed_tools + where->n_add_dirs ==
		       0 &&
	       where->client_version.len == 0 && !where->as_mended;
}

static struct image_place place_of(const struct pc_where *where)
{
	return (struct image_place){
		.uid = geteuid(),
		.managed_dir =
			where->managed_dir.len ? where->managed_dir : pc_managed_dir(),
		.home = where->home,
		.cwd = where->cwd,
		.moved_to = where->moved_to,
		.permission_mode = where->permission_mode,
		.bypass = where->bypass,
		.yaml = where->yaml,
	};
}

/* ---- mapped --------------------------------------------------------------- */

bool generation_map(struct pc_generation *out, int dir, const struct image_place *place)
{
	PC_AUTO(pc_close) int fd = -1;
	const struct image *image;
	char name[IMAGE_NAME];
	size_t size;

	image_name(name, place);
	fd = image_file_open(&size, dir, name, place, &out->notice);
	image = fd < 0 ? NULL : image_map(fd, size, place);
	if (!image)
		return false;
	out->settings = image->settings;
	out->policy = image->policy;
	out->digest = image->digest;
	out->origin = PC_GENERATION_MAPPED;
	return true;
}

/* ---- compiled ------------------------------------------------------------- */

static enum pc_status compile(struct pc_generation *out, const struct pc_where *where,
	struct pc_arena *arena, struct pc_err *err)
{
	struct pc_settings *settings;
	struct pc_policy *policy;
	char *digest = pc_arena_bytes(arena, PC_SHA256_HEX);

	PC_TRY(pc_settings_load(&settings, arena, where, NULL, err));
	PC_TRY(policy_compile_in(&policy, arena, settings, NULL, err));
	out->settings = settings;
	out->policy = policy;
	pc_settings_digest(settings, digest);
	out->digest = digest;
	return PC_OK;
}

/* A file that was written a moment ago may be written again without a trace. */
static bool any_is_young(const struct pc_settings *settings, struct timespec at)
{
	for (size_t i = 0; i < settings->n_stamps; i++) {
		if (pc_stamp_is_young(&settings->stamps[i], at))
			return true;
	}
	return false;
}

struct pc_str generation_bytes(struct pc_generation *out, struct image *image)
{
	struct pc_str bytes = pc_region_bytes(&out->arena);

	if (bytes.len > PC_MAX_IMAGE_SIZE || any_is_young(out->settings, image->start_of))
		return (struct pc_str){0};
	image->settings = out->settings;
	image->policy = out->policy;
	image->digest = out->digest;
	image->size = bytes.len;
	return bytes;
}

enum pc_status generation_compile(
	struct pc_generation *out, struct image *image, bool apart, struct pc_err *err)
{
	/* The copies in the image: what the settings borrow has to lie there too. */
	struct pc_where where = {
		.apart = apart,
		.managed_dir = image->place.managed_dir,
		.home = image->place.home,
		.cwd = image->place.cwd,
		.moved_to = image->place.moved_to,
		.permission_mode = image->place.permission_mode,
		.bypass = image->place.bypass,
		.yaml = image->place.yaml,
		.stamps = true,
	};

	clock_gettime(CLOCK_REALTIME_COARSE, &image->start_of);
	return compile(out, &where, &out->arena, err);
}

static enum pc_status compile_and_keep(struct pc_generation *out,
	const struct image_place *place, int dir, struct pc_err *err)
{
	struct image *image = image_new(&out->arena, place);
	struct pc_str bytes;
	char name[IMAGE_NAME];

	PC_TRY(generation_compile(out, image, false, err));
	bytes = generation_bytes(out, image);
	image_name(name, place);
	if (bytes.len &&
		image_file_keep(dir, name, bytes, S_IRUSR | S_IWUSR, &out->notice))
		out->origin = PC_GENERATION_KEPT;
	return PC_OK;
}

/* ---- either --------------------------------------------------------------- */

/* The image of this very place, of whoever may keep some. */
static enum pc_status open_own(struct pc_generation *out, const struct pc_where *where,
	struct pc_str state_dir, struct pc_err *err)
{
	struct image_place place = place_of(where);
	PC_AUTO(pc_close)
	int dir = image_dir_open(state_dir, "compiled", &place, &out->notice);

	if (dir >= 0 && generation_map(out, dir, &place))
		return PC_OK;
	if (dir >= 0 && pc_region_open(&out->arena))
		return compile_and_keep(out, &place, dir, err);
	return compile(out, where, &out->arena, err);
}

enum pc_status pc_generation_open(struct pc_generation *out, const struct pc_where *where,
	const struct pc_image_dirs *dirs, struct pc_err *err)
{
	struct image_place place = place_of(where);
	bool may_map = comes_again(where) && image_is_possible();
	struct pc_generation fresh = {0};
	enum pc_status status = PC_OK;

	if (may_map && image_owner_is_trusted(place.uid, &place))
		status = open_own(&fresh, where, dirs->own, err);
	else if (!may_map || !shared_open(&fresh, where, dirs->shared))
		status = compile(&fresh, where, &fresh.arena, err);
	if (status != PC_OK)
		pc_generation_done(&fresh);
	else
		*out = fresh;
	return status;
}

void pc_generation_done(struct pc_generation *generation)
{
	if (generation->policy)
		policy_forget_paths(generation->policy);
	pc_arena_done(&generation->arena);
	pc_region_close();
	*generation = (struct pc_generation){0};
}
