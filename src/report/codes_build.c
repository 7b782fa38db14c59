/* SPDX-License-Identifier: Apache-2.0 */
/* What a build finds that a target cannot hold as written. */
#include "codes_priv.h"

const struct pc_code codes_build[] = {
	{.code = "PC1901",
		.title = "A null has no form in a property list",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_IGNORED,
		.then = "The key is left out of what policyctl build makes for macOS; "
			"the client reads null as not set.",
		.mend = "Remove the key.",
		.bad = "{\"x-team\": null}",
		.good = "{}"},
	{.code = "PC1902",
		.title = "A text has a character that no property list can hold",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "XML has no form for it, so policyctl build makes nothing.",
		.mend = "Take the control character out, or build files for the machine.",
		.bad = "{\"env\": {\"BELL\": \"\\u0007\"}}",
		.good = "{\"env\": {\"BELL\": \"bell\"}}"},
	{.code = NULL},
};
