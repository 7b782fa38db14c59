/* SPDX-License-Identifier: Apache-2.0 */
/* What this program sees of the machine with its own eyes: nothing here is policyd's
 * word. Everything lives in the agent's arena. */
#ifndef PC_CLI_MACHINE_H
#define PC_CLI_MACHINE_H

#include "agent.h"
#include "pc/base/hash.h"
#include "pc/settings/settings.h"

/* ---- the policy itself: machine.c ------------------------------------------------ */

struct machine_document {
	struct pc_str path;
	char digest[PC_SHA256_HEX]; /* "" when it could not be read */
	struct pc_str fault;        /* why not */
};
void machine_read_document(struct machine_document *out, const struct agent *agent);

/* Managed settings alone, as a client of that version reads them (empty: any). NULL, and
 * err says why, when nothing can be read. */
const struct pc_settings *machine_settings(const struct agent *agent,
	struct pc_str client_version, struct pc_diags *diags, struct pc_err *err);

struct machine_hook {
	bool is_named;         /* a PreToolUse handler of managed settings runs it */
	struct pc_str program; /* as it is named */
	struct pc_str fault;   /* why it cannot run; empty: it can */
	bool fails_closed;     /* onFailure: block */
	bool is_for_all;       /* no matcher keeps calls from it */
	const struct pc_node *handler; /* as it stands in the settings */
};
void machine_read_hook(struct machine_hook *out, const struct agent *agent,
	const struct pc_settings *settings);

/* ---- what stands above the files: machine_sources.c ------------------------------- */

struct machine_source {
	const char *what;   /* "server-managed settings" */
	struct pc_str path; /* where that was seen */
	struct pc_str who;  /* for which user; empty: for all */
	bool is_dead;       /* the files do not count beside it; else they are merged */
};
struct machine_sources {
	struct machine_source *items;
	size_t count, cap;
};
void machine_find_sources(struct machine_sources *out, const struct agent *agent,
	const struct pc_settings *settings);

/* A user's home directory, from the machine's own list of users when we are root, else
 * our own alone. */
struct machine_home {
	struct pc_str user, path; /* path with root */
	uid_t uid;
	gid_t gid;
};
struct machine_homes {
	struct machine_home *items;
	size_t count, cap;
};
void machine_find_homes(struct machine_homes *out, const struct agent *agent);

/* ---- clients: machine_clients.c -----------------------------------------------------
 */

struct machine_client {
	struct pc_str path, version, user; /* user: empty for everybody's */
	struct pc_str real;                /* the path without links */
	uid_t uid; /* who was asked to run it */
	gid_t gid;
	struct pc_str fault; /* why its version is not known */
	struct pc_str ignores; /* what of the policy it does not know: "a, b" */
	struct pc_str refuses; /* why it does not start with this policy; may be empty */
	size_t n_ignores;
};
struct machine_clients {
	struct machine_client *items;
	size_t count, cap;
};
void machine_find_clients(struct machine_clients *out, const struct agent *agent,
	const struct machine_hook *hook);

#endif
