/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models history: what scans found, from their ledger. */
#include <stdio.h>

#include "clean.h"
#include "models.h"
#include "output.h"
#include "pc/base/decimal.h"
#include "pc/doc/write.h"
#include "pc/rollcall/ledger.h"

struct history_args {
	struct models_args models;
	struct pc_str since, limit, ledger;
	bool events;
};

#define HISTORY(member) offsetof(struct history_args, member)

static const struct opt history_options[] = {
	{OPT_TEXT, "since", "TIME",
		"Only what happened from then on: a duration ago (12h, 30d) or a date",
		HISTORY(since)},
	{OPT_TEXT, "limit", "N", "The newest N; 0 for all (default: 100)",
		HISTORY(limit)},
	{OPT_FLAG, "events", NULL, "Print what happened, one by one, instead of scans",
		HISTORY(events)},
	{OPT_TEXT, "ledger", "FILE", "What scans left behind (default: the machine's)",
		HISTORY(ledger)},
	{OPT_END, NULL, NULL, NULL, 0},
};

struct history {
	struct pc_arena *arena;
	struct pc_buf out;
	bool is_json;
};

/* ---- words ------------------------------------------------------------------ */

static bool read_since(int64_t *out, struct pc_str text, int64_t now)
{
	enum { PER_SECOND = 1000 };
	int64_t ms;

	if (pc_time_read(out, text))
		return true;
	if (!pc_duration_read(&ms, text))
		return false;
	*out = now - ms / PER_SECOND;
	return true;
}

static int wrong(const char *option, const char *wanted, struct pc_str text)
{
	fprintf(stderr, "policyctl models history: --%s must be %s, not '%.*s'\n", option,
		wanted, PC_STR_ARG(text));
	return EXIT_USAGE;
}

static int read_filter(struct pc_ledger_filter *out, const struct history_args *args,
	const struct models_open *open, const struct texts *operands)
{
	enum { USUAL = 100 };

	*out = (struct pc_ledger_filter){.limit = USUAL};
	if (args->since.ptr && !read_since(&out->since, args->since, open->now))
		return wrong("since",
			"a duration such as 12h or 30d, or a date such as 2026-12-31",
			args->since);
	if (args->limit.ptr &&
		(pc_decimal_read(&out->limit, args->limit, 0) != PC_DECIMAL_EXACT ||
			out->limit < 0))
		return wrong("limit", "a whole number", args->limit);
	if (operands->count) {
		const struct pc_model_name name =
			pc_models_name(open->models, operands->items[0]);

		out->model = name.model ? name.model->id : operands->items[0];
	}
	return EXIT_FINE;
}

/* ---- rows ------------------------------------------------------------------- */

static struct pc_str time_of(const struct history *h, int64_t at)
{
	enum { PER_SECOND = 1000 };

	return clean_time(h->arena, at * PER_SECOND);
}

static bool put_scan(void *context, const struct pc_scan_row *scan)
{
	struct history *h = context;
	struct pc_str at = time_of(h, scan->at);

	if (!h->is_json) {
		pc_buf_printf(&h->out, "%.*s  ", PC_STR_ARG(at));
		clean_text(&h->out, scan->sentence);
		pc_buf_add_char(&h->out, '\n');
		return true;
	}
	pc_json_next(&h->out);
	pc_buf_add_char(&h->out, '{');
	pc_json_integer(&h->out, "number", scan->number);
	pc_json_member(&h->out, "at", at);
	pc_json_integer(&h->out, "read", scan->n_read);
	pc_json_integer(&h->out, "unread", scan->n_unread);
	pc_json_integer(&h->out, "events", scan->n_events);
	pc_json_member(&h->out, "sentence", scan->sentence);
	pc_buf_add_char(&h->out, '}');
	return true;
}

static bool put_event(void *context, int64_t scan, const struct pc_event *event)
{
	struct history *h = context;
	struct pc_str at = time_of(h, event->at);

	if (!h->is_json) {
		pc_buf_printf(&h->out, "%.*s  %-7s  %-13s  ", PC_STR_ARG(at),
			pc_severity_name(event->severity), pc_event_name(event->kind));
		clean_text(&h->out, event->text);
		pc_buf_add_char(&h->out, '\n');
		return true;
	}
	pc_json_next(&h->out);
	pc_buf_add_char(&h->out, '{');
	pc_json_integer(&h->out, "scan", scan);
	pc_json_member(&h->out, "at", at);
	pc_json_member(&h->out, "kind", pc_str(pc_event_name(event->kind)));
	pc_json_member(&h->out, "severity", pc_str(pc_severity_name(event->severity)));
	pc_json_member(&h->out, "provider", event->provider);
	pc_json_member(&h->out, "model", event->model);
	pc_json_member(&h->out, "source", event->source);
	pc_json_member(&h->out, "before", event->before);
	pc_json_member(&h->out, "after", event->after);
	pc_json_member(&h->out, "text", event->text);
	pc_buf_add_char(&h->out, '}');
	return true;
}

static enum pc_status read_rows(struct history *h, struct pc_ledger *ledger,
	const struct pc_ledger_filter *filter, bool are_events, struct pc_err *err)
{
	if (h->is_json)
		pc_buf_puts(&h->out, are_events ? "{\"events\":[" : "{\"scans\":[");
	if (are_events)
		PC_TRY(pc_ledger_events(ledger, filter, put_event, h, err));
	else
		PC_TRY(pc_ledger_scans(ledger, filter, put_scan, h, err));
	if (h->is_json)
		pc_buf_puts(&h->out, "]}\n");
	return PC_OK;
}

static int say_none(const struct pc_err *err)
{
	fprintf(stderr,
		"policyctl models history: %s; 'policyctl models scan' begins one\n",
		err->text);
	return EXIT_COULD_NOT;
}

static int run_history(void *args, const struct texts *operands, struct pc_arena *arena)
{
	const struct history_args *history = args;
	struct history h = {.arena = arena};
	struct pc_ledger *ledger = NULL;
	struct pc_ledger_filter filter;
	struct models_open open;
	enum pc_status status;
	struct pc_err err;
	int code = models_open(&open, &history->models, "models history", arena);

	if (code == EXIT_FINE)
		code = read_filter(&filter, history, &open, operands);
	if (code != EXIT_FINE)
		return code;
	h.is_json = open.is_json;
	status = pc_ledger_open(
		&ledger, models_ledger(arena, history->ledger).ptr, PC_LEDGER_READ, &err);
	if (status == PC_ERR_ABSENT)
		return say_none(&err);
	if (status == PC_OK)
		status = read_rows(
			&h, ledger, &filter, history->events || operands->count, &err);
	pc_ledger_close(&ledger);
	if (status == PC_OK)
		output_text(stdout, pc_buf_str(&h.out));
	pc_buf_done(&h.out);
	return status == PC_OK ? EXIT_FINE : output_failure(&err);
}

const struct cmd cmd_models_history = {
	.name = "models history",
	.operands = "[ID]",
	.brief = "Print what scans found, or what happened to one model",
	.opts = {models_options, history_options, NULL},
	.args_size = sizeof(struct history_args),
	.min_operands = 0,
	.max_operands = 1,
	.run = run_history,
};
