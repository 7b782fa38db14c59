/* SPDX-License-Identifier: Apache-2.0 */
/* The rule of assignments. */
#include "secrets_priv.h"

static const char *const none[] = {NULL};

const struct pc_secret_rule pc_secret_generic_rule = {
	.id = "generic-secret",
	.provider = "",
	.about = "secret",
	.group = "generic",
	.sureness = PC_SECRET_POSSIBLE,
	.prefixes = none,
	.keywords = none,
	.match = none,
	.none = none,
};

bool pc_secret_assigned(
	struct pc_secret_assignment *out, const struct pc_secret_spot *spot)
{
	(void)out;
	(void)spot;
	return false;
}
