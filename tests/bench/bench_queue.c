/* SPDX-License-Identifier: Apache-2.0 */
/* How many jobs a second the queue takes, and claims and completes, so many in a commit:
 *
 *   bench_queue [--quick] [DIRECTORY [JOBS [GROUP]]]
 *
 * The directory says which disk is measured: each group is one fsync. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "pc/base/fs.h"
#include "pc/orch/queue.h"

struct bench {
	struct pc_queue *queue;
	struct pc_arena arena; /* of one job at a time */
	long jobs, group;
	bool with_attempts;
	struct pc_str prompt;
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
	fprintf(stderr, "bench_queue: %s\n", err->text);
	exit(70);
}

static void submit_one(struct bench *b, long i)
{
	struct pc_err err = {0};
	struct pc_job job = {
		.type = PC_STR("triage"),
		.project = PC_STR("website"),
		.queue = PC_STR("main"),
		.owner = PC_STR("ann"),
		.tier = PC_STR("grunt"),
		.prompt = b->prompt,
		.submitted = i,
		.priority = i % 5,
		.max_attempts = 3,
	};

	must(pc_queue_submit(b->queue, &job, NULL, &err), &err);
}

static void attempt_one(struct bench *b, const struct pc_job *job, int64_t now)
{
	struct pc_err err = {0};
	struct pc_attempt attempt = {
		.job = job->id,
		.started = now,
		.backend = PC_STR("claude"),
		.provider = PC_STR("anthropic"),
		.model = PC_STR("claude-haiku-4-5"),
		.verdict = PC_STR("allow"),
		.reserved_tokens = 2000,
		.reserved_money = 1000000,
	};

	must(pc_queue_attempt_begin(b->queue, &attempt, &err), &err);
	attempt.ended = now + 1;
	attempt.tokens_in = 1000;
	attempt.cash = attempt.list_price = 900000;
	must(pc_queue_attempt_end(b->queue, &attempt, &err), &err);
}

static void complete_one(struct bench *b, long i)
{
	struct pc_job_end end = {.state = PC_JOB_DONE, .result = PC_STR("fine")};
	int64_t now = b->jobs + i;
	struct pc_err err = {0};
	struct pc_job job;

	pc_arena_reset(&b->arena);
	must(pc_queue_claim(&job, &b->arena, b->queue, NULL, now, &err), &err);
	if (b->with_attempts)
		attempt_one(b, &job, now);
	must(pc_queue_finish(b->queue, &job, &end, now, &err), &err);
}

static void measure(struct bench *b, const char *what, void (*one)(struct bench *, long))
{
	double from = seconds(), took;
	struct pc_err err = {0};

	for (long i = 0; i < b->jobs;) {
		must(pc_queue_begin(b->queue, &err), &err);
		for (long k = 0; k < b->group && i < b->jobs; k++, i++)
			one(b, i);
		must(pc_queue_end(b->queue, &err), &err);
	}
	took = seconds() - from;
	printf("%-34s %9.0f a second\n", what, (double)b->jobs / took);
}

static bool blocked(void *context, const struct pc_job *job)
{
	long *looked = context;

	*looked += job->priority >= 0;
	return false;
}

/* What the engine does each turn while everything waits for a window. */
static void look_at_blocked(struct bench *b)
{
	enum { TURNS = 5 };
	long looked = 0;
	struct pc_claim_filter filter = {.may = blocked, .context = &looked};
	struct pc_err err = {0};
	struct pc_job job;
	double from = seconds();

	for (int i = 0; i < TURNS; i++)
		if (pc_queue_claim(&job, &b->arena, b->queue, &filter, b->jobs, &err) !=
			PC_ERR_ABSENT)
			must(PC_ERR_USAGE, &err);
	printf("%-34s %9.2f ms for %ld\n", "a claim where all are blocked",
		(seconds() - from) * 1000 / TURNS, looked / TURNS);
}

int main(int argc, char **argv)
{
	bool is_quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
	int at = is_quick ? 2 : 1;
	const char *below = argc > at ? argv[at] : "/tmp";
	struct bench b = {
		.jobs = is_quick        ? 200
			: argc > at + 1 ? strtol(argv[at + 1], NULL, 10)
					: 50000,
		.group = argc > at + 2 ? strtol(argv[at + 2], NULL, 10) : 100,
		.prompt = PC_STR("Look at the status page, and say in one line whether "
				 "anything is down; if so, which service."),
	};
	char top[256], file[300];
	struct pc_err err = {0};

	if (b.jobs < 1 || b.group < 1)
		return 64;
	snprintf(top, sizeof(top), "%s/pc-bench-queue-XXXXXX", below);
	if (!mkdtemp(top)) {
		fprintf(stderr, "bench_queue: '%s': %s\n", top, strerror(errno));
		return 70;
	}
	snprintf(file, sizeof(file), "%s/queue.db", top);
	must(pc_queue_open(&b.queue, file, true, &err), &err);
	printf("%ld jobs, %ld in a commit that lasts\n", b.jobs, b.group);
	measure(&b, "submit", submit_one);
	measure(&b, "claim and complete", complete_one);
	measure(&b, "submit", submit_one);
	look_at_blocked(&b);
	b.with_attempts = true;
	measure(&b, "claim, attempt and complete", complete_one);
	pc_queue_close(&b.queue);
	pc_arena_done(&b.arena);
	pc_fs_remove_tree(top);
	return 0;
}
