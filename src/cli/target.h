/* SPDX-License-Identifier: Apache-2.0 */
/* What an operand names: a policy repository, one settings file, or standard input.
 * Nothing of this machine counts beside it but what options name. */
#ifndef PC_CLI_TARGET_H
#define PC_CLI_TARGET_H

#include "places.h"

struct target {
	struct pc_str path;                  /* a directory or a file, as typed */
	struct pc_str text;                  /* of standard input; else .ptr is NULL */
	bool is_repository;                  /* set by target_load */
	struct pc_str scope;                 /* --scope; empty: the file's place tells */
	const struct pc_named_file *drop_in; /* of a repository: one more, or NULL */
};

/* The words of --scope. */
#define TARGET_SCOPES "managed|user|project|local"

/* Says that a directory is no policy repository. */
void target_say_empty(struct pc_str dir);

/* Whether the directory holds managed settings, of whatever kind. */
bool target_is_repository(struct pc_str dir);

/* Prints what goes wrong; returns 0 or an exit status.  *out and the findings live in
 * arena. */
int target_load(struct pc_settings **out, struct pc_arena *arena,
	const struct places *places, struct target *target, struct pc_diags *diags);

#endif
