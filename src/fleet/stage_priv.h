/* SPDX-License-Identifier: Apache-2.0 */
/* What judging the head (stage.c) and listing what is behind it (candidates.c) share. */
#ifndef PC_STAGE_PRIV_H
#define PC_STAGE_PRIV_H

#include <git2/commit.h>

#include "fetch_priv.h"
#include "pc/fleet/stage.h"

struct judge {
	const struct pc_repo *repo;
	struct pc_arena *arena;
	const struct pc_stage_rules *rules;
	struct pc_staged *out; /* .commit is .head in hexadecimal */
	git_oid head;
};

struct signed_object {
	struct pc_trust trust;
	struct pc_object object;
};

/* False: it is none of that kind, or not to be read. */
bool stage_object(struct signed_object *out, struct judge *judge, const git_oid *id,
	enum pc_object_kind kind);
/* A signed tag that says by itself what it is called and that it means this head. */
bool stage_tag_means_head(
	struct judge *judge, const struct signed_object *tag, struct pc_str name);
/* By its own signature or by that of a tag policy/NAME; the reason why not is noted. */
bool stage_is_signed(struct judge *judge);
/* 1: later was made after earlier, or is it; 0: not; -1: nobody can tell. */
int stage_comes_after(
	const struct judge *judge, const git_oid *later, const git_oid *earlier);
bool stage_read_id(git_oid *out, struct pc_str hex);

#endif
