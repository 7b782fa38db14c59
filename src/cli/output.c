/* SPDX-License-Identifier: Apache-2.0 */
/* Places, findings and errors for people. */
#include "output.h"

#include <fcntl.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"

struct pc_str output_place(struct pc_arena *arena, struct pc_span at)
{
	if (!at.file)
		return PC_STR("-");
	if (at.line == 0)
		return pc_str(at.file);
	return pc_arena_printf(arena, "%s:%u:%u", at.file, at.line, at.col);
}

void output_error(const struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str place = output_place(&arena, err->at);

	if (err->at.file)
		fprintf(stderr, "policyctl: %.*s: %s\n", PC_STR_ARG(place), err->text);
	else
		fprintf(stderr, "policyctl: %s\n", err->text);
}

/* The text of one line of a file, or an empty view. */
static struct pc_str line_of(struct pc_arena *arena, struct pc_span at)
{
	struct pc_str text, rest, line = {0};
	struct pc_err err;

	if (!at.file || at.line == 0 ||
		pc_fs_read(&text, arena, AT_FDCWD, at.file, PC_MAX_DOC_SIZE, &err) !=
			PC_OK)
		return line;
	rest = text;
	for (uint32_t i = 0; i < at.line && rest.ptr; i++)
		line = pc_str_cut(&rest, '\n');
	return pc_str_trim(line).len ? line : (struct pc_str){0};
}

/* The line, shortened around the column, and a caret below it. */
static void print_excerpt(FILE *to, struct pc_str line, uint32_t col)
{
	enum { WIDTH = 100 };
	size_t at = 0;

	if (line.len == 0 || line.len > (size_t)WIDTH * 4)
		return;
	fprintf(to, "    %.*s\n    ", PC_STR_ARG(line));
	for (uint32_t i = 1; i < col && at < line.len; i++)
		fputc(pc_utf8_next(line, &at) == '\t' ? '\t' : ' ', to);
	fputs("^\n", to);
}

void output_diags(FILE *to, const struct pc_diags *diags, enum pc_severity least)
{
	for (size_t i = 0; i < diags->count; i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		const struct pc_diag *diag = &diags->items[i];
		struct pc_str place;

		if (diag->severity < least)
			continue;
		place = output_place(&arena, diag->at);
		fprintf(to, "%.*s: %s %s: %.*s\n", PC_STR_ARG(place),
			pc_severity_name(diag->severity), diag->code,
			PC_STR_ARG(diag->text));
		print_excerpt(to, line_of(&arena, diag->at), diag->at.col);
		if (diag->hint.len)
			fprintf(to, "    fix: %.*s\n", PC_STR_ARG(diag->hint));
	}
	if (diags->dropped)
		fprintf(to, "and %zu more findings\n", diags->dropped);
}
