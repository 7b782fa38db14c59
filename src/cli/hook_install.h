/* SPDX-License-Identifier: Apache-2.0 */
/* The managed fragment that deploys the hook. */
#ifndef PC_CLI_HOOK_INSTALL_H
#define PC_CLI_HOOK_INSTALL_H

#include "cmd.h"

struct hook_words {
	struct pc_str agent, audit, managed, state, spool, shared, time_limit;
	bool compile, install, uninstall, print;
};

/* The program beside this one, absolute; empty, and said why, when it is not there. */
struct pc_str hook_program(struct pc_arena *arena);

/* Prints the fragment, or writes it unless it is there already. Returns an exit status.
 */
int hook_install(const struct hook_words *words, struct pc_arena *arena);
/* Removes the fragment if it is as hook_install() writes it, or prints its name. */
int hook_uninstall(const struct hook_words *words, struct pc_arena *arena);

#endif
