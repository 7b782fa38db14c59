/* SPDX-License-Identifier: Apache-2.0 */
/* What a command prints, where that can be told without running it: the few commands
 * with which people wrap a script into a pipe. */
#include "roles.h"
#include "values_priv.h"
#include "walk_priv.h"

void flow_add(struct walk *walk, struct flow *flow, struct pc_str bytes)
{
	if (bytes.len)
		flow->lines = (struct pc_str){0};
	/* Beside what is unknown, too: those bytes are among it. */
	if (bytes.len == 0)
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

void flow_join(struct walk *walk, struct flow *flow, const struct flow *more)
{
	bool is_empty = !flow->unknown && !flow->len;

	flow_add(walk, flow, flow_text(more));
	flow->unknown |= more->unknown;
	flow->repeats |= more->repeats;
	if (!more->unknown && !more->len)
		return;
	flow->lines = is_empty ? more->lines : (struct pc_str){0};
	flow->program = is_empty ? more->program : (struct pc_str){0};
	flow->source = more->source;
}

void flow_feed(struct simple *simple, const struct flow *input)
{
	simple->reads_pipe = true;
	simple->input_known = !input->unknown;
	simple->input_repeats = input->repeats;
	simple->lines = input->lines;
	if (simple->input_known)
		simple->input = flow_text(input);
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
	if (walk->input)
		out->program = walk->input->program;
	out->repeats |= simple->input_repeats;
}

/* tee, of which no operand is read. */
static void print_through(
	struct walk *walk, const struct simple *simple, struct flow *out)
{
	print_input(walk, simple, out);
	out->lines = simple->lines;
}

/* cat, and what else hands its files on as they are. */
static void print_files(struct walk *walk, const struct simple *simple, struct flow *out)
{
	const struct fields *words = simple->words;
	size_t n_files = 0;

	for (size_t i = 1; i < words->count; i++) {
		struct pc_str word = words->items[i].text;
		const struct flow *file;

		if (words->items[i].kind != FIELD_UNKNOWN && word.len > 1 &&
			word.ptr[0] == '-')
			continue;
		n_files++;
		if (pc_str_is(word, "-")) {
			print_input(walk, simple, out);
			continue;
		}
		file = copies_content(walk, simple->scope, &words->items[i]);
		if (file && !file->unknown)
			flow_add(walk, out, flow_text(file));
		else
			out->unknown = true;
		if (file && words->count == 2)
			out->program = file->program;
	}
	if (!n_files)
		print_input(walk, simple, out);
}

/* dd if=f, where it has no of= */
static void print_dd(struct walk *walk, const struct simple *simple, struct flow *out)
{
	struct field file = field_known(PC_STR("/dev/stdin"));
	const struct flow *content;

	for (size_t i = 1; i < simple->words->count; i++) {
		if (pc_str_starts(simple->words->items[i].text, PC_STR("of=")))
			return;
		if (pc_str_starts(simple->words->items[i].text, PC_STR("if=")))
			file = field_behind(&simple->words->items[i], 3);
	}
	content = copies_content(walk, simple->scope, &file);
	if (content)
		flow_join(walk, out, content);
	else if (pc_str_is(file.text, "/dev/stdin"))
		print_input(walk, simple, out);
	else
		out->unknown = true;
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
	{"tee", print_through},
	{"dd", print_dd},
	{"pv", print_files},
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
static void read_own(struct printing *p, struct walk *walk, const struct simple *simple,
	struct pc_str *args)
{
	for (size_t i = p->n_args; i-- > 0;) {
		const struct flow *file = written_find(walk, simple->scope, args[i]);

		if (!file || file->unknown)
			continue;
		memmove(&args[i], &args[i + 1], (p->n_args - i - 1) * sizeof(*args));
		p->n_args--;
		p->input = flow_text(file);
		p->has_input = true;
		p->repeats = file->repeats;
		return;
	}
	p->has_input = simple->input_known;
	p->repeats = simple->input_repeats;
	if (p->has_input)
		p->input = simple->input;
}

/* By the printers of $(...): false when none of them can tell. */
static bool print_as_value(
	struct walk *walk, const struct simple *simple, struct flow *out)
{
	const struct fields *words = simple->words;
	printer *print = printer_named(simple_program(simple));
	size_t budget = PC_MAX_WORD_WORK;
	struct pc_str *args;
	struct bytes bytes = {0};
	struct expansion e = {
		.arena = walk->arena, .scope = simple->scope, .budget = &budget};
	struct printing p = {.e = &e, .out = &bytes, .n_args = words->count - 1};

	if (!print || !all_known(simple))
		return false;
	args = pc_arena_new_array(walk->arena, struct pc_str, words->count);
	for (size_t i = 0; i < p.n_args; i++)
		args[i] = words->items[i + 1].text;
	p.args = args;
	read_own(&p, walk, simple, args);
	if (!print(&p))
		return false;
	flow_add(walk, out, (struct pc_str){bytes.ptr, bytes.len});
	out->repeats |= p.repeats;
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

static void print_known(struct walk *walk, const struct simple *simple, struct flow *out)
{
	struct pc_str program = simple_program(simple);

	for (size_t i = 0; i < PC_COUNT(printers); i++) {
		if (!pc_str_is(program, printers[i].program))
			continue;
		if (printers[i].print == print_nothing ||
			printers[i].print == print_files || all_known(simple)) {
			printers[i].print(walk, simple, out);
			return;
		}
	}
	if (!print_as_value(walk, simple, out))
		out->unknown = true;
}

void flow_print(struct walk *walk, const struct simple *simple, bool is_first)
{
	struct flow *out = walk->output, own = {0};

	if (!out)
		return;
	print_known(walk, simple, &own);
	/* What is not even guessed the command itself says better. */
	if (own.unknown && walk->is_guess && !own.len)
		return;
	if (out->unknown && !out->lines.len && !is_first) {
		flow_add(walk, out, flow_text(&own));
		return;
	}
	if (own.unknown)
		own.source = source_of(walk, simple);
	if (own.unknown && is_first &&
		(own.lines.len || plain_print(&own.lines, walk, simple)))
		*out = own;
	else
		flow_join(walk, out, &own);
}
