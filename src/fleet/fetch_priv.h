/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of a fetch fit together.
 *
 *   fetch.c       a connection, what the remote has, what is taken of it
 *   fetch_say.c   libgit2's complaints -> an outcome and what to do; remotes to show
 *   staging.c     the directory that it lands in: opened, swept, made anew */
#ifndef PC_FETCH_PRIV_H
#define PC_FETCH_PRIV_H

#include <git2/cert.h>
#include <git2/common.h>
#include <git2/config.h>
#include <git2/credential.h>
#include <git2/refspec.h>
#include <git2/remote.h>

#include "fleet_priv.h"
#include "pc/fleet/fetch.h"

enum remote_kind { REMOTE_NONE, REMOTE_HTTPS, REMOTE_SSH, REMOTE_FILE };

enum remote_kind remote_kind(struct pc_str remote);

/* Why one of our own functions ended a transfer; the text is empty when none did. */
struct fetch_end {
	enum pc_fetch_outcome outcome;
	struct pc_err why;
};

/* What libgit2's failure means for somebody who wished for that. */
void fetch_say(struct pc_fetched *out, const struct pc_fetch_wish *wish, int code,
	const struct fetch_end *end);

/* Whether it complained about objects, theirs or ours. */
bool fetch_was_broken(int code);

/* ---- staging.c ------------------------------------------------------------ */

/* From here on no file of the machine's or of a user's says how libgit2 works, and what
 * it reads is held against its hash.  After git_libgit2_init(). */
void git_be_alone(void);

struct staging {
	const char *top;
	struct pc_str repo; /* the directory of the repository that is worked on */
	int lock;
	bool is_aside;   /* it is not yet where it belongs */
	bool was_broken; /* the one that was there */
	git_repository *git;
};

/* Locks staging and opens its repository.  One that is broken, or has become too much, is
 * left where it is, and an empty one made aside. */
enum pc_status staging_open(struct staging *out, struct pc_arena *arena,
	const struct pc_fetch_wish *wish, struct pc_err *err);
/* An empty repository aside in place of the one that was opened. */
enum pc_status staging_begin_anew(
	struct staging *staging, struct pc_arena *arena, struct pc_err *err);
/* What was made aside takes its place. */
enum pc_status staging_settle(
	struct staging *staging, struct pc_arena *arena, struct pc_err *err);
void staging_close(struct staging *staging);

/* Whether the commit, its history and its tree can be read. */
bool staging_is_whole(git_repository *git, const git_oid *head);

#endif
