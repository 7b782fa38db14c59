/* SPDX-License-Identifier: Apache-2.0 */
/* Rules that mean nothing. */
#include "codes_priv.h"

const struct pc_code codes_rules[] = {
	{.code = "PC1401",
		.title = "The client drops the rule",
		.severity = PC_WARNING,
		.then = "It matches nothing."},
	{.code = "PC1402",
		.title = "Write(path), NotebookEdit(path), Glob(path) and the like are "
			 "never consulted",
		.severity = PC_WARNING,
		.then = "Write Edit(path) or Read(path)."},
	{.code = "PC1403",
		.title = "The client does not look at content behind this tool's name",
		.severity = PC_WARNING,
		.then = ""},
	{.code = "PC1404",
		.title = "Tool(field:value) on the tool's main field is not compared",
		.severity = PC_WARNING,
		.then = ""},
	{.code = "PC1405",
		.title = "No host of a URL looks like this",
		.severity = PC_WARNING,
		.then = ""},
	{.code = "PC1406",
		.title = "The client has no tool of this name",
		.severity = PC_WARNING,
		.then = ""},
	{.code = "PC1407",
		.title = "No MCP tool has this name",
		.severity = PC_WARNING,
		.then = ""},
	{.code = NULL},
};
