/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a baseline: what they are called by, which of them are stale, and what is
 * written; and how large what is read may be. */
#include "pc_test.h"

#include <fcntl.h>
#include <unistd.h>

#include "pc/audit/baseline.h"
#include "pc/audit/compare.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

#define PRINT "00112233445566778899aabbccddeeff"
#define HEAD  "# policyctl audit baseline 1, key 0123456789abcdef\n"

static const struct pc_audit_key key = {
	.bytes = "x", .size = 1, .id = "0123456789abcdef"};
static const struct pc_secret_rule rule = {.id = "a-rule"};

static const struct row {
	const char *name;
	struct pc_audit_place at;
	const char *below; /* NULL: the path */
	const char *want;
} paths[] = {
	{"below the file's directory", {.path = PC_STR("/tree/d/a.yml")}, NULL,
		"d/a.yml"},
	{"with dots in it", {.path = PC_STR("/tree/./d//../a.yml")}, NULL, "a.yml"},
	{"elsewhere, as policy has it", {.path = PC_STR("/other/d/a.yml")}, "d/a.yml",
		"d/a.yml"},
	{"a directory that begins alike", {.path = PC_STR("/tree2/a.yml")}, "a.yml",
		"a.yml"},
	{"with blanks and lines", {.path = PC_STR("/tree/a b\nc%d")}, NULL,
		"a%20b%0Ac%25d"},
	{"in an archive",
		{.source = PC_AUDIT_MEMBER, .path = PC_STR("/tree/x.jar!conf/a.yml")},
		NULL, "x.jar!conf/a.yml"},
	{"in history", {.source = PC_AUDIT_HISTORY, .path = PC_STR("/tree/a.yml")},
		"a.yml", "history:a.yml"},
	{"staged", {.source = PC_AUDIT_STAGED, .path = PC_STR("a.yml")}, "a.yml",
		"a.yml"},
	{"of a process, whatever its number",
		{.source = PC_AUDIT_PROCESS,
			.path = PC_STR("process 812 (my node)"),
			.variable = PC_STR("API_KEY")},
		NULL, "process:my%20node:API_KEY"},
};

static void check_path(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_diags none = {.arena = &arena};
	struct pc_audit_finding finding = {.rule = &rule,
		.at = r->at,
		.fingerprint = PRINT,
		.below = r->below ? pc_str(r->below) : r->at.path};
	const struct pc_audit_result result = {
		.findings = &finding, .n_findings = 1, .diags = &none, .key_id = key.id};
	struct pc_baseline baseline, again;
	struct pc_err err;

	pc_baseline_init(&baseline, &arena, "/tree/" PC_BASELINE_NAME);
	assert_int_equal(pc_baseline_write(&out, &baseline, &result).n_added, 1);
	assert_str(pc_buf_str(&out),
		pc_arena_printf(&arena, HEAD "a-rule %s " PRINT "\n", r->want).ptr);
	pc_baseline_init(&again, &arena, "/tree/" PC_BASELINE_NAME);
	assert_int_equal(
		pc_baseline_parse(&again, pc_buf_str(&out), &key, NULL, &err), PC_OK);
	assert_true(pc_baseline_meets(&again, &finding));
	finding.fingerprint[0] = 'f';
	assert_false(pc_baseline_meets(&again, &finding));
}
PC_TABLE(paths, check_path)

static const struct text_row {
	const char *name, *text;
	enum pc_status status;
	size_t count, n_faults;
} texts[] = {
	{"nothing", "", PC_OK, 0, 0},
	{"one line", HEAD "a-rule a " PRINT "\n", PC_OK, 1, 0},
	{"without its last line end", HEAD "a-rule a " PRINT, PC_OK, 1, 0},
	{"of Windows", HEAD "a-rule a " PRINT "\r\n", PC_OK, 1, 0},
	{"twice the same, as merges leave them",
		HEAD "b b " PRINT "\na a " PRINT "\n" HEAD "b b " PRINT "\n", PC_OK, 2,
		0},
	{"without its first line", "a-rule a " PRINT "\n", PC_ERR_PARSE, 1, 0},
	{"made with another key", "# policyctl audit baseline 1, key ffffffffffffffff\n",
		PC_ERR_USAGE, 0, 0},
	{"merged from two keys",
		HEAD "# policyctl audit baseline 1, key ffffffffffffffff\n", PC_ERR_USAGE,
		0, 0},
	{"a fingerprint that is none", HEAD "a-rule a 0011\n", PC_OK, 0, 1},
	{"no path", HEAD "a-rule " PRINT "\n", PC_OK, 0, 1},
	{"more words", HEAD "a-rule a b " PRINT "\n", PC_OK, 0, 1},
	{"a mark of git's", HEAD "<<<<<<< a " PRINT "\n", PC_OK, 0, 1},
	{"a control character", HEAD "a-rule a\033b " PRINT "\n", PC_OK, 0, 1},
};

static void check_text(const struct text_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_baseline baseline;
	struct pc_err err;

	pc_baseline_init(&baseline, &arena, "/tree/b");
	assert_int_equal(
		pc_baseline_parse(&baseline, pc_str(r->text), &key, &diags, &err),
		r->status);
	if (r->status == PC_OK)
		assert_int_equal(baseline.count, r->count);
	assert_int_equal(diags.count, r->n_faults);
}
PC_TABLE(texts, check_text)

static const struct scope_row {
	const char *name, *path;
	const char *scope; /* NULL: none */
	unsigned looked_at;
	bool is_stale;
} scopes[] = {
	{"nothing was looked at", "d/a", NULL, 0, false},
	{"its tree", "d/a", "/tree", 0, true},
	{"its directory", "d/a", "/tree/d", 0, true},
	{"itself", "d/a", "/tree/d/a", 0, true},
	{"its neighbour", "d/a", "/tree/d/b", 0, false},
	{"one that begins alike", "d/a", "/tree/d/", 0, true},
	{"another tree", "d/a", "/other", 0, false},
	{"history, by files", "history:a", "/", 0, false},
	{"history", "history:a", NULL, PC_BASELINE_HISTORY, true},
	{"files, by history", "a", NULL, PC_BASELINE_HISTORY, false},
	{"processes", "process:a:K", NULL, PC_BASELINE_PROCESSES, true},
	{"a member of an archive", "d/x.jar!a", "/tree/d/x.jar", 0, true},
};

static void check_scope(const struct scope_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_baseline_entry entry = {.path = pc_str(r->path)};
	struct pc_baseline baseline;

	pc_baseline_init(&baseline, &arena, "/tree/b");
	baseline.looked_at = r->looked_at;
	if (r->scope)
		pc_baseline_scope(&baseline, pc_str(r->scope));
	assert_int_equal(pc_baseline_is_stale(&baseline, &entry), r->is_stale);
}
PC_TABLE(scopes, check_scope)

static void a_file_has_a_ceiling(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	char path[] = "/tmp/pc-baseline-XXXXXX";
	PC_AUTO(pc_close) int fd = mkstemp(path);
	struct pc_baseline baseline;
	struct pc_err err;

	(void)state;
	assert_true(fd >= 0);
	pc_baseline_init(&baseline, &arena, path);
	assert_int_equal(ftruncate(fd, PC_MAX_BASELINE + 1), 0);
	assert_int_equal(pc_baseline_read(&baseline, &key, NULL, &err), PC_ERR_LIMIT);
	assert_int_equal(ftruncate(fd, PC_MAX_BASELINE), 0);
	assert_int_equal(pc_baseline_read(&baseline, &key, NULL, &err), PC_OK);
	unlink(path);
	assert_int_equal(pc_baseline_read(&baseline, &key, NULL, &err), PC_ERR_ABSENT);
	assert_true(baseline.is_new);
}

static void a_report_has_a_ceiling(void **state)
{
	static const char text[] =
		"{\"policyctl-audit\":1,\"key\":\"a\",\"incidents\":[]}";
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	char *room = pc_xcalloc(1, PC_MAX_REPORT_SIZE + 1);
	struct pc_audit_side side = {"r", {room, PC_MAX_REPORT_SIZE + 1}};
	struct pc_audit_comparison comparison;
	struct pc_err err;

	(void)state;
	memset(room, ' ', PC_MAX_REPORT_SIZE + 1);
	memcpy(room, text, sizeof(text) - 1);
	assert_int_equal(
		pc_audit_compare(&comparison, &arena, &side, &side, &err), PC_ERR_LIMIT);
	side.text.len = PC_MAX_REPORT_SIZE;
	assert_int_equal(
		pc_audit_compare(&comparison, &arena, &side, &side, &err), PC_OK);
	free(room);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_has_a_ceiling),
		cmocka_unit_test(a_report_has_a_ceiling),
	};

	return PC_RUN(paths) + PC_RUN(texts) + PC_RUN(scopes) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
