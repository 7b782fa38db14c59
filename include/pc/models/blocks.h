/* SPDX-License-Identifier: Apache-2.0 */
/* An operator's blocks as a file of their own, beside the policy: read, changed and
 * written by policyctl models block, unblock and blocks.  Whoever decides uses
 * pc_model_policy_load() or pc/models/guard.h, which read them too. */
#ifndef PC_MODELS_BLOCKS_H
#define PC_MODELS_BLOCKS_H

#include "pc/base/buf.h"
#include "pc/models/policy.h"

struct pc_model_blocks {
	struct pc_model_block *items;
	size_t count;
};

/* Everything lands in arena; err has the line of what is wrong. */
PC_MUST_CHECK enum pc_status pc_model_blocks_parse(struct pc_model_blocks *out,
	struct pc_arena *arena, const char *file, struct pc_str text,
	struct pc_diags *diags, struct pc_err *err);
/* PC_ERR_ABSENT: there is no such file.  Only root or this user may have written it. */
PC_MUST_CHECK enum pc_status pc_model_blocks_load(struct pc_model_blocks *out,
	struct pc_arena *arena, const char *file, struct pc_diags *diags,
	struct pc_err *err);

/* What pc_model_blocks_parse() reads back the same. */
void pc_model_blocks_write(struct pc_buf *out, const struct pc_model_blocks *blocks);
/* Whole and on the disk, or as it was; a new file may be read by everybody. */
PC_MUST_CHECK enum pc_status pc_model_blocks_save(
	const char *file, const struct pc_model_blocks *blocks, struct pc_err *err);

#endif
