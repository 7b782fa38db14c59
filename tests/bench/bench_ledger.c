/* SPDX-License-Identifier: Apache-2.0 */
/* What a question about all jobs takes, each by itself and when they are folded:
 *
 *   bench_ledger [--quick] [DIRECTORY [JOBS]]
 *
 * The jobs are spread over 46 days, 47 projects, 12 types, 5 models and 3 keys. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/orch/ledger.h"

#define DAY ((int64_t)24 * 60 * 60 * 1000)
enum { DAYS = 46, PROJECTS = 47, TYPES = 12, MODELS = 5, KEYS = 3, GROUP = 1000 };

struct bench {
	struct pc_queue *queue;
	struct pc_arena arena;
	int64_t jobs;
};

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(enum pc_status status, const struct pc_err *err)
{
	if (status == PC_OK)
		return;
	fprintf(stderr, "bench_ledger: %s\n", err->text);
	exit(70);
}

static struct pc_str name(struct bench *b, const char *what, int64_t i, int64_t of)
{
	/* Any order that is not that of the others. */
	uint64_t at = (uint64_t)i * 0x9e3779b97f4a7c15u >> 33;

	return pc_arena_printf(&b->arena, "%s-%" PRIu64, what,
		at / (uint64_t)(i % 7 + 1) % (uint64_t)of);
}

static void run_one(struct bench *b, int64_t i)
{
	struct pc_job job = {.submitted = i * (DAYS * DAY / b->jobs) + 1};
	struct pc_job_end end = {.state = i % 20 ? PC_JOB_DONE : PC_JOB_FAILED};
	struct pc_attempt attempt = {.started = job.submitted + i % 1000};
	struct pc_err err = {0};

	pc_arena_reset(&b->arena);
	job.project = name(b, "project", i, PROJECTS);
	job.type = name(b, "type", i + 1, TYPES);
	job.owner = PC_STR("ann");
	must(pc_queue_submit(b->queue, &job, NULL, &err), &err);
	must(pc_queue_claim(&job, &b->arena, b->queue, NULL, attempt.started, &err),
		&err);
	attempt.job = job.id;
	attempt.backend = PC_STR("claude");
	attempt.model = name(b, "model", i + 2, MODELS);
	attempt.key = name(b, "key", i + 3, KEYS);
	must(pc_queue_attempt_begin(b->queue, &attempt, &err), &err);
	attempt.ended = attempt.started + 1;
	attempt.tokens_in = 1000;
	attempt.list_price = 900000;
	must(pc_queue_attempt_end(b->queue, &attempt, &err), &err);
	must(pc_queue_finish(b->queue, &job, &end, attempt.ended, &err), &err);
}

static void fill(struct bench *b)
{
	struct pc_err err = {0};

	for (int64_t i = 0; i < b->jobs;) {
		must(pc_queue_begin(b->queue, &err), &err);
		for (int k = 0; k < GROUP && i < b->jobs; k++, i++)
			run_one(b, i);
		must(pc_queue_end(b->queue, &err), &err);
	}
}

static bool count(void *context, const struct pc_ledger_total *total)
{
	int64_t *jobs = context;

	*jobs += total->jobs;
	return true;
}

static void ask(struct bench *b, const char *when)
{
	static const enum pc_ledger_by kinds[] = {
		PC_LEDGER_DAY, PC_LEDGER_PROJECT, PC_LEDGER_KEY};
	const struct pc_ledger_period any = {.since = 0};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_ledger_summary summary;
	struct pc_err err = {0};
	double from = seconds();
	int64_t jobs = 0;

	must(pc_ledger_summarize(&summary, &arena, b->queue, &any, &err), &err);
	printf("%-10s %-12s %9.1f ms\n", when, "summary", (seconds() - from) * 1000);
	for (size_t i = 0; i < PC_COUNT(kinds); i++) {
		from = seconds();
		must(pc_ledger_each(b->queue, kinds[i], &any, count, &jobs, &err), &err);
		printf("%-10s by %-9s %9.1f ms\n", when, pc_ledger_by_name(kinds[i]),
			(seconds() - from) * 1000);
	}
	if (summary.all.jobs != b->jobs || jobs != b->jobs * (int64_t)PC_COUNT(kinds)) {
		fprintf(stderr, "bench_ledger: some jobs are not counted, or twice\n");
		exit(1);
	}
}

static void fold(struct bench *b)
{
	struct pc_err err = {0};
	double from = seconds(), took, most = 0;

	for (int64_t folded = 0; folded < b->jobs; folded += PC_MAX_LEDGER_FOLD) {
		double start = seconds();

		must(pc_ledger_fold(b->queue, (DAYS + 9) * DAY, &err), &err);
		took = seconds() - start;
		most = took > most ? took : most;
	}
	printf("fold       %9.0f jobs a second, a sweep %.1f ms at most\n",
		(double)b->jobs / (seconds() - from), most * 1000);
}

int main(int argc, char **argv)
{
	enum { QUICK = 300, MANY = 1000000 };
	bool is_quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
	int at = is_quick ? 2 : 1;
	struct bench b = {.jobs = is_quick        ? QUICK
				  : argc > at + 1 ? strtol(argv[at + 1], NULL, 10)
						  : MANY};
	char top[256], file[300];
	struct pc_err err = {0};

	if (b.jobs < 1)
		return 64;
	snprintf(top, sizeof(top), "%s/pc-bench-ledger-XXXXXX",
		argc > at ? argv[at] : "/tmp");
	if (!mkdtemp(top)) {
		fprintf(stderr, "bench_ledger: '%s': %s\n", top, strerror(errno));
		return 70;
	}
	snprintf(file, sizeof(file), "%s/queue.db", top);
	must(pc_queue_open(&b.queue, file, true, &err), &err);
	printf("%" PRId64 " jobs\n", b.jobs);
	fill(&b);
	ask(&b, "as rows");
	fold(&b);
	ask(&b, "folded");
	pc_queue_close(&b.queue);
	pc_arena_done(&b.arena);
	pc_fs_remove_tree(top);
	return 0;
}
