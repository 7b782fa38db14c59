/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that take lines of commands: SQL shells, editors, debuggers. A line that
 * begins with one of a few words runs the rest in a shell, or names a file. */
#include "code_priv.h"
#include "roles.h"

enum { MAX_CALLS = 64 };

static const struct {
	const char *begins;
	enum { RUNS, NAMES } what;
} lines[] = {
	{"\\!", RUNS},
	{"!", RUNS},
	{":!", RUNS},
	{":r !", RUNS},
	{"r !", RUNS},
	{"r!", RUNS},
	{":r!", RUNS},
	{"w !", RUNS},
	{":w !", RUNS},
	{"%!", RUNS},
	{":%!", RUNS},
	{"term ", RUNS},
	{":term ", RUNS},
	{"terminal ", RUNS},
	{":terminal ", RUNS},
	{".shell ", RUNS},
	{".system ", RUNS},
	{"shell ", RUNS},
	{"system ", RUNS},
	{"\\o |", RUNS},
	{"pipe ", RUNS},
	{"silent !", RUNS},
	{".once |", RUNS},
	{".output |", RUNS},
	{".import |", RUNS},
	{".read |", RUNS},
	{".read ", NAMES},
	{".output ", NAMES},
	{".once ", NAMES},
	{".import ", NAMES},
	{".open ", NAMES},
	{".dump ", NAMES},
	{".backup ", NAMES},
	{".restore ", NAMES},
	{"\\i ", NAMES},
	{"\\ir ", NAMES},
	{"\\o ", NAMES},
	{"\\copy ", NAMES},
	{"source ", NAMES},
	{"so ", NAMES},
	{"\\. ", NAMES},
	{"tee ", NAMES},
	{"r ", NAMES},
	{":r ", NAMES},
	{"e ", NAMES},
	{":e ", NAMES},
	{"w ", NAMES},
	{":w ", NAMES},
	{"edit ", NAMES},
	{"read ", NAMES},
	{"lcd ", NAMES},
	{"w ", NAMES},
	{"w! ", NAMES},
	{"saveas ", NAMES},
	{"add ", NAMES},
	{"put ", NAMES},
	{"get ", NAMES},
	{"dump ", NAMES},
	{"restore ", NAMES},
};

static void names_file(const struct code *code, struct pc_str rest)
{
	while (rest.ptr && rest.len) {
		struct pc_str name = pc_str_cut(&rest, ' ');

		code_touches(
			code, pc_str_head(name, pc_str_find(name, '|')), false, false);
		code_talks(code, name, false, false);
	}
}

/* What stands in quotes: load_file('x'), readfile("x"), COPY t FROM PROGRAM 'x'. */
static void quoted(const struct code *code, struct pc_str line)
{
	for (size_t i = 0; i < line.len; i++) {
		struct pc_str rest = pc_str_from(line, i + 1);
		size_t end;

		if (line.ptr[i] != '\'' && line.ptr[i] != '"')
			continue;
		end = pc_str_find(rest, line.ptr[i]);
		rest = pc_str_head(rest, end);
		if (pc_str_ends(pc_str_trim(pc_str_head(line, i)), PC_STR("PROGRAM")) ||
			pc_str_ends(
				pc_str_trim(pc_str_head(line, i)), PC_STR("program")) ||
			pc_str_ends(pc_str_head(line, i), PC_STR("system(")))
			implies_script(code->walk, code->by, rest, code->how, false);
		else
			code_touches(code, rest, false, false);
		i += end + 1;
	}
}

static void one_line(const struct code *code, struct pc_str line)
{
	line = pc_str_trim(line);
	if (!line.len)
		return;
	for (size_t i = 0; i < PC_COUNT(lines); i++) {
		struct pc_str rest = pc_str_from(line, strlen(lines[i].begins));

		if (!pc_str_starts(line, pc_str(lines[i].begins)))
			continue;
		if (lines[i].what == RUNS)
			implies_script(code->walk, code->by, pc_str_trim(rest), code->how,
				false);
		else
			names_file(code, rest);
		break;
	}
	quoted(code, line);
}

void code_read_lines(const struct code *code, struct pc_str text)
{
	while (text.ptr)
		one_line(code, pc_str_cut(&text, '\n'));
}

/* Words of Tcl are not quoted: exec curl x, [open .env]. */
void code_read_tcl(const struct code *code, struct pc_str text)
{
	for (size_t i = 0, start = 0; i <= text.len; i++) {
		struct pc_str line;

		if (i < text.len && !strchr("\n;[]{}", text.ptr[i]))
			continue;
		line = pc_str_trim(pc_str_head(pc_str_from(text, start), i - start));
		start = i + 1;
		if (i < text.len && text.ptr[i] == '[' &&
			pc_str_starts(line, PC_STR("exec ")) &&
			pc_str_find(line, ' ') == pc_str_rfind(line, ' '))
			implies_unknown(code->walk, code->by, UNKNOWN_COMMAND, code->how);
		if (pc_str_starts(line, PC_STR("exec ")) ||
			pc_str_starts(line, PC_STR("spawn ")))
			implies_script(code->walk, code->by,
				pc_str_from(line, pc_str_find(line, ' ') + 1), code->how,
				false);
		else if (pc_str_starts(line, PC_STR("open ")) ||
			 pc_str_starts(line, PC_STR("source ")) ||
			 pc_str_starts(line, PC_STR("file ")))
			names_file(code, line);
		else if (pc_str_starts(line, PC_STR("socket ")))
			while (line.ptr)
				code_talks(code, pc_str_cut(&line, ' '), false, true);
	}
}

/* $(shell x) and recipes of make. */
/* include x, -include x y; $(file < x) */
static void included(const struct code *code, struct pc_str line)
{
	static const struct pc_str file = {"$(file <", 8};
	size_t at = pc_str_find_str(line, file);
	struct pc_str word;

	if (at < line.len) {
		line = pc_str_trim(pc_str_from(line, at + file.len));
		code_touches(
			code, pc_str_head(line, pc_str_find(line, ')')), false, true);
		return;
	}
	word = pc_str_cut(&line, ' ');
	if (!names_have("include -include sinclude", word))
		return;
	while (line.ptr) {
		word = pc_str_cut(&line, ' ');
		if (word.len)
			code_touches(code, word, false, true);
	}
}

void code_read_make(const struct code *code, struct pc_str text)
{
	static const struct pc_str shell = {"$(shell ", 8};
	unsigned n = 0;

	for (size_t at = pc_str_find_str(text, shell); at < text.len;
		at = pc_str_find_str(text, shell)) {
		if (n++ == MAX_CALLS) {
			implies_unknown(code->walk, code->by, UNKNOWN_COMMAND, code->how);
			break;
		}
		text = pc_str_from(text, at + shell.len);
		implies_script(code->walk, code->by,
			pc_str_head(text, pc_str_find(text, ')')), code->how, false);
	}
	for (struct pc_str rest = text; rest.ptr;) {
		struct pc_str line = pc_str_cut(&rest, '\n');
		size_t recipe = pc_str_find(line, ';');

		included(code, line);
		if (recipe < line.len)
			line = pc_str_from(line, recipe + 1);
		else if (!line.len || line.ptr[0] != '\t')
			continue;
		while (line.len && strchr("\t @-+", line.ptr[0]))
			line = pc_str_from(line, 1);
		implies_script(code->walk, code->by, line, code->how, false);
	}
}
