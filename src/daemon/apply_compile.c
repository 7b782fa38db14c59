/* SPDX-License-Identifier: Apache-2.0 */
/* What was compiled for the hooks holds as long as the files do that it was made of.  So
 * whenever one of them is another one, whoever's it is, it is to be made anew. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "apply.h"

/* FNV-1a: tells apart, hides nothing. */
static uint64_t mix(uint64_t sum, const void *bytes, size_t size)
{
	const uint64_t prime = 0x100000001b3;
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		sum = (sum ^ at[i]) * prime;
	return sum;
}

static uint64_t sum_of(int dir, const char *name)
{
	const uint64_t start = 0xcbf29ce484222325;
	uint64_t sum = mix(start, name, strlen(name));
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return sum;
	sum = mix(sum, &st.st_ino, sizeof(st.st_ino));
	sum = mix(sum, &st.st_size, sizeof(st.st_size));
	sum = mix(sum, &st.st_mode, sizeof(st.st_mode));
	return mix(sum, &st.st_ctim, sizeof(st.st_ctim));
}

/* Of all its files, in any order; 0: it is not there. */
static uint64_t sum_of_all(const char *path)
{
	DIR *list = opendir(path);
	const struct dirent *entry;
	uint64_t sum = 0;

	if (!list)
		return 0;
	while ((entry = readdir(list))) {
		if (strcmp(entry->d_name, "..") != 0)
			sum += sum_of(dirfd(list), entry->d_name);
	}
	closedir(list);
	return sum ? sum : 1;
}

void apply_compile_changed(struct apply *apply)
{
	const char *const paths[] = {
		apply->places[PLACE], apply->places[PLACE_DROPINS], apply->monitor};
	uint64_t sum = 0;

	for (size_t i = 0; i < PC_COUNT(paths); i++)
		sum += sum_of_all(paths[i]) * (i + 1);
	if (sum == apply->compiled)
		return;
	apply->compiled = sum;
	apply_tell(
		FD_CONTROL, &(struct message){MESSAGE_WISH, .wish.wish = WISH_COMPILE});
}
