/* SPDX-License-Identifier: Apache-2.0 */
/* What it costs to find and read the files of a tree when nothing is looked for in them:
 * bench_walk TREE [THREADS [TIMES]]. */
#include <sys/resource.h>

#include "audit_stub.h"

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int run(const char *tree, unsigned threads)
{
	struct pc_audit audit = {0};
	const struct pc_audit_job job = {.audit = &audit, .threads = threads};
	struct pc_err err = {0};
	struct rusage before, after;

	getrusage(RUSAGE_SELF, &before);

	double start = now();

	if (pc_audit_tree(&job, tree, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}

	double wall = now() - start;

	getrusage(RUSAGE_SELF, &after);

	double user = seconds(after.ru_utime) - seconds(before.ru_utime);
	double system_time = seconds(after.ru_stime) - seconds(before.ru_stime);
	double mb = (double)audit.bytes / 1e6;

	printf("%llu files, %.0f MB, %.3f s, user %.3f s, system %.3f s, "
	       "%.0f MB per CPU-second, %ld kB, %zu notes\n",
		(unsigned long long)audit.files, mb, wall, user, system_time,
		mb / (user + system_time + 1e-9), after.ru_maxrss, audit.n_notes);
	stub_done(&audit);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: bench_walk TREE [THREADS [TIMES]]\n");
		return 64;
	}

	unsigned threads = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
	unsigned times = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 1;
	int failed = 0;

	stub_scans = false;
	while (times-- > 0)
		failed |= run(argv[1], threads);
	return failed;
}
