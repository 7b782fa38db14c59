/* SPDX-License-Identifier: Apache-2.0 */
/* The table of models of a policy repository, as verify looks at it. */
#include "checks.h"

#include <fcntl.h>

#include "clean.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/models/table.h"

int checks_models(struct pc_str dir, struct texts *files, struct pc_arena *arena,
	struct pc_diags *diags)
{
	enum { PER_SECOND = 1000 };
	struct pc_str path = pc_path_join(arena, dir, PC_STR(PC_MODELS_NAME)), text, name;
	struct pc_models *models;
	struct pc_err err;
	enum pc_status status =
		pc_fs_read(&text, arena, AT_FDCWD, path.ptr, PC_MAX_DOC_SIZE, &err);

	if (status == PC_ERR_ABSENT)
		return 0;
	if (status != PC_OK)
		return output_failure(&err);
	name = checks_name(arena, dir, PC_MODELS_NAME);
	texts_add(files, arena, name);
	status = pc_models_read(&models, arena, name.ptr, text, diags, &err);
	if (status == PC_OK)
		pc_models_check(models, clean_now() / PER_SECOND, diags);
	else if (status != PC_ERR_PARSE)
		return output_failure(&err);
	return 0;
}
