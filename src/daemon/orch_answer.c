/* SPDX-License-Identifier: Apache-2.0 */
/* One line of somebody who may ask: what the desk answers at once, or a stream of news,
 * which only a connection has. */
#include "orch.h"
#include "pc/doc/node.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "pc/orch/manage.h"

enum { MOST_STREAM_QUESTION = 256 }; /* bytes; a longer line is none */

void answer_error(struct pc_buf *out, const char *text, const char *hint)
{
	pc_buf_add_char(out, '{');
	pc_json_member(out, "error", pc_str(text));
	if (*hint)
		pc_json_member(out, "hint", pc_str(hint));
	pc_buf_puts(out, "}\n");
}

void answer_board(struct pc_buf *out, struct orch *orch, const struct person *who)
{
	const struct pc_desk_who asks = {who->uid, pc_str(who->name), who->is_operator};
	struct pc_err err;

	if (pc_desk_board(out, &orch->desk, &asks, &err) != PC_OK)
		orch_broken(orch, &err);
}

void answer_job(struct pc_buf *out, bool *is_last, struct orch *orch, int64_t id)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_job job = {0};
	struct pc_err err;
	enum pc_status status = pc_job_get(&job, &arena, orch->queue, id, &err);

	*is_last = status != PC_OK || pc_job_is_ended((enum pc_job_state)job.state);
	if (status == PC_OK)
		status = pc_desk_job(out, &orch->desk, id, &err);
	if (status == PC_ERR_ABSENT)
		answer_error(out, "the job is not known any more", "");
	else if (status != PC_OK)
		orch_broken(orch, &err);
}

static void do_follow(struct pc_buf *out, struct answered *answered, struct orch *orch,
	const struct person *who, const struct pc_node *said)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_node *id = pc_node_get_c(said, "job");
	struct pc_job job = {0};
	struct pc_err err;
	/* In one write with what hands it in, so that nothing of it is missed. */
	int64_t wanted = id && id->kind == PC_INT ? id->integer : 0;
	enum pc_status status = PC_ERR_ABSENT;

	if (!id)
		wanted = answered->last;
	if (wanted <= 0) {
		answer_error(out, "\"job\" has to be the number of a job", "");
		return;
	}
	status = pc_job_get(&job, &arena, orch->queue, wanted, &err);
	if (status != PC_OK && status != PC_ERR_ABSENT) {
		orch_broken(orch, &err);
		return;
	}
	/* Jobs of others are not there. */
	if (status != PC_OK || (!who->is_operator && !pc_str_is(job.owner, who->name))) {
		answer_error(out, "there is no such job",
			"policyctl job list shows those that there are");
		return;
	}
	answered->follows = wanted;
}

static void do_watch(struct pc_buf *out, struct answered *answered, struct orch *orch,
	const struct person *who, const struct pc_node *said)
{
	(void)said;
	answered->watches = true;
	answer_board(out, orch, who);
}

static const struct {
	const char *name;
	void (*fn)(struct pc_buf *out, struct answered *answered, struct orch *orch,
		const struct person *who, const struct pc_node *said);
} streams[] = {
	{"follow", do_follow},
	{"watch", do_watch},
};

static bool answer_stream(struct pc_buf *out, struct answered *answered,
	struct orch *orch, const struct person *who, struct pc_str line)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_node *said;
	struct pc_str what;
	struct pc_err err;

	if (line.len > MOST_STREAM_QUESTION ||
		pc_json_read(&said, &arena, "socket", line, NULL, &err) != PC_OK)
		return false;
	what = pc_node_text(pc_node_get_c(said, "do"));
	for (size_t i = 0; i < PC_COUNT(streams); i++) {
		if (!pc_str_is(what, streams[i].name))
			continue;
		streams[i].fn(out, answered, orch, who, said);
		return true;
	}
	return false;
}

void answer_line(struct pc_buf *out, struct answered *answered, struct orch *orch,
	const struct person *who, struct pc_str line)
{
	const struct pc_desk_who asks = {who->uid, pc_str(who->name), who->is_operator};
	struct pc_desk_said said = {0};
	struct pc_err err;

	if (answer_stream(out, answered, orch, who, line))
		return;
	if (pc_desk_answer(out, &said, &orch->desk, &asks, line, &err) != PC_OK) {
		orch_broken(orch, &err);
		return;
	}
	answered->last = said.job;
	orch->wants_turn |= said.is_change;
	if (said.is_change)
		askers_changed(orch->askers, said.job);
}
