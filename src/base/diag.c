/* SPDX-License-Identifier: Apache-2.0 */
/* The list of findings. */
#include "pc/base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "pc/base/limits.h"

static struct pc_diag *next_slot(struct pc_diags *diags)
{
	if (diags->count == PC_MAX_DIAGS) {
		diags->dropped++;
		return NULL;
	}
	pc_arena_grow(diags->arena, diags->items, diags->count, diags->cap);
	return &diags->items[diags->count++];
}

static PC_PRINTF(2, 0) struct pc_str
	format(struct pc_arena *arena, const char *fmt, va_list args)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		return (struct pc_str){0};
	text = pc_arena_bytes(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, fmt, args);
	for (int i = 0; i < len; i++) {
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			text[i] = '?';
	}
	return (struct pc_str){text, (size_t)len};
}

struct pc_diag *pc_diag_add(struct pc_diags *diags, const char *code,
	enum pc_severity severity, struct pc_span at, const char *fmt, ...)
{
	static _Thread_local struct pc_diag nowhere;
	struct pc_diag *slot = diags ? next_slot(diags) : NULL;
	va_list args;

	if (!slot)
		return &nowhere;
	*slot = (struct pc_diag){.code = code, .severity = severity, .at = at};
	va_start(args, fmt);
	slot->text = format(diags->arena, fmt, args);
	va_end(args);
	return slot;
}

const char *pc_severity_name(enum pc_severity severity)
{
	static const char *const names[] = {"note", "warning", "error"};

	return names[severity];
}

const char *pc_effect_name(enum pc_effect effect)
{
	static const char *const names[] = {
		"accepted", "ignored", "restrictive", "emptied", "warned", "refused"};

	return names[effect];
}

static bool is_at(const struct pc_diag *diag, struct pc_span at)
{
	return diag->at.line == at.line && diag->at.col == at.col &&
	       pc_str_eq(pc_str(diag->at.file), pc_str(at.file));
}

static struct pc_diag *find_cause(struct pc_diags *diags, const struct pc_diag *of)
{
	for (size_t i = 0; i < diags->count; i++) {
		if (!diags->items[i].caused_by.line &&
			is_at(&diags->items[i], of->caused_by))
			return &diags->items[i];
	}
	return NULL;
}

/* "key: what" is told as "so key what". */
static void tell_with(
	struct pc_arena *arena, struct pc_diag *cause, const struct pc_diag *follows)
{
	struct pc_str what = follows->text;

	if (follows->key.len)
		what = pc_str_from(what, follows->key.len + 2);
	cause->text = pc_arena_printf(arena, "%.*s; so %.*s %.*s",
		PC_STR_ARG(cause->text), PC_STR_ARG(follows->key), PC_STR_ARG(what));
	if (cause->effect == PC_EFFECT_IGNORED)
		cause->effect = follows->effect;
}

void pc_diags_fold(struct pc_diags *diags)
{
	size_t kept = 0;

	for (size_t i = 0; i < diags->count; i++) {
		struct pc_diag *diag = &diags->items[i];
		struct pc_diag *cause =
			diag->caused_by.line ? find_cause(diags, diag) : NULL;

		if (cause)
			tell_with(diags->arena, cause, diag);
		else
			diag->caused_by.line = 0;
	}
	for (size_t i = 0; i < diags->count; i++) {
		if (!diags->items[i].caused_by.line)
			diags->items[kept++] = diags->items[i];
	}
	diags->count = kept;
}

static int by_place(const void *a, const void *b)
{
	const struct pc_diag *x = a, *y = b;
	int order = pc_str_cmp(pc_str(x->at.file), pc_str(y->at.file));

	if (order == 0)
		order = (x->at.line > y->at.line) - (x->at.line < y->at.line);
	if (order == 0)
		order = (x->at.col > y->at.col) - (x->at.col < y->at.col);
	if (order == 0)
		order = strcmp(x->code, y->code);
	return order ? order : pc_str_cmp(x->text, y->text);
}

void pc_diags_sort(struct pc_diags *diags)
{
	if (diags->count)
		qsort(diags->items, diags->count, sizeof(*diags->items), by_place);
}

void pc_diags_thin(struct pc_diags *diags)
{
	size_t kept = 0;

	for (size_t i = 0, end; i < diags->count; i = end) {
		struct pc_span at = diags->items[i].at;
		size_t most = i;

		for (end = i + 1; end < diags->count && is_at(&diags->items[end], at);
			end++) {
			if (diags->items[end].severity > diags->items[most].severity)
				most = end;
		}
		for (size_t k = i; k < end; k++) {
			if (k == most || !at.line || diags->items[k].severity != PC_NOTE)
				diags->items[kept++] = diags->items[k];
		}
	}
	diags->count = kept;
}

size_t pc_diags_count(const struct pc_diags *diags, enum pc_severity severity)
{
	size_t n = 0;

	for (size_t i = 0; diags && i < diags->count; i++)
		n += diags->items[i].severity == severity;
	return n;
}
