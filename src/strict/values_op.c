/* SPDX-License-Identifier: Apache-2.0 */
/* The operators of ${x...} that turn one text into another. */
#include "values_priv.h"

#include <ctype.h>

#include "pc/shell/word.h"

/* What an operator makes of *value; op is as written. */
typedef bool op_fn(struct expansion *e, struct pc_str *value,
	const struct pc_sh_part *operand, struct pc_str op);

static bool is_ascii(struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] > 126)
			return false;
	}
	return true;
}

/* ${x#p} ${x##p} ${x%p} ${x%%p} */
static bool op_remove(struct expansion *e, struct pc_str *value,
	const struct pc_sh_part *operand, struct pc_str op)
{
	struct pc_str text, glob, v = *value;
	bool longest = op.len == 2, prefix = op.ptr[0] == '#';

	if (!text_of_parts(e, operand, IN_WORD, &text, &glob))
		return false;
	for (size_t i = 0; i <= v.len; i++) {
		size_t n = longest ? v.len - i : i;
		struct pc_str piece =
			prefix ? pc_str_head(v, n) : pc_str_from(v, v.len - n);
		enum match match = text_matches(e, glob, piece);

		if (match == MATCH_UNKNOWN)
			return false;
		if (match == MATCH_YES) {
			*value = prefix ? pc_str_from(v, n) : pc_str_head(v, v.len - n);
			return true;
		}
	}
	return true;
}

/* Cuts a chain of parts at the first unquoted c: *head and *tail. */
static bool cut_parts(struct expansion *e, const struct pc_sh_part *parts, char c,
	struct pc_sh_part **head, struct pc_sh_part **tail)
{
	struct pc_sh_part **end = head;

	*head = *tail = NULL;
	for (; parts; parts = parts->next) {
		struct pc_sh_part *copy = pc_arena_new(e->arena, struct pc_sh_part);
		size_t at = pc_str_find(parts->text, c);

		*copy = *parts;
		copy->next = NULL;
		*end = copy;
		end = &copy->next;
		if (parts->kind != PC_SH_LITERAL || at == parts->text.len)
			continue;
		copy->text.len = at;
		*tail = pc_arena_new(e->arena, struct pc_sh_part);
		**tail = *parts;
		(*tail)->text = pc_str_from(parts->text, at + 1);
		return true;
	}
	return false;
}

/* The longest match of glob at the start of s (or, anchored at the end, of all of s). */
static enum match match_at(
	struct expansion *e, struct pc_str glob, struct pc_str s, bool all, size_t *size)
{
	for (size_t n = s.len + 1; n-- > 0;) {
		enum match match = text_matches(e, glob, pc_str_head(s, n));

		*size = n;
		if (match != MATCH_NO)
			return n == 0 ? MATCH_UNKNOWN : match;
		if (all)
			break;
	}
	return MATCH_NO;
}

static bool replace(struct expansion *e, struct pc_str *value, struct pc_str glob,
	struct pc_str with, char how)
{
	struct bytes out = {0};
	struct pc_str rest = *value;
	bool done = false;

	/* bash has ways of its own with empty matches. */
	if (rest.len == 0)
		return text_matches(e, glob, rest) == MATCH_NO;

	for (; rest.len; rest = pc_str_from(rest, 1)) {
		size_t size;
		enum match match =
			done ? MATCH_NO : match_at(e, glob, rest, how == '%', &size);

		if (match == MATCH_UNKNOWN || !spend(e, with.len + 8))
			return false;
		if (match == MATCH_NO) {
			bytes_add(e->arena, &out, pc_str_head(rest, 1));
		} else {
			bytes_add(e->arena, &out, with);
			rest = pc_str_from(rest, size - 1);
			done = how != '/';
		}
		done |= how == '#';
	}
	*value = (struct pc_str){out.ptr, out.len};
	return true;
}

/* ${x/p/w} ${x//p/w} ${x/#p/w} ${x/%p/w} */
static bool op_replace(struct expansion *e, struct pc_str *value,
	const struct pc_sh_part *operand, struct pc_str op)
{
	struct pc_sh_part *pattern, *with;
	struct pc_str text, glob, replacement;

	cut_parts(e, operand, '/', &pattern, &with);
	if (!text_of_parts(e, pattern, IN_WORD, &text, &glob) ||
		!text_of_parts(e, with, IN_WORD, &replacement, NULL))
		return false;
	if (text.len == 0)
		return op.len == 1;
	/* & stands for what matched, in 5.2. */
	if (pc_str_find(replacement, '&') < replacement.len ||
		pc_str_find(replacement, '\\') < replacement.len)
		return false;
	return replace(e, value, glob, replacement, op.len == 2 ? op.ptr[1] : 0);
}

/* ${x:from}, ${x:from:size} */
static bool op_cut(struct expansion *e, struct pc_str *value,
	const struct pc_sh_part *operand, struct pc_str op)
{
	struct pc_str text, from;
	long long at, size, len = (long long)value->len;

	(void)op;
	if (!is_ascii(*value) || !text_of_parts(e, operand, IN_WORD, &text, NULL) ||
		pc_str_find(text, '?') < text.len)
		return false;
	from = pc_str_cut(&text, ':');
	if (!arith_value(e, &at, from))
		return false;
	at = at < 0 ? len + at : at;
	size = len - at;
	if (at < 0 || at > len) {
		*value = (struct pc_str){0};
		return true;
	}
	if (text.ptr) {
		if (!arith_value(e, &size, text))
			return false;
		size = size < 0 ? len + size - at : size;
		if (size < 0)
			return false;
	}
	*value = pc_str_head(pc_str_from(*value, (size_t)at), (size_t)size);
	return true;
}

static char other_case(char c, int (*to)(int))
{
	return (char)to((unsigned char)c);
}

static int toggle(int c)
{
	return islower(c) ? toupper(c) : tolower(c);
}

/* The first byte, or all of them, in another case. */
static bool change_case(
	struct expansion *e, struct pc_str *value, int (*to)(int), bool all)
{
	char *bytes = pc_arena_bytes(e->arena, value->len);

	if (!is_ascii(*value) || !spend(e, value->len))
		return false;
	for (size_t i = 0; i < value->len; i++)
		bytes[i] = all || i == 0 ? other_case(value->ptr[i], to) : value->ptr[i];
	value->ptr = bytes;
	return true;
}

/* ${x^} ${x^^} ${x,} ${x,,} ${x~} ${x~~}; with a pattern they are not read. */
static bool op_case(struct expansion *e, struct pc_str *value,
	const struct pc_sh_part *operand, struct pc_str op)
{
	int (*to)(int) = op.ptr[0] == '^' ? toupper : op.ptr[0] == ',' ? tolower : toggle;

	return !operand && change_case(e, value, to, op.len == 2);
}

/* ${x@U} */
static bool op_transform(struct expansion *e, struct pc_str *value,
	const struct pc_sh_part *operand, struct pc_str op)
{
	(void)operand;
	if (op.len != 2)
		return false;
	if (op.ptr[1] == 'U' || op.ptr[1] == 'u')
		return change_case(e, value, toupper, op.ptr[1] == 'U');
	if (op.ptr[1] == 'L')
		return change_case(e, value, tolower, true);
	if (op.ptr[1] != 'E')
		return false;
	*value = pc_sh_ansi_value(e->arena, *value);
	return is_ascii(*value);
}

static const struct op {
	char first;
	op_fn *apply;
} ops[] = {
	{'#', op_remove},
	{'%', op_remove},
	{'/', op_replace},
	{':', op_cut},
	{'^', op_case},
	{',', op_case},
	{'~', op_case},
	{'@', op_transform},
};

static const struct op *op_of(struct pc_str op)
{
	for (size_t i = 0; op.len && i < PC_COUNT(ops); i++) {
		if (ops[i].first == op.ptr[0])
			return &ops[i];
	}
	return NULL;
}

bool is_op(struct pc_str op)
{
	return op_of(op) != NULL;
}

bool apply_op(struct expansion *e, struct pc_str *value, const struct pc_sh_part *part)
{
	return op_of(part->op)->apply(e, value, part->parts, part->op);
}
