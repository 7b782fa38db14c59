/* SPDX-License-Identifier: Apache-2.0 */
/* Commands in whose place a variable or a substitution stands, of which all the same
 * something is known: $SHELL is a shell, $EDITOR people choose for themselves, and what
 * dirname prints is a directory, which nobody can run.  None of it holds for a variable
 * that the line itself sets. */
#include "walk_priv.h"

enum { MOST_NESTED = 4 };

static struct pc_str variable_of(struct pc_str source)
{
	while (source.len && strchr("\"${", source.ptr[0]))
		source = pc_str_from(source, 1);
	while (source.len && strchr("\"}", source.ptr[source.len - 1]))
		source.len--;
	return source;
}

static const struct chosen {
	const char *variable, *program; /* NULL: anything, and their own affair */
	bool outermost;                 /* an inner shell may have another one */
} all[] = {
	{"0", "bash", true},
	{"BASH", "bash", true},
	{"SHELL", "bash", false},
	{"SUDO", "sudo", false},
	{"sudo", "sudo", false},
	{"EDITOR", NULL, false},
	{"VISUAL", NULL, false},
	{"PAGER", NULL, false},
	{"BROWSER", NULL, false},
};

static const struct chosen *find(
	const struct walk *walk, const struct scope *scope, const struct field *word)
{
	struct pc_str name = variable_of(word->text);

	if (word->kind != FIELD_UNKNOWN || pc_str_eq(name, word->text) ||
		scope_find(scope, name))
		return NULL;
	for (size_t i = 0; i < PC_COUNT(all); i++) {
		bool is_other = walk->is_inner || scope_find(scope, PC_STR("BASH_ARGV0"));

		if (pc_str_is(name, all[i].variable))
			return all[i].outermost && is_other ? NULL : &all[i];
	}
	return NULL;
}

bool chosen_program(
	struct field *word, const struct walk *walk, const struct scope *scope)
{
	const struct chosen *chosen = find(walk, scope, word);

	if (!chosen || !chosen->program)
		return false;
	*word = (struct field){.kind = FIELD_KNOWN, .text = pc_str(chosen->program)};
	return true;
}

/* ---- directories ------------------------------------------------------------- */

static const struct pc_sh_node *only_command(const struct pc_sh_node *list)
{
	const struct pc_sh_node *node = list ? list->children : NULL;

	return node && !node->next && node->kind == PC_SH_SIMPLE && !node->assigns &&
			       !node->redirs
		       ? node
		       : NULL;
}

/* Whether the word is one $(...) alone: the command in it. */
static const struct pc_sh_node *substituted(const struct pc_sh_word *word)
{
	const struct pc_sh_part *part = word ? word->parts : NULL;

	if (part && !part->next && part->kind == PC_SH_DOUBLE)
		part = part->parts;
	if (!part || part->next ||
		(part->kind != PC_SH_COMMAND && part->kind != PC_SH_BACKTICK))
		return NULL;
	return only_command(part->body);
}

static bool word_is(const struct pc_sh_word *word, const char *text)
{
	return word && pc_str_is(word->text, text);
}

/* A path that is there, so that what it lies in is a directory. */
static bool is_there(const struct pc_sh_word *word)
{
	const struct pc_sh_node *command = substituted(word);

	if (!command)
		return word_is(word, "$0") || word_is(word, "\"$0\"");
	return word_is(command->words, "readlink") && word_is(command->words->next, "-e");
}

static bool prints_directory(const struct pc_sh_node *command, unsigned depth)
{
	const struct pc_sh_word *words = command ? command->words : NULL;
	const struct pc_sh_word *last = words ? words->next : NULL;

	if (!last || depth == MOST_NESTED)
		return false;
	if (word_is(words, "dirname"))
		return !last->next && is_there(last);
	if (word_is(words, "readlink") && word_is(last, "-f"))
		last = last->next;
	else if (!word_is(words, "realpath"))
		return false;
	return last && !last->next && prints_directory(substituted(last), depth + 1);
}

bool chosen_freely(struct walk *walk, const struct simple *simple)
{
	const struct scope *scope = simple->scope;
	const struct field *word = simple->words->items;
	const struct chosen *chosen = find(walk, scope, word);
	struct pc_sh_tree tree;
	const struct pc_sh_node *command;

	if (chosen)
		return !chosen->program;
	if (simple->words->count == 1 && !walk->odd_names && !scope->functions &&
		!scope->aliases && maker_lists_own(walk, scope, word->text))
		return true;
	/* With words behind it, "." is a command. */
	if (simple->words->count > 1 || scope->functions || scope->aliases ||
		pc_str_find_str(word->text, PC_STR("dirname")) == word->text.len)
		return false;
	pc_sh_parse(&tree, walk->arena, word->text);
	command = tree.fault == PC_SH_FINE ? only_command(tree.root) : NULL;
	return command && command->words && !command->words->next &&
	       prints_directory(substituted(command->words), 0);
}
