/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what the words of command lines become.
 *
 *   values_dump < lines
 *
 * Each line is "f words", and may begin with assignments and "set -- words", each ended
 * with a semicolon.  The answer is one line: "known" and each field in hex, or
 * "unknown", or "fault".  With an argument, guesses count as known: what an unknown field
 * is when everything unknown is empty. */
#include <stdio.h>
#include <stdlib.h>

#include "pc/base/buf.h"
#include "strict/strict_priv.h"

static struct fields *all_of(
	struct pc_arena *arena, struct scope *scope, const struct pc_sh_word *words)
{
	struct fields *all = pc_arena_new(arena, struct fields);
	size_t cap = 0;

	for (; words; words = words->next) {
		struct fields one;

		values_of(&one, arena, scope, words);
		values_assign(scope, arena, words);
		for (size_t i = 0; i < one.count; i++) {
			if (all->count == cap)
				pc_arena_grow(arena, all->items, all->count, cap);
			all->items[all->count++] = one.items[i];
		}
	}
	return all;
}

static void assign(
	struct scope *scope, struct pc_arena *arena, const struct pc_sh_assign *a)
{
	struct field value = {0};
	struct fields *array = NULL;
	struct variable *v;

	if (a->value.has & PC_SH_HAS_ARRAY)
		array = all_of(arena, scope, a->value.parts->words);
	else
		value = value_of(arena, scope, &a->value);
	v = scope_add(scope, arena, a->name);
	v->array = array;
	if (array && array->count)
		value = array->items[0];
	v->known = value.kind == FIELD_KNOWN && (!array || array->count);
	if (v->known)
		v->value = value.text;
}

static void answer(const struct fields *fields, bool guess)
{
	for (size_t i = 0; i < fields->count; i++) {
		const struct field *field = &fields->items[i];

		if (field->kind == FIELD_PATTERN ||
			(field->kind == FIELD_UNKNOWN && (!guess || !field->maybe))) {
			puts("unknown");
			return;
		}
	}
	fputs("known", stdout);
	for (size_t i = 0; i < fields->count; i++) {
		const struct field *field = &fields->items[i];
		struct pc_str text = field->kind == FIELD_UNKNOWN
					     ? field->maybe->items[0].text
					     : field->text;

		putchar(' ');
		if (!text.len)
			putchar('-');
		for (size_t k = 0; k < text.len; k++)
			printf("%02x", (unsigned char)text.ptr[k]);
	}
	putchar('\n');
}

static void dump(struct pc_arena *arena, struct pc_str line, bool guess)
{
	struct scope scope = {.cwd = PC_STR("/")};
	struct pc_sh_tree tree;
	struct fields none = {0}, *fields = &none;

	pc_sh_parse(&tree, arena, line);
	if (tree.fault) {
		puts("fault");
		return;
	}
	for (const struct pc_sh_node *node = tree.root->children; node;
		node = node->next) {
		for (const struct pc_sh_assign *a = node->assigns; a; a = a->next)
			assign(&scope, arena, a);
		if (!node->words)
			continue;
		fields = all_of(arena, &scope, node->words->next);
		if (pc_str_is(node->words->text, "set")) {
			fields->items++;
			fields->count--;
			scope_add(&scope, arena, PC_STR("@"))->array = fields;
		}
	}
	answer(fields, guess);
}

int main(int argc, char **argv)
{
	struct pc_arena arena = {0};
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	(void)argv;
	while ((n = getline(&line, &cap, stdin)) > 0) {
		dump(&arena, (struct pc_str){line, (size_t)n - 1}, argc > 1);
		pc_arena_reset(&arena);
	}
	free(line);
	pc_arena_done(&arena);
	return 0;
}
