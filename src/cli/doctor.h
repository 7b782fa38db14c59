/* SPDX-License-Identifier: Apache-2.0 */
/* The usual faults, as tables of checks: each looks at one thing and says what is wrong
 * and which command mends it.
 *
 *   doctor_files.c    what lies in the agent's directory, and who may write and read it
 *   doctor_agent.c    clients, the hook, what stands above the files
 *   doctor_remote.c   clock, names, connections, who may sign
 *   doctor_daemon.c   policyd itself: configuration, state, record
 *   doctor_models.c   whether providers are asked about models
 */
#ifndef PC_CLI_DOCTOR_H
#define PC_CLI_DOCTOR_H

#include "agent.h"
#include "pc/machine/machine.h"

struct doctor {
	struct pc_arena *arena;
	struct agent agent;
	const struct pc_node *answer; /* NULL: policyd does not answer */
	struct pc_err silence;
	bool has_generation, no_network;
	struct agent_generation generation;
	struct pc_diags diags; /* of the managed settings */
	const struct pc_settings *settings;
	struct pc_machine_hook hook;
	struct pc_machine_sources sources;
};

enum health {
	HEALTH_OK,
	HEALTH_FAULT,
	HEALTH_SKIPPED, /* there is nothing to look at, or it cannot be seen by us */
};

/* What a check says.  The zero value: all is well and there is nothing to say. */
struct health_report {
	enum health health;
	struct pc_str text;  /* one sentence */
	struct pc_str about; /* a path or a name, which the command of .mend takes */
	const char *mend;    /* instead of the check's own; NULL: that one */
};

struct check {
	const char *id, *what;
	void (*look)(struct health_report *out, struct doctor *doctor);
	/* A command.  '@' stands for .about, quoted for a shell; '%' for the directory
	 * that the client reads. */
	const char *mend;
};

/* Each ended by a NULL id. */
extern const struct check doctor_files[], doctor_agent[], doctor_remote[],
	doctor_daemon[], doctor_models[];

/* Texts are made in the doctor's arena; the last call counts. */
void health_fault(struct health_report *out, struct doctor *doctor, struct pc_str about,
	const char *fmt, ...) PC_PRINTF(4, 5);
void health_skip(struct health_report *out, const char *why);

#endif
