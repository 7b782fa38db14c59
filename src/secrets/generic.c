/* SPDX-License-Identifier: Apache-2.0 */
/* The rule of assignments: a name that says secret, and a value that looks like one. */
#include "generic_priv.h"

static const char *const none[] = {NULL};

static const char *const anchors[] = {"key", "token", "secret", "pass", "pwd",
	"credential", "creds", "bearer", "authorization", "auth=", "auth\"", "_auth",
	NULL};

const struct pc_secret_rule pc_secret_generic_rule = {
	.id = "generic-assignment",
	.provider = "",
	.about = "value of a name that says secret",
	.group = "generic",
	.severity = PC_WARNING,
	.sureness = PC_SECRET_POSSIBLE,
	.prefixes = none,
	.keywords = anchors,
	.match = none,
	.none = none,
	.mend = "If it is a secret, keep it in a secret manager, and replace it: who can "
		"read the file has it.  If it is none, say so in a comment beside it.",
	.rotate = "",
};

bool pc_secret_assigned(
	struct pc_secret_assignment *out, const struct pc_secret_spot *spot)
{
	struct pc_assigned assigned;

	if (!pc_assignment_read(&assigned, spot) || !pc_assignment_weigh(&assigned))
		return false;
	*out = (struct pc_secret_assignment){
		.at = (size_t)(assigned.value.ptr - spot->text.ptr),
		.len = assigned.value.len,
		.name = assigned.name,
		.sureness = PC_SECRET_POSSIBLE,
	};
	return true;
}
