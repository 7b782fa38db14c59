/* SPDX-License-Identifier: Apache-2.0 */
/* What is recorded, as one object: the newest of each kind, and how many. */
#include <unistd.h>

#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/doc/write.h"
#include "pc/record/rows.h"
#include "role.h"
#include "serve_report.h"

static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;

/* All columns of the newest row under its table's name; null when there is none. */
static enum pc_status add_newest(struct pc_buf *out, struct serve *serve,
	const struct pc_table *table, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	void *row = pc_arena_alloc(&arena, table->row_size);
	enum pc_status status = pc_row_newest(row, serve->db, &arena, table, err);

	pc_json_key(out, table->name);
	if (status == PC_ERR_ABSENT) {
		pc_buf_puts(out, "null");
		return PC_OK;
	}
	PC_TRY(status);
	pc_buf_add_char(out, '{');
	pc_row_write_members(out, table, row);
	pc_buf_add_char(out, '}');
	return PC_OK;
}

/* ---- looks at the repository ---------------------------------------------------- */

/* Rows of others (what apply refused, what somebody asked for) name no remote. */
static bool is_look(const struct pc_sync_row *row)
{
	return row->remote.len > 0;
}

struct finding {
	bool (*is_it)(const struct pc_sync_row *row);
	struct pc_buf text; /* of the newest that is it */
};

static bool keep(void *arg, const void *row)
{
	struct finding *finding = arg;

	if (!finding->is_it(row))
		return true;
	finding->text.len = 0;
	pc_buf_add_char(&finding->text, '{');
	pc_row_write_members(&finding->text, &pc_syncs, row);
	pc_buf_add_char(&finding->text, '}');
	return true;
}

/* The newest row that is one, under a name; null: not among the newest. */
static enum pc_status add_sync(struct pc_buf *out, struct serve *serve, const char *name,
	bool (*is_it)(const struct pc_sync_row *row), struct pc_err *err)
{
	const struct pc_row_filter newest = {.limit = PC_MAX_STATUS_ROWS};
	struct finding finding = {.is_it = is_it};
	enum pc_status status =
		pc_rows_each(serve->db, &pc_syncs, &newest, keep, &finding, err);

	pc_json_key(out, name);
	pc_buf_puts(out, finding.text.len ? finding.text.ptr : "null");
	pc_buf_done(&finding.text);
	return status;
}

/* ---- what is wrong now ------------------------------------------------------------ */

static bool add_finding(void *arg, const void *row)
{
	struct pc_buf *out = arg;

	pc_json_next(out);
	pc_buf_add_char(out, '{');
	pc_row_write_members(out, &pc_findings, row);
	pc_buf_add_char(out, '}');
	return true;
}

static enum pc_status add_findings(
	struct pc_buf *out, struct serve *serve, struct pc_err *err)
{
	pc_json_key(out, "findings");
	pc_buf_add_char(out, '[');
	PC_TRY(pc_findings_standing(
		serve->db, PC_MAX_STATUS_FINDINGS, add_finding, out, err));
	pc_buf_add_char(out, ']');
	return PC_OK;
}

/* ---- the last day --------------------------------------------------------------- */

static const struct {
	const char *name;
	const struct pc_table *table;
	const char *column, *is; /* NULL: all rows */
} counts[] = {
	{"decisions", &pc_decisions, NULL, NULL},
	{"denied", &pc_decisions, "verdict", "deny"},
	{"asked", &pc_decisions, "verdict", "ask"},
	{"generations", &pc_generations, NULL, NULL},
};

struct drifts {
	int64_t all, repairs, unmended;
};

/* What was changed, and not just told; documents of others stay as they are. */
static bool count_drift(void *arg, const void *row)
{
	const struct pc_drift_event *drift = row;
	struct drifts *drifts = arg;

	if (pc_str_is(drift->change, "corrective"))
		drifts->repairs += drift->times;
	if (!pc_str_is(drift->change, "drift"))
		return true;
	drifts->all += drift->times;
	if (drift->mended == 0 && !pc_str_starts(drift->kind, PC_STR("foreign ")))
		drifts->unmended += drift->times;
	return true;
}

static enum pc_status add_drifts(struct pc_buf *out, struct serve *serve,
	const struct pc_row_filter *filter, struct pc_err *err)
{
	struct drifts drifts = {0};

	PC_TRY(pc_rows_each(serve->db, &pc_drifts, filter, count_drift, &drifts, err));
	pc_json_integer(out, "drifts", drifts.all);
	pc_json_integer(out, "repairs", drifts.repairs);
	pc_json_integer(out, "unmended", drifts.unmended);
	return PC_OK;
}

static enum pc_status add_day(struct pc_buf *out, struct serve *serve, struct pc_err *err)
{
	struct pc_row_filter filter = {.since = pc_when_now() - day_ms};
	int64_t number;

	pc_json_key(out, "day");
	pc_buf_add_char(out, '{');
	for (size_t i = 0; i < PC_COUNT(counts); i++) {
		filter.texts[0].column = counts[i].column;
		filter.texts[0].is = pc_str(counts[i].is);
		PC_TRY(pc_rows_count(&number, serve->db, counts[i].table, &filter, err));
		pc_json_integer(out, counts[i].name, number);
	}
	filter.texts[0].column = NULL;
	PC_TRY(add_drifts(out, serve, &filter, err));
	pc_buf_add_char(out, '}');
	return PC_OK;
}

enum pc_status status_json(struct pc_buf *out, struct serve *serve, struct pc_err *err)
{
	static const struct pc_table *const tables[] = {
		&pc_generations, &pc_syncs, &pc_drifts};
	const struct pc_config *config = &serve->daemon->config;

	pc_buf_add_char(out, '{');
	pc_json_member(out, "version", PC_STR(PC_VERSION));
	pc_json_integer(out, "pid", getpid());
	pc_json_member(out, "remote", config->remote);
	pc_json_integer(out, "interval", config->interval);
	pc_json_integer(out, "looked", serve->looked);
	for (size_t i = 0; i < PC_COUNT(tables); i++)
		PC_TRY(add_newest(out, serve, tables[i], err));
	PC_TRY(add_sync(out, serve, "look", is_look, err));
	PC_TRY(add_sync(out, serve, "refusal", pc_sync_is_refusal, err));
	PC_TRY(add_findings(out, serve, err));
	PC_TRY(add_day(out, serve, err));
	reporter_status(out, serve->reporter);
	pc_buf_puts(out, "}\n");
	return PC_OK;
}
