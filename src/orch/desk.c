/* SPDX-License-Identifier: Apache-2.0 */
/* One question, one answer.  The questions, what they say and what is answered stand,
 * with an example of each, in docs/jobs-protocol.md; in short:
 *
 *   submit       {job, state, is_new}
 *   list         {jobs: [row...], more}
 *   show         {job: row and more, why, waits_for, attempts, more_attempts, events}
 *   board        {now, name, is_operator, slots, ..., states, ended_today, running, next,
 *                windows, pauses, alerts}
 *   stats        {by, since, until, summary, totals, more}
 *   cancel ...   {job, state}
 *   pause ...    {what, name, is_paused}
 *   lift         {lifted}
 *   schedule     {name, next}; unschedule {name}; schedules {schedules: [...]}
 *   logs         {job, files: [{name, size, is_truncated, text}], more}
 *
 * and what is refused is {error, hint}.  Times are ms since 1970, money is picodollars
 * and says so in its name; every member is always there, null for an empty text. */
#include "desk_priv.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"

static const struct {
	const char *name;
	desk_fn *fn;
	bool is_operators;
} questions[] = {
	{"submit", desk_submit, false},
	{"list", desk_list, false},
	{"show", desk_show, false},
	{"board", desk_board, false},
	{"stats", desk_stats, false},
	{"cancel", desk_cancel, false},
	{"retry", desk_retry, false},
	{"hold", desk_hold, false},
	{"unhold", desk_unhold, false},
	{"snooze", desk_snooze, false},
	{"review", desk_review, false},
	{"pause", desk_pause, true},
	{"resume", desk_resume, true},
	{"lift", desk_lift, true},
	{"schedule", desk_schedule, false},
	{"unschedule", desk_unschedule, false},
	{"schedules", desk_schedules, false},
	{"logs", desk_logs, false},
};

static struct pc_str known_questions(struct desk_case *c)
{
	struct pc_str list = PC_STR("it may be");

	for (size_t i = 0; i < PC_COUNT(questions); i++)
		list = pc_arena_printf(c->arena, "%.*s%s %s", PC_STR_ARG(list),
			i ? "," : "", questions[i].name);
	return list;
}

static enum pc_status answer(struct desk_case *c)
{
	const struct pc_node *what = pc_node_get_c(c->asked, "do");
	struct pc_str name = pc_node_text(what);

	for (size_t i = 0; i < PC_COUNT(questions); i++) {
		if (!pc_str_is(name, questions[i].name))
			continue;
		if (!questions[i].is_operators || c->who->is_operator)
			return questions[i].fn(c);
		desk_refuse(c,
			PC_STR("operators are named in the orchestrator's configuration"),
			"'%s' is for operators", questions[i].name);
		return PC_OK;
	}
	name = pc_str_head(name, PC_MAX_ORCH_NAME);
	desk_refuse(c, known_questions(c),
		name.len ? "'%.*s' is nothing that can be done"
			 : "the question does not say in \"do\" what is to be done%.*s",
		PC_STR_ARG(name));
	return PC_OK;
}

static bool read_line(struct desk_case *c, struct pc_str line)
{
	struct pc_diags diags = {.arena = c->arena};
	struct pc_node *asked;
	struct pc_err err;

	if (line.len > PC_MAX_ORCH_QUESTION)
		return desk_refuse(c, (struct pc_str){0},
			"the question has more than %d bytes", PC_MAX_ORCH_QUESTION);
	if (pc_json_read_request(&asked, c->arena, "question", line, &diags, &err) !=
		PC_OK)
		return desk_refuse(c, (struct pc_str){0},
			"the question is no JSON: character %u: %s", err.at.col,
			err.text);
	if (asked->kind != PC_MAP)
		return desk_refuse(c, PC_STR("{\"do\":\"list\"}, for one"),
			"the question is no JSON object");
	/* Which of two was meant, nobody knows. */
	if (diags.count)
		return desk_refuse(c, (struct pc_str){0}, "the question: %.*s",
			PC_STR_ARG(diags.items[0].text));
	c->asked = asked;
	return true;
}

static struct desk_case begin(struct pc_buf *out, struct pc_desk_said *said,
	struct pc_desk *desk, const struct pc_desk_who *who, struct pc_err *err)
{
	return (struct desk_case){.desk = desk,
		.who = who,
		.config = pc_engine_config(desk->engine),
		.said = said,
		.out = out,
		.begin = out->len,
		.now = desk->now(desk->context),
		.err = err};
}

/* All of it is there, or nothing. */
static enum pc_status finish(struct desk_case *c, enum pc_status status)
{
	if (status == PC_OK)
		pc_buf_add_char(c->out, '\n');
	else
		c->out->len = c->begin;
	return status;
}

enum pc_status pc_desk_answer(struct pc_buf *out, struct pc_desk_said *said,
	struct pc_desk *desk, const struct pc_desk_who *who, struct pc_str line,
	struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct desk_case c = begin(out, said, desk, who, err);

	*said = (struct pc_desk_said){0};
	c.arena = &arena;
	return finish(&c, read_line(&c, line) ? answer(&c) : PC_OK);
}

enum pc_status pc_desk_job(
	struct pc_buf *out, struct pc_desk *desk, int64_t id, struct pc_err *err)
{
	static const struct pc_desk_who anybody = {.is_operator = true};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_desk_said said;
	struct desk_case c = begin(out, &said, desk, &anybody, err);
	struct pc_job job;

	c.arena = &arena;
	PC_TRY(pc_job_look(&job, &arena, desk->queue, id, err));
	return finish(&c, desk_write_show(&c, &job, DESK_WHOLE));
}

enum pc_status pc_desk_board(struct pc_buf *out, struct pc_desk *desk,
	const struct pc_desk_who *who, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_node none = {.kind = PC_MAP};
	struct pc_desk_said said = {0};
	struct desk_case c = begin(out, &said, desk, who, err);

	c.arena = &arena;
	c.asked = &none;
	return finish(&c, desk_board(&c));
}
