/* SPDX-License-Identifier: Apache-2.0 */
/* "X=rm; $X -r a": the client follows assignments that open a line, as long as nothing
 * else in the line is unknown; anything more makes the line unknowable as a whole. */
#include "bash_priv.h"

static const struct bash_var *var_of(const struct bash_vars *vars, struct pc_str name)
{
	for (size_t i = 0; i < vars->count; i++) {
		if (pc_str_eq(vars->items[i].name, name))
			return &vars->items[i];
	}
	return NULL;
}

/* A value that stays one field, and itself, without quotes around the variable. */
static bool is_field(struct pc_str value)
{
	for (size_t i = 0; i < value.len; i++) {
		if (strchr(" \t\n*?[", value.ptr[i]))
			return false;
	}
	return true;
}

/* The value of a plain $NAME; ${NAME} and anything more is unknown to the client. */
static const struct pc_str *variable(
	const struct bash_vars *vars, const struct pc_sh_part *part, bool quoted)
{
	const struct bash_var *var;

	if (part->op.len || part->parts ||
		part->span.end - part->span.start != part->name.len + 1)
		return NULL;
	var = var_of(vars, part->name);
	return var && (quoted || is_field(var->value)) ? &var->value : NULL;
}

static bool append_parts(const struct bash_vars *vars, struct pc_arena *arena,
	const struct pc_sh_part *part, bool quoted, struct pc_str *joined)
{
	for (; part; part = part->next) {
		struct pc_str piece = part->text;
		const struct pc_str *value;

		switch (part->kind) {
		case PC_SH_DOUBLE:
			if (!append_parts(vars, arena, part->parts, true, joined))
				return false;
			continue;
		case PC_SH_PARAM:
			value = variable(vars, part, quoted);
			if (!value)
				return false;
			piece = *value;
			break;
		case PC_SH_LITERAL:
		case PC_SH_ESCAPED:
		case PC_SH_SINGLE:
		case PC_SH_TILDE:
		case PC_SH_GLOB:
		case PC_SH_BRACE:
			break;
		default:
			return false;
		}
		*joined = joined->len ? pc_arena_printf(arena, "%.*s%.*s",
						PC_STR_ARG(*joined), PC_STR_ARG(piece))
				      : piece;
	}
	return true;
}

bool bash_vars_value(const struct bash_vars *vars, struct pc_arena *arena,
	const struct pc_sh_word *word, struct pc_str *value)
{
	*value = (struct pc_str){0};
	return append_parts(vars, arena, word->parts, false, value);
}

/* ---- whether everything else is known ------------------------------------- */

enum {
	EXPANDS = PC_SH_HAS_PARAM | PC_SH_HAS_COMMAND,
	UNKNOWABLE = PC_SH_IN_SUBST | PC_SH_IN_PROC | PC_SH_IN_SUBSHELL | PC_SH_IN_GROUP |
		     PC_SH_IN_CASE | PC_SH_IN_FUNCTION | PC_SH_IN_HEREDOC |
		     PC_SH_IN_COPROC,
};

bool bash_holds_ansi(const struct pc_sh_word *word)
{
	for (const struct pc_sh_part *part = word->parts; part; part = part->next) {
		if (part->kind == PC_SH_ANSI || part->kind == PC_SH_LOCALE)
			return true;
	}
	return false;
}

static bool known_word(const struct bash_vars *vars, struct pc_arena *arena,
	const struct pc_sh_word *word)
{
	struct pc_str value;

	if (word->has == 0)
		return true;
	if (bash_holds_ansi(word))
		return false;
	return !(word->has & EXPANDS) || bash_vars_value(vars, arena, word, &value);
}

static bool known_redirs(const struct pc_sh_redir *redir)
{
	for (; redir; redir = redir->next) {
		if (redir->op == PC_SH_REDIR_HEREDOC && !redir->quoted)
			return false;
		if (redir->target.has & EXPANDS)
			return false;
	}
	return true;
}

/* X=$(...): what the commands in it are is a question of their own. */
static bool is_capture(const struct pc_sh_word *value)
{
	return value->parts && !value->parts->next && value->parts->kind == PC_SH_COMMAND;
}

/* An assignment behind the first ones: its value is known, and it is not to one of
 * theirs. */
static bool known_assigns(const struct bash_vars *vars, struct pc_arena *arena,
	const struct pc_sh_node *node)
{
	for (const struct pc_sh_assign *assign = node->assigns; assign;
		assign = assign->next) {
		const struct bash_var *var = var_of(vars, assign->name);

		if (var && var->node != node && !node->words)
			return false;
		if (!is_capture(&assign->value) &&
			!known_word(vars, arena, &assign->value))
			return false;
	}
	return true;
}

/* A plain X=$(...) may hold a command. */
static unsigned unknowable(const struct pc_sh_command *command)
{
	bool captured = (command->within & PC_SH_IN_ASSIGN) &&
			!(command->within & PC_SH_IN_DOUBLE) && command->depth == 1;

	return captured ? UNKNOWABLE & ~(unsigned)PC_SH_IN_SUBST : UNKNOWABLE;
}

static bool all_known(const struct bash_vars *vars, const struct bash_call *call)
{
	struct pc_arena *arena = call->ev->arena;

	for (size_t i = 0; i < call->commands.count; i++) {
		const struct pc_sh_command *command = &call->commands.items[i];

		if ((command->within & unknowable(command)) ||
			!known_redirs(command->node->redirs) ||
			!known_assigns(vars, arena, command->node))
			return false;
		for (size_t j = 0; j < command->n_args; j++) {
			if (!known_word(vars, arena, command->args[j].word))
				return false;
		}
	}
	return true;
}

/* ---- the assignments that open the line ----------------------------------- */

/* No line that people write opens with more. */
enum { MAX_VARS = 16 };

static bool goes_on(const struct pc_sh_node *node)
{
	return node->joined == PC_SH_SEMI || node->joined == PC_SH_NEWLINE ||
	       node->joined == PC_SH_AND;
}

static bool add_var(struct bash_vars *vars, const struct pc_sh_node *node,
	struct pc_str name, struct pc_str value)
{
	if (vars->count == MAX_VARS || var_of(vars, name))
		return false;
	vars->items[vars->count++] = (struct bash_var){name, value, node};
	return true;
}

/* A statement that is one assignment and nothing else. */
static bool add_assign(
	struct bash_vars *vars, struct pc_arena *arena, const struct pc_sh_node *node)
{
	const struct pc_sh_assign *assign = node->assigns;
	struct pc_str value = {0};

	if (assign->next || assign->append || assign->index.len)
		return false;
	if (assign->value.parts && !bash_vars_value(vars, arena, &assign->value, &value))
		return false;
	return add_var(vars, node, assign->name, value);
}

/* export X=a and its kin, without options. */
static bool add_declared(
	struct bash_vars *vars, struct pc_arena *arena, const struct pc_sh_node *node)
{
	static const char *const declaring[] = {"export", "readonly", "declare", "local"};
	bool declares = false;

	for (size_t i = 0; i < PC_COUNT(declaring); i++)
		declares |= pc_sh_word_is(node->words, declaring[i]);
	for (const struct pc_sh_word *word = node->words->next; declares && word;
		word = word->next) {
		struct pc_str text;
		size_t value;

		if (!bash_vars_value(vars, arena, word, &text))
			return false;
		value = bash_assign_name(text);
		if (value < 2 || !add_var(vars, node, pc_str_head(text, value - 1),
					 pc_str_from(text, value)))
			return false;
	}
	return declares;
}

static bool add_statement(
	struct bash_vars *vars, struct pc_arena *arena, const struct pc_sh_node *node)
{
	if (node->kind != PC_SH_SIMPLE || node->redirs || node->timed || !goes_on(node))
		return false;
	if (node->words)
		return !node->assigns && add_declared(vars, arena, node);
	return node->assigns && add_assign(vars, arena, node);
}

static bool may_assign(const struct pc_sh_node *node)
{
	return node && node->kind == PC_SH_SIMPLE &&
	       (node->assigns || (node->words && node->words->next &&
					 pc_str_find(node->words->next->text, '=') <
						 node->words->next->text.len));
}

void bash_vars_find(struct bash_vars *vars, const struct bash_call *call)
{
	const struct pc_sh_node *node =
		call->tree.root ? call->tree.root->children : NULL;
	struct pc_arena *arena = call->ev->arena;

	*vars = (struct bash_vars){0};
	if (!call->tree.root || call->tree.fault)
		return;
	if (node && node->kind == PC_SH_IF)
		node = node->cond->children;
	if (may_assign(node)) {
		vars->items = pc_arena_new_array(arena, struct bash_var, MAX_VARS);
		while (node && add_statement(vars, arena, node))
			node = node->next;
	}
	vars->all_known = all_known(vars, call);
	if (!vars->all_known)
		vars->count = 0;
}
