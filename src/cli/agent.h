/* SPDX-License-Identifier: Apache-2.0 */
/* Where policyd is and what it was told: options and configuration of the commands that
 * are about this machine. */
#ifndef PC_CLI_AGENT_H
#define PC_CLI_AGENT_H

#include "cmd.h"
#include "pc/config/config.h"
#include "pc/doc/node.h"
#include "pc/enforce/target.h"
#include "pc/machine/machine.h"

struct agent_words {
	struct pc_str root, config, state, socket;
};

/* Every command that uses these has "struct agent_words words" as its first member. */
extern const struct opt agent_options[];

struct agent {
	struct pc_arena *arena;
	struct pc_config config; /* the usual one where it cannot be read */
	enum pc_status config_status;
	struct pc_err config_err;
	struct pc_diags diags; /* of the configuration */
	const char *config_file, *socket;
	struct pc_str root;  /* before all paths of the machine; may be empty */
	struct pc_str state; /* absolute, with root */
	const struct pc_target *target;
	struct pc_str managed;     /* the directory that the client reads, with root */
	struct pc_machine machine; /* the same, for whoever looks at the machine */
};

void agent_read(
	struct agent *out, struct pc_arena *arena, const struct agent_words *words);

/* A path of the machine, with root before it. */
struct pc_str agent_path(const struct agent *agent, struct pc_str path);
/* The machine's table of models, or the one that was built in; NULL: it cannot be used.
 */
const struct pc_models *agent_models(const struct agent *agent);

/* What policyd says of itself; see ask_policyd(). */
PC_MUST_CHECK enum pc_status agent_status(
	const struct pc_node **out, const struct agent *agent, struct pc_err *err);

/* Members of an answer: 0, and the empty text, where they are not there. */
int64_t agent_number(const struct pc_node *map, const char *name);
struct pc_str agent_text(const struct pc_node *map, const char *name);

/* A generation as the record has it, from policyd's answer or, where nobody answers, from
 * the record itself.  False: nobody knows of any. */
struct agent_generation {
	int64_t number, at, signed_at, expires;
	struct pc_str commit, digest, signer;
};
bool agent_generation(struct agent_generation *out, const struct agent *agent,
	const struct pc_node *answer);

/* What became of the newest publication, when it was refused and is still the newest;
 * else NULL. */
const struct pc_node *agent_refusal(
	const struct pc_node *answer, const struct agent_generation *generation);

#endif
