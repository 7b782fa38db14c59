/* SPDX-License-Identifier: Apache-2.0 */
/* What a program sees of the machine with its own eyes: the policy as it lies there, what
 * stands above it, the clients that read it.  Nothing here is policyd's word. */
#ifndef PC_MACHINE_MACHINE_H
#define PC_MACHINE_MACHINE_H

#include <sys/types.h>

#include "pc/base/hash.h"
#include "pc/settings/settings.h"

struct pc_models;

/* Where to look.  Everything found lives in arena. */
struct pc_machine {
	struct pc_arena *arena;
	struct pc_str root;    /* before all paths of the machine; may be empty */
	struct pc_str managed; /* the directory that the client reads, with root */
	const char *os;        /* of pc_target: "linux" */
	/* The table that names of models are held against; NULL: they are not looked for.
	 */
	const struct pc_models *models;
	/* Clients that would be asked after this moment of the monotonic clock, in
	 * milliseconds, are not; 0: all are asked. */
	int64_t until;
};

/* A path of the machine, with root before it. */
struct pc_str pc_machine_path(const struct pc_machine *machine, struct pc_str path);

/* ---- the policy itself: policy.c -------------------------------------------------- */

struct pc_machine_document {
	struct pc_str path;
	char digest[PC_SHA256_HEX]; /* "" when it could not be read */
	struct pc_str fault;        /* why not */
};
void pc_machine_read_document(
	struct pc_machine_document *out, const struct pc_machine *machine);

/* Managed settings alone, as a client of that version reads them (empty: any). NULL, and
 * err says why, when nothing can be read. */
const struct pc_settings *pc_machine_settings(const struct pc_machine *machine,
	struct pc_str client_version, struct pc_diags *diags, struct pc_err *err);

struct pc_machine_hook {
	bool is_named;         /* a PreToolUse handler of managed settings runs it */
	struct pc_str program; /* as it is named */
	struct pc_str fault;   /* why it cannot run; empty: it can */
	bool fails_closed;     /* onFailure: block */
	bool is_for_all;       /* no matcher keeps calls from it */
	const struct pc_node *handler; /* as it stands in the settings */
};
void pc_machine_read_hook(struct pc_machine_hook *out, const struct pc_machine *machine,
	const struct pc_settings *settings);

/* ---- what stands above the files: sources.c ------------------------------- */

struct pc_machine_source {
	const char *what;   /* "server-managed settings" */
	struct pc_str path; /* where that was seen */
	struct pc_str who;  /* for which user; empty: for all */
	bool is_dead;       /* the files do not count beside it; else they are merged */
};
struct pc_machine_sources {
	struct pc_machine_source *items;
	size_t count, cap;
};
void pc_machine_find_sources(struct pc_machine_sources *out,
	const struct pc_machine *machine, const struct pc_settings *settings);

/* A user's home directory, from the machine's own list of users when we are root, else
 * our own alone. */
struct pc_machine_home {
	struct pc_str user, path; /* path with root */
	uid_t uid;
	gid_t gid;
};
struct pc_machine_homes {
	struct pc_machine_home *items;
	size_t count, cap;
};
void pc_machine_find_homes(
	struct pc_machine_homes *out, const struct pc_machine *machine);

/* ---- clients: clients.c -----------------------------------------------------
 */

struct pc_machine_client {
	struct pc_str path, version, user; /* user: empty for everybody's */
	struct pc_str real;                /* the path without links */
	uid_t uid;                         /* who was asked to run it */
	gid_t gid;
	struct pc_str fault;   /* why its version is not known */
	struct pc_str ignores; /* what of the policy it does not know: "a, b" */
	struct pc_str refuses; /* why it does not start with this policy; may be empty */
	size_t n_ignores;
};
struct pc_machine_clients {
	struct pc_machine_client *items;
	size_t count, cap;
};
void pc_machine_find_clients(
	struct pc_machine_clients *out, const struct pc_machine *machine);

#endif
