/* SPDX-License-Identifier: Apache-2.0 */
/* What one job and its attempts add to the totals. */
#include <stdlib.h>

#include "ledger_priv.h"

/* A row is a job with one of its attempts; of one without any, the attempt is none. */
enum {
	C_ID,
	C_SUBMITTED,
	C_STATE,
	C_IS_OPERATOR,
	C_STARTED,
	C_WAITED,
	C_RAN,
	C_FAILURE,
	C_PROJECT,
	C_TYPE,
	C_OWNER,
	C_MODEL,
	C_KEY,
	C_BACKEND,
	C_LOSSES,
	A_NUMBER,
	A_STARTED,
	A_ENDED,
	A_FAILURE,
	A_TOKENS_IN,
	A_TOKENS_OUT,
	A_CACHE_READ,
	A_CACHE_WRITE,
	A_LIST_PRICE,
	A_CASH,
	A_RESERVED_TOKENS,
	A_RESERVED_MONEY,
	A_MODEL,
	A_KEY,
	A_BACKEND
};

#define COLUMNS                                                                          \
	"SELECT job.id, job.submitted, job.state, job.is_operator, job.started,"         \
	" job.waited, job.ran, job.failure, job.project, job.type, job.owner,"           \
	" job.model_used, job.\"key\", job.backend, (SELECT count(*) FROM event"         \
	" WHERE event.job = job.id AND what = 'lost'), a.number, a.started, a.ended,"    \
	" a.failure, a.tokens_in, a.tokens_out, a.cache_read, a.cache_write,"            \
	" a.list_price, a.cash, a.reserved_tokens, a.reserved_money, a.model,"           \
	" a.\"key\", a.backend FROM "
#define ATTEMPTS " LEFT JOIN attempt AS a ON a.job = job.id "

const char ledger_parts_all[] =
	COLUMNS "unfolded CROSS JOIN job ON job.id = unfolded.job" ATTEMPTS
		"ORDER BY unfolded.job, a.id";
const char ledger_parts_one[] = COLUMNS "job" ATTEMPTS "WHERE job.id = ?1 ORDER BY a.id";

int64_t ledger_day(int64_t at)
{
	return at >= 0 ? at / LEDGER_DAY_MS : -((LEDGER_DAY_MS - 1 - at) / LEDGER_DAY_MS);
}

enum { LOW_BITS = 31 };

static void put(struct ledger_part *part, enum ledger_field high, int64_t value)
{
	int64_t known = value > 0 ? value : 0; /* -1 is "not known" */

	part->fields[high] = known >> LOW_BITS;
	part->fields[high + 1] = known & ((1LL << LOW_BITS) - 1);
}

int64_t ledger_sum(const int64_t *fields, enum ledger_field high)
{
	int64_t low = fields[high + 1];

	if (fields[high] > (INT64_MAX - low) >> LOW_BITS)
		return INT64_MAX;
	return fields[high] * (1LL << LOW_BITS) + low;
}

static void name_part(struct ledger_part *part, struct pc_sql *row, int64_t at)
{
	*part = (struct ledger_part){
		.at = at,
		.day = ledger_day(at),
		.waited = -1,
		.project = pc_sql_text(row, C_PROJECT),
		.type = pc_sql_text(row, C_TYPE),
		.owner = pc_sql_text(row, C_OWNER),
	};
}

static void name_job(struct ledger_part *part, struct pc_sql *row)
{
	name_part(part, row, pc_sql_number(row, C_SUBMITTED));
	part->failure = pc_sql_number(row, C_FAILURE);
	part->model = pc_sql_text(row, C_MODEL);
	part->key = pc_sql_text(row, C_KEY);
	part->backend = pc_sql_text(row, C_BACKEND);
	part->is_operator = pc_sql_number(row, C_IS_OPERATOR) != 0;
}

static enum ledger_field field_of_state(enum pc_job_state state)
{
	static const enum ledger_field fields[PC_JOB_STATES] = {
		[PC_JOB_DONE] = LF_done,
		[PC_JOB_FAILED] = LF_failed,
		[PC_JOB_REFUSED] = LF_refused,
		[PC_JOB_CANCELLED] = LF_cancelled,
		[PC_JOB_DEAD] = LF_dead,
	};

	return pc_job_is_ended(state) ? fields[state] : LF_open;
}

static void job_part(struct ledger_part *part, struct pc_sql *row)
{
	enum pc_job_state state = (enum pc_job_state)pc_sql_number(row, C_STATE);

	name_job(part, row);
	part->fields[LF_jobs] = 1;
	part->fields[field_of_state(state)] = 1;
	part->fields[LF_losses] = pc_sql_number(row, C_LOSSES);
	if (pc_sql_number(row, C_STARTED))
		part->waited = pc_sql_number(row, C_WAITED);
	if (!pc_job_is_ended(state))
		return;
	put(part, LF_waited_high, pc_sql_number(row, C_WAITED));
	put(part, LF_ran_high, pc_sql_number(row, C_RAN));
}

/* What has not ended may have taken all that is reserved for it. */
static void open_part(struct ledger_part *part, struct pc_sql *row)
{
	int64_t money = pc_sql_number(row, A_RESERVED_MONEY);

	put(part, LF_tokens_out_high, pc_sql_number(row, A_RESERVED_TOKENS));
	put(part, LF_list_price_high, money);
	put(part, LF_cash_high, money);
	put(part, LF_reserved_high, money);
}

static void ended_part(struct ledger_part *part, struct pc_sql *row)
{
	static const struct {
		enum ledger_field field;
		int column;
	} sums[] = {
		{LF_tokens_in_high, A_TOKENS_IN},
		{LF_tokens_out_high, A_TOKENS_OUT},
		{LF_cache_read_high, A_CACHE_READ},
		{LF_cache_write_high, A_CACHE_WRITE},
		{LF_list_price_high, A_LIST_PRICE},
		{LF_cash_high, A_CASH},
	};

	part->fields[LF_attempts_failed] = part->failure != PC_FAILURE_NONE;
	for (size_t i = 0; i < PC_COUNT(sums); i++)
		put(part, sums[i].field, pc_sql_number(row, sums[i].column));
}

static void attempt_part(struct ledger_part *part, struct pc_sql *row)
{
	name_part(part, row, pc_sql_number(row, A_STARTED));
	part->failure = pc_sql_number(row, A_FAILURE);
	part->model = pc_sql_text(row, A_MODEL);
	part->key = pc_sql_text(row, A_KEY);
	part->backend = pc_sql_text(row, A_BACKEND);
	part->fields[LF_attempts] = 1;
	if (pc_sql_number(row, A_ENDED))
		ended_part(part, row);
	else
		open_part(part, row);
}

/* The job's way is that of its last attempt. */
static bool is_rerouted(struct pc_sql *row)
{
	return pc_sql_number(row, A_NUMBER) == 1 &&
	       pc_sql_number(row, C_STATE) == PC_JOB_DONE &&
	       !(pc_str_eq(pc_sql_text(row, A_BACKEND), pc_sql_text(row, C_BACKEND)) &&
		       pc_str_eq(pc_sql_text(row, A_MODEL), pc_sql_text(row, C_MODEL)));
}

static enum pc_status add_row(struct pc_sql *row, bool is_new, ledger_part_fn *fn,
	void *context, struct pc_err *err)
{
	struct ledger_part part;

	if (is_new) {
		job_part(&part, row);
		PC_TRY(fn(context, &part, err));
	}
	if (pc_sql_is_none(row, A_NUMBER))
		return PC_OK;
	attempt_part(&part, row);
	PC_TRY(fn(context, &part, err));
	if (!is_rerouted(row))
		return PC_OK;
	name_job(&part, row);
	part.fields[LF_rerouted] = 1;
	return fn(context, &part, err);
}

enum pc_status ledger_parts(struct pc_queue *queue, int64_t job, ledger_part_fn *fn,
	void *context, struct pc_err *err)
{
	enum pc_status status = PC_OK, read;
	struct pc_err ignored;
	int64_t last = 0;
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, job ? ST_PARTS_ONE : ST_PARTS_ALL, err));
	if (job)
		pc_sql_bind_number(st, 1, job);
	while (status == PC_OK && pc_sql_next(st)) {
		int64_t id = pc_sql_number(st, C_ID);

		status = add_row(st, id != last, fn, context, err);
		last = id;
	}
	if (status == PC_OK)
		return pc_sql_end_of(st, err);
	read = pc_sql_end_of(st, &ignored);
	return read == PC_ERR_SYSTEM ? read : status;
}
