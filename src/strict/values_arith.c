/* SPDX-License-Identifier: Apache-2.0 */
/* $((...)): constants, variables that are known, and the operators; assignments where the
 * caller wants their effects.  Precedence climbing; everything else is not known. */
#include "values_priv.h"

struct arith {
	struct expansion *e;
	struct pc_str rest;
	unsigned depth;
	bool failed;
	struct scope *effects; /* where assignments go; NULL: none is taken */
};

static long long read_binary(struct arith *a, unsigned least);

static void skip_blanks(struct arith *a)
{
	while (a->rest.len && memchr(" \t\n", a->rest.ptr[0], 3))
		a->rest = pc_str_from(a->rest, 1);
}

static bool take(struct arith *a, const char *text)
{
	skip_blanks(a);
	if (!pc_str_starts(a->rest, pc_str(text)))
		return false;
	a->rest = pc_str_from(a->rest, strlen(text));
	return true;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 99;
}

static bool is_name(char c)
{
	return c == '_' || digit(c) < 99;
}

/* 12 017 0xff 2#101 */
static bool read_number(struct pc_str s, long long *out)
{
	size_t hash = pc_str_find(s, '#'), i = 0;
	long long base = 10;

	if (hash < s.len) {
		long long given;

		if (hash == 0 || s.ptr[0] == '0' ||
			!read_number(pc_str_head(s, hash), &given) || given < 2 ||
			given > 36)
			return false;
		base = given;
		i = hash + 1;
	} else if (s.len > 1 && s.ptr[0] == '0') {
		base = (s.ptr[1] | 32) == 'x' ? 16 : 8;
		i = base == 16 ? 2 : 1;
	}
	*out = 0;
	if (i == s.len)
		return false;
	for (; i < s.len; i++) {
		if (digit(s.ptr[i]) >= base || __builtin_mul_overflow(*out, base, out) ||
			__builtin_add_overflow(*out, digit(s.ptr[i]), out))
			return false;
	}
	return true;
}

/* A variable counts when its value is a plain number; an unset one is 0. */
static long long variable(struct arith *a, struct pc_str name)
{
	struct param param = param_named(a->e, name);
	struct pc_str value = param.value;
	bool negative = value.len > 1 && value.ptr[0] == '-';
	long long number = 0;

	if (param.presence == IS_UNSET || (param.presence == IS_SET && !value.len))
		return 0;
	if (param.presence != IS_SET || param.is_list ||
		!read_number(pc_str_from(value, negative), &number))
		a->failed = true;
	return negative ? -number : number;
}

/* The name of $x or ${x} or x at the start. */
static struct pc_str read_name(struct arith *a)
{
	bool braces = false;
	size_t n = 0;
	struct pc_str name;

	if (a->rest.ptr[0] == '$') {
		a->rest = pc_str_from(a->rest, 1);
		braces = a->rest.len && a->rest.ptr[0] == '{';
		a->rest = pc_str_from(a->rest, braces);
		if (!braces && a->rest.len && memchr("#123456789", a->rest.ptr[0], 10)) {
			name = pc_str_head(a->rest, 1);
			a->rest = pc_str_from(a->rest, 1);
			return name;
		}
		if (braces && a->rest.len && digit(a->rest.ptr[0]) < 10)
			a->failed = true;
	}
	while (n < a->rest.len && is_name(a->rest.ptr[n]))
		n++;
	name = pc_str_head(a->rest, n);
	a->rest = pc_str_from(a->rest, n);
	a->failed |= n == 0 || (braces && (!a->rest.len || a->rest.ptr[0] != '}')) ||
		     (a->rest.len && a->rest.ptr[0] == '[');
	a->rest = pc_str_from(a->rest, braces);
	return name;
}

static void set(struct arith *a, struct pc_str name, long long value)
{
	struct variable *v = scope_add(a->effects, a->e->arena, name);

	v->value = pc_arena_printf(a->e->arena, "%lld", value);
	v->known = !a->failed;
}

/* x, x++, x=1, x+=1 */
static long long read_variable(struct arith *a)
{
	bool is_bare = a->rest.ptr[0] != '$';
	struct pc_str name = read_name(a);
	struct pc_str rest;
	long long value, by = 0;

	skip_blanks(a);
	rest = a->rest;
	if (!is_bare || !a->effects)
		return variable(a, name);
	if (pc_str_starts(rest, PC_STR("=")) && !pc_str_starts(rest, PC_STR("=="))) {
		a->rest = pc_str_from(rest, 1);
		value = read_binary(a, 0);
		set(a, name, value);
		return value;
	}
	value = variable(a, name);
	if (take(a, "++"))
		by = 1;
	else if (take(a, "--"))
		by = -1;
	if (by && !a->failed)
		set(a, name, value + by);
	if (!by && (pc_str_starts(rest, PC_STR("+=")) ||
			   pc_str_starts(rest, PC_STR("-=")))) {
		a->rest = pc_str_from(rest, 2);
		by = read_binary(a, 0);
		a->failed |= by > INT32_MAX || by < INT32_MIN || value > INT32_MAX ||
			     value < INT32_MIN;
		if (!a->failed)
			value += rest.ptr[0] == '+' ? by : -by;
		set(a, name, value);
	}
	return value;
}

static long long read_primary(struct arith *a)
{
	long long value = 0;
	size_t n = 0;

	skip_blanks(a);
	if (a->rest.len == 0) {
		a->failed = true;
		return 0;
	}
	if (take(a, "(")) {
		value = read_binary(a, 0);
		a->failed |= !take(a, ")");
		return value;
	}
	if (digit(a->rest.ptr[0]) > 9)
		return read_variable(a);
	while (n < a->rest.len && (is_name(a->rest.ptr[n]) || a->rest.ptr[n] == '#'))
		n++;
	a->failed |= !read_number(pc_str_head(a->rest, n), &value);
	a->rest = pc_str_from(a->rest, n);
	/* 1$x is one number. */
	a->failed |= a->rest.len && a->rest.ptr[0] == '$';
	return value;
}

static long long read_unary(struct arith *a)
{
	static const char ops[] = "-+!~";
	long long value;
	const char *op;

	skip_blanks(a);
	if (a->failed || ++a->depth > PC_MAX_SHELL_DEPTH ||
		pc_str_starts(a->rest, PC_STR("++")) ||
		pc_str_starts(a->rest, PC_STR("--"))) {
		a->failed = true;
		return 0;
	}
	op = a->rest.len && a->rest.ptr[0] ? strchr(ops, a->rest.ptr[0]) : NULL;
	if (!op)
		return read_primary(a);
	a->rest = pc_str_from(a->rest, 1);
	value = read_unary(a);
	if (*op == '-')
		return (long long)(0 - (unsigned long long)value);
	if (*op == '!')
		return !value;
	return *op == '~' ? ~value : value;
}

/* Longer ones first where one begins another. */
static const struct binary {
	const char *text;
	unsigned level; /* higher binds closer */
	enum {
		POW,
		MUL,
		DIV,
		MOD,
		ADD,
		SUB,
		SHL,
		SHR,
		LE,
		GE,
		LT,
		GT,
		EQ,
		NE,
		AND,
		XOR,
		OR,
		ANDAND,
		OROR
	} op;
} binaries[] = {
	{"**", 11, POW},
	{"*", 10, MUL},
	{"/", 10, DIV},
	{"%", 10, MOD},
	{"+", 9, ADD},
	{"-", 9, SUB},
	{"<<", 8, SHL},
	{">>", 8, SHR},
	{"<=", 7, LE},
	{">=", 7, GE},
	{"<", 7, LT},
	{">", 7, GT},
	{"==", 6, EQ},
	{"!=", 6, NE},
	{"&&", 2, ANDAND},
	{"||", 1, OROR},
	{"&", 5, AND},
	{"^", 4, XOR},
	{"|", 3, OR},
};

static long long power(struct arith *a, long long base, long long n)
{
	long long value = 1;

	a->failed |= n < 0 || n > 64;
	for (; !a->failed && n > 0; n--)
		a->failed |= __builtin_mul_overflow(value, base, &value);
	return value;
}

static long long multiply(
	struct arith *a, const struct binary *op, long long x, long long y)
{
	long long value = 0;

	if (op->op == MUL)
		a->failed |= __builtin_mul_overflow(x, y, &value);
	else if (y == 0 || y == -1)
		a->failed = true;
	else
		value = op->op == DIV ? x / y : x % y;
	return value;
}

static long long calculate(
	struct arith *a, const struct binary *op, long long x, long long y)
{
	long long value = 0;

	switch (op->op) {
	case POW:
		return power(a, x, y);
	case MUL:
	case DIV:
	case MOD:
		return multiply(a, op, x, y);
	case ADD:
		a->failed |= __builtin_add_overflow(x, y, &value);
		return value;
	case SUB:
		a->failed |= __builtin_sub_overflow(x, y, &value);
		return value;
	case SHL:
	case SHR:
		a->failed |= x < 0 || y < 0 || y > 31 || x > INT32_MAX;
		return a->failed ? 0 : op->op == SHL ? x << y : x >> y;
	case LE:
		return x <= y;
	case GE:
		return x >= y;
	case LT:
		return x < y;
	case GT:
		return x > y;
	case EQ:
		return x == y;
	case NE:
		return x != y;
	case AND:
		return x & y;
	case XOR:
		return x ^ y;
	case OR:
		return x | y;
	case ANDAND:
		return x && y;
	case OROR:
		return x || y;
	}
	return value;
}

static const struct binary *take_binary(struct arith *a, unsigned least)
{
	skip_blanks(a);
	for (size_t i = 0; i < PC_COUNT(binaries); i++) {
		struct pc_str text = pc_str(binaries[i].text);

		if (!pc_str_starts(a->rest, text))
			continue;
		if (binaries[i].level < least)
			return NULL;
		a->rest = pc_str_from(a->rest, text.len);
		/* x += 1, x++ */
		a->failed |= a->rest.len &&
			     (a->rest.ptr[0] == '=' ||
				     ((binaries[i].op == ADD || binaries[i].op == SUB) &&
					     a->rest.ptr[0] == text.ptr[0]));
		return &binaries[i];
	}
	return NULL;
}

static long long read_binary(struct arith *a, unsigned least)
{
	long long value = read_unary(a);
	const struct binary *op;

	while (!a->failed && spend(a->e, 8) && (op = take_binary(a, least)) != NULL) {
		long long right =
			read_binary(a, op->op == POW ? op->level : op->level + 1);

		value = calculate(a, op, value, right);
	}
	if (!a->failed && least == 0 && take(a, "?")) {
		long long yes = read_binary(a, 0), no;

		a->failed |= !take(a, ":");
		no = read_binary(a, 0);
		value = value ? yes : no;
	}
	a->depth -= a->depth > 0;
	return value;
}

/* "a, b": each in turn. */
bool arith_run(struct expansion *e, struct scope *effects, struct pc_str text)
{
	struct arith a = {.e = e, .rest = text, .effects = effects};

	do {
		(void)read_binary(&a, 0);
	} while (!a.failed && take(&a, ","));
	skip_blanks(&a);
	return !a.failed && a.rest.len == 0 && *e->budget;
}

bool arith_value(struct expansion *e, long long *out, struct pc_str text)
{
	struct arith a = {.e = e, .rest = text};

	*out = 0;
	skip_blanks(&a);
	if (a.rest.len == 0)
		return true;
	*out = read_binary(&a, 0);
	skip_blanks(&a);
	return !a.failed && a.rest.len == 0 && *e->budget;
}
