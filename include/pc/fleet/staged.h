/* SPDX-License-Identifier: Apache-2.0 */
/* What the next commit would add: the index held against HEAD.  Contents are those of the
 * index, as what is in the work tree is not what is committed. */
#ifndef PC_FLEET_STAGED_H
#define PC_FLEET_STAGED_H

#include "pc/fleet/blobs.h"

struct pc_staged_lines {
	uint32_t first, count; /* from 1 */
};

/* A file that is new or changed. */
struct pc_staged_file {
	struct pc_str path;  /* from the root of the tree */
	struct pc_str bytes; /* all of it, as rules look around a key */
	/* Lines that the commit adds, in their order.  is_whole: all of them, as the file
	 * is new, or has no lines. */
	const struct pc_staged_lines *lines;
	size_t n_lines;
	bool is_whole;
};

struct pc_staged_job {
	size_t ceiling; /* bytes of a file; 0: PC_MAX_BLOB */
	/* What is borrowed is so until the function returns. */
	void (*each)(void *context, const struct pc_staged_file *file);
	void (*fault)(void *context, struct pc_str path, enum pc_blob_fault fault,
		uint64_t size);
	void *context;
};

/* Files of the index that HEAD has not, or has otherwise; before the first commit that is
 * all of them.  A file that was only renamed adds nothing.  Submodules and what "git add
 * -N" announces have no content; paths with a conflict cannot be committed.
 *
 * index: the file to take instead of the repository's, as git tells hooks of a partial
 * commit in GIT_INDEX_FILE; or NULL. */
PC_MUST_CHECK enum pc_status pc_repo_staged(const struct pc_repo *repo, const char *index,
	const struct pc_staged_job *job, struct pc_err *err);

/* Whether the commit adds any line from first to last. */
bool pc_staged_adds(const struct pc_staged_file *file, uint32_t first, uint32_t last);

#endif
