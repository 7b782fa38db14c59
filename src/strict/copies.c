/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that write what they read, or a file of the line, to another file: tee, dd, cp
 * and the like.  What they read and write is in the table of roles.h. */
#include "pc/base/fs.h"
#include "roles.h"
#include "walk_priv.h"

const struct flow *copies_content(
	struct walk *walk, const struct scope *scope, const struct field *file)
{
	struct pc_str path = file->kind == FIELD_UNKNOWN ? file->ends : file->text;
	struct pc_str dir = pc_path_base(pc_path_dir(path));
	const struct flow *content = NULL;
	struct flow *program;

	if (names_have("/dev/stdin /dev/fd/0 /proc/self/fd/0", path))
		return walk->input;
	if (walk->written)
		content = written_find(walk, scope, written_path(walk, file));
	if (content || !path.len ||
		(file->kind != FIELD_UNKNOWN && !pc_str_is(dir, "bin") &&
			!pc_str_is(dir, "sbin")))
		return content;
	program = pc_arena_new(walk->arena, struct flow);
	program->unknown = true;
	program->program = pc_path_base(path);
	return program;
}

/* The copy has the name that is given, or the old one in the directory that is. */
static void write_copy(struct walk *walk, const struct scope *scope,
	const struct flow *content, struct pc_str to, struct pc_str from)
{
	written_add(walk, scope, to, content, false);
	written_add(walk, scope,
		pc_arena_printf(walk->arena, "%.*s/%.*s", PC_STR_ARG(to),
			PC_STR_ARG(pc_path_base(from))),
		content, false);
}

static void copy_one(struct walk *walk, const struct scope *scope,
	const struct field *from, const struct field *to)
{
	const struct flow *content = copies_content(walk, scope, from);

	if (content)
		write_copy(walk, scope, content, written_path(walk, to),
			from->kind == FIELD_UNKNOWN ? from->ends : from->text);
}

/* ln f, ln ../f: without a second name, the same here. */
static const struct field *destination(const struct uses *uses)
{
	const struct use *to = NULL;

	for (size_t i = 0; i < uses->count; i++) {
		const struct use *use = &uses->items[i];

		if (use->role == 'D')
			return &use->value;
		if (use->operand)
			to = use;
	}
	return to ? &to->value : NULL;
}

static void run_copy(
	struct walk *walk, const struct scope *scope, const struct simple *simple)
{
	const struct uses *uses = simple->uses;
	const struct field *to = destination(uses);

	if (!to || !written_path(walk, to).len)
		return;
	for (size_t i = 0; i < uses->count && walk_step(walk); i++) {
		const struct use *use = &uses->items[i];

		if (use->operand && &use->value != to)
			copy_one(walk, scope, &use->value, to);
	}
}

static struct flow input_of(struct walk *walk, const struct simple *simple)
{
	struct flow input = {.unknown = !simple->input_known, .source = walk->upstream};

	flow_add(walk, &input, simple->input);
	input.lines = simple->lines;
	input.repeats = simple->input_repeats;
	if (walk->input)
		input.program = walk->input->program;
	return input;
}

static void run_tee(
	struct walk *walk, const struct scope *scope, const struct simple *simple)
{
	struct flow input = input_of(walk, simple);
	const struct fields *words = simple->words;
	bool appends = false;

	for (size_t i = 1; i < words->count; i++) {
		struct pc_str text = words->items[i].text;

		if (!text.len)
			continue;
		appends |= pc_str_is(text, "-a") || pc_str_is(text, "--append");
		text = written_path(walk, &words->items[i]);
		if (text.len && *text.ptr != '-')
			written_add(walk, scope, text, &input, appends);
	}
}

/* dd if=f of=g */
static void run_dd(
	struct walk *walk, const struct scope *scope, const struct simple *simple)
{
	struct flow input = input_of(walk, simple);
	const struct flow *content = &input;
	const struct fields *words = simple->words;

	for (size_t i = 1; i < words->count; i++) {
		struct field from = field_behind(&words->items[i], 3);

		if (pc_str_starts(words->items[i].text, PC_STR("if=")))
			content = copies_content(walk, scope, &from);
	}
	for (size_t i = 1; content && i < words->count; i++) {
		struct field to = field_behind(&words->items[i], 3);
		struct pc_str path = written_path(walk, &to);

		if (pc_str_starts(words->items[i].text, PC_STR("of=")) && path.len)
			written_add(walk, scope, path, content, false);
	}
}

/* The words without -i, -i.bak, --in-place and files, which fields of out become. */
static bool edits_in_place(
	struct walk *walk, const struct simple *simple, struct fields *out)
{
	bool edits = false;

	out->items = pc_arena_new_array(walk->arena, struct field, simple->words->count);
	for (size_t i = 0; i < simple->words->count; i++) {
		const struct field *word = &simple->words->items[i];

		if (pc_str_starts(word->text, PC_STR("-i")) ||
			pc_str_starts(word->text, PC_STR("--in-place")))
			edits = true;
		else
			out->items[out->count++] = *word;
	}
	return edits;
}

/* sed -i: what it would print is what the file then holds. */
static void run_sed(
	struct walk *walk, const struct scope *scope, const struct simple *simple)
{
	struct flow *output = walk->output;
	struct simple printing = *simple;
	struct fields words = {0};
	struct uses uses;

	if (!walk->written || !edits_in_place(walk, simple, &words))
		return;
	printing.words = &words;
	uses_of(&uses, walk->arena, &printing);
	printing.uses = &uses;
	for (size_t i = 1; i < words.count && walk_step(walk); i++) {
		struct pc_str path = written_path(walk, &words.items[i]);
		struct flow own = {0};

		if (!path.len || !written_find(walk, scope, path))
			continue;
		walk->output = &own;
		flow_print(walk, &printing, true);
		walk->output = output;
		written_add(walk, scope, path, &own, false);
	}
}

/* -pi, -i.bak of perl; editors do nothing else. */
static bool is_editing(const struct simple *simple)
{
	if (!names_have("perl ruby", simple_program(simple)))
		return true;
	for (size_t i = 1; i < simple->words->count; i++) {
		struct pc_str text = simple->words->items[i].text;

		if (text.len > 1 && text.ptr[0] == '-' && text.ptr[1] != '-' &&
			pc_str_find(text, 'i') < pc_str_find(text, ' '))
			return true;
	}
	return false;
}

/* What perl and editors leave in a file of the line only they know. */
static void run_editor(
	struct walk *walk, const struct scope *scope, const struct simple *simple)
{
	static const struct flow unknown = {.unknown = true};

	if (!walk->written || !is_editing(simple))
		return;
	for (size_t i = 1; i < simple->words->count; i++) {
		struct pc_str path = written_path(walk, &simple->words->items[i]);

		if (path.len && written_find(walk, scope, path))
			written_add(walk, scope, path, &unknown, true);
	}
}

void copies_run(struct walk *walk, const struct scope *scope, const struct simple *simple)
{
	static const struct {
		const char *programs;
		void (*run)(struct walk *walk, const struct scope *scope,
			const struct simple *simple);
	} copiers[] = {
		{"cp mv ln link install ginstall rsync", run_copy},
		{"tee sponge", run_tee},
		{"dd", run_dd},
		{"sed gsed", run_sed},
		{"perl ruby ed ex vim vi nvim patch", run_editor},
	};
	struct pc_str program = simple_program(simple);

	for (size_t i = 0; i < PC_COUNT(copiers); i++) {
		if (names_have(copiers[i].programs, program))
			copiers[i].run(walk, scope, simple);
	}
}
