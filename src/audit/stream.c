/* SPDX-License-Identifier: Apache-2.0 */
/* A stream of any length. */
#include "audit_priv.h"

enum pc_status pc_audit_stream(const struct pc_audit_job *job,
	struct pc_secret_scanner *scanner, const struct pc_audit_place *at, int fd,
	struct pc_err *err)
{
	struct pc_audit_reader reader;

	(void)err;
	pc_audit_reader_init(&reader, job, scanner);
	pc_audit_read_fd(&reader, at, fd, false);
	pc_audit_reader_done(&reader);
	return PC_OK;
}
