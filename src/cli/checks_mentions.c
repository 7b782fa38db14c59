/* SPDX-License-Identifier: Apache-2.0 */
/* The models that settings name, as verify looks at them: what policyctl models check
 * says of the same files. */
#include "checks.h"

#include <fcntl.h>

#include "clean.h"
#include "models_look.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"

/* Of the repository, of the machine, or built in.  What is wrong with it is said
 * elsewhere. */
static enum pc_status load_table(struct pc_models **out, struct pc_str dir,
	struct pc_arena *arena, struct pc_err *err)
{
	struct pc_diags diags = {.arena = arena};
	struct pc_str own = pc_path_join(arena, dir, PC_STR(PC_MODELS_NAME));

	if (dir.len && pc_models_load(out, arena, own.ptr, &diags, err) == PC_OK)
		return PC_OK;
	if (pc_models_load(out, arena, PC_MODELS_FILE, &diags, err) == PC_OK)
		return PC_OK;
	return pc_models_builtin(out, arena, err);
}

static void look_at_file(
	struct models_look *look, const char *name, const struct pc_report_source *source)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_audit_part part = {.line = 1};
	struct pc_err err;

	/* What cannot be read was said when it was to be loaded. */
	if (source && source->file && strcmp(source->file, name) == 0)
		part.text = source->text;
	else if (pc_fs_read(&part.text, &arena, AT_FDCWD, name, PC_MAX_DOC_SIZE, &err) !=
		 PC_OK)
		return;
	if (pc_str_starts(part.text, PC_STR("\xEF\xBB\xBF")))
		part.text = pc_str_from(part.text, 3);
	part.own = part.text.len;
	models_look_at(look, pc_str(name), &part);
}

int checks_mentions(const struct pc_settings *settings, struct pc_str repository,
	const struct pc_report_source *source, struct pc_arena *arena,
	struct pc_diags *diags)
{
	enum { PER_SECOND = 1000 };
	struct models_look look;
	struct pc_models *models;
	struct pc_err err;
	int status;

	if (settings->n_files == 0)
		return 0;
	if (load_table(&models, repository, arena, &err) != PC_OK)
		return output_failure(&err);
	status = models_look_open(&look, models, false, arena, diags);
	if (status != EXIT_FINE)
		return status;
	look.how.now = pc_when_now() / PER_SECOND;
	look.is_settings = true;
	for (size_t i = 0; i < settings->n_files; i++)
		look_at_file(&look, settings->files[i].name, source);
	models_look_done(&look);
	return 0;
}
