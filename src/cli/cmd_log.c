/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl log: what this machine's record says happened, and whether its chain of
 * decisions holds. */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "clean.h"
#include "log_kinds.h"
#include "output.h"
#include "pc/base/limits.h"
#include "pc/config/config.h"
#include "pc/doc/write.h"
#include "pc/record/chain.h"
#include "places.h"

struct log_args {
	struct pc_str state, since, until, kind, change, verdict, would, tool, session,
		rule, limit, format, head;
	bool follow, verify;
};

#define FIELD(member) offsetof(struct log_args, member)

static const struct opt options[] = {
	{OPT_TEXT, "since", "TIME",
		"Only what happened from then on: a duration ago (2h, 7d) or a date",
		FIELD(since)},
	{OPT_TEXT, "until", "TIME", "Only what happened before then", FIELD(until)},
	{OPT_WORD, "kind", "decision|generation|drift|sync|finding",
		"Only rows of this kind (default: all)", FIELD(kind)},
	{OPT_WORD, "change", "drift|corrective|intended",
		"Only changes of the machine that go this way", FIELD(change)},
	{OPT_TEXT, "verdict", "VERDICT", "Only decisions with this verdict",
		FIELD(verdict)},
	{OPT_TEXT, "would", "VERDICT",
		"Only decisions on which monitored fragments would have had this one",
		FIELD(would)},
	{OPT_TEXT, "tool", "TOOL", "Only decisions about this tool", FIELD(tool)},
	{OPT_TEXT, "session", "ID", "Only decisions of this session", FIELD(session)},
	{OPT_TEXT, "rule", "RULE", "Only decisions by this rule", FIELD(rule)},
	{OPT_TEXT, "limit", "N", "The newest N rows; 0 for all (default: 100)",
		FIELD(limit)},
	{OPT_FLAG, "follow", NULL, "Go on with rows as they are recorded", FIELD(follow)},
	{OPT_FLAG, "verify", NULL,
		"Say whether the chain of decisions holds, instead of printing it",
		FIELD(verify)},
	{OPT_TEXT, "head", "HASH",
		"With --verify: a hash noted down earlier has to be in the chain",
		FIELD(head)},
	{OPT_WORD, "format", "text|json", "How to print (default: text)", FIELD(format)},
	{OPT_TEXT, "state", "DIR", "Where policyd keeps its state (default: its own)",
		FIELD(state)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* ---- words ---------------------------------------------------------------- */

struct log {
	struct pc_arena *arena;
	struct pc_db *db;
	struct pc_row_filter filter; /* .after is set for each kind */
	struct pc_str change;        /* .ptr NULL: all */
	bool wants[KINDS];
	int64_t after[KINDS]; /* key of the newest row that was printed */
	bool json;
};

static int wrong(const char *option, const char *must, struct pc_str typed)
{
	fprintf(stderr, "policyctl log: --%s must be %s, not '%.*s'\n", option, must,
		PC_STR_ARG(typed));
	return EXIT_USAGE;
}

static bool read_number(int64_t *out, struct pc_str typed)
{
	enum { DIGITS = 9, BASE = 10 };
	int64_t number = 0;

	if (typed.len == 0 || typed.len > DIGITS)
		return false;
	for (size_t i = 0; i < typed.len; i++) {
		if (typed.ptr[i] < '0' || typed.ptr[i] > '9')
			return false;
		number = number * BASE + (typed.ptr[i] - '0');
	}
	*out = number;
	return true;
}

/* Conditions that only decisions can meet. */
static size_t read_conditions(struct log *log, const struct log_args *args)
{
	const struct {
		const char *column;
		struct pc_str is;
	} typed[] = {
		{"verdict", args->verdict},
		{"would", args->would},
		{"tool", args->tool},
		{"session", args->session},
		{"rule", args->rule},
	};
	size_t n = 0;

	for (size_t i = 0; i < PC_COUNT(typed); i++) {
		if (!typed[i].is.ptr)
			continue;
		log->filter.texts[n].column = typed[i].column;
		log->filter.texts[n++].is = typed[i].is;
	}
	return n;
}

static bool is_change(size_t kind)
{
	return kind == KIND_GENERATION || kind == KIND_DRIFT;
}

static int read_kinds(struct log *log, const struct log_args *args)
{
	bool only_decisions = read_conditions(log, args) > 0;

	log->change = args->change;
	for (size_t i = 0; i < KINDS; i++) {
		log->wants[i] = args->kind.ptr ? pc_str_is(args->kind, log_kinds[i].name)
					       : !only_decisions || i == KIND_DECISION;
		log->wants[i] &= !args->change.ptr || is_change(i);
	}
	if (only_decisions && !log->wants[KIND_DECISION]) {
		fputs("policyctl log: --verdict, --would, --tool, --session and --rule "
		      "are about decisions alone\n",
			stderr);
		return EXIT_USAGE;
	}
	return EXIT_FINE;
}

static int read_args(struct log *log, const struct log_args *args)
{
	static const char when[] = "a duration such as 2h or 7d, or a date such as "
				   "2026-12-31 or 2026-12-31T18:00:00Z";
	enum { USUAL = 100 };

	log->json = pc_str_is(args->format, "json");
	log->filter.limit = USUAL;
	if (args->since.ptr && !clean_read_time(&log->filter.since, args->since, true))
		return wrong("since", when, args->since);
	if (args->until.ptr && !clean_read_time(&log->filter.until, args->until, true))
		return wrong("until", when, args->until);
	if (args->limit.ptr && !read_number(&log->filter.limit, args->limit))
		return wrong("limit", "a whole number", args->limit);
	if (args->follow && (args->until.ptr || args->verify)) {
		fputs("policyctl log: --follow goes with neither --until nor --verify\n",
			stderr);
		return EXIT_USAGE;
	}
	if (args->head.ptr && !args->verify) {
		fputs("policyctl log: --head goes with --verify\n", stderr);
		return EXIT_USAGE;
	}
	return read_kinds(log, args);
}

/* ---- rows ------------------------------------------------------------------- */

/* A row that waits for its turn in the order of time. */
struct waiting {
	int64_t at;
	size_t place; /* keeps the order of rows of one moment */
	struct pc_str text;
};

/* One pass over the record: rows of other kinds are few and wait in memory; decisions,
 * of which there may be a million, stream by. */
struct pass {
	struct log *log;
	size_t kind;
	struct waiting *items;
	size_t n_items, cap, next;
	int64_t skip; /* the oldest so many are too many */
};

static void write_row(
	struct pc_buf *out, const struct log *log, size_t kind, const void *row)
{
	(log->json ? log_write_json : log_write_text)(out, &log_kinds[kind], row);
}

static void see(struct pass *pass, const void *row)
{
	const struct pc_table *table = log_kinds[pass->kind].table;
	int64_t key = log_number(table, row, table->key);

	if (key > pass->log->after[pass->kind])
		pass->log->after[pass->kind] = key;
}

static bool keep_row(void *arg, const void *row)
{
	struct pass *pass = arg;
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	see(pass, row);
	write_row(&text, pass->log, pass->kind, row);
	pc_arena_grow(pass->log->arena, pass->items, pass->n_items, pass->cap);
	pass->items[pass->n_items] =
		(struct waiting){log_number(log_kinds[pass->kind].table, row, "at"),
			pass->n_items, pc_arena_str(pass->log->arena, pc_buf_str(&text))};
	pass->n_items++;
	return true;
}

static int by_time(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

static void print(struct pass *pass, struct pc_str text)
{
	if (pass->skip > 0)
		pass->skip--;
	else
		output_text(stdout, text);
}

static void print_until(struct pass *pass, int64_t at)
{
	while (pass->next < pass->n_items && pass->items[pass->next].at <= at)
		print(pass, pass->items[pass->next++].text);
}

static bool print_decision(void *arg, const void *row)
{
	struct pass *pass = arg;
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	see(pass, row);
	print_until(pass, log_number(&pc_decisions, row, "at"));
	write_row(&text, pass->log, KIND_DECISION, row);
	print(pass, pc_buf_str(&text));
	return !ferror(stdout);
}

static struct pc_row_filter filter_of(const struct log *log, size_t kind)
{
	struct pc_row_filter filter = log->filter;

	filter.after = log->after[kind];
	if (log->change.ptr) {
		filter.texts[0].column = "change";
		filter.texts[0].is = log->change;
	}
	if (kind != KIND_DECISION && (!filter.limit || filter.limit > PC_MAX_LOG_ROWS))
		filter.limit = PC_MAX_LOG_ROWS;
	return filter;
}

static enum pc_status print_rows(struct log *log, struct pc_err *err)
{
	struct pass pass = {.log = log};
	struct pc_row_filter filter;
	int64_t decisions = 0;

	for (pass.kind = KIND_DECISION + 1; pass.kind < KINDS; pass.kind++) {
		filter = filter_of(log, pass.kind);
		if (log->wants[pass.kind])
			PC_TRY(pc_rows_each(log->db, log_kinds[pass.kind].table, &filter,
				keep_row, &pass, err));
	}
	if (pass.n_items)
		qsort(pass.items, pass.n_items, sizeof(*pass.items), by_time);
	filter = filter_of(log, KIND_DECISION);
	if (log->wants[KIND_DECISION])
		PC_TRY(pc_rows_count(&decisions, log->db, &pc_decisions, &filter, err));
	if (log->filter.limit)
		pass.skip = decisions + (int64_t)pass.n_items - log->filter.limit;
	pass.kind = KIND_DECISION;
	if (log->wants[KIND_DECISION])
		PC_TRY(pc_rows_each(
			log->db, &pc_decisions, &filter, print_decision, &pass, err));
	print_until(&pass, INT64_MAX);
	return PC_OK;
}

/* The record's writer does not tell others, so it is looked at twice a second.  False:
 * nobody reads any more what is printed, also when nothing is. */
static bool wait_for_more(void)
{
	enum { PAUSE = 500 };
	struct pollfd out = {.fd = STDOUT_FILENO};

	return poll(&out, 1, PAUSE) <= 0;
}

static enum pc_status follow(const struct log *log, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct log next = *log;

	next.arena = &arena;
	next.filter.limit = 0;
	while (fflush(stdout) == 0 && !ferror(stdout) && wait_for_more()) {
		pc_arena_reset(&arena);
		PC_TRY(print_rows(&next, err));
	}
	return PC_OK;
}

/* ---- the chain ---------------------------------------------------------------- */

static enum pc_status has_hash(
	bool *out, struct pc_db *db, struct pc_str hash, struct pc_err *err)
{
	const struct pc_row_filter filter = {.texts = {{"hash", hash}}, .limit = 1};
	int64_t n;

	PC_TRY(pc_rows_count(&n, db, &pc_decisions, &filter, err));
	*out = n > 0;
	return PC_OK;
}

static void print_check_json(const struct pc_chain_check *check, bool holds)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_buf_add_char(&out, '{');
	pc_json_key(&out, "holds");
	pc_buf_puts(&out, holds ? "true" : "false");
	pc_json_key(&out, "rows");
	pc_buf_printf(&out, "%" PRId64, check->rows);
	pc_json_key(&out, "broken");
	pc_buf_printf(&out, check->broken ? "%" PRId64 : "null", check->broken);
	pc_json_member(&out, "why", pc_str(check->why));
	pc_json_member(&out, "head", pc_str(check->head));
	pc_buf_puts(&out, "}\n");
	output_text(stdout, pc_buf_str(&out));
}

static int verify(struct log *log, struct pc_str head)
{
	struct pc_chain_check check;
	bool is_there = true;
	struct pc_err err;

	if (pc_chain_verify(&check, log->db, &err) != PC_OK ||
		(head.ptr && has_hash(&is_there, log->db, head, &err) != PC_OK))
		return output_failure(&err);
	if (!check.broken && !is_there)
		snprintf(check.why, sizeof(check.why),
			"no row has the hash that was noted down: rows were taken away, "
			"or "
			"the record no longer keeps it");
	if (log->json)
		print_check_json(&check, !check.broken && is_there);
	else if (check.broken)
		printf("row %" PRId64 " is broken: %s; the %" PRId64 " row%s before it "
		       "hold\n",
			check.broken, check.why, check.rows,
			pc_plural((size_t)check.rows));
	else if (!is_there)
		printf("%s\n", check.why);
	else
		printf("%" PRId64 " row%s hold; head %s\n", check.rows,
			pc_plural((size_t)check.rows), check.head);
	return check.broken || !is_there ? EXIT_FINDINGS : EXIT_FINE;
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct log_args *args = opaque;
	struct log log = {.arena = arena};
	struct pc_str state = args->state.len ? places_absolute(arena, args->state)
					      : pc_config_usual.state;
	int status = read_args(&log, args);
	struct pc_err err;

	(void)operands;
	if (status != EXIT_FINE)
		return status;
	if (pc_db_open(&log.db,
		    pc_arena_printf(arena, "%.*s/record/policyd.db", PC_STR_ARG(state))
			    .ptr,
		    PC_DB_READ, &err) != PC_OK)
		return output_failure(&err);
	if (args->verify)
		status = verify(&log, args->head);
	else if (print_rows(&log, &err) != PC_OK ||
		 (args->follow && follow(&log, &err) != PC_OK))
		status = output_failure(&err);
	pc_db_close(&log.db);
	return status;
}

const struct cmd cmd_log = {
	.name = "log",
	.operands = "",
	.brief = "Print what policyd recorded: decisions, generations, drift, syncs and "
		 "findings",
	.opts = {options, NULL},
	.args_size = sizeof(struct log_args),
	.run = run,
};
