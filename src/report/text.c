/* SPDX-License-Identifier: Apache-2.0 */
/* Findings for people: FILE:LINE:COL: SEVERITY CODE: SENTENCE, the line that it is about,
 * what to do, and a count of everything at the end. */
#include <fcntl.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"
#include "pc/doc/source.h"
#include "pc/report/put.h"
#include "report_priv.h"

/* The file that the last excerpt came from: findings are in the order of their files. */
struct pages {
	struct pc_arena arena;
	const struct pc_report_source *given;
	const char *file;
	struct pc_str text;
	struct pc_source_mark mark;
};

static void pages_done(struct pages *pages)
{
	pc_arena_done(&pages->arena);
}

static void turn_to(struct pages *pages, const char *file)
{
	struct pc_source_facts facts;
	struct pc_str bytes = {0};
	struct pc_err err;

	if (pages->file && strcmp(pages->file, file) == 0)
		return;
	pc_arena_reset(&pages->arena);
	pages->file = file;
	pages->text = (struct pc_str){0};
	pages->mark = (struct pc_source_mark){0};
	if (pages->given && strcmp(pages->given->file, file) == 0)
		bytes = pages->given->text;
	else if (pc_fs_read(&bytes, &pages->arena, AT_FDCWD, file, PC_MAX_DOC_SIZE,
			 &err) != PC_OK)
		return;
	pages->text = pc_source_decode(&facts, &pages->arena, file, bytes);
	if (facts.utf16)
		pages->text = (struct pc_str){0};
}

static const char *const severity_colours[] = {
	[PC_NOTE] = "\033[36m",
	[PC_WARNING] = "\033[33m",
	[PC_ERROR] = "\033[31m",
};

static const char *paint(const struct pc_report *report, const char *colour)
{
	return report->colour ? colour : "";
}

/* A file's name is foreign text, too. */
static void put_clean_place(struct pc_buf *out, struct pc_span at)
{
	PC_AUTO(pc_buf_done) struct pc_buf place = {0};

	put_place(&place, at);
	pc_put_clean(out, pc_buf_str(&place));
}

static void put_finding(struct pc_buf *out, const struct pc_report *report,
	struct pages *pages, const struct pc_diag *diag)
{
	const char *bold = paint(report, "\033[1m"), *plain = paint(report, "\033[0m");

	pc_buf_puts(out, bold);
	put_clean_place(out, diag->at);
	pc_buf_printf(out,
		": %s%s %s%s: ", paint(report, severity_colours[diag->severity]),
		pc_severity_name(diag->severity), diag->code, plain);
	pc_put_clean(out, diag->text);
	pc_buf_add_char(out, '\n');
	if (diag->at.file && diag->at.line) {
		turn_to(pages, diag->at.file);
		if (pages->text.ptr)
			pc_source_excerpt_next(out, pages->text, diag->at, &pages->mark);
	}
	if (diag->hint.len) {
		pc_buf_printf(out, " %sfix:%s ", paint(report, "\033[32m"), plain);
		pc_put_clean(out, diag->hint);
		pc_buf_add_char(out, '\n');
	}
}

static void put_summary(struct pc_buf *out, const struct pc_report *report)
{
	size_t notes = pc_diags_count(report->diags, PC_NOTE);

	if (report->refused)
		pc_buf_puts(
			out, "the client would refuse to start with these settings\n");
	pc_put_count(out, report->n_rules, "rule");
	pc_buf_puts(out, ", ");
	if (report->n_tests) {
		pc_put_count(out, report->n_tests, "test");
		pc_buf_puts(out, ", ");
	}
	pc_put_count(out, pc_diags_count(report->diags, PC_ERROR), "error");
	pc_buf_puts(out, ", ");
	pc_put_count(out, pc_diags_count(report->diags, PC_WARNING), "warning");
	if (notes) {
		pc_buf_puts(out, ", ");
		pc_put_count(out, notes, "note");
	}
	pc_buf_puts(out, " in ");
	pc_put_count(out, report->n_files, "file");
	pc_buf_add_char(out, '\n');
}

void pc_report_text(struct pc_buf *out, const struct pc_report *report)
{
	PC_AUTO(pages_done) struct pages pages = {.given = report->source};
	const struct pc_diags *diags = report->diags;

	for (size_t i = 0; i < diags->count; i++) {
		if (diags->items[i].severity >= report->least)
			put_finding(out, report, &pages, &diags->items[i]);
	}
	if (diags->dropped)
		pc_buf_printf(out, "and %zu more findings\n", diags->dropped);
	if (!report->quiet)
		put_summary(out, report);
}
