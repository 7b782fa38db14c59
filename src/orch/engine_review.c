/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs that are done when somebody else has looked at what came of them. */
#include "engine_priv.h"

bool engine_wants_review(const struct pc_engine *engine, const struct pc_job *job)
{
	const struct pc_orch_type *type = engine_type(engine_config(engine), job->type);

	return !pc_str_is(job->gate, "passed") &&
	       (job->gate.len || (type && type->gate.len));
}
