/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the record to a report: the newest of what lasts, and counts of what happened
 * since the report before. */
#include "pc/machine/report.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/utsname.h>

#include "machine_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/record/events.h"

static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;

static const struct pc_wire_field mark_fields[] = {
	{"id", PC_WIRE_HEX, offsetof(struct pc_wire_mark, id), 64, NULL},
	{"seq", PC_WIRE_NUMBER, offsetof(struct pc_wire_mark, seq), 0, NULL},
	{"until", PC_WIRE_NUMBER, offsetof(struct pc_wire_mark, until), 0, NULL},
	{"decision", PC_WIRE_NUMBER, offsetof(struct pc_wire_mark, decision), 0, NULL},
};
const struct pc_wire_table pc_wire_mark_table = {
	mark_fields, PC_COUNT(mark_fields), sizeof(struct pc_wire_mark)};

enum pc_status pc_machine_mark_new(
	struct pc_wire_mark *out, struct pc_arena *arena, struct pc_err *err)
{
	enum { SIZE = 16 };
	unsigned char bytes[SIZE];
	char hex[2 * SIZE + 1];

	if (getrandom(bytes, sizeof(bytes), 0) != SIZE)
		return pc_err_sys(err, "chance for the machine's id");
	for (size_t i = 0; i < SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
	*out = (struct pc_wire_mark){.id = pc_arena_str(arena, pc_str(hex))};
	return PC_OK;
}

/* ---- the machine ------------------------------------------------------------------ */

/* Of "NAME=value" lines, with quotes around the value or without. */
static struct pc_str value_of(struct pc_str text, const char *name)
{
	while (text.ptr) {
		struct pc_str line = pc_str_cut(&text, '\n');

		if (!pc_str_is(pc_str_cut(&line, '='), name))
			continue;
		if (line.len >= 2 && line.ptr[0] == '"')
			return pc_str_head(pc_str_from(line, 1), line.len - 2);
		return line;
	}
	return (struct pc_str){0};
}

static struct pc_str os_version(
	struct pc_arena *arena, struct pc_str root, const char *release)
{
	enum { MOST = 16 << 10 };
	struct pc_str path =
		pc_arena_printf(arena, "%.*s/etc/os-release", PC_STR_ARG(root));
	struct pc_str text, name;
	struct pc_err err;

	if (pc_fs_read(&text, arena, AT_FDCWD, path.ptr, MOST, &err) != PC_OK)
		return pc_arena_str(arena, pc_str(release));
	name = value_of(text, "PRETTY_NAME");
	return name.len ? name : pc_arena_str(arena, pc_str(release));
}

static void describe(struct pc_wire_machine *out, struct pc_arena *arena,
	const struct pc_machine_told *from)
{
	struct utsname names;

	*out = (struct pc_wire_machine){
		.id = from->mark->id, .policyctl = PC_STR(PC_VERSION)};
	if (uname(&names) < 0)
		return;
	out->hostname = pc_arena_str(arena, pc_str(names.nodename));
	out->os = pc_arena_lower(arena, pc_str(names.sysname));
	out->arch = pc_arena_str(arena, pc_str(names.machine));
	out->os_version = os_version(arena, from->root, names.release);
}

/* ---- what lasts ---------------------------------------------------------------------
 */

struct composer {
	struct pc_wire_report *report;
	struct pc_wire_mark *next;
	struct pc_arena *arena;
	const struct pc_machine_told *from;
	int64_t since;               /* for decisions; 0: all that were not counted yet */
	struct pc_wire_sync refusal; /* the newest of a commit */
};

static enum pc_status add_policy(struct composer *composer, struct pc_err *err)
{
	struct pc_generation_row row;
	enum pc_status status = pc_row_newest(
		&row, composer->from->db, composer->arena, &pc_generations, err);

	if (status == PC_ERR_ABSENT)
		return PC_OK;
	PC_TRY(status);
	composer->report->policy = (struct pc_wire_policy){
		.commit = row.commit,
		.digest = row.digest,
		.signer = row.signer,
		.generation = row.number,
		.at = row.at,
		.signed_at = row.signed_at,
		.expires = row.expires,
	};
	return PC_OK;
}

static struct pc_wire_sync told(struct pc_arena *arena, const struct pc_sync_row *row)
{
	return (struct pc_wire_sync){
		.remote = pc_arena_str(arena, row->remote),
		.commit = pc_arena_str(arena, row->commit),
		.outcome = pc_arena_str(arena, row->outcome),
		.reason = pc_arena_str(arena, row->reason),
		.at = row->at,
		.last = row->last,
		.times = row->times,
	};
}

/* Rows that name no remote tell what apply refused, and what somebody asked for.  The
 * newest one of a commit that is not in force says what became of that. */
static bool see_sync(void *arg, const void *opaque)
{
	struct composer *composer = arg;
	struct pc_wire_report *report = composer->report;
	const struct pc_sync_row *row = opaque;

	if (row->remote.len)
		report->sync = told(composer->arena, row);
	if (row->commit.len)
		report->pending = told(composer->arena, row);
	if (pc_sync_is_refusal(row))
		composer->refusal = told(composer->arena, row);
	return true;
}

/* What a kill switch says that is on: it was the last word on the newest commit, and is
 * younger than what is in force. */
static struct pc_str killed(const struct composer *composer)
{
	const struct pc_wire_sync *refusal = &composer->refusal;
	struct pc_str newest = composer->report->sync.commit;

	if (pc_str_is(refusal->outcome, "killed") &&
		refusal->last >= composer->report->policy.at &&
		(newest.len == 0 || pc_str_eq(newest, refusal->commit)))
		return refusal->reason.len ? refusal->reason
					   : PC_STR("a kill switch is on");
	return (struct pc_str){0};
}

static enum pc_status add_sync(struct composer *composer, struct pc_err *err)
{
	const struct pc_row_filter newest = {.limit = PC_MAX_STATUS_ROWS};
	struct pc_wire_report *report = composer->report;

	PC_TRY(pc_rows_each(
		composer->from->db, &pc_syncs, &newest, see_sync, composer, err));
	if (pc_str_eq(report->pending.commit, report->policy.commit) ||
		report->pending.last < report->policy.at)
		report->pending = (struct pc_wire_sync){0};
	return PC_OK;
}

/* ---- what happened
 * --------------------------------------------------------------------- */

/* Rows come oldest first: the newest takes the first place, and the oldest one goes where
 * there are too many. */
static void *first_place(struct pc_wire_list *list, size_t size, size_t most)
{
	if (list->count == most) {
		list->count--;
		list->left_out++;
	}
	memmove((char *)list->items + size, list->items, list->count * size);
	list->count++;
	return list->items;
}

static bool see_drift(void *arg, const void *opaque)
{
	struct composer *composer = arg;
	struct pc_wire_drift *drift = &composer->report->drift;
	const struct pc_drift_event *row = opaque;
	bool is_drift = pc_str_is(row->change, "drift");
	struct pc_wire_drift_row *place;

	/* An old row goes on counting. */
	if (row->last < composer->report->since)
		return true;
	drift->count += is_drift;
	drift->unmended += is_drift && row->mended == 0;
	place = first_place(&drift->rows, sizeof(*place), PC_MAX_REPORT_DRIFTS);
	*place = (struct pc_wire_drift_row){
		.at = row->at,
		.last = row->last,
		.times = row->times,
		.generation = row->generation,
		.mended = row->mended != 0,
		.change = pc_arena_str(composer->arena, row->change),
		.path = pc_arena_str(composer->arena, row->path),
		.kind = pc_arena_str(composer->arena, row->kind),
		.by = pc_arena_str(composer->arena, row->by),
	};
	return true;
}

static enum pc_status add_drift(struct composer *composer, struct pc_err *err)
{
	const struct pc_row_filter newest = {.limit = PC_MAX_REPORT_ROWS};

	composer->report->drift.rows.items = pc_arena_new_array(
		composer->arena, struct pc_wire_drift_row, PC_MAX_REPORT_DRIFTS);
	return pc_rows_each(
		composer->from->db, &pc_drifts, &newest, see_drift, composer, err);
}

static int64_t *count_of(struct pc_wire_decisions *decisions, struct pc_str verdict)
{
	const struct {
		const char *verdict;
		int64_t *count;
	} kinds[] = {{"allow", &decisions->allow}, {"ask", &decisions->ask},
		{"deny", &decisions->deny}};

	for (size_t i = 0; i < PC_COUNT(kinds); i++) {
		if (pc_str_is(verdict, kinds[i].verdict))
			return kinds[i].count;
	}
	return &decisions->other;
}

static bool see_decisions(void *arg, const void *opaque)
{
	struct composer *composer = arg;
	struct pc_wire_decisions *decisions = &composer->report->decisions;
	struct pc_wire_list *list = &decisions->rules;
	struct pc_wire_rule *rules = list->items;
	const struct pc_tally *tally = opaque;

	*count_of(decisions, tally->texts[1]) += tally->count;
	if (tally->texts[0].len == 0)
		return true;
	if (list->count == PC_MAX_REPORT_RULES) {
		list->left_out++;
		return true;
	}
	rules[list->count++] =
		(struct pc_wire_rule){pc_arena_str(composer->arena, tally->texts[0]),
			pc_arena_str(composer->arena, tally->texts[1]), tally->count};
	return true;
}

static enum pc_status add_decisions(struct composer *composer, struct pc_err *err)
{
	struct pc_wire_decisions *decisions = &composer->report->decisions;
	struct pc_tally_wish by_rule = {
		.filter = {.since = composer->since,
			.after = composer->from->mark->decision,
			.limit = PC_MAX_REPORT_DECISIONS},
		.columns = {"rule", "verdict"},
	};
	struct pc_row_filter *filter = &by_rule.filter;
	struct pc_db *db = composer->from->db;
	struct pc_decision_row newest;
	enum pc_status status =
		pc_row_newest(&newest, db, composer->arena, &pc_decisions, err);

	if (status == PC_ERR_ABSENT)
		return PC_OK;
	PC_TRY(status);
	composer->next->decision = newest.seq;
	decisions->rules.items = pc_arena_new_array(
		composer->arena, struct pc_wire_rule, PC_MAX_REPORT_RULES);
	/* A report must not hold up the record; older ones are only counted. */
	if (newest.seq - filter->after > PC_MAX_REPORT_DECISIONS && !composer->since) {
		decisions->other = newest.seq - filter->after - PC_MAX_REPORT_DECISIONS;
		filter->after = newest.seq - PC_MAX_REPORT_DECISIONS;
	}
	return pc_rows_tally(db, &pc_decisions, &by_rule, see_decisions, composer, err);
}

/* What follows that word in the text of a key's row; empty in others. */
static struct pc_str fingerprint_of(const struct pc_finding_row *row)
{
	static const char word[] = "fingerprint ";
	struct pc_str text = row->text;

	if (!pc_str_is(row->code, "PC2570"))
		return (struct pc_str){0};
	text = pc_str_from(text, pc_str_find_str(text, pc_str(word)));
	text = pc_str_from(text, sizeof(word) - 1);
	return pc_str_head(text, pc_str_find(text, ','));
}

static bool see_finding(void *arg, const void *opaque)
{
	struct composer *composer = arg;
	struct pc_wire_findings *findings = &composer->report->findings;
	const struct pc_finding_row *row = opaque;
	struct pc_wire_finding *place =
		first_place(&findings->rows, sizeof(*place), PC_MAX_REPORT_FINDINGS);

	if (pc_str_is(row->severity, "error"))
		findings->errors++;
	else if (pc_str_is(row->severity, "warning"))
		findings->warnings++;
	else
		findings->other++;
	findings->keys += pc_str_is(row->code, "PC2570");
	*place = (struct pc_wire_finding){
		.at = row->at,
		.last = row->last,
		.times = row->times,
		.code = pc_arena_str(composer->arena, row->code),
		.severity = pc_arena_str(composer->arena, row->severity),
		.source = pc_arena_str(composer->arena, row->source),
		.file = pc_arena_str(composer->arena, row->file),
		.text = pc_arena_str(composer->arena, row->text),
		.fingerprint = pc_arena_str(composer->arena, fingerprint_of(row)),
	};
	return true;
}

static enum pc_status add_findings(struct composer *composer, struct pc_err *err)
{
	composer->report->findings.rows.items = pc_arena_new_array(
		composer->arena, struct pc_wire_finding, PC_MAX_REPORT_FINDINGS);
	return pc_findings_standing(
		composer->from->db, PC_MAX_REPORT_ROWS, see_finding, composer, err);
}

enum pc_status pc_machine_report(struct pc_wire_report *out, struct pc_wire_mark *next,
	struct pc_arena *arena, const struct pc_machine_told *from, struct pc_err *err)
{
	static enum pc_status (*const parts[])(
		struct composer * composer, struct pc_err * err) = {
		add_policy, add_sync, add_drift, add_decisions, add_findings};
	struct pc_wire_report report = {.seq = from->mark->seq + 1,
		.since = from->mark->seq ? from->mark->until : from->now - day_ms,
		.at = from->now,
		.survey = *from->seen};
	struct pc_wire_mark mark = *from->mark;
	struct composer composer = {.report = &report,
		.next = &mark,
		.arena = arena,
		.from = from,
		.since = from->mark->seq ? 0 : report.since};

	mark.seq = report.seq;
	mark.until = from->now;
	describe(&report.machine, arena, from);
	for (size_t i = 0; from->db && i < PC_COUNT(parts); i++)
		PC_TRY(parts[i](&composer, err));
	pc_machine_judge(&report, arena, killed(&composer), from->now);
	*out = report;
	*next = mark;
	return PC_OK;
}
