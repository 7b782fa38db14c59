/* SPDX-License-Identifier: Apache-2.0 */
/* Removing a tree, from directory to directory by descriptor, so that nobody who renames
 * something meanwhile leads us elsewhere. */
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "pc/base/fs.h"

static void remove_entry(int dir, const char *name)
{
	int below;
	DIR *stream;
	struct dirent *entry;

	if (unlinkat(dir, name, 0) == 0)
		return;
	below = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	stream = below < 0 ? NULL : fdopendir(below);
	if (!stream) {
		pc_close(&below);
		return;
	}
	while ((entry = readdir(stream)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			remove_entry(dirfd(stream), entry->d_name);
	}
	closedir(stream);
	unlinkat(dir, name, AT_REMOVEDIR);
}

void pc_fs_remove_tree(const char *path)
{
	remove_entry(AT_FDCWD, path);
}
