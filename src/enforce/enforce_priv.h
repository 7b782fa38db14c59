/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the enforce module fit together.
 *
 *   target.c     what carries a policy to which machine
 *   build.c      settings to files, by the target's form
 *   fragments.c  base file and drop-ins: names and contents
 *   plist.c      a tree as a property list;  profile.c wraps it for MDM
 *   reg.c        a tree as a registry value
 *   manifest.c   what lies where, and the list of sums
 *   place.c      files to a directory */
#ifndef PC_ENFORCE_PRIV_H
#define PC_ENFORCE_PRIV_H

#include "pc/base/buf.h"
#include "pc/enforce/build.h"

extern const char sums_name[];
extern const char manifest_name[];

struct maker {
	struct pc_arena *arena;
	struct pc_diags *diags;
	struct pc_err *err;
	const struct pc_settings *settings;
	const struct pc_build_wish *wish;
	struct pc_build *out;
	size_t cap; /* of out->files */
};

/* ---- build.c -------------------------------------------------------------- */

/* Adds a file; text is copied. PC_ERR_LIMIT when the machine would not read it. */
PC_MUST_CHECK enum pc_status maker_carry(
	struct maker *m, struct pc_str path, struct pc_str text);

/* Adds a file that stays beside what machines get. */
void maker_tell(struct maker *m, const char *name, struct pc_str text);

/* ---- fragments.c ---------------------------------------------------------- */

PC_MUST_CHECK enum pc_status fragments_make(struct maker *m);

/* ---- plist.c, profile.c, reg.c -------------------------------------------- */

/* The settings, or a tree around them.  PC_ERR_PARSE, with a finding for each, when texts
 * stand in it that XML cannot hold. */
PC_MUST_CHECK enum pc_status plist_make(struct maker *m, const struct pc_node *root);
PC_MUST_CHECK enum pc_status profile_make(
	struct maker *m, const struct pc_node *settings);
PC_MUST_CHECK enum pc_status reg_make(struct maker *m, const struct pc_node *settings);

/* ---- manifest.c ----------------------------------------------------------- */

/* Where the tree of a machine begins in the built directory: "etc/claude-code". */
struct pc_str manifest_root(struct pc_arena *arena, const struct pc_target *target);
void manifest_make(struct maker *m);
void sums_make(struct maker *m);

#endif
