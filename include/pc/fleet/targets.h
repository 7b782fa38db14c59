/* SPDX-License-Identifier: Apache-2.0 */
/* Who gets what, and when: targets.yaml and overrides/ of a policy repository, held
 * against one machine.
 *
 *   targets.yaml  --pc_targets_load-->  struct pc_targets
 *   /etc, labels  --pc_facts_read-->  struct pc_facts        (facts.h)
 *   git history   --pc_stage_history->  struct pc_candidate      (stage.h)
 *        all of that and the time       --pc_targets_choose-->   a commit
 *        the files of that commit       --pc_targets_pick---->   its fragments
 *
 * Two revisions have a say.  Who goes when and what is stopped (rings, pause, kill,
 * overrides) is asked of the newest signed commit, since a brake that waits for its turn
 * is none.  What a machine gets (groups and fragments) is asked of the commit that it
 * takes, so that a change of targets is rolled out like any other.
 *
 * Both answers are pure: the same facts, texts and time give the same answer, with rows
 * that say why (docs/decisions/0009). */
#ifndef PC_FLEET_TARGETS_H
#define PC_FLEET_TARGETS_H

#include "pc/base/diag.h"
#include "pc/base/hash.h"
#include "pc/doc/fields.h"

/* ---- facts ------------------------------------------------------------- */

/* What groups of machines are told by. */
struct pc_facts {
	struct pc_str name; /* host name; a group's glob may mean its first label alone */
	struct pc_str id;   /* what rings deal by; empty: it comes in the last one */
	struct pc_str os;   /* "linux", "macos" or "windows" */
	struct pc_texts labels, users; /* .at is not used */
};

/* A commit that could be put in force. */
struct pc_candidate {
	struct pc_str commit; /* hexadecimal */
	int64_t published;    /* seconds since 1970: when its time began to run */
	bool is_signed;       /* by somebody who may */
	struct pc_str halted; /* who halted it; empty: nobody */
};

/* ---- targets.yaml ------------------------------------------------------ */

struct pc_targets;

/* Where, and against what time its dates are held. */
struct pc_targets_where {
	struct pc_str dir;   /* of the policy: targets.yaml and overrides/ are in it */
	struct pc_str shown; /* what places say for it: "", "policies/" */
	int64_t now;         /* seconds since 1970: what is over is a warning */
	int64_t made;        /* the same: how long an override lasts counts from here */
};

/* Reads what is there; nothing at all is right, too, and means everything to everybody at
 * once.  Everything lives in diags->arena, findings are added to diags: what is an error
 * must not be put in force.  Fails when a file is there and cannot be read. */
PC_MUST_CHECK enum pc_status pc_targets_load(struct pc_targets **out,
	const struct pc_targets_where *where, struct pc_diags *diags, struct pc_err *err);

/* The same from the text of a targets.yaml alone; fragments are not looked for. */
void pc_targets_read(struct pc_targets **out, const char *file, struct pc_str text,
	struct pc_diags *diags);

/* The names in managed-settings.d of a policy's directory that a client or a build reads,
 * in the order of their bytes.  .at is not set. */
void pc_targets_files(struct pc_texts *out, struct pc_arena *arena, struct pc_str dir);

/* The sum of all soak times, in seconds: what is older is due everywhere.  Negative: a
 * commit is pinned, which may be any. */
int64_t pc_targets_soak(const struct pc_targets *targets);

/* ---- answers ----------------------------------------------------------- */

/* Why, in steps for people and programs. */
struct pc_why {
	const char *topic;   /* "group", "ring", "commit", "fragment", "override", ... */
	struct pc_str name;  /* of the group, ring, ...; may be empty */
	const char *verdict; /* one word: "member", "due", "monitored" */
	struct pc_str text;  /* one line */
	struct pc_span at;   /* the line that says so; no file: none does */
	struct pc_str owner; /* of a brake or an override */
	int64_t until;       /* seconds since 1970; 0: no end */
};

struct pc_whys {
	struct pc_why *items;
	size_t count, cap;
};

enum pc_kill { PC_KILL_NOTHING, PC_KILL_POLICY, PC_KILL_AGENTS };

const char *pc_kill_name(enum pc_kill kill); /* "policy", "agents" */

struct pc_targets_question {
	const struct pc_targets *targets; /* of the head */
	const struct pc_facts *machine;
	int64_t now; /* seconds since 1970 */
	/* From the head backwards: what descends from the commit in force. */
	const struct pc_candidate *candidates;
	size_t n_candidates;
	struct pc_str in_force;       /* a commit; empty: nothing is */
	struct pc_str held, held_why; /* see struct message_in_force */
	bool is_rollback;             /* the head is where a signed tag leads back to */
};

struct pc_choice {
	/* What shall be in force, possibly what is; empty: nothing is changed. */
	struct pc_str commit;
	/* One line: why the head is not in force, or why nothing may change; may be
	 * empty. */
	struct pc_str waits;
	int64_t due; /* when the head will be, in seconds since 1970; 0: nobody knows */
	enum pc_kill kill;
	struct pc_str killed; /* by whom, why, until when; one line */
	struct pc_whys whys;
};

/* Texts and rows live in arena. */
void pc_targets_choose(struct pc_choice *out, struct pc_arena *arena,
	const struct pc_targets_question *question);

/* One file of managed-settings.d. */
struct pc_pick {
	struct pc_str file;
	bool is_in;      /* this machine gets it */
	bool is_watched; /* only to record what it would have denied */
};

struct pc_picks {
	struct pc_pick *items;
	size_t count;
	size_t n_out, n_watched;
	struct pc_whys whys;
	/* The same for the same picks of the same files and the same kill. */
	char plan[PC_SHA256_HEX];
};

/* files: names in managed-settings.d of the commit that targets are of.  steering: those
 * of the head, whose overrides count. */
void pc_targets_pick(struct pc_picks *out, struct pc_arena *arena,
	const struct pc_targets *targets, const struct pc_targets_question *steering,
	const struct pc_texts *files, const struct pc_choice *choice);

/* Where in the deck of all machines this one lies: 0 to 2^32 - 1.  The same for the same
 * machine and salt, evenly spread over machines. */
uint32_t pc_ring_figure(struct pc_str salt, struct pc_str id);
/* Whether percent of all machines, 0 to 100, include that one.  More percent never leave
 * one out that fewer include. */
bool pc_ring_has(int64_t percent, uint32_t figure);

/* A host name or label against a pattern: '*' any bytes, '?' any one, capitals do not
 * count. */
bool pc_name_matches(struct pc_str pattern, struct pc_str name);

#endif
