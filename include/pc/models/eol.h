/* SPDX-License-Identifier: Apache-2.0 */
/* The table in the form model-eol/0.1, which tools of others read: models of one provider
 * with their ends, as /.well-known/model-eol.json may have it.  pc/rollcall reads it. */
#ifndef PC_MODELS_EOL_H
#define PC_MODELS_EOL_H

#include "pc/base/buf.h"
#include "pc/models/table.h"

/* Whether the form can say how a model stands: one without dates is served without an end
 * there, so that one that is deprecated or retired on a day that nobody knows cannot be
 * in it. */
bool pc_model_eol_can(const struct pc_model *model);

/* Appends the document of a provider: those of its models that it can say something of,
 * as they stand in the table; of the day of the table, so that the same table is the same
 * bytes.  Returns how many models are in it.
 *
 * "replacement" is what a program may put in place of the name without asking: the
 * replacement of the table, when it is in the document and takes all that the model took.
 * Any other one is the first of "replacement_options". */
size_t pc_model_eol_write(struct pc_buf *out, const struct pc_models *models,
	const struct pc_model_provider *provider);

#endif
