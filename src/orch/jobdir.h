/* SPDX-License-Identifier: Apache-2.0 */
/* The directory of one job, which its attempts share: what a worker is told of itself,
 * and what it writes down so that the next one goes on from there.
 *
 *   CLAUDE.md               who it is, where it works, how it reports; new each time
 *   system.md               the same and the job's own words, for the client's option
 *   checkpoint/progress.md  where the work stands; the workers'
 *   checkpoint/step-N.md    what step N has made; the workers'
 *
 * Workers may have put anything there: links are never followed, and what is not a file
 * does not count. */
#ifndef ORCH_JOBDIR_H
#define ORCH_JOBDIR_H

#include "pc/base/arena.h"
#include "pc/base/err.h"
#include "pc/orch/job.h"

/* Opens or makes the directory at path, which is absolute; what it lies in is there.  It
 * has to be ours alone (0700).  *step: the highest that is written down, 0: none. */
PC_MUST_CHECK enum pc_status jobdir_open(
	int *fd, int64_t *step, struct pc_str path, struct pc_err *err);
/* The same step of a directory that may be there: 0 where it is not. */
int64_t jobdir_step(struct pc_str path);
/* Writes CLAUDE.md and system.md. */
PC_MUST_CHECK enum pc_status jobdir_tell(int fd, struct pc_str path,
	const struct pc_job *job, int64_t step, struct pc_err *err);
/* A file without a name that holds text and is at its beginning: a worker's input.  *out
 * is the caller's to close, also after a failure. */
PC_MUST_CHECK enum pc_status jobdir_input(
	int *out, int fd, struct pc_str text, struct pc_err *err);

#endif
