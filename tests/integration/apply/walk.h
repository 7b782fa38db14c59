/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the fault test fit together.
 *
 *   scenes.c      what is there before, and what an apply then does
 *   roles.c       the same for policyd's whole role
 *   tracer.c      runs an apply in a child, stopping it at each system call
 *   tree.c        directories as texts: copied, removed, compared
 *   apply_walk.c  every system call, every fault, and what must hold afterwards
 */
#ifndef APPLY_WALK_H
#define APPLY_WALK_H

#include <sys/types.h>

#include "pc/base/buf.h"
#include "pc/enforce/plan.h"

/* ---- scenes.c ------------------------------------------------------------- */

struct scene {
	const char *name;
	const char *target;
	/* Makes root/ and state/ in the directory, which is empty. */
	void (*prepare)(const char *dir);
	/* The apply; false: it failed, and said why. */
	bool (*act)(const char *dir, struct pc_err *err);
	const char *old_name; /* of our document, before; afterwards it is this one or
				 the drop-in */
	bool is_exclusive;    /* documents of others are gone afterwards */
	bool moves;           /* it gets another name, after its new content */
	bool reorders;        /* between these two, it is merged in another order */
	/* It is the whole role: the act takes the process with it, its memory lies in
	 * state/apply, and tells when something was done. */
	bool is_role;
};

/* The act, in a process of its own where that has to be. */
bool scene_act(const struct scene *scene, const char *dir, struct pc_err *err);

/* Whether our document is what the history says, as a check for drift sees it. */
bool scene_agrees(const struct scene *scene, const char *dir);

extern const struct scene scenes[];
extern const size_t n_scenes;

/* ---- roles.c ---------------------------------------------------------------- */

extern const struct scene role_scenes[];
extern const size_t n_role_scenes;

/* ---- scenes.c and roles.c ------------------------------------------------------ */

/* Where the agent looks, below the directory of the scene. */
const char *scene_place(const struct scene *scene);

/* ---- tracer.c ------------------------------------------------------------- */

enum fault_kind {
	FAULT_NONE,  /* nothing: the apply runs to its end */
	FAULT_KILL,  /* SIGKILL instead of the system call */
	FAULT_ERROR, /* the call is not made and fails with .error */
};

struct fault {
	enum fault_kind kind;
	long at; /* the system call, from 0 */
	int error;
};

struct traced {
	long n_calls;  /* made before the end, or before it was stopped */
	long nr;       /* the system call at which the fault struck */
	bool is_whole; /* it ran to its end and called itself a success */
	bool hangs;
};

/* Runs the scene's act in a child.  moment() is called before each system call, while the
 * child is stopped. False: tracing is not allowed here. */
bool trace(struct traced *out, const struct scene *scene, const char *dir,
	const struct fault *fault, void (*moment)(void *), void *opaque);

/* ---- tree.c --------------------------------------------------------------- */

void tree_remove(const char *path);
void tree_copy(const char *from, const char *to);
/* Every name below the directory with kind, mode and content, sorted. */
void tree_text(struct pc_buf *out, const char *path);
/* The bytes of a file, or NULL; freed with free(). */
char *file_text(const char *path);
void file_put(const char *dir, const char *path, const char *text, mode_t mode);

#endif
