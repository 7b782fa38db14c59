/* SPDX-License-Identifier: Apache-2.0 */
/* What a command prints, where that can be told without running it: the few commands
 * with which people wrap a script into a pipe. */
#include "values_priv.h"
#include "walk_priv.h"

void flow_add(struct walk *walk, struct flow *flow, struct pc_str bytes)
{
	if (flow->unknown || bytes.len == 0)
		return;
	if (flow->len + bytes.len > PC_MAX_STRICT_FLOW) {
		flow->unknown = true;
		return;
	}
	if (flow->len + bytes.len > flow->cap) {
		size_t cap = 2 * (flow->len + bytes.len);
		char *fresh = pc_arena_bytes(walk->arena, cap);

		if (flow->len)
			memcpy(fresh, flow->bytes, flow->len);
		flow->bytes = fresh;
		flow->cap = cap;
	}
	memcpy(flow->bytes + flow->len, bytes.ptr, bytes.len);
	flow->len += bytes.len;
}

static bool all_known(const struct simple *simple)
{
	for (size_t i = 0; i < simple->words->count; i++) {
		if (simple->words->items[i].kind != FIELD_KNOWN)
			return false;
	}
	return true;
}

static void print_input(struct walk *walk, const struct simple *simple, struct flow *out)
{
	if (simple->input_known)
		flow_add(walk, out, simple->input);
	else
		out->unknown = true;
}

/* cat, and what else hands its files on as they are. */
static void print_files(struct walk *walk, const struct simple *simple, struct flow *out)
{
	const struct fields *words = simple->words;
	size_t n_files = 0;

	for (size_t i = 1; i < words->count; i++) {
		struct pc_str word = words->items[i].text;
		const struct flow *file;

		if (word.len > 1 && word.ptr[0] == '-')
			continue;
		n_files++;
		if (pc_str_is(word, "-")) {
			print_input(walk, simple, out);
			continue;
		}
		file = written_find(walk, simple->scope, word);
		if (file && !file->unknown)
			flow_add(walk, out, flow_text(file));
		else
			out->unknown = true;
	}
	if (!n_files)
		print_input(walk, simple, out);
}

/* ---- all -------------------------------------------------------------------- */

static void print_nothing(
	struct walk *walk, const struct simple *simple, struct flow *out)
{
	(void)walk;
	(void)simple;
	(void)out;
}

typedef void print_fn(struct walk *walk, const struct simple *simple, struct flow *out);

static const struct printer {
	const char *program;
	print_fn *print;
} printers[] = {
	{"cat", print_files},
	{"tee", print_input},
	{":", print_nothing},
	{"true", print_nothing},
	{"false", print_nothing},
	{"cd", print_nothing},
	{"test", print_nothing},
	{"[", print_nothing},
	{"sleep", print_nothing},
	{"export", print_nothing},
	{"set", print_nothing},
	{"read", print_nothing},
	{"shopt", print_nothing},
	{"exit", print_nothing},
	{"mkdir", print_nothing},
	{"touch", print_nothing},
	{"rm", print_nothing},
	{"chmod", print_nothing},
};

/* The last word that names a file of the line is what such a program reads. */
static struct pc_str own_file(
	struct walk *walk, const struct simple *simple, struct pc_str *args, size_t *n)
{
	for (size_t i = *n; i-- > 0;) {
		const struct flow *file = written_find(walk, simple->scope, args[i]);

		if (!file || file->unknown)
			continue;
		memmove(&args[i], &args[i + 1], (*n - i - 1) * sizeof(*args));
		--*n;
		return flow_text(file);
	}
	return simple->input_known ? simple->input : (struct pc_str){0};
}

/* By the printers of $(...): false when none of them can tell. */
static bool print_as_value(
	struct walk *walk, const struct simple *simple, struct flow *out)
{
	const struct fields *words = simple->words;
	printer *print = printer_named(simple_program(simple));
	size_t budget = PC_MAX_WORD_WORK, n = words->count - 1;
	struct pc_str *args;
	struct bytes bytes = {0};
	struct expansion e = {
		.arena = walk->arena, .scope = simple->scope, .budget = &budget};
	struct printing p = {.e = &e, .out = &bytes};

	if (!print || !all_known(simple))
		return false;
	args = pc_arena_new_array(walk->arena, struct pc_str, n + 1);
	for (size_t i = 0; i < n; i++)
		args[i] = words->items[i + 1].text;
	p.input = own_file(walk, simple, args, &n);
	p.has_input = p.input.len || simple->input_known;
	p.args = args;
	p.n_args = n;
	if (!print(&p))
		return false;
	flow_add(walk, out, (struct pc_str){bytes.ptr, bytes.len});
	return true;
}

/* What the text of the pipeline up to here is. */
static struct pc_str source_of(struct walk *walk, const struct simple *simple)
{
	struct flow text = {0};

	flow_add(walk, &text, walk->upstream);
	for (size_t i = 0; i < simple->words->count; i++) {
		if (text.len)
			flow_add(walk, &text, i ? PC_STR(" ") : PC_STR(" | "));
		flow_add(walk, &text, simple->words->items[i].text);
	}
	return flow_text(&text);
}

void flow_print(struct walk *walk, const struct simple *simple)
{
	struct pc_str program = simple_program(simple);

	if (!walk->output || walk->output->unknown)
		return;
	for (size_t i = 0; i < PC_COUNT(printers); i++) {
		if (!pc_str_is(program, printers[i].program))
			continue;
		if (printers[i].print == print_nothing || all_known(simple)) {
			printers[i].print(walk, simple, walk->output);
			return;
		}
	}
	if (print_as_value(walk, simple, walk->output))
		return;
	walk->output->unknown = true;
	walk->output->source = source_of(walk, simple);
}
