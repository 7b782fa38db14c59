/* SPDX-License-Identifier: Apache-2.0 */
/* Where a machine keeps its settings: the one table of file places. */
#include "settings_priv.h"

const char place_base[] = "managed-settings.json";
const char place_dropins[] = "managed-settings.d";
const char place_user[] = ".claude/settings.json";
const char place_local[] = ".claude/settings.local.json";
const char place_global[] = ".claude.json";

static const struct {
	const char *os, *managed_dir;
} machines[] = {
	{"linux", "/etc/claude-code"}, /* and WSL */
	{"macos", "/Library/Application Support/ClaudeCode"},
	{"windows", "C:\\Program Files\\ClaudeCode"},
};

#if defined(__APPLE__)
static const char this_os[] = "macos";
#elif defined(_WIN32)
static const char this_os[] = "windows";
#else
static const char this_os[] = "linux";
#endif

struct pc_str pc_managed_dir_of(struct pc_str os)
{
	for (size_t i = 0; i < PC_COUNT(machines); i++) {
		if (pc_str_is(os, machines[i].os))
			return pc_str(machines[i].managed_dir);
	}
	return (struct pc_str){0};
}

struct pc_str pc_managed_dir(void)
{
	return pc_managed_dir_of(pc_str(this_os));
}

const char *pc_layer_name(enum pc_layer layer)
{
	static const char *const names[] = {
		[PC_LAYER_USER] = "user",
		[PC_LAYER_PROJECT] = "project",
		[PC_LAYER_LOCAL] = "local",
		[PC_LAYER_FLAG] = "flag",
		[PC_LAYER_MANAGED] = "managed",
	};

	return names[layer];
}

const char *pc_list_name(enum pc_list_kind list)
{
	static const char *const names[PC_N_LISTS] = {
		[PC_LIST_DENY] = "deny",
		[PC_LIST_ASK] = "ask",
		[PC_LIST_ALLOW] = "allow",
	};

	return names[list];
}
