/* SPDX-License-Identifier: Apache-2.0 */
/* The table of targets. */
#include "pc/enforce/target.h"

#include "pc/base/limits.h"

enum {
	/* What the registry holds in one value, in bytes of UTF-16. */
	MAX_REGISTRY_VALUE = 1 << 20,
};

static const struct pc_target targets[] = {
	{
		.name = "claude-linux",
		.agent = "claude",
		.os = "linux",
		.form = PC_FORM_FILES,
		.place = "/etc/claude-code",
		.file = "managed-settings.json",
		.dropins = "managed-settings.d",
		.owner = "root",
		.group = "root",
		.file_mode = 0644,
		.dir_mode = 0755,
		.max_size = PC_CLIENT_MAX_FILE,
	},
	{
		.name = "claude-macos",
		.agent = "claude",
		.os = "macos",
		.form = PC_FORM_FILES,
		.place = "/Library/Application Support/ClaudeCode",
		.file = "managed-settings.json",
		.dropins = "managed-settings.d",
		.owner = "root",
		.group = "wheel",
		.file_mode = 0644,
		.dir_mode = 0755,
		.folds_case = true,
		.max_size = PC_CLIENT_MAX_FILE,
	},
	{
		.name = "claude-windows",
		.agent = "claude",
		.os = "windows",
		.form = PC_FORM_FILES,
		.place = "C:\\Program Files\\ClaudeCode",
		.file = "managed-settings.json",
		.dropins = "managed-settings.d",
		.owner = "Administrators",
		.group = "",
		.folds_case = true,
		.max_size = PC_CLIENT_MAX_FILE,
	},
	{
		.name = "claude-mobileconfig",
		.agent = "claude",
		.os = "macos",
		.form = PC_FORM_PROFILE,
		.place = "com.anthropic.claudecode",
		.file = "com.anthropic.claudecode.mobileconfig",
		.owner = "root",
		.group = "wheel",
		.file_mode = 0644,
		.max_size = PC_CLIENT_MAX_FILE,
	},
	{
		.name = "claude-reg",
		.agent = "claude",
		.os = "windows",
		.form = PC_FORM_REG,
		.place = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\ClaudeCode",
		.file = "ClaudeCode.reg",
		.owner = "Administrators",
		.group = "",
		.max_size = MAX_REGISTRY_VALUE,
	},
	{
		.name = "claude-plist",
		.agent = "claude",
		.os = "macos",
		.form = PC_FORM_PLIST,
		.place = "com.anthropic.claudecode",
		.file = "com.anthropic.claudecode.plist",
		.owner = "root",
		.group = "wheel",
		.file_mode = 0644,
		.max_size = PC_CLIENT_MAX_FILE,
	},
};

const struct pc_target *pc_target_at(size_t i)
{
	return i < PC_COUNT(targets) ? &targets[i] : NULL;
}

const struct pc_target *pc_target_find(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(targets); i++) {
		if (pc_str_is(name, targets[i].name))
			return &targets[i];
	}
	return NULL;
}
