/* SPDX-License-Identifier: Apache-2.0 */
/* A command line's tree in the order in which the shell runs it, with the state that it
 * would have: what both ways of a condition agree about stays known. */
#include "walk_priv.h"

bool walk_step(struct walk *walk)
{
	if (walk->is_over)
		return false;
	if (walk->budget == 0 || walk->arena->used > walk->most_used) {
		judge_unknown(walk,
			UNKNOWN_COMMAND | UNKNOWN_READ | UNKNOWN_WRITE | UNKNOWN_HOST,
			PC_STR("the rest of a very long command"));
		walk->is_over = true;
		return false;
	}
	walk->budget--;
	return true;
}

bool walk_read(struct walk *walk, size_t size)
{
	enum { BYTES_PER_STEP = 1 << 12 };
	size_t steps;

	walk->n_read += size;
	steps = walk->n_read / BYTES_PER_STEP;
	walk->n_read %= BYTES_PER_STEP;
	walk->budget -= steps < walk->budget ? steps : walk->budget;
	return walk->budget > 0;
}

struct pc_arena *walk_arena(struct walk *walk)
{
	return walk->arena;
}

static bool enter(struct walk *walk)
{
	if (walk->depth >= PC_MAX_STRICT_DEPTH) {
		judge_unknown(walk,
			UNKNOWN_COMMAND | UNKNOWN_READ | UNKNOWN_WRITE | UNKNOWN_HOST,
			PC_STR("a very deeply nested command"));
		return false;
	}
	walk->depth++;
	return true;
}

/* ---- words ------------------------------------------------------------------ */

static void remember(const struct scope *scope, const struct pc_sh_node *body,
	const struct flow *printed)
{
	struct outputs *outputs = scope->outputs;
	struct pc_str text = flow_text(printed);
	size_t at = 0;

	while (at < PC_COUNT(outputs->items) && outputs->items[at].body != body)
		at++;
	if (at == PC_COUNT(outputs->items))
		at = outputs->next++ % PC_COUNT(outputs->items);
	while (text.len && text.ptr[text.len - 1] == '\n')
		text.len--;
	outputs->items[at].body = body;
	outputs->items[at].text = printed->unknown ? (struct pc_str){0} : text;
}

/* In a process of its own; what it prints is the word's, or, of >(...), nobody's. */
static void walk_substitution(
	struct walk *walk, const struct scope *scope, const struct pc_sh_part *part)
{
	struct pc_str text = walk->text;
	struct flow *output = walk->output, printed = {0};
	struct scope own = *scope;

	if (!part->body)
		return;
	if (part->kind == PC_SH_BACKTICK)
		walk->text = part->text;
	walk->output = part->kind == PC_SH_PROC_OUT ? NULL : &printed;
	walk_node(walk, &own, part->body);
	remember(scope, part->body, &printed);
	walk->output = output;
	walk->text = text;
}

void walk_parts(
	struct walk *walk, const struct scope *scope, const struct pc_sh_part *part)
{
	for (; part; part = part->next) {
		if (part->body)
			walk_substitution(walk, scope, part);
		if (part->parts)
			walk_parts(walk, scope, part->parts);
		if (part->words)
			walk_words(walk, scope, part->words);
	}
}

void walk_word(
	struct walk *walk, const struct scope *scope, const struct pc_sh_word *word)
{
	if (word->has & PC_SH_HAS_COMMAND)
		walk_parts(walk, scope, word->parts);
}

void walk_words(
	struct walk *walk, const struct scope *scope, const struct pc_sh_word *word)
{
	for (; word; word = word->next)
		walk_word(walk, scope, word);
}

/* ---- lists and pipelines ---------------------------------------------------- */

static void walk_list(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *list)
{
	enum pc_sh_join before = PC_SH_END;

	for (const struct pc_sh_node *child = list->children; child;
		child = child->next) {
		struct scope own = *scope;

		if (child->joined == PC_SH_BACKGROUND) {
			walk_node(walk, &own, child);
		} else if (before == PC_SH_OR) {
			walk_node(walk, &own, child);
			scope_merge(scope, walk, &own);
		} else {
			walk_node(walk, scope, child);
		}
		before = child->joined;
	}
}

/* wc -l, tar tvf -: a command of whose input only numbers and names come out.  Its words
 * are options of these letters. */
static bool only_counts(const struct scope *scope, const struct pc_sh_node *node)
{
	static const struct {
		const char *program, *letters;
	} counters[] = {{"wc", "-lwcmL"}, {"tar", "-tvzjJf"}};
	const struct pc_sh_word *word = node->kind == PC_SH_SIMPLE ? node->words : NULL;
	const char *letters = NULL;

	for (size_t i = 0; word && i < PC_COUNT(counters); i++) {
		if (pc_str_is(word->text, counters[i].program))
			letters = counters[i].letters;
	}
	if (!letters || scope->functions || scope->aliases)
		return false;
	for (word = word->next; word; word = word->next) {
		for (size_t i = 0; i < word->text.len; i++) {
			char c = word->text.ptr[i];

			if (!c || !strchr(letters, c) || (c == '-' && i))
				return false;
		}
	}
	return true;
}

static void walk_pipeline(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	bool stays = scope_find(scope, PC_STR("shopt lastpipe")) != NULL;
	const struct flow *input = walk->input;
	struct flow *output = walk->output;
	struct flow *between = NULL;
	struct pc_str upstream = walk->upstream;

	for (const struct pc_sh_node *child = node->children; child;
		child = child->next) {
		struct scope own = *scope;

		walk->input = between ? between : input;
		between = pc_arena_new(walk->arena, struct flow);
		walk->output = child->next ? between : output;
		if (child->next && only_counts(scope, child->next))
			walk->counted = child;
		/* shopt -s lastpipe */
		walk_node(walk, stays && !child->next ? scope : &own, child);
		walk->upstream = (struct pc_str){walk->text.ptr + node->span.start,
			child->span.end - node->span.start};
	}
	walk->upstream = upstream;
	walk->input = input;
	walk->output = output;
}

/* ---- compound commands ------------------------------------------------------ */

static void walk_copy(
	struct walk *walk, const struct scope *scope, const struct pc_sh_node *node)
{
	const struct flow *input = walk->input;
	struct pc_str upstream = walk->upstream;
	struct scope own = *scope;

	walk_node(walk, &own, node);
	walk->input = input;
	walk->upstream = upstream;
}

static void walk_if(struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	struct scope other;

	if (node->cond)
		walk_node(walk, scope, node->cond);
	other = *scope;
	if (node->body)
		walk_node(walk, scope, node->body);
	if (node->other)
		walk_node(walk, &other, node->other);
	scope_merge(scope, walk, &other);
}

static bool begins_with_read(const struct pc_sh_node *list)
{
	const struct pc_sh_node *first = list ? list->children : NULL;

	return first && first->kind == PC_SH_SIMPLE && first->words && !first->redirs &&
	       pc_str_is(first->words->text, "read");
}

/* Behind the first n lines of what is read; NULL when there is no more. */
static const struct flow *input_behind(
	struct walk *walk, const struct flow *input, size_t n)
{
	struct flow *rest = pc_arena_new(walk->arena, struct flow);
	struct pc_str text = flow_text(input);

	while (n-- && text.len)
		(void)pc_str_cut(&text, '\n');
	if (!text.len)
		return NULL;
	flow_add(walk, rest, text);
	return rest;
}

/* while read x: one turn for each line that is known. */
static bool walk_lines(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	const struct flow *input = walk->input, *rest = input;
	size_t turn = 0;

	if (!input || input->unknown || !begins_with_read(node->cond))
		return false;
	while (rest && turn < PC_MAX_STRICT_ITEMS && walk_step(walk)) {
		walk->input = rest;
		walk->reads_line = true;
		walk_node(walk, scope, node->cond);
		walk->reads_line = false;
		if (node->body)
			walk_node(walk, scope, node->body);
		rest = input_behind(walk, input, ++turn);
	}
	walk->input = input;
	return !rest;
}

/* Twice, so that what a turn leaves behind meets what the next one runs. */
static void walk_loop(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	if (walk_lines(walk, scope, node))
		return;
	for (int turn = 0; turn < 2; turn++) {
		struct scope own = *scope;

		if (node->cond)
			walk_node(walk, &own, node->cond);
		if (node->body)
			walk_node(walk, &own, node->body);
		if (own.variables == scope->variables && own.cwd.ptr == scope->cwd.ptr &&
			own.functions == scope->functions &&
			own.aliases == scope->aliases)
			break;
		scope_merge(scope, walk, &own);
	}
}

static void walk_turn(struct walk *walk, struct scope *scope,
	const struct pc_sh_node *node, const struct field *value)
{
	scope_set_field(scope, walk, node->name, value);
	if (node->body)
		walk_node(walk, scope, node->body);
}

/* A name that a pattern stands for and that some rule speaks of: one turn for each. */
static void walk_names(struct walk *walk, struct scope *scope,
	const struct pc_sh_node *node, const struct field *pattern)
{
	struct field names[8];
	size_t n = judge_names(walk, scope, pattern, names, PC_COUNT(names));

	for (size_t i = 0; i < n; i++)
		walk_turn(walk, scope, node, &names[i]);
}

static void walk_for(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	size_t turns = 0;

	walk_words(walk, scope, node->words);
	if (!node->has_in) {
		struct field unknown = {.kind = FIELD_UNKNOWN};

		walk_turn(walk, scope, node, &unknown);
	}
	for (const struct pc_sh_word *word = node->words; word; word = word->next) {
		struct fields values;

		values_of(&values, walk->arena, scope, word);
		for (size_t i = 0; i < values.count && walk_step(walk); i++) {
			struct field *value = &values.items[i];

			if (turns++ >= PC_MAX_STRICT_ITEMS) {
				value->kind = FIELD_UNKNOWN;
				walk_turn(walk, scope, node, value);
				return;
			}
			if (value->kind == FIELD_PATTERN)
				walk_names(walk, scope, node, value);
			walk_turn(walk, scope, node, value);
		}
	}
}

static void walk_case(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	struct scope before, all;

	walk_words(walk, scope, node->words);
	before = all = *scope;
	for (const struct pc_sh_node *item = node->children; item; item = item->next) {
		struct scope own = before;

		walk_words(walk, scope, item->words);
		if (!item->body)
			continue;
		walk_node(walk, &own, item->body);
		scope_merge(&all, walk, &own);
	}
	*scope = all;
}

static void define(struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	struct function *fresh = pc_arena_new(walk->arena, struct function);

	fresh->body = node->body;
	fresh->text = walk->text;
	scope->functions = map_with(walk->arena, scope->functions, node->name, fresh);
}

typedef void node_fn(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *node);

static void walk_subshell(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	if (node->body)
		walk_copy(walk, scope, node->body);
}

static void walk_body(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	if (node->body)
		walk_node(walk, scope, node->body);
}

static void walk_test(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	walk_words(walk, scope, node->words);
	walk_parts(walk, scope, node->parts);
	for (const struct pc_sh_word *word = node->words; word; word = word->next)
		hidden_subscript(walk, scope, word->text);
	if (node->kind == PC_SH_ARITH_COMMAND)
		values_assign_arith(scope, walk->arena, node->text);
}

static void walk_cfor(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	walk_parts(walk, scope, node->parts);
	/* Each turn has another value. */
	values_forget_arith(scope, walk->arena, node->text);
	walk_loop(walk, scope, node);
}

static node_fn *const walkers[] = {
	[PC_SH_SIMPLE] = walk_simple,
	[PC_SH_PIPELINE] = walk_pipeline,
	[PC_SH_LIST] = walk_list,
	[PC_SH_SUBSHELL] = walk_subshell,
	[PC_SH_GROUP] = walk_body,
	[PC_SH_IF] = walk_if,
	[PC_SH_WHILE] = walk_loop,
	[PC_SH_UNTIL] = walk_loop,
	[PC_SH_FOR] = walk_for,
	[PC_SH_CFOR] = walk_cfor,
	[PC_SH_SELECT] = walk_for,
	[PC_SH_CASE] = walk_case,
	[PC_SH_CASE_ITEM] = walk_body,
	[PC_SH_FUNCTION] = define,
	[PC_SH_ARITH_COMMAND] = walk_test,
	[PC_SH_COND] = walk_test,
	[PC_SH_COPROC] = walk_subshell,
};

void walk_node(struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	const struct flow *input = walk->input;
	struct pc_str upstream = walk->upstream;
	struct output_end end;

	if (!walk_step(walk) || !enter(walk))
		return;
	if (node->kind == PC_SH_SIMPLE || node->kind == PC_SH_FUNCTION || !node->redirs) {
		walkers[node->kind](walk, scope, node);
	} else {
		walk_redirs(walk, scope, node->redirs);
		walk_redirected(walk, scope, node->redirs);
		walk->input = walk_input(walk, scope, node->redirs, input);
		walk_output_begin(walk, &end, node->redirs);
		walkers[node->kind](walk, scope, node);
		walk_output_end(walk, scope, &end);
		walk->input = input;
		walk->upstream = upstream;
	}
	walk->depth--;
}

/* What bash would not take does not run; but where the parser is the stricter of the two,
 * it may: that counts where the text speaks of a program that a rule names. */
static bool may_run(struct walk *walk, const struct pc_sh_tree *tree)
{
	size_t n;
	const struct pc_program_rule *rules = pc_policy_programs(walk->policy, &n);

	if (tree->fault != PC_SH_SYNTAX && tree->fault != PC_SH_UNTERMINATED)
		return true;
	for (size_t i = 0; i < n; i++) {
		struct pc_str name = rules[i].program;

		if (!walk_read(walk, tree->text.len + 64))
			return true;
		if (name.len && pc_str_find_str(tree->text, name) < tree->text.len)
			return true;
	}
	return false;
}

/* One line with quotation marks and nothing that could hide one of them, and an odd
 * number: bash refuses it as a whole. */
static bool never_runs(const struct pc_sh_tree *tree)
{
	size_t n_quotes = 0;

	for (size_t i = 0; i < tree->text.len; i++) {
		char c = tree->text.ptr[i];

		if (!c || strchr("\\$`'#(){}<>&!\n", c))
			return false;
		n_quotes += c == '"';
	}
	return tree->fault == PC_SH_UNTERMINATED && n_quotes % 2;
}

void walk_tree(struct walk *walk, struct scope *scope, const struct pc_sh_tree *tree)
{
	struct pc_str text = walk->text;

	if (!walk_step(walk) || !enter(walk))
		return;
	walk->expands_prompts |=
		pc_str_find_str(tree->text, PC_STR("@P}")) < tree->text.len;
	if (tree->fault != PC_SH_FINE && may_run(walk, tree))
		judge_unknown(walk, UNKNOWN_COMMAND, tree->text);
	walk->text = tree->text;
	if (tree->root && !never_runs(tree))
		walk_node(walk, scope, tree->root);
	walk->text = text;
	walk->depth--;
}

void walk_script(struct walk *walk, struct scope *scope, struct pc_str script)
{
	struct pc_sh_tree tree;

	if (script.len > walk->script_room) {
		walk->budget = 0;
		(void)walk_step(walk);
		return;
	}
	walk->script_room -= script.len;
	pc_sh_parse(&tree, walk->arena, script);
	walk_tree(walk, scope, &tree);
}
