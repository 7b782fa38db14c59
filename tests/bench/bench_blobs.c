/* SPDX-License-Identifier: Apache-2.0 */
/* What reading every blob of a repository takes, without looking at what they say:
 * bench_blobs DIR [THREADS]. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "pc/fleet/blobs.h"

static void each(void *context, unsigned thread, const struct pc_blob *blob)
{
	(void)context;
	(void)thread;
	(void)blob;
}

int main(int argc, char **argv)
{
	struct pc_blobs_job job = {.each = each,
		.threads = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 0};
	struct pc_blobs_sum sum = {0};
	struct pc_repo *repo = NULL;
	struct rusage used;
	struct pc_err err;
	double cpu;

	if (argc < 2 || pc_repo_open(&repo, argv[1], &err) != PC_OK ||
		pc_repo_blobs(&sum, repo, &job, &err) != PC_OK) {
		fprintf(stderr, "bench_blobs: %s\n", argc < 2 ? "DIR" : err.text);
		return 70;
	}
	pc_repo_free(repo);
	getrusage(RUSAGE_SELF, &used);
	cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	      (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
	printf("%llu blobs, %.1f MB, %llu not read; %.2f CPU-s, %.0f MB/CPU-s, RSS %ld "
	       "MB\n",
		(unsigned long long)sum.n_blobs, (double)sum.n_bytes / 1e6,
		(unsigned long long)sum.n_faults, cpu, (double)sum.n_bytes / 1e6 / cpu,
		used.ru_maxrss / 1024);
	return 0;
}
