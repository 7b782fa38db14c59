/* SPDX-License-Identifier: Apache-2.0 */
/* Every backend that this program has; each is a file of its own. */
#include "pc/orch/backend.h"

const struct pc_backend *const pc_backends[PC_BACKEND_KINDS] = {
	[PC_BACKEND_CLAUDE_CLI] = &pc_backend_claude_cli,
	[PC_BACKEND_ANTHROPIC] = &pc_backend_anthropic,
	[PC_BACKEND_OPENAI] = &pc_backend_openai,
	[PC_BACKEND_COMMAND] = &pc_backend_command,
};
