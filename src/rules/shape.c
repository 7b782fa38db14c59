/* SPDX-License-Identifier: Apache-2.0 */
/* The deciders' own reading of a rule, handed out: nothing is interpreted here. */
#include "pc/rules/shape.h"

#include "bash_priv.h"
#include "path_priv.h"
#include "tools_priv.h"

void pc_command_shape(
	struct pc_command_shape *out, struct pc_arena *arena, const struct pc_rule *rule)
{
	static const enum pc_command_kind kinds[] = {
		[BASH_EXACT] = PC_COMMAND_EXACT,
		[BASH_PREFIX] = PC_COMMAND_PREFIX,
		[BASH_GLOB] = PC_COMMAND_GLOB,
	};
	struct bash_pattern pattern;
	struct pc_str spec = rule->spec;

	if (pc_str_is(rule->tool, "PowerShell"))
		spec = powershell_canonical(arena, spec);
	bash_pattern_parse(&pattern, arena, spec);
	*out = (struct pc_command_shape){
		.kind = kinds[pattern.kind],
		.head = pattern.head,
		.pieces = pattern.pieces,
		.n_pieces = pattern.n_pieces,
		.colon = pattern.colon,
	};
}

void pc_path_shape(struct pc_path_shape *out, struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_rule *rule, struct pc_str dir)
{
	static const enum pc_path_kind kinds[] = {
		[PATH_NEVER] = PC_PATH_NEVER,
		[PATH_EXACT] = PC_PATH_EXACT,
		[PATH_NAME] = PC_PATH_NAME,
		[PATH_SIMPLE] = PC_PATH_SIMPLE,
		[PATH_GENERAL] = PC_PATH_GENERAL,
	};
	PC_AUTO(pc_glob_freep) struct pc_glob *glob = NULL;
	struct path_pattern pattern;
	struct pc_err err;

	path_pattern_read(&pattern, arena, settings, rule, dir);
	if (pattern.shape == PATH_GENERAL &&
		pc_glob_compile(&glob, pattern.source, &err) != PC_OK)
		path_pattern_take_literally(&pattern, arena, rule);
	*out = (struct pc_path_shape){
		.kind = kinds[pattern.shape],
		.root = pattern.root,
		.text = pattern.shape == PATH_GENERAL ? pattern.source : pattern.text,
		.below_only = pattern.below_only,
		.is_bare = pattern.is_bare,
		.is_negated = pattern.is_negated,
	};
}

bool pc_host_shape(struct pc_str *out, struct pc_arena *arena, const struct pc_rule *rule)
{
	return web_pattern(out, arena, rule);
}

struct pc_str pc_tool_at(size_t i)
{
	const struct tool_info *info = tool_info_at(i);

	return info ? info->name : (struct pc_str){0};
}
