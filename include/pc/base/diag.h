/* SPDX-License-Identifier: Apache-2.0 */
/* A list of findings about documents: checking collects all of them and goes on, where
 * enforcing stops at the first pc_err.  Each has a stable code (PC1204) that a manual
 * page explains. */
#ifndef PC_BASE_DIAG_H
#define PC_BASE_DIAG_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

enum pc_severity { PC_NOTE, PC_WARNING, PC_ERROR };

/* What the client does with the thing that the finding is about. */
enum pc_effect {
	PC_EFFECT_ACCEPTED,    /* takes it as written, in silence */
	PC_EFFECT_IGNORED,     /* goes on as if it were not there */
	PC_EFFECT_RESTRICTIVE, /* reads the strictest value instead */
	PC_EFFECT_EMPTIED,     /* enforces an empty list */
	PC_EFFECT_WARNED,      /* takes it, and says something */
	PC_EFFECT_REFUSED,     /* does not start */
};

/* An edit of the source that certainly mends the finding. Its place is that of a node or
 * a key as the readers give it; whoever applies it finds out how far it reaches. */
enum pc_fix_kind {
	PC_FIX_NONE,
	PC_FIX_TEXT,   /* the text value or the key at .at becomes the text .with */
	PC_FIX_VALUE,  /* the value at .at, of any kind, becomes the JSON .with */
	PC_FIX_REMOVE, /* the list item, or the member whose key or value is at .at, goes
			*/
	PC_FIX_ADD,    /* the text .with becomes a list item behind the one at .at */
};

struct pc_fix {
	enum pc_fix_kind kind;
	struct pc_span at;
	struct pc_str with;
};

struct pc_diag {
	const char *code; /* static: "PC1204" */
	enum pc_severity severity;
	struct pc_span at;
	struct pc_str text; /* what is wrong, and what the client then does; one line:
			       control characters of quoted words became '?' */
	struct pc_str hint; /* what to do about it; may be empty */
	enum pc_effect effect;
	struct pc_str key; /* the settings key, dotted: "sandbox.enabled"; may be empty */
	struct pc_str rule; /* the permission rule as written; may be empty */
	struct pc_fix fix;
	/* The place of the finding that this one only follows from, such as a list that
	 * lost its last entry; line 0: it tells of a defect of its own. */
	struct pc_span caused_by;
};

struct pc_diags {
	struct pc_arena *arena; /* owns items and texts; must be set */
	struct pc_diag *items;
	size_t count, cap;
	size_t dropped; /* past PC_MAX_DIAGS */
};

/* Appends and returns the new finding (a throw-away one past the ceiling), so that
 * callers can add a hint: pc_diag_add(...)->hint = PC_STR("..."). A NULL list is
 * allowed: nothing is recorded. */
struct pc_diag *pc_diag_add(struct pc_diags *diags, const char *code,
	enum pc_severity severity, struct pc_span at, const char *fmt, ...)
	PC_PRINTF(5, 6);

const char *pc_severity_name(enum pc_severity severity);
const char *pc_effect_name(enum pc_effect effect); /* "accepted", "ignored", ... */
/* One finding for one defect: what only follows from another finding becomes the end of
 * its text. What the cause does not mention is lost with it. */
void pc_diags_fold(struct pc_diags *diags);
/* In the order of files, lines, columns and codes. */
void pc_diags_sort(struct pc_diags *diags);
/* Of sorted findings: a note goes where another finding about the same place says more.
 */
void pc_diags_thin(struct pc_diags *diags);
/* Those that were kept; 0 for a NULL list. */
size_t pc_diags_count(const struct pc_diags *diags, enum pc_severity severity);

#endif
