/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a word, each as the text that takes its place. */
#include "values_priv.h"

#include "pc/shell/word.h"

typedef void put_fn(
	struct expansion *e, const struct pc_sh_part *part, enum context context);

static void put_literal(
	struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	if (context == IN_OPERAND)
		put_expanded(e, part->text, false);
	else
		put_bytes(e, part->text, is_quoted(context));
}

/* In "${x:-\a}" the backslash stays, as it does between double quotes. */
static void put_escaped(
	struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	if (context == IN_DOUBLE_OPERAND && !memchr("$`\"\\}", part->text.ptr[0], 5))
		put_bytes(e, PC_STR("\\"), true);
	put_bytes(e, part->text, true);
}

/* In "${x:-'a'}" the quotes stay. */
static void put_single(
	struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	if (context == IN_DOUBLE_OPERAND)
		put_bytes(e, PC_STR("'"), true);
	put_bytes(e, part->text, true);
	if (context == IN_DOUBLE_OPERAND)
		put_bytes(e, PC_STR("'"), true);
}

static bool is_ascii(struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] > 126)
			return false;
	}
	return true;
}

/* \u beyond ASCII depends on the locale. */
static void put_ansi(
	struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	struct pc_str value = pc_sh_ansi_value(e->arena, part->text);
	bool is_unicode = pc_str_find_str(part->text, PC_STR("\\u")) < part->text.len ||
			  pc_str_find_str(part->text, PC_STR("\\U")) < part->text.len ||
			  pc_str_find_str(part->text, PC_STR("\\c")) < part->text.len;

	if (e->assume != ASSUME_EMPTY &&
		(context == IN_DOUBLE_OPERAND || (is_unicode && !is_ascii(value))))
		put_unknown(e, true);
	else
		put_bytes(e, value, true);
}

/* "$@" without parameters is no field at all, not an empty one. */
static enum match vanishes(struct expansion *e, const struct pc_sh_part *part)
{
	enum match all = MATCH_NO;

	for (; part; part = part->next) {
		enum match one =
			part->kind == PC_SH_PARAM ? param_vanishes(e, part) : MATCH_NO;

		if (one != MATCH_NO && all != MATCH_UNKNOWN)
			all = one;
	}
	return all;
}

static void put_double(
	struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	bool was_present = e->present;
	enum match gone;
	size_t count = e->count, len = e->value.len;

	(void)context;
	put_parts(e, part->parts, IN_DOUBLE);
	e->present = true;
	if (e->count != count || e->value.len != len || e->is_unknown)
		return;
	gone = vanishes(e, part->parts);
	if (gone != MATCH_NO)
		e->present = was_present;
	if (gone == MATCH_UNKNOWN)
		put_unknown(e, true);
}

static void put_command(
	struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	struct pc_str out;
	enum output known = output_of(e, &out, part->body);

	if (known != OUTPUT_KNOWN)
		put_unknown(e, is_quoted(context));
	if (known != OUTPUT_UNKNOWN)
		put_expanded(e, out, is_quoted(context));
}

static void put_arith(
	struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	long long value;

	if (arith_value(e, &value, part->text))
		put_expanded(
			e, pc_arena_printf(e->arena, "%lld", value), is_quoted(context));
	else
		put_unknown(e, is_quoted(context));
}

static void put_process(
	struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	(void)part, (void)context;
	put_bytes(e, PC_STR("/dev/fd/"), true);
	put_unknown(e, true);
	if (e->assume == ASSUME_EMPTY)
		put_bytes(e, PC_STR("63"), true);
}

static void put_tilde(
	struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	struct param home = {0};

	if (is_quoted(context)) {
		put_bytes(e, part->text, true);
		return;
	}
	home.presence = IS_UNKNOWN;
	if (part->text.len == 1)
		home = param_named(e, PC_STR("HOME"));
	else if (pc_str_is(part->text, "~+"))
		home = param_named(e, PC_STR("PWD"));
	if (home.presence == IS_SET)
		put_bytes(e, home.value, true);
	else if (e->assume == ASSUME_EMPTY && part->text.len > 1)
		put_bytes(e, part->text, true);
	else
		put_unknown(e, true);
}

static void put_glob(
	struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	put_bytes(e, part->text, is_quoted(context));
}

static void put_extglob(
	struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	if (is_quoted(context)) {
		put_unknown(e, true);
		return;
	}
	e->is_extglob = true;
	put_bytes(e, pc_str_head(part->text, 2), false);
	put_parts(e, part->parts, IN_GROUP);
	put_bytes(e, PC_STR(")"), false);
}

static void put_mystery(
	struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	(void)part;
	put_unknown(e, is_quoted(context));
}

static put_fn *const puts_[] = {
	[PC_SH_LITERAL] = put_literal,
	[PC_SH_ESCAPED] = put_escaped,
	[PC_SH_SINGLE] = put_single,
	[PC_SH_ANSI] = put_ansi,
	[PC_SH_DOUBLE] = put_double,
	[PC_SH_LOCALE] = put_double,
	[PC_SH_PARAM] = put_param,
	[PC_SH_COMMAND] = put_command,
	[PC_SH_BACKTICK] = put_command,
	[PC_SH_ARITH] = put_arith,
	[PC_SH_PROC_IN] = put_process,
	[PC_SH_PROC_OUT] = put_process,
	[PC_SH_TILDE] = put_tilde,
	[PC_SH_GLOB] = put_glob,
	[PC_SH_BRACE] = put_mystery,
	[PC_SH_EXTGLOB] = put_extglob,
	[PC_SH_ARRAY] = put_mystery,
};

void put_parts(struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	for (; part; part = part->next) {
		if (!spend(e, 8)) {
			put_unknown(e, true);
			return;
		}
		puts_[part->kind](e, part, context);
	}
}

bool text_of_parts(struct expansion *e, const struct pc_sh_part *parts,
	enum context context, struct pc_str *value, struct pc_str *glob)
{
	struct expansion inside = expansion_inside(e);

	inside.whole = true;
	put_parts(&inside, parts, context);
	*value = (struct pc_str){inside.value.ptr, inside.value.len};
	if (glob)
		*glob = (struct pc_str){inside.glob.ptr, inside.glob.len};
	return !inside.is_unknown && !(glob && inside.is_extglob);
}
