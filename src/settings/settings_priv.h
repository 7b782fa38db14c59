/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the settings module fit together.
 *
 *   places.c     where a machine keeps its settings
 *   layer.c      which files apply, in rank order
 *   document.c   one file or inline text -> a tree, or why the client does not read it
 *   keys*.c      the client's schema as tables; repair*.c holds a tree against them
 *   start.c      settings in force that keep every client from starting
 *   findings.c   what each code weighs; versions.c what an old client does not know
 *   schema*.c    the tables as a JSON Schema and as a manual page
 *   stand_ins.c  trees in place of a user's files
 *   trust.c      what a repository may not decide for itself
 *   flags.c      --allowedTools and --disallowedTools
 *   merge.c      documents -> one tree in which every value keeps its origins
 *   settings.c   the whole load, and what decisions need of its result */
#ifndef PC_SETTINGS_PRIV_H
#define PC_SETTINGS_PRIV_H

#include <stdarg.h>

#include "pc/settings/settings.h"

/* One document that counts, in the order in which it is merged. */
struct doc {
	enum pc_layer layer;
	const char *file;     /* its name in places; interned in the arena */
	struct pc_str base;   /* what a leading '/' in a path rule means */
	struct pc_node *root; /* a map, repaired */
	bool from_repository; /* may not grant anything before it is trusted */
	bool is_base;         /* a managed file that is no drop-in */
	bool adds_nothing;    /* its own policy could not be loaded at all */
};

struct load {
	struct pc_arena *arena;
	struct pc_diags *diags;
	struct pc_err *err;
	const struct pc_where *where;
	struct pc_settings *out;
	struct doc *docs;
	size_t n_docs, cap_docs;
	size_t cap_files;   /* of out->files */
	size_t cap_stamps;  /* of out->stamps */
	bool source_denied; /* a managed file that we may not read */
	bool source_failed; /* a managed file that the client could not load */
	struct pc_span failed_at;
	struct pc_str failed_why;
};

/* ---- places.c ------------------------------------------------------------- */

/* Names relative to the directories that a pc_where names. */
extern const char place_base[];    /* managed-settings.json */
extern const char place_dropins[]; /* managed-settings.d */
extern const char place_user[];    /* .claude/settings.json below home and cwd */
extern const char place_local[];   /* .claude/settings.local.json */
extern const char place_global[];  /* .claude.json below home */

/* ---- document.c ----------------------------------------------------------- */

enum doc_state {
	DOC_READ,
	DOC_ABSENT,
	DOC_UNREADABLE, /* the system, its type or its size forbid it */
	DOC_BROKEN,     /* no JSON object */
};

struct doc_fault {
	struct pc_span at;
	struct pc_str why;
	int cause; /* errno where the system said no, else 0 */
};

/* A file to read: where it is, and what places call it (interned). */
struct doc_file {
	const char *path, *shown;
};

/* yaml chooses the reader. */
enum doc_state document_read(struct pc_node **out, struct load *load,
	struct doc_file file, bool yaml, struct doc_fault *fault);
/* The same for a text that is already there. */
enum doc_state document_parse(struct pc_node **out, struct load *load,
	struct pc_str bytes, const char *file, bool yaml, struct doc_fault *fault);

/* ---- key_names.c ---------------------------------------------------------- */

/* Gives each finding from `from` on that has none the key at its place in root. */
void key_names_fill(struct pc_diags *diags, size_t from, const struct pc_node *root);

/* ---- layer.c -------------------------------------------------------------- */

/* Finds, reads and repairs every document: load->docs.  Sets out->refused. */
enum pc_status layers_load(struct load *load);
/* One more document that counts. */
void layers_add(struct load *load, const struct doc *doc);
/* The work tree around dir: the nearest directory with a .git, else dir itself. */
struct pc_str layers_git_root(struct load *load, struct pc_str dir);
/* Remembers what a path leads to, if the caller wants to know what counted.  Before it is
 * looked at: what changes meanwhile must show. */
void load_note(struct load *load, const char *path, enum pc_stamp_kind kind);
/* Records the first reason for which the client would not start. */
void load_refuse(struct load *load, struct pc_span at, struct pc_str why);

/* ---- stand_ins.c ---------------------------------------------------------- */

/* Copies, repairs and adds what load->where->stand_ins has. */
void stand_ins_load(struct load *load);

/* ---- findings.c ----------------------------------------------------------- */

/* A finding about a key (dotted; may be empty), with the severity and the effect that its
 * code usually has; its text begins with the key. */
struct pc_diag *finding_add(struct pc_diags *diags, const char *code, struct pc_span at,
	struct pc_str key, const char *fmt, ...) PC_PRINTF(5, 6);
struct pc_diag *finding_vadd(struct pc_diags *diags, const char *code, struct pc_span at,
	struct pc_str key, const char *fmt, va_list args) PC_PRINTF(5, 0);
/* The client does not start because of what stands at that place: the finding about it
 * says so, or a new one does. */
void finding_refused(
	struct pc_diags *diags, struct pc_span at, struct pc_str key, struct pc_str why);

/* ---- start.c -------------------------------------------------------------- */

/* Settings in force that keep every client from starting: load->out->refused. */
void start_check(struct load *load);

/* ---- versions.c ----------------------------------------------------------- */

/* A version as the client reads it: three numbers; a 'v' in front, white space around and
 * a suffix such as -beta do not matter. */
struct version {
	unsigned parts[3];
};
bool version_read(struct version *out, struct pc_str text);
bool version_is_older(const struct version *a, const struct version *b);

/* Reports keys that the oldest client which the settings are for does not know. */
PC_MUST_CHECK enum pc_status versions_check(struct load *load);

/* ---- repair.c ------------------------------------------------------------- */

/* Holds doc->root against the schema.  Managed documents are repaired value by value;
 * any other document is rejected whole (false) by most faults, as the client does. */
bool repair_document(struct load *load, struct doc *doc);

/* ---- trust.c -------------------------------------------------------------- */

/* Whether the user accepted the trust dialog for root; a global file that is no JSON
 * object stops the client. */
bool trust_accepted(struct load *load, struct pc_str root);

/* ---- flags.c -------------------------------------------------------------- */

/* Cuts one value of --allowedTools at commas and spaces outside parentheses, as the
 * client does; calls take for every piece that is not empty. */
void flags_split(
	struct pc_str value, void (*take)(void *user, struct pc_str rule), void *user);

/* ---- merge.c -------------------------------------------------------------- */

struct pc_value *merge_new_root(struct pc_arena *arena);
/* Merges the document's map into the tree. */
void merge_document(struct pc_arena *arena, struct pc_value *root, const struct doc *doc);
/* A member of a map value, or NULL. */
struct pc_value *merge_member(const struct pc_value *map, struct pc_str key);
/* The merged tree as plain nodes. */
struct pc_node *merge_plain(struct pc_arena *arena, const struct pc_value *value);
/* Keeps a value that is not in force. */
void merge_lose(struct pc_arena *arena, struct pc_value *winner,
	const struct pc_node *value, struct pc_origin from, struct pc_origin by,
	const char *why);

/* ---- text.c --------------------------------------------------------------- */

/* What String.prototype.trim leaves. */
struct pc_str js_trim(struct pc_str text);
/* What String(value) gives in JavaScript: "[object Object]", "1,2", "1e+21", ... */
struct pc_str js_string(struct pc_arena *arena, const struct pc_node *node);
/* UTF-16 little endian (behind its byte order mark) as UTF-8; lone surrogates are kept
 * as three bytes each. */
struct pc_str js_from_utf16(struct pc_arena *arena, struct pc_str bytes);

#endif
