/* SPDX-License-Identifier: Apache-2.0 */
/* The version of a client is read where it can be and asked for where it cannot, and what
 * of the policy that version passes over is named. */
#include "scene.h"

/* A program that would say another version, if it were run. */
#define LIES "#!/bin/echo 9.9.9"
#define NPM  "/usr/local/lib/node_modules/@anthropic-ai/claude-code/"

static const struct row {
	const char *name, *machine, *version;
} versions[] = {
	{"npm: the package's own file",
		"/usr/local/bin/claude -> "
		"../lib/node_modules/@anthropic-ai/claude-code/cli.js\n" NPM
		"cli.js " LIES "\n" NPM "package.json "
		"{\"name\":\"@anthropic-ai/claude-code\",\"version\":\"2.1.200\"}",
		"2.1.200"},
	{"npm: a program of a platform",
		"/usr/local/bin/claude -> "
		"../lib/node_modules/@anthropic-ai/claude-code/bin/claude\n" NPM
		"bin/claude " LIES "\n" NPM "package.json "
		"{\"name\":\"@anthropic-ai/claude-code-linux-x64\",\"version\":"
		"\"2.1.201-beta\"}",
		"2.1.201"},
	{"the native installer",
		"/usr/local/bin/claude -> /opt/claude/versions/2.1.202\n"
		"/opt/claude/versions/2.1.202 " LIES,
		NULL}, /* the link leads out of the test's root */
	{"a directory that is a version",
		"/usr/local/bin/claude -> ../claude-code/2.1.203/claude\n"
		"/usr/local/claude-code/2.1.203/claude " LIES,
		"2.1.203"},
	{"a script beside the package",
		"/opt/claude/bin/claude " LIES "\n"
		"/opt/claude/bin/node_modules/@anthropic-ai/claude-code/package.json "
		"{\"name\":\"@anthropic-ai/claude-code\",\"version\":\"2.1.204\"}",
		"2.1.204"},
	{"somebody else's package",
		"/opt/claude/bin/claude " LIES "\n"
		"/opt/claude/package.json {\"name\":\"other\",\"version\":\"2.1.205\"}",
		"9.9.9"},
	{"a package that is none",
		"/opt/claude/bin/claude " LIES "\n"
		"/opt/claude/bin/package.json {",
		"9.9.9"},
	{"a pipe in its place",
		"/opt/claude/bin/claude " LIES "\n"
		"/opt/claude/bin/package.json |",
		"9.9.9"},
	{"a version that is none",
		"/opt/claude/bin/claude " LIES "\n"
		"/opt/claude/bin/package.json {\"name\":\"@anthropic-ai/claude-code\","
		"\"version\":[1]}",
		"9.9.9"},
};

static void check_version(const struct row *r)
{
	PC_AUTO(scene_done) struct scene s;
	struct pc_machine_clients clients;

	scene_make(&s, r->machine);
	pc_machine_find_clients(&clients, &s.machine);
	assert_int_equal(clients.count, r->version ? 1 : 0);
	if (r->version)
		assert_str(clients.items[0].version, r->version);
}
PC_TABLE(versions, check_version)

#define POLICY "/etc/claude-code/managed-settings.json "

static const struct ignored {
	const char *name, *policy, *version, *ignores;
} ignored[] = {
	{"a key", POLICY "{\"managedMcpServers\":{}}", "2.1.258",
		"managedMcpServers (since 2.1.259)"},
	{"a key that it knows", POLICY "{\"managedMcpServers\":{}}", "2.1.259", ""},
	{"all drop-ins", "/etc/claude-code/managed-settings.d/zz.json {\"model\":\"x\"}",
		"2.1.82", "everything in managed-settings.d (since 2.1.83)"},
	{"drop-ins that it reads",
		"/etc/claude-code/managed-settings.d/zz.json {\"model\":\"x\"}", "2.1.83",
		""},
	{"a pattern for tools", POLICY "{\"permissions\":{\"deny\":[\"Web*\"]}}",
		"2.1.165", "patterns for names of tools (since 2.1.166)"},
	{"a pattern for tools of a server",
		POLICY "{\"permissions\":{\"deny\":[\"mcp__x__*\"]}}", "2.1.165", ""},
	{"a pattern for hosts",
		POLICY "{\"permissions\":{\"deny\":[\"WebFetch(domain:*.com)\"]}}",
		"2.1.171", "patterns for hosts of WebFetch (since 2.1.172)"},
	{"a host", POLICY "{\"permissions\":{\"deny\":[\"WebFetch(domain:a.com)\"]}}",
		"2.1.171", ""},
	{"a parameter", POLICY "{\"permissions\":{\"deny\":[\"Agent(model:opus)\"]}}",
		"2.1.177", "rules about parameters of tools (since 2.1.178)"},
	{"the name of a skill of a plugin",
		POLICY "{\"permissions\":{\"deny\":[\"Skill(a:b)\"]}}", "2.1.177", ""},
	{"a command with a colon",
		POLICY "{\"permissions\":{\"deny\":[\"Bash(curl:*)\"]}}", "2.1.177", ""},
	{"a hook that closes",
		POLICY
		"{\"hooks\":{\"PreToolUse\":[{\"matcher\":\"*\",\"hooks\":[{\"type\":"
		"\"command\",\"command\":\"/x\",\"onFailure\":\"block\"}]}]}}",
		"2.1.294", "\"onFailure\" of hooks (since 2.1.295)"},
	{"two things",
		POLICY "{\"managedMcpServers\":{},\"permissions\":{\"deny\":[\"Web*\"]}}",
		"2.1.100",
		"managedMcpServers (since 2.1.259), patterns for names of tools (since "
		"2.1.166)"},
};

static void check_ignored(const struct ignored *r)
{
	PC_AUTO(scene_done) struct scene s;
	struct pc_machine_clients clients;

	scene_make(&s, r->policy);
	scene_line(&s, PC_STR("/opt/claude/bin/claude x"));
	scene_line(&s, pc_arena_printf(&s.arena,
			       "/opt/claude/bin/package.json {\"name\":\"@anthropic-ai/"
			       "claude-code\",\"version\":\"%s\"}",
			       r->version));
	pc_machine_find_clients(&clients, &s.machine);
	assert_int_equal(clients.count, 1);
	assert_str(clients.items[0].ignores, r->ignores);
	assert_int_equal(clients.items[0].n_ignores > 0, *r->ignores != '\0');
}
PC_TABLE(ignored, check_ignored)

int main(void)
{
	return PC_RUN(versions) + PC_RUN(ignored);
}
