/* SPDX-License-Identifier: Apache-2.0 */
/* What policyd found wrong with the machine and still does: reasons that nobody sees who
 * only looks at it now, or who is not root. */
#include "status.h"

static const struct {
	const char *code, *reason;
} reasons[] = {
	{"PC2201", "tampering"},
	{"PC2202", "other-manager"},
	{"PC2203", "repair"},
	{"PC2204", "higher-source"},
	{"PC2205", "old-client"},
};

/* What this program saw itself, it has said. */
static bool is_said(
	const struct status *status, const char *reason, struct pc_str file)
{
	for (size_t i = 0; i < status->n_reasons; i++) {
		struct pc_str text = status->reasons[i].text;

		if (strcmp(status->reasons[i].id, reason) == 0 &&
			pc_str_find_str(text, file) < text.len)
			return true;
	}
	return false;
}

static void judge(struct status *status, const struct pc_node *finding)
{
	struct pc_str code = agent_text(finding, "code");
	struct pc_str file = agent_text(finding, "file");

	for (size_t i = 0; i < PC_COUNT(reasons); i++) {
		if (!pc_str_is(code, reasons[i].code) ||
			is_said(status, reasons[i].reason, file))
			continue;
		status_add_reason(status, reasons[i].reason,
			pc_arena_printf(status->arena, "'%.*s': %.*s", PC_STR_ARG(file),
				PC_STR_ARG(agent_text(finding, "text"))));
	}
}

void status_judge_findings(struct status *status)
{
	const struct pc_node *findings = pc_node_get_c(status->answer, "findings");

	for (size_t i = 0;
		findings && findings->kind == PC_LIST && i < findings->n_items; i++)
		judge(status, findings->items[i]);
}
