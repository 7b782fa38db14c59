/* SPDX-License-Identifier: Apache-2.0 */
/* Rows to sentences. */
#include "log_kinds.h"

#include <inttypes.h>

#include "clean.h"
#include "pc/doc/write.h"

/* As git shortens them for people. */
static struct pc_str short_id(struct pc_str id)
{
	enum { SHORT = 12 };

	return pc_str_head(id, SHORT);
}

static void say_decision(struct pc_buf *out, const void *of)
{
	const struct pc_decision_row *row = of;

	pc_buf_printf(out, "%.*s %.*s", PC_STR_ARG(row->verdict),
		PC_STR_ARG(row->tool.len ? row->tool : row->event));
	if (row->rule.len)
		pc_buf_printf(out, " by rule %.*s", PC_STR_ARG(row->rule));
	else if (row->reason.len)
		pc_buf_printf(out, ": %.*s", PC_STR_ARG(row->reason));
	if (row->would.len)
		pc_buf_printf(out, ", would be %.*s by monitored rule %.*s (%.*s)",
			PC_STR_ARG(row->would), PC_STR_ARG(row->would_rule),
			PC_STR_ARG(row->would_source));
	pc_buf_printf(out, " (user %" PRId64, row->user);
	if (row->session.len)
		pc_buf_printf(out, ", session %.*s", PC_STR_ARG(row->session));
	pc_buf_add_char(out, ')');
}

static void say_generation(struct pc_buf *out, const void *of)
{
	const struct pc_generation_row *row = of;

	pc_buf_printf(out, "%" PRId64 " put in force", row->number);
	if (row->commit.len)
		pc_buf_printf(out, ": commit %.*s", PC_STR_ARG(short_id(row->commit)));
	if (row->signer.len)
		pc_buf_printf(out, " signed by %.*s", PC_STR_ARG(row->signer));
	pc_buf_printf(out, ", digest %.*s, %" PRId64 " change%s",
		PC_STR_ARG(short_id(row->digest)), row->changes,
		pc_plural((size_t)row->changes));
}

/* The same again is counted, not repeated. */
static void say_times(struct pc_buf *out, int64_t times, int64_t last)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	if (times > 1)
		pc_buf_printf(out, " (%" PRId64 " times, last %.*s)", times,
			PC_STR_ARG(clean_time(&arena, last)));
}

static void say_drift(struct pc_buf *out, const void *of)
{
	const struct pc_drift_event *row = of;
	bool is_drift = pc_str_is(row->change, "drift");

	if (!is_drift)
		pc_buf_printf(out, "%.*s: ", PC_STR_ARG(row->change));
	pc_buf_printf(out, "%.*s: %.*s", PC_STR_ARG(row->kind), PC_STR_ARG(row->path));
	if (row->by.len)
		pc_buf_printf(out, " by %.*s", PC_STR_ARG(row->by));
	if (row->process)
		pc_buf_printf(out, ", process %" PRId64, row->process);
	if (is_drift)
		pc_buf_printf(out, ", %s", row->mended ? "mended" : "left");
	pc_buf_printf(out, ", generation %" PRId64, row->generation);
	say_times(out, row->times, row->last);
}

static void say_sync(struct pc_buf *out, const void *of)
{
	const struct pc_sync_row *row = of;

	pc_buf_printf(out, "%.*s", PC_STR_ARG(row->outcome));
	if (row->commit.len)
		pc_buf_printf(out, " commit %.*s", PC_STR_ARG(short_id(row->commit)));
	if (row->reason.len)
		pc_buf_printf(out, ": %.*s", PC_STR_ARG(row->reason));
	say_times(out, row->times, row->last);
}

static void say_finding(struct pc_buf *out, const void *of)
{
	const struct pc_finding_row *row = of;

	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	pc_buf_printf(out, "%.*s %.*s %.*s", PC_STR_ARG(row->severity),
		PC_STR_ARG(row->code), PC_STR_ARG(row->file));
	if (row->line)
		pc_buf_printf(out, ":%" PRId64 ":%" PRId64, row->line, row->col);
	pc_buf_printf(out, ": %.*s", PC_STR_ARG(row->text));
	if (row->commit.len)
		pc_buf_printf(out, " (commit %.*s)", PC_STR_ARG(short_id(row->commit)));
	if (row->ended)
		pc_buf_printf(
			out, " (until %.*s)", PC_STR_ARG(clean_time(&arena, row->ended)));
}

const struct log_kind log_kinds[KINDS] = {
	[KIND_DECISION] = {"decision", &pc_decisions, say_decision},
	[KIND_GENERATION] = {"generation", &pc_generations, say_generation},
	[KIND_DRIFT] = {"drift", &pc_drifts, say_drift},
	[KIND_SYNC] = {"sync", &pc_syncs, say_sync},
	[KIND_FINDING] = {"finding", &pc_findings, say_finding},
};

int64_t log_number(const struct pc_table *table, const void *row, const char *column)
{
	int64_t number = 0;

	for (size_t i = 0; i < table->n_columns; i++) {
		if (strcmp(table->columns[i].name, column) == 0)
			memcpy(&number, (const char *)row + table->columns[i].offset,
				sizeof(number));
	}
	return number;
}

void log_write_text(struct pc_buf *out, const struct log_kind *kind, const void *row)
{
	enum { TEXT_COLUMN = 34 };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf said = {0};

	kind->say(&said, row);
	pc_buf_printf(out, "%-20.*s  %-10s  ",
		PC_STR_ARG(clean_time(&arena, log_number(kind->table, row, "at"))),
		kind->name);
	clean_fold(out, pc_buf_str(&said), TEXT_COLUMN, TEXT_COLUMN);
}

void log_write_json(struct pc_buf *out, const struct log_kind *kind, const void *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};

	pc_buf_add_char(&line, '{');
	pc_json_member(&line, "row", pc_str(kind->name));
	pc_json_member(
		&line, "time", clean_time(&arena, log_number(kind->table, row, "at")));
	pc_row_write_members(&line, kind->table, row);
	pc_buf_puts(&line, "}\n");
	clean_json(out, pc_buf_str(&line));
}
