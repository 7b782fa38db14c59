/* SPDX-License-Identifier: Apache-2.0 */
/* One request: read, decided, answered, and then recorded, in this order, so that no log
 * can change or delay what the client is told. */
#include <limits.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "hook_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

static uint64_t microseconds(void)
{
	enum { PER_SECOND = 1000000, NANO = 1000 };
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * PER_SECOND + (uint64_t)now.tv_nsec / NANO;
}

static void refuse(struct hook_run *run, enum answer_by by, const struct pc_err *err)
{
	static const char *const whose[] = {
		[ANSWER_BY_RULE] = "",
		[ANSWER_BY_POLICY] = "there is no valid policy: ",
		[ANSWER_BY_REQUEST] = "the hook's input is not understood: ",
		[ANSWER_BY_EVENT] = "",
		[ANSWER_BY_AUDIT] = "",
	};
	struct pc_str place = {0};

	if (err->at.file && by == ANSWER_BY_POLICY) {
		place = pc_arena_printf(&run->arena, "; %s:%u:%u", err->at.file,
			err->at.line, err->at.col);
	} else if (err->at.line) {
		place = pc_arena_printf(
			&run->arena, "; line %u, column %u", err->at.line, err->at.col);
	}
	run->answer = (struct answer){
		.opinion = OPINION_DENY,
		.by = by,
		.reason = pc_arena_printf(
			&run->arena, "%s%s%.*s", whose[by], err->text, PC_STR_ARG(place)),
	};
}

static void decide(struct hook_run *run, const struct hook_places *places)
{
	switch (run->request.kind) {
	case EVENT_CALL:
		decide_call(&run->answer, &run->arena, &run->force, &run->request);
		decide_written(&run->answer, &run->arena, places->audit, &run->request);
		break;
	case EVENT_SESSION:
		events_session(&run->answer, &run->arena, &run->force);
		break;
	case EVENT_CHANGE:
		events_change(&run->answer, &run->arena, &run->force, &run->request);
		break;
	case EVENT_OTHER:
		break;
	}
}

static const struct agent *agent_of(const struct hook_places *places)
{
	return places->agent ? places->agent : &agent_claude;
}

void run_text(struct hook_run *run, const struct hook_places *places, struct pc_str text)
{
	struct pc_err err;

	run->answer.by = ANSWER_BY_EVENT;
	if (request_read(&run->request, &run->arena, agent_of(places), text, &err) !=
		PC_OK)
		refuse(run, ANSWER_BY_REQUEST, &err);
	else if (run->request.kind == EVENT_OTHER)
		return; /* that needs no policy */
	else if (force_load(&run->force, places, &run->request, &err) != PC_OK)
		refuse(run, ANSWER_BY_POLICY, &err);
	else
		decide(run, places);
}

void run_done(struct hook_run *run)
{
	force_done(&run->force);
	pc_arena_done(&run->arena);
}

/* Where policyd takes decisions in, or else where the user's programs keep their state.
 */
static void keep(const struct hook_places *places, struct pc_str line)
{
	enum pc_status status = PC_ERR_ABSENT;
	struct pc_err err;

	if (places->spool.len)
		status = spool_hand_in(places->spool, line, &err);
	if (status != PC_OK && status != PC_ERR_ABSENT)
		fprintf(stderr, "policyctl: policyd does not get the decision: %s\n",
			err.text);
	if (status != PC_OK && spool_add(places->state, line, &err) != PC_OK)
		fprintf(stderr, "policyctl: the decision is not in the log: %s\n",
			err.text);
}

/* Nothing is stricter than a denial, and other events no rule speaks of. */
static bool may_be_stricter(const struct hook_run *run, const struct hook_places *places)
{
	char path[PATH_MAX];

	if (run->request.kind != EVENT_CALL || run->answer.by != ANSWER_BY_RULE ||
		run->answer.opinion == OPINION_DENY || places->monitor.len == 0 ||
		places->monitor.len > PATH_MAX / 2)
		return false;
	snprintf(path, sizeof(path), "%.*s/managed-settings.json",
		PC_STR_ARG(places->monitor));
	return access(path, F_OK) == 0;
}

/* What the fragments would have said that are only monitored.  A process has one policy
 * at a time, so the one in force goes. */
static void add_would(
	struct pc_buf *line, struct hook_run *run, const struct hook_places *places)
{
	struct hook_places watched = *places;
	struct answer answer = {0};
	struct force force = {0};
	struct pc_err err;

	if (!may_be_stricter(run, places))
		return;
	force_done(&run->force);
	run->answer.rule = NULL; /* it was that policy's */
	watched.managed = places->monitor;
	if (force_load(&force, &watched, &run->request, &err) != PC_OK)
		return; /* policyd tells who may mend it */
	decide_call(&answer, &run->arena, &force, &run->request);
	if (answer.opinion > run->answer.opinion)
		record_would(line, &answer, &force);
	run->force = force;
}

static void record(
	struct hook_run *run, const struct hook_places *places, uint64_t duration)
{
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};

	pc_buf_add_char(&line, '\n');
	record_begin(&line, &run->request, &run->answer,
		run->force.settings ? &run->force : NULL);
	add_would(&line, run, places);
	record_end(&line, duration);
	keep(places, pc_buf_str(&line));
}

int run_hook(const struct hook_places *places, int fd)
{
	/* Not given back: the process ends, and going through a large policy once more
	 * costs as much as the decision. */
	static struct hook_run run;
	struct pc_str text;
	uint64_t start;
	enum pc_status got;
	struct pc_err err;
	int status;

	run.request.agent = agent_of(places);
	got = pc_fs_read_fd(&text, &run.arena, fd, PC_MAX_REQUEST_SIZE, &err);
	start = microseconds();
	if (got != PC_OK)
		refuse(&run, ANSWER_BY_REQUEST, &err);
	else
		run_text(&run, places, text);
	status = answer_say(&run.request, &run.answer);
	guard_settle(status);
	record(&run, places, microseconds() - start);
	return status;
}
