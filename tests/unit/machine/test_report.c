/* SPDX-License-Identifier: Apache-2.0 */
/* What a report is put together of: rows that were not told yet, the newest of what
 * lasts, and a judgement of both. */
#include "pc_test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/machine/report.h"
#include "pc/record/chain.h"
#include "pc/record/events.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER  "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
#define COMMIT "89abcdef0123456789abcdef0123456789abcdef"
#define NEWER  "fedcba9876543210fedcba9876543210fedcba98"

static const int64_t hour = INT64_C(3600) * 1000;
static const int64_t now = INT64_C(1700000000000);

struct fixture {
	char top[32];
	struct pc_arena arena;
	struct pc_db *db;
	struct pc_wire_survey survey;
	struct pc_wire_mark mark;
};

static int begin(void **state)
{
	struct fixture *f = pc_xcalloc(1, sizeof(*f));
	struct pc_err err;

	memcpy(f->top, "/tmp/pc-report-XXXXXX", sizeof("/tmp/pc-report-XXXXXX"));
	f->mark.id = PC_STR("ab");
	if (!mkdtemp(f->top) ||
		pc_db_open(&f->db, pc_arena_printf(&f->arena, "%s/db", f->top).ptr,
			PC_DB_WRITE, &err) != PC_OK)
		return 1;
	*state = f;
	return 0;
}

static int end(void **state)
{
	struct fixture *f = *state;

	pc_db_close(&f->db);
	pc_fs_remove_tree(f->top);
	pc_arena_done(&f->arena);
	free(f);
	return 0;
}

static void add(struct fixture *f, const struct pc_table *table, const void *row)
{
	struct pc_err err;

	assert_int_equal(pc_row_add(f->db, table, row, &err), PC_OK);
}

static void decide(struct fixture *f, const char *verdict, const char *rule, int n)
{
	static unsigned ids;
	struct pc_err err;

	assert_int_equal(pc_db_begin(f->db, &err), PC_OK);
	for (int i = 0; i < n; i++) {
		struct pc_str line = pc_arena_printf(&f->arena,
			"{\"id\":\"018f3c2e-9a4b-7cde-8f01-%012x\",\"time\":"
			"\"2023-11-14T22:13:19.000Z\",\"agent\":\"claude\",\"verdict\":"
			"\"%s\",\"rule\":\"%s\"}\n",
			ids++, verdict, rule);
		size_t added = 0, strange = 0;

		assert_int_equal(
			pc_chain_add(f->db, line, 0, &added, &strange, &err), PC_OK);
		assert_int_equal(added, 1);
	}
	assert_int_equal(pc_db_end(f->db, &err), PC_OK);
}

static struct pc_wire_report made(struct fixture *f, int64_t at)
{
	const struct pc_machine_told from = {
		.db = f->db, .mark = &f->mark, .seen = &f->survey, .now = at};
	struct pc_wire_report report;
	struct pc_err err;

	assert_int_equal(
		pc_machine_report(&report, &f->mark, &f->arena, &from, &err), PC_OK);
	return report;
}

static void put_in_force(struct fixture *f, int64_t number, int64_t expires)
{
	const struct pc_generation_row row = {.number = number,
		.at = now - hour,
		.expires = expires,
		.commit = PC_STR(COMMIT),
		.digest = PC_STR(DIGEST),
		.signer = PC_STR("a@b"),
		.change = PC_STR("intended")};

	add(f, &pc_generations, &row);
}

static bool says(const struct pc_wire_report *report, const char *id)
{
	const struct pc_wire_reason *reasons = report->reasons.items;

	for (size_t i = 0; i < report->reasons.count; i++) {
		if (pc_str_is(reasons[i].id, id))
			return true;
	}
	return false;
}

static void nothing(void **state)
{
	struct fixture *f = *state;
	struct pc_wire_report report = made(f, now);

	assert_int_equal(report.seq, 1);
	assert_int_equal(report.at, now);
	assert_int_equal(report.since, now - 24 * hour);
	assert_false(report.is_in_force);
	assert_true(says(&report, "no-policy"));
	assert_true(says(&report, "not-seen"));
	assert_true(report.machine.hostname.len && report.machine.arch.len);
	assert_str(report.machine.id, "ab");
}

/* Each decision is told once, whenever its hook wrote it. */
static void decisions(void **state)
{
	struct fixture *f = *state;
	const struct pc_wire_rule *rules;
	struct pc_wire_report report;

	decide(f, "allow", "Read", 2);
	decide(f, "deny", "Bash(rm:*)", 3);
	decide(f, "ask", "", 1);
	decide(f, "would-deny", "Bash(curl:*)", 1);
	report = made(f, now);
	assert_int_equal(report.decisions.allow, 2);
	assert_int_equal(report.decisions.deny, 3);
	assert_int_equal(report.decisions.ask, 1);
	assert_int_equal(report.decisions.other, 1);
	assert_int_equal(report.decisions.rules.count, 3);
	rules = report.decisions.rules.items;
	assert_str(rules[0].rule, "Bash(rm:*)");
	assert_str(rules[0].verdict, "deny");
	assert_int_equal(rules[0].count, 3);
	report = made(f, now + hour);
	assert_int_equal(report.since, now);
	assert_int_equal(report.seq, 2);
	assert_int_equal(report.decisions.deny, 0);
	decide(f, "deny", "Bash(rm:*)", 1);
	assert_int_equal(made(f, now + 2 * hour).decisions.deny, 1);
}

/* As if so many had come that most of them have already been forgotten. */
static void many_decisions(void **state)
{
	enum { ADDED = 5 };
	struct fixture *f = *state;

	decide(f, "allow", "Read", ADDED);
	f->mark.seq = 1;
	f->mark.decision = ADDED - PC_MAX_REPORT_DECISIONS;
	assert_int_equal(made(f, now).decisions.other, 0);
	f->mark.decision = ADDED - PC_MAX_REPORT_DECISIONS - 1;
	assert_int_equal(made(f, now).decisions.other, 1);
	f->mark.decision = ADDED - PC_MAX_REPORT_DECISIONS - 1;
	assert_int_equal(made(f, now).decisions.allow, ADDED);
}

static void many_rules(void **state)
{
	struct fixture *f = *state;
	struct pc_wire_report report;

	for (int i = 0; i < PC_MAX_REPORT_RULES + 3; i++)
		decide(f, "deny", pc_arena_printf(&f->arena, "Bash(c%d)", i).ptr, 1);
	report = made(f, now);
	assert_int_equal(report.decisions.rules.count, PC_MAX_REPORT_RULES);
	assert_int_equal(report.decisions.rules.left_out, 3);
	assert_int_equal(report.decisions.deny, PC_MAX_REPORT_RULES + 3);
}

/* A row that goes on counting is told again. */
static void drift(void **state)
{
	struct fixture *f = *state;
	struct pc_drift_event row = {.change = PC_STR("drift"),
		.path = PC_STR("/etc/x"),
		.kind = PC_STR("changed"),
		.diff = PC_STR("+ secret"),
		.times = 1};
	const struct pc_wire_drift_row *rows;
	struct pc_wire_report report;

	for (int i = 0; i < PC_MAX_REPORT_DRIFTS + 2; i++) {
		row.at = row.last = now - hour + i;
		row.mended = i % 2;
		add(f, &pc_drifts, &row);
	}
	row.change = PC_STR("intended");
	row.at = row.last = now - 1;
	add(f, &pc_drifts, &row);
	report = made(f, now);
	assert_int_equal(report.drift.count, PC_MAX_REPORT_DRIFTS + 2);
	assert_int_equal(report.drift.unmended, (PC_MAX_REPORT_DRIFTS + 2) / 2);
	assert_int_equal(report.drift.rows.count, PC_MAX_REPORT_DRIFTS);
	assert_int_equal(report.drift.rows.left_out, 3);
	rows = report.drift.rows.items;
	assert_str(rows[0].change, "intended");
	assert_int_equal(rows[1].at, now - hour + PC_MAX_REPORT_DRIFTS + 1);
	report = made(f, now + hour);
	assert_int_equal(report.drift.rows.count, 0);
}

static void findings(void **state)
{
	struct fixture *f = *state;
	const struct pc_finding_row rows[] = {
		{.code = PC_STR("PC1"),
			.severity = PC_STR("error"),
			.file = PC_STR("/a")},
		{.code = PC_STR("PC2"),
			.severity = PC_STR("warning"),
			.file = PC_STR("/b")},
	};
	struct pc_err err;
	struct pc_wire_report report;

	assert_int_equal(
		pc_findings_settle(f->db, PC_STR("look"), rows, 2, now - 2, &err), PC_OK);
	assert_int_equal(
		pc_findings_settle(f->db, PC_STR("look"), rows, 1, now - 1, &err), PC_OK);
	report = made(f, now);
	assert_int_equal(report.findings.errors, 1);
	assert_int_equal(report.findings.warnings, 0);
	assert_int_equal(report.findings.rows.count, 1);
}

static void look(struct fixture *f, const char *remote, const char *commit,
	const char *outcome, int64_t at)
{
	const struct pc_sync_row row = {.at = at,
		.last = at,
		.times = 1,
		.remote = pc_str(remote),
		.commit = pc_str(commit),
		.outcome = pc_str(outcome)};
	struct pc_err err;

	assert_int_equal(pc_sync_add(f->db, &row, &err), PC_OK);
}

static void looks(void **state)
{
	struct fixture *f = *state;
	struct pc_wire_report report;

	put_in_force(f, 3, 0);
	look(f, "https://h/p", COMMIT, "new", now - hour - 1);
	report = made(f, now);
	assert_int_equal(report.policy.generation, 3);
	assert_str(report.sync.outcome, "new");
	assert_str(report.pending.outcome, "");
	look(f, "https://h/p", NEWER, "new", now - 10);
	look(f, "", NEWER, "not applied", now - 9);
	look(f, "https://h/p", "", "offline", now - 8);
	report = made(f, now);
	assert_str(report.sync.outcome, "offline");
	assert_str(report.pending.commit, NEWER);
	assert_str(report.pending.outcome, "not applied");
}

static void kill_switches(void **state)
{
	struct fixture *f = *state;
	struct pc_wire_report report;

	put_in_force(f, 3, 0);
	look(f, "https://h/p", COMMIT, "killed", now - 10);
	report = made(f, now);
	assert_true(says(&report, "killed"));
	/* As long as nobody hears otherwise. */
	look(f, "https://h/p", "", "offline", now - 9);
	report = made(f, now);
	assert_true(says(&report, "killed"));
	look(f, "https://h/p", NEWER, "new", now - 8);
	report = made(f, now);
	assert_false(says(&report, "killed"));
}

static struct pc_wire_client old_client[] = {{.path = PC_STR("/usr/bin/claude"),
	.version = PC_STR("2.0.0"),
	.ignores = PC_STR("a")}};
static struct pc_wire_source profile[] = {
	{.what = PC_STR("a profile"), .path = PC_STR("/p"), .is_dead = true}};
static struct pc_wire_source merged[] = {
	{.what = PC_STR("a profile"), .path = PC_STR("/p"), .is_dead = false}};

static const struct row {
	const char *name;
	struct pc_wire_survey survey;
	int64_t expires; /* seconds */
	bool is_in_force;
	const char *reason; /* the only one; NULL: none */
} surveys[] = {
	{"as it should be", {.at = 1, .document.digest = PC_STR(DIGEST)}, 0, true, NULL},
	{"another document", {.at = 1, .document.digest = PC_STR(OTHER)}, 0, false,
		"read-back"},
	{"no document", {.at = 1, .document.fault = PC_STR("is not there")}, 0, false,
		"read-back"},
	{"never seen", {.at = 0}, 0, false, "not-seen"},
	{"expired", {.at = 1, .document.digest = PC_STR(DIGEST)}, 1700000000, true,
		"expired"},
	{"not yet expired", {.at = 1, .document.digest = PC_STR(DIGEST)}, 1700000001,
		true, NULL},
	{"a source that comes first",
		{.at = 1, .document.digest = PC_STR(DIGEST), .sources = {profile, 1, 0}},
		0, false, "higher-source"},
	{"a source that is merged",
		{.at = 1, .document.digest = PC_STR(DIGEST), .sources = {merged, 1, 0}},
		0, true, NULL},
	{"no client starts",
		{.at = 1, .document.digest = PC_STR(DIGEST), .refused = PC_STR("bad")}, 0,
		false, "refused"},
	{"a client that is too old",
		{.at = 1,
			.document.digest = PC_STR(DIGEST),
			.clients = {old_client, 1, 0}},
		0, true, "old-client"},
	{"a hook that cannot run",
		{.at = 1,
			.document.digest = PC_STR(DIGEST),
			.hook = {.is_named = true, .fault = PC_STR("is not there")}},
		0, true, "hook"},
};

static void check(const struct row *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_wire_report report = {.survey = row->survey,
		.policy = {.generation = 1,
			.digest = PC_STR(DIGEST),
			.expires = row->expires}};

	pc_machine_judge(&report, &arena, (struct pc_str){0}, now);
	assert_int_equal(report.is_in_force, row->is_in_force);
	assert_int_equal(report.reasons.count, row->reason != NULL);
	assert_true(!row->reason || says(&report, row->reason));
}
PC_TABLE(surveys, check)

static void marks(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_wire_mark one, two, read;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_machine_mark_new(&one, &arena, &err), PC_OK);
	assert_int_equal(pc_machine_mark_new(&two, &arena, &err), PC_OK);
	assert_int_equal(one.id.len, 32);
	assert_false(pc_str_eq(one.id, two.id));
	one.seq = 7;
	one.until = now;
	one.decision = 9;
	pc_wire_write(&text, &pc_wire_mark_table, &one, 4096);
	assert_int_equal(pc_wire_read(&read, &arena, &pc_wire_mark_table,
				 pc_buf_str(&text), 4096, &err),
		PC_OK);
	assert_true(pc_str_eq(read.id, one.id));
	assert_int_equal(read.seq + read.until + read.decision, 7 + now + 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing, begin, end),
		cmocka_unit_test_setup_teardown(decisions, begin, end),
		cmocka_unit_test_setup_teardown(many_decisions, begin, end),
		cmocka_unit_test_setup_teardown(many_rules, begin, end),
		cmocka_unit_test_setup_teardown(drift, begin, end),
		cmocka_unit_test_setup_teardown(findings, begin, end),
		cmocka_unit_test_setup_teardown(looks, begin, end),
		cmocka_unit_test_setup_teardown(kill_switches, begin, end),
		cmocka_unit_test(marks),
	};

	return PC_RUN(surveys) + cmocka_run_group_tests(tests, NULL, NULL);
}
