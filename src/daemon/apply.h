/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the role that puts a policy in force and keeps it there. */
#ifndef DAEMON_APPLY_H
#define DAEMON_APPLY_H

#include "pc/enforce/drift.h"
#include "pc/enforce/plan.h"
#include "pc/os/actors.h"
#include "pc/os/changes.h"
#include "role.h"

/* The target's directory, the one it lies in, its drop-ins. */
enum place { PLACE, PLACE_PARENT, PLACE_DROPINS, PLACES };

struct told;

struct apply {
	struct daemon *daemon;
	struct pc_arena arena; /* of places */
	char *places[PLACES];
	char *monitor;     /* directory of the policy that is only monitored */
	uint64_t compiled; /* of which files it was wished last, as a sum */
	struct pc_loop *loop;
	struct pc_changes *changes;
	struct pc_actors *actors; /* NULL: the system does not tell who */
	bool is_silent[PLACES];   /* and it was said that it does not for this one */
	int64_t looks[6];         /* when changes led to looks: the newest last */
	bool is_due;              /* one of these is about to come */
	size_t failed_looks;      /* in a row */
	struct told *told;        /* what was told and goes on */
	struct pc_buf fault;      /* why it cannot be put right, as it was told */
	bool is_fault_told;       /* also when there is none */
	struct pc_watch *policy, *control, *sweep;
	struct pc_site_where where;
	/* A policy that is coming in. */
	struct message_begin coming; /* texts in coming_arena; n_files 0: none */
	struct pc_arena coming_arena;
	struct pc_buf document, monitored;
	struct pc_str name;
};

/* ---- role_apply.c ------------------------------------------------------------ */

void apply_tell(int fd, const struct message *message);

/* ---- apply_site.c ------------------------------------------------------------ */

/* Microseconds since 1970. */
int64_t apply_now(void);

/* Plans and writes; out gets generation, changes and is_new. */
PC_MUST_CHECK enum pc_status apply_wish(struct message_applied *out, struct pc_site *site,
	const struct pc_wish *wish, struct pc_err *err);

/* What was noted of a generation, taken apart; all empty: it was not by us. */
struct apply_note {
	struct pc_str commit, plan, signer;
	uint64_t expires;
};
void apply_note_read(struct apply_note *out, struct pc_str note);

/* What came is put in force, unless it is not what was announced. */
PC_MUST_CHECK enum pc_status apply_coming(
	struct apply *apply, struct message_applied *out, struct pc_err *err);

/* Back to what was in force before number (0: the newest before this one).  Texts of
 * *out live in arena. */
PC_MUST_CHECK enum pc_status apply_earlier(struct apply *apply,
	struct message_applied *out, struct pc_arena *arena, int64_t number,
	struct pc_err *err);

/* ---- apply_incoming.c -------------------------------------------------------- */

/* A packet of check or of the supervisor (a callback of the loop; arg: struct apply). */
void apply_on_message(void *arg, int fd);
void apply_forget_coming(struct apply *apply);

/* ---- apply_back.c -------------------------------------------------------------- */

/* How the machine was before something is put in force; texts in arena. */
struct apply_before {
	struct pc_str refusal; /* why clients do not start; empty: they do */
	struct pc_str commit;  /* in force */
};
struct apply_before apply_look_before(struct apply *apply, struct pc_arena *arena);

/* What was put in force is looked at as a client does.  Where that fails, what was in
 * force before is put back, and the new commit held: PC_ERR_PARSE, and err says both. */
PC_MUST_CHECK enum pc_status apply_prove(struct apply *apply,
	const struct message_applied *applied, const struct apply_before *before,
	struct pc_err *err);

/* Somebody wants an earlier generation, and that it stays until something newer comes
 * than what is in force. */
PC_MUST_CHECK enum pc_status apply_go_back(struct apply *apply,
	struct message_applied *out, struct pc_arena *arena,
	const struct message_wish *wish, struct pc_err *err);

/* ---- apply_drift.c ----------------------------------------------------------- */

/* As apply_wish(); before that, what others have changed since the last look is told. */
PC_MUST_CHECK enum pc_status apply_put(struct apply *apply, struct message_applied *out,
	struct pc_site *site, struct pc_wish *wish, struct pc_err *err);

/* A callback of the loop; arg: struct apply.  Drift is looked for and mended now. */
void apply_on_sweep(void *arg, int what);

/* ---- apply_compile.c ----------------------------------------------------------- */

/* Has the hooks' form of the policy made, unless it was since anything changed. */
void apply_compile_changed(struct apply *apply);

/* ---- apply_watch.c ------------------------------------------------------------ */

/* Before the sandbox, and in it. */
void apply_ask_for_actors(struct apply *apply);
void apply_watch_places(struct apply *apply);

/* A callback of the loop; arg: struct apply.  Drift is looked for in a moment. */
void apply_on_change(void *arg, const char *directory, const char *name);

/* Who changed a path as drift has it; process: 0 where nobody knows.  Holds until the
 * loop goes on. */
struct pc_actor apply_who(const struct apply *apply, struct pc_str path);

/* ---- apply_told.c -------------------------------------------------------------- */

/* Tells what was found, unless it was told already and goes on, and what has come right
 * since: by our repair (is_mended) or somebody's. */
void apply_tell_drift(struct apply *apply, const struct pc_drift *drift,
	int64_t generation, bool is_mended);
/* One change that we made ourselves. */
void apply_tell_own(
	struct pc_str change, struct pc_str path, const char *kind, int64_t generation);
/* Whether what is wrong can be put right; err: why not. */
void apply_tell_fault(struct apply *apply, const struct pc_err *err);
void apply_told_freep(struct told **told);

#endif
