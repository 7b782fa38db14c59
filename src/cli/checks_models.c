/* SPDX-License-Identifier: Apache-2.0 */
/* The table of models of a policy repository, as verify looks at it. */
#include "checks.h"

#include "clean.h"
#include "output.h"
#include "pc/base/when.h"
#include "pc/models/table.h"

int checks_models(struct pc_str dir, struct texts *files, struct pc_arena *arena,
	struct pc_diags *diags)
{
	enum { PER_SECOND = 1000 };
	struct pc_str text, name;
	struct pc_models *models;
	struct pc_err err;
	enum pc_status status;
	int fault = checks_open(&text, &name, dir, PC_MODELS_NAME, files, arena);

	if (fault || !text.ptr)
		return fault;
	status = pc_models_read(&models, arena, name.ptr, text, diags, &err);
	if (status == PC_OK)
		pc_models_check(models, pc_when_now() / PER_SECOND, diags);
	else if (status != PC_ERR_PARSE)
		return output_failure(&err);
	return 0;
}
