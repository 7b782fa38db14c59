/* SPDX-License-Identifier: Apache-2.0 */
/* What the verbs of policyctl job and policyctl run share: where the orchestrator
 * answers, one question and its answer, a job as it is ordered, and words for what comes
 * back. */
#ifndef CLI_JOB_H
#define CLI_JOB_H

#include "cmd.h"
#include "pc/base/buf.h"
#include "pc/doc/node.h"

#define JOB_SOCKET "/run/policyd-orch/jobs.sock"
#define JOB_CONFIG "/etc/policyctl/orchestrator.yaml"

/* The first member of each verb's arguments. */
struct job_words {
	struct pc_str socket, config, format;
};
extern const struct opt job_options[];

/* ---- one line each way (job_ask.c) ---------------------------------------------- */

/* A connection: what is said and heard is one JSON object a line. */
struct job_line {
	int fd; /* not blocking */
	struct pc_buf in;
	size_t taken; /* of it */
	bool is_closed;
};

/* Where the orchestrator answers; with a NUL behind it. */
struct pc_str job_socket(struct pc_arena *arena, const struct job_words *words);

/* PC_ERR_ABSENT: nobody is there, and err says what to do. */
PC_MUST_CHECK enum pc_status job_dial(
	struct job_line *out, struct pc_str socket, struct pc_err *err);
void job_hang_up(struct job_line *line);
/* All of it, or a failure within half a minute. */
PC_MUST_CHECK enum pc_status job_say(
	struct job_line *line, struct pc_str question, struct pc_err *err);
/* Takes in what there is, without waiting. */
PC_MUST_CHECK enum pc_status job_listen(struct job_line *line, struct pc_err *err);
/* The next whole line, valid until job_listen(); false: none yet. */
bool job_next(struct pc_str *out, struct job_line *line);
/* One line as a map: anything else is no answer. */
PC_MUST_CHECK enum pc_status job_read(const struct pc_node **out, struct pc_arena *arena,
	struct pc_str text, struct pc_err *err);

struct job_answer {
	const struct pc_node *tree; /* a map without "error" */
	struct pc_str text;
};
/* Asks one question; what is refused or cannot be asked is said on stderr, and, as it is,
 * on stdout where JSON was wanted.  Returns what to exit with. */
int job_ask(struct job_answer *out, const char *command, const struct job_words *words,
	struct pc_str question, struct pc_arena *arena);
/* The same; the line stays open for more, and is the caller's to hang up, whatever came.
 */
int job_ask_first(struct job_answer *out, struct job_line *line, const char *command,
	const struct job_words *words, struct pc_str question, struct pc_arena *arena);
/* What the orchestrator refused, with its hint; false: it did not. */
bool job_refused(const char *command, const struct pc_node *answer);

/* Of an answer without what it has to have; says so. */
int job_no_answer(const char *command);

/* That nothing was added, because one of its unique key is under way. */
void job_say_known(const struct pc_node *answer);

bool job_is_json(const struct job_words *words);
/* The answer as it is, harmless for terminals. */
void job_print_json(struct pc_str text);

/* ---- a job as it is ordered (job_order.c) --------------------------------------- */

struct job_order {
	struct job_words words;
	struct pc_str file, system_prompt, inputs, type, project, queue, priority, tier,
		chain, model, position, effort, schema, data_class, cwd, tools, unique,
		not_before, in, deadline, max_attempts, budget;
	struct texts after;
	bool also_failed, is_operator;
};
extern const struct opt job_order_options[]; /* of a struct job_order */

/* Adds "job":{...} and "after":[...], after a comma where one is needed.  prompt: the
 * operand, "-" for standard input, NULL for --file.  Says what is wrong. */
int job_order_write(struct pc_buf *out, const char *command,
	const struct job_order *order, const struct pc_str *prompt,
	struct pc_arena *arena);

/* ---- words (job_words.c) --------------------------------------------------------- */

/* Each says what is wrong and returns an exit status. */
int job_wrong(
	const char *command, const char *option, const char *must, struct pc_str typed);
int job_read_id(int64_t *out, const char *command, struct pc_str typed);
bool job_read_number(int64_t *out, struct pc_str typed);

/* "name": text, where there is one. */
void job_put(struct pc_buf *out, const char *name, struct pc_str text);
/* {"do": what: the caller ends it. */
void job_put_do(struct pc_buf *out, const char *what);
/* The end of a question, which is moved to arena. */
struct pc_str job_put_end(struct pc_buf *out, struct pc_arena *arena);

/* ---- words for people (job_say.c) ------------------------------------------------- */

/* Members of an answer; 0, empty and NULL where they are not there or something else. */
int64_t job_number(const struct pc_node *map, const char *name);
struct pc_str job_text(const struct pc_node *map, const char *name);
const struct pc_node *job_list(const struct pc_node *map, const char *name);
bool job_flag(const struct pc_node *map, const char *name); /* true, or a number but 0 */
/* Of an answer about one: {"job":7} or {"job":{"id":7}}; 0: none. */
int64_t job_id(const struct pc_node *answer);
/* Done, failed, refused, cancelled or dead. */
bool job_is_ended(struct pc_str state);

/* From one moment to another; 0 for what no clock can say. */
int64_t job_between(int64_t from, int64_t to);
/* "$0.0312" from picodollars; never 0 for what is none. */
struct pc_str job_money(struct pc_arena *arena, int64_t picodollars);
/* "812 ms", "3.4 s", else as times are said elsewhere. */
struct pc_str job_span(struct pc_arena *arena, int64_t ms);
/* On one line, harmless, of at most so many columns, with "..." where it was cut. */
struct pc_str job_line_of(struct pc_arena *arena, struct pc_str text, size_t columns);
/* The same, but lines stay lines and tabs tabs. */
void job_clean_lines(struct pc_buf *out, struct pc_str text);
/* That answered, was called, or is wanted: the first that is known; "-": none. */
struct pc_str job_model(const struct pc_node *job);
/* Of the terminal; 0: it is none. */
size_t job_columns(int fd);

/* ---- verbs ----------------------------------------------------------------------- */

/* Streams a job until it ends, from a line that was asked to follow it (job_follow.c). */
struct job_follow {
	const char *command;
	const struct job_words *words;
	int64_t job;
	bool streams;     /* its answer to stdout as it comes */
	bool is_ours;     /* Ctrl-C cancels it */
	int64_t patience; /* ms that an orchestrator which went away is waited for */
};
int job_follow(
	const struct job_follow *how, struct job_line *line, struct pc_arena *arena);

/* Puts a job into the queue, and prints its number or follows it (job_submit.c). */
struct job_hand_in {
	const struct job_order *order;
	struct job_follow how;  /* without words and job */
	struct pc_str patience; /* as typed; empty: half a minute */
	bool is_interactive, follows;
};
int job_hand_in(const struct job_hand_in *in, const struct texts *operands,
	struct pc_arena *arena);

extern const struct cmd cmd_job_list, cmd_job_show, cmd_job_submit, cmd_job_watch,
	cmd_job_logs, cmd_job_cancel, cmd_job_retry, cmd_job_pause, cmd_job_resume,
	cmd_job_stats, cmd_job_snooze, cmd_job_hold, cmd_job_unhold, cmd_job_review,
	cmd_job_lift, cmd_job_schedule, cmd_job_unschedule, cmd_job_schedules;

#endif
