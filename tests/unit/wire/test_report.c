/* SPDX-License-Identifier: Apache-2.0 */
/* A report written and read again; what does not fit is counted; what is no report is
 * refused. */
#include "pc_test.h"

#include "pc/base/limits.h"
#include "pc/wire/report.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define COMMIT "89abcdef0123456789abcdef0123456789abcdef"
#define ID     "00112233445566778899aabbccddeeff"

static struct pc_wire_client clients[] = {
	{.path = PC_STR("/usr/bin/claude"), .version = PC_STR("2.1.283")},
	{.path = PC_STR("/home/é/claude"),
		.user = PC_STR("é"),
		.ignores = PC_STR("a, b")},
};
static struct pc_wire_source sources[] = {
	{.what = PC_STR("a profile"), .path = PC_STR("/p"), .is_dead = true}};
static struct pc_wire_reason reasons[] = {{PC_STR("hook"), PC_STR("is not there")}};
static struct pc_wire_drift_row drifts[] = {{5, 6, 2, 2, true, PC_STR("drift"),
	PC_STR("/etc/x\n\"y\""), PC_STR("changed"), PC_STR("vi (17)")}};
static struct pc_wire_finding found[] = {
	{1, 2, 3, PC_STR("PC1"), PC_STR("error"), PC_STR("look"), PC_STR("/f"),
		PC_STR("t"), PC_STR("00112233445566778899aabbccddeeff")}};
static struct pc_wire_rule rules[] = {{PC_STR("Bash(rm:*)"), PC_STR("deny"), 9}};

static struct pc_wire_report full(void)
{
	return (struct pc_wire_report){
		.seq = 7,
		.since = 1000,
		.at = 2000,
		.dropped = 1,
		.rejected = 2,
		.machine = {PC_STR(ID), PC_STR("box"), PC_STR("linux"),
			PC_STR("debian 12"), PC_STR("x86_64"), PC_STR("0.1.0")},
		.policy = {PC_STR(COMMIT), PC_STR(DIGEST), PC_STR("a@b"), 3, 900, 1,
			INT64_MAX},
		.is_in_force = true,
		.reasons = {reasons, PC_COUNT(reasons), 0},
		.sync = {PC_STR("https://h/p"), PC_STR(COMMIT), PC_STR("same"), {0}, 1, 2,
			3},
		.pending = {.outcome = PC_STR("refused"), .reason = PC_STR("unsigned")},
		.drift = {4, 1, {drifts, PC_COUNT(drifts), 3}},
		.decisions = {1, 2, 3, 4, {rules, PC_COUNT(rules), 0}},
		.findings = {1, 2, 3, 0, {found, PC_COUNT(found), 0}},
		.survey = {.at = 1999,
			.document = {PC_STR("/etc/d"), PC_STR(DIGEST), {0}},
			.hook = {true, PC_STR("/usr/bin/h"), {0}, true, true},
			.clients = {clients, PC_COUNT(clients), 0},
			.sources = {sources, PC_COUNT(sources), 0}},
	};
}

static struct pc_str written(struct pc_arena *arena, const struct pc_wire_report *report)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_wire_report_write(&out, report);
	assert_true(out.len <= PC_MAX_REPORT);
	return pc_arena_str(arena, pc_buf_str(&out));
}

static void round_trip(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_wire_report report = full(), read;
	struct pc_str first = written(&arena, &report), second;
	const struct pc_wire_client *client;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_wire_report_read(&read, &arena, first, &err), PC_OK);
	second = written(&arena, &read);
	assert_true(pc_str_eq(first, second));
	assert_int_equal(read.schema, PC_REPORT_SCHEMA);
	assert_int_equal(read.policy.expires, INT64_MAX);
	assert_int_equal(read.drift.rows.left_out, 3);
	assert_true(read.survey.hook.fails_closed);
	client = read.survey.clients.items;
	assert_str(client[1].user, "é");
	assert_str(((struct pc_wire_drift_row *)read.drift.rows.items)->path,
		"/etc/x\n\"y\"");
}

static void nothing_known(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_wire_report report = {.seq = 1, .machine.id = PC_STR(ID)}, read;
	struct pc_err err;

	(void)state;
	assert_int_equal(
		pc_wire_report_read(&read, &arena, written(&arena, &report), &err),
		PC_OK);
	assert_int_equal(read.policy.generation, 0);
	assert_int_equal(read.survey.clients.count, 0);
}

/* Whatever is in it, it stays within its bounds, and what is left out is counted. */
static void too_much(void **state)
{
	enum { MANY = 5000, LONG = 5000 };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_wire_report report = full(), read;
	struct pc_wire_client *many =
		pc_arena_new_array(&arena, struct pc_wire_client, MANY);
	char *text = pc_arena_bytes(&arena, LONG);
	struct pc_str hostile = {text, LONG};
	struct pc_err err;

	(void)state;
	memset(text, 1, LONG);
	for (size_t i = 0; i < MANY; i++)
		many[i] = (struct pc_wire_client){.path = hostile,
			.fault = hostile,
			.ignores = hostile,
			.refuses = hostile};
	report.survey.clients = (struct pc_wire_list){many, MANY, 1};
	report.machine.hostname = report.machine.os = report.policy.signer = hostile;
	report.machine.os_version = report.machine.arch = report.sync.remote = hostile;
	report.sync.outcome = report.sync.reason = report.pending.remote = hostile;
	report.pending.outcome = report.pending.reason = report.survey.refused = hostile;
	report.survey.document.path = report.survey.document.fault = hostile;
	report.survey.hook.program = report.survey.hook.fault = hostile;
	assert_int_equal(
		pc_wire_report_read(&read, &arena, written(&arena, &report), &err),
		PC_OK);
	assert_int_equal(
		(int64_t)read.survey.clients.count + read.survey.clients.left_out,
		MANY + 1);
	assert_true(read.survey.clients.count < PC_MAX_CLIENTS);
	assert_true(pc_str_ends(read.machine.hostname, PC_STR("\1…")));
	assert_int_equal(read.machine.hostname.len, 128);
}

/* A long text ends between two characters. */
static void cut(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_wire_report report = full(), read;
	char name[400];
	struct pc_err err;

	(void)state;
	for (size_t i = 0; i < sizeof(name); i += 2)
		memcpy(name + i, "é", 2);
	report.machine.hostname = (struct pc_str){name, sizeof(name)};
	assert_int_equal(
		pc_wire_report_read(&read, &arena, written(&arena, &report), &err),
		PC_OK);
	assert_int_equal(read.machine.hostname.len, 124 + 3);
}

static void no_secrets(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_wire_report report = full();
	struct pc_str text;

	(void)state;
	report.sync.remote = PC_STR("https://bob:hunter2@example.com/p.git");
	drifts[0].path = PC_STR("/etc/claude-code/token=canary-1");
	rules[0].rule = PC_STR("Bash(curl -H Authorization: Bearer canary-2)");
	reasons[0].text = PC_STR("password: canary-3");
	/* What has to be hexadecimal and is not is no digest. */
	report.policy.digest = PC_STR("canary-4");
	text = written(&arena, &report);
	assert_int_equal(pc_str_find_str(text, PC_STR("hunter2")), text.len);
	assert_int_equal(pc_str_find_str(text, PC_STR("canary")), text.len);
	assert_true(pc_str_find_str(text, PC_STR(ID)) < text.len);
	assert_true(pc_str_find_str(text, PC_STR(COMMIT)) < text.len);
}

static const struct row {
	const char *name, *text;
	enum pc_status status;
} texts[] = {
	{"the least", "{\"schema\":1,\"seq\":1,\"machine\":{\"id\":\"ab\"}}", PC_OK},
	{"what newer versions say",
		"{\"schema\":1,\"seq\":1,\"machine\":{\"id\":\"ab\",\"z\":[{}]},\"new\":"
		"null}",
		PC_OK},
	{"null is absent",
		"{\"schema\":1,\"seq\":1,\"machine\":{\"id\":\"ab\"},\"sync\":null}",
		PC_OK},
	{"another schema", "{\"schema\":2,\"seq\":1,\"machine\":{\"id\":\"ab\"}}",
		PC_ERR_PARSE},
	{"no schema", "{\"seq\":1,\"machine\":{\"id\":\"ab\"}}", PC_ERR_PARSE},
	{"no machine", "{\"schema\":1,\"seq\":1}", PC_ERR_PARSE},
	{"no number", "{\"schema\":1,\"machine\":{\"id\":\"ab\"}}", PC_ERR_PARSE},
	{"an id that is none", "{\"schema\":1,\"seq\":1,\"machine\":{\"id\":\"../x\"}}",
		PC_ERR_PARSE},
	{"a member twice",
		"{\"schema\":1,\"seq\":1,\"seq\":2,\"machine\":{\"id\":\"ab\"}}",
		PC_ERR_PARSE},
	{"a text for a number",
		"{\"schema\":\"1\",\"seq\":1,\"machine\":{\"id\":\"ab\"}}", PC_ERR_PARSE},
	{"a fraction", "{\"schema\":1,\"seq\":1.5,\"machine\":{\"id\":\"ab\"}}",
		PC_ERR_PARSE},
	{"a list for an object", "{\"schema\":1,\"seq\":1,\"machine\":[]}", PC_ERR_PARSE},
	{"a bare list",
		"{\"schema\":1,\"seq\":1,\"machine\":{\"id\":\"ab\"},\"reasons\":[]}",
		PC_ERR_PARSE},
	{"a list that left out less than nothing",
		"{\"schema\":1,\"seq\":1,\"machine\":{\"id\":\"ab\"},"
		"\"reasons\":{\"items\":[],\"left_out\":-1}}",
		PC_ERR_PARSE},
	{"an item that is no object",
		"{\"schema\":1,\"seq\":1,\"machine\":{\"id\":\"ab\"},"
		"\"reasons\":{\"items\":[1],\"left_out\":0}}",
		PC_ERR_PARSE},
	{"no object", "[]", PC_ERR_PARSE},
	{"nothing", "", PC_ERR_PARSE},
	{"something behind it", "{\"schema\":1,\"seq\":1,\"machine\":{\"id\":\"ab\"}}x",
		PC_ERR_PARSE},
};

static void check(const struct row *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_wire_report read = {.seq = 42};
	struct pc_err err;

	assert_int_equal(
		pc_wire_report_read(&read, &arena, pc_str(row->text), &err), row->status);
	assert_int_equal(read.seq, row->status == PC_OK ? 1 : 42);
}
PC_TABLE(texts, check)

static void too_large(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	char *text = pc_arena_bytes(&arena, PC_MAX_REPORT + 1);
	static const struct pc_str least =
		PC_STR("{\"schema\":1,\"seq\":1,\"machine\":{\"id\":\"ab\"}}");
	struct pc_wire_report read;
	struct pc_err err;

	(void)state;
	memset(text, ' ', PC_MAX_REPORT + 1);
	memcpy(text, least.ptr, least.len);
	assert_int_equal(pc_wire_report_read(&read, &arena,
				 (struct pc_str){text, PC_MAX_REPORT}, &err),
		PC_OK);
	assert_int_equal(pc_wire_report_read(&read, &arena,
				 (struct pc_str){text, PC_MAX_REPORT + 1}, &err),
		PC_ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(nothing_known),
		cmocka_unit_test(too_much),
		cmocka_unit_test(cut),
		cmocka_unit_test(no_secrets),
		cmocka_unit_test(too_large),
	};

	return PC_RUN(texts) + cmocka_run_group_tests(tests, NULL, NULL);
}
