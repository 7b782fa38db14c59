/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody asks about: a tool and its input, from words, from a JSON line or from a
 * tree.  Everything lands in the arena or borrows from what was given. */
#ifndef PC_REVIEW_CALL_H
#define PC_REVIEW_CALL_H

#include "pc/rules/policy.h"

/* input: a JSON object, or the plain text of the tool's main field (a command, a path, a
 * URL).  Relative paths and ~ become absolute, as the client does before it decides. */
void pc_call_from_text(struct pc_action *out, struct pc_arena *arena,
	const struct pc_settings *settings, struct pc_str tool, struct pc_str input);

/* input: a map as it stands, or a text, which is always that of the main field. */
void pc_call_from_node(struct pc_action *out, struct pc_arena *arena,
	const struct pc_settings *settings, struct pc_str tool,
	const struct pc_node *input);

/* {"tool": ..., "input": {...}}; PC_ERR_PARSE with the place in the line otherwise. */
PC_MUST_CHECK enum pc_status pc_call_from_line(struct pc_action *out,
	struct pc_arena *arena, struct pc_str line, struct pc_err *err);

#endif
