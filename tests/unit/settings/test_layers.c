/* SPDX-License-Identifier: Apache-2.0 */
/* A whole load from real directories: who counts where, and when the client would not
 * start. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/hash.h"
#include "pc/settings/settings.h"
#include "pc_test.h"

/* One machine: a directory with etc, home and proj (a work tree) below it. */
struct machine {
	char top[64];
	struct pc_arena arena;
	struct pc_diags diags;
	struct pc_where where;
	struct pc_settings *settings;
};

static void make_dirs(const char *path)
{
	char part[512];

	for (const char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(at - path), path);
		mkdir(part, 0777);
	}
}

static void put(struct machine *m, const char *name, const char *text)
{
	char path[512];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", m->top, name);
	make_dirs(path);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static struct pc_str below(struct machine *m, const char *name)
{
	return pc_arena_printf(&m->arena, "%s/%s", m->top, name);
}

static int set_up(void **state)
{
	struct machine *m = test_calloc(1, sizeof(*m));

	snprintf(m->top, sizeof(m->top), "/tmp/pc-layers-XXXXXX");
	assert_non_null(mkdtemp(m->top));
	m->diags.arena = &m->arena;
	put(m, "etc/keep", "");
	put(m, "home/keep", "");
	put(m, "proj/.git/HEAD", "");
	m->where.managed_dir = below(m, "etc");
	m->where.home = below(m, "home");
	m->where.cwd = below(m, "proj");
	*state = m;
	return 0;
}

static int tear_down(void **state)
{
	struct machine *m = *state;
	char *const argv[] = {(char[]){"rm"}, (char[]){"-rf"}, m->top, NULL};
	pid_t child = fork();

	if (child == 0) {
		execvp("rm", argv);
		_exit(127);
	}
	pc_arena_done(&m->arena);
	test_free(m);
	return 0;
}

static const struct pc_settings *load(struct machine *m)
{
	struct pc_err err;

	assert_int_equal(
		pc_settings_load(&m->settings, &m->arena, &m->where, &m->diags, &err),
		PC_OK);
	return m->settings;
}

/* "deny:Bash(a) allow:Read", in order. */
static const char *rules_of(struct machine *m)
{
	static const char *const lists[] = {"deny", "ask", "allow"};
	struct pc_str out = {"", 0};

	for (size_t i = 0; i < m->settings->n_rules; i++) {
		const struct pc_rule_text *rule = &m->settings->rules[i];

		out = pc_arena_printf(&m->arena, "%.*s%s%s:%.*s", PC_STR_ARG(out),
			i ? " " : "", lists[rule->list], PC_STR_ARG(rule->text));
	}
	return out.ptr;
}

static bool has_finding(const struct machine *m, const char *code)
{
	for (size_t i = 0; i < m->diags.count; i++) {
		if (strcmp(m->diags.items[i].code, code) == 0)
			return true;
	}
	return false;
}

static const char *text_at(struct machine *m, const char *path)
{
	const struct pc_value *value = pc_settings_find(m->settings, pc_str(path));

	return value ? pc_arena_str(&m->arena, value->node->text).ptr : NULL;
}

#define ALLOW(rule) "{\"permissions\":{\"allow\":[\"" rule "\"]}}"
#define DENY(rule)  "{\"permissions\":{\"deny\":[\"" rule "\"]}}"

static void layers_in_rank_order(void **state)
{
	struct machine *m = *state;
	struct pc_str allowed = PC_STR("Bash(f),Bash(g h)");

	put(m, "home/.claude/settings.json", ALLOW("Bash(a)"));
	put(m, "proj/.claude/settings.json", DENY("Bash(b)"));
	put(m, "proj/.claude/settings.local.json", ALLOW("Bash(c)"));
	put(m, "etc/managed-settings.json", DENY("Bash(e)"));
	m->where.settings = PC_STR(" {\"permissions\":{\"ask\":[\"Bash(d)\"]}} ");
	m->where.allowed_tools = &allowed;
	m->where.n_allowed_tools = 1;
	load(m);
	assert_string_equal(rules_of(m),
		"allow:Bash(a) deny:Bash(b) allow:Bash(c) ask:Bash(d) deny:Bash(e) "
		"allow:Bash(f) allow:Bash(g h)");
}

static void drop_ins_by_utf16_units(void **state)
{
	struct machine *m = *state;

	put(m, "etc/managed-settings.json", "{\"model\":\"base\"}");
	put(m, "etc/managed-settings.d/9.json", "{\"model\":\"nine\"}");
	put(m, "etc/managed-settings.d/10.json", "{\"model\":\"ten\"}");
	put(m, "etc/managed-settings.d/\xEF\xAC\x80.json", "{\"model\":\"ligature\"}");
	put(m, "etc/managed-settings.d/\xF0\x9F\x98\x80.json", "{\"model\":\"face\"}");
	load(m);
	assert_string_equal(text_at(m, "model"), "ligature");
}

static void names_that_are_not_read(void **state)
{
	struct machine *m = *state;

	put(m, "etc/managed-settings.d/a.JSON", DENY("Bash(a)"));
	put(m, "etc/managed-settings.d/.b.json", DENY("Bash(b)"));
	put(m, "etc/managed-settings.d/c.json.bak", DENY("Bash(c)"));
	put(m, "etc/managed-settings.d/d.yaml", "permissions: {deny: [Bash(d)]}");
	put(m, "etc/managed-settings.d/e.json/f.json", DENY("Bash(e)"));
	load(m);
	assert_string_equal(rules_of(m), "");
	assert_true(has_finding(m, "PC1208"));
}

static void yaml_counts_in_a_repository(void **state)
{
	struct machine *m = *state;

	put(m, "etc/managed-settings.d/d.yaml",
		"permissions:\n  deny:\n    - Bash(d)\nx-policyctl:\n  reasons:\n"
		"    Bash(d): because\n");
	m->where.yaml = true;
	load(m);
	assert_string_equal(rules_of(m), "deny:Bash(d)");
	assert_str(m->settings->rules[0].why, "because");
}

static void a_link_is_read_and_a_dangling_one_is_not_there(void **state)
{
	struct machine *m = *state;
	char from[128], to[128];

	put(m, "other/a.txt", DENY("Bash(a)"));
	put(m, "etc/managed-settings.d/keep", "");
	snprintf(from, sizeof(from), "%s/other/a.txt", m->top);
	snprintf(to, sizeof(to), "%s/etc/managed-settings.d/a.json", m->top);
	assert_int_equal(symlink(from, to), 0);
	snprintf(to, sizeof(to), "%s/etc/managed-settings.d/b.json", m->top);
	assert_int_equal(symlink("/nowhere/at/all", to), 0);
	load(m);
	assert_string_equal(rules_of(m), "deny:Bash(a)");
	assert_false(m->settings->refused);
}

static const struct broken {
	const char *name, *text;
	bool refused;
} documents[] = {
	{"an empty file says nothing", "", false},
	{"white space says nothing", " \n\t", false},
	{"a byte order mark alone", "\xEF\xBB\xBF", false},
	{"a byte order mark before the text", "\xEF\xBB\xBF{}", false},
	{"line ends of Windows", "{\r\n}\r\n", false},
	{"malformed UTF-8 in a text", "{\"model\":\"a\xFF\"}", false},
	{"two byte order marks", "\xEF\xBB\xBF\xEF\xBB\xBF{}", true},
	{"a trailing comma", "{\"model\":\"a\",}", true},
	{"a comment", "// a\n{}", true},
	{"a list", "[]", true},
	{"null", "null", true},
	{"half of it", "{\"model\":", true},
	{"two of them", "{}{}", true},
	{"a guard that cannot be loaded, and nothing else",
		"{\"hooks\":{\"PreToolUse\":5}}", true},
	{"a guard that cannot be loaded, and more",
		"{\"hooks\":{\"PreToolUse\":5},\"model\":\"a\"}", false},
	{"no provider is allowed", "{\"allowedProviders\":[]}", true},
};

static void check_document(const struct broken *b)
{
	void *state = NULL;
	struct machine *m;

	set_up(&state);
	m = state;
	put(m, "etc/managed-settings.json", b->text);
	load(m);
	assert_int_equal(m->settings->refused, b->refused);
	if (b->refused) {
		assert_true(m->settings->refused_why.len > 0);
		assert_non_null(strstr(
			m->settings->refused_at.file, "/etc/managed-settings.json"));
	}
	tear_down(&state);
}

static void a_user_file_that_is_broken_does_not_count(void **state)
{
	struct machine *m = *state;

	put(m, "home/.claude/settings.json", "{\"permissions\":{\"allow\":[\"Read\"]},}");
	put(m, "proj/.claude/settings.json",
		"{\"permissions\":{\"deny\":[\"Edit\"]},"
		"\"model\":5}");
	load(m);
	assert_string_equal(rules_of(m), "");
	assert_false(m->settings->refused);
	assert_true(has_finding(m, "PC1204"));
	assert_true(has_finding(m, "PC1203"));
}

static void an_unreadable_file_beside_another(void **state)
{
	struct machine *m = *state;

	put(m, "etc/managed-settings.json/x", "");
	put(m, "etc/managed-settings.d/a.json", DENY("Bash(a)"));
	load(m);
	assert_false(m->settings->refused);
	assert_string_equal(rules_of(m), "deny:Bash(a)");
	assert_true(has_finding(m, "PC1202"));
}

static void an_unreadable_file_alone(void **state)
{
	struct machine *m = *state;

	put(m, "etc/managed-settings.json/x", "");
	load(m);
	assert_true(m->settings->refused);
}

static void trust(struct machine *m, const char *dir, const char *value)
{
	struct pc_str text = pc_arena_printf(&m->arena,
		"{\"projects\":{\"%s/%s\":{\"hasTrustDialogAccepted\":%s}}}", m->top, dir,
		value);

	put(m, "home/.claude.json", text.ptr);
}

static void a_repository_grants_itself_nothing(void **state)
{
	struct machine *m = *state;
	const struct pc_value *place;

	put(m, "proj/.claude/settings.json",
		"{\"permissions\":{\"allow\":[\"Read\"],\"deny\":[\"Edit\"],"
		"\"additionalDirectories\":[\"/"
		"x\"],\"defaultMode\":\"bypassPermissions\"}}");
	put(m, "proj/.claude/settings.local.json", ALLOW("Bash(a)"));
	load(m);
	assert_string_equal(rules_of(m), "deny:Edit allow:Bash(a)");
	assert_int_equal(m->settings->n_dirs, 1);
	assert_int_equal(m->settings->mode, PC_MODE_DEFAULT);
	assert_false(m->settings->is_trusted);
	place = pc_settings_find(m->settings, PC_STR("permissions.allow"));
	assert_non_null(place->lost);
	assert_non_null(strstr(place->lost->why, "not trusted"));
}

static void unless_it_is_trusted(void **state)
{
	struct machine *m = *state;

	put(m, "proj/.claude/settings.json",
		"{\"permissions\":{\"allow\":[\"Read\"],"
		"\"additionalDirectories\":[\"../x\"]}}");
	trust(m, "proj", "true");
	load(m);
	assert_true(m->settings->is_trusted);
	assert_string_equal(rules_of(m), "allow:Read");
	assert_int_equal(m->settings->n_dirs, 2);
	assert_true(pc_str_ends(m->settings->dirs[1], PC_STR("/x")));
}

static void trust_belongs_to_the_work_tree(void **state)
{
	struct machine *m = *state;

	put(m, "proj/sub/.claude/settings.json", ALLOW("Read"));
	m->where.cwd = below(m, "proj/sub");
	trust(m, "proj/sub", "true");
	load(m);
	assert_false(m->settings->is_trusted);
	trust(m, "proj", "\"true\"");
	load(m);
	assert_false(m->settings->is_trusted);
	trust(m, "proj", "true");
	load(m);
	assert_true(m->settings->is_trusted);
	assert_string_equal(rules_of(m), "allow:Read");
}

static void local_settings_of_the_root_and_of_here(void **state)
{
	struct machine *m = *state;

	put(m, "proj/.claude/settings.json", DENY("Bash(no)"));
	put(m, "proj/.claude/settings.local.json", DENY("Bash(a)"));
	put(m, "proj/a/.claude/settings.local.json", DENY("Bash(no)"));
	put(m, "proj/a/b/.claude/settings.local.json", DENY("Bash(b)"));
	m->where.cwd = below(m, "proj/a/b");
	load(m);
	assert_string_equal(rules_of(m), "deny:Bash(a) deny:Bash(b)");
}

static void a_linked_local_file_is_the_repository_s(void **state)
{
	struct machine *m = *state;
	char to[128];

	put(m, "proj/x.json", ALLOW("Read"));
	put(m, "proj/.claude/keep", "");
	snprintf(to, sizeof(to), "%s/proj/.claude/settings.local.json", m->top);
	assert_int_equal(symlink("../x.json", to), 0);
	load(m);
	assert_string_equal(rules_of(m), "");
}

static void a_tracked_local_file_too(void **state)
{
	struct machine *m = *state;

	put(m, "proj/.claude/settings.local.json", ALLOW("Read"));
	put(m, "proj/.git/index", "DIRC .claude/settings.local.json");
	load(m);
	assert_string_equal(rules_of(m), "");
}

static void only_managed_rules_count_under_the_lock(void **state)
{
	struct machine *m = *state;
	struct pc_str allowed = PC_STR("Bash(a)"), denied = PC_STR("Bash(d)");
	const struct pc_value *place;

	put(m, "etc/managed-settings.json",
		"{\"allowManagedPermissionRulesOnly\":true,"
		"\"permissions\":{\"allow\":[\"Read\"]}}");
	put(m, "home/.claude/settings.json",
		"{\"permissions\":{\"deny\":[\"Edit\"],\"allow\":[\"Bash\"],"
		"\"additionalDirectories\":[\"/x\"]}}");
	m->where.allowed_tools = &allowed;
	m->where.n_allowed_tools = 1;
	m->where.disallowed_tools = &denied;
	m->where.n_disallowed_tools = 1;
	load(m);
	assert_string_equal(rules_of(m), "allow:Read deny:Bash(d)");
	assert_int_equal(m->settings->n_dirs, 2);
	place = pc_settings_find(m->settings, PC_STR("permissions.allow"));
	assert_int_equal(place->lost->beaten_by.layer, PC_LAYER_MANAGED);
	assert_int_equal(place->lost->beaten_by.at.line, 1);
}

static void a_user_cannot_lock(void **state)
{
	struct machine *m = *state;

	put(m, "home/.claude/settings.json",
		"{\"allowManagedPermissionRulesOnly\":true,"
		"\"permissions\":{\"allow\":[\"Read\"]}}");
	load(m);
	assert_string_equal(rules_of(m), "allow:Read");
	assert_true(has_finding(m, "PC1313"));
}

static void modes(void **state)
{
	struct machine *m = *state;

	put(m, "home/.claude/settings.json",
		"{\"permissions\":{\"defaultMode\":\"plan\"}}");
	assert_int_equal(load(m)->mode, PC_MODE_PLAN);
	m->where.permission_mode = PC_STR("dontAsk");
	assert_int_equal(load(m)->mode, PC_MODE_DONT_ASK);
	m->where.bypass = true;
	assert_int_equal(load(m)->mode, PC_MODE_BYPASS);
	put(m, "etc/managed-settings.json",
		"{\"permissions\":{\"disableBypassPermissionsMode\":\"disable\"}}");
	assert_int_equal(load(m)->mode, PC_MODE_DEFAULT);
}

static void wrong_questions(void **state)
{
	struct machine *m = *state;
	struct pc_settings *out;
	struct pc_err err;

	m->where.settings = PC_STR("nowhere.json");
	assert_int_equal(
		pc_settings_load(&out, &m->arena, &m->where, NULL, &err), PC_ERR_ABSENT);
	m->where.settings = PC_STR("{bad}");
	assert_int_equal(
		pc_settings_load(&out, &m->arena, &m->where, NULL, &err), PC_ERR_USAGE);
	m->where.settings = (struct pc_str){0};
	m->where.permission_mode = PC_STR("loud");
	assert_int_equal(
		pc_settings_load(&out, &m->arena, &m->where, NULL, &err), PC_ERR_USAGE);
}

static void a_settings_file_and_its_anchor(void **state)
{
	struct machine *m = *state;

	put(m, "proj/conf/s.json", DENY("Read(/x)"));
	m->where.settings = PC_STR("conf/s.json");
	load(m);
	assert_string_equal(rules_of(m), "deny:Read(/x)");
	assert_true(pc_str_ends(m->settings->rules[0].base, PC_STR("/proj/conf")));
}

static void digest_of_managed_settings(void **state)
{
	struct machine *m = *state;
	char hex[PC_SHA256_HEX];

	put(m, "home/.claude/settings.json", "{\"model\":\"mine\"}");
	put(m, "etc/managed-settings.json",
		"{\"permissions\":{\"allow\":[\"Bash(cmdd1:*)\"]},\"cleanupPeriodDays\":"
		"7,"
		"\"env\":{\"A\":\"1\",\"\xC3\x89\":\"2\"}}");
	put(m, "etc/managed-settings.d/a.json",
		"{\"permissions\":{\"allow\":[\"Bash(cmdd1:*)\",\"Bash(b)\"]},"
		"\"attribution\":5}");
	pc_settings_digest(load(m), hex);
	assert_string_equal(
		hex, "ce3d72f92311c9f45f030aac9f4a2f860679d81d863045d8316e506221a6f1aa");
}

static void keys_with_dots_are_found(void **state)
{
	struct machine *m = *state;

	put(m, "etc/managed-settings.json", "{\"env\":{\"A.B\":\"1\"},\"env.C\":\"2\"}");
	load(m);
	assert_string_equal(text_at(m, "env.A.B"), "1");
	assert_string_equal(text_at(m, "env.C"), "2");
	assert_null(text_at(m, "env.D"));
}

static void a_broken_global_file_stops_the_client(void **state)
{
	struct machine *m = *state;

	put(m, "home/.claude.json", "{bad");
	assert_true(load(m)->refused);
}

static void copies_are_shown_as_what_they_are_copies_of(void **state)
{
	struct machine *m = *state;
	char path[512];

	put(m, "etc/managed-settings.d/a.json", DENY("Bash(a)"));
	put(m, "etc/managed-settings.d/b.json", "[]");
	snprintf(path, sizeof(path), "%s/etc/managed-settings.d/c.json/x", m->top);
	make_dirs(path);
	m->where.shown_as = PC_STR("HEAD~1:policies/");
	load(m);
	assert_string_equal(m->settings->rules[0].from.at.file,
		"HEAD~1:policies/managed-settings.d/a.json");
	assert_true(m->settings->refused);
	assert_string_equal(m->settings->refused_at.file,
		"HEAD~1:policies/managed-settings.d/b.json");
	for (size_t i = 0; i < m->diags.count; i++) {
		assert_non_null(strstr(m->diags.items[i].at.file, "HEAD~1:policies/"));
		assert_true(pc_str_find_str(m->diags.items[i].text, pc_str(m->top)) ==
			    m->diags.items[i].text.len);
	}
	assert_true(has_finding(m, "PC1208"));
}

/* The client of this user goes on without a policy; what is in the files nobody knows. */
static void what_may_not_be_read_may_deny_everything(void **state)
{
	struct machine *m = *state;
	char path[512];

	if (geteuid() == 0)
		return; /* may read everything; tests/cli/hostile.bats is nobody */
	put(m, "etc/managed-settings.d/a.json",
		"{\"permissions\":{\"deny\":[\"Read\"]}}");
	snprintf(path, sizeof(path), "%s/etc/managed-settings.d/a.json", m->top);
	assert_int_equal(chmod(path, 0), 0);
	load(m);
	assert_true(m->settings->refused && m->settings->is_blind);
	assert_true(has_finding(m, "PC1202"));
}

static void a_copy_too_large_is_named_as_shown(void **state)
{
	struct machine *m = *state;
	char path[512];

	put(m, "etc/managed-settings.d/a.json", "");
	snprintf(path, sizeof(path), "%s/etc/managed-settings.d/a.json", m->top);
	assert_int_equal(truncate(path, 3 << 20), 0);
	m->where.shown_as = PC_STR("v1:");
	load(m);
	assert_true(m->settings->refused);
	assert_string_equal(m->settings->refused_at.file, "v1:managed-settings.d/a.json");
	assert_str(m->settings->refused_why, "larger than 2097152 bytes");
}

PC_TABLE(documents, check_document)

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(layers_in_rank_order),
		TEST(drop_ins_by_utf16_units),
		TEST(names_that_are_not_read),
		TEST(yaml_counts_in_a_repository),
		TEST(what_may_not_be_read_may_deny_everything),
		TEST(a_link_is_read_and_a_dangling_one_is_not_there),
		TEST(a_user_file_that_is_broken_does_not_count),
		TEST(an_unreadable_file_beside_another),
		TEST(an_unreadable_file_alone),
		TEST(a_repository_grants_itself_nothing),
		TEST(unless_it_is_trusted),
		TEST(trust_belongs_to_the_work_tree),
		TEST(local_settings_of_the_root_and_of_here),
		TEST(a_linked_local_file_is_the_repository_s),
		TEST(a_tracked_local_file_too),
		TEST(only_managed_rules_count_under_the_lock),
		TEST(a_user_cannot_lock),
		TEST(modes),
		TEST(wrong_questions),
		TEST(a_settings_file_and_its_anchor),
		TEST(digest_of_managed_settings),
		TEST(keys_with_dots_are_found),
		TEST(a_broken_global_file_stops_the_client),
		TEST(copies_are_shown_as_what_they_are_copies_of),
		TEST(a_copy_too_large_is_named_as_shown),
	};

	return PC_RUN(documents) + cmocka_run_group_tests(tests, NULL, NULL);
}
