/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of targeting fit together.
 *
 *   targets_read.c    a targets.yaml -> what it says
 *   targets_check.c   what it says -> what is wrong with it
 *   overrides.c       overrides/ -> the same, and which of them hold here and now
 *   targets_groups.c  is this machine one of theirs?
 *   targets_choose.c  which commit: rings, pause, holds
 *   targets_pick.c    which fragments of it
 *   candidates.c      git history -> the commits that there are (stage.h)
 *   seen.c            when this machine first saw a commit
 *   facts.c           the machine -> facts about it (facts.h) */
#ifndef PC_TARGETS_PRIV_H
#define PC_TARGETS_PRIV_H

#include "pc/base/arena.h"
#include "pc/fleet/targets.h"

/* All of its keys have to be true; of a key's values one suffices. */
struct term {
	struct pc_span at;
	struct pc_texts host, os, label, user, any, not ;
};

/* Machines of which one term is true. */
struct group {
	struct pc_str name;
	struct pc_span at;
	struct term *terms;
	size_t n_terms;
};

/* A drop-in that not all machines get, or that is not enforced everywhere. */
struct rule {
	struct pc_str file;
	struct pc_span at;
	struct pc_texts groups, not, monitor;
	int mode; /* of enum mode */
};

enum mode { MODE_ENFORCE, MODE_MONITOR };

struct ring {
	struct pc_str name;
	struct pc_span at;
	struct pc_texts groups;
	int64_t percent; /* -1: none by figure, or everybody where there are no groups */
	int64_t soak;    /* ms */
};

/* A pause or a kill switch. */
struct brake {
	struct pc_span at;
	struct pc_texts groups, not ;
	struct pc_str owner, reason;
	int64_t until; /* seconds since 1970 */
	int what;      /* of enum pc_kill, less one */
};

struct override {
	struct pc_span at;  /* the file as a whole */
	struct pc_str name; /* of the file */
	struct pc_texts machines, users, skip, monitor;
	struct pc_str pin, owner, reason;
	bool hold;
	int64_t expires; /* seconds since 1970 */
};

struct pc_targets {
	struct group *groups;
	size_t n_groups;
	struct rule *rules;
	size_t n_rules;
	struct ring *rings;
	size_t n_rings;
	struct brake *pauses, *kills;
	size_t n_pauses, n_kills;
	struct override *overrides;
	size_t n_overrides;
	struct pc_str about, salt;
	int64_t halt_after; /* failures; the hub counts them and asks for a halt tag */
	int64_t longest;    /* an override, in ms */
};

/* ---- targets_read.c ---------------------------------------------------- */

/* A file of YAML that may be absent: then *out is NULL. */
enum pc_status targets_tree(struct pc_node **out, struct pc_str path, const char *shown,
	struct pc_diags *diags, struct pc_err *err);

/* Documents in a directory, in the order of their names; not more than most. */
struct pc_texts targets_list(
	struct pc_arena *arena, struct pc_str directory, size_t most);

/* ---- targets_check.c --------------------------------------------------- */

struct checking {
	const struct pc_targets_where *where; /* NULL: of a text alone */
	struct pc_diags *diags;
	struct pc_texts files; /* of managed-settings.d */
};

/* Whether managed-settings.d has that file; true where nobody knows. */
bool is_file(const struct checking *check, struct pc_str name);
void targets_check(const struct pc_targets *targets, const struct checking *check);

/* ---- targets_groups.c -------------------------------------------------- */

/* Which groups the machine is in, each found out once. */
struct membership {
	const struct pc_targets *targets;
	const struct pc_facts *machine;
	signed char *known; /* 1 in, -1 out, 0 not asked yet, 2 being asked */
	const struct term **by;
};

void membership_init(struct membership *out, struct pc_arena *arena,
	const struct pc_targets *targets, const struct pc_facts *machine);
bool is_member(struct membership *membership, struct pc_str group);
/* The first one of them that the machine is in; empty: none. */
struct pc_str member_of(struct membership *membership, const struct pc_texts *groups);
bool any_matches(const struct pc_texts *patterns, const struct pc_texts *values);
bool names_machine(const struct pc_texts *patterns, const struct pc_facts *machine);
const struct group *group_find(const struct pc_targets *targets, struct pc_str name);
void whys_add(struct pc_whys *whys, struct pc_arena *arena, const struct pc_why *why);
/* One row for each group. */
void explain_groups(
	struct pc_whys *whys, struct pc_arena *arena, struct membership *membership);

/* ---- overrides.c ------------------------------------------------------- */

enum pc_status overrides_load(struct pc_targets *targets,
	const struct pc_targets_where *where, struct pc_diags *diags, struct pc_err *err);
void override_read(
	struct override *out, const struct pc_node *tree, struct pc_diags *diags);
void overrides_check(const struct pc_targets *targets, const struct checking *check);
/* Whether it is for this machine, and not over. */
bool override_is_here(const struct override *override, const struct pc_facts *machine);
bool override_holds(
	const struct override *override, const struct pc_facts *machine, int64_t now);
struct pc_str date_of(struct pc_arena *arena, int64_t seconds);

/* Whether anything but explanations reads time: what is over at now has no effect. */
static inline bool is_over(int64_t until, int64_t now)
{
	return until <= now;
}

#endif
