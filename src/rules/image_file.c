/* SPDX-License-Identifier: Apache-2.0 */
/* Where images lie.  An image decides in place of the policy, so it is used only when its
 * owner is root or may rewrite the managed settings anyway, and nobody else can have
 * written it: its directory and that one's have to be such an owner's too. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "image_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

enum { OTHERS_WRITE = S_IWGRP | S_IWOTH, LEFT_BEHIND = 60 };

static const char suffix[] = ".image", temporary[] = ".policyctl-";

bool image_owner_is_trusted(uid_t owner, const struct image_place *place)
{
	char path[PATH_MAX];
	struct stat st;

	if (owner == 0)
		return true;
	if (place->managed_dir.len >= sizeof(path))
		return false;
	if (place->managed_dir.len)
		memcpy(path, place->managed_dir.ptr, place->managed_dir.len);
	path[place->managed_dir.len] = '\0';
	if (stat(path, &st) == 0)
		return st.st_uid == owner;
	return errno == ENOENT && owner == place->uid;
}

/* ---- directories ---------------------------------------------------------- */

static bool may_hold_images(
	int fd, const char *name, const struct image_place *place, struct pc_err *notice)
{
	struct stat st;

	if (fstat(fd, &st) < 0) {
		(void)pc_err_sys(notice, "'%s'", name);
		return false;
	}
	if (!image_owner_is_trusted(st.st_uid, place)) {
		(void)pc_err_set(notice, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s' holds no compiled policies: it belongs to user %u, who may "
			"not write the policy",
			name, (unsigned)st.st_uid);
		return false;
	}
	if (st.st_mode & OTHERS_WRITE) {
		(void)pc_err_set(notice, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s' holds no compiled policies: others than its owner may "
			"write to it",
			name);
		return false;
	}
	return true;
}

static int open_dir(
	int at, const char *name, const struct image_place *place, struct pc_err *notice)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(at, name, flags);

	if (fd < 0 && errno == ENOENT && image_owner_is_trusted(place->uid, place) &&
		mkdirat(at, name, S_IRWXU) == 0)
		fd = openat(at, name, flags);
	if (fd < 0) {
		/* Nobody has to do anything about one that cannot be made. */
		if (errno != ENOENT && errno != EACCES && errno != EROFS)
			(void)pc_err_sys(notice, "'%s'", name);
		return -1;
	}
	if (may_hold_images(fd, name, place, notice))
		return fd;
	close(fd);
	return -1;
}

int image_dir_open(struct pc_str state_dir, const char *name,
	const struct image_place *place, struct pc_err *notice)
{
	PC_AUTO(pc_close) int state = -1;
	char path[PATH_MAX];

	if (state_dir.len == 0 || state_dir.len >= sizeof(path) ||
		state_dir.ptr[0] != '/')
		return -1;
	memcpy(path, state_dir.ptr, state_dir.len);
	path[state_dir.len] = '\0';
	state = open_dir(AT_FDCWD, path, place, notice);
	return state < 0 ? -1 : open_dir(state, name, place, notice);
}

/* ---- one image ------------------------------------------------------------ */

static uint64_t mix(uint64_t h, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		h = (h ^ at[i]) * 0x100000001b3ull;
	return h;
}

static uint64_t mix_text(uint64_t h, struct pc_str text)
{
	h = mix(h, &text.len, sizeof(text.len));
	return mix(h, text.ptr, text.len);
}

/* Two places with one name only take turns: the image says for which it is. */
void image_name(char name[static IMAGE_NAME], const struct image_place *place)
{
	uint64_t h = 0xcbf29ce484222325ull;

	h = mix(h, &place->uid, sizeof(place->uid));
	h = mix(h, &place->bypass, sizeof(place->bypass));
	h = mix(h, &place->yaml, sizeof(place->yaml));
	h = mix_text(h, place->managed_dir);
	h = mix_text(h, place->home);
	h = mix_text(h, place->cwd);
	h = mix_text(h, place->moved_to);
	h = mix_text(h, place->permission_mode);
	snprintf(name, IMAGE_NAME, "%016" PRIx64 "%s", h, suffix);
}

static const char *fault_of(const struct stat *st, const struct image_place *place)
{
	if (!S_ISREG(st->st_mode))
		return "is no file";
	if (!image_owner_is_trusted(st->st_uid, place))
		return "belongs to a user who may not write the policy";
	if (st->st_mode & OTHERS_WRITE)
		return "may be written by others than its owner";
	return st->st_nlink > 1 ? "has another name as well" : NULL;
}

int image_file_open(size_t *size, int dir, const char *name,
	const struct image_place *place, struct pc_err *notice)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	const char *fault;
	struct stat st;

	if (fd < 0) {
		if (errno != ENOENT)
			(void)pc_err_sys(notice, "compiled policy '%s'", name);
		return -1;
	}
	fault = fstat(fd, &st) < 0 ? "cannot be looked at" : fault_of(&st, place);
	if (!fault) {
		*size = (size_t)st.st_size;
		return fd;
	}
	(void)pc_err_set(notice, PC_ERR_SYSTEM, (struct pc_span){0},
		"compiled policy '%s' is not used: it %s", name, fault);
	close(fd);
	return -1;
}

/* ---- keeping -------------------------------------------------------------- */

struct census {
	size_t n;
	off_t size;
	char oldest[NAME_MAX + 1];
	time_t oldest_at;
};

/* Counts the images, and removes what writers that were killed left behind. */
static void take_census(struct census *out, int dir, DIR *stream)
{
	struct dirent *entry;
	struct stat st;

	*out = (struct census){0};
	rewinddir(stream);
	while ((entry = readdir(stream)) != NULL) {
		struct pc_str name = pc_str(entry->d_name);

		if (fstatat(dir, name.ptr, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		if (pc_str_starts(name, pc_str(temporary)) &&
			st.st_mtime < time(NULL) - LEFT_BEHIND)
			unlinkat(dir, name.ptr, 0);
		if (!pc_str_ends(name, pc_str(suffix)))
			continue;
		if (out->n == 0 || st.st_mtime < out->oldest_at) {
			memcpy(out->oldest, name.ptr, name.len + 1);
			out->oldest_at = st.st_mtime;
		}
		out->n++;
		out->size += st.st_size;
	}
}

static void let_go(int dir)
{
	int again = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = again < 0 ? NULL : fdopendir(again);
	struct census census;

	if (!stream) {
		pc_close(&again);
		return;
	}
	for (int i = 0; i < PC_MAX_IMAGES; i++) {
		take_census(&census, dir, stream);
		if (census.n <= PC_MAX_IMAGES && census.size <= PC_MAX_IMAGES_SIZE)
			break;
		unlinkat(dir, census.oldest, 0);
	}
	closedir(stream);
}

bool image_file_keep(int dir, const char *name, struct pc_str bytes, mode_t mode,
	struct pc_err *notice)
{
	struct pc_err err;

	/* What is there may have an owner or a mode that would stay. */
	if (unlinkat(dir, name, 0) < 0 && errno != ENOENT)
		return false;
	if (pc_fs_replace(dir, name, bytes, mode, &err) != PC_OK) {
		if (err.cause != EROFS && err.cause != EACCES && notice->status == PC_OK)
			*notice = err;
		return false;
	}
	let_go(dir);
	return true;
}
