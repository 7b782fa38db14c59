/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that the client asks about whatever the rules say: pipes, what has no value
 * before run time, writes, programs that run other texts.  For these it compares deny and
 * ask rules with more texts, among them the line as a whole.  This is a matter of
 * matching only; whether such a line may run is safety*.c's question. */
#include "bash_priv.h"

#define NAME(literal)                                                                    \
	{                                                                                \
		literal, sizeof(literal) - 1                                             \
	}

/* What a program does with its arguments is not looked at here. */
static const struct pc_str doubtful[] = {
	NAME("."),
	NAME("alias"),
	NAME("chrt"),
	NAME("cp"),
	NAME("coproc"),
	NAME("eval"),
	NAME("exec"),
	NAME("flock"),
	NAME("ionice"),
	NAME("let"),
	NAME("ltrace"),
	NAME("mkdir"),
	NAME("mv"),
	NAME("nocorrect"),
	NAME("nsenter"),
	NAME("rm"),
	NAME("rmdir"),
	NAME("script"),
	NAME("setsid"),
	NAME("source"),
	NAME("strace"),
	NAME("taskset"),
	NAME("tee"),
	NAME("touch"),
	NAME("trap"),
	NAME("unshare"),
	NAME("watch"),
};

static bool is_doubtful_program(struct pc_str program)
{
	for (size_t i = 0; i < PC_COUNT(doubtful); i++) {
		if (pc_str_eq(program, doubtful[i]))
			return true;
	}
	return false;
}

static struct pc_str value(const struct pc_sh_command *command, size_t i)
{
	return i < command->n_args ? command->args[i].value : (struct pc_str){0};
}

/* The program behind assignments and the wrappers of bash_wrap_text(). */
static struct pc_str program_of(
	const struct bash_call *call, const struct pc_sh_command *command)
{
	struct pc_str text = bash_wrap_assigns(command->text, true), rest;

	text = bash_wrap_text(call->ev->arena, text, true);
	if (text.ptr + text.len == command->text.ptr + command->text.len &&
		text.len == command->text.len)
		return value(command, 0);
	rest = bash_wrap_unquote(call->ev->arena, text);
	return pc_str_cut(&rest, ' ');
}

/* cd to somewhere that is not below the current directory. */
static bool leaves_directory(const struct pc_sh_command *command)
{
	struct pc_str to = value(command, 1);

	return to.len == 0 || strchr("/~-", to.ptr[0]) || pc_str_starts(to, PC_STR(".."));
}

static bool has_option(const struct pc_sh_command *command, const char *option)
{
	for (size_t i = 1; i < command->n_args; i++) {
		if (pc_str_starts(value(command, i), pc_str(option)))
			return true;
	}
	return false;
}

static bool writes_file(const struct pc_sh_redir *redir)
{
	for (; redir; redir = redir->next) {
		switch (redir->op) {
		case PC_SH_REDIR_OUT:
		case PC_SH_REDIR_CLOBBER:
		case PC_SH_REDIR_APPEND:
		case PC_SH_REDIR_RW:
		case PC_SH_REDIR_BOTH:
		case PC_SH_REDIR_BOTH_APP:
			if (!pc_sh_word_is(&redir->target, "/dev/null"))
				return true;
			break;
		default:
			break;
		}
	}
	return false;
}

static bool is_doubtful_command(
	const struct bash_call *call, const struct pc_sh_command *command)
{
	struct pc_str program;

	if (command->within & (PC_SH_IS_PIPED_FROM | PC_SH_IS_PIPED_TO))
		return true;
	if (writes_file(command->node->redirs))
		return true;
	if (command->n_args == 0)
		return command->node->assigns && command->node->assigns->next;
	program = program_of(call, command);
	if (pc_str_is(program, "cd"))
		return leaves_directory(command);
	if (pc_str_is(program, "find"))
		return has_option(command, "-exec") || has_option(command, "-ok") ||
		       has_option(command, "-delete");
	if (pc_str_is(program, "sed"))
		return has_option(command, "-i") || has_option(command, "--in-place");
	return is_doubtful_program(program);
}

bool bash_is_doubtful(
	const struct bash_call *call, const struct bash_line *line, bool all_known)
{
	if (!all_known || call->tree.fault || line->has_pipe || line->n_opaque)
		return true;
	for (size_t i = 0; i < call->commands.count; i++) {
		if (is_doubtful_command(call, &call->commands.items[i]))
			return true;
	}
	return false;
}
