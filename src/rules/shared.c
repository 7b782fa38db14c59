/* SPDX-License-Identifier: Apache-2.0 */
/* One image for all users of a machine.  Who may not write the policy may not compile it
 * either (image_file.c), so root does: the managed settings alone, seen from nowhere.  A
 * user's program maps that, reads the user's and the project's files as ever, and builds
 * anew only what depends on the place. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image_priv.h"
#include "pc/base/fs.h"

enum {
	DIR_MODE = S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH,
	FILE_MODE = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH,
};

static const char dir_name[] = "machine";

static struct image_place machine(struct pc_str managed_dir)
{
	return (struct image_place){
		.uid = (uid_t)-1,
		.managed_dir = managed_dir.len ? managed_dir : pc_managed_dir(),
	};
}

/* ---- used ----------------------------------------------------------------- */

/* The managed files count as read in this load, too. */
static void add_files(
	struct pc_settings *to, const struct pc_settings *from, struct pc_arena *arena)
{
	struct pc_settings_file *files = pc_arena_new_array(
		arena, struct pc_settings_file, to->n_files + from->n_files + 1);

	if (to->n_files)
		memcpy(files, to->files, to->n_files * sizeof(*files));
	if (from->n_files) {
		memcpy(files + to->n_files, from->files, from->n_files * sizeof(*files));
	}
	to->files = files;
	to->n_files += from->n_files;
	to->is_blind |= from->is_blind;
}

static enum pc_status move_in(
	struct pc_generation *out, const struct pc_where *where, struct pc_err *err)
{
	struct pc_where own = *where;
	struct pc_settings *settings;
	struct pc_policy *policy;

	own.managed_of = out->settings;
	PC_TRY(pc_settings_load(&settings, &out->arena, &own, NULL, err));
	add_files(settings, out->settings, &out->arena);
	PC_TRY(policy_move_in(&policy, &out->arena, out->policy, settings, err));
	out->settings = settings;
	out->policy = policy;
	out->origin = PC_GENERATION_SHARED;
	return PC_OK;
}

bool shared_open(
	struct pc_generation *out, const struct pc_where *where, struct pc_str shared_dir)
{
	struct image_place place = machine(where->managed_dir);
	PC_AUTO(pc_close)
	int dir = image_dir_open(shared_dir, dir_name, &place, &out->notice);
	struct pc_generation fresh = {0};
	struct pc_err err;

	if (dir < 0 || !generation_map(&fresh, dir, &place)) {
		out->notice = fresh.notice.status != PC_OK ? fresh.notice : out->notice;
		return false;
	}
	if (move_in(&fresh, where, &err) == PC_OK) {
		*out = fresh;
		return true;
	}
	/* Whatever it is, the files themselves say it again. */
	fresh.policy = NULL;
	pc_generation_done(&fresh);
	return false;
}

/* ---- made ----------------------------------------------------------------- */

/* Nobody may learn from an image what the files keep from them. */
static enum pc_status check_open(const struct pc_settings *settings, struct pc_err *err)
{
	for (size_t i = 0; i < settings->n_stamps; i++) {
		const struct pc_stamp *stamp = &settings->stamps[i];
		mode_t need = S_ISDIR(stamp->mode) ? S_IROTH | S_IXOTH : S_IROTH;

		if (stamp->kind == PC_STAMP_CONTENT && stamp->cause == 0 &&
			(stamp->mode & need) != need) {
			return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
				"'%s' is not for everybody to read, and so is no image "
				"of it",
				stamp->path);
		}
	}
	return PC_OK;
}

static enum pc_status make_dirs(
	struct pc_arena *arena, struct pc_str shared_dir, struct pc_err *err)
{
	const struct pc_str dirs[] = {
		pc_arena_str(arena, shared_dir),
		pc_path_join(arena, shared_dir, pc_str(dir_name)),
	};

	for (size_t i = 0; i < PC_COUNT(dirs); i++) {
		PC_AUTO(pc_close) int fd = -1;

		if (mkdir(dirs[i].ptr, DIR_MODE) < 0 && errno != EEXIST)
			return pc_err_sys(err, "'%s'", dirs[i].ptr);
		fd = open(dirs[i].ptr, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0 || fchmod(fd, DIR_MODE) < 0)
			return pc_err_sys(err, "'%s'", dirs[i].ptr);
	}
	return PC_OK;
}

static enum pc_status share(struct pc_generation *out, const struct image_place *place,
	int dir, struct pc_err *err)
{
	struct image *image = image_new(&out->arena, place);
	char name[IMAGE_NAME];
	struct pc_str bytes;

	PC_TRY(generation_compile(out, image, true, err));
	PC_TRY(check_open(out->settings, err));
	bytes = generation_bytes(out, image);
	image_name(name, place);
	if (bytes.len == 0) {
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"the settings were changed a moment ago, or are too large");
	}
	if (!image_file_keep(dir, name, bytes, FILE_MODE, &out->notice)) {
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"it cannot be written: %s", out->notice.text);
	}
	return PC_OK;
}

enum pc_status pc_generation_share(
	struct pc_str managed_dir, struct pc_str shared_dir, struct pc_err *err)
{
	struct image_place place = machine(managed_dir);
	PC_AUTO(pc_generation_done) struct pc_generation generation = {0};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_close) int dir = -1;

	if (!image_owner_is_trusted(geteuid(), &place)) {
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"only who may write the policy may compile it for others");
	}
	PC_TRY(make_dirs(&arena, shared_dir, err));
	dir = image_dir_open(shared_dir, dir_name, &place, &generation.notice);
	if (dir < 0) {
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0}, "%s",
			generation.notice.text);
	}
	/* What holds stays as it is. */
	if (image_is_possible() && generation_map(&generation, dir, &place))
		return PC_OK;
	if (!image_is_possible() || !pc_region_open(&generation.arena)) {
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"this program cannot make images");
	}
	return share(&generation, &place, dir, err);
}
