/* SPDX-License-Identifier: Apache-2.0 */
/* Files that .gitignore and .git/info/exclude leave out, as git itself reads them: case
 * counts, sets can be negated, what a later line or a deeper file says wins.  (The globs
 * of match/ have the meaning that the agents' client gives them, which differs.)
 * Files that git tracks although a line leaves them out are left out here, too. */
#ifndef PC_AUDIT_IGNORE_H
#define PC_AUDIT_IGNORE_H

#include "pc/base/arena.h"

/* The lines of one file, and those of the files that count less. */
struct pc_ignore;

/* The lines of the file name in the directory dirfd; parent counts less, and is borrowed.
 * base: bytes of all paths that are asked about that name the directory the lines are
 * relative to, with its slash.  parent itself when there is no such file, or no line in
 * it.  *is_large is set where the file is too large to be heeded. */
struct pc_ignore *pc_ignore_read(struct pc_ignore *parent, int dirfd, const char *name,
	size_t base, bool *is_large);
/* Frees what child has over parent. */
void pc_ignore_free(struct pc_ignore *child, const struct pc_ignore *parent);

/* Whether a path, in a directory that is not left out, is left out. */
bool pc_ignore_leaves_out(
	const struct pc_ignore *ignore, struct pc_str path, bool is_dir);

/* Whether a glob of git matches: of a whole path below the directory of the file, where
 * '*' ends at '/'; or of a name.  A pattern that takes too many steps does not. */
bool pc_ignore_glob_matches(struct pc_str pattern, struct pc_str text, bool is_path);

#endif
