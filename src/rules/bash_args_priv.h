/* SPDX-License-Identifier: Apache-2.0 */
/* Between bash_args.c, which knows which arguments of which programs are files, and
 * bash_files.c, which holds them against the rules. */
#ifndef PC_BASH_ARGS_PRIV_H
#define PC_BASH_ARGS_PRIV_H

#include "rules_priv.h"

enum file_use {
	FILE_READ = 1 << 0,
	FILE_WRITE = 1 << 1,
};

/* The words of a command, by value, from the program on. */
struct words {
	const struct pc_str *items;
	size_t count;
};

/* Takes what is found; user is the caller's. */
typedef void file_found_fn(void *user, struct pc_str path, unsigned use);

enum args_verdict {
	ARGS_UNKNOWN, /* the client does not know this program's files */
	ARGS_KNOWN,
	ARGS_WITH_FLAGS, /* cp or mv with flags: the client wants to be asked */
	ARGS_CD,         /* the one file is the next command's directory */
};

/* The words without the wrappers that the client looks through: timeout 3 nice cat f ->
 * cat f. */
struct words bash_args_unwrapped(struct words words);

enum args_verdict bash_args_files(struct words words, file_found_fn *found, void *user);

#endif
