/* SPDX-License-Identifier: Apache-2.0 */
/* Comments that allow a key where it stands. */
#ifndef PC_AUDIT_ALLOW_PRIV_H
#define PC_AUDIT_ALLOW_PRIV_H

#include "pc/base/str.h"

enum allow_kind {
	ALLOW_NONE, /* no comment speaks of the rule */
	ALLOW_GOOD,
	ALLOW_EXPIRED,
	ALLOW_INCOMPLETE, /* without a rule, a reason or a date */
	ALLOW_TOO_LONG,   /* for longer than policy has it */
};

struct allow {
	enum allow_kind kind;
	struct pc_str rule, reason; /* of the lines */
	int64_t until;              /* its day begins, seconds since 1970 */
	bool is_above;              /* it stands in the line above */
};

struct allow_asked {
	const char *rule;
	int64_t now;     /* seconds since 1970 */
	int64_t longest; /* ms */
};

/* lines: the one that the key begins in, and before it the one above, if there is one. */
struct allow allow_read(struct pc_str lines, const struct allow_asked *asked);

#endif
