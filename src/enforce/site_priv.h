/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts that put a policy in force fit together.
 *
 *   site.c         opening one: directories, the lock, what is in force
 *   look.c         what lies in the agent's directory
 *   put.c          one file, whole or not at all
 *   history.c      what we remember: state.json
 *   objects.c      the bytes that we remember, by their digest
 *   plan.c         what has to be done; plan_text.c prints it
 *   write.c        doing it
 *   wish.c         where wishes come from: builds and earlier generations
 *   drift.c        what somebody else did
 *
 * The state directory:  state.json   objects/<sha256>   .policyd-new while it is written
 */
#ifndef PC_ENFORCE_SITE_PRIV_H
#define PC_ENFORCE_SITE_PRIV_H

#include "pc/enforce/plan.h"
#include "pc/enforce/site.h"

/* The only name that a file of ours has while it is written.  The client passes over
 * names with a dot, and those that do not end in ".json". */
extern const char leftover_name[];

struct seen_list {
	struct pc_seen *items;
	size_t count, cap;
};

struct pc_site {
	struct pc_arena arena;
	struct pc_site_where where; /* texts are the arena's */
	mode_t file_mode, dir_mode;
	bool has_modes;     /* false: those of the machine that the root stands for */
	bool is_locked;     /* opened with PC_SITE_WRITE */
	bool knows_site;    /* a policy was in force here: what is wrong now went wrong */
	int place, dropins; /* descriptors, or -1 */
	int state, objects; /* likewise */
	struct seen_list dirs;     /* the way down to the place, and the drop-ins */
	size_t n_parents;          /* of them, those above the place, at least the root */
	struct seen_list files;    /* documents, by name; leftovers */
	struct pc_history history; /* settled: .next is 0 */
	struct pc_str history_text; /* the bytes of state.json; empty: there is none */
};

/* ---- look.c --------------------------------------------------------------- */

/* Opens the directories and looks at what is there, again if need be. */
PC_MUST_CHECK enum pc_status site_look(struct pc_site *site, struct pc_err *err);
/* The directory that stands for the machine's root. */
PC_MUST_CHECK enum pc_status site_open_root(
	int *out, const struct pc_site *site, struct pc_err *err);
int site_open_dir(int parent, const char *name);
/* What a document of the site holds; links are followed, as the client does. */
PC_MUST_CHECK enum pc_status site_read(struct pc_str *out, struct pc_site *site,
	const struct pc_seen *seen, struct pc_err *err);

/* The file or leftover of that path; NULL: it is not there. */
const struct pc_seen *site_file(const struct pc_site *site, struct pc_str path);
/* The descriptor of the directory that path lies in, or -1, and the name in it. */
int site_dir_of(const struct pc_site *site, struct pc_str path, const char **name);
bool site_is_leftover(struct pc_str path);
bool site_is_dropin(const struct pc_site *site, struct pc_str path);
/* Whether a regular file is there that holds just those bytes; seen may be NULL. */
bool seen_holds(const struct pc_seen *seen, const char *sha256);
/* What is wrong with the rights of a document or directory, or NULL. */
const char *site_rights_fault(const struct pc_site *site, const struct pc_seen *seen);
/* Who else may write it, or NULL: the question for directories above ours. */
const char *site_writers_fault(const struct pc_site *site, const struct pc_seen *seen);
/* Why the client would not start with the document, in the arena, or empty. */
struct pc_str document_fault(
	struct pc_arena *arena, const struct pc_site *site, struct pc_str bytes);

/* ---- put.c ---------------------------------------------------------------- */

struct put {
	const struct pc_site *site; /* for the owner */
	int dir;
	const char *name;
	mode_t mode;
	bool is_new; /* nothing may be there: what is, stays, and EEXIST is the failure */
};

/* Whole and on the disk, or as it was. */
PC_MUST_CHECK enum pc_status put_file(
	const struct put *put, struct pc_str bytes, struct pc_err *err);
/* Owner and mode of a descriptor, as far as they are not right. */
PC_MUST_CHECK enum pc_status put_rights(
	const struct pc_site *site, int fd, mode_t mode, struct pc_err *err);
/* A directory that may be there, with its rights, on the disk; its descriptor. */
PC_MUST_CHECK enum pc_status put_directory(int *out, const struct pc_site *site, int dir,
	const char *name, mode_t mode, struct pc_err *err);
/* As rename(2), within one file system; both names are on the disk after it. */
PC_MUST_CHECK enum pc_status put_move(
	const struct put *to, int from_dir, const char *from, struct pc_err *err);
PC_MUST_CHECK enum pc_status put_remove(int dir, const char *name, struct pc_err *err);
/* Takes away what a write that was stopped left in a directory of our own. */
PC_MUST_CHECK enum pc_status put_sweep(int dir, struct pc_err *err);
PC_MUST_CHECK enum pc_status put_sync(int dir, struct pc_err *err);

/* ---- history.c ------------------------------------------------------------ */

PC_MUST_CHECK enum pc_status history_load(struct pc_site *site, struct pc_err *err);
/* Writes it unless the file says so already. */
PC_MUST_CHECK enum pc_status history_save(
	struct pc_site *site, const struct pc_history *history, struct pc_err *err);
struct pc_applied *history_add(struct pc_arena *arena, struct pc_history *history,
	const struct pc_applied *applied);
void history_add_taken(
	struct pc_arena *arena, struct pc_history *history, const struct pc_seen *seen);
/* The documents that lie there now but ours. */
void history_note_foreign(
	struct pc_history *history, struct pc_site *site, struct pc_str ours);

/* ---- objects.c ------------------------------------------------------------ */

PC_MUST_CHECK enum pc_status object_put(struct pc_site *site,
	const char sha256[PC_SHA256_HEX], struct pc_str bytes, struct pc_err *err);
PC_MUST_CHECK enum pc_status object_get(struct pc_str *out, struct pc_site *site,
	const char sha256[PC_SHA256_HEX], struct pc_err *err);
/* Removes those that the history does not name, and leftovers. */
PC_MUST_CHECK enum pc_status objects_sweep(struct pc_site *site, struct pc_err *err);

/* ---- plan_text.c ---------------------------------------------------------- */

/* Names are foreign: they may neither break the line nor talk to the terminal. */
void line_add(struct pc_buf *out, struct pc_str text);

#endif
