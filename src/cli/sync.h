/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl sync: asking policyd to look (cmd_sync.c), and saying why a machine gets what
 * it gets (sync_explain.c finds out, sync_say.c prints). */
#ifndef PC_CLI_SYNC_H
#define PC_CLI_SYNC_H

#include "agent.h"
#include "pc/fleet/facts.h"
#include "pc/fleet/stage.h"

struct sync_args {
	struct agent_words words;
	bool explain, resume;
	struct pc_str reason, timeout, format;
	/* What is explained: */
	struct pc_str repository, at;
	struct pc_str machine, os, id;
	struct texts labels, users;
};

struct explanation {
	struct pc_facts facts;
	struct pc_str source; /* a repository, as people call it */
	char head[PC_COMMIT_HEX];
	struct pc_str in_force;  /* empty: not asked about */
	bool is_staged;          /* policyd's own copy; else an author's repository */
	bool is_trusted_blindly; /* nobody looked at signatures */
	const struct pc_targets *targets;
	struct pc_choice choice;
	struct pc_picks picks;
};

/* Returns an exit status; prints what goes wrong. */
int sync_explain(const struct sync_args *args, struct pc_arena *arena);

void explanation_text(struct pc_buf *out, struct pc_arena *arena,
	const struct explanation *explanation);
void explanation_json(struct pc_buf *out, const struct explanation *explanation);

#endif
