/* SPDX-License-Identifier: Apache-2.0 */
/* A policy repository to the bytes that machines get: made in memory, then written as one
 * directory.  The same repository gives the same bytes: no dates, no random numbers, no
 * order of the file system. */
#ifndef PC_ENFORCE_BUILD_H
#define PC_ENFORCE_BUILD_H

#include "pc/base/diag.h"
#include "pc/base/hash.h"
#include "pc/enforce/target.h"
#include "pc/settings/settings.h"

enum pc_layout {
	PC_LAYOUT_MERGED,    /* one document: what the client keeps of all of them */
	PC_LAYOUT_FRAGMENTS, /* base file and drop-ins as their authors wrote them */
};

struct pc_build_wish {
	const struct pc_target *target;
	enum pc_layout layout;      /* PC_FORM_FILES only */
	struct pc_str organization; /* of a profile; may be empty */
	struct pc_str identifier;   /* of a profile; empty: pc_build_identifier */
};

extern const char pc_build_identifier[];

struct pc_built_file {
	struct pc_str path; /* in the built directory */
	struct pc_str bytes;
	bool is_carried; /* goes to the machine; false: it tells about the others */
};

struct pc_build {
	const struct pc_target *target;
	struct pc_built_file *files; /* SHA256SUMS and manifest.json are among them */
	size_t n_files;
	struct pc_str root; /* where in the directory the machine's tree of settings
			       begins; empty when the target has none */
	char digest[PC_SHA256_HEX];
};

/* Makes the build of settings that were loaded from the repository alone, without a
 * user's.  Everything lands in arena.  Findings are what the target cannot hold as
 * written: PC1901 left out, PC1902 refused (then PC_ERR_PARSE).  PC_ERR_LIMIT when the
 * result is larger than the client reads. */
PC_MUST_CHECK enum pc_status pc_build_make(struct pc_build *out, struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_build_wish *wish,
	struct pc_diags *diags, struct pc_err *err);

/* Writes it as directory dir, which may be absent, empty or an earlier build; anything
 * else in it is PC_ERR_USAGE.  The tree is written aside, read back and compared with the
 * digest, and takes the place of the old one in one step; on failure dir is as it was. */
PC_MUST_CHECK enum pc_status pc_build_write(
	const struct pc_build *build, struct pc_str dir, struct pc_err *err);

#endif
