/* SPDX-License-Identifier: Apache-2.0 */
/* $(...) whose output can be told: lists and pipelines of programs that print their
 * arguments, or turn their input into something else. */
#include "values_priv.h"

static bool run_list(struct expansion *e, struct scope *scope,
	const struct pc_sh_node *list, struct bytes *out);

static bool run_node(struct expansion *e, struct scope *scope,
	const struct pc_sh_node *node, struct printing *p);

/* What a here-string or a quoted here-document gives the command to read; redirected
 * errors change nothing.  False for all others. */
static bool read_redirs(struct expansion *e, const struct pc_sh_redir *redir,
	struct pc_str *input, bool *has_input)
{
	for (; redir; redir = redir->next) {
		struct bytes text = {0};
		struct expansion inside;

		if (redir->fd == 2 && redir->op != PC_SH_REDIR_STRING)
			continue;
		if (redir->op != PC_SH_REDIR_STRING || redir->fd > 0 || redir->var.len)
			return false;
		inside = expansion_inside(e);
		inside.whole = true;
		put_parts(&inside, redir->target.parts, IN_WORD);
		if (inside.is_unknown)
			return false;
		bytes_add(e->arena, &text,
			(struct pc_str){inside.value.ptr, inside.value.len});
		bytes_add(e->arena, &text, PC_STR("\n"));
		*input = (struct pc_str){text.ptr, text.len};
		*has_input = true;
	}
	return true;
}

/* All words of a command, when each is known. */
static bool read_words(struct expansion *e, const struct pc_sh_node *node,
	struct pc_str **out, size_t *n)
{
	struct expansion inside = expansion_inside(e);

	for (const struct pc_sh_word *word = node->words; word; word = word->next) {
		inside.source = word->text;
		expand_word(&inside, word);
	}
	*out = pc_arena_new_array(e->arena, struct pc_str, inside.count + 1);
	*n = inside.count;
	for (size_t i = 0; i < inside.count; i++) {
		if (inside.items[i].kind != FIELD_KNOWN)
			return false;
		(*out)[i] = inside.items[i].text;
	}
	return true;
}

static struct pc_str base_name(struct pc_str path)
{
	size_t slash = pc_str_rfind(path, '/');

	return slash < path.len ? pc_str_from(path, slash + 1) : path;
}

static const struct producer {
	const char *name;
	printer *print;
} producers[] = {
	{"echo", print_echo},
	{"printf", print_printf},
	{"yes", print_yes},
};

printer *printer_named(struct pc_str program)
{
	for (size_t i = 0; i < PC_COUNT(producers); i++) {
		if (pc_str_is(program, producers[i].name))
			return producers[i].print;
	}
	return filter_named(program);
}

/* Functions and aliases of the line may have taken the program's name. */
static bool is_doubtful(const struct expansion *e)
{
	return (e->scope->functions || e->scope->aliases) && e->assume != ASSUME_EMPTY;
}

static bool run_assigns(
	struct expansion *e, struct scope *scope, const struct pc_sh_assign *assign)
{
	for (; assign; assign = assign->next) {
		struct variable *v;
		struct expansion inside = expansion_inside(e);

		inside.whole = true;
		inside.scope = scope;
		put_parts(&inside, assign->value.parts, IN_WORD);
		if (assign->append || assign->index.len || inside.is_unknown ||
			(assign->value.has & PC_SH_HAS_ARRAY))
			return false;
		v = scope_add(scope, e->arena, assign->name);
		v->value = (struct pc_str){inside.value.ptr, inside.value.len};
		v->known = true;
	}
	return true;
}

static bool run_simple(struct expansion *e, struct scope *scope,
	const struct pc_sh_node *node, struct printing *p)
{
	struct expansion inside = *e;
	struct pc_str *words;
	size_t n;
	printer *print;
	struct printing mine;

	inside.scope = scope;
	if (!read_redirs(&inside, node->redirs, &p->input, &p->has_input))
		return false;
	if (!node->words)
		return run_assigns(e, scope, node->assigns);
	if (node->assigns || is_doubtful(e) || !read_words(&inside, node, &words, &n))
		return false;
	while (n && (pc_str_is(words[0], "command") || pc_str_is(words[0], "builtin")))
		words++, n--;
	print = n ? printer_named(base_name(words[0])) : NULL;
	if (!print)
		return false;
	mine = (struct printing){.e = &inside,
		.args = words + 1,
		.n_args = n - 1,
		.input = p->input,
		.has_input = p->has_input,
		.repeats = p->repeats,
		.out = p->out};
	if (!print(&mine))
		return false;
	p->repeats = mine.repeats;
	return true;
}

static bool run_pipeline(struct expansion *e, const struct scope *scope,
	const struct pc_sh_node *node, struct bytes *out)
{
	struct printing p = {0};

	for (node = node->children; node; node = node->next) {
		struct scope inner = *scope; /* each stage is a subshell */
		struct bytes bytes = {0};

		if (node->joined == PC_SH_PIPE_BOTH)
			return false;
		p.out = &bytes;
		if (!run_node(e, &inner, node, &p))
			return false;
		p.input = (struct pc_str){bytes.ptr, bytes.len};
		p.has_input = true;
	}
	bytes_add(e->arena, out, p.input);
	return !p.repeats;
}

static bool run_node(struct expansion *e, struct scope *scope,
	const struct pc_sh_node *node, struct printing *p)
{
	struct scope inner = *scope;

	if (node->timed)
		return false;
	switch (node->kind) {
	case PC_SH_SIMPLE:
		return run_simple(e, scope, node, p);
	case PC_SH_PIPELINE:
		return run_pipeline(e, scope, node, p->out);
	case PC_SH_SUBSHELL:
		return !node->redirs && !p->has_input &&
		       run_list(e, &inner, node->body, p->out);
	case PC_SH_GROUP:
		return !node->redirs && !p->has_input &&
		       run_list(e, scope, node->body, p->out);
	default:
		return false;
	}
}

/* Everything that is run here succeeds. */
static bool run_list(struct expansion *e, struct scope *scope,
	const struct pc_sh_node *list, struct bytes *out)
{
	const struct pc_sh_node *node = list ? list->children : NULL;

	for (; node; node = node->next) {
		struct printing p = {.out = out};

		if (node->joined == PC_SH_OR || node->joined == PC_SH_BACKGROUND ||
			node->negated || !spend(e, 64) || !run_node(e, scope, node, &p) ||
			p.repeats || !spend(e, out->len))
			return false;
	}
	return true;
}

/* "which curl" alone: its output ends in the name. */
static bool ends_in_name(
	struct expansion *e, struct pc_str *out, const struct pc_sh_node *list)
{
	const struct pc_sh_node *node = list->children;
	struct pc_str *words, input;
	size_t n;
	bool has_input = false;

	return node && !node->next && node->kind == PC_SH_SIMPLE && !node->assigns &&
	       read_redirs(e, node->redirs, &input, &has_input) &&
	       read_words(e, node, &words, &n) && n > 1 &&
	       finds_program(out, base_name(words[0]), words + 1, n - 1);
}

/* bash leaves NULs out, and the newlines at the end. */
static struct pc_str substituted(struct bytes bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		if (bytes.ptr[i])
			bytes.ptr[n++] = bytes.ptr[i];
	}
	while (n && bytes.ptr[n - 1] == '\n')
		n--;
	return (struct pc_str){bytes.ptr, n};
}

/* What walking it has shown: a guess. */
static bool was_printed(
	const struct expansion *e, struct pc_str *out, const struct pc_sh_node *list)
{
	const struct outputs *outputs = e->scope->outputs;

	for (size_t i = 0;
		e->assume == ASSUME_EMPTY && outputs && i < PC_COUNT(outputs->items);
		i++) {
		*out = outputs->items[i].text;
		if (outputs->items[i].body == list)
			return out->len > 0;
	}
	*out = (struct pc_str){0};
	return false;
}

enum output output_of(
	struct expansion *e, struct pc_str *out, const struct pc_sh_node *list)
{
	struct scope scope = *e->scope;
	struct bytes bytes = {0};
	enum output known = OUTPUT_UNKNOWN;

	*out = (struct pc_str){0};
	if (!list)
		return OUTPUT_KNOWN;
	if (e->depth == PC_MAX_OUTPUT_DEPTH)
		return OUTPUT_UNKNOWN;
	e->depth++;
	if (run_list(e, &scope, list, &bytes)) {
		*out = substituted(bytes);
		known = OUTPUT_KNOWN;
	} else if (was_printed(e, out, list)) {
		known = OUTPUT_KNOWN;
	} else if (ends_in_name(e, out, list)) {
		known = OUTPUT_ENDS;
	}
	e->depth--;
	return known;
}
