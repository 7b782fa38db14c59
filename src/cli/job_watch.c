/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl job watch: the orchestrator's board as it changes, on a screen of its own,
 * or, where there is no terminal, a line for each change. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "clean.h"
#include "job.h"
#include "job_board.h"
#include "output.h"
#include "pc/base/utf.h"
#include "pc/doc/write.h"
#include "pc/os/loop.h"
#include "pc/os/program.h"

enum { SECOND = 1000 };

static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

struct watching {
	const struct job_words *words;
	struct pc_str socket;
	struct pc_arena *arena;  /* as long as the command */
	struct pc_arena held[2]; /* the last board and the one before, in turn */
	size_t turn;
	const struct pc_node *board; /* NULL: none yet */
	int64_t heard;               /* by the clock that only goes forward */
	struct job_line line;        /* .fd -1: nobody is there */
	struct pc_loop *loop;
	struct pc_watch *on_line, *on_key, *on_size, *on_end[PC_COUNT(ends)], *on_tick;
	struct termios before; /* of the terminal */
	bool is_screen, is_json, has_keys, is_coloured;
	int status; /* to exit with */
};

/* ---- the terminal -------------------------------------------------------------------
 */

/* The other screen, no cursor, and lines that are too long are cut by the terminal, which
 * knows how wide its letters are. */
static const char enter[] = "\033[?1049h\033[?25l\033[?7l\033[2J";
static const char leave[] = "\033[?7h\033[?25h\033[?1049l";

static void take_terminal(struct watching *w)
{
	struct termios now;

	w->is_screen = true;
	w->is_coloured = output_is_coloured(stdout);
	w->has_keys = tcgetattr(STDIN_FILENO, &w->before) == 0;
	if (w->has_keys) {
		now = w->before;
		now.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		/* Whoever is stopped cannot give the terminal back. */
		now.c_cc[VSUSP] = _POSIX_VDISABLE;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &now);
	}
	output_text(stdout, PC_STR(enter));
	fflush(stdout);
}

static void give_terminal_back(struct watching *w)
{
	if (!w->is_screen)
		return;
	output_text(stdout, PC_STR(leave));
	fflush(stdout);
	if (w->has_keys)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &w->before);
	w->is_screen = false;
}

static size_t rows_of_terminal(void)
{
	enum { USUAL = 24 };
	struct winsize size;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row ? size.ws_row
									   : USUAL;
}

/* The first so many letters. */
static struct pc_str cut(struct pc_str text, size_t columns)
{
	size_t at = 0;

	while (at < text.len && columns--)
		pc_utf8_next(text, &at);
	return pc_str_head(text, at);
}

static void put_toned(struct pc_buf *out, const struct board_line *line, bool is_coloured)
{
	static const char *const starts[] = {[BOARD_PLAIN] = "",
		[BOARD_HEAD] = "\033[1m",
		[BOARD_WARN] = "\033[33m",
		[BOARD_BAD] = "\033[31m"};
	bool is_toned = is_coloured && line->tone != BOARD_PLAIN;

	if (is_toned)
		pc_buf_puts(out, starts[line->tone]);
	/* Harmless already, but what is written to a terminal is looked at here. */
	clean_text(out, line->text);
	if (is_toned)
		pc_buf_puts(out, "\033[0m");
}

static void draw(struct watching *w)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct board_lines lines = {.arena = &arena};
	int64_t now =
		job_between(w->heard - pc_program_now(), job_number(w->board, "now"));
	size_t rows = rows_of_terminal(), columns = job_columns(STDOUT_FILENO);

	if (w->board)
		board_draw(&lines, w->board, now, rows - (w->line.fd < 0));
	pc_buf_puts(&out, "\033[H");
	for (size_t i = 0; i < lines.count; i++) {
		if (columns)
			lines.items[i].text = cut(lines.items[i].text, columns);
		pc_buf_puts(&out, i ? "\r\n" : "");
		put_toned(&out, &lines.items[i], w->is_coloured);
		pc_buf_puts(&out, "\033[K");
	}
	if (w->line.fd < 0)
		pc_buf_puts(&out, lines.count ? "\r\n" : "");
	if (w->line.fd < 0)
		pc_buf_puts(&out, "the orchestrator has gone away; it is looked for each "
				  "second (q ends)\033[K");
	pc_buf_puts(&out, "\033[J");
	output_text(stdout, pc_buf_str(&out));
	fflush(stdout);
}

/* ---- lines ---------------------------------------------------------------------------
 */

static void print_line(struct watching *w, struct pc_str text)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_buf_add(&out, clean_time(&w->held[w->turn], job_number(w->board, "now")));
	pc_buf_add_char(&out, ' ');
	clean_text(&out, text);
	pc_buf_add_char(&out, '\n');
	output_text(stdout, pc_buf_str(&out));
}

/* The board has no ends; the list has, and no prompts. */
static void on_gone(void *context, int64_t id)
{
	struct watching *w = context;
	struct pc_arena *arena = &w->held[w->turn];
	struct job_words words = *w->words;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const struct pc_node *jobs, *job = NULL;
	struct job_answer answer;

	words.format = (struct pc_str){0};
	if (id == INT64_MAX)
		return;
	job_put_do(&out, "list");
	pc_json_integer(&out, "before", id + 1);
	pc_json_integer(&out, "limit", 1);
	if (job_ask(&answer, cmd_job_watch.name, &words, job_put_end(&out, arena),
		    arena) != EXIT_FINE)
		return;
	jobs = job_list(answer.tree, "jobs");
	if (jobs && jobs->n_items == 1 && job_number(jobs->items[0], "id") == id)
		job = jobs->items[0];
	print_line(
		w, job ? pc_arena_printf(arena, "job %" PRId64 " %.*s, %.*s, %.*s%s%.*s",
				 id, PC_STR_ARG(job_text(job, "state")),
				 PC_STR_ARG(job_span(arena, job_number(job, "ran"))),
				 PC_STR_ARG(job_money(
					 arena, job_number(job, "cash_picodollars"))),
				 job_text(job, "failure").len ? ", " : "",
				 PC_STR_ARG(job_text(job, "failure")))
		       : pc_arena_printf(arena, "job %" PRId64 " runs no more", id));
}

static void print_changes(struct watching *w, const struct pc_node *was)
{
	struct board_lines lines = {.arena = &w->held[w->turn]};

	board_changes(&lines, was, w->board, on_gone, w);
	for (size_t i = 0; i < lines.count; i++)
		print_line(w, lines.items[i].text);
}

/* ---- what comes
 * ------------------------------------------------------------------------- */

static void stop(struct watching *w, int status)
{
	w->status = status;
	pc_loop_stop(w->loop);
}

static void see_board(struct watching *w, struct pc_str text)
{
	const struct pc_node *said, *board, *was = w->board;
	struct pc_err err;

	w->turn = !w->turn;
	pc_arena_reset(&w->held[w->turn]);
	text = pc_arena_str(&w->held[w->turn], text);
	if (job_read(&said, &w->held[w->turn], text, &err) != PC_OK) {
		give_terminal_back(w);
		output_error(&err);
		stop(w, EXIT_COULD_NOT);
		return;
	}
	board = pc_node_get_c(said, "board");
	if (pc_node_get_c(said, "error")) {
		give_terminal_back(w);
		job_refused(cmd_job_watch.name, said);
		stop(w, EXIT_FINDINGS);
		return;
	}
	w->board = board && board->kind == PC_MAP ? board : said;
	w->heard = pc_program_now();
	if (w->is_json)
		job_print_json(text);
	else if (!w->is_screen)
		print_changes(w, was);
	if (fflush(stdout) != 0 || ferror(stdout))
		stop(w, EXIT_COULD_NOT); /* nobody reads any more */
}

/* A screen waits for it to come back. */
static void see_gone(struct watching *w, const char *why)
{
	pc_watch_free(&w->on_line);
	job_hang_up(&w->line);
	if (w->is_screen)
		return;
	fprintf(stderr, "policyctl %s: %s\n", cmd_job_watch.name, why);
	stop(w, EXIT_COULD_NOT);
}

static void on_line(void *arg, int what)
{
	struct watching *w = arg;
	struct pc_str text;
	struct pc_err err;

	(void)what;
	if (job_listen(&w->line, &err) != PC_OK) {
		see_gone(w, err.text);
		return;
	}
	while (job_next(&text, &w->line))
		see_board(w, text);
	if (w->line.is_closed)
		see_gone(w, "the orchestrator has gone away");
	if (w->is_screen)
		draw(w);
}

static enum pc_status dial(struct watching *w, struct pc_err *err)
{
	PC_TRY(job_dial(&w->line, w->socket, err));
	PC_TRY(job_say(&w->line, PC_STR("{\"do\":\"watch\"}\n"), err));
	w->on_line = pc_loop_fd(w->loop, w->line.fd, PC_LOOP_READ, on_line, w);
	return PC_OK;
}

static void on_tick(void *arg, int what)
{
	struct watching *w = arg;
	struct pc_err err;

	(void)what;
	if (w->line.fd < 0 && dial(w, &err) != PC_OK)
		job_hang_up(&w->line);
	draw(w);
	pc_watch_after(w->on_tick, SECOND);
}

static void on_size(void *arg, int what)
{
	(void)what;
	draw(arg);
}

static void on_end(void *arg, int what)
{
	(void)what;
	stop(arg, EXIT_FINE);
}

static void on_key(void *arg, int what)
{
	struct watching *w = arg;
	char keys[32];
	ssize_t n = read(STDIN_FILENO, keys, sizeof(keys));

	(void)what;
	if (n <= 0)
		pc_watch_free(&w->on_key);
	for (ssize_t i = 0; i < n; i++) {
		if (keys[i] == 'q' || keys[i] == 'Q')
			stop(w, EXIT_FINE);
	}
}

/* ---- all of it -----------------------------------------------------------------------
 */

static enum pc_status watch(struct watching *w, struct pc_err *err)
{
	PC_TRY(pc_loop_new(&w->loop, err));
	PC_TRY(dial(w, err));
	for (size_t i = 0; i < PC_COUNT(ends); i++)
		w->on_end[i] = pc_loop_signal(w->loop, ends[i], on_end, w);
	if (isatty(STDOUT_FILENO) && !w->is_json) {
		take_terminal(w);
		w->on_size = pc_loop_signal(w->loop, SIGWINCH, on_size, w);
		w->on_tick = pc_loop_timer(w->loop, on_tick, w);
		pc_watch_after(w->on_tick, SECOND);
	}
	if (w->has_keys)
		w->on_key = pc_loop_fd(w->loop, STDIN_FILENO, PC_LOOP_READ, on_key, w);
	return pc_loop_run(w->loop, err);
}

static void put_away(struct watching *w)
{
	give_terminal_back(w);
	pc_watch_free(&w->on_line);
	pc_watch_free(&w->on_key);
	pc_watch_free(&w->on_size);
	pc_watch_free(&w->on_tick);
	for (size_t i = 0; i < PC_COUNT(ends); i++)
		pc_watch_free(&w->on_end[i]);
	pc_loop_free(&w->loop);
	job_hang_up(&w->line);
	pc_arena_done(&w->held[0]);
	pc_arena_done(&w->held[1]);
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct job_words *words = opaque;
	struct watching w = {.words = words,
		.arena = arena,
		.socket = job_socket(arena, words),
		.line = {.fd = -1},
		.is_json = job_is_json(words)};
	struct pc_err err;

	(void)operands;
	if (watch(&w, &err) != PC_OK) {
		give_terminal_back(&w);
		output_error(&err);
		w.status = EXIT_COULD_NOT;
	}
	put_away(&w);
	return w.status;
}

const struct cmd cmd_job_watch = {
	.name = "job watch",
	.operands = "",
	.brief = "Show jobs, slots, windows and what today cost, as they change",
	.opts = {job_options, NULL},
	.args_size = sizeof(struct job_words),
	.run = run,
};
