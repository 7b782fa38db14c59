/* SPDX-License-Identifier: Apache-2.0 */
/* What is looked at: trees, files, archives, streams, processes, homes. */
#ifndef PC_AUDIT_INPUT_H
#define PC_AUDIT_INPUT_H

#include "pc/audit/finding.h"

struct pc_environs;

/* Shared by all inputs of a run; read-only while they run. */
struct pc_audit_job {
	const struct pc_secrets *secrets;
	struct pc_audit *audit;
	unsigned threads; /* 0: as many as there are processors */
	bool honours_gitignore;
	bool no_archives;
	bool follows_named; /* a path that is named may be a link to what is meant */
	bool (*is_left_out)(void *context, struct pc_str path); /* by policy; or NULL */
	void *context;
	/* Asked of each hit in a text before it is handed in; NULL: all are wanted. */
	bool (*is_wanted)(
		void *context, const struct pc_secret_hit *hit, struct pc_str text);
	void *wanted_context;
	struct pc_environs *environs; /* of processes, open already; NULL: they are not */
	struct pc_str only_below;     /* reserved for callers; may be empty */
};

/* One document in memory: what it says, and whatever its structure adds to that.  at is
 * a template: path and source; lines, columns and names are filled in. */
void pc_audit_text(const struct pc_audit_job *job, struct pc_secret_scanner *scanner,
	const struct pc_audit_place *at, struct pc_str text);
/* A stream of any length, in bounded memory; archives in it are opened. */
PC_MUST_CHECK enum pc_status pc_audit_stream(const struct pc_audit_job *job,
	struct pc_secret_scanner *scanner, const struct pc_audit_place *at, int fd,
	struct pc_err *err);
/* A directory and everything below it, or one file.  Links below it are never followed,
 * path itself only when follows_named is set; else it is noted. */
PC_MUST_CHECK enum pc_status pc_audit_tree(
	const struct pc_audit_job *job, const char *path, struct pc_err *err);
/* Environments of this user's processes (of root: of all). */
PC_MUST_CHECK enum pc_status pc_audit_processes(
	const struct pc_audit_job *job, struct pc_err *err);
/* What lies in a home and may hold keys: settings of agents, shell profiles, dotfiles,
 * transcripts.  root: "" or where the system's own files are looked for too; NULL: not at
 * all.  What a program keeps of its own login is left out; that others may read it is
 * noted. */
PC_MUST_CHECK enum pc_status pc_audit_home(const struct pc_audit_job *job,
	const char *home, const char *root, struct pc_err *err);

#endif
