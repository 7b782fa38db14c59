/* SPDX-License-Identifier: Apache-2.0 */
/* A stream of any length. */
#include "pc/audit/input.h"

enum pc_status pc_audit_stream(const struct pc_audit_job *job,
	struct pc_secret_scanner *scanner, const struct pc_audit_place *at, int fd,
	struct pc_err *err)
{
	(void)job;
	(void)scanner;
	(void)at;
	(void)fd;
	(void)err;
	return PC_OK;
}
