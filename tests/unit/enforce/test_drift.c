/* SPDX-License-Identifier: Apache-2.0 */
/* Drift: what happened to a machine on which a policy was in force, and the rows about
 * it; and that a repair leaves none that are ours. */
#include "machine.h"

#include "pc/enforce/drift.h"

#define OURS   "managed-settings.d/zz-policyd.json"
#define THEIRS "managed-settings.d/10-mdm.json"
#define POLICY "{\"model\": \"good\"}"

#define DIGEST "6858317c92302d3fcd0f3759fbae55cccca50b8bc3319197cfe0b11a63968885"

static const char machine[] = "file " THEIRS " 0644 {}\napply " OURS " " POLICY "\n";

static const struct row {
	const char *name, *then, *rows;
} drifts[] = {
	{"nothing happened", "", ""},
	{"ours is gone", "gone " OURS,
		"missing: managed-settings.d/zz-policyd.json, was " DIGEST "\n"},
	{"its directory is gone", "gone managed-settings.d",
		"missing: managed-settings.d/zz-policyd.json, was " DIGEST "\n"
		"foreign gone: managed-settings.d/10-mdm.json, was "
		"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\n"},
	{"ours was edited", "file " OURS " 0644 {\"model\": \"bad\"}",
		"changed: managed-settings.d/zz-policyd.json, was " DIGEST ", is "
		"6c648ac4db20e02ace68b2e491a31b4585cb9879d8330fe9eb9c8e99e912ed29\n"
		"--- a/managed-settings.d/zz-policyd.json\n"
		"+++ b/managed-settings.d/zz-policyd.json\n"
		"@@ -1,1 +1,1 @@\n"
		"-{\"model\": \"good\"}\n"
		"\\ No newline at end of file\n"
		"+{\"model\": \"bad\"}\n"
		"\\ No newline at end of file\n"},
	{"everybody may write it", "file " OURS " 0666 " POLICY,
		"mode: managed-settings.d/zz-policyd.json, was 0644, is 0666\n"},
	{"nobody may read it", "file " OURS " 0600 " POLICY,
		"mode: managed-settings.d/zz-policyd.json, was 0644, is 0600\n"},
	{"everybody may write its directory", "dir managed-settings.d 0777",
		"mode: managed-settings.d, was 0755, is 0777\n"},
	{"a link is in its place", "gone " OURS "\nlink " OURS " /etc/passwd",
		"link: managed-settings.d/zz-policyd.json, was file, is link\n"},
	{"it has a second name", "also " OURS " /etc/second",
		"hard link: managed-settings.d/zz-policyd.json, was 1, is 2\n"},
	{"a write was stopped", "file managed-settings.d/.policyd-new 0600 {",
		"leftover: managed-settings.d/.policyd-new\n"},
	{"somebody else's appeared", "file managed-settings.d/a.json 0644 {}",
		"foreign appeared: managed-settings.d/a.json: "
		"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\n"},
	{"somebody else's broke", "file " THEIRS " 0644 {",
		"foreign changed: managed-settings.d/10-mdm.json, was "
		"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a, is "
		"021fb596db81e6d02bf3d2586ee3981fe519f275c0ac9ca76bbcf2ebb4097d96\n"
		"foreign fault: managed-settings.d/10-mdm.json: is not a JSON object: "
		"the text ends before the '{' of 1:1 is closed: missing '}'\n"},
	{"somebody else's went", "gone " THEIRS,
		"foreign gone: managed-settings.d/10-mdm.json, was "
		"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\n"},
	{"everybody may write somebody else's", "file " THEIRS " 0666 {}",
		"foreign fault: managed-settings.d/10-mdm.json: others may write it\n"},
	{"everybody may write a parent", "dir /etc 0777",
		"parent: ROOT/etc: others may write it\n"},
	{"a name with a line in it cannot forge a row",
		"file managed-settings.d/a\001b.json 0644 {}",
		"foreign appeared: managed-settings.d/a?b.json: "
		"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\n"},
	{"ours belongs to somebody else", "owner " OURS " 4711",
		"owner: managed-settings.d/zz-policyd.json, was 0:0, is 4711:4711\n"},
};

static size_t look(struct machine *m, struct pc_buf *text)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = machine_open(m);
	struct pc_drift drift;
	struct pc_err err;

	assert_int_equal(pc_drift_check(&drift, site, &err), PC_OK);
	pc_drift_text(text, &drift);
	return drift.n_ours;
}

static enum pc_status repair(struct machine *m, struct pc_err *err)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = machine_open(m);
	struct pc_wish wish;
	struct pc_plan plan;

	PC_TRY(pc_wish_of_generation(&wish, site, pc_site_history(site)->current, err));
	PC_TRY(pc_plan_make(&plan, site, &wish, err));
	assert_int_equal(plan.generation, pc_site_history(site)->current);
	return pc_plan_write(site, &plan, err);
}

static void check_drift(const struct row *r)
{
	PC_AUTO(machine_done) struct machine m = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0}, after = {0};
	struct pc_err err;
	enum pc_status status;

	if (machine_needs_root(r->then))
		skip();
	machine_make(&m, "claude-linux", machine);
	machine_lines(&m, r->then);
	look(&m, &text);
	machine_assert_text(&m, &text, r->rows);

	status = repair(&m, &err);
	if (strstr(r->rows, "parent: ")) {
		assert_int_equal(status, PC_ERR_USAGE); /* root's to mend, not ours */
		return;
	}
	assert_int_equal(status, PC_OK);
	assert_int_equal(look(&m, &after), 0);
	machine_assert_holds(&m, OURS, POLICY);
}

PC_TABLE(drifts, check_drift)

static void rows_are_objects(void **state)
{
	PC_AUTO(machine_done) struct machine m = {0};
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_drift drift;
	struct pc_err err;

	(void)state;
	machine_make(&m, "claude-linux", machine);
	machine_line(&m, PC_STR("file " OURS " 0666 " POLICY));
	site = machine_open(&m);
	assert_int_equal(pc_drift_check(&drift, site, &err), PC_OK);
	pc_drift_json(&text, &drift);
	machine_assert_text(&m, &text,
		"{\"drift\":[{\"kind\":\"mode\",\"path\":\"managed-settings.d/"
		"zz-policyd.json\",\"ours\":true,\"was\":\"0644\",\"now\":\"0666\","
		"\"diff\":null}]}\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_objects),
	};

	return PC_RUN(drifts) + cmocka_run_group_tests(tests, NULL, NULL);
}
