/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of policyd-orch fit together.  It is no child of policyd's supervisor
 * (docs/decisions/0018), and one process but for its workers.
 *
 *   main_orch.c    words of the command line -> one check, or the service
 *   orch_rules.c   orchestrator.yaml, models, managed settings -> one generation
 *   orch_serve.c   queue, engine and runner on one loop; signals, new generations, end
 *   orch_places.c  its directories, made and looked at; one instance on a state
 *   orch_orphans.c workers that outlived who started them
 *   orch_people.c  users of the machine -> what they may
 *   orch_socket.c  connections: lines in, answers and news out
 *   orch_answer.c  one line -> the desk, or a stream of news
 *   orch_spool.c   files -> jobs, each once
 *   listen.c       the socket itself, as policyd has it too
 *
 * What one turn of the loop changes is one commit, and nobody is told before it. */
#ifndef DAEMON_ORCH_H
#define DAEMON_ORCH_H

#include "pc/base/stamp.h"
#include "pc/orch/desk.h"
#include "pc/orch/runner.h"
#include "pc/rules/policy.h"

struct rules;
struct askers;
struct job_spool;
struct pc_changes;

/* ---- orch_rules.c --------------------------------------------------------------- */

struct rules_where {
	const char *config; /* the file */
	struct pc_str root; /* "": the machine's own */
};

/* Files that a generation was made of, as they were; files that are not there, too. */
struct seen {
	struct pc_arena arena;
	struct pc_stamp *items;
	size_t count;
	bool is_young; /* a further change might leave the same stamps */
};
void seen_done(struct seen *seen);
/* Whether reading again would give the same. */
bool seen_still_holds(const struct seen *seen);

struct rules {
	struct pc_arena arena;
	struct pc_orch_config *config;
	struct pc_model_guard *guard;
	struct pc_policy *policy;
	struct pc_gate *gate;  /* NULL before rules_open() */
	struct pc_str managed; /* directory of managed settings */
	char digest[65];       /* of configuration and settings */
	int64_t generation;
};

/* *seen is what was looked at, also on failure; may be NULL.  Findings go to diags. */
PC_MUST_CHECK enum pc_status rules_read(struct rules **out, struct seen *seen,
	const struct rules_where *where, struct pc_diags *diags, struct pc_err *err);
/* The gate of it, by a number that only grows, kept in the directory state: the same
 * rules have the same number while no others came between. */
PC_MUST_CHECK enum pc_status rules_open(
	struct rules *rules, const char *state, struct pc_err *err);
void rules_free(struct rules *rules);

/* ---- orch_people.c -------------------------------------------------------------- */

enum { MOST_NAME = 256 };

struct person {
	int64_t uid;
	char name[MOST_NAME];
	bool may, is_operator;
};

/* is_worker: asks from below this process, as whom it is nobody's operator. */
void person_find(struct person *out, int64_t uid, bool is_worker,
	const struct pc_orch_config *config);
/* Whether a process is one of ours, however often it forked; in_doubt: what is answered
 * where nobody can tell, as of one that has ended. */
bool process_is_worker(int64_t pid, bool in_doubt);

/* Whether one of its parents, or of theirs, is this process. */
bool process_is_below(int64_t pid);

/* ---- orch_serve.c --------------------------------------------------------------- */

struct orch {
	struct rules_where where;
	struct rules *rules; /* in force */
	struct seen seen;
	char *state, *spool_dir,
		*socket; /* as they were when it began; spool_dir or NULL */
	int lock;
	struct pc_loop *loop;
	struct pc_queue *queue;
	struct pc_engine *engine;
	struct pc_runner *runner;
	struct pc_desk desk;
	struct askers *askers;
	struct job_spool *spool;
	struct pc_changes *changes;
	struct pc_watch *soon, *next, *look, *sweep, *watchdog, *grace, *signals[3];
	char *refused;    /* what is wrong with the files now; NULL: nothing is */
	int64_t patience; /* of the service manager */
	bool is_open;     /* changes that are not committed */
	bool wants_turn, is_ending;
	int status;
};

/* The exit status. */
int orch_serve(const struct rules_where *where);
/* From here to the next soon(), one commit.  False: nothing can be changed any more. */
bool orch_begin(struct orch *orch);
/* Everybody who waits is told, and the engine is turned, when what is called now has
 * ended. */
void orch_soon(struct orch *orch);
/* What was begun is on the disk.  False: it is not, and the service ends. */
bool orch_commit(struct orch *orch);
/* The system failed where nothing may go on. */
void orch_broken(struct orch *orch, const struct pc_err *err);
/* One line of the journal: "policyd-orch: ...". */
void orch_log(const char *fmt, ...) PC_PRINTF(1, 2);

/* ---- orch_places.c -------------------------------------------------------------- */

/* Makes a directory of that mode, and the way to it; one that is there has to be ours. */
PC_MUST_CHECK enum pc_status place_make(
	const char *path, unsigned mode, struct pc_err *err);
/* *out is held until this process ends, however it ends. */
PC_MUST_CHECK enum pc_status place_lock(int *out, const char *state, struct pc_err *err);

/* ---- orch_orphans.c ------------------------------------------------------------- */

/* Whoever holds the lock of that state: what it finds has nobody else. */
void orphans_end(const char *state);
/* Processes of jobs that do not run, of workers that left their group. */
void orphans_sweep(const char *state, struct pc_queue *queue);

/* ---- orch_socket.c -------------------------------------------------------------- */

PC_MUST_CHECK enum pc_status askers_open(
	struct askers **out, struct orch *orch, const char *path, struct pc_err *err);
void askers_close(struct askers **askers);
/* Sends what waits. */
void askers_flush(struct askers *askers);
/* Takes up questions that waited for that. */
void askers_go_on(struct askers *askers);
/* Who may ask is another question by other rules. */
void askers_judge(struct askers *askers);
/* A piece of a job's answer; a job's row; anything at all. */
void askers_piece(struct askers *askers, int64_t job, struct pc_str text);
void askers_changed(struct askers *askers, int64_t job);
/* Writes news for those who follow and are not told yet. */
void askers_push(struct askers *askers);

/* ---- orch_answer.c -------------------------------------------------------------- */

/* What a line began, beside its answer. */
struct answered {
	int64_t follows; /* a job whose news follow; 0: none */
	int64_t last;    /* the job that the last answer was about */
	bool watches;
};
void answer_line(struct pc_buf *out, struct answered *answered, struct orch *orch,
	const struct person *who, struct pc_str line);
void answer_error(struct pc_buf *out, const char *text, const char *hint);
/* {"job":...} for who follows; *is_last: the job has ended. */
void answer_job(struct pc_buf *out, bool *is_last, struct orch *orch, int64_t job);
void answer_board(struct pc_buf *out, struct orch *orch, const struct person *who);

/* ---- orch_spool.c --------------------------------------------------------------- */

/* What was taken and not answered when the last process ended is answered first. */
PC_MUST_CHECK enum pc_status job_spool_open(
	struct job_spool **out, struct orch *orch, const char *path, struct pc_err *err);
void job_spool_close(struct job_spool **spool);
void job_spool_sweep(struct job_spool *spool);

#endif
