/* SPDX-License-Identifier: Apache-2.0 */
/* What policyctl status found: cmd_status.c looks and judges, status_write.c prints. */
#ifndef PC_CLI_STATUS_H
#define PC_CLI_STATUS_H

#include "agent.h"
#include "pc/base/buf.h"
#include "pc/machine/reasons.h"
#include "pc/machine/report.h"

/* What became of the newest publication. */
enum state { STATE_NONE, STATE_PENDING, STATE_VERIFYING, STATE_VERIFIED, STATE_FAILED };

struct status {
	struct pc_arena *arena;
	struct agent agent;
	const struct pc_node *answer; /* NULL: policyd does not answer */
	struct pc_err silence;        /* why not */
	bool has_generation;
	struct agent_generation generation;
	struct pc_machine_document document;
	const struct pc_settings *settings;
	struct pc_machine_hook hook;
	struct pc_machine_sources sources;
	struct pc_machine_clients clients;
	struct pc_wire_list models; /* struct pc_wire_model */
	enum state state;
	bool is_read_back; /* the document is what was put in force */
	/* Read back, clients start with it, and they all look at it. */
	bool is_in_force;
	struct pc_machine_reasons reasons; /* why it is not compliant */
};

/* The last look at the repository, as policyd told it; NULL: there was none. */
const struct pc_node *status_look(const struct status *status);

/* ---- status_findings.c */
void status_judge_findings(struct status *status);
/* The commit that is not in force (STATE_PENDING), or will not be as it is
 * (STATE_FAILED), and why, as far as anybody knows.  False: there is none. */
struct pending {
	struct pc_str commit, why;
	int64_t since; /* milliseconds since 1970 */
};
bool status_pending(struct pending *out, const struct status *status);

/* For people, already cleaned; for programs, one object and a line end. */
void status_write_text(struct pc_buf *out, const struct status *status);
void status_write_json(struct pc_buf *out, const struct status *status);

#endif
