/* SPDX-License-Identifier: Apache-2.0 */
/* Who has a directory in the spool.  Anybody may make something there, and the spool is
 * ours: what is no user's directory goes. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/record/spool.h"

/* The number that a name is, written as we write it; -1: it is none. */
static int64_t number_of(const char *name)
{
	enum { DECIMAL = 10, LONGEST = 10 };
	char again[32];
	int64_t number;

	if (strlen(name) > LONGEST)
		return -1;
	number = strtoll(name, NULL, DECIMAL);
	snprintf(again, sizeof(again), "%lld", (long long)number);
	return number >= 0 && strcmp(name, again) == 0 ? number : -1;
}

/* A link, a FIFO, an empty directory: the others would have to be emptied first, which
 * only their owner can. */
static void remove_strange(int dir, const char *name)
{
	if (unlinkat(dir, name, 0) < 0)
		unlinkat(dir, name, AT_REMOVEDIR);
}

enum pc_status pc_spool_users(size_t *strange, const char *path, pc_spool_user_fn *fn,
	void *arg, struct pc_err *err)
{
	DIR *list = opendir(path);
	const struct dirent *entry;

	*strange = 0;
	if (!list)
		return pc_err_sys(err, "the spool '%s'", path);
	for (size_t i = 0; i < PC_MAX_SPOOL_ENTRIES && (entry = readdir(list)); i++) {
		int64_t user = number_of(entry->d_name);
		struct stat st;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (fstatat(dirfd(list), entry->d_name, &st,
			    AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) < 0)
			continue;
		if (user >= 0 && S_ISDIR(st.st_mode) && (int64_t)st.st_uid == user) {
			fn(arg, user);
			continue;
		}
		(*strange)++;
		remove_strange(dirfd(list), entry->d_name);
	}
	closedir(list);
	return PC_OK;
}
