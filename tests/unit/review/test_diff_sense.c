/* SPDX-License-Identifier: Apache-2.0 */
/* What a changed setting lets people do: both values, as JSON, and the sense. */
#include "diff_priv.h"
#include "pc/doc/read.h"
#include "pc_test.h"

static const struct row {
	const char *name;
	const char *path, *was, *now; /* NULL: not set */
	enum pc_sense sense;
} rows[] = {
	{"a lock goes", "disableArtifact", "true", NULL, PC_SENSE_WIDER},
	{"a lock is opened", "disableArtifact", "true", "false", PC_SENSE_WIDER},
	{"a lock comes", "disableArtifact", NULL, "true", PC_SENSE_NARROWER},
	{"users may no longer lock", "disableArtifact", NULL, "false", PC_SENSE_WIDER},
	{"nobody else may set it anyway", "allowManagedHooksOnly", NULL, "false",
		PC_SENSE_SIDEWAYS},
	{"bypass mode comes back", "permissions.disableBypassPermissionsMode",
		"\"disable\"", NULL, PC_SENSE_WIDER},
	{"the sandbox goes", "sandbox.enabled", "true", "false", PC_SENSE_WIDER},
	{"a door of the sandbox closes", "sandbox.network.allowLocalBinding", "true",
		"false", PC_SENSE_NARROWER},
	{"a key without a sense", "cleanupPeriodDays", "1", "2", PC_SENSE_SIDEWAYS},
	{"an unknown key", "nobody", "1", NULL, PC_SENSE_SIDEWAYS},
	{"an older version will do", "requiredMinimumVersion", "\"2.1.259\"",
		"\"2.1.99\"", PC_SENSE_WIDER},
	{"a newer one is needed", "requiredMinimumVersion", "\"2.1.99\"", "\"2.2\"",
		PC_SENSE_NARROWER},
	{"the same version", "requiredMinimumVersion", "\"2.1\"", "\"2.1.0\"",
		PC_SENSE_SIDEWAYS},
	{"no version is needed", "requiredMinimumVersion", "\"2.1.99\"", NULL,
		PC_SENSE_WIDER},
	{"a mode that asks less", "permissions.defaultMode", "\"default\"",
		"\"acceptEdits\"", PC_SENSE_WIDER},
	{"a mode that asks more", "permissions.defaultMode", "\"auto\"", "\"plan\"",
		PC_SENSE_NARROWER},
	{"a mode where there was none", "permissions.defaultMode", NULL,
		"\"acceptEdits\"", PC_SENSE_WIDER},
	{"the mode is anybody's choice", "permissions.defaultMode", "\"default\"", NULL,
		PC_SENSE_WIDER},
	{"a login is free", "forceLoginMethod", "\"console\"", NULL, PC_SENSE_WIDER},
	{"another login", "forceLoginMethod", "\"console\"", "\"claudeai\"",
		PC_SENSE_SIDEWAYS},
	{"hooks are off", "disableAllHooks", NULL, "true", PC_SENSE_WIDER},
	{"a plugin is blocked", "enabledPlugins.a@b", "true", "false", PC_SENSE_NARROWER},
	{"nothing may be used", "availableModels", NULL, "[]", PC_SENSE_NARROWER},
	{"everything may be used", "availableModels", "[]", NULL, PC_SENSE_WIDER},
};

static const struct item_row {
	const char *name;
	const char *path;
	bool came, had_list, has_list;
	enum pc_sense sense;
} item_rows[] = {
	{"room is given", "sandbox.filesystem.allowWrite", true, true, true,
		PC_SENSE_WIDER},
	{"room is given, the first", "permissions.additionalDirectories", true, false,
		true, PC_SENSE_WIDER},
	{"room is taken", "sandbox.excludedCommands", false, true, true,
		PC_SENSE_NARROWER},
	{"one more may be used", "availableModels", true, true, true, PC_SENSE_WIDER},
	{"one less may be used", "allowedMcpServers", false, true, true,
		PC_SENSE_NARROWER},
	{"only this may be used", "availableModels", true, false, true,
		PC_SENSE_NARROWER},
	{"no longer only this", "strictKnownMarketplaces", false, true, false,
		PC_SENSE_WIDER},
	{"one less is forbidden", "deniedMcpServers", false, true, true, PC_SENSE_WIDER},
	{"the first that is forbidden", "sandbox.network.deniedDomains", true, false,
		true, PC_SENSE_NARROWER},
	{"a hook goes", "hooks.PreToolUse", false, true, false, PC_SENSE_WIDER},
	{"a hook comes", "hooks.PreToolUse", true, true, true, PC_SENSE_NARROWER},
	{"a list of no sense", "companyAnnouncements", true, true, true,
		PC_SENSE_SIDEWAYS},
};

static struct pc_node *node(struct pc_arena *arena, const char *json)
{
	struct pc_node *out = NULL;
	struct pc_err err;

	if (json)
		assert_int_equal(
			pc_json_read(&out, arena, "x", pc_str(json), NULL, &err), PC_OK);
	return out;
}

static void check_sense(const struct leaf *leaf, enum pc_sense sense)
{
	const char *why = "";

	assert_string_equal(
		pc_sense_name(sense_of_setting(leaf, &why)), pc_sense_name(sense));
	/* What becomes wider is explained. */
	assert_int_equal(why != NULL, sense == PC_SENSE_WIDER);
}

static void check(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct leaf leaf = {.path = pc_str(r->path),
		.value = {node(&arena, r->was), node(&arena, r->now)}};

	check_sense(&leaf, r->sense);
}

static void check_item(const struct item_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct leaf leaf = {.path = pc_str(r->path),
		.is_item = true,
		.has_list = {r->had_list, r->has_list}};

	leaf.value[r->came] = node(&arena, "\"x\"");
	check_sense(&leaf, r->sense);
}

PC_TABLE(rows, check)
PC_TABLE(item_rows, check_item)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(item_rows);
}
