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

/* ---- redirections ----------------------------------------------------------- */

static const struct field *target_of(
	struct walk *walk, const struct scope *scope, const struct pc_sh_redir *redir)
{
	static const struct field none = {.kind = FIELD_UNKNOWN};
	struct fields fields;

	if (!redir->target.parts)
		return &none;
	values_of(&fields, walk->arena, scope, &redir->target);
	return fields.count == 1 ? &fields.items[0] : &none;
}

/* The body's text with the value of each expansion that has one; the others stay as they
 * are written, and are unknown to whoever runs the text, too. */
static void expand_body(struct walk *walk, const struct scope *scope,
	const struct pc_sh_redir *redir, struct flow *out)
{
	uint32_t at = redir->body.start;

	for (const struct pc_sh_part *part = redir->body_parts; part; part = part->next) {
		struct pc_sh_part one = *part;
		struct pc_sh_part quoted = {.kind = PC_SH_DOUBLE, .parts = &one};
		struct pc_sh_word word = {
			.has = PC_SH_HAS_QUOTE | PC_SH_HAS_PARAM | PC_SH_HAS_COMMAND,
			.parts = &quoted};
		struct field value;

		if (part->span.start < at || part->span.end > redir->body.end)
			continue;
		one.next = NULL;
		word.text = (struct pc_str){walk->text.ptr + part->span.start,
			part->span.end - part->span.start};
		flow_add(walk, out,
			(struct pc_str){walk->text.ptr + at, part->span.start - at});
		value = value_of(walk->arena, scope, &word);
		flow_add(walk, out, value.kind == FIELD_KNOWN ? value.text : word.text);
		at = part->span.end;
	}
	flow_add(walk, out, (struct pc_str){walk->text.ptr + at, redir->body.end - at});
}

static struct flow *heredoc(
	struct walk *walk, const struct scope *scope, const struct pc_sh_redir *redir)
{
	struct flow *out = pc_arena_new(walk->arena, struct flow);
	struct flow whole = {0};
	struct pc_str rest;

	if (redir->body.end > walk->text.len || redir->body.start > redir->body.end) {
		out->unknown = true;
		return out;
	}
	expand_body(walk, scope, redir, redir->strip_tabs ? &whole : out);
	if (!redir->strip_tabs)
		return out;
	out->unknown = whole.unknown;
	for (rest = flow_text(&whole); rest.ptr;) {
		struct pc_str line = pc_str_cut(&rest, '\n');

		while (line.len && line.ptr[0] == '\t')
			line = pc_str_from(line, 1);
		flow_add(walk, out, line);
		if (rest.ptr)
			flow_add(walk, out, PC_STR("\n"));
	}
	return out;
}

static struct flow *here_string(
	struct walk *walk, const struct scope *scope, const struct pc_sh_redir *redir)
{
	struct flow *out = pc_arena_new(walk->arena, struct flow);
	struct field field = {.kind = FIELD_KNOWN};

	if (redir->target.parts)
		field = value_of(walk->arena, scope, &redir->target);
	out->unknown = field.kind == FIELD_UNKNOWN;
	flow_add(walk, out, field.text);
	flow_add(walk, out, PC_STR("\n"));
	return out;
}

static struct flow *input_file(
	struct walk *walk, const struct scope *scope, const struct pc_sh_redir *redir)
{
	static const struct flow unknown = {.unknown = true};
	const struct field *field = target_of(walk, scope, redir);
	const struct flow *content = NULL;
	struct flow *out = pc_arena_new(walk->arena, struct flow);

	if (field->kind == FIELD_KNOWN)
		content = written_find(walk, scope, field->text);
	*out = content ? *content : unknown;
	return out;
}

const struct flow *walk_input(struct walk *walk, const struct scope *scope,
	const struct pc_sh_redir *redirs, const struct flow *from)
{
	for (const struct pc_sh_redir *redir = redirs; redir; redir = redir->next) {
		if (redir->fd > 0)
			continue;
		if (redir->op == PC_SH_REDIR_HEREDOC)
			from = heredoc(walk, scope, redir);
		else if (redir->op == PC_SH_REDIR_STRING)
			from = here_string(walk, scope, redir);
		else if (redir->op == PC_SH_REDIR_IN || redir->op == PC_SH_REDIR_RW)
			from = input_file(walk, scope, redir);
	}
	return from;
}

void walk_redirs(
	struct walk *walk, const struct scope *scope, const struct pc_sh_redir *redirs)
{
	for (; redirs; redirs = redirs->next) {
		walk_word(walk, scope, &redirs->target);
		walk_parts(walk, scope, redirs->body_parts);
	}
}

const struct pc_sh_redir *walk_output_file(const struct pc_sh_redir *redirs)
{
	static const bool writes[] = {[PC_SH_REDIR_OUT] = true,
		[PC_SH_REDIR_CLOBBER] = true,
		[PC_SH_REDIR_APPEND] = true,
		[PC_SH_REDIR_BOTH] = true,
		[PC_SH_REDIR_BOTH_APP] = true,
		[PC_SH_REDIR_STRING] = false};
	const struct pc_sh_redir *file = NULL;

	for (; redirs; redirs = redirs->next) {
		if (writes[redirs->op] && redirs->fd <= 1)
			file = redirs;
	}
	return file;
}

void walk_output_begin(
	struct walk *walk, struct output_end *end, const struct pc_sh_redir *redirs)
{
	*end = (struct output_end){
		.before = walk->output, .file = walk_output_file(redirs)};
	if (end->file)
		walk->output = &end->own;
}

void walk_output_end(struct walk *walk, const struct scope *scope, struct output_end *end)
{
	const struct field *field;

	walk->output = end->before;
	if (!end->file)
		return;
	field = target_of(walk, scope, end->file);
	if (field->kind != FIELD_KNOWN || pc_str_is(field->text, "/dev/null"))
		return;
	if (pc_str_is(field->text, "/dev/stdout") && walk->output) {
		flow_join(walk, walk->output, &end->own);
		return;
	}
	written_add(walk, scope, field->text, &end->own,
		end->file->op == PC_SH_REDIR_APPEND ||
			end->file->op == PC_SH_REDIR_BOTH_APP);
}

/* ---- words ------------------------------------------------------------------ */

/* bash <(echo curl x): a file that holds what the command in it prints. */
static bool process_file(struct walk *walk, const struct scope *scope,
	const struct pc_sh_word *word, struct field *out)
{
	const struct pc_sh_part *part = word->parts;
	struct flow *before = walk->output, content = {0};
	struct scope own = *scope;

	if (!part || part->next || part->kind != PC_SH_PROC_IN || !part->body)
		return false;
	walk->output = &content;
	walk_node(walk, &own, part->body);
	walk->output = before;
	*out = (struct field){.kind = FIELD_KNOWN,
		.text = pc_arena_printf(walk->arena, "/dev/fd/%zu", walk->budget + 64)};
	written_add(walk, scope, out->text, &content, false);
	return true;
}

static void add_fields(
	struct walk *walk, struct fields *all, size_t *room, const struct fields *more)
{
	for (size_t i = 0; i < more->count; i++) {
		pc_arena_grow(walk->arena, all->items, all->count, *room);
		all->items[all->count++] = more->items[i];
	}
}

static void resolve(struct walk *walk, const struct scope *scope,
	const struct pc_sh_word *word, struct fields *out)
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
			if (process_file(walk, scope, word, &file)) {
				one = (struct fields){&file, 1};
				add_fields(walk, out, &room, &one);
				continue;
			}
			walk_word(walk, scope, word);
		}
		values_of(&one, walk->arena, scope, word);
		if (!out->count && !word->next) {
			*out = one;
			return;
		}
		add_fields(walk, out, &room, &one);
	}
}

/* ---- assignments ------------------------------------------------------------ */

static void assign_array(
	struct walk *walk, struct scope *scope, const struct pc_sh_assign *assign)
{
	struct fields items;

	resolve(walk, scope, assign->value.parts->words, &items);
	scope_set_array(scope, walk, assign->name, &items);
}

/* Variables whose value names a file that a shell or a linker runs. */
static void judge_assignment(struct walk *walk, const struct scope *scope,
	struct pc_str name, const struct field *value)
{
	static const char *const scripts[] = {"BASH_ENV", "ENV", "LD_PRELOAD"};

	if (pc_str_is(name, "PROMPT_COMMAND") && value->kind == FIELD_KNOWN) {
		struct scope own = *scope;

		walk_script(walk, &own, value->text);
		return;
	}
	for (size_t i = 0; i < PC_COUNT(scripts); i++) {
		const struct flow *content;
		struct scope own = *scope;

		if (!pc_str_is(name, scripts[i]) || value->kind != FIELD_KNOWN)
			continue;
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
		process_file(walk, scope, &assign->value, &file))
		value = file;
	else if (assign->value.parts)
		value = value_of(walk->arena, scope, &assign->value);
	if (assign->append && value.kind == FIELD_KNOWN &&
		scope_variable(&old, scope, assign->name))
		value.text = pc_arena_printf(
			walk->arena, "%.*s%.*s", PC_STR_ARG(old), PC_STR_ARG(value.text));
	judge_assignment(walk, scope, assign->name, &value);
	if (value.kind == FIELD_KNOWN)
		hidden_value(walk, scope, assign->name, value.text);
	if (assign->index.len)
		scope_set_item(scope, walk, assign->name, assign->index, &value);
	else if (value.kind == FIELD_UNKNOWN)
		scope_guess(scope, walk, assign->name,
			value.maybe && value.maybe->count ? value.maybe->items[0].text
							  : (struct pc_str){0});
	else
		scope_set(scope, walk, assign->name, value.text);
}

/* ---- the command ------------------------------------------------------------ */

/* The words behind an alias as the shell would read them again. */
static bool run_alias(
	struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	struct pc_str first = node->words->text, rest;
	const struct alias *alias = map_find(scope->aliases, first);
	struct scope own = *scope;

	if (!alias)
		return false;
	rest = (struct pc_str){walk->text.ptr + node->words->span.end,
		node->span.end - node->words->span.end};
	/* An alias is not expanded within itself. */
	own.aliases = map_with(walk->arena, scope->aliases, first, NULL);
	walk_script(walk, &own,
		pc_arena_printf(walk->arena, "%.*s%.*s", PC_STR_ARG(alias->text),
			PC_STR_ARG(rest)));
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
	struct field first = simple->words->items[0];
	const struct fields *maybe = first.maybe;
	struct fields *words;

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
		code_of(walk, simple);
		written_run(walk, scope, simple);
		hidden_of(walk, simple);
		builtin_run(walk, scope, simple);
		walk_guesses(walk, scope, simple);
		if (walk->output || pc_str_is(simple_program(simple), "tee"))
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

static void set_input(struct simple *simple, const struct flow *input)
{
	if (!input)
		return;
	simple->reads_pipe = true;
	simple->input_known = !input->unknown;
	simple->lines = input->lines;
	if (simple->input_known)
		simple->input = flow_text(input);
}

void walk_simple(struct walk *walk, struct scope *scope, const struct pc_sh_node *node)
{
	const struct flow *input = walk->input;
	struct simple simple = {.redirs = node->redirs, .how = walk->how};
	struct output_end end;
	struct fields words;
	struct scope own;

	if (node->words && run_alias(walk, scope, node))
		return;
	if (node->redirs)
		walk_redirs(walk, scope, node->redirs);
	own = *scope;
	for (const struct pc_sh_assign *at = node->assigns; at; at = at->next)
		assign_one(walk, node->words ? &own : scope, at);
	if (!node->words) {
		if (node->redirs)
			only_redirs(walk, scope, &simple);
		return;
	}
	resolve(walk, scope, node->words, &words);
	for (const struct pc_sh_word *at = node->words; at; at = at->next) {
		if (at->has & PC_SH_HAS_PARAM)
			values_assign(scope, walk->arena, at);
	}
	simple.words = &words;
	if (node->redirs)
		walk->input = walk_input(walk, scope, node->redirs, input);
	set_input(&simple, walk->input);
	walk_output_begin(walk, &end, node->redirs);
	walk_fields(walk, node->assigns ? &own : scope, &simple);
	walk_output_end(walk, scope, &end);
	walk->input = input;
}
