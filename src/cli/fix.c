/* SPDX-License-Identifier: Apache-2.0 */
/* Findings with a fix, file by file: see fix.h. */
#include "fix.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/edit.h"

/* The findings of one file that have a fix. */
struct work {
	const char *file;
	const struct pc_diag **diags;
	struct pc_fix *fixes;
	enum pc_edit_state *states;
	size_t count;
};

static bool is_file(const char *name)
{
	return name && strcmp(name, "-") != 0 && access(name, F_OK) == 0;
}

static bool belongs(const struct pc_diag *diag, const char *file)
{
	return diag->fix.kind != PC_FIX_NONE && diag->fix.at.line > 0 &&
	       diag->fix.at.file && strcmp(diag->fix.at.file, file) == 0;
}

static bool is_first(const struct pc_diags *diags, size_t i)
{
	const char *file = diags->items[i].fix.at.file;

	for (size_t j = 0; file && j < i; j++) {
		if (belongs(&diags->items[j], file))
			return false;
	}
	return file && belongs(&diags->items[i], file);
}

static struct work collect(
	const struct pc_diags *diags, size_t first, struct pc_arena *arena)
{
	size_t most = diags->count - first;
	struct work work = {.file = diags->items[first].fix.at.file,
		.diags = pc_arena_new_array(arena, const struct pc_diag *, most),
		.fixes = pc_arena_new_array(arena, struct pc_fix, most),
		.states = pc_arena_new_array(arena, enum pc_edit_state, most)};

	for (size_t i = first; i < diags->count; i++) {
		if (!belongs(&diags->items[i], work.file))
			continue;
		work.diags[work.count] = &diags->items[i];
		work.fixes[work.count++] = diags->items[i].fix;
	}
	return work;
}

static size_t count_done(const struct work *work)
{
	size_t done = 0;

	for (size_t i = 0; i < work->count; i++)
		done += work->states[i] == PC_EDIT_DONE;
	return done;
}

/* How many fixes of the code of work->diags[at] were applied; 0 when it was counted at an
 * earlier finding. */
static size_t count_code(const struct work *work, size_t at)
{
	const char *code = work->diags[at]->code;
	size_t count = 0;

	for (size_t i = 0; i < work->count; i++) {
		if (work->states[i] != PC_EDIT_DONE ||
			strcmp(work->diags[i]->code, code) != 0)
			continue;
		if (i < at)
			return 0;
		count++;
	}
	return work->states[at] == PC_EDIT_DONE ? count : 0;
}

static void say_done(const struct work *work)
{
	const char *between = "mended";

	fprintf(stderr, "%s: ", work->file);
	for (size_t i = 0; i < work->count; i++) {
		size_t count = count_code(work, i);

		if (count == 0)
			continue;
		fprintf(stderr, "%s %s", between, work->diags[i]->code);
		if (count > 1)
			fprintf(stderr, " (%zu times)", count);
		between = ",";
	}
	fputc('\n', stderr);
}

/* Places count from behind a byte order mark, which stays. */
static enum pc_status edit(
	struct pc_buf *out, struct work *work, struct pc_str text, struct pc_err *err)
{
	struct pc_str mark = PC_STR("\xEF\xBB\xBF");
	enum pc_language language = pc_language_of(pc_str(work->file));
	struct pc_edits edits = {work->fixes, work->states, work->count};

	if (pc_str_starts(text, mark)) {
		text = pc_str_from(text, mark.len);
		pc_buf_add(out, mark);
	}
	if (pc_edit(out, &edits, text, language, err) == PC_OK)
		return PC_OK;
	return err->at.file ? err->status : pc_err_wrap(err, "'%s'", work->file);
}

static enum pc_status mend(struct work *work, bool dry_run, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_str text;

	PC_TRY(pc_fs_read(&text, &arena, AT_FDCWD, work->file, PC_MAX_DOC_SIZE, err));
	PC_TRY(edit(&buf, work, text, err));
	if (count_done(work) == 0)
		return PC_OK;
	if (dry_run) {
		output_diff(pc_str(work->file), text, pc_buf_str(&buf));
		return PC_OK;
	}
	PC_TRY(pc_fs_replace(AT_FDCWD, work->file, pc_buf_str(&buf), 0, err));
	say_done(work);
	return PC_OK;
}

struct fix_result fix_findings(
	const struct pc_diags *diags, bool dry_run, struct pc_arena *arena)
{
	struct fix_result result = {0};
	struct pc_err err;

	for (size_t i = 0; i < diags->count; i++) {
		struct work work;

		if (!is_first(diags, i) || !is_file(diags->items[i].fix.at.file))
			continue;
		work = collect(diags, i, arena);
		if (mend(&work, dry_run, &err) == PC_OK) {
			result.n_done += count_done(&work);
		} else {
			output_error(&err);
			result.failed = true;
		}
	}
	return result;
}
