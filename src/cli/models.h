/* SPDX-License-Identifier: Apache-2.0 */
/* What the verbs of policyctl models share. */
#ifndef CLI_MODELS_H
#define CLI_MODELS_H

#include "cmd.h"
#include "pc/models/policy.h"
#include "pc/models/table.h"

/* The first member of each verb's arguments. */
struct models_args {
	struct pc_str table;  /* --table FILE */
	struct pc_str at;     /* --at DATE: as if it were then */
	struct pc_str format; /* --format text|json */
};

/* The options of the above. */
extern const struct opt models_options[];

struct models_open {
	struct pc_models *models;
	int64_t now; /* s */
	bool is_json;
};

/* Opens the table that was named, the machine's, or the one built in, and says on stderr
 * what is wrong with it.  Returns EXIT_FINE or what to exit with. */
int models_open(struct models_open *out, const struct models_args *args,
	const char *command, struct pc_arena *arena);

/* The machine's ledger of scans. */
#define MODELS_LEDGER "/var/lib/policyctl/models.db"
/* The file that --ledger names, else the machine's for root, else the user's own; with a
 * NUL behind it. */
struct pc_str models_ledger(struct pc_arena *arena, struct pc_str option);

/* The policy that was named or the machine's, with blocks; says on stderr what is wrong
 * with them.  Blocks that cannot be read are in .blocks_fault. */
int models_policy(struct pc_model_policy **out, struct pc_str policy,
	struct pc_str blocks, struct pc_arena *arena);

extern const struct cmd cmd_models_block, cmd_models_blocks, cmd_models_check,
	cmd_models_decide, cmd_models_export, cmd_models_history, cmd_models_list,
	cmd_models_next, cmd_models_propose, cmd_models_scan, cmd_models_show,
	cmd_models_unblock;

#endif
