/* SPDX-License-Identifier: Apache-2.0 */
/* A walk that only writes down what it is told, in one line:
 *
 *   [curl x]      a command; <..> around what is unknown, * before a pattern
 *   {curl x}      a script; {@curl x} somewhere else
 *   r:x w:x h:x   a file read, written; a host
 *   ?             something that cannot be known
 */
#ifndef RECORDED_H
#define RECORDED_H

#include "pc/base/buf.h"
#include "strict_priv.h"

struct walk {
	struct pc_arena arena;
	struct pc_buf told;
};

static inline void recorded_begin(struct walk *walk)
{
	if (walk->told.len)
		pc_buf_add_char(&walk->told, ' ');
}

struct pc_arena *walk_arena(struct walk *walk)
{
	return &walk->arena;
}

struct pc_str simple_program(const struct simple *simple)
{
	struct pc_str text = simple->words->items[0].text;
	size_t slash = pc_str_rfind(text, '/');

	return slash < text.len ? pc_str_from(text, slash + 1) : text;
}

bool scope_variable(struct pc_str *out, const struct scope *scope, struct pc_str name)
{
	struct pc_str rest;

	if (!scope || !scope->variables || !scope->variables->name.len)
		return false;
	rest = scope->variables->name;
	if (!pc_str_eq(pc_str_cut(&rest, '='), name))
		return false;
	*out = rest;
	return true;
}

/* Knows no substitution but "$(echo x)". */
void values_of(struct fields *out, struct pc_arena *arena, const struct scope *scope,
	const struct pc_sh_word *word)
{
	struct pc_str echo = PC_STR("\"$(echo "), text = word->text;

	(void)scope;
	out->items = pc_arena_new(arena, struct field);
	out->count = 1;
	out->items->kind = pc_str_starts(text, echo) ? FIELD_KNOWN : FIELD_UNKNOWN;
	if (out->items->kind == FIELD_KNOWN)
		out->items->text =
			pc_str_head(pc_str_from(text, echo.len), text.len - echo.len - 2);
}

/* No rules, no files. */
bool walk_has_rules(struct walk *walk, struct pc_str program)
{
	(void)walk;
	(void)program;
	return false;
}

bool walk_written_next(struct pc_str *path, const struct written **at, struct walk *walk)
{
	(void)path;
	(void)at;
	(void)walk;
	return false;
}

bool walk_content(struct pc_str *out, const struct walk *walk, const struct simple *by,
	struct pc_str path)
{
	(void)out;
	(void)walk;
	(void)by;
	(void)path;
	return false;
}

void implies_command(struct walk *walk, const struct simple *by,
	const struct field *words, size_t n, const char *how)
{
	(void)by;
	(void)how;
	recorded_begin(walk);
	for (size_t i = 0; i < n; i++) {
		const struct field *w = &words[i];

		pc_buf_add_char(&walk->told, i ? ' ' : '[');
		if (w->kind == FIELD_UNKNOWN)
			pc_buf_printf(&walk->told, "<%.*s..%.*s>", PC_STR_ARG(w->begins),
				PC_STR_ARG(w->ends));
		else
			pc_buf_printf(&walk->told, "%s%.*s",
				w->kind == FIELD_PATTERN ? "*" : "", PC_STR_ARG(w->text));
	}
	pc_buf_add_char(&walk->told, ']');
}

void implies_script(struct walk *walk, const struct simple *by, struct pc_str script,
	const char *how, bool remote)
{
	(void)by;
	(void)how;
	recorded_begin(walk);
	pc_buf_printf(&walk->told, "{%s%.*s}", remote ? "@" : "", PC_STR_ARG(script));
}

void implies_unknown(
	struct walk *walk, const struct simple *by, unsigned kinds, const char *how)
{
	(void)by;
	(void)kinds;
	(void)how;
	recorded_begin(walk);
	pc_buf_add_char(&walk->told, '?');
}

void implies_file(struct walk *walk, const struct simple *by, const struct field *path,
	bool writes, const char *how)
{
	(void)by;
	(void)how;
	recorded_begin(walk);
	pc_buf_printf(&walk->told, "%c:%.*s", writes ? 'w' : 'r', PC_STR_ARG(path->text));
}

void implies_host(struct walk *walk, const struct simple *by, const struct field *host,
	const char *how)
{
	(void)by;
	(void)how;
	recorded_begin(walk);
	pc_buf_printf(&walk->told, "h:%.*s", PC_STR_ARG(host->text));
}

/* What comes through a pipe is always what nobody knows. */
bool plain_script(struct pc_str *out, struct walk *walk, struct pc_str lines)
{
	(void)out;
	(void)walk;
	(void)lines;
	return false;
}

bool implies_lines(struct walk *walk, const struct simple *by, const struct field *word,
	const char *how)
{
	(void)walk;
	(void)by;
	(void)word;
	(void)how;
	return false;
}

void implies_tree(struct walk *walk, const struct simple *by, const struct field *path,
	bool writes, const char *how)
{
	(void)by;
	(void)how;
	recorded_begin(walk);
	pc_buf_printf(
		&walk->told, "(%s%.*s)", writes ? "w " : "", PC_STR_ARG(path->text));
}

/* The words of a line as a walk has them, with variables unknown. */
static inline void recorded_words(
	struct fields *out, struct pc_arena *arena, const struct pc_sh_node *node)
{
	out->items = pc_arena_new_array(arena, struct field, node->n_words);
	for (struct pc_sh_word *w = node->words; w; w = w->next) {
		struct field *field = &out->items[out->count++];
		size_t dollar;

		field->kind = FIELD_KNOWN;
		if (pc_sh_word_value(&field->text, arena, w) == PC_SH_KNOWN)
			continue;
		field->kind = (w->has & (PC_SH_HAS_PARAM | PC_SH_HAS_COMMAND))
				      ? FIELD_UNKNOWN
				      : FIELD_PATTERN;
		dollar = pc_str_find(field->text, '$');
		if (field->kind == FIELD_UNKNOWN) {
			if (dollar < field->text.len)
				field->begins = pc_str_head(field->text, dollar);
			field->text = w->text;
		} else if (w->has == PC_SH_HAS_BRACE) {
			field->kind = FIELD_KNOWN; /* {}, which bash leaves alone */
		}
	}
}

/* The walk of one simple command. */
static inline void recorded_walk(struct walk *walk, const char *line, const char *input,
	bool piped, const char *set)
{
	struct pc_sh_tree tree;
	struct fields words = {0};
	const struct map_node variables = {.name = pc_str(set)}; /* NAME=value */
	struct scope scope = {.variables = &variables};
	struct simple simple = {.words = &words,
		.scope = &scope,
		.input = pc_str(input),
		.input_known = input != NULL,
		.reads_pipe = piped || input};

	pc_sh_parse(&tree, &walk->arena, pc_str(line));
	recorded_words(&words, &walk->arena, tree.root->children);
	simple.redirs = tree.root->children->redirs;
	carriers_of(walk, &simple);
}

#endif
