/* SPDX-License-Identifier: Apache-2.0 */
/* A simple command: its words as they will be, what it reads and where it prints to, and
 * then the questions.  Aliases and functions of the line are followed. */
#include "pc/base/fs.h"
#include "roles.h"
#include "walk_priv.h"

struct pc_str simple_program(const struct simple *simple)
{
	const struct field *word = simple->words->items;
	struct pc_str name;

	if (simple->words->count == 0)
		return (struct pc_str){0};
	name = word->kind == FIELD_UNKNOWN ? word->ends : word->text;
	if (word->kind == FIELD_UNKNOWN && pc_str_find(name, '/') == name.len)
		return (struct pc_str){0};
	return pc_path_base(name);
}

/* ---- words ------------------------------------------------------------------ */

static void add_fields(
	struct walk *walk, struct fields *all, size_t *room, const struct fields *more)
{
	for (size_t i = 0; i < more->count; i++) {
		pc_arena_grow(walk->arena, all->items, all->count, *room);
		all->items[all->count++] = more->items[i];
	}
}

/* Word by word: what expanding one assigns the next one meets. */
static void resolve(struct walk *walk, struct scope *scope, const struct pc_sh_word *word,
	struct fields *out)
{
	size_t room = 0;

	*out = (struct fields){0};
	for (; word; word = word->next) {
		static const unsigned grows =
			PC_SH_HAS_COMMAND | PC_SH_HAS_PARAM | PC_SH_HAS_BRACE;
		struct fields one;
		struct field file;

		if ((word->has & grows) && !walk_step(walk))
			return;
		if (word->has & PC_SH_HAS_COMMAND) {
			if (walk_process_file(walk, scope, word, &file)) {
				one = (struct fields){&file, 1};
				add_fields(walk, out, &room, &one);
				continue;
			}
			walk_word(walk, scope, word);
		}
		values_of(&one, walk->arena, scope, word);
		values_assign(scope, walk->arena, word);
		if (!out->count && !word->next) {
			*out = one;
			return;
		}
		add_fields(walk, out, &room, &one);
	}
}

/* ---- assignments ------------------------------------------------------------ */

/* [key]=value among the items of an array. */
static bool has_subscript(const struct field *item)
{
	struct pc_str text = item->kind == FIELD_UNKNOWN ? item->begins : item->text;

	return text.len && text.ptr[0] == '[' &&
	       pc_str_find_str(text, PC_STR("]=")) < text.len;
}

static void assign_array(
	struct walk *walk, struct scope *scope, const struct pc_sh_assign *assign)
{
	const struct variable *old = scope_find(scope, assign->name);
	struct fields items;

	resolve(walk, scope, assign->value.parts->words, &items);
	if (assign->append && old && old->array &&
		(items.count == 0 || !has_subscript(&items.items[0]))) {
		struct fields all = {0};
		size_t room = 0;

		add_fields(walk, &all, &room, old->array);
		add_fields(walk, &all, &room, &items);
		items = all;
	}
	if (items.count == 0 || !has_subscript(&items.items[0])) {
		scope_set_array(scope, walk, assign->name, &items);
		return;
	}
	for (size_t i = 0; i < items.count && walk_step(walk); i++) {
		struct field value = items.items[i];
		struct pc_str text =
			value.kind == FIELD_UNKNOWN ? value.begins : value.text;
		size_t end = pc_str_find_str(text, PC_STR("]="));

		if (!has_subscript(&value))
			continue;
		if (value.kind != FIELD_UNKNOWN)
			value.text = pc_str_from(text, end + 2);
		scope_set_item(scope, walk, assign->name,
			pc_str_from(pc_str_head(text, end), 1), &value);
	}
}

/* Variables whose value names a file that a shell or a linker runs. */
void walk_judge_value(struct walk *walk, const struct scope *scope, struct pc_str name,
	const struct field *value)
{
	static const char *const scripts[] = {"BASH_ENV", "ENV", "LD_PRELOAD"};

	if ((pc_str_is(name, "PROMPT_COMMAND") || pc_str_is(name, "BASH_ALIASES")) &&
		value->kind == FIELD_KNOWN) {
		struct scope own = *scope;

		walk_script(walk, &own, value->text);
		return;
	}
	for (size_t i = 0; i < PC_COUNT(scripts); i++) {
		const struct flow *content;
		struct scope own = *scope;

		if (!pc_str_is(name, scripts[i]) || value->kind != FIELD_KNOWN)
			continue;
		judge_path(walk, scope, value, false, false);
		content = written_find(walk, scope, value->text);
		if (content && !content->unknown)
			walk_script(walk, &own, flow_text(content));
		else if (content || i == 2)
			judge_unknown(walk, UNKNOWN_COMMAND, value->text);
	}
}

static void assign_one(
	struct walk *walk, struct scope *scope, const struct pc_sh_assign *assign)
{
	struct field value = {.kind = FIELD_KNOWN};
	struct pc_str old = {0};
	struct field file;

	walk_word(walk, scope, &assign->value);
	walk_parts(walk, scope, assign->index_parts);
	if (assign->value.parts && assign->value.parts->kind == PC_SH_ARRAY) {
		assign_array(walk, scope, assign);
		return;
	}
	if ((assign->value.has & PC_SH_HAS_COMMAND) &&
		walk_process_file(walk, scope, &assign->value, &file))
		value = file;
	else if (assign->value.parts)
		value = value_of(walk->arena, scope, &assign->value);
	if (assign->append && value.kind == FIELD_KNOWN &&
		scope_variable(&old, scope, assign->name))
		value.text = pc_arena_printf(
			walk->arena, "%.*s%.*s", PC_STR_ARG(old), PC_STR_ARG(value.text));
	walk_judge_value(walk, scope, assign->name, &value);
	if (value.kind == FIELD_KNOWN)
		hidden_value(walk, scope, assign->name, value.text);
	if (assign->index.len)
		scope_set_item(scope, walk, assign->name, assign->index, &value);
	else
		scope_set_field(scope, walk, assign->name, &value);
}

/* ---- the command ------------------------------------------------------------ */

/* The words behind an alias as the shell would read them again. */
static bool run_alias(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	struct pc_str first = node->words->text, rest;
	const struct map_node *all = scope->aliases, *others;
	const struct alias *alias = map_find(all, first);

	if (!alias)
		return false;
	rest = (struct pc_str){walk->text.ptr + node->words->span.end,
		node->span.end - node->words->span.end};
	/* An alias is not expanded within itself. */
	scope->aliases = others = map_with(walk->arena, all, first, NULL);
	walk_script(walk, scope,
		pc_arena_printf(walk->arena, "%.*s%.*s", PC_STR_ARG(alias->text),
			PC_STR_ARG(rest)));
	if (scope->aliases == others)
		scope->aliases = all;
	else if (!map_find(scope->aliases, first))
		scope->aliases = map_with(walk->arena, scope->aliases, first, alias);
	return true;
}

static bool run_function(
	struct walk *walk, struct scope *scope, const struct simple *simple)
{
	const struct field *first = simple->words->items;
	const struct function *function = NULL;
	struct pc_str text = walk->text;

	if (first->kind == FIELD_KNOWN)
		function = map_find(scope->functions, first->text);
	if (!function || !function->body)
		return false;
	scope_set_arguments(scope, walk, first + 1, simple->words->count - 1);
	walk->text = function->text;
	walk_node(walk, scope, function->body);
	walk->text = text;
	return true;
}

/* With what the unknown words may be; each alternative for all of them at once. */
static void walk_guesses(
	struct walk *walk, const struct scope *scope, const struct simple *simple)
{
	const struct fields *words = simple->words;
	bool before = walk->is_guess;

	for (size_t k = 0; k < 2; k++) {
		struct fields guess = {NULL, words->count};
		struct simple other = *simple;
		struct scope own = *scope;
		bool is_new = false;

		for (size_t i = 0; i < words->count; i++) {
			const struct fields *maybe = words->items[i].maybe;

			if (!maybe || !maybe->count)
				continue;
			if (!guess.items) {
				guess.items = pc_arena_new_array(
					walk->arena, struct field, words->count);
				memcpy(guess.items, words->items,
					words->count * sizeof(*guess.items));
			}
			is_new |= k < maybe->count;
			guess.items[i] = maybe->items[k < maybe->count ? k : 0];
		}
		if (!is_new)
			return;
		while (guess.count && !guess.items->text.len) {
			guess.items++;
			guess.count--;
		}
		other.words = &guess;
		walk->is_guess = true;
		walk_fields(walk, &own, &other);
		walk->is_guess = before;
	}
}

/* The program that a variable is known to stand for; what it would be without the
 * variable is guessed as ever. */
static void name_chosen(struct walk *walk, struct simple *simple)
{
	struct fields *words;
	struct field first = simple->words->items[0];
	const struct fields *maybe = first.maybe;

	if (!chosen_program(&first, walk, simple->scope))
		return;
	words = pc_arena_new(walk->arena, struct fields);
	words->count = simple->words->count;
	words->items = pc_arena_new_array(walk->arena, struct field, words->count);
	memcpy(words->items, simple->words->items, words->count * sizeof(*words->items));
	first.maybe = maybe;
	words->items[0] = first;
	simple->words = words;
}

void walk_fields(struct walk *walk, struct scope *scope, struct simple *simple)
{
	struct uses *uses;
	bool is_first;

	if (!walk_step(walk) || simple->words->count == 0)
		return;
	if (walk->depth >= PC_MAX_STRICT_DEPTH) {
		judge_unknown(
			walk, UNKNOWN_COMMAND, PC_STR("a very deeply nested command"));
		return;
	}
	walk->depth++;
	simple->scope = scope;
	is_first = walk->output && !walk->output->unknown && !walk->output->len;
	if (simple->words->items[0].kind == FIELD_UNKNOWN)
		name_chosen(walk, simple);
	if (!run_function(walk, scope, simple)) {
		uses = pc_arena_new(walk->arena, struct uses);
		uses_of(uses, walk->arena, simple);
		simple->uses = uses;
		judge_command(walk, simple);
		carriers_of(walk, simple);
		files_of(walk, simple);
		hosts_of(walk, simple);
		walk->in_code = true;
		code_of(walk, simple);
		walk->in_code = false;
		written_run(walk, scope, simple);
		copies_run(walk, scope, simple);
		hidden_of(walk, simple);
		builtin_run(walk, scope, simple);
		walk_guesses(walk, scope, simple);
		flow_print(walk, simple, is_first);
	}
	walk->depth--;
}

/* Redirections alone: the files count all the same. */
static void only_redirs(
	struct walk *walk, const struct scope *scope, const struct simple *simple)
{
	struct field colon = {.kind = FIELD_KNOWN, .text = PC_STR(":")};
	struct fields words = {&colon, 1};
	struct simple alone = *simple;
	struct uses uses;

	alone.words = &words;
	alone.scope = scope;
	uses_of(&uses, walk->arena, &alone);
	alone.uses = &uses;
	files_of(walk, &alone);
}

void walk_redirected(
	struct walk *walk, const struct scope *scope, const struct pc_sh_redir *redirs)
{
	struct simple simple = {.redirs = redirs, .how = walk->how};

	only_redirs(walk, scope, &simple);
}

/* "exec 3< file": the shell itself reads from there, from now on. */
static bool is_exec_alone(const struct fields *words)
{
	return words->count == 1 && pc_str_is(words->items[0].text, "exec");
}

/* declare a=(x y): the word with the array, as an assignment. */
static void declare_arrays(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	for (const struct pc_sh_word *word = node->words; word; word = word->next) {
		const struct pc_sh_part *part = word->parts;
		struct pc_sh_part array;
		struct pc_sh_assign assign = {.span = word->span};

		if (!(word->has & PC_SH_HAS_ARRAY) || !part || !part->next ||
			part->kind != PC_SH_LITERAL || part->next->kind != PC_SH_ARRAY)
			continue;
		array = *part->next;
		assign.name = pc_str_head(part->text, pc_str_find(part->text, '='));
		assign.value = *word;
		assign.value.parts = &array;
		assign_array(walk, scope, &assign);
	}
}

/* What a builtin has done stays; the assignments before it do not. */
static void keep_effects(struct walk *walk, struct scope *scope, const struct scope *own,
	const struct map_node *assigned, const struct pc_sh_assign *assign)
{
	struct scope before = *scope;

	if (own->variables == assigned && own->cwd.ptr == scope->cwd.ptr &&
		own->functions == scope->functions && own->aliases == scope->aliases)
		return;
	*scope = *own;
	for (; assign; assign = assign->next)
		scope_restore(
			scope, walk, assign->name, scope_find(&before, assign->name));
}

static void run_resolved(struct walk *walk, struct scope *scope,
	const struct pc_sh_node *node, const struct fields *words)
{
	const struct flow *input = walk->input;
	struct pc_str upstream = walk->upstream;
	struct simple simple = {.words = words, .redirs = node->redirs, .how = walk->how};
	struct output_end end;
	struct scope own = *scope;
	const struct map_node *assigned;

	for (const struct pc_sh_assign *at = node->assigns; at; at = at->next)
		assign_one(walk, &own, at);
	assigned = own.variables;
	simple.is_counted = node == walk->counted && !node->redirs;
	if (node->redirs)
		walk->input = walk_input(walk, scope, node->redirs, input);
	if (walk->input)
		flow_feed(&simple, walk->input);
	walk_output_begin(walk, &end, node->redirs);
	walk_fields(walk, node->assigns ? &own : scope, &simple);
	declare_arrays(walk, node->assigns ? &own : scope, node);
	if (node->assigns)
		keep_effects(walk, scope, &own, assigned, node->assigns);
	walk_output_end(walk, scope, &end);
	if (words->count)
		scope->last = &words->items[words->count - 1];
	if (is_exec_alone(words))
		return;
	walk->input = input;
	walk->upstream = upstream;
}

/* Assignments and redirections without a command. */
static void run_wordless(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	const struct flow *input = walk->input;
	struct pc_str upstream = walk->upstream;
	struct simple simple = {.redirs = node->redirs, .how = walk->how};
	static const struct field empty = {.kind = FIELD_KNOWN};

	for (const struct pc_sh_assign *at = node->assigns; at; at = at->next)
		assign_one(walk, scope, at);
	scope->last = &empty;
	if (!node->redirs)
		return;
	only_redirs(walk, scope, &simple);
	input = walk_input(walk, scope, node->redirs, input);
	walk->upstream = upstream;
	if (walk->output && input) /* $(<file) */
		flow_join(walk, walk->output, input);
}

void walk_simple(struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	struct fields words;

	if (node->words && run_alias(walk, scope, node))
		return;
	if (node->redirs)
		walk_redirs(walk, scope, node->redirs);
	if (!node->words) {
		run_wordless(walk, scope, node);
		return;
	}
	resolve(walk, scope, node->words, &words);
	run_resolved(walk, scope, node, &words);
}
