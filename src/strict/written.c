/* SPDX-License-Identifier: Apache-2.0 */
/* Files that the line itself writes, and what running them then means: "echo curl x > f;
 * sh f". */
#include "pc/base/fs.h"
#include "roles.h"
#include "walk_priv.h"

/* A descriptor has one name of ours. */
static struct pc_str descriptor_name(const struct walk *walk, struct pc_str path)
{
	static const char *const dirs[] = {"/proc/self/fd/", "/proc/thread-self/fd/"};

	if (pc_str_is(path, "/dev/stdin"))
		return PC_STR("/dev/fd/0");
	for (size_t i = 0; i < PC_COUNT(dirs); i++) {
		if (pc_str_starts(path, pc_str(dirs[i])))
			return pc_arena_printf(walk->arena, "/dev/fd/%.*s",
				PC_STR_ARG(pc_str_from(path, strlen(dirs[i]))));
	}
	return path;
}

static struct pc_str name_of(
	const struct walk *walk, const struct scope *scope, struct pc_str path)
{
	path = descriptor_name(walk, path);
	if (path.len && (path.ptr[0] == '/' || scope->cwd.len))
		return pc_path_join(walk->arena, scope->cwd, path);
	return pc_path_normal(walk->arena, path);
}

struct pc_str written_path(struct walk *walk, const struct field *file)
{
	struct pc_str text = file->text;
	struct flow key = {0};

	if (file->kind != FIELD_UNKNOWN)
		return file->kind == FIELD_KNOWN ? text : (struct pc_str){0};
	/* $RANDOM and $(date) are not. */
	if (pc_str_find(text, '$') == text.len || pc_str_find(text, '(') < text.len ||
		pc_str_find(text, '`') < text.len ||
		pc_str_find_str(text, PC_STR("RANDOM")) < text.len)
		return (struct pc_str){0};
	flow_add(walk, &key, PC_STR("/?/"));
	for (size_t i = 0; i < text.len; i++) {
		if (!strchr("\"{}", text.ptr[i]))
			flow_add(walk, &key, pc_str_head(pc_str_from(text, i), 1));
	}
	return flow_text(&key);
}

void written_add(struct walk *walk, const struct scope *scope, struct pc_str path,
	const struct flow *content, bool append)
{
	struct pc_str name = name_of(walk, scope, path);
	const struct written *before = map_find(walk->written_by_path, name);
	struct written *file = before ? before->self : NULL;

	if (!walk_step(walk))
		return;
	if (!file) {
		file = pc_arena_new(walk->arena, struct written);
		file->path = name;
		file->self = file;
		file->next = walk->written;
		walk->written = file;
		walk->written_by_path =
			map_with(walk->arena, walk->written_by_path, name, file);
	}
	if (!append)
		file->content = (struct flow){0};
	flow_join(walk, &file->content, content);
}

const struct flow *written_find(
	const struct walk *walk, const struct scope *scope, struct pc_str path)
{
	const struct written *file;

	if (!walk->written)
		return NULL;
	file = map_find(walk->written_by_path, name_of(walk, scope, path));
	return file ? &file->content : NULL;
}

bool walk_written_next(struct pc_str *path, const struct written **at, struct walk *walk)
{
	enum { LOOKING = 512 }; /* bytes that could be read meanwhile */

	*at = *at ? (*at)->next : walk->written;
	if (!*at || !walk_read(walk, LOOKING))
		return false;
	*path = (*at)->path;
	return true;
}

bool walk_content(struct pc_str *out, const struct walk *walk, const struct simple *by,
	struct pc_str path)
{
	const struct flow *content = written_find(walk, by->scope, path);

	if (content)
		*out = flow_text(content);
	return content != NULL;
}

/* Programs whose first operand is what they run. */
static const char *const interpreters[] = {"sh", "bash", "dash", "zsh", "ksh", "ash",
	"mksh", "fish", "rbash", "csh", "tcsh", "busybox", "python", "python2", "python3",
	"perl", "ruby", "node", "nodejs", "deno", "bun", "php", "lua", "make", "gmake",
	"awk", "gawk", "mawk", "expect", "tclsh", "osascript", "pwsh", "powershell",
	"Rscript", "env", "xargs", "parallel", "at", "batch", "crontab", "sed", "gsed",
	"vim", "vi", "nvim", "ex", "R", "julia", "octave"};

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

/* A copy of a program, by the name that it has. */
static void run_program(struct walk *walk, struct scope *scope,
	const struct simple *simple, struct pc_str program)
{
	struct simple named = *simple;
	struct fields words = {NULL, simple->words->count};

	words.items = pc_arena_new_array(walk->arena, struct field, words.count);
	memcpy(words.items, simple->words->items, words.count * sizeof(*words.items));
	words.items[0] = field_known(program);
	for (size_t i = 0; i < program.len; i++) {
		if (memchr("*?[", program.ptr[i], 3))
			words.items[0].kind = FIELD_PATTERN;
	}
	named.words = &words;
	walk_fields(walk, scope, &named);
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

	if (content->program.len) {
		run_program(walk, scope, simple, content->program);
		return;
	}
	reader.words = &words;
	reader.scope = &own;
	reader.redirs = NULL;
	flow_feed(&reader, content);
	/* They take code from words only. */
	if (pc_str_is(program, "make") || pc_str_is(program, "gmake"))
		all[words.count++] =
			(struct field){.kind = FIELD_KNOWN, .text = PC_STR("--eval")};
	if (names_have("vim vi nvim ex", program))
		all[words.count++] =
			(struct field){.kind = FIELD_KNOWN, .text = PC_STR("-c")};
	if (words.count > 1 || pc_str_ends(program, PC_STR("awk")) ||
		pc_str_ends(program, PC_STR("sed")))
		all[words.count++] =
			(struct field){.kind = FIELD_KNOWN, .text = flow_text(content)};
	if (words.count == 1)
		scope_set_arguments(
			&own, walk, simple->words->items + 1, simple->words->count - 1);
	walk->upstream = content->source;
	carriers_of(walk, &reader);
	code_of(walk, &reader);
	builtin_run(walk, &own, &reader); /* crontab */
	walk->upstream = upstream;
}

/* xargs -a FILE COMMAND...: the command's words, and the file as what is read. */
static void run_listed(struct walk *walk, struct scope *scope,
	const struct simple *simple, const struct flow *content, size_t at)
{
	struct simple reader = *simple;
	struct pc_str upstream = walk->upstream;
	struct fields words = {
		pc_arena_new_array(walk->arena, struct field, simple->words->count), 0};

	for (size_t i = 0; i < simple->words->count; i++) {
		struct pc_str text = simple->words->items[i].text;

		if (i != at && !pc_str_is(text, "-a") && !pc_str_is(text, "--arg-file") &&
			!pc_str_is(text, "::::"))
			words.items[words.count++] = simple->words->items[i];
	}
	reader.words = &words;
	reader.scope = scope;
	flow_feed(&reader, content);
	walk->upstream = content->source;
	carriers_of(walk, &reader);
	walk->upstream = upstream;
}

/* A command without a slash is found where the line's own PATH says. */
static const struct flow *found_by_path(
	const struct walk *walk, const struct scope *scope, struct pc_str name)
{
	if (!scope_find(scope, PC_STR("PATH")))
		return NULL;
	for (const struct written *at = walk->written; at; at = at->next) {
		if (pc_str_eq(pc_path_base(at->path), name))
			return &at->content;
	}
	return NULL;
}

static const struct flow *program_content(
	const struct walk *walk, const struct scope *scope, struct pc_str name)
{
	if (pc_str_find(name, '/') < name.len)
		return written_find(walk, scope, name);
	return found_by_path(walk, scope, name);
}

/* make reads what lies where it is. */
static void run_makefile(
	struct walk *walk, struct scope *scope, const struct simple *simple)
{
	static const char *const names[] = {"GNUmakefile", "makefile", "Makefile"};

	for (size_t i = 0; i < PC_COUNT(names); i++) {
		const struct flow *content = written_find(walk, scope, pc_str(names[i]));

		if (content)
			run(walk, scope, simple, content, PC_STR("make"));
	}
}

void written_run(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	const struct fields *words = simple->words;
	struct pc_str program = simple_program(simple), path;
	const struct flow *content;

	if (!walk->written)
		return;
	path = written_path(walk, &words->items[0]);
	if (path.len) {
		content = program_content(walk, scope, path);
		if (content)
			run(walk, scope, simple, content,
				interpreter_of(flow_text(content)));
	}
	if (pc_str_is(program, "make") || pc_str_is(program, "gmake"))
		run_makefile(walk, scope, simple);
	if (!is_interpreter(program))
		return;
	for (size_t i = 1; i < words->count; i++) {
		path = written_path(walk, &words->items[i]);
		if (!path.len)
			continue;
		content = written_find(walk, scope, path);
		if (content &&
			(pc_str_is(program, "xargs") || pc_str_is(program, "parallel")))
			run_listed(walk, scope, simple, content, i);
		else if (content)
			run(walk, scope, simple, content, program);
	}
}
