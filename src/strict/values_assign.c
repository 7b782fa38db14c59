/* SPDX-License-Identifier: Apache-2.0 */
/* What expanding a word does to variables: ${x:=w} sets them, arithmetic may.  What is
 * not understood to the end is remembered as a guess only. */
#include "values_priv.h"

static void set_guess(
	struct expansion *e, struct scope *scope, struct pc_str name, struct pc_str value)
{
	scope_add(scope, e->arena, name)->value = value;
}

static bool is_name_byte(char c, bool first)
{
	return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (!first && c >= '0' && c <= '9');
}

/* Each name that stands in an expression which may assign. */
static void assign_arith(
	struct expansion *e, struct scope *scope, struct pc_str text, bool takes)
{
	bool assigns = pc_str_find(text, '=') < text.len ||
		       pc_str_find_str(text, PC_STR("++")) < text.len ||
		       pc_str_find_str(text, PC_STR("--")) < text.len;

	struct scope before = *scope;

	if (!assigns || (takes && arith_run(e, scope, text)))
		return;
	*scope = before;
	for (size_t i = 0; i < text.len; i++) {
		size_t from = i;

		while (i < text.len && is_name_byte(text.ptr[i], i == from))
			i++;
		if (i > from && spend(e, 64))
			set_guess(e, scope, (struct pc_str){text.ptr + from, i - from},
				(struct pc_str){0});
	}
}

static void assign_param(
	struct expansion *e, struct scope *scope, const struct pc_sh_part *part)
{
	struct pc_str value;
	struct param param = param_named(e, part->name);

	if ((!pc_str_is(part->op, ":=") && !pc_str_is(part->op, "=")) || param.is_list)
		return;
	if (param.presence == IS_SET && (param.value.len || part->op.len == 1))
		return;
	e->assume = ASSUME_EMPTY;
	(void)text_of_parts(e, part->parts, IN_WORD, &value, NULL);
	e->assume = ASSUME_NOTHING;
	set_guess(e, scope, part->name, value);
}

static void assign_parts(
	struct expansion *e, struct scope *scope, const struct pc_sh_part *part)
{
	for (; part && spend(e, 8); part = part->next) {
		assign_parts(e, scope, part->parts);
		if (part->kind == PC_SH_PARAM)
			assign_param(e, scope, part);
		else if (part->kind == PC_SH_ARITH)
			assign_arith(e, scope, part->text, true);
	}
}

void values_forget_arith(struct scope *scope, struct pc_arena *arena, struct pc_str text)
{
	size_t budget = PC_MAX_WORD_WORK;
	struct expansion e = {.arena = arena, .scope = scope, .budget = &budget};

	assign_arith(&e, scope, text, false);
}

void values_assign_arith(struct scope *scope, struct pc_arena *arena, struct pc_str text)
{
	size_t budget = PC_MAX_WORD_WORK;
	struct expansion e = {.arena = arena, .scope = scope, .budget = &budget};

	assign_arith(&e, scope, text, true);
}

void values_assign(
	struct scope *scope, struct pc_arena *arena, const struct pc_sh_word *word)
{
	size_t budget = PC_MAX_WORD_WORK;
	struct expansion e = {.arena = arena, .scope = scope, .budget = &budget};

	if (word->has & PC_SH_HAS_PARAM)
		assign_parts(&e, scope, word->parts);
}
