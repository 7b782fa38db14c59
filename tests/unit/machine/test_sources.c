/* SPDX-License-Identifier: Apache-2.0 */
/* What stands above the files is found, in every home that is there, and nothing that
 * somebody puts into a home stops the look or leads it elsewhere. */
#include "scene.h"

#define REMOTE ".claude/remote-settings.json "
#define ANN    "/etc/passwd ann:x:4711:4711::/home/ann:/bin/sh\n"

static const struct row {
	const char *name, *os, *machine, *found; /* "WHO:DEAD " each */
} rows[] = {
	{"nothing", "linux", ANN, ""},
	{"settings of the server", "linux", ANN "/home/ann/" REMOTE "{\"model\":\"x\"}",
		"ann:1 "},
	{"that are merged", "linux",
		ANN "/home/ann/" REMOTE
		    "{\"model\":\"x\",\"managedSourcesBehavior\":\"merge\"}",
		"ann:0 "},
	{"that say nothing", "linux", ANN "/home/ann/" REMOTE "{\"model\":null}", ""},
	{"that are none", "linux", ANN "/home/ann/" REMOTE "{", ""},
	{"a pipe", "linux", ANN "/home/ann/.claude/remote-settings.json |", ""},
	{"somebody whom only a directory service knows", "linux",
		"/etc/passwd root:x:0:0::/nowhere:/bin/sh\n/home/eve/" REMOTE
		"{\"model\":\"x\"}",
		"eve:1 "},
	{"a profile of the machine", "macos",
		"/Library/Managed~Preferences/com.anthropic.claudecode.plist x", ":1 "},
	{"a profile of a user", "macos",
		"/etc/passwd ann:x:4711:4711::/Users/ann:/bin/sh\n/Users/ann/x x\n"
		"/Library/Managed~Preferences/ann/com.anthropic.claudecode.plist x",
		"ann:1 "},
	{"that profile on another system", "linux",
		ANN "/home/ann/x x\n"
		    "/Library/Managed~Preferences/ann/com.anthropic.claudecode.plist x",
		""},
};

/* A space of a path is "~"; homes belong to users. */
static void settle(struct scene *s)
{
	static const char *const homes[] = {"/home/ann", "/home/eve", "/Users/ann"};

	for (size_t i = 0; i < PC_COUNT(homes); i++)
		(void)!chown(scene_path(s, pc_str(homes[i])), 4711, 4711);
	(void)!rename(scene_path(s, PC_STR("/Library/Managed~Preferences")),
		scene_path(s, PC_STR("/Library/Managed Preferences")));
}

static void check(const struct row *r)
{
	PC_AUTO(scene_done) struct scene s;
	PC_AUTO(pc_buf_done) struct pc_buf got = {0};
	struct pc_machine_sources sources;

	if (geteuid() != 0)
		skip(); /* others see their own home alone */
	scene_make(&s, r->machine);
	settle(&s);
	s.machine.os = r->os;
	pc_machine_find_sources(&sources, &s.machine, NULL);
	for (size_t i = 0; i < sources.count; i++)
		pc_buf_printf(&got, "%.*s:%d ", PC_STR_ARG(sources.items[i].who),
			sources.items[i].is_dead);
	assert_str(pc_buf_str(&got), r->found);
	assert_int_equal(geteuid(), 0);
	assert_int_equal(getegid(), 0);
}
PC_TABLE(rows, check)

/* Root would read what the user may not. */
static void a_link_out_of_a_home_is_followed_as_its_user(void **state)
{
	PC_AUTO(scene_done) struct scene s;
	struct pc_machine_sources sources;

	(void)state;
	if (geteuid() != 0)
		skip();
	scene_make(&s, ANN "/secret {\"model\":\"x\"}\n/home/ann/.claude/x x\n");
	chmod(scene_path(&s, PC_STR("/secret")), 0600);
	scene_line(&s,
		pc_arena_printf(&s.arena,
			"/home/ann/.claude/remote-settings.json -> %s/secret", s.top));
	pc_machine_find_sources(&sources, &s.machine, NULL);
	assert_int_equal(sources.count, 0);
	chmod(scene_path(&s, PC_STR("/secret")), 0644);
	pc_machine_find_sources(&sources, &s.machine, NULL);
	assert_int_equal(sources.count, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_out_of_a_home_is_followed_as_its_user),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
