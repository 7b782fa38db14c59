/* SPDX-License-Identifier: Apache-2.0 */
/* What the JSON and YAML readers find. */
#include "codes_priv.h"

const struct pc_code codes_documents[] = {
	{.code = "PC1101",
		.title = "A key stands twice in one object",
		.severity = PC_WARNING,
		.then = "The last value counts, as in the client; what the first one "
			"says is lost. Keep one, or unite their values."},
	{.code = "PC1102",
		.title = "YAML: a plain word such as yes, no, on or off",
		.severity = PC_WARNING,
		.then = "It is text here and a boolean to older readers. Write true or "
			"false, or quote it."},
	{.code = "PC1103",
		.title = "YAML: a number that older readers read differently (0777, "
			 "1_000)",
		.severity = PC_WARNING,
		.then = "Write plain digits, or quote it."},
	{.code = NULL},
};
