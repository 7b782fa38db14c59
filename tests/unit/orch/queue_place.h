/* SPDX-License-Identifier: Apache-2.0 */
/* A queue in a directory of its own, and the calls that must not fail. */
#ifndef QUEUE_PLACE_H
#define QUEUE_PLACE_H

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/orch/manage.h"
#include "pc_test.h"

struct place {
	char top[32], file[64];
	struct pc_queue *queue;
	struct pc_arena arena;
};

#define FINE(call)                                                                       \
	do {                                                                             \
		struct pc_err err = {0};                                                 \
		if ((call) != PC_OK)                                                     \
			fail_msg("%s", err.text);                                        \
	} while (0)

#define FAILS(wanted, call)                                                              \
	do {                                                                             \
		struct pc_err err = {0};                                                 \
		assert_int_equal(call, wanted);                                          \
		assert_true(err.text[0] != '\0');                                        \
	} while (0)

static inline void place_reopen(struct place *p)
{
	pc_queue_close(&p->queue);
	FINE(pc_queue_open(&p->queue, p->file, true, &err));
}

static inline void place_open(struct place *p)
{
	*p = (struct place){.top = "/tmp/pc-queue-XXXXXX"};
	assert_non_null(mkdtemp(p->top));
	snprintf(p->file, sizeof(p->file), "%s/queue.db", p->top);
	place_reopen(p);
}

static inline void place_close(struct place *p)
{
	pc_queue_close(&p->queue);
	pc_arena_done(&p->arena);
	pc_fs_remove_tree(p->top);
}

static inline int64_t add(struct place *p, struct pc_job job)
{
	FINE(pc_queue_submit(p->queue, &job, NULL, &err));
	return job.id;
}

static inline struct pc_job get(struct place *p, int64_t id)
{
	struct pc_job job;

	FINE(pc_job_get(&job, &p->arena, p->queue, id, &err));
	return job;
}

static inline struct pc_job claim(struct place *p, int64_t now)
{
	struct pc_claim_filter filter = {.lease_ms = 1000};
	struct pc_job job = {0};
	struct pc_err err;
	enum pc_status status =
		pc_queue_claim(&job, &p->arena, p->queue, &filter, now, &err);

	if (status != PC_OK && status != PC_ERR_ABSENT)
		fail_msg("%s", err.text);
	return job;
}

static inline void finish(
	struct place *p, const struct pc_job *job, enum pc_job_state state, int64_t now)
{
	struct pc_job_end end = {.state = state};

	FINE(pc_queue_finish(p->queue, job, &end, now, &err));
}

#endif
