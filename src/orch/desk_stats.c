/* SPDX-License-Identifier: Apache-2.0 */
/* What jobs took: the ledger's totals, as an answer. */
#include "desk_priv.h"
#include "pc/base/limits.h"
#include "pc/orch/ledger.h"

/* Days of a quarter of a century, or models of a thousand projects. */
enum { TOTALS_MOST = 10000 };

struct stats {
	struct pc_str by;
	struct pc_ledger_period period;
};

static const struct pc_field fields[] = {
	{"by", PC_FIELD_TEXT, offsetof(struct stats, by), false, DESK_NAME,
		PC_MAX_ORCH_NAME, NULL, NULL},
	{"since", PC_FIELD_NUMBER, offsetof(struct stats, period.since), false, 0,
		DESK_TIME_MOST, NULL, NULL},
	{"until", PC_FIELD_NUMBER, offsetof(struct stats, period.until), false, 0,
		DESK_TIME_MOST, NULL, NULL},
	{"project", PC_FIELD_TEXT, offsetof(struct stats, period.project), false,
		DESK_NAME, PC_MAX_ORCH_NAME, NULL, NULL},
	{"type", PC_FIELD_TEXT, offsetof(struct stats, period.type), false, DESK_NAME,
		PC_MAX_ORCH_NAME, NULL, NULL},
	{"owner", PC_FIELD_TEXT, offsetof(struct stats, period.owner), false, DESK_NAME,
		PC_MAX_MODEL_NAME, NULL, NULL},
};
static const struct pc_fields table = {"stats", fields, PC_COUNT(fields)};

static const struct {
	const char *name;
	size_t offset;
} numbers[] = {
	{"jobs", offsetof(struct pc_ledger_total, jobs)},
	{"done", offsetof(struct pc_ledger_total, done)},
	{"failed", offsetof(struct pc_ledger_total, failed)},
	{"refused", offsetof(struct pc_ledger_total, refused)},
	{"cancelled", offsetof(struct pc_ledger_total, cancelled)},
	{"dead", offsetof(struct pc_ledger_total, dead)},
	{"open", offsetof(struct pc_ledger_total, open)},
	{"rerouted", offsetof(struct pc_ledger_total, rerouted)},
	{"losses", offsetof(struct pc_ledger_total, losses)},
	{"waited", offsetof(struct pc_ledger_total, waited)},
	{"ran", offsetof(struct pc_ledger_total, ran)},
	{"attempts", offsetof(struct pc_ledger_total, attempts)},
	{"attempts_failed", offsetof(struct pc_ledger_total, attempts_failed)},
	{"tokens_in", offsetof(struct pc_ledger_total, tokens_in)},
	{"tokens_out", offsetof(struct pc_ledger_total, tokens_out)},
	{"cache_read", offsetof(struct pc_ledger_total, cache_read)},
	{"cache_write", offsetof(struct pc_ledger_total, cache_write)},
	{"list_price_picodollars", offsetof(struct pc_ledger_total, list_price)},
	{"cash_picodollars", offsetof(struct pc_ledger_total, cash)},
	{"reserved_picodollars", offsetof(struct pc_ledger_total, reserved)},
};

static void write_total(struct pc_buf *out, const struct pc_ledger_total *total)
{
	pc_buf_add_char(out, '{');
	pc_json_member(out, "name", total->name);
	for (size_t i = 0; i < PC_COUNT(numbers); i++) {
		int64_t value;

		memcpy(&value, (const char *)total + numbers[i].offset, sizeof(value));
		pc_json_integer(out, numbers[i].name, value);
	}
	pc_buf_add_char(out, '}');
}

static bool read_by(struct desk_case *c, enum pc_ledger_by *out, struct pc_str name)
{
	struct pc_str list = {0};

	*out = PC_LEDGER_ALL;
	if (!name.len)
		return true;
	for (int by = 0; by < PC_LEDGER_KINDS; by++) {
		const char *known = pc_ledger_by_name((enum pc_ledger_by)by);

		*out = (enum pc_ledger_by)by;
		if (pc_str_is(name, known))
			return true;
		list = pc_arena_printf(c->arena, "%.*s%s%s", PC_STR_ARG(list),
			by ? ", " : "it may be ", known);
	}
	return desk_refuse(c, list, "there are no totals by '%.*s'", PC_STR_ARG(name));
}

static bool check_owner(struct desk_case *c, struct pc_ledger_period *period)
{
	if (c->who->is_operator)
		return true;
	if (period->owner.len && !pc_str_eq(period->owner, c->who->name))
		return desk_refuse(c, (struct pc_str){0},
			"what jobs of others took is told to operators");
	period->owner = c->who->name;
	return true;
}

struct totals {
	struct pc_buf *out;
	int64_t left;
	bool more;
};

static bool write_one(void *context, const struct pc_ledger_total *total)
{
	struct totals *t = context;

	t->more = t->left-- == 0;
	if (t->more)
		return false;
	pc_json_next(t->out);
	write_total(t->out, total);
	return true;
}

static void write_summary(struct pc_buf *out, const struct pc_ledger_summary *summary)
{
	const struct {
		const char *name;
		int64_t value;
	} own[] = {
		{"projects", summary->projects},
		{"days", summary->days},
		{"peak", summary->peak},
		{"waited_p50", summary->waited_p50},
		{"waited_p99", summary->waited_p99},
		{"waited_most", summary->waited_most},
		{"operator_waited_most", summary->operator_waited_most},
	};

	pc_json_key(out, "summary");
	pc_buf_puts(out, "{\"all\":");
	write_total(out, &summary->all);
	for (size_t i = 0; i < PC_COUNT(own); i++)
		pc_json_integer(out, own[i].name, own[i].value);
	pc_json_member(out, "peak_day", summary->peak_day);
	pc_buf_add_char(out, '}');
}

enum pc_status desk_stats(struct desk_case *c)
{
	struct pc_ledger_summary summary = {0};
	struct totals totals = {.out = c->out, .left = TOTALS_MOST};
	struct stats asked = {0};
	struct pc_engine_view view;
	enum pc_ledger_by by;

	if (!desk_read(c, &asked, &table, c->asked) || !read_by(c, &by, asked.by) ||
		!check_owner(c, &asked.period))
		return PC_OK;
	PC_TRY(pc_ledger_summarize(
		&summary, c->arena, c->desk->queue, &asked.period, c->err));
	pc_buf_add_char(c->out, '{');
	pc_json_member(c->out, "by", pc_str(pc_ledger_by_name(by)));
	pc_json_integer(c->out, "since", asked.period.since);
	pc_json_integer(c->out, "until", asked.period.until);
	pc_engine_look(&view, c->desk->engine);
	pc_json_integer(c->out, "slots", view.slots);
	write_summary(c->out, &summary);
	pc_json_key(c->out, "totals");
	pc_buf_add_char(c->out, '[');
	PC_TRY(pc_ledger_each(
		c->desk->queue, by, &asked.period, write_one, &totals, c->err));
	pc_buf_add_char(c->out, ']');
	pc_json_bool(c->out, "more", totals.more);
	pc_buf_add_char(c->out, '}');
	return PC_OK;
}
