/* SPDX-License-Identifier: Apache-2.0 */
/* What policyctl probe found: probe_rules.c says which rules should be in force,
 * cmd_probe.c runs what is installed, probe_write.c prints. */
#ifndef PC_CLI_PROBE_H
#define PC_CLI_PROBE_H

#include "agent.h"
#include "pc/machine/machine.h"
#include "pc/probe/probe.h"

/* Clients and hooks by whose word a rule is judged. */
struct probed_client {
	struct pc_str path, version;
	struct pc_str user; /* who runs it */
	struct pc_probe probe;
	struct pc_str fault; /* why it cannot be judged by; may be empty */
	bool was_run;        /* probe's answer is there */
};

struct probed {
	struct pc_arena *arena;
	struct agent agent;
	struct pc_stage stage;
	const struct pc_settings *settings; /* as clients read them; NULL: nothing can */
	struct pc_canaries canaries; /* of every deny rule that should be in force */
	struct pc_policy **policies; /* whose rules these are */
	size_t n_policies, policies_cap;
	const struct pc_canary **chosen;
	size_t n_chosen;
	struct pc_machine_hook hook;      /* of settings as clients read them */
	struct pc_machine_hook lost_hook; /* of files that they do not read */
	struct pc_probe hook_probe;
	bool hook_was_run;
	struct pc_str hook_fault; /* why the hook has no effect; may be empty */
	struct probed_client *clients;
	size_t n_clients;
	bool lists_all; /* also rules that have no call */
};

enum effect {
	EFFECT_NONE,
	EFFECT_UNKNOWN,
	EFFECT_UNTRIED, /* there is nobody here whom it could be tried on */
	EFFECT_YES,
	N_EFFECTS,
};

/* What the clients and the hook together made of chosen rule i. */
enum effect probed_effect(const struct probed *probed, size_t i);
size_t probed_count(const struct probed *probed, enum effect effect);
/* The hook that should be in force; NULL: none is named. */
const struct pc_machine_hook *probed_hook(const struct probed *probed);
/* Rules that clients drop: they have no effect, and no call to prove it. */
size_t probed_dead(const struct probed *probed);

/* Every deny rule that should be in force: of the managed settings as clients read them,
 * of files beside them that they do not read, of the policy that policyd put in force,
 * and of policy, a file or directory that somebody names; it may be empty. */
PC_MUST_CHECK enum pc_status probe_find_rules(
	struct probed *probed, struct pc_str policy, struct pc_err *err);

void probe_forget_rules(struct probed *probed);

/* For people, cleaned; for programs, one object and a line end. */
void probe_write_text(struct pc_buf *out, const struct probed *probed);
void probe_write_json(struct pc_buf *out, const struct probed *probed);

#endif
