/* SPDX-License-Identifier: Apache-2.0 */
/* How long one signature takes in this process, from the object's bytes to the verdict;
 * called by tests/bench/trust, which makes the objects:
 *
 *   bench_trust COUNT SIGNERS NAME=COMMIT...
 *
 * Prints a name and the median in ms for each commit; 1 when one is not good. */
#include <fcntl.h>

#include "pc/base/fs.h"
#include "pc/trust/trust.h"

static struct pc_str read_file(struct pc_arena *arena, const char *path)
{
	struct pc_str bytes = {0};
	struct pc_err err;

	if (pc_fs_read(&bytes, arena, AT_FDCWD, path, 1 << 20, &err) != PC_OK) {
		fprintf(stderr, "%s\n", err.text);
		exit(70);
	}
	return bytes;
}

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

/* The file of signers is read each time, too: a fetch does so. */
static bool check(
	struct pc_arena *arena, struct pc_str signers_text, struct pc_str commit)
{
	struct pc_signers signers;
	struct pc_trust_rules rules = {.signers = &signers, .now = time(NULL)};
	struct pc_err err;

	pc_arena_reset(arena);
	return pc_signers_read(&signers, arena, "signers", signers_text, &err) == PC_OK &&
	       pc_trust_object(arena, &rules, PC_OBJECT_COMMIT, commit, NULL).status ==
		       PC_TRUST_GOOD;
}

int main(int argc, char **argv)
{
	PC_AUTO(pc_arena_done) struct pc_arena files = {0};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
	double *times = pc_xcalloc(count + 1, sizeof(*times));
	struct pc_str signers;
	int status = 0;

	if (argc < 4 || count == 0) {
		fprintf(stderr, "usage: bench_trust COUNT SIGNERS NAME=COMMIT...\n");
		free(times);
		return 64;
	}
	signers = read_file(&files, argv[2]);
	for (int i = 3; i < argc; i++) {
		struct pc_str path = pc_str(argv[i]), name = pc_str_cut(&path, '=');
		struct pc_str commit = read_file(&files, path.ptr);

		for (size_t n = 0; n < count; n++) {
			double start = now_ms();

			status |= !check(&arena, signers, commit);
			times[n] = now_ms() - start;
		}
		qsort(times, count, sizeof(*times), compare);
		printf("%.*s %.4f\n", PC_STR_ARG(name), times[count / 2]);
	}
	free(times);
	return status;
}
