/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say who is asking and where; check, show and verify share them. */
#ifndef PC_CLI_PLACES_H
#define PC_CLI_PLACES_H

#include "cmd.h"
#include "pc/settings/settings.h"

struct places {
	struct pc_str managed, repo, home, cwd, settings, mode;
	struct pc_str client_version; /* an option of verify only */
	struct texts allowed, disallowed, add_dirs;
	bool bypass;
	bool as_mended; /* no option: what checks look at, see pc_where */
};

/* Every command that uses these has "struct places places" as its first member. */
extern const struct opt place_options[];

/* A path of the command line, seen from the working directory. */
struct pc_str places_absolute(struct pc_arena *arena, struct pc_str path);
/* The user's home, as --home or the environment says. */
struct pc_str places_home(struct pc_arena *arena, const struct places *places);
/* What the options say, absolute; what none says is empty. */
struct pc_where places_where(struct pc_arena *arena, const struct places *places);

/* 0 for a directory that can be read, else EXIT_COULD_NOT, and says why: "<what>'path'".
 */
int places_check_dir(const char *what, struct pc_str path);

/* Fills the gaps from the environment and loads.  Prints what goes wrong; returns 0 or an
 * exit status.  *out and the findings live in arena. */
int places_load(struct pc_settings **out, struct pc_arena *arena,
	const struct places *places, struct pc_diags *diags);

#endif
