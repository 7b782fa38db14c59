/* SPDX-License-Identifier: Apache-2.0 */
/* Every backend that this program has; each is a file of its own. */
#include "pc/orch/backend.h"

const struct pc_backend *const pc_backends[] = {
	&pc_backend_anthropic,
	&pc_backend_claude_cli,
	&pc_backend_command,
	&pc_backend_openai,
	NULL,
};
