/* SPDX-License-Identifier: Apache-2.0 */
/* Plans: a machine, a wish, and the lines that the plan is printed as. */
#include "machine.h"

#include "pc/base/limits.h"

#define OURS   "managed-settings.d/zz-policyd.json"
#define BASE   "managed-settings.json"
#define POLICY "{\"model\": \"new\"}"

enum { EXCLUSIVE = 1, ADOPT = 2, ON_MACOS = 4, ON_WINDOWS = 8 };

static const struct row {
	const char *name;
	unsigned flags;
	const char *there, *path, *plan;
} plans[] = {
	{"an empty machine gets directories and the policy", 0, "dir /etc 0755\n", OURS,
		"make    ROOT/etc/claude-code\n"
		"make    managed-settings.d\n"
		"create  managed-settings.d/zz-policyd.json\n"},
	{"the base file needs no directory of drop-ins", 0, "dir . 0755\n", BASE,
		"create  managed-settings.json\n"},
	{"what is in force already is left", 0, "apply " OURS " " POLICY, OURS,
		"leave   managed-settings.d/zz-policyd.json\n"},
	{"another content is a change", 0, "apply " OURS " {\"model\": \"old\"}", OURS,
		"change  managed-settings.d/zz-policyd.json: its content is another "
		"one\n"},
	{"what others put there is kept, and said to win where it does", 0,
		"file " BASE " 0644 {}\n"
		"file managed-settings.d/10-a.json 0644 {}\n"
		"file managed-settings.d/zzz.json 0644 {}\n",
		OURS,
		"create  managed-settings.d/zz-policyd.json\n"
		"keep    managed-settings.json (somebody else's)\n"
		"keep    managed-settings.d/10-a.json (somebody else's)\n"
		"keep    managed-settings.d/zzz.json (somebody else's): it is merged "
		"after "
		"the policy: its single values win\n"},
	{"what stops the client is said", 0,
		"file managed-settings.d/x.json 0644 {\"a\":", BASE,
		"create  managed-settings.json\n"
		"keep    managed-settings.d/x.json (somebody else's): is not a JSON "
		"object: the text ends before the '{' of 1:1 is closed: missing '}'\n"},
	{"names that the client passes over are nobody's business", 0,
		"file managed-settings.d/.x.json 0644 {\n"
		"file managed-settings.d/x.bak 0644 {\n"
		"file CLAUDE.md 0644 hello",
		BASE, "create  managed-settings.json\n"},
	{"somebody else's document at the name is not replaced", 0,
		"file " BASE " 0644 {\"model\": \"theirs\"}", BASE,
		"refuse  managed-settings.json: somebody else put it there\n"},
	{"unless it is adopted", ADOPT, "file " BASE " 0644 {\"model\": \"theirs\"}",
		BASE,
		"change  managed-settings.json (somebody else's): taken over from "
		"somebody "
		"else\n"},
	{"or says the same", 0, "file " BASE " 0644 " POLICY, BASE,
		"leave   managed-settings.json: it was there already\n"},
	{"an exclusive policy removes what others put there, last", EXCLUSIVE,
		"file managed-settings.d/10-a.json 0644 {}", OURS,
		"create  managed-settings.d/zz-policyd.json\n"
		"remove  managed-settings.d/10-a.json (somebody else's): the policy is "
		"exclusive\n"},
	{"a withdrawal removes ours alone", 0,
		"apply " OURS " {}\nfile managed-settings.d/10-a.json 0644 {}", "",
		"remove  managed-settings.d/zz-policyd.json: the policy is withdrawn\n"
		"keep    managed-settings.d/10-a.json (somebody else's)\n"},
	{"another name is a change and a move", 0, "apply " BASE " {\"model\": \"old\"}",
		OURS,
		"make    managed-settings.d\n"
		"change  managed-settings.json: its content is another one\n"
		"move    managed-settings.d/zz-policyd.json from "
		"managed-settings.json\n"},
	{"a leftover is swept", 0, "file managed-settings.d/.policyd-new 0600 {\"mo",
		OURS,
		"sweep   managed-settings.d/.policyd-new: a write was stopped\n"
		"create  managed-settings.d/zz-policyd.json\n"},
	{"a linked directory of ours is refused", 0,
		"dir /srv/x 0755\ndir . 0755\nlink managed-settings.d /srv/x", OURS,
		"refuse  managed-settings.d: it is a symbolic link\n"
		"create  managed-settings.d/zz-policyd.json\n"},
	{"a linked parent is refused", 0, "dir /srv/x 0755\nlink /etc srv/x", BASE,
		"refuse  ROOT/etc: it is a symbolic link\n"
		"make    ROOT/etc/claude-code\n"
		"create  managed-settings.json\n"},
	{"a parent that others may write is refused", 0, "dir /etc 0777", BASE,
		"refuse  ROOT/etc: others may write it\n"
		"make    ROOT/etc/claude-code\n"
		"create  managed-settings.json\n"},
	{"so is one that its group may write", 0, "dir /etc 0775\ndir . 0755", BASE,
		"refuse  ROOT/etc: others may write it\n"
		"create  managed-settings.json\n"},
	{"a directory that others may write is refused at first", 0, "dir . 0777", BASE,
		"refuse  ROOT/etc/claude-code: others may write it\n"
		"create  managed-settings.json\n"},
	{"and mended once it was right", 0, "apply " BASE " " POLICY "\ndir . 0777", BASE,
		"mend    ROOT/etc/claude-code: others may write it\n"
		"leave   managed-settings.json\n"},
	{"one that nobody may enter is mended", 0, "dir . 0700", BASE,
		"mend    ROOT/etc/claude-code: its mode is another one\n"
		"create  managed-settings.json\n"},
	{"a directory of somebody else's is refused", 0, "dir . 0755\nowner . 4711", BASE,
		"refuse  ROOT/etc/claude-code: somebody else owns it\n"
		"create  managed-settings.json\n"},
	{"a link at the name is refused", 0, "dir . 0755\nlink " BASE " /etc/passwd",
		BASE, "refuse  managed-settings.json: it is a symbolic link\n"},
	{"and replaced where ours was", 0,
		"apply " BASE " " POLICY "\ngone " BASE "\nlink " BASE " /etc/passwd",
		BASE, "change  managed-settings.json: it is no regular file\n"},
	{"a directory at the name is refused", 0, "dir " BASE " 0755", BASE,
		"refuse  managed-settings.json: a directory is in its place\n"},
	{"modes of ours are put right", 0,
		"apply " BASE " " POLICY "\nfile " BASE " 0666 " POLICY, BASE,
		"change  managed-settings.json: others may write it\n"},
	{"so is its owner", 0, "apply " BASE " " POLICY "\nowner " BASE " 4711", BASE,
		"change  managed-settings.json: its owner is another one\n"},
	{"and a second name of it", 0,
		"apply " BASE " " POLICY "\nalso " BASE " /etc/other-name", BASE,
		"change  managed-settings.json: it has another name too\n"},
	{"macOS has its own place", ON_MACOS, "dir /Library 0755", OURS,
		"make    ROOT/Library/Application Support\n"
		"make    ROOT/Library/Application Support/ClaudeCode\n"
		"make    managed-settings.d\n"
		"create  managed-settings.d/zz-policyd.json\n"},
	{"names that differ in case are one name there", ON_MACOS,
		"file /Library/Application~Support/ClaudeCode/managed-settings.d/"
		"ZZ-Policyd.json 0644 {}",
		OURS,
		"create  managed-settings.d/zz-policyd.json\n"
		"refuse  managed-settings.d/ZZ-Policyd.json (somebody else's): its name "
		"is "
		"that of the policy but for case\n"},
	{"Windows has its own place", ON_WINDOWS, "dir /Users 0755", BASE,
		"make    ROOT/Program Files\n"
		"make    ROOT/Program Files/ClaudeCode\n"
		"create  managed-settings.json\n"},
};

static const char *target_of(unsigned flags)
{
	if (flags & ON_MACOS)
		return "claude-macos";
	return flags & ON_WINDOWS ? "claude-windows" : "claude-linux";
}

static void check_plan(const struct row *r)
{
	PC_AUTO(machine_done) struct machine m = {0};
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_wish wish = {
		.path = pc_str(r->path),
		.bytes = PC_STR(POLICY),
		.exclusive = r->flags & EXCLUSIVE,
		.adopt = r->flags & ADOPT,
	};
	struct pc_plan plan;
	struct pc_err err;
	enum pc_status status;

	if (machine_needs_root(r->there))
		skip();
	machine_make(&m, target_of(r->flags), r->there);
	site = machine_open(&m);
	assert_int_equal(pc_plan_make(&plan, site, &wish, &err), PC_OK);
	pc_plan_text(&text, &plan);
	machine_assert_text(&m, &text, r->plan);

	status = pc_plan_write(site, &plan, &err);
	assert_int_equal(status, plan.n_refused ? PC_ERR_USAGE : PC_OK);
	if (plan.n_refused)
		return;
	assert_int_equal(pc_plan_make(&plan, site, &wish, &err), PC_OK);
	assert_int_equal(plan.n_changes, 0); /* once done, there is nothing to do */
}

PC_TABLE(plans, check_plan)

/* ---- wishes that are none ------------------------------------------------- */

static const struct wrong {
	const char *name, *path, *bytes;
	enum pc_status status;
} wrongs[] = {
	{"a name elsewhere", "../x.json", "{}", PC_ERR_USAGE},
	{"an absolute name", "/etc/x.json", "{}", PC_ERR_USAGE},
	{"another document of the agent", "managed-mcp.json", "{}", PC_ERR_USAGE},
	{"a name that the client passes over", "managed-settings.d/.x.json", "{}",
		PC_ERR_USAGE},
	{"a name without an ending", "managed-settings.d/x", "{}", PC_ERR_USAGE},
	{"a name below", "managed-settings.d/x/y.json", "{}", PC_ERR_USAGE},
	{"a name of a Windows stream", "managed-settings.d/x:y.json", "{}", PC_ERR_USAGE},
	{"half a document", BASE, "{\"model\": ", PC_ERR_PARSE},
	{"a list", BASE, "[]", PC_ERR_PARSE},
};

static void check_wrong(const struct wrong *r)
{
	PC_AUTO(machine_done) struct machine m = {0};
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	struct pc_wish wish = {.path = pc_str(r->path), .bytes = pc_str(r->bytes)};
	struct pc_plan plan;
	struct pc_err err;

	machine_make(&m, "claude-linux", "dir . 0755");
	site = machine_open(&m);
	assert_int_equal(pc_plan_make(&plan, site, &wish, &err), r->status);
}

PC_TABLE(wrongs, check_wrong)

/* ---- limits, JSON --------------------------------------------------------- */

static void a_policy_is_as_large_as_the_client_reads(void **state)
{
	PC_AUTO(machine_done) struct machine m = {0};
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	struct pc_wish wish = {.path = PC_STR(BASE)};
	struct pc_plan plan;
	struct pc_err err;
	char *bytes;

	(void)state;
	machine_make(&m, "claude-linux", "dir . 0755");
	site = machine_open(&m);
	bytes = pc_arena_bytes(&m.arena, PC_CLIENT_MAX_FILE + 1);
	memset(bytes, ' ', PC_CLIENT_MAX_FILE + 1);
	memcpy(bytes, "{}", 2);
	wish.bytes = (struct pc_str){bytes, PC_CLIENT_MAX_FILE};
	assert_int_equal(pc_plan_make(&plan, site, &wish, &err), PC_OK);
	wish.bytes.len++;
	assert_int_equal(pc_plan_make(&plan, site, &wish, &err), PC_ERR_LIMIT);
}

static void a_plan_is_an_object(void **state)
{
	PC_AUTO(machine_done) struct machine m = {0};
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_wish wish = {.path = PC_STR(BASE), .bytes = PC_STR("{}")};
	struct pc_plan plan;
	struct pc_err err;

	(void)state;
	machine_make(&m, "claude-linux", "dir . 0755");
	site = machine_open(&m);
	assert_int_equal(pc_plan_make(&plan, site, &wish, &err), PC_OK);
	pc_plan_json(&text, &plan);
	machine_assert_text(&m, &text,
		"{\"generation\":1,\"path\":\"managed-settings.json\",\"sha256\":"
		"\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\","
		"\"changes\":1,\"refused\":0,\"steps\":[{\"action\":\"create\",\"path\":"
		"\"managed-settings.json\",\"from\":null,\"foreign\":false,\"why\":null,"
		"\"sha256\":null}]}\n");
}

static void a_build_is_a_wish_when_it_is_one_document(void **state)
{
	struct pc_built_file files[] = {
		{PC_STR("etc/claude-code/managed-settings.json"), PC_STR("{}"), true},
		{PC_STR("manifest.json"), PC_STR("{\"a\": 1}"), false},
		{PC_STR("etc/claude-code/managed-settings.d/x.json"), PC_STR("{}"), true},
	};
	struct pc_build build = {.files = files, .n_files = 2};
	struct pc_wish wish;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_wish_of_build(&wish, &build, &err), PC_OK);
	assert_str(wish.path, pc_wish_path);
	assert_str(wish.bytes, "{}");
	build.n_files = 3;
	assert_int_equal(pc_wish_of_build(&wish, &build, &err), PC_ERR_USAGE);
	build.n_files = 0;
	assert_int_equal(pc_wish_of_build(&wish, &build, &err), PC_ERR_USAGE);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_policy_is_as_large_as_the_client_reads),
		cmocka_unit_test(a_plan_is_an_object),
		cmocka_unit_test(a_build_is_a_wish_when_it_is_one_document),
	};

	return PC_RUN(plans) + PC_RUN(wrongs) + cmocka_run_group_tests(tests, NULL, NULL);
}
