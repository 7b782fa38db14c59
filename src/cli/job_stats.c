/* SPDX-License-Identifier: Apache-2.0 */
/* What jobs took: the summary of a period, line by line, and totals as a table. */
#include "job_stats.h"

#include <assert.h>
#include <inttypes.h>

#include "job.h"
#include "models_say.h"

enum { NAME = 40, MONTH = 30 };

struct stats {
	struct pc_arena *arena;
	const struct pc_node *answer, *summary, *all;
	struct pc_buf *out;
};

/* "6,442". */
static struct pc_str count_text(struct pc_arena *arena, int64_t n)
{
	struct pc_str plain = pc_arena_printf(arena, "%" PRId64, n);
	size_t sign = n < 0, digits = plain.len - sign;
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	for (size_t i = 0; i < plain.len; i++) {
		if (i > sign && (digits - (i - sign)) % 3 == 0)
			pc_buf_add_char(&text, ',');
		pc_buf_add_char(&text, plain.ptr[i]);
	}
	return pc_arena_str(arena, pc_buf_str(&text));
}

/* "93.9%"; cut, so that 100.0% is all of them. */
static struct pc_str rate_text(struct pc_arena *arena, int64_t part, int64_t of)
{
	enum { PER_MILLE = 1000, TEN = 10 };

	for (; of > INT64_MAX / PER_MILLE; of /= 2)
		part /= 2;
	if (of <= 0 || part < 0)
		return PC_STR("-");
	part = part * PER_MILLE / of;
	return pc_arena_printf(
		arena, "%" PRId64 ".%" PRId64 "%%", part / TEN, part % TEN);
}

static int64_t all(const struct stats *stats, const char *name)
{
	return job_number(stats->all, name);
}

static struct pc_str count_of(const struct stats *stats, const char *name)
{
	return count_text(stats->arena, all(stats, name));
}

static struct pc_str money_of(const struct stats *stats, const char *name)
{
	return job_money(stats->arena, all(stats, name));
}

static void say(const struct stats *stats, const char *label, struct pc_str value)
{
	enum { LABEL = 26 };

	pc_buf_printf(stats->out, "%-*s %.*s\n", LABEL, label, PC_STR_ARG(value));
}

/* ---- the summary ------------------------------------------------------------------ */

static void say_with_rate(const struct stats *stats, const char *label, int64_t n)
{
	struct pc_str rate = rate_text(stats->arena, n, all(stats, "jobs"));

	say(stats, label,
		pc_arena_printf(stats->arena, "%.*s (%.*s)",
			PC_STR_ARG(count_text(stats->arena, n)), PC_STR_ARG(rate)));
}

static void say_jobs(const struct stats *stats)
{
	int64_t jobs = all(stats, "jobs"), done = all(stats, "done");

	say(stats, "Total jobs executed", count_text(stats->arena, jobs));
	say(stats, "Completion rate",
		pc_arena_printf(stats->arena, "%.*s (%.*s succeeded)",
			PC_STR_ARG(rate_text(stats->arena, done, jobs)),
			PC_STR_ARG(count_text(stats->arena, done))));
	say_with_rate(stats, "Failed jobs", all(stats, "failed") + all(stats, "dead"));
	say_with_rate(stats, "Refused by policy", all(stats, "refused"));
	say(stats, "Cancelled", count_of(stats, "cancelled"));
	say(stats, "Not ended yet", count_of(stats, "open"));
	say(stats, "Done by another way", count_of(stats, "rerouted"));
}

static int64_t summary_number(const struct stats *stats, const char *name)
{
	return job_number(stats->summary, name);
}

static void say_days(const struct stats *stats)
{
	int64_t days = summary_number(stats, "days");
	struct pc_str peak = count_text(stats->arena, summary_number(stats, "peak"));
	struct pc_str day =
		job_line_of(stats->arena, job_text(stats->summary, "peak_day"), NAME);

	say(stats, "Active projects",
		count_text(stats->arena, summary_number(stats, "projects")));
	if (job_number(stats->answer, "slots"))
		say(stats, "Concurrent slots",
			count_text(stats->arena, job_number(stats->answer, "slots")));
	if (!days)
		return;
	say(stats, "Days", count_text(stats->arena, days));
	say(stats, "Peak daily throughput",
		pc_arena_printf(stats->arena, "%.*s jobs (%.*s)", PC_STR_ARG(peak),
			PC_STR_ARG(day)));
	say(stats, "Average daily throughput",
		pc_arena_printf(stats->arena, "%.*s jobs",
			PC_STR_ARG(count_text(stats->arena, all(stats, "jobs") / days))));
}

static int64_t times(int64_t n, int64_t by)
{
	return n > INT64_MAX / by ? INT64_MAX : n * by;
}

static void say_money(const struct stats *stats)
{
	int64_t days = summary_number(stats, "days"), jobs = all(stats, "jobs");
	int64_t cash = all(stats, "cash_picodollars");

	say(stats, "Cost", job_money(stats->arena, cash));
	if (days)
		say(stats, "Cost in 30 days",
			job_money(stats->arena, times(cash / days, MONTH)));
	if (jobs)
		say(stats, "Cost per job", job_money(stats->arena, cash / jobs));
	say(stats, "List price", money_of(stats, "list_price_picodollars"));
	if (all(stats, "reserved_picodollars"))
		say(stats, "Of it reserved, not spent",
			money_of(stats, "reserved_picodollars"));
	say(stats, "Tokens",
		pc_arena_printf(stats->arena,
			"%.*s in, %.*s out; cache: %.*s read, %.*s written",
			PC_STR_ARG(count_of(stats, "tokens_in")),
			PC_STR_ARG(count_of(stats, "tokens_out")),
			PC_STR_ARG(count_of(stats, "cache_read")),
			PC_STR_ARG(count_of(stats, "cache_write"))));
}

static struct pc_str span_of(const struct stats *stats, const char *name)
{
	return job_span(stats->arena, summary_number(stats, name));
}

static void say_runs(const struct stats *stats)
{
	const struct pc_node *losses = pc_node_get_c(stats->all, "losses");

	say(stats, "Attempts",
		pc_arena_printf(stats->arena, "%.*s (%.*s failed)",
			PC_STR_ARG(count_of(stats, "attempts")),
			PC_STR_ARG(count_of(stats, "attempts_failed"))));
	say(stats, "Waited",
		pc_arena_printf(stats->arena,
			"half %.*s at most, 99%% %.*s, the longest %.*s",
			PC_STR_ARG(span_of(stats, "waited_p50")),
			PC_STR_ARG(span_of(stats, "waited_p99")),
			PC_STR_ARG(span_of(stats, "waited_most"))));
	say(stats, "An operator waited",
		pc_arena_printf(stats->arena, "%.*s at most",
			PC_STR_ARG(span_of(stats, "operator_waited_most"))));
	say(stats, "Leases lost",
		count_text(stats->arena,
			losses ? all(stats, "losses") : summary_number(stats, "losses")));
}

static void say_summary(const struct stats *stats)
{
	say_jobs(stats);
	say_days(stats);
	say_money(stats);
	say_runs(stats);
}

/* ---- totals ----------------------------------------------------------------------- */

static const char *const heads[] = {"jobs", "done", "failed", "refused", "cancelled",
	"open", "rate", "attempts", "failed", "in", "out", "cached", "cost",
	"list price"};

static void add_total(
	struct models_grid *grid, const struct stats *stats, const struct pc_node *total)
{
	const struct stats of = {.arena = stats->arena, .all = total};
	struct pc_arena *arena = stats->arena;
	struct pc_str name = job_text(total, "name");
	const struct pc_str cells[] = {
		count_of(&of, "jobs"),
		count_of(&of, "done"),
		count_text(arena, all(&of, "failed") + all(&of, "dead")),
		count_of(&of, "refused"),
		count_of(&of, "cancelled"),
		count_of(&of, "open"),
		rate_text(arena, all(&of, "done"), all(&of, "jobs")),
		count_of(&of, "attempts"),
		count_of(&of, "attempts_failed"),
		count_of(&of, "tokens_in"),
		count_of(&of, "tokens_out"),
		count_of(&of, "cache_read"),
		money_of(&of, "cash_picodollars"),
		money_of(&of, "list_price_picodollars"),
	};

	static_assert(PC_COUNT(cells) == PC_COUNT(heads), "a head for every cell");
	models_grid_add(
		grid, name.len ? job_line_of(arena, name, NAME) : PC_STR("(none)"));
	for (size_t i = 0; i < PC_COUNT(cells); i++)
		models_grid_add(grid, cells[i]);
}

static void write_totals(const struct stats *stats, const struct pc_node *totals)
{
	struct models_grid grid = {.arena = stats->arena,
		.columns = 1 + PC_COUNT(heads),
		.right = ~1U}; /* all but the name */
	struct pc_str by = job_text(stats->answer, "by");

	models_grid_add(
		&grid, by.len ? job_line_of(stats->arena, by, NAME) : PC_STR("-"));
	for (size_t i = 0; i < PC_COUNT(heads); i++)
		models_grid_add(&grid, pc_str(heads[i]));
	for (size_t i = 0; i < totals->n_items; i++)
		add_total(&grid, stats, totals->items[i]);
	models_grid_write(stats->out, &grid);
}

/* Of all together there is one total, and the summary has it. */
static bool has_table(const struct stats *stats, const struct pc_node *totals)
{
	return totals && totals->n_items &&
	       !pc_str_is(job_text(stats->answer, "by"), "all");
}

bool job_stats_write(struct pc_buf *out, const struct pc_node *answer)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct stats stats = {.arena = &arena, .answer = answer, .out = out};
	const struct pc_node *totals = job_list(answer, "totals");

	stats.summary = pc_node_get_c(answer, "summary");
	stats.all = pc_node_get_c(stats.summary, "all");
	if (!stats.all || stats.all->kind != PC_MAP)
		return false;
	say_summary(&stats);
	if (!has_table(&stats, totals))
		return true;
	pc_buf_add_char(out, '\n');
	write_totals(&stats, totals);
	return true;
}
