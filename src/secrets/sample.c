/* SPDX-License-Identifier: Apache-2.0 */
/* Texts from templates. */
#include "pc/secrets/rule.h"

struct pc_str pc_secret_sample(
	struct pc_arena *arena, const char *template_text, uint64_t seed)
{
	(void)seed;
	return pc_arena_str(arena, pc_str(template_text));
}
