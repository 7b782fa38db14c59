/* SPDX-License-Identifier: Apache-2.0 */
/* The documents that we remember, each once, named by its digest.  One is there before
 * the history names it, and goes after the history has forgotten it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "site_priv.h"

enum pc_status object_put(struct pc_site *site, const char sha256[PC_SHA256_HEX],
	struct pc_str bytes, struct pc_err *err)
{
	struct put put = {
		.site = site, .dir = site->objects, .name = sha256, .mode = 0600};
	struct stat st;

	if (fstatat(site->objects, sha256, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISREG(st.st_mode) && (size_t)st.st_size == bytes.len)
		return PC_OK;
	return put_file(&put, bytes, err);
}

enum pc_status object_get(struct pc_str *out, struct pc_site *site,
	const char sha256[PC_SHA256_HEX], struct pc_err *err)
{
	struct pc_str bytes;
	char now[PC_SHA256_HEX];

	if (site->objects < 0) {
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"'%s' keeps nothing", site->where.state.ptr);
	}
	PC_TRY(pc_fs_read(
		&bytes, &site->arena, site->objects, sha256, PC_MAX_DOC_SIZE, err));
	pc_sha256_hex(now, bytes);
	if (strcmp(now, sha256) != 0) {
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"what '%s' keeps as %.12s is not that any more",
			site->where.state.ptr, sha256);
	}
	*out = bytes;
	return PC_OK;
}

static bool is_named(const struct pc_history *history, const char *sha256)
{
	for (size_t i = 0; i < history->n_applied; i++) {
		if (strcmp(history->applied[i].sha256, sha256) == 0)
			return true;
	}
	for (size_t i = 0; i < history->n_taken; i++) {
		if (strcmp(history->taken[i].sha256, sha256) == 0)
			return true;
	}
	return false;
}

static enum pc_status sweep(struct pc_site *site, DIR *stream, struct pc_err *err)
{
	struct dirent *entry;

	while ((void)(errno = 0), (entry = readdir(stream)) != NULL) {
		const char *name = entry->d_name;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
			is_named(&site->history, name))
			continue;
		if (unlinkat(site->objects, name, 0) < 0 && errno != ENOENT)
			return pc_err_sys(err, "removing '%s'", name);
	}
	return errno ? pc_err_sys(err, "listing what is kept") : PC_OK;
}

enum pc_status objects_sweep(struct pc_site *site, struct pc_err *err)
{
	int fd = site_open_dir(site->objects, ".");
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	enum pc_status status;

	if (!stream) {
		pc_err_sys(err, "listing what is kept");
		pc_close(&fd);
		return err->status;
	}
	status = sweep(site, stream, err);
	closedir(stream);
	return status;
}
