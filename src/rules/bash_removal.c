/* SPDX-License-Identifier: Apache-2.0 */
/* rm and rmdir of what nobody means to lose: the root and its children, the home, the
 * working directories and what holds them.  Counts in any line, also where nothing else
 * about the line can be told, and no rule lifts it. */
#include "bash_args_priv.h"
#include "path_priv.h"
#include "pc/base/fs.h"

enum { MAX_SCRIPT_DEPTH = 4 };

static const char reason[] = "the line removes a critical directory";

/* How many components; "/" has none. */
static size_t depth_of(struct pc_str path)
{
	size_t n = 0;

	for (size_t i = 0; i + 1 < path.len; i++)
		n += path.ptr[i] == '/';
	return n;
}

/* A mounted drive or a child of one: /mnt/c, /mnt/c/Users. */
static bool is_drive(struct pc_str path)
{
	struct pc_str rest = pc_str_from(path, 5);
	struct pc_str letter;

	if (!pc_str_starts(path, PC_STR("/mnt/")))
		return false;
	letter = pc_str_cut(&rest, '/');
	return letter.len == 1 && pc_str_find(rest, '/') == rest.len;
}

/* path is normal; with_children: all that is in it goes, itself or not. */
static bool is_critical(
	const struct pc_settings *settings, struct pc_str path, bool with_children)
{
	if (depth_of(path) <= 1 || pc_str_eq(path, settings->home) || is_drive(path))
		return true;
	if (pc_path_within(settings->cwd, path))
		return true;
	for (size_t i = 1; i < settings->n_dirs; i++) {
		bool is_it = pc_str_eq(settings->dirs[i], path);

		if (pc_path_within(settings->dirs[i], path) && (!is_it || with_children))
			return true;
	}
	return false;
}

/* "$x/" and "$x"/ *: with x empty, the root. */
static bool is_variable_root(struct pc_str source)
{
	char text[64];
	size_t n = 0;
	struct pc_str bare;

	if (source.len > sizeof(text))
		return false;
	for (size_t i = 0; i < source.len; i++) {
		if (source.ptr[i] != '"')
			text[n++] = source.ptr[i];
	}
	bare = (struct pc_str){text, n};
	if (!pc_str_starts(bare, PC_STR("$")))
		return false;
	if (pc_str_ends(bare, PC_STR("/*")))
		bare.len -= 2;
	else if (pc_str_ends(bare, PC_STR("/")))
		bare.len -= 1;
	else
		return false;
	return pc_str_find(bare, '/') == bare.len;
}

/* The word is what a command prints, alone or with "/" or "/" and a star behind it. */
static bool is_printed(const struct pc_sh_command *command, const struct pc_sh_word *word)
{
	const struct pc_sh_part *part = word->parts;
	struct pc_str tail;

	if (part && part->kind == PC_SH_DOUBLE)
		part = part->parts;
	if (!part || (part->kind != PC_SH_COMMAND && part->kind != PC_SH_BACKTICK))
		return false;
	tail = pc_sh_text(
		command->tree, (struct pc_sh_span){part->span.end, word->span.end});
	if (tail.len && tail.ptr[0] == '"')
		tail = pc_str_from(tail, 1);
	if (pc_str_ends(tail, PC_STR("\"")))
		tail.len--;
	return tail.len == 0 || pc_str_is(tail, "/") || pc_str_is(tail, "/*");
}

static bool is_recursive(struct pc_str option)
{
	if (pc_str_is(option, "--recursive"))
		return true;
	return !pc_str_starts(option, PC_STR("--")) &&
	       (pc_str_find(option, 'r') < option.len ||
		       pc_str_find(option, 'R') < option.len);
}

static bool is_only_backslashes(struct pc_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] != '\\')
			return false;
	}
	return name.len > 0;
}

static bool removes(const struct bash_call *call, const struct pc_sh_command *command,
	struct pc_str name, const struct pc_sh_arg *arg)
{
	const struct pc_settings *settings = call->policy->settings;
	struct pc_str path, last;

	if (is_only_backslashes(name))
		return true;
	if (arg->word->has & PC_SH_HAS_PARAM)
		return is_variable_root(pc_sh_text(command->tree, arg->word->span));
	if (name.len == 0 || (name.ptr[0] == '~' && !pc_str_is(name, "~") &&
				     !pc_str_starts(name, PC_STR("~/"))))
		return false;
	path = path_normal(call->ev->arena, settings, settings->cwd, name);
	if (is_critical(settings, path, false))
		return true;
	last = pc_path_base(path);
	if (!pc_str_is(last, "*"))
		return false;
	path.len -= last.len + 1;
	return is_critical(settings, path.len ? path : PC_STR("/"), true);
}

static bool scan(const struct bash_call *call, const struct pc_sh_commands *commands,
	unsigned depth);

/* bash -c '...' */
static bool scan_script(
	const struct bash_call *call, const struct pc_sh_command *command, unsigned depth)
{
	static const char *const shells[] = {"bash", "sh", "dash", "zsh", "ksh"};
	struct pc_sh_tree tree;
	struct pc_sh_commands commands;
	bool is_shell = false;

	for (size_t i = 0; i < PC_COUNT(shells); i++)
		is_shell |= pc_str_is(pc_path_base(command->args[0].value), shells[i]);
	if (!is_shell || depth >= MAX_SCRIPT_DEPTH)
		return false;
	for (size_t i = 1; i + 1 < command->n_args; i++) {
		if (!pc_str_is(command->args[i].value, "-c"))
			continue;
		pc_sh_parse(&tree, call->ev->arena, command->args[i + 1].value);
		pc_sh_commands(&commands, call->ev->arena, &tree);
		return scan(call, &commands, depth + 1);
	}
	return false;
}

static bool scan_command(
	const struct bash_call *call, const struct pc_sh_command *command, unsigned depth)
{
	struct pc_str *items;
	struct words words;
	struct pc_str program;
	bool no_flags = false, recursive = false;

	if (command->n_args == 0)
		return false;
	items = pc_arena_new_array(call->ev->arena, struct pc_str, command->n_args);
	for (size_t i = 0; i < command->n_args; i++)
		items[i] = command->args[i].value;
	words = bash_args_unwrapped((struct words){items, command->n_args});
	program = pc_path_base(words.items[0]);
	if (!pc_str_is(program, "rm") && !pc_str_is(program, "rmdir"))
		return scan_script(call, command, depth);
	for (size_t i = 1; i < words.count; i++) {
		struct pc_str word = words.items[i];
		const struct pc_sh_arg *arg;

		if (!no_flags && word.len > 1 && word.ptr[0] == '-') {
			no_flags = pc_str_is(word, "--");
			recursive |= is_recursive(word);
			continue;
		}
		arg = &command->args[command->n_args - words.count + i];
		if (removes(call, command, word, arg) ||
			(recursive && is_printed(command, arg->word)))
			return true;
	}
	return false;
}

static bool scan(const struct bash_call *call, const struct pc_sh_commands *commands,
	unsigned depth)
{
	for (size_t i = 0; i < commands->count; i++) {
		if (commands->items[i].node->kind == PC_SH_SIMPLE &&
			scan_command(call, &commands->items[i], depth))
			return true;
	}
	return false;
}

struct pc_verdict bash_critical_removal(const struct bash_call *call)
{
	if (!scan(call, &call->commands, 0))
		return (struct pc_verdict){.kind = PC_VERDICT_ALLOW, .by = PC_BY_DEFAULT};
	trace_step(call->ev, NULL, "%s", reason);
	return verdict_by(PC_VERDICT_ASK, PC_BY_SAFETY, pc_str(reason));
}
