/* SPDX-License-Identifier: Apache-2.0 */
/* Fields, made of pieces of text: unquoted values of expansions end them at IFS, and what
 * is left unquoted decides whether a field is a pattern. */
#include "values_priv.h"

void bytes_add(struct pc_arena *arena, struct bytes *bytes, struct pc_str s)
{
	if (s.len > bytes->cap - bytes->len) {
		size_t cap = (bytes->len + s.len) * 2 + 32;
		char *fresh = pc_arena_bytes(arena, cap);

		if (bytes->len)
			memcpy(fresh, bytes->ptr, bytes->len);
		bytes->ptr = fresh;
		bytes->cap = cap;
	}
	if (s.len)
		memcpy(bytes->ptr + bytes->len, s.ptr, s.len);
	bytes->len += s.len;
}

static void add_escaped(struct pc_arena *arena, struct bytes *glob, struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] && memchr("\\*?[]()|!+@^-", s.ptr[i], 13))
			bytes_add(arena, glob, PC_STR("\\"));
		bytes_add(arena, glob, (struct pc_str){s.ptr + i, 1});
	}
}

void put_bytes(struct expansion *e, struct pc_str s, bool quoted)
{
	e->present |= quoted || s.len > 0;
	if (s.len == 0)
		return;
	if (!spend(e, s.len)) {
		put_unknown(e, true);
		return;
	}
	bytes_add(e->arena, &e->value, s);
	if (quoted)
		add_escaped(e->arena, &e->glob, s);
	else
		bytes_add(e->arena, &e->glob, s);
	e->after_blank = false;
}

void put_unknown(struct expansion *e, bool quoted)
{
	if (e->assume == ASSUME_EMPTY && *e->budget) {
		e->present |= quoted;
		return;
	}
	if (!e->is_unknown)
		e->begins = e->value.len;
	e->ends = e->value.len;
	e->is_unknown = e->present = true;
	e->after_blank = false;
}

/* Whether bash would match it against names: an unquoted * or ?, or [ with a ] behind. */
static bool is_pattern(struct pc_str glob)
{
	bool open = false;

	for (size_t i = 0; i < glob.len; i++) {
		char c = glob.ptr[i];

		if (c == '\\')
			i++;
		else if (c == '*' || c == '?' || (c == ']' && open))
			return true;
		else
			open |= c == '[';
	}
	return false;
}

static struct pc_str bytes_str(struct bytes bytes)
{
	return (struct pc_str){bytes.ptr, bytes.len};
}

static struct field finished(const struct expansion *e)
{
	struct pc_str value = bytes_str(e->value), glob = bytes_str(e->glob);

	if (e->is_unknown)
		return (struct field){.kind = FIELD_UNKNOWN,
			.text = e->source,
			.begins = pc_str_head(value, e->begins),
			.ends = pc_str_from(value, e->ends),
			.from = e->from};
	if (!e->whole && (e->is_extglob || is_pattern(glob)))
		return (struct field){.kind = FIELD_PATTERN, .text = glob};
	return (struct field){.kind = FIELD_KNOWN, .text = value};
}

void end_field(struct expansion *e)
{
	if (e->present) {
		if (e->count == e->cap)
			pc_arena_grow(e->arena, e->items, e->count, e->cap);
		e->items[e->count++] = finished(e);
	}
	e->value = e->glob = (struct bytes){0};
	e->present = e->is_extglob = e->is_unknown = false;
	e->begins = e->ends = 0;
	e->from = (struct pc_str){0};
}

/* The variable IFS, looked for once for each state of the variables. */
static const struct variable *find_ifs(struct expansion *e)
{
	if (e->ifs_is_of != e->scope->variables) {
		e->ifs_is_of = e->scope->variables;
		e->ifs = map_find(e->scope->variables, PC_STR("IFS"));
	}
	return e->ifs;
}

bool has_own_ifs(struct expansion *e)
{
	const struct variable *v = find_ifs(e);

	return v && !(v->known && pc_str_is(v->value, " \t\n"));
}

/* The environment cannot set IFS: what the line does not set is blanks. */
static bool ifs_of(struct pc_str *out, struct expansion *e)
{
	const struct variable *v = find_ifs(e);

	*out = v ? v->value : PC_STR(" \t\n");
	return !v || v->known;
}

int ifs_first(struct expansion *e)
{
	struct pc_str ifs;

	if (!ifs_of(&ifs, e))
		return -1;
	return ifs.len ? (unsigned char)ifs.ptr[0] : 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* A byte of IFS: a blank ends a field, another one ends even an empty one. */
static void separate(struct expansion *e, char c)
{
	if (is_blank(c)) {
		e->after_blank |= e->present;
		end_field(e);
		return;
	}
	if (!e->after_blank)
		e->present = true;
	end_field(e);
	e->after_blank = false;
}

void put_expanded(struct expansion *e, struct pc_str s, bool quoted)
{
	struct pc_str ifs;
	size_t from = 0;

	if (quoted || e->whole) {
		put_bytes(e, s, quoted);
		return;
	}
	if (s.len == 0)
		return;
	if (!ifs_of(&ifs, e)) {
		put_unknown(e, false);
		return;
	}
	for (size_t i = 0; i <= s.len; i++) {
		bool separates =
			i < s.len && ifs.len && memchr(ifs.ptr, s.ptr[i], ifs.len);

		if (!separates && i < s.len)
			continue;
		put_bytes(e, (struct pc_str){s.ptr + from, i - from}, false);
		if (separates && spend(e, 16))
			separate(e, s.ptr[i]);
		from = i + 1;
	}
}
