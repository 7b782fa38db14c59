/* SPDX-License-Identifier: Apache-2.0 */
/* What the threads of a walk share: directories and the work that is left. */
#ifndef PC_AUDIT_WALK_PRIV_H
#define PC_AUDIT_WALK_PRIV_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "audit_priv.h"
#include "ignore.h"

/* A directory.  It lives as long as work in it or below it is left. */
struct pc_audit_dir {
	struct pc_audit_dir *parent; /* NULL: where the walk begins */
	atomic_uint refs;
	int fd; /* -1 before it is listed, and again where too many are open */
	dev_t device;
	unsigned depth;
	bool is_listed;    /* in part or all of it */
	bool is_of_git;    /* .git or below it */
	bool is_transient; /* too many are open: closed as soon as it is listed, and
			      opened again from above for what lies below it */
	bool reads_whole;  /* as struct pc_mount has it */
	/* What may be left out in it: of its parent, or with lines of its own. */
	struct pc_ignore *ignore;
	const struct pc_ignore *ignore_above; /* the part that is not this one's own */
	size_t len;
	char name[];
};

/* Something to do: a directory to list, or to go on listing, or some of its entries, the
 * files among which are to be looked at. */
struct pc_audit_work {
	struct pc_audit_dir *dir; /* holds a reference */
	char *entries;            /* as pc_entries_read() has them; NULL: list it */
	long size;
};

/* What is left, the newest first: so the walk goes down before it goes on, and few
 * directories wait at a time. */
struct pc_audit_queue {
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct pc_audit_work *items;
	size_t n, cap;
	unsigned n_threads;
	atomic_uint n_idle; /* threads that wait */
};

void pc_audit_queue_init(struct pc_audit_queue *queue, unsigned n_threads);
/* Fewer threads than were hoped for. */
void pc_audit_queue_set_threads(struct pc_audit_queue *queue, unsigned n_threads);
void pc_audit_queue_done(struct pc_audit_queue *queue);
void pc_audit_queue_push(
	struct pc_audit_queue *queue, const struct pc_audit_work *work, size_t n);
/* Waits for work; false: all is done. */
bool pc_audit_queue_pop(struct pc_audit_queue *queue, struct pc_audit_work *out);

struct pc_audit_walk {
	const struct pc_audit_job *job;
	struct pc_str prefix; /* of all paths: "", "/", "tree/" */
	/* Instead of it, in the paths that .gitignore speaks of: how the tree is called
	 * in the repository that it is a part of. */
	struct pc_str git_prefix;
	struct pc_audit_queue queue;
	atomic_uint n_open; /* directories */
};

struct pc_audit_dir *pc_audit_dir_new(struct pc_audit_dir *parent, const char *name);
void pc_audit_dir_unref(struct pc_audit_walk *walk, struct pc_audit_dir *dir);

/* What one thread does until all is done. */
void pc_audit_walk_run(struct pc_audit_walk *walk);

/* Finds the repository that a tree is a part of, and what its files leave out in it: sets
 * git_prefix (in arena) and root->ignore. */
void pc_audit_ignore_above(struct pc_audit_walk *walk, struct pc_audit_dir *root,
	const char *path, struct pc_arena *arena);
/* Reads what the files in a directory, which is open, leave out.  above: bytes of the
 * path of it that .gitignore files speak of, and path that which notes name it by. */
void pc_audit_ignore_in(struct pc_audit_walk *walk, struct pc_audit_dir *dir,
	size_t above, struct pc_str path);

#endif
