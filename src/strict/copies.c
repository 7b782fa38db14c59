/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that write what they read, or a file of the line, to another file: tee, dd, cp
 * and the like.  What they read and write is in the table of roles.h. */
#include "pc/base/fs.h"
#include "roles.h"
#include "walk_priv.h"

/* A copy of a program is a script that runs it. */
static bool program_script(
	struct walk *walk, const struct field *from, struct flow *script)
{
	struct pc_str path = from->kind == FIELD_UNKNOWN ? from->ends : from->text;
	struct pc_str dir = pc_path_base(pc_path_dir(path));

	if (!path.len || (from->kind != FIELD_UNKNOWN && !pc_str_is(dir, "bin") &&
				 !pc_str_is(dir, "sbin")))
		return false;
	flow_add(walk, script, pc_path_base(path));
	flow_add(walk, script, PC_STR(" \"$@\""));
	return true;
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

/* What is in the file that is copied; NULL: nobody can tell. */
static const struct flow *content_of(
	struct walk *walk, const struct scope *scope, const struct field *from)
{
	const struct flow *content = NULL;
	struct flow *script;

	if (from->kind == FIELD_KNOWN)
		content = written_find(walk, scope, from->text);
	if (content)
		return content;
	script = pc_arena_new(walk->arena, struct flow);
	return program_script(walk, from, script) ? script : NULL;
}

static void copy_one(struct walk *walk, const struct scope *scope,
	const struct field *from, const struct field *to)
{
	const struct flow *content = content_of(walk, scope, from);

	if (content)
		write_copy(walk, scope, content, to->text,
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

	if (!to || to->kind != FIELD_KNOWN)
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

		if (words->items[i].kind != FIELD_KNOWN || !text.len)
			continue;
		appends |= pc_str_is(text, "-a") || pc_str_is(text, "--append");
		if (*text.ptr != '-')
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
	struct field source = {0};

	for (size_t i = 1; i < words->count; i++) {
		struct pc_str text = words->items[i].text;

		if (pc_str_starts(text, PC_STR("if=")))
			source = field_behind(&words->items[i], 3);
	}
	if (source.text.len)
		content = content_of(walk, scope, &source);
	for (size_t i = 1; content && i < words->count; i++) {
		struct pc_str text = words->items[i].text;

		if (words->items[i].kind == FIELD_KNOWN &&
			pc_str_starts(text, PC_STR("of=")))
			written_add(walk, scope, pc_str_from(text, 3), content, false);
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
	};
	struct pc_str program = simple_program(simple);

	for (size_t i = 0; i < PC_COUNT(copiers); i++) {
		if (names_have(copiers[i].programs, program))
			copiers[i].run(walk, scope, simple);
	}
}
