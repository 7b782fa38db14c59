/* SPDX-License-Identifier: Apache-2.0 */
/* Names of models in texts. */
#include "pc/models/mention.h"

enum pc_status pc_mentions_open(
	struct pc_mentions **out, const struct pc_models *models, struct pc_err *err)
{
	(void)models, (void)err;
	*out = NULL;
	return PC_OK;
}

void pc_mentions_close(struct pc_mentions **mentions)
{
	*mentions = NULL;
}

void pc_mentions_find(const struct pc_mentions *mentions, struct pc_str text,
	pc_mention_fn *fn, void *context)
{
	(void)mentions, (void)text, (void)fn, (void)context;
}
