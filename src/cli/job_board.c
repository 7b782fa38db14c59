/* SPDX-License-Identifier: Apache-2.0 */
/* The orchestrator's board as a screen: what runs, what comes next, what is blocked until
 * when and why, what today cost.  Sections share the rows that there are. */
#include "job_board.h"

#include <inttypes.h>

#include "clean.h"
#include "job.h"
#include "models_say.h"

enum { WORD = 24, WHAT = 200, SECTIONS = 3 };

/* A part of the screen that may be longer than there is room for. */
struct section {
	const char *title;
	struct board_lines lines; /* the first one is a heading where it is a table */
	size_t heads;             /* of them */
	size_t shown;
};

static void add(struct board_lines *lines, struct pc_str text, enum board_tone tone)
{
	pc_arena_grow(lines->arena, lines->items, lines->count, lines->cap);
	lines->items[lines->count++] = (struct board_line){text, tone};
}

static struct pc_str word(
	struct pc_arena *arena, const struct pc_node *map, const char *name)
{
	struct pc_str text = job_text(map, name);

	return text.len ? job_line_of(arena, text, WORD) : PC_STR("-");
}

/* ---- the head ------------------------------------------------------------------- */

/* "120000" as "120 k", "2000000" as "2.0 M". */
static struct pc_str short_number(struct pc_arena *arena, int64_t n)
{
	enum { KILO = 1000, MEGA = KILO * KILO, TENTH = MEGA / 10, MANY = 10 * KILO };

	if (n < MANY)
		return pc_arena_printf(arena, "%" PRId64, n);
	if (n < MEGA)
		return pc_arena_printf(arena, "%" PRId64 " k", n / KILO);
	return pc_arena_printf(
		arena, "%" PRId64 ".%" PRId64 " M", n / MEGA, n % MEGA / TENTH);
}

static void add_slots(struct board_lines *out, const struct pc_node *board)
{
	struct pc_arena *arena = out->arena;
	int64_t most = job_number(board, "tokens_most");
	struct pc_str used = short_number(arena, job_number(board, "tokens_5min"));
	struct pc_str of = most ? short_number(arena, most) : PC_STR("any");

	add(out,
		pc_arena_printf(arena,
			"slots    %" PRId64 " of %" PRId64 " taken, %" PRId64
			" for operators; %" PRId64 " wait, %" PRId64
			" of them interactive; tokens in 5 min: %.*s of %.*s",
			job_number(board, "running_count"), job_number(board, "slots"),
			job_number(board, "operator_slots"),
			job_number(board, "waiting_count"),
			job_number(board, "interactive_count"), PC_STR_ARG(used),
			PC_STR_ARG(of)),
		BOARD_PLAIN);
}

static void add_counts(struct pc_buf *line, const struct pc_node *counts)
{
	static const char *const names[] = {"waiting", "queued", "snoozed", "paused",
		"review", "done", "failed", "refused", "cancelled", "dead"};
	bool is_first = true;

	for (size_t i = 0; i < PC_COUNT(names); i++) {
		int64_t n = job_number(counts, names[i]);

		if (!n)
			continue;
		pc_buf_printf(
			line, "%s%" PRId64 " %s", is_first ? "" : ", ", n, names[i]);
		is_first = false;
	}
	if (is_first)
		pc_buf_puts(line, "none");
}

static void add_line(
	struct board_lines *out, const struct pc_buf *line, enum board_tone tone)
{
	add(out, pc_arena_str(out->arena, pc_buf_str(line)), tone);
}

static void add_today(struct board_lines *out, const struct pc_node *board)
{
	struct pc_arena *arena = out->arena;
	PC_AUTO(pc_buf_done) struct pc_buf jobs = {0};
	PC_AUTO(pc_buf_done) struct pc_buf today = {0};

	pc_buf_puts(&jobs, "jobs     ");
	add_counts(&jobs, pc_node_get_c(board, "states"));
	add_line(out, &jobs, BOARD_PLAIN);
	pc_buf_puts(&today, "today    ");
	add_counts(&today, pc_node_get_c(board, "ended_today"));
	pc_buf_printf(&today, "; spent %.*s, list price %.*s",
		PC_STR_ARG(job_money(arena, job_number(board, "cash_today_picodollars"))),
		PC_STR_ARG(job_money(
			arena, job_number(board, "list_price_today_picodollars"))));
	add_line(out, &today, BOARD_PLAIN);
}

static void add_pauses(struct board_lines *out, const struct pc_node *board)
{
	const struct pc_node *pauses = job_list(board, "pauses");
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};

	if (!pauses || !pauses->n_items)
		return;
	pc_buf_puts(&line, "paused   ");
	for (size_t i = 0; i < pauses->n_items; i++) {
		struct pc_str name = job_text(pauses->items[i], "name");

		pc_buf_printf(&line, "%s%.*s", i ? ", " : "",
			PC_STR_ARG(word(out->arena, pauses->items[i], "what")));
		if (name.len)
			pc_buf_printf(&line, " %.*s",
				PC_STR_ARG(job_line_of(out->arena, name, WORD)));
	}
	add_line(out, &line, BOARD_WARN);
}

static void add_alerts(struct board_lines *out, const struct pc_node *board)
{
	int64_t alerts = job_number(board, "alerts");

	if (alerts)
		add(out,
			pc_arena_printf(out->arena,
				"alerts   %" PRId64
				" failure%s that nobody knows; see the service's log",
				alerts, pc_plural((size_t)alerts)),
			BOARD_BAD);
}

static void add_head(struct board_lines *out, const struct pc_node *board, int64_t now)
{
	struct pc_str time = clean_time(out->arena, now);

	add(out,
		pc_arena_printf(out->arena, "jobs of %.*s  %.*s  (q ends)",
			PC_STR_ARG(job_flag(board, "is_operator")
					   ? PC_STR("everybody")
					   : word(out->arena, board, "name")),
			PC_STR_ARG(time)),
		BOARD_HEAD);
	add_slots(out, board);
	add_today(out, board);
	add_pauses(out, board);
	add_alerts(out, board);
}

/* ---- jobs ----------------------------------------------------------------------- */

static void add_cells(struct models_grid *grid, const struct pc_node *job, int64_t now)
{
	struct pc_arena *arena = grid->arena;
	int64_t started = job_number(job, "started");
	bool runs = pc_str_is(job_text(job, "state"), "running");
	int64_t since = runs && started ? started : job_number(job, "submitted");
	struct pc_str cells[] = {
		pc_arena_printf(arena, "%" PRId64, job_number(job, "id")),
		word(arena, job, "type"),
		word(arena, job, "project"),
		job_line_of(arena, job_model(job), WORD),
		word(arena, job, "backend"),
		job_span(arena, since ? job_between(since, now) : 0),
		job_money(arena, job_number(job, "cash_picodollars")),
		job_line_of(arena, job_text(job, "what"), WHAT),
	};

	for (size_t i = 0; i < PC_COUNT(cells); i++)
		models_grid_add(grid, cells[i]);
}

static void add_jobs(struct section *section, const struct pc_node *jobs, int64_t now)
{
	static const char *const heads[] = {
		"id", "type", "project", "model", "backend", "for", "cost", "what"};
	enum { RIGHT = 1U << 0 | 1U << 5 | 1U << 6 };
	struct pc_arena *arena = section->lines.arena;
	struct models_grid grid = {
		.arena = arena, .columns = PC_COUNT(heads), .right = RIGHT};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_str rest;

	if (!jobs || !jobs->n_items)
		return;
	for (size_t i = 0; i < PC_COUNT(heads); i++)
		models_grid_add(&grid, pc_str(heads[i]));
	for (size_t i = 0; i < jobs->n_items; i++)
		add_cells(&grid, jobs->items[i], now);
	models_grid_write(&text, &grid);
	rest = pc_arena_str(arena, pc_buf_str(&text));
	while (rest.len)
		add(&section->lines, pc_str_cut(&rest, '\n'), BOARD_PLAIN);
	section->heads = 1;
}

/* ---- windows -------------------------------------------------------------------- */

static void add_scope(
	struct pc_buf *line, struct pc_arena *arena, const struct pc_node *window)
{
	static const char *const names[] = {"provider", "key", "model"};
	bool is_backend = pc_str_is(job_text(window, "scope"), "backend");
	size_t before = line->len;

	for (size_t i = 0; i < PC_COUNT(names); i++) {
		if (job_text(window, names[i]).len)
			pc_buf_printf(line, "%s%s %.*s", line->len > before ? ", " : "",
				is_backend && i == 1 ? "backend" : names[i],
				PC_STR_ARG(word(arena, window, names[i])));
	}
}

/* "provider anthropic, key own until 2026-11-22T12:00:00Z: rate_limited" */
static struct pc_str window_text(
	struct pc_arena *arena, const struct pc_node *window, int64_t now)
{
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};
	int64_t until = job_number(window, "until"),
		probe = job_number(window, "probe_at");
	struct pc_str said = job_text(window, "said");

	add_scope(&line, arena, window);
	if (job_flag(window, "is_for_good") || !until) {
		pc_buf_puts(&line, " until somebody lifts it");
	} else {
		pc_buf_printf(&line, " until %.*s", PC_STR_ARG(clean_time(arena, until)));
		if (now && until > now)
			pc_buf_printf(&line, " (in %.*s)",
				PC_STR_ARG(clean_age(arena, job_between(now, until))));
	}
	pc_buf_printf(&line, ": %.*s", PC_STR_ARG(word(arena, window, "why")));
	if (said.len)
		pc_buf_printf(
			&line, ", %.*s", PC_STR_ARG(job_line_of(arena, said, WHAT)));
	if (job_flag(window, "is_probing"))
		pc_buf_puts(&line, "; an attempt looks whether it is over");
	else if (probe)
		pc_buf_printf(
			&line, "; tried at %.*s", PC_STR_ARG(clean_time(arena, probe)));
	return pc_arena_str(arena, pc_buf_str(&line));
}

static void add_windows(
	struct section *section, const struct pc_node *windows, int64_t now)
{
	for (size_t i = 0; windows && i < windows->n_items; i++)
		add(&section->lines,
			window_text(section->lines.arena, windows->items[i], now),
			BOARD_WARN);
}

/* ---- all together ------------------------------------------------------------------ */

/* A row for each in turn, until there is none left. */
static void share(struct section *sections, size_t rows)
{
	bool is_done = false;

	for (size_t i = 0; i < SECTIONS; i++) {
		/* An empty line and the title. */
		size_t frame = sections[i].lines.count ? 2 : 0;

		rows = rows > frame ? rows - frame : 0;
	}
	while (rows && !is_done) {
		is_done = true;
		for (size_t i = 0; i < SECTIONS && rows; i++) {
			if (sections[i].shown == sections[i].lines.count)
				continue;
			sections[i].shown++;
			rows--;
			is_done = false;
		}
	}
}

static void add_section(struct board_lines *out, const struct section *section)
{
	size_t n = section->lines.count, shown = section->shown;

	if (!n)
		return;
	add(out, (struct pc_str){0}, BOARD_PLAIN);
	add(out, pc_str(section->title), BOARD_HEAD);
	for (size_t i = 0; i < shown; i++) {
		bool is_last = i + 1 == shown && shown < n;

		if (is_last)
			add(out, pc_arena_printf(out->arena, "... and %zu more", n - i),
				BOARD_PLAIN);
		else
			add(out, section->lines.items[i].text,
				section->lines.items[i].tone);
	}
}

void board_draw(
	struct board_lines *out, const struct pc_node *board, int64_t now, size_t rows)
{
	struct section sections[SECTIONS] = {
		{.title = "RUNNING"}, {.title = "BLOCKED"}, {.title = "NEXT"}};

	for (size_t i = 0; i < SECTIONS; i++)
		sections[i].lines.arena = out->arena;
	add_head(out, board, now);
	add_jobs(&sections[0], job_list(board, "running"), now);
	add_windows(&sections[1], job_list(board, "windows"), now);
	add_jobs(&sections[2], job_list(board, "next"), now);
	share(sections, rows > out->count ? rows - out->count : 0);
	for (size_t i = 0; i < SECTIONS; i++)
		add_section(out, &sections[i]);
	if (out->count > rows)
		out->count = rows;
}

/* ---- changes ------------------------------------------------------------------------
 */

static const struct pc_node *find_job(const struct pc_node *jobs, int64_t id)
{
	for (size_t i = 0; jobs && i < jobs->n_items; i++) {
		if (job_number(jobs->items[i], "id") == id)
			return jobs->items[i];
	}
	return NULL;
}

static bool is_same_place(const struct pc_node *a, const struct pc_node *b)
{
	static const char *const names[] = {"scope", "provider", "key", "model", "why"};

	for (size_t i = 0; i < PC_COUNT(names); i++) {
		if (!pc_str_eq(job_text(a, names[i]), job_text(b, names[i])))
			return false;
	}
	return true;
}

static bool is_same_pause(const struct pc_node *a, const struct pc_node *b)
{
	return pc_str_eq(job_text(a, "what"), job_text(b, "what")) &&
	       pc_str_eq(job_text(a, "name"), job_text(b, "name"));
}

typedef bool same_fn(const struct pc_node *a, const struct pc_node *b);

static const struct pc_node *find(
	const struct pc_node *list, const struct pc_node *like, same_fn *is_same)
{
	for (size_t i = 0; list && i < list->n_items; i++) {
		if (is_same(list->items[i], like))
			return list->items[i];
	}
	return NULL;
}

static void add_started(
	struct board_lines *out, const struct pc_node *was, const struct pc_node *is)
{
	const struct pc_node *before = job_list(was, "running"),
			     *jobs = job_list(is, "running");
	struct pc_arena *arena = out->arena;

	for (size_t i = 0; jobs && i < jobs->n_items; i++) {
		const struct pc_node *job = jobs->items[i];
		const struct pc_node *known = find_job(before, job_number(job, "id"));

		if (known &&
			pc_str_eq(job_text(known, "backend"), job_text(job, "backend")) &&
			pc_str_eq(job_model(known), job_model(job)))
			continue;
		add(out,
			pc_arena_printf(arena, "job %" PRId64 " runs, %.*s, %.*s: %.*s",
				job_number(job, "id"),
				PC_STR_ARG(word(arena, job, "backend")),
				PC_STR_ARG(job_line_of(arena, job_model(job), WORD)),
				PC_STR_ARG(job_line_of(
					arena, job_text(job, "what"), PAGE_COLUMNS / 2))),
			BOARD_PLAIN);
	}
}

static void add_windows_changed(
	struct board_lines *out, const struct pc_node *was, const struct pc_node *is)
{
	const struct pc_node *before = job_list(was, "windows"),
			     *windows = job_list(is, "windows");
	struct pc_arena *arena = out->arena;

	for (size_t i = 0; windows && i < windows->n_items; i++) {
		const struct pc_node *known =
			find(before, windows->items[i], is_same_place);

		if (!known || job_number(known, "until") !=
				      job_number(windows->items[i], "until"))
			add(out,
				pc_arena_printf(arena, "blocked: %.*s",
					PC_STR_ARG(window_text(
						arena, windows->items[i], 0))),
				BOARD_WARN);
	}
	for (size_t i = 0; before && i < before->n_items; i++) {
		PC_AUTO(pc_buf_done) struct pc_buf line = {0};

		if (find(windows, before->items[i], is_same_place))
			continue;
		pc_buf_puts(&line, "open again: ");
		add_scope(&line, arena, before->items[i]);
		add_line(out, &line, BOARD_PLAIN);
	}
}

static void add_pauses_changed(struct board_lines *out, const char *verb,
	const struct pc_node *was, const struct pc_node *is)
{
	struct pc_arena *arena = out->arena;

	for (size_t i = 0; is && i < is->n_items; i++) {
		struct pc_str name = job_text(is->items[i], "name");

		if (find(was, is->items[i], is_same_pause))
			continue;
		add(out,
			pc_arena_printf(arena, "%s: %.*s%s%.*s", verb,
				PC_STR_ARG(word(arena, is->items[i], "what")),
				name.len ? " " : "",
				PC_STR_ARG(job_line_of(arena, name, WORD))),
			BOARD_WARN);
	}
}

void board_changes(struct board_lines *out, const struct pc_node *was,
	const struct pc_node *is, board_gone_fn *gone, void *context)
{
	const struct pc_node *before = job_list(was, "running"),
			     *running = job_list(is, "running");
	int64_t alerts = job_number(is, "alerts");

	if (!was) {
		add_slots(out, is);
		add_today(out, is);
	}
	for (size_t i = 0; before && i < before->n_items; i++) {
		int64_t id = job_number(before->items[i], "id");

		if (!find_job(running, id))
			gone(context, id);
	}
	add_started(out, was, is);
	add_windows_changed(out, was, is);
	add_pauses_changed(
		out, "paused", job_list(was, "pauses"), job_list(is, "pauses"));
	add_pauses_changed(
		out, "resumed", job_list(is, "pauses"), job_list(was, "pauses"));
	if (alerts > job_number(was, "alerts"))
		add_alerts(out, is);
}
