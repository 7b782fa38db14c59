/* SPDX-License-Identifier: Apache-2.0 */
/* A list of findings about documents: checking collects all of them and goes on, where
 * enforcing stops at the first pc_err.  Each has a stable code (PC1204) that a manual
 * page explains. */
#ifndef PC_BASE_DIAG_H
#define PC_BASE_DIAG_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

enum pc_severity { PC_NOTE, PC_WARNING, PC_ERROR };

struct pc_diag {
	const char *code; /* static: "PC1204" */
	enum pc_severity severity;
	struct pc_span at;
	struct pc_str text; /* what is wrong, and what the client then does; one line:
			       control characters of quoted words became '?' */
	struct pc_str hint; /* what to do about it; may be empty */
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
size_t pc_diags_count(const struct pc_diags *diags, enum pc_severity severity);

#endif
