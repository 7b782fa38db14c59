/* SPDX-License-Identifier: Apache-2.0 */
/* What one part of the strict module says of a command, as text: the test stands where
 * the walk would.  A command is parsed, its words are as they are written (quotes
 * removed, globs as patterns, expansions unknown), and each thing implied becomes a line:
 *
 *   r PATH   w PATH   R TREE   W TREE   h URL   c WORD WORD   s SCRIPT   u KINDS
 *
 * with "~" before a pattern and "?" before what is unknown. */
#ifndef RECORDED_H
#define RECORDED_H

#include "pc_test.h"
#include "roles.h"
#include "strict_priv.h"

#include "pc/base/buf.h"
#include "pc/base/fs.h"

struct walk {
	struct pc_arena arena;
	struct pc_buf said;
};

struct pc_arena *walk_arena(struct walk *walk)
{
	return &walk->arena;
}

static void say(struct walk *walk, const char *what, const struct field *f)
{
	static const char *const kinds[] = {"", "~", "?"};

	pc_buf_printf(&walk->said, "%s%s %s%.*s", walk->said.len ? "; " : "", what,
		kinds[f->kind], PC_STR_ARG(f->text));
}

void implies_file(struct walk *walk, const struct simple *by, const struct field *path,
	bool writes, const char *how)
{
	(void)by, (void)how;
	say(walk, writes ? "w" : "r", path);
}

void implies_tree(struct walk *walk, const struct simple *by, const struct field *path,
	bool writes, const char *how)
{
	(void)by, (void)how;
	say(walk, writes ? "W" : "R", path);
}

void implies_host(struct walk *walk, const struct simple *by, const struct field *host,
	const char *how)
{
	(void)by, (void)how;
	say(walk, "h", host);
}

void implies_command(struct walk *walk, const struct simple *by,
	const struct field *words, size_t n, const char *how)
{
	(void)by, (void)how;
	say(walk, "c", &words[0]);
	for (size_t i = 1; i < n; i++)
		pc_buf_printf(&walk->said, " %.*s", PC_STR_ARG(words[i].text));
}

void implies_script(struct walk *walk, const struct simple *by, struct pc_str script,
	const char *how, bool remote)
{
	struct field f = {.text = script};

	(void)by, (void)how, (void)remote;
	say(walk, "s", &f);
}

/* What stands before a pipe is never known as lines here. */
void implies_fed(struct walk *walk, const struct simple *by, struct pc_str script,
	struct pc_str lines, const char *how)
{
	(void)lines;
	implies_script(walk, by, script, how, false);
}

bool plain_piped(struct pc_str *lines, struct walk *walk, const struct simple *simple)
{
	(void)lines;
	(void)walk;
	(void)simple;
	return false;
}

bool plain_runs(struct pc_str *script, struct walk *walk, const struct simple *simple)
{
	(void)script;
	(void)walk;
	(void)simple;
	return false;
}

/* No line here writes files. */
bool walk_content(struct pc_str *out, const struct walk *walk, const struct simple *by,
	struct pc_str path)
{
	(void)walk;
	*out = by->input;
	return by->input_known && pc_str_is(path, "-");
}

void implies_unknown(
	struct walk *walk, const struct simple *by, unsigned kinds, const char *how)
{
	struct field f = {0};

	(void)by, (void)how;
	say(walk, "u", &f);
	pc_buf_printf(&walk->said, "%u", kinds);
}

/* No rules. */
bool walk_has_rules(struct walk *walk, struct pc_str program)
{
	(void)walk, (void)program;
	return false;
}

bool scope_variable(struct pc_str *out, const struct scope *scope, struct pc_str name)
{
	(void)scope;
	if (!pc_str_is(name, "HOME"))
		return false;
	*out = PC_STR("/home/u");
	return true;
}

static struct field one_field(struct pc_arena *arena, const struct pc_sh_word *word)
{
	struct field f = {0};
	enum pc_sh_known known = pc_sh_word_value(&f.text, arena, word);

	if (known == PC_SH_KNOWN)
		return f;
	f.kind = (word->has & (PC_SH_HAS_PARAM | PC_SH_HAS_COMMAND)) ? FIELD_UNKNOWN
								     : FIELD_PATTERN;
	if (f.kind == FIELD_UNKNOWN) {
		f.begins = pc_str_head(f.text, pc_str_find(f.text, '$'));
		f.ends = pc_str_from(f.text, pc_str_rfind(f.text, '/'));
	}
	return f;
}

void values_of(struct fields *out, struct pc_arena *arena, const struct scope *scope,
	const struct pc_sh_word *word)
{
	(void)scope;
	out->items = pc_arena_new(arena, struct field);
	out->items[0] = one_field(arena, word);
	out->count = 1;
}

struct pc_str simple_program(const struct simple *simple)
{
	if (simple->words->items[0].kind == FIELD_UNKNOWN)
		return (struct pc_str){0};
	return pc_path_base(simple->words->items[0].text);
}

/* What of() says of the first command of a line, whose standard input may be known. */
static char *recorded(void (*of)(struct walk *walk, const struct simple *simple),
	const char *line, const char *input)
{
	struct walk walk = {0};
	struct pc_sh_tree tree;
	struct fields words = {0};
	struct uses uses;
	struct simple simple = {.words = &words, .uses = &uses};
	const struct pc_sh_node *node;
	char *out;

	pc_sh_parse(&tree, &walk.arena, pc_str(line));
	assert_int_equal(tree.fault, PC_SH_FINE);
	node = tree.root->children;
	words.items = pc_arena_new_array(&walk.arena, struct field, node->n_words + 1);
	for (const struct pc_sh_word *w = node->words; w; w = w->next)
		words.items[words.count++] = one_field(&walk.arena, w);
	simple.redirs = node->redirs;
	simple.input = pc_str(input);
	simple.input_known = input != NULL;
	uses_of(&uses, &walk.arena, &simple);
	of(&walk, &simple);
	out = pc_str_dup(pc_buf_str(&walk.said));
	pc_buf_done(&walk.said);
	pc_arena_done(&walk.arena);
	return out;
}

static void assert_recorded(void (*of)(struct walk *walk, const struct simple *simple),
	const char *line, const char *input, const char *expected)
{
	char *said = recorded(of, line, input);

	assert_string_equal(said, expected);
	free(said);
}

#endif
