/* SPDX-License-Identifier: Apache-2.0 */
/* Places, findings and errors for people. */
#include "output.h"

#include <stdlib.h>
#include <unistd.h>

#include "cmd.h"
#include "pc/doc/diff.h"

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

int output_failure(const struct pc_err *err)
{
	output_error(err);
	return err->status == PC_ERR_USAGE ? EXIT_USAGE : EXIT_COULD_NOT;
}

void output_text(FILE *to, struct pc_str text)
{
	if (text.len)
		fwrite(text.ptr, 1, text.len, to);
}

void output_diff(struct pc_str name, struct pc_str old, struct pc_str new)
{
	PC_AUTO(pc_buf_done) struct pc_buf diff = {0};

	pc_diff(&diff, name, old, new);
	output_text(stdout, pc_buf_str(&diff));
}

void output_step(void *user, const struct pc_rule *rule, struct pc_str what)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	FILE *to = user;
	struct pc_str place;

	if (!rule) {
		fprintf(to, "  %.*s\n", PC_STR_ARG(what));
		return;
	}
	place = output_place(&arena, rule->src->from.at);
	fprintf(to, "  %.*s (%.*s): %.*s\n", PC_STR_ARG(rule->src->text),
		PC_STR_ARG(place), PC_STR_ARG(what));
}

bool output_is_coloured(FILE *to)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fileno(to)) && !(no && *no) && !(term && strcmp(term, "dumb") == 0);
}

void output_report(FILE *to, pc_report_fn *write, struct pc_report *report)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	report->colour = output_is_coloured(to);
	write(&out, report);
	output_text(to, pc_buf_str(&out));
}

enum pc_severity output_severity(struct pc_str name)
{
	int severity = PC_ERROR;

	while (name.len && severity > PC_NOTE &&
		!pc_str_is(name, pc_severity_name((enum pc_severity)severity)))
		severity--;
	return (enum pc_severity)severity;
}

void output_diags(FILE *to, struct pc_diags *diags, enum pc_severity least)
{
	struct pc_report report = {.diags = diags, .least = least, .quiet = true};

	pc_diags_sort(diags);
	output_report(to, pc_report_text, &report);
}

void output_shell_quote(struct pc_buf *out, struct pc_str text)
{
	pc_buf_add_char(out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\'')
			pc_buf_puts(out, "'\\''");
		else
			pc_buf_add_char(out, text.ptr[i]);
	}
	pc_buf_add_char(out, '\'');
}
