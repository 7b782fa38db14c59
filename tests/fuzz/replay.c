/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target over the files of its corpus, where no fuzzing engine is linked: so
 * every input that once broke a parser is a test in every build. */
#include <dirent.h>
#include <stdint.h>

#include "pc/base/fs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t replay_directory(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	size_t n = 0;

	if (!dir)
		return 0;
	while ((entry = readdir(dir)) != NULL) {
		struct pc_arena arena = {0};
		struct pc_str bytes;
		struct pc_err err;

		if (pc_fs_read(&bytes, &arena, dirfd(dir), entry->d_name, 64 << 20,
			    &err) == PC_OK) {
			/* An exact-size copy, so that a sanitizer sees reads past the
			 * end. */
			uint8_t *exact = pc_xmalloc(bytes.len);

			memcpy(exact, bytes.ptr, bytes.len);
			LLVMFuzzerTestOneInput(exact, bytes.len);
			free(exact);
			n++;
		}
		pc_arena_done(&arena);
	}
	closedir(dir);
	return n;
}

int main(int argc, char **argv)
{
	size_t n = 0;

	for (int i = 1; i < argc; i++)
		n += replay_directory(argv[i]);
	printf("%zu inputs\n", n);
	return n == 0;
}
