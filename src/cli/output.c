/* SPDX-License-Identifier: Apache-2.0 */
/* Places, findings and errors for people. */
#include "output.h"

#include <stdlib.h>
#include <unistd.h>

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

void output_diags(FILE *to, const struct pc_diags *diags, enum pc_severity least)
{
	struct pc_report report = {.diags = diags, .least = least, .quiet = true};

	output_report(to, pc_report_text, &report);
}

static bool wants_colour(FILE *to)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fileno(to)) && !(no && *no) && !(term && strcmp(term, "dumb") == 0);
}

void output_report(FILE *to, pc_report_fn *write, struct pc_report *report)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	report->colour = wants_colour(to);
	write(&out, report);
	if (out.len)
		fwrite(out.ptr, 1, out.len, to);
}
