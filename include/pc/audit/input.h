/* SPDX-License-Identifier: Apache-2.0 */
/* What is looked at: trees, files, archives, streams, processes, homes. */
#ifndef PC_AUDIT_INPUT_H
#define PC_AUDIT_INPUT_H

#include "pc/audit/finding.h"

struct pc_environs;

/* A document, or a part of one that is larger than PC_MAX_AUDIT_DOCUMENT. */
struct pc_audit_part {
	struct pc_str text; /* UTF-8, whatever it was in the file */
	size_t own;         /* so many bytes of it are in no later part */
	uint32_t line;      /* the number of its first line */
	size_t left_of;     /* bytes of that line that earlier parts had */
	bool is_converted;  /* the file has other bytes */
};

/* From any thread.  False: the rest of the document is not wanted. */
typedef bool pc_audit_visit_fn(
	void *context, struct pc_str path, const struct pc_audit_part *part);

/* Shared by all inputs of a run; read-only while they run. */
struct pc_audit_job {
	const struct pc_secrets *secrets;
	struct pc_audit *audit;
	/* Instead of a search for keys: what walks hand their files to, .git and what is
	 * in archives left out; or NULL. */
	pc_audit_visit_fn *visit;
	void *visitor;
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
