/* SPDX-License-Identifier: Apache-2.0 */
/* Flattens a tree into its simple commands.  The tree is walked once, in source order;
 * what a command stands in travels down as bits. */
#include "pc/shell/effects.h"

#include "shell_priv.h"

struct walk {
	struct pc_sh_commands *out;
	struct pc_arena *arena;
	const struct pc_sh_tree *tree;
	size_t room;   /* of out->items */
	size_t copies; /* bytes that values may still be copied in */
	unsigned depth;
};

/* Bits about a command's own pipeline: a substitution inside begins without them. */
enum {
	OF_PIPELINE = PC_SH_IS_NEGATED | PC_SH_IS_TIMED | PC_SH_IS_PIPED_FROM |
		      PC_SH_IS_PIPED_TO,
};

static void walk_nodes(struct walk *w, const struct pc_sh_node *node, unsigned within);
static void walk_parts(struct walk *w, const struct pc_sh_part *part, unsigned within);

static void walk_substitution(
	struct walk *w, const struct pc_sh_part *part, unsigned within)
{
	const struct pc_sh_tree *outer = w->tree;
	struct pc_sh_tree *tree;

	if (!part->body)
		return;
	if (part->kind == PC_SH_BACKTICK) {
		tree = pc_arena_new(w->arena, struct pc_sh_tree);
		tree->text = part->text;
		tree->root = part->body;
		w->tree = tree;
	}
	w->depth++;
	walk_nodes(w, part->body, within & ~(unsigned)OF_PIPELINE);
	w->depth--;
	w->tree = outer;
}

static void walk_word(struct walk *w, const struct pc_sh_word *word, unsigned within)
{
	if (word->has & PC_SH_HAS_COMMAND)
		walk_parts(w, word->parts, within);
}

static void walk_words(struct walk *w, const struct pc_sh_word *word, unsigned within)
{
	for (; word; word = word->next)
		walk_word(w, word, within);
}

static void walk_parts(struct walk *w, const struct pc_sh_part *part, unsigned within)
{
	for (; part; part = part->next) {
		switch (part->kind) {
		case PC_SH_COMMAND:
		case PC_SH_BACKTICK:
			walk_substitution(w, part, within | PC_SH_IN_SUBST);
			break;
		case PC_SH_PROC_IN:
		case PC_SH_PROC_OUT:
			walk_substitution(w, part, within | PC_SH_IN_PROC);
			break;
		case PC_SH_DOUBLE:
		case PC_SH_LOCALE:
			walk_parts(w, part->parts, within | PC_SH_IN_DOUBLE);
			break;
		case PC_SH_ARITH:
			walk_parts(w, part->parts, within | PC_SH_IN_ARITH);
			break;
		case PC_SH_ARRAY:
			walk_words(w, part->words, within);
			break;
		default:
			walk_parts(w, part->parts, within);
		}
	}
}

static void walk_redir(struct walk *w, const struct pc_sh_redir *redir, unsigned within)
{
	if (redir->op == PC_SH_REDIR_HEREDOC)
		walk_parts(w, redir->body_parts, within | PC_SH_IN_HEREDOC);
	else if (redir->target.has & PC_SH_HAS_COMMAND)
		walk_parts(w, redir->target.parts, within | PC_SH_IN_REDIR);
}

static void walk_redirs(struct walk *w, const struct pc_sh_redir *redir, unsigned within)
{
	for (; redir; redir = redir->next)
		walk_redir(w, redir, within);
}

static void walk_assign(
	struct walk *w, const struct pc_sh_assign *assign, unsigned within)
{
	walk_parts(w, assign->index_parts, within | PC_SH_IN_ASSIGN);
	if (assign->value.has & PC_SH_HAS_COMMAND)
		walk_parts(w, assign->value.parts, within | PC_SH_IN_ASSIGN);
}

/* What a simple command is made of, in the order of the source: redirections stand
 * anywhere between assignments and words. */
static void walk_elements(struct walk *w, const struct pc_sh_node *node, unsigned within)
{
	const struct pc_sh_assign *assign = node->assigns;
	const struct pc_sh_word *word = node->words;

	for (const struct pc_sh_redir *redir = node->redirs; redir; redir = redir->next) {
		for (; assign && assign->span.start < redir->span.start;
			assign = assign->next)
			walk_assign(w, assign, within);
		for (; word && word->span.start < redir->span.start; word = word->next)
			walk_word(w, word, within);
		walk_redir(w, redir, within);
	}
	for (; assign; assign = assign->next)
		walk_assign(w, assign, within);
	for (; word; word = word->next)
		walk_word(w, word, within);
}

/* A word's value.  Words nest, and so would copies of their values: past a sum that
 * nobody reaches by writing, an unknown value is the source as written. */
static void fill_arg(struct walk *w, struct pc_sh_arg *arg, const struct pc_sh_word *word)
{
	*arg = (struct pc_sh_arg){.word = word};
	if (word->has == 0 && word->parts && !word->parts->next) {
		arg->value = word->parts->text;
		arg->known = true;
	} else if (word->has & ~(unsigned)PC_SH_HAS_QUOTE && word->text.len > w->copies) {
		arg->value = word->text;
	} else {
		arg->known = pc_sh_word_value(&arg->value, w->arena, word) == PC_SH_KNOWN;
		w->copies -= word->text.len <= w->copies ? word->text.len : w->copies;
	}
}

static void fill_args(
	struct walk *w, struct pc_sh_command *command, const struct pc_sh_node *node)
{
	const struct pc_sh_word *word = node->words;
	struct pc_sh_arg *arg;

	if (!word)
		return;
	command->n_args = node->n_words;
	command->args = sh_take(w->arena, node->n_words * sizeof(*command->args));
	for (arg = command->args; word; word = word->next, arg++)
		fill_arg(w, arg, word);
}

/* From the first assignment or word to the last one. */
static struct pc_str command_text(const struct walk *w,
	const struct pc_sh_command *command, const struct pc_sh_node *node)
{
	const struct pc_sh_assign *assign = node->assigns;
	struct pc_sh_span span = {0};

	if (command->n_args) {
		span.start = command->args[0].word->span.start;
		span.end = command->args[command->n_args - 1].word->span.end;
	} else if (assign) {
		while (assign->next)
			assign = assign->next;
		span.end = assign->span.end;
	}
	if (node->assigns)
		span.start = node->assigns->span.start;
	return pc_sh_text(w->tree, span);
}

/* Appends a command; NULL past the limit. */
static struct pc_sh_command *add(
	struct walk *w, const struct pc_sh_node *node, unsigned within)
{
	struct pc_sh_command *command;

	if (w->out->count == w->room) {
		w->out->truncated = true;
		return NULL;
	}
	command = &w->out->items[w->out->count++];
	*command = (struct pc_sh_command){
		.node = node, .tree = w->tree, .within = within, .depth = w->depth};
	return command;
}

static void walk_simple(struct walk *w, const struct pc_sh_node *node, unsigned within)
{
	struct pc_sh_command *command = add(w, node, within);

	if (!command)
		return;
	fill_args(w, command, node);
	command->text = command_text(w, command, node);
	walk_elements(w, node, within);
}

/* [[ ]] and (( )) */
static void walk_test(struct walk *w, const struct pc_sh_node *node, unsigned within)
{
	struct pc_sh_command *command = add(w, node, within);
	struct pc_sh_span span = node->span;

	if (!command)
		return;
	if (node->redirs)
		span.end = node->redirs->span.start;
	command->text = pc_str_trim(pc_sh_text(w->tree, span));
	walk_words(w, node->words, within);
	walk_parts(w, node->parts, within | PC_SH_IN_ARITH);
}

static void walk_compound(struct walk *w, const struct pc_sh_node *node, unsigned within)
{
	static const unsigned bits[] = {
		[PC_SH_SUBSHELL] = PC_SH_IN_SUBSHELL,
		[PC_SH_GROUP] = PC_SH_IN_GROUP,
		[PC_SH_IF] = PC_SH_IN_IF,
		[PC_SH_WHILE] = PC_SH_IN_LOOP,
		[PC_SH_UNTIL] = PC_SH_IN_LOOP,
		[PC_SH_FOR] = PC_SH_IN_LOOP,
		[PC_SH_CFOR] = PC_SH_IN_LOOP,
		[PC_SH_SELECT] = PC_SH_IN_LOOP,
		[PC_SH_CASE] = PC_SH_IN_CASE,
		[PC_SH_CASE_ITEM] = PC_SH_IN_CASE,
		[PC_SH_FUNCTION] = PC_SH_IN_FUNCTION,
		[PC_SH_COPROC] = PC_SH_IN_COPROC,
	};

	for (; node; node = node->other) {
		if (node->kind == PC_SH_LIST) { /* else */
			walk_nodes(w, node, within);
			return;
		}
		within |= bits[node->kind];
		walk_parts(w, node->parts, within | PC_SH_IN_ARITH);
		walk_words(w, node->words, within);
		walk_nodes(w, node->cond, within);
		walk_nodes(w, node->body, within);
		walk_nodes(w, node->children, within);
	}
}

/* Whether the && || chain that begins at node ends in & . */
static bool in_background(const struct pc_sh_node *node)
{
	while (node->joined == PC_SH_AND || node->joined == PC_SH_OR) {
		node = node->next;
		if (!node)
			return false;
	}
	return node->joined == PC_SH_BACKGROUND;
}

static void walk_list(struct walk *w, const struct pc_sh_node *child, unsigned within)
{
	bool chained = false;
	unsigned bits = 0;

	for (; child; child = child->next) {
		if (!chained)
			bits = in_background(child) ? PC_SH_IS_BACKGROUND : 0;
		chained = child->joined == PC_SH_AND || child->joined == PC_SH_OR;
		walk_nodes(w, child, within | bits);
	}
}

static void walk_pipeline(struct walk *w, const struct pc_sh_node *child, unsigned within)
{
	unsigned from = 0;

	for (; child; child = child->next) {
		unsigned to = child->next ? PC_SH_IS_PIPED_TO : 0;

		walk_nodes(w, child, within | from | to);
		from = PC_SH_IS_PIPED_FROM;
	}
}

static void walk_node(struct walk *w, const struct pc_sh_node *node, unsigned within)
{
	if (node->negated)
		within |= PC_SH_IS_NEGATED;
	if (node->timed)
		within |= PC_SH_IS_TIMED;
	switch (node->kind) {
	case PC_SH_LIST:
		walk_list(w, node->children, within);
		break;
	case PC_SH_PIPELINE:
		walk_pipeline(w, node->children, within);
		break;
	case PC_SH_SIMPLE:
		walk_simple(w, node, within);
		return;
	case PC_SH_COND:
	case PC_SH_ARITH_COMMAND:
		walk_test(w, node, within);
		break;
	default:
		walk_compound(w, node, within);
	}
	walk_redirs(w, node->redirs, within);
}

/* The items of a CASE are walked one after the other, everything else singly. */
static void walk_nodes(struct walk *w, const struct pc_sh_node *node, unsigned within)
{
	if (!node)
		return;
	if (node->kind != PC_SH_CASE_ITEM) {
		walk_node(w, node, within);
		return;
	}
	for (; node; node = node->next)
		walk_node(w, node, within);
}

void pc_sh_commands(
	struct pc_sh_commands *out, struct pc_arena *arena, const struct pc_sh_tree *tree)
{
	struct walk w = {.out = out, .arena = arena, .tree = tree};

	*out = (struct pc_sh_commands){0};
	w.copies = 8 * tree->text.len + 4096;
	w.room = tree->n_commands;
	if (w.room > PC_MAX_SHELL_COMMANDS)
		w.room = PC_MAX_SHELL_COMMANDS;
	if (w.room)
		out->items = sh_take(arena, w.room * sizeof(*out->items));
	walk_nodes(&w, tree->root, 0);
}
