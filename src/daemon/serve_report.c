/* SPDX-License-Identifier: Apache-2.0 */
/* The part of serve that reports: schedule, composition, the queue. */
#include "serve_report.h"

#include <fcntl.h>
#include <stdlib.h>

#include "outbox.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/doc/write.h"
#include "pc/machine/report.h"
#include "pc/net/post.h"
#include "pc/os/program.h"
#include "pc/record/rows.h"
#include "role.h"

enum {
	SECOND = 1000,
	MOMENT = 2 * SECOND, /* more may happen at once */
	GAP = 30 * SECOND,   /* between reports for what happens */
	BEGIN = 10 * SECOND, /* after the start, and the shortest pause after a failure */
	MOST_DOUBLINGS = 9,
	SHARE = 10, /* of each wait is left to chance */
};

struct reporter {
	struct serve *serve;
	const char *queue, *mark_file, *survey_file;
	struct pc_arena paths;
	struct pc_arena texts; /* of the survey */
	struct pc_wire_survey survey;
	struct pc_watch *cycle; /* a timer: a report is due */
	struct pc_watch *late;  /* a timer: the survey takes too long */
	struct pc_watch *send;  /* a timer: the queue is tried again */
	/* Moments of the monotonic clock; 0: none. */
	int64_t cycle_at, cycled_at, send_at;
	bool awaits_survey;
	int64_t failed; /* attempts to send, in a row */
	/* The last attempt, for people. */
	int64_t tried, taken; /* milliseconds since 1970 */
	struct pc_posted last;
};

/* ---- what is kept -------------------------------------------------------------- */

enum { MOST_MARK = 4096 };

static enum pc_status read_mark(
	struct pc_wire_mark *out, struct pc_arena *arena, const char *path)
{
	struct pc_str text;
	struct pc_err err;

	if (pc_fs_read(&text, arena, AT_FDCWD, path, MOST_MARK, &err) != PC_OK ||
		pc_wire_read(out, arena, &pc_wire_mark_table, text, MOST_MARK, &err) !=
			PC_OK)
		return err.status;
	return out->id.len ? PC_OK : PC_ERR_PARSE;
}

static enum pc_status write_mark(const struct reporter *reporter,
	const struct pc_wire_mark *mark, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	pc_wire_write(&text, &pc_wire_mark_table, mark, MOST_MARK);
	return pc_fs_replace(AT_FDCWD, reporter->mark_file, pc_buf_str(&text), 0640, err);
}

/* A machine whose mark is lost is a new one to the hub. */
static enum pc_status load_mark(struct pc_wire_mark *out, const struct reporter *reporter,
	struct pc_arena *arena, struct pc_err *err)
{
	if (read_mark(out, arena, reporter->mark_file) == PC_OK)
		return PC_OK;
	PC_TRY(pc_machine_mark_new(out, arena, err));
	return write_mark(reporter, out, err);
}

static enum pc_status take_survey(
	struct reporter *reporter, struct pc_str text, struct pc_err *err)
{
	struct pc_str kept;

	pc_arena_reset(&reporter->texts);
	reporter->survey = (struct pc_wire_survey){0};
	kept = pc_arena_str(&reporter->texts, text);
	return pc_wire_read(&reporter->survey, &reporter->texts, &pc_wire_survey_table,
		kept, PC_MAX_MESSAGE_BYTES, err);
}

/* What was seen before this process began. */
static void load_survey(struct reporter *reporter)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str text;
	struct pc_err err;

	if (pc_fs_read(&text, &arena, AT_FDCWD, reporter->survey_file,
		    PC_MAX_MESSAGE_BYTES, &err) == PC_OK &&
		take_survey(reporter, text, &err) != PC_OK)
		daemon_log("serve", "%s: %s", reporter->survey_file, err.text);
}

/* ---- a report ------------------------------------------------------------------- */

static enum pc_status compose(struct pc_buf *out, struct pc_wire_mark *next,
	struct reporter *reporter, struct pc_arena *arena, int64_t dropped,
	struct pc_err *err)
{
	struct pc_wire_mark mark;
	const struct pc_machine_told from = {
		.db = reporter->serve->db,
		.mark = &mark,
		.seen = &reporter->survey,
		.root = reporter->serve->daemon->config.root,
		.now = pc_when_now(),
	};
	struct pc_wire_report report;

	PC_TRY(load_mark(&mark, reporter, arena, err));
	PC_TRY(pc_machine_report(&report, next, arena, &from, err));
	report.dropped = dropped;
	report.rejected = (int64_t)outbox_count_aside(reporter->queue);
	pc_wire_report_write(out, &report);
	return PC_OK;
}

/* What ends in between makes the same report again, under the same name. */
static enum pc_status put_into_queue(struct reporter *reporter, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_wire_mark next;
	struct outbox_room room;

	PC_TRY(outbox_look(&room, &arena, reporter->queue, err));
	PC_TRY(compose(&text, &next, reporter, &arena, room.dropped, err));
	PC_TRY(outbox_put(reporter->queue, &room, next.seq, pc_buf_str(&text), err));
	if (room.dropped)
		daemon_log("serve", "the queue is full: %lld reports are lost",
			(long long)room.dropped);
	return write_mark(reporter, &next, err);
}

enum pc_status reporter_show(
	struct pc_buf *out, struct reporter *reporter, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_wire_mark next;
	struct outbox_room room;

	if (outbox_look(&room, &arena, reporter->queue, err) != PC_OK)
		room.dropped = 0;
	return compose(out, &next, reporter, &arena, room.dropped, err);
}

/* ---- when ------------------------------------------------------------------------ */

static void wish(enum wish what)
{
	const struct message message = {MESSAGE_WISH, .wish.wish = what};
	struct pc_err err;

	if (message_send(FD_CONTROL, &message, &err) != PC_OK)
		daemon_log("serve", "%s", err.text);
}

static void plan_cycle(struct reporter *reporter, int64_t wait)
{
	int64_t at = pc_program_now() + wait;

	if (reporter->cycle_at && reporter->cycle_at <= at)
		return;
	reporter->cycle_at = at;
	pc_watch_after(reporter->cycle, wait);
}

static void send_now(struct reporter *reporter)
{
	reporter->send_at = 0;
	pc_watch_unset(reporter->send);
	wish(WISH_SEND);
}

static void on_send(void *arg, int what)
{
	(void)what;
	send_now(arg);
}

/* Sooner than usual at first, then less and less often, and never sooner than the hub
 * wants it. */
static void plan_send(struct reporter *reporter, int64_t retry_after)
{
	int64_t longest = reporter->serve->daemon->config.report_interval;
	int64_t n = reporter->failed - 1, wait;

	wait = (int64_t)BEGIN << (n < MOST_DOUBLINGS ? n : MOST_DOUBLINGS);
	wait = wait < longest ? wait : longest;
	wait = wait > retry_after ? wait : retry_after;
	wait += role_some(wait / SHARE);
	reporter->send_at = pc_program_now() + wait;
	pc_watch_after(reporter->send, wait);
}

/* The survey is there, or does not come. */
static void go_on(struct reporter *reporter)
{
	struct pc_err err;

	if (!reporter->awaits_survey)
		return;
	reporter->awaits_survey = false;
	pc_watch_unset(reporter->late);
	if (put_into_queue(reporter, &err) != PC_OK)
		daemon_log("serve", "%s", err.text);
	if (reporter->failed == 0)
		send_now(reporter);
}

static void on_late(void *arg, int what)
{
	(void)what;
	daemon_log(
		"serve", "the survey does not come: the report has what was seen before");
	go_on(arg);
}

static void on_cycle(void *arg, int what)
{
	struct reporter *reporter = arg;
	const struct pc_config *config = &reporter->serve->daemon->config;

	(void)what;
	reporter->cycle_at = 0;
	reporter->cycled_at = pc_program_now();
	reporter->awaits_survey = true;
	wish(WISH_SURVEY);
	pc_watch_after(reporter->late, config->timeout + SECOND);
	plan_cycle(reporter,
		config->report_interval + role_some(config->report_interval / SHARE));
}

/* Not at once: where one thing happens, more do. */
static void report_soon(struct reporter *reporter)
{
	int64_t passed = pc_program_now() - reporter->cycled_at;

	if (!reporter->cycle)
		return;
	plan_cycle(reporter,
		reporter->cycled_at && passed < GAP - MOMENT ? GAP - passed : MOMENT);
}

bool reporter_wish(struct reporter *reporter)
{
	if (!reporter->cycle)
		return false;
	reporter->failed = 0;
	plan_cycle(reporter, 0);
	return true;
}

/* ---- what became of it --------------------------------------------------------------
 */

static void record_refusal(struct reporter *reporter, const struct message_sent *sent)
{
	const struct pc_sync_row row = {
		.at = pc_when_now(),
		.last = pc_when_now(),
		.times = 1,
		.outcome = PC_STR("report refused"),
		.reason = sent->reason,
	};
	struct pc_err err;

	if (pc_sync_add(reporter->serve->db, &row, &err) != PC_OK)
		daemon_log("serve", "%s", err.text);
}

/* Told once, as long as it stays like that. */
static void note(struct reporter *reporter, const struct message_sent *sent)
{
	struct pc_posted *last = &reporter->last;
	bool is_same = reporter->tried && last->outcome == sent->outcome &&
		       pc_str_is(sent->reason, last->why.text);

	if (!is_same && sent->outcome != PC_POST_TAKEN)
		daemon_log("serve", "a report was not taken: %.*s",
			PC_STR_ARG(sent->reason));
	else if (!is_same && reporter->tried && last->outcome != PC_POST_TAKEN)
		daemon_log("serve", "reports are taken again");
	reporter->tried = pc_when_now();
	last->outcome = (enum pc_post_outcome)sent->outcome;
	pc_err_set(&last->why, PC_ERR_SYSTEM, (struct pc_span){0}, "%.*s",
		PC_STR_ARG(sent->reason));
}

static void on_sent(struct reporter *reporter, const struct message_sent *sent)
{
	enum pc_status status = PC_OK;
	struct pc_err err;

	if (sent->outcome > PC_POST_FAILED || !reporter->cycle)
		return;
	note(reporter, sent);
	switch ((enum pc_post_outcome)sent->outcome) {
	case PC_POST_TAKEN:
		reporter->taken = reporter->tried;
		reporter->failed = 0;
		status = outbox_remove(reporter->queue, sent->name, &err);
		break;
	case PC_POST_REFUSED:
		/* Those behind it wait for the next report: what is wrong may be more
		 * than this one. */
		reporter->failed = 0;
		record_refusal(reporter, sent);
		status = outbox_set_aside(reporter->queue, sent->name, &err);
		break;
	case PC_POST_LATER:
	case PC_POST_OFFLINE:
	case PC_POST_FAILED:
		reporter->failed++;
		plan_send(reporter, sent->retry_after <= INT64_MAX / 2
					    ? (int64_t)sent->retry_after
					    : 0);
		break;
	}
	if (status != PC_OK)
		daemon_log("serve", "%s", err.text);
}

static void on_survey(struct reporter *reporter, const struct message_surveyed *surveyed)
{
	struct pc_err err;

	if (take_survey(reporter, surveyed->survey, &err) != PC_OK ||
		pc_fs_replace(AT_FDCWD, reporter->survey_file, surveyed->survey, 0640,
			&err) != PC_OK)
		daemon_log("serve", "%s", err.text);
	go_on(reporter);
}

bool reporter_hear(struct reporter *reporter, const struct message *message)
{
	switch (message->type) {
	case MESSAGE_SURVEYED:
		on_survey(reporter, &message->surveyed);
		return true;
	case MESSAGE_SENT:
		on_sent(reporter, &message->sent);
		return true;
	case MESSAGE_APPLIED:
		if (message->applied.is_new || message->applied.generation == 0)
			report_soon(reporter);
		return false;
	case MESSAGE_DRIFT:
		report_soon(reporter);
		return false;
	default:
		return false;
	}
}

/* ---- for people -----------------------------------------------------------------------
 */

/* Moments of our clock, as the wall has them. */
static int64_t as_time(int64_t moment)
{
	return moment ? pc_when_now() + moment - pc_program_now() : 0;
}

void reporter_status(struct pc_buf *out, struct reporter *reporter)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct outbox_names names;
	struct pc_err err;

	pc_json_key(out, "report");
	if (!reporter->cycle) {
		pc_buf_puts(out, "null");
		return;
	}
	if (outbox_list(&names, &arena, reporter->queue, &err) != PC_OK)
		names.count = 0;
	pc_buf_add_char(out, '{');
	pc_json_integer(out, "queued", (int64_t)names.count);
	pc_json_integer(out, "rejected", (int64_t)outbox_count_aside(reporter->queue));
	pc_json_integer(out, "failed", reporter->failed);
	pc_json_integer(out, "tried", reporter->tried);
	pc_json_integer(out, "taken", reporter->taken);
	pc_json_member(out, "outcome",
		reporter->tried ? pc_str(pc_post_outcome_name(reporter->last.outcome))
				: (struct pc_str){0});
	pc_json_member(
		out, "reason", pc_str(reporter->tried ? reporter->last.why.text : ""));
	pc_json_integer(out, "next_report", as_time(reporter->cycle_at));
	pc_json_integer(out, "next_attempt", as_time(reporter->send_at));
	pc_buf_add_char(out, '}');
}

/* ---- the whole
 * -------------------------------------------------------------------------- */

void reporter_open(struct reporter **out, struct serve *serve)
{
	const struct pc_config *config = &serve->daemon->config;
	struct reporter *reporter = pc_xcalloc(1, sizeof(*reporter));
	struct pc_arena *paths = &reporter->paths;

	reporter->serve = serve;
	reporter->queue = role_path(paths, config->state, PC_STR("/queue"));
	reporter->mark_file =
		role_path(paths, config->state, PC_STR("/record/report.json"));
	reporter->survey_file =
		role_path(paths, config->state, PC_STR("/record/survey.json"));
	load_survey(reporter);
	*out = reporter;
	if (config->hub.len == 0)
		return;
	reporter->cycle = pc_loop_timer(serve->loop, on_cycle, reporter);
	reporter->late = pc_loop_timer(serve->loop, on_late, reporter);
	reporter->send = pc_loop_timer(serve->loop, on_send, reporter);
	plan_cycle(reporter, BEGIN + role_some(config->report_interval / SHARE));
}

void reporter_close(struct reporter **reporter)
{
	if (!*reporter)
		return;
	pc_watch_free(&(*reporter)->cycle);
	pc_watch_free(&(*reporter)->late);
	pc_watch_free(&(*reporter)->send);
	pc_arena_done(&(*reporter)->paths);
	pc_arena_done(&(*reporter)->texts);
	free(*reporter);
	*reporter = NULL;
}
