/* SPDX-License-Identifier: Apache-2.0 */
/* A command line parsed as a decider has it, for what looks at nothing but the line. */
#ifndef BASH_LINE_H
#define BASH_LINE_H

#include "pc_test.h"
#include "rules_priv.h"

static inline void bash_line_init(
	struct bash_call *call, struct pc_arena *arena, const char *line)
{
	*call = (struct bash_call){.line = pc_str(line)};
	pc_sh_parse(&call->tree, arena, call->line);
	pc_sh_commands(&call->commands, arena, &call->tree);
}

#endif
