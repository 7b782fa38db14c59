/* SPDX-License-Identifier: Apache-2.0 */
/* What policyd found wrong with the machine and still does: reasons that nobody sees who
 * only looks at it now, or who is not root. */
#include <errno.h>
#include <unistd.h>

#include "status.h"

static const struct {
	const char *code, *reason;
	bool is_of_file; /* who can look at the file itself sees whether it is so */
} reasons[] = {
	{"PC2201", "tampering", false},
	{"PC2202", "other-manager", false},
	{"PC2203", "repair", false},
	{"PC2204", "higher-source", true},
	{"PC2205", "old-client", true},
};

/* What this program sees for itself it says as it is now, not as policyd last saw it. */
static bool is_seen_here(const struct status *status, struct pc_str file)
{
	return access(agent_path(&status->agent, file).ptr, R_OK) == 0 || errno != EACCES;
}

static void judge(struct status *status, const struct pc_node *finding)
{
	struct pc_str code = agent_text(finding, "code");
	struct pc_str file = agent_text(finding, "file");
	const char *reason = NULL;

	if (pc_str_is(agent_text(finding, "severity"), "error"))
		reason = pc_arena_str(status->arena, code).ptr;
	for (size_t i = 0; i < PC_COUNT(reasons); i++) {
		if (!pc_str_is(code, reasons[i].code))
			continue;
		if (reasons[i].is_of_file && is_seen_here(status, file))
			return;
		reason = reasons[i].reason;
	}
	if (reason)
		pc_machine_reason_add(&status->reasons, reason, "%.*s: %.*s",
			PC_STR_ARG(file), PC_STR_ARG(agent_text(finding, "text")));
}

void status_judge_findings(struct status *status)
{
	const struct pc_node *findings = pc_node_get_c(status->answer, "findings");

	for (size_t i = 0; findings && findings->kind == PC_LIST && i < findings->n_items;
		i++)
		judge(status, findings->items[i]);
}
