/* SPDX-License-Identifier: Apache-2.0 */
/* Between files.c, which reads the words of a command by the table of programs, and
 * files_ways.c, which knows the programs that need more than a row of it. */
#ifndef PC_STRICT_FILES_PRIV_H
#define PC_STRICT_FILES_PRIV_H

#include "roles.h"

/* A command whose files are looked for. */
struct seen {
	struct walk *walk;
	const struct simple *simple;
	struct pc_arena *arena;
	const struct uses *uses;
};

/* files.c */
void file_read(const struct seen *s, const struct field *path, const char *how);
void file_written(const struct seen *s, const struct field *path, const char *how);
void file_edited(const struct seen *s, const struct use *use);
/* A list of names, one a line; "-" is standard input. */
void file_listed(const struct seen *s, const struct use *use);
/* REV:PATH of git, or a path. */
void file_revision(const struct seen *s, const struct use *use);
/* host:path */
bool file_is_remote(const struct field *f);

/* files_ways.c */
void files_own_ways(const struct seen *s);
/* Variables that name files to programs. */
void files_environment(const struct seen *s);

#endif
