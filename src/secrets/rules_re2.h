/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions of RE2 (gitleaks is written in Go) as PCRE2 reads them. */
#ifndef PC_SECRETS_RULES_RE2_H
#define PC_SECRETS_RULES_RE2_H

#include "pc/base/arena.h"

/* The expression for PCRE2, in arena: no group is kept, but the key-th becomes the group
 * named key (0: none does).  How many groups there were. */
int pc_re2_translate(
	struct pc_str *out, struct pc_arena *arena, struct pc_str regex, int key);

/* Letters that every match begins with, as far as that is plain to see; may be empty. */
struct pc_str pc_re2_begins(struct pc_str regex);

#endif
