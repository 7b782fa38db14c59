/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a probe:
 *
 *   worker.c     a process of its own, which becomes the user; what it finds out is
 *                written to memory that both see
 *   client.c     in it: the server, the client, its end
 *   hook.c       in it: one hook after the other
 *   model.c      the stand-in for the model: which call is next, what came of each
 *   say.c        its answers as the client expects them
 *   mcp.c        servers for rules about their tools
 *   fate.c       what the client's words about a call mean
 */
#ifndef PC_PROBE_PRIV_H
#define PC_PROBE_PRIV_H

#include "pc/base/buf.h"
#include "pc/os/child.h"
#include "pc/probe/probe.h"

/* ---- fate.c ------------------------------------------------------------------- */

/* What the stage's shell prints in place of running anything. */
extern const char stub_words[];

/* A call that was cancelled because another one beside it failed: to be tried again. */
enum { FATE_AGAIN = PC_N_FATES };

/* is_error, text: the tool's result, as the client reports it to its model. */
int fate_of(bool is_error, struct pc_str text);
/* One line without the client's own additions, cut to fit. */
void fate_text(char *out, size_t size, struct pc_str text);

/* ---- model.c ------------------------------------------------------------------ */

enum { N_CONTROLS = 4 };

struct model {
	struct pc_probe *probe;
	char *refused; /* PC_MAX_CANARY_TEXT: probe->refused */
	bool is_offline;
	/* One for each canary, then for each control. */
	struct
	try {
		unsigned issued; /* how often */
		bool settled, is_error;
	}
	*tries;
	size_t next; /* canary that was not issued yet */
	size_t n_asked;
	bool is_begun, shows_stub, shows_shell;
	bool has_servers;
};

void model_init(struct model *model, struct pc_probe *probe, char *refused);
void model_done(struct model *model);
/* The answer to a POST at /v1/messages.  False: the body is no such request. */
bool model_answer(
	struct model *model, struct pc_buf *out, bool *is_stream, struct pc_str body);
/* What the client said to its end, one JSON object a line: its version, and what it
 * counts as refused. */
void model_end(struct model *model, char *version, size_t size, struct pc_str talk);

/* ---- say.c -------------------------------------------------------------------- */

/* One call that the model makes; they follow each other in one message. */
struct said_call {
	char id[40];
	struct pc_str tool;
	const struct pc_node *input;
};

/* No call: a word and the end. */
void say_stream(struct pc_buf *out, struct pc_str model_name,
	const struct said_call *calls, size_t n);
void say_whole(struct pc_buf *out, struct pc_str model_name,
	const struct said_call *calls, size_t n);

/* ---- stage.c ------------------------------------------------------------------ */

/* Empty directories that belong to who. */
PC_MUST_CHECK enum pc_status stage_lay(
	const struct pc_stage *stage, const struct pc_probe_who *who, struct pc_err *err);

/* Those that wait while a stage is there. */
void stage_signals(sigset_t *out);
/* A new file of ours. */
PC_MUST_CHECK enum pc_status stage_put(
	struct pc_str path, mode_t mode, struct pc_str text, struct pc_err *err);

/* ---- mcp.c -------------------------------------------------------------------- */

/* "mcp__server__tool"; false for anything else, and for names that no client writes. */
bool mcp_split(struct pc_str *server, struct pc_str *tool, struct pc_str name);
/* Servers for the canaries that need one; *config is the file that names them, empty when
 * there is none. */
PC_MUST_CHECK enum pc_status mcp_lay(struct pc_str *config, struct pc_arena *arena,
	const struct pc_probe *probe, struct pc_err *err);

/* ---- worker.c ----------------------------------------------------------------- */

/* What the worker tells: written by it, read when it is gone. */
struct told {
	enum pc_status status; /* of starting anything at all */
	struct pc_err err;
	char version[32], fault[PC_MAX_CANARY_TEXT], refused[PC_MAX_CANARY_TEXT];
	bool is_alone, is_done;
	struct pc_fate fates[];
};

struct work {
	struct pc_probe *probe; /* .fates are told's */
	struct told *told;
	void (*run)(struct work *work);
	const char *client;    /* path */
	struct pc_str servers; /* a file that names MCP servers; may be empty */
	char *const *argv;     /* of the hook */
	int64_t patience;
};

/* Runs work->run in a process that is the user, in the stage's working directory, with
 * no network where that can be had, and waits for it until the deadline. */
PC_MUST_CHECK enum pc_status worker_run(struct work *work, struct pc_err *err);

/* A file without a name, empty, for what a program says; -1: none could be made. */
int worker_file(void);

void run_client(struct work *work);
void run_probe_hook(struct work *work);

/* The environment of whatever is probed; more: further ones, NULL at the end.  In arena.
 */
char **probe_env(
	struct pc_arena *arena, const struct pc_probe *probe, const char *const *more);

#endif
