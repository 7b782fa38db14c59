/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that the shell expands although they are quoted: subscripts of arrays, wherever
 * a builtin or arithmetic takes a name, and prompts.
 *
 *   test -v 'a[$(curl x)]'      x='a[$(curl x)]'; echo $((x))      PS4='$(curl x)'
 */
#include "walk_priv.h"

static bool is_one_of(const char *const *names, size_t n, struct pc_str name)
{
	for (size_t i = 0; i < n; i++) {
		if (pc_str_is(name, names[i]))
			return true;
	}
	return false;
}

/* Where the first substitution begins; text.len: there is none. */
static size_t substitution(struct pc_str text)
{
	size_t dollar = pc_str_find_str(text, PC_STR("$("));
	size_t tick = pc_str_find(text, '`');

	return dollar < tick ? dollar : tick;
}

void hidden_text(struct walk *walk, const struct scope *scope, struct pc_str text)
{
	struct scope own = *scope;
	size_t end = text.len;
	size_t begin = substitution(text);

	while (end > begin && text.ptr[end - 1] != ')' && text.ptr[end - 1] != '`')
		end--;
	if (begin >= end)
		return;
	walk_script(walk, &own,
		pc_arena_printf(walk->arena, ": %.*s",
			PC_STR_ARG(pc_str_from(pc_str_head(text, end), begin))));
}

void hidden_subscript(struct walk *walk, const struct scope *scope, struct pc_str text)
{
	size_t bracket = pc_str_find(text, '[');

	if (bracket && bracket < substitution(text))
		hidden_text(walk, scope, text);
}

static bool is_prompt(struct pc_str name)
{
	static const char *const names[] = {"PS0", "PS1", "PS2", "PS4"};

	return is_one_of(names, PC_COUNT(names), name);
}

void hidden_value(struct walk *walk, const struct scope *scope, struct pc_str name,
	struct pc_str value)
{
	if (is_prompt(name) || walk->expands_prompts)
		hidden_text(walk, scope, value);
	else
		hidden_subscript(walk, scope, value);
}

void hidden_of(struct walk *walk, const struct simple *simple)
{
	/* They take names of variables. */
	static const char *const takers[] = {"test", "[", "printf", "read", "unset",
		"let", "declare", "typeset", "local", "export", "readonly", "mapfile",
		"readarray", "wait", "getopts"};
	bool takes = is_one_of(takers, PC_COUNT(takers), simple_program(simple));

	for (size_t i = 1; i < simple->words->count; i++) {
		const struct field *word = &simple->words->items[i];
		size_t equals = pc_str_find(word->text, '=');

		if (word->kind != FIELD_KNOWN)
			continue;
		if (is_prompt(pc_str_head(word->text, equals)))
			hidden_text(walk, simple->scope, word->text);
		else if (takes)
			hidden_subscript(walk, simple->scope, word->text);
	}
}
