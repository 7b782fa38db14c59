/* SPDX-License-Identifier: Apache-2.0 */
/* A writer is killed at any moment, again and again: what it said was committed is there,
 * what it had not said is there whole or not at all, and each job is done once.
 *
 * The child tells each step in a pipe, inside of commits, too; the parent kills it after
 * a number of steps that a fixed seed says.  What is between is the machine's. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pc/record/sql.h"
#include "queue_place.h"
#include "queue_priv.h"

/* A child that is ahead of its parent stops by itself, so that numbers have an end. */
enum { ROUNDS = 25, GROUP = 4, GROUPS = 12, MOST = ROUNDS * GROUPS * GROUP + 1 };

enum what { INSIDE, SUBMITTED, DONE, SPENT, WHATS };
struct said {
	int64_t what, id; /* SPENT: how much in all, by this child */
};

struct known {
	bool submitted[MOST], done[MOST];
	int64_t spent;
};

static void say(int fd, enum what what, int64_t id)
{
	struct said said = {what, id};

	if (write(fd, &said, sizeof(said)) != (ssize_t)sizeof(said))
		_exit(1);
}

static void must(enum pc_status status)
{
	if (status != PC_OK)
		_exit(2);
}

/* One group: some come, some are claimed, tried and done; told when it is committed. */
static void work(struct pc_queue *queue, int fd, int64_t now, int64_t *spent)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_job_end end = {.state = PC_JOB_DONE};
	int64_t submitted[GROUP], done[GROUP];
	struct pc_err err;
	int n_done = 0;

	must(pc_queue_begin(queue, &err));
	for (int i = 0; i < GROUP; i++) {
		struct pc_job job = {.submitted = now, .prompt = PC_STR("work")};

		must(pc_queue_submit(queue, &job, NULL, &err));
		submitted[i] = job.id;
		say(fd, INSIDE, 0);
	}
	for (int i = 0; i < GROUP - 1; i++) {
		struct pc_attempt attempt = {.started = now, .reserved_money = 10};
		struct pc_job job;

		if (pc_queue_claim(&job, &arena, queue, NULL, now, &err) != PC_OK)
			break;
		attempt.job = job.id;
		must(pc_queue_attempt_begin(queue, &attempt, &err));
		say(fd, INSIDE, 0);
		/* A lease that is still held when the kill comes. */
		if (i == 0) {
			must(pc_queue_end(queue, &err));
			*spent += 7;
			say(fd, SPENT, *spent);
			must(pc_queue_begin(queue, &err));
		}
		attempt.ended = now + 1;
		attempt.cash = 7;
		must(pc_queue_attempt_end(queue, &attempt, &err));
		must(pc_queue_finish(queue, &job, &end, now + 1, &err));
		done[n_done++] = job.id;
		say(fd, INSIDE, 0);
	}
	must(pc_queue_end(queue, &err));
	for (int i = 0; i < GROUP; i++)
		say(fd, SUBMITTED, submitted[i]);
	for (int i = 0; i < n_done; i++)
		say(fd, DONE, done[i]);
}

static void child(const char *file, int fd, int64_t now)
{
	struct pc_queue *queue;
	struct pc_err err;
	int64_t spent = 0;

	must(pc_queue_open(&queue, file, true, &err));
	pc_queue_serve_as(queue, getpid(), now);
	for (int i = 0; i < GROUPS; i++)
		work(queue, fd, now++, &spent);
	for (;;)
		pause();
}

static void hear(struct known *known, const struct said *said, int64_t before)
{
	assert_in_range(said->what, 0, WHATS - 1);
	assert_in_range(said->id, 0, MOST - 1);
	if (said->what == SUBMITTED)
		known->submitted[said->id] = true;
	if (said->what == DONE)
		known->done[said->id] = true;
	if (said->what == SPENT)
		known->spent = before + said->id;
}

static void run_and_kill(struct place *p, struct known *known, int steps, int64_t now)
{
	int64_t before = known->spent;
	struct said said;
	int fds[2], status;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(fds[0]);
		child(p->file, fds[1], now);
	}
	close(fds[1]);
	for (int i = 0; i < steps; i++) {
		assert_int_equal(read(fds[0], &said, sizeof(said)), sizeof(said));
		hear(known, &said, before);
	}
	kill(pid, SIGKILL);
	/* What it had said before it knew. */
	while (read(fds[0], &said, sizeof(said)) == (ssize_t)sizeof(said))
		hear(known, &said, before);
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
}

static bool nobody(void *context, int64_t pid, int64_t started)
{
	(void)context;
	(void)pid;
	(void)started;
	return false;
}

static bool add_cash(void *context, const struct pc_attempt *attempt)
{
	assert_true(attempt->ended != 0);
	*(int64_t *)context += attempt->cash;
	return true;
}

static void is_whole(struct place *p)
{
	struct pc_sql *st;

	FINE(pc_sql_prepare(&st, p->queue->db, "PRAGMA integrity_check", &err));
	assert_true(pc_sql_next(st));
	assert_str(pc_sql_text(st, 0), "ok");
	FINE(pc_sql_end_of(st, &err));
	pc_sql_done(&st);
}

/* Groups are whole, what was said is there, what was spent is not less. */
static void look(struct place *p, const struct known *known, int64_t now)
{
	struct pc_attempt_filter attempts = {0};
	struct pc_job_filter all = {0};
	int64_t swept, n, cash = 0;

	place_reopen(p);
	is_whole(p);
	FINE(pc_queue_sweep(p->queue, now, nobody, NULL, &swept, &err));
	FINE(pc_jobs_count(&n, p->queue, &all, &err));
	assert_in_range(swept, 0, 1);
	for (int64_t id = 1; id < MOST; id++) {
		if (known->submitted[id])
			assert_true(get(p, id).id == id);
		if (known->done[id])
			assert_int_equal(get(p, id).state, PC_JOB_DONE);
	}
	all.states = 1U << PC_JOB_RUNNING;
	FINE(pc_jobs_count(&n, p->queue, &all, &err));
	assert_int_equal(n, 0);
	FINE(pc_attempts_each(p->queue, &attempts, add_cash, &cash, &err));
	assert_true(cash >= known->spent);
	pc_arena_reset(&p->arena);
	/* The child opens it for itself. */
	pc_queue_close(&p->queue);
}

static void a_killed_writer_loses_nothing(void **state)
{
	static struct known known;
	uint32_t seed = 20261122;
	struct pc_job job;
	struct place p;

	(void)state;
	place_open(&p);
	pc_queue_close(&p.queue);
	for (int round = 0; round < ROUNDS; round++) {
		seed = seed * 1664525 + 1013904223;
		run_and_kill(&p, &known, 1 + (int)(seed >> 16) % 60, round * 1000 + 1);
		look(&p, &known, round * 1000 + 999);
	}
	/* And what is left can be done, each once. */
	place_reopen(&p);
	while ((job = claim(&p, ROUNDS * 1000)).id)
		finish(&p, &job, PC_JOB_DONE, ROUNDS * 1000);
	for (int64_t id = 1; id < MOST; id++)
		if (known.submitted[id])
			assert_int_equal(get(&p, id).state, PC_JOB_DONE);
	place_close(&p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_killed_writer_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
