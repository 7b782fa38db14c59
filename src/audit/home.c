/* SPDX-License-Identifier: Apache-2.0 */
/* What lies in a home. */
#include "pc/audit/input.h"

enum pc_status pc_audit_home(
	const struct pc_audit_job *job, const char *home, struct pc_err *err)
{
	(void)job;
	(void)home;
	(void)err;
	return PC_OK;
}
