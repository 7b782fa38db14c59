/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters: what is known of a name, and which fields come of it. */
#include "values_priv.h"

/* Set by the shell itself, whatever the line assigns to them. */
static const char *const dynamic[] = {"BASH", "BASHPID", "BASH_ARGV0", "BASH_COMMAND",
	"BASH_SUBSHELL", "BASH_VERSION", "EPOCHREALTIME", "EPOCHSECONDS", "EUID",
	"LINENO", "PPID", "RANDOM", "SECONDS", "SHELLOPTS", "SRANDOM", "UID", "$", "?",
	"-", "0", "BASH_VERSINFO"};

/* Never empty where people work, but not known. */
static const char *const always[] = {"HOME", "HOSTNAME", "HOSTTYPE", "IFS", "MACHTYPE",
	"OLDPWD", "OPTIND", "OSTYPE", "PATH", "PS4", "PWD", "SHELL", "SHLVL", "USER"};

static bool is_among(struct pc_str name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (pc_str_is(name, names[i]))
			return true;
	}
	return false;
}

enum { MAX_REFERENCES = 8 }; /* declare -n: names that name each other */

static const struct variable *find(const struct expansion *e, struct pc_str name)
{
	return map_find(e->scope->variables, name);
}

static struct param unknown(struct pc_str name)
{
	struct param param = {.presence = IS_UNKNOWN};

	if (is_among(name, dynamic, PC_COUNT(dynamic)) ||
		is_among(name, always, PC_COUNT(always)))
		param.presence = IS_SURE;
	return param;
}

static struct param param_of_field(const struct expansion *e, const struct field *field)
{
	struct param param = {.presence = IS_UNKNOWN};

	if (field->kind == FIELD_KNOWN) {
		param.presence = IS_SET;
		param.value = field->text;
	} else if (e->assume == ASSUME_EMPTY) {
		param.presence = IS_UNSET;
	} else {
		param.from = field->from;
	}
	return param;
}

/* The list of "@", or of an array: joins is for "*". */
static struct param list_of(
	const struct expansion *e, const struct variable *v, bool positional, bool joins)
{
	struct param param = {.is_list = true, .joins = joins, .presence = IS_UNSET};

	if (v && v->array) {
		param.list = v->array;
		param.presence = v->array->count ? IS_SET : IS_UNSET;
	} else if (v ? !v->known : !positional) {
		param.presence = e->assume == ASSUME_EMPTY ? IS_UNSET : IS_UNKNOWN;
	} else if (v) {
		struct fields *one = pc_arena_new(e->arena, struct fields);

		one->items = pc_arena_new(e->arena, struct field);
		one->items[0].text = v->value;
		one->count = 1;
		param.list = one;
		param.presence = IS_SET;
	}
	return param;
}

static bool read_index(struct pc_str s, size_t *out)
{
	*out = 0;
	if (s.len == 0 || s.len > 6)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
		*out = *out * 10 + (size_t)(s.ptr[i] - '0');
	}
	return s.len == 1 || s.ptr[0] != '0';
}

static struct param element(
	const struct expansion *e, const struct fields *array, size_t i)
{
	if (!array || i >= array->count)
		return (struct param){.presence = IS_UNSET};
	return param_of_field(e, &array->items[i]);
}

/* $1, $#: without parameters of its own, a line has none. */
static struct param positional(const struct expansion *e, struct pc_str name, size_t i)
{
	const struct variable *at = find(e, PC_STR("@"));

	if (at && !at->array && e->assume != ASSUME_EMPTY)
		return (struct param){.presence = IS_UNKNOWN};
	if (pc_str_is(name, "#"))
		return (struct param){.presence = IS_SET,
			.value = pc_arena_printf(
				e->arena, "%zu", at && at->array ? at->array->count : 0)};
	return element(e, at ? at->array : NULL, i - 1);
}

/* name[index] of an array whose items stand one by one; NULL: it is another. */
static const struct variable *find_item(const struct expansion *e,
	const struct variable *array, struct pc_str name, struct pc_str index)
{
	const struct variable *item =
		find(e, pc_arena_printf(e->arena, "%.*s[%.*s]", PC_STR_ARG(name),
				PC_STR_ARG(index)));

	return item && item->age >= array->since ? item : NULL;
}

/* An index is an expression; false when it is not known. */
static bool index_value(
	const struct expansion *e, struct pc_str text, size_t count, size_t *out)
{
	struct expansion inside = *e;
	long long value;

	if (read_index(text, out))
		return true;
	if (!arith_value(&inside, &value, text) || value < -(long long)count)
		return false;
	*out = (size_t)(value < 0 ? value + (long long)count : value);
	return true;
}

/* name[index] */
static struct param param_indexed(
	const struct expansion *e, struct pc_str name, struct pc_str index)
{
	const struct variable *v = find(e, name);
	size_t i;

	index.len -= index.len > 0; /* the ] */
	if (v && v->is_sparse) {
		const struct variable *item = find_item(e, v, name, index);

		if (item && item->known)
			return (struct param){.presence = IS_SET, .value = item->value};
	}
	if (pc_str_is(index, "@") || pc_str_is(index, "*"))
		return list_of(e, v, false, index.ptr[0] == '*');
	if (v && v->array && index_value(e, index, v->array->count, &i))
		return element(e, v->array, i);
	if (v && v->known && !v->array && pc_str_is(index, "0"))
		return (struct param){.presence = IS_SET, .value = v->value};
	return (struct param){
		.presence = e->assume == ASSUME_EMPTY ? IS_UNSET : IS_UNKNOWN};
}

static struct param param_variable(const struct expansion *e, struct pc_str name)
{
	const struct variable *v = find(e, name);

	for (int i = 0; v && v->attribute == 'n' && v->value.len && i < MAX_REFERENCES;
		i++) {
		name = v->value;
		v = find(e, name);
	}
	if (pc_str_is(name, "_"))
		return e->scope->last ? param_of_field(e, e->scope->last)
				      : (struct param){.presence = IS_SURE};
	if (is_among(name, dynamic, PC_COUNT(dynamic)))
		return unknown(name);
	if (v && (v->known || (e->assume == ASSUME_EMPTY && v->value.len)))
		return (struct param){.presence = IS_SET, .value = v->value};
	if (v && v->array && v->array->count == 0)
		return (struct param){.presence = IS_UNSET};
	if (!v && pc_str_is(name, "PWD") && e->scope->cwd.len)
		return (struct param){.presence = IS_SET, .value = e->scope->cwd};
	if (e->assume == ASSUME_EMPTY)
		return (struct param){.presence = IS_UNSET};
	return v ? (struct param){.presence = IS_UNKNOWN, .from = v->from}
		 : unknown(name);
}

struct param param_named(const struct expansion *e, struct pc_str name)
{
	size_t bracket = pc_str_find(name, '['), i;

	if (bracket < name.len)
		return param_indexed(
			e, pc_str_head(name, bracket), pc_str_from(name, bracket + 1));
	if (pc_str_is(name, "@") || pc_str_is(name, "*"))
		return list_of(e, find(e, PC_STR("@")), true, name.ptr[0] == '*');
	if (pc_str_is(name, "#") || (read_index(name, &i) && i > 0))
		return positional(e, name, name.ptr[0] == '#' ? 0 : i);
	return param_variable(e, name);
}

/* ---- fields ------------------------------------------------------------------ */

static void put_items(struct expansion *e, struct param param,
	const struct pc_sh_part *part, enum context context)
{
	bool quoted = is_quoted(context), joins = quoted && param.joins;
	int between = param.joins || e->whole ? ifs_first(e) : ' ';

	/* bash then drops empty fields elsewhere in the word. */
	if (!joins && !e->whole && has_own_ifs(e)) {
		put_unknown(e, quoted);
		return;
	}
	for (size_t i = 0; param.list && i < param.list->count; i++) {
		struct param one = param_of_field(e, &param.list->items[i]);

		if (i && between < 0)
			put_unknown(e, true);
		else if (i && (joins || e->whole) && between)
			put_bytes(e, (struct pc_str){&(const char){(char)between}, 1},
				true);
		else if (i && !joins && !e->whole)
			end_field(e);
		if (one.from.len)
			e->from = one.from;
		if (one.presence == IS_UNKNOWN || !spend(e, 32) ||
			(part && !apply_op(e, &one.value, part)))
			put_unknown(e, quoted);
		else
			put_expanded(e, one.value, quoted);
	}
}

static void put_value(struct expansion *e, struct param param, enum context context)
{
	if (param.presence >= IS_UNKNOWN)
		put_unknown(e, is_quoted(context));
	else if (param.is_list)
		put_items(e, param, NULL, context);
	else
		put_expanded(e, param.value, is_quoted(context));
}

/* ---- ${x:-w} and its like ---------------------------------------------------- */

static void put_operand(
	struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	put_parts(e, part->parts, is_quoted(context) ? IN_DOUBLE_OPERAND : IN_OPERAND);
}

/* What is assigned is one text; it is split as a value is. */
static void put_assigned(
	struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	struct pc_str text;

	if (text_of_parts(e, part->parts,
		    is_quoted(context) ? IN_DOUBLE_OPERAND : IN_WORD, &text, NULL))
		put_expanded(e, text, is_quoted(context));
	else
		put_unknown(e, is_quoted(context));
}

static bool is_null(struct param param, bool colon)
{
	if (param.presence == IS_UNSET)
		return true;
	if (param.presence != IS_SET || !colon)
		return false;
	if (param.is_list)
		return param.list->count == 1 && param.list->items[0].text.len == 0;
	return param.value.len == 0;
}

static void put_default(struct expansion *e, struct param param,
	const struct pc_sh_part *part, enum context context)
{
	char kind = part->op.ptr[part->op.len - 1];
	bool sure = param.presence == IS_SURE ||
		    (param.presence == IS_UNKNOWN && e->assume == ASSUME_SET);

	if (param.presence == IS_UNKNOWN && !sure) {
		put_unknown(e, is_quoted(context));
	} else if (!is_null(param, part->op.len == 2)) {
		if (kind == '+')
			put_operand(e, part, context);
		else
			put_value(e, param, context);
	} else if (kind == '-') {
		put_operand(e, part, context);
	} else if (kind == '=') {
		put_assigned(e, part, context);
	} else if (kind == '?') {
		put_unknown(e, is_quoted(context));
	}
}

static bool is_default_op(struct pc_str op)
{
	return op.len && memchr("-=?+", op.ptr[op.len - 1], 4) &&
	       (op.len == 1 || (op.len == 2 && op.ptr[0] == ':'));
}

/* ---- ${x...} ----------------------------------------------------------------- */

/* ${#x} */
static void put_length(struct expansion *e, struct param param, enum context context)
{
	size_t n = param.is_list && param.list ? param.list->count : param.value.len;

	for (size_t i = 0; !param.is_list && i < param.value.len; i++) {
		if ((unsigned char)param.value.ptr[i] > 126)
			param.presence = IS_UNKNOWN; /* bytes or characters? */
	}
	if (param.presence >= IS_UNKNOWN)
		put_unknown(e, is_quoted(context));
	else
		put_expanded(e, pc_arena_printf(e->arena, "%zu", n), is_quoted(context));
}

/* ${@:2}, ${a[@]:1:2} */
static void put_slice(struct expansion *e, struct param param,
	const struct pc_sh_part *part, enum context context)
{
	struct pc_str text, from;
	size_t at, n = SIZE_MAX;
	struct fields slice = {0};
	bool positional = part->name.len == 1;

	if (param.presence >= IS_UNKNOWN ||
		!text_of_parts(e, part->parts, IN_WORD, &text, NULL)) {
		put_unknown(e, is_quoted(context));
		return;
	}
	from = pc_str_cut(&text, ':');
	if (!read_index(pc_str_trim(from), &at) || (positional && at == 0) ||
		(text.ptr && !read_index(pc_str_trim(text), &n))) {
		put_unknown(e, is_quoted(context));
		return;
	}
	at -= positional;
	if (param.list && at < param.list->count) {
		slice.items = param.list->items + at;
		slice.count = param.list->count - at;
		slice.count = n < slice.count ? n : slice.count;
	}
	param.list = &slice;
	put_items(e, param, NULL, context);
}

/* ${!x}: the name is in x. */
static bool follow(struct expansion *e, struct param *param)
{
	if (param->presence != IS_SET || param->is_list)
		return false;
	for (size_t i = 0; i < param->value.len; i++) {
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
			    "0123456789@*",
			    param->value.ptr[i]))
			return false;
	}
	if (param->value.len == 0)
		return false;
	*param = param_named(e, param->value);
	return true;
}

/* The ! or # before the name, 0 for none. */
static char prefix_of(const struct pc_sh_part *part)
{
	struct pc_str text = part->text;

	if (text.len < 5 || text.ptr[1] != '{' || part->name.ptr != text.ptr + 3)
		return 0;
	return text.ptr[2];
}

static void put_by_op(struct expansion *e, struct param param,
	const struct pc_sh_part *part, enum context context)
{
	bool quoted = is_quoted(context);

	if (is_default_op(part->op)) {
		put_default(e, param, part, context);
	} else if (!is_op(part->op) || param.presence >= IS_UNKNOWN) {
		put_unknown(e, quoted);
	} else if (param.is_list && pc_str_is(part->op, ":")) {
		put_slice(e, param, part, context);
	} else if (param.is_list) {
		put_items(e, param, part, context);
	} else if (apply_op(e, &param.value, part)) {
		put_expanded(e, param.value, quoted);
	} else {
		put_unknown(e, quoted);
	}
}

/* Quotes and expansions in an index cannot be told from those of the operand. */
static bool has_odd_index(struct pc_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		if (name.len > 1 && memchr("$`'\"\\", name.ptr[i], 5))
			return true;
	}
	return false;
}

/* ${a[$i]} */
static bool is_plain_index(const struct pc_sh_part *part)
{
	for (size_t i = 0; i < part->name.len; i++) {
		if (memchr("`'\"\\(", part->name.ptr[i], 5))
			return false;
	}
	return part->op.len == 0;
}

void put_param(struct expansion *e, const struct pc_sh_part *part, enum context context)
{
	struct param param;
	char prefix = prefix_of(part);
	bool alone = part->op.len == 0 ||
		     (prefix && part->op.len == 1 && part->op.ptr[0] == prefix);

	if (has_odd_index(part->name) && !is_plain_index(part)) {
		put_unknown(e, is_quoted(context));
		return;
	}
	param = param_named(e, part->name);
	if (param.from.len)
		e->from = param.from;
	if (prefix == '!' && (pc_str_is(part->op, "!@") || pc_str_is(part->op, "!*") ||
				     !follow(e, &param)))
		param = (struct param){.presence = IS_UNKNOWN};
	if (prefix == '#' && alone)
		put_length(e, param, context);
	else if (prefix == '#')
		put_unknown(e, is_quoted(context));
	else if (alone || pc_str_is(part->op, "!@") || pc_str_is(part->op, "!*"))
		put_value(e, param, context);
	else
		put_by_op(e, param, part, context);
}

enum match param_vanishes(struct expansion *e, const struct pc_sh_part *part)
{
	struct param param;

	if (has_odd_index(part->name))
		return MATCH_NO;
	param = param_named(e, part->name);
	if (!param.is_list || param.joins || prefix_of(part) == '#')
		return MATCH_NO;
	if (is_default_op(part->op))
		return part->op.ptr[part->op.len - 1] == '+' &&
				       is_null(param, part->op.len == 2)
			       ? MATCH_UNKNOWN
			       : MATCH_NO;
	if (!param.list || param.list->count == 0)
		return MATCH_YES;
	return pc_str_is(part->op, ":") ? MATCH_UNKNOWN : MATCH_NO;
}
