/* SPDX-License-Identifier: Apache-2.0 */
/* Canaries put to what is installed: a client that is made to try them by a stand-in for
 * its model on the loopback, and a hook that is asked about them.
 *
 *   pc_stage_make   pc_probe_client, pc_probe_hook   pc_stage_remove
 *
 * Nothing of anybody is used or touched: home, working directory and shell of the client
 * are the stage's, its account is none, and what it starts ends with it.  The shell runs
 * nothing, and a canary that would need that is only tried once the client has shown that
 * it uses this shell. */
#ifndef PC_PROBE_PROBE_H
#define PC_PROBE_PROBE_H

#include <signal.h>
#include <sys/types.h>

#include "pc/base/limits.h"
#include "pc/probe/canary.h"

/* What became of a canary. */
enum pc_fate_kind {
	PC_FATE_NONE,    /* no answer came */
	PC_FATE_HELD,    /* it was not tried; text says why */
	PC_FATE_DENIED,  /* by the client's own rules */
	PC_FATE_HOOKED,  /* by a hook */
	PC_FATE_ABSENT,  /* the tool is not offered at all */
	PC_FATE_ASKED,   /* somebody would have been asked */
	PC_FATE_THROUGH, /* nothing stopped it */
	PC_FATE_UNCLEAR, /* refused before anybody decided, or a hook that failed */
	PC_N_FATES,
};

/* "none", "held", "denied", "hook", "absent", "asked", "through", "unclear" */
const char *pc_fate_name(enum pc_fate_kind kind);

struct pc_fate {
	enum pc_fate_kind kind;
	char text[PC_MAX_CANARY_TEXT]; /* what was said of it; cut */
};

/* Directories and files that a probe needs, below one of its own. */
struct pc_stage {
	struct pc_str top, home, work, tmp;
	struct pc_str shell;   /* runs nothing, and says so */
	struct pc_str control; /* a file in work that anybody may read */
	sigset_t signals;      /* that were blocked before */
};

/* Links are followed, so that paths are what the client makes of them.  Signals that end
 * a program wait from now on, so that the stage does not stay behind: a probe that is
 * running then fails with PC_ERR_SYSTEM, and pc_stage_remove() lets them come. */
PC_MUST_CHECK enum pc_status pc_stage_make(
	struct pc_stage *out, struct pc_arena *arena, struct pc_err *err);
void pc_stage_remove(const struct pc_stage *stage);

/* Who runs what is probed: without drop, whoever we are. */
struct pc_probe_who {
	bool drop;
	uid_t uid;
	gid_t gid;
};

struct pc_probe {
	/* The question. */
	const struct pc_stage *stage;
	struct pc_probe_who who;
	const struct pc_canary *const *canaries;
	size_t n;
	int64_t deadline; /* milliseconds for all of it */
	bool no_servers;  /* the client would not take MCP servers from us */
	/* The answer, in memory that lives as long as the program. */
	struct pc_fate *fates; /* n */
	const char *version;   /* as the client said it; may be empty */
	const char *fault;     /* why it did not come to its end; empty: it did */
	const char *refused; /* what was said of a harmless call that was refused, too */
	bool is_alone; /* it had no network but the loopback, whatever it would do */
};

/* One start of the client at that path.  PC_ERR_SYSTEM: nothing could be started; a
 * client that fails is an answer. */
PC_MUST_CHECK enum pc_status pc_probe_client(
	struct pc_probe *probe, const char *path, struct pc_err *err);

/* One start of the hook for each canary.  argv as it is to be started, NULL at the end;
 * patience: milliseconds for one. */
PC_MUST_CHECK enum pc_status pc_probe_hook(
	struct pc_probe *probe, char *const *argv, int64_t patience, struct pc_err *err);

#endif
