/* SPDX-License-Identifier: Apache-2.0 */
/* What reading every blob of a repository takes, without looking at what they say:
 * bench_blobs DIR [THREADS [SOUGHT]]; of so many of them, where they came into history.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "pc/fleet/origins.h"

struct sample {
	struct pc_sought *blobs;
	size_t n, most;
};

static bool each(void *context, unsigned thread, const struct pc_blob *blob)
{
	struct sample *sample = context;

	if (thread == 0 && sample->n < sample->most && blob->id[0] % 16 == 0)
		memcpy(sample->blobs[sample->n++].id, blob->id, PC_OBJECT_ID);
	return false;
}

static double cpu_seconds(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void look_for(const struct pc_repo *repo, struct sample *sample)
{
	double start = cpu_seconds();
	struct pc_arena arena = {0};
	size_t found = 0, heads = 0;
	struct pc_err err;

	if (pc_repo_origins(sample->blobs, sample->n, repo, &arena, &err) != PC_OK)
		fprintf(stderr, "bench_blobs: %s\n", err.text);
	for (size_t i = 0; i < sample->n; i++) {
		found += sample->blobs[i].n_origins > 0;
		heads += sample->blobs[i].is_in_head;
	}
	printf("%zu of %zu found in commits, %zu in HEAD; %.2f CPU-s\n", found, sample->n,
		heads, cpu_seconds() - start);
	pc_arena_done(&arena);
}

int main(int argc, char **argv)
{
	struct sample sample = {.most = argc > 3 ? strtoul(argv[3], NULL, 10) : 0};
	struct pc_blobs_job job = {.each = each,
		.context = &sample,
		.threads = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 0};
	struct pc_blobs_sum sum = {0};
	struct pc_repo *repo = NULL;
	struct rusage used;
	struct pc_err err;
	double cpu;

	sample.blobs = pc_xcalloc(sample.most + 1, sizeof(*sample.blobs));
	if (argc < 2 || pc_repo_open(&repo, argv[1], &err) != PC_OK ||
		pc_repo_blobs(&sum, repo, &job, &err) != PC_OK) {
		fprintf(stderr, "bench_blobs: %s\n", argc < 2 ? "DIR" : err.text);
		return 70;
	}
	cpu = cpu_seconds();
	getrusage(RUSAGE_SELF, &used);
	printf("%llu blobs, %.1f MB, %llu not read; %.2f CPU-s, %.0f MB/CPU-s, RSS %ld "
	       "MB\n",
		(unsigned long long)sum.n_blobs, (double)sum.n_bytes / 1e6,
		(unsigned long long)sum.n_faults, cpu, (double)sum.n_bytes / 1e6 / cpu,
		used.ru_maxrss / 1024);
	if (sample.n)
		look_for(repo, &sample);
	pc_repo_free(repo);
	free(sample.blobs);
	return 0;
}
