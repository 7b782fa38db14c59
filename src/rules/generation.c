/* SPDX-License-Identifier: Apache-2.0 */
/* A generation for one process: mapped where an image holds, compiled where none does.
 * Whatever is wrong with images, the files are read instead. */
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

static bool open_image(struct pc_generation *out, int dir, const char *name,
	const struct image_place *place)
{
	PC_AUTO(pc_close) int fd = -1;
	const struct image *image;
	size_t size;

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

static void keep(
	struct pc_generation *out, struct image *image, int dir, const char *name)
{
	struct pc_str bytes = pc_region_bytes(&out->arena);

	if (bytes.len == 0 || bytes.len > PC_MAX_IMAGE_SIZE)
		return;
	image->settings = out->settings;
	image->policy = out->policy;
	image->digest = out->digest;
	image->size = bytes.len;
	if (image_file_keep(dir, name, bytes, &out->notice))
		out->origin = PC_GENERATION_KEPT;
}

static enum pc_status compile_and_keep(struct pc_generation *out,
	const struct image_place *place, int dir, const char *name, struct pc_err *err)
{
	struct image *image = image_new(&out->arena, place);
	/* The copies in the image: what the settings borrow has to lie there too. */
	struct pc_where where = {
		.managed_dir = image->place.managed_dir,
		.home = image->place.home,
		.cwd = image->place.cwd,
		.moved_to = image->place.moved_to,
		.permission_mode = image->place.permission_mode,
		.bypass = place->bypass,
		.yaml = place->yaml,
		.stamps = true,
	};
	struct timespec start;

	clock_gettime(CLOCK_REALTIME_COARSE, &start);
	PC_TRY(compile(out, &where, &out->arena, err));
	if (!any_is_young(out->settings, start))
		keep(out, image, dir, name);
	return PC_OK;
}

/* ---- either --------------------------------------------------------------- */

enum pc_status pc_generation_open(struct pc_generation *out, const struct pc_where *where,
	struct pc_str state_dir, struct pc_err *err)
{
	struct image_place place = place_of(where);
	PC_AUTO(pc_close) int dir = -1;
	struct pc_generation fresh = {0};
	char name[IMAGE_NAME];
	enum pc_status status;

	if (comes_again(where) && image_is_possible())
		dir = image_dir_open(state_dir, &place, &fresh.notice);
	if (dir >= 0) {
		image_name(name, &place);
		if (open_image(&fresh, dir, name, &place)) {
			*out = fresh;
			return PC_OK;
		}
	}
	if (dir >= 0 && image_owner_is_trusted(place.uid, &place) &&
		pc_region_open(&fresh.arena))
		status = compile_and_keep(&fresh, &place, dir, name, err);
	else
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
		path_rules_free(generation->policy->paths);
	pc_arena_done(&generation->arena);
	pc_region_close();
	*generation = (struct pc_generation){0};
}
