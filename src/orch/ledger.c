/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that are folded, and parts of jobs that are not yet, to totals under one name. */
#include <assert.h>
#include <stddef.h>
#include <stdlib.h>

#include "ledger_priv.h"
#include "pc/base/when.h"
#include "pc/orch/failure.h"

const char *pc_ledger_by_name(enum pc_ledger_by by)
{
	static const char *const names[PC_LEDGER_KINDS] = {
		"all", "day", "project", "type", "model", "key", "backend", "failure"};

	return names[by];
}

/* ---- groups ------------------------------------------------------------------ */

struct group {
	int64_t number; /* a day, a class */
	struct pc_str text;
	int64_t fields[LEDGER_FIELDS];
};

struct groups {
	enum pc_ledger_by by;
	struct group *items;
	size_t count, cap;
	size_t *table; /* index + 1 by hash; 0: free */
	size_t room;   /* a power of two */
};

static uint64_t hash_of(const struct group *group)
{
	return pc_str_hash(group->text) ^ (uint64_t)group->number * 0x9e3779b97f4a7c15u;
}

/* Where it stands, or would. */
static size_t *slot(const struct groups *groups, const struct group *like)
{
	size_t at = (size_t)hash_of(like) & (groups->room - 1);

	for (; groups->table[at]; at = (at + 1) & (groups->room - 1)) {
		const struct group *other = &groups->items[groups->table[at] - 1];

		if (other->number == like->number && pc_str_eq(other->text, like->text))
			break;
	}
	return &groups->table[at];
}

static void make_room(struct groups *groups, struct pc_arena *arena)
{
	if (groups->count * 2 < groups->room)
		return;
	groups->room = groups->room ? groups->room * 2 : 64;
	groups->table = pc_arena_new_array(arena, size_t, groups->room);
	memset(groups->table, 0, groups->room * sizeof(*groups->table));
	for (size_t i = 0; i < groups->count; i++)
		*slot(groups, &groups->items[i]) = i + 1;
}

static void name_group(
	struct group *out, enum pc_ledger_by by, const struct ledger_part *part)
{
	static const size_t texts[PC_LEDGER_KINDS] = {
		[PC_LEDGER_PROJECT] = offsetof(struct ledger_part, project),
		[PC_LEDGER_TYPE] = offsetof(struct ledger_part, type),
		[PC_LEDGER_MODEL] = offsetof(struct ledger_part, model),
		[PC_LEDGER_KEY] = offsetof(struct ledger_part, key),
		[PC_LEDGER_BACKEND] = offsetof(struct ledger_part, backend),
	};

	if (by == PC_LEDGER_DAY)
		out->number = part->day;
	else if (by == PC_LEDGER_FAILURE)
		out->number = part->failure;
	else if (by != PC_LEDGER_ALL)
		memcpy(&out->text, (const char *)part + texts[by], sizeof(out->text));
}

static void add_part(
	struct groups *groups, struct pc_arena *arena, const struct ledger_part *part)
{
	struct group like = {0}, *group;
	size_t *at;

	make_room(groups, arena);
	name_group(&like, groups->by, part);
	at = slot(groups, &like);
	if (!*at) {
		like.text = pc_arena_str(arena, like.text);
		pc_arena_grow(arena, groups->items, groups->count, groups->cap);
		groups->items[groups->count++] = like;
		*at = groups->count;
	}
	group = &groups->items[*at - 1];
	for (int i = 0; i < LEDGER_FIELDS; i++)
		group->fields[i] += part->fields[i];
}

/* ---- what is asked for ------------------------------------------------------- */

enum { MOST_GROUPS = 3 };

struct count {
	const struct pc_ledger_period *period;
	struct pc_arena *arena;
	struct groups groups[MOST_GROUPS];
	size_t n_groups;
	struct ledger_waits *waits; /* NULL: not wanted */
};

static bool is_named(struct pc_str wanted, struct pc_str name)
{
	return !wanted.len || pc_str_eq(wanted, name);
}

static bool is_wanted(const struct pc_ledger_period *p, const struct ledger_part *part)
{
	return part->at >= p->since && (!p->until || part->at < p->until) &&
	       is_named(p->project, part->project) && is_named(p->type, part->type) &&
	       is_named(p->owner, part->owner);
}

static void count_part(struct count *count, const struct ledger_part *part)
{
	for (size_t i = 0; i < count->n_groups; i++)
		add_part(&count->groups[i], count->arena, part);
}

static enum pc_status count_own(
	void *context, const struct ledger_part *part, struct pc_err *err)
{
	struct count *count = context;

	(void)err;
	if (!is_wanted(count->period, part))
		return PC_OK;
	count_part(count, part);
	if (count->waits && part->waited >= 0)
		ledger_waits_add(count->waits, ledger_bucket(part->waited), 1,
			part->waited, part->is_operator);
	return PC_OK;
}

static enum pc_status ask(struct pc_sql **out, struct pc_queue *queue,
	enum queue_statement which, const struct pc_ledger_period *period,
	struct pc_err *err)
{
	PC_TRY(queue_use(out, queue, which, err));
	pc_sql_bind_number(
		*out, 1, period->since ? ledger_day(period->since) : INT64_MIN);
	pc_sql_bind_number(
		*out, 2, period->until ? ledger_day(period->until - 1) : INT64_MAX);
	pc_sql_bind_text(*out, 3, period->project);
	pc_sql_bind_text(*out, 4, period->type);
	pc_sql_bind_text(*out, 5, period->owner);
	return PC_OK;
}

static void read_total(struct ledger_part *part, struct pc_sql *row)
{
	struct pc_str *const texts[] = {&part->project, &part->type, &part->owner,
		&part->model, &part->key, &part->backend};
	int at = 0;

	part->day = pc_sql_number(row, at++);
	part->failure = pc_sql_number(row, at++);
	for (size_t i = 0; i < PC_COUNT(texts); i++)
		*texts[i] = pc_sql_text(row, at++);
	for (int i = 0; i < LEDGER_STORED; i++)
		part->fields[i] = pc_sql_number(row, at++);
}

static enum pc_status count_folded(
	struct count *count, struct pc_queue *queue, struct pc_err *err)
{
	struct ledger_part part = {.waited = -1};
	struct pc_sql *st;

	PC_TRY(ask(&st, queue, ST_TOTALS, count->period, err));
	while (pc_sql_next(st)) {
		read_total(&part, st);
		count_part(count, &part);
	}
	return pc_sql_end_of(st, err);
}

static enum pc_status count_waits(
	struct count *count, struct pc_queue *queue, struct pc_err *err)
{
	struct pc_sql *st;

	if (!count->waits)
		return PC_OK;
	PC_TRY(ask(&st, queue, ST_WAITS, count->period, err));
	while (pc_sql_next(st))
		ledger_waits_add(count->waits, (int)pc_sql_number(st, 0),
			pc_sql_number(st, 1), pc_sql_number(st, 2),
			pc_sql_number(st, 3) != 0);
	return pc_sql_end_of(st, err);
}

static enum pc_status count_inside(
	struct count *count, struct pc_queue *queue, struct pc_err *err)
{
	PC_TRY(count_folded(count, queue, err));
	PC_TRY(count_waits(count, queue, err));
	return ledger_parts(queue, 0, count_own, count, err);
}

/* What is folded meanwhile by the writer must not be counted twice, or not at all: all is
 * read of one state of the file. */
static enum pc_status count_all(
	struct count *count, struct pc_queue *queue, struct pc_err *err)
{
	struct pc_err ignored;
	enum pc_status status, ended;

	PC_TRY(pc_sql_run(queue->db, "SAVEPOINT ledger", err));
	status = count_inside(count, queue, err);
	ended = pc_sql_run(queue->db, "RELEASE ledger", status == PC_OK ? err : &ignored);
	return status == PC_OK ? ended : status;
}

/* ---- totals ------------------------------------------------------------------ */

static const struct {
	size_t offset;
	enum ledger_field field;
	bool is_sum;
} members[] = {
#define TOTAL_COUNT(name) {offsetof(struct pc_ledger_total, name), LF_##name, false},
#define TOTAL_SUM(name)   {offsetof(struct pc_ledger_total, name), LF_##name##_high, true},
	LEDGER_COUNTS(TOTAL_COUNT) LEDGER_SUMS(TOTAL_SUM) TOTAL_COUNT(open)
		TOTAL_SUM(reserved)};

static_assert(sizeof(struct pc_ledger_total) ==
		      sizeof(struct pc_str) + PC_COUNT(members) * sizeof(int64_t),
	"every member of a total is summed up");

static struct pc_str day_name(struct pc_arena *arena, int64_t day)
{
	struct pc_str time = pc_when_time(arena, day * LEDGER_DAY_MS + 1);

	return pc_str_head(time, strlen("2026-11-22"));
}

static struct pc_str name_of(
	struct pc_arena *arena, enum pc_ledger_by by, const struct group *group)
{
	if (by == PC_LEDGER_DAY)
		return day_name(arena, group->number);
	if (by == PC_LEDGER_FAILURE)
		return pc_str(group->number >= 0 && group->number < PC_FAILURES
				      ? pc_failure_table[group->number].name
				      : "unknown");
	return group->text;
}

static void make_total(struct pc_ledger_total *out, struct pc_arena *arena,
	enum pc_ledger_by by, const struct group *group)
{
	*out = (struct pc_ledger_total){.name = name_of(arena, by, group)};
	for (size_t i = 0; i < PC_COUNT(members); i++) {
		int64_t value = members[i].is_sum
					? ledger_sum(group->fields, members[i].field)
					: group->fields[members[i].field];

		memcpy((char *)out + members[i].offset, &value, sizeof(value));
	}
}

/* Rows that everything was taken out of again stay in the file. */
static bool is_empty(const struct group *group)
{
	return !group->fields[LF_jobs] && !group->fields[LF_attempts];
}

static int larger_first(int64_t a, int64_t b)
{
	return (a < b) - (a > b);
}

static int by_name(const void *a, const void *b)
{
	return pc_str_cmp(((const struct pc_ledger_total *)a)->name,
		((const struct pc_ledger_total *)b)->name);
}

static int by_cost(const void *a, const void *b)
{
	const struct pc_ledger_total *x = a, *y = b;
	const int64_t pairs[][2] = {{x->cash, y->cash}, {x->list_price, y->list_price},
		{x->attempts, y->attempts}, {x->jobs, y->jobs}};
	int order = 0;

	for (size_t i = 0; i < PC_COUNT(pairs) && !order; i++)
		order = larger_first(pairs[i][0], pairs[i][1]);
	return order ? order : by_name(a, b);
}

struct totals {
	struct pc_ledger_total *items;
	size_t count;
};

static void make_totals(
	struct totals *out, struct pc_arena *arena, const struct groups *groups)
{
	out->items = pc_arena_new_array(
		arena, struct pc_ledger_total, groups->count ? groups->count : 1);
	for (size_t i = 0; i < groups->count; i++)
		if (!is_empty(&groups->items[i]))
			make_total(&out->items[out->count++], arena, groups->by,
				&groups->items[i]);
	qsort(out->items, out->count, sizeof(*out->items),
		groups->by == PC_LEDGER_DAY ? by_name : by_cost);
}

enum pc_status pc_ledger_each(struct pc_queue *queue, enum pc_ledger_by by,
	const struct pc_ledger_period *period, pc_ledger_fn *fn, void *context,
	struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct count count = {
		.period = period, .arena = &arena, .groups = {{.by = by}}, .n_groups = 1};
	struct totals totals = {0};
	bool goes_on = true;

	PC_TRY(count_all(&count, queue, err));
	make_totals(&totals, &arena, &count.groups[0]);
	for (size_t i = 0; goes_on && i < totals.count; i++)
		goes_on = fn(context, &totals.items[i]);
	return PC_OK;
}

/* ---- the summary ------------------------------------------------------------- */

static void summarize_days(struct pc_ledger_summary *out, struct pc_arena *arena,
	const struct groups *days, const struct pc_ledger_period *period)
{
	int64_t first = INT64_MAX, last = INT64_MIN, peak_day = 0;

	for (size_t i = 0; i < days->count; i++) {
		const struct group *day = &days->items[i];
		int64_t jobs = day->fields[LF_jobs];

		if (!jobs)
			continue;
		first = day->number < first ? day->number : first;
		last = day->number > last ? day->number : last;
		if (jobs < out->peak || (jobs == out->peak && day->number > peak_day))
			continue;
		out->peak = jobs;
		peak_day = day->number;
	}
	if (first > last)
		return;
	if (period->until)
		last = ledger_day(period->until - 1);
	out->days = last - first + 1;
	out->peak_day = day_name(arena, peak_day);
}

static void summarize_projects(
	struct pc_ledger_summary *out, const struct groups *projects)
{
	for (size_t i = 0; i < projects->count; i++)
		if (projects->items[i].text.len && projects->items[i].fields[LF_jobs])
			out->projects++;
}

static void summarize_waits(
	struct pc_ledger_summary *out, const struct ledger_waits *waits)
{
	out->waited_p50 = ledger_waits_percentile(waits, 50);
	out->waited_p99 = ledger_waits_percentile(waits, 99);
	out->waited_most = waits->most;
	out->operator_waited_most = waits->operator_most;
}

enum pc_status pc_ledger_summarize(struct pc_ledger_summary *out, struct pc_arena *arena,
	struct pc_queue *queue, const struct pc_ledger_period *period, struct pc_err *err)
{
	struct ledger_waits *waits = pc_arena_new(arena, struct ledger_waits);
	struct count count = {.period = period,
		.arena = arena,
		.groups = {{.by = PC_LEDGER_ALL}, {.by = PC_LEDGER_DAY},
			{.by = PC_LEDGER_PROJECT}},
		.n_groups = MOST_GROUPS,
		.waits = waits};
	struct pc_ledger_summary summary = {0};

	*waits = (struct ledger_waits){0};
	PC_TRY(count_all(&count, queue, err));
	if (count.groups[0].count)
		make_total(&summary.all, arena, PC_LEDGER_ALL, &count.groups[0].items[0]);
	summarize_days(&summary, arena, &count.groups[1], period);
	summarize_projects(&summary, &count.groups[2]);
	summarize_waits(&summary, waits);
	*out = summary;
	return PC_OK;
}
