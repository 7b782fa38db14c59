/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody asks about: a tool and its input, from operands or from a JSON line. */
#ifndef PC_CLI_REQUEST_H
#define PC_CLI_REQUEST_H

#include "pc/rules/policy.h"

/* input: a JSON object, or the plain text of the tool's main field (a command, a path, a
 * URL).  Relative paths and ~ become absolute, as the client does before it decides. */
void request_from_operands(struct pc_action *out, struct pc_arena *arena,
	const struct pc_settings *settings, struct pc_str tool, struct pc_str input);

/* {"tool": ..., "input": {...}} */
PC_MUST_CHECK enum pc_status request_from_line(struct pc_action *out,
	struct pc_arena *arena, struct pc_str line, struct pc_err *err);

#endif
