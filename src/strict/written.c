/* SPDX-License-Identifier: Apache-2.0 */
/* Files that the line itself writes, and what running them then means: "echo curl x > f;
 * sh f". */
#include "pc/base/fs.h"
#include "walk_priv.h"

static struct pc_str name_of(
	const struct walk *walk, const struct scope *scope, struct pc_str path)
{
	if (path.len && (path.ptr[0] == '/' || scope->cwd.len))
		return pc_path_join(walk->arena, scope->cwd, path);
	return pc_path_normal(walk->arena, path);
}

void written_add(struct walk *walk, const struct scope *scope, struct pc_str path,
	const struct flow *content, bool append)
{
	struct pc_str name = name_of(walk, scope, path);
	struct written *file = pc_arena_new(walk->arena, struct written);
	const struct written *before = map_find(walk->written, name);

	if (!walk_step(walk))
		return;
	if (before && append)
		*file = *before;
	walk->written = map_with(walk->arena, walk->written, name, file);
	flow_join(walk, &file->content, content);
}

const struct flow *written_find(
	const struct walk *walk, const struct scope *scope, struct pc_str path)
{
	const struct written *file;

	if (!walk->written)
		return NULL;
	file = map_find(walk->written, name_of(walk, scope, path));
	return file ? &file->content : NULL;
}

/* Programs whose first operand is what they run. */
static const char *const interpreters[] = {"sh", "bash", "dash", "zsh", "ksh", "ash",
	"mksh", "fish", "rbash", "csh", "tcsh", "busybox", "python", "python2", "python3",
	"perl", "ruby", "node", "nodejs", "deno", "bun", "php", "lua", "make", "gmake",
	"awk", "gawk", "mawk", "expect", "tclsh", "osascript", "pwsh", "Rscript", "env",
	"xargs", "parallel", "at", "batch", "crontab"};

static bool is_interpreter(struct pc_str program)
{
	for (size_t i = 0; i < PC_COUNT(interpreters); i++) {
		if (pc_str_is(program, interpreters[i]))
			return true;
	}
	return pc_str_starts(program, PC_STR("python"));
}

/* The first word of "#!/usr/bin/env python3" that names a program, or sh. */
static struct pc_str interpreter_of(struct pc_str script)
{
	struct pc_str rest = script, line, word;

	if (!pc_str_starts(script, PC_STR("#!")))
		return PC_STR("sh");
	line = pc_str_trim(pc_str_from(pc_str_cut(&rest, '\n'), 2));
	word = pc_str_cut(&line, ' ');
	if (pc_str_is(pc_path_base(word), "env") && line.len)
		word = pc_str_cut(&line, ' ');
	return pc_path_base(word);
}

/* The program as if it read the file's content. */
static void run(struct walk *walk, struct scope *scope, const struct simple *simple,
	const struct flow *content, struct pc_str program)
{
	struct field all[3] = {{.kind = FIELD_KNOWN, .text = program}};
	struct fields words = {all, 1};
	struct simple reader = *simple;
	struct scope own = *scope;
	struct pc_str upstream = walk->upstream;

	reader.words = &words;
	reader.scope = &own;
	reader.redirs = NULL;
	reader.reads_pipe = true;
	reader.input_known = !content->unknown;
	reader.input = flow_text(content);
	reader.lines = content->lines;
	/* They take code from words only. */
	if (pc_str_is(program, "make") || pc_str_is(program, "gmake"))
		all[words.count++] =
			(struct field){.kind = FIELD_KNOWN, .text = PC_STR("--eval")};
	if (words.count > 1 || pc_str_ends(program, PC_STR("awk")))
		all[words.count++] =
			(struct field){.kind = FIELD_KNOWN, .text = flow_text(content)};
	if (words.count == 1)
		scope_set_arguments(
			&own, walk, simple->words->items + 1, simple->words->count - 1);
	walk->upstream = content->from;
	carriers_of(walk, &reader);
	code_of(walk, &reader);
	walk->upstream = upstream;
}

void written_run(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	const struct fields *words = simple->words;
	struct pc_str program = simple_program(simple);
	const struct flow *content;

	if (!walk->written)
		return;
	if (words->items[0].kind == FIELD_KNOWN) {
		content = written_find(walk, scope, words->items[0].text);
		if (content &&
			pc_str_find(words->items[0].text, '/') < words->items[0].text.len)
			run(walk, scope, simple, content,
				interpreter_of(flow_text(content)));
	}
	if (!is_interpreter(program))
		return;
	for (size_t i = 1; i < words->count; i++) {
		if (words->items[i].kind != FIELD_KNOWN)
			continue;
		content = written_find(walk, scope, words->items[i].text);
		if (content)
			run(walk, scope, simple, content, program);
	}
}
