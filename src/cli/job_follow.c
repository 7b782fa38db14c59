/* SPDX-License-Identifier: Apache-2.0 */
/* One job until it ends: its answer as it comes, what becomes of it, and Ctrl-C.  For
 * policyctl run and policyctl job submit --wait. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "clean.h"
#include "job.h"
#include "output.h"
#include "pc/base/limits.h"
#include "pc/doc/write.h"
#include "pc/os/loop.h"
#include "pc/os/program.h"

enum { EXIT_CTRL_C = 128 + SIGINT };

struct following {
	const struct job_follow *how;
	struct pc_arena *arena;  /* as long as the command */
	struct pc_arena scratch; /* of one line */
	struct job_line *line;
	struct pc_loop *loop;
	struct pc_watch *on_line, *on_int, *on_term, *on_again;
	struct pc_buf printed; /* of the answer, as far as it is small */
	bool is_long;          /* ... and it is not: nothing of it is kept */
	bool is_at_start;      /* of a line, on stdout */
	bool tells;            /* stderr is a terminal */
	int64_t attempt;       /* whose pieces come */
	/* The line broke: pieces are missing, until an attempt begins that we saw begin.
	 */
	bool has_gap, has_joined;
	int64_t give_up_at; /* when nobody came back; 0: the line holds */
	struct pc_buf told; /* the last line of progress */
	int status;         /* to exit with */
};

/* ---- the answer ------------------------------------------------------------------ */

/* A terminal gets nothing that it would obey; a file gets what came. */
static void print_answer(struct following *f, struct pc_str text)
{
	PC_AUTO(pc_buf_done) struct pc_buf clean = {0};

	if (!text.len)
		return;
	if (isatty(STDOUT_FILENO)) {
		job_clean_lines(&clean, text);
		output_text(stdout, pc_buf_str(&clean));
	} else {
		output_text(stdout, text);
	}
	f->is_at_start = text.ptr[text.len - 1] == '\n';
}

static void end_line(struct following *f)
{
	if (!f->is_at_start)
		putchar('\n');
	f->is_at_start = true;
	fflush(stdout);
}

static void say_anew(struct following *f)
{
	end_line(f);
	fprintf(stderr, "policyctl %s: the answer begins anew\n", f->how->command);
}

/* The one that runs, or ran last; 0: none. */
static int64_t last_attempt(const struct pc_node *said)
{
	const struct pc_node *attempts = job_list(said, "attempts");

	return attempts && attempts->n_items
		       ? job_number(attempts->items[attempts->n_items - 1], "number")
		       : 0;
}

/* What a broken attempt said stays where it is: it cannot be taken back. */
static void see_attempt(struct following *f, const struct pc_node *said)
{
	int64_t attempt = last_attempt(said);

	if (attempt && f->attempt && attempt != f->attempt &&
		(f->printed.len || f->is_long)) {
		say_anew(f);
		f->printed.len = 0;
		f->is_long = false;
	}
	if (f->has_joined && attempt && attempt != f->attempt)
		f->has_gap = false;
	f->has_joined = true;
	f->attempt = attempt ? attempt : f->attempt;
}

static void see_piece(struct following *f, const struct pc_node *said)
{
	struct pc_str piece = job_text(said, "piece");

	if (!f->how->streams || !piece.len || f->has_gap)
		return;
	print_answer(f, piece);
	fflush(stdout);
	f->is_long |= f->printed.len + piece.len > PC_MAX_WORKER_OUTPUT;
	if (!f->is_long)
		pc_buf_add(&f->printed, piece);
}

/* What did not come as pieces: of a backend that has none, or while nobody listened. */
static void print_rest(struct following *f, struct pc_str result)
{
	struct pc_str printed = pc_buf_str(&f->printed);
	bool is_beginning = !f->is_long && pc_str_starts(result, printed);

	if (!is_beginning && f->has_gap) {
		say_anew(f);
		print_answer(f, result);
	} else if (is_beginning) {
		print_answer(f, pc_str_from(result, printed.len));
	}
	end_line(f);
}

/* ---- what becomes of it -------------------------------------------------------------
 */

static void tell_progress(struct following *f, const struct pc_node *said)
{
	const struct pc_node *job = pc_node_get_c(said, "job");
	struct pc_str state = job_text(job, "state"), backend = job_text(job, "backend");
	struct pc_str why = job_text(said, "why");
	PC_AUTO(pc_buf_done) struct pc_buf now = {0};

	if (!f->tells || job_is_ended(state))
		return;
	pc_buf_printf(&now, "job %" PRId64 ": ", f->how->job);
	clean_text(&now, state);
	if (pc_str_is(state, "running") && backend.len) {
		pc_buf_puts(&now, ", ");
		clean_text(&now, backend);
		pc_buf_puts(&now, ", ");
		clean_text(&now, job_model(job));
	} else if (why.len) {
		pc_buf_puts(&now, ", ");
		clean_text(&now, why);
	}
	if (pc_str_eq(pc_buf_str(&now), pc_buf_str(&f->told)))
		return;
	fprintf(stderr, "%s\n", now.ptr);
	f->told.len = 0;
	pc_buf_add(&f->told, pc_buf_str(&now));
}

/* What the orchestrator's own words say already is not said twice. */
static void add_part(struct pc_buf *out, const char *word, struct pc_str text)
{
	if (!text.len || pc_str_find_str(pc_buf_str(out), text) < out->len)
		return;
	pc_buf_puts(out, word);
	clean_text(out, text);
}

/* "policyctl run: job 7 refused: no key may call it; rule deny-x at policy.yaml:3:1" */
static void tell_end(struct following *f, const struct pc_node *said)
{
	const struct pc_node *job = pc_node_get_c(said, "job");
	struct pc_str why = job_text(said, "why"), error = job_text(job, "error");
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_buf_printf(
		&out, "policyctl %s: job %" PRId64 " ", f->how->command, f->how->job);
	add_part(&out, "", job_text(job, "state"));
	add_part(&out, ": ", why.len ? why : error);
	if (!why.len && !error.len)
		add_part(&out, ": ", job_text(job, "failure_said"));
	add_part(&out, "; class ", job_text(job, "failure"));
	/* Of the others it is the one that let them. */
	if (pc_str_is(job_text(job, "failure"), "policy_denied")) {
		add_part(&out, "; rule ", job_text(job, "policy_rule"));
		add_part(&out, " at ", job_text(job, "policy_place"));
	}
	pc_buf_add_char(&out, '\n');
	output_text(stderr, pc_buf_str(&out));
}

static void see_end(struct following *f, const struct pc_node *said, struct pc_str text)
{
	const struct pc_node *job = pc_node_get_c(said, "job");
	bool is_done = pc_str_is(job_text(job, "state"), "done");

	f->status = is_done ? EXIT_FINE : EXIT_FINDINGS;
	if (job_is_json(f->how->words))
		job_print_json(text);
	else if (is_done)
		print_rest(f, job_text(job, "result"));
	else if (f->printed.len || f->is_long)
		end_line(f);
	if (!is_done)
		tell_end(f, said);
	pc_loop_stop(f->loop);
}

/* ---- lines ---------------------------------------------------------------------- */

static void give_up(struct following *f, const char *why)
{
	end_line(f);
	fprintf(stderr,
		"policyctl %s: %s; job %" PRId64
		" is still the orchestrator's: policyctl "
		"job show %" PRId64 "\n",
		f->how->command, why, f->how->job, f->how->job);
	f->status = EXIT_COULD_NOT;
	pc_loop_stop(f->loop);
}

/* False: that was the last one that counts. */
static bool see_line(struct following *f, struct pc_str text)
{
	const struct pc_node *said, *job;
	struct pc_err err;

	pc_arena_reset(&f->scratch);
	if (job_read(&said, &f->scratch, text, &err) != PC_OK) {
		give_up(f, err.text);
		return false;
	}
	if (job_refused(f->how->command, said)) {
		f->status = EXIT_FINDINGS;
		pc_loop_stop(f->loop);
		return false;
	}
	see_piece(f, said);
	job = pc_node_get_c(said, "job");
	if (!job || job->kind != PC_MAP)
		return true;
	f->give_up_at = 0; /* it is there again */
	see_attempt(f, said);
	if (!job_is_ended(job_text(job, "state"))) {
		tell_progress(f, said);
		return true;
	}
	see_end(f, said, text);
	return false;
}

/* False: the one that counts was among them. */
static bool see_lines(struct following *f)
{
	struct pc_str text;

	while (job_next(&text, f->line)) {
		if (!see_line(f, text))
			return false;
	}
	return true;
}

static void on_line(void *arg, int what);

static bool join_again(struct following *f)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_err err;

	job_put_do(&out, "follow");
	pc_json_integer(&out, "job", f->how->job);
	pc_buf_puts(&out, "}\n");
	if (job_dial(f->line, job_socket(&f->scratch, f->how->words), &err) != PC_OK ||
		job_say(f->line, pc_buf_str(&out), &err) != PC_OK)
		return false;
	f->on_line = pc_loop_fd(f->loop, f->line->fd, PC_LOOP_READ, on_line, f);
	return true;
}

static void on_again(void *arg, int what)
{
	enum { PAUSE = 250 };
	struct following *f = arg;

	(void)what;
	if (pc_program_now() >= f->give_up_at) {
		give_up(f, "the orchestrator has gone away");
		return;
	}
	if (join_again(f))
		return;
	job_hang_up(f->line);
	pc_watch_after(f->on_again, PAUSE);
}

/* It may be started anew, or have let go of a reader that was too slow: the job is in its
 * queue all the same. */
static void lose(struct following *f)
{
	pc_watch_free(&f->on_line);
	job_hang_up(f->line);
	f->has_gap = true;
	f->has_joined = false;
	if (!f->give_up_at) {
		f->give_up_at = pc_program_now() + f->how->patience;
		if (f->tells && f->how->patience)
			fputs("the orchestrator has gone away; waiting for it\n", stderr);
	}
	pc_watch_after(f->on_again, 0);
}

static void on_line(void *arg, int what)
{
	struct following *f = arg;
	struct pc_err err;

	(void)what;
	if (job_listen(f->line, &err) != PC_OK)
		give_up(f, err.text);
	else if (see_lines(f) && f->line->is_closed)
		lose(f);
}

/* ---- Ctrl-C -------------------------------------------------------------------------
 */

static void cancel(struct following *f)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct job_words words = *f->how->words;
	struct job_answer answer;

	words.format = (struct pc_str){0};
	job_put_do(&out, "cancel");
	pc_json_integer(&out, "job", f->how->job);
	pc_json_member(&out, "why", PC_STR("Ctrl-C"));
	if (job_ask(&answer, f->how->command, &words, job_put_end(&out, f->arena),
		    f->arena) == EXIT_FINE)
		fprintf(stderr, "policyctl %s: job %" PRId64 " cancelled\n",
			f->how->command, f->how->job);
}

static void on_signal(void *arg, int what)
{
	struct following *f = arg;

	/* The next one ends this program at once, whatever the orchestrator does. */
	pc_watch_free(&f->on_int);
	pc_watch_free(&f->on_term);
	end_line(f);
	if (f->how->is_ours)
		cancel(f);
	else
		fprintf(stderr,
			"policyctl %s: job %" PRId64 " goes on; policyctl job cancel "
			"%" PRId64 " ends it\n",
			f->how->command, f->how->job, f->how->job);
	f->status = EXIT_CTRL_C - SIGINT + what;
	pc_loop_stop(f->loop);
}

/* ---- all of it
 * ------------------------------------------------------------------------- */

static enum pc_status follow(struct following *f, struct pc_err *err)
{
	PC_TRY(pc_loop_new(&f->loop, err));
	f->on_line = pc_loop_fd(f->loop, f->line->fd, PC_LOOP_READ, on_line, f);
	f->on_int = pc_loop_signal(f->loop, SIGINT, on_signal, f);
	f->on_term = pc_loop_signal(f->loop, SIGTERM, on_signal, f);
	f->on_again = pc_loop_timer(f->loop, on_again, f);
	/* What came with the answer before. */
	if (!see_lines(f))
		return PC_OK;
	if (f->line->is_closed)
		lose(f);
	return pc_loop_run(f->loop, err);
}

int job_follow(
	const struct job_follow *how, struct job_line *line, struct pc_arena *arena)
{
	struct following f = {.how = how,
		.arena = arena,
		.line = line,
		.is_at_start = true,
		.tells = isatty(STDERR_FILENO)};
	struct pc_err err;

	if (follow(&f, &err) != PC_OK) {
		output_error(&err);
		f.status = EXIT_COULD_NOT;
	}
	pc_watch_free(&f.on_line);
	pc_watch_free(&f.on_int);
	pc_watch_free(&f.on_term);
	pc_watch_free(&f.on_again);
	pc_loop_free(&f.loop);
	pc_buf_done(&f.printed);
	pc_buf_done(&f.told);
	pc_arena_done(&f.scratch);
	return f.status;
}
