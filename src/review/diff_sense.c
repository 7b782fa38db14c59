/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a changed setting lets people do more.  Most of it is what the client's own
 * strictest values say; the table has the keys whose sense that does not tell. */
#include <stdlib.h>

#include "diff_priv.h"
#include "pc/settings/strictest.h"

enum kind {
	GRANTS,  /* each entry gives room; without the list there is none */
	LIMITS,  /* what it does not name is not allowed; without the list all is */
	FORBIDS, /* each entry takes room */
	PINS,    /* while it is set, nobody else sets it */
	LOCKS,   /* strictest when true */
	OPENS,   /* strictest when false */
	FLOOR,   /* a version: higher is stricter */
	MODE,    /* a start mode */
	CLIENT,  /* as the client's strictest value says */
};

/* A path that ends in '.' is that of everything below it. */
static const struct sense {
	const char *path;
	enum kind kind;
	const char *wider; /* what a change to less does */
} senses[] = {
	{"permissions.additionalDirectories", GRANTS,
		"files there are worked on without asking"},
	{"permissions.defaultMode", MODE, "sessions begin in a mode that asks less"},
	{"permissions.disableBypassPermissionsMode", CLIENT,
		"sessions may skip every permission check"},
	{"permissions.disableAutoMode", CLIENT, "sessions may use auto mode"},
	{"disableAutoMode", CLIENT, "sessions may use auto mode"},
	{"permissions.denyInsteadOfPrompting", CLIENT, "people are asked again"},
	{"permissions.blockReadsOutsideWorkingDirectories", CLIENT,
		"files anywhere are read without asking"},
	{"permissions.blockWritesOutsideWorkingDirectories", CLIENT,
		"files anywhere may be written"},
	{"allowManagedPermissionRulesOnly", CLIENT,
		"rules of users and repositories count, too"},
	{"allowManagedHooksOnly", CLIENT, "hooks of users and repositories run, too"},
	{"allowManagedMcpServersOnly", CLIENT, "servers of users' own lists start, too"},
	{"sandbox.enabled", CLIENT, "commands may run outside the sandbox"},
	{"sandbox.allowUnsandboxedCommands", CLIENT,
		"commands may ask to run outside the sandbox"},
	{"sandbox.network.allowedDomains", GRANTS,
		"sandboxed commands reach these hosts"},
	{"sandbox.network.allowUnixSockets", GRANTS,
		"sandboxed commands reach these sockets"},
	{"sandbox.network.allowMachLookup", GRANTS,
		"sandboxed commands reach these services"},
	{"sandbox.filesystem.allowWrite", GRANTS, "sandboxed commands write there"},
	{"sandbox.filesystem.allowRead", GRANTS, "sandboxed commands read there"},
	{"sandbox.excludedCommands", GRANTS, "these commands run outside the sandbox"},
	{"sandbox.ignoreViolations.", GRANTS, "these violations are not reported"},
	{"sandbox.failIfUnavailable", LOCKS,
		"the client starts where the sandbox does not"},
	{"sandbox.network.deniedDomains", FORBIDS,
		"sandboxed commands may reach these hosts"},
	{"sandbox.filesystem.denyWrite", FORBIDS, "sandboxed commands may write there"},
	{"sandbox.filesystem.denyRead", FORBIDS, "sandboxed commands may read there"},
	{"sandbox.credentials.files", FORBIDS, "sandboxed commands may read them"},
	{"sandbox.credentials.envVars", FORBIDS, "sandboxed commands may see them"},
	{"autoMode.allow", GRANTS, "auto mode approves more"},
	{"autoMode.soft_deny", FORBIDS, "auto mode looks at less"},
	{"autoMode.hard_deny", FORBIDS, "auto mode forbids less"},
	{"deniedMcpServers", FORBIDS, "these servers may be used"},
	{"deniedModels", FORBIDS, "these models may be used"},
	{"blockedMarketplaces", FORBIDS, "these marketplaces may be used"},
	{"disabledMcpjsonServers", FORBIDS, "a repository's servers may be used"},
	{"enabledMcpjsonServers", GRANTS, "a repository's servers start unasked"},
	{"httpHookAllowedEnvVars", LIMITS, "hooks send these variables"},
	{"hooks.", FORBIDS, "the hook no longer runs"},
	{"disableAllHooks", OPENS, "no hook runs any more"},
	{"allowAllClaudeAiMcps", OPENS, "connectors join the managed servers"},
	{"allowClaudeInChromeWithManagedMcp", OPENS,
		"the browser extension joins the managed servers"},
	{"enabledPlugins.", OPENS, "the plugin may be used"},
	{"forceRemoteSettingsRefresh", LOCKS, "the client starts with old settings"},
	{"forceLoginMethod", PINS, "people log in as they like"},
	{"forceLoginOrgUUID", PINS, "people log in with any organization"},
	{"forceLoginGatewayUrl", PINS, "people use any gateway"},
	{"requiredMinimumVersion", FLOOR, "older clients start"},
};

static const struct sense *find_sense(struct pc_str path)
{
	for (size_t i = 0; i < PC_COUNT(senses); i++) {
		struct pc_str known = pc_str(senses[i].path);

		if (pc_str_eq(path, known) ||
			(pc_str_ends(known, PC_STR(".")) && pc_str_starts(path, known)))
			return &senses[i];
	}
	return NULL;
}

/* ---- how strict a value is: more is stricter ------------------------------ */

/* A value, nothing, the opposite value. */
static int rank_against(const struct pc_node *value, struct pc_str strictest)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	if (!value)
		return 1;
	return pc_str_eq(value_text(&arena, value), strictest) ? 2 : 0;
}

/* Where nobody sets a mode, users set theirs, or else the session begins in default or
 * in auto: the stricter one is taken for what was, the looser one for what is. */
static int rank_of_mode(const struct pc_node *value, int side)
{
	static const char *const modes[] = {
		"bypassPermissions", "auto", "acceptEdits", "default", "dontAsk", "plan"};
	struct pc_str name =
		value ? pc_node_text(value) : pc_str(side == 0 ? "default" : "auto");

	for (size_t i = 0; i < PC_COUNT(modes); i++) {
		if (pc_str_is(name, modes[i]))
			return (int)i;
	}
	return 0;
}

/* 2.1.259 before 2.1.260; no number counts as 0. */
static int compare_versions(struct pc_str a, struct pc_str b)
{
	while (a.ptr || b.ptr) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		struct pc_str left = pc_arena_str(&arena, pc_str_cut(&a, '.'));
		struct pc_str right = pc_arena_str(&arena, pc_str_cut(&b, '.'));
		unsigned long l = strtoul(left.ptr, NULL, 10);
		unsigned long r = strtoul(right.ptr, NULL, 10);

		if (l != r)
			return l < r ? -1 : 1;
	}
	return 0;
}

static enum pc_sense sense_of_ranks(int was, int is)
{
	if (was == is)
		return PC_SENSE_SIDEWAYS;
	return is > was ? PC_SENSE_NARROWER : PC_SENSE_WIDER;
}

/* ---- one leaf ------------------------------------------------------------- */

/* An entry that came gives room or takes it. */
static enum pc_sense sense_of_entry(const struct leaf *leaf, bool gives)
{
	if (leaf->value[0] && leaf->value[1])
		return PC_SENSE_SIDEWAYS;
	return (leaf->value[1] != NULL) == gives ? PC_SENSE_WIDER : PC_SENSE_NARROWER;
}

/* Of a list that allows only what it names, the first entry narrows and the last one that
 * goes, with the list, widens. */
static enum pc_sense sense_of_limit(const struct leaf *leaf)
{
	if (!leaf->is_item)
		return sense_of_entry(leaf, false);
	if (leaf->has_list[0] != leaf->has_list[1])
		return leaf->has_list[1] ? PC_SENSE_NARROWER : PC_SENSE_WIDER;
	return sense_of_entry(leaf, true);
}

static enum pc_sense sense_of_floor(const struct leaf *leaf)
{
	if (!leaf->value[0] || !leaf->value[1])
		return sense_of_entry(leaf, false);
	return sense_of_ranks(0, compare_versions(pc_node_text(leaf->value[1]),
					 pc_node_text(leaf->value[0])));
}

static enum pc_sense by_table(const struct leaf *leaf, enum kind kind)
{
	struct pc_str strict = kind == LOCKS ? PC_STR("true") : PC_STR("false");

	switch (kind) {
	case GRANTS:
		return sense_of_entry(leaf, true);
	case LIMITS:
		return sense_of_limit(leaf);
	case FORBIDS:
	case PINS:
		return sense_of_entry(leaf, false);
	case LOCKS:
	case OPENS:
		return sense_of_ranks(rank_against(leaf->value[0], strict),
			rank_against(leaf->value[1], strict));
	case FLOOR:
		return sense_of_floor(leaf);
	case MODE:
		return sense_of_ranks(
			rank_of_mode(leaf->value[0], 0), rank_of_mode(leaf->value[1], 1));
	case CLIENT:
		break;
	}
	return PC_SENSE_SIDEWAYS;
}

/* Where only managed files may set the key, not setting it is the loose value. */
static enum pc_sense by_strictest(
	const struct leaf *leaf, const struct pc_strictest *strictest)
{
	int ranks[2];

	if (strictest->is_list)
		return sense_of_limit(leaf);
	for (int side = 0; side < 2; side++) {
		ranks[side] = rank_against(leaf->value[side], pc_str(strictest->json));
		if (strictest->only_managed && ranks[side] < 2)
			ranks[side] = 0;
	}
	return sense_of_ranks(ranks[0], ranks[1]);
}

enum pc_sense sense_of_setting(const struct leaf *leaf, const char **why)
{
	const struct sense *known = find_sense(leaf->path);
	struct pc_strictest strictest = {0};
	enum pc_sense sense = PC_SENSE_SIDEWAYS;

	*why = NULL;
	if (known && known->kind != CLIENT)
		sense = by_table(leaf, known->kind);
	else if (pc_settings_strictest(&strictest, leaf->path))
		sense = by_strictest(leaf, &strictest);
	if (sense != PC_SENSE_WIDER)
		return sense;
	if (known)
		*why = known->wider;
	else if (strictest.is_list)
		*why = "more is allowed than the list named";
	else
		*why = "the client's strictest value is no longer set";
	return sense;
}
